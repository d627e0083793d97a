"""Alignment and verification: equal words where it says so, whatever their order and length."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import NO_BACKGROUND, bare_columns, cut_texts
from provenance.core.chunk import BLOCK, FEATURES, PIECE, SENTENCE, Verified
from provenance.core.codes import LSH, NAMES, NO_NAMES, TERMS, THROUGHOUT
from provenance.core.collection.capitals import told_by_capitals
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import number_terms
from provenance.core.matching.packing import pack
from provenance.core.matching.verify import verify
from provenance.core.text.align import Stretch, alike, copied, longest_run, longest_runs

word_lists = st.lists(st.integers(0, 6), max_size=30)


def longest_common(left: list[int], right: list[int]) -> int:
    """Return the length of a longest common subsequence, by the textbook's table."""
    row = [0] * (len(right) + 1)
    for a in left:
        before = row[:]
        for j, b in enumerate(right, 1):
            row[j] = before[j - 1] + 1 if a == b else max(row[j - 1], before[j])
    return row[-1]


@given(word_lists, word_lists)
@settings(max_examples=80, deadline=None)
def test_words_alike_in_order_are_counted_as_the_table_counts_them(left: list[int], right: list[int]) -> None:
    assert alike(left, right) == longest_common(left, right)


@given(word_lists, word_lists)
@settings(max_examples=80, deadline=None)
def test_the_longest_run_is_the_longest_that_stands_anywhere_on_both_sides(
    left: list[int], right: list[int]
) -> None:
    sizes = range(1, min(len(left), len(right)) + 1)
    held = [
        {tuple(words[at : at + size]) for size in sizes for at in range(len(words) - size + 1)}
        for words in (left, right)
    ]
    assert longest_run(left, right) == max(map(len, held[0] & held[1]), default=0)


def check(found: list[Stretch], left: list[int], right: list[int]) -> None:
    for s in found:
        assert 0 <= s.left_first < s.left_last <= len(left)
        assert 0 <= s.right_first < s.right_last <= len(right)
        mine, theirs = left[s.left_first : s.left_last], right[s.right_first : s.right_last]
        assert longest_common(mine, theirs) >= s.equal >= s.run > 0
        runs = {tuple(mine[i : i + s.run]) for i in range(len(mine) - s.run + 1)}
        assert runs & {tuple(theirs[i : i + s.run]) for i in range(len(theirs) - s.run + 1)}
        assert mine[0] == theirs[0]
        assert mine[-1] == theirs[-1]


def disjoint(ranges: list[tuple[int, int]]) -> bool:
    ordered = sorted(ranges)
    return all(a[1] <= b[0] for a, b in pairwise(ordered))


@given(word_lists, word_lists, st.integers(2, 5))
@settings(max_examples=80, deadline=None)
def test_copied_stretches_hold_the_equal_words_they_claim(
    left: list[int], right: list[int], least: int
) -> None:
    found = copied(left, right, least)
    check(found, left, right)
    assert all(s.equal >= least for s in found)
    assert disjoint([(s.left_first, s.left_last) for s in found])
    assert disjoint([(s.right_first, s.right_last) for s in found])


@given(st.integers(3, 40), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60), st.integers(0, 60))
@settings(max_examples=40, deadline=None)
def test_a_copy_between_unlike_words_is_found_with_exact_ends(n: int, a: int, b: int, c: int, d: int) -> None:
    copy = list(range(n))
    left = [*range(100, 100 + a), *copy, *range(200, 200 + b)]
    right = [*range(300, 300 + c), *copy, *range(400, 400 + d)]
    assert copied(left, right, 3) == [Stretch(a, a + n, c, c + n, n, n)]


@given(word_lists, word_lists)
@settings(max_examples=80, deadline=None)
def test_longest_runs_cannot_be_made_longer(left: list[int], right: list[int]) -> None:
    for a, b, size in longest_runs(left, right):
        assert size >= 2
        assert left[a : a + size] == right[b : b + size]
        assert not (a and b and left[a - 1] == right[b - 1])
        assert not (a + size < len(left) and b + size < len(right) and left[a + size] == right[b + size])


