"""No output takes the place of what a run reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.cli.main import run
from scratch_corpus import BAND, FLOWERS, QUAY, article

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    article(tmp_path / "articles", "a.txt", QUAY, FLOWERS)
    article(tmp_path / "articles", "b.txt", QUAY, BAND)
    article(tmp_path / "articles", "page.html", f"<html><body><p>{BAND}</p></body></html>")
    (tmp_path / "articles" / "labels.toml").write_text('schema = "provenance.labels/1"\n')
    (tmp_path / "articles" / "manifest.csv").write_text("file,outlet\na.txt,Halden Post\n")
    (tmp_path / "provenance.toml").write_text('encoder = "none"\n')
    article(tmp_path, "draft.txt", QUAY)
    (tmp_path / "linked.md").symlink_to(tmp_path / "articles" / "b.txt")
    return tmp_path


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize(
    ("command", "named"),
    [
        ("compare articles --report html=articles/page.html", "articles/page.html is one of the files"),
        ("compare articles --output articles/a.txt", "articles/a.txt is one of the files"),
        (
            "compare articles/*.txt --format json --output articles/a.txt",
            "articles/a.txt is one of the files",
        ),
        ("compare articles --output linked.md", "linked.md is one of the files"),
        ("compare articles --output articles/manifest.csv", "articles/manifest.csv is a manifest"),
        ("compare articles --format csv --output provenance.toml", "provenance.toml is the settings file"),
        ("gate articles --report sarif=articles/a.txt", "articles/a.txt is one of the files"),
        ("gate articles --report junit=articles/labels.toml", "articles/labels.toml is the labels file"),
        ("gate articles --output provenance.toml", "provenance.toml is the settings file"),
        ("check draft.txt --against articles --output draft.txt", "draft.txt is one of the files"),
        ("check draft.txt --against articles --output articles/b.txt", "articles/b.txt is one of the files"),
        (
            "check draft.txt --against articles --output articles/labels.toml",
            "labels.toml is the labels file",
        ),
    ],
)
def test_an_output_in_the_place_of_what_is_read_is_refused_before_anything_is_written(
    command: str, named: str, corpus: Path, capsys: Capture
) -> None:
    before = contents(corpus)
    assert run(command.split()) == 2
    assert named in capsys.readouterr().err
    assert contents(corpus) == before


def test_no_check_writes_in_the_place_of_its_index_or_of_what_that_holds(
    corpus: Path, capsys: Capture
) -> None:
    assert run(["index", "add", "articles"]) == 0
    before = contents(corpus)
    index = "articles/.provenance/index.duckdb"
    for place in (index, "articles/a.txt"):
        assert run(["check", "draft.txt", "--against", index, "--output", place]) == 2
        assert f"{place} is one of the files that are read" in capsys.readouterr().err
    assert contents(corpus) == before


def test_what_an_earlier_run_wrote_into_the_corpus_is_replaced(corpus: Path) -> None:
    command = "compare articles --report html=articles/report.html --report json=articles/found.json"
    more = "--report csv=articles/excluded.txt --exclude excluded.txt --quiet"
    assert run([*command.split(), *more.split()]) == 0
    (corpus / "articles" / "report.html").write_text((corpus / "articles/report.html").read_text() + " ")
    assert run([*command.split(), *more.split()]) == 0
    assert not (corpus / "articles" / "report.html").read_text().endswith(" ")


@pytest.mark.parametrize(
    "command", ["show {} --format html --output {}", "diff {} {} --format json --output {}"]
)
def test_a_saved_report_is_not_replaced_by_what_is_made_of_it(
    command: str, corpus: Path, capsys: Capture
) -> None:
    assert run(["compare", "articles", "--format", "json", "--output", "found.json"]) == 0
    before = contents(corpus)
    assert run(command.replace("{}", "found.json").split()) == 2
    assert "found.json is the report that is read" in capsys.readouterr().err
    assert contents(corpus) == before
