"""What outlets share with one another, added up from the pairs of their articles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from provenance.errors import UsageError
from provenance.model import OriginKind, Report
from provenance.report.order import LISTED

Ends = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """What two outlets have in common; the same outlet twice where it shares text with itself.

    ``words`` are those of the shorter sides of all passages and quotations; boilerplate and formulas are left
    out. ``origin`` is what most of these words are called.
    """

    left: str
    right: str
    words: int
    passages: int
    origin: OriginKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Ties:
    """All ties, most words first; ``unplaced`` counts pairs with an article whose outlet is not known."""

    ties: tuple[Tie, ...]
    unplaced: int

    def between(self) -> tuple[Tie, ...]:
        """Return the ties between two different outlets."""
        return tuple(tie for tie in self.ties if tie.left != tie.right)

    def weights(self) -> Mapping[str, int]:
        """Return how many words each outlet shares with others."""
        words: Counter[str] = Counter()
        for tie in self.between():
            words[tie.left] += tie.words
            words[tie.right] += tie.words
        return words


def outlet_ties(report: Report) -> Ties:
    """Add up what outlets share.

    Raises:
        UsageError: if no two articles of known and different outlets share a passage.
    """
    outlets = {article.id: article.outlet for article in report.articles}
    matches = {match.id: match for match in report.matches if match.content in LISTED}
    words: defaultdict[Ends, Counter[OriginKind]] = defaultdict(Counter)
    passages: Counter[Ends] = Counter()
    unplaced = 0
    for pair in report.pairs:
        listed = [matches[key] for key in pair.matches if key in matches]
        left, right = outlets[pair.left], outlets[pair.right]
        if not listed:
            continue
        if left is None or right is None:
            unplaced += 1
            continue
        ends = (min(left, right), max(left, right))
        passages[ends] += len(listed)
        words[ends][pair.origin.kind] += sum(match.words for match in listed)
    ties = [
        Tie(
            left=ends[0],
            right=ends[1],
            words=counts.total(),
            passages=passages[ends],
            origin=min(counts, key=lambda kind: (-counts[kind], kind)),
        )
        for ends, counts in words.items()
    ]
    found = Ties(ties=tuple(sorted(ties, key=lambda t: (-t.words, t.left, t.right))), unplaced=unplaced)
    if not found.between():
        raise UsageError(
            "the report has no two outlets with a passage in common; where outlets are not known, name them"
            " in a manifest.csv or by --outlet-from, and compare again"
        )
    return found


def chosen(ties: Ties, most: int) -> list[str]:
    """Return the outlets that share most, at most so many, each beside those that it shares most with."""
    weights = ties.weights()
    kept = sorted(weights, key=lambda name: (-weights[name], name))[:most]
    strength = {(tie.left, tie.right): tie.words for tie in ties.between()}
    rest = set(kept)
    order: list[str] = []
    while rest:
        near = order[-1:]
        best = min(rest, key=lambda name: (-_strength(strength, near, name), -weights[name], name))
        order.append(best)
        rest.remove(best)
    return order


def _strength(strength: Mapping[Ends, int], near: Sequence[str], name: str) -> int:
    return sum(strength.get((min(name, other), max(name, other)), 0) for other in near)
