"""Units as vectors of an encoder: which units mean the like, whatever their words and language.

Vectors are whole numbers (``core.text.vectors``), so that products are exact. A unit's nearest neighbours are
sought in the whole collection, language by language: they are candidates, and rivals of one another.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, LEAST_UNIT_WORDS, PIECE, SENTENCE
from provenance.core.collection.columns import Columns
from provenance.core.distinct import distinct_values
from provenance.core.flags import UNSPACED, Sizes
from provenance.core.text.vectors import cosines, dots, lengths

Array = npt.NDArray[Any]
Encode = Callable[[Sequence[str], Sequence[str | None]], npt.NDArray[np.int8]]

# Neighbours of a unit that are kept, language by language; and how many of their blocks are compared, if
# the cosine (in 1/10,000) is at least this. Unrelated sentences have a cosine under 0.2 nearly always. A
# quotation and its sentence are near both, and so are those of every article that runs it.
NEIGHBOURS: Final = 12
COMPARED: Final = 3
LEAST_COSINE: Final = 3_500
_ROWS: Final = 256


class Nodes:
    """Numbers the units of a collection: blocks first, then sentences, then pieces."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self.sentences = len(columns.block_first)
        self.pieces = self.sentences + len(columns.sentence_first)
        self.count = self.pieces + len(columns.piece_first)

    def of(self, block: Array, kind: Array, number: Array) -> Array:
        """Return the nodes of units given by block, kind and number within the block, shape (n,)."""
        c = self._columns
        sentence = self.sentences + np.searchsorted(c.sentence_block, block) + number
        piece = self.pieces + np.searchsorted(c.piece_block, block) + number
        found: Array = np.where(kind == BLOCK, block, np.where(kind == SENTENCE, sentence, piece))
        return found

    def units(self, node: Array) -> tuple[Array, Array, Array]:
        """Return block, kind and number within the block of some nodes."""
        c = self._columns
        kind = np.where(node < self.sentences, BLOCK, np.where(node < self.pieces, SENTENCE, PIECE))
        block = node.copy()
        number = np.zeros_like(node)
        for of, base, which in (
            (c.sentence_block, self.sentences, kind == SENTENCE),
            (c.piece_block, self.pieces, kind == PIECE),
        ):
            at = node[which] - base
            block[which] = of[at]
            number[which] = at - np.searchsorted(of, of[at])
        return block, kind, number

    def ranges(self, node: Array) -> tuple[Array, Array]:
        """Return the token ranges of some nodes."""
        first, last = self.bounds()
        return first[node], last[node]

    def bounds(self) -> tuple[Array, Array]:
        """Return the token ranges of all nodes."""
        c = self._columns
        first = np.concatenate([c.block_first, c.sentence_first, c.piece_first])
        last = np.concatenate([c.block_last, c.sentence_last, c.piece_last])
        return first, last


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Nearest neighbours: ``unit`` and ``other`` are nodes, int64, ``value`` their cosine in 1/10,000."""

    unit: Array
    other: Array
    value: Array
    rank: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """Vectors of the units of distinct blocks, int8, shape (nodes, dimensions); zeros where there is none."""

    vectors: Array
    lengths: Array
    near: Near

    def cosine(self, left: Array, right: Array) -> Array:
        """Return the cosines of some pairs of nodes in 1/10,000, int64; 0 where a side has no vector."""
        found = np.zeros(len(left), dtype=np.int64)
        for begin in range(0, len(left), 50_000):
            a, b = left[begin : begin + 50_000], right[begin : begin + 50_000]
            sides = self.vectors[a].astype(np.int32), self.vectors[b].astype(np.int32)
            products = np.einsum("ij,ij->i", *sides)
            values = cosines(products, self.lengths[a], self.lengths[b])
            found[begin : begin + 50_000] = np.rint(values * 10_000).astype(np.int64)
        return found

    def known(self, nodes: Array) -> Array:
        """Say which nodes have a vector."""
        found: Array = self.lengths[nodes] > 0
        return found


def unit_nodes(columns: Columns, blocks: Array) -> tuple[Array, Array]:
    """Return the nodes to be encoded: of some blocks, their sentences and quotations those long enough."""
    nodes = Nodes(columns)
    chosen = np.zeros(len(columns.block_first), dtype=np.bool_)
    chosen[blocks] = True
    words = Sizes(columns.flags & UNSPACED > 0).words
    parts = []
    for of, first, last, base in (
        (columns.sentence_block, columns.sentence_first, columns.sentence_last, nodes.sentences),
        (columns.piece_block, columns.piece_first, columns.piece_last, nodes.pieces),
    ):
        parts.append(base + np.flatnonzero(chosen[of] & (words(first, last) >= LEAST_UNIT_WORDS)))
    whole = blocks[words(columns.block_first[blocks], columns.block_last[blocks]) >= LEAST_UNIT_WORDS]
    return whole.astype(np.int64), np.concatenate(parts).astype(np.int64)


def unit_texts(columns: Columns, chosen: Array) -> tuple[list[str], list[str | None], list[int]]:
    """Return the text and language of some nodes, and the number of the article of each."""
    nodes = Nodes(columns)
    first, last = nodes.ranges(chosen)
    article: list[int] = columns.block_article[nodes.units(chosen)[0]].tolist()
    starts, ends = columns.start[first], columns.end[last - 1]
    texts = [
        columns.articles[a].text[start:end]
        for a, start, end in zip(article, starts.tolist(), ends.tolist(), strict=True)
    ]
    return texts, [columns.languages[a] for a in article], article


def encode(columns: Columns, blocks: Array, encoder: Encode) -> Meaning:
    """Encode the units of some distinct blocks and find each one's nearest neighbours."""
    whole, parts = unit_nodes(columns, blocks)
    chosen = np.concatenate([whole, parts])
    nodes = Nodes(columns)
    rows = encoder(*unit_texts(columns, chosen)[:2])
    vectors = np.zeros((nodes.count, rows.shape[1]), dtype=np.int8)
    vectors[chosen] = rows
    sizes = lengths(vectors)
    spoken = {language: i for i, language in enumerate(sorted({s or "" for s in columns.languages}))}
    language = np.array([spoken[s or ""] for s in columns.languages], dtype=np.int64)
    found = [
        _nearest(level[sizes[level] > 0], vectors, sizes, columns.block_article, language, nodes)
        for level in (whole, parts)
    ]
    near = Near(
        unit=np.concatenate([n.unit for n in found]),
        other=np.concatenate([n.other for n in found]),
        value=np.concatenate([n.value for n in found]),
        rank=np.concatenate([n.rank for n in found]),
    )
    return Meaning(vectors=vectors, lengths=sizes, near=near)


