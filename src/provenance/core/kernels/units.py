"""Distinct terms of units, sorted, with what comparisons need of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.codes import NO_NAMES, THROUGHOUT
from provenance.core.flags import CAPITAL, NUMBER, OPENS
from provenance.core.kernels.jit import kernel
from provenance.core.kernels.order import order_range
from provenance.core.kernels.shapes import Ties, Tokens, Words

Array = npt.NDArray[Any]

NAMED = 1
NUMERIC = 2
IN_CAPITALS = 4  # where all words of an article are, they are no names if those of the other are, too


@kernel
def marks(tokens: Tokens, offset: Array, capitals: Array) -> Array:
    """Return for each token whether its block holds its term as a name or a number, uint8 bits."""
    term = tokens.term
    found = np.zeros(len(term), dtype=np.uint8)
    order, spare = np.zeros(len(term), dtype=np.int64), np.zeros(len(term), dtype=np.int64)
    for block in range(len(capitals)):
        size = offset[block + 1] - offset[block]
        order_range(term, offset[block], offset[block + 1], order, spare)
        begin = 0
        while begin < size:
            end, bits = begin, 0
            while end < size and term[order[end]] == term[order[begin]]:
                flag = tokens.flags[order[end]]
                if flag & NUMBER:
                    bits |= NUMERIC
                elif flag & CAPITAL and not flag & OPENS and capitals[block] != NO_NAMES:
                    bits |= NAMED
                    if capitals[block] == THROUGHOUT:
                        bits |= IN_CAPITALS
                end += 1
            for k in range(begin, end):
                found[order[k]] = bits
            begin = end
    return found


@kernel
def distinct_words(tokens: Tokens, bits: Array, first: Array, last: Array) -> Words:
    """Return the distinct words of units, token ranges ``first`` to ``last``; ``bits`` are tokens' marks."""
    room = (last - first).sum()
    term, weight = np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32)
    count, surprise = np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32)
    marked = np.zeros(room, dtype=np.uint8)
    begin, end = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=np.int64)
    total, norm = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=np.int64)
    order, spare = np.zeros(len(bits), dtype=np.int64), np.zeros(len(bits), dtype=np.int64)
    used = 0
    for unit in range(len(first)):
        order_range(tokens.term, first[unit], last[unit], order, spare)
        begin[unit] = used
        for k in range(last[unit] - first[unit]):
            token = order[k]
            if used == begin[unit] or term[used - 1] != tokens.term[token]:
                heavy = np.int64(tokens.term_weight[token])
                term[used], weight[used], marked[used] = tokens.term[token], heavy, bits[token]
                total[unit] += heavy
                norm[unit] += heavy * heavy
                used += 1
            count[used - 1] += 1
            surprise[used - 1] = max(surprise[used - 1], tokens.surprise[token])
        end[unit] = used
    return Words(term, weight, count, surprise, marked, begin, end, total, norm)


@kernel
def distinct_pairs(tokens: Tokens, first: Array, last: Array) -> Ties:
    """Return the distinct word pairs of units; none reaches beyond its sentence."""
    room = (last - first).sum()
    term, weight = np.zeros(room, dtype=np.int32), np.zeros(room, dtype=np.int32)
    begin, end = np.zeros(len(first), dtype=np.int64), np.zeros(len(first), dtype=np.int64)
    norm = np.zeros(len(first), dtype=np.int64)
    order = np.zeros(len(tokens.pair), dtype=np.int64)
    spare = np.zeros(len(tokens.pair), dtype=np.int64)
    used = 0
    for unit in range(len(first)):
        begin[unit] = used
        size = max(0, last[unit] - 1 - first[unit])
        order_range(tokens.pair, first[unit], first[unit] + size, order, spare)
        for k in range(size):
            token = order[k]
            pair = tokens.pair[token]
            if pair >= 0 and (used == begin[unit] or term[used - 1] != pair):
                heavy = np.int64(tokens.pair_weight[token])
                term[used], weight[used] = pair, heavy
                norm[unit] += heavy * heavy
                used += 1
        end[unit] = used
    return Ties(term, weight, begin, end, norm)
