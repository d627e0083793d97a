"""How quotations and their speakers are found. The sentences are made up for these tests."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from made_columns import cut_texts
from provenance.core.cutting.segment import segment, segment_tables
from provenance.core.quoting.reported import find_reported
from provenance.core.quoting.speech import Speech, one_statement
from provenance.model import Quotation, Span

DATA = files("provenance") / "data"
TABLES = segment_tables(
    tomllib.loads((DATA / "furniture.toml").read_text(encoding="utf-8")),
    tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8")),
)


def quotations(text: str, language: str | None = "en") -> tuple[Quotation, ...]:
    return segment(text, language, tables=TABLES).quotations


def words(text: str, language: str | None = "en") -> list[str]:
    return [quote.span.cut(text) for quote in quotations(text, language)]


def kinds(text: str, language: str | None = "en") -> list[str]:
    return [quote.kind for quote in quotations(text, language)]


def reports(text: str, language: str = "en") -> list[tuple[str, str | None]]:
    """Return the sentences that report somebody's words, each with its speaker."""
    cut = segment(text, language, tables=TABLES)
    found = find_reported(text, cut.paragraphs, cut.sentences, cut.quotations, TABLES.cues[language])
    assert all(one.kind == "reported" for one in found)
    return [(one.span.cut(text), one.speaker) for one in found]


def speakers(text: str, language: str | None = "en") -> list[str | None]:
    return [quote.speaker for quote in quotations(text, language)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ('She said "the port will close" on Monday.', "the port will close"),
        ("She said &quot;the port will close&quot; on Monday.", "the port will close"),
        ("&ldquo;The port will close,&rdquo; she said.", "The port will close,"),
        ("Elle a dit : &laquo;&nbsp;le port va fermer&nbsp;&raquo; lundi.", "&nbsp;le port va fermer&nbsp;"),
        ("She said (&amp;#34;the port &amp; the quay&amp;#34;) it was.", "the port &amp; the quay"),
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


@pytest.mark.parametrize(
    "text",
    [
        "They watched “Night Boats” at the old cinema.",
        "She will speak on CBS’s “Face the Harbour” on Sunday.",
        "The film “Harbour of glass” won a prize.",
        "The singer known as “old tin” left the stage.",
        "The so-called “harbour tax” ended in May.",
        "Olaf “Storm” Lund rowed to the island.",
        "A pair of F-18 “Hornet” jets flew past.",
        "The report makes no mention of the word “negligence”.",
        "The “experts” left early.",
        "Der Roman „Hafen aus Glas“ gewann einen Preis.",
    ],
)
def test_titles_nicknames_and_words_set_apart_are_no_quotations(text: str) -> None:
    assert words(text, "de" if "„" in text else "en") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“We will close the port,” said Ada Berg.", "direct"),
        ("Ada Berg said: “We will close.”", "direct"),
        ("“No,” said Ada Berg.", "direct"),
        ("“Why?” Ada Berg asked.", "direct"),
        ("Ada Berg spoke of “damning findings” in the report.", "partial"),
        ("Ada Berg called the plan “crazy” on Monday.", "partial"),
        ("Ada Berg said the plan “lays bare years of neglect of the whole old port”.", "partial"),
        ("The plan met with “much more doubt than hope” in town.", "partial"),
        ("Ada Berg sagte: „Wir schließen den Hafen.“", "direct"),
        ("Ada Berg nannte den Plan „verrückt“.", "partial"),
    ],
)
def test_partial_quotations_are_kept_and_told_from_whole_ones(text: str, kind: str) -> None:
    assert kinds(text, "de" if "„" in text else "en") == [kind]


def test_what_goes_on_after_the_speaker_is_as_whole_as_what_came_before() -> None:
    assert kinds("“We waited,” said Ada Berg, “because of the rain.”") == ["direct", "direct"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Ada Berg spoke of “damning findings” in the report.", "Ada Berg"),
        ("The plan is “a very bad joke”, Ada Berg said.", "Ada Berg"),
        ("The plan, condemned by Ada Berg as a “bad joke”, went through.", "Ada Berg"),
        ("The port may be called “a ruin”, the harbour office disclosed.", "the harbour office"),
        ("Ada Berg has “no doubts” but says the plan “needs more time”.", "Ada Berg"),
        ("But Olaf Lund, a rower from the island, said the plan was “not good enough”.", "Olaf Lund"),
        ("Mia Holm, of Silver Bay, Md., said it was “not good enough”.", "Mia Holm"),
        ("The plan was called “a very bad joke”.", None),
    ],
)
def test_partial_quotations_get_the_speaker_that_the_text_gives(text: str, speaker: str | None) -> None:
    assert {quote.speaker for quote in quotations(text)} == {speaker}


