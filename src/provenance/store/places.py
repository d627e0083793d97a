"""Where in an index file its pages lie: looked for after a commit, so that they can be read from there.

A commit leaves most pages where they were. So what is noted of an area is kept while some of its pages,
looked at anew, lie where it says; and for the others only that part of the file is searched in which none of
those lies.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.store import pages, straight

Array = npt.NDArray[Any]

# Marks uint64, numbers int64 and places int64 of pages.
Found = tuple[Array, Array, Array]
# An area of a segment, and where its pages lie, int64 as bytes.
Noted = tuple[int, int, bytes]

# A block begins on a multiple of this, and the mark of a page stands within so many words of a multiple: two
# pages of 8,176 bytes fill a block, so that the mark of the second one lies at 8,192.
_UNIT: Final = 4096
_LOOKED_AT: Final = 16
# How many units are read at once, at most.
_AT_ONCE: Final = 256
# DuckDB moves pages by row groups, of 122,880 rows, so that those moved are all but surely among every so
# many.
_EVERY: Final = 256


def outdated(connection: Any, source: int) -> list[Noted]:
    """Return where the pages of those areas lie for which that is not noted, or not rightly.

    Args:
        connection: the index, with nothing left to write.
        source: a descriptor of its file.
    """
    query = "select segment, area, mark, pages, places from segments left join places using (segment, area)"
    listed = connection.execute(f"{query} order by segment, area").fetchall()
    kept, wanted = [], []
    for segment, area, mark, count, noted in listed:
        places = np.frombuffer(noted or b"", "<i8")
        if noted is not None and len(places) == count and _stand(source, segment, area, mark, places):
            kept.append(places)
        else:
            wanted.append((segment, area, mark, count))
    if not wanted:
        return []
    found = _searched(source, kept)
    return [(segment, area, _among(found, mark, count)) for segment, area, mark, count in wanted]


def _stand(source: int, segment: int, area: int, mark: int, places: Array) -> bool:
    """Say whether pages lie where it is noted, as far as some of them tell."""
    if (places < 0).any():
        return False

    def stands(page: int) -> bool:
        head = pages.head(mark, pages.number(segment, area, page))
        return os.pread(source, len(head), int(places[page]) + pages.MARK_AT) == head

    number = np.arange(len(places))
    return all(map(stands, np.append(number[::_EVERY], number[-1:]).tolist()))


def _searched(source: int, without: Sequence[Array]) -> Found:
    """Return all pages found in a file but those that lie at some places."""
    size = os.fstat(source).st_size // _UNIT
    free = np.ones(size + 2, dtype=np.bool_)
    for places in without:
        unit = (places + pages.MARK_AT) // _UNIT
        # A page reaches as far as to the end of the next one.
        free[unit] = free[unit + 1] = False
    parts = [_found(words, first) for first, words in _read(source, np.flatnonzero(free[:size]))]
    none = np.zeros(0, dtype=np.int64)
    parts.append((none.astype(np.uint64), none, none))
    marks, numbers, places = (np.concatenate(side) for side in zip(*parts, strict=True))
    return marks, numbers, places


def _read(source: int, units: Array) -> Iterator[tuple[int, Array]]:
    """Yield units of a file, words in rows, until others are read, with the number of the first of them."""
    room = bytearray(_AT_ONCE * _UNIT)
    words = np.frombuffer(room, "<u4").reshape(_AT_ONCE, -1)
    for run in np.split(units, np.flatnonzero(np.diff(units) > 1) + 1):
        for begin in range(0, len(run), _AT_ONCE):
            first, count = int(run[begin]), min(_AT_ONCE, len(run) - begin)
            read = os.preadv(source, [memoryview(room)[: count * _UNIT]], first * _UNIT)
            yield first, words[: read // _UNIT]


def _found(words: Array, first: int) -> Found:
    """Return the pages whose marks stand in some units of a file, given the number of the first of them."""
    unit, word = np.nonzero(words[:, :_LOOKED_AT] == straight.MAGIC)
    parts = [words[unit, word + at].astype(np.uint64) for at in range(4)]
    marks, numbers = (low | high << np.uint64(32) for low, high in (parts[:2], parts[2:]))
    return marks, numbers.astype(np.int64), (first + unit) * _UNIT + word * 4 - pages.MARK_AT


def _among(found: Found, mark: int, count: int) -> bytes:
    """Return where the ``count`` pages with a mark lie, int64 as bytes, -1 for one that was not found."""
    marks, numbers, places = found
    mine = np.flatnonzero(marks == mark)
    page = pages.within(numbers[mine])
    there = page < count
    noted = np.full(count, -1, dtype="<i8")
    noted[page[there]] = places[mine[there]]
    return noted.tobytes()
