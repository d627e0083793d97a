"""Sorted rows of keys and values in pages: a look-up reads the pages that its keys fall into and no others.

Every page of an area but its last one holds as many rows, and the first key of each is listed. A DuckDB join
over the same rows as a table would take time that grows with the table. DuckDB keeps a page, a blob, in one
block of the file, and where that lies is noted (``places``): so a page is read from there, with its hash to
tell that it is the page that was written. DuckDB is asked for those only that are not found so, which costs
five times as much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.core.collection.terms import ranges, stretches
from provenance.core.distinct import distinct_values
from provenance.core.matching.postings import MEMBERS, RECORDS, Rows
from provenance.store.part import HEAD_BYTES, rows_with
from provenance.store.straight import read_at

Array = npt.NDArray[Any]

# Two fill a block of 16 kB but for what DuckDB puts there itself, so that a page never lies in two blocks.
PAGE_BYTES: Final = 8_176
# How many pages are searched at once, at most: they should stay near the processor.
AT_ONCE: Final = 256
_AREA_SHIFT: Final = 40
_SEGMENT_SHIFT: Final = 48
_HEAD: Final = Struct("<QQ")
# Behind the hash of a page.
MARK_AT: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """What is listed of one area of a segment.

    ``rows``: how many there are; of records, how many bytes. ``mark``: what all its pages bear, and no
    others. ``first`` uint64: the first key of each page, none of records. ``places`` int64: where in the file
    each page was found, -1 for unknown.
    """

    rows: int
    mark: int
    first: Array
    places: Array


# By segment and area.
Directory = Mapping[tuple[int, int], Listed]


def listed(connection: Any) -> tuple[Directory, str]:
    """Return what an open index lists of its pages, and a fingerprint of that but for their places."""
    query = "select segment, area, rows, pages, mark, first, places from segments left join places"
    found, digest = {}, xxhash.xxh3_64()
    for segment, area, rows, count, mark, first, noted in connection.execute(
        f"{query} using (segment, area) order by segment, area"
    ).fetchall():
        digest.update(f"{segment} {area} {rows} {count} {mark} {len(first)} ".encode() + first)
        places = np.full(count, -1, dtype=np.int64)
        if noted is not None and len(noted) == places.nbytes:
            places = np.frombuffer(noted, "<i8")
        keys = np.frombuffer(first, "<u8")
        found[segment, area] = Listed(rows=rows, mark=mark, first=keys, places=places)
    return found, digest.hexdigest()


def kind_of(area: int) -> str:
    """Return the type of an area's values."""
    return "<i8" if area == MEMBERS else "<i4"


def rows_in_page(area: int) -> int:
    """Return how many rows a page of an area holds."""
    return (PAGE_BYTES - HEAD_BYTES) // (8 + np.dtype(kind_of(area)).itemsize)


def paged(segment: int, area: int, rows: Rows, mark: int) -> tuple[bytes, Iterator[tuple[int, bytes]]]:
    """Return the first key of each page, uint64 as bytes, and the pages with their numbers.

    Args:
        segment: the number of the segment that the pages belong to.
        area: what the rows are.
        rows: keys uint64, ascending, and values.
        mark: what all of these pages, and no others, bear.
    """
    keys, values = rows[0].astype("<u8"), rows[1].astype(kind_of(area))
    most = rows_in_page(area)

    def made() -> Iterator[tuple[int, bytes]]:
        for page, begin in enumerate(range(0, len(keys), most)):
            held = slice(begin, begin + most)
            told = keys[held].tobytes() + values[held].tobytes()
            yield _made(number(segment, area, page), mark, told)

    return keys[::most].tobytes(), made()


def _made(page: int, mark: int, told: bytes) -> tuple[int, bytes]:
    """Return a page with its number; it is filled up."""
    body = (head(mark, page) + told).ljust(PAGE_BYTES - MARK_AT, b"\0")
    return page, xxhash.xxh3_64_intdigest(body).to_bytes(8, "little") + body


def head(mark: int, page: int) -> bytes:
    """Return what stands in a page behind its hash: its mark and its number."""
    return _HEAD.pack(mark, page)


