"""One piece of reading work, small enough to hand to another process, and what may come of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from provenance.model import Article, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """A file, or a stretch of a file of records, to be read.

    ``id`` is the file's id, ``path`` where it lies on disk, ``folder`` the first folder below the
    root, ``size`` the bytes to read. ``metadata`` comes from a manifest. For a stretch, ``start`` and
    ``stop`` are byte offsets at line starts (``stop`` None: to the end) and ``first_line`` is the
    line that begins at ``start``, from 1. Of a packed file, ``first_line`` is the first record to read.
    """

    id: str
    path: str
    kind: str
    size: int
    folder: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)
    start: int = 0
    stop: int | None = None
    first_line: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored:
    """A file, or ``count`` records of one, that turned out to hold no article when it was opened.

    ``reason`` is a few words for counting, such as ``JSON files without articles``. ``line`` is the record
    that was looked at; readers of many records give one of these for each, so that whoever waits sees them
    get on.
    """

    reason: str
    count: int = 1
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Text that a reader has taken out on its way to an article: it earns the reader time (``allowance``)."""

    text: str


Found = Article | Problem | Ignored
