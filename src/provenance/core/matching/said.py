"""Who is quoted in a unit, and whether two units quote one speaker."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, SENTENCE
from provenance.core.collection.columns import Columns, Units
from provenance.core.text.normalise import normalise_word, tokenise
from provenance.core.text.shingle import hash_word

Array = npt.NDArray[Any]


def surnames(speakers: Sequence[str]) -> list[str]:
    """Return the last word of each name, normalised: what two outlets' forms of it have in common.

    Empty where a name holds no word. No word goes on over a line break, so that all are read together.
    """
    together = "\n".join(speakers)
    words = tokenise(together)
    begins = np.cumsum([0, *(len(speaker) + 1 for speaker in speakers)])
    upto = np.searchsorted(words.starts, begins)
    return [
        normalise_word(together[words.starts[last - 1] : words.ends[last - 1]]) if last > first else ""
        for first, last in zip(upto[:-1].tolist(), upto[1:].tolist(), strict=True)
    ]


def piece_speakers(columns: Columns, blocks: Array) -> Array:
    """Return for each piece of some blocks a hash of its speaker's words, 0 where none is named, int64.

    Pieces of other blocks have 0, too.
    """
    speakers = np.zeros(len(columns.piece_block), dtype=np.int64)
    asked = np.zeros(len(columns.block_first), dtype=np.bool_)
    asked[blocks] = True
    pieces = np.flatnonzero(asked[columns.piece_block])
    articles = columns.block_article[columns.piece_block[pieces]].tolist()
    numbers = columns.piece_quotation[pieces].tolist()
    names = [
        columns.quotations[article][number].speaker or ""
        for article, number in zip(articles, numbers, strict=True)
    ]
    distinct = list(dict.fromkeys(name for name in names if name))
    known = {"": 0} | {
        name: hash_word(word) >> 1 for name, word in zip(distinct, surnames(distinct), strict=True)
    }
    speakers[pieces] = np.array([known[name] for name in names], dtype=np.int64)
    return speakers


def same_speaker(columns: Columns, left: Array, right: Array, kind: Array, number: Array) -> Array:
    """Return for each pair of units whether they quote one speaker, int8.

    Two names prove nothing: where one outlet names an office, another names its head.

    Args:
        left, right: blocks, shape (rows,); kind, number: of the units, shape (rows, 2).
    """
    of_piece = piece_speakers(columns, np.concatenate([left, right]))
    units = Units(columns)
    known: dict[tuple[int, int, int], int] = {}

    # Asked about few units, most of them more than once.
    def speaker(block: int, of: int, unit: int) -> int:
        key = (block, of, unit)
        if key not in known:
            known[key] = _speaker(columns, units, of_piece, *key)
        return known[key]

    rows = zip(left.tolist(), right.tolist(), kind.tolist(), number.tolist(), strict=True)
    result = np.zeros(len(left), dtype=np.int8)
    if not of_piece.any():
        return result
    for row, (a, b, kinds, numbers) in enumerate(rows):
        mine = speaker(a, kinds[0], numbers[0])
        if mine:
            theirs = speaker(b, kinds[1], numbers[1])
            if theirs:
                result[row] = mine == theirs
    return result


def _speaker(columns: Columns, units: Units, of_piece: Array, block: int, kind: int, number: int) -> int:
    """Return the one speaker quoted in a unit, 0 where there is none or more than one."""
    pieces = units.pieces(block)
    if kind not in (BLOCK, SENTENCE):
        return int(of_piece[pieces[number]])
    first, last = int(columns.block_first[block]), int(columns.block_last[block])
    if kind == SENTENCE:
        at = units.sentences(block)[number]
        first, last = int(columns.sentence_first[at]), int(columns.sentence_last[at])
    found = {
        int(of_piece[p])
        for p in pieces
        if columns.piece_first[p] < last and columns.piece_last[p] > first and of_piece[p]
    }
    return found.pop() if len(found) == 1 else 0
