"""Keys that two texts share if they are to be compared: LSH keys, hashes of sentences, rare 4-shingles.

``*_rows`` return all keys of some blocks, as an index keeps them; ``shared_*`` leave out those that surely
stand there once. Of a large collection these are most, and what all keys together take is never in memory.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import ranges, stretches
from provenance.core.compiled import many_tokens
from provenance.core.text.minhash import BANDS, band_keys, signatures
from provenance.core.text.shingle import SHINGLE_WORDS, hash_rows

Array = npt.NDArray[Any]
Rows = tuple[Array, Array]

_SIGN_AT_ONCE: Final = 50_000
# How many keys are in memory at once, roughly.
_KEYS_AT_ONCE: Final = 16_000_000
_TOKENS_AT_ONCE: Final = 2_000_000
_LONGEST_PART: Final = 6
_NONE: Final = np.zeros(0, dtype=np.uint64)


def _signed(columns: Columns, first: Array, last: Array, bands: tuple[int, int] = (0, BANDS)) -> Array:
    """Return some LSH keys of token ranges, int64, a row a band."""
    if many_tokens(len(columns.word)):
        from provenance.core.kernels.sign import band_keys as compiled

        return compiled(columns.word, first, last, bands).view(np.int64)
    found: list[Array] = [np.zeros((bands[1] - bands[0], 0), dtype=np.int64)]
    for begin in range(0, len(first), _SIGN_AT_ONCE):
        a, b = first[begin : begin + _SIGN_AT_ONCE], last[begin : begin + _SIGN_AT_ONCE]
        sizes = b - a - (SHINGLE_WORDS - 1)
        at = ranges(a, b - (SHINGLE_WORDS - 1))
        hashes = hash_rows([columns.word[at], columns.word[at + 1], columns.word[at + 2]])
        signed = signatures(hashes, np.append(0, np.cumsum(sizes)))
        found.append(band_keys(signed).T[slice(*bands)].view(np.int64))
    return np.concatenate(found, axis=1)


def range_hashes(words: Array, first: Array, last: Array) -> Array:
    """Return one hash of each token range's words, in order, uint64, shape (ranges,)."""
    found = [_NONE]
    for part in stretches(last - first, _TOKENS_AT_ONCE):
        a, b = first[part], last[part]
        position = ranges(np.zeros(len(a), dtype=np.int64), b - a).astype(np.uint64)
        if not position.size:
            found.append(np.zeros(len(a), dtype=np.uint64))
            continue
        mixed = hash_rows([words[ranges(a, b)], position])
        found.append(np.add.reduceat(mixed, np.append(0, np.cumsum(b - a)[:-1])))
    return np.concatenate(found)


def chosen(columns: Columns, blocks: Array) -> Array:
    """Say of every block whether it is one of some, bool, shape (blocks,)."""
    found = np.zeros(len(columns.block_first), dtype=np.bool_)
    found[blocks] = True
    return found


def _signable(columns: Columns, blocks: Array) -> tuple[Array, Array, Array, int]:
    """Return the token ranges that have LSH keys, their blocks, and how many are whole blocks: the first."""
    long = columns.block_last - columns.block_first >= SHINGLE_WORDS
    whole = blocks[long[blocks]]
    of = columns.sentence_block
    size = columns.sentence_last - columns.sentence_first
    part = (
        chosen(columns, blocks)[of]
        & (size >= _LONGEST_PART)
        & (size < columns.block_last[of] - columns.block_first[of])
    )
    first = np.concatenate([columns.block_first[whole], columns.sentence_first[part]])
    last = np.concatenate([columns.block_last[whole], columns.sentence_last[part]])
    return first, last, np.concatenate([whole, of[part]]).astype(np.int32), len(whole)


def band_rows(columns: Columns, blocks: Array) -> tuple[Array, Array, Array]:
    """Return the LSH keys of blocks and of the sentences of longer blocks, int64, band by band.

    Returns:
        The keys; the block of each; whether the key is of the block as a whole.
    """
    first, last, block, whole = _signable(columns, blocks)
    keys = _signed(columns, first, last)
    return keys.ravel(), np.tile(block, BANDS), np.tile(np.arange(len(block)) < whole, BANDS)


