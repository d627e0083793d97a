"""MinHash signatures in datasketch's ``affine32`` scheme, in columns, and LSH band keys.

For the same 32-bit shingle hashes the values equal those of ``datasketch.MinHash`` 2.x with the
same seed, so a signature can be handed to datasketch and back.
Source: A. Broder, "On the resemblance and containment of documents" (1997); datasketch 2.0.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

import numpy as np
import numpy.typing as npt

from provenance.core.text.shingle import hash_rows

if TYPE_CHECKING:
    from datasketch import MinHash

Signatures = npt.NDArray[np.uint32]

PERMUTATIONS: Final = 128
SEED: Final = 1
# 32 bands of 4 rows find 87% of the pairs at Jaccard 0.5 and 99.9% at 0.7; what is found is
# verified exactly afterwards, so loose bands cost time and no wrong match.
BANDS: Final = 32
ROWS: Final = PERMUTATIONS // BANDS
EMPTY: Final = np.uint32(0xFFFFFFFF)
_STEP: Final = 1 << 15


@lru_cache(maxsize=4)
def permutations(count: int = PERMUTATIONS, seed: int = SEED) -> tuple[Signatures, Signatures]:
    """Return datasketch's affine32 parameters ``a`` (odd) and ``b``, each of shape (count,)."""
    source = np.random.RandomState(seed)
    a = source.randint(0, 1 << 31, count, dtype=np.uint32) * np.uint32(2) + np.uint32(1)
    b = source.randint(0, 1 << 32, count, dtype=np.uint32)
    return a, b


def mix(values: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint32]:
    """Return MurmurHash3's 32-bit finaliser of each value."""
    mixed = values ^ (values >> np.uint32(16))
    mixed = mixed * np.uint32(0x85EBCA6B)
    mixed ^= mixed >> np.uint32(13)
    mixed = mixed * np.uint32(0xC2B2AE35)
    result: npt.NDArray[np.uint32] = mixed ^ (mixed >> np.uint32(16))
    return result


def signatures(shingles: npt.NDArray[np.uint64], offsets: npt.NDArray[np.int64]) -> Signatures:
    """Sign sets of shingles.

    Args:
        shingles: hashes of all sets one after the other, shape (n,); the low 32 bits count.
        offsets: where each set begins, and n at the end, shape (sets + 1,).

    Returns:
        Signatures of shape (sets, 128); a set without shingles has 2**32 - 1 throughout.
    """
    a, b = permutations()
    count = len(offsets) - 1
    result = np.full((count, PERMUTATIONS), EMPTY, dtype=np.uint32)
    values = mix((shingles & np.uint64(0xFFFFFFFF)).astype(np.uint32))
    filled = np.flatnonzero(offsets[1:] > offsets[:-1])
    begin = 0
    while begin < len(filled):
        # About _STEP shingles at a time keep the (shingles x 128) table in the cache.
        low = offsets[filled[begin]]
        stop = int(np.searchsorted(offsets[filled + 1], low + _STEP, side="right"))
        stop = max(stop, begin + 1)
        chosen = filled[begin:stop]
        high = offsets[chosen[-1] + 1]
        part = values[low:high]
        starts = offsets[chosen] - low
        for k in range(PERMUTATIONS):
            result[chosen, k] = np.minimum.reduceat(part * a[k] + b[k], starts)
        begin = stop
    return result


def band_keys(signed: Signatures) -> npt.NDArray[np.uint64]:
    """Return one key a band, shape (sets, 32): XXH64 of the band's four values and its number."""
    words = np.ascontiguousarray(signed).view(np.uint64).reshape(len(signed), BANDS, ROWS // 2)
    number = np.broadcast_to(np.arange(BANDS, dtype=np.uint64), words.shape[:2])
    keys = hash_rows([words[:, :, 0].ravel(), words[:, :, 1].ravel(), number.ravel()])
    return keys.reshape(len(signed), BANDS)


def to_datasketch(signature: Signatures) -> MinHash:
    """Return a signature of shape (128,) as a ``datasketch.MinHash``."""
    from datasketch import MinHash

    return MinHash(hashvalues=signature, seed=SEED, scheme="affine32")


def from_datasketch(sketch: MinHash) -> Signatures:
    """Return a ``datasketch.MinHash`` as a signature of shape (128,).

    Raises:
        ValueError: if its scheme, seed or number of permutations differ from ours.
    """
    if (sketch.scheme, sketch.seed, len(sketch)) != ("affine32", SEED, PERMUTATIONS):
        raise ValueError(
            f"signature of scheme {sketch.scheme}, seed {sketch.seed}, {len(sketch)} permutations;"
            f" expected affine32, {SEED}, {PERMUTATIONS}"
        )
    return np.asarray(sketch.hashvalues, dtype=np.uint32)
