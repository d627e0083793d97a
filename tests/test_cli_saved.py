"""Commands on saved reports: ``show`` renders parts of them, ``explain`` says why."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

import pytest

from fake_api import Capture, FakeApi
from folders import CORPUS
from provenance.cli.main import run
from provenance.config import Config
from sample_report import COAST, DAILY, rich_report


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


def test_show_says_which_pairs_are_not_called_what_was_asked_for(tmp_path: Path, capsys: Capture) -> None:
    report = str(tmp_path / "found.json")
    assert run(["compare", str(CORPUS), "--encoder", "none", "--format", "json", "--output", report]) == 0
    assert run(["show", report, "--only", "shared-quote"]) == 0
    told = capsys.readouterr().out
    origins = [line.split()[1].rstrip(",") for line in told.splitlines() if line.startswith("   origin ")]
    own = origins.count("shared-quote")
    others = len(origins) - own
    assert own > 0 < others
    assert told.splitlines()[-1] == (
        f"Called shared-quote: {own}; the other {others} have text of a cluster that is called so."
    )
    assert run(["show", report, "--only", "wire-copy"]) == 0
    assert "the other" not in capsys.readouterr().out.splitlines()[-1]


def test_show_says_how_pairs_of_stock_text_are_shown(tmp_path: Path, capsys: Capture) -> None:
    report = str(tmp_path / "found.json")
    assert run(["compare", str(CORPUS), "--encoder", "none", "--format", "json", "--output", report]) == 0
    assert run(["show", report, "--only", "boilerplate"]) == 0
    told = capsys.readouterr().out
    found = re.search(
        r"(\d+) pairs share boilerplate or formulas only: (provenance .*) NUMBER, 1 to (\d+)\.", told
    )
    assert found is not None
    assert found[1] == found[3]
    assert run([*shlex.split(found[2])[1:], found[3]]) == 0
    assert capsys.readouterr().out.startswith(f"{found[3]}  ")


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
