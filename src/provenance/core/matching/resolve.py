"""Choose, for one pair of blocks, what is reported: the maximal matches, none inside another.

Copied stretches and compared units both claim parts of the two blocks. A unit that is mostly copied
gives way to the stretch, which has exact ends; a stretch inside a reworded unit gives way to the unit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, PIECE, SENTENCE
from provenance.core.codes import SCALE

Array = npt.NDArray[Any]

NEAR: Final = 0.8

# First scoring of copied stretches, in nats of surprise: how much must be in common before chance and
# custom no longer explain it. Words quoted on both sides, one of them whole, need least; loose words in
# the text most. Set by hand; what they let through is read in the README's section on quality.
NEEDED_TEXT: Final = 38.0
NEEDED_UNIT: Final = 25.0
NEEDED_QUOTED: Final = 18.0
NEEDED_QUOTE: Final = 14.0
SOFTNESS: Final = 3.0
WHOLLY: Final = 0.8
_ROUNDING: Final = 0.1  # far more than scores are rounded by
LEAST_SURPRISE: Final = 8.0  # below it the score of a quotation is under 4%
NAME_SHARE: Final = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A claim that two token ranges (half-open, within their blocks) have a common text."""

    left_first: int
    left_last: int
    right_first: int
    right_last: int
    score: float
    kind: int = SENTENCE
    copied: bool = False
    equal: int = 0
    run: int = 0
    whole: bool = False
    row: int = -1
    best: bool = True  # no other partner of either side is liker
    features: dict[str, float] = field(default_factory=dict)

    @property
    def left_size(self) -> int:
        return self.left_last - self.left_first

    @property
    def right_size(self) -> int:
        return self.right_last - self.right_first

    def shares(self, other: Claim) -> tuple[float, float]:
        """Return which share of this claim's sides the other covers, left and right."""
        left = max(0, min(self.left_last, other.left_last) - max(self.left_first, other.left_first))
        right = max(0, min(self.right_last, other.right_last) - max(self.right_first, other.right_first))
        return left / self.left_size, right / self.right_size


def quoted_score(surprise: float, quoted: float) -> float:
    """Score two units by the words in common, in any order, where both are quoted as good as whole."""
    if quoted < WHOLLY:
        return 0.0
    return round(1 / (1 + math.exp(-max(-60.0, min(60.0, (surprise - NEEDED_QUOTED) / SOFTNESS)))), 4)


def stretch_claim(row: Sequence[int]) -> Claim:
    """Score a copied stretch by the surprise of the words in common; names count little.

    The part that both sides quote is weighed by itself as well, and the better score holds: a quotation
    is evidence even where the words around it differ.
    """
    a, b, c, d, equal, run, plain, named, core, core_whole, whole = row
    identity = 2 * equal / (b - a + d - c)
    text = (plain + NAME_SHARE * named) / SCALE * identity
    quoted = core / SCALE * identity
    needed = NEEDED_UNIT if whole == 2 else NEEDED_TEXT
    needed_quoted = NEEDED_QUOTE if core_whole else NEEDED_QUOTED
    odds = max(text - needed, quoted - needed_quoted) / SOFTNESS
    score = round(1 / (1 + math.exp(-max(-60.0, min(60.0, odds)))), 4)
    return Claim(
        left_first=a, left_last=b, right_first=c, right_last=d, score=score, copied=True, equal=equal,
        run=run, whole=whole == 2,
        features={
            "identity": round(identity, 4), "longest_run": float(run),
            "surprise": round(text, 4), "surprise_needed": needed,
            "quoted_surprise": round(quoted, 4), "quoted_surprise_needed": needed_quoted,
        },
    )  # fmt: skip


def may_reach(rows: Array, least: float) -> Array:
    """Say of stretches, as ``verify`` gives them, whether their score may be ``least`` or more, bool.

    ``stretch_claim`` decides; most stretches are far below, and need not be asked about one by one.
    """
    if least <= 0:
        return np.ones(len(rows), dtype=np.bool_)
    a, b, c, d, equal, _, plain, named, core, core_whole, whole = rows.T
    identity = 2 * equal / (b - a + d - c)
    text = (plain + NAME_SHARE * named) / SCALE * identity - np.where(whole == 2, NEEDED_UNIT, NEEDED_TEXT)
    quoted = core / SCALE * identity - np.where(core_whole > 0, NEEDED_QUOTE, NEEDED_QUOTED)
    bound = SOFTNESS * math.log(least / max(1e-9, 1 - least)) - _ROUNDING
    found: Array = np.maximum(text, quoted) >= bound
    return found


# Claims that leave fewer words than this between them on either side are one match.
CLOSE: Final = 6
# A block that is itself likely is reported rather than its parts, unless another block is a better partner
# of a side; a doubtful one gives way to a surer part. From SURE on the larger one holds all the same: that
# a third version is liker still says nothing against it.
LIKELY: Final = 0.5
SURE: Final = 0.9
# Claims of which each covers so much of the other, on both sides, are claims to one passage.
SAME_RANGES: Final = 0.9
_LARGER: Final = {BLOCK: 0.05, SENTENCE: 0.02, PIECE: 0.0}


def _preference(claim: Claim) -> tuple[bool, float]:
    if not claim.best:
        return False, claim.score + (_LARGER[claim.kind] if claim.score >= SURE else 0.0)
    return claim.kind == BLOCK and claim.score >= LIKELY, claim.score + _LARGER[claim.kind]


def _surest(claim: Claim, units: Sequence[Claim]) -> Claim:
    """Return the surest unit with as good as the same two ranges: a block is cut to what it shares, which may
    be one sentence of it.
    """
    same = [unit for unit in units if min(*claim.shares(unit), *unit.shares(claim)) >= SAME_RANGES]
    return max(same, key=lambda unit: (unit.score, unit is claim), default=claim)