def test_words_that_a_headline_quotes_get_their_speaker_from_the_article() -> None:
    text = "‘Damning findings’ on the port\n\nIt rained.\n\n“These damning findings hurt,” said Ada Berg."
    assert speakers(text) == ["Ada Berg", "Ada Berg"]


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“We will close,” he said.", None),
        ("“We will close,” they said.", None),
        ("“We will close,” I said.", None),
        ("It’s fighting what it calls “the worst of all plans”.", None),
        ("“We will close,” sagte er.", None),
        ("Ada Berg spoke. She called it “the worst of all plans”.", "Ada Berg"),
        ("While Ada Berg said the port was safe, she also warned of “the worst of all plans”.", "Ada Berg"),
        ("Many of the guests were old, she said, and “the worst was over”.", None),
        ("The mayor said no. “We will close,” he added.", None),
    ],
)
def test_a_pronoun_is_resolved_or_nobody_and_never_a_speaker(text: str, speaker: str | None) -> None:
    (quote,) = quotations(text, "de" if "sagte" in text else "en")
    assert quote.speaker == speaker
    assert quote.speaker_span is not None
    assert quote.cue is not None


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("More from the minister: “The port will close in the spring.”", "en"),
        ("The plan, “subject to approval”, as the notes below the release put it, is no answer.", "en"),
        ("“The port will close in the spring,” the said.", "en"),
        ("Others shouted: “Close the port now!”", "en"),
        ("Several said that the port was “a very bad joke”.", "en"),
        ("One of them said that the port was “a very bad joke”.", "en"),
        ("Mehr zum Hafen: „Wir schließen im Frühjahr.“", "de"),
        ("Andere riefen: „Schließt den Hafen jetzt!“", "de"),
        ("Plus à ce sujet : « Nous fermons au printemps. »", "fr"),
    ],
)
def test_words_that_name_nobody_are_no_speaker(text: str, language: str) -> None:
    (quote,) = quotations(text, language)
    assert quote.speaker is None


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("“The port will close,” said May.", "May"),
        ("“The port will close,” the WHO said.", "the WHO"),
        ("“The port will close,” the US said.", "the US"),
    ],
)
def test_names_that_are_also_small_words_are_speakers(text: str, speaker: str) -> None:
    assert speakers(text) == [speaker]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Ada Berg spoke. “We waited,” she said. It rained all day. And added: “Nobody came to us.”", "en"),
        ("Ada Berg sprach. „Wir warteten“, sagte sie. Es regnete. Und fragte: „Wo blieb die Hilfe?“", "de"),
    ],
)
def test_a_sentence_without_subject_goes_on_with_the_last_speaker(text: str, language: str) -> None:
    assert speakers(text, language) == ["Ada Berg", "Ada Berg"]


def test_he_who_goes_on_after_one_whom_nobody_names_is_not_named() -> None:
    text = "Ada Berg spoke. “We waited,” she said.\n\nAnother said it rained, but he added, “It is closed.”"
    assert speakers(text) == ["Ada Berg", None]


def test_according_to_him_or_her_is_according_to_the_last_speaker() -> None:
    text = "Ada Berg spoke. “We waited,” she said. According to her, the port was “a very bad joke”."
    assert speakers(text) == ["Ada Berg", "Ada Berg"]


def test_a_headline_line_takes_no_speaker_from_above() -> None:
    text = "Ada Berg said the port would close.\n\n– “Serious doubts remain” –\n\nNobody came."
    assert speakers(text) == [None]


