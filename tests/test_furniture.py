"""What counts as page furniture, and what must not."""

from __future__ import annotations

import tomllib
from importlib.resources import files

import pytest

from provenance.core.cutting.segment import segment, segment_tables

DATA = files("provenance") / "data"
TABLES = segment_tables(
    tomllib.loads((DATA / "furniture.toml").read_text(encoding="utf-8")),
    tomllib.loads((DATA / "cues.toml").read_text(encoding="utf-8")),
)
BODY = [
    "The harbour commission said on Tuesday that the old port would be closed next year.",
    "Fishermen who use the port asked for another place to land their catch, and the mayor promised one.",
    "The inspection found that the eastern wall had moved by several centimetres in the winter.",
]
MORE = [
    "The mayor of the town asked the harbour commission for a second inspection before the port closes.",
    "Divers found the cracks in the wall three years ago, the commission said in a letter to the council.",
    "Nobody answered the letter, and the fishermen went on to land their catch at the eastern wall.",
]


def furniture(*paragraphs: str) -> list[str]:
    text = "\n\n".join(paragraphs)
    found = segment(text, "en", tables=TABLES)
    return [span.cut(text) for span, mark in zip(found.paragraphs, found.furniture, strict=True) if mark]


@pytest.mark.parametrize(
    "line",
    [
        "Skip to content",
        "Accessibility links",
        "No media source currently available",
        "please wait",
        "0:00 0:01:43 0:00",
        "01:23 / 04:56",
        "Leave a Reply",
        "Your email address will not be published. Required fields are marked *",
        "Read Also: Harbour master resigns over the eastern wall",
        "READ MORE »",
        "Share this:",
        "Subscribe to our newsletter",
        "Advertisement",
        "About Author",
        "More to explorer",
        "Related Articles",
        "This website uses cookies to improve your experience.",
        "© 2024 The Harbour Times. All rights reserved.",
        "Copyright (c) 2024 The Harbour Times",
        "Follow us on Facebook and Twitter",
        "Comments are closed.",
        "Lesen Sie auch: Hafenmeister tritt zurück",
        "Diese Website verwendet Cookies.",
        "Schreibe einen Kommentar",
        "À lire aussi : Le port va fermer",
        "Laisser un commentaire",
        "Lea también: El puerto va a cerrar",
        "Deja una respuesta",
        "Leggi anche: Il porto chiude",
        "Leia também: O porto vai fechar",
        "Читайте также: Порт закроют",
        "Explore more on these topics: Harbours | Shipping | Velmouth",
        "Comment on this story at harbourtimes.example/letters. We reserve the right to edit.",
        "What do you think? Write to the Editor, Harbour Times, 4 Quay Hill, Velmouth",
        "This article is for information only and does not constitute investment advice.",
        "Figures refer to the past, and past performance is not a reliable indicator of future results.",
        "Sign up to Low Tide, our free daily newsletter",
        "Do you have an opinion on the issues raised in this article? Send us up to 300 words.",
        "MORE NEWS: Baths close for six weeks * Swan returns",
        "Mehr zu diesen Themen: Häfen, Schifffahrt",
        "Was meinen Sie? Schreiben Sie uns an leserbriefe@hafenbote.example",
        "Dieser Artikel stellt keine Anlageberatung dar.",
        "Plus sur ces sujets : Ports, Navigation",
        "Qu’en pensez-vous ? Écrivez à courrier@quai.example",
        "Ces informations ne constituent pas un conseil en investissement.",
        "Más sobre estos temas: puertos, navegación",
        "Commenta questa notizia su quotidiano.example",
        "Comente esta notícia em cais.example",
        "Статья не является инвестиционной рекомендацией.",
        "Оставить комментарий",
    ],
)
def test_page_furniture_is_marked(line: str) -> None:
    assert furniture(BODY[0], line, BODY[1], BODY[2]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "Copyright law was changed in 1998, the court said, and again after the ruling of 2004.",
        "Follow the coast road as far as the old port, and you will see the wall.",
        "Read more than one book a year, the mayor told the children of the harbour school.",
        "At 10:30 the wall fell.",
        "12:30 was the time when the wall fell into the harbour.",
        "Comments by the mayor caused an outcry among the fishermen of the port.",
        "Share prices fell by 3 percent on Tuesday.",
        "Related party transactions rose to 3.4 million dollars.",
        "(AFP) Editing by Ada Berg",
        "Reuter",
        "Harbour Times",
        "What do you think? asked the mayor, and nobody in the hall spoke.",
        "The adviser was fined, since what he had told them was investment advice.",
        "“This service is not financial advice,” the watchdog wrote of the adviser.",
        "Explore the coast for more than a day, the mayor told visitors.",
        "The article is for general readers, said the editor of the Harbour Times.",
        "Write to the mayor, the fishermen said, and he will not answer.",
        "By Monday the wall had moved by another centimetre",
        "By the sea",
        "Di Maio torna al porto",
        "Par exemple, le mur",
    ],
)
def test_an_articles_own_lines_are_not_marked(line: str) -> None:
    assert furniture(BODY[0], line, BODY[1], BODY[2]) == []


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Berg",
        "BY ADA BERG",
        "By Ada Berg, harbour correspondent",
        "By Ada Berg and Olu Reyes in Port Kessel",
        "By Ada Berg | 12 May 2024",
        "By Times staff and agencies",
        "By Times Staff",
        "Von Ada Berg, dpa",
        "Par Ada Berg et Luc Marchand",
        "Por Ada de la Berg, Madrid",
        "Di Ada Berg",
        "Door Ada van der Berg",
        "Da Ada Berg, Lisboa",
        "Av Ada Berg",
        "Af Ada Berg",
        "Od Ada Berg",
        "От Ада Берг",
        "(Written by Ada Berg)",
        "Words by Ada Berg",
        "Story by Ada Berg",
        "Report by Ada Berg",
        "Text: Ada Berg",
        "Testo: Ada Berg",
        "Tekst: Ada Berg",
        "Autora: Ada Berg",
        "Author: Ada Berg",
        "De notre envoyée spéciale à Vermance",
        "Von unserem Korrespondenten Olu Reyes",
        "From our correspondent in Port Kessel",
        "De nuestro corresponsal en Vermance",
        "Dal nostro inviato a Vermance",
        "Van onze correspondent in Vermance",
        "Redaktion/Agenturen",
    ],
)
def test_a_byline_at_either_end_is_furniture(line: str) -> None:
    assert furniture("Old Port Will Close", line, *BODY) == [line]
    assert furniture(*BODY, line) == [line]


