"""In what order pairs are shown, and which of their matches deserve a row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from provenance.model import Match, Pair, Report

LIKELY: Final = 0.5
SHORT_WORDS: Final = 8
LISTED: Final = frozenset({"passage", "quote"})

TIERS: Final = {
    "wire-copy": 0,
    "press-release": 1,
    "syndication": 2,
    "shared-quote": 3,
    "unknown": 3,
    "revision": 4,
    "boilerplate": 5,
    "formula": 6,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NumberedPair:
    """A pair with the number it is shown under, counted from 1, and its matches.

    ``listed`` are passages and quotations in the order of the left text, ``set_aside`` the
    boilerplate and formulas.
    """

    number: int
    pair: Pair
    listed: tuple[Match, ...]
    set_aside: tuple[Match, ...]

    @property
    def long(self) -> tuple[Match, ...]:
        """The listed matches of at least ``SHORT_WORDS`` words."""
        return tuple(match for match in self.listed if match.words >= SHORT_WORDS)

    @property
    def short(self) -> tuple[Match, ...]:
        """The listed matches too short for a row of their own."""
        return tuple(match for match in self.listed if match.words < SHORT_WORDS)


def numbered_pairs(report: Report) -> tuple[NumberedPair, ...]:
    """Return all pairs, likeliest wire copy first; pairs of boilerplate and formulas only come last."""
    by_id = {match.id: match for match in report.matches}
    ranked = sorted(report.pairs, key=lambda pair: _rank(pair, by_id))
    return tuple(
        NumberedPair(
            number=number,
            pair=pair,
            listed=_in_text_order(pair, by_id, listed=True),
            set_aside=_in_text_order(pair, by_id, listed=False),
        )
        for number, pair in enumerate(ranked, start=1)
    )


def most_telling(matches: tuple[Match, ...], limit: int) -> tuple[Match, ...]:
    """Return the ``limit`` matches that say most, by score times words, in their given order."""
    best = sorted(matches, key=lambda match: (-match.score * match.words, match.id))[:limit]
    chosen = {match.id for match in best}
    return tuple(match for match in matches if match.id in chosen)


def _rank(pair: Pair, by_id: Mapping[str, Match]) -> tuple[bool, int, float, float, str, str]:
    listed = any(by_id[key].content in LISTED for key in pair.matches)
    shares = pair.left_share + pair.right_share
    tier = TIERS[pair.origin.kind]
    # Where nobody's copy is named, it is how much two articles share that makes them worth a look.
    sure = pair.origin.confidence if tier < TIERS["unknown"] else 0.0
    return not listed, tier, -sure, -shares, pair.left, pair.right


def _in_text_order(pair: Pair, by_id: Mapping[str, Match], *, listed: bool) -> tuple[Match, ...]:
    chosen = [by_id[key] for key in pair.matches if (by_id[key].content in LISTED) is listed]
    return tuple(sorted(chosen, key=lambda match: (match.left.start, match.right.start, match.id)))
