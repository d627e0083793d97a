"""Chunks of candidate pairs with the columns of their own blocks, and the rows that verification fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import SCALE

Array = npt.NDArray[Any]

BLOCK: Final = 0
SENTENCE: Final = 1
PIECE: Final = 2

LEAST_EQUAL: Final = 3
LONG_STRETCH: Final = 8
LEAST_STRETCH: Final = 8 * SCALE
LEAST_OVERLAP: Final = 0.28
LEAST_UNIT_OVERLAP: Final = 0.32
LEAST_UNIT_WORDS: Final = 6
# A stretch is as good as a whole unit that makes up this much of it: what follows a quotation is often one
# word that most languages' reports have in common ("said", "と").
WHOLE_UNIT: Final = 0.9

FEATURES: Final = (
    "word_cosine",
    "pair_cosine",
    "containment",
    "shared_weight",
    "name_weight",
    "numbers_shared",
    "numbers_conflict",
    "order",
    "length_ratio",
    "quoted",
    "words",
    "surprise",
)


STRETCH_COLUMNS: Final = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """Candidate pairs with the columns of their blocks, numbered within the chunk.

    ``pairs`` int32 (n, 2); ``offset`` int64 (blocks + 1,) into the token columns; ``units`` int64
    (m, 4): block, kind, first and last token within the block. ``term`` is below 0 within credits.
    ``capitals`` uint8 (blocks,) says what they tell, see ``core.collection.capitals``.
    """

    pairs: Array
    generators: Array
    reworded: bool
    offset: Array
    word: Array
    word_pairs: Array
    flags: Array
    term: Array
    pair: Array
    term_weight: Array
    pair_weight: Array
    surprise: Array
    capitals: Array
    units: Array
    unit_offset: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a chunk's pairs have in common.

    ``row_pair`` numbers pairs within the chunk; ``row_kind`` and ``row_units`` (n, 2) tell which
    units were compared (numbers within the block and kind, 0 for the block); ``row_features`` float64
    (n, features), in the order of FEATURES. ``stretch_pair`` int32 and ``stretches`` int64 (m, 11): token
    ranges on both sides, equal words, longest run, weight of plain words and of names in common (1/256),
    weight of plain words in quotation marks on both sides, 1 if it holds a whole piece of a side, on how
    many sides it is a whole sentence, piece or block.
    """

    row_pair: Array
    row_kind: Array
    row_units: Array
    row_features: Array
    stretch_pair: Array
    stretches: Array

    @staticmethod
    def empty() -> Verified:
        """Return no rows at all."""
        return Verified(
            row_pair=np.zeros(0, dtype=np.int32),
            row_kind=np.zeros((0, 2), dtype=np.int8),
            row_units=np.zeros((0, 2), dtype=np.int32),
            row_features=np.zeros((0, len(FEATURES)), dtype=np.float64),
            stretch_pair=np.zeros(0, dtype=np.int32),
            stretches=np.zeros((0, STRETCH_COLUMNS), dtype=np.int64),
        )

    @staticmethod
    def joined(parts: Sequence[Verified]) -> Verified:
        """Return the rows of some parts, one part after the other."""
        return Verified(
            **{f.name: np.concatenate([getattr(part, f.name) for part in parts]) for f in fields(Verified)}
        )
