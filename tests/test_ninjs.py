"""What is taken out of IPTC ninjs, and fields of records that are called as its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import agency_samples as samples
from agency_files import found
from provenance.config import Config
from provenance.files.item import Ignored
from provenance.files.metadata import metadata_from
from provenance.files.source import FileSource
from provenance.model import Problem


class TestNinjs:
    def read(self, tmp_path: Path, content: object) -> list[Any]:
        return found(tmp_path, json.dumps(content).encode(), "a.json")

    def test_an_item_is_an_article_with_all_its_metadata(self, tmp_path: Path) -> None:
        (article,) = self.read(tmp_path, samples.ninjs_item(embargoed="2024-05-13T06:00:00Z"))
        assert article.text == "Fire tore through the deck.\nAll 214 passengers were taken off."
        assert (article.id, article.title, article.outlet) == (
            "wire/a.json",
            "Ferry burns",
            "Halden Press Agency",
        )
        assert (article.published, article.updated) == ("2024-05-12T14:00:00Z", "2024-05-12T16:02:28Z")
        assert (article.language, article.byline) == ("en-GB", "Ada Berg")
        assert article.credits == ("HPA", "Halden Press Agency", "Halden Media")
        assert article.url == article.provider_id == "https://halden.example/items/17"
        assert (article.version, article.status, article.embargo) == ("3", "usable", "2024-05-13T06:00:00Z")
        assert (article.usage_terms, article.editor_note) == ("Online only.", "Updates paragraph two.")

    @pytest.mark.parametrize("camel", [False, True])
    def test_versions_2_and_3_keep_bodies_and_headlines_in_lists(self, tmp_path: Path, camel: bool) -> None:
        kind, created, status = (
            ("contentType", "versionCreated", "pubStatus")
            if camel
            else ("contenttype", "versioncreated", "pubstatus")
        )
        item = {
            "uri": "urn:newsml:halden.example:17",
            created: "2024-05-12T16:02:28Z",
            status: "withheld",
            "by": "Von Ada Berg",
            "headlines": [{"role": "short", "value": "Kurz"}, {"role": "main", "value": "Fähre brennt"}],
            "bodies": [
                {"role": "plain", kind: "text/plain", "value": "Feuer. Alle leben."},
                {"role": "html", kind: "text/html", "value": "<p>Feuer.</p><p>Alle leben.</p>"},
            ],
            "infosources": [{"name": "Hafenagentur"}, {"uri": "https://amt.example"}],
        }
        (article,) = self.read(tmp_path, item)
        assert (article.text, article.title) == ("Feuer.\nAlle leben.", "Fähre brennt")
        assert (article.published, article.updated, article.status) == (
            "2024-05-12T16:02:28Z",
            None,
            "withheld",
        )
        assert article.credits == ("Hafenagentur", "https://amt.example")
        assert (article.url, article.byline) == (None, "Von Ada Berg")

    def test_a_list_gives_an_article_for_each_item_and_counts_pictures(self, tmp_path: Path) -> None:
        picture = {"uri": "p", "type": "picture", "renditions": {}, "headline": "Smoke"}
        first, second, ignored = self.read(
            tmp_path, [samples.ninjs_item(), picture, samples.ninjs_item(headline="Walls", uri="urn:2")]
        )
        assert [first.id, second.id] == ["wire/a.json#https://halden.example/items/17", "wire/a.json#urn:2"]
        assert second.title == "Walls"
        assert ignored == Ignored(reason="ninjs items without text")
        assert len(self.read(tmp_path, {"items": [samples.ninjs_item(), samples.ninjs_item()]})) == 2

    @pytest.mark.parametrize(("status", "word"), [("canceled", "cancelled"), ("withheld", "withheld")])
    def test_an_item_without_text_that_recalls_a_text_is_an_article(
        self, tmp_path: Path, status: str, word: str
    ) -> None:
        kill = {"uri": "urn:1", "pubstatus": status, "version": "2", "type": "text"}
        (article,) = self.read(tmp_path, kill)
        assert (article.text, article.status) == ("", word)
        assert (article.provider_id, article.version) == ("urn:1", "2")
        (ignored,) = self.read(tmp_path, kill | {"type": "picture"})
        assert ignored == Ignored(reason="ninjs items without text")

    def test_an_empty_embargo_holds_an_item_back_until_further_notice(self, tmp_path: Path) -> None:
        (article,) = self.read(tmp_path, samples.ninjs_item(embargoed=""))
        assert article.embargo == "until further notice"

    @pytest.mark.parametrize(
        "content",
        [
            {"name": "package", "version": "1.0"},
            {"uri": "x"},
            [],
            {},
            [1, "a"],
            "text",
            17,
            None,
            {"text": "It fell."},
        ],
    )
    def test_other_json_is_ignored(self, tmp_path: Path, content: object) -> None:
        assert self.read(tmp_path, content) == [Ignored(reason="JSON files without articles")]

    @pytest.mark.parametrize("value", [None, 0, True, "", "x", [], [[]], [None, 1], {}, {"name": []}, ["a"]])
    def test_a_field_of_the_wrong_kind_costs_only_itself(self, tmp_path: Path, value: object) -> None:
        full = samples.ninjs_item(
            bodies=[], headlines=[], infosources=[], bylines=[], source="", by="", title="",
            contentcreated="", embargoed=None,
        )  # fmt: skip
        for field in full.keys() - {"uri", "body_xhtml"}:
            (article,) = self.read(tmp_path, {**full, field: value})
            assert article.text == "Fire tore through the deck.\nAll 214 passengers were taken off."
            assert isinstance(article.status, (str, type(None)))
            assert all(isinstance(name, str) for name in article.credits)

    def test_json_that_is_cut_short_is_a_problem_with_its_line(self, tmp_path: Path) -> None:
        data = json.dumps(samples.ninjs_item(), indent=1).encode()
        (problem,) = found(tmp_path, data[: len(data) // 2], "a.json")
        assert isinstance(problem, Problem)
        assert problem.reason.startswith("no JSON")
        assert problem.line is not None and problem.line > 5


def test_records_and_tables_may_call_fields_as_ninjs_does() -> None:
    assert metadata_from({"firstcreated": "20240512", "versioncreated": "20240513", "creditline": "HPA"}) == {
        "published": "2024-05-12",
        "updated": "2024-05-13",
        "credits": ("HPA",),
    }


def test_settings_in_json_with_comments_are_ignored(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text('{\n  // colours\n  "theme": "dark",\n}\n', encoding="utf-8")
    (tmp_path / "item.json").write_text('{"uri": "urn:x:1", "body_text": "Half a', encoding="utf-8")
    source = FileSource([tmp_path], Config())
    (problem,) = [found for found in source if isinstance(found, Problem)]
    assert (problem.path, problem.line) == ("item.json", 1)
    assert source.ignored == 1