@pytest.mark.parametrize(
    ("text", "language", "speaker"),
    [
        ("Ada Berg said that the findings were damning for the port.", "en", "Ada Berg"),
        ("Ada Berg said the findings were damning for the port.", "en", "Ada Berg"),
        ("The findings were damning for the port, Ada Berg said on Monday.", "en", "Ada Berg"),
        ("The findings were damning for the port, said Ada Berg.", "en", "Ada Berg"),
        ("According to Ada Berg, the findings were damning for the port.", "en", "Ada Berg"),
        ("The findings were damning for the port, according to Ada Berg.", "en", "Ada Berg"),
        ("Ada Berg told AFP the findings were damning for the port.", "en", "Ada Berg"),
        (
            "Ada Berg, head of the trust in Bergen, said that while the port was old, it was safe.",
            "en",
            "Ada Berg",
        ),
        ("Ada Berg said the findings were “damning” for the port.", "en", "Ada Berg"),
        ("Ada Berg sagte, dass der Hafen im Herbst schließen wird.", "de", "Ada Berg"),
        ("Laut Ada Berg wird der Hafen im Herbst wohl schließen.", "de", "Ada Berg"),
        ("Ada Berg a déclaré que le port va fermer en automne.", "fr", "Ada Berg"),
        ("Selon Ada Berg, le port va fermer en automne.", "fr", "Ada Berg"),
        ("Ada Berg dijo que el puerto va a cerrar en otoño.", "es", "Ada Berg"),
        ("Иван Берг сообщил, что порт закроют осенью этого года.", "ru", "Иван Берг"),
    ],
)
def test_a_sentence_that_reports_speech_is_found_with_its_speaker(
    text: str, language: str, speaker: str
) -> None:
    assert reports(text, language) == [(text, speaker)]


@pytest.mark.parametrize(
    "text",
    [
        "The findings were damning for the old port.",
        "The town drew attention to reports that the port was old.",
        "The alleged losses of the old port were small.",
        "Ten per cent of the boats in the port were lost.",
        "“We will close the port,” said Ada Berg of the trust.",
    ],
)
def test_what_only_looks_like_a_report_is_none(text: str) -> None:
    assert reports(text) == []


def test_a_report_by_a_pronoun_is_given_to_the_last_speaker() -> None:
    text = "Ada Berg said that the port would close.\n\nShe added that nobody would miss the old boats."
    assert [speaker for _, speaker in reports(text)] == ["Ada Berg", "Ada Berg"]


def test_who_was_told_is_kept_in_reports() -> None:
    text = "Ada Berg told AFP the findings were damning for the port."
    cut = segment(text, "en", tables=TABLES)
    (report,) = find_reported(text, cut.paragraphs, cut.sentences, cut.quotations, TABLES.cues["en"])
    assert report.told == "AFP"


QUOTING = "“The findings are damning for the old port,” said Ada Berg."
REPORTING = "Ada Berg of the trust said that the findings were damning for the old port."


@pytest.mark.parametrize(
    ("other", "same"),
    [
        (REPORTING, True),
        ("The findings were damning for the old port, the trust said.", True),
        (REPORTING.replace("Ada Berg", "Olaf Lund"), False),
        ("The findings were damning for the old port.", False),
    ],
)
def test_a_quotation_and_a_report_of_it_are_one_statement(other: str, same: bool) -> None:
    speech = Speech(cut_texts(QUOTING, other), TABLES.cues)
    left, right = speech.spoken(0, Span(0, len(QUOTING))), speech.spoken(1, Span(0, len(other)))
    assert left.quoted > 0.5
    assert right.quoted == 0
    assert one_statement(left, right) is one_statement(right, left) is same


def test_two_reports_without_a_quotation_are_no_quotation() -> None:
    speech = Speech(cut_texts(REPORTING, REPORTING), TABLES.cues)
    both = speech.spoken(0, Span(0, len(REPORTING)))
    assert both.told > 0.9
    assert both.speaker == "Ada Berg"
    assert not one_statement(both, both)


def test_an_office_before_a_name_hides_no_new_speaker() -> None:
    text = (
        '"The heat was fierce," said Arne Lindqvist, a driver. "We counted the children."\n\n'
        "Coastguard commander Birgit Osmundsen told AFP that crews could not enter the lower decks.\n\n"
        '"We are not giving up on anyone," she said.'
    )
    assert speakers(text) == ["Arne Lindqvist", "Arne Lindqvist", "Birgit Osmundsen"]


def test_marks_written_as_references_have_their_speakers() -> None:
    plain = "“The port will close,” said Ada Berg, who runs it. “We are sorry.”"
    written = plain.replace("“", "&ldquo;").replace("”", "&rdquo;")
    assert words(written) == words(plain)
    assert speakers(written) == speakers(plain)
    assert speakers(written)[0] == "Ada Berg"
