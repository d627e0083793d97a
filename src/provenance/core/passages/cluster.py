"""Cluster passages: leaders with verified members, no chains.

Leaders are the lexicographically first maximal independent set in the order (sum of edge scores as
whole numbers, descending; fingerprint; key). Every other node joins its best-scored adjacent leader.
So each member has a verified edge to its leader, and the result does not depend on how the work was
split.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Key = tuple[int, int, int]
Lead = Callable[[Array, Array, Array], Array]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A verified match between two nodes; ``score`` in 1/10,000."""

    left: Key
    right: Key
    score: int


def lead(left: Array, right: Array, score: Array) -> Array:
    """Return the leader of every node, int64, shape (nodes,); leaders lead themselves.

    Nodes are numbered from 0 so that of two the smaller number wins a tie, and each has an edge.

    Args:
        left, right: the two nodes of each edge, int64, shape (edges,); no two edges have the same.
        score: in 1/10,000, int64.
    """
    near: dict[int, dict[int, int]] = {}
    for a, b, value in zip(left.tolist(), right.tolist(), score.tolist(), strict=True):
        near.setdefault(a, {})[b] = value
        near.setdefault(b, {})[a] = value
    order = sorted(near, key=lambda node: (-sum(near[node].values()), node))
    leaders: set[int] = set()
    for node in order:
        if not any(other in leaders for other in near[node]):
            leaders.add(node)
    result = np.arange(len(near), dtype=np.int64)
    for node in order:
        if node not in leaders:
            result[node] = min(
                (other for other in near[node] if other in leaders),
                key=lambda other: (-near[node][other], other),
            )
    return result


def cluster(edges: Sequence[Edge], fingerprints: Mapping[Key, str], by: Lead = lead) -> dict[Key, Key]:
    """Return the leader of every node; leaders lead themselves.

    Args:
        edges: the verified matches.
        fingerprints: of every node; with its key, they settle ties.
        by: what finds the leaders, as ``lead`` does.
    """
    held = sorted({key for e in edges for key in (e.left, e.right)}, key=lambda k: (fingerprints[k], k))
    number = {key: n for n, key in enumerate(held)}
    best: dict[tuple[int, int], int] = {}
    for edge in edges:
        a, b = sorted((number[edge.left], number[edge.right]))
        best[a, b] = max(best.get((a, b), 0), edge.score)
    table = np.array([(*pair, score) for pair, score in sorted(best.items())], dtype=np.int64).reshape(-1, 3)
    found = by(table[:, 0], table[:, 1], table[:, 2])
    return {key: held[leader] for key, leader in zip(held, found.tolist(), strict=True)}
