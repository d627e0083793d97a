"""How rare a word is: the shipped tables, smoothing, stemmers and languages."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import NO_BACKGROUND
from provenance.core.codes import SCALE
from provenance.core.collection.background import PRIOR_PASSAGES, UNKNOWN, merge, parse_background, weights
from provenance.core.collection.vocabulary import language_salt
from provenance.core.matching.score import JUDGES, parse_models
from provenance.core.text.shingle import hash_rows, hash_word
from provenance.files.languages import identify
from provenance.files.tables import load_background, load_backgrounds, load_json, load_toml, stemmers

LINES = ["# a comment\n", "the\t900000\n", "bridg\t500\n", "human right\t40\n"]
SHIPPED = ("ar", "cs", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt", "ru", "sv", "tr", "uk", "zh")


def term(language: str, *stems: str) -> int:
    salt = language_salt(language)
    hashes = [np.array([hash_word(stem, salt)], dtype=np.uint64) for stem in stems]
    return int(hashes[0][0]) if len(stems) == 1 else int(hash_rows(hashes)[0])


def hashed(*terms: int) -> np.ndarray[tuple[int], np.dtype[np.uint64]]:
    return np.array(terms, dtype=np.uint64)


def test_a_table_holds_words_and_pairs_by_their_salted_hashes() -> None:
    table = parse_background("en", LINES)
    asked = hashed(
        term("en", "the"), term("en", "bridg"), term("en", "human", "right"), term("en", "unheard")
    )
    share = PRIOR_PASSAGES / 1_000_000
    assert table.expected(asked).tolist() == pytest.approx([900_000 * share, 500 * share, 40 * share, 0.0])
    assert (np.diff(table.terms.astype(object)) > 0).all()


def test_a_table_of_one_language_knows_no_word_of_another() -> None:
    table = parse_background("en", LINES)
    assert table.expected(hashed(term("fr", "the"), term("fr", "human", "right"))).tolist() == [0.0, 0.0]


def test_a_merged_table_answers_for_every_language() -> None:
    both = merge(
        {"en": parse_background("en", LINES), "fr": parse_background("fr", ["the\t7\n", "pont\t3\n"])}
    )
    found = both.expected(hashed(term("en", "the"), term("fr", "the"), term("fr", "pont")))
    share = PRIOR_PASSAGES / 1_000_000
    assert found.tolist() == pytest.approx([900_000 * share, 7 * share, 3 * share])
    assert merge({}).expected(hashed(1, 2)).tolist() == [0.0, 0.0]


def test_an_empty_table_can_be_read_and_asked() -> None:
    table = parse_background("en", [])
    assert table.expected(hashed(5)).tolist() == [0.0]
    assert not len(table.terms)


@given(st.integers(0, 1_000_000), st.lists(st.integers(0, 10_000_000), min_size=1, max_size=8))
@settings(deadline=None)
def test_weights_are_whole_not_negative_and_fall_with_frequency(passages: int, held: list[int]) -> None:
    frequency = np.array(sorted(held), dtype=np.int32)
    made = weights(passages, frequency, np.zeros(len(frequency), dtype=np.uint64), NO_BACKGROUND)
    assert made.dtype == np.int32
    assert (made >= 0).all()
    assert (np.diff(made) <= 0).all()
    rarest = SCALE * max(0.0, math.log((passages + PRIOR_PASSAGES) / (UNKNOWN + int(frequency[0]))))
    assert abs(int(made[0]) - rarest) <= 1


def test_one_more_passage_moves_weights_by_little() -> None:
    background = parse_background("en", LINES)
    asked = hashed(term("en", "bridg"), term("en", "unheard"))
    before = weights(5, np.array([2, 2], dtype=np.int32), asked, background)
    after = weights(6, np.array([3, 2], dtype=np.int32), asked, background)
    assert abs(int(before[0]) - int(after[0])) <= SCALE // 16
    assert abs(int(before[1]) - int(after[1])) <= 1


def test_a_word_common_in_the_language_weighs_less_than_a_rare_one_in_a_small_collection() -> None:
    table = parse_background("en", LINES)
    asked = hashed(term("en", "the"), term("en", "bridg"), term("en", "unheard"))
    common, known, unheard = weights(5, np.array([2, 2, 2], dtype=np.int32), asked, table).tolist()
    assert common < known < unheard
    assert common < SCALE // 4


@pytest.mark.parametrize("language", ["en", "de", "zh"])
def test_shipped_tables_know_their_languages_common_words(language: str) -> None:
    table = load_background(language)
    assert table is not None
    assert len(table.terms) == len(table.counts) > 1_000
    assert (table.terms[1:] > table.terms[:-1]).all()
    assert (table.counts > 0).all()
    assert (table.counts <= 1_000_000).all()
    common = {"en": "the", "de": "der", "zh": "的"}[language]
    assert table.expected(hashed(term(language, common)))[0] > PRIOR_PASSAGES / 20


def test_backgrounds_are_loaded_for_languages_that_have_one() -> None:
    found = load_backgrounds(["en", "xx", "en"])
    assert list(found) == ["en"]
    assert load_background("xx") is None
    assert load_background("en") is found["en"]


def test_every_language_with_a_table_ships_it() -> None:
    from importlib import resources

    folder = resources.files("provenance") / "data" / "background"
    held = {
        entry.name.removesuffix(".tsv.gz") for entry in folder.iterdir() if entry.name.endswith(".tsv.gz")
    }
    assert held >= set(SHIPPED)


def test_every_listed_stemmer_can_be_made() -> None:
    made = stemmers()
    assert len(made) == len(list(made)) > 20
    for language in made:
        assert len(made[language](["nations", "1000", "東"])) == 3
    assert made["en"](["nations", "bridges"]) == ["nation", "bridg"]
    assert made.get("xx") is None


def test_shipped_word_lists_and_weights_can_be_read() -> None:
    assert load_toml("agencies.toml")
    assert "en" in load_toml("cues.toml")
    assert load_toml("furniture.toml")
    found = parse_models(load_json("scorer.json"))
    assert len(found.judges) == len(JUDGES)
    for judge in found.judges:
        assert judge.alone.intercept < 0
        assert judge.final.intercept < 0


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The minister said on Monday that the new bridge would open in June.", "en"),
        ("Die Ministerin sagte am Montag, dass die neue Brücke im Juni eröffnet werde.", "de"),
        ("La ministre a déclaré lundi que le nouveau pont ouvrirait au mois de juin.", "fr"),
        ("Министр заявил в понедельник, что новый мост откроется в июне этого года.", "ru"),
        ("大臣は月曜日、新しい橋が六月に開通すると述べた。" * 3, "ja"),
    ],
)
def test_the_language_of_an_article_is_told(text: str, language: str) -> None:
    assert identify(text) == language


@pytest.mark.parametrize("text", ["", "Too short to tell", "12 34 56 78 " * 20, "😀" * 100, "…!?" * 50])
def test_too_little_text_has_no_language(text: str) -> None:
    assert identify(text) is None


def test_only_the_beginning_of_a_text_is_read_for_its_language() -> None:
    english = "The minister said on Monday that the new bridge would open in June. " * 10
    assert identify(english + "Die Ministerin sagte am Montag. " * 200) == "en"


def test_lone_surrogates_do_not_stop_the_language_from_being_told() -> None:
    assert identify("The minister said on \ud800 Monday that the new bridge would open in June.") == "en"
