"""Every side of a match quotes its text and what stands around it: a finding outlives its offsets."""

from __future__ import annotations

import io
import json
from typing import Any

import jsonschema
import pytest

from folders import CORPUS
from provenance import Config, compare
from provenance.model import Report
from provenance.report.json import write_json
from provenance.report.schema import report_schema


def saved(report: Report) -> dict[str, Any]:
    stream = io.StringIO()
    write_json(report, stream)
    found: dict[str, Any] = json.loads(stream.getvalue())
    return found


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    report = compare([CORPUS], Config(encoder="none", texts=True))
    return {article.id: article.text or "" for article in report.articles}


@pytest.fixture(scope="module")
def bare() -> dict[str, Any]:
    """A report that carries no texts."""
    return saved(compare([CORPUS], Config(encoder="none", texts=False)))


def sides(data: dict[str, Any]) -> list[dict[str, Any]]:
    return [one[end] for key in ("matches", "repeats") for one in data[key] for end in ("left", "right")]


def test_a_report_without_texts_still_quotes_every_side_exactly(
    bare: dict[str, Any], texts: dict[str, str]
) -> None:
    assert all("text" not in article for article in bare["articles"])
    assert len(sides(bare)) > 100
    for side in sides(bare):
        text = texts[side["article"]]
        assert side["text"] == text[side["start"] : side["end"]]
        assert side["before"] == text[side["start"] - len(side["before"]) : side["start"]]
        assert side["after"] == text[side["end"] : side["end"] + len(side["after"])]


def test_around_a_side_stand_32_characters_where_the_text_has_them(
    bare: dict[str, Any], texts: dict[str, str]
) -> None:
    jsonschema.validate(bare, report_schema())
    for side in sides(bare):
        text = texts[side["article"]]
        # All texts of the corpus are Latin: a letter and a mark on it are never parted.
        assert len(side["before"]) == min(32, side["start"])
        assert len(side["after"]) == min(32, len(text) - side["end"])


def test_what_is_quoted_finds_its_place_without_offsets(bare: dict[str, Any], texts: dict[str, str]) -> None:
    for side in sides(bare):
        quoted = side["before"] + side["text"] + side["after"]
        found = texts[side["article"]].find(quoted)
        assert found + len(side["before"]) == side["start"]
