"""Settle claims between the same two articles: a reworded statement has one counterpart.

Two paragraphs of one report resemble each other, so a statement may resemble the counterpart of its
neighbour as well. The surest claim holds; another that claims the same words for another partner is
dropped, unless that partner says the same once more. What lies inside it, and claims none of these words,
is asked in its place: a paragraph may hold what stands in two paragraphs of the other article.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush
from typing import Final

from provenance.core.collection.columns import Columns
from provenance.core.matching.resolve import LIKELY, Claim

OVERLAP: Final = 0.5
SAME_AGAIN: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A claim between two distinct blocks, with the generators that proposed the pair as bits.

    ``spares`` are likely claims inside it that gave way to it.
    """

    left: int
    right: int
    generators: int
    claim: Claim
    spares: tuple[Claim, ...] = ()


Range = tuple[int, int]


def _ranges(columns: Columns, found: Found) -> tuple[Range, Range]:
    """Return a claim's sides as token ranges of the collection, the smaller article first."""
    claim = found.claim
    left, right = int(columns.block_first[found.left]), int(columns.block_first[found.right])
    sides = (
        (left + claim.left_first, left + claim.left_last),
        (
            right + claim.right_first,
            right + claim.right_last,
        ),
    )
    if columns.block_article[found.left] > columns.block_article[found.right]:
        return sides[1], sides[0]
    return sides


def _share(a: Range, b: Range) -> float:
    """Return which share of the shorter range both cover."""
    return max(0, min(a[1], b[1]) - max(a[0], b[0])) / max(1, min(a[1] - a[0], b[1] - b[0]))


def _same_again(columns: Columns, a: Range, b: Range) -> bool:
    """Say whether two ranges are the same statement twice: most words of the shorter in common."""
    left, right = set(columns.word[a[0] : a[1]].tolist()), set(columns.word[b[0] : b[1]].tolist())
    return len(left & right) > SAME_AGAIN * len(left | right)


def settle_holders(
    columns: Columns, sides: Sequence[tuple[Range, Range]], claims: Sequence[Claim | None]
) -> list[bool]:
    """Say which matches between two articles hold, once every article that runs a text is known.

    Where both run a paragraph as it is, or a likely copy, neither is another paragraph's version.

    Args:
        columns: all articles.
        sides: token ranges, the smaller article first.
        claims: None stands for blocks equal as a whole, which hold.
    """
    kept = [claim is None or (claim.copied and claim.score >= LIKELY) for claim in claims]
    taken = [side for side, sure in zip(sides, kept, strict=True) if sure]
    doubtful = [n for n, sure in enumerate(kept) if not sure]
    open_ = {n: claim for n in doubtful if (claim := claims[n]) is not None}
    for n in sorted(doubtful, key=lambda n: (-open_[n].score, sides[n])):
        kept[n] = open_[n].copied or not any(_contradicts(columns, sides[n], other) for other in taken)
        if kept[n]:
            taken.append(sides[n])
    return kept


def settle(columns: Columns, found: Iterable[Found]) -> list[Found]:
    """Return the claims that hold, ordered by their blocks."""
    by_articles: dict[tuple[int, int], list[Found]] = defaultdict(list)
    for item in found:
        a, b = int(columns.block_article[item.left]), int(columns.block_article[item.right])
        by_articles[min(a, b), max(a, b)].append(item)
    kept: list[Found] = []
    for (a, b), items in by_articles.items():
        kept += items if a == b or len(items) == 1 else _settled(columns, items)
    return sorted(kept, key=lambda f: (f.left, f.right, f.claim.left_first, f.claim.right_first))


_Order = tuple[float, int, int, int, int, int, int, int]


def _order(item: Found) -> _Order:
    """Return what claims are asked by: the surest first, then the largest, then by place."""
    claim = item.claim
    return (
        -claim.score, -claim.left_size - claim.right_size, item.left, item.right,
        claim.left_first, claim.right_first, claim.left_last, claim.right_last,
    )  # fmt: skip


def _settled(columns: Columns, items: Sequence[Found]) -> list[Found]:
    taken: list[tuple[Range, Range]] = []
    kept: list[Found] = []
    waiting = [(_order(item), number) for number, item in enumerate(items)]
    known = list(items)
    heapify(waiting)
    while waiting:
        number = heappop(waiting)[1]
        item = known[number]
        sides = _ranges(columns, item)
        if number >= len(items) and any(_meet(sides, other) for other in taken):
            continue
        if item.claim.copied or not any(_contradicts(columns, sides, other) for other in taken):
            kept.append(item)
            taken.append(sides)
            continue
        for spare in item.spares:
            known.append(replace(item, claim=spare, spares=()))
            heappush(waiting, (_order(known[-1]), len(known) - 1))
    return kept


def _meet(mine: tuple[Range, Range], other: tuple[Range, Range]) -> bool:
    """Say whether two claims have words in common on both sides."""
    return all(_share(a, b) > 0 for a, b in zip(mine, other, strict=True))


def _contradicts(columns: Columns, mine: tuple[Range, Range], other: tuple[Range, Range]) -> bool:
    left, right = _share(mine[0], other[0]) > OVERLAP, _share(mine[1], other[1]) > OVERLAP
    if left and not right:
        return not _same_again(columns, mine[1], other[1])
    if right and not left:
        return not _same_again(columns, mine[0], other[0])
    return False
