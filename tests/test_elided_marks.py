"""Quotation marks after a word that has lost its vowel: "qu'« … »", "dell'« … »". All texts are made up."""

from __future__ import annotations

import pytest

from made_columns import compared, made_article
from test_quotations import quotations, speakers, words

BLANKS = (" ", "\u00a0", "\u202f", "\u2009")
ELIDED = ("qu'", "qu’", "d'", "d’", "l'", "l’", "jusqu’", "Lorsqu'", "qu&#039;", "qu&rsquo;")


@pytest.mark.parametrize("blank", BLANKS)
@pytest.mark.parametrize("elided", ELIDED)
def test_a_mark_after_an_elided_word_and_before_a_space_opens(elided: str, blank: str) -> None:
    text = f"Ada Berg a évoqué {elided}«{blank}il faut partir tout de suite{blank}» lundi."
    assert words(text, "fr") == ["il faut partir tout de suite"]


@pytest.mark.parametrize(
    ("text", "language", "quoted"),
    [
        ("Elle a dit qu'« il faut un “mot” de plus ».", "fr", ["il faut un “mot” de plus"]),
        ("C'est « fini », dit-elle, et l'« on doit partir ».", "fr", ["fini", "on doit partir"]),
        ("Elle a dit qu&rsquo;&laquo; il faut partir vite &raquo;.", "fr", ["il faut partir vite"]),
        ("Ha parlato dell'« ordine ingiusto di ieri » lunedì.", "it", ["ordine ingiusto di ieri"]),
        ("Ha parlato dell’«ordine ingiusto di ieri» lunedì.", "it", ["ordine ingiusto di ieri"]),
        ("Ha firmato l'«accordo di tutti i porti».", "it", ["accordo di tutti i porti"]),
        ("Falou d’« uma piada de muito mau gosto ».", "pt", ["uma piada de muito mau gosto"]),
        ("Va parlar d'« una broma de molt mal gust ».", "ca", ["una broma de molt mal gust"]),
    ],
)
def test_elided_words_of_every_language_come_before_opening_marks(
    text: str, language: str, quoted: list[str]
) -> None:
    assert words(text, language) == quoted


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("»Das ist der Hund von Hans'« sagte sie.", ["Das ist der Hund von Hans'"]),
        ("»Das ist der Hund von Hans’«, sagte sie.", ["Das ist der Hund von Hans’"]),
        ("»Ich hab'« war alles, »und ich bleib'« das Ende.", ["und ich bleib'"]),
        ("Sie rief: »Kommt, ihr Leut'« und ging dann fort.", ["Kommt, ihr Leut'"]),
        ("Für's «Leben im alten Hafen» war es zu spät.", ["Leben im alten Hafen"]),
        ("Sie sagte, «das ist Hans’ altes Boot» und ging.", ["das ist Hans’ altes Boot"]),
        ("Hon sade: »Det är Lars’ gamla båt» och gick.", ["Det är Lars’ gamla båt"]),
        ("Hän sanoi: »Satama on vanha» ja ’lähti’ pois.", ["Satama on vanha"]),
        ("Die Leut'« und ihre Boote blieben da.", []),
    ],
)
def test_an_apostrophe_that_ends_a_word_opens_nothing_in_marks_set_the_other_way(
    text: str, quoted: list[str]
) -> None:
    assert words(text, "de") == quoted


def test_the_speaker_stands_before_the_conjunction() -> None:
    text = "La maire Ada Berg a affirmé qu’« il faut fermer le vieux port »."
    assert speakers(text, "fr") == ["Ada Berg"]
    (quote,) = quotations(text, "fr")
    assert quote.cue == "a affirmé"
    assert quote.outer.cut(text) == "« il faut fermer le vieux port »"


HERE = (
    "Le conseil s’est réuni mardi à Lorn sous une pluie battante, et personne n’a parlé des bateaux.\n\n"
    "La ministre Ada Berg a déclaré qu’« il faut fermer le vieux port avant que la digue ne cède sous nos "
    "pieds » à la fin de la séance."
)
THERE = (
    "Trois villages de la côte attendent depuis l’hiver une réponse de l’État sur la pêche au hareng.\n\n"
    "Interrogée par les pêcheurs, Ada Berg a répété qu'« il faut fermer le vieux port avant que la digue ne "
    "cède sous nos pieds », sans donner de date."
)


def test_two_papers_that_quote_one_minister_so_share_a_quotation_and_no_passage() -> None:
    articles = [
        made_article("a", HERE, outlet="Le Quai", language="fr"),
        made_article("b", THERE, outlet="La Digue", language="fr"),
    ]
    report = compared(articles)
    (match,) = report.matches
    assert (match.content, match.speaker) == ("quote", "Ada Berg")
    assert [pair.origin.kind for pair in report.pairs] == ["shared-quote"]
