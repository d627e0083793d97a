"""What two articles likely have in common besides one pair of blocks, all over them and right beside it.

Who runs one paragraph of a source mostly runs its neighbours, in their order. A paragraph stands for every
article that holds it, so that equal text is company, too, and each article that runs it is asked.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.terms import stretches
from provenance.core.distinct import distinct_values

Array = npt.NDArray[Any]

# Text that runs more often than this has its first holders asked only: the rest is mostly page furniture.
HOLDERS: Final = 8
# How many blocks before and after count as beside.
REACH: Final = 2
_SURE: Final = 10_000
# The models see no more matches elsewhere than this, so no more are added up.
ENOUGH: Final = 4
_ALL: Final = ENOUGH * _SURE + 1
# How many places are looked at together, some 15 whole numbers each.
_AT_ONCE: Final = 1 << 18


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


class _Tables:
    """Likely matches as cells of tables, one table a *group* (two articles): a left and a right number each.

    Args:
        group, left, right: of each cell, whole numbers, shape (cells,). chance: likewise, in 1/10,000.
        numbers: how many numbers there are on either side, of cells and of what will be asked for.
    """

    def __init__(self, group: Array, left: Array, right: Array, chance: Array, numbers: int) -> None:
        # With room on either side no neighbour of a number is one of the next table.
        self._size = size = numbers + 2 * REACH
        self._tables, table = np.unique(group, return_inverse=True)
        self._lines, line = np.unique(table * size + (left + REACH), return_inverse=True)
        key = line * size + (right + REACH)
        order = np.lexsort((chance, key))
        key = key[order]
        surest = np.append(key[1:] != key[:-1], np.ones(min(1, len(key)), dtype=np.bool_))
        self._cells, self._chance = key[surest], chance[order][surest]
        self._first, self._second, self._best = _two_best(
            len(self._lines), self._cells // size, self._chance, self._cells % size
        )
        counted = self._lines // size
        total = np.bincount(counted, weights=self._first, minlength=len(self._tables))
        self._total = total.astype(np.int64)
        # Who has the best partner of a line for its own takes the second best there.
        self._taken, which = np.unique(counted * size + self._best, return_inverse=True)
        less = np.bincount(which, weights=self._first - self._second, minlength=len(self._taken))
        self._less = less.astype(np.int64)

    def besides(self, group: Array, left: Array, right: Array) -> tuple[Array, Array]:
        """Return for some places what is added up elsewhere in their tables, and the best before and after,
        in 1/10,000: on the left each number counts once, by its likeliest partner.
        """
        elsewhere, beside = np.zeros(len(group), dtype=np.int64), np.zeros(len(group), dtype=np.int64)
        there, at = _places(self._tables, group)
        line, right = at[there] * self._size + left[there] + REACH, right[there] + REACH
        own, row = _places(self._lines, line)
        row = row[own]
        found = self._total[at[there]] - _values(self._taken, self._less, at[there] * self._size + right)
        found[own] -= np.where(self._best[row] == right[own], self._second[row], self._first[row])
        elsewhere[there] = np.minimum(found, ENOUGH * _SURE)
        for step in (-1, 1):
            nearest = np.zeros(len(line), dtype=np.int64)
            for mine in range(1, REACH + 1):
                held, row = _places(self._lines, line + step * mine)
                for other in range(1, REACH + 1):
                    cell = row[held] * self._size + right[held] + step * other
                    nearest[held] = np.maximum(nearest[held], _values(self._cells, self._chance, cell))
            beside[there] += nearest
        return elsewhere, beside


def _two_best(lines: int, line: Array, chance: Array, right: Array) -> tuple[Array, Array, Array]:
    """Return the best chance of each line, that of the best other cell (0 where there is none), and where on
    the right the best one lies.
    """
    order = np.lexsort((-chance, line))
    begin = np.searchsorted(line, np.arange(lines))
    after = np.minimum(begin + 1, max(0, len(line) - 1))
    several = (after > begin) & (line[after] == np.arange(lines))
    second = np.where(several, chance[order][after], 0)
    return chance[order][begin], second, right[order][begin]


def _places(known: Array, keys: Array) -> tuple[Array, Array]:
    """Say of keys whether they are among those known, which are ascending, and where."""
    if not len(known):
        return np.zeros(len(keys), dtype=np.bool_), np.zeros(len(keys), dtype=np.int64)
    at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
    return known[at] == keys, at


def _values(known: Array, values: Array, keys: Array) -> Array:
    """Return the values of keys, 0 of those that are not known."""
    there, at = _places(known, keys)
    found = np.zeros(len(keys), dtype=np.int64)
    found[there] = values[at[there]]
    return found


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
    article = block_article.astype(np.int64)
    holding = _Holding(len(article), held)
    many = int(article.max(initial=0)) + 1
    order = np.array(sorted(likely), dtype=np.int64)
    chance = np.rint(_SURE * np.array([likely[pair] for pair in order.tolist()])).astype(np.int64)
    pair, left, right = holding.places(*pairs[order].T)
    equal = holding.equal()
    cells = [np.concatenate(both) for both in ((left, equal[0]), (right, equal[1]))]
    chance = np.concatenate([chance[pair], np.full(len(equal[0]), _SURE)])
    apart = article[cells[0]] != article[cells[1]]
    left, right, chance = cells[0][apart], cells[1][apart], chance[apart]
    common = _Tables(article[left] * many + article[right], left, right, chance, len(article))

    counted = np.zeros((len(pairs), 2), dtype=np.int64)
    asked = distinct_values(row_pair)
    for part in stretches(holding.times(*pairs[asked].T), _AT_ONCE):
        some = asked[part]
        pair, left, right = holding.places(*pairs[some].T)
        apart = article[left] != article[right]
        pair, left, right = pair[apart], left[apart], right[apart]
        elsewhere, beside = common.besides(article[left] * many + article[right], left, right)
        first = np.flatnonzero(np.append(True, pair[1:] != pair[:-1])) if len(pair) else pair
        if len(first):
            # Of the places of a pair the one with the most counts; of as much, the one with most elsewhere.
            most = np.maximum.reduceat((elsewhere + beside) * _ALL + elsewhere, first)
            counted[some[pair[first]]] = np.stack([most % _ALL, most // _ALL - most % _ALL], axis=1)
    return Company(elsewhere=counted[row_pair, 0] / _SURE, beside=counted[row_pair, 1] / _SURE)


class _Holding:
    """Which blocks hold the text of a block; ``held`` are those that several hold, see ``holders``."""

    def __init__(self, blocks: int, held: Mapping[int, Sequence[int]]) -> None:
        self._first = np.array(list(held), dtype=np.int64)
        sizes = np.array([len(some) for some in held.values()], dtype=np.int64)
        flat = np.fromiter(chain.from_iterable(held.values()), dtype=np.int64, count=int(sizes.sum()))
        self._flat = np.concatenate([np.arange(blocks), flat])
        self._begin, self._size = np.arange(blocks), np.ones(blocks, dtype=np.int64)
        self._begin[self._first] = blocks + np.cumsum(sizes) - sizes
        self._size[self._first] = sizes

    def times(self, left: Array, right: Array) -> Array:
        """Return how many pairs of holders pairs of texts have."""
        found: Array = self._size[left] * self._size[right]
        return found

    def _product(self, left: Array, right: Array) -> tuple[Array, Array, Array]:
        """Return for pairs of texts all pairs of holders: which pair, and which holder on either side."""
        times = self.times(left, right)
        pair = np.repeat(np.arange(len(left)), times)
        number = np.arange(len(pair)) - np.repeat(np.cumsum(times) - times, times)
        return pair, *np.divmod(number, self._size[right][pair])

    def places(self, left: Array, right: Array) -> tuple[Array, Array, Array]:
        """Return where pairs of texts stand: the number of the pair, and two blocks, smaller one first."""
        left, right = left.astype(np.int64), right.astype(np.int64)
        pair, mine, other = self._product(left, right)
        one, two = self._flat[self._begin[left][pair] + mine], self._flat[self._begin[right][pair] + other]
        return pair, np.minimum(one, two), np.maximum(one, two)

    def equal(self) -> tuple[Array, Array]:
        """Return all pairs of blocks that hold one text."""
        pair, mine, other = self._product(self._first, self._first)
        begin, after = self._begin[self._first][pair], mine < other
        return self._flat[begin + mine][after], self._flat[begin + other][after]


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
    sure = np.array([row for row in sorted(likely) if pieces[row]], dtype=np.int64)
    chance = np.rint(_SURE * np.array([likely[row] for row in sure.tolist()])).astype(np.int64)
    units = row_units.astype(np.int64)
    numbers = int(units.max(initial=0)) + 1
    common = _Tables(row_pair[sure], units[sure, 0], units[sure, 1], chance, numbers)
    asked = np.flatnonzero(pieces)
    elsewhere, beside = common.besides(row_pair[asked], units[asked, 0], units[asked, 1])
    found.elsewhere[asked], found.beside[asked] = elsewhere / _SURE, beside / _SURE
    return found
