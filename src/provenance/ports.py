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
    """Turns texts into vectors, for texts that say the same in other words or another language.

    It travels to other processes by fork or pickle. A text's vector is to depend on that text alone,
    whatever else is in the call: the same article must not score differently in another collection.
    """

    @property
    def name(self) -> str:
        """What ``--encoder`` calls it; goes into the report."""
        ...

    @property
    def languages(self) -> frozenset[str] | None:
        """The ISO 639-1 codes of the languages it knows; None where that is not known."""
        ...

    @property
    def dimensions(self) -> int:
        """How long its vectors are."""
        ...

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> npt.NDArray[np.float32]:
        """Return one vector a text, shape (len(texts), dimensions). Texts are cleaned and not empty."""
        ...