def test_a_byline_in_the_middle_of_a_long_article_is_kept() -> None:
    long = [f"{BODY[0]} This is part {number} of the report on it." for number in range(20)]
    assert furniture(*long[:12], "By Ada Berg", *long[12:]) == []


def test_the_second_of_two_equal_paragraphs_is_furniture() -> None:
    caption = "A fisherman looks at the eastern wall. (Ada Berg/Harbour Times)"
    text = "\n\n".join([BODY[0], caption, caption, BODY[1]])
    assert segment(text, "en", tables=TABLES).furniture == (False, False, True, False)


def test_a_caption_repeated_with_its_credit_is_furniture_once() -> None:
    caption = "A fisherman looks at the eastern wall of the old port in March"
    assert furniture(BODY[0], caption, f"{caption} (Ada Berg)", BODY[1]) == [f"{caption} (Ada Berg)"]


def test_a_headline_repeated_at_the_top_is_furniture_once() -> None:
    headline = "Old Port Will Close"
    text = "\n\n".join([headline, "12 May", headline, *BODY])
    assert segment(text, "en", tables=TABLES).furniture == (False, True, True, False, False, False)


def test_a_paragraph_repeated_far_below_is_kept() -> None:
    assert furniture(*BODY, *BODY, *BODY[:1]) == []


def test_short_lines_after_a_trailing_marker_are_furniture() -> None:
    tail = ["Related articles", "Harbour master resigns", "Ten walls that fell"]
    assert furniture(*BODY, *tail) == tail


def test_a_long_text_after_a_trailing_marker_is_kept() -> None:
    assert furniture(BODY[0], "Related", *BODY[1:], *BODY) == ["Related"]


