"""What two articles likely have in common besides one pair of blocks, all over them and right beside it.

Who runs one paragraph of a source mostly runs its neighbours, in their order. A paragraph stands for every
article that holds it, so that equal text is company, too, and each article that runs it is asked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.distinct import distinct_values

Array = npt.NDArray[Any]

# Text that runs more often than this has its first holders asked only: the rest is mostly page furniture.
HOLDERS: Final = 8
# How many blocks before and after count as beside.
REACH: Final = 2
_SURE: Final = 10_000
# The models see no more matches elsewhere than this, so no more are added up.
ENOUGH: Final = 4

_Articles = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """For each row, float64, shape (rows,): how many matches its articles likely have ``elsewhere``, between
    other blocks (from 0 to ENOUGH), and how likely, from 0 to 2, is one right before and one right after
    (``beside``).
    """

    elsewhere: Array
    beside: Array

    @staticmethod
    def none(rows: int) -> Company:
        """Return no company for some rows."""
        return Company(elsewhere=np.zeros(rows), beside=np.zeros(rows))

    @staticmethod
    def most(rows: int) -> Company:
        """Return as much company as there can be for some rows."""
        return Company(elsewhere=np.full(rows, float(ENOUGH)), beside=np.full(rows, 2.0))

    def plus(self, other: Company) -> Company:
        """Return the company of both together, as much of it as counts."""
        return Company(
            elsewhere=np.minimum(self.elsewhere + other.elsewhere, ENOUGH),
            beside=np.minimum(self.beside + other.beside, 2.0),
        )

    def without(self, rows: Array) -> Company:
        """Return the same, with no company for the rows that a mask of shape (rows,) holds."""
        return Company(elsewhere=np.where(rows, 0.0, self.elsewhere), beside=np.where(rows, 0.0, self.beside))


class _Common:
    """The likely matches of two articles: by left block its partners with their chances (1/10,000)."""

    def __init__(self) -> None:
        self._partners: dict[int, dict[int, int]] = defaultdict(dict)

    def add(self, left: int, right: int, chance: int) -> None:
        held = self._partners[left]
        held[right] = max(held.get(right, 0), chance)

    def besides(self, left: int, right: int) -> tuple[int, int]:
        """Return what is added up elsewhere, and the best before and after, in 1/10,000."""
        total = 0
        for block, partners in self._partners.items():
            if total >= ENOUGH * _SURE:
                break
            if block != left:
                total += max((chance for other, chance in partners.items() if other != right), default=0)
        return min(total, ENOUGH * _SURE), self._next(left, right, -1) + self._next(left, right, 1)

    def _next(self, left: int, right: int, step: int) -> int:
        best = 0
        for mine in range(1, REACH + 1):
            partners = self._partners.get(left + step * mine)
            if partners:
                best = max(best, *(partners.get(right + step * other, 0) for other in range(1, REACH + 1)))
        return best


def holders(same: Array, furniture: Array) -> dict[int, list[int]]:
    """Return the first holders of each text that several blocks have, by the first of them.

    Args:
        same: the first block with the text of each block, shape (blocks,). furniture: bool, shape (blocks,).
    """
    alike = np.flatnonzero((same != np.arange(len(same))) & ~furniture)
    found: dict[int, list[int]] = {}
    for block, first in zip(alike.tolist(), same[alike].tolist(), strict=True):
        held = found.setdefault(first, [first])
        if len(held) < HOLDERS:
            held.append(block)
    return found


def company(
    block_article: Array,
    held: Mapping[int, Sequence[int]],
    pairs: Array,
    row_pair: Array,
    likely: Mapping[int, float],
) -> Company:
    """Return the company of each row: that of the two articles, of all that hold its blocks, with the most.

    Args:
        block_article: the article of each block; blocks of an article are numbered as they stand.
        held: all blocks of a text, by the first (``holders``); blocks of their own need not be there.
        pairs: the distinct blocks of each candidate pair, shape (pairs, 2).
        row_pair: each row's candidate pair, shape (rows,).
        likely: the probability of the likeliest match in candidate pairs that have one.
    """
    article = np.ascontiguousarray(block_article).data
    common: dict[_Articles, _Common] = defaultdict(_Common)

    def places(left: int, right: int) -> list[tuple[_Articles, int, int]]:
        found = []
        for a, b in product(held.get(left, (left,)), held.get(right, (right,))):
            if article[a] != article[b]:
                found.append(((article[a], article[b]), a, b) if a < b else ((article[b], article[a]), b, a))
        return found

    order = np.array(sorted(likely), dtype=np.int64)
    for pair, (left, right) in zip(order.tolist(), pairs[order].tolist(), strict=True):
        chance = round(_SURE * likely[pair])
        for articles, one, other in places(left, right):
            common[articles].add(one, other, chance)
    for blocks in held.values():
        for i, left in enumerate(blocks):
            for right in blocks[i + 1 :]:
                if article[left] != article[right]:
                    common[article[left], article[right]].add(left, right, _SURE)
    counted = np.zeros((len(pairs), 2), dtype=np.int64)
    asked = _not_strangers(distinct_values(row_pair), pairs, block_article, held, common)
    for pair, (left, right) in zip(asked.tolist(), pairs[asked].tolist(), strict=True):
        best = max(
            (common[at].besides(one, other) for at, one, other in places(left, right) if at in common),
            key=lambda counts: (counts[0] + counts[1], counts),
            default=None,
        )
        if best is not None:
            counted[pair] = best
    return Company(elsewhere=counted[row_pair, 0] / _SURE, beside=counted[row_pair, 1] / _SURE)


def utterances(row_pair: Array, row_units: Array, pieces: Array, likely: Mapping[int, float]) -> Company:
    """Return the company that pieces of quotations have in the other pieces of the same two paragraphs.

    Who quotes one sentence of what somebody said mostly quotes the next one, too. A paragraph that quotes two
    speakers is rare, and its pieces are not told apart by them.

    Args:
        row_pair: each row's candidate pair, shape (rows,). row_units: its units, shape (rows, 2).
        pieces: the rows whose sides are pieces of one speaker's words, bool, shape (rows,).
        likely: the probability of the likely rows.
    """
    found = Company.none(len(row_pair))
    common: dict[int, _Common] = defaultdict(_Common)
    for row in sorted(likely):
        if pieces[row]:
            left, right = row_units[row].tolist()
            common[int(row_pair[row])].add(left, right, round(_SURE * likely[row]))
    for row in np.flatnonzero(pieces).tolist():
        pair = int(row_pair[row])
        if pair in common:
            elsewhere, beside = common[pair].besides(*row_units[row].tolist())
            found.elsewhere[row], found.beside[row] = elsewhere / _SURE, beside / _SURE
    return found


def _not_strangers(
    asked: Array, pairs: Array, block_article: Array, held: Collection[int], common: Collection[_Articles]
) -> Array:
    """Leave out pairs of blocks whose articles have nothing likely in common: most, and soon told.

    Those with a text that several blocks have are kept: other articles hold it, too.
    """
    shared = np.zeros(len(block_article), dtype=np.bool_)
    shared[list(held)] = True
    left, right = pairs[asked].T
    one, other = block_article[left].astype(np.int64), block_article[right]
    many = int(block_article.max(initial=0)) + 1
    known = np.array(sorted(a * many + b for a, b in common), dtype=np.int64)
    key = np.minimum(one, other) * many + np.maximum(one, other)
    there = known[np.searchsorted(known, key).clip(max=len(known) - 1)] == key if len(known) else False
    found: Array = asked[shared[left] | shared[right] | there]
    return found
