"""Find which articles hold the wording of a match, whether or not they have a match with its articles.

A passage's wording is its runs of four words; a text that has half of them holds it. That depends on the
passage and on the texts alone, so that an index, which is asked who has a run, tells what a comparison of
everything would. Of a match the holders of either side's wording count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import four_words
from provenance.core.collection.terms import ranges, stretches
from provenance.core.distinct import distinct_values
from provenance.core.matching.postings import Rows
from provenance.core.matching.story import Stories
from provenance.core.passages.classify import MOST_COMPARED, RECURRING
from provenance.core.passages.expand import Tie
from provenance.core.text.shingle import SHINGLE_WORDS, hash_rows, hash_word

Array = npt.NDArray[Any]

# How many of a passage's runs of four words a text has, at least, to hold its wording. Set by hand: with 0.4
# or 0.6 as many matches of news are called otherwise than by clusters, and half is what a match's node is.
HELD: Final = 0.5
_AT_ONCE: Final = 4_000_000
# An article's number, and that of a block, in whatever way a library counts.
Place = tuple[int, int]


class Library(Protocol):
    """Tells of all texts who has a run of words, and where they stand."""

    def texts(self, blocks: Array) -> Array:
        """Return the numbers of the texts of some blocks of the columns that ties are of, int64."""
        ...

    def holding(self, keys: Array) -> Rows:
        """Return the number of the key, and the text, for all texts that have a run, int64, each pair once.

        ``keys`` are uint64, distinct and ascending.
        """
        ...

    def places(self, texts: Array) -> tuple[Array, Array, Array]:
        """Return the number of the text, an article and a block for each place where some texts stand."""
        ...

    def ids(self, articles: Array) -> Sequence[str]:
        """Return the ids of some articles."""
        ...

    def load(self, places: Sequence[Place]) -> tuple[Columns, Stories, Sequence[int]]:
        """Return columns of the articles of some places, what tells their stories, and the blocks there."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """Wording that ``RECURRING`` articles or more hold.

    ``number`` tells by tie which of ``places`` it has, -1 for none: where its wording stands, one place an
    article. Of more than ``MOST_COMPARED`` articles these are some that a hash of their ids draws.
    """

    number: list[int]
    places: list[tuple[Place, ...]]


def recurring(columns: Columns, ties: Sequence[Tie], library: Library) -> Recurring:
    """Return which ties are of wording that recurs, and where it stands.

    Args:
        columns: the articles that ties are of.
        ties: matches between articles.
        library: tells who else has their words.
    """
    if not ties:
        return Recurring(number=[], places=[])
    sides = np.array(
        [(p.first, p.last, p.block) for tie in ties for p in (tie.left, tie.right)], dtype=np.int64
    )
    passages, which = np.unique(sides, axis=0, return_inverse=True)
    wording, texts = _holding(columns, passages, library)
    holders = _Holders.of(wording, texts, library)
    pairs = np.sort(which.reshape(-1, 2), axis=1)
    return _starred(*np.unique(pairs, axis=0, return_inverse=True), holders, len(passages))


def _holding(columns: Columns, passages: Array, library: Library) -> tuple[Array, Array]:
    """Return the number of the passage, and a text, for all texts that hold the passage's wording, int64."""
    first, last, block = passages.T
    sizes = np.maximum(0, last - first - SHINGLE_WORDS)
    at = ranges(first, first + sizes)
    keys, key = np.unique(four_words(columns.word, at), return_inverse=True)
    rows = distinct_values(np.repeat(np.arange(len(passages)), sizes) * max(1, len(keys)) + key)
    passage, key = np.divmod(rows, max(1, len(keys)))
    found, text = _most_of(passage, key, keys, len(passages), library)
    # Of less than four words only all of a block is wording.
    short = (sizes == 0) & (first == columns.block_first[block]) & (last == columns.block_last[block])
    short = np.flatnonzero(short)
    return np.append(found, short), np.append(text, library.texts(block[short]))


def _most_of(passage: Array, key: Array, keys: Array, passages: int, library: Library) -> tuple[Array, Array]:
    """Return passages and the texts that have ``HELD`` of their keys; passages with the same keys as one."""
    sizes = np.bincount(passage, minlength=passages)
    begins = np.append(0, np.cumsum(sizes))
    told = np.zeros(passages, dtype=np.uint64)
    np.add.at(told, passage, hash_rows([keys[key]]))
    long = np.flatnonzero(sizes)
    _, first, number = np.unique(told[long], return_index=True, return_inverse=True)
    some = long[first]
    row, text = library.holding(keys)
    order = np.argsort(row, kind="stable")
    offset, text = np.searchsorted(row[order], np.arange(len(keys) + 1)), text[order]
    times, draws = offset[1:] - offset[:-1], _Draws(library)
    held, found = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    # Near-copies of one another have their runs in common, so that all of them hold the wording of each.
    for part in stretches(_sums(times[key], begins[some], begins[some + 1]), _AT_ONCE):
        mine = some[part]
        of = np.repeat(np.arange(part.start, part.stop), sizes[mine])
        used = key[ranges(begins[mine], begins[mine + 1])]
        both = draws.few(*counted(of, used, offset, text, HELD * sizes[some]))
        held.append(both[0])
        found.append(both[1])
    # Back to all passages that have the same keys.
    row, held_by = np.concatenate(held), np.concatenate(found)
    low, high = np.searchsorted(row, number), np.searchsorted(row, number, side="right")
    return np.repeat(long, high - low), held_by[ranges(low, high)]


def _sums(values: Array, first: Array, last: Array) -> Array:
    total = np.append(0, np.cumsum(values))
    found: Array = total[last] - total[first]
    return found


