"""Find, for a pair of articles, a third one that holds the same text and credits an agency for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from provenance.core.origins.evidence import WEIGHTS, strongest, text_credits
from provenance.core.passages.cluster import Key
from provenance.core.passages.finding import Finding
from provenance.core.passages.shared import MIN_PASSAGE_WORDS, ArticleFacts, Witness
from provenance.model import COPIED, Credit

# A pair has two articles, so that three of a cluster's best credited leave one beyond any pair.
KEPT: Final = 3
# Two dispatches on one event may have a lead alike, each in its own words: one passage in other words or in
# another language bears no witness.
LEAST_IN_OTHER_WORDS: Final = 2


def witnesses(
    findings: Sequence[Finding], leaders: Mapping[Key, Key], facts: Sequence[ArticleFacts]
) -> dict[tuple[int, int], Witness]:
    """Return by pair of articles the third one whose credit tells most.

    Args:
        findings: the matches between articles; passages alone count.
        leaders: the cluster of each passage.
        facts: what is known of each article.

    Returns:
        Pairs whose passages stand in an article beyond them that credits an agency by name, or is or
        credits a press release, whoever issued it; the work grows with the number of findings.
    """
    credited = {
        number: strong
        for number, member in enumerate(facts)
        if member.credits and (strong := _best(member)) is not None
    }
    if not credited:
        return {}
    shared = Counter(_articles(f) for f in findings if f.content == "passage")
    holders: dict[Key, set[int]] = defaultdict(set)
    for f in findings:
        if f.content == "passage" and (f.relation in COPIED or shared[_articles(f)] >= LEAST_IN_OTHER_WORDS):
            for passage, key in ((f.tie.left, f.left_key), (f.tie.right, f.right_key)):
                if passage.article in credited:
                    holders[leaders[key]].add(passage.article)
    best = {
        group: sorted(numbers, key=lambda number: (-credited[number][0], facts[number].id))[:KEPT]
        for group, numbers in holders.items()
    }
    held: dict[tuple[int, int], dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for f in findings:
        if f.content == "passage" and f.words >= MIN_PASSAGE_WORDS:
            pair = _articles(f)
            groups = (leaders[f.left_key], leaders[f.right_key])
            for number in {number for group in groups for number in best.get(group, ())} - set(pair):
                held[pair][number] += f.words
    return {pair: _told_most(numbers.items(), credited, facts) for pair, numbers in held.items()}


def _articles(finding: Finding) -> tuple[int, int]:
    return finding.tie.left.article, finding.tie.right.article


def _best(member: ArticleFacts) -> tuple[float, Credit] | None:
    """Return the strongest credit of an article that names somebody or a release, with what it weighs."""
    found = []
    for release in (False, True):
        # Whether a mark for a part of the article is one for what a pair shares, is not known here.
        credits = [one for one in text_credits(member, release=release) if one.part is None]
        for agency, weight in strongest(credits, WEIGHTS).items():
            if agency or release:
                mine = [credit for credit in credits if credit.agency == agency]
                found.append((weight, max(mine, key=lambda credit: WEIGHTS[credit.kind])))
    # A release without its issuer's name tells less than a name does.
    return max(found, key=lambda item: (bool(item[1].agency), item[0], item[1].agency), default=None)


def _told_most(
    numbers: Iterable[tuple[int, int]],
    credited: Mapping[int, tuple[float, Credit]],
    facts: Sequence[ArticleFacts],
) -> Witness:
    number, words = min(numbers, key=lambda item: (-item[1] * credited[item[0]][0], facts[item[0]].id))
    weight, credit = credited[number]
    return Witness(article=facts[number].id, credit=credit, weight=weight, words=words)
