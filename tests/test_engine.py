"""The embedded engine: SQL over whole numbers, and work spread over processes in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from engine_tasks import end_unless, end_while_telling, fail, fail_alone, raised, whose, whose_alone
from provenance.engines import local
from provenance.engines.local import LocalEngine


def some(count: int) -> Iterator[int]:
    yield from range(count)


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_the_order_of_the_tasks(jobs: int) -> None:
    assert list(LocalEngine(jobs).spread(raised, some(20))) == [n * n for n in range(20)]


@pytest.mark.parametrize("jobs", [1, 2])
def test_tasks_get_what_they_share(jobs: int) -> None:
    engine = LocalEngine(jobs)
    assert list(engine.spread(raised, some(4), 3)) == [0, 1, 8, 27]
    assert list(engine.spread(raised, some(4), 1)) == [0, 1, 2, 3]


@pytest.mark.parametrize("jobs", [1, 2])
def test_no_tasks_give_no_results(jobs: int) -> None:
    assert list(LocalEngine(jobs).spread(raised, [])) == []


def test_one_task_or_one_job_runs_in_this_process() -> None:
    assert list(LocalEngine(2).spread(whose, [7])) == [(7, os.getpid())]
    assert {pid for _, pid in LocalEngine(1).spread(whose, range(3))} == {os.getpid()}


def test_several_tasks_run_in_other_processes() -> None:
    assert os.getpid() not in {pid for _, pid in LocalEngine(2).spread(whose, range(3))}


def test_work_beside_is_done_by_another_process_if_there_may_be_one() -> None:
    for jobs, alone in ((1, True), (2, False)):
        value, process = LocalEngine(jobs).beside(whose_alone, 7)()
        assert (value, process == os.getpid()) == (7, alone)


@pytest.mark.parametrize("jobs", [1, 2])
def test_work_beside_that_fails_says_why(jobs: int) -> None:
    with pytest.raises(ValueError, match="task 7"):
        LocalEngine(jobs).beside(fail_alone, 7)()


def test_work_beside_is_done_here_if_its_process_ends() -> None:
    assert LocalEngine(2).beside(end_unless, os.getpid())() == os.getpid()


def test_work_beside_is_done_here_if_its_process_ends_while_it_tells(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(local, "_hand_over", end_while_telling)
    assert LocalEngine(2).beside(end_unless, os.getpid())() == os.getpid()


@pytest.mark.parametrize("jobs", [1, 2])
def test_an_error_in_a_task_reaches_the_caller(jobs: int) -> None:
    with pytest.raises(ValueError, match="task 0"):
        list(LocalEngine(jobs).spread(fail, range(3)))


def test_without_a_number_of_jobs_all_cores_are_used() -> None:
    assert LocalEngine().jobs >= 1
    assert LocalEngine(3).jobs == 3


INTERRUPTED = r"""
import os, sys, time
from provenance.engines.local import LocalEngine

def begin(*given):
    # In one piece: the others write, too.
    os.write(1, f"{os.getpid()}\n".encode())
    time.sleep(60)

engine = LocalEngine(2)
try:
    engine.beside(begin, None)
    list(engine.spread(begin, range(2)))
except KeyboardInterrupt:
    sys.exit(130)
"""


def test_processes_say_nothing_of_an_interruption_and_end() -> None:
    command = [sys.executable, "-c", INTERRUPTED]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as running:
        assert running.stdout is not None
        others = [int(running.stdout.readline()) for _ in range(3)]
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=30)
    assert (running.returncode, said) == (130, "")
    assert not any(Path(f"/proc/{process}").exists() for process in others)


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_query_answers_with_columns(jobs: int) -> None:
    found = LocalEngine(jobs, "256MiB").query(
        "select a.key, a.value + b.value as total from one a join two b on a.key = b.key order by a.key",
        {
            "one": {
                "key": np.array([3, 1, 2], dtype=np.int64),
                "value": np.array([30, 10, 20], dtype=np.int32),
            },
            "two": {"key": np.array([1, 3], dtype=np.int64), "value": np.array([1, 3], dtype=np.int32)},
        },
    )
    assert {name: values.tolist() for name, values in found.items()} == {"key": [1, 3], "total": [11, 33]}
    assert all(isinstance(values, np.ndarray) for values in found.values())


def test_empty_tables_can_be_asked() -> None:
    found = LocalEngine(1).query(
        "select a, b from t where a > 1",
        {"t": {"a": np.zeros(0, dtype=np.int64), "b": np.zeros(0, dtype=np.int32)}},
    )
    assert found["a"].shape == found["b"].shape == (0,)
    assert found["a"].dtype == np.int64
    assert found["b"].dtype == np.int32


def test_columns_need_not_lie_in_one_piece() -> None:
    values = np.arange(10, dtype=np.int64)[::2]
    found = LocalEngine(1).query("select v from t order by v", {"t": {"v": values}})
    assert found["v"].tolist() == sorted(values.tolist())


def test_the_largest_whole_numbers_come_back_unchanged() -> None:
    values = np.array([-(2**63), -1, 0, 2**63 - 1], dtype=np.int64)
    found = LocalEngine(1).query("select v from t order by v", {"t": {"v": values}})
    assert found["v"].tolist() == values.tolist()


def test_a_join_that_needs_more_memory_than_it_has_spills_and_answers_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    spilled: list[int] = []
    rows = 2_000_000
    tables = {"t": {"a": np.arange(rows, dtype=np.int64), "b": np.arange(rows, dtype=np.int64) % 1_000_003}}
    sql = "select b, count(*) as n, max(a) as most from t group by a, b order by b desc, most limit 5"
    plenty, little = LocalEngine(1, "8GiB"), LocalEngine(1, "1MB")
    watching = threading.Event()

    def watch() -> None:
        while not watching.wait(0.002):
            # A folder may go while it is looked through.
            spilled.append(sum(len(files) for _, _, files in os.walk(tmp_path)))

    watcher = threading.Thread(target=watch)
    watcher.start()
    found = little.query(sql, tables)
    watching.set()
    watcher.join()
    assert max(spilled) > 0
    assert list(tmp_path.iterdir()) == []
    wanted = plenty.query(sql, tables)
    assert {name: values.tolist() for name, values in found.items()} == {
        name: values.tolist() for name, values in wanted.items()
    }
