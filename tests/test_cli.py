"""The command line: what it calls, what it prints where, and its exit status."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

import provenance
from folders import SOURCE
from provenance.cli.main import run
from provenance.cli.output import colour_wanted
from provenance.cli.progress import ProgressLine
from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.model import Explanation, Report
from provenance.report.json import read_json, write_json
from sample_report import COAST, DAILY, empty_report, rich_report, sample_explanation


@dataclass
class FakeApi:
    """Stands in for ``provenance.api`` and remembers how it was called."""

    report: Report = field(default_factory=rich_report)
    calls: dict[str, Any] = field(default_factory=dict)
    error: BaseException | None = None

    def load_config(
        self, explicit: str | None, overrides: Mapping[str, Any], start: str | None = None
    ) -> Config:
        self.calls["config"] = (explicit, dict(overrides))
        return Config(**overrides)

    def compare(self, paths: Sequence[str], config: Config, progress: Any = None) -> Report:
        self.calls["compare"] = (tuple(paths), config)
        progress.stage("read", 3, "files")
        progress.advance(3)
        if self.error is not None:
            raise self.error
        return self.report

    def load_report(self, path: str) -> Report:
        self.calls["load_report"] = path
        with Path(path).open(encoding="utf-8") as stream:
            return read_json(stream, path)

    def explain_match(self, report: Report, match_id: str) -> Explanation:
        self.calls["explain_match"] = match_id
        return sample_explanation()

    def explain_places(
        self, left: str, right: str, config: Config, against: Sequence[str] = ()
    ) -> Explanation:
        self.calls["explain_places"] = (left, right, config, tuple(against))
        return sample_explanation()


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeApi:
    fake = FakeApi()
    module = types.ModuleType("provenance.api")
    for name in ("load_config", "compare", "load_report", "explain_match", "explain_places"):
        setattr(module, name, getattr(fake, name))
    monkeypatch.setitem(sys.modules, "provenance.api", module)
    monkeypatch.setattr(provenance, "api", module, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return fake


@pytest.fixture
def saved(tmp_path: Path) -> str:
    with (tmp_path / "saved.json").open("w", encoding="utf-8") as stream:
        write_json(rich_report(), stream)
    return "saved.json"


Capture = pytest.CaptureFixture[str]


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


def test_colour_needs_a_terminal_and_no_objection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setenv("TERM", "xterm")
    assert colour_wanted(Terminal())
    assert not colour_wanted(io.StringIO())
    monkeypatch.setenv("NO_COLOR", "1")
    assert not colour_wanted(Terminal())
    monkeypatch.delenv("NO_COLOR")
    monkeypatch.setenv("TERM", "dumb")
    assert not colour_wanted(Terminal())


def test_show_renders_a_saved_report_as_compare_did(api: FakeApi, capsys: Capture) -> None:
    run(["compare", "corpus"])
    first = capsys.readouterr().out
    assert run(["show", "reports/report.json"]) == 0
    assert capsys.readouterr().out == first
    run(["show", "reports/report.json", "--format", "json"])
    assert capsys.readouterr().out == Path("reports/report.json").read_text(encoding="utf-8")


def test_show_takes_a_pair_by_number_or_name_and_a_cluster(api: FakeApi, capsys: Capture, saved: str) -> None:
    assert run(["show", saved, "1"]) == 0
    by_number = capsys.readouterr().out
    assert "Safety starts now" in by_number
    assert run(["show", saved, f"{COAST}~{DAILY}"]) == 0
    assert capsys.readouterr().out == by_number
    assert run(["show", saved, "c1"]) == 0
    assert capsys.readouterr().out.startswith("cluster c1   4 passages in 4 articles")


def test_show_writes_part_of_a_report_in_any_format(api: FakeApi, capsys: Capture, saved: str) -> None:
    assert run(["show", saved, "c3", "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)["matches"]) == 1
    assert run(["show", saved, "2", "--format", "csv"]) == 0
    assert capsys.readouterr().out.count("\n") == 2
    assert run(["show", saved, "2", "--output", "pair.md"]) == 0
    assert "Blue Lantern" in Path("pair.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("arguments", "matches"),
    [
        (["--only", "formula"], 1),
        (["--only", "formula", "--only", "boilerplate"], 2),
        (["--outlet", "valley times"], 2),
        (["--article", "odd-copy"], 1),
    ],
)
def test_show_narrows_a_report(
    api: FakeApi, capsys: Capture, saved: str, arguments: list[str], matches: int
) -> None:
    assert run(["show", saved, "--format", "json", *arguments]) == 0
    assert len(json.loads(capsys.readouterr().out)["matches"]) == matches


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["99"], "no pair 99: pairs are numbered 1 to 9"),
        (["--outlet", "Valey Times"], "did you mean Valley Times?"),
        (["--article", "alone.tx7"], "did you mean alone.txt"),
        (["--only", "wirecopy"], "'wire-copy'"),
        (["c9"], "did you mean"),
    ],
)
def test_show_refuses_unknown_names_and_lists_close_ones(
    api: FakeApi, capsys: Capture, saved: str, arguments: list[str], message: str
) -> None:
    assert run(["show", saved, *arguments]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert message in err
    assert err.startswith("error: ")


def test_show_refuses_a_damaged_report(api: FakeApi, capsys: Capture) -> None:
    Path("bad.json").write_text('{"schema": ', encoding="utf-8")
    assert run(["show", "bad.json"]) == 2
    assert capsys.readouterr().err.startswith("error: bad.json can't be read as a report")


def test_explain_takes_the_beginning_of_a_match_id(api: FakeApi, capsys: Capture, saved: str) -> None:
    match = rich_report().matches[0]
    assert run(["explain", saved, match.id[:10]]) == 0
    assert api.calls["explain_match"] == match.id
    assert "[-have-]" in capsys.readouterr().out


def test_explain_refuses_an_unknown_match(api: FakeApi, capsys: Capture, saved: str) -> None:
    assert run(["explain", saved, "nothing"]) == 2
    assert "no match 'nothing'" in capsys.readouterr().err
    assert "explain_match" not in api.calls


@pytest.mark.parametrize(
    ("arguments", "config", "against"),
    [
        ([], Config(), ()),
        (["--encoder", "none"], Config(encoder="none"), ()),
        (["--text-field", "body"], Config(text_field="body"), ()),
        (["--against", "corpus", "--against", "b"], Config(), ("corpus", "b")),
    ],
)
def test_explain_compares_two_places(
    api: FakeApi, arguments: list[str], config: Config, against: tuple[str, ...]
) -> None:
    assert run(["explain", "C:/a.txt:48", "b.txt:58", *arguments]) == 0
    assert api.calls["explain_places"] == ("C:/a.txt:48", "b.txt:58", config, against)


def test_explain_refuses_settings_for_a_saved_match(api: FakeApi, capsys: Capture, saved: str) -> None:
    assert run(["explain", saved, "ab", "--against", "corpus"]) == 2
    assert "FILE:LINE FILE:LINE" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["compare", "--help"], ["show", "--help"], ["explain", "--help"]]
)
def test_help_is_printed_and_names_every_command(capsys: Capture, arguments: list[str]) -> None:
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "Usage: provenance" in out
    if len(arguments) == 1:
        assert all(name in out for name in ("compare", "show", "explain"))


def test_without_arguments_the_help_is_shown_and_the_status_is_2(capsys: Capture) -> None:
    assert run([]) == 2
    assert "Usage: provenance" in capsys.readouterr().err


def test_the_version_is_said(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"provenance {provenance.__version__}\n"


SURROUNDINGS = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(Path(__file__).parent)])}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=SURROUNDINGS, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from provenance.cli.main import run; run(['--help']); run(['compare', '--help']);"
        "heavy = ('numpy', 'datasketch', 'duckdb', 'tabulate', 'provenance.api');"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert python("-c", code).stdout.endswith("[]\n")


def test_the_package_runs_as_a_module() -> None:
    done = python("-m", "provenance", "frobnicate")
    assert done.returncode == 2
    assert done.stderr.startswith("error: No such command 'frobnicate'")


PRINT = (
    "import sys, types, provenance, sample_report\n"
    "api = types.ModuleType('provenance.api')\n"
    "api.load_config = lambda *given: None\n"
    "api.compare = lambda *given: sample_report.rich_report()\n"
    "sys.modules['provenance.api'] = provenance.api = api\n"
    "from provenance.cli.main import main\n"
    "main(['compare', 'x', '--quiet', '--format', sys.argv[1]])"
)


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-c", PRINT, "json"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        env=SURROUNDINGS,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.parametrize(("format_", "expected"), [("table", b"\\u6e2f"), ("json", "港".encode())])
def test_a_table_fits_any_encoding_and_data_is_utf_8(format_: str, expected: bytes) -> None:
    surroundings = {**SURROUNDINGS, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", PRINT, format_], capture_output=True, env=surroundings, check=False
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout


class Clock:
    """A clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def worked(stream: io.StringIO, seconds: float, enabled: bool = True, total: int | None = 1000) -> str:
    clock = Clock()
    with ProgressLine(stream, enabled=enabled, clock=clock) as progress:
        progress.stage("align", total, "passages")
        for _ in range(10):
            clock.now += seconds / 10
            progress.advance(50)
    return stream.getvalue()


