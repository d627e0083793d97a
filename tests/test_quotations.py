"""How quotations and their speakers are found. The sentences are made up for these tests."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from provenance.core.segment import segment, segment_tables
from provenance.model import Quotation

DATA = files("provenance") / "data"
TABLES = segment_tables(
    tomllib.loads((DATA / "furniture.toml").read_text(encoding="utf-8")),
    tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8")),
)


def quotations(text: str, language: str | None = "en") -> tuple[Quotation, ...]:
    return segment(text, language, tables=TABLES).quotations


def words(text: str, language: str | None = "en") -> list[str]:
    return [quote.span.cut(text) for quote in quotations(text, language)]


def speakers(text: str, language: str | None = "en") -> list[str | None]:
    return [quote.speaker for quote in quotations(text, language)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('She said "the port will close" on Monday.', "the port will close"),
        ("She said “the port will close” on Monday.", "the port will close"),
        ("Sie sagte, „der Hafen schließt“ am Montag.", "der Hafen schließt"),
        ("Sie sagte, „der Hafen schließt” am Montag.", "der Hafen schließt"),
        ("Sie sagte, »der Hafen schließt« am Montag.", "der Hafen schließt"),
        ("Elle a dit : « le port va fermer » lundi.", "le port va fermer"),
        ("Dijo «el puerto va a cerrar» el lunes.", "el puerto va a cerrar"),
        ("She said ‘the port will close’ on Monday.", "the port will close"),
        ("She said 'the port will close' on Monday.", "the port will close"),
        ("She said ``the port will close'' on Monday.", "the port will close"),
        ("She said ''the port will close'' on Monday.", "the port will close"),
        ("Hon sade ”hamnen ska stängas” i måndags.", "hamnen ska stängas"),
        ('She said “the port will close" on Monday.', "the port will close"),
        ("她说“港口将关闭”。", "港口将关闭"),
        ("彼女は「港は閉鎖される」と述べた。", "港は閉鎖される"),
        ("彼女は『港は閉鎖される』と述べた。", "港は閉鎖される"),
        ("Sie sagte, ‚der Hafen schließt‘ am Montag.", "der Hafen schließt"),
        ("It was \\“the port will close\\” again.", "the port will close"),
    ],
)
def test_each_kind_of_mark_is_known(text: str, quoted: str) -> None:
    (quote,) = quotations(text)
    assert quote.span.cut(text) == quoted
    assert quote.outer.start < quote.span.start
    assert quote.span.end < quote.outer.end


def test_the_outermost_of_nested_quotations_is_reported() -> None:
    assert words("“They call it a ‘safe harbour,'” the report said.") == ["They call it a ‘safe harbour,'"]
    assert words("She said: ‘They call it a “safe harbour” here.’") == ["They call it a “safe harbour” here."]
    assert words('"They said "no" to me," she said.') == ['They said "no" to me,']


@pytest.mark.parametrize("pair", ["“”", '""', "«»"])
def test_a_quotation_over_paragraphs_is_given_in_parts(pair: str) -> None:
    first, last = pair
    text = f"{first}The port was old.\n\n{first}It was damp.\n\n{first}It had to close,{last} said Ada Berg."
    assert words(text) == ["The port was old.", "It was damp.", "It had to close,"]
    assert speakers(text) == ["Ada Berg"] * 3


def test_a_closing_mark_paragraphs_later_ends_the_quotation() -> None:
    text = "Ada Berg sagte: „Der Hafen ist alt.\n\nEr ist feucht.\n\nEr muss schließen.“ Dann ging sie."
    assert words(text, "de") == ["Der Hafen ist alt.", "Er ist feucht.", "Er muss schließen."]
    assert set(speakers(text, "de")) == {"Ada Berg"}


def test_a_mark_that_never_closes_swallows_nothing() -> None:
    text = 'He called it "old and went on.\n\nThe port closed. "We agree," said Ada Berg.\n\nNobody came.'
    assert words(text) == ["We agree,"]


def test_a_paragraph_that_opens_with_a_mark_and_never_closes_is_quoted_whole() -> None:
    assert words('"The port is old.\n\nNobody came.') == ["The port is old."]


@pytest.mark.parametrize(
    "text",
    [
        'He is 6\'2" tall and his boat is 12" wide.',
        "In the '90s and the ’80s rock 'n' roll was loud.",
        "The workers’ rights and the bosses' duties are the unions’ concern.",
        "It’s theirs, isn't it? They don't, can’t and won't.",
        '“” and "" and “…”',
        "An apostrophe ' here, and another ' there.",
    ],
)
def test_inches_years_and_apostrophes_are_no_quotations(text: str) -> None:
    assert words(text) == []


def test_names_of_works_are_no_quotations() -> None:
    assert words("The club discussed “The Old Man and the Harbour” twice.") == []


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("“We will close,” said Ada Berg, director of the port.", "en", "Ada Berg"),
        ("“We will close,” Ada Berg, director of the port, said on Monday.", "en", "Ada Berg"),
        ("“We will close,” the port's director, Ada Berg, said.", "en", "Ada Berg"),
        ("“We will close,” said Old Harbour Trust President Ada Berg.", "en", "Ada Berg"),
        ("“We will close,” said Campaign for Harbours Director Ada Berg.", "en", "Ada Berg"),
        ("“We will close,” the report said.", "en", "the report"),
        ("“We will close,” according to Ada Berg.", "en", "Ada Berg"),
        ("According to Ada Berg, the port “will close in the spring”.", "en", "Ada Berg"),
        ("Ada Berg added: “We will close.”", "en", "Ada Berg"),
        ("In a statement on Monday, port director Ada Berg said “we will close”.", "en", "Ada Berg"),
        ("Ada Berg called the plan “a very bad joke” on Monday.", "en", "Ada Berg"),
        ("“We will close.” — Ada Berg", "en", "Ada Berg"),
        ("„Wir schließen“, sagte Außenministerin Ada Berg am Montag.", "de", "Ada Berg"),
        ("Ada Berg sagte: „Wir schließen.“", "de", "Ada Berg"),
        ("Laut Ada Berg ist der Plan „ein sehr schlechter Witz“.", "de", "Ada Berg"),
        ("« Nous fermons », a déclaré la ministre Ada Berg lundi.", "fr", "Ada Berg"),
        ("Ada Berg a affirmé : « Nous fermons. »", "fr", "Ada Berg"),
        ("Selon Ada Berg, « le port va fermer ».", "fr", "Ada Berg"),
        ("“Vamos a cerrar”, dijo la ministra Ada Berg en Madrid.", "es", "Ada Berg"),
        ("Según Ada Berg, «el puerto va a cerrar».", "es", "Ada Berg"),
        ("«Chiudiamo», ha detto Ada Berg.", "it", "Ada Berg"),
        ("“Vamos fechar”, disse a presidente Ada Berg.", "pt", "Ada Berg"),
        ("«Мы закрываемся», — заявил президент Иван Берг.", "ru", "Иван Берг"),
    ],
)
def test_the_speaker_is_read_from_the_words_beside(text: str, language: str, speaker: str) -> None:
    (quote,) = quotations(text, language)
    assert quote.speaker == speaker
    assert quote.speaker_span is not None
    assert quote.speaker_span.cut(text) == speaker


def test_later_surnames_and_pronouns_get_the_full_name() -> None:
    text = (
        "The port director Ada Berg met the fishermen.\n\n“We will close,” Berg said.\n\n"
        "“It is too old,” she added.\n\n“Nobody will miss it.”"
    )
    assert speakers(text) == ["Ada Berg"] * 3
    assert [q.speaker_span and q.speaker_span.cut(text) for q in quotations(text)] == ["Berg", "she", "she"]


def test_a_family_name_that_comes_first_is_completed_too() -> None:
    text = "Foreign ministry spokesman Wei Lin spoke.\n\n“It is null and void,” Wei told reporters."
    assert speakers(text) == ["Wei Lin"]


def test_a_quotation_that_goes_on_keeps_its_speaker() -> None:
    text = "“We waited,” said Ada Berg. “Nobody came.”\n\n“It rained.”\n\nThe port closed."
    assert speakers(text) == ["Ada Berg"] * 3


def test_each_of_two_speakers_gets_his_own() -> None:
    text = "“We waited,” said Ada Berg. But Olaf Lund said: “Nobody did.”"
    assert speakers(text) == ["Ada Berg", "Olaf Lund"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("“We will close,” Ada Berg told AFP.", "AFP"),
        ("“We will close,” Ada Berg told the BBC on Monday.", "BBC"),
        ("“We will close,” Ada Berg told reporters in Bergen.", "reporters"),
        ("“We will close,” Ada Berg said in an email sent to AFP on Monday.", "AFP"),
        ("“We will close,” Ada Berg said in an interview with Reuters.", "Reuters"),
        ("« Nous fermons », a déclaré Ada Berg à l’AFP.", "AFP"),
        ("“We will close,” Ada Berg said.", None),
    ],
)
def test_who_was_told_is_noted(text: str, told: str | None) -> None:
    (quote,) = quotations(text, "fr" if "«" in text else "en")
    assert quote.told == told


def test_the_cue_is_the_verb() -> None:
    (quote,) = quotations("“We will close,” warned Ada Berg.")
    assert quote.cue == "warned"


def test_an_unknown_language_gets_english_cues() -> None:
    assert speakers("“We will close,” said Ada Berg.", None) == ["Ada Berg"]
    assert speakers("“We will close,” said Ada Berg.", "xx") == ["Ada Berg"]
