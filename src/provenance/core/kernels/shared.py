"""Which keys may occur twice: most occur once, and need not be sorted or joined at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from provenance.core.kernels.table import ODD

Array = npt.NDArray[Any]


@njit(cache=True, nogil=True)
def _mask(keys: Array, seen: Array, shift: int) -> Array:
    for key in keys:
        at = (np.uint64(key) * ODD) >> np.uint64(shift)
        seen[at] = min(2, seen[at] + 1)
    found = np.empty(len(keys), dtype=np.bool_)
    for i in range(len(keys)):
        found[i] = seen[(np.uint64(keys[i]) * ODD) >> np.uint64(shift)] == 2
    return found


def maybe_shared(keys: Array) -> Array:
    """Say of each key whether it may stand there twice; never wrongly no, seldom wrongly yes.

    Args:
        keys: 64-bit hashes, shape (n,).
    """
    bits = max(10, (4 * len(keys)).bit_length())
    found: Array = _mask(keys, np.zeros(1 << bits, dtype=np.uint8), 64 - bits)
    return found
