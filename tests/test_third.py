"""What a third version of a text says for a match."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from provenance.core.third import SURE, borne_out

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


@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(7, 12), st.floats(0.1, 1.0)), unique_by=lambda r: r[:2])
)
def test_scores_only_rise_and_never_above_those_that_bear_them_out(
    rows: list[tuple[int, int, float]],
) -> None:
    best = max((score for _, _, score in rows), default=0.0)
    for at, score in raised(*rows).items():
        assert rows[at][2] < score <= best + 0.0001
