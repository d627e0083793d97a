"""Rivals of compared units: how far a pair stands above what else its sides resemble.

Near-copies of one text are one candidate, or a text that ran ten times would be its own rival; what a
unit resembles in its own article is a repeat, and no rival either.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.candidates import Candidates
from provenance.core.chunk import LEAST_UNIT_WORDS, Verified
from provenance.core.columns import Columns, Units
from provenance.core.meaning import Meaning, Nodes
from provenance.core.score import likeness, margins
from provenance.core.terms import flattened, union

Array = npt.NDArray[Any]

NEAR_GROUP: Final = 0.8
# Cosine, in 1/10,000, from which two units of one language are versions of one statement.
SAME_MEANING: Final = 8_000


class Groups:
    """Near-copies among units, as disjoint sets. Nodes number blocks, then sentences, then pieces.

    Only rivals are told apart by these groups; clusters are made otherwise and do not chain.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._units = Units(columns)
        self._nodes = Nodes(columns)
        self._sentences, self._pieces = self._nodes.sentences, self._nodes.pieces
        self._parent = np.arange(self._nodes.count, dtype=np.int64)
        self._tie_nested()

    def nodes(self, block: Array, kind: Array, number: Array) -> Array:
        """Return the nodes of units given by block, kind and number within the block, shape (n,)."""
        return self._nodes.of(block, kind, number)

    def _tie_nested(self) -> None:
        """Tie units that are one text at several levels: a block of one sentence, a sentence all quoted."""
        c = self._columns
        size = c.sentence_last - c.sentence_first
        block = c.block_last[c.sentence_block] - c.block_first[c.sentence_block]
        for number in np.flatnonzero(size >= NEAR_GROUP * block).tolist():
            self._union(int(c.sentence_block[number]), self._sentences + number)
        # Sentences of a block stand in order, and a piece lies within one of them.
        low = np.searchsorted(c.sentence_block, c.piece_block)
        high = np.searchsorted(c.sentence_block, c.piece_block, side="right")
        for piece, (a, b) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            inside = a + int(np.searchsorted(c.sentence_last[a:b], c.piece_first[piece], side="right"))
            if c.piece_last[piece] - c.piece_first[piece] >= NEAR_GROUP * size[inside]:
                self._union(self._pieces + piece, self._sentences + inside)

    def tie(self, left: int, right: int, row: Sequence[int]) -> None:
        """Put the units that a copied stretch makes up on either side into one group."""
        a, b, c, d, equal = row[:5]
        if equal < LEAST_UNIT_WORDS or 2 * equal < NEAR_GROUP * (b - a + d - c):
            return
        alike = [*self._made_up(left, a, b), *self._made_up(right, c, d)]
        for node in alike[1:]:
            self._union(alike[0], node)

    def _made_up(self, block: int, first: int, last: int) -> Iterator[int]:
        c = self._columns
        first, last = int(c.block_first[block]) + first, int(c.block_first[block]) + last
        if last - first >= NEAR_GROUP * (c.block_last[block] - c.block_first[block]):
            yield block
        for base, numbers, begins, ends in (
            (self._sentences, self._units.sentences(block), c.sentence_first, c.sentence_last),
            (self._pieces, self._units.pieces(block), c.piece_first, c.piece_last),
        ):
            for number in numbers:
                begin, end = int(begins[number]), int(ends[number])
                shared = min(end, last) - max(begin, first)
                if shared >= NEAR_GROUP * max(end - begin, last - first):
                    yield base + number

    def tie_versions(self, meaning: Meaning, language: Array) -> None:
        """Put units of one language that mean the same, each the other's nearest, into one group.

        Two translations of a statement are no rivals for a third.
        """
        near = meaning.near
        first = (near.rank == 0) & (near.value >= SAME_MEANING)
        first &= language[near.unit] == language[near.other]
        best = dict(zip(near.unit[first].tolist(), near.other[first].tolist(), strict=True))
        for unit, other in best.items():
            if unit < other and best.get(other) == unit:
                self._union(unit, other)

    def _union(self, left: int, right: int) -> None:
        union(self._parent, left, right)

    def flat(self) -> Array:
        """Return the group of every node."""
        return flattened(self._parent)


def near_groups(columns: Columns, pairs: Candidates, stretch_pair: Array, stretches: Array) -> Groups:
    """Return the groups of units that are near-copies of one another, directly or over others."""
    groups = Groups(columns)
    left, right = pairs.left[stretch_pair].tolist(), pairs.right[stretch_pair].tolist()
    for a, b, row in zip(left, right, stretches.tolist(), strict=True):
        groups.tie(a, b, row)
    return groups


class Rivalry:
    """Compared rows as nodes, groups and languages, ready to be set against their rivals."""

    def __init__(self, columns: Columns, compared: Verified, pairs: Candidates, groups: Groups) -> None:
        self._columns = columns
        self._group = groups.flat()
        spoken = {language: i for i, language in enumerate(sorted({s or "" for s in columns.languages}))}
        self._languages = len(spoken)
        self._language = np.array([spoken[s or ""] for s in columns.languages], dtype=np.int64)
        blocks = [side[compared.row_pair].astype(np.int64) for side in (pairs.left, pairs.right)]
        self._articles = [columns.block_article[block] for block in blocks]
        kind, number = compared.row_kind.astype(np.int64), compared.row_units.astype(np.int64)
        self.across = self._language[self._articles[0]] != self._language[self._articles[1]]
        self.level = kind.max(axis=1) if len(kind) else np.zeros(0, dtype=np.int64)
        self.nodes = [
            groups.nodes(block, kind[:, side], number[:, side]) for side, block in enumerate(blocks)
        ]

    def _unit(self, nodes: Array, level: Array, other: Array) -> Array:
        # A unit is compared at three levels, and with several languages; rivals are of one of each.
        key: Array = (nodes * 3 + level) * self._languages + self._language[other]
        return key

    def by_words(self, features: Array) -> Array:
        """Return margin and lead of each row by its words in common, in 1/10,000, int64, shape (rows, 2)."""
        value = likeness(features)
        return self._margins(value, self.nodes, self.level, self._articles)

    def by_meaning(self, meaning: Meaning, value: Array) -> Array:
        """Return the same by cosines (in 1/10,000); neighbours that were not compared are rivals, too."""
        near, numbered = meaning.near, Nodes(self._columns)
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
        group = [self._group[side] for side in nodes]
        apart = (articles[0] != articles[1]) & (group[0] != group[1])
        found = np.stack([value, np.full(len(value), 10_000)], axis=1)
        found[apart] = margins(
            self._unit(nodes[0], level, articles[1])[apart],
            self._unit(nodes[1], level, articles[0])[apart],
            group[0][apart],
            group[1][apart],
            value[apart],
        )
        return found
