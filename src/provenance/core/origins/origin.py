"""Say where an article, a pair or a cluster likely comes from, and what speaks for and against it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from dataclasses import replace
from typing import Final

from provenance.core.cutting.house import house_of
from provenance.core.origins.evidence import (
    ARTICLE_BASE,
    ARTICLE_WEIGHTS,
    Weighed,
    confidence,
    credit_details,
    listed,
    strongest,
    support,
    text_credits,
    weigh_text,
)
from provenance.core.origins.group import LIKELY, SIGNS_NEEDED, group_origin, origin_of, photo_credits
from provenance.core.origins.parts import crediting, parted, share
from provenance.core.passages.shared import STOCK, ArticleFacts, Link, Shared, Witness, add_up, published_on
from provenance.model import Evidence, Origin, OriginKind

__all__ = ["ArticleFacts", "Link", "article_origin", "cluster_origin", "house_of", "pair_origin"]

RANK: Final[tuple[OriginKind, ...]] = (
    "wire-copy",
    "press-release",
    "syndication",
    "revision",
    "unknown",
    "shared-quote",
    "boilerplate",
    "formula",
)


def pair_origin(
    left: ArticleFacts,
    right: ArticleFacts,
    links: Sequence[Link],
    witness: Witness | None = None,
    shared: Shared | None = None,
) -> Origin:
    """Weigh where the text that two articles share comes from.

    Args:
        left: one article.
        right: the other; the answer is the same either way round.
        links: the matches between the two, in any order and direction.
        witness: a third article that holds the same text and credits it.
        shared: what the links add up to, where that is known already.

    Returns:
        The origin; without links, ``unknown`` with confidence 0.
    """
    return group_origin((left, right), links, witness, shared)


def cluster_origin(
    members: Sequence[ArticleFacts],
    links: Sequence[Link],
    whole: Mapping[tuple[str, str], Shared] | None = None,
) -> Origin:
    """Weigh where a passage that several articles hold comes from.

    Args:
        members: the articles; one that holds the passage twice may stand twice.
        links: the matches that tie the passages, in any order and direction.
        whole: by two articles' ids, the smaller first, all that they share besides: a passage of two
            versions of an article comes from its first one.

    Returns:
        The origin; without links, ``unknown`` with confidence 0. Where most links of three articles or more
        are stock wording, so is the passage, though two of them may be copies of each other.
    """
    stock = [link for link in links if link.content in STOCK]
    mostly = 2 * len(stock) > len(links) and len({member.id for member in members}) > 2
    return group_origin(members, stock if mostly else links, whole=whole)


def article_origin(
    facts: ArticleFacts,
    links: Sequence[Link],
    partners: Mapping[str, ArticleFacts],
    weighed: Mapping[str, Origin] | None = None,
    added: Mapping[str, Shared] | None = None,
) -> Origin:
    """Weigh where an article comes from, by its own credits and by what it shares.

    Args:
        facts: the article.
        links: its matches with other articles; matches that don't touch it are left aside.
        partners: the other articles by id; one that is missing counts as wholly unknown.
        weighed: the origins of its pairs by the other article's id, where they are known already.
        added: what its matches with another article add up to by that article's id, the same.

    Returns:
        The origin. An article that credits an agency has one even if no other article is held.
    """
    by_partner: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        if facts.id in (link.left, link.right) and link.left != link.right:
            by_partner[link.right if link.left == facts.id else link.left].append(link)
    others = {
        name: crediting(partners.get(name, ArticleFacts(id=name)), by_partner[name])
        for name in sorted(by_partner)
    }
    known_shared = added or {}
    shared = {
        name: known_shared.get(name) or add_up(facts, others[name], by_partner[name]) for name in others
    }
    own = [_own_origin(facts, others, shared, release=release) for release in (False, True)]
    best = max(own, key=lambda origin: origin.confidence)
    known = weighed or {}
    pairs = [
        origin
        for name, other in others.items()
        if not _is_earlier(
            facts, other, origin := known.get(name) or pair_origin(facts, other, by_partner[name])
        )
    ]
    found = min(pairs, key=_rank, default=Origin())
    if found.kind == "wire-copy" and not best.agency and len(parted(facts)) > 1:
        # The other article's agency is that of one part.
        found = best if best.kind == "wire-copy" else replace(found, agency=None)
    if found.kind == best.kind and found.agency and not best.agency:
        return found
    if best.kind == "unknown" and best.confidence and found.kind in ("unknown", "shared-quote", "formula"):
        return best
    if best.kind != "unknown" and _rank(best) <= _rank(found):
        return best
    if not pairs and not best.confidence:
        return Origin(against=tuple(fact.evidence for fact in photo_credits((facts,), named=False)))
    return found if pairs else best


def _rank(origin: Origin) -> tuple[int, float]:
    rank = RANK.index(origin.kind)
    weak = origin.kind == "unknown" and origin.confidence < LIKELY
    return (len(RANK) if weak else rank, -origin.confidence)


def _is_earlier(facts: ArticleFacts, other: ArticleFacts, origin: Origin) -> bool:
    """Return whether the article is the version that the other one revises."""
    mine, theirs = published_on(facts), published_on(other)
    return origin.kind == "revision" and mine is not None and theirs is not None and mine < theirs


def _own_origin(
    facts: ArticleFacts, others: Mapping[str, ArticleFacts], shared: Mapping[str, Shared], *, release: bool
) -> Origin:
    names = parted(facts)
    facts = crediting(facts)
    credits = text_credits(facts, release=release)
    weights = {
        name: weight * share(facts, name) for name, weight in strongest(credits, ARTICLE_WEIGHTS).items()
    }
    signs = sum(credit.kind == "release-sign" for credit in credits)
    if not weights or (signs == len(credits) and signs < SIGNS_NEEDED):
        return Origin()
    order = list(weights)
    issuers = {credit.agency for credit in credits if credit.kind == "release-sign" and credit.agency}
    agency = min(issuers or weights, key=lambda name: (-weights[name], not name, order.index(name)))
    mine = [credit for credit in credits if credit.agency == agency]
    details = credit_details(facts, mine, named=False)
    weighed = [
        Weighed(detail, weights[agency] if not number else 0.0) for number, detail in enumerate(details)
    ]
    if any(credit.part is not None for credit in mine):
        detail = f"credits {listed(sorted(names))} for {share(facts, agency):.0%} of its text"
        weighed.append(support("parts", detail, 0.0))
    weighed += _partner_facts({agency, *(() if agency else names)}, others, shared, release=release)
    rivals = sorted(name for name in weights if name not in (agency, ""))
    if rivals and not release:
        detail = f"also credits {listed(rivals)}"
        weighed.append(
            Weighed(Evidence(kind="agencies-differ", detail=detail), ARTICLE_WEIGHTS["agencies-differ"], True)
        )
    if not release:
        weighed += photo_credits((facts,), named=False)
    value = confidence(ARTICLE_BASE, weighed)
    kind: OriginKind = "unknown" if value < LIKELY else "press-release" if release else "wire-copy"
    return origin_of(kind, agency or None, value, weighed)


def _partner_facts(
    agencies: Set[str], others: Mapping[str, ArticleFacts], shared: Mapping[str, Shared], *, release: bool
) -> list[Weighed]:
    facts: list[Weighed] = []
    strengths = {
        name: sum(fact.weight for fact in weigh_text(what) if fact.weight > 0)
        for name, what in shared.items()
        if what.passages or what.sources > 1
    }
    if strengths:
        name = min(strengths, key=lambda key: (-strengths[key], key))
        what = shared[name]
        parts = [fact for fact in weigh_text(what) if fact.evidence.kind in ("text-around", "choice")]
        detail = "; ".join(fact.evidence.detail for fact in parts) + f", as in {name}"
        weight = ARTICLE_WEIGHTS["partner"] * sum(fact.weight for fact in parts)
        facts.append(support("in-common", detail, weight))
    crediting = sorted(
        name
        for name, other in others.items()
        if name in strengths
        and any(credit.agency in agencies for credit in text_credits(other, release=release))
    )
    whose = listed(sorted(agencies - {""})) or "agencies"
    if crediting:
        detail = f"{listed(crediting)} {'credits' if len(crediting) == 1 else 'credit'} {whose}, too"
        facts.append(support("partner-credit", detail, ARTICLE_WEIGHTS["partner credits it"]))
    else:
        detail = f"no article that shares its text credits {whose}, so not confirmed"
        facts.append(
            Weighed(Evidence(kind="unconfirmed", detail=detail), ARTICLE_WEIGHTS["unconfirmed"], True)
        )
    return facts
