"""Number the distinct keys of a long column, and count the groups that hold each."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from provenance.core.kernels.table import ODD

Array = npt.NDArray[Any]


@njit(cache=True, nogil=True)
def _grown(table: Array, distinct: Array, used: int, shift: int) -> Array:
    larger = np.full(2 * len(table), -1, dtype=np.int32)
    mask = np.uint64(len(larger) - 1)
    for number in range(used):
        at = (distinct[number] * ODD) >> np.uint64(shift)
        while larger[at] >= 0:
            at = (at + np.uint64(1)) & mask
        larger[at] = number
    return larger


@njit(cache=True, nogil=True)
def _number(keys: Array) -> tuple[Array, Array]:
    bits = 16
    table = np.full(1 << bits, -1, dtype=np.int32)
    distinct = np.empty(1 << (bits - 1), dtype=np.uint64)
    numbers = np.empty(len(keys), dtype=np.int32)
    used = 0
    for i in range(len(keys)):
        key = keys[i]
        mask = np.uint64(len(table) - 1)
        at = (key * ODD) >> np.uint64(64 - bits)
        while table[at] >= 0 and distinct[table[at]] != key:
            at = (at + np.uint64(1)) & mask
        if table[at] < 0:
            table[at] = used
            distinct[used] = key
            used += 1
        numbers[i] = table[at]
        if used == len(distinct):
            bits += 1
            table = _grown(table, distinct, used, 64 - bits)
            longer = np.empty(2 * used, dtype=np.uint64)
            longer[:used] = distinct
            distinct = longer
    return distinct[:used], numbers


@njit(cache=True, nogil=True)
def _renumber(numbers: Array, rank: Array) -> None:
    for i in range(len(numbers)):
        numbers[i] = rank[numbers[i]]


@njit(cache=True, nogil=True)
def _count(numbers: Array, group: Array, first: Array, last: Array, order: Array, last_seen: Array) -> Array:
    found = np.zeros(len(last_seen), dtype=np.int32)
    for run in order:
        for i in range(first[run], last[run]):
            number = numbers[i]
            if number >= 0 and last_seen[number] != group[run]:
                last_seen[number] = group[run]
                found[number] += 1
    return found


def number_keys(keys: Array) -> tuple[Array, Array]:
    """Return the distinct keys in ascending order and each key's number, as ``np.unique`` with inverse.

    Args:
        keys: uint64, shape (n,).

    Returns:
        Distinct keys, uint64; numbers, int32, shape (n,).
    """
    distinct, numbers = _number(keys)
    order = np.argsort(distinct)
    rank = np.empty(len(order), dtype=np.int32)
    rank[order] = np.arange(len(order), dtype=np.int32)
    _renumber(numbers, rank)
    return distinct[order], numbers


def count_groups(word: Array, pair: Array, group: Array, first: Array, last: Array, terms: int) -> Array:
    """Return in how many groups of token ranges each term stands, int32, shape (terms,).

    Args:
        word, pair: terms of tokens, -1 for none; a term is one or the other.
        group: of each range; first, last: its tokens.
    """
    order = np.argsort(group, kind="stable")
    found: Array = _count(word, group, first, last, order, np.full(terms, -1, dtype=np.int64))
    found += _count(pair, group, first, last, order, np.full(terms, -1, dtype=np.int64))
    return found