def _intact(page: bytes, number: int) -> bool:
    """Say whether a page is as it was written, and has a number."""
    if len(page) != PAGE_BYTES or _HEAD.unpack_from(page, MARK_AT)[1] != number:
        return False
    return page[:MARK_AT] == xxhash.xxh3_64_intdigest(page[MARK_AT:]).to_bytes(MARK_AT, "little")


class Records:
    """Cuts records, one behind the other, into pages.

    Args:
        segment: the number of the segment that they belong to.
        mark: what all of the pages, and no others, bear.
    """

    def __init__(self, segment: int, mark: int) -> None:
        self.segment, self.mark = segment, mark
        self._left = bytearray()
        self.size = self.pages = 0

    def add(self, record: bytes) -> int:
        """Take a record, and return how many bytes come before it."""
        place = self.size
        self.size += len(record)
        self._left += record
        return place

    def cut(self, *, last: bool = False) -> Iterator[tuple[int, bytes]]:
        """Yield the pages that are full, with their numbers; the ``last`` one, too."""
        room = PAGE_BYTES - HEAD_BYTES
        while len(self._left) >= room or (last and self._left):
            yield _made(number(self.segment, RECORDS, self.pages), self.mark, bytes(self._left[:room]))
            del self._left[:room]
            self.pages += 1


def number(segment: int, area: int, page: int) -> int:
    """Return the number of a page in the whole index."""
    return segment << _SEGMENT_SHIFT | area << _AREA_SHIFT | page


def within(numbers: Array) -> Array:
    """Return the numbers that pages have within their segments and areas."""
    found: Array = numbers & ((1 << _AREA_SHIFT) - 1)
    return found


def _lacking(segment: int, area: int) -> ValueError:
    return ValueError(f"a page of area {area} of segment {segment} is missing, or is not as it was written")


