"""Arrays and texts in files: what is let go of is there again, and reports are the same."""

from __future__ import annotations

import io
import pickle
import time
from pathlib import Path

import numpy as np
import pytest

from folders import CORPUS
from made_columns import made_article
from provenance import api
from provenance.config import Config
from provenance.engines import scratch
from provenance.engines.scratch import Scratch, Shelved, Texts, let_go, unwatched
from provenance.report.json import write_json

SIZE = 4_000_000
ODD = "Sœur 😀 \ud800 東京"


def rendered(config: Config, *paths: Path) -> str:
    stream = io.StringIO()
    write_json(api.compare(paths, config), stream)
    return stream.getvalue()


def test_an_array_is_all_zeros_and_keeps_what_is_written() -> None:
    held = Scratch(SIZE).zeros(SIZE, np.int32)
    assert not held.any()
    held[7:] = 3
    let_go()
    assert held[:8].tolist() == [0] * 7 + [3]
    assert held[-1] == 3


def test_an_array_outlives_the_folder_it_was_taken_from() -> None:
    held = Scratch(SIZE).zeros(10, np.uint16)
    held[:] = 9
    assert held.sum() == 90


def test_a_column_is_its_parts_one_after_the_other() -> None:
    column = Scratch(SIZE).column(np.uint64)
    for part in ([1, 2], [], [3]):
        column.put(np.array(part, dtype=np.uint64))
    assert column.done().tolist() == [1, 2, 3]


def test_an_empty_column_has_no_values() -> None:
    made = Scratch(SIZE).column(np.uint16).done()
    assert (made.dtype, len(made)) == (np.uint16, 0)


@pytest.mark.skipif(scratch._mapped_bytes() is None, reason="the system does not tell what is mapped")
def test_a_watcher_lets_go_of_what_is_too_much() -> None:
    kept = Scratch(SIZE // 10)
    held = kept.zeros(10 * SIZE, np.int8)
    before, waited = scratch._mapped_bytes() or 0, 0.0
    held[:] = 1
    while (now := scratch._mapped_bytes() or 0) > before + SIZE and waited < 10:
        time.sleep(0.05)
        waited += 0.05
    assert now <= before + SIZE
    assert held.all()


@pytest.mark.skipif(scratch._mapped_bytes() is None, reason="the system does not tell what is mapped")
def test_nobody_watches_while_processes_are_forked() -> None:
    kept = Scratch(0)
    held = kept.zeros(10 * SIZE, np.int8)
    with unwatched():
        before = scratch._mapped_bytes() or 0
        held[:] = 1
        time.sleep(0.3)
        assert (scratch._mapped_bytes() or 0) > before + 9 * SIZE


def test_an_article_on_a_shelf_is_the_article() -> None:
    texts = Scratch(SIZE).texts()
    articles = [made_article("a", "One text."), made_article("b", ODD), made_article("c", "")]
    held = [texts.put(article) for article in articles]
    assert [one.text for one in held] == ["One text.", ODD, ""]
    assert [one.id for one in held] == ["a", "b", "c"]
    assert all(isinstance(one, Shelved) for one in held)
    assert pickle.loads(pickle.dumps(held)) == articles


def test_texts_asked_for_last_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[int] = []
    texts = Texts(20)
    taken = texts._read
    monkeypatch.setattr(texts, "_read", lambda begin, size: read.append(begin) or taken(begin, size))
    held = [texts.put(made_article(name, name * 10)) for name in "abcd"]
    for n in (0, 1, 0, 2, 0, 1, 3, 3):
        assert held[n].text == "abcd"[n] * 10
    # Two of ten bytes are kept: the third takes the place of the one that was asked for longest ago.
    assert read == [0, 10, 20, 10, 30]


@pytest.mark.parametrize("jobs", [1, 2])
def test_little_memory_makes_no_difference(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")
    taken: list[int] = []
    zeros = Scratch.zeros
    monkeypatch.setattr(Scratch, "zeros", lambda *given: taken.append(given[1]) or zeros(*given))
    plain = rendered(Config(encoder="none", jobs=1), CORPUS)
    assert not taken
    assert rendered(Config(encoder="none", jobs=jobs, memory="100KB"), CORPUS) == plain
    assert taken


@pytest.mark.parametrize("memory", ["2GiB", "100KB"])
def test_articles_that_are_not_to_be_compared_are_left_out_of_what_was_cut(
    tmp_path: Path, memory: str
) -> None:
    one = '{"id": "same", "text": "The mayor of Easton opened the bridge over the river on Monday."}\n'
    two = '{"id": "same", "text": "Nobody else was there."}\n{"id": "gone", "text": "Gone."}\n'
    three = '{"id": "told", "text": "Le pont est ouvert depuis lundi."}\n'
    (tmp_path / "all.jsonl").write_text(one + two + three, encoding="utf-8")
    (tmp_path / "manifest.csv").write_text("file,language\ntold,fr\n", encoding="utf-8")
    config = Config(encoder="none", jobs=1, exclude=("gone",), memory=memory)
    made = api.compare([tmp_path], config)
    assert [(article.id, article.words) for article in made.articles] == [("same", 12), ("told", 6)]
    assert any("is taken by" in problem.reason for problem in made.problems)
    assert [article.language for article in made.articles][1] == "fr"