def test_progress_shows_stage_share_and_rate_and_is_wiped_at_the_end(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("TERM", "xterm")
    text = worked(Terminal(), 10.0)
    assert "align  [##########----------]  50%  500 of 1,000 passages  50/s" in text
    assert text.endswith("\r\x1b[K")


def test_progress_without_a_total_shows_the_number_done(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "align  500 passages  50/s" in worked(Terminal(), 10.0, total=None)


def test_progress_is_silent_for_short_work_pipes_dumb_terminals_and_on_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert worked(Terminal(), 1.5) == ""
    assert worked(io.StringIO(), 10.0) == ""
    assert worked(Terminal(), 10.0, enabled=False) == ""
    monkeypatch.setenv("TERM", "dumb")
    assert worked(Terminal(), 10.0) == ""


@pytest.mark.parametrize("option", ["--no-progress", "--quiet"])
def test_compare_turns_progress_off_on_request(
    api: FakeApi, monkeypatch: pytest.MonkeyPatch, option: str
) -> None:
    told: list[bool] = []

    class Spy(ProgressLine):
        def __init__(self, *, enabled: bool) -> None:
            told.append(enabled)
            super().__init__(enabled=enabled)

    monkeypatch.setattr("provenance.cli.compare.ProgressLine", Spy)
    run(["compare", "corpus", "--format", "csv"])
    run(["compare", "corpus", "--format", "csv", option])
    assert told == [True, False]


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