def test_equal_texts_are_one_stretch() -> None:
    words = [1, 2, 1, 2, 3, 1, 2, 4]
    assert copied(words, words, 3) == [Stretch(0, 8, 0, 8, 8, 8)]


def test_a_lightly_edited_text_is_one_stretch() -> None:
    left = list(range(30))
    right = [*range(10), 99, *range(11, 20), *range(22, 30)]
    assert copied(left, right, 3) == [Stretch(0, 30, 0, 28, 27, 10)]


def test_two_passages_that_changed_places_are_both_found() -> None:
    one, two = list(range(12)), list(range(20, 30))
    found = copied(one + two, two + one, 3)
    assert sorted((s.left_first, s.left_last, s.right_first, s.right_last) for s in found) == [
        (0, 12, 10, 22),
        (12, 22, 0, 10),
    ]


def test_far_apart_copies_are_two_stretches() -> None:
    left = [*range(8), *range(100, 140), *range(10, 18)]
    right = [*range(8), *range(200, 240), *range(10, 18)]
    assert len(copied(left, right, 3)) == 2


@pytest.mark.parametrize(
    ("left", "right"), [([], []), ([1, 2, 3], []), ([1, 2, 3], [4, 5, 6]), ([1, 2], [1, 2])]
)
def test_too_little_in_common_is_no_stretch(left: list[int], right: list[int]) -> None:
    assert copied(left, right, 3) == []


