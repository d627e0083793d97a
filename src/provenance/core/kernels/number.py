"""Number the distinct keys of a long column, and count the groups that hold each.

Keys are hashes, so that their first bits cut them into parts of about one size; each part is numbered by
itself in a table that fits the processor's caches.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.kernels.sign import hash_two
from provenance.core.text.xxh64 import P1

Array = npt.NDArray[Any]

# How many keys a part has, roughly, and how many are in memory at once.
PART: Final = 1 << 19
AT_ONCE: Final = 24_000_000


@kernel
def _grown(table: Array, distinct: Array, used: int, shift: int) -> Array:
    larger = np.full(2 * len(table), -1, dtype=np.int32)
    mask = np.uint64(len(larger) - 1)
    for number in range(used):
        at = (distinct[number] * P1) >> np.uint64(shift)
        while larger[at] >= 0:
            at = (at + np.uint64(1)) & mask
        larger[at] = number
    return larger


@kernel
def _number(keys: Array) -> tuple[Array, Array]:
    bits = 16
    table = np.full(1 << bits, -1, dtype=np.int32)
    distinct = np.empty(1 << (bits - 1), dtype=np.uint64)
    numbers = np.empty(len(keys), dtype=np.int32)
    used = 0
    for i in range(len(keys)):
        key = keys[i]
        mask = np.uint64(len(table) - 1)
        at = (key * P1) >> np.uint64(64 - bits)
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


@kernel
def _renumber(numbers: Array, rank: Array) -> None:
    for i in range(len(numbers)):
        numbers[i] = rank[numbers[i]]


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


@kernel
def _keys_of(
    stem: Array, first: int, last: int, ends: Array, at: int, keys: Array, marks: Array
) -> int:  # fmt: skip
    """Write a block's terms, and twice the token of each, plus one for a pair; return how many."""
    count = 0
    for i in range(first, last):
        keys[count] = stem[i]
        marks[count] = np.uint64(2 * i)
        count += 1
        while at < len(ends) and ends[at] <= i:
            at += 1
        if i + 1 < len(stem) and not (at < len(ends) and ends[at] == i + 1):
            keys[count] = hash_two(stem[i], stem[i + 1])
            marks[count] = np.uint64(2 * i + 1)
            count += 1
    return count


@kernel
def _sizes(stem: Array, first: Array, last: Array, ends: Array, begin: Array, bits: int) -> Array:
    """Return how many terms fall into each part."""
    found = np.zeros(1 << bits, dtype=np.int64)
    longest = 1
    for run in range(len(first)):
        longest = max(longest, last[run] - first[run])
    keys, marks = np.empty(2 * longest, dtype=np.uint64), np.empty(2 * longest, dtype=np.uint64)
    for run in range(len(first)):
        for k in range(_keys_of(stem, first[run], last[run], ends, begin[run], keys, marks)):
            # Two shifts: one by 64 bits would be none.
            found[(keys[k] >> np.uint64(1)) >> np.uint64(63 - bits)] += 1
    return found


@kernel
def _collect(
    stem: Array, group: Array, first: Array, last: Array, ends: Array, begin: Array, bits: int,
    low: int, free: Array, key: Array, mark: Array, of: Array,
) -> None:  # fmt: skip
    """Put the terms of some parts, ``low`` and as many as ``free`` has, into columns part by part."""
    longest = 1
    for run in range(len(first)):
        longest = max(longest, last[run] - first[run])
    keys, marks = np.empty(2 * longest, dtype=np.uint64), np.empty(2 * longest, dtype=np.uint64)
    for run in range(len(first)):
        for k in range(_keys_of(stem, first[run], last[run], ends, begin[run], keys, marks)):
            part = np.int64((keys[k] >> np.uint64(1)) >> np.uint64(63 - bits)) - low
            if 0 <= part < len(free):
                at = free[part]
                free[part] += 1
                key[at], mark[at], of[at] = keys[k], np.uint32(marks[k]), group[run]


@kernel
def _count(numbers: Array, group: Array, terms: int) -> Array:
    """Return in how many groups each number stands; equal groups stand together."""
    seen, found = np.full(terms, -1, dtype=np.int32), np.zeros(terms, dtype=np.int32)
    for i in range(len(numbers)):
        if seen[numbers[i]] != group[i]:
            seen[numbers[i]] = group[i]
            found[numbers[i]] += 1
    return found


@kernel
def _put(numbers: Array, marks: Array, base: int, word: Array, pair: Array) -> None:
    for i in range(len(numbers)):
        if marks[i] & np.uint32(1):
            pair[marks[i] >> np.uint32(1)] = base + numbers[i]
        else:
            word[marks[i] >> np.uint32(1)] = base + numbers[i]


def number_terms(
    stem: Array, group: Array, first: Array, last: Array, ends: Array, begin: Array, word: Array, pair: Array
) -> Iterator[tuple[Array, Array]]:
    """Number the terms of blocks by their hashes, and write the numbers to ``word`` and ``pair``.

    Args:
        stem: uint64, shape (tokens,).
        group: of each block, the number of its near-copies; first, last: its tokens.
        ends: the token after each sentence, sentences of a block together and in order.
        begin: where each block's sentences begin in ``ends``.
        word, pair: int32, shape (tokens,), to be filled: the term of a token, and of it and the next one.

    Yields:
        Part by part, in order of the numbers: the terms' hashes, uint64, ascending; and in how many groups
        each stands, int32.
    """
    order = np.argsort(group, kind="stable")
    group, first, last, begin = group[order].astype(np.int32), first[order], last[order], begin[order]
    bits = (2 * int((last - first).sum()) // PART).bit_length()
    sizes = _sizes(stem, first, last, ends, begin, bits)
    base = low = 0
    while low < len(sizes):
        high = low + max(1, int(np.searchsorted(np.cumsum(sizes[low:]), AT_ONCE, side="right")))
        bounds = np.append(0, np.cumsum(sizes[low:high]))
        size = int(bounds[-1])
        key, mark = np.empty(size, dtype=np.uint64), np.empty(size, dtype=np.uint32)
        of = np.empty(size, dtype=np.int32)
        _collect(stem, group, first, last, ends, begin, bits, low, bounds[:-1].copy(), key, mark, of)
        for a, b in zip(bounds[:-1].tolist(), bounds[1:].tolist(), strict=True):
            distinct, numbers = number_keys(key[a:b])
            found = _count(numbers, of[a:b], len(distinct))
            _put(numbers, mark[a:b], base, word, pair)
            base += len(distinct)
            yield distinct, found
        low = high


LOADED = (_number, _renumber, _sizes, _collect, _count, _put)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    none = np.zeros(0, dtype=np.int64)
    terms = none.astype(np.int32)
    list(number_terms(none.view(np.uint64), none, none, none, none, none, terms, terms))
