"""Lines that credit an agency beside an outlet, its staff or a reporter, and lines that only look like it."""

from __future__ import annotations

import time

import pytest

from credit_texts import BODY, credits_of, kinds


def agencies(text: str, **metadata: object) -> set[str]:
    return {credit.agency for credit in credits_of(text, **metadata) if credit.kind not in ("photo", "told")}


SHARED = [
    ("Le Monde avec AFP", "AFP"),
    ("Par Le Figaro avec AFP", "AFP"),
    ("L'Express avec Reuters", "Reuters"),
    ("L’Express avec l’AFP", "AFP"),
    ("Le Matin avec ATS", "Keystone-SDA"),
    ("La rédaction (avec AFP)", "AFP"),
    ("Source AFP", "AFP"),
    ("Source : AFP", "AFP"),
    ("Von Anna Berg, mit dpa", "dpa"),
    ("Anna Berg mit Material von dpa", "dpa"),
    ("Redaktion / dpa", "dpa"),
    ("red/dpa", "dpa"),
    ("Quelle dpa", "dpa"),
    ("Redacción / EFE", "EFE"),
    ("Redacción y EFE", "EFE"),
    ("Redacción, con información de EFE", "EFE"),
    ("Fuente EFE", "EFE"),
    ("La Stampa con ANSA", "ANSA"),
    ("di Mario Rossi, con ANSA", "ANSA"),
    ("Redação com Lusa", "Lusa"),
    ("Com informações da Lusa", "Lusa"),
    ("Redactie met ANP", "ANP"),
    ("Bron ANP", "ANP"),
    ("Jane Doe with AFP", "AFP"),
    ("Staff with AFP", "AFP"),
    ("Mail staff, AFP", "AFP"),
]


@pytest.mark.parametrize(("line", "agency"), SHARED)
def test_a_line_below_the_title_or_at_the_end_credits_an_agency_beside_others(line: str, agency: str) -> None:
    for text in (f"Piers closed\n\n{line}\n\n{BODY}", f"Piers closed\n\n{BODY}\n\n{line}"):
        (credit,) = credits_of(text)
        assert (credit.agency, credit.detail) == (agency, f'"{line}"')
        assert credit.kind in ("byline", "credit-line", "sign-off", "contribution")


@pytest.mark.parametrize(("line", "agency"), SHARED)
def test_so_does_the_metadatas_byline(line: str, agency: str) -> None:
    assert kinds(BODY, byline=line) in ([(agency, "byline")], [(agency, "contribution")])


@pytest.mark.parametrize(
    "line",
    [
        "By Ada Berg, with AFP",
        "By Ada Berg with AFP in Kessel",
        "By Ada Berg and Jane Doe, with AFP",
        "Von Anna Berg, mit AFP",
        "Von Anna Berg mit Material von AFP",
        "Par Jean Dupont avec AFP",
        "Por Ana Ruiz, con información de AFP",
    ],
)
def test_an_agency_with_a_reporter_contributed(line: str) -> None:
    assert kinds(f"Piers closed\n\n{line}\n\n{BODY}") == [("AFP", "contribution")]
    assert kinds(BODY, byline=line) == [("AFP", "contribution")]


@pytest.mark.parametrize(
    "line", ["By Ada Berg, AFP", "By Ada Berg and AFP", "Par Le Figaro avec AFP", "By Mail staff, with AFP"]
)
def test_an_agency_whose_reporter_it_is_or_with_an_outlet_is_the_author(line: str) -> None:
    assert kinds(f"Piers closed\n\n{line}\n\n{BODY}") == [("AFP", "byline")]
    assert kinds(BODY, byline=line) == [("AFP", "byline")]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("dpa/AFP", {"dpa", "AFP"}),
        ("Le Monde avec AFP et Reuters", {"AFP", "Reuters"}),
        ("SZ/dpa/AFP", {"dpa", "AFP"}),
        ("Con información de AFP y EFE", {"AFP", "EFE"}),
        ("Reuters, AFP", {"Reuters", "AFP"}),
    ],
)
def test_a_line_may_credit_several_agencies(line: str, found: set[str]) -> None:
    assert agencies(f"Piers closed\n\n{line}\n\n{BODY}") == found
    assert agencies(BODY, byline=line) == found


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Público com Lusa", "Público"),
        ("Spiegel mit dpa", "Der Spiegel"),
        ("El País / EFE", "El País"),
        ("Observador e Lusa", "Observador"),
        ("Stadt und Land, dpa", "Stadt und Land"),
        ("The Local / AFP", "The Local"),
    ],
)
def test_the_outlets_own_name_is_known_whatever_its_form(line: str, outlet: str) -> None:
    text = f"Piers closed\n\n{line}\n\n{BODY}"
    assert len(agencies(text, outlet=outlet)) == 1
    assert agencies(text, outlet="Another") == set()


