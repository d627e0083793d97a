"""Which articles are later versions of one another."""

from __future__ import annotations

import pytest

from provenance.core.origins.versions import is_noted, order
from provenance.model import Article


def item(name: str, provider_id: str | None = "urn:1", **metadata: str | None) -> Article:
    return Article(id=name, path=name, text="", provider_id=provider_id, **metadata)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("held", "mine", "found"),
    [
        ({"version": "10"}, {"version": "9"}, "later version"),
        ({"version": "1.10"}, {"version": "1.9"}, "later version"),
        ({"version": "2"}, {"version": "2"}, "another version"),
        ({"version": "1"}, {"version": "2"}, None),
        (
            {"version": "1", "updated": "2031-03-05"},
            {"version": "2", "updated": "2031-03-04"},
            "another version",
        ),
        ({"updated": "2031-03-05"}, {"published": "2031-03-04"}, "later version"),
        ({"published": "2031-03-04"}, {"updated": "2031-03-05"}, None),
        ({"published": "2031-03-04"}, {"published": "2031-03-04T09:00:00Z"}, "another version"),
        (
            {"updated": "2031-03-04T09:00:00+02:00"},
            {"updated": "2031-03-04T08:00:00Z"},
            None,
        ),
        ({"version": "b"}, {"version": "a"}, "another version"),
        ({}, {}, "another version"),
    ],
)
def test_numbers_go_before_dates_and_a_doubtful_order_is_told(
    held: dict[str, str], mine: dict[str, str], found: str | None
) -> None:
    assert order(item("b", status="cancelled", **held), item("a", **mine)) == found


def test_articles_without_a_common_id_are_no_versions_of_one_another() -> None:
    assert order(item("b", None), item("a", None)) is None
    assert order(item("b", "urn:2"), item("a")) is None


def test_an_article_is_no_version_of_itself_unless_something_else_is_known_of_it() -> None:
    assert order(item("a", status="cancelled"), item("a", status="cancelled")) is None
    assert order(item("a", None, status="cancelled"), item("a", None)) == "another version"


@pytest.mark.parametrize(
    ("metadata", "told"),
    [
        ({}, False),
        ({"status": "Usable"}, False),
        ({"usage_terms": "Print only."}, False),
        ({"status": "cancelled"}, True),
        ({"embargo": "until further notice"}, True),
        ({"editor_note": "Names were wrong."}, True),
    ],
)
def test_status_embargo_and_editors_notes_are_to_be_told(metadata: dict[str, str], told: bool) -> None:
    assert is_noted(item("a", **metadata)) is told