class Pages:
    """The pages of an open index. None is kept: to read one again takes no longer than to make room for it.

    Args:
        connection: the open file.
        source: the descriptor to read the file by; None reads all pages through the connection.
        directory: what is listed of each segment and area.
    """

    def __init__(self, connection: Any, source: int | None, directory: Directory) -> None:
        self._connection, self._source, self._directory = connection, source, directory
        self._room = np.zeros((0, PAGE_BYTES // 8), dtype=np.uint64)

    def find(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area that have one of some keys: number of the key, and value, int64."""
        none = np.zeros(0, dtype=np.int64)
        distinct, inverse = np.unique(keys.astype(np.uint64), return_inverse=True)
        rows, values = [none], [none]
        for segment in self._segments(area):
            row, value = self._found(segment, area, distinct)
            # The same for each time that a key was asked for.
            begins = np.searchsorted(row, np.arange(len(distinct) + 1))
            first, last = begins[inverse], begins[inverse + 1]
            rows.append(np.repeat(np.arange(len(inverse)), last - first))
            values.append(value[ranges(first, last)])
        return np.concatenate(rows), np.concatenate(values)

    def _found(self, segment: int, area: int, keys: Array) -> Rows:
        """Return the rows of a segment in order of the keys, which are distinct and ascending."""
        listed = self._directory[segment, area]
        most, width = rows_in_page(area), np.dtype(kind_of(area)).itemsize
        behind = np.searchsorted(listed.first, keys, side="right")
        # What a page begins with, the one before may end with.
        begin = np.minimum(np.maximum(np.searchsorted(listed.first, keys) - 1, 0), behind)
        page, number = ranges(begin, behind), np.repeat(np.arange(len(keys)), behind - begin)
        begins = np.flatnonzero(np.append(True, page[1:] != page[:-1])[: len(page)])
        rows, values = [number[:0]], [number[:0]]
        for at in range(0, len(begins), AT_ONCE):
            wanted = page[begins[at : at + AT_ONCE]]
            held = slice(begins[at], begins[at + AT_ONCE] if at + AT_ONCE < len(begins) else None)
            count = np.minimum(most, listed.rows - page[held] * most)
            pages = self._read(segment, area, wanted)
            found, value = rows_with(
                pages, np.searchsorted(wanted, page[held]), count, keys[number[held]], width
            )
            rows.append(number[held][found])
            values.append(value)
        return np.concatenate(rows), np.concatenate(values)

    def _read(self, segment: int, area: int, pages: Array) -> Array:
        """Return pages, uint64, one a row, until others are read.

        Raises:
            ValueError: if one is missing, or is not as it was written.
        """
        listed = self._directory[segment, area]
        if len(self._room) < len(pages):
            self._room = np.empty((len(pages), PAGE_BYTES // 8), dtype=np.uint64)
        read = self._room[: len(pages)]
        good = np.zeros(len(pages), dtype=np.bool_)
        if self._source is not None:
            good = read_at(self._source, listed.places[pages], read)
            good &= (read[:, 1] == listed.mark) & (read[:, 2] == number(segment, area, 0) + pages)
        left = np.flatnonzero(~good)
        if left.size:
            numbers = (number(segment, area, 0) + pages[left]).tolist()
            at = dict(zip(numbers, left.tolist(), strict=True))
            query = "select page, rows from pages where page in (select unnest(?::bigint[]))"
            for page, rows in self._connection.execute(query, [numbers]).fetchall():
                if _intact(rows, page):
                    read[at.pop(page)] = np.frombuffer(rows, "<u8")
            if at:
                raise _lacking(segment, area)
        return read

    def records(self, segment: int, places: Array, sizes: Array) -> list[bytes]:
        """Return records of a segment, given by how many bytes come before each, and how many it has."""
        if (segment, RECORDS) not in self._directory:
            raise ValueError(f"the records of segment {segment} are not listed")
        room = PAGE_BYTES - HEAD_BYTES
        begin, behind = places // room, -(-(places + sizes) // room)
        found = []
        for part in stretches(behind - begin, AT_ONCE):
            pages = distinct_values(ranges(begin[part], behind[part]))
            held = self._read(segment, RECORDS, pages)[:, HEAD_BYTES // 8 :].tobytes()
            shift = (np.searchsorted(pages, begin[part]) - begin[part]) * room
            first = (places[part] + shift).tolist()
            found += [held[a : a + n] for a, n in zip(first, sizes[part].tolist(), strict=True)]
        return found

    def everything(self, area: int, segments: Sequence[int]) -> Iterator[Rows]:
        """Yield all rows of an area in some segments, segment by segment, keys ascending."""
        for segment in segments:
            if (segment, area) in self._directory:
                listed = self._directory[segment, area]
                yield _rows(self._whole(segment, area), area, listed.rows)

    def all_records(self, segment: int) -> bytes:
        """Return the records of a segment, one behind the other."""
        bodies = b"".join(page[HEAD_BYTES:] for page in self._whole(segment, RECORDS))
        return bodies[: self._directory[segment, RECORDS].rows]

    def _whole(self, segment: int, area: int) -> list[bytes]:
        """Return all pages of an area of a segment, in order.

        Raises:
            ValueError: if one is missing, or is not as it was written.
        """
        first, count = number(segment, area, 0), len(self._directory[segment, area].places)
        query = "select page, rows from pages where page between ? and ? order by page"
        held = self._connection.execute(query, [first, first + count - 1]).fetchall()
        wanted = range(first, first + count)
        if [page for page, _ in held] != list(wanted) or not all(_intact(rows, page) for page, rows in held):
            raise _lacking(segment, area)
        return [rows for _, rows in held]

    def _segments(self, area: int) -> list[int]:
        return sorted(segment for segment, of in self._directory if of == area)


def _rows(pages: Sequence[bytes], area: int, rows: int) -> Rows:
    kind, most = np.dtype(kind_of(area)), rows_in_page(area)
    keys, values = [np.zeros(0, np.uint64)], [np.zeros(0, kind)]
    for at, page in enumerate(pages):
        count = min(most, rows - at * most)
        keys.append(np.frombuffer(page, "<u8", count, HEAD_BYTES))
        values.append(np.frombuffer(page, kind, count, HEAD_BYTES + 8 * count))
    return np.concatenate(keys), np.concatenate(values)