@pytest.mark.parametrize("line", ["Público com agências", "Redacción con agencias", "Mit Agenturen"])
def test_agencies_without_a_name_may_stand_there_too(line: str) -> None:
    assert agencies(f"Piers closed\n\n{line}\n\n{BODY}", outlet="Público") == {""}
    assert agencies(BODY, byline=line) == {""}


PLACED = [
    ("AFP in Kessel", "AFP"),
    ("Reuters in New Kessel", "Reuters"),
    ("Associated Press in Port Kessel", "AP"),
    ("AFP à Kessel", "AFP"),
    ("dpa in Kessel", "dpa"),
    ("ANSA a Kessel", "ANSA"),
    ("EFE en Puerto Kessel", "EFE"),
    ("Lusa em Kessel", "Lusa"),
    ("ANP in Den Haag", "ANP"),
    ("ČTK v Kesselu", "ČTK"),
    ("AFP staff in Kessel", "AFP"),
    ("AFP correspondent in Kessel", "AFP"),
    ("Reuters Staff", "Reuters"),
    ("Agencies in Kessel", ""),
]


@pytest.mark.parametrize(("line", "agency"), PLACED)
def test_an_agency_below_the_title_credits_with_its_people_and_where_they_are(line: str, agency: str) -> None:
    assert agencies(f"Piers closed\n\nNorthern quay stays open\n\n{line}\n\n{BODY}") == {agency}
    assert agencies(BODY, byline=line) == {agency}
    assert agencies(f"Piers closed\n\nBy {line}\n\n{BODY}") == {agency}


@pytest.mark.parametrize("line", [line for line, _ in PLACED] + ["Reuters in Talks", "AFP in Court"])
def test_a_title_or_heading_of_that_form_credits_nobody(line: str) -> None:
    assert agencies(f"{line}\n\n{BODY}") == set()
    assert agencies(f"Piers closed\n\n{BODY}\n\n{line}\n\n{BODY}") == set()


def test_a_heading_of_talks_or_courts_below_the_title_credits_nobody() -> None:
    for line in ("Reuters in Talks", "AFP in Deal Talks", "ANP in Streit"):
        assert agencies(f"Piers closed\n\n{line}\n\n{BODY}") == set()


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("AP and Reuters in Kessel", {"AP", "Reuters"}),
        ("Le Monde avec AFP à Kessel", {"AFP"}),
        ("AFP in Kessel and Aldmere", {"AFP"}),
        ("ANP en Reuters", {"ANP", "Reuters"}),
    ],
)
def test_a_place_may_follow_several_agencies(line: str, found: set[str]) -> None:
    assert agencies(f"Piers closed\n\n{line}\n\n{BODY}") == found


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("(Hina, agencies)", {"Hina", ""}),
        ("AFP, agencies", {"AFP", ""}),
        ("AFP, avec agences", {"AFP", ""}),
        ("(dpa, Agenturen)", {"dpa", ""}),
        ("EFE y agencias", {"EFE", ""}),
        ("ANSA e agenzie", {"ANSA", ""}),
    ],
)
def test_an_agency_may_stand_beside_unnamed_ones(line: str, found: set[str]) -> None:
    for text in (f"Piers closed\n\n{line}\n\n{BODY}", f"Piers closed\n\n{BODY}\n\n{line}"):
        assert agencies(text) == found


@pytest.mark.parametrize("line", ["(dpa, Meridian)", "dpa/Meridian", "(dpa/Meridian)", "kb/ost (dpa)"])
def test_an_agency_signs_off_with_another_source_or_the_desks_initials(line: str) -> None:
    assert kinds(f"Piers closed\n\n{BODY}\n\n{line}") == [("dpa", "sign-off")]
    assert agencies(f"{line}\n\n{BODY}") == set()


@pytest.mark.parametrize("line", ["(dpa, Archiv)", "(Meridian, 12)", "dpa, Meridian", "kb/ost/hab"])
def test_below_an_article_pictures_and_lone_initials_credit_nobody(line: str) -> None:
    assert agencies(f"Piers closed\n\n{BODY}\n\n{line}") == set()


