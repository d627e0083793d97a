"""What rows of a sparse table have in common, pair by pair."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.terms import ranges
from provenance.core.compiled import many_pairs

Array = npt.NDArray[Any]

# Up to so many pairs plain arrays are faster than importing scipy, which takes a tenth of a second.
FEW: Final = 5_000
_AT_ONCE: Final = 100_000


def weight_in_common(offset: Array, column: Array, weight: Array, left: Array, right: Array) -> Array:
    """Return for pairs of rows what the columns weigh that both have, int64, shape (pairs,).

    Args:
        offset: where each row begins in ``column``, and its end, int64, shape (rows + 1,).
        column: the columns that a row has, each once and ascending, row after row.
        weight: of every column, whole numbers.
        left, right: rows.
    """
    if many_pairs(len(left)):
        from provenance.core.kernels.common import weight_in_common as compiled

        return compiled(offset, column, weight, left, right)
    if len(left) > FEW:
        return _many(offset, column, weight, left, right)
    wide = np.int64(len(weight) + 1)
    keys = []
    for side in (left, right):
        first, last = offset[side], offset[side + 1]
        keys.append(np.repeat(np.arange(len(side)), last - first) * wide + column[ranges(first, last)])
    mine, theirs = keys
    found = np.zeros(len(left), dtype=np.int64)
    if len(theirs):
        at = np.minimum(np.searchsorted(theirs, mine), len(theirs) - 1)
        both = mine[theirs[at] == mine]
        np.add.at(found, both // wide, weight[both % wide].astype(np.int64))
    return found


def _many(offset: Array, column: Array, weight: Array, left: Array, right: Array) -> Array:
    from scipy import sparse

    shape = (len(offset) - 1, len(weight))
    held = sparse.csr_matrix((np.ones(len(column), dtype=np.int64), column, offset), shape=shape)
    weighed = sparse.csr_matrix((weight[column].astype(np.int64), column, offset), shape=shape)
    found = np.zeros(len(left), dtype=np.int64)
    for begin in range(0, len(left), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        found[part] = np.asarray(weighed[left[part]].multiply(held[right[part]]).sum(axis=1)).ravel()
    return found
