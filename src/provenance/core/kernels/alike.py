"""Length of a longest common subsequence, over the tokens that both sides have."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.kernels.shapes import Scratch
from provenance.core.kernels.table import slot_of

Array = npt.NDArray[Any]


@kernel
def common_length(word: Array, a: int, b: int, c: int, d: int, s: Scratch) -> int:
    """Return how many words a longest common subsequence of word[a:b] and word[c:d] has.

    Tokens that only one side has are left out first: what remains is short, so a plain table is fast.
    """
    s.state[0] += 1
    stamp = s.state[0]
    slot, mine, theirs, row = s.room[0], s.room[1], s.room[2], s.room[3]
    for j in range(c, d):
        at = slot_of(s.keys, s.stamps, stamp, word[j])
        s.stamps[at] = stamp
        s.keys[at] = word[j]
        slot[j - c] = at
    kept = 0
    for i in range(a, b):
        at = slot_of(s.keys, s.stamps, stamp, word[i])
        if s.stamps[at] == stamp:
            mine[kept] = at
            kept += 1
    # A later stamp marks the slots that the left has as well.
    s.state[0] += 1
    for k in range(kept):
        s.stamps[mine[k]] = s.state[0]
    held = 0
    for j in range(d - c):
        if s.stamps[slot[j]] == s.state[0]:
            theirs[held] = slot[j]
            held += 1
    for j in range(held + 1):
        row[j] = 0
    for i in range(kept):
        diagonal = 0
        for j in range(held):
            above = row[j + 1]
            row[j + 1] = diagonal + 1 if mine[i] == theirs[j] else max(row[j], above)
            diagonal = above
    return int(row[held])
