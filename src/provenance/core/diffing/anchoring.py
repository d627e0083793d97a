"""Finding the matches of one report again in another: by id, then by their words or positions.

A match's id holds the fingerprints of its sentences, so one corrected letter gives it another id. What the
ids leave is anchored anew as the TextQuoteSelector of the W3C Web Annotation Data Model means it: by the
exact words and what stands before and after them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from provenance.core.diffing.differences import Anchor, KeptMatch
from provenance.model import Match, Side

if TYPE_CHECKING:
    from numpy.typing import NDArray

# Both sides must be so alike. Set by hand: a page with one wrong letter in eight, corrected, is 0.87 like its
# old state; two sentences of one form with other names are often 0.6 alike.
LEAST_LIKENESS: Final = 0.7
# A passage that holds the other one whole, at least a third as long and of twenty characters.
CONTAINED: Final = 0.9
LEAST_CONTAINED: Final = 20
LEAST_PART: Final = 1 / 3
# Where the text is the same, places count and not words.
LEAST_OVERLAP: Final = 0.5
CONTEXT_WEIGHT: Final = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchored:
    """Matches found again, and those that either report has alone."""

    kept: tuple[KeptMatch, ...]
    gone: tuple[Match, ...]
    new: tuple[Match, ...]


def anchored(
    old: Sequence[Match], new: Sequence[Match], names: Mapping[str, str], unchanged: Collection[str]
) -> Anchored:
    """Find matches again.

    Args:
        old, new: the matches of both reports.
        names: the new ids of renamed articles, by the old ones.
        unchanged: articles, by their new ids, whose texts are known to be the same in both reports.
    """
    by_id = {match.id: match for match in new}
    kept: list[KeptMatch] = []
    left_over: defaultdict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in old:
        same = by_id.get(match.id)
        if same is not None and _articles(same) == _articles(match):
            kept.append(KeptMatch(old=match, new=same, anchor="id"))
            del by_id[match.id]
        else:
            left_over[_key(match, names)].append(match)
    come: defaultdict[tuple[str, str], list[Match]] = defaultdict(list)
    for match in by_id.values():
        come[_articles(match)].append(match)
    for key in sorted(left_over.keys() & come.keys()):
        kept += _group(left_over[key], come[key], names, unchanged)
    seen = {one.old.id for one in kept}
    found = {one.new.id for one in kept}
    return Anchored(
        kept=tuple(kept),
        gone=tuple(match for match in old if match.id not in seen),
        new=tuple(match for match in new if match.id not in found),
    )


def folded(text: str) -> str:
    """Return a text as passages are compared: in lower case, white space as one space."""
    return " ".join(text.split()).casefold()


def _articles(match: Match) -> tuple[str, str]:
    return match.left.article, match.right.article


def _key(match: Match, names: Mapping[str, str]) -> tuple[str, str]:
    left, right = (names.get(key, key) for key in _articles(match))
    return (left, right) if left <= right else (right, left)


def _group(
    old: Sequence[Match], new: Sequence[Match], names: Mapping[str, str], unchanged: Collection[str]
) -> Iterator[KeptMatch]:
    """Yield the matches of one pair of articles that are found again, the surest first."""
    turned = [_turned(match, names) for match in old]
    sides = [(m.right, m.left) if turn else (m.left, m.right) for m, turn in zip(old, turned, strict=True)]
    others = [(match.left, match.right) for match in new]
    seen: set[int] = set()
    found: set[int] = set()

    def kept(one: int, other: int, anchor: Anchor, likeness: float) -> KeptMatch:
        seen.add(one)
        found.add(other)
        return KeptMatch(old=old[one], new=new[other], anchor=anchor, likeness=likeness, swapped=turned[one])

    places: defaultdict[tuple[str, str], list[int]] = defaultdict(list)
    for number in sorted(range(len(new)), key=lambda n: _order(others[n]), reverse=True):
        places[_words(others[number])].append(number)
    for number in sorted(range(len(old)), key=lambda n: _order(sides[n])):
        equal = places.get(_words(sides[number]))
        if equal:
            yield kept(number, equal.pop(), "text", 1.0)
    rest = [number for number in range(len(old)) if number not in seen]
    come = [number for number in range(len(new)) if number not in found]
    if not rest or not come:
        return
    likeness, rank = _matrix([sides[n] for n in rest], [others[n] for n in come], unchanged)
    for row, column in _best(likeness, rank):
        if rest[row] not in seen and come[column] not in found:
            yield kept(rest[row], come[column], "likeness", round(float(likeness[row, column]), 4))


def _turned(match: Match, names: Mapping[str, str]) -> bool:
    left, right = _articles(match)
    return names.get(left, left) > names.get(right, right)


def _order(sides: tuple[Side, Side]) -> tuple[int, int]:
    return sides[0].start, sides[1].start


def _words(sides: tuple[Side, Side]) -> tuple[str, str]:
    return folded(sides[0].text), folded(sides[1].text)


def _matrix(
    old: Sequence[tuple[Side, Side]], new: Sequence[tuple[Side, Side]], unchanged: Collection[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return how alike old (rows) and new matches (columns) are, 0 where too little, and their ranks."""
    likeness = np.ones((len(old), len(new)))
    rank = np.zeros((len(old), len(new)))
    for place in (0, 1):
        one, other = [sides[place] for sides in old], [sides[place] for sides in new]
        if other[0].article in unchanged:
            alike, least = _overlaps(one, other), LEAST_OVERLAP
            context = alike
        else:
            alike, least = _alike(one, other), LEAST_LIKENESS
            context = (_ratios(one, other, "before") + _ratios(one, other, "after")) / 2
        likeness = np.minimum(likeness, np.where(alike >= least, alike, 0.0))
        rank += (1 - CONTEXT_WEIGHT) * alike + CONTEXT_WEIGHT * context
    return likeness, rank


