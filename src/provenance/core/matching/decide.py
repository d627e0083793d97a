"""Score what was compared and choose what is reported, pair by pair; half of many pairs on another core."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import Terms
from provenance.core.matching.claims import Places, unit_claim
from provenance.core.matching.compared import Compared
from provenance.core.matching.edges import with_whole_sentences, without_parts
from provenance.core.matching.hubs import spared
from provenance.core.matching.judging import Copies, Judging
from provenance.core.matching.resolve import LIKELY, Claim, is_within, resolve
from provenance.core.matching.score import Models
from provenance.core.matching.settle import Found
from provenance.core.seams import Beside, afterwards

# Fewer pairs than this are decided before another process has begun to help.
MANY: Final = 5_000
_CLAIM: Final = tuple(Claim.__dataclass_fields__)

# A row's number, the score of its own, and its score.
_Scored = tuple[int, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Open:
    """Candidate pairs with what may be claimed of them: stretches, and rows by pair."""

    places: Places
    compared: Compared
    judging: Judging
    copies: Copies
    units: Mapping[int, Sequence[_Scored]]
    least: float

    def found(self, pairs: Sequence[int]) -> Iterator[Found]:
        """Yield what is reported of some pairs, in their order."""
        stretches = self.copies.among(pairs, self.units)
        candidates = self.compared.candidates
        for pair in pairs:
            units = [
                unit_claim(self.places, self.compared, row[0], self.judging.made_up(*row))
                for row in self.units.get(pair, ())
            ]
            left, right = int(candidates.left[pair]), int(candidates.right[pair])
            copies = stretches.get(pair, ())
            claims = resolve(copies, units, self.least)
            claims = with_whole_sentences(self.places, (left, right), claims)
            for claim in without_parts(self.places, (left, right), claims):
                yield Found(
                    left=left,
                    right=right,
                    generators=int(candidates.generators[pair]),
                    claim=claim,
                    spares=() if claim.copied else self._spares((left, right), claim, (*copies, *units)),
                )

    def _spares(self, blocks: tuple[int, int], claim: Claim, others: Iterable[Claim]) -> tuple[Claim, ...]:
        """Return the likely claims inside one that is no copy, each as it would be reported by itself."""
        inside = (other for other in others if other.score >= LIKELY and is_within(other, claim))
        return tuple(with_whole_sentences(self.places, blocks, [other])[0] for other in inside)


def decide(
    columns: Columns,
    terms: Terms,
    compared: Compared,
    models: Models,
    least: float,
    held: Mapping[int, Sequence[int]] | None = None,
    beside: Beside = afterwards,
) -> Iterator[Found]:
    """Score all rows and yield the claims to report, pair by pair.

    Args:
        columns, terms, compared, models: what was compared. least: below which score nothing is asked for.
        held: as for ``judging.company``.
        beside: does other work meanwhile, where there is enough of it.
    """
    copies = Copies(compared, least)
    without = spared(columns, compared.candidates, copies.claims())
    judging = Judging(columns, compared, models, copies, held)
    units: dict[int, list[_Scored]] = defaultdict(list)
    for row in judging.scores(least):
        pair = int(compared.row_pair[row[0]])
        if pair not in without:
            units[pair].append(row)
    work = _Open(
        places=Places(columns, terms),
        compared=compared,
        judging=judging,
        copies=copies,
        units=units,
        least=least,
    )
    pairs = sorted({*copies.pairs.tolist(), *units})
    half = len(pairs) // 2 if len(pairs) >= MANY else len(pairs)
    rest = beside(_packed, (work, pairs[half:])) if half < len(pairs) else list
    yield from work.found(pairs[:half])
    yield from map(_unpacked, rest())


def _packed(given: tuple[_Open, Sequence[int]]) -> list[tuple[Any, ...]]:
    """Return what is reported of some pairs as plain values, which travel four times as fast as objects."""
    work, pairs = given
    return [
        (one.left, one.right, one.generators, _plain(one.claim), tuple(map(_plain, one.spares)))
        for one in work.found(pairs)
    ]


def _plain(claim: Claim) -> tuple[Any, ...]:
    return tuple(getattr(claim, name) for name in _CLAIM)


def _claim(values: Iterable[Any]) -> Claim:
    return Claim(**dict(zip(_CLAIM, values, strict=True)))


def _unpacked(values: tuple[Any, ...]) -> Found:
    left, right, generators, claim, spares = values
    return Found(
        left=left,
        right=right,
        generators=generators,
        claim=_claim(claim),
        spares=tuple(map(_claim, spares)),
    )
