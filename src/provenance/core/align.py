"""Align two token sequences: runs of equal words, chained into stretches that were copied.

Runs come from a longest common subsequence (H. Hyyrö's bit-parallel algorithm, in rapidfuzz).
They are chained like local alignments: a word in common earns one point, a word between runs
costs one, and a chain ends where it has lost more than it can win back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from rapidfuzz.distance import LCSseq

GAP: Final = 10
LEAST_RUN: Final = 2
PASSES: Final = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A copied stretch: half-open token ranges on both sides, words in common, longest equal run."""

    left_first: int
    left_last: int
    right_first: int
    right_last: int
    equal: int
    run: int


Run = tuple[int, int, int]


def equal_runs(left: Sequence[int], right: Sequence[int]) -> list[Run]:
    """Return the runs (left position, right position, length) of a longest common subsequence."""
    return [
        (code.src_start, code.dest_start, code.src_end - code.src_start)
        for code in LCSseq.opcodes(left, right)
        if code.tag == "equal"
    ]


def alike(left: Sequence[int], right: Sequence[int]) -> int:
    """Return how many words a longest common subsequence has."""
    return LCSseq.similarity(left, right)


def _stretch(runs: Sequence[Run]) -> Stretch:
    a, b, _ = runs[0]
    c, d, size = runs[-1]
    return Stretch(a, c + size, b, d + size, sum(r[2] for r in runs), max(r[2] for r in runs))


def chain(runs: Sequence[Run]) -> list[Stretch]:
    """Chain runs into stretches, each the best-scoring part of its neighbourhood."""
    found: list[Stretch] = []
    held: list[Run] = []
    score = best = kept = 0
    for run in runs:
        if held:
            a, b, size = held[-1]
            gap = max(run[0] - a - size, run[1] - b - size)
            if gap > GAP or score - gap <= 0 or score - gap < best - GAP:
                found.append(_stretch(held[:kept]))
                held, score, best, kept = [], 0, 0, 0
            else:
                score -= gap
        held.append(run)
        score += run[2]
        if score > best:
            best, kept = score, len(held)
    if held:
        found.append(_stretch(held[:kept]))
    return found


def copied(left: Sequence[int], right: Sequence[int], least: int) -> list[Stretch]:
    """Find the stretches of at least ``least`` equal words, also where their order differs.

    What one alignment finds is masked, and the rest is aligned again: a common subsequence sees
    only one of two passages that changed places.
    """
    found: list[Stretch] = []
    a, b = list(left), list(right)
    for _ in range(PASSES):
        runs = equal_runs(a, b)
        fresh = [s for s in chain(runs) if s.equal >= least and s.run >= LEAST_RUN]
        if not fresh:
            break
        found += fresh
        if sum(s.equal for s in found) + least > min(len(left), len(right)):
            break
        for s in fresh:
            # Hashes are not negative: a masked word equals nothing on the other side.
            a[s.left_first : s.left_last] = [-1] * (s.left_last - s.left_first)
            b[s.right_first : s.right_last] = [-2] * (s.right_last - s.right_first)
        if len(set(a) & set(b)) < least:
            break
    return found
