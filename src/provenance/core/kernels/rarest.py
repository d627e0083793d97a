"""Each sentence's rarest terms, as ``core.matching.candidates.rarest_terms`` chooses them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.kernels.order import order_range

Array = npt.NDArray[Any]


@kernel
def rarest(
    word: Array, pair: Array, weight: Array, frequency: Array, block: Array, first: Array, last: Array,
    cap: int, most: int,
) -> tuple[Array, Array]:  # fmt: skip
    """Return (block, term) rows, int32, each block's together and each once, terms ascending.

    Args:
        word, pair: terms of tokens; weight, frequency: of terms.
        block, first, last: of sentences, in order of their blocks.
        cap, most: the greatest frequency of a useful term; how many terms a sentence gives.
    """
    longest = 1
    for s in range(len(block)):
        longest = max(longest, last[s] - first[s])
    keys = np.empty(2 * longest, dtype=np.int64)
    order, spare = np.empty(2 * longest, dtype=np.int64), np.empty(2 * longest, dtype=np.int64)
    blocks = np.empty(2 * len(block) * 8 + 16, dtype=np.int32)
    terms = np.empty(len(blocks), dtype=np.int32)
    held = np.empty(1024, dtype=np.int32)
    count, used = 0, 0
    for s in range(len(block)):
        size = 0
        for column in (word, pair):
            for k in range(first[s], last[s]):
                term = column[k]
                if term >= 0 and 2 <= frequency[term] <= cap:
                    # Heaviest first, then the smaller term: one number holds both.
                    keys[size] = (-np.int64(weight[term]) << np.int64(32)) + np.int64(term)
                    size += 1
        order_range(keys, 0, size, order, spare)
        kept = 0
        for k in range(size):
            if kept == most:
                break
            if k and keys[order[k]] == keys[order[k - 1]]:
                continue
            if used == len(held):
                longer = np.empty(2 * used, dtype=np.int32)
                longer[:used] = held
                held = longer
            held[used] = np.int32(keys[order[k]] & np.int64(0xFFFFFFFF))
            used += 1
            kept += 1
        if s + 1 < len(block) and block[s + 1] == block[s]:
            continue
        chosen = np.sort(held[:used])
        for k in range(used):
            if k and chosen[k] == chosen[k - 1]:
                continue
            if count == len(blocks):
                more, further = np.empty(2 * count, dtype=np.int32), np.empty(2 * count, dtype=np.int32)
                more[:count], further[:count] = blocks, terms
                blocks, terms = more, further
            blocks[count], terms[count] = block[s], chosen[k]
            count += 1
        used = 0
    return blocks[:count], terms[:count]


LOADED = (rarest,)


def load() -> None:
    """Compile the kernels, or take them from their cache, as a comparison calls them."""
    none, terms = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int32)
    rarest(terms, terms, terms, terms, terms, none, none, 0, 0)
