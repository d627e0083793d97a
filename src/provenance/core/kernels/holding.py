"""Count the keys that rows and texts have in common, as ``wording`` does."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from numba import njit

Array = npt.NDArray[Any]


@njit(cache=True, nogil=True)
def _counted(
    begins: Array, key: Array, offset: Array, text: Array, least: Array, texts: int
) -> tuple[Array, Array]:
    count = np.zeros(texts, dtype=np.int32)
    seen = np.empty(texts, dtype=np.int64)
    rows = np.empty(1024, dtype=np.int64)
    found = np.empty(1024, dtype=np.int64)
    size = 0
    for row in range(len(least)):
        many = 0
        for k in range(begins[row], begins[row + 1]):
            for at in range(offset[key[k]], offset[key[k] + 1]):
                one = text[at]
                if count[one] == 0:
                    seen[many] = one
                    many += 1
                count[one] += 1
        for one in np.sort(seen[:many]):
            if count[one] >= least[row]:
                if size == len(rows):
                    rows = np.append(rows, np.empty(size, dtype=np.int64))
                    found = np.append(found, np.empty(size, dtype=np.int64))
                rows[size] = row
                found[size] = one
                size += 1
            count[one] = 0
    return rows[:size], found[:size]


def counted(row: Array, key: Array, offset: Array, text: Array, least: Array) -> tuple[Array, Array]:
    """Return rows, ascending, and the texts that have ``least`` of their keys or more, int64."""
    begins = np.searchsorted(row, np.arange(len(least) + 1))
    distinct, number = np.unique(text, return_inverse=True)
    rows, found = _counted(begins, key, offset, number.astype(np.int64), least, len(distinct))
    return rows, distinct[found]
