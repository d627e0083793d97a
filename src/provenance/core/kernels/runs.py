"""Copied stretches of two token ranges, as ``core.text.align.copied`` finds them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.alike import common_length
from provenance.core.kernels.jit import kernel
from provenance.core.kernels.shapes import Scratch, Tokens
from provenance.core.kernels.table import slot_of
from provenance.core.text.align import GAP, MOST_PLACES, MOST_RUNS

Array = npt.NDArray[Any]


@kernel
def _index_pairs(pair: Array, c: int, d: int, s: Scratch) -> int:
    """Put the places of each word pair of pair[c:d - 1] into chains; return the table's stamp."""
    s.state[0] += 1
    stamp = s.state[0]
    for j in range(d - 2, c - 1, -1):
        at = slot_of(s.keys, s.stamps, stamp, pair[j])
        if s.stamps[at] != stamp:
            s.stamps[at] = stamp
            s.keys[at] = pair[j]
            s.heads[at] = -1
            s.counts[at] = 0
        s.following[j - c] = s.heads[at]
        s.heads[at] = j - c
        s.counts[at] += 1
    return int(stamp)


@kernel
def longest_runs(word: Array, pair: Array, a: int, b: int, c: int, d: int, s: Scratch) -> int:
    """Write the runs of word[a:b] and word[c:d] as rows (i, j, size), from a and c on; return how many."""
    stamp = _index_pairs(pair, c, d, s)
    found = 0
    for i in range(b - a - 1):
        at = slot_of(s.keys, s.stamps, stamp, pair[a + i])
        if s.stamps[at] != stamp or s.counts[at] > MOST_PLACES:
            continue
        j = s.heads[at]
        while j >= 0:
            if not (i and j and word[a + i - 1] == word[c + j - 1]):
                size = 2
                while a + i + size < b and c + j + size < d and word[a + i + size] == word[c + j + size]:
                    size += 1
                s.runs[found, 0], s.runs[found, 1], s.runs[found, 2] = i, j, size
                found += 1
            j = s.following[j]
    return _longest(s.runs, found) if found > MOST_RUNS else found


@kernel
def _longest(runs: Array, found: int) -> int:
    """Keep the ``MOST_RUNS`` longest runs, the first of equal ones, in their order; return how many."""
    counts = np.zeros(runs.shape[0] + 2, dtype=np.int64)
    for k in range(found):
        counts[runs[k, 2]] += 1
    # The shortest length of which any are kept, and how many of those.
    least, room = len(counts) - 1, MOST_RUNS
    while counts[least] <= room:
        room -= counts[least]
        least -= 1
    kept = 0
    for k in range(found):
        size = runs[k, 2]
        if size < least or (size == least and room == 0):
            continue
        room -= size == least
        runs[kept, 0], runs[kept, 1], runs[kept, 2] = runs[k, 0], runs[k, 1], size
        kept += 1
    return kept


@kernel
def best_chain(count: int, s: Scratch) -> int:
    """Write the numbers of the runs in the best chain, last first, to ``work[2]``; return how many."""
    runs, score, before, chain = s.runs, s.work[0], s.work[1], s.work[2]
    longest, best = 0, 0
    for k in range(count):
        score[k], before[k] = runs[k, 2], -1
        longest = max(longest, runs[k, 2])
    for k in range(count):
        i, j, size = runs[k, 0], runs[k, 1], runs[k, 2]
        for p in range(k - 1, -1, -1):
            x, y, length = runs[p, 0], runs[p, 1], runs[p, 2]
            if i - x > longest + GAP:
                break
            over = max(0, x + length - i, y + length - j)
            gap = max(i - x - length, j - y - length, 0)
            if gap > GAP or over >= min(size, length) or i <= x or j <= y:
                continue
            joined = score[p] + size - over - gap
            if joined > score[k]:
                score[k], before[k] = joined, p
        if score[k] > score[best]:
            best = k
    held = 0
    while best >= 0:
        chain[held] = best
        held += 1
        best = before[best]
    return held


@kernel
def copied(tokens: Tokens, a: int, b: int, c: int, d: int, least: int, s: Scratch) -> int:
    """Write the stretches copied between two token ranges to ``found``, best first; return how many.

    Rows are (left first, left last, right first, right last, equal words, longest run), counted from
    a and c.
    """
    word = tokens.word
    runs, chain = s.runs, s.work[2]
    left = longest_runs(word, tokens.word_pairs, a, b, c, d, s)
    found = 0
    while left:
        held = best_chain(left, s)
        first, last = chain[held - 1], chain[0]
        begin, other = runs[first, 0], runs[first, 1]
        end, other_end = runs[last, 0] + runs[last, 2], runs[last, 1] + runs[last, 2]
        run = 0
        for k in range(held):
            run = max(run, runs[chain[k], 2])
        equal = run
        if held > 1:
            equal = common_length(word, a + begin, a + end, c + other, c + other_end, s)
        if equal < least:
            break
        row = s.found[found]
        row[0], row[1], row[2], row[3], row[4], row[5] = begin, end, other, other_end, equal, run
        found += 1
        free = 0
        for k in range(left):
            i, j, size = runs[k, 0], runs[k, 1], runs[k, 2]
            if (i + size <= begin or i >= end) and (j + size <= other or j >= other_end):
                runs[free, 0], runs[free, 1], runs[free, 2] = i, j, size
                free += 1
        left = free
    return found
