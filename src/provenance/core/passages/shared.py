"""What two articles share, added up from their matches: the ground that every origin stands on."""

from __future__ import annotations

import itertools
import math
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from provenance.core.dates import day_of
from provenance.model import Content, Credit, Relation

MIN_PASSAGE_WORDS: Final = 8
MIN_QUOTE_WORDS: Final = 3
ADJACENT: Final = 80  # code points between two matches that follow one another
# Passages that may well be none, beside surer quotations or formulas of many times their words, are set
# aside.
SURE: Final = 0.9
OUTWEIGHED: Final = 2.0
STOCK: Final = frozenset(("boilerplate", "formula"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """What is known of an article: ``words`` counts those outside furniture, ``house`` may be None.

    ``length`` is that of the text in code points; 0 is unknown.
    """

    id: str
    outlet: str | None = None
    published: str | None = None
    updated: str | None = None
    credits: tuple[Credit, ...] = ()
    words: int = 0
    house: str | None = None
    length: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One match between two articles; positions are code points, ``longest_run`` is in equal words.

    ``left_details`` counts the numbers and capitalised words of the left side that the right one
    lacks. ``speakers_differ`` says that each side gives the words to somebody else; ``alias`` is what a
    side calls the speaker whom the other names better.
    """

    left: str
    right: str
    relation: Relation
    content: Content
    score: float
    words: int
    left_start: int
    left_end: int
    right_start: int
    right_end: int
    speaker: str | None = None
    longest_run: int = 0
    left_details: int = 0
    right_details: int = 0
    speakers_differ: bool = False
    alias: str | None = None

    def turned(self) -> Link:
        """Return the same match with the smaller article id on the left."""
        if self.left <= self.right:
            return self
        return Link(
            left=self.right,
            right=self.left,
            relation=self.relation,
            content=self.content,
            score=self.score,
            words=self.words,
            left_start=self.right_start,
            left_end=self.right_end,
            right_start=self.left_start,
            right_end=self.left_end,
            speaker=self.speaker,
            longest_run=self.longest_run,
            left_details=self.right_details,
            right_details=self.left_details,
            speakers_differ=self.speakers_differ,
            alias=self.alias,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Witness:
    """An article beyond a pair that holds the pair's text and credits it.

    ``weight`` is what its credit weighs, ``words`` counts those of the pair's passages it holds.
    """

    article: str
    credit: Credit
    weight: float
    words: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two articles share, added up; ``left`` is the smaller id.

    ``text_words`` counts words in common outside quotations, each match times its score; ``run`` is
    the longest run of equal words among them; ``share`` that of the article which shares less.
    ``doubtful`` counts passages set aside as unsure beside quotations that are sure. ``in_a_row`` is
    how many matches at most follow one another in both articles with next to nothing between.
    ``left_held`` is the share of the left article's words that the right one holds, too, quotations
    included.
    """

    left: str = ""
    right: str = ""
    passages: int = 0
    quotes: int = 0
    stock: int = 0
    short: int = 0
    doubtful: int = 0
    text_words: float = 0.0
    run: int = 0
    share: float = 0.0
    speakers: tuple[str, ...] = ()
    sources: int = 0
    in_order: bool = False
    in_a_row: int = 0
    left_held: float = 0.0
    right_held: float = 0.0
    left_details: int = 0
    right_details: int = 0
    speakers_differ: bool = False


def published_on(member: ArticleFacts) -> date | None:
    """Return the day of publication, or None where it is unknown or no ISO date."""
    return day_of(member.published) if member.published else None


def add_up(left: ArticleFacts, right: ArticleFacts, links: Sequence[Link]) -> Shared:
    """Add up the matches of two articles, in whatever order and direction they come."""
    if left.id > right.id:
        left, right = right, left
    if all(link.content in STOCK for link in links):
        return Shared(left=left.id, right=right.id, stock=len(links))
    ordered = [link.turned() for link in links]
    if len(ordered) > 1:
        ordered.sort(key=_link_order)
    passages = [link for link in ordered if link.content == "passage"]
    long_passages = [link for link in passages if link.words >= MIN_PASSAGE_WORDS]
    quotes = [link for link in ordered if link.content == "quote"]
    text_words = sum(link.words for link in long_passages)
    common = [*long_passages, *quotes]
    left_words = held_words([(link.left_start, link.left_end, link.words) for link in common])
    right_words = held_words([(link.right_start, link.right_end, link.words) for link in common])
    longest = max(left.words, right.words, 1)
    shared = Shared(
        left=left.id,
        right=right.id,
        passages=len(long_passages),
        quotes=len(quotes),
        stock=len(ordered) - len(passages) - len(quotes),
        short=len(passages) - len(long_passages),
        text_words=math.fsum(link.words * link.score for link in long_passages),
        run=max((link.longest_run for link in long_passages), default=0),
        share=min(1.0, text_words / longest) if left.words and right.words else 0.0,
        in_a_row=_in_a_row([link for link in ordered if link.content not in STOCK]),
        left_held=min(1.0, left_words / left.words) if left.words else 0.0,
        right_held=min(1.0, right_words / right.words) if right.words else 0.0,
        left_details=sum(link.left_details for link in long_passages),
        right_details=sum(link.right_details for link in long_passages),
    )
    shared = _with_quotes(shared, quotes) if quotes else shared
    if passages and _formula_words(ordered) >= OUTWEIGHED * max(1, text_words):
        return _without_passages(shared)
    return _without_doubtful(shared, long_passages, quotes)


def held_words(spans: Iterable[tuple[int, int, int]]) -> float:
    """Return how many words of a side some matches hold: those of a stretch that several touch count once."""
    total, reached = 0.0, -1
    for start, end, words in sorted(spans):
        if end > reached:
            total += words * (end - max(start, reached)) / (end - start)
            reached = end
    return total


def _formula_words(links: Sequence[Link]) -> int:
    return sum(link.words for link in links if link.content == "formula")


def _with_quotes(shared: Shared, quotes: Sequence[Link]) -> Shared:
    """Add whose words were chosen."""
    chosen = [link for link in quotes if link.words >= MIN_QUOTE_WORDS]
    known = {link.alias.casefold(): link.speaker for link in chosen if link.alias and link.speaker}
    named = sorted({known.get(link.speaker.casefold(), link.speaker) for link in chosen if link.speaker})
    folded = {name.casefold(): name for name in reversed(named)}
    # A surname that ends a full name is that person's.
    speakers = tuple(
        sorted(name for key, name in folded.items() if not any(one.endswith(f" {key}") for one in folded))
    )
    return replace(
        shared,
        speakers=speakers,
        sources=len(speakers) + any(not link.speaker for link in chosen),
        in_order=_in_order(chosen),
        speakers_differ=all(link.speakers_differ for link in quotes),
    )


def _without_passages(shared: Shared) -> Shared:
    """Leave passages aside: what stands among formulas is most likely the rest of a form."""
    return replace(shared, doubtful=shared.passages, passages=0, text_words=0.0, run=0, share=0.0, in_a_row=0)


def _without_doubtful(shared: Shared, passages: Sequence[Link], quotes: Sequence[Link]) -> Shared:
    """Leave passages aside that are unsure where surer quotations make up most of what is shared.

    A quotation in common makes every other pair of sentences of two articles look likelier, so that a
    doubtful passage beside it proves nothing that the quotation does not.
    """
    if not passages or not quotes:
        return shared
    unsure = math.prod(1.0 - link.score for link in passages) > 1.0 - SURE
    surest = max(link.score for link in passages)
    quoted = math.fsum(link.words * link.score for link in quotes if link.score >= surest)
    sure = max(link.score for link in quotes) >= SURE and quoted >= OUTWEIGHED * shared.text_words
    if not (unsure and sure):
        return shared
    return _without_passages(shared)


def _link_order(link: Link) -> tuple[str, str, int, int, int, int, str, float]:
    return (
        link.left,
        link.right,
        link.left_start,
        link.left_end,
        link.right_start,
        link.right_end,
        link.content,
        link.score,
    )


def _in_order(links: Sequence[Link]) -> bool:
    """Return whether at least four in five of three or more quotations come in the same order."""
    if len(links) < 3:
        return False
    tails: list[int] = []
    for link in links:
        place = bisect_left(tails, link.right_start)
        tails[place : place + 1] = [link.right_start]
    return len(tails) >= 0.8 * len(links)


def _in_a_row(links: Sequence[Link]) -> int:
    if len(links) < 2:
        return len(links)
    longest = current = 1
    for one, other in itertools.pairwise(links):
        follows = (
            other.left_start >= one.left_end
            and other.right_start >= one.right_end
            and other.left_start - one.left_end <= ADJACENT
            and other.right_start - one.right_end <= ADJACENT
        )
        current = current + 1 if follows else 1
        longest = max(longest, current)
    return longest
