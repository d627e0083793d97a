"""What rows of a sparse table have in common, pair by pair: as ``collection.common.weight_in_common``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel

Array = npt.NDArray[Any]


@kernel
def _common(offset: Array, column: Array, weight: Array, left: Array, right: Array) -> Array:
    found = np.zeros(len(left), dtype=np.int64)
    for k in range(len(left)):
        i, j = offset[left[k]], offset[right[k]]
        i_end, j_end = offset[left[k] + 1], offset[right[k] + 1]
        shared = 0
        while i < i_end and j < j_end:
            a, b = column[i], column[j]
            if a == b:
                shared += weight[a]
            # Both may move on: a branch that is guessed wrong costs more than two comparisons.
            i += a <= b
            j += b <= a
        found[k] = shared
    return found


def weight_in_common(offset: Array, column: Array, weight: Array, left: Array, right: Array) -> Array:
    """Return what the columns weigh that both rows of a pair have, int64, shape (pairs,)."""
    found: Array = _common(offset, column, weight.astype(np.int64), left, right)
    return found
