"""Near-copies among many passages: fingerprints, sorted shingles, exact Jaccard, in one pass each."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.kernels.sign import hash_three, sign
from provenance.core.text.minhash import permutations
from provenance.core.text.shingle import SHINGLE_WORDS
from provenance.core.text.xxh64 import P1, P2

Array = npt.NDArray[Any]

_SHORTER = SHINGLE_WORDS - 1
_PLAIN = np.uint32(0x202F)  # no break, nor is anything after it
_FEW = 40  # so many are sorted fastest by moving each to its place


@kernel
def _lines(codes: Array, breaks: Array) -> tuple[Array, Array]:
    """Return the lines that are not empty."""
    size, count = len(codes), 1
    for i in range(size):
        count += breaks[min(codes[i], _PLAIN)]
    first = np.empty(count, dtype=np.int32)
    last = np.empty(count, dtype=np.int32)
    begin, n = 0, 0
    for i in range(size):
        if breaks[min(codes[i], _PLAIN)]:
            if i > begin:
                first[n], last[n] = begin, i
                n += 1
            begin = i + 1
    if size > begin:
        first[n], last[n] = begin, size
        n += 1
    return first[:n].copy(), last[:n].copy()


def lines(codes: Array, breaks: Array) -> tuple[Array, Array]:
    """Return where each line that is not empty begins and ends, int32.

    ``breaks`` says which code points below 0x2030 end one.
    """
    found: tuple[Array, Array] = _lines(codes, breaks)
    return found


@kernel
def _tokens_of(starts: Array, first: Array, last: Array) -> tuple[Array, Array]:
    begins = np.empty(len(first), dtype=np.int64)
    ends = np.empty(len(first), dtype=np.int64)
    at, size = 0, len(starts)
    for k in range(len(first)):
        while at < size and starts[at] < first[k]:
            at += 1
        begins[k] = at
        while at < size and starts[at] < last[k]:
            at += 1
        ends[k] = at
    return begins, ends


def tokens_of(starts: Array, first: Array, last: Array) -> tuple[Array, Array]:
    """Return the token range of each range of code points; both are in order."""
    found: tuple[Array, Array] = _tokens_of(starts, first, last)
    return found


@kernel
def _fingerprints(words: Array, first: Array, last: Array) -> Array:
    result = np.empty((2, len(first)), dtype=np.uint64)
    for k in range(len(first)):
        high = low = np.uint64(last[k] - first[k])
        for i in range(first[k], last[k]):
            high = (high ^ words[i]) * P1
            high ^= high >> np.uint64(29)
            low = (low + words[i]) * P2
            low ^= low >> np.uint64(32)
        result[0, k], result[1, k] = high, low
    return result


def fingerprints(words: Array, first: Array, last: Array) -> Array:
    """Return 128 bits for the words of each token range, in order, uint64, shape (2, ranges)."""
    found: Array = _fingerprints(words, first, last)
    return found


@kernel
def _shingle_sets(words: Array, first: Array, last: Array, offset: Array) -> tuple[Array, Array]:
    held = np.empty(offset[-1], dtype=np.uint64)
    sizes = np.empty(len(first), dtype=np.int32)
    for k in range(len(first)):
        a = offset[k]
        n = 0
        for i in range(first[k], last[k] - _SHORTER):
            held[a + n] = hash_three(words[i], words[i + 1], words[i + 2])
            n += 1
        part = held[a : a + n]
        part.sort()
        kept = 0
        for i in range(n):
            if i == 0 or part[i] != part[i - 1]:
                part[kept] = part[i]
                kept += 1
        sizes[k] = kept
    return held, sizes


def shingle_sets(words: Array, first: Array, last: Array) -> tuple[Array, Array, Array]:
    """Return the distinct word 3-shingles of each token range, ascending.

    Returns:
        The hashes, uint64; where each range's begin, int64; how many it has, int32.
    """
    offset = np.append(0, np.cumsum(np.maximum(0, last - first - _SHORTER)))
    held, sizes = _shingle_sets(words, first, last, offset)
    return held, offset[:-1], sizes


@kernel
def _signed(words: Array, first: Array, last: Array, a: Array, b: Array, bands: int, rows: int) -> Array:
    result = np.empty((bands, len(first)), dtype=np.uint64)
    least = np.empty(len(a), dtype=np.uint32)
    for k in range(len(first)):
        sign(words, first[k], last[k], a, b, least)
        for band in range(bands):
            key = P1
            for row in range(rows):
                key = (key ^ np.uint64(least[band * rows + row])) * P1
                key ^= key >> np.uint64(29)
            result[band, k] = key
    return result


def signed(words: Array, first: Array, last: Array, bands: int, rows: int) -> Array:
    """Return a key for each band of ``rows`` values of the MinHash signatures of token ranges.

    The signatures are the first values of those of ``core.text.minhash``.

    Returns:
        uint64, shape (bands, ranges).
    """
    a, b = (values[: bands * rows] for values in permutations())
    found: Array = _signed(words, first, last, a, b, bands, rows)
    return found


@kernel
def _sort(values: Array) -> Array:
    """Return 64-bit hashes in ascending order: by their first 16 bits, then in place."""
    begins = np.zeros((1 << 16) + 1, dtype=np.int64)
    for value in values:
        begins[int(value >> np.uint64(48)) + 1] += 1
    for k in range(1 << 16):
        begins[k + 1] += begins[k]
    fill = begins[:-1].copy()
    result = np.empty_like(values)
    for value in values:
        bucket = int(value >> np.uint64(48))
        result[fill[bucket]] = value
        fill[bucket] += 1
    for k in range(1 << 16):
        a, b = begins[k], begins[k + 1]
        if b - a > _FEW:
            result[a:b].sort()
            continue
        for i in range(a + 1, b):
            value = result[i]
            j = i - 1
            while j >= a and result[j] > value:
                result[j + 1] = result[j]
                j -= 1
            result[j + 1] = value
    return result


@kernel
def _common(left: Array, right: Array, held: Array, offset: Array, sizes: Array) -> Array:
    result = np.empty(len(left), dtype=np.int32)
    for k in range(len(left)):
        i, j = offset[left[k]], offset[right[k]]
        i_end, j_end = i + sizes[left[k]], j + sizes[right[k]]
        found = 0
        while i < i_end and j < j_end:
            a, b = held[i], held[j]
            found += a == b
            i += a <= b
            j += b <= a
        result[k] = found
    return result


def common(left: Array, right: Array, held: Array, offset: Array, sizes: Array) -> Array:
    """Return how many shingles pairs of sets have in common, int32; sets as ``shingle_sets`` gives them."""
    found: Array = _common(left, right, held, offset, sizes)
    return found


@kernel
def _tied(packed: Array, bits: int, bucket: int) -> Array:
    low = np.uint64((1 << bits) - 1)
    shift = np.uint64(bits)
    room, count = 1024, 0
    result = np.empty(room, dtype=np.uint64)
    at = 0
    while at < len(packed):
        end = at + 1
        while end < len(packed) and packed[end] >> shift == packed[at] >> shift:
            end += 1
        size = end - at
        most = size * (size - 1) // 2 if size <= bucket else 2 * size
        while count + most > room:
            longer = np.empty(2 * room, dtype=np.uint64)
            longer[:count] = result[:count]
            result, room = longer, 2 * room
        for j in range(at + 1, end):
            # In a large bucket the first one, and the one before.
            step = 1 if size <= bucket else max(1, j - 1 - at)
            for i in range(at, j, step):
                result[count] = ((packed[i] & low) << np.uint64(32)) | (packed[j] & low)
                count += 1
        at = end
    return result[:count].copy()


def tied(packed: Array, bits: int, bucket: int) -> Array:
    """Return pairs of owners of equal keys as (smaller << 32 | larger), uint64.

    Args:
        packed: keys with their last ``bits`` replaced by their owner's number, uint64.
        bucket: above so many owners a key ties a star and a chain instead of all pairs.
    """
    found: Array = _tied(_sort(packed), bits, bucket)
    return found
