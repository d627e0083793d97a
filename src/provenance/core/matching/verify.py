"""Verify candidate pairs: copied stretches, and the likeness of their units, term by term.

The plain path, for collections too small to wait for a compiler; ``core.kernels.verify`` gives the same
values.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Set
from functools import cached_property
from operator import mul
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import (
    BLOCK,
    FEATURES,
    LEAST_EQUAL,
    LEAST_OVERLAP,
    LEAST_STRETCH,
    LEAST_UNIT_OVERLAP,
    LEAST_UNIT_WORDS,
    LONG_STRETCH,
    PIECE,
    STRETCH_COLUMNS,
    WHOLE_UNIT,
    Chunk,
    Verified,
)
from provenance.core.codes import LSH, NO_NAMES, QUOTE, SCALE, SHINGLES, THROUGHOUT
from provenance.core.flags import CAPITAL, NUMBER, OPENS, QUOTED, UNSPACED, UNSPACED_A_WORD
from provenance.core.text.align import Stretch, alike, copied

Array = npt.NDArray[Any]


class Unit:
    """A range of a block with its terms and what is needed of them over and over."""

    def __init__(self, block: Block, kind: int, number: int, first: int, last: int) -> None:
        self.block, self.kind, self.number, self.first, self.last = block, kind, number, first, last
        self.size = last - first
        characters = sum(1 for f in block.flags[first:last] if f & UNSPACED)
        self.word_count = self.size - characters + characters / UNSPACED_A_WORD
        self.words = dict(zip(block.term[first:last], block.term_weight[first:last], strict=True))
        self.pairs = dict(zip(block.pair[first : last - 1], block.pair_weight[first : last - 1], strict=True))
        self.pairs.pop(-1, None)
        self.total = sum(self.words.values())
        self.word_norm = sum(w * w for w in self.words.values())
        self.pair_norm = sum(w * w for w in self.pairs.values())
        self.numbers = block.numbers & self.words.keys()
        self.quoted = block.quoted(first, last)

    @cached_property
    def counts(self) -> Mapping[int, int]:
        """How often each term stands in it."""
        return Counter(self.block.term[self.first : self.last])

    @cached_property
    def surprises(self) -> Mapping[int, int]:
        """The most that a word of each term weighs after the one before it."""
        found: dict[int, int] = {}
        block, part = self.block, slice(self.first, self.last)
        for term, surprise in zip(block.term[part], block.surprise[part], strict=True):
            if surprise > found.setdefault(term, 0):
                found[term] = surprise
        return found


StretchRow = tuple[int, int, int, int, int, int, int, int, int, int, int]


class Block:
    """One block of a chunk with its tokens as Python numbers: sets and rapidfuzz are fast on those."""

    def __init__(self, chunk: Chunk, number: int) -> None:
        a, b = int(chunk.offset[number]), int(chunk.offset[number + 1])
        self.word: list[int] = chunk.word[a:b].tolist()
        self.word_pairs: list[int] = chunk.word_pairs[a : b - 1].tolist()
        self.flags: list[int] = chunk.flags[a:b].tolist()
        self.term: list[int] = chunk.term[a:b].tolist()
        self.pair: list[int] = chunk.pair[a:b].tolist()
        self.term_weight: list[int] = chunk.term_weight[a:b].tolist()
        self.pair_weight: list[int] = chunk.pair_weight[a:b].tolist()
        self.surprise: list[int] = chunk.surprise[a:b].tolist()
        self.capitals = int(chunk.capitals[number])
        self._ranges = chunk.units[chunk.unit_offset[number] : chunk.unit_offset[number + 1]].tolist()

    @cached_property
    def whole(self) -> Unit:
        return Unit(self, BLOCK, 0, 0, len(self.word))

    @cached_property
    def units(self) -> list[Unit]:
        counts = [0, 0, 0]
        found = []
        for _, kind, first, last in self._ranges:
            found.append(Unit(self, kind, counts[kind], first, last))
            counts[kind] += 1
        return found

    def forget(self) -> None:
        """Drop the units, which refer back to the block: no cycle is left for a collector to find."""
        for name in ("whole", "units"):
            self.__dict__.pop(name, None)

    def quoted(self, first: int, last: int) -> float:
        """Return the share of a range that stands in quotation marks."""
        return sum(1 for f in self.flags[first:last] if f & QUOTED) / max(1, last - first)

    def is_unit(self, first: int, last: int) -> bool:
        """Say whether a range is as good as a whole sentence, piece or the block."""
        if last - first == len(self.word):
            return True
        least = WHOLE_UNIT * (last - first)
        return any(first <= a and b <= last and b - a >= least for _, _, a, b in self._ranges)

    def holds_piece(self, first: int, last: int) -> bool:
        """Say whether a whole piece of a quotation lies in a range."""
        return any(kind == PIECE and first <= a and b <= last for _, kind, a, b in self._ranges)

    @cached_property
    def names(self) -> set[int]:
        """Terms that stand with a capital within a sentence. German nouns all do, so none are told there."""
        if self.capitals == NO_NAMES:
            return set()
        return {
            t for t, f in zip(self.term, self.flags, strict=True) if f & CAPITAL and not f & (OPENS | NUMBER)
        }

    @cached_property
    def numbers(self) -> set[int]:
        return {t for t, f in zip(self.term, self.flags, strict=True) if f & NUMBER}


def names_in_common(left: Block, right: Block) -> set[int]:
    """Return the terms that are names on both sides; two texts in capitals throughout tell none."""
    return set() if left.capitals == right.capitals == THROUGHOUT else left.names & right.names


def overlap(left: Unit, right: Unit) -> float:
    """Return the weight of the words in common over that of the lighter side's words."""
    return _share(left, right, left.words.keys() & right.words.keys())


