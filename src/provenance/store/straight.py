"""Pages read straight from the index file.

Nothing here is believed: a page tells by its hash whether it is one, and by its mark and number which. Where
DuckDB keeps blobs otherwise, moved one, or another program wrote the file, a page is not found, and is asked
for in SQL instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

Array = npt.NDArray[Any]

# The lower half of each mark.
MAGIC: Final = 0x50567267
# Descriptors by device and file, and how many read by each.
_open: dict[tuple[int, int], list[int]] = {}
_guard: Final = threading.Lock()


def new_mark() -> int:
    """Return a mark that no pages bear yet."""
    return int.from_bytes(os.urandom(4), "little") << 32 | MAGIC


@contextmanager
def descriptor(path: Path) -> Iterator[int | None]:
    """Open a file to read it at any place, None where it cannot be opened, or the system cannot read so.

    To close one descriptor of a file lets go of all locks that the process has on it, DuckDB's among them. So
    all who read a file share one, and the last of them closes it.
    """
    named = _joined(path)
    try:
        yield None if named is None else _open[named][0]
    finally:
        with _guard:
            if named is not None:
                _open[named][1] -= 1
                if not _open[named][1]:
                    os.close(_open.pop(named)[0])


def _joined(path: Path) -> tuple[int, int] | None:
    """Count one more reader of a file, and return its name among those that are open."""
    if not hasattr(os, "preadv"):
        return None
    with suppress(OSError), _guard:
        told = os.stat(path)
        named = told.st_dev, told.st_ino
        if named not in _open:
            source = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
            told = os.fstat(source)
            # Another file may have taken its place meanwhile; one too many of that stays open.
            named = told.st_dev, told.st_ino
            _open.setdefault(named, [source, 0])
        _open[named][1] += 1
        return named
    return None


def read_at(source: int, places: Array, pages: Array) -> Array:
    """Read pages into ``pages``, one a row, and return which of them have the hash that they tell, bool.

    Args:
        source: a descriptor of the file.
        places: where each begins, int64; -1 reads none.
        pages: what to read into, uint64.
    """
    told = np.zeros(len(pages), dtype=np.uint64)
    size = pages.shape[1] * 8
    room = pages.data.cast("B")
    read, digest = os.preadv, xxhash.xxh3_64_intdigest
    there = places >= 0
    # What cannot be read is not found, and DuckDB will complain of it.
    with suppress(OSError):
        for at, place in zip(np.flatnonzero(there).tolist(), places[there].tolist(), strict=True):
            page = room[at * size : (at + 1) * size]
            if read(source, [page], place) == size:
                told[at] = digest(page[8:])
    found: Array = (told > 0) & (told == pages[:, 0])
    return found
