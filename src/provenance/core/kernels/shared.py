"""Which keys may occur twice: most occur once, and need not be sorted or joined at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

from provenance.core.kernels.table import ODD

Array = npt.NDArray[Any]

# Slots of two bits in a cell of 64.
_CELL = np.uint64(5)
_WITHIN = np.uint64(31)
_BOTH = np.uint64(3)
_ONE = np.uint64(1)


@njit(cache=True, nogil=True)
def _note(keys: Array, cells: Array, shift: int) -> None:
    for key in keys:
        at = (np.uint64(key) * ODD) >> np.uint64(shift)
        place = (at & _WITHIN) << _ONE
        if (cells[at >> _CELL] >> place) & _BOTH < 2:
            cells[at >> _CELL] += _ONE << place


@njit(cache=True, nogil=True)
def _mask(keys: Array, cells: Array, shift: int) -> Array:
    found = np.empty(len(keys), dtype=np.bool_)
    for i in range(len(keys)):
        at = (np.uint64(keys[i]) * ODD) >> np.uint64(shift)
        found[i] = (cells[at >> _CELL] >> ((at & _WITHIN) << _ONE)) & _BOTH == 2
    return found


class Sieve:
    """Notes keys, and tells afterwards which of them may have been noted twice.

    Args:
        keys: how many there will be in all.
    """

    def __init__(self, keys: int) -> None:
        bits = max(10, (4 * keys).bit_length())
        self._cells = np.zeros(1 << (bits - 5), dtype=np.uint64)
        self._shift = 64 - bits

    def note(self, keys: Array) -> None:
        """Note 64-bit hashes, shape (n,)."""
        _note(keys, self._cells, self._shift)

    def holds(self, keys: Array) -> Array:
        """Say of each key whether it may have been noted twice; never wrongly no, seldom wrongly yes."""
        found: Array = _mask(keys, self._cells, self._shift)
        return found


def maybe_shared(keys: Array) -> Array:
    """Say of each key whether it may stand there twice; never wrongly no, seldom wrongly yes.

    Args:
        keys: 64-bit hashes, shape (n,).
    """
    sieve = Sieve(len(keys))
    sieve.note(keys)
    return sieve.holds(keys)
