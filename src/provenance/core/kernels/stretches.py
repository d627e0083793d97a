"""What the words of a copied stretch weigh, as ``core.matching.verify`` weighs them."""

from __future__ import annotations

from typing import Any

import numpy.typing as npt

from provenance.core.chunk import PIECE, WHOLE_UNIT
from provenance.core.flags import QUOTED
from provenance.core.kernels.jit import kernel
from provenance.core.kernels.likeness import is_name, marks_of
from provenance.core.kernels.shapes import Scratch, Tokens, Units, Words
from provenance.core.kernels.table import slot_of

Array = npt.NDArray[Any]


@kernel
def _is_unit(units: Units, block: int, first: int, last: int) -> bool:
    if last - first == units.last[block] - units.first[block]:
        return True
    least = WHOLE_UNIT * (last - first)
    for k in range(units.part_begin[block], units.part_begin[block + 1]):
        a, b = units.parts[k, 2], units.parts[k, 3]
        if first <= a and b <= last and b - a >= least:
            return True
    return False


@kernel
def _holds_piece(units: Units, block: int, first: int, last: int) -> bool:
    for k in range(units.part_begin[block], units.part_begin[block + 1]):
        if units.parts[k, 1] == PIECE and first <= units.parts[k, 2] and units.parts[k, 3] <= last:
            return True
    return False


@kernel
def weigh(
    row: Array, found: Array, tokens: Tokens, units: Units, words: Words, p: int, q: int, s: Scratch
) -> None:
    """Write a stretch of blocks p and q as a row: its ranges, and what the words in common weigh.

    ``heads`` and ``counts`` of the table serve as marks: quoted on the right, and seen on the left.
    """
    s.state[0] += 1
    stamp = s.state[0]
    for j in range(units.first[q] + found[2], units.first[q] + found[3]):
        at = slot_of(s.keys, s.stamps, stamp, tokens.word[j])
        if s.stamps[at] != stamp:
            s.stamps[at] = stamp
            s.keys[at] = tokens.word[j]
            s.heads[at] = s.counts[at] = 0
        s.heads[at] |= tokens.flags[j] & QUOTED
    plain, named, core = 0, 0, 0
    for i in range(units.first[p] + found[0], units.first[p] + found[1]):
        at = slot_of(s.keys, s.stamps, stamp, tokens.word[i])
        if s.stamps[at] != stamp or s.counts[at]:
            continue
        s.counts[at] = 1
        term = tokens.term[i]
        if is_name(marks_of(words, p, term) & marks_of(words, q, term)):
            named += tokens.surprise[i]
            continue
        plain += tokens.surprise[i]
        if s.heads[at] and tokens.flags[i] & QUOTED:
            core += tokens.surprise[i]
    for k in range(6):
        row[k] = found[k]
    row[6], row[7], row[8] = plain, named, core
    row[9] = _holds_piece(units, p, found[0], found[1]) or _holds_piece(units, q, found[2], found[3])
    row[10] = int(_is_unit(units, p, found[0], found[1])) + int(_is_unit(units, q, found[2], found[3]))