def _clashes(claim: Claim, taken: Sequence[Claim]) -> bool:
    """Say whether a claim covers ground that another holds on either side."""
    for other in taken:
        mine, theirs = claim.shares(other), other.shares(claim)
        if max(min(mine[0], 1.0), theirs[0]) > 0.3 and max(mine[1], theirs[1]) > 0.3:
            return True
    return False


def resolve(stretches: Sequence[Claim], units: Sequence[Claim], least: float) -> list[Claim]:
    """Return the claims to report for one pair of blocks, in order of the left side.

    What is likely is chosen first, and what is doubtful beside it, the surest first: to ask for more, with a
    lower ``least``, changes nothing of what was reported before.

    Args:
        stretches: copied stretches; units: compared units, whole blocks cut to what they share;
            least: the score below which a claim is dropped.
    """
    found = _likely(stretches, units)
    if least < LIKELY:
        found += _doubtful(stretches, units, found, least)
    return sorted((claim for claim in found if claim.score >= least), key=_place)


def _place(claim: Claim) -> tuple[int, int, int, int]:
    return claim.left_first, claim.right_first, claim.left_last, claim.right_last


def _likely(stretches: Sequence[Claim], units: Sequence[Claim]) -> list[Claim]:
    kept = [s for s in stretches if s.score >= LIKELY]
    taken: list[Claim] = []
    given: list[Claim] = []
    in_place = sorted(units, key=lambda u: (u.left_first, u.right_first))
    for preferred in sorted(in_place, key=_preference, reverse=True):
        if preferred.score < LIKELY or _clashes(preferred, taken):
            continue
        # Around a copy that a sentence gave way to, a paragraph that is less sure has nothing to add.
        if preferred.kind == BLOCK and any(
            preferred.score < copy.score and min(copy.shares(preferred)) >= 0.9 for copy in given
        ):
            continue
        unit = _surest(preferred, units)
        # A unit that is one side's copied words and more on the other has nothing beyond the copy.
        copies = [
            s for s in stretches if min(unit.shares(s)) >= 0.7 or (s in kept and max(unit.shares(s)) >= 0.9)
        ]
        if copies:
            best = max(copies, key=lambda s: s.equal)
            if best in kept:
                given.append(best)
                continue
            kept.append(_raised(best, unit))
            continue
        taken.append(unit)
    for stretch in sorted(kept, key=lambda s: (-s.equal, s.left_first, s.right_first)):
        inside = [t for t in taken if min(stretch.shares(t)) >= 0.7]
        if any(not stretch.whole or t.kind == PIECE for t in inside):
            continue
        if not any(min(stretch.shares(t)) > 0.5 for t in taken if t.copied):
            taken.append(stretch)
    found = joined(sorted(taken, key=_place))
    # Claims that were joined may reach around a third one, whose sides stand crosswise.
    return [c for c in found if c.copied or not any(is_within(c, other) for other in found if other is not c)]


def _doubtful(
    stretches: Sequence[Claim], units: Sequence[Claim], likely: Sequence[Claim], least: float
) -> list[Claim]:
    """Return the doubtful claims on ground that no surer one holds."""
    claims = [s for s in stretches if least <= s.score < LIKELY]
    for unit in units:
        if least <= unit.score < LIKELY:
            copies = [s for s in stretches if min(unit.shares(s)) >= 0.7]
            claims.append(_raised(max(copies, key=lambda s: s.equal), unit) if copies else unit)
    taken = list(likely)
    for claim in sorted(claims, key=lambda c: (-c.score, -c.left_size - c.right_size, _place(c))):
        if not _clashes(claim, taken):
            taken.append(claim)
    return taken[len(likely) :]


def is_within(claim: Claim, other: Claim) -> bool:
    """Say whether a claim lies inside another one on both sides, and is not as large."""
    return claim.shares(other) == (1.0, 1.0) and other.shares(claim) != (1.0, 1.0)


def joined(claims: Sequence[Claim]) -> list[Claim]:
    """Join claims that follow one another closely on both sides: the maximal match is reported.

    Args:
        claims: of one pair of blocks, in order of the left side.
    """
    result: list[Claim] = []
    for claim in claims:
        before = result[-1] if result else None
        if before is not None and _follows(before, claim):
            result[-1] = _both(before, claim)
        else:
            result.append(claim)
    return result


def _follows(before: Claim, after: Claim) -> bool:
    gaps = after.left_first - before.left_last, after.right_first - before.right_last
    return min(gaps) >= 0 and max(gaps) <= CLOSE


def _both(before: Claim, after: Claim) -> Claim:
    surer = max(before, after, key=lambda claim: claim.score)
    copied = before.copied and after.copied
    return Claim(
        left_first=before.left_first, left_last=after.left_last, right_first=before.right_first,
        right_last=after.right_last, score=surer.score, kind=surer.kind, copied=copied,
        equal=before.equal + after.equal, run=max(before.run, after.run), whole=False, row=surer.row,
        features=dict(surer.features),
    )  # fmt: skip


def _raised(stretch: Claim, unit: Claim) -> Claim:
    """Return a stretch with the better score of the unit that it makes up."""
    return Claim(
        left_first=stretch.left_first, left_last=stretch.left_last, right_first=stretch.right_first,
        right_last=stretch.right_last, score=unit.score, kind=unit.kind, copied=True,
        equal=stretch.equal, run=stretch.run, whole=stretch.whole, row=unit.row,
        features=dict(unit.features),
    )  # fmt: skip
