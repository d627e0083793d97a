"""Credits in bylines, titles and metadata, with and without a name."""

from __future__ import annotations

import time

import pytest

from credit_texts import BODY, credits_of, kinds


def test_metadata_and_byline_count_without_a_place_in_the_text() -> None:
    found = credits_of(
        BODY, credits=("afp",), byline="Jane Doe, Reuters", provider_id="urn:newsml:dpa.com:2024:1"
    )
    assert sorted((credit.agency, credit.kind) for credit in found) == [
        ("AFP", "metadata"),
        ("Reuters", "byline"),
        ("dpa", "metadata"),
    ]
    assert all(credit.span is None for credit in found)


def test_an_unknown_agency_in_the_metadata_keeps_its_name() -> None:
    assert kinds(BODY, credits=("Harbour Press Agency",)) == [("Harbour Press Agency", "metadata")]
    assert kinds(BODY, credits=("Jane Doe",)) == []
    assert kinds(BODY, credits=("Harbour Press",), outlet="Harbour Press") == []


@pytest.mark.parametrize("value", ["Press release", "Pressemitteilung", "communiqué de presse"])
def test_metadata_can_say_that_a_text_is_a_press_release(value: str) -> None:
    (credit,) = credits_of(BODY, credits=(value,))
    assert (credit.agency, credit.kind, credit.release) == ("", "metadata", True)


@pytest.mark.parametrize(
    ("value", "issuer"),
    [
        (
            "press release from Tide Reuters Watch (subject “PRESS RELEASE: AFP closes (again)”)",
            "Tide Reuters Watch",
        ),
        ("Press release (line “FOR IMMEDIATE RELEASE”)", ""),
        ("Pressemitteilung der Hafenkommission", "Hafenkommission"),
        ("News release by the Harbour Commission", "Harbour Commission"),
        ("Press release from PRNewswire", "PR Newswire"),
    ],
)
def test_metadata_can_say_whose_press_release_a_text_is(value: str, issuer: str) -> None:
    (credit,) = credits_of(BODY, credits=(value,))
    assert (credit.agency, credit.kind, credit.release) == (issuer, "metadata", True)
    assert credit.detail == f"credit {value}"


def test_words_that_only_begin_like_a_press_release_name_no_issuer() -> None:
    found = credits_of(BODY, credits=("Press releases desk", "Press release of", "Persberichten"))
    assert not any(credit.release for credit in found)


@pytest.mark.parametrize(
    ("byline", "agency"),
    [
        ("Jane Doe, Associated Press", "AP"),
        ("Jane Doe, AP Writer", "AP"),
        ("JANE DOE; Associated Press Sports Writer", "AP"),
        ("Jane Doe, Reuters Staff", "Reuters"),
        ("Erika Muster, dpa-Korrespondentin", "dpa"),
    ],
)
def test_a_title_in_the_byline_may_name_the_agency(byline: str, agency: str) -> None:
    assert kinds(BODY, byline=byline) == [(agency, "byline")]


def test_a_byline_without_end_takes_no_time() -> None:
    before = time.process_time()
    assert kinds(BODY, byline="Reuters" + " staff" * 20_000 + " x") == []
    assert time.process_time() - before < 5


@pytest.mark.parametrize(
    "byline", ["Jane Doe, Staff Writer", "Jane Doe, former Reuters correspondent", "AP Hill"]
)
def test_a_title_without_an_agency_credits_nobody(byline: str) -> None:
    assert kinds(BODY, byline=byline) == []


@pytest.mark.parametrize(
    "values", [("HPA (Halden Press Agency)",), ("HPA", "Halden Press Agency"), ("Halden Press Agency", "HPA")]
)
def test_an_agencys_initials_and_its_name_in_one_item_are_one_agency(values: tuple[str, ...]) -> None:
    assert {credit.agency for credit in credits_of(BODY, credits=values)} == {"HPA"}


def test_initials_of_another_name_are_another_agency() -> None:
    found = credits_of(BODY, credits=("HPA", "Kessel Press Agency"))
    assert sorted(credit.agency for credit in found) == ["HPA", "Kessel Press Agency"]


@pytest.mark.parametrize(
    "line",
    [
        "By Mail staff and agencies",
        "By staff and agencies",
        "By Jane Doe and agencies",
        "By Jane Doe, John Roe and news agencies in Paris",
        "Staff and agencies",
        "By Mail reporters and wire services",
        "Von Erika Muster und Agenturen",
        "Redaktion/Agenturen",
        "La rédaction avec agences",
        "Redacción / Agencias",
        "Redazione e agenzie",
        "Redactie en persbureaus",
    ],
)
def test_a_byline_can_credit_agencies_without_a_name(line: str) -> None:
    assert kinds(f"Piers closed\n\n{line}\n\n{BODY}") == [("", "byline")]
    assert kinds(BODY, byline=line.removeprefix("By ")) == [("", "byline")]


@pytest.mark.parametrize(
    "line",
    [
        "Strike divides staff and agencies",
        "Ministers meet aid agencies",
        "By Monday the commission and agencies had met.",
        "Police and agencies",
    ],
)
def test_agencies_of_other_kinds_are_no_credit(line: str) -> None:
    assert kinds(f"{line}\n\n{BODY}") == []
