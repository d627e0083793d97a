"""HTML pages that may take all time or memory; ordinary ones are read without this (``files.whole``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from provenance.config import Config
from provenance.files.item import Found, ReadItem
from provenance.files.whole import read_data


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a page.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        Its article, or problems.

    Raises:
        OSError: if the file cannot be read.
    """
    del config
    return read_data(item, Path(item.path).read_bytes())
