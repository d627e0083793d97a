"""Speech behind a dash that opens its paragraph, in languages that set it so."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from made_columns import compared, cut_texts, made_article


def spoken(text: str, language: str) -> list[tuple[str, str | None]]:
    [found] = cut_texts(text, language=language).quotations
    return [(text[one.span.start : one.span.end], one.speaker) for one in found]


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("sv", "– |Det blir inga fler förseningar|, säger Anna Beltram.", "Anna Beltram"),
        ("sv", "– |Vad ska vi göra?| frågar Anna Beltram.", "Anna Beltram"),
        ("sv", "– |Hamnen – störst i landet – stängs|, säger Anna Beltram.", "Anna Beltram"),
        ("sv", "– |Det blir ”inga fler förseningar” i hamnen|, säger Anna Beltram.", "Anna Beltram"),
        ("no", "– |Det blir ingen flere|, sier ordfører Lars Dahl til NTB.", "Lars Dahl"),
        ("da", "- |Der kommer ikke flere|, siger Anna Beltram til Ritzau.", "Anna Beltram"),
        ("pl", "– |Nie będzie opóźnień| – powiedziała rzeczniczka Anna Beltram.", "Anna Beltram"),
        ("es", "—|¿Habrá más retrasos?| —preguntó Ana Beltrán.", "Ana Beltrán"),
        ("ru", "— |Задержек больше не будет|, — сказала Анна Белова.", "Анна Белова"),
        ("uk", "— |Затримок більше не буде|, — сказала Анна Білова.", "Анна Білова"),
        ("fr", "— |Il n'y aura plus de retard|, assure Anne Beltran.", "Anne Beltran"),
        ("pt", "— |Não haverá mais atrasos| — disse Ana Beltrão.", "Ana Beltrão"),
        ("cs", "– |Další zpoždění nebude|, řekla Anna Beltramová.", "Anna Beltramová"),
    ],
)
def test_words_behind_a_dash_are_a_quotation(language: str, text: str, speaker: str) -> None:
    _, words, _ = text.split("|")
    assert spoken(text.replace("|", ""), language) == [(words, speaker)]


@pytest.mark.parametrize(
    ("language", "text", "words"),
    [
        ("es", "—No habrá más retrasos —dijo Ana Beltrán—. Empezamos en marzo.", "Empezamos en marzo."),
        ("es", "—No habrá más retrasos —dijo Ana Beltrán— y empezamos ya.", "y empezamos ya."),
        ("pl", "– Nie będzie opóźnień – powiedziała Anna Beltram. – Ruszamy w marcu.", "Ruszamy w marcu."),
        ("ru", "— Задержек не будет, — сказала Анна Белова, — и начинаем в марте.", "и начинаем в марте."),
    ],
)
def test_words_go_on_behind_the_speaker(language: str, text: str, words: str) -> None:
    first, second = spoken(text, language)
    assert second == (words, first[1])


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sv", "– Piren stängs\n– Färjan ställs in\n– Trafiken läggs om, enligt planen"),
        ("fr", "– Le quai sera fermé\n– Le bac sera supprimé"),
        ("en", "- There will be no more delays, said Ana Beltran."),
        ("de", "– Es gibt keine Verzögerung mehr, sagte Anna Beltram."),
    ],
)
def test_lists_and_languages_that_use_marks_have_none(language: str, text: str) -> None:
    assert spoken(text, language) == []


def test_words_between_marks_behind_a_dash_are_read_by_their_marks() -> None:
    text = "– ”Det blir inga fler förseningar”, säger Anna Beltram."
    assert spoken(text, "sv") == [("Det blir inga fler förseningar", "Anna Beltram")]


def test_retold_speech_behind_a_dash_is_called_a_quotation() -> None:
    words = "Bron över sundet måste rivas före vintern eftersom fundamenten har rostat, säger Anna Beltram"
    texts = {"a": f"Rapport\n– {words}.", "b": f"En annan\n– {words} till TT."}
    found = compared(made_article(name, text, language="sv") for name, text in texts.items()).matches
    assert [match.content for match in found] == ["quote"]


PARTS = st.sampled_from(
    ["– ", "—", "- ", " – ", ", ", ". ", "? ", "”", "”", "säger ", "Anna Beltram", "Det ", "blir ", "\n"]
)


@given(st.lists(PARTS, max_size=14))
@example(["– ", "Det ", "blir ", ", ", "säger ", "Anna Beltram", ". ", "– ", " – "])
def test_dashes_and_marks_in_any_order_give_words_that_stand_there(parts: list[str]) -> None:
    text = "".join(["Rapport\n– ", *parts])
    for words, _ in spoken(text, "sv"):
        assert words.strip() == words
        assert any(map(str.isalnum, words))
