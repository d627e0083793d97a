"""Thin out the claims among many near-copies of one text: each stays tied to that text, not to every other.

A thousand lightly edited versions of a paragraph are half a million pairs, and say no more than that each is
a version of it. Equal blocks are tied as a star for the same reason (``expand``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.collection.columns import Columns
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.resolve import LIKELY, Claim
from provenance.core.matching.settle import Found

# A text with more near-copies than this is a hub: these are tied to it, and to one another no more.
NEAR_COPIES: Final = 64
# Two blocks are near-copies here if what was copied makes up this much of either.
MOST: Final = 0.5


@dataclass(frozen=True, slots=True)
class Copied:
    """How many words of two blocks were copied from the one to the other, on either side."""

    left: int
    right: int
    left_words: int
    right_words: int


def thinned(columns: Columns, found: Sequence[Found]) -> tuple[list[Found], dict[int, frozenset[int]]]:
    """Leave out the claims between two blocks that are both near-copies of a hub.

    Hubs are taken by the number of their near-copies, most first, then by their number; a near-copy of a hub
    is none itself. So the result does not depend on the order of the claims.

    Returns:
        The claims that stay, in their order; and by hub its near-copies that lost any.
    """
    hubs = _hubs(columns, (Copied(f.left, f.right, *_sizes(f.claim)) for f in found if _likely_copy(f.claim)))
    if not hubs:
        return list(found), {}
    lost: dict[int, set[int]] = defaultdict(set)
    kept = []
    for item in found:
        common = _common(hubs, item.left, item.right)
        if common:
            lost[min(common)] |= {item.left, item.right}
        else:
            kept.append(item)
    return kept, {hub: frozenset(blocks) for hub, blocks in lost.items()}


def spared(columns: Columns, pairs: Candidates, copies: Iterable[tuple[int, Claim]]) -> frozenset[int]:
    """Return the candidate pairs that ``thinned`` leaves out, so that they need not be looked at further.

    Args:
        columns: all articles.
        pairs: the candidate pairs.
        copies: what was copied, with the number of its candidate pair.
    """
    sure = [(pair, claim) for pair, claim in copies if _likely_copy(claim)]
    sides = {pair: (int(pairs.left[pair]), int(pairs.right[pair])) for pair, _ in sure}
    hubs = _hubs(columns, (Copied(*sides[pair], *_sizes(claim)) for pair, claim in sure))
    return frozenset(pair for pair, (left, right) in sides.items() if _common(hubs, left, right))


def _likely_copy(claim: Claim) -> bool:
    return claim.copied and claim.score >= LIKELY


def _sizes(claim: Claim) -> tuple[int, int]:
    return claim.left_size, claim.right_size


def _common(hubs: Mapping[int, set[int]], left: int, right: int) -> set[int]:
    """Return the hubs that two blocks are both near-copies of."""
    return hubs[left] & hubs[right] if left in hubs and right in hubs else set()


def _hubs(columns: Columns, copied: Iterable[Copied]) -> dict[int, set[int]]:
    """Return by block the hubs that it is a near-copy of."""
    near = _near_copies(columns, copied)
    crowded = [block for block, others in near.items() if len(others) > NEAR_COPIES]
    hubs: dict[int, set[int]] = defaultdict(set)
    taken: set[int] = set()
    for block in sorted(crowded, key=lambda one: (-len(near[one]), one)):
        if block not in taken:
            taken |= near[block]
            for other in near[block]:
                hubs[other].add(block)
    return dict(hubs)


def _near_copies(columns: Columns, copied: Iterable[Copied]) -> dict[int, set[int]]:
    """Return by block the others that are near-copies of it."""
    words: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0])
    for one in copied:
        sizes = words[one.left, one.right]
        sizes[0] += one.left_words
        sizes[1] += one.right_words
    near: dict[int, set[int]] = defaultdict(set)
    for (left, right), sizes in words.items():
        whole = [int(columns.block_last[block] - columns.block_first[block]) for block in (left, right)]
        if all(size >= MOST * every for size, every in zip(sizes, whole, strict=True)):
            near[left].add(right)
            near[right].add(left)
    return near
