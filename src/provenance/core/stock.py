"""Tell stock wording, which recurs in articles that share little else, from common text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from provenance.core.classify import MOST_COMPARED, RECURRING, Recurrence, stock_content
from provenance.core.cluster import Key
from provenance.core.finding import Finding, name_words
from provenance.core.origin_direction import published_on
from provenance.core.origin_shared import ArticleFacts
from provenance.core.story import OTHER_STORY, SAME_STORY, Stories
from provenance.model import Content

SPEAKERS_NAMED: Final = 2 / 3
# Wording that comes back after so long comes back by itself: no text runs for half a year.
LONG_AFTER: Final = 180

_Pair = tuple[int, int]


def set_stock_aside(
    findings: Sequence[Finding],
    leaders: Mapping[Key, Key],
    facts: Sequence[ArticleFacts],
    filled_in: Sequence[bool],
    stories: Stories,
) -> list[Finding]:
    """Call recurring stock text boilerplate or formula.

    Args:
        findings: the matches between articles.
        leaders: the cluster of each passage.
        facts: what is known of each article.
        filled_in: by finding, whether it is wording that recurs with other numbers and names.
        stories: tells which articles are of one story.

    Returns:
        The findings, in order. Somebody's words stay a quotation however often they recur, unless
        nearly every article has somebody else say them: then they are nobody's.
    """
    findings = [
        replace(f, content="formula") if filled and f.content == "passage" else f
        for f, filled in zip(findings, filled_in, strict=True)
    ]
    groups: dict[Key, list[Finding]] = defaultdict(list)
    for f in findings:
        groups[leaders[f.left_key]].append(f)
    recurring = {
        group: articles
        for group, members in groups.items()
        if len(articles := sorted({a for f in members for a in (f.tie.left.article, f.tie.right.article)}))
        >= RECURRING
    }
    related = _Related(facts, stories, recurring.values())
    outlets = [article.outlet for article in facts]
    stock: dict[Key, Content] = {}
    anybodys: set[Key] = set()
    for group, articles in recurring.items():
        members = groups[group]
        size = max(f.words for f in members)
        share = size / max(1, min(facts[a].words for a in articles))
        held = Recurrence(
            articles=frozenset(articles), words=size, share=share, apart=related.apart(articles)
        )
        found = stock_content(held, outlets, related.besides(size, articles))
        if found is not None:
            stock[group] = found
            if _each_has_another_speaker(members, articles):
                anybodys.add(group)
    return [_renamed(f, leaders[f.left_key], stock, anybodys) for f in findings]


class _Related:
    """Knows how much else the articles of a recurring passage have in common."""

    def __init__(
        self,
        facts: Sequence[ArticleFacts],
        stories: Stories,
        recurring: Collection[Sequence[int]],
    ) -> None:
        self._facts = facts
        days = [day.toordinal() if (day := published_on(one)) else None for one in facts]
        pairs = {pair for articles in recurring for pair in _compared(articles)}
        self._long_after = {pair for pair in pairs if _long_after(*(days[article] for article in pair))}
        self._stories = stories.shares(pairs)
        self._common = stories.words_in_common(pairs)

    def apart(self, articles: Sequence[int]) -> float:
        """Return the share of pairs of articles that clearly tell different stories."""
        pairs = _compared(articles)
        return sum(self._is_apart(pair) for pair in pairs) / len(pairs)

    def _is_apart(self, pair: _Pair) -> bool:
        story = self._stories[pair]
        return pair in self._long_after or (story is not None and story < OTHER_STORY)

    def besides(self, size: int, articles: Sequence[int]) -> dict[_Pair, float]:
        """Return by pair what share of the shorter article they have in common besides a passage."""
        found = {}
        for pair in _compared(articles):
            story = self._stories[pair]
            if pair in self._long_after:
                continue
            if story is not None and story >= SAME_STORY:
                found[pair] = 1.0
            else:
                words = max(0, self._common[pair] - size)
                one, other = self._facts[pair[0]].words, self._facts[pair[1]].words
                found[pair] = words / max(1, min(one, other))
        return found


def _long_after(one: int | None, other: int | None) -> bool:
    return one is not None and other is not None and abs(one - other) > LONG_AFTER


def _compared(articles: Sequence[int]) -> list[_Pair]:
    return list(combinations(articles[:MOST_COMPARED], 2))


def _renamed(f: Finding, group: Key, stock: Mapping[Key, Content], anybodys: Collection[Key]) -> Finding:
    found = stock.get(group)
    if found is None or f.content in ("boilerplate", "formula"):
        return f
    if f.content == "quote" and group not in anybodys:
        return f
    return replace(f, content=found)


def _each_has_another_speaker(members: Sequence[Finding], articles: Collection[int]) -> bool:
    """Say whether clearly different people say the same words in nearly every article."""
    named: dict[int, frozenset[str]] = {}
    for f in members:
        for passage, speaker in ((f.tie.left, f.left_speaker), (f.tie.right, f.right_speaker)):
            words = name_words(speaker)
            if words:
                named[passage.article] = named.get(passage.article, frozenset()) | words
    speakers: list[frozenset[str]] = []
    for article in sorted(named):
        same = [held for held in speakers if not held.isdisjoint(named[article])]
        speakers = [held for held in speakers if held not in same]
        speakers.append(named[article].union(*same))
    return len(speakers) >= max(RECURRING, SPEAKERS_NAMED * len(articles))
