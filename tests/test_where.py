"""``where``: every held article that runs a text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from provenance import indexing, searching
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.holding.nearby import Nearby
from provenance.errors import UsageError
from scratch_corpus import BAND, FISH, LAMPS, QUAY, article, places, quay_articles

PLAIN = Config(encoder="none", jobs=1)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return quay_articles(tmp_path / "articles")


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


@pytest.mark.parametrize("indexed", [False, True])
def test_where_finds_a_paragraph_that_was_run_as_several(indexed: bool, corpus: Path) -> None:
    sentences = [
        "The ferry to the outer islands will not sail before Thursday, the harbour master said.",
        "A gust had torn two of its four mooring lines on Monday night and bent a fender.",
        "Passengers with tickets may take the mail boat, which leaves at six in the morning.",
    ]
    # Each has a third of it, and one of these articles has no more than that.
    article(corpus, "split.txt", sentences[0], FISH, sentences[1], sentences[2])
    article(corpus, "third.txt", BAND, sentences[1])
    if indexed:
        indexing.add([corpus], PLAIN)
    found = searching.where(" ".join(sentences), corpus, PLAIN)
    assert places(found.copies) == {("split.txt", 3), ("split.txt", 7), ("split.txt", 9)}
    assert sum(one.share for one in found.copies) == pytest.approx(1.0, abs=0.01)


def test_where_loads_no_article_but_those_it_tells_of(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sentences = ["The mayor did not answer any questions on Friday evening.", QUAY]
    article(corpus, "split.txt", *sentences)
    for number in range(20):
        article(corpus, f"n{number:02}.txt", sentences[0], f"Report {number} is about something else.")
    path = indexing.add([corpus], PLAIN).path
    taken: list[list[int]] = []
    take = Nearby.take

    def told(self: Nearby, numbers: Iterable[int]) -> None:
        taken.append(list(numbers))
        take(self, taken[-1])

    monkeypatch.setattr(Nearby, "take", told)
    found = searching.where(" ".join(sentences), path, PLAIN)
    assert {one.article for one in found.copies} == {"split.txt", "a.txt"}
    # What comes after is the comparison, which finds other words.
    assert len(taken[0]) == 2


def test_where_needs_four_words(corpus: Path) -> None:
    with pytest.raises(UsageError, match="at least four"):
        searching.where("two words", corpus, PLAIN)
