"""Spark goes on where a packed file is damaged, and reads it as the embedded engine does."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from made_columns import Quiet
from provenance import distributed
from provenance.config import Config
from provenance.errors import EngineError
from provenance.files.item import ReadItem
from provenance.files.jsonl import unpacks
from provenance.pieces import cut_tables
from spark_helpers import MASTER, needs_spark, report_json

# Spark leaves sockets to the collector of garbage, and speaks of its own plans.
pytestmark = [
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::FutureWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

LEAD = "The harbour commission said on Tuesday that the northern basin will stay closed until a gate is set."
OTHER = "Farmers in the eastern valley expect the poorest barley harvest for eleven years after a dry spring."


def record(name: str, text: str = LEAD) -> bytes:
    return json.dumps({"id": name, "text": text}).encode()


def packed_otherwise() -> dict[str, bytes]:
    """Return gzip files by name: a sound one, and all that one may be otherwise."""
    lines = [record(f"b{n}", f"{LEAD} Number {n * 7919 % 1000} of the morning.\n{OTHER}") for n in range(60)]
    sound = gzip.compress(b"\n".join(lines))
    turned = {"flags": 3, "sum": -6 % len(sound), "size": -2 % len(sound)}
    return {name: sound[:at] + bytes([sound[at] ^ 0xFF]) + sound[at + 1 :] for name, at in turned.items()} | {
        "sound": gzip.compress(record("a")),
        "cut": sound[: len(sound) // 2],
        "no-end": sound[:-8],
        "head": sound[:5],
        "more": sound + b"and so on",
        "padded": gzip.compress(record("p")) + bytes(64),
        "second-cut": sound + sound[:-12],
        "plain": lines[0],
        "two": gzip.compress(record("c") + b"\n") + gzip.compress(record("d")),
        "none": b"",
    }


@needs_spark
@pytest.mark.parametrize("by_address", [False, True])
def test_a_damaged_packed_file_is_a_problem_and_no_end(tmp_path: Path, by_address: bool) -> None:
    folder = tmp_path / "with space"
    folder.mkdir()
    for name, found in packed_otherwise().items():
        if found or not by_address:  # Spark lists no empty files
            (folder / f"{name}.jsonl.gz").write_bytes(found)
    (folder / "lines.jsonl").write_bytes(b"\n".join([record("x"), b"{", record("y", OTHER)]))
    by_spark = report_json([f"file://{folder}" if by_address else folder], engine="spark", master=MASTER)
    assert by_spark == report_json([folder])
    problems = json.loads(by_spark)["problems"]
    assert sum("damaged gzip file" in problem["reason"] for problem in problems) == 9
    assert {"a", "c", "d", "p", "x", "y"} < {article["id"] for article in json.loads(by_spark)["articles"]}


@needs_spark
def test_an_error_that_is_no_files_is_told_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(record("a")))

    def fail_to_read(*given: object) -> None:
        raise EngineError("Spark failed: no room")

    monkeypatch.setattr(distributed, "_records", fail_to_read)
    with pytest.raises(EngineError, match="no room"):
        report_json([tmp_path], engine="spark", master=MASTER)


class Executors:
    """Stands for an engine whose executors find files below another folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def spread(self, function: Any, tasks: Iterable[Any], shared: Any = None) -> list[Any]:
        at = self._folder
        return [function(shared, str(at / Path(task).name) if at else task) for task in tasks]


def test_files_that_only_this_process_can_open_are_not_damaged(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(record("a")))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(record("b"))[:-3])
    (tmp_path / "c.jsonl.gz").mkdir()
    items = {
        n: ReadItem(id=name, path=str(tmp_path / name), kind="jsonl.gz", size=1, folder=None)
        for n, name in enumerate(("a.jsonl.gz", "b.jsonl.gz", "c.jsonl.gz"))
    }
    damaged = distributed._damaged
    assert damaged(items, Executors()) == {1, 2}  # type: ignore[arg-type]
    assert damaged(items, Executors(tmp_path / "elsewhere")) == set()  # type: ignore[arg-type]
    only = {2: items[2]}
    assert damaged(only, Executors(tmp_path / "elsewhere")) == {2}  # type: ignore[arg-type]


def test_progress_begins_again_where_reading_does(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = b"\n".join(record(f"a{n}", f"{LEAD} Number {n} of the morning.") for n in range(60))
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(lines)[:-9])
    progress = Quiet()
    tries: list[list[int]] = []

    def fail_once(items: Mapping[int, ReadItem], *given: object) -> dict[int, list[Any]]:
        tries.append(list(items))
        progress.advance(1)
        if items:
            raise EngineError("Spark failed: unexpected end of input")
        return {}

    monkeypatch.setattr(distributed, "_records", fail_once)
    config = Config(encoder="none")
    distributed.gather([str(tmp_path)], config, progress, Executors(), cut_tables)  # type: ignore[arg-type]
    assert tries == [[0], []]
    assert progress.stages == ["read", "read", "cut"]


def test_only_sound_files_with_nothing_behind_unpack(tmp_path: Path) -> None:
    sound = []
    for name, found in packed_otherwise().items():
        (tmp_path / name).write_bytes(found)
        sound += [name] if unpacks(str(tmp_path / name)) else []
    assert sorted(sound) == ["none", "sound", "two"]


def test_a_file_of_which_little_unpacks_to_much_is_read_to_its_end(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(5_000_000))
    for name, found, sound in (
        ("whole", packed, True),
        ("cut", packed[:-9], False),
        ("sum", packed[:-4], False),
    ):
        (tmp_path / name).write_bytes(found)
        assert unpacks(str(tmp_path / name)) == sound
