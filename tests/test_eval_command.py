"""The command that judges a report: its outputs, options and refusals."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from eval_reports import VERSIONS, article, changed, gold, match, pair, passage, report, written
from provenance import api
from provenance.cli.main import run
from provenance.core.evaluating.evaluate import evaluate
from provenance.errors import DamagedReportError
from provenance.report.evaluation import write_evaluation, write_evaluation_markdown
from provenance.report.evaluation_json import write_evaluation_json
from provenance.report.json import write_json


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    found = report(
        [
            match(("a", 0, 9), ("b", 0, 9), score=0.9, relation="near-copy"),
            match(("a", 300, 309), ("b", 300, 309), score=0.7),
            match(("a", 500, 509), ("b", 500, 509), score=0.8),
        ]
    )
    saved = tmp_path / "report.json"
    with saved.open("w", encoding="utf-8") as stream:
        write_json(found, stream)
    return str(saved), str(written(tmp_path, VERSIONS))


def test_the_table_has_figures_calibration_and_the_worst_errors(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["eval", *files, "--show", "1"]) == 0
    out, err = capsys.readouterr()
    assert "precision 0.333 (1 pair right, 2 matches wrong), recall 0.250 (1 of 4 found), F1 0.286" in out
    assert re.search(r"translated +1 +0 +0\.000", out) and re.search(r"verbatim +1 +1 +1\.000", out)
    assert "Missed, 1 of 3" in out and "False, 1 of 2" in out
    assert "0.80 reworded" in out and "0.70 reworded" not in out
    assert "expected calibration error" in out
    assert err == "" and all(len(line) <= 100 for line in out.splitlines())


def test_leaving_out_a_kind_changes_what_is_asked_for(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for without, recall in ((["cross"], 0.3333), (["cross:cs"], 0.3333), (["cross:zh"], 0.25), ([], 0.25)):
        options = [word for one in without for word in ("--without", one)]
        assert run(["eval", *files, "--format", "json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["total"]["recall"] == recall


def test_json_holds_the_figures_and_as_many_errors_as_asked_for(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = []
    for _ in range(2):
        assert run(["eval", *files, "--format", "json", "--show", "1"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    data = json.loads(outputs[0])
    assert data["schema"] == "provenance.evaluation/1" and data["gold"] == "gold.json"
    assert data["total"] | {"wanted": 4, "found": 1, "right": 1, "wrong": 2} == data["total"]
    assert data["false"]["count"] == 2 and [one["score"] for one in data["false"]["shown"]] == [0.8]
    assert data["missed"]["count"] == 3 and len(data["missed"]["shown"]) == 1
    assert sum(part["matches"] for part in data["calibration"]["bins"]) == 3


def test_markdown_has_a_table_for_each_breakdown(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", *files, "--format", "markdown", "--show", "0"]) == 0
    out = capsys.readouterr().out
    headings = re.findall(r"^## (.*)$", out, re.MULTILINE)
    assert headings[:3] == ["By relation", "By content", "As the annotation groups its pairs"]
    assert len(headings) == 4 and headings[3].startswith("Calibration")
    assert "| near-copy | 1 | 1 | 1.000 |" in out


def test_articles_that_the_report_lacks_are_a_warning_with_their_number(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = changed(lambda d: d["pairs"][0]["left"].update(article="x\x1b[2J"), VERSIONS)
    assert run(["eval", files[0], str(written(tmp_path, strange, "strange.json"))]) == 0
    err = capsys.readouterr().err
    assert "warning: the expectations name 1 article that the report lacks" in err and "\x1b" not in err


def test_what_cannot_be_read_ends_the_command_with_status_2(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path, {"schema": "provenance.report/9"}, "other.json")
    for report_file, gold_file, says in (
        (files[0], str(other), "other.json can't be read as annotated expectations"),
        (str(other), files[1], "other.json can't be read as a report: its schema is 'provenance.report/9'"),
        (files[1], files[0], "gold.json can't be read as a report"),
        (files[0], "nowhere.json", "nowhere.json: there is no such file"),
    ):
        assert run(["eval", report_file, gold_file]) == 2
        out, err = capsys.readouterr()
        assert out == "" and says in err
    assert run(["eval", *files, "--without", "moon"]) == 2
    with pytest.raises(DamagedReportError):
        api.load_report(other)


def test_text_of_articles_reaches_no_output_unescaped() -> None:
    bad = "\x1b[31m | **x** \ud800 \u202e"
    hostile = match(("a", 0, 9), ("b", 0, 9))
    hostile = replace(hostile, left=replace(hostile.left, article=bad, text=bad))
    expected = gold([replace(pair(("a", 20, 30), ("b", 20, 30)), left=passage("a", 20, 30, bad))])
    result = evaluate(report([hostile], articles=[article("b"), replace(article("a"), text=None)]), expected)
    for write in (write_evaluation, write_evaluation_markdown, write_evaluation_json):
        stream = io.StringIO()
        write(result, stream, show=5)
        shown = stream.getvalue()
        assert "\x1b" not in shown and "\ud800" not in shown
        assert write is write_evaluation_json or "\u202e" not in shown
        assert write is not write_evaluation_markdown or r"\| \*\*x\*\*" in shown
