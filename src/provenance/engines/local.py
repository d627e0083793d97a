"""The embedded engine: DuckDB for the joins, processes for the rest."""

from __future__ import annotations

import gc
import multiprocessing
import os
import re
import signal
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, Final

import numpy as np

from provenance.core.passages.cluster import lead
from provenance.core.seams import afterwards
from provenance.engines.scratch import let_go, unwatched, watch_as_one_of
from provenance.ports import Columns

# What the tasks of one ``spread`` have in common: set before the processes fork, so that they share it.
_shared: list[Any] = []


def _share(shared: Any, processes: int) -> None:
    _shared[:] = [shared]
    # Who interrupts a run speaks to the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    watch_as_one_of(processes)
    # Tasks leave no cycles behind, and a look at millions of inherited objects would copy their pages.
    gc.disable()


def _hand_over(ends: tuple[Any, Any], function: Callable[[Any], Any], given: Any) -> None:
    _share(None, 2)
    receiver, sender = ends
    # With both ends open here, writing would wait for ever for a parent that has ended.
    receiver.close()
    with sender, suppress(Exception):  # whoever waits gets the same where somebody sees it
        sender.send(function(given))


def _apply(call: tuple[Callable[..., Any], Any]) -> Any:
    function, task = call
    result = function(_shared[0], task)
    let_go()
    return result


# A join may take this part of the memory given: two run at once (``core.matching.detect``), and columns need
# the rest. Spilling costs it no time to speak of, measured on seven million words.
_SHARE: Final = 12
# What a thread of a join needs at least, in bytes.
_LEAST: Final = 32_000_000
# From so many values on, what a join took is worth giving back.
MANY: Final = 1_000_000
_UNITS: Final = {"K": 1, "M": 2, "G": 3, "T": 4}


def memory_bytes(memory: str) -> int:
    """Return how many bytes an amount of memory is, such as ``2GiB`` or ``500MB``."""
    number, unit, binary = re.fullmatch(r"([\d.]+)\s*([KMGT])(i?)B", memory).groups()  # type: ignore[union-attr]
    return int(float(number) * (1024 if binary else 1000) ** _UNITS[unit])


def _join_memory(memory: str, threads: int) -> str:
    """Return what one join may take of an amount of memory."""
    return f"{max(round(memory_bytes(memory) / _SHARE), _LEAST * threads) // 1000}KB"


def give_back() -> None:
    """Hand memory that is free back to the system: the C library keeps what a large join took, in parts."""
    import ctypes

    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class Waiting:
    """Waits for the result of a process begun to apply a function, when it is called."""

    def __init__(self, process: Any, receiver: Any, function: Callable[[Any], Any], given: Any) -> None:
        self._process = process
        self._receiver = receiver
        self._function = function
        self._given = given

    def __call__(self) -> Any:
        with self._receiver:
            try:
                found = self._receiver.recv()
            except (EOFError, OSError):  # ended before it wrote, or while it did
                found = self._function(self._given)
        self._process.join()
        return found

    def end(self) -> None:
        """End the process if it still runs; nobody wants the result any more."""
        self._process.terminate()
        self._process.join()
        self._receiver.close()


class LocalEngine:
    """Runs on this machine.

    Args:
        jobs: how many processes and threads to use; None means all cores.
        memory: how much to use, such as ``2GiB``: joins spill to disk when they have their part of it.
    """

    embedded = True

    def __init__(self, jobs: int | None = None, memory: str = "2GiB") -> None:
        self.jobs = jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else jobs or 1
        self._memory = memory

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, np.ndarray[Any, Any]]:
        """Run one query over integer columns; rows come in no particular order."""
        import duckdb

        with tempfile.TemporaryDirectory(prefix="provenance-") as spilled:
            settings: dict[str, str | bool | int | float | list[str]] = {
                "threads": str(self.jobs),
                "memory_limit": _join_memory(self._memory, self.jobs),
                "temp_directory": spilled,
            }
            with duckdb.connect(":memory:", config=settings) as connection:
                connection.execute("set enable_progress_bar = false")
                # Rows come in any order, and keeping theirs would take memory.
                connection.execute("set preserve_insertion_order = false")
                for name, columns in tables.items():
                    connection.register(name, dict(columns))
                found = connection.execute(sql).fetchnumpy()
        if sum(len(values) for columns in tables.values() for values in columns.values()) >= MANY:
            give_back()
        return {name: np.asarray(values) for name, values in found.items()}

    def spread(
        self, function: Callable[[Any, Any], Any], tasks: Iterable[Any], shared: Any = None
    ) -> Iterator[Any]:
        """Apply a module-level function to ``shared`` and every task, results in the tasks' order.

        One task, or one job, runs in this process: starting others would cost more than it saves.
        """
        queue = list(tasks)
        if self.jobs == 1 or len(queue) < 2:
            for task in queue:
                yield function(shared, task)
            return
        # Forked children share what is loaded and start in milliseconds; elsewhere they are spawned.
        method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
        context = multiprocessing.get_context(method)
        processes = min(self.jobs, len(queue))
        with (
            unwatched(),
            context.Pool(processes, initializer=_share, initargs=(shared, processes)) as pool,
        ):
            yield from pool.imap(_apply, [(function, task) for task in queue])

    def beside(self, function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
        """Begin to apply a function in another process; what is returned waits for the result.

        If that process ends without one, this one works it out. Where processes cannot fork, too, since
        ``given`` would have to travel.
        """
        if self.jobs == 1 or "fork" not in multiprocessing.get_all_start_methods():
            return afterwards(function, given)
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        process = context.Process(target=_hand_over, args=((receiver, sender), function, given), daemon=True)
        with unwatched():
            process.start()
        sender.close()
        return Waiting(process, receiver, function, given)

    def lead(
        self, left: np.ndarray[Any, Any], right: np.ndarray[Any, Any], score: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        """Return the leader of every node, see ``core.passages.cluster.lead``."""
        return lead(left, right, score)
