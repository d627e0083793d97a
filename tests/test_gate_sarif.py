"""The gate's findings in SARIF, held to what its schema requires."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from gate_repository import Capture, accept_all, gate
from scratch_corpus import LAMPS, article


class TestSarif:
    def log(self, capture: Capture) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(gate(capture, "--format", "sarif")[1])
        check_sarif(log)
        return log

    def test_results_are_what_is_unlabelled(self, repository: Path, capsys: Capture) -> None:
        (result,) = self.log(capsys)["runs"][0]["results"]
        assert result["ruleId"] == "unlabelled-duplicate"
        place = result["locations"][0]["physicalLocation"]
        assert place == {"artifactLocation": {"uri": "articles/b.txt"}, "region": {"startLine": 3}}
        assert (
            result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "articles/a.txt"
        )
        accept_all(gate(capsys)[1])
        assert self.log(capsys)["runs"][0]["results"] == []

    def test_fingerprints_stay_when_lines_and_neighbours_change(
        self, repository: Path, capsys: Capture
    ) -> None:
        def prints() -> list[dict[str, str]]:
            return [result["partialFingerprints"] for result in self.log(capsys)["runs"][0]["results"]]

        before = prints()
        path = Path("articles/b.txt")
        path.write_text("A new first line\n\n" + path.read_text())
        article(repository / "articles", "other.txt", LAMPS)
        assert prints() == before

    def test_hostile_text_makes_no_link_and_names_are_uris(self, hostile: Path, capsys: Capture) -> None:
        result = self.log(capsys)["runs"][0]["results"][0]
        text = result["message"]["text"]
        assert not re.search(r"(?<!\\)\[", text)
        assert "\x1b" not in text
        uris = {
            location["physicalLocation"]["artifactLocation"]["uri"]
            for location in (*result["locations"], *result["relatedLocations"])
        }
        assert "articles/b.txt" in uris
        assert all(re.fullmatch(r"[A-Za-z0-9._~%/-]+", uri) for uri in uris)

    def test_unread_files_are_notifications(self, repository: Path, capsys: Capture) -> None:
        Path("articles/broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        (invocation,) = self.log(capsys)["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        assert "articles/broken.txt" in invocation["toolExecutionNotifications"][0]["message"]["text"]

    def test_no_more_than_are_taken_are_written(
        self, repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("provenance.report.gate_sarif.MOST", 1)
        article(repository / "articles", "x.txt", LAMPS)
        article(repository / "articles", "y.txt", LAMPS)
        run_ = self.log(capsys)["runs"][0]
        assert len(run_["results"]) == 1
        notes = run_["invocations"][0]["toolExecutionNotifications"]
        assert "1 more results are left out" in notes[0]["message"]["text"]


def check_sarif(log: dict[str, Any]) -> None:
    """Hold a log to what the SARIF 2.1.0 schema requires of the parts it uses."""
    assert log.keys() <= {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    for run_ in log["runs"]:
        assert run_.keys() <= {"tool", "columnKind", "invocations", "results"}
        driver = run_["tool"]["driver"]
        assert isinstance(driver["name"], str)
        assert run_["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        for rule in driver["rules"]:
            assert rule.keys() <= {"id", "shortDescription", "help", "defaultConfiguration"}
            assert isinstance(rule["shortDescription"]["text"], str)
        for invocation in run_["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)
            for note in invocation.get("toolExecutionNotifications", []):
                assert note["level"] in ("none", "note", "warning", "error")
                assert isinstance(note["message"]["text"], str)
        for result in run_["results"]:
            check_result(result, driver["rules"])


def check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    allowed = {
        "ruleId",
        "ruleIndex",
        "level",
        "message",
        "locations",
        "relatedLocations",
        "partialFingerprints",
    }
    assert result.keys() <= allowed
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("none", "note", "warning", "error")
    assert result["message"]["text"]
    assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    for location in (*result["locations"], *result.get("relatedLocations", [])):
        assert location.keys() <= {"id", "physicalLocation", "message"}
        assert location.get("id", 0) >= 0
        place = location["physicalLocation"]
        assert place.keys() <= {"artifactLocation", "region"}
        region = place.get("region", {"startLine": 1})
        assert 1 <= region["startLine"] <= region.get("endLine", region["startLine"])
