"""Some pages of one area, searched as they are stored.

Taking keys and values apart would copy every page, and a look-up needs a few rows of each.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.terms import ranges
from provenance.core.matching.postings import Rows

Array = npt.NDArray[Any]

# A page begins with its hash, its mark and its number; then come its keys, then its values.
HEAD_BYTES: Final = 24
_WORD: Final = 8


def rows_with(pages: Array, at: Array, count: Array, keys: Array, width: int) -> Rows:
    """Return the rows of pages that have one of some keys, in order: number of the key, and value, int64.

    Args:
        pages: one a row, uint64.
        at: the page to look for each key in.
        count: how many rows that page has.
        keys: uint64.
        width: how many bytes a value takes, 4 or 8.
    """
    flat = pages.reshape(-1)
    head = at * pages.shape[1] + HEAD_BYTES // _WORD
    low = _search(flat, head, count, keys, after=False)
    # Most keys of new articles are held by none.
    there = np.flatnonzero((low < count) & (flat[head + np.minimum(low, count - 1)] == keys))
    head, count, low = head[there], count[there], low[there]
    high = _search(flat, head, count, keys[there], after=True)
    place = ranges(low, high) + np.repeat((head + count) * (_WORD // width), high - low)
    number = np.repeat(there, high - low)
    if width == _WORD:
        return number, flat.view(np.int64)[place]
    return number, flat.view(np.int32)[place].astype(np.int64)


def _search(flat: Array, head: Array, count: Array, keys: Array, *, after: bool) -> Array:
    """Return the first row of each page whose key is not below the one asked for, or is ``after`` it.

    Args:
        flat: words of pages, uint64.
        head: where the keys of each page begin.
        count: how many each has.
        keys: what is asked for in each.
        after: whether to pass rows that have the key.
    """
    low, high = np.zeros(len(keys), dtype=np.int64), count
    for _ in range(int(count.max(initial=0)).bit_length()):
        middle = (low + high) >> 1
        here = flat[head + np.minimum(middle, count - 1)]
        below = (low < high) & (here <= keys if after else here < keys)
        low, high = np.where(below, middle + 1, low), np.where(below, high, middle)
    found: Array = low
    return found
