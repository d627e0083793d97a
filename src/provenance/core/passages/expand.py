"""From claims between distinct blocks to passages of articles, and from passages to the report's sides."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns, Units
from provenance.core.cutting.few_words import few_alone
from provenance.core.flags import CREDITED, QUOTED, UNSPACED, word_count
from provenance.core.matching.hubs import thinned
from provenance.core.matching.resolve import LIKELY, Claim
from provenance.core.matching.settle import Found, settle_holders
from provenance.core.text.graphemes import boundary_after, boundary_before
from provenance.core.text.normalise import compared_form, normalise_word
from provenance.core.text.pages import page_among, page_starts
from provenance.core.text.shingle import fingerprint
from provenance.model import Side, Span

Array = npt.NDArray[Any]

# Up to this many members all pairs are listed; above it, each member is tied to the first one only.
LISTED: Final = 8
# A claim is carried to the first place of either side from all of the other, up to so many. Above it, all of
# the side with fewer are tied to the first of the other one, whose others are tied to that by their star.
CARRIED: Final = 128
CONTEXT: Final = 32
# How many sentences' fingerprints are kept by their words: those of some 50 MB.
PRINTS: Final = 1 << 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """A stretch of one article: its block, and token numbers (half-open) in the collection."""

    article: int
    block: int
    first: int
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """Two passages with a common text, as found; ``claim`` is None for blocks equal as a whole."""

    left: Passage
    right: Passage
    generators: int
    claim: Claim | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Expanded:
    """All links between articles, those within one article, and members listed as a star only.

    ``collapsed`` tells by distinct block how many passages are tied to its first one only: of those with the
    same text all but eight, of near-copies those that ``hubs`` thinned out.
    """

    links: tuple[Tie, ...]
    repeats: tuple[Tie, ...]
    collapsed: dict[int, int]


def members(same: Array) -> dict[int, list[int]]:
    """Return the blocks of each distinct block that has several, itself included, in order."""
    alike = np.flatnonzero(same != np.arange(len(same)))
    groups: dict[int, list[int]] = {}
    for block, first in sorted(
        zip(alike.tolist(), same[alike].tolist(), strict=True), key=lambda one: one[::-1]
    ):
        groups.setdefault(first, [first]).append(block)
    return groups


def expand(columns: Columns, same: Array, found: Sequence[Found], least: float = 0.0) -> Expanded:
    """Carry claims over to every block with the same text.

    Blocks equal as a whole are tied, too. What is of a few words is left out where it stands by itself.

    Args:
        columns: all articles. same: as ``distinct_blocks`` gives it.
        found: the claims. least: the score below which they are not reported: what one of them takes the
            ground of is not reported either, so that a higher bound gives fewer links and no other ones.
    """
    groups = members(same)
    links: list[Tie] = []
    collapsed: dict[int, int] = {}
    for first, blocks in groups.items():
        if columns.block_furniture[first]:
            continue
        if len(blocks) > LISTED:
            collapsed[first] = len(blocks) - LISTED
        links += [_whole(columns, a, b) for a, b in _tied(blocks)]
    kept, thinned_out = thinned(columns, found)
    for hub, near in thinned_out.items():
        collapsed[hub] = collapsed.get(hub, 0) + sum(
            min(LISTED, len(groups.get(block, (block,)))) for block in near
        )
    for item in kept:
        pairs = _places(*(groups.get(side, (side,)) for side in (item.left, item.right)))
        links += [_carried(columns, item, a, b) for a, b in pairs]
    ordered = sorted((_in_order(link) for link in links), key=_place)
    holding = _holding(columns, [link for link in ordered if link.left.article != link.right.article])
    repeats = [link for link in ordered if link.left.article == link.right.article]
    telling = _telling(columns, holding), _telling(columns, repeats)
    told = {int(same[p.block]) for links in telling for link in links for p in (link.left, link.right)}
    return Expanded(
        links=tuple(link for link in telling[0] if _score(link) >= least),
        repeats=tuple(link for link in telling[1] if _score(link) >= least),
        collapsed={block: count for block, count in collapsed.items() if block in told},
    )


def _score(link: Tie) -> float:
    return 1.0 if link.claim is None else link.claim.score


def _holding(columns: Columns, links: Sequence[Tie]) -> tuple[Tie, ...]:
    """Leave out the links that others between the same two articles contradict."""
    kept: list[Tie] = []
    for _, group in groupby(links, key=lambda link: (link.left.article, link.right.article)):
        held = list(group)
        sides = [((t.left.first, t.left.last), (t.right.first, t.right.last)) for t in held]
        good = settle_holders(columns, sides, [tie.claim for tie in held])
        kept += [tie for tie, holds in zip(held, good, strict=True) if holds]
    return tuple(kept)


def _telling(columns: Columns, links: Sequence[Tie]) -> list[Tie]:
    """Leave out what is of a few words by itself, such as a section's name."""
    if not links:
        return []
    sides = np.array([(p.block, p.first, p.last) for link in links for p in (link.left, link.right)])
    likely = np.array([_score(link) >= LIKELY for link in links])
    few = few_alone(columns, sides.reshape(-1, 6), likely).tolist()
    return [link for link, alone in zip(links, few, strict=True) if not alone]


