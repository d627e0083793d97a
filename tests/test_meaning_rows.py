"""Rows that an encoder asks for: what is compared because vectors are near, and who the rivals are."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_columns import setup
from made_words import APPLES, DIT, GATES, POOL, SAID, SLUICES, VANNES, in_languages, in_whole
from provenance.core.chunk import BLOCK, FEATURES, Verified
from provenance.core.codes import ENCODER
from provenance.core.collection.capitals import told_by_capitals
from provenance.core.collection.columns import Columns
from provenance.core.matching.asked import compare_asked
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.compared import Compared
from provenance.core.matching.detect import Proposed, _verified, compare, distinct, propose
from provenance.core.matching.meaning import LEAST_COSINE, Nodes, asked
from provenance.core.matching.score import ACROSS, ENCODED, INPUTS, JUDGES, PLAIN

MIXED = (
    ("en", f"{GATES} {SAID} {APPLES}"),
    ("en", f"{APPLES.replace('Growers', 'The growers')} {SLUICES}"),
    ("fr", f"{VANNES} {DIT}"),
    ("fr", f"{POOL} {VANNES.replace('Les ingénieurs', 'Des ingénieurs')}"),
)


def proposed_of(c: Columns) -> Proposed:
    return propose(c, distinct(c), setup(encode=in_whole))


def row_keys(rows: Verified) -> list[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    kinds, numbers = map(tuple, rows.row_kind.tolist()), map(tuple, rows.row_units.tolist())
    return list(zip(rows.row_pair.tolist(), kinds, numbers, strict=True))


def widened(c: Columns, proposed: Proposed, rows: Verified) -> Verified:
    assert proposed.meaning is not None
    return compare_asked(
        c, proposed.terms, proposed.candidates, rows, [asked(c, proposed.meaning.near)], told_by_capitals(c)
    )


def test_rows_asked_for_are_added_once_in_order_of_their_pairs() -> None:
    c = in_languages(*MIXED)
    proposed = proposed_of(c)
    before = _verified(c, proposed, setup(), told_by_capitals(c))
    after = widened(c, proposed, before)
    old, new = row_keys(before), row_keys(after)
    assert len(new) == len(set(new))
    assert set(old) < set(new)
    assert after.row_pair.tolist() == sorted(after.row_pair.tolist())
    assert proposed.meaning is not None
    nodes, pairs = Nodes(c), proposed.candidates
    for left, right in zip(*(side.tolist() for side in asked(c, proposed.meaning.near)), strict=True):
        sides = [nodes.units(np.array([node])) for node in (left, right)]
        (a, b), kinds, numbers = (tuple(int(side[i][0]) for side in sides) for i in range(3))
        pair = np.flatnonzero((pairs.left == a) & (pairs.right == b)).tolist()
        assert (*pair, kinds, numbers) in new
    kept = {key: row.tolist() for key, row in zip(new, after.row_features, strict=True)}
    assert [kept[key] for key in old] == before.row_features.tolist()
    assert after.stretches.tolist() == before.stretches.tolist()


def test_rows_that_are_there_already_are_not_asked_for_again() -> None:
    c = in_languages(*MIXED)
    proposed = proposed_of(c)
    once = widened(c, proposed, _verified(c, proposed, setup(), told_by_capitals(c)))
    twice = widened(c, proposed, once)
    assert row_keys(twice) == row_keys(once)
    assert twice.row_features.tolist() == once.row_features.tolist()


def test_pairs_that_an_encoder_asks_for_are_candidates_and_say_so() -> None:
    c = in_languages(("en", GATES), ("en", SLUICES), ("fr", VANNES), ("fr", POOL))
    found = proposed_of(c).candidates
    pairs = zip(found.left.tolist(), found.right.tolist(), found.generators.tolist(), strict=True)
    by_vectors = {(a, b) for a, b, bits in pairs if bits & ENCODER}
    assert by_vectors == {(0, 1), (0, 2), (1, 2)}
    without = propose(c, distinct(c), setup(encode=in_whole, reworded=False))
    assert without.meaning is None
    assert not (without.candidates.generators & ENCODER).any()


def compared_blocks(c: Columns, a: int, b: int) -> tuple[Compared, int, dict[str, float]]:
    """Compare a collection; return all rows, that of two whole blocks, and its features by name."""
    s = setup(encode=in_whole)
    found = compare(c, propose(c, distinct(c), s), s)
    pairs = found.candidates
    (pair,) = np.flatnonzero((pairs.left == a) & (pairs.right == b)).tolist()
    whole = (found.row_kind == BLOCK).all(axis=1)
    (row,) = np.flatnonzero((found.row_pair == pair) & whole).tolist()
    return found, row, dict(zip(FEATURES, found.features[row].tolist(), strict=True))


def test_across_languages_names_and_numbers_are_compared() -> None:
    c = in_languages(
        ("en", "After the storm Anna Berg said that engineers had sealed 7 of 12 harbour gates."),
        ("fr", "Après la tempête, Anna Berg a dit que les ingénieurs avaient fermé 7 des 15 vannes du port."),
    )
    found, row, features = compared_blocks(c, 0, 1)
    assert JUDGES[int(found.judge[row])] == ("across", "paragraphs")
    assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]
    assert (features["numbers_shared"], features["numbers_conflict"]) == (1.0, 1.0)
    assert features["name_weight"] > 0
    assert (features["words"], features["length_ratio"]) == (15.0, round(15 / 18, 4))
    words = ("word_cosine", "pair_cosine", "containment", "shared_weight", "order", "surprise")
    assert [features[name] for name in words] == [0.0] * len(words)


def test_a_capital_that_opens_a_sentence_makes_no_name() -> None:
    c = in_languages(
        ("en", "Port engineers sealed the damaged gates in the violent storm before dawn."),
        ("fr", "Port fermé par la tempête : vannes endommagées, les ingénieurs au travail dès l’aube."),
    )
    assert compared_blocks(c, 0, 1)[2]["name_weight"] == 0.0


def test_characters_and_words_are_compared_by_the_words_they_stand_for() -> None:
    text = "大臣は月曜日、新しい橋が六月に開通すると述べた。"
    c = in_languages(("en", "The minister said on Monday that the new bridge opens in June."), ("ja", text))
    rows = [[3, 4]]
    s = setup(encode=lambda texts, languages: np.array(rows * len(texts), dtype=np.int8))
    found = compare(c, propose(c, distinct(c), s), s)
    features = dict(zip(FEATURES, found.features[0].tolist(), strict=True))
    characters = int(c.block_last[1] - c.block_first[1])
    assert features["words"] == characters / 2
    assert features["length_ratio"] == round(min(12, characters / 2) / max(12, characters / 2), 4)


def test_units_of_one_language_are_compared_by_their_words_too() -> None:
    c = in_languages(("en", GATES), ("en", f"{SLUICES[:-1]} in Easton harbour."))
    found, row, features = compared_blocks(c, 0, 1)
    assert JUDGES[int(found.judge[row])] == ("encoded", "paragraphs")
    assert features["containment"] > 0.0


def test_units_without_a_vector_are_judged_by_words_alone() -> None:
    text = "The zoo of Velmouth will raise its ticket prices by a tenth next spring."
    c = in_languages(("en", text), ("en", text.replace("raise", "increase")), ("en", GATES), ("fr", VANNES))
    found = compare(c, proposed_of(c), setup())
    known = {PLAIN: "plain", ENCODED: "encoded", ACROSS: "across"}
    pairs = found.candidates
    for row, (judge, pair) in enumerate(zip(found.judge.tolist(), found.row_pair.tolist(), strict=True)):
        blocks = int(pairs.left[pair]), int(pairs.right[pair])
        expected = {(0, 1): PLAIN, (2, 3): ACROSS}[blocks]
        assert JUDGES[judge][0] == known[expected]
        if expected == PLAIN:
            assert found.cosine[row].tolist() == [0, 0, 0]
    assert len(found.row_pair)


# Rivals by meaning


def test_a_neighbour_that_is_not_compared_is_a_rival_too() -> None:
    # One word of eight in common: near, but not near enough to be compared.
    weak = "Un traversier de la tempête a transporté des passagers."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", weak))
    found, row, _ = compared_blocks(c, 0, 1)
    pairs = set(zip(found.candidates.left.tolist(), found.candidates.right.tolist(), strict=True))
    assert pairs == {(0, 1)}
    rival = round(10_000 * 1 / np.sqrt(8 * 3))
    assert rival < LEAST_COSINE
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == 10_000
    assert margin == pytest.approx(10_000 - rival, abs=60)
    assert lead == pytest.approx(100_000_000 / (10_000 + rival), abs=60)


def test_near_copies_of_the_partner_are_no_rivals() -> None:
    copy = VANNES.replace("Les ingénieurs", "Des ingénieurs")
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", copy))
    for other in (1, 2):
        found, row, _ = compared_blocks(c, 0, other)
        assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]


def test_what_an_article_says_twice_is_no_rival() -> None:
    both = "The Easton company said on Tuesday that passengers of its ferry had complained."
    again = "The Easton company had complained on Tuesday of fog around its only ferry."
    other = "Some passengers wrote angry letters to a newspaper last week, as readers know."
    c = in_languages(("en", f"{both}\n\n{again}"), ("en", other))
    found, row, _ = compared_blocks(c, 0, 2)
    pairs = found.candidates
    assert (0, 1) in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    cosine = round(10_000 / np.sqrt(2))
    assert found.cosine[row].tolist() == [
        pytest.approx(cosine, abs=60),
        pytest.approx(cosine, abs=60),
        10_000,
    ]


def test_another_text_that_means_nearly_the_same_is_a_rival() -> None:
    part = "Des ingénieurs ont fermé les vannes, selon la mairie de la commune voisine."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", part))
    rival = 10_000 * np.sqrt(3 / 8)
    found, row, _ = compared_blocks(c, 0, 1)
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == 10_000
    assert margin == pytest.approx(10_000 - rival, abs=60)
    assert lead == pytest.approx(100_000_000 / (10_000 + rival), abs=60)
    found, row, _ = compared_blocks(c, 0, 2)
    assert found.cosine[row, 1] == pytest.approx(rival - 10_000, abs=60)
    assert found.cosine[row, 2] < 5_000


def test_two_translations_of_a_statement_are_no_rivals_for_a_third() -> None:
    other = "Tempête violente : port touché, vannes endommagées ; ingénieurs à l’œuvre, tout fermé à l’aube."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", other))
    for number in (1, 2):
        found, row, _ = compared_blocks(c, 0, number)
        assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]


def test_rivals_of_one_language_do_not_compete_with_those_of_another() -> None:
    part = "Technicians shut the gates, said a spokesman for the town nearby."
    c = in_languages(("en", GATES), ("fr", VANNES), ("en", part))
    rival = 10_000 * np.sqrt(3 / 8)
    # The second English text is a rival on the French side; in English the first has one candidate.
    found, row, _ = compared_blocks(c, 0, 1)
    assert found.cosine[row, 1] == pytest.approx(10_000 - rival, abs=60)
    found, row, _ = compared_blocks(c, 0, 2)
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == margin == pytest.approx(rival, abs=60)
    assert lead == 10_000


def test_the_best_partner_is_told_by_vectors_where_there_are_some() -> None:
    nobody = np.zeros((2, 3), dtype=np.int64)
    table = Compared(
        candidates=Candidates(left=nobody[:, 0], right=nobody[:, 0], generators=nobody[:, 0]),
        row_pair=nobody[:, 0],
        row_kind=nobody[:, :2],
        row_units=nobody[:, :2],
        features=np.zeros((2, len(FEATURES))),
        margin=np.array([[0, 4_999], [0, 9_000]]),
        cosine=np.array([[0, 0, 5_000], [0, 0, 4_999]]),
        cognates=np.array([[0, 0, 4_999, 0, 0, 0], [0, 0, 5_000, 0, 0, 0]]),
        judge=np.array([2, 5], dtype=np.int8),
        speaker=nobody[:, 0],
        stretch_pair=nobody[:0, 0],
        stretches=np.zeros((0, 11), dtype=np.int64),
    )
    assert [table.best(row) for row in (0, 1)] == [True, False]
    by_spellings = replace(table, judge=np.array([6, 7], dtype=np.int8))
    assert [by_spellings.best(row) for row in (0, 1)] == [False, True]
    by_words = replace(table, judge=np.array([0, 1], dtype=np.int8))
    assert [by_words.best(row) for row in (0, 1)] == [False, True]
    assert table.inputs().shape == (2, len(INPUTS))
