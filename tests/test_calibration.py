"""How well scores tell the share of right matches: bins, the error and its interval."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.core.matching.calibration import BINS, Judged, calibrate

scores = st.integers(0, 10_000).map(lambda whole: whole / 10_000)
judgements = st.lists(st.tuples(scores, st.booleans(), st.sampled_from("bcde")), min_size=1, max_size=60).map(
    lambda drawn: [
        Judged(id=f"{number:03d}", score=score, true=true, between=("a", other))
        for number, (score, true, other) in enumerate(drawn)
    ]
)


@given(judgements)
def test_bins_hold_all_matches_in_order_and_equal_parts(judged: list[Judged]) -> None:
    bins = calibrate(judged, resamples=40).bins
    sizes = [part.matches for part in bins]
    assert len(bins) == min(BINS, len(judged))
    assert sum(sizes) == len(judged) and max(sizes) - min(sizes) <= 1
    assert all(a.high <= b.low for a, b in pairwise(bins))
    assert all(part.low - 0.0001 <= part.mean_score <= part.high + 0.0001 for part in bins)


@given(judgements)
def test_the_error_is_the_mean_gap_between_scores_and_shares(judged: list[Judged]) -> None:
    result = calibrate(judged, resamples=40)
    ranked = sorted(judged, key=lambda one: (one.score, one.id))
    total, at = 0.0, 0
    for part in result.bins:
        ours = ranked[at : at + part.matches]
        total += abs(sum(one.score for one in ours) - sum(one.true for one in ours))
        at += part.matches
    assert result.error == pytest.approx(total / len(judged), abs=0.0001)


@given(judgements, st.randoms(use_true_random=False))
def test_calibration_does_not_depend_on_the_order_of_matches(judged: list[Judged], random: Any) -> None:
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert calibrate(shuffled, resamples=40) == calibrate(judged, resamples=40)


def test_true_scores_are_well_calibrated_and_boasting_ones_are_not() -> None:
    def judged(score: float) -> list[Judged]:
        # Half of the matches are true, whatever the score claims.
        return [Judged(id=str(n), score=score, true=n % 2 == 0, between=("a", str(n))) for n in range(200)]

    honest, boasting = (calibrate(judged(score), bins=1) for score in (0.5, 1.0))
    assert (honest.error, boasting.error) == (0.0, 0.5)
    assert boasting.interval is not None and boasting.interval[0] > 0.4


def test_intervals_are_wider_where_matches_come_in_few_pairs_of_articles() -> None:
    def interval(pairs: int) -> float:
        judged = [
            Judged(id=f"{n:03d}", score=0.7, true=(n % pairs) % 2 == 0, between=("a", str(n % pairs)))
            for n in range(240)
        ]
        low, high = calibrate(judged, bins=1).bins[0].interval
        assert low <= 0.5 <= high
        return high - low

    assert interval(240) < interval(24) < interval(6)


def test_nothing_judged_gives_no_calibration() -> None:
    result = calibrate([])
    assert (result.bins, result.error, result.interval) == ((), None, None)