def _tied(blocks: Sequence[int]) -> Iterator[tuple[int, int]]:
    if len(blocks) > LISTED:
        yield from ((blocks[0], other) for other in blocks[1:])
        return
    for i, a in enumerate(blocks):
        yield from ((a, b) for b in blocks[i + 1 :])


def _places(left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of blocks that a claim is carried to, out of those that hold either side's text."""
    if len(left) * len(right) <= LISTED * LISTED // 2:
        return [(a, b) for a in left for b in right]
    if len(left) + len(right) <= CARRIED:
        return [(left[0], b) for b in right] + [(a, right[0]) for a in left[1:]]
    if len(left) < len(right):
        return [(a, right[0]) for a in left]
    return [(left[0], b) for b in right]


def _passage(columns: Columns, block: int, first: int, last: int) -> Passage:
    begin = int(columns.block_first[block])
    return Passage(
        article=int(columns.block_article[block]), block=block, first=begin + first, last=begin + last
    )


def _whole(columns: Columns, a: int, b: int) -> Tie:
    size = int(columns.block_last[a] - columns.block_first[a])
    return Tie(
        left=_passage(columns, a, 0, size), right=_passage(columns, b, 0, size), generators=0, claim=None
    )


def _carried(columns: Columns, item: Found, a: int, b: int) -> Tie:
    claim = item.claim
    return Tie(
        left=_passage(columns, a, claim.left_first, claim.left_last),
        right=_passage(columns, b, claim.right_first, claim.right_last),
        generators=item.generators,
        claim=claim,
    )


def _in_order(link: Tie) -> Tie:
    if (link.left.article, link.left.first) <= (link.right.article, link.right.first):
        return link
    return Tie(left=link.right, right=link.left, generators=link.generators, claim=link.claim)


def _place(link: Tie) -> tuple[int, ...]:
    a, b = link.left, link.right
    return (a.article, b.article, a.first, b.first, a.last, b.last)


@lru_cache(maxsize=1 << 17)
def _form(token: str) -> str:
    """Return a token as it is compared."""
    return compared_form(normalise_word(token))


class Reader:
    """Reads texts, lines and fingerprints of passages out of the columns."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns
        self._units = Units(columns)
        # Passages stand in several matches each, and are asked for over and over.
        self._spans: dict[tuple[int, int], Span] = {}
        self._sides: dict[tuple[int, int], Side] = {}
        self._flags: dict[tuple[int, int], tuple[int, int]] = {}
        self._sentence = lru_cache(maxsize=1 << 18)(self._sentence_fingerprint)
        self._prints: dict[bytes, str] = {}
        self._breaks = lru_cache(maxsize=1 << 14)(self._line_breaks)
        self._pages = lru_cache(maxsize=1 << 14)(self._page_starts)

    def span(self, passage: Passage) -> Span:
        """Return where a passage stands, in code points."""
        key = (passage.first, passage.last)
        found = self._spans.get(key)
        if found is None:
            c = self.columns
            found = self._spans[key] = Span(int(c.start[key[0]]), int(c.end[key[1] - 1]))
        return found

    def sentences(self, passage: Passage) -> range:
        """Return the numbers of the sentences that a passage touches."""
        c = self.columns
        held = self._units.sentences(passage.block)
        first, last = held.start, held.stop
        while first < last and c.sentence_last[first] <= passage.first:
            first += 1
        while last > first and c.sentence_first[last - 1] >= passage.last:
            last -= 1
        return range(first, last)

    def line(self, article: int, position: int) -> int:
        """Return the line, from 1, on which a position lies."""
        return bisect_right(self._breaks(article), position - 1) + 1

    def page(self, article: int, position: int) -> int | None:
        """Return the page, from 1, on which a position lies; None in an article without pages."""
        return page_among(self._pages(article), position)

    def fingerprints(self, passage: Passage) -> tuple[str, ...]:
        """Return the fingerprints of the sentences that a passage touches."""
        return tuple(map(self._sentence, self.sentences(passage)))

    def side(self, passage: Passage) -> Side:
        """Return a passage as a side of the report; matches of one passage have one side in common."""
        key = (passage.first, passage.last)
        if key not in self._sides:
            self._sides[key] = self._side(passage)
        return self._sides[key]

    def _side(self, passage: Passage) -> Side:
        article = self.columns.articles[passage.article]
        text, span = article.text, self.span(passage)
        before = boundary_after(text, max(0, span.start - CONTEXT))
        after = boundary_before(text, span.end + CONTEXT)
        return Side(
            article=article.id,
            start=span.start,
            end=span.end,
            line=self.line(passage.article, span.start),
            text=span.cut(text),
            before=text[before : span.start],
            after=text[span.end : after],
            fingerprints=self.fingerprints(passage),
            page=self.page(passage.article, span.start),
        )

    def _flagged(self, passage: Passage) -> tuple[int, int]:
        """Return the flags that any word of a passage has, and those that all have."""
        key = (passage.first, passage.last)
        found = self._flags.get(key)
        if found is None:
            flags = self.columns.flags[key[0] : key[1]]
            found = self._flags[key] = int(np.bitwise_or.reduce(flags)), int(np.bitwise_and.reduce(flags))
        return found

    def holds_quoted(self, passage: Passage) -> bool:
        """Say whether any word of a passage stands in quotation marks."""
        return bool(self._flagged(passage)[0] & QUOTED)

    def word_count(self, passage: Passage) -> int:
        """Return how many words a passage counts as, rounded up."""
        if not self._flagged(passage)[0] & UNSPACED:
            return passage.last - passage.first
        return word_count(self.columns.flags[passage.first : passage.last])

    def unspaced(self, passage: Passage) -> bool:
        """Say whether most words of a passage are of a script without spaces."""
        if not self._flagged(passage)[0] & UNSPACED:
            return False
        unspaced = np.count_nonzero(self.columns.flags[passage.first : passage.last] & UNSPACED)
        return 2 * int(unspaced) > passage.last - passage.first

    def quoted(self, passage: Passage, shared: frozenset[int]) -> float:
        """Return which share of a passage's words in common stands in quotation marks."""
        c = self.columns
        held = [
            bool(flag & QUOTED)
            for word, flag in zip(
                c.word[passage.first : passage.last].tolist(),
                c.flags[passage.first : passage.last].tolist(),
                strict=True,
            )
            if word in shared
        ]
        return sum(held) / len(held) if held else 0.0

    def credited(self, passage: Passage) -> bool:
        """Say whether a passage is nothing but a credit of the text."""
        return bool(self._flagged(passage)[1] & CREDITED)

    def words(self, passage: Passage) -> list[int]:
        """Return the hashes of a passage's words, in order."""
        found: list[int] = self.columns.word[passage.first : passage.last].tolist()
        return found

    def _sentence_fingerprint(self, number: int) -> str:
        c = self.columns
        first, last = int(c.sentence_first[number]), int(c.sentence_last[number])
        # What matches is mostly the same in several articles; of equal hashes the words are equal.
        key = c.word[first:last].tobytes()
        found = self._prints.get(key)
        if found is None:
            text = c.articles[int(c.block_article[c.sentence_block[number]])].text
            spans = zip(c.start[first:last].tolist(), c.end[first:last].tolist(), strict=True)
            if len(self._prints) >= PRINTS:
                del self._prints[next(iter(self._prints))]
            found = self._prints[key] = fingerprint([_form(text[a:b]) for a, b in spans])
        return found

    def _page_starts(self, article: int) -> list[int]:
        return page_starts(self.columns.articles[article].text)

    def _line_breaks(self, article: int) -> list[int]:
        text = self.columns.articles[article].text
        found, at = [], text.find("\n")
        while at >= 0:
            found.append(at)
            at = text.find("\n", at + 1)
        return found