def counted(row: Array, key: Array, offset: Array, text: Array, least: Array) -> tuple[Array, Array]:
    """Return rows, ascending, and the texts that have ``least`` of their keys or more, int64.

    Args:
        row, key: the keys of each row, row after row. offset, text: the texts of each key. least: by row.
    """
    times = offset[key + 1] - offset[key]
    mine = np.repeat(row, times) << np.int64(32)
    both = np.sort(mine | text[ranges(offset[key], offset[key + 1])])
    head = np.flatnonzero(np.append(True, both[1:] != both[:-1])[: len(both)])
    enough = np.diff(np.append(head, len(both))) >= least[both[head] >> 32]
    return both[head[enough]] >> 32, both[head[enough]] & 0xFFFFFFFF


class _Draws:
    """Leaves out texts of a wording whose articles count in no case: more than enough others are drawn first.

    Args:
        library: tells where texts stand.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._texts, self._drawn = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.uint64)

    def few(self, row: Array, text: Array) -> tuple[Array, Array]:
        """Return the rows of texts that may count; of rows with few texts, all."""
        kept = (np.bincount(row) <= MOST_COMPARED)[row] if len(row) else np.ones(0, dtype=np.bool_)
        many = np.flatnonzero(~kept)
        if not many.size:
            return row, text
        distinct, number = np.unique(text[many], return_inverse=True)
        # Texts that stand in one article have one place in the draw.
        _, place = np.unique(self._least(distinct), return_inverse=True)
        key = row[many] << np.int64(32) | place[number]
        ordered = distinct_values(key)
        of = ordered >> 32
        first = ordered[np.arange(len(ordered)) - np.searchsorted(of, of) < MOST_COMPARED]
        at = np.minimum(np.searchsorted(first, key), len(first) - 1)
        kept[many] = first[at] == key
        return row[kept], text[kept]

    def _least(self, texts: Array) -> Array:
        """Return the smallest hash of the ids of the articles where each text stands, uint64."""
        fresh = np.setdiff1d(texts, self._texts)
        if fresh.size:
            row, article, _ = self._library.places(fresh)
            drawn = np.full(len(fresh), np.iinfo(np.uint64).max, dtype=np.uint64)
            np.minimum.at(drawn, row, _hashed(self._library, article))
            order = np.argsort(np.append(self._texts, fresh), kind="stable")
            self._texts = np.append(self._texts, fresh)[order]
            self._drawn = np.append(self._drawn, drawn)[order]
        found: Array = self._drawn[np.searchsorted(self._texts, texts)]
        return found


def _hashed(library: Library, article: Array) -> Array:
    """Return a hash of the id of each article, uint64."""
    articles, which = np.unique(article, return_inverse=True)
    found: Array = np.array([hash_word(name) for name in library.ids(articles)], dtype=np.uint64)[which]
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Holders:
    """Where the wording of passages stands: one place an article, those of a passage together.

    ``drawn`` is a hash of the article's id: of many those with the smallest ones count.
    """

    passage: Array
    drawn: Array
    article: Array
    block: Array

    @classmethod
    def of(cls, passage: Array, text: Array, library: Library) -> _Holders:
        """Return where texts stand that hold a passage's wording."""
        distinct = distinct_values(text)
        row, article, block = library.places(distinct)
        order = np.argsort(row, kind="stable")
        row, article, block = row[order], article[order], block[order]
        drawn = _hashed(library, article)
        number = np.searchsorted(distinct, text)
        low, high = np.searchsorted(row, number), np.searchsorted(row, number, side="right")
        at = ranges(low, high)
        return cls(
            passage=np.repeat(passage, high - low), drawn=drawn[at], article=article[at], block=block[at]
        ).first()

    def first(self) -> _Holders:
        """Return the first place in each article, of the first ``MOST_COMPARED`` articles of each passage."""
        order = np.lexsort((self.block, self.article, self.drawn, self.passage))
        passage, article = self.passage[order], self.article[order]
        head = np.ones(len(order), dtype=np.bool_)
        head[1:] = (passage[1:] != passage[:-1]) | (article[1:] != article[:-1])
        order, passage = order[head], passage[head]
        place = np.arange(len(order)) - np.searchsorted(passage, passage)
        return self.taken(order[place < MOST_COMPARED])

    def taken(self, rows: Array, passage: Array | None = None) -> _Holders:
        """Return some rows, as those of other passages if given."""
        return _Holders(
            passage=self.passage[rows] if passage is None else passage,
            drawn=self.drawn[rows],
            article=self.article[rows],
            block=self.block[rows],
        )


def _starred(pairs: Array, which: Array, holders: _Holders, passages: int) -> Recurring:
    """Return the holders of either side of ties; ``which`` of ``pairs``, of two passages, each tie is."""
    begins = np.searchsorted(holders.passage, np.arange(passages + 1))
    low, high = begins[pairs.ravel()], begins[pairs.ravel() + 1]
    pair = np.repeat(np.arange(len(pairs)), (high - low).reshape(-1, 2).sum(axis=1))
    both = holders.taken(ranges(low, high), pair).first()
    sizes = np.bincount(both.passage, minlength=len(pairs))
    ends = np.cumsum(sizes)
    article, block = both.article.tolist(), both.block.tolist()
    numbers: dict[tuple[Place, ...], int] = {}
    found = [-1] * len(pairs)
    for at in np.flatnonzero(sizes >= RECURRING).tolist():
        part = slice(int(ends[at] - sizes[at]), int(ends[at]))
        star = tuple(sorted(zip(article[part], block[part], strict=True)))
        found[at] = numbers.setdefault(star, len(numbers))
    return Recurring(number=[found[at] for at in which.ravel().tolist()], places=list(numbers))
