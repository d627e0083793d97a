"""What users see of removals from an index: the gate's cache, and what stays in the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from index_helpers import PLAIN
from provenance import indexing, remembering
from provenance.store.index import opened
from scratch_corpus import article
from test_check_equality import SENTENCES
from test_removal import OTHER, THIRD


def test_the_cache_of_a_gate_takes_a_changed_article_in_if_that_is_quick(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    for at in range(25):
        told = (SENTENCES[(at + more) % len(SENTENCES)] for more in (0, 1))
        article(folder, f"{at:02}.txt", f"{' '.join(told)} This was report {at}.")
    path = indexing.add([folder], PLAIN).path
    # As if the index were a large one.
    monkeypatch.setattr("provenance.core.holding.growth.SMALL", 5)
    article(folder, "03.txt", OTHER)
    remembering.compare_remembered([folder], PLAIN)
    with opened(path, 1.0) as index:
        assert len(index.gone.articles) == 1
    # A changed one that it would be written anew for stays as it was; what is new comes in.
    monkeypatch.setattr("provenance.store.write.taken_out", lambda *given: None)
    article(folder, "04.txt", OTHER)
    article(folder, "new.txt", THIRD)
    remembering.compare_remembered([folder], PLAIN)
    with opened(path, 1.0) as index:
        assert len(index.gone.articles) == 1
        digests = {entry.id: entry.digest for entry in index.entries()}
    assert len(digests) == 26 and "new.txt" in digests
    # Where too many are gone, it is written anew all the same.
    for at in range(3):
        article(folder, f"{at:02}.txt", THIRD)
    remembering.compare_remembered([folder], PLAIN)
    with opened(path, 1.0) as index:
        assert not len(index.gone.articles)
        assert {entry.id for entry in index.entries() if entry.digest != digests[entry.id]} == {
            "00.txt", "01.txt", "02.txt", "04.txt",
        }  # fmt: skip


def test_erasing_leaves_no_text_in_the_file(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    for at in range(25):
        article(folder, f"{at:02}.txt", f"{SENTENCES[at % len(SENTENCES)]} This was report {at}.")
    article(folder, "secret.txt", "The zaffre quokka will be knighted at dawn by nobody in particular.")
    path = indexing.add([folder], PLAIN).path
    indexing.remove(path, ["secret.txt"])
    assert b"zaffre quokka" in path.read_bytes()
    with opened(path, 1.0) as index:
        assert len(index.gone.articles) == 1
    indexing.remove(path, ["24.txt"], erase=True)
    assert b"zaffre quokka" not in path.read_bytes()
    with opened(path, 1.0) as index:
        assert not len(index.gone.articles)
