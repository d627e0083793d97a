"""Count who holds which *frames*: runs of words in which numbers and names are slots, see ``slots``.

Counted are all sentences of all articles outside furniture, and not those of matches only: so an index, which
holds a row for each frame of an article, counts as a comparison of everything does. An article has each frame
once, with what fills it first there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import stretches
from provenance.core.matching.postings import Rows
from provenance.core.passages.slots import runs, slotted

Array = npt.NDArray[Any]
# Keys of frames, uint64 and ascending: in how many articles each stands, and in how many fillings.
Frames = Callable[[Array], Rows]

NO_ROWS: Final[Rows] = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
_TOKENS_AT_ONCE: Final = 500_000
_FILLING_BITS: Final = 31
_MARKS: Final = np.uint64(22)  # bits of a frame that tell whether it may be wanted


def frame_rows(columns: Columns) -> Rows:
    """Return the frames of all articles, uint64, each article's once, and what fills them, int64."""
    keys, fillings = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.int64)]
    for key, filling in _parts(columns, None):
        keys.append(key)
        fillings.append(filling)
    return np.concatenate(keys), np.concatenate(fillings)


def counting(columns: Columns) -> Frames:
    """Return what counts frames in all of some articles."""

    def count(keys: Array) -> Rows:
        rows, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for key, filling in _parts(columns, keys):
            at = np.minimum(np.searchsorted(keys, key), max(0, len(keys) - 1))
            asked = keys[at] == key
            rows.append(at[asked])
            values.append(filling[asked])
        return tallied(len(keys), np.concatenate(rows), np.concatenate(values))

    return count


def tallied(size: int, row: Array, filling: Array, less: Rows = NO_ROWS) -> Rows:
    """Return how many rows, and how many different fillings, each of ``size`` frames has, int64.

    Args:
        size: how many frames there are.
        row, filling: a row for each article that holds a frame: the frame's number, and what fills it.
        less: rows to be taken away, of those.
    """
    held, times = np.unique(row << _FILLING_BITS | filling, return_counts=True)
    if len(held):
        gone, fewer = np.unique(less[0] << _FILLING_BITS | less[1], return_counts=True)
        at = np.minimum(np.searchsorted(held, gone), len(held) - 1)
        there = held[at] == gone
        times[at[there]] -= fewer[there]
    number = held >> _FILLING_BITS
    articles = np.bincount(number, weights=times, minlength=size).astype(np.int64)
    return articles, np.bincount(number[times > 0], minlength=size)


def _parts(columns: Columns, wanted: Array | None) -> Iterator[Rows]:
    """Yield frames, ascending, and what fills them, each article's once, some articles at a time.

    ``wanted`` are the keys of the frames that are asked for: few others come with them. None asks for all.
    """
    marked = None
    if wanted is not None:
        if not len(wanted):
            return
        marked = np.zeros(1 << int(_MARKS), dtype=np.bool_)
        marked[_mark(wanted)] = True
    for numbers in _some_articles(columns):
        found = runs(slotted(columns, numbers))
        key, filling, article = found.key, found.filling, found.article
        if marked is not None:
            maybe = marked[_mark(key)]
            key, filling, article = key[maybe], filling[maybe], article[maybe]
        # Sentences come article by article, so that what an article has twice falls together.
        order = np.argsort(key, kind="stable")
        key, article = key[order], article[order]
        first = np.append(True, (key[1:] != key[:-1]) | (article[1:] != article[:-1]))[: len(key)]
        filling = filling[order]
        yield key[first], (filling[first] >> np.uint64(64 - _FILLING_BITS)).astype(np.int64)


def _mark(keys: Array) -> Array:
    return (keys >> (np.uint64(64) - _MARKS)).astype(np.int64)


def _some_articles(columns: Columns) -> Iterator[Array]:
    """Yield the numbers of sentences outside furniture, those of some articles at a time."""
    own = np.flatnonzero(~columns.block_furniture[columns.sentence_block])
    article = columns.block_article[columns.sentence_block[own]]
    articles = len(columns.articles)
    sizes = np.zeros(articles, dtype=np.int64)
    np.add.at(sizes, article, columns.sentence_last[own] - columns.sentence_first[own])
    begins = np.searchsorted(article, np.arange(articles + 1))
    for part in stretches(sizes, _TOKENS_AT_ONCE):
        if begins[part.stop] > begins[part.start]:
            yield own[begins[part.start] : begins[part.stop]]
