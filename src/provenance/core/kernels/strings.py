"""Which of many strings stand in which texts: one pass over the texts, however many strings there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.text.xxh64 import P1

Array = npt.NDArray[Any]

# Strings of so many characters or more are told by their first ones.
SHORTEST: Final = 3
_BITS: Final = 14


@kernel
def _slot(codes: Array, at: int) -> Any:
    key = (np.uint64(codes[at]) * np.uint64(961) + np.uint64(codes[at + 1])) * np.uint64(961)
    key = (key + np.uint64(codes[at + 2])) * P1
    return np.int64(key >> np.uint64(64 - _BITS))


@kernel
def _held(codes: Array, bounds: Array, strings: Array, begins: Array) -> Array:
    count = len(begins) - 1
    first = np.full(1 << _BITS, -1, dtype=np.int32)
    following = np.full(count, -1, dtype=np.int32)
    for n in range(count):
        slot = _slot(strings, begins[n])
        following[n] = first[slot]
        first[slot] = n
    found = np.zeros((len(bounds) - 1, count), dtype=np.bool_)
    for text in range(len(bounds) - 1):
        stop = bounds[text + 1]
        for at in range(bounds[text], stop - 2):
            n = first[_slot(codes, at)]
            while n >= 0:
                size = begins[n + 1] - begins[n]
                if not found[text, n] and at + size <= stop:
                    k = 0
                    while k < size and codes[at + k] == strings[begins[n] + k]:
                        k += 1
                    found[text, n] = k == size
                n = following[n]
    return found


def held(texts: Sequence[str], strings: Sequence[str]) -> Array:
    """Say which texts hold which strings (``SHORTEST`` or longer), bool, shape (texts, strings)."""
    return _held(*_codes(texts), *_codes(strings))


def _codes(texts: Sequence[str]) -> tuple[Array, Array]:
    """Return the code points of all texts, and where each begins, the end included."""
    codes = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    return codes, np.cumsum([0, *map(len, texts)])


LOADED = (_held,)


def load() -> None:
    """Compile the kernel, or take it from its cache, before processes fork."""
    held(["a text"], ["text"])
