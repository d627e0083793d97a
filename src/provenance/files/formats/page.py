"""HTML pages that may take all time or memory; ordinary ones are read without this (``files.whole``)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from provenance.config import Config
from provenance.files.item import Found, ReadItem
from provenance.files.whole import read_data
from provenance.model import Problem

# Bytes of a page. Some have their pictures in them.
_LARGEST: Final = 64 << 20


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
    with Path(item.path).open("rb") as file:
        data = file.read(_LARGEST + 1)
    if len(data) > _LARGEST:
        yield Problem(path=item.id, reason=f"holds more than {_LARGEST >> 20} MiB")
    else:
        yield from read_data(item, data)
