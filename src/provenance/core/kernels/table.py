"""A small open-addressing table from 64-bit keys to slots, made to be filled anew many times.

A slot is valid when its stamp is the current one, so emptying the table costs nothing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.text.xxh64 import P1

Array = npt.NDArray[Any]


@kernel
def slot_of(keys: Array, stamps: Array, stamp: int, key: int) -> int:
    """Return the slot of a key: where it stands, or the empty slot where it would.

    Args:
        keys: int64, a power of two long and at least twice as long as there are keys.
        stamps: int64, of the same length; ``stamp`` marks the slots in use.
    """
    mask = len(keys) - 1
    at = int((np.uint64(key) * P1) >> np.uint64(40)) & mask
    while stamps[at] == stamp and keys[at] != key:
        at = (at + 1) & mask
    return at
