"""The figures at the top of the page: how much is shared, as what, from whom, between whom."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.model import OriginKind
from provenance.report.html.coverage import Shared, words_by_origin
from provenance.report.html.facts import Facts
from provenance.report.order import TIERS

TOP: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginShare:
    """Words that other articles hold under one origin, and their share of all words."""

    kind: OriginKind
    words: int
    share: float


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyRow:
    """An agency: articles and pairs that are called its copy."""

    name: str
    articles: int
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OutletPair:
    """Two outlets (the same twice, where it shares text with itself) and what they have in common."""

    left: str
    right: str
    pairs: int
    passages: int
    quotations: int
    origins: tuple[tuple[OriginKind, int], ...]

    @property
    def matches(self) -> int:
        """Passages and quotations together."""
        return self.passages + self.quotations


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the page says at the top. ``unplaced`` counts pairs with an article of no known outlet."""

    words: int
    shared_words: int
    origins: tuple[OriginShare, ...]
    agencies: tuple[AgencyRow, ...]
    outlet_pairs: tuple[OutletPair, ...]
    unplaced: int
    listed_pairs: int
    listed_matches: int
    labelled: int


def summarise(facts: Facts, stretches: Mapping[str, Sequence[Shared]]) -> Summary:
    """Add up a report."""
    words = sum(article.words for article in facts.articles)
    by_origin = words_by_origin(facts, stretches)
    shares = [
        OriginShare(kind=kind, words=number, share=number / words if words else 0.0)
        for kind, number in sorted(by_origin.items(), key=lambda item: (TIERS[item[0]], item[0]))
    ]
    outlets, unplaced = outlet_pairs(facts)
    listed = [match for group in facts.pairs for match in group.listed]
    return Summary(
        words=words,
        shared_words=by_origin.total(),
        origins=tuple(shares),
        agencies=tuple(_agencies(facts)),
        outlet_pairs=outlets,
        unplaced=unplaced,
        listed_pairs=sum(bool(group.listed) for group in facts.pairs),
        listed_matches=len(listed),
        labelled=sum(match.label is not None for match in listed),
    )


def outlet_pairs(facts: Facts) -> tuple[tuple[OutletPair, ...], int]:
    """Return what pairs of outlets share, most first, and how many pairs have an unknown outlet."""
    unplaced = 0
    numbers: dict[tuple[str, str], Counter[str]] = {}
    origins: dict[tuple[str, str], Counter[OriginKind]] = {}
    for group in facts.pairs:
        if not group.listed:
            continue
        names = [facts.article(key).outlet for key in (group.pair.left, group.pair.right)]
        left, right = sorted(name or "" for name in names)
        if not left:
            unplaced += 1
            continue
        key = (left, right)
        counts = numbers.setdefault(key, Counter())
        counts["pairs"] += 1
        counts.update(match.content for match in group.listed)
        origins.setdefault(key, Counter())[group.pair.origin.kind] += 1
    rows = [
        OutletPair(
            left=key[0],
            right=key[1],
            pairs=counts["pairs"],
            passages=counts["passage"],
            quotations=counts["quote"],
            origins=tuple(sorted(origins[key].items(), key=lambda item: (-item[1], TIERS[item[0]], item[0]))),
        )
        for key, counts in numbers.items()
    ]
    rows.sort(key=lambda row: (-row.pairs, -row.passages, row.left, row.right))
    return tuple(rows), unplaced


def _agencies(facts: Facts) -> list[AgencyRow]:
    articles = Counter(
        article.origin.agency
        for article in facts.articles
        if article.origin.agency and article.origin.kind == "wire-copy"
    )
    pairs = Counter(
        group.pair.origin.agency
        for group in facts.pairs
        if group.pair.origin.agency and group.pair.origin.kind == "wire-copy"
    )
    rows = [AgencyRow(name=name, articles=articles[name], pairs=pairs[name]) for name in {*articles, *pairs}]
    return sorted(rows, key=lambda row: (-row.articles, -row.pairs, row.name))
