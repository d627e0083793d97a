"""Speakers named after their office, and those whom somebody else quotes. The sentences are made up."""

from __future__ import annotations

import pytest

from test_quotations import quotations, reports, speakers

QUOTED = {
    "de": "„Wir schließen den Hafen“, {}",
    "fr": "« Nous fermons le port », {}",
    "es": "«Cerramos el puerto», {}",
    "it": "«Chiudiamo il porto», {}",
    "pt": "“Fechamos o porto”, {}",
    "nl": "“We sluiten de haven”, {}",
    "en": "“We will close the port,” {}",
}


@pytest.mark.parametrize(
    ("language", "cue", "speaker"),
    [
        ("de", "sagte die Bürgermeisterin von Tiel, Anna Huber.", "Anna Huber"),
        ("de", "sagte die Bürgermeisterin von Tiel, Anna Huber, am Montag.", "Anna Huber"),
        ("de", "sagte die Landrätin von Tiel, Anna Huber.", "Anna Huber"),
        ("de", "sagte der Gouverneur der Region, Serhij Kowaltschuk.", "Serhij Kowaltschuk"),
        ("de", "sagte der ukrainische Gouverneur der Region Sumy, Serhij Kowaltschuk.", "Serhij Kowaltschuk"),
        ("de", "sagte der Leiter des Amtes für Statistik, Karl Lund.", "Karl Lund"),
        ("de", "erklärte der Chef der Behörde, Karl von Lund, in Berlin.", "Karl von Lund"),
        ("de", "so der Bürgermeister von Bad Tiel, Karl Lund.", "Karl Lund"),
        ("fr", "a déclaré le maire de Lyon, Jean Dupont.", "Jean Dupont"),
        ("fr", "a déclaré le Maire de Lyon, Jean Dupont.", "Jean Dupont"),
        ("fr", "a dit la ministre de la Santé, Anne Petit.", "Anne Petit"),
        ("fr", "a dit le patron d'Air Lorn, Jean Dupont, lundi.", "Jean Dupont"),
        ("fr", "a déclaré le porte-parole du ministère, Jean de La Tour.", "Jean de La Tour"),
        ("es", "dijo el alcalde de Cádiz, José Ruiz.", "José Ruiz"),
        ("es", "dijo la secretaria de la Junta, Ana Ruiz de la Torre.", "Ana Ruiz de la Torre"),
        ("it", "ha detto il sindaco di Napoli, Gianni Rossi.", "Gianni Rossi"),
        ("it", "ha detto il Sindaco di Napoli, Gianni Rossi.", "Gianni Rossi"),
        ("pt", "disse o prefeito do Recife, João da Silva.", "João da Silva"),
        ("pt", "disse a ministra da Saúde, Ana Lima.", "Ana Lima"),
        ("nl", "zei de burgemeester van Tiel, Anna Huber.", "Anna Huber"),
        ("nl", "zegt de gouverneur van de regio, Jan van der Berg.", "Jan van der Berg"),
        ("nl", "aldus Jan de Vries.", "Jan de Vries"),
        ("en", "said the President of France, Jean Dupont.", "Jean Dupont"),
        ("en", "said the head of the port, Jan van der Berg.", "Jan van der Berg"),
    ],
)
def test_the_name_after_an_office_and_its_comma_speaks(language: str, cue: str, speaker: str) -> None:
    text = QUOTED[language].format(cue)
    (quote,) = quotations(text, language)
    assert quote.speaker == speaker
    assert quote.speaker_span is not None
    assert quote.speaker_span.cut(text) == speaker


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("de", "Der Chef der Behörde, Karl von Lund, sagte: „Wir schließen.“", "Karl von Lund"),
        ("en", "The head of the port, Jan van der Berg, said: “We will close.”", "Jan van der Berg"),
        ("nl", "De burgemeester van Tiel, Anna Huber, zei: “We sluiten de haven.”", "Anna Huber"),
        ("nl", "Volgens Anna Huber is het plan “een heel slechte grap”.", "Anna Huber"),
        ("nl", "Anna Huber zei het. Ze noemde het plan “een heel slechte grap”.", "Anna Huber"),
        ("de", "Huber, Sprecherin von Greenpeace, sagte: „Wir schließen.“", "Huber"),
    ],
)
def test_the_name_beside_an_office_before_the_verb_speaks(language: str, text: str, speaker: str) -> None:
    assert speakers(text, language) == [speaker]


@pytest.mark.parametrize(
    ("language", "cue", "speaker"),
    [
        ("de", "sagte die Bürgermeisterin von Tiel.", "die Bürgermeisterin von Tiel"),
        ("de", "sagte der Sprecher des Verbandes.", "der Sprecher des Verbandes"),
        ("de", "sagte der ukrainische Gouverneur.", "der ukrainische Gouverneur"),
        ("de", "sagte der Minister der Deutschen Presse-Agentur.", "der Minister"),
        ("de", "sagte der Minister am Montag in Berlin, Karl Lund schwieg.", "der Minister"),
        ("de", "sagte der Chef der Behörde, die Anna Huber leitet.", "der Chef"),
        ("de", "sagte Ursula von der Leyen am Montag.", "Ursula von der Leyen"),
        ("de", "sagte Präsidentin Ursula von der Leyen.", "Ursula von der Leyen"),
        ("de", "sagte Bundeskanzler von Papen.", "von Papen"),
        ("de", "sagte Anna Huber von der Hafenbank.", "Anna Huber"),
        ("fr", "a déclaré le Président de la République.", "le Président de la République"),
        ("fr", "a déclaré Dominique de Villepin.", "Dominique de Villepin"),
        ("es", "dijo Lula da Silva.", "Lula da Silva"),
        ("nl", "zei de woordvoerder van de politie.", "de woordvoerder van de politie"),
    ],
)
def test_an_office_without_a_name_is_given_whole_and_small_words_stay_in_names(
    language: str, cue: str, speaker: str
) -> None:
    assert speakers(QUOTED[language].format(cue), language) == [speaker]