def test_sentences_after_a_trailing_marker_are_the_article_going_on() -> None:
    links = ["Don't miss", "Harbour master resigns"]
    rest = [
        f"Part {number} of the wall had been closed to all visitors since the storm of May."
        for number in "abc"
    ]
    assert furniture(*BODY, *links, *rest) == links[:1]
    assert furniture(*BODY, *links, *rest[:2]) == [*links, *rest[:2]]


def test_what_comes_up_next_for_a_team_is_part_of_the_report() -> None:
    assert furniture(*BODY, "UP NEXT", "Harbour Eagles: visit Northmark on Friday.") == ["UP NEXT"]


@pytest.mark.parametrize(
    "line",
    [
        "https://harbour.example/news/wall-falls",
        "www.harbour.example",
        "ada.berg@harbour.example",
        "2024-05-12T08:57:40+02:00",
        "2024-05-12T08:57Z",
    ],
)
def test_an_address_or_time_stamp_by_itself_is_furniture(line: str) -> None:
    assert furniture(BODY[0], line, BODY[1]) == [line]


@pytest.mark.parametrize(
    "line",
    [
        "12 May",
        "Sunday 12 May 2024",
        "May 12, 2024 | 1:15 pm",
        "Sun 12 May 2024 11.42 BST",
        "12/05/2024 • 13:05",
        "Published 12 May 2024",
        "First published 12 May 2024, last updated 13 May 2024, 08:30",
        "Updated May 12th, 2024 at 9:02 a.m.",
        "Updated 14:30 GMT",
        "3 hours ago",
        "Veröffentlicht am 12. Mai 2024 um 14.30 Uhr",
        "Stand: 12.05.2024, 14:30 Uhr",
        "Publié le 12 août 2024 à 11h40",
        "Mis à jour le 12/05/2024 à 11 h 40",
        "Publicado el 12 de mayo de 2024 a las 14:30",
        "Pubblicato il 12 maggio 2024 alle ore 14:30",
        "Atualizado em 12 de maio de 2024 às 14h30",
        "Опубликовано 12 мая 2024 г. в 14:30",
    ],
)
def test_a_date_or_time_by_itself_is_furniture(line: str) -> None:
    assert furniture(BODY[0], line, *BODY[1:]) == [line]


DAYS = ["7 October", "7 October 2023", "Saturday, October 7th", "7. Oktober", "Le 7 octobre", "7 de octubre"]


@pytest.mark.parametrize("line", DAYS)
def test_a_day_that_heads_a_part_of_the_article_is_none(line: str) -> None:
    assert furniture(*BODY, line, *MORE) == []
    assert furniture("Old port to close", *BODY, line, "Nobody slept.", *MORE) == []


@pytest.mark.parametrize("line", DAYS)
def test_a_day_at_either_end_or_beside_other_furniture_is(line: str) -> None:
    assert furniture("Old port to close", BODY[0], line, *BODY[1:], *MORE) == [line]
    assert furniture(*BODY, *MORE, line) == [line]
    for around in (("Published 12 May 2024", line), (line, "14:30 GMT")):
        assert furniture(*BODY, *around, *MORE) == list(around)


@pytest.mark.parametrize(
    "line", ["7 October, 14:30", "Updated 7 October", "14:30 GMT", "Stand: 7. Oktober", "7 octobre à 11h40"]
)
def test_a_time_or_an_update_amid_an_article_is_furniture(line: str) -> None:
    assert furniture(*BODY, line, *MORE) == [line]


def test_days_between_lines_that_are_no_sentences_stay_furniture() -> None:
    teaser = ("Old port to close", "12 May 2024", "Mayor promises another place")
    assert furniture(*BODY, *teaser, *MORE) == [teaser[1]]


@pytest.mark.parametrize(
    "line",
    [
        "Sunday",
        "2004",
        "11.40",
        "Day 3",
        "Kick-off 15:00",
        "Record March 31",
        "May 1,205 1,310",
        "March 5.93",
        "May/Sep 8/10 June/Oct 8.5/10",
        "Updated forecasts of 12 May",
        "On 12 May at 10:30 the wall fell.",
    ],
)
def test_what_is_more_than_a_date_is_kept(line: str) -> None:
    assert furniture(BODY[0], line, *BODY[1:]) == []


def test_a_sentence_with_an_address_is_kept() -> None:
    assert furniture(*BODY, "Write to ada.berg@harbour.example before 2024-05-12.") == []