def _share(left: Unit, right: Unit, common: Set[int]) -> float:
    return sum(map(left.words.__getitem__, common)) / max(1, min(left.total, right.total))


def _cosine(a: dict[int, int], b: dict[int, int], common: Set[int], norm: int, other: int) -> float:
    shared = sum(map(mul, map(a.__getitem__, common), map(b.__getitem__, common)))
    return shared / (math.sqrt(norm) * math.sqrt(other)) if shared else 0.0


def rounded(value: float) -> float:
    """Round to 4 decimals, halves upwards: the same on every path."""
    return math.floor(value * 10_000 + 0.5) / 10_000


def features(left: Unit, right: Unit) -> list[float]:
    """Return the likeness of two units, in the order of FEATURES, each rounded to 4 decimals."""
    return [rounded(value) for value in _features(left, right)]


def _features(left: Unit, right: Unit) -> tuple[float, ...]:
    """Return the likeness of two units, not rounded.

    Sums run over whole numbers, so that the order of terms does not matter.
    """
    a, b = left.words, right.words
    common = a.keys() & b.keys()
    names = common & names_in_common(left.block, right.block)
    plain = common - names if names else common
    numbers_left, numbers_right = left.numbers, right.numbers
    conflict = min(len(numbers_left - numbers_right), len(numbers_right - numbers_left))
    order = alike(left.block.word[left.first : left.last], right.block.word[right.first : right.last])
    return (
        _cosine(a, b, common, left.word_norm, right.word_norm),
        _cosine(
            left.pairs, right.pairs, left.pairs.keys() & right.pairs.keys(), left.pair_norm, right.pair_norm
        ),
        _share(left, right, common),
        sum(map(a.__getitem__, plain)) / SCALE,
        sum(map(a.__getitem__, names)) / SCALE,
        len(numbers_left & numbers_right),
        conflict,
        order / max(1, min(left.size, right.size)),
        min(left.size, right.size) / max(1, left.size, right.size),
        min(left.quoted, right.quoted),
        min(left.word_count, right.word_count),
        _surprise(left, right, plain),
    )


def _surprise(left: Unit, right: Unit, common: Set[int]) -> float:
    """Return the surprise of the plain words in common, times the share of the shorter side they make up."""
    shorter = left if left.size <= right.size else right
    held = sum(map(shorter.counts.__getitem__, common))
    return sum(map(left.surprises.__getitem__, common)) / SCALE * held / max(1, shorter.size)


