"""Verify a chunk of candidate pairs: ``core.matching.verify.verify``, compiled."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import (
    FEATURES,
    LEAST_EQUAL,
    LEAST_OVERLAP,
    LEAST_STRETCH,
    LEAST_UNIT_OVERLAP,
    LEAST_UNIT_WORDS,
    LONG_STRETCH,
    STRETCH_COLUMNS,
    Chunk,
    Verified,
)
from provenance.core.codes import LSH, QUOTE, SHINGLES
from provenance.core.flags import QUOTED, UNSPACED, UNSPACED_A_WORD
from provenance.core.kernels.alike import common_length
from provenance.core.kernels.jit import kernel
from provenance.core.kernels.likeness import overlap, shared_ties, write_features
from provenance.core.kernels.runs import copied
from provenance.core.kernels.shapes import Scratch, Ties, Tokens, Units, Words, scratch
from provenance.core.kernels.stretches import weigh
from provenance.core.kernels.units import distinct_pairs, distinct_words, marks
from provenance.core.text.align import MOST_PLACES

Array = npt.NDArray[Any]

PROPOSED = LSH | SHINGLES | QUOTE
_FEATURES = len(FEATURES)
_ROW = 1 + STRETCH_COLUMNS


@kernel
def _grown(table: Array, used: int) -> Array:
    """Return the table, twice as long where it is full."""
    if used < len(table):
        return table
    larger = np.empty((2 * len(table), table.shape[1]), dtype=table.dtype)
    larger[:used] = table
    return larger


@kernel
def _stretches(
    pairs: Array, generators: Array, tokens: Tokens, units: Units, words: Words, ties: Ties, s: Scratch
) -> Array:
    """Return the copied stretches that may matter, as rows: number of the pair, then the stretch."""
    rows = np.empty((len(pairs) + 16, _ROW), dtype=np.int64)
    count = 0
    for number in range(len(pairs)):
        p, q = pairs[number, 0], pairs[number, 1]
        if not generators[number] & PROPOSED and shared_ties(ties, p, q)[0] < LEAST_EQUAL:
            continue
        many = copied(tokens, units.first[p], units.last[p], units.first[q], units.last[q], LEAST_EQUAL, s)
        for k in range(many):
            rows = _grown(rows, count)
            rows[count, 0] = number
            row = rows[count, 1:]
            weigh(row, s.found[k], tokens, units, words, p, q, s)
            if row[4] >= LONG_STRETCH or row[6] + row[7] >= LEAST_STRETCH:
                count += 1
    return rows[:count]


@kernel
def _compared(pairs: Array, units: Units, words: Words) -> Array:
    """Return the units to compare, as rows (number of the pair, left unit, right unit).

    Blocks as a whole first, then each part of the left with each part of the right.
    """
    rows = np.empty((len(pairs) + 16, 3), dtype=np.int32)
    blocks = len(units.part_begin) - 1
    count = 0
    for number in range(len(pairs)):
        p, q = pairs[number, 0], pairs[number, 1]
        if min(units.words[p], units.words[q]) < LEAST_UNIT_WORDS or overlap(words, p, q) < LEAST_OVERLAP:
            continue
        rows = _grown(rows, count)
        rows[count, 0], rows[count, 1], rows[count, 2] = number, p, q
        count += 1
        left_size, right_size = units.last[p] - units.first[p], units.last[q] - units.first[q]
        for u in range(blocks + units.part_begin[p], blocks + units.part_begin[p + 1]):
            mine = units.last[u] - units.first[u]
            for v in range(blocks + units.part_begin[q], blocks + units.part_begin[q + 1]):
                theirs = units.last[v] - units.first[v]
                least = min(units.words[u], units.words[v])
                if least < LEAST_UNIT_WORDS or (mine == left_size and theirs == right_size):
                    continue
                if overlap(words, u, v) >= LEAST_UNIT_OVERLAP:
                    rows = _grown(rows, count)
                    rows[count, 0], rows[count, 1], rows[count, 2] = number, u, v
                    count += 1
    return rows[:count]


@kernel
def _features(compared: Array, tokens: Tokens, units: Units, words: Words, ties: Ties, s: Scratch) -> Array:
    rows = np.empty((len(compared), _FEATURES), dtype=np.float64)
    for k in range(len(compared)):
        u, v = compared[k, 1], compared[k, 2]
        order = common_length(tokens.word, units.first[u], units.last[u], units.first[v], units.last[v], s)
        write_features(rows[k], units, words, ties, u, v, order)
    return rows


@kernel
def _flagged(flags: Array, flag: int, first: Array, last: Array) -> Array:
    found = np.zeros(len(first), dtype=np.int64)
    for unit in range(len(first)):
        for k in range(first[unit], last[unit]):
            found[unit] += (flags[k] & flag) != 0
    return found


def _part_numbers(parts: Array) -> Array:
    """Return each part's number among those of its block and kind, int64, shape (parts,)."""
    if not len(parts):
        return np.zeros(0, dtype=np.int64)
    fresh = np.append(True, (parts[1:, 0] != parts[:-1, 0]) | (parts[1:, 1] != parts[:-1, 1]))
    begin = np.flatnonzero(fresh)
    number: Array = np.arange(len(parts)) - np.repeat(begin, np.diff(np.append(begin, len(parts))))
    return number


