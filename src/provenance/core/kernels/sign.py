"""MinHash band keys of token ranges: shingles, signatures and bands in one pass.

As ``text.shingle``, ``text.minhash.signatures`` and ``text.minhash.band_keys`` one after the other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import uint32, uint64

from provenance.core.kernels.jit import kernel
from provenance.core.text.minhash import BANDS, EMPTY, ROWS, permutations
from provenance.core.text.xxh64 import P1, P2, P3, P4, P5

Array = npt.NDArray[Any]


@kernel
def _lane(result: Any, lane: Any) -> Any:
    mixed = uint64(lane) * P2
    mixed = ((mixed << uint64(31)) | (mixed >> uint64(33))) * P1
    result ^= mixed
    return ((result << uint64(27)) | (result >> uint64(37))) * P1 + P4


@kernel
def _end(result: Any) -> Any:
    result ^= result >> uint64(33)
    result *= P2
    result ^= result >> uint64(29)
    result *= P3
    return result ^ (result >> uint64(32))


@kernel
def hash_two(first: Any, second: Any) -> Any:
    """Return XXH64 (seed 0) of two 64-bit numbers."""
    return _end(_lane(_lane(P5 + uint64(16), first), second))


@kernel
def hash_three(first: Any, second: Any, third: Any) -> Any:
    """Return XXH64 (seed 0) of three 64-bit numbers."""
    return _end(_lane(_lane(_lane(P5 + uint64(24), first), second), third))


@kernel
def _mixed(value: Any) -> Any:
    mixed = uint32(value)
    mixed ^= mixed >> uint32(16)
    mixed = uint32(mixed * uint32(0x85EBCA6B))
    mixed ^= mixed >> uint32(13)
    mixed = uint32(mixed * uint32(0xC2B2AE35))
    return mixed ^ (mixed >> uint32(16))


@kernel
def sign(word: Array, first: int, last: int, a: Array, b: Array, least: Array) -> None:
    """Write the signature of word[first:last] to ``least``, uint32, as long as ``a`` and ``b``."""
    least[:] = EMPTY
    for at in range(first, last - 2):
        value = _mixed(hash_three(word[at], word[at + 1], word[at + 2]) & uint64(0xFFFFFFFF))
        for k in range(len(a)):
            permuted = uint32(value * a[k] + b[k])
            least[k] = min(least[k], permuted)


@kernel
def _keys(word: Array, first: Array, last: Array, a: Array, b: Array, band: int) -> Array:
    bands = len(a) // ROWS
    result = np.empty((bands, len(first)), dtype=np.uint64)
    least = np.empty(len(a), dtype=np.uint32)
    for number in range(len(first)):
        sign(word, first[number], last[number], a, b, least)
        for k in range(bands):
            at = k * ROWS
            low = uint64(least[at]) | (uint64(least[at + 1]) << uint64(32))
            high = uint64(least[at + 2]) | (uint64(least[at + 3]) << uint64(32))
            result[k, number] = hash_three(low, high, uint64(band + k))
    return result


@kernel
def _fours(word: Array, first: Array, last: Array, result: Array) -> None:
    at = 0
    for number in range(len(first)):
        for i in range(first[number], last[number] - 3):
            result[at] = hash_two(hash_three(word[i], word[i + 1], word[i + 2]), word[i + 3])
            at += 1


def band_keys(word: Array, first: Array, last: Array, bands: tuple[int, int] = (0, BANDS)) -> Array:
    """Return the keys of some bands for each token range, uint64, a row a band.

    Args:
        word: uint64 hashes, shape (tokens,); first, last: int64, shape (ranges,).
        bands: the first band, and the one after the last.
    """
    low, high = bands
    a, b = (values[low * ROWS : high * ROWS] for values in permutations())
    found: Array = _keys(word, first, last, a, b, low)
    return found


def four_shingles(word: Array, first: Array, last: Array) -> Array:
    """Return the hashes of all 4-shingles of token ranges of four or more, one after the other, uint64."""
    found = np.empty(int((last - first - 3).sum()), dtype=np.uint64)
    _fours(word, first, last, found)
    return found


LOADED = (_keys, _fours)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    none = np.zeros(0, dtype=np.int64)
    band_keys(none.view(np.uint64), none, none)
    four_shingles(none.view(np.uint64), none, none)
