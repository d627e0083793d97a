"""Rivals of compared units: how far a pair stands above what else its sides resemble.

Near-copies of one text are one candidate, or a text that ran ten times would be its own rival; what a
unit resembles in its own article is a repeat, and no rival either.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import Verified
from provenance.core.collection.columns import Columns
from provenance.core.matching.alike import Alike
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.meaning import Near, Nodes
from provenance.core.matching.score import likeness, margins

Array = npt.NDArray[Any]


class Rivalry:
    """Compared rows as nodes, groups and languages, ready to be set against their rivals."""

    def __init__(self, columns: Columns, compared: Verified, pairs: Candidates, alike: Alike) -> None:
        self._columns = columns
        self._alike = alike
        spoken = {language: i for i, language in enumerate(sorted({s or "" for s in columns.languages}))}
        self._languages = len(spoken)
        self._language = np.array([spoken[s or ""] for s in columns.languages], dtype=np.int64)
        blocks = [side[compared.row_pair].astype(np.int64) for side in (pairs.left, pairs.right)]
        self._articles = [columns.block_article[block] for block in blocks]
        kind, number = compared.row_kind.astype(np.int64), compared.row_units.astype(np.int64)
        self.across = self._language[self._articles[0]] != self._language[self._articles[1]]
        self.level = kind.max(axis=1) if len(kind) else np.zeros(0, dtype=np.int64)
        nodes = Nodes(columns)
        self.nodes = [nodes.of(block, kind[:, side], number[:, side]) for side, block in enumerate(blocks)]

    def _unit(self, nodes: Array, level: Array, other: Array) -> Array:
        # A unit is compared at three levels, and with several languages; rivals are of one of each.
        key: Array = (nodes * 3 + level) * self._languages + self._language[other]
        return key

    def by_words(self, features: Array) -> Array:
        """Return margin and lead of each row by its words in common, in 1/10,000, int64, shape (rows, 2)."""
        value = likeness(features)
        return self._margins(value, self.nodes, self.level, self._articles)

    def by_nearness(self, near: Near, value: Array) -> Array:
        """Return the same by how near sides are (in 1/10,000); neighbours not compared are rivals, too."""
        numbered = Nodes(self._columns)
        sides = [
            np.concatenate([self.nodes[0], near.unit, near.other]),
            np.concatenate([self.nodes[1], near.other, near.unit]),
        ]
        # Parts compete as one level here: a quotation may stand against a sentence.
        part = (near.unit >= numbered.sentences).astype(np.int64)
        level = np.concatenate([np.minimum(self.level, 1), part, part])
        articles = [self._columns.block_article[numbered.units(side)[0]] for side in sides]
        values = np.concatenate([value, near.value, near.value])
        return self._margins(values, sides, level, articles)[: len(value)]

    def _margins(self, value: Array, nodes: list[Array], level: Array, articles: list[Array]) -> Array:
        apart = (articles[0] != articles[1]) & ~self._alike.same(*nodes)
        found = np.stack([value, np.full(len(value), 10_000)], axis=1)
        found[apart] = margins(
            self._unit(nodes[0], level, articles[1])[apart],
            self._unit(nodes[1], level, articles[0])[apart],
            nodes[0][apart],
            nodes[1][apart],
            value[apart],
            self._alike.same,
        )
        return found
