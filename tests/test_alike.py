"""Which units are one text in two places."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import bare_columns
from provenance.core.chunk import LEAST_UNIT_WORDS
from provenance.core.matching import alike
from provenance.core.matching.alike import NEAR_COPY, Alike
from provenance.core.matching.meaning import Nodes

words = st.lists(st.integers(0, 9), min_size=1, max_size=12)


@pytest.mark.parametrize("compiled", [False, True])
@given(texts=st.lists(words, min_size=1, max_size=6))
@settings(max_examples=80, deadline=None)
def test_near_copies_have_most_words_in_common_each_as_often_as_both_have_it(
    compiled: bool, texts: list[list[int]]
) -> None:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(alike, "many_tokens", lambda tokens: compiled)
        assert_near_copies(texts)


def assert_near_copies(texts: list[list[int]]) -> None:
    c = bare_columns([[text] for text in texts])
    left, right = (side.ravel() for side in np.meshgrid(np.arange(len(texts)), np.arange(len(texts))))
    found = Alike(c).same(left, right)
    for a, b, same in zip(left.tolist(), right.tolist(), found.tolist(), strict=True):
        common = (Counter(texts[a]) & Counter(texts[b])).total()
        enough = 2 * common >= NEAR_COPY * (len(texts[a]) + len(texts[b]))
        assert same == (a == b or (common >= LEAST_UNIT_WORDS and enough))


def test_versions_by_meaning_are_one_text_as_well() -> None:
    c = bare_columns([[[1, 2, 3]], [[4, 5, 6]], [[7, 8, 9]]])
    group = np.arange(Nodes(c).count)
    group[1] = 0
    known = Alike(c, group)
    assert known.same(np.array([0, 0, 1]), np.array([1, 2, 2])).tolist() == [True, False, False]