@pytest.mark.parametrize(
    ("cue", "speaker"),
    [
        ("the BBC quoted him as saying.", None),
        ("the BBC quoted her on Monday as saying.", None),
        ("the BBC quoted them as saying.", None),
        ("Tass cited him as saying.", None),
        ("the BBC quoted Ada Berg as saying.", "Ada Berg"),
        ("Tass cited Mayor Ada Berg as having said.", "Ada Berg"),
        ("the agency quoted the mayor of Lorn, Ada Berg, as saying on Monday.", "Ada Berg"),
        ("it quoted Ada Berg, a rower from the island, as saying.", "Ada Berg"),
        ("Xinhua quoted an official as telling reporters.", "an official"),
        ("the BBC quoted her spokesman as saying.", "her spokesman"),
        ("the Post reported, quoting Ada Berg as saying the port was old.", "Ada Berg"),
        ("Ada Berg was quoted as saying by the BBC.", "Ada Berg"),
        ("Ada Berg was quoted by the BBC as saying.", "Ada Berg"),
        ("he was quoted on Monday as saying.", None),
        ("Ada Berg quoted the report.", "Ada Berg"),
    ],
)
def test_who_is_quoted_as_saying_speaks_and_not_who_quotes(cue: str, speaker: str | None) -> None:
    assert speakers(QUOTED["en"].format(cue)) == [speaker]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The BBC quoted Ada Berg as saying “we will close the port”.", "Ada Berg"),
        ("The BBC quoted him as saying: “We will close the port.”", None),
        ("The BBC quoted him as saying so, and Ada Berg said: “We will close the port.”", "Ada Berg"),
        ("Olaf Lund runs the port.\n\n“We will close,” Ada Berg quoted him as saying.", "Olaf Lund"),
        ("Ada Berg, the mayor, was there.\n\n“We will close,” the BBC quoted her as saying.", "Ada Berg"),
        ("Ada Berg said no.\n\n“We will close,” Berg quoted him as saying.", None),
    ],
)
def test_whom_a_quoted_pronoun_means_is_told_where_the_text_makes_it_plain(
    text: str, speaker: str | None
) -> None:
    assert speakers(text) == [speaker]


def test_what_the_agency_says_next_is_the_agency_s() -> None:
    text = "“We close,” the state agency quoted an expert as saying.\n\n“Boats may stay till noon,” it said."
    assert speakers(text) == ["an expert", "the state agency"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("The BBC quoted Ada Berg as saying that the old port was damp and would close.", "Ada Berg"),
        ("The old port was damp and would close, the BBC quoted Ada Berg as saying.", "Ada Berg"),
        ("The old port was damp and would close, the BBC quoted him as saying.", None),
    ],
)
def test_a_report_that_somebody_passes_on_is_the_speaker_s(text: str, speaker: str | None) -> None:
    assert reports(text) == [(text, speaker)]


@pytest.mark.parametrize(
    ("subject", "speaker"),
    [
        ("Einsatzleiter Karl Leiter", "Karl Leiter"),
        ("Karl Leiter", "Karl Leiter"),
        ("Karl Bauleiter", "Karl Bauleiter"),
        ("Einsatzleiter Karl Leiter Huber", "Karl Leiter Huber"),
        ("Prof. Karl Leiter Huber", "Karl Leiter Huber"),
        ("Leiter Karl Leiter", "Karl Leiter"),
        ("Hafenamt Direktorin Anna Berg", "Anna Berg"),
        ("der Einsatzleiter Karl Leiter", "Karl Leiter"),
    ],
)
def test_a_german_surname_may_be_an_office(subject: str, speaker: str) -> None:
    assert speakers(f"„Wir schließen den Hafen“, sagte {subject}.", "de") == [speaker]
    led = f"{subject[0].upper()}{subject[1:]} sagte: „Wir schließen den Hafen.“"
    assert speakers(led, "de") == [speaker]


@pytest.mark.parametrize(
    "subject",
    [
        "Der Technische Leiter",
        "Stellvertretender Einsatzleiter",
        "SPD Vorsitzende",
        "Der Leiter der Feuerwehr",
        "Die Bürgermeisterin von Lorn",
    ],
)
def test_a_german_office_without_a_name_is_a_description(subject: str) -> None:
    # "Sie" goes on from the last person with a name.
    text = (
        f"Anna Berg sagte: „Der Hafen bleibt zu.“\n\n{subject} sagte: „Wir schließen den Hafen.“\n\n"
        "„Niemand hat uns gefragt“, sagte sie."
    )
    assert speakers(text, "de") == ["Anna Berg", subject, "Anna Berg"]
