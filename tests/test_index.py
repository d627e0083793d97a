"""The persistent index: what it keeps, how it changes, and what it says when it cannot be used."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from folders import CORPUS
from index_helpers import PLAIN, collection, gathered
from provenance import indexing
from provenance.cli.main import run
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import single
from provenance.core.matching.postings import AREAS, FRAMES, RECORDS, SHINGLES
from provenance.errors import IndexBusyError, IndexFileError, UsageError
from provenance.store import file, write
from provenance.store.batch import drop, write_area
from provenance.store.index import OpenIndex, opened
from provenance.store.packed import packer, unpacked
from scratch_corpus import BAND, FISH, FLOWERS, LAMPS, QUAY, article


def content(path: Path) -> dict[str, Any]:
    """Return all that an index holds, however it is laid out."""
    with opened(path, 1.0) as index:
        segments = sorted({segment for segment, _ in index.directory})
        rows = {}
        for area in AREAS:
            parts = [np.stack([keys.view(np.int64), values.astype(np.int64)], axis=1)
                     for keys, values in index.everything(area, segments)]  # fmt: skip
            rows[area] = sorted(map(tuple, np.concatenate(parts).tolist())) if parts else []
        records = [(entry, index.articles(np.array([entry.number]))[entry.number].word.tolist())
                   for entry in index.entries()]  # fmt: skip
        # How its pages are laid out is noted there, too.
        meta = {name: value for name, value in index.meta.items() if name != "directory"}
        return {"meta": meta, "rows": rows, "records": records}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "articles"
    article(folder, "a.txt", QUAY, FLOWERS)
    article(folder, "b.txt", QUAY, FISH)
    article(folder, "c.txt", BAND)
    return folder


@pytest.mark.parametrize("where", ["corpus", "texts"])
def test_a_packed_article_is_unpacked_as_it_was(where: str) -> None:
    odd = ("", "…", "A lone \ud800 surrogate, and “a quotation”, said Anna Berg.\n\nGENEVA (AFP) - Rain.")
    made = gathered(CORPUS) if where == "corpus" else collection(*odd)
    pack = packer(made.columns)
    for number in range(len(made.ids)):
        expected, found = single(made.columns, number), unpacked(pack(number))
        for field in fields(Columns):
            a, b = getattr(expected, field.name), getattr(found, field.name)
            assert np.array_equal(a, b) if isinstance(a, np.ndarray) else a == b, field.name


def test_what_is_no_packed_article_is_refused() -> None:
    whole = packer(collection(QUAY).columns)(0)
    for broken in (b"", b"nonsense", whole[: len(whole) // 2], b"\x00" * 40):
        with pytest.raises(ValueError):
            unpacked(broken)


def test_only_new_and_changed_articles_are_cut(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = indexing.add([corpus], PLAIN)
    assert first.path == corpus / ".provenance" / "index.duckdb"
    assert (first.change.added, first.change.articles) == (3, 3)
    article(corpus, "d.txt", LAMPS)
    article(corpus, "c.txt", BAND, FISH)
    cut: list[str] = []
    from provenance.core.cutting import cut as cutting

    real = cutting.cut
    monkeypatch.setattr(
        cutting,
        "cut",
        lambda articles, *rest, **more: (cut.extend(a.id for a in articles), real(articles, *rest, **more))[
            1
        ],
    )
    again = indexing.add([corpus], PLAIN).change
    assert (again.added, again.changed, again.unchanged, again.articles) == (1, 1, 2, 4)
    assert sorted(cut) == ["c.txt", "d.txt"]
    assert indexing.add([corpus], PLAIN).change.unchanged == 4


def test_a_changed_index_is_as_one_made_at_once(corpus: Path, tmp_path: Path) -> None:
    indexing.add([corpus / "a.txt"], PLAIN)
    at = replace(PLAIN, index=str(tmp_path / "one.duckdb"))
    for name in ("a.txt", "b.txt", "c.txt"):
        indexing.add([corpus / name], at)
    article(corpus, "a.txt", QUAY, LAMPS)
    article(corpus, "e.txt", FLOWERS)
    indexing.add([corpus], at)
    indexing.remove(tmp_path / "one.duckdb", ["e.*"])
    (corpus / "e.txt").unlink()
    other = replace(PLAIN, index=str(tmp_path / "other.duckdb"))
    indexing.add([corpus], other)
    assert content(tmp_path / "one.duckdb") == content(tmp_path / "other.duckdb")
    assert not indexing.verify(tmp_path / "one.duckdb").faults


def test_an_addition_that_has_the_index_written_anew_leaves_each_article_there_once(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    text = f"{QUAY}\n\n{LAMPS}\n"
    at = replace(PLAIN, index=str(tmp_path / "index.duckdb"))
    for name, language in (("b.txt", "en"), ("a.txt", "de")):
        folder.mkdir(exist_ok=True)
        # The one that comes first cuts and stems the text otherwise, so that what is held of it changes.
        (folder / name).write_text(f"---\nlanguage: {language}\n---\n{text}", encoding="utf-8")
        indexing.add([folder / name], at)
    with opened(tmp_path / "index.duckdb", 1.0) as index:
        assert [entry.id for entry in index.entries()] == ["a.txt", "b.txt"]
        assert index.totals.articles == 2
    assert not indexing.verify(tmp_path / "index.duckdb").faults
    whole = replace(PLAIN, index=str(tmp_path / "whole.duckdb"))
    indexing.add([folder], whole)
    assert content(tmp_path / "index.duckdb") == content(tmp_path / "whole.duckdb")


def test_many_small_additions_become_few_segments_and_are_all_found(tmp_path: Path) -> None:
    made = gathered(CORPUS)
    parts = [single(made.columns, n) for n in range(len(made.ids))]
    path = made.indexed(tmp_path / "index.duckdb", parts)
    with opened(path, 1.0) as index:
        assert len({segment for segment, area in index.directory if area != RECORDS}) <= 7
        assert all((listed.places >= 0).all() for listed in index.directory.values())
    assert not indexing.verify(path, sample=100).faults


def test_records_of_many_additions_are_listed_together_and_are_all_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "MOST_OF_RECORDS", 4)
    made = collection(*(f"{QUAY}\n\nThe {number} lamps were lit." for number in range(30)))
    parts = [single(made.columns, n) for n in range(len(made.ids))]
    path = made.indexed(tmp_path / "many.duckdb", parts)
    with opened(path, 1.0) as index:
        assert len([one for one in index.directory if one[1] == RECORDS]) <= 5
        assert max(segment for segment, _ in index.directory) < 20
    assert not indexing.verify(path, sample=100).faults
    assert content(path)["records"] == content(made.indexed(tmp_path / "w.duckdb", [made.columns]))["records"]


def test_an_addition_takes_a_number_that_is_free_though_the_last_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = collection(f"{QUAY}\n\n{BAND}", f"{QUAY}\n\n{LAMPS}", FISH)
    parts = [single(made.columns, n) for n in range(len(made.ids))]
    path = tmp_path / "index.duckdb"
    with monkeypatch.context() as patch:
        # The last number that a page's can be made of.
        patch.setattr(write, "count", lambda: iter([32_767]))
        made.indexed(path, parts[:1])
    made.indexed(path, parts[1:])
    with opened(path, 1.0) as index:
        assert sorted({segment for segment, _ in index.directory}) == [0, 1, 32_767]
    assert not indexing.verify(path).faults
    assert content(path)["records"] == content(made.indexed(tmp_path / "w.duckdb", [made.columns]))["records"]


def test_info_tells_what_is_held_and_what_it_was_made_with(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", "add", str(corpus), "--quiet"]) == 0
    assert capsys.readouterr().out == ""
    path = str(corpus / ".provenance" / "index.duckdb")
    assert run(["index", "info", "--index", path]) == 0
    told = capsys.readouterr().out
    assert "articles     3, undated" in told and file.SCHEMA in told and "version 0" in told
    facts = indexing.info(path)
    assert (facts.articles, facts.passages, facts.texts) == (3, 8, 7)


@pytest.mark.parametrize(
    ("area", "fault"),
    [(SHINGLES, "is not found by its words"), (FRAMES, "its wording is not found among what is counted")],
)
def test_verify_finds_what_was_changed_behind_its_back(
    corpus: Path, capsys: pytest.CaptureFixture[str], area: int, fault: str
) -> None:
    path = indexing.add([corpus], PLAIN).path
    assert run(["index", "verify", "--index", str(path)]) == 0
    assert "sound; 3 of 3 articles recomputed" in capsys.readouterr().out
    with file.committing(path, 1.0) as connection:
        drop(connection, 0, range(area, area + 1))
        write_area(connection, 0, area, (np.arange(9, dtype=np.uint64), np.arange(9)))
    assert run(["index", "verify", "--index", str(path)]) == 2
    assert fault in capsys.readouterr().out


def test_an_article_that_is_not_held_cannot_be_removed(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    with pytest.raises(UsageError, match=r"nowhere\.txt: no article"):
        indexing.remove(path, ["nowhere.txt"])


def test_other_settings_are_refused_and_named(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    before = path.read_bytes()
    with pytest.raises(
        IndexFileError, match=r"outlet-from was none, now folder.*provenance index add CORPUS"
    ):
        indexing.add([corpus], replace(PLAIN, outlet_from="folder"))
    assert path.read_bytes() == before


def text_file(path: Path) -> None:
    path.write_text("no database at all\n" * 400, encoding="utf-8")


def cut_short(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])


def older_schema(path: Path) -> None:
    connection = duckdb.connect(str(path))
    connection.execute("update meta set value = 'provenance.index/1' where name = 'schema'")
    connection.close()


def newer_schema(path: Path) -> None:
    connection = duckdb.connect(str(path))
    connection.execute("update meta set value = 'provenance.index/10' where name = 'schema'")
    connection.close()


def another_database(path: Path) -> None:
    path.unlink()
    connection = duckdb.connect(str(path))
    connection.execute("create table notes (line varchar)")
    connection.close()


def other_version(path: Path) -> None:
    connection = duckdb.connect(str(path))
    connection.execute(
        """update meta set value = replace(value, '"version": "', '"version": "9.') where name = 'settings'"""
    )
    connection.close()


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (text_file, "is no index"),
        (cut_short, "is damaged"),
        (lambda path: path.write_bytes(b""), "is no index"),
        (newer_schema, f"its schema is provenance.index/10, this version reads {file.SCHEMA}"),
        (
            older_schema,
            f"reads {file.SCHEMA}; install the older version of provenance that wrote it, or move",
        ),
        (another_database, "is a DuckDB file and no index of ours"),
        (other_version, "9.0"),
    ],
)
def test_a_bad_index_is_a_clear_error_and_stays_as_it_is(
    spoil: Callable[[Path], object], told: str, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = indexing.add([corpus], PLAIN).path
    spoil(path)
    before = path.read_bytes()
    draft = article(corpus.parent, "draft.txt", QUAY)
    for command in (
        ["index", "add", str(corpus), "--quiet"],
        ["check", str(draft), "--against", str(path)],
        ["where", QUAY, "--against", str(path)],
    ):
        assert run(command) == 2, command
        said = capsys.readouterr().err
        assert told in said and "index.duckdb" in said
        assert "Traceback" not in said
    assert path.read_bytes() == before


def test_a_missing_index_names_the_command_that_makes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", "info", "--index", str(tmp_path / "none.duckdb")]) == 2
    assert "there is no index; make it with: provenance index add" in capsys.readouterr().err
    assert not list(tmp_path.iterdir())


def test_a_folder_that_may_not_be_written_is_a_clear_error(tmp_path: Path, corpus: Path) -> None:
    # The superuser may write anywhere, but not into a file's place as if it were a folder.
    if os.geteuid() == 0:
        (tmp_path / "locked").write_text("a file", encoding="utf-8")
    else:
        (tmp_path / "locked").mkdir(mode=0o500)
    at = replace(PLAIN, index=str(tmp_path / "locked" / "index.duckdb"))
    with pytest.raises(IndexFileError, match="cannot be written"):
        indexing.add([corpus], at)


def test_an_index_in_a_folder_that_may_only_be_read_is_read(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    file.lock_path(path).unlink()
    path.chmod(0o444)
    path.parent.chmod(0o555)
    try:
        assert indexing.info(path).articles == 3
    finally:
        path.parent.chmod(0o755)
    assert not file.lock_path(path).exists()


def test_a_full_disk_leaves_the_index_as_it_was(tmp_path: Path, corpus: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    size = "size=3m"
    if (
        shutil.which("mount") is None
        or subprocess.run(
            ["mount", "-t", "tmpfs", "-o", size, "tmpfs", str(disk)], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip("no small file system can be mounted here")
    try:
        at = replace(PLAIN, index=str(disk / "index.duckdb"))
        indexing.add([corpus], at)
        before = content(disk / "index.duckdb")
        with pytest.raises(IndexFileError, match="no space left on the disk"):
            indexing.add([CORPUS], at)
        assert content(disk / "index.duckdb") == before
        assert not indexing.verify(disk / "index.duckdb").faults
    finally:
        subprocess.run(["umount", str(disk)], check=True)


HOLD = """
import sys, time
from pathlib import Path
from provenance.store import file, write
from provenance.store.batch import drop, write_area
path = Path(sys.argv[1])
with file.writing(path, 5.0):
    if sys.argv[2] == "commit":
        with file.committing(path, 5.0):
            print("held", flush=True)
            time.sleep(float(sys.argv[3]))
    else:
        print("held", flush=True)
        time.sleep(float(sys.argv[3]))
