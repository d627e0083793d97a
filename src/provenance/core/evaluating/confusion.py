"""Which origins were expected, and which the report names instead."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from provenance.core.evaluating.gold import GoldOrigin
from provenance.model import Origin, OriginKind, Report

# An origin is expected where the report has no such pair or article, or the other way round.
NOT_REPORTED: Final = "not reported"
NOT_LISTED: Final = "not listed"
_ORDER: Final = (*get_args(OriginKind), NOT_REPORTED, NOT_LISTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """Origins expected and found.

    ``cells`` are (expected, found, how many), in the order of origins; ``NOT_LISTED`` stands
    for what the annotation does not list and ``NOT_REPORTED`` for what the report does not hold.
    ``agencies`` counts those of ``right`` that also name the agency expected, none included.
    """

    cells: tuple[tuple[str, str, int], ...]
    agencies: int

    @property
    def listed(self) -> int:
        """How many the annotation lists."""
        return sum(count for expected, _, count in self.cells if expected != NOT_LISTED)

    @property
    def right(self) -> int:
        """How many of these are as expected."""
        return sum(count for expected, found, count in self.cells if expected == found)


def article_confusion(report: Report, expected: Sequence[GoldOrigin]) -> Confusion | None:
    """Compare the origins of articles; None where none is annotated."""
    return _confusion({(article.id,): article.origin for article in report.articles}, expected)


def pair_confusion(
    report: Report, expected: Sequence[GoldOrigin], skipped: Collection[tuple[str, ...]]
) -> Confusion | None:
    """Compare the origins of pairs of articles but those ``skipped``; None where none is annotated."""
    found = {(min(p.left, p.right), max(p.left, p.right)): p.origin for p in report.pairs}
    return _confusion(
        {key: origin for key, origin in found.items() if key not in skipped},
        [one for one in expected if one.articles not in skipped],
    )


def _confusion(found: Mapping[tuple[str, ...], Origin], expected: Sequence[GoldOrigin]) -> Confusion | None:
    if not expected:
        return None
    cells: Counter[tuple[str, str]] = Counter()
    agencies = 0
    for one in expected:
        got = found.get(one.articles)
        cells[one.kind, NOT_REPORTED if got is None else got.kind] += 1
        agencies += got is not None and (got.kind, got.agency) == (one.kind, one.agency)
    for key in found.keys() - {one.articles for one in expected}:
        cells[NOT_LISTED, found[key].kind] += 1
    ordered = sorted(cells, key=lambda cell: tuple(map(_ORDER.index, cell)))
    return Confusion(cells=tuple((*cell, cells[cell]) for cell in ordered), agencies=agencies)