@pytest.mark.parametrize(
    "line",
    [
        "Agencies contributed to this report",
        "Ada Berg and news agencies contributed to this story.",
        "Compiled by our staff from agency reports",
        "- Compiled from wire services",
        "From agency reports",
        "With reports from agencies",
        "Additional reporting by agencies",
        "(Agenturen)",
        "Mit Material von Agenturen",
        "Zusammengestellt aus Agenturmeldungen",
        "Avec les agences",
        "Agencias",
        "Redacción y agencias",
        "Elaborado con información de agencias",
        "(agentury)",
    ],
)
def test_a_line_may_say_that_unnamed_agencies_had_a_part(line: str) -> None:
    for text in (f"Piers closed\n\n{line}\n\n{BODY}", f"Piers closed\n\n{BODY}\n\n{line}"):
        assert [credit.agency for credit in credits_of(text)] == [""]


@pytest.mark.parametrize(
    "line", ["This deals with agencies", "Talks with agencies", "Travel agencies contributed to this mess"]
)
def test_agencies_that_are_talked_about_are_no_credit(line: str) -> None:
    assert agencies(f"Piers closed\n\n{BODY}\n\n{line}") == set()


@pytest.mark.parametrize(
    ("opening", "agency"),
    [
        ("EFE | Ginebra\n\n", "EFE"),
        ("AFP | Nueva York\n\n", "AFP"),
        ("(SDA) ", "Keystone-SDA"),
        ("(dpa) ", "dpa"),
    ],
)
def test_an_agency_at_the_top_credits_with_its_place_or_in_brackets(opening: str, agency: str) -> None:
    assert agencies(f"Piers closed\n\n{opening}{BODY}") == {agency}


@pytest.mark.parametrize(
    "line",
    [
        "Interview with AFP",
        "Entretien exclusif avec l'AFP",
        "Exclusive Interview With Reuters",
        "Saudi Arabia Clashes With Reuters",
        "Entrevista con EFE",
        "Gespräch mit dpa",
        "Streit mit dpa",
        "Zelensky met AFP",
        "The minister met AFP at the harbour.",
        "Google News and AFP",
        "The AP Stylebook",
        "Reuters Breakingviews",
        "AFP Fact Check with the council",
        "Reuters Institute / Oxford",
        "Reuters and the harbour",
        "EFE | Archivo",
        "EFE Verde con Greenpeace",
        "The harbour, with AFP on board",
        "Source of the AP Stylebook",
        "Sources told AP Stylebook editors",
        "Aid Groups with agencies",
    ],
)
def test_headings_and_names_that_hold_an_agencys_name_credit_nobody(line: str) -> None:
    for text in (
        f"{line}\n\n{BODY}",
        f"Piers closed\n\n{line}\n\n{BODY}",
        f"Piers closed\n\n{BODY}\n\n{line}\n\n{BODY}",
    ):
        assert agencies(text) == set()


@pytest.mark.parametrize("line", ["Deal with Reuters", "Anna Berg mit dpa", "Reuters, AFP"])
def test_a_title_credits_nobody(line: str) -> None:
    assert agencies(f"{line}\n\n{BODY}") == set()


@pytest.mark.parametrize(
    "line", ["Jane Doe / AFP", "AFP/Getty Images", "AFP/Jane Doe", "A crane. Jane Doe/AFP"]
)
def test_a_pictures_credit_stays_one(line: str) -> None:
    text = f"Piers closed\n\n{line}\n\n{BODY}"
    assert "photo" in {credit.kind for credit in credits_of(text)}
    assert agencies(text) == set()


@pytest.mark.parametrize(
    "byline",
    ["Anna Berg, mit Hund", "Jane Doe, AP Stylebook editor", "Jane Doe, PA", "Reuters Breakingviews"],
)
def test_a_byline_that_holds_a_name_by_chance_credits_nobody(byline: str) -> None:
    assert agencies(BODY, byline=byline) == set()


def test_a_line_without_end_takes_no_time() -> None:
    before = time.process_time()
    for byline in ("A " * 50_000, "avec " * 20_000 + "AFP", "Von " + "A/" * 45 + "dpa", "A b" * 33):
        credits_of(f"Piers closed\n\n{byline}\n\n{BODY}", byline=byline)
    assert time.process_time() - before < 5


def test_a_mark_before_a_caption_at_the_top_is_no_dateline() -> None:
    caption = "(AFP) The ferry Solveig burns in the port of Kessel on Tuesday night, seen from the old quay"
    assert agencies(f"{caption}\n\n{BODY}") == set()
    assert agencies(f"{caption}.\n\n{BODY}") == {"AFP"}
