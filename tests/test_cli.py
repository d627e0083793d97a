"""The command line of ``compare``: what it calls, what it prints where, and its exit status."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from fake_api import Capture, FakeApi
from provenance.cli.main import run
from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.model import Report
from sample_report import DAILY, empty_report, rich_report


def names(folder: str = ".") -> list[str]:
    """Names of the files in a folder, sorted."""
    return sorted(path.name for path in Path(folder).iterdir())


def test_compare_prints_the_table_and_writes_the_reports_folder(api: FakeApi, capsys: Capture) -> None:
    assert run(["compare", "corpus", "more"]) == 0
    out, err = capsys.readouterr()
    assert out.startswith("10 articles, ")
    assert "wire-copy, AFP (0.95)" in out
    assert api.calls["compare"] == (("corpus", "more"), Config())
    assert names("reports") == ["articles.csv", "matches.csv", "report.html", "report.json", "report.md"]
    assert "reports/: report.json articles.csv matches.csv report.md report.html\n" in err


def test_compare_says_when_it_replaces_a_report(api: FakeApi, capsys: Capture) -> None:
    run(["compare", "corpus"])
    capsys.readouterr()
    assert run(["compare", "corpus"]) == 0
    assert "(replaced the report that was there)" in capsys.readouterr().err


def test_compare_refuses_a_reports_folder_of_somebody_else_before_it_starts(
    api: FakeApi, capsys: Capture
) -> None:
    Path("reports").mkdir()
    Path("reports/matches.csv").write_text("mine", encoding="utf-8")
    assert run(["compare", "corpus"]) == 2
    assert "from elsewhere" in capsys.readouterr().err
    assert "compare" not in api.calls


@pytest.mark.parametrize(
    ("format_", "beginning"),
    [
        ("json", '{"schema": "provenance.report/1"'),
        ("csv", "id,relation,content"),
        ("markdown", "<!-- provenance.report/1 -->"),
        ("table", "10 articles"),
    ],
)
def test_a_format_alone_is_printed_and_nothing_is_written(
    api: FakeApi, capsys: Capture, format_: str, beginning: str
) -> None:
    assert run(["compare", "corpus", "--format", format_]) == 0
    assert capsys.readouterr().out.startswith(beginning)
    assert names() == []


@pytest.mark.parametrize(
    ("arguments", "path", "beginning"),
    [
        (["--output", "x.json"], "x.json", '{"schema"'),
        (["--output", "x.csv"], "x.csv", "id,relation"),
        (["--output", "x.md"], "x.md", "<!--"),
        (["--output", "x.txt"], "x.txt", "10 articles"),
        (["--output", "x", "--format", "json"], "x", '{"schema"'),
    ],
)
def test_an_output_is_written_where_it_is_told_and_nothing_printed(
    api: FakeApi, capsys: Capture, arguments: list[str], path: str, beginning: str
) -> None:
    assert run(["compare", "corpus", *arguments]) == 0
    assert capsys.readouterr().out == ""
    assert Path(path).read_text(encoding="utf-8").startswith(beginning)
    assert names() == [path]


def test_a_dash_is_standard_output(api: FakeApi, capsys: Capture) -> None:
    assert run(["compare", "corpus", "--output", "-"]) == 0
    assert capsys.readouterr().out.startswith("10 articles")
    assert names() == []


def test_one_run_writes_several_reports(api: FakeApi, capsys: Capture) -> None:
    arguments = ["--format", "csv", "--report", "json=a.json", "--report", "markdown=b.md"]
    assert run(["compare", "corpus", *arguments]) == 0
    assert capsys.readouterr().out.startswith("id,relation")
    assert names() == ["a.json", "b.md"]


@pytest.mark.parametrize(
    ("arguments", "settings"),
    [
        (["--min-score", "0.7"], {"min_score": 0.7}),
        (["--no-reworded"], {"reworded": False}),
        (["--encoder", "none"], {"encoder": "none"}),
        (["--engine", "local"], {"engine": "local"}),
        (["--engine", "spark", "--master", "local[2]"], {"engine": "spark", "master": "local[2]"}),
        (["--jobs", "3"], {"jobs": 3}),
        (["--memory", "500MB"], {"memory": "500MB"}),
        (["--work", "kept"], {"work": "kept"}),
        (["--exclude", "*.bak", "--exclude", "x/*"], {"exclude": ("*.bak", "x/*")}),
        (["--outlet-from", "folder"], {"outlet_from": "folder"}),
        (["--text-field", "body"], {"text_field": "body"}),
        (["--texts"], {"texts": True}),
        (["--no-texts"], {"texts": False}),
        ([], {}),
    ],
)
def test_each_option_changes_its_setting_and_no_other(
    api: FakeApi, arguments: list[str], settings: dict[str, object]
) -> None:
    assert run(["compare", "corpus", "--format", "csv", *arguments]) == 0
    assert api.calls["config"] == (None, settings)
    assert api.calls["compare"][1] == Config(**settings)  # type: ignore[arg-type]


def test_a_settings_file_is_handed_on(api: FakeApi) -> None:
    Path("p.toml").write_text("", encoding="utf-8")
    assert run(["compare", "corpus", "--format", "csv", "--config", "p.toml"]) == 0
    assert api.calls["config"] == ("p.toml", {})


@pytest.mark.parametrize(
    "arguments",
    [
        ["compare"],
        ["compare", "corpus", "--min-score", "1.5"],
        ["compare", "corpus", "--min-score", "nan"],
        ["compare", "corpus", "--jobs", "0"],
        ["compare", "corpus", "--memory", "lots"],
        ["compare", "corpus", "--engine", "abacus"],
        ["compare", "corpus", "--encoder", ""],
        ["compare", "corpus", "--format", "pdf"],
        ["compare", "corpus", "--config", "missing.toml"],
        ["compare", "corpus", "--output", "x.pdf"],
        ["compare", "corpus", "--output", "missing/x.json"],
        ["compare", "corpus", "--output", "."],
        ["compare", "corpus", "--report", "json"],
        ["compare", "corpus", "--report", "pdf=x"],
        ["compare", "corpus", "--report", "json=-"],
        ["compare", "corpus", "--report", "json=x", "--report", "csv=x"],
        ["compare", "corpus", "--unknown"],
        ["check", "draft.txt", "--work", "kept"],
        ["cmpare", "corpus"],
        ["show"],
        ["show", "missing.json"],
        ["explain", "a.txt:3"],
        ["explain", "a.txt:3", "b.txt"],
    ],
)
def test_bad_usage_ends_with_status_2_and_one_message(
    api: FakeApi, capsys: Capture, arguments: list[str]
) -> None:
    assert run(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert re.fullmatch(r"error: [^\n]+\n", err)
    assert "compare" not in api.calls
    assert names() == []


def test_two_files_without_lines_are_asked_for_them(tmp_path: Path, capsys: Capture) -> None:
    files = [tmp_path / name for name in ("a.txt", "b.txt")]
    for file in files:
        file.write_text("The quay is closed.\n")
    assert run(["explain", *map(str, files)]) == 2
    assert f"{files[0]}:LINE {files[1]}:LINE" in capsys.readouterr().err


def test_an_error_of_ours_ends_with_status_2_and_its_message(api: FakeApi, capsys: Capture) -> None:
    api.error = NoArticlesError("no article in corpus\x1b[2J; name another folder")
    assert run(["compare", "corpus"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err == "error: no article in corpus␛[2J; name another folder\n"
    assert names() == []


def test_an_interrupted_run_ends_with_status_130(api: FakeApi, capsys: Capture) -> None:
    api.error = KeyboardInterrupt()
    assert run(["compare", "corpus"]) == 130
    assert "Traceback" not in capsys.readouterr().err


def test_a_file_that_cannot_be_written_ends_with_status_2(
    api: FakeApi, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError(13, "Permission denied", "reports/report.json")

    monkeypatch.setattr("provenance.report.folder.write_folder", refuse)
    assert run(["compare", "corpus"]) == 2
    out, err = capsys.readouterr()
    assert out.startswith("10 articles"), "the result of a long run is shown all the same"
    assert "error: reports/report.json: Permission denied\n" in err


def test_problems_are_warned_of_and_the_status_stays_0(api: FakeApi, capsys: Capture) -> None:
    assert run(["compare", "corpus", "--format", "json"]) == 0
    err = capsys.readouterr().err
    assert err.startswith(
        "warning: 2 problems, listed in the report; the first: broken/␛[31mphoto.txt: not text"
    )
    assert err.count("\n") == 1


def test_the_warning_names_file_and_line(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "a.txt").write_text("The quay stays closed until autumn.", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(
        '{"id": "1", "text": "Ferries run again."}\nno record\n', encoding="utf-8"
    )
    assert run(["compare", str(tmp_path), "--format", "json", "--encoder", "none"]) == 0
    assert "the first: b.jsonl:2: no JSON" in capsys.readouterr().err


def test_quiet_leaves_standard_error_empty(api: FakeApi, capsys: Capture) -> None:
    assert run(["compare", "corpus", "--quiet"]) == 0
    assert capsys.readouterr().err == ""


def test_the_table_names_the_command_for_more_only_where_a_report_was_saved(
    api: FakeApi, capsys: Capture, saved: str
) -> None:
    api.report = many_rows()
    run(["compare", "corpus"])
    assert "3 more: provenance show reports/report.json 1" in capsys.readouterr().out
    run(["compare", "corpus", "--format", "table"])
    assert "   3 more\n" in capsys.readouterr().out
    run(["show", "reports/report.json", "--only", "wire-copy"])
    assert "3 more: provenance show --only wire-copy reports/report.json 1" in capsys.readouterr().out


def many_rows() -> Report:
    whole = rich_report()
    match = next(match for match in whole.matches if match.cluster == "c1" and match.right.article == DAILY)
    pair = next(pair for pair in whole.pairs if match.id in pair.matches)
    matches = tuple(replace(match, id=f"m{number}") for number in range(9))
    pairs = (replace(pair, matches=tuple(match.id for match in matches)),)
    return replace(whole, matches=matches, pairs=pairs)


def test_an_empty_report_is_shown_too(api: FakeApi, capsys: Capture) -> None:
    api.report = empty_report()
    assert run(["compare", "corpus", "--format", "table"]) == 0
    assert "No shared passages were found." in capsys.readouterr().out


def test_what_was_ignored_is_said_with_the_reason(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text("The quay was closed on Monday, after cracks.", encoding="utf-8")
    (tmp_path / "table.csv").write_text("id,body\n1,hello\n", encoding="utf-8")
    for name in ("a.jpg", "b.jpg", "c.png"):
        (tmp_path / name).touch()
    command = ["compare", str(tmp_path), "--encoder", "none", "--format"]
    assert run([*command, "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["ignored"] == 4
    assert data["ignored_by"] == {".jpg": 2, ".png": 1, "tables without a column of texts": 1}
    assert run([*command, "table"]) == 0
    assert "Ignored    .jpg (2), .png (1), tables without a column of texts (1)" in capsys.readouterr().out