"""


def holding(path: Path, what: str, seconds: float) -> subprocess.Popen[str]:
    """Start a process that holds an index for a while, and return when it does."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path), what, str(seconds)],
        stdout=subprocess.PIPE,
        text=True,
        env={name: value for name, value in os.environ.items() if not name.startswith("COV")},
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_waits_and_says_who_writes(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    article(corpus, "d.txt", LAMPS)
    with holding(path, "write", 60) as other:
        with pytest.raises(IndexBusyError, match=rf"more than 0\.3 s \(process {other.pid}, since 2"):
            indexing.add([corpus], PLAIN, wait=0.3)
        other.kill()
    assert indexing.add([corpus], PLAIN).change.added == 1


def test_a_reader_waits_for_a_commit_and_gives_up_when_told(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    with holding(path, "commit", 1.0):
        with pytest.raises(IndexBusyError, match=r"more than 0\.2 s"):
            indexing.info(path, wait=0.2)
        assert indexing.info(path, wait=20).articles == 3


def test_a_writer_that_computes_keeps_no_reader_out(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    with holding(path, "write", 60) as other:
        assert indexing.info(path, wait=0.0).articles == 3
        other.kill()


def test_an_index_configured_is_used_by_all_commands(
    tmp_path: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "provenance.toml").write_text('index = "kept/here.duckdb"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert run(["index", "add", "articles", "--quiet"]) == 0
    assert (tmp_path / "kept" / "here.duckdb").is_file()
    assert run(["index", "info"]) == 0
    assert run(["check", "articles/a.txt", "--format", "json"]) == 0
    told = capsys.readouterr().out
    assert json.loads(told[told.index("{") :])["held"]["articles"] == 2


def test_an_open_index_can_be_asked_for_what_it_does_not_have(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    with opened(path, 1.0) as index:
        assert isinstance(index, OpenIndex)
        for area in AREAS:
            row, value = index.find(area, np.array([0, 2**64 - 1], dtype=np.uint64))
            assert len(row) == len(value) == 0
