"""Likeness of two units from their sorted distinct terms, as ``matching.verify.features`` computes it."""

from __future__ import annotations

import math
from typing import Any

import numpy.typing as npt

from provenance.core.codes import SCALE
from provenance.core.kernels.jit import kernel
from provenance.core.kernels.shapes import Ties, Units, Words
from provenance.core.kernels.units import IN_CAPITALS, NAMED, NUMERIC

Array = npt.NDArray[Any]


@kernel
def overlap(words: Words, u: int, v: int) -> float:
    """Return the weight of the words in common over that of the lighter unit's words."""
    a, b, c, d = words.begin[u], words.end[u], words.begin[v], words.end[v]
    shared = 0
    while a < b and c < d:
        if words.term[a] == words.term[c]:
            shared += words.weight[a]
            a += 1
            c += 1
        elif words.term[a] < words.term[c]:
            a += 1
        else:
            c += 1
    return float(shared / max(1, min(words.total[u], words.total[v])))


@kernel
def shared_ties(ties: Ties, u: int, v: int) -> tuple[int, int]:
    """Return how many word pairs two units have in common, and the sum of their squared weights."""
    a, b, c, d = ties.begin[u], ties.end[u], ties.begin[v], ties.end[v]
    held, squares = 0, 0
    while a < b and c < d:
        if ties.term[a] == ties.term[c]:
            held += 1
            squares += int(ties.weight[a]) * int(ties.weight[c])
            a += 1
            c += 1
        elif ties.term[a] < ties.term[c]:
            a += 1
        else:
            c += 1
    return held, squares


@kernel
def marks_of(words: Words, unit: int, term: int) -> int:
    """Return the marks of a unit's term, 0 where it lacks the term."""
    a, b = words.begin[unit], words.end[unit]
    while a < b:
        middle = (a + b) // 2
        if words.term[middle] < term:
            a = middle + 1
        elif words.term[middle] > term:
            b = middle
        else:
            return int(words.marks[middle])
    return 0


@kernel
def is_name(both: int) -> bool:
    """Say of the marks that a term has on both sides whether it is a name there."""
    return bool(both & NAMED and not both & IN_CAPITALS)


@kernel
def _rounded(value: float) -> float:
    return math.floor(value * 10_000 + 0.5) / 10_000


@kernel
def _cosine(squares: int, left: int, right: int) -> float:
    if not squares:
        return 0.0
    return _rounded(squares / (math.sqrt(float(left)) * math.sqrt(float(right))))


@kernel
def write_features(row: Array, units: Units, words: Words, ties: Ties, u: int, v: int, order: int) -> None:
    """Write the features of two units, in the order of ``core.chunk.FEATURES``.

    ``order`` is the length of their longest common subsequence.
    """
    left_size, right_size = units.last[u] - units.first[u], units.last[v] - units.first[v]
    least = max(1, min(left_size, right_size))
    squares, weight, named, surprise, telling = 0, 0, 0, 0, 0
    numbers, left_numbers, right_numbers = 0, 0, 0
    a, b, c, d = words.begin[u], words.end[u], words.begin[v], words.end[v]
    while a < b or c < d:
        if c >= d or (a < b and words.term[a] < words.term[c]):
            left_numbers += (words.marks[a] & NUMERIC) != 0
            a += 1
            continue
        if a >= b or words.term[c] < words.term[a]:
            right_numbers += (words.marks[c] & NUMERIC) != 0
            c += 1
            continue
        heavy = int(words.weight[a])
        squares += heavy * heavy
        weight += heavy
        left, right = words.marks[a], words.marks[c]
        left_numbers += (left & NUMERIC) != 0
        right_numbers += (right & NUMERIC) != 0
        numbers += (left & right & NUMERIC) != 0
        if is_name(left & right):
            named += heavy
        else:
            surprise += words.surprise[a]
            telling += words.times[a] if left_size <= right_size else words.times[c]
        a += 1
        c += 1
    row[0] = _cosine(squares, words.norm[u], words.norm[v])
    row[1] = _cosine(shared_ties(ties, u, v)[1], ties.norm[u], ties.norm[v])
    row[2] = _rounded(weight / max(1, min(words.total[u], words.total[v])))
    row[3] = _rounded((weight - named) / SCALE)
    row[4] = _rounded(named / SCALE)
    row[5] = numbers
    row[6] = min(left_numbers - numbers, right_numbers - numbers)
    row[7] = _rounded(order / least)
    row[8] = _rounded(min(left_size, right_size) / max(1, left_size, right_size))
    row[9] = _rounded(min(units.quoted[u] / max(1, left_size), units.quoted[v] / max(1, right_size)))
    row[10] = min(units.words[u], units.words[v])
    row[11] = _rounded(surprise / SCALE * telling / least)
