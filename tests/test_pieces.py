"""What was read and cut is taken up from a work folder, and is what reading and cutting would give."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from made_columns import cut_texts
from provenance import api, gathering, pieces
from provenance.config import Config
from provenance.core.collection.columns import Columns
from provenance.engines.resuming import ENDING
from provenance.gathering import Gathered, gather
from provenance.model import Article
from provenance.store.packed import packer, unpacked

TEXT = (
    "The harbour office of Wexcombe closed two berths on Tuesday.\n\n“The piles are rotten,” said Ada Berg, "
    "the harbour master. “{} of them will have to go.”\n\nThe work is to cost 1.2 million crowns."
)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    for n, name in enumerate(("a.txt", "b.md", "c.txt")):
        (folder / name).write_text(TEXT.format(n + 7), encoding="utf-8")
    lines = [{"id": f"r{n}", "text": TEXT.format(n + 20), "outlet": "Courier"} for n in range(3)]
    (folder / "d.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    (folder / "e.json").write_text('{"no": "article"}', encoding="utf-8")
    (folder / "manifest.csv").write_text(
        "file,outlet,published\na.txt,Gazette,2024-05-01\nr1,Herald,2024-05-02\n", encoding="utf-8"
    )
    return folder


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Note which files are read, and ids of articles that are cut; each file is a piece."""
    seen: list[str] = []
    read, cut = pieces.read_one, pieces._cut

    def noted_read(config: Config, item: Any) -> Any:
        seen.append(item.id)
        return read(config, item)

    def noted_cut(articles: list[Article], *, compiled: bool) -> Columns:
        seen.extend(f"cut {one.id}" for one in articles)
        return cut(articles, compiled=compiled)

    monkeypatch.setattr(pieces, "read_one", noted_read)
    monkeypatch.setattr(pieces, "_cut", noted_cut)
    monkeypatch.setattr(gathering, "_TOGETHER", 1)
    return seen


def gathered(folder: Path, config: Config) -> Gathered:
    return gather([folder], config, api.Silent())


def assert_equal(one: Gathered, other: Gathered) -> None:
    (left,), (right,) = one.joined(), other.joined()
    for field in fields(Columns):
        a, b = getattr(left, field.name), getattr(right, field.name)
        if isinstance(a, np.ndarray):
            assert a.dtype == b.dtype, field.name
            assert np.array_equal(a, b), field.name
        else:
            assert a == b, field.name
    assert (one.problems, one.ignored_by) == (other.problems, other.ignored_by)


def test_what_was_read_and_cut_is_taken_up(corpus: Path, done: list[str]) -> None:
    plain = Config(encoder="none", jobs=1)
    config = replace(plain, work=str(corpus.parent / "work"))
    first = gathered(corpus, config)
    assert {"a.txt", "b.md", "c.txt", "cut a.txt", "cut r2"} <= set(done)
    done.clear()
    again = gathered(corpus, config)
    assert done == []
    without = gathered(corpus, plain)
    assert len(without.parts[0].articles) > 0
    for found in (first, again):
        assert_equal(found, without)


def test_a_changed_file_is_read_and_cut_anew_and_no_other(corpus: Path, done: list[str]) -> None:
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))
    gathered(corpus, config)
    (corpus / "c.txt").write_text(TEXT.format(8), encoding="utf-8")
    done.clear()
    found = gathered(corpus, config)
    assert set(done) == {"c.txt", "cut c.txt"}
    assert_equal(found, gathered(corpus, replace(config, work=None)))


@pytest.mark.parametrize(
    ("setting", "anew"), [({"outlet_from": "Tribune"}, True), ({"min_score": 0.9, "memory": "1GiB"}, False)]
)
def test_other_settings_of_reading_take_nothing_up(
    corpus: Path, done: list[str], setting: dict[str, Any], anew: bool
) -> None:
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))
    gathered(corpus, config)
    done.clear()
    gathered(corpus, replace(config, **setting))
    assert bool(done) is anew


def test_a_file_with_a_fault_is_tried_again(corpus: Path, done: list[str]) -> None:
    (corpus / "d.jsonl").write_text('{"id": "r1", "text": "Two berths are closed."}\nno record\n')
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))
    first = gathered(corpus, config)
    assert [problem.line for problem in first.problems if problem.path == "d.jsonl"] == [2]
    done.clear()
    assert_equal(gathered(corpus, config), first)
    assert set(done) == {"d.jsonl", "cut r1"}


def test_what_was_kept_and_damaged_is_made_again(corpus: Path, done: list[str]) -> None:
    work = corpus.parent / "work"
    config = Config(encoder="none", jobs=1, work=str(work))
    first = gathered(corpus, config)
    kept = sorted(work.glob(f"*{ENDING}"))
    assert len(kept) >= 4
    for at, path in enumerate(kept):
        with np.load(path) as held:
            arrays = dict(held)
        if at % 2:
            arrays["records"] = arrays["records"][: len(arrays["records"]) // 2]
            with path.open("wb") as file:
                np.savez(file, **arrays)
        else:
            path.write_bytes(path.read_bytes()[:100])
    done.clear()
    assert_equal(gathered(corpus, config), first)
    assert {"a.txt", "b.md", "c.txt", "d.jsonl"} <= set(done)


def test_of_one_large_file_what_was_cut_is_taken_up(
    corpus: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_is_divided", lambda work: False)
    packed = corpus.parent / "all.jsonl.gz"
    packed.write_bytes(gzip.compress((corpus / "d.jsonl").read_bytes()))
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))
    first = gathered(packed, config)
    assert "cut r0" in done
    done.clear()
    assert_equal(gathered(packed, config), first)
    assert not [one for one in done if one.startswith("cut")]


def test_a_file_that_is_written_to_while_it_is_read_is_not_kept_as_what_it_was(
    corpus: Path, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))
    before, read = (corpus / "a.txt").read_text("utf-8"), pieces.read_one

    def written_to(config: Config, item: Any) -> Any:
        if item.id == "a.txt":
            Path(item.path).write_text(TEXT.format(99), encoding="utf-8")
        return read(config, item)

    monkeypatch.setattr(pieces, "read_one", written_to)
    gathered(corpus, config)
    monkeypatch.setattr(pieces, "read_one", read)
    (corpus / "a.txt").write_text(before, encoding="utf-8")
    assert_equal(gathered(corpus, config), gathered(corpus, replace(config, work=None)))


def test_a_full_disk_ends_keeping_and_not_the_run(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Config(encoder="none", jobs=1, work=str(corpus.parent / "work"))

    tried = []

    def full(*_: Any, **__: Any) -> None:
        tried.append(1)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(gathering, "_TOGETHER", 1)
    monkeypatch.setattr(np, "savez", full)
    assert gathered(corpus, config).parts
    assert len(tried) == 1
    assert not list((corpus.parent / "work").glob(f"*{ENDING}"))


def test_an_article_is_packed_with_all_that_is_known_of_it() -> None:
    (article,) = cut_texts(TEXT.format(3)).articles
    told = replace(article, ocr_confidence=0.0, version="", extracted=True, record_line=0, credits=("AFP",))
    columns = pieces.cut_one(told)
    assert unpacked(packer(columns)(0)).articles == (told,)