def _best(likeness: NDArray[np.float64], rank: NDArray[np.float64]) -> Iterable[tuple[int, int]]:
    """Return the places of matches alike enough, the best first; ties in the order of the reports."""
    rows, columns = np.nonzero(likeness > 0)
    order = np.lexsort((columns, rows, -np.round(rank[rows, columns], 6)))
    return zip(rows[order].tolist(), columns[order].tolist(), strict=True)


def _overlaps(old: Sequence[Side], new: Sequence[Side]) -> NDArray[np.float64]:
    """Return which share of the shorter passage both cover, in one text."""
    starts, ends = np.array([[side.start, side.end] for side in old]).T[:, :, None]
    others = np.array([[side.start, side.end] for side in new]).T[:, None, :]
    common = np.minimum(ends, others[1]) - np.maximum(starts, others[0])
    shorter = np.minimum(ends - starts, others[1] - others[0])
    found: NDArray[np.float64] = np.clip(common / shorter, 0.0, 1.0)
    return found


def _alike(old: Sequence[Side], new: Sequence[Side]) -> NDArray[np.float64]:
    likeness = _ratios(old, new, "text")
    shorts, longs = [folded(side.text) for side in old], [folded(side.text) for side in new]
    for row, column in zip(*np.nonzero(likeness < CONTAINED), strict=True):
        one, other = sorted((shorts[row], longs[column]), key=len)
        if len(one) >= max(LEAST_CONTAINED, LEAST_PART * len(other)) and one in other:
            likeness[row, column] = CONTAINED
    return likeness


def _ratios(old: Sequence[Side], new: Sequence[Side], field: str) -> NDArray[np.float64]:
    """Return the normalised indel similarity of a field of every old and every new side."""
    from rapidfuzz.distance import Indel
    from rapidfuzz.process import cdist

    one, other = ([folded(getattr(side, field)) for side in sides] for sides in (old, new))
    found: NDArray[np.float64] = cdist(one, other, scorer=Indel.normalized_similarity, dtype=np.float64)
    return found
