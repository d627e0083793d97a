"""Protocols where outsiders plug in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from provenance.model import Article, Problem

Columns = Mapping[str, npt.NDArray[Any]]
Task = TypeVar("Task")
Result = TypeVar("Result")


class ArticleSource(Protocol):
    """Where articles come from. Iterating yields articles and problems in a fixed order."""

    ignored: int

    def __iter__(self) -> Iterator[Article | Problem]: ...


class Encoder(Protocol):
    """Turns texts into unit vectors; ``name`` goes into the report."""

    name: str

    def encode(self, texts: Sequence[str], languages: Sequence[str]) -> npt.NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), dimensions)."""
        ...


class Engine(Protocol):
    """Runs the relational plan and spreads work over cores."""

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, npt.NDArray[Any]]:
        """Run one SQL query over integer columns and return its columns."""
        ...

    def spread(self, function: Any, tasks: Iterable[Any]) -> Iterator[Any]:
        """Apply a module-level function to every task, in order, on all cores."""
        ...


class Progress(Protocol):
    """Hears how a run gets on."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage of ``total`` units of work (None: unknown)."""
        ...

    def advance(self, amount: int) -> None:
        """Report ``amount`` further units done."""
        ...
