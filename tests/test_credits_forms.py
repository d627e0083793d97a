"""Credits in the forms that single papers set them in, below a title, and words that look like them."""

from __future__ import annotations

import pytest

from credit_texts import BODY, FILLER, kinds

TITLE = "Piers closed\n\n"


def named(text: str) -> set[str]:
    return {agency for agency, kind in kinds(text) if kind != "photo"}


@pytest.mark.parametrize(
    ("line", "agency"),
    [
        ("Publié par AFP le 12/05/2025", "AFP"),
        ("AFP, publié le 12 mai 2025 à 14:05", "AFP"),
        ("AFP - Ada Berg", "AFP"),
        ("Das Interview führte Anna Amhof, dpa", "dpa"),
        ("Van onze redactie/ANP", "ANP"),
        ("Estadão Conteúdo", "Estadão Conteúdo"),
    ],
)
def test_a_line_below_the_title_credits_its_agency(line: str, agency: str) -> None:
    assert named(f"{TITLE}{line}\n\n{BODY}") == {agency}


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("Roma, 12 mag. (askanews) – ", "Askanews"),
        ("Milano (Italpress) - ", "Italpress"),
        ("Bern (awp) - ", "AWP"),
        ("MADRID, 10 (EUROPA PRESS) - ", "Europa Press"),
        ("Madrid, 14 de marzo (EFE).- ", "EFE"),
        ("Lisboa, 2 de julho (Lusa) - ", "Lusa"),
    ],
)
def test_a_dateline_credits_smaller_agencies_and_days_of_all_kinds(opening: str, agency: str) -> None:
    assert named(TITLE + opening + BODY) == {agency}


def test_an_opening_in_brackets_credits_both_its_agencies() -> None:
    assert named(f"{TITLE}(AGI/AFP) - Berlino, 20 mag. - {BODY}") == {"AGI", "AFP"}


def test_a_caption_near_the_head_credits_no_text() -> None:
    caption = "La concejala Ana Prats, en el pleno del martes. EFE"
    assert named(f"{TITLE}{caption}\n\n{BODY}") == set()


@pytest.mark.parametrize(
    ("ending", "agencies"),
    [
        ("\n\nEFE jlp/ram", {"EFE"}),
        ("\n\n*Com informações da AFP e da Reuters", {"AFP", "Reuters"}),
        ("\n\nMit Agenturmaterial von AFP", {"AFP"}),
        ("\n\nRed., ORF.at/Agenturen", {""}),
        ("\n\nkle/AFP/rtr", {"AFP", "Reuters"}),
        ("\n\nPA Media contributed", {"PA"}),
        (" (APA/Reuters)", {"APA", "Reuters"}),
        (" (dpa/AFP/red)", {"dpa", "AFP"}),
        (" wit/dpa", {"dpa"}),
    ],
)
def test_the_foot_of_an_article_credits_its_agencies(ending: str, agencies: set[str]) -> None:
    assert named(TITLE + BODY + ending) == agencies


@pytest.mark.parametrize(
    ("sentence", "agency"),
    [
        ("Les piles sont fissurées, a appris l'AFP de source policière.", "AFP"),
        ("Deux piles ont cédé, a-t-on dit, ce qu'a appris lundi l’AFP.", "AFP"),
        ("Cinq quais sont fermés, selon un décompte de l'AFP.", "AFP"),
        ("Les travaux dureront, selon une source proche du dossier à l’AFP.", "AFP"),
        ("Nie ostrzeżono nas – powiedział PAP burmistrz.", "PAP"),
    ],
)
def test_what_an_agency_learned_is_its_report(sentence: str, agency: str) -> None:
    assert kinds(f"{FILLER}\n\n{sentence}\n\n{FILLER}") == [(agency, "told")]


@pytest.mark.parametrize(
    "text",
    [
        f"{TITLE}{BODY} (APA/Hafenamt)",
        f"{TITLE}{BODY}\n\nPA Media contributed a third of the money for the new pier in March.",
        f"{TITLE}Published by the harbour commission on 12 May 2025\n\n{BODY}",
        f"{TITLE}{FILLER}\n\nThe PAP government of Singapore was told of it.\n\n{FILLER}",
        f"{TITLE}{FILLER}\n\nSelon une source proche de l'Elysée, l'AFP sera privatisée.\n\n{FILLER}",
        f"{TITLE}{FILLER}\n\nElle a appris que l'AFP change de direction.\n\n{FILLER}",
        f"Gespräch mit dpa\n\n{BODY}",
    ],
)
def test_words_that_only_look_like_it_credit_nobody(text: str) -> None:
    assert named(text) == set()
