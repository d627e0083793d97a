"""Which keys may occur twice: most occur once, and need not be sorted or joined at all."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.text.xxh64 import P1, P2

Array = npt.NDArray[Any]

# Slots of two bits in a cell of 64.
_CELL = np.uint64(5)
_WITHIN = np.uint64(31)
_BOTH = np.uint64(3)
_ONE = np.uint64(1)


@kernel
def _note(keys: Array, cells: Array, shift: int, odd: int) -> None:
    for key in keys:
        at = (np.uint64(key) * odd) >> np.uint64(shift)
        place = (at & _WITHIN) << _ONE
        if (cells[at >> _CELL] >> place) & _BOTH < 2:
            cells[at >> _CELL] += _ONE << place


@kernel
def _mask(keys: Array, cells: Array, shift: int, odd: int) -> Array:
    found = np.empty(len(keys), dtype=np.bool_)
    for i in range(len(keys)):
        at = (np.uint64(keys[i]) * odd) >> np.uint64(shift)
        found[i] = (cells[at >> _CELL] >> ((at & _WITHIN) << _ONE)) & _BOTH == 2
    return found


class Sieve:
    """Notes keys, and tells afterwards which of them may have been noted twice.

    Args:
        keys: how many there will be in all.
        odd: spreads them; two sieves that differ in it are seldom wrong of the same key.
    """

    def __init__(self, keys: int, odd: Any = P1) -> None:
        bits = max(10, (4 * keys).bit_length())
        self._cells = np.zeros(1 << (bits - 5), dtype=np.uint64)
        self._shift = 64 - bits
        self._odd = odd

    def note(self, keys: Array) -> None:
        """Note 64-bit hashes, shape (n,)."""
        _note(keys, self._cells, self._shift, self._odd)

    def holds(self, keys: Array) -> Array:
        """Say of each key whether it may have been noted twice; never wrongly no, seldom wrongly yes."""
        found: Array = _mask(keys, self._cells, self._shift, self._odd)
        return found


def maybe_shared(keys: Array) -> Array:
    """Say of each key whether it may stand there twice; never wrongly no, seldom wrongly yes.

    Args:
        keys: 64-bit hashes, shape (n,).
    """
    found = np.ones(len(keys), dtype=np.bool_)
    for odd in (P1, P2):
        left = keys[found]
        sieve = Sieve(len(left), odd)
        sieve.note(left)
        found[found] = sieve.holds(left)
    return found


LOADED = (_note, _mask)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    maybe_shared(np.zeros(1, dtype=np.int64))
