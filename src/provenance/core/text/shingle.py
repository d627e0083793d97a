"""Hash words and word shingles with xxHash, in columns.

A word's hash is XXH64 of its UTF-8 bytes; a shingle's is XXH64 of its words' hashes, eight bytes
each, little-endian. The column functions give what ``xxhash.xxh64`` gives, value for value.
Source: Y. Collet, "xxHash fast digest algorithm", XXH64.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.core.text.xxh64 import P1, P2, P3, P4, P5

Hashes = npt.NDArray[np.uint64]

SHINGLE_WORDS: Final = 3


def hash_word(word: str, seed: int = 0) -> int:
    """Return XXH64 of the word's UTF-8 bytes."""
    return xxhash.xxh64_intdigest(word.encode("utf-8", "replace"), seed)


def fingerprint(words: Sequence[str]) -> str:
    """Return xxh3-128 of the normalised words joined by spaces, as 32 hexadecimal digits."""
    return xxhash.xxh3_128_hexdigest(" ".join(words).encode("utf-8", "replace"))


def _rotate(values: Hashes, bits: int) -> Hashes:
    return (values << np.uint64(bits)) | (values >> np.uint64(64 - bits))


def hash_rows(columns: Sequence[Hashes]) -> Hashes:
    """Return XXH64 (seed 0) of each row of one to three uint64 columns, shape (n,).

    Raises:
        ValueError: for more than three columns, which take another path through the algorithm.
    """
    if not 1 <= len(columns) <= 3:
        raise ValueError(f"one to three columns, not {len(columns)}")
    with np.errstate(over="ignore"):
        result = np.full(len(columns[0]), P5 + np.uint64(8 * len(columns)), dtype=np.uint64)
        for lane in columns:
            result ^= _rotate(lane * P2, 31) * P1
            result = _rotate(result, 27) * P1 + P4
        result ^= result >> np.uint64(33)
        result *= P2
        result ^= result >> np.uint64(29)
        result *= P3
        result ^= result >> np.uint64(32)
    return result


def shingles(words: Hashes) -> Hashes:
    """Return the hashes of all word 3-shingles, shape (max(0, n - 2),); shingle i begins at word i."""
    if len(words) < SHINGLE_WORDS:
        return np.zeros(0, dtype=np.uint64)
    return hash_rows([words[:-2], words[1:-1], words[2:]])


def hash_run(words: Hashes, at: Any, size: int) -> Hashes:
    """Return the hashes of runs of 2, 4, 8, ... words that begin at ``at``, shape of ``at``."""
    if size == 1:
        found: Hashes = words[at]
        return found
    half = size // 2
    return hash_rows([hash_run(words, at, half), hash_run(words, at + half, half)])


def pairs(words: Hashes) -> Hashes:
    """Return the hashes of adjacent word pairs, shape (max(0, n - 1),)."""
    if len(words) < 2:
        return np.zeros(0, dtype=np.uint64)
    return hash_rows([words[:-1], words[1:]])


def read_together(stem: Hashes, alphabetic: Any, start: Any, end: Any, sizes: Sequence[int]) -> Hashes:
    """Return the stems with each letter of an alphabet without spaces read with the two that follow it.

    By itself such a letter stands in any paragraph and says nothing; three are about a word.

    Args:
        stem: of each token, uint64; alphabetic: which are such letters; start, end: where they stand in
            their article; all of shape (tokens,).
        sizes: each article's number of tokens.
    """
    if not alphabetic.any():
        return stem
    touching = np.zeros(len(stem), dtype=np.bool_)
    touching[:-1] = alphabetic[:-1] & alphabetic[1:] & (end[:-1] == start[1:])
    touching[np.cumsum(sizes)[np.array(sizes) > 0] - 1] = False
    following = np.append(stem[1:], np.uint64(0)) * touching
    further = np.append(following[1:], np.uint64(0)) * touching
    result = stem.copy()
    result[alphabetic] = hash_rows([stem[alphabetic], following[alphabetic], further[alphabetic]])
    return result
