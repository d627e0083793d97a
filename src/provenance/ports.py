"""Protocols where outsiders plug in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from provenance.core.seams import Columns, Engine, Progress
from provenance.model import Article, Problem

__all__ = ["ArticleSource", "Columns", "Encoder", "Engine", "Progress"]


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
