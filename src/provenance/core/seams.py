"""What the pure core asks of the world: joins, processes, and somebody who hears how it gets on.

``ports`` offers these to outsiders; they stand here because imports point downwards.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Any, Protocol

import numpy.typing as npt

Columns = Mapping[str, npt.NDArray[Any]]
# Returns an array of zeros of a size and kind, in memory or in a file, as ``numpy.zeros`` does.
Room = Callable[[int, Any], npt.NDArray[Any]]


# Begins to apply a module-level function to one thing; what it returns waits for the result.
Beside = Callable[[Callable[[Any], Any], Any], Callable[[], Any]]


def afterwards(function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
    """Return what applies a function when its result is asked for: nothing runs beside."""
    return partial(function, given)


class Engine(Protocol):
    """Runs the relational plan, spreads work over cores and finds the leaders of clusters."""

    @property
    def embedded(self) -> bool:
        """Whether it works on this machine, where a kernel may do what a query would."""
        ...

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, npt.NDArray[Any]]:
        """Run one SQL query over integer columns and return its columns."""
        ...

    def spread(self, function: Any, tasks: Iterable[Any], shared: Any = None) -> Iterator[Any]:
        """Apply a module-level function to ``shared`` and every task, in order, on all cores."""
        ...

    def beside(self, function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
        """Begin to apply a module-level function on another core; what is returned waits for the result."""
        ...

    def lead(
        self, left: npt.NDArray[Any], right: npt.NDArray[Any], score: npt.NDArray[Any]
    ) -> npt.NDArray[Any]:
        """Return the leader of every node of a graph of matches, as ``core.passages.cluster.lead`` does."""
        ...


class Progress(Protocol):
    """Hears how a run gets on."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage of ``total`` units of work (None: unknown)."""
        ...

    def advance(self, amount: int) -> None:
        """Report ``amount`` further units done."""
        ...
