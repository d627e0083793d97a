"""Tell which units are one text in two places: near-copies by their words, or versions by their meaning.

Two units are near-copies if most of their words are the same, whoever proposed them and whatever else is in
the collection: so a new article changes nothing of it, and an index need not hold it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import LEAST_UNIT_WORDS
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import flattened, ranges, union
from provenance.core.compiled import many_tokens
from provenance.core.matching.meaning import Meaning, Nodes

Array = npt.NDArray[Any]

# The words in common of near-copies, over the mean of both sides' words.
NEAR_COPY: Final = 0.8
# Cosine, in 1/10,000, from which two units of one language are versions of one statement.
SAME_MEANING: Final = 7_000
_AT_ONCE: Final = 200_000


def versions(columns: Columns, meaning: Meaning, language: Array) -> Array:
    """Return the group of every node: units of one language that mean the same, each the other's nearest.

    Two translations of a statement are no rivals for a third. ``language`` numbers each node's.
    """
    group = np.arange(Nodes(columns).count, dtype=np.int64)
    near = meaning.near
    first = (near.rank == 0) & (near.value >= SAME_MEANING)
    first &= language[near.unit] == language[near.other]
    best = dict(zip(near.unit[first].tolist(), near.other[first].tolist(), strict=True))
    for unit, other in best.items():
        if unit < other and best.get(other) == unit:
            union(group, unit, other)
    return flattened(group)


class Alike:
    """Knows of units, numbered as nodes are, whether they are one text; ``group`` are versions by meaning."""

    def __init__(self, columns: Columns, group: Array | None = None) -> None:
        self._columns = columns
        self._first, self._last = Nodes(columns).bounds()
        self._group = group

    def same(self, left: Array, right: Array) -> Array:
        """Say of pairs of nodes whether they are one text, bool, shape (pairs,)."""
        found: Array = left == right
        if self._group is not None:
            found = found | (self._group[left] == self._group[right])
        sizes = [self._last[side] - self._first[side] for side in (left, right)]
        shorter, longer = np.minimum(*sizes), np.maximum(*sizes)
        may = ~found & (shorter >= LEAST_UNIT_WORDS) & (2 * shorter >= NEAR_COPY * (shorter + longer))
        asked = np.flatnonzero(may)
        if not asked.size:
            return found
        low, high = np.minimum(left[asked], right[asked]), np.maximum(left[asked], right[asked])
        keys, number = np.unique(low * np.int64(len(self._first)) + high, return_inverse=True)
        both = keys // len(self._first), keys % len(self._first)
        size = self._last - self._first
        count = self._common(*both)
        near = (count >= LEAST_UNIT_WORDS) & (2 * count >= NEAR_COPY * (size[both[0]] + size[both[1]]))
        found[asked] = near[number]
        return found

    def _common(self, left: Array, right: Array) -> Array:
        """Return how many words pairs of units have in common, each as often as both have it."""
        if many_tokens(len(self._columns.word)):
            from provenance.core.kernels.bags import common

            return common(self._columns.word, self._first, self._last, left, right)
        found: Array = np.concatenate(
            [
                self._count(left[begin : begin + _AT_ONCE], right[begin : begin + _AT_ONCE])
                for begin in range(0, len(left), _AT_ONCE)
            ]
        )
        return found

    def _count(self, left: Array, right: Array) -> Array:
        sides = [
            (np.repeat(np.arange(len(side)), sizes), ranges(self._first[side], self._last[side]), sizes)
            for side in (left, right)
            for sizes in (self._last[side] - self._first[side],)
        ]
        words = np.concatenate([self._columns.word[token] for _, token, _ in sides])
        distinct, number = np.unique(words, return_inverse=True)
        split = len(sides[0][0])
        rows = []
        for (pair, _, _), which in zip(sides, (number[:split], number[split:]), strict=True):
            key = np.sort(pair * np.int64(len(distinct)) + which)
            # The second of a word matches the other side's second.
            place = np.arange(len(key)) - np.searchsorted(key, key)
            rows.append((key, place))
        most = 1 + max(int(place.max(initial=0)) for _, place in rows)
        # A pair's words, and which of them: both fit, since a block has some hundreds of words.
        held = [key * most + place for key, place in rows]
        common = np.intersect1d(held[0], held[1], assume_unique=True)
        return np.bincount(common // (most * len(distinct)), minlength=len(left))