def _nearest(
    level: Array, vectors: Array, sizes: Array, block_article: Array, language: Array, nodes: Nodes
) -> Near:
    """Return the nearest neighbours of the nodes of one level, in other articles, language by language."""
    article = block_article[nodes.units(level)[0]]
    spoken = language[article]
    held: list[tuple[Array, Array, Array, Array]] = []
    for other in distinct_values(spoken).tolist():
        theirs = np.flatnonzero(spoken == other)
        target = level[theirs]
        for begin in range(0, len(level), _ROWS):
            mine = level[begin : begin + _ROWS]
            value = cosines(
                dots(vectors[mine], vectors[target]), sizes[mine][:, None], sizes[target][None, :]
            )
            whole = np.rint(value * 10_000).astype(np.int64)
            whole[article[begin : begin + _ROWS][:, None] == article[theirs][None, :]] = -10_000
            held.append(nearest_of(mine, target, whole))
    return joined(held)


_Neighbours = tuple[Array, Array, Array, Array]


def nearest_of(mine: Array, theirs: Array, value: Array) -> _Neighbours:
    """Return the nearest neighbours of some nodes among others, as the columns of ``Near``.

    Args:
        mine, theirs: nodes. value: how near they are, int64, shape (mine, theirs).
    """
    # The value first, then the smaller node: a total order, whatever the sort.
    key = value * len(theirs) - np.arange(len(theirs))
    count = min(NEIGHBOURS, len(theirs))
    best = np.argpartition(-key, count - 1, axis=1)[:, :count]
    ordered = np.argsort(-np.take_along_axis(key, best, axis=1), axis=1)
    order = np.take_along_axis(best, ordered, axis=1)
    return (
        np.repeat(mine, count),
        theirs[order].ravel(),
        np.take_along_axis(value, order, axis=1).ravel(),
        np.tile(np.arange(count), len(mine)),
    )


def joined(parts: Sequence[_Neighbours]) -> Near:
    """Put neighbours together, those left out that have nothing in common."""
    none = np.zeros(0, dtype=np.int64)
    unit, other, value, rank = (np.concatenate([none, *(part[i] for part in parts)]) for i in range(4))
    kept = value > 0
    return Near(unit=unit[kept], other=other[kept], value=value[kept], rank=rank[kept])


def _block_rank(near: Near, block: Array) -> Array:
    """Return how many other blocks of a language stand nearer to the unit than each neighbour's block."""
    found = np.zeros(len(block), dtype=np.int64)
    seen: dict[int, int] = {}
    for row, (rank, one) in enumerate(zip(near.rank.tolist(), block.tolist(), strict=True)):
        if rank == 0:
            seen = {}
        found[row] = seen.setdefault(one, len(seen))
    return found


def asked(
    columns: Columns, near: Near, least: int = LEAST_COSINE, compared: int = COMPARED
) -> tuple[Array, Array]:
    """Return the pairs of nodes to compare because they are near, the smaller block first, each once.

    Args:
        columns: all articles. near: neighbours.
        least: how near they must be. compared: how many blocks of each language are asked for.
    """
    nodes = Nodes(columns)
    kept = (near.value >= least) & (_block_rank(near, nodes.units(near.other)[0]) < compared)
    a, b = near.unit[kept], near.other[kept]
    swapped = nodes.units(a)[0] > nodes.units(b)[0]
    left, right = np.where(swapped, b, a), np.where(swapped, a, b)
    # Two blocks of one sentence each are compared as blocks already.
    first, last = nodes.bounds()
    size, whole = last - first, columns.block_last - columns.block_first
    parts = (left >= nodes.sentences) | (right >= nodes.sentences)
    full = (size[left] == whole[nodes.units(left)[0]]) & (size[right] == whole[nodes.units(right)[0]])
    left, right = left[~(parts & full)], right[~(parts & full)]
    both = distinct_values(left * np.int64(nodes.count) + right)
    return both // nodes.count, both % nodes.count
