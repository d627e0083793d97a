"""Tell stock wording, which recurs in articles that share little else, from common text.

Whether it recurs is asked of all articles (``wording``) and not of the matches that were found: a check knows
those of new articles only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import four_words
from provenance.core.collection.terms import ranges
from provenance.core.matching.story import OTHER_STORY, SAME_STORY, Stories
from provenance.core.passages.classify import RECURRING, Recurrence, speaker, stock_content
from provenance.core.passages.expand import Passage, Reader, Tie
from provenance.core.passages.facts import facts_of, own_words
from provenance.core.passages.finding import Finding, name_words
from provenance.core.passages.shared import ArticleFacts, published_on
from provenance.core.passages.wording import Library, Recurring
from provenance.core.quoting.speech import Speech
from provenance.core.text.shingle import SHINGLE_WORDS
from provenance.model import Content

Array = npt.NDArray[Any]

SPEAKERS_NAMED: Final = 2 / 3
# Wording that comes back after so long comes back by itself: no text runs for half a year.
LONG_AFTER: Final = 180

_Pair = tuple[int, int]


def set_stock_aside(
    reader: Reader,
    findings: Sequence[Finding],
    filled_in: Sequence[bool],
    recurs: Recurring,
    library: Library,
    speech: Speech,
) -> list[Finding]:
    """Call recurring stock text boilerplate or formula.

    Args:
        reader: reads the articles that the findings are of.
        findings: the matches between articles.
        filled_in: by finding, whether it is wording that recurs with other numbers and names.
        recurs: by finding, where its wording stands, if that recurs.
        library: gives the articles where that is, which need not be those of the findings.
        speech: tells who says what.

    Returns:
        The findings, in order. Somebody's words stay a quotation however often they recur, unless
        nearly every article has somebody else say them: then they are nobody's.
    """
    findings = [
        replace(f, content="formula") if filled and f.content == "passage" else f
        for f, filled in zip(findings, filled_in, strict=True)
    ]
    asked = [n for n, f in enumerate(findings) if recurs.number[n] >= 0 and f.content in ("passage", "quote")]
    if not asked:
        return findings
    holders = _holders({recurs.number[n] for n in asked}, recurs, library)
    speakers = _Speakers(reader, holders.columns, speech.of(holders.columns))
    for n in asked:
        f, blocks = findings[n], holders.blocks[recurs.number[n]]
        found = holders.stock(recurs.number[n], f.words)
        if found is not None and (f.content == "passage" or speakers.all_differ(f.tie, blocks)):
            findings[n] = replace(f, content=found)
    return findings


def _holders(numbers: Collection[int], recurs: Recurring, library: Library) -> _Holders:
    order = sorted(numbers)
    places = sorted({place for number in order for place in recurs.places[number]})
    columns, stories, blocks = library.load(places)
    there = dict(zip(places, blocks, strict=True))
    found = {number: sorted(there[place] for place in recurs.places[number]) for number in order}
    words = own_words(columns)
    facts = facts_of(columns, words)
    articles = {
        number: tuple(columns.block_article[np.array(held)].tolist()) for number, held in found.items()
    }
    outlets = [article.outlet for article in columns.articles]
    related = _Related(facts, stories, set(articles.values()))
    return _Holders(columns, found, articles, words, outlets, related)


@dataclass(frozen=True, slots=True)
class _Holders:
    """The articles that hold recurring wording, and the blocks where it stands, by its number."""

    columns: Columns
    blocks: Mapping[int, Sequence[int]]
    articles: Mapping[int, tuple[int, ...]]
    words: Sequence[int]
    outlets: Sequence[str | None]
    related: _Related
    _told: dict[tuple[tuple[int, ...], int], Content | None] = field(default_factory=dict)

    def stock(self, number: int, words: int) -> Content | None:
        """Return what a match of so many words is if its wording is stock, else None."""
        articles = self.articles[number]
        key = (articles, words)
        if key not in self._told:
            held = Recurrence(
                articles=frozenset(articles),
                words=words,
                share=words / max(1, min(self.words[a] for a in articles)),
                apart=self.related.apart(articles),
            )
            self._told[key] = stock_content(held, self.outlets, self.related.besides(words, articles))
        return self._told[key]


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
    return list(combinations(articles, 2))


class _Speakers:
    """Tells who says the words of a match in every article that has them.

    Args:
        reader: reads the articles of matches.
        columns: the articles that have the words. speech: tells who says what there.
    """

    def __init__(self, reader: Reader, columns: Columns, speech: Speech) -> None:
        self._ties, self._reader, self._speech = reader, Reader(columns), speech
        self._named = lru_cache(maxsize=None)(self._found)

    def all_differ(self, tie: Tie, blocks: Sequence[int]) -> bool:
        """Say whether clearly different people say the same words in nearly every article.

        Args:
            tie: the match. blocks: where its wording stands, a block an article.
        """
        word = self._ties.columns.word
        keys = frozenset(k for p in (tie.left, tie.right) for k in _keys(word, p.first, p.last)[1].tolist())
        speakers: list[frozenset[str]] = []
        for named in (self._named(keys, block) for block in blocks):
            same = [held for held in speakers if not held.isdisjoint(named)]
            if named:
                speakers = [held for held in speakers if held not in same]
                speakers.append(named.union(*same))
        return len(speakers) >= max(RECURRING, SPEAKERS_NAMED * len(blocks))

    def _found(self, keys: frozenset[int], block: int) -> frozenset[str]:
        """Return the words of the name of who says the part of a block that has some runs of four words."""
        c = self._reader.columns
        article = int(c.block_article[block])
        first, last = int(c.block_first[block]), int(c.block_last[block])
        at, held = _keys(c.word, first, last)
        mine = at[np.isin(held, np.array(sorted(keys), dtype=np.uint64))]
        if len(mine):
            first, last = int(mine[0]), int(mine[-1]) + SHINGLE_WORDS + 1
        span = self._reader.span(Passage(article=article, block=block, first=first, last=last))
        return name_words(speaker(c.quotations[article], span) or self._speech.spoken(article, span).speaker)


def _keys(word: Array, first: int, last: int) -> tuple[Array, Array]:
    """Return where runs of four words begin in a stretch, and their keys."""
    at = ranges(np.array([first]), np.array([max(first, last - SHINGLE_WORDS)]))
    return at, four_words(word, at)
