"""Who is quoted in a unit, and whether two units quote one speaker."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, SENTENCE
from provenance.core.columns import Columns, Units
from provenance.core.normalise import normalise_word, tokenise
from provenance.core.shingle import hash_word

Array = npt.NDArray[Any]


def surname(speaker: str) -> str:
    """Return the last word of a name, normalised: what two outlets' forms of it have in common."""
    found = tokenise(speaker)
    if not found.ends.size:
        return ""
    return normalise_word(speaker[int(found.starts[-1]) : int(found.ends[-1])])


def piece_speakers(columns: Columns, blocks: Array) -> Array:
    """Return for each piece of some blocks a hash of its speaker's words, 0 where none is named, int64.

    Pieces of other blocks have 0, too.
    """
    known: dict[str, int] = {}
    speakers = np.zeros(len(columns.piece_block), dtype=np.int64)
    asked = np.zeros(len(columns.block_first), dtype=np.bool_)
    asked[blocks] = True
    pieces = np.flatnonzero(asked[columns.piece_block])
    articles = columns.block_article[columns.piece_block[pieces]].tolist()
    numbers = columns.piece_quotation[pieces].tolist()
    for piece, article, number in zip(pieces.tolist(), articles, numbers, strict=True):
        name = columns.quotations[article][number].speaker
        if name:
            if name not in known:
                known[name] = hash_word(surname(name)) >> 1
            speakers[piece] = known[name]
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
