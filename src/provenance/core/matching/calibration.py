"""How well scores agree with the share of matches that are true.

Expected calibration error as in M. P. Naeini, G. F. Cooper and M. Hauskrecht, "Obtaining well
calibrated probabilities using Bayesian binning" (2015), over bins of equal mass; intervals by the
percentile bootstrap of B. Efron (1979). What is drawn are pairs of articles with all their
matches, not single matches: those of two articles are right or wrong together, and intervals
that ignored it would be too narrow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

BINS: Final = 10
RESAMPLES: Final = 1000
SEED: Final = 1
# The outer 2.5% on either side of 1,000 sorted values.
_LOW: Final = 0.025
_UNIT: Final = 10_000  # scores have four decimals, and are added up as whole numbers

Interval = tuple[float, float]
Counts = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A match with its score, whether it is true, and the pair of articles it lies in."""

    id: str
    score: float
    true: bool
    between: tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """A tenth of the matches, by score: how many, lowest, highest and mean score, share of true ones."""

    matches: int
    low: float
    high: float
    mean_score: float
    share_true: float
    interval: Interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """Bins by rising score, and the expected calibration error; None where nothing could be judged."""

    bins: tuple[Bin, ...]
    error: float | None
    interval: Interval | None


def calibrate(judged: Sequence[Judged], *, bins: int = BINS, resamples: int = RESAMPLES) -> Calibration:
    """Compare scores with shares of true matches.

    Args:
        judged: matches known to be true or false; ties in score are broken by id.
        bins: how many; their sizes differ by one at most. Fewer matches than bins: one each.
        resamples: drawings for the intervals of 95%.
    """
    if not judged:
        return Calibration(bins=(), error=None, interval=None)
    ranked = sorted(judged, key=lambda one: (one.score, one.id))
    count = min(bins, len(ranked))
    ends = [len(ranked) * k // count for k in range(count + 1)]
    parts = [ranked[begin:end] for begin, end in pairwise(ends)]
    table = _tally(parts)
    shares, errors = _resample(table, resamples)
    return Calibration(
        bins=tuple(_bin(part, shares[:, k]) for k, part in enumerate(parts)),
        error=round(float(_error(table.sum(axis=0))), 4),
        interval=_interval(errors),
    )


def _bin(part: Sequence[Judged], shares: npt.NDArray[np.float64]) -> Bin:
    return Bin(
        matches=len(part),
        low=part[0].score,
        high=part[-1].score,
        mean_score=round(sum(round(_UNIT * one.score) for one in part) / _UNIT / len(part), 4),
        share_true=round(sum(one.true for one in part) / len(part), 4),
        interval=_interval(shares),
    )


def _tally(parts: Sequence[Sequence[Judged]]) -> Counts:
    """Return matches, true ones and sums of scores by pair of articles and bin: (pairs, 3, bins)."""
    between = sorted({one.between for part in parts for one in part})
    row = {pair: number for number, pair in enumerate(between)}
    table = np.zeros((len(between), 3, len(parts)), dtype=np.int64)
    for column, part in enumerate(parts):
        for one in part:
            table[row[one.between], :, column] += (1, one.true, round(_UNIT * one.score))
    return table


def _resample(table: Counts, resamples: int) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """Return shares of true matches by drawing and bin (nan where none was drawn), and errors by drawing."""
    # RandomState, for its stream is frozen, while that of newer generators may change with numpy.
    random: Any = np.random.RandomState(SEED)
    pairs = len(table)
    drawn = np.empty((resamples, 3, table.shape[2]), dtype=np.int64)
    for number in range(resamples):
        times = np.bincount(random.randint(0, pairs, size=pairs), minlength=pairs)
        drawn[number] = np.tensordot(times, table, axes=1)
    matches, true = drawn[:, 0], drawn[:, 1]
    shares = np.full(matches.shape, np.nan)
    np.divide(true, matches, out=shares, where=matches > 0)
    return shares, _error(drawn)


def _error(counts: Counts) -> npt.NDArray[np.float64]:
    """Return the expected calibration error from counts of shape (..., 3, bins)."""
    matches, true, scores = counts[..., 0, :], counts[..., 1, :], counts[..., 2, :]
    return np.asarray(np.abs(scores - _UNIT * true).sum(axis=-1) / (_UNIT * matches.sum(axis=-1)))


def _interval(values: npt.NDArray[np.float64]) -> Interval:
    """Return the middle 95% of some values, those that are no number left out."""
    known = np.sort(values[~np.isnan(values)])
    skip = int(_LOW * len(known))
    return round(float(known[skip]), 4), round(float(known[len(known) - 1 - skip]), 4)
