"""Whatever happens to an index, it answers as before or is called damaged: nothing else, and no traceback."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pytest

from provenance.cli.main import run
from provenance.core.matching.postings import RECORDS, SHINGLES, TERMS
from provenance.errors import IndexFileError
from provenance.store import file
from test_index import content
from test_index_survives import write_articles

BLOCK = 4096
Spoil = Callable[[Path], object]
Said = tuple[int, str, str]


@dataclass(frozen=True)
class Place:
    """A folder with a sound index, and the one that is spoiled and used."""

    folder: Path
    answers: list[tuple[Said, Any]] = field(default_factory=list)

    @property
    def sound(self) -> Path:
        return self.folder / "sound.duckdb"

    @property
    def index(self) -> Path:
        return self.folder / "index.duckdb"

    def fresh(self, spoil: Spoil) -> None:
        # A change that fails while it is written may leave a log.
        for left in self.folder.glob("index.duckdb*"):
            left.unlink()
        shutil.copy(self.sound, self.index)
        file.lock_path(self.index).touch()
        spoil(self.index)

    @property
    def commands(self) -> Sequence[tuple[str, ...]]:
        """All ways to use it; the last two change it."""
        at = ("--index", str(self.index))
        draft, more = str(self.folder / "draft.txt"), str(self.folder / "more.jsonl")
        return (
            ("check", draft, "--against", str(self.index), "--format", "json"),
            ("where", draft, "--against", str(self.index)),
            ("index", "info", *at),
            ("index", "verify", "--sample", "6", *at),
            ("index", "add", more, "--quiet", "--jobs", "1", *at),
            ("index", "remove", "w00007", *at),
        )

    def used(self, command: Sequence[str], capsys: pytest.CaptureFixture[str]) -> tuple[Said, Any]:
        """Return what a command says, and what the index holds then; None where that cannot be read."""
        status = run(list(command))
        told = capsys.readouterr()
        # What deletes rows changes the size.
        said = status, re.sub(r"(?m)^size .*", "", told.out), told.err
        try:
            return said, content(self.index) if command[1] in ("add", "remove") else None
        except IndexFileError:
            return said, None

    def sound_answers(self, capsys: pytest.CaptureFixture[str]) -> Sequence[tuple[Said, Any]]:
        if not self.answers:
            for command in self.commands:
                self.fresh(lambda path: None)
                self.answers.append(self.used(command, capsys))
            assert {status for (status, _, _), _ in self.answers} <= {0, 1}
        return self.answers


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    made = Place(tmp_path_factory.mktemp("damaged"))
    for number, (first, last) in enumerate([(0, 50), (50, 52), (52, 54)]):
        records = made.folder / f"part{number}.jsonl"
        write_articles(records, first, last)
        assert run(["index", "add", str(records), "--index", str(made.sound), "--quiet", "--jobs", "1"]) == 0
    write_articles(made.folder / "more.jsonl", 60, 62)
    texts = [
        json.loads(line)["text"] for line in (made.folder / "part0.jsonl").read_text("utf-8").splitlines()
    ]
    (made.folder / "draft.txt").write_text(f"{texts[20]}\n\n{texts[33]}", encoding="utf-8")
    return made


def holds(place: Place, spoil: Spoil, capsys: pytest.CaptureFixture[str]) -> int:
    """Use a spoiled index in all ways; return how often it was called damaged."""
    damaged = 0
    for command, sound in zip(place.commands, place.sound_answers(capsys), strict=True):
        place.fresh(spoil)
        found, held = place.used(command, capsys)
        if found[0] == 2:
            assert "index.duckdb" in "".join(found[1:]), command
            assert "Traceback" not in found[2]
            damaged += 1
        else:
            assert found == sound[0], command
            # What was added to is still damaged where it was, and says so.
            assert held in (None, sound[1]), command
    return damaged


def overwritten(number: int, seed: int) -> Spoil:
    """Fill a block with noise, or with zeros where the seed is 0."""

    def spoil(path: Path) -> None:
        with path.open("r+b") as stream:
            stream.seek(number * BLOCK)
            stream.write(random.Random(seed).randbytes(BLOCK) if seed else bytes(BLOCK))

    return spoil


def without(*statements: str) -> Spoil:
    def spoil(path: Path) -> None:
        with duckdb.connect(str(path)) as connection:
            for statement in statements:
                connection.execute(f"delete from {statement}")

    return spoil


@pytest.mark.parametrize("seed", range(8))
def test_an_index_with_a_block_overwritten_answers_as_before_or_is_called_damaged(
    place: Place, seed: int, capsys: pytest.CaptureFixture[str]
) -> None:
    number = random.Random(seed).randrange(3, place.sound.stat().st_size // BLOCK)
    holds(place, overwritten(number, seed), capsys)


@pytest.mark.parametrize("number", [0, 1, 2])
def test_an_index_with_a_head_overwritten_is_called_damaged(
    place: Place, number: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert holds(place, overwritten(number, number), capsys) == len(place.commands)


@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
def test_an_index_cut_short_answers_as_before_or_is_called_damaged(
    place: Place, share: float, capsys: pytest.CaptureFixture[str]
) -> None:
    holds(place, lambda path: os.truncate(path, int(path.stat().st_size * share)), capsys)


@pytest.mark.parametrize("table", ["vectors", "backgrounds", "places"])
def test_an_index_without_what_only_saves_time_answers_as_before(
    place: Place, table: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert holds(place, without(table), capsys) == 0


@pytest.mark.parametrize(
    "rows",
    [
        "meta",
        "meta where name = 'next_text'",
        "articles",
        "articles where number = 20",
        "segments",
        "segments where area = 6 and segment = 0",
        "segments where area = 12 and segment = 1",
    ],
)
def test_an_index_without_some_of_its_rows_is_called_damaged(
    place: Place, rows: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert holds(place, without(rows), capsys) == len(place.commands)


@pytest.mark.parametrize("area", [SHINGLES, TERMS, RECORDS])
def test_an_index_without_pages_answers_as_before_or_is_called_damaged(
    place: Place, area: int, capsys: pytest.CaptureFixture[str]
) -> None:
    # One that was deleted may still be found in the file, as it was, where it is noted that it lies.
    pages = f"pages where (page >> 40) & 255 = {area} and page & 1 = 0"
    holds(place, without(pages), capsys)
    assert holds(place, without(pages, "places"), capsys) >= 2
