"""Compared rows: candidate pairs with all that is measured of their units, ready to be judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.company import Company
from provenance.core.matching.meaning import Nodes
from provenance.core.matching.score import ACROSS, COGNATE, accompany, inputs

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All candidate pairs with their verified rows, ready to be scored.

    ``margin``, ``cosine`` and ``cognates`` in 1/10,000, see ``score.inputs``; ``judge`` numbers each row's in
    JUDGES.
    """

    candidates: Candidates
    row_pair: Array
    row_kind: Array
    row_units: Array
    features: Array
    margin: Array
    cosine: Array
    cognates: Array
    judge: Array
    speaker: Array
    stretch_pair: Array
    stretches: Array

    def inputs(self, beside: Company | None = None) -> Array:
        """Return the inputs of the scoring models, row by row."""
        across = self.judge // 2 >= ACROSS
        near = np.concatenate([self.cosine, self.cognates], axis=1)
        return inputs(self.features, self.margin, self.speaker, near, across, beside)

    def accompany(self, found: Array, beside: Company) -> None:
        """Give the inputs of all rows another company, in place."""
        accompany(found, self.features, self.judge // 2 >= ACROSS, beside)

    def best(self, row: int) -> bool:
        """Say whether no other partner of either side is liker, by vectors where there are, else by words."""
        known = self.judge[row] // 2
        if known == COGNATE:
            lead = self.cognates[row, 2]
        else:
            lead = self.cosine[row, 2] if known else self.margin[row, 1]
        return bool(lead >= 5_000)

    def blocks(self, rows: Array) -> tuple[Array, Array]:
        """Return the left and the right block of some rows."""
        pair = self.row_pair[rows]
        return self.candidates.left[pair], self.candidates.right[pair]

    def nodes(self, columns: Columns, rows: Array) -> tuple[Array, Array]:
        """Return the left and the right unit of some rows, numbered as ``Nodes`` numbers them, int64."""
        numbered = Nodes(columns)
        left, right = (
            numbered.of(block, self.row_kind[rows, side], self.row_units[rows, side].astype("int64"))
            for side, block in enumerate(self.blocks(rows))
        )
        return left, right