def filler(length: int, first: int) -> list[int]:
    """Return words of a paragraph: every fourth one of four that every paragraph holds, as in English."""
    return [1_000 + i // 4 % 4 if i % 4 == 0 else first + i for i in range(length)]


def test_a_quotation_at_the_same_place_of_two_long_paragraphs_is_found() -> None:
    quote = list(range(12))
    found = copied([*filler(80, 2_000), *quote], [*filler(80, 3_000), *quote], 3)
    assert any(s.left_last == 92 and s.left_first <= 80 and s.run >= 12 for s in found)


def test_a_quotation_at_opposite_ends_of_two_long_paragraphs_is_found() -> None:
    quote = list(range(12))
    found = copied([*quote, *filler(80, 2_000)], [*filler(80, 3_000), *quote], 3)
    assert any(s.left_first == 0 and s.left_last >= 12 and s.right_last == 92 for s in found)


@pytest.mark.parametrize("gap", [0, 5, 20])
def test_a_copy_keeps_its_first_word_where_that_stands_earlier_too(gap: int) -> None:
    left = [7, *range(20, 30)]
    right = [7, *range(100, 101 + gap), 7, *range(20, 30)]
    assert copied(left, right, 3) == [Stretch(0, 11, gap + 2, gap + 13, 11, 11)]


def test_a_copy_keeps_its_last_word_where_that_stands_later_too() -> None:
    left = [*range(20, 30), 7]
    right = [*range(20, 30), 7, *range(100, 120), 7]
    assert copied(left, right, 3) == [Stretch(0, 11, 0, 11, 11, 11)]


# Verification of pairs.


def verified(
    columns: Columns,
    pairs: list[tuple[int, int]],
    *,
    bits: int = LSH,
    reworded: bool = True,
    capitals: int = NAMES,
) -> Verified:
    blocks = np.arange(len(columns.block_first), dtype=np.int32)
    terms = number_terms(columns, blocks, np.arange(len(blocks)), NO_BACKGROUND)
    generators = np.full(len(pairs), bits, dtype=np.uint8)
    made = pack(
        columns, terms, np.array(pairs, dtype=np.int32).reshape(-1, 2), generators, reworded=reworded,
        capitals=np.full(len(columns.articles), capitals, dtype=np.uint8),
    )  # fmt: skip
    return verify(made)


def block_row(made: Verified, pair: int = 0) -> dict[str, float]:
    at = np.flatnonzero((made.row_pair == pair) & (made.row_kind == BLOCK).all(axis=1))
    assert len(at) == 1
    return dict(zip(FEATURES, made.row_features[at[0]].tolist(), strict=True))


blocks_of_words = st.lists(
    st.lists(st.lists(st.integers(0, 8), min_size=1, max_size=9), min_size=1, max_size=3),
    min_size=2,
    max_size=4,
)


@given(blocks_of_words)
@settings(max_examples=40, deadline=None)
def test_features_do_not_depend_on_which_side_is_left(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    there, back = verified(c, [(0, 1)]), verified(c, [(1, 0)])
    rows = sorted(
        zip(there.row_kind.tolist(), there.row_units.tolist(), there.row_features.tolist(), strict=True)
    )
    turned = sorted(
        (kinds[::-1], units[::-1], row)
        for kinds, units, row in zip(
            back.row_kind.tolist(), back.row_units.tolist(), back.row_features.tolist(), strict=True
        )
    )
    for (kinds, units, row), (other_kinds, other_units, other) in zip(rows, turned, strict=True):
        assert (kinds, units) == (other_kinds, other_units)
        # A word's surprise is that on the left, where another word may stand before it.
        for name, a, b in zip(FEATURES, row, other, strict=True):
            assert a == b or name == "surprise"


@given(blocks_of_words)
@settings(max_examples=40, deadline=None)
def test_features_stay_within_their_bounds(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    made = verified(c, [(a, b) for a in range(len(blocks)) for b in range(a + 1, len(blocks))])
    shares = [
        FEATURES.index(n) for n in ("word_cosine", "pair_cosine", "containment", "order", "length_ratio")
    ]
    assert (made.row_features >= 0).all()
    assert (made.row_features[:, shares] <= 1).all()
    assert np.array_equal(made.row_features, made.row_features.round(4))
    for pair, row in zip(made.stretch_pair.tolist(), made.stretches.tolist(), strict=True):
        assert 0 <= pair < len(blocks) * (len(blocks) - 1) // 2
        assert row[0] < row[1]
        assert row[2] < row[3]
        assert row[5] <= row[4] <= min(row[1] - row[0], row[3] - row[2])
        assert row[8] <= row[6]


@given(blocks_of_words)
@settings(max_examples=20, deadline=None)
def test_a_pair_is_verified_alike_alone_and_in_company(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    pairs = [(a, b) for a in range(len(blocks)) for b in range(a + 1, len(blocks))]
    together = verified(c, pairs)
    for number, pair in enumerate(pairs):
        alone = verified(c, [pair])
        mine = together.row_pair == number
        assert np.array_equal(together.row_features[mine], alone.row_features)
        assert np.array_equal(together.row_units[mine], alone.row_units)
        assert np.array_equal(together.stretches[together.stretch_pair == number], alone.stretches)


def test_equal_blocks_are_as_alike_as_can_be() -> None:
    words = [[*range(10)]]
    row = block_row(verified(bare_columns([words, words]), [(0, 1)]))
    assert row["word_cosine"] == row["pair_cosine"] == row["containment"] == row["order"] == 1.0
    assert row["words"] == 10
    assert row["numbers_conflict"] == 0


def test_blocks_without_a_word_in_common_have_no_row() -> None:
    made = verified(bare_columns([[[1, 2, 3]], [[4, 5, 6]]]), [(0, 1)])
    assert made.row_features.shape == (0, len(FEATURES))
    assert made.stretches.shape[0] == 0


def test_no_pairs_make_empty_rows() -> None:
    made = verified(bare_columns([[[1, 2, 3]]]), [])
    assert made.row_kind.shape == (0, 2)
    assert made.row_features.shape == (0, len(FEATURES))
    assert not len(made.stretch_pair)


def test_rewording_off_finds_stretches_only() -> None:
    c = bare_columns([[[*range(10), 20]], [[*range(10), 30]]])
    made = verified(c, [(0, 1)], reworded=False)
    assert not len(made.row_pair)
    assert made.stretches[:, :6].tolist() == [[0, 10, 0, 10, 10, 10]]


def test_a_pair_proposed_by_terms_only_is_aligned_where_words_stand_together() -> None:
    together = bare_columns([[[1, 2, 3, 4, 5, 20]], [[1, 2, 3, 4, 5, 30]]])
    apart = bare_columns([[[1, 20, 2, 21, 3, 22]], [[1, 30, 2, 31, 3, 32]]])
    assert len(verified(together, [(0, 1)], bits=TERMS).stretches) == 1
    assert len(verified(apart, [(0, 1)], bits=TERMS).stretches) == 0


def numbers(text: str, other: str) -> dict[str, float]:
    return block_row(verified(cut_texts(text, other), [(0, 1)]))


def test_numbers_in_common_and_in_conflict_are_counted() -> None:
    same = numbers("Police held 41 people after 3 nights.", "After 3 nights police held 41 people.")
    other = numbers("Police held 41 people after 3 nights.", "After 3 nights police held 52 people.")
    more = numbers("Police held 41 people after 3 nights.", "After 3 nights police held people.")
    assert (same["numbers_shared"], same["numbers_conflict"]) == (2, 0)
    assert (other["numbers_shared"], other["numbers_conflict"]) == (1, 1)
    assert (more["numbers_shared"], more["numbers_conflict"]) == (1, 0)


def test_names_are_weighed_apart_where_capitals_tell_them() -> None:
    c = cut_texts("Yesterday the mayor met Anna Berg in Easton.", "In Easton the mayor met Anna Berg again.")
    told = block_row(verified(c, [(0, 1)]))
    assert told["name_weight"] > 0
    total = told["name_weight"] + told["shared_weight"]
    for capitals in (NO_NAMES, THROUGHOUT):
        untold = block_row(verified(c, [(0, 1)], capitals=capitals))
        assert untold["name_weight"] == 0
        assert untold["shared_weight"] == pytest.approx(total, abs=0.001)


def test_a_side_in_capitals_throughout_leaves_it_to_the_other_which_words_are_names() -> None:
    texts = "Yesterday the mayor met Anna Berg in Easton.", "In Easton the mayor met Anna Berg again."
    plain, loud = cut_texts(*texts), cut_texts(texts[0].upper(), texts[1])
    assert told_by_capitals(plain).tolist() == [NAMES, NAMES]
    assert told_by_capitals(loud).tolist() == [THROUGHOUT, NAMES]
    one, other = (block_row(verified(c, [(0, 1)], capitals=told_by_capitals(c))) for c in (plain, loud))
    assert one == other
    assert told_by_capitals(cut_texts("MAYOR TO STAY\n\nThe mayor of Easton stays for a year.")).tolist() == [
        NAMES
    ]


def test_letters_of_a_script_without_capitals_count_among_the_others() -> None:
    chinese = cut_texts("北约（NATO）与国际货币基金组织（IMF）周二在布鲁塞尔举行会议，讨论了UNESCO的建议。")
    assert told_by_capitals(chinese).tolist() == [NAMES]


def test_quoted_words_are_told_on_the_less_quoted_side() -> None:
    quoted, said = "“We will not give in to these demands.”", "We will not give in to these demands."
    assert numbers(quoted, quoted + " Ever.")["quoted"] > 0.8
    assert numbers(quoted, said)["quoted"] == 0


def test_sentences_and_pieces_are_compared_with_one_another() -> None:
    quote = "we will never give in to these unlawful demands from the owners"
    c = cut_texts(
        f"Hundreds marched through the town on Sunday. “{quote.capitalize()},” said the mayor of Easton.",
        f"The port stood still all day long. Anna Berg told the crowd: “{quote.capitalize()}.” Talks go on.",
    )
    made = verified(c, [(0, 1)])
    kinds = {tuple(kind) for kind in made.row_kind.tolist()}
    assert {(BLOCK, BLOCK), (SENTENCE, SENTENCE), (PIECE, PIECE)} <= kinds
    at = made.row_kind.tolist().index([PIECE, PIECE])
    row: dict[str, Any] = dict(zip(FEATURES, made.row_features[at].tolist(), strict=True))
    assert row["word_cosine"] == 1.0
    assert row["words"] == len(quote.split())
