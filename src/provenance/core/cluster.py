"""Cluster passages: leaders with verified members, no chains.

Leaders are the lexicographically first maximal independent set in the order (sum of edge scores as
whole numbers, descending; fingerprint; key). Every other node joins its best-scored adjacent leader.
So each member has a verified edge to its leader, and the result does not depend on how the work was
split.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Key = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edge:
    """A verified match between two nodes; ``score`` in 1/10,000."""

    left: Key
    right: Key
    score: int


def cluster(edges: Sequence[Edge], fingerprints: Mapping[Key, str]) -> dict[Key, Key]:
    """Return the leader of every node; leaders lead themselves."""
    near: dict[Key, dict[Key, int]] = {}
    for edge in edges:
        for a, b in ((edge.left, edge.right), (edge.right, edge.left)):
            held = near.setdefault(a, {})
            held[b] = max(held.get(b, 0), edge.score)
    order = sorted(near, key=lambda node: (-sum(near[node].values()), fingerprints[node], node))
    leaders: set[Key] = set()
    for node in order:
        if not any(other in leaders for other in near[node]):
            leaders.add(node)
    result: dict[Key, Key] = {}
    for node in order:
        if node in leaders:
            result[node] = node
            continue
        result[node] = min(
            (other for other in near[node] if other in leaders),
            key=lambda other: (-near[node][other], fingerprints[other], other),
        )
    return result