def _units(chunk: Chunk) -> Units:
    base = chunk.offset[chunk.units[:, 0]]
    first = np.concatenate([chunk.offset[:-1], chunk.units[:, 2] + base])
    last = np.concatenate([chunk.offset[1:], chunk.units[:, 3] + base])
    characters = _flagged(chunk.flags, UNSPACED, first, last)
    return Units(
        first=first,
        last=last,
        quoted=_flagged(chunk.flags, QUOTED, first, last),
        words=last - first - characters + characters / UNSPACED_A_WORD,
        parts=chunk.units,
        part_begin=chunk.unit_offset,
        number=_part_numbers(chunk.units),
    )


def verify(chunk: Chunk) -> Verified:
    """Compare every pair of a chunk."""
    tokens = Tokens(
        word=chunk.word, word_pairs=chunk.word_pairs, flags=chunk.flags, term=chunk.term, pair=chunk.pair,
        term_weight=chunk.term_weight, pair_weight=chunk.pair_weight, surprise=chunk.surprise,
    )  # fmt: skip
    units = _units(chunk)
    words = distinct_words(tokens, marks(tokens, chunk.offset, chunk.capitals), units.first, units.last)
    ties = distinct_pairs(tokens, units.first, units.last)
    room = scratch(int(np.diff(chunk.offset).max(initial=1)), MOST_PLACES)
    stretches = _stretches(chunk.pairs, chunk.generators, tokens, units, words, ties, room)
    compared = _compared(chunk.pairs if chunk.reworded else chunk.pairs[:0], units, words)
    kinds = np.append(np.zeros(len(chunk.offset) - 1, dtype=np.int8), chunk.units[:, 1]).astype(np.int8)
    numbers = np.append(np.zeros(len(chunk.offset) - 1, dtype=np.int32), units.number).astype(np.int32)
    return Verified(
        row_pair=compared[:, 0].copy(),
        row_kind=kinds[compared[:, 1:]],
        row_units=numbers[compared[:, 1:]],
        row_features=_features(compared, tokens, units, words, ties, room),
        stretch_pair=stretches[:, 0].astype(np.int32),
        stretches=stretches[:, 1:].copy(),
    )


LOADED = (_flagged, marks, distinct_words, distinct_pairs, _stretches, _compared, _features)


def load() -> None:
    """Compile the kernels, or load them from the cache, before processes are forked that need them."""
    none = np.zeros(0, dtype=np.int32)
    verify(
        Chunk(
            pairs=none.reshape(0, 2),
            generators=none.astype(np.uint8),
            reworded=True,
            offset=np.zeros(1, dtype=np.int64),
            word=none.astype(np.int64),
            word_pairs=none.astype(np.int64),
            flags=none.astype(np.uint16),
            term=none,
            pair=none,
            term_weight=none,
            pair_weight=none,
            surprise=none,
            capitals=none.astype(np.uint8),
            units=np.zeros((0, 4), dtype=np.int64),
            unit_offset=np.zeros(1, dtype=np.int64),
        )
    )
