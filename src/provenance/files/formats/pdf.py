"""Stands in until there is a reader."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.config import Config
from provenance.files.item import Found, Ignored, ReadItem


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Say that files of this kind are not read yet."""
    del config
    yield Ignored(reason=f"{item.kind} files, not read yet")
