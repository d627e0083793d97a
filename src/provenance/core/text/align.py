"""Align two token sequences: runs of equal words, chained into stretches that were copied.

Runs are grown from word pairs that both sides have, to their full length, so that no function word on
the way can spoil a long one. They are chained like local alignments: a word in a run earns one point, a
word between runs costs one. The best chain is a stretch; what it covers is taken, and the next best sought.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from rapidfuzz.distance import LCSseq

GAP: Final = 10
MOST_RUNS: Final = 200
MOST_PLACES: Final = 8

Run = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A copied stretch: half-open token ranges on both sides, words in common, longest equal run."""

    left_first: int
    left_last: int
    right_first: int
    right_last: int
    equal: int
    run: int


def alike(left: Sequence[int], right: Sequence[int]) -> int:
    """Return how many words a longest common subsequence has."""
    return LCSseq.similarity(left, right)


def identity(left: Sequence[int], right: Sequence[int]) -> float:
    """Return twice the words of a longest common subsequence over the words of both sides."""
    return 2 * alike(left, right) / (len(left) + len(right))


def longest_run(left: Sequence[int], right: Sequence[int]) -> int:
    """Return the most equal words in a row, wherever they stand on either side."""
    places: dict[int, list[int]] = {}
    for j, word in enumerate(right):
        places.setdefault(word, []).append(j)
    longest = 0
    ending: dict[int, int] = {}  # words of the run that ends at a place on the right
    for word in left:
        ending = {j: ending.get(j - 1, 0) + 1 for j in places.get(word, ())}
        if ending:
            longest = max(longest, *ending.values())
    return longest


def longest_runs(
    left: Sequence[int], right: Sequence[int], keys: tuple[Sequence[int], Sequence[int]] | None = None
) -> list[Run]:
    """Return all runs of two equal words or more that cannot be made longer, in order.

    A word pair that stands more than ``MOST_PLACES`` times on the right starts no run: it says nothing.
    ``keys`` are both sides' word pairs as numbers, one less than words, where they are known already.
    """
    mine: Sequence[object] = keys[0] if keys else [*pairwise(left)]
    theirs: Sequence[object] = keys[1] if keys else [*pairwise(right)]
    common = set(mine) & set(theirs)
    if not common:
        return []
    places: dict[object, list[int]] = {}
    for j, pair in enumerate(theirs):
        if pair in common:
            places.setdefault(pair, []).append(j)
    found: list[Run] = []
    lefts, rights = len(left), len(right)
    for i in [i for i, pair in enumerate(mine) if pair in common]:
        held = places[mine[i]]
        if len(held) > MOST_PLACES:
            continue
        for j in held:
            if i and j and left[i - 1] == right[j - 1]:
                continue
            a, b = i + 2, j + 2
            while a < lefts and b < rights and left[a] == right[b]:
                a, b = a + 1, b + 1
            found.append((i, j, a - i))
    if len(found) > MOST_RUNS:
        found = sorted(sorted(found, key=lambda run: (-run[2], run))[:MOST_RUNS])
    return found


def best_chain(runs: Sequence[Run]) -> list[Run]:
    """Return the chain of runs, in order on both sides, that scores best; gaps cost a point a word."""
    score = [run[2] for run in runs]
    before = [-1] * len(runs)
    longest = max(score)
    for k, (i, j, size) in enumerate(runs):
        for p in range(k - 1, -1, -1):
            a, b, length = runs[p]
            if i - a > longest + GAP:
                break  # runs are in order: those before it are farther still
            if i <= a or j <= b:
                continue
            # What lies between the two on either side; below 0 they overlap.
            apart, beside = i - a - length, j - b - length
            if apart > beside:
                apart, beside = beside, apart
            over, gap = (-apart if apart < 0 else 0), (beside if beside > 0 else 0)
            if gap > GAP or over >= size or over >= length:
                continue
            joined = score[p] + size - over - gap
            if joined > score[k]:
                score[k], before[k] = joined, p
    at = max(range(len(runs)), key=lambda k: (score[k], -k))
    chain = []
    while at >= 0:
        chain.append(runs[at])
        at = before[at]
    return chain[::-1]


def _free(runs: Sequence[Run], taken: Stretch) -> list[Run]:
    """Return the runs that do not overlap a stretch on either side."""
    return [
        (i, j, size)
        for i, j, size in runs
        if (i + size <= taken.left_first or i >= taken.left_last)
        and (j + size <= taken.right_first or j >= taken.right_last)
    ]


def copied(
    left: Sequence[int],
    right: Sequence[int],
    least: int,
    keys: tuple[Sequence[int], Sequence[int]] | None = None,
) -> list[Stretch]:
    """Find the stretches of at least ``least`` equal words, best first, also where their order differs."""
    found: list[Stretch] = []
    runs = longest_runs(left, right, keys)
    while runs:
        chain = best_chain(runs)
        a, b, _ = chain[0]
        c, d, size = chain[-1]
        equal = alike(left[a : c + size], right[b : d + size]) if len(chain) > 1 else size
        stretch = Stretch(a, c + size, b, d + size, equal, max(run[2] for run in chain))
        if equal < least:
            break
        found.append(stretch)
        runs = _free(runs, stretch)
    return found
