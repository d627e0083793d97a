"""What an index knows a text by: keys that two texts share if they are to be compared, and raw counts.

A *text* is a distinct block, numbered as it came in. An *area* holds rows of a 64-bit key and a value;
what the values are, the area's name says. Nothing here is weighted: weights change with every new article.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import band_rows, part_rows, shingle_rows
from provenance.core.collection.terms import length_rows, ranges
from provenance.core.matching import candidates as generate
from provenance.core.text.shingle import hash_rows

Array = npt.NDArray[Any]

KEYS: Final = 0  # a text's key: its number
MEMBERS: Final = 1  # a text's number, mixed: article << 32 | block within the article
GROUPS: Final = 2  # a text's number, mixed: the group of its near-copies, where that is not named after it
GROUPED: Final = 3  # a group, mixed: the texts in it besides the one that it is named after
BANDS: Final = 4  # LSH key: text << 1 | 1 if the key is of the text as a whole
PARTS: Final = 5  # a sentence or quotation: text
SHINGLES: Final = 6  # 4-shingle: text
TERMS: Final = 7  # term: text, for terms that not too many groups hold
FREQUENCY: Final = 8  # term: in how many groups of near-copies, as a sum of its rows
NAMED: Final = 9  # name or number: in how many articles, as a sum of its rows
LENGTHS: Final = (
    10  # term of a language without background frequencies: how many texts have words of a length
)
FRAMES: Final = 11  # frame: what fills it, for each article that holds it
AREAS: Final = range(12)
RECORDS: Final = 12  # no rows: the packed articles, one behind the other

# Texts are found by terms that up to so many groups hold: more than what compare uses, so that a new
# article which makes one group of several finds them, too.
LISTED: Final = generate.TERM_CAP + 14
# New texts are listed no more by a term that so many groups hold; a row with NOT_LISTED says so. Between
# the two, counts may fall again without a need to write the index anew.
CROWDED: Final = 2 * LISTED
NOT_LISTED: Final = -1
# A value of ``LENGTHS`` is a number of texts, as a sum of rows, and a class of length in so many bits.
_CLASS_BITS: Final = 3
_CLASS: Final = (1 << _CLASS_BITS) - 1
# In these a row of the same key and of ~ of a value takes away one with that value.
_CANCELLED: Final = frozenset({GROUPS, GROUPED, FRAMES})
_VALUE_BITS: Final = 31

Rows = tuple[Array, Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Whole numbers of an index: articles and distinct texts held, and the next free numbers of both."""

    articles: int = 0
    texts: int = 0
    next_article: int = 0
    next_text: int = 0


