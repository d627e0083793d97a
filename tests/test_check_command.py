"""The command ``check``: what it reads, puts into an index, prints and exits with."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from importlib import resources
from pathlib import Path

import jsonschema
import pytest

from provenance import checking, indexing
from provenance.cli.main import run
from provenance.config import Config
from provenance.errors import UsageError
from provenance.report.check_text import write_check
from provenance.report.json import read_json
from scratch_corpus import AFP_QUAY, BAND, FLOWERS, LAMPS, QUAY, QUOTED, article, quay_articles

PLAIN = Config(encoder="none", jobs=1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return quay_articles(tmp_path / "articles")


@pytest.mark.parametrize("folder", ["", "new/"])
def test_the_label_command_settles_what_it_is_printed_for(
    folder: str, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(corpus.parent)
    indexing.add([corpus], PLAIN)
    (corpus / folder).mkdir(exist_ok=True)
    article(corpus / folder, "draft.txt", LAMPS, AFP_QUAY)
    asked = ["check", f"articles/{folder}draft.txt", "--against", "articles", "--encoder", "none"]
    assert run([*asked, "--fail-on", "unlabelled"]) == 1
    label = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Label"))
    assert label.endswith("--as wire-copy --agency AFP")
    assert f"articles/{folder}draft.txt:5 " in label and "articles/a.txt:3 " in label
    assert run(shlex.split(label)[2:]) == 0
    assert run([*asked, "--fail-on", "unlabelled"]) == 0
    assert "Label" not in capsys.readouterr().out


def test_standard_input_cannot_be_put_into_an_index(corpus: Path) -> None:
    indexing.add([corpus], PLAIN)
    with pytest.raises(UsageError, match="standard input has no name"):
        checking.check(["-"], corpus, PLAIN, stdin=LAMPS.encode, add=True)


def test_standard_input_is_an_article(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(AFP_QUAY.encode())))
    assert run(["check", "-", "--against", str(corpus), "--encoder", "none"]) == 0
    assert capsys.readouterr().out.startswith("AGENCY COPY: AFP")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    assert run(["check", "-", "--against", str(corpus)]) == 2
    assert "standard input: empty" in capsys.readouterr().err


@pytest.mark.parametrize("filling", ["", "<script>" + "x();" * 20_000 + "</script>"], ids=["small", "large"])
@pytest.mark.parametrize("before", ["<!-- kept -->\n", '<?xml version="1.0"?>\n<!-- a --> <!-- b -->'])
def test_a_page_on_standard_input_is_read_as_one(
    filling: str,
    before: str,
    corpus: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    pytest.importorskip("trafilatura", reason="pages are read by trafilatura")
    paragraphs = "".join(f"<p>{one}</p>" for one in (LAMPS, AFP_QUAY, BAND))
    page = (
        f"{before}<!DOCTYPE html><html><head><title>Quay</title>{filling}</head><body><nav>Home</nav>"
        f"<article><h1>Quay</h1>{paragraphs}</article></body></html>"
    )
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(page.encode())))
    command = ["check", "-", "--against", str(corpus), "--encoder", "none", "--format", "json"]
    assert run(command) == 0
    read = json.loads(capsys.readouterr().out)
    (draft,) = [one for one in read["articles"] if one["id"] == "stdin"]
    assert "<" not in draft["text"]
    assert draft["title"] == "Quay"
    assert {AFP_QUAY[:20]} <= {m["right"]["text"][:20] for m in read["matches"]}


def test_comments_before_a_text_on_standard_input_take_no_time(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "<!-- c --> " * 2_000 + AFP_QUAY
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(text.encode())))
    assert run(["check", "-", "--against", str(corpus), "--encoder", "none"]) == 0
    assert capsys.readouterr().out.startswith("AGENCY COPY: AFP")


def test_a_page_without_an_article_on_standard_input_is_a_clear_error(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("trafilatura", reason="pages are read by trafilatura")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"<html><body></body></html>")))
    assert run(["check", "-", "--against", str(corpus)]) == 2
    assert capsys.readouterr().err.startswith("error: standard input: ")


def test_json_is_a_report_with_verdicts_in_front(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    draft = article(corpus.parent, "draft.txt", AFP_QUAY)
    command = ["check", str(draft), "--against", str(corpus), "--format", "json", "--encoder", "none"]
    assert run(command) == 0
    text = capsys.readouterr().out
    data = json.loads(text)
    assert [one["verdict"] for one in data["verdicts"]] == ["AGENCY COPY"]
    assert data["verdicts"][0]["passages"][0]["places"][0]["article"] == "a.txt"
    schema = resources.files("provenance") / "report" / "schema"
    jsonschema.validate(data, json.loads((schema / "report-1.schema.json").read_text(encoding="utf-8")))
    assert (
        read_json(io.StringIO(text), "check").matches == checking.check([draft], corpus, PLAIN).report.matches
    )


@pytest.mark.parametrize(
    ("paragraphs", "fail_on", "expected"),
    [
        ((QUAY,), "unlabelled", 1),
        ((LAMPS,), "unlabelled", 0),
        ((AFP_QUAY,), "wire-copy", 1),
        ((BAND,), "wire-copy", 0),
        ((BAND,), "any", 1),
        ((LAMPS,), "any", 0),
    ],
)
def test_fail_on_sets_the_exit_status(
    paragraphs: tuple[str, ...], fail_on: str, expected: int, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    draft = article(corpus.parent, "draft.txt", *paragraphs)
    command = ["check", str(draft), "--against", str(corpus), "--encoder", "none", "--fail-on", fail_on]
    assert run(command) == expected
    told = "no label covers" in capsys.readouterr().err
    assert told == (expected == 1 and fail_on == "unlabelled")
    assert run([*command, "--exit-zero"]) == 0


def test_add_puts_the_article_into_the_index_after(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    assert run(["check", str(draft), "--against", str(path), "--add"]) == 0
    said = capsys.readouterr().out
    assert "NO SIGN OF COMMON TEXT" in said
    assert "Taken in   1 added; " in said
    other = article(corpus.parent, "other.txt", LAMPS)
    assert checking.check([other], path, PLAIN).verdicts[0].word == "HELD ELSEWHERE"
    assert run(["check", str(draft), "--against", str(corpus / "c.txt"), "--add"]) == 2
    assert "give --against INDEX" in capsys.readouterr().err


def test_add_says_that_it_replaced_another_version(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    command = ["check", str(draft), "--against", str(path), "--add", "--format", "json"]
    told = []
    for text in (LAMPS, LAMPS, BAND):
        draft.write_text(text, encoding="utf-8")
        assert run(command) == 0
        told.append(json.loads(capsys.readouterr().out)["held"]["taken_in"])
    assert told == [
        {"added": 1, "changed": 0, "unchanged": 0},
        {"added": 0, "changed": 0, "unchanged": 1},
        {"added": 0, "changed": 1, "unchanged": 0},
    ]
    draft.write_text(LAMPS, encoding="utf-8")
    assert run(command[:-2]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "1 put in the place of another version held under the same id" in said


def test_files_newer_than_the_index_of_a_folder_are_told_of(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    assert not any("newer" in limit for limit in checking.check([draft], corpus, PLAIN).report.limits)
    later = article(corpus, "later.txt", LAMPS)
    os.utime(later, (path.stat().st_mtime + 60, path.stat().st_mtime + 60))
    limits = checking.check([draft], corpus, PLAIN).report.limits
    assert (
        f"what changed: 1 file is newer than the index; take in with: provenance index add {corpus}" in limits
    )


def test_nothing_to_check_against_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    draft = article(tmp_path, "draft.txt", LAMPS)
    for command, told in (
        (["check", str(draft)], "nothing to check against"),
        (["check", str(draft), "--against", "nowhere"], "no such folder or index"),
        (["check", "gone.txt", "--against", "."], "gone.txt"),
        (["where", LAMPS, "--against", "nowhere"], "no such folder or index"),
    ):
        assert run(command) == 2
        assert told in capsys.readouterr().err


def test_the_nearest_index_is_used(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = indexing.add([corpus], PLAIN).path
    (corpus / "below").mkdir()
    monkeypatch.chdir(corpus / "below")
    draft = article(corpus.parent, "draft.txt", FLOWERS)
    assert checking.check([draft], None, PLAIN).against == str(path)


def test_text_of_an_article_drives_no_terminal(corpus: Path) -> None:
    bad = "\x1b]0;title\x07\u202e"
    article(corpus, "d.txt", f"{LAMPS} {bad} and a little more of it.")
    draft = article(corpus.parent, "draft.txt", f"{LAMPS} {bad} and a little more of it.")
    stream = io.StringIO()
    write_check(checking.check([draft], corpus, PLAIN), stream, 100)
    assert not set("\x1b\x07\u202e") & set(stream.getvalue())


def test_several_articles_are_told_of_one_by_one(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name, text in (("x.txt", AFP_QUAY), ("y.txt", LAMPS)):
        article(corpus.parent / "inbox", name, text)
    assert run(["check", str(corpus.parent / "inbox"), "--against", str(corpus), "--encoder", "none"]) == 0
    told = capsys.readouterr().out
    assert "x.txt: AGENCY COPY" in told and "y.txt: NO SIGN OF COMMON TEXT" in told


def test_a_check_against_an_index_does_without_heavy_packages(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", AFP_QUAY, QUOTED)
    code = (
        "import sys; from provenance.cli.main import run; status = run(sys.argv[1:]);"
        "print([name for name in ('numba', 'scipy', 'trafilatura', 'datasketch') if name in sys.modules]);"
        "sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, "check", str(draft), "--against", str(path)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "[]"
