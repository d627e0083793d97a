"""An index of nothing is not made by mistake, and what is held and no longer there is told."""

from __future__ import annotations

import os
import shlex
from pathlib import Path
from typing import Any

import pytest

from provenance import indexing
from provenance.cli.main import run
from provenance.config import Config
from provenance.errors import NoArticlesError, ProvenanceError, UsageError
from provenance.store import file
from scratch_corpus import FISH, FLOWERS, QUAY, article

PLAIN = Config(encoder="none", jobs=1)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "articles"
    article(folder, "a.txt", QUAY, FLOWERS)
    article(folder, "b.txt", QUAY, FISH)
    return folder


@pytest.mark.parametrize(
    ("name", "kind"), [("nosuch", UsageError), ("typo/deep", UsageError), ("empty", NoArticlesError)]
)
def test_what_holds_no_article_leaves_no_index_behind(
    name: str, kind: type[ProvenanceError], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    with pytest.raises(kind):
        indexing.add([name], PLAIN)
    assert sorted(os.listdir(tmp_path)) == ["empty"]
    assert not list((tmp_path / "empty").iterdir())


@pytest.mark.parametrize("when", ["gather", "tables"])
def test_a_run_that_is_interrupted_or_fails_leaves_no_empty_index(
    when: str, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(indexing, when, interrupted)
    with pytest.raises(KeyboardInterrupt):
        indexing.add([corpus], PLAIN)
    assert sorted(os.listdir(corpus)) == ["a.txt", "b.txt"]


def test_an_index_that_is_there_survives_a_mistyped_path(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    with pytest.raises(UsageError):
        indexing.add([corpus / "nosuch"], Config(encoder="none", index=str(path)))
    assert indexing.info(path).articles == 2


def test_a_lock_that_was_deleted_while_it_was_waited_for_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "index.duckdb"
    take, taken = file._take, []

    def late(lock: int, *rest: Any) -> None:
        take(lock, *rest)
        taken.append(lock)
        if len(taken) == 1:
            # Another writer made the index in vain, and took it away with its lock.
            file.lock_path(path).unlink()

    monkeypatch.setattr(file, "_take", late)
    with file.writing(path, 1.0):
        assert len(taken) == 2
        assert file.lock_path(path).read_text("ascii").startswith(str(os.getpid()))


def test_an_index_that_is_taken_away_while_articles_are_read_is_made_anew(
    corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gather = indexing.gather

    def late(*given: Any, **more: Any) -> Any:
        path = corpus / ".provenance" / "index.duckdb"
        path.unlink()
        return gather(*given, **more)

    monkeypatch.setattr(indexing, "gather", late)
    assert indexing.add([corpus], PLAIN).change.articles == 2


@pytest.mark.parametrize("together", [1, 1_000])
def test_articles_of_a_folder_that_cannot_be_read_are_not_gone(
    together: int, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "_AT_ONCE", together)
    article(corpus / "sub", "s.txt", QUAY, FISH)
    path = indexing.add([corpus], PLAIN).path
    assert indexing._others(path, ["a.txt"], ["sub"], 1.0) == ("b.txt",)
    assert indexing._others(path, ["a.txt"], ["su"], 1.0) == ("b.txt", "sub/s.txt")


def test_nothing_is_said_of_common_text_where_nothing_is_held(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = indexing.add([corpus], PLAIN).path
    indexing.remove(path, ["a.txt", "b.txt"])
    assert run(["check", str(corpus / "a.txt"), "--against", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.splitlines()[0].startswith("CAN'T TELL")
    assert "NO SIGN" not in out


def test_what_is_held_and_no_longer_in_the_corpus_is_told_with_what_takes_it_out(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["index", "add", "articles"]) == 0
    assert "gone" not in capsys.readouterr().out
    (corpus / "a.txt").rename(corpus / "harbour news.txt")
    assert run(["index", "add", "articles"]) == 0
    told = [line for line in capsys.readouterr().out.splitlines() if line.startswith("gone")]
    assert told[0] == "gone     a.txt: held, and not among the articles read"
    command = shlex.split(told[1].partition("to take out: ")[2])
    assert run(command[1:]) == 0
    assert indexing.info(corpus / ".provenance" / "index.duckdb").articles == 2
    capsys.readouterr()
    assert run(["index", "add", "articles"]) == 0
    assert "gone" not in capsys.readouterr().out


def test_what_was_added_from_elsewhere_or_cannot_be_read_is_not_gone(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = tmp_path / "other"
    article(other, "c.txt", QUAY, FISH)
    index = str(tmp_path / "all.duckdb")
    for folder in (corpus, other):
        assert indexing.add([folder], Config(encoder="none", jobs=1, index=index)).gone == ()
    indexing.add([corpus], PLAIN)
    (corpus / "a.txt").write_bytes(b"")
    assert indexing.add([corpus], PLAIN).gone == ()
    (corpus / "a.txt").unlink()
    records = corpus / "r.jsonl"
    lines = [
        f'{{"id": "r{n}", "text": "Berth {n} of the old quay is closed until autumn."}}' for n in range(3)
    ]
    records.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert indexing.add([corpus], PLAIN).gone == ("a.txt",)
    (corpus / "manifest.csv").write_text("file,outlet\na.txt,Gazette\n", encoding="utf-8")
    told = indexing.add([corpus], PLAIN)
    assert [problem.path for problem in told.problems] == ["manifest.csv"]
    assert told.gone == ("a.txt",)
    # Of the records one cannot be read, and may be any of those that were there.
    records.write_text(lines[0] + "\nno record\n", encoding="utf-8")
    assert indexing.add([corpus], PLAIN).gone == ("a.txt",)
    records.write_text(lines[0] + "\n", encoding="utf-8")
    assert indexing.add([corpus], PLAIN).gone == ("a.txt", "r1", "r2")
    assert indexing.add([corpus / "b.txt"], PLAIN).gone == ()


def test_of_a_feed_that_is_broken_nothing_is_told_and_of_other_files_all_is(corpus: Path) -> None:
    item = (
        "<item><title>Berth {0}</title><description>Berth {0} of the old quay is closed.</description></item>"
    )
    for name in ("first", "second"):
        items = "".join(item.format(number) for number in range(2))
        (corpus / f"{name}.xml").write_text(f"<rss><channel>{items}</channel></rss>", encoding="utf-8")
    indexing.add([corpus], PLAIN)
    (corpus / "first.xml").write_text("<rss><channel><item>", encoding="utf-8")
    (corpus / "second.xml").write_text(f"<rss><channel>{item.format(0)}</channel></rss>", encoding="utf-8")
    (corpus / "a.txt").unlink()
    told = indexing.add([corpus], PLAIN)
    assert [problem.path for problem in told.problems] == ["first.xml"]
    assert told.gone == ("a.txt", "second.xml#2")
