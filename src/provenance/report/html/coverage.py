"""Which stretches of an article other articles hold, and as what: for shading, and for shares by origin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from provenance.model import OriginKind
from provenance.report.html.facts import Facts, is_listed
from provenance.report.order import TIERS


@dataclass(frozen=True, slots=True, order=True)
class Shared:
    """A half-open stretch of an article in code points, the number of its match, and what it is shaded as."""

    start: int
    end: int
    match: int
    kind: OriginKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A stretch that is of one kind throughout; where kinds overlap, the most telling one holds.

    ``matches`` are the numbers of all matches that cover it.
    """

    start: int
    end: int
    kind: OriginKind | None
    matches: tuple[int, ...]


def shared_stretches(facts: Facts) -> Mapping[str, Sequence[Shared]]:
    """Return every article's shared stretches in order, by its id; articles without any are left out."""
    found: dict[str, list[Shared]] = {}
    for number, (match, kind) in enumerate(zip(facts.matches, facts.kinds, strict=True)):
        for side in (match.left, match.right):
            found.setdefault(side.article, []).append(Shared(side.start, side.end, number, kind))
    return {key: sorted(stretches) for key, stretches in found.items()}


def segments(stretches: Iterable[Shared], length: int | None = None) -> list[Segment]:
    """Cut an article where stretches begin and end.

    Args:
        stretches: in order.
        length: the article's; what no stretch covers is a segment of no kind then, else it is left out.
    """
    held = [one for one in stretches if length is None or one.start < length]
    bounds = {edge for one in held for edge in (one.start, one.end)}
    if length is not None:
        bounds = {edge for edge in bounds if edge < length} | ({0, length} if length else set())
    edges = sorted(bounds)
    made: list[Segment] = []
    open_: list[Shared] = []
    waiting = 0
    for start, end in pairwise(edges):
        open_ = [one for one in open_ if one.end > start]
        while waiting < len(held) and held[waiting].start <= start:
            open_.append(held[waiting])
            waiting += 1
        if open_ or length is not None:
            kind = min((one.kind for one in open_), key=lambda kind: (TIERS[kind], kind), default=None)
            numbers = tuple(sorted({one.match for one in open_}))
            made.append(Segment(start=start, end=end, kind=kind, matches=numbers))
    return made


def words_by_origin(facts: Facts, stretches: Mapping[str, Sequence[Shared]]) -> Counter[OriginKind]:
    """Return how many words other articles hold, by origin, as far as they are passages and quotations.

    An article's reused and quoted words are divided by the characters that each origin covers; each word
    counts once, for the most telling origin.
    """
    listed = [is_listed(match) for match in facts.matches]
    words: dict[OriginKind, float] = {}
    for article in facts.articles:
        held = [one for one in stretches.get(article.id, ()) if listed[one.match]]
        covered: Counter[OriginKind] = Counter()
        for segment in segments(_distinct(held)):
            if segment.kind is not None:
                covered[segment.kind] += segment.end - segment.start
        reused = (article.reused + article.quoted) * article.words
        for kind, characters in covered.items():
            words[kind] = words.get(kind, 0.0) + reused * characters / covered.total()
    return Counter({kind: round(number) for kind, number in words.items() if round(number)})


def _distinct(stretches: Iterable[Shared]) -> list[Shared]:
    """Return one stretch for all of one place and kind: stock text may have hundreds."""
    kept = {(one.start, one.end, one.kind): one for one in stretches}
    return sorted(kept.values())