def shared_bands(columns: Columns, blocks: Array) -> tuple[Array, Array, Array]:
    """Return what ``band_rows`` does, but for keys that surely stand there once where there are many."""
    if not many_tokens(len(columns.word)):
        return band_rows(columns, blocks)
    from provenance.core.kernels.shared import maybe_shared

    first, last, block, whole = _signable(columns, blocks)
    kept: list[tuple[Array, Array]] = []
    step = min(BANDS, max(1, _KEYS_AT_ONCE // max(1, len(first))))
    for band in range(0, BANDS, step):
        # A key holds its band, so that none is shared between two.
        for keys in _signed(columns, first, last, (band, min(band + step, BANDS))):
            at = np.flatnonzero(maybe_shared(keys)).astype(np.int32)
            kept.append((keys[at], at))
    keys, at = (np.concatenate(side) for side in zip(*kept, strict=True))
    return keys, block[at], at < whole


def _parts(columns: Columns, blocks: Array) -> tuple[Array, Array, Array]:
    first = np.concatenate([columns.sentence_first, columns.piece_first])
    last = np.concatenate([columns.sentence_last, columns.piece_last])
    block = np.concatenate([columns.sentence_block, columns.piece_block])
    kept = chosen(columns, blocks)[block] & (last - first >= SHINGLE_WORDS)
    return first[kept], last[kept], block[kept].astype(np.int32)


def part_rows(columns: Columns, blocks: Array) -> Rows:
    """Return the hashes of sentences and quotations of three words or more, int64, and their blocks."""
    first, last, block = _parts(columns, blocks)
    return range_hashes(columns.word, first, last).view(np.int64), block


def shared_parts(columns: Columns, blocks: Array) -> Rows:
    """Return what ``part_rows`` does, but for keys that surely stand there once where there are many."""
    keys, block = part_rows(columns, blocks)
    if not many_tokens(len(keys)):
        return keys, block
    from provenance.core.kernels.shared import maybe_shared

    kept = maybe_shared(keys)
    return keys[kept], block[kept]


def shingle_rows(columns: Columns, blocks: Array) -> Rows:
    """Return the 4-shingles of blocks, int64, and the block of each."""
    size = columns.block_last - columns.block_first
    long = blocks[size[blocks] > SHINGLE_WORDS]
    first, last = columns.block_first[long], columns.block_last[long]
    block = np.repeat(long, last - first - SHINGLE_WORDS).astype(np.int32)
    if many_tokens(len(columns.word)):
        from provenance.core.kernels.sign import four_shingles

        return four_shingles(columns.word, first, last).view(np.int64), block
    return four_words(columns.word, ranges(first, last - SHINGLE_WORDS)).view(np.int64), block


def four_words(word: Array, at: Array) -> Array:
    """Return the 4-shingles that begin at some tokens, uint64, shape of ``at``."""
    if not at.size:
        return _NONE
    triples = hash_rows([word[at], word[at + 1], word[at + 2]])
    return hash_rows([triples, word[at + SHINGLE_WORDS]])


def shared_shingles(columns: Columns, blocks: Array) -> Rows:
    """Return what ``shingle_rows`` does, but for keys that surely stand there once where there are many."""
    sizes = (columns.block_last - columns.block_first)[blocks]
    total = int(sizes.sum())
    if not many_tokens(total):
        return shingle_rows(columns, blocks)
    parts = [blocks[part] for part in stretches(sizes, _TOKENS_AT_ONCE)]
    return _sieved(lambda number: shingle_rows(columns, parts[number]), len(parts), total)


def _sieved(rows: Callable[[int], Rows], parts: int, total: int) -> Rows:
    """Return the rows of some parts whose keys may stand there twice; each part is made two times."""
    from provenance.core.kernels.shared import Sieve, maybe_shared

    sieve = Sieve(total)
    for number in range(parts):
        sieve.note(rows(number)[0])
    found = []
    for number in range(parts):
        keys, block = rows(number)
        kept = sieve.holds(keys)
        found.append((keys[kept], block[kept]))
    keys, block = (np.concatenate(side) for side in zip(*found, strict=True))
    again = maybe_shared(keys)
    return keys[again], block[again]
