"""The embedded engine: DuckDB for the joins, processes for the rest."""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

import numpy as np

from provenance.core.cluster import lead
from provenance.ports import Columns

# What the tasks of one ``spread`` have in common: set before the processes fork, so that they share it.
_shared: list[Any] = []


def _share(shared: Any) -> None:
    _shared[:] = [shared]
    # Tasks leave no cycles behind, and a look at millions of inherited objects would copy their pages.
    gc.disable()


def _apply(call: tuple[Callable[..., Any], Any]) -> Any:
    function, task = call
    return function(_shared[0], task)


class LocalEngine:
    """Runs on this machine.

    Args:
        jobs: how many processes and threads to use; None means all cores.
        memory: what DuckDB may take before it spills to disk, such as ``2GiB``.
    """

    def __init__(self, jobs: int | None = None, memory: str = "2GiB") -> None:
        self.jobs = jobs or len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else jobs or 1
        self._memory = memory

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, np.ndarray[Any, Any]]:
        """Run one query over integer columns; rows come in no particular order."""
        import duckdb

        settings: dict[str, str | bool | int | float | list[str]] = {
            "threads": str(self.jobs),
            "memory_limit": self._memory,
        }
        with duckdb.connect(":memory:", config=settings) as connection:
            for name, columns in tables.items():
                connection.register(name, dict(columns))
            found = connection.execute(sql).fetchnumpy()
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
        with context.Pool(min(self.jobs, len(queue)), initializer=_share, initargs=(shared,)) as pool:
            yield from pool.imap(_apply, [(function, task) for task in queue])

    def lead(
        self, left: np.ndarray[Any, Any], right: np.ndarray[Any, Any], score: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        """Return the leader of every node, see ``core.cluster.lead``."""
        return lead(left, right, score)
