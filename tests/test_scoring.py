"""Scores: margins over rivals, a readable model, and who speaks."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import cut_texts, models
from provenance.core.chunk import BLOCK, FEATURES, PIECE, SENTENCE
from provenance.core.matching.company import Company
from provenance.core.matching.said import piece_speakers, same_speaker, surnames
from provenance.core.matching.score import (
    ACROSS,
    CHANCE_COGNATES,
    CHANCE_COSINE,
    CHANCE_LIKENESS,
    ENCODED,
    INPUTS,
    JUDGES,
    PLAIN,
    START,
    TELLING,
    Judge,
    Model,
    Models,
    above_chance,
    best_rivals,
    inputs,
    judge_number,
    judged,
    likely,
    likeness,
    margins,
    parse_models,
    probability,
    shares,
)

rows = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3), st.integers(0, 9)), max_size=14)


def column(values: Any) -> Any:
    return np.array(list(values), dtype=np.int64)


def slow_rival(held: list[tuple[int, int, int]], unit: int, partner: int) -> int:
    return max((value for u, p, value in held if u == unit and p != partner), default=0)


@given(rows)
@settings(deadline=None)
def test_the_best_rival_is_the_best_value_with_another_partner(held: list[tuple[int, int, int]]) -> None:
    unit, partner, value = (column(row[k] for row in held) for k in range(3))
    expected = [slow_rival(held, u, p) for u, p, _ in held]
    assert best_rivals(unit, partner, value).tolist() == expected


@given(rows, st.randoms(use_true_random=False))
@settings(deadline=None)
def test_rivals_do_not_depend_on_the_order_of_rows(held: list[tuple[int, int, int]], source: Any) -> None:
    order = list(range(len(held)))
    source.shuffle(order)
    made = best_rivals(*(column(row[k] for row in held) for k in range(3)))
    mixed = best_rivals(*(column(held[i][k] for i in order) for k in range(3)))
    assert mixed.tolist() == made[column(order)].tolist()


pairs_of_units = st.lists(
    st.tuples(st.integers(0, 3), st.integers(4, 7), st.integers(0, 10_000)),
    max_size=10,
    unique_by=lambda row: row[:2],
)


@given(pairs_of_units)
@settings(deadline=None)
def test_margin_and_lead_are_taken_over_the_better_rival_of_both_sides(
    held: list[tuple[int, int, int]],
) -> None:
    left, right, value = (column(row[k] for row in held) for k in range(3))
    made = margins(left, right, left, right, value)
    both = [(a, b, v) for a, b, v in held] + [(b, a, v) for a, b, v in held]
    for (a, b, v), (margin, lead) in zip(held, made.tolist(), strict=True):
        rival = max(slow_rival(both, a, b), slow_rival(both, b, a))
        assert margin == v - rival
        assert lead == 10_000 * v // max(1, v + rival)
        assert (lead >= 5_000) == (v >= rival and v + rival > 0)


def test_near_copies_of_one_text_are_no_rivals() -> None:
    left, right, value = column([0, 0, 0]), column([1, 2, 3]), column([8_000, 7_900, 2_000])
    apart = margins(left, right, left, right, value)
    together = margins(left, right, left, column([1, 1, 3]), value)
    assert apart[0].tolist() == [100, 10_000 * 8_000 // 15_900]
    assert together[0].tolist() == [6_000, 8_000]
    assert together[2].tolist() == [-6_000, 2_000]


def test_a_pair_without_rivals_leads_wholly() -> None:
    assert margins(column([0]), column([1]), column([0]), column([1]), column([3_000])).tolist() == [
        [3_000, 10_000]
    ]
    assert margins(*[column([])] * 5).shape == (0, 2)


def table(**known: float) -> Any:
    row = np.zeros((1, len(FEATURES)))
    for name, value in known.items():
        row[0, FEATURES.index(name)] = value
    return row


def test_likeness_is_the_mean_of_both_cosines() -> None:
    assert likeness(table(word_cosine=0.8, pair_cosine=0.4)).tolist() == [6_000]
    assert likeness(np.zeros((0, len(FEATURES)))).shape == (0,)


NEAR = (
    "cosine", "cosine_margin", "cosine_lead",
    "cognates", "cognate_margin", "cognate_lead", "cognate_weight", "cognate_order", "cognate_numbers",
)  # fmt: skip


def made_inputs(**known: float) -> dict[str, float]:
    margin = np.array([[known.pop("margin", 0), known.pop("lead", 0)]], dtype=np.int64)
    cosine = np.array([[known.pop(name, 0) for name in NEAR]], dtype=np.int64)
    speaker = np.array([int(known.pop("speaker", 0))], dtype=np.int8)
    more = Company(elsewhere=np.array([known.pop("elsewhere", 0)]), beside=np.array([known.pop("beside", 0)]))
    across = np.array([bool(known.pop("across", 0))])
    made = inputs(table(**known), margin, speaker, cosine, across, more)
    assert made.shape == (1, len(INPUTS))
    return dict(zip(INPUTS, made[0].tolist(), strict=True))


def test_the_model_sees_features_as_measured_or_dampened() -> None:
    made = made_inputs(
        word_cosine=0.5, shared_weight=20, numbers_shared=7, numbers_conflict=2, margin=2_500, lead=6_000,
        speaker=1, elsewhere=100, beside=1.5, words=12, surprise=30, quoted=0.5,
        cosine=7_000, cosine_margin=-1_234, cosine_lead=4_500,
    )  # fmt: skip
    assert made["word_cosine"] == 0.5
    assert made["shared_weight"] == round(math.log(21), 4)
    assert made["surprise"] == round(math.log(31), 4)
    assert made["words"] == round(math.log(13), 4)
    assert (made["numbers_shared"], made["numbers_conflict"]) == (3.0, 2.0)
    assert (made["beside"], made["speaker"]) == (1.5, 1.0)
    assert [made[name] for name in NEAR[:3]] == [0.7, -0.1234, 0.45]
    assert 1.0 < made["elsewhere"] < 2.0
    assert made["quoted_elsewhere"] == round(made["elsewhere"] / 2, 4)
    assert made_inputs(elsewhere=1)["elsewhere"] == round(math.log(2), 4)
    assert made_inputs(elsewhere=0.4)["elsewhere"] == round(math.log(1.4), 4)
    assert made_inputs()["elsewhere"] == 0.0
    assert made_inputs(elsewhere=1, quoted=0)["quoted_elsewhere"] == 0.0


def test_marks_of_quotation_tell_as_much_as_the_words_in_common() -> None:
    marks = {"quoted": 0.8, "speaker": 1.0, "elsewhere": 2.0}
    names = ("quoted", "speaker", "quoted_elsewhere")
    full, half, none, across = (
        made_inputs(**marks, surprise=weight, across=other)
        for weight, other in ((2 * TELLING, 0), (TELLING / 2, 0), (0, 0), (0, 1))
    )
    assert (full["quoted"], full["speaker"]) == (0.8, 1.0)
    for name in names:
        assert half[name] == pytest.approx(full[name] / 2, abs=1e-4)
        assert none[name] == 0.0
        # Across languages there are no words to weigh.
        assert across[name] == full[name]
    assert full["elsewhere"] == none["elsewhere"]


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_whoever_has_no_rival_is_set_against_one_by_chance(value: int, rival: int) -> None:
    over = np.array([[value - rival, 10_000 * value // max(1, value + rival)]])
    margin, lead = above_chance(over, column([value]), CHANCE_LIKENESS)[0].tolist()
    nearest = max(rival, CHANCE_LIKENESS)
    assert (margin, lead) == (value - nearest, 10_000 * value // (value + nearest))


def test_margins_of_words_of_vectors_and_of_cognates_are_taken_above_chance() -> None:
    made = made_inputs(
        word_cosine=0.8, pair_cosine=0.4, margin=6_000, lead=10_000,
        cosine=9_000, cosine_margin=9_000, cosine_lead=10_000,
        cognates=3_000, cognate_margin=3_000, cognate_lead=10_000,
    )  # fmt: skip
    chance = CHANCE_LIKENESS / 10_000, CHANCE_COSINE / 10_000, CHANCE_COGNATES / 10_000
    assert made["cognate_margin"] == pytest.approx(0.3 - chance[2])
    assert made["cognate_lead"] == pytest.approx(0.3 / (0.3 + chance[2]), abs=1e-4)
    assert made["margin"] == pytest.approx(0.6 - chance[0])
    assert made["lead"] == pytest.approx(0.6 / (0.6 + chance[0]))
    assert made["cosine_margin"] == pytest.approx(0.9 - chance[1])
    assert made["cosine_lead"] == pytest.approx(0.9 / (0.9 + chance[1]), abs=1e-4)


def test_no_rows_have_no_inputs() -> None:
    none, pairs, near = (np.zeros((0, size), dtype=np.int64) for size in (len(FEATURES), 2, len(NEAR)))
    assert inputs(none, pairs, np.zeros(0), near, np.zeros(0, dtype=np.bool_)).shape == (0, len(INPUTS))


weights = st.lists(st.floats(-20, 20), min_size=len(INPUTS), max_size=len(INPUTS))
values = st.lists(st.floats(0, 10), min_size=len(INPUTS), max_size=len(INPUTS))


@given(st.floats(-40, 40), weights, values)
@settings(deadline=None)
def test_probabilities_are_those_of_the_shares_added_up(
    intercept: float, held: list[float], row: list[float]
) -> None:
    model = Model(intercept=intercept, weights=tuple(held))
    made = probability(model, row)
    parts = shares(model, row)
    odds = sum(parts.values())
    assert list(parts) == [name for name, weight in zip(INPUTS, held, strict=True) if weight] + [START]
    assert parts[START] == intercept
    assert 0.0 <= made <= 1.0
    assert made == round(made, 4)
    assert abs(made - 1 / (1 + math.exp(-max(-60.0, min(60.0, odds))))) < 0.001


@given(st.permutations(range(len(INPUTS))), weights, values)
@settings(deadline=None)
def test_probabilities_do_not_depend_on_the_order_of_adding(
    order: list[int], held: list[float], row: list[float]
) -> None:
    there = probability(Model(intercept=-5.0, weights=tuple(held)), row)
    back = probability(Model(intercept=-5.0, weights=tuple(held[i] for i in order)), [row[i] for i in order])
    assert there == back


def test_extreme_odds_do_not_overflow() -> None:
    model = Model(intercept=0.0, weights=(1e6,) * len(INPUTS))
    assert probability(model, [1e6] * len(INPUTS)) == 1.0
    assert probability(model, [-1e6] * len(INPUTS)) == 0.0


def missed(least: float) -> int:
    """Return how many rows reach a probability but are not among those called likely."""
    model = Model(intercept=0.0, weights=(1.0,) + (0.0,) * (len(INPUTS) - 1))
    rows = np.zeros((4_801, len(INPUTS)))
    rows[:, 0] = np.linspace(-12, 12, len(rows))
    held = {i for i, row in enumerate(rows.tolist()) if probability(model, row) >= least}
    return len(held - set(likely(model, rows, least).tolist()))


@pytest.mark.parametrize("least", [0.01, 0.1, 0.5, 0.9, 0.99, 1.0])
def test_no_row_that_reaches_a_probability_is_passed_over(least: float) -> None:
    assert missed(least) == 0


@pytest.mark.parametrize("least", [0.0, 0.0001, 0.999, 0.9999])
def test_no_row_that_reaches_an_extreme_probability_is_passed_over(least: float) -> None:
    assert missed(least) == 0


def judge(intercept: float, **other: float) -> Judge:
    weights = tuple(other.get(name, 0.0) for name in INPUTS)
    alone, final = (Model(intercept=i, weights=weights) for i in (intercept - 1, intercept))
    return Judge(alone=alone, final=final)


judged_rows = st.lists(
    st.tuples(st.integers(0, len(JUDGES) - 1), st.integers(-60, 60).map(lambda n: n / 10)), max_size=12
)


@given(judged_rows, st.sampled_from([0.0, 0.2, 0.5, 0.9, 0.999]), st.booleans())
@settings(deadline=None)
def test_each_row_is_scored_by_its_own_judge(
    held: list[tuple[int, float]], least: float, alone: bool
) -> None:
    known = Models(judges=tuple(judge(float(i - 3), words=1.0) for i in range(len(JUDGES))))
    rows = np.zeros((len(held), len(INPUTS)))
    rows[:, INPUTS.index("words")] = [x for _, x in held]
    by = np.array([j for j, _ in held], dtype=np.int8)
    expected = {}
    for number, (j, _) in enumerate(held):
        one = known.judges[j]
        score = probability(one.alone if alone else one.final, rows[number].tolist())
        if score >= least:
            expected[number] = score
    found = list(judged(known, by, rows, least, alone=alone))
    assert dict(found) == expected
    assert len(found) == len(expected)


def test_judges_are_told_by_what_is_known_and_by_the_kind_of_units() -> None:
    known = np.repeat(np.array([PLAIN, ENCODED, ACROSS], dtype=np.int8), 2)
    whole = np.array([True, False] * 3)
    assert [JUDGES[i] for i in judge_number(known, whole).tolist()] == [
        ("plain", "paragraphs"), ("plain", "parts"), ("encoded", "paragraphs"), ("encoded", "parts"),
        ("across", "paragraphs"), ("across", "parts"),
    ]  # fmt: skip


def weight_table(intercept: float = -3, **other: float) -> dict[str, Any]:
    weights = dict.fromkeys(INPUTS, 0.5)
    return {"intercept": intercept, "weights": weights | other}


def judge_table(**other: Any) -> dict[str, Any]:
    """Return a table of all judges; each final model starts at its own number."""
    found: dict[str, Any] = {}
    for number, (known, unit) in enumerate(JUDGES):
        found.setdefault(known, {})[unit] = {"alone": weight_table(), "final": weight_table(number)} | other
    return found


def test_a_table_of_weights_is_read_by_name() -> None:
    turned = dict(reversed(weight_table(words=7)["weights"].items()))
    found = parse_models(judge_table(final={"intercept": 1, "weights": turned}))
    assert len(found.judges) == len(JUDGES)
    for one in found.judges:
        assert one.alone == Model(intercept=-3.0, weights=(0.5,) * len(INPUTS))
        assert one.final.weights[INPUTS.index("words")] == 7.0


def test_judges_stand_in_the_tables_order_of_names_not_of_its_lines() -> None:
    turned = {known: dict(reversed(units.items())) for known, units in reversed(judge_table().items())}
    assert [one.final.intercept for one in parse_models(turned).judges] == [*range(len(JUDGES))]


@pytest.mark.parametrize("wrong", [weight_table(colour=1.0), {"intercept": 0, "weights": {}}])
@pytest.mark.parametrize("which", ["alone", "final"])
def test_a_table_with_other_inputs_is_refused(wrong: dict[str, Any], which: str) -> None:
    table = judge_table()
    table["across"]["parts"][which] = wrong
    with pytest.raises(ValueError, match="expected"):
        parse_models(table)


LITTLE = {
    "word_cosine": 0.15, "pair_cosine": 0.05, "containment": 0.3, "shared_weight": 10, "order": 0.3,
    "length_ratio": 0.6, "words": 20, "surprise": 4, "lead": 5_000, "cosine": 2_000, "cosine_lead": 5_000,
    "cognates": 900, "cognate_lead": 5_000, "cognate_weight": 60_000, "cognate_order": 2_500,
}  # fmt: skip
MUCH = {
    "word_cosine": 0.8, "pair_cosine": 0.6, "containment": 0.9, "shared_weight": 60, "order": 0.9,
    "length_ratio": 0.9, "words": 20, "surprise": 90, "margin": 6_000, "lead": 10_000, "cosine": 9_000,
    "cosine_margin": 7_000, "cosine_lead": 9_000, "numbers_shared": 2, "name_weight": 30,
    "cognates": 4_500, "cognate_margin": 3_000, "cognate_lead": 9_000, "cognate_weight": 600_000,
    "cognate_order": 9_000, "cognate_numbers": 10_000,
}  # fmt: skip


@pytest.mark.parametrize("number", range(len(JUDGES)))
def test_the_shipped_models_are_surer_of_more_in_common(number: int) -> None:
    seen = [[*made_inputs(**row).values()] for row in (LITTLE, MUCH)]
    one = models().judges[number]
    for model in (one.alone, one.final):
        low, high = (probability(model, row) for row in seen)
        assert low < 0.1
        assert high > 0.9


@pytest.mark.parametrize("number", range(len(JUDGES)))
def test_other_matches_of_the_same_articles_make_a_match_likelier(number: int) -> None:
    between = {"word_cosine": 0.5, "order": 0.6, "length_ratio": 0.8, "surprise": 20, "lead": 7_000}
    between |= {"containment": 0.5, "shared_weight": 30, "cosine": 6_000, "cosine_lead": 8_000}
    between |= {"cognates": 2_000, "cognate_lead": 6_000, "cognate_weight": 300_000}
    chances = [
        probability(models().judges[number].final, [*made_inputs(**between, elsewhere=count).values()])
        for count in (0, 1, 4)
    ]
    assert chances[0] < chances[1] < chances[2]


# Speakers.


@pytest.mark.parametrize(
    ("speaker", "expected"),
    [("Anna Berg", "berg"), ("the mayor, Anna BERG", "berg"), ("Ms. O’Neill", "neill"), ("", ""), ("—", "")],
)
def test_a_surname_is_the_last_word_of_a_name(speaker: str, expected: str) -> None:
    assert surnames([speaker]) == [expected]


def test_names_are_told_apart_though_read_together() -> None:
    assert surnames(["", "—", "Anna Berg", "—", "Ms. O’Neill", ""]) == ["", "", "berg", "", "neill", ""]
    assert surnames([]) == surnames([""])[1:] == []


QUOTES = (
    "“We will never give in to these demands,” said Anna Berg. The march went on.",
    "“They cannot make us give in to demands,” Mayor Berg said.",
    "“We may yet give in to these demands,” said Carl Dorn.",
    "The march went on through the night, and nobody gave in.",
    "“We are here,” said Anna Berg. “So are we,” said Carl Dorn.",
)


def test_units_that_quote_one_surname_have_one_speaker() -> None:
    c = cut_texts(*QUOTES)
    left = np.zeros(4, dtype=np.int32)
    right = np.array([1, 2, 3, 4], dtype=np.int32)
    both = np.full((4, 2), BLOCK)
    assert same_speaker(c, left, right, both, both * 0).tolist() == [1, 0, 0, 0]


def test_speakers_are_told_of_sentences_and_pieces_too() -> None:
    c = cut_texts(*QUOTES)
    left, right = np.array([0, 0, 0, 0], dtype=np.int32), np.array([1, 4, 4, 1], dtype=np.int32)
    kind = np.array([[SENTENCE, SENTENCE], [PIECE, PIECE], [PIECE, PIECE], [SENTENCE, SENTENCE]])
    number = np.array([[0, 0], [0, 0], [0, 1], [1, 0]])
    assert same_speaker(c, left, right, kind, number).tolist() == [1, 1, 0, 0]


def test_quotations_without_a_speaker_are_nobodys() -> None:
    c = cut_texts("The “never closed, never sold” campaign came to Easton.", "No quotation here at all.")
    assert set(piece_speakers(c, np.arange(len(c.block_first))).tolist()) <= {0}
    none = cut_texts("No quotation here at all.", "None here, either.")
    both = np.full((1, 2), BLOCK)
    one = np.array([1], dtype=np.int32)
    assert same_speaker(none, one * 0, one, both, both * 0).tolist() == [0]
