"""Sorted rows of keys and values in pages: a look-up reads the pages that its keys fall into and no others.

Keys are hashes, spread evenly over 64 bits, so a page holds all keys that begin alike. DuckDB keeps a large
blob in blocks of its own: a thousand pages are read in some 20 ms from an index of any size, where a scan
of a column would take time that grows with it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.distinct import distinct_values
from provenance.core.postings import MEMBERS, Rows
from provenance.core.terms import ranges
from provenance.store.part import Part

Array = npt.NDArray[Any]

PAGE_BYTES: Final = 12_000
MOST_NAMED: Final = 20_000
# Bytes of pages that are kept, about.
MOST_KEPT: Final = 128 << 20
# What is read at different times is kept apart up to so many times: each part is searched by itself.
MOST_PARTS: Final = 8
_AREA_SHIFT: Final = 40
_SEGMENT_SHIFT: Final = 48
_KEY_BITS: Final = 64

# Segment and area: how many bits of a key tell its page.
Directory = Mapping[tuple[int, int], int]


def kind_of(area: int) -> str:
    """Return the type of an area's values."""
    return "<i8" if area == MEMBERS else "<i4"


def paged(segment: int, area: int, rows: Rows) -> tuple[int, Iterator[tuple[int, bytes]]]:
    """Return how many bits of a key tell its page, and the pages with their numbers.

    Args:
        segment: the number of the segment that the pages belong to.
        area: what the rows are.
        rows: keys uint64, ascending, and values.
    """
    keys, values = rows[0].astype("<u8"), rows[1].astype(kind_of(area))
    size = len(keys) * (8 + values.itemsize)
    bits = min(30, max(0, (size // PAGE_BYTES).bit_length()))

    def made() -> Iterator[tuple[int, bytes]]:
        pages = _page(keys, bits)
        begins = np.flatnonzero(np.append(True, pages[1:] != pages[:-1])[: len(pages)])
        for a, b in zip(begins.tolist(), [*begins[1:].tolist(), len(keys)], strict=True):
            yield number(segment, area, int(pages[a])), keys[a:b].tobytes() + values[a:b].tobytes()

    return bits, made()


def number(segment: int, area: int, page: int) -> int:
    """Return the number of a page in the whole index."""
    return segment << _SEGMENT_SHIFT | area << _AREA_SHIFT | page


def _page(keys: Array, bits: int) -> Array:
    return (keys >> np.uint64(_KEY_BITS - bits)).astype(np.int64) if bits else np.zeros(len(keys), np.int64)


class Pages:
    """The pages of an open index; those that were read are kept, for one look-up follows another.

    Args:
        connection: the open file.
        directory: how many bits tell a page, by segment and area.
    """

    def __init__(self, connection: Any, directory: Directory) -> None:
        self._connection, self._directory = connection, directory
        self._kept: dict[tuple[int, int], list[Part]] = {}
        self._size = 0
        self._ahead: dict[int, Future[dict[int, Part]]] = {}
        self._reader: ThreadPoolExecutor | None = None

    def ahead(self, area: int, keys: Array) -> None:
        """Begin to read what ``find`` will be asked for, in a thread of its own."""
        missing = self._missing(area, distinct_values(keys.astype(np.uint64)))
        if not missing:
            return
        if self._reader is None:
            self._reader = ThreadPoolExecutor(1)
        self._ahead[area] = self._reader.submit(_read, self._connection.cursor(), area, missing)

    def close(self) -> None:
        """Wait for what is being read."""
        if self._reader is not None:
            self._reader.shutdown(cancel_futures=True)

    def find(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area that have one of some keys: number of the key, and value, int64."""
        distinct, inverse = np.unique(keys.astype(np.uint64), return_inverse=True)
        missing = self._missing(area, distinct)
        if missing:
            if self._size > MOST_KEPT:
                self._kept, self._size = {}, 0
                missing = self._missing(area, distinct)
            self._keep(area, _read(self._connection, area, missing))
        found = [self._found(segment, area, distinct, inverse) for segment in self._segments(area)]
        if not found:
            none = np.zeros(0, dtype=np.int64)
            return none, none
        rows, values = (np.concatenate(side) for side in zip(*found, strict=True))
        return rows, values

    def _found(self, segment: int, area: int, keys: Array, inverse: Array) -> Rows:
        """Return the rows of a segment, in order of what was asked for; ``keys`` are distinct."""
        pages = _page(keys, self._directory[segment, area])
        rows, values = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        for part in self._kept.get((segment, area), ()):
            mine, at, low, high = part.find(keys, pages)
            if mine.size:
                place, begin, end = np.zeros((3, len(keys)), dtype=np.int64)
                place[mine], begin[mine], end[mine] = at, low, high
                first, last = begin[inverse], end[inverse]
                rows.append(np.repeat(np.arange(len(inverse)), last - first))
                values.append(part.values(np.repeat(place[inverse], last - first), ranges(first, last)))
        row, value = np.concatenate(rows), np.concatenate(values)
        if len(rows) > 2:
            order = np.argsort(row, kind="stable")
            row, value = row[order], value[order]
        return row, value

    def everything(self, area: int, segments: Sequence[int]) -> Iterator[Rows]:
        """Yield all rows of an area in some segments, segment by segment, keys ascending."""
        for segment in segments:
            if (segment, area) in self._directory:
                pages = self._connection.execute(
                    "select rows from pages where page between ? and ? order by page",
                    [number(segment, area, 0), number(segment, area + 1, 0) - 1],
                ).fetchall()
                yield _rows([page for (page,) in pages], area)

    def _segments(self, area: int) -> list[int]:
        return sorted(segment for segment, of in self._directory if of == area)

    def _missing(self, area: int, distinct: Array) -> dict[int, Array]:
        """Return by segment the pages of some keys that were not read, int64, ascending."""
        if area in self._ahead:
            self._keep(area, self._ahead.pop(area).result())
        found = {}
        for segment in self._segments(area) if distinct.size else ():
            bits = self._directory[segment, area]
            pages = distinct_values(_page(distinct, bits))
            if 2 * len(pages) > 1 << bits:
                # The other half would be asked for next.
                pages = np.arange(1 << bits)
            for part in self._kept.get((segment, area), ()):
                pages = pages[~part.holds(pages)]
            if pages.size:
                found[segment] = pages
        return found

    def _keep(self, area: int, read: Mapping[int, Part]) -> None:
        for segment, part in read.items():
            parts = self._kept.setdefault((segment, area), [])
            parts.append(part)
            if len(parts) > MOST_PARTS:
                parts.sort(key=lambda one: one.size)
                parts[:MOST_PARTS] = [Part.merged(parts[:MOST_PARTS])]
            self._size += part.size


def _read(connection: Any, area: int, missing: Mapping[int, Array]) -> dict[int, Part]:
    """Return the rows of some pages, given by segment; a page that is not there is empty."""
    named = {segment: (number(segment, area, 0) + pages).tolist() for segment, pages in missing.items()}
    read = _pages(connection, area, list(named), [page for of in named.values() for page in of])
    width = 2 + np.dtype(kind_of(area)).itemsize // 4
    return {
        segment: Part.of(pages, read, number(segment, area, 0), width) for segment, pages in missing.items()
    }


def _pages(connection: Any, area: int, segments: Sequence[int], missing: Sequence[int]) -> dict[int, bytes]:
    """Return pages of an area by number: those that are missing, or all where these are many."""
    if len(missing) > MOST_NAMED:
        condition = " or ".join("page between ? and ?" for _ in segments)
        bounds = [(number(segment, area, 0), number(segment, area + 1, 0) - 1) for segment in segments]
        given: list[Any] = [value for bound in bounds for value in bound]
    else:
        condition, given = "page in (select unnest(?::bigint[]))", [missing]
    return dict(connection.execute(f"select page, rows from pages where {condition}", given).fetchall())


def _rows(pages: Sequence[bytes], area: int) -> Rows:
    kind = np.dtype(kind_of(area))
    counts = [len(page) // (8 + kind.itemsize) for page in pages]
    keys = [np.frombuffer(page, "<u8", count) for page, count in zip(pages, counts, strict=True)]
    values = [np.frombuffer(page, kind, count, 8 * count) for page, count in zip(pages, counts, strict=True)]
    if not keys:
        return np.zeros(0, np.uint64), np.zeros(0, kind)
    return np.concatenate(keys), np.concatenate(values)
