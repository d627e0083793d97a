"""What company a pair of texts may have, before an index is asked again."""

from __future__ import annotations

import numpy as np
import pytest

from provenance.core.holding.chances import Between
from provenance.core.matching.company import HOLDERS

NEW, MANY = 100, 2 * HOLDERS + 4
# The new article holds texts 1, 3 and 5. Text 2 is everybody's; 4 and 6 each stand in one article.
TEXTS = np.array([[1, 2], [3, 4], [5, 6]])
PLACES = {1: [NEW], 2: list(range(MANY)), 3: [NEW], 4: [MANY - 1], 5: [NEW], 6: [MANY + 1]}


def between(speaking: set[int], places: dict[int, list[int]] | None = None) -> Between:
    return Between(TEXTS, PLACES if places is None else places, {1, 3, 5}, speaking)


def test_a_pair_is_no_company_to_itself() -> None:
    assert not between({1}).company(1)


@pytest.mark.parametrize(("pair", "company"), [(1, True), (2, False)])
def test_every_holder_of_a_likely_text_counts_however_many_there_are(pair: int, company: bool) -> None:
    assert between({0}).company(pair) is company


def test_another_likely_pair_of_the_same_articles_is_company() -> None:
    places = PLACES | {6: [MANY - 1]}
    assert between({1}, places).company(2)
    assert not between(set(), places).company(2)
    assert between({1}, places).with_any({2}, {1}) == {1}
    assert between({1}).with_any({2}, {1}) == set()


def test_equal_text_is_company() -> None:
    assert between(set(), PLACES | {3: [NEW, MANY + 1]}).company(2)
