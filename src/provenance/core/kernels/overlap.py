"""What words two blocks share, over the lighter side: as ``matching.candidates.overlaps`` works it out."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.kernels.table import slot_of

Array = npt.NDArray[Any]

_LEFT, _BOTH, _RIGHT = 1, 2, 3


@kernel
def _share(
    word: Array, weight: Array, first: Array, last: Array, left: Array, right: Array, slots: int
) -> Array:
    found = np.zeros(len(left), dtype=np.int64)
    keys, stamps = np.empty(slots, dtype=np.int64), np.full(slots, -1, dtype=np.int64)
    side = np.empty(slots, dtype=np.int8)
    for k in range(len(left)):
        mine, theirs, shared = 0, 0, 0
        for i in range(first[left[k]], last[left[k]]):
            at = slot_of(keys, stamps, k, word[i])
            if stamps[at] != k:
                stamps[at], keys[at], side[at] = k, word[i], _LEFT
                mine += weight[word[i]]
        for i in range(first[right[k]], last[right[k]]):
            at = slot_of(keys, stamps, k, word[i])
            if stamps[at] != k:
                stamps[at], keys[at], side[at] = k, word[i], _RIGHT
                theirs += weight[word[i]]
            elif side[at] == _LEFT:
                side[at] = _BOTH
                theirs += weight[word[i]]
                shared += weight[word[i]]
        found[k] = 10_000 * shared // max(1, min(mine, theirs))
    return found


def overlaps(word: Array, weight: Array, first: Array, last: Array, left: Array, right: Array) -> Array:
    """Return the weight of the words two blocks share over the lighter side's, in 1/10,000, int64.

    Args:
        word: terms of tokens; weight: of terms.
        first, last: tokens of blocks; left, right: pairs of blocks, shape (pairs,).
    """
    longest = int((last - first).max(initial=1))
    found: Array = _share(word, weight, first, last, left, right, 1 << (4 * longest).bit_length())
    return found


LOADED = (_share,)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    none, terms = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    overlaps(terms, terms, none, none, terms, terms)
