"""What ``check`` and ``where`` say of an article, and how they exit."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from folders import CORPUS, SHARED
from provenance import checking, indexing, searching
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.verdict import Word
from provenance.errors import UsageError
from provenance.report.check_text import write_check
from provenance.report.json import read_json
from scratch_corpus import AFP_QUAY, BAND, FISH, FLOWERS, LAMPS, QUAY, article

PLAIN = Config(encoder="none", jobs=1)
SEED = "003_e31dfe15b5213ccd.txt"

QUOTED = "“We have measured every crack twice, and we shall measure them again,” said the surveyor Mira Holt."


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    article(folder, "a.txt", AFP_QUAY, FLOWERS)
    article(folder, "b.txt", f"{QUOTED} Nobody had asked her to.", FISH)
    article(folder, "c.txt", BAND)
    return folder


def word(path: Path, against: Path) -> Word:
    return checking.check([path], against, PLAIN).verdicts[0].word


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ((AFP_QUAY, LAMPS), "AGENCY COPY"),
        (("GENEVA (AFP) - A new lighthouse has been lit on the outer skerry, and sailors are glad.",),
         "PROBABLY AGENCY COPY"),
        ((BAND, LAMPS), "HELD ELSEWHERE"),
        ((LAMPS, f"In the evening she spoke once more. {QUOTED}"), "QUOTATIONS ONLY"),
        ((LAMPS,), "NO SIGN OF COMMON TEXT"),
        (("Ja.",), "CAN'T TELL"),
    ],
)  # fmt: skip
def test_each_verdict_is_given_where_it_should_be(
    paragraphs: tuple[str, ...], expected: str, indexed: bool, corpus: Path
) -> None:
    if indexed:
        indexing.add([corpus], PLAIN)
    draft = corpus.parent / "draft.txt"
    draft.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    assert word(draft, corpus) == expected


def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seed articles are not there")
    return folder


@pytest.mark.parametrize("indexed", [False, True])
def test_a_rewritten_agency_report_is_told_by_its_text_and_its_partner(indexed: bool, tmp_path: Path) -> None:
    others = [path for path in sorted(seeds().glob("*.txt")) if path.name != SEED]
    against = seeds()
    if indexed:
        against = indexing.add(others, Config(encoder="none", index=str(tmp_path / "i.duckdb"))).path
    done = checking.check([seeds() / SEED], against, PLAIN)
    one = done.verdicts[0]
    assert (one.word, one.origin.agency, done.held) == ("PROBABLY AGENCY COPY", "AFP", 4)
    assert 'told AFP" :64' in " ".join(fact.detail for fact in one.origin.supports)
    assert any("001_" in fact.detail for fact in one.origin.supports)
    assert any("not confirmed" in fact.detail for fact in one.origin.against)
    partners = {place.article for passage in one.quotations for place in passage.places}
    assert any(name.startswith("001_") for name in partners)
    assert one.credit == "AFP and staff"
    assert (one.left_out is not None) != indexed


def test_an_agencys_picture_makes_no_agency_copy(tmp_path: Path) -> None:
    first = next(iter(sorted(seeds().glob("000_*.txt"))))
    found = checking.check([first], seeds(), PLAIN).verdicts[0]
    assert found.word not in ("AGENCY COPY", "PROBABLY AGENCY COPY")


def test_the_verdict_comes_first_then_evidence_places_and_what_is_new(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexing.add([corpus], PLAIN)
    draft = article(corpus.parent, "draft.txt", LAMPS, AFP_QUAY)
    assert run(["check", str(draft), "--against", str(corpus), "--encoder", "none"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("AGENCY COPY: AFP")
    told = "\n".join(lines)
    assert "  for " in told and "Held elsewhere: 0 quotations (0% of it), 1 other passage" in told
    assert ":5  " in told and "a.txt:3" in told
    assert "New here" in told and ":1-3" in told
    assert "Credit     suggested: AFP" in told
    # A label names articles of the corpus, and this one is none yet.
    assert "Label" not in told
    assert "Status     no kill, correction or embargo known" in told
    assert "3 articles, undated, 1 credit AFP." in " ".join(told.split())


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


def test_what_a_manifest_credits_counts_for_an_article_that_is_held(corpus: Path) -> None:
    credits = "file,credit\na.txt,AFP\n"
    (corpus / "manifest.csv").write_text(credits, encoding="utf-8")
    indexing.add([corpus], PLAIN)
    found = checking.check([corpus / "a.txt"], corpus, PLAIN).verdicts[0]
    assert found.credits == ("AFP",)
    assert found.credit is None


def test_notes_of_the_article_and_of_its_partners_are_told(corpus: Path) -> None:
    article(corpus, "d.txt", LAMPS)
    (corpus / "manifest.csv").write_text(
        "file,status,editor_note,published\na.txt,cancelled,Withdrawn by the agency,2025-01-02\n",
        encoding="utf-8",
    )
    draft = corpus.parent / "draft.md"
    draft.write_text(f"---\nembargo: 2030-01-01\n---\n\n{AFP_QUAY}\n", encoding="utf-8")
    done = checking.check([draft], corpus, PLAIN)
    notes = {(note.article, note.kind, note.text) for note in done.verdicts[0].notes}
    assert notes == {
        (None, "embargo", "2030-01-01"),
        ("a.txt", "status", "cancelled"),
        ("a.txt", "editor note", "Withdrawn by the agency"),
    }
    assert done.verdicts[0].since == "2025-01-02"


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("holders", [3, 8, 12])
def test_all_that_hold_a_passage_are_told_however_many_and_since_when(
    indexed: bool, holders: int, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    rows = ["file,published"]
    for number in range(holders):
        article(folder, f"n{number:02}.txt", LAMPS, f"This was report number {number} of the day.")
        rows.append(f"n{number:02}.txt,2025-03-{20 - number:02}")
    article(folder, "undated.txt", LAMPS)
    article(folder, "other.txt", FISH)
    rows.append("undated.txt,01/03/2025")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    if indexed:
        indexing.add([folder], PLAIN)
    draft = article(tmp_path, "draft.txt", LAMPS, BAND)
    done = checking.check([draft], folder, PLAIN)
    [passage] = done.verdicts[0].passages
    expected = {("undated.txt", 3), *((f"n{number:02}.txt", 3) for number in range(holders))}
    assert places(passage.places) == expected
    assert passage.places[0].article == f"n{holders - 1:02}.txt"
    assert done.verdicts[0].since == f"2025-03-{21 - holders:02}"
    shown = io.StringIO()
    write_check(done, shown, width=60)
    assert f"n{holders - 1:02}.txt:3 and {holders} more" in shown.getvalue()


def test_a_date_that_is_none_is_no_day_since_when_a_text_is_held(corpus: Path) -> None:
    (corpus / "manifest.csv").write_text("file,published\na.txt,last spring\n", encoding="utf-8")
    draft = article(corpus.parent, "draft.txt", AFP_QUAY)
    assert checking.check([draft], corpus, PLAIN).verdicts[0].since is None


@pytest.mark.parametrize("indexed", [False, True])
def test_dates_that_count_nowhere_are_named(indexed: bool, corpus: Path) -> None:
    rows = "a.txt,02/03/2025\nb.txt,2025-03-04T10:00Z\nc.txt,3 March 2025\n"
    (corpus / "manifest.csv").write_text(f"file,published\n{rows}", encoding="utf-8")
    if indexed:
        indexing.add([corpus], PLAIN)
    draft = article(corpus.parent, "draft.txt", AFP_QUAY, BAND)
    done = checking.check([draft], corpus, PLAIN)
    assert done.verdicts[0].since == "2025-03-03"
    told = [limit for limit in done.report.limits if "published" in limit]
    assert told == [
        "when articles were published whose date is not written as 2025-03-31: a.txt (02/03/2025)"
    ]


def test_the_article_itself_is_left_out_and_that_is_said(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    for against in (path, corpus):
        done = checking.check([corpus / "a.txt"], against, PLAIN)
        assert done.held == 2
        assert done.verdicts[0].left_out == "held as it is"
        assert not done.report.matches
    article(corpus, "a.txt", AFP_QUAY, LAMPS)
    changed = checking.check([corpus / "a.txt"], path, PLAIN)
    assert changed.verdicts[0].left_out == "another version of it is held under its id"
    assert not changed.report.matches


def test_an_article_held_below_another_folder_is_itself_if_its_text_is(corpus: Path) -> None:
    index = str(corpus.parent / "all.duckdb")
    article(corpus / "inner", "a.txt", LAMPS)
    article(corpus / "inner", "only.txt", LAMPS)
    indexing.add([corpus], Config(encoder="none", index=index))
    # The id a.txt is that of another article as well, whose text it is not.
    for name, other in (("a.txt", "inner/only.txt"), ("only.txt", "inner/a.txt")):
        done = checking.check([corpus / "inner" / name], index, PLAIN)
        one = done.verdicts[0]
        assert (one.article, one.left_out) == (f"inner/{name}", "held as it is")
        sides = {side.article for m in done.report.matches for side in (m.left, m.right)}
        assert other in sides and f"inner/{name}" in sides


def test_standard_input_is_an_article(
    corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(AFP_QUAY.encode())))
    assert run(["check", "-", "--against", str(corpus), "--encoder", "none"]) == 0
    assert capsys.readouterr().out.startswith("AGENCY COPY: AFP")
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b" \n")))
    assert run(["check", "-", "--against", str(corpus)]) == 2
    assert "standard input: empty" in capsys.readouterr().err


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


def told_of(new: list[Path], against: Path) -> list[str]:
    told = io.StringIO()
    write_check(checking.check(new, against, PLAIN), told, width=200)
    return told.getvalue().splitlines()


@pytest.mark.parametrize("indexed", [False, True])
def test_text_that_only_other_new_articles_have_is_said_to_be_there(indexed: bool, corpus: Path) -> None:
    if indexed:
        indexing.add([corpus], PLAIN)
    new = [
        article(corpus.parent / "new", "one.txt", LAMPS, f"In the evening she spoke once more. {QUOTED}"),
        article(corpus.parent / "new", "two.txt", LAMPS, "Nobody else was in the hall that night."),
    ]
    lines = told_of(new, corpus)
    one = lines.index(next(line for line in lines if line.startswith("one.txt: HELD ELSEWHERE")))
    two = lines.index(next(line for line in lines if line.startswith("two.txt: HELD ELSEWHERE")))
    assert not lines[one].startswith("one.txt: HELD ELSEWHERE, in other new articles only")
    assert any("1 of these in other new articles only." in line for line in lines[one:two])
    assert lines[two].startswith("two.txt: HELD ELSEWHERE, in other new articles only")
    assert any(line.endswith("All in other new articles only.") for line in lines[two:])


@pytest.mark.parametrize(
    ("agencies", "more"), [(3, ""), (4, "; 1 more is credited"), (6, "; 3 more are credited")]
)
def test_no_agency_that_is_credited_goes_uncounted(agencies: int, more: str, corpus: Path) -> None:
    for agency in ("AP", "EFE", "AFP", "dpa", "ANSA", "Reuters")[:agencies]:
        article(corpus, f"{agency}.txt", f"ROME ({agency}) - {agency} was asked for its own list of lamps.")
    lines = told_of([article(corpus.parent, "draft.txt", LAMPS)], corpus)
    told = next(line for line in lines if line.startswith("Against"))
    assert told.count(" credit ") == 3
    assert told.rpartition(" credit ")[2].partition(".")[0].partition(";")[2] == more.removeprefix(";")


def test_what_is_held_and_new_at_once_is_held(corpus: Path) -> None:
    draft = article(corpus.parent, "draft.txt", BAND, FISH)
    lines = told_of([draft, corpus / "b.txt", corpus / "c.txt"], corpus)
    verdicts = {line[:5]: line for line in lines if ": HELD ELSEWHERE" in line}
    assert sorted(verdicts) == ["b.txt", "c.txt", "draft"]
    assert "in other new articles only" in verdicts["b.txt"]
    told = lines[lines.index(verdicts["draft"]) :]
    assert not any("new articles only" in line for line in told)


def test_add_puts_the_article_into_the_index_after(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    assert run(["check", str(draft), "--against", str(path), "--add"]) == 0
    said = capsys.readouterr().out
    assert "NO SIGN OF COMMON TEXT" in said
    assert "Taken in   1 added; " in said
    other = article(corpus.parent, "other.txt", LAMPS)
    assert word(other, path) == "HELD ELSEWHERE"
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


def places(found: Any) -> set[tuple[str, int]]:
    return {(one.article, one.line) for one in found}


@pytest.mark.parametrize("indexed", [False, True])
def test_where_names_every_article_that_runs_a_text_however_many(indexed: bool, tmp_path: Path) -> None:
    folder = tmp_path / "articles"
    for number in range(30):
        article(folder, f"n{number:02}.txt", BAND, f"{LAMPS} This was report number {number} of the day.")
    article(folder, "other.txt", FISH)
    if indexed:
        indexing.add([folder], PLAIN)
    found = searching.where(LAMPS, folder, PLAIN)
    assert places(found.copies) == {(f"n{number:02}.txt", 5) for number in range(30)}
    assert {one.relation for one in found.copies} == {"identical"}
    phrase = "forty reading lamps by a retired lighthouse keeper"
    assert len(searching.where(phrase, folder, PLAIN).copies) == 30
    assert not searching.where("nobody ever wrote these seven words here", folder, PLAIN).copies


def test_where_finds_edited_text_and_takes_a_file(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = indexing.add([corpus], PLAIN).path
    recalled = corpus.parent / "recalled.txt"
    recalled.write_text(QUAY.replace("two independent", "three sworn"), encoding="utf-8")
    assert run(["where", str(recalled), "--against", str(path)]) == 0
    told = capsys.readouterr().out
    assert told.startswith("1 article runs it")
    assert "a.txt:3" in told and "near-copy" in told
    assert run(["where", str(recalled), "--against", str(path), "--format", "json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert [one["article"] for one in data["copies"]] == ["a.txt"]


@pytest.mark.parametrize("indexed", [False, True])
def test_where_says_which_paragraph_of_a_text_it_found(
    indexed: bool, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    article(corpus, "both.txt", FISH, BAND)
    place = str(indexing.add([corpus], PLAIN).path if indexed else corpus)
    recalled = corpus.parent / "recalled.txt"
    recalled.write_text(f"{BAND}\n\n{FISH}\n", encoding="utf-8")
    assert run(["where", str(recalled), "--against", place, "--encoder", "none"]) == 0
    rows = [row for row in capsys.readouterr().out.splitlines() if " 100% " in row]
    assert [(row.split()[0], row.partition("100% ")[2].strip()) for row in rows] == [
        ("b.txt:5", "of paragraph 2"),
        ("both.txt:3", "of paragraph 2"),
        ("both.txt:5", "of paragraph 1"),
        ("c.txt:3", "of paragraph 1"),
    ]
    assert run(["where", BAND, "--against", place, "--encoder", "none", "--format", "json"]) == 0
    assert all("paragraph" not in one for one in json.loads(capsys.readouterr().out)["copies"])


def test_where_needs_four_words(corpus: Path) -> None:
    with pytest.raises(UsageError, match="at least four"):
        searching.where("two words", corpus, PLAIN)


def test_what_is_new_is_held_by_nothing_not_even_as_stock_text(corpus: Path) -> None:
    draft = article(corpus.parent, "draft.txt", LAMPS)
    (one,) = checking.check([draft], corpus, PLAIN).verdicts
    assert (one.reused, one.fresh) == (0.0, 1.0)
    (one,) = checking.check([CORPUS / "harbour-post" / "ferry-fire.txt"], CORPUS, PLAIN).verdicts
    assert one.set_aside["formula"] > 0
    assert 0 <= one.fresh < 1 - one.reused - one.quoted - 0.02


def test_articles_left_out_of_an_index_are_not_among_those_that_credit_an_agency(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    assert checking.check([draft], path, PLAIN).agencies == {"AFP": 1}
    held = checking.check([corpus / "a.txt"], path, PLAIN)
    assert held.verdicts[0].left_out == "held as it is"
    assert held.agencies == {}
