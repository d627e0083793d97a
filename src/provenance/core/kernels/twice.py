"""Which blocks share two terms or more: as the query over rare terms in ``core.matching.candidates``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel

Array = npt.NDArray[Any]


@kernel
def _holders(block: Array, term: Array, offset: Array) -> Array:
    """Return the blocks of each term, ascending; write to ``offset``, of zeros, where each term's end."""
    held = np.empty(len(block), dtype=np.int32)
    for row in range(len(block)):
        offset[term[row]] += 1
    before = 0
    for number in range(len(offset)):
        size = offset[number]
        offset[number] = before
        before += size
    for row in range(len(block)):
        held[offset[term[row]]] = block[row]
        offset[term[row]] += 1
    return held


@kernel
def _pairs(block: Array, term: Array, held: Array, end: Array, blocks: int) -> tuple[Array, Array]:
    left, right = np.empty(1 << 16, dtype=np.int32), np.empty(1 << 16, dtype=np.int32)
    count, found = np.zeros(blocks, dtype=np.int32), 0
    touched = np.empty(blocks, dtype=np.int32)
    begin = 0
    while begin < len(block):
        mine, used, row = block[begin], 0, begin
        while row < len(block) and block[row] == mine:
            at = end[term[row]] - 1
            # The term's blocks from the last one down to this one.
            while held[at] != mine:
                if count[held[at]] == 0:
                    touched[used] = held[at]
                    used += 1
                count[held[at]] += 1
                at -= 1
            row += 1
        for k in range(used):
            if count[touched[k]] >= 2:
                if found == len(left):
                    longer, further = np.empty(2 * found, dtype=np.int32), np.empty(2 * found, dtype=np.int32)
                    longer[:found], further[:found] = left, right
                    left, right = longer, further
                left[found], right[found] = mine, touched[k]
                found += 1
            count[touched[k]] = 0
        begin = row
    return left[:found], right[:found]


def sharing_twice(block: Array, term: Array) -> tuple[Array, Array]:
    """Return the pairs of blocks, the smaller one first, that have at least two terms in common, int32.

    Args:
        block, term: rows, int32, each once, in order of the blocks, shape (rows,).
    """
    if not len(block):
        return block, block
    end = np.zeros(int(term.max()) + 1, dtype=np.int32 if len(term) < 1 << 31 else np.int64)
    held = _holders(block, term, end)
    found: tuple[Array, Array] = _pairs(block, term, held, end, int(block[-1]) + 1)
    return found


LOADED = (_holders, _pairs)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    one = np.zeros(1, dtype=np.int32)
    sharing_twice(one, one)