class Held(Protocol):
    """An open index, as far as a comparison asks it."""

    @property
    def totals(self) -> Totals:
        """What is held, in numbers."""
        ...

    def find(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area that have one of some keys: the number of the key, and the value."""
        ...

    def ids(self, numbers: Array) -> Mapping[int, str]:
        """Return the ids of some articles, by number."""
        ...

    def articles(self, numbers: Array) -> Mapping[int, Columns]:
        """Return articles by number, each as columns of its own."""
        ...

    def together(self, numbers: Array) -> Columns:
        """Return articles by number, in this order, as columns."""
        ...

    def texts_of(self, article: int) -> Array:
        """Return the number of the text of each block of an article that was returned before, -1 for none."""
        ...


def mixed(numbers: Array) -> Array:
    """Return keys for small numbers, spread over all 64 bits."""
    found: Array = hash_rows([numbers.astype(np.uint64)])
    return found


def text_keys(columns: Columns, blocks: Array) -> Array:
    """Return the key of each block's text, uint64."""
    key = columns.block_key[blocks]
    found: Array = hash_rows([key["high"].astype(np.uint64), key["low"].astype(np.uint64)])
    return found


def term_rows(columns: Columns, blocks: Array) -> Rows:
    """Return the terms of some blocks, uint64, as ``terms.number_terms`` has them, and the block of each."""
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    held = ranges(first, last)
    of = np.repeat(blocks, last - first)
    ends = np.zeros(len(columns.word) + 1, dtype=np.bool_)
    ends[columns.sentence_last] = True
    inner = ~ends[held + 1]
    paired = held[inner]
    pairs = hash_rows([columns.stem[paired], columns.stem[paired + 1]]) if paired.size else columns.stem[:0]
    return np.concatenate([columns.stem[held], pairs]), np.concatenate([of, of[inner]])


def ordered(keys: Array, values: Array) -> Rows:
    """Return all rows, in order of key and value."""
    order = np.lexsort((values, keys))
    return keys[order], values[order]


def once(keys: Array, values: Array) -> Rows:
    """Return rows without repetition, in order of key and value."""
    keys, values = ordered(keys, values)
    fresh = np.ones(len(keys), dtype=np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (values[1:] != values[:-1])
    return keys[fresh], values[fresh]


def summed(keys: Array, values: Array) -> Rows:
    """Return each key once with the sum of its values, in order of the keys."""
    distinct, number = np.unique(keys, return_inverse=True)
    return distinct, np.bincount(number, weights=values, minlength=len(distinct)).astype(np.int64)


def tallied(keys: Array, values: Array) -> Rows:
    """Return rows of ``LENGTHS`` with the sum for each key and class, in order of both."""
    order = np.lexsort((values & _CLASS, keys))
    keys, values = keys[order], values[order]
    own = values & _CLASS
    first = np.flatnonzero(np.append(True, (keys[1:] != keys[:-1]) | (own[1:] != own[:-1]))[: len(keys)])
    if not first.size:
        return keys, values
    return keys[first], np.add.reduceat(values >> _CLASS_BITS, first) << _CLASS_BITS | own[first]


# How rows of an area come together, where they do not stand for themselves.
_COMBINED: Final = {FREQUENCY: summed, NAMED: summed, LENGTHS: tallied} | dict.fromkeys(_CANCELLED, ordered)


def combined(area: int, keys: Array, values: Array) -> Rows:
    """Return rows of an area from several places as rows of one, in order."""
    return _COMBINED.get(area, once)(keys, values)


def taken(area: int, rows: Rows) -> Rows:
    """Return rows that take away what some rows of an area add to it.

    Args:
        area: one whose rows are summed, or take away one another.
        rows: keys and values.
    """
    keys, values = rows
    if area in _CANCELLED:
        return ordered(keys, ~values)
    if area == LENGTHS:
        return keys, -(values >> _CLASS_BITS) << _CLASS_BITS | values & _CLASS
    return keys, -values


def standing(area: int, row: Array, value: Array) -> Rows:
    """Return what is left of rows that were found.

    Of ``LENGTHS`` that are the classes that words have.

    Args:
        area: what the rows are.
        row, value: the number of the key, and the value, as they lie in pages.
    """
    if area == LENGTHS:
        number, value = tallied(row, value)
        held = value >> _CLASS_BITS > 0
        return number[held], value[held] & _CLASS
    if area in _CANCELLED and (value < 0).any():
        less = value < 0
        both, number = np.unique(row << _VALUE_BITS | np.where(less, ~value, value), return_inverse=True)
        times = np.bincount(number, weights=np.where(less, -1, 1)).astype(np.int64)
        both = np.repeat(both, np.maximum(times, 0))
        return both >> _VALUE_BITS, both & ((1 << _VALUE_BITS) - 1)
    return row, value


def length_sums(columns: Columns, blocks: Array, tabled: Collection[str]) -> Rows:
    """Return in how many of some blocks a word of each length has each term, as rows of ``LENGTHS``; none of
    languages that are ``tabled``.
    """
    keys, lengths, block = length_rows(columns, blocks, tabled)
    order = np.lexsort((block, lengths, keys))
    keys, lengths, block = keys[order], lengths[order], block[order]
    fresh = np.ones(len(keys), dtype=np.bool_)
    fresh[1:] = (keys[1:] != keys[:-1]) | (lengths[1:] != lengths[:-1]) | (block[1:] != block[:-1])
    return tallied(keys[fresh], 1 << _CLASS_BITS | lengths[fresh])


def posted(columns: Columns, blocks: Array, text: Array) -> dict[int, Rows]:
    """Return the rows by which blocks can be found; ``text`` is the text of every block."""
    keys, block, whole = band_rows(columns, blocks)
    found = {BANDS: once(keys.view(np.uint64), text[block] << 1 | whole)}
    for area, rows in (
        (PARTS, part_rows(columns, blocks)),
        (SHINGLES, shingle_rows(columns, blocks)),
        (TERMS, term_rows(columns, blocks)),
    ):
        keys, block = rows
        found[area] = once(keys.view(np.uint64), text[block])
    return found
