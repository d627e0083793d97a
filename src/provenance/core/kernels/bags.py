"""How many words two units have in common, each as often as both have it, as ``matching.alike`` counts."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel

Array = npt.NDArray[Any]


@kernel
def common(word: Array, first: Array, last: Array, left: Array, right: Array) -> Array:
    """Return the number of words in common for each pair of units, int64, shape (pairs,).

    Args:
        word: uint64, shape (tokens,). first, last: token ranges of the units.
        left, right: numbers of units, shape (pairs,); pairs of one left unit best stand together.
    """
    found = np.empty(len(left), dtype=np.int64)
    held = -1
    mine = np.empty(0, dtype=np.uint64)
    for k in range(len(left)):
        if left[k] != held:
            held = left[k]
            mine = np.sort(word[first[held] : last[held]])
        theirs = np.sort(word[first[right[k]] : last[right[k]]])
        i, j, count = 0, 0, 0
        while i < len(mine) and j < len(theirs):
            if mine[i] == theirs[j]:
                count += 1
                i += 1
                j += 1
            elif mine[i] < theirs[j]:
                i += 1
            else:
                j += 1
        found[k] = count
    return found


LOADED = (common,)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    none = np.zeros(0, dtype=np.int64)
    common(none.view(np.uint64), none, none, none, none)
