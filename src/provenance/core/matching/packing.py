"""Pack candidate pairs with the columns of their own blocks into a chunk, for a task to verify."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import PIECE, SENTENCE, Chunk
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import Terms, ranges
from provenance.core.flags import CREDITED
from provenance.core.text.shingle import pairs

Array = npt.NDArray[Any]


def pack(
    columns: Columns,
    terms: Terms,
    both: Array,
    generators: Array,
    *,
    reworded: bool,
    capitals: Array,
) -> Chunk:
    """Put some pairs of blocks and the columns they need into one chunk.

    ``capitals`` says what they tell, article by article, see ``core.collection.capitals``.
    """
    blocks, inverse = np.unique(both, return_inverse=True)
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    at = ranges(first, last)
    units, unit_offset = _units(columns, blocks, first)
    word, pair = _terms(columns, terms, at, np.repeat(np.arange(len(blocks)), last - first))
    return Chunk(
        pairs=inverse.reshape(-1, 2).astype(np.int32),
        generators=generators,
        reworded=reworded,
        offset=np.append(0, np.cumsum(last - first)),
        word=(columns.word[at] >> np.uint64(1)).astype(np.int64),
        word_pairs=_word_pairs(columns.word[at]),
        flags=columns.flags[at],
        term=word,
        pair=pair,
        term_weight=np.where(word >= 0, terms.weight[np.maximum(word, 0)], 0),
        pair_weight=np.where(pair >= 0, terms.weight[np.maximum(pair, 0)], 0),
        surprise=terms.surprise[at],
        capitals=capitals[columns.block_article[blocks]],
        units=units,
        unit_offset=unit_offset,
    )


def _terms(columns: Columns, terms: Terms, at: Array, block: Array) -> tuple[Array, Array]:
    """Return the terms of some tokens' words and of their pairs with the next, both int32.

    What stands in credits of the text weighs nothing and is no other block's: a term below -1, the same
    throughout a block.
    """
    credited = (columns.flags[at] & CREDITED) > 0
    after = np.append(credited, False)[1:]
    word = np.where(credited, -2 - block, terms.word[at]).astype(np.int32)
    return word, np.where(credited | after, -1, terms.pair[at]).astype(np.int32)


def _word_pairs(words: Array) -> Array:
    """Return a number for each word with the next, int64, as many as words."""
    return np.append(pairs(words), np.uint64(0)).view(np.int64)


def _units(columns: Columns, blocks: Array, first: Array) -> tuple[Array, Array]:
    """Return the sentences and pieces of some blocks as rows, and where each block's begin."""
    parts = []
    for kind, of, a, b in (
        (SENTENCE, columns.sentence_block, columns.sentence_first, columns.sentence_last),
        (PIECE, columns.piece_block, columns.piece_first, columns.piece_last),
    ):
        low = np.searchsorted(of, blocks, side="left")
        high = np.searchsorted(of, blocks, side="right")
        rows = ranges(low, high)
        number = np.repeat(np.arange(len(blocks)), high - low)
        shift = first[number]
        parts.append(np.stack([number, np.full(len(rows), kind), a[rows] - shift, b[rows] - shift], axis=1))
    table = np.concatenate(parts)
    table = table[np.argsort(table[:, 0], kind="stable")]
    return table, np.searchsorted(table[:, 0], np.arange(len(blocks) + 1))