def _weighed(left: Block, right: Block, found: Stretch) -> StretchRow:
    """Return a stretch as a row: its ranges, and what the words in common weigh."""
    a, b, c, d = found.left_first, found.left_last, found.right_first, found.right_last
    names = names_in_common(left, right)
    other = dict.fromkeys(right.word[c:d], False)
    for word, flag in zip(right.word[c:d], right.flags[c:d], strict=True):
        other[word] = other[word] or bool(flag & QUOTED)
    plain = named = core = 0
    seen: set[int] = set()
    for k in range(a, b):
        word = left.word[k]
        if word not in other or word in seen:
            continue
        seen.add(word)
        if left.term[k] in names:
            named += left.surprise[k]
            continue
        plain += left.surprise[k]
        if other[word] and left.flags[k] & QUOTED:
            core += left.surprise[k]
    whole = left.is_unit(a, b) + right.is_unit(c, d)
    core_whole = int(left.holds_piece(a, b) or right.holds_piece(c, d))
    return (a, b, c, d, found.equal, found.run, plain, named, core, core_whole, whole)


def _tells(row: StretchRow) -> bool:
    """Say whether a stretch may matter: it has some length, or words rare enough for a quotation."""
    return row[4] >= LONG_STRETCH or row[6] + row[7] >= LEAST_STRETCH


def _unit_pairs(left: Block, right: Block) -> list[tuple[Unit, Unit]]:
    """Pair two blocks, and units of them: sentences with sentences, pieces with pieces and sentences.

    What has only a few words is paired with nothing, blocks included: titles, fixtures and dates resemble one
    another, and so many words of them tell nothing.
    """
    if min(left.whole.word_count, right.whole.word_count) < LEAST_UNIT_WORDS:
        return []
    found = [(left.whole, right.whole)]
    for a in left.units:
        for b in right.units:
            if min(a.word_count, b.word_count) < LEAST_UNIT_WORDS:
                continue
            whole = a.size == len(left.word) and b.size == len(right.word)
            if not whole and overlap(a, b) >= LEAST_UNIT_OVERLAP:
                found.append((a, b))
    return found


def verify(chunk: Chunk) -> Verified:
    """Compare every pair of a chunk."""
    blocks: dict[int, Block] = {}
    row_pair: list[int] = []
    row_kind: list[tuple[int, int]] = []
    row_units: list[tuple[int, int]] = []
    row_features: list[tuple[float, ...]] = []
    stretch_pair: list[int] = []
    stretches: list[StretchRow] = []
    proposed = LSH | SHINGLES | QUOTE
    for number, ((p, q), bits) in enumerate(
        zip(chunk.pairs.tolist(), chunk.generators.tolist(), strict=True)
    ):
        left = blocks.get(p) or blocks.setdefault(p, Block(chunk, p))
        right = blocks.get(q) or blocks.setdefault(q, Block(chunk, q))
        if bits & proposed or len(left.whole.pairs.keys() & right.whole.pairs.keys()) >= LEAST_EQUAL:
            found = copied(left.word, right.word, LEAST_EQUAL, (left.word_pairs, right.word_pairs))
            rows = [row for s in found if _tells(row := _weighed(left, right, s))]
            stretches += rows
            stretch_pair += [number] * len(rows)
        if not chunk.reworded or overlap(left.whole, right.whole) < LEAST_OVERLAP:
            continue
        for a, b in _unit_pairs(left, right):
            row_pair.append(number)
            row_kind.append((a.kind, b.kind))
            row_units.append((a.number, b.number))
            row_features.append(_features(a, b))
    for block in blocks.values():
        block.forget()
    table = np.array(row_features, dtype=np.float64)
    return Verified(
        row_pair=np.array(row_pair, dtype=np.int32),
        row_kind=np.array(row_kind, dtype=np.int8).reshape(-1, 2),
        row_units=np.array(row_units, dtype=np.int32).reshape(-1, 2),
        # As ``rounded`` does it, all at once.
        row_features=np.floor(table.reshape(-1, len(FEATURES)) * 10_000 + 0.5) / 10_000,
        stretch_pair=np.array(stretch_pair, dtype=np.int32),
        stretches=np.array(stretches, dtype=np.int64).reshape(-1, STRETCH_COLUMNS),
    )
