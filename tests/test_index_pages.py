"""A look-up reads the pages that its keys fall into, straight from the file where they are found there."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import numpy.typing as npt
import pytest

from provenance.core.matching.postings import FREQUENCY, MEMBERS
from provenance.core.text.shingle import hash_rows
from provenance.errors import IndexFileError
from provenance.store import batch, file, pages, places, straight
from provenance.store.part import HEAD_BYTES

Array = npt.NDArray[Any]
KEYS = np.sort(hash_rows([np.arange(9_000, dtype=np.uint64)]))
VALUES = np.arange(9_000)


class Counted:
    """A connection that counts what is asked of it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked = 0

    def execute(self, *given: Any) -> Any:
        self.asked += 1
        return self._connection.execute(*given)


def written(path: Path, *segments: tuple[int, int, Array, Array]) -> Path:
    """Write an index of some rows, each with segment and area."""
    if not path.exists():
        file.create(path, {})
    file.lock_path(path).touch()
    with file.committing(path, 1.0) as connection:
        for segment, area, keys, values in segments:
            batch.write_area(connection, segment, area, (keys, values))
    return path


@pytest.fixture
def index(tmp_path: Path) -> Path:
    return written(tmp_path / "index.duckdb", (0, FREQUENCY, KEYS, VALUES))


class Reading:
    """An index, open; ``asked`` counts what DuckDB was asked for since."""

    def __init__(self, path: Path, *, straight: bool = True) -> None:
        self._stack = ExitStack()
        connection, source = self._stack.enter_context(file.reading(path, 1.0))
        self._counted = Counted(connection)
        self.directory = pages.listed(connection)[0]
        self.pages = pages.Pages(self._counted, source if straight else None, self.directory)

    @property
    def asked(self) -> int:
        return self._counted.asked

    def find(self, area: int, keys: Array) -> tuple[list[int], list[int]]:
        row, value = self.pages.find(area, keys)
        assert (row.dtype, value.dtype) == (np.int64, np.int64)
        return row.tolist(), value.tolist()

    def close(self) -> None:
        self._stack.close()


@pytest.fixture
def held(index: Path) -> Iterator[Reading]:
    reading = Reading(index)
    yield reading
    reading.close()


def test_rows_are_found_and_missing_keys_are_not(held: Reading) -> None:
    asked = np.concatenate([KEYS[[7, 4_000]], KEYS[[9]] + np.uint64(1)])
    assert held.find(FREQUENCY, asked) == ([0, 1], [7, 4_000])


def test_every_page_is_read_from_where_it_lies(held: Reading) -> None:
    assert len(held.directory[0, FREQUENCY].first) > 10
    assert held.find(FREQUENCY, KEYS) == (VALUES.tolist(), VALUES.tolist())
    assert held.asked == 0


def test_an_area_that_is_empty_has_no_rows(held: Reading) -> None:
    assert held.find(FREQUENCY + 1, KEYS[:3]) == ([], [])


@pytest.mark.parametrize("straight", [True, False])
def test_rows_are_the_same_in_whatever_order_keys_are_asked_for(index: Path, straight: bool) -> None:
    written(index, (3, FREQUENCY, KEYS[::2], -VALUES[::2]))
    held = Reading(index, straight=straight)
    source = np.random.default_rng(1)
    for _ in range(20):
        asked = source.choice(np.concatenate([KEYS, KEYS + np.uint64(1)]), size=30)
        place = np.searchsorted(KEYS, asked)
        there = np.flatnonzero(np.isin(asked, KEYS))
        twice = there[place[there] % 2 == 0]
        wanted = (
            [*there.tolist(), *twice.tolist()],
            [*VALUES[place[there]].tolist(), *(-VALUES[place[twice]]).tolist()],
        )
        assert held.find(FREQUENCY, asked) == wanted
    assert bool(held.asked) is not straight
    held.close()


def test_more_pages_than_are_searched_at_once_are_all_found(
    held: Reading, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 2)
    assert held.find(FREQUENCY, KEYS[::-1]) == (VALUES.tolist(), VALUES[::-1].tolist())


def test_a_key_with_rows_in_several_pages_has_all_of_them(tmp_path: Path) -> None:
    keys = np.sort(np.append(KEYS[:1_000], np.repeat(KEYS[500], 3_000)))
    values = np.arange(len(keys))
    held = Reading(written(tmp_path / "index.duckdb", (0, FREQUENCY, keys, values)))
    assert len(held.directory[0, FREQUENCY].first) > 4
    row, value = held.find(FREQUENCY, KEYS[[499, 500, 501]])
    assert row == [0, *[1] * 3_001, 2]
    assert value == list(range(499, 3_502))
    held.close()


def noted(index: Path) -> dict[tuple[int, int], list[int]]:
    """Return where an index notes that its pages lie, by segment and area."""
    with file.reading(index, 1.0) as (connection, _):
        return {key: listed.places.tolist() for key, listed in pages.listed(connection)[0].items()}


def test_a_commit_searches_no_more_of_the_file_than_holds_what_is_new(
    index: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = noted(index)
    read: list[tuple[int, int]] = []

    def counting(source: int, units: Array) -> Iterator[tuple[int, Array]]:
        read.append((len(units), os.fstat(source).st_size // 4096))
        return whole(source, units)

    whole = places._read
    monkeypatch.setattr(places, "_read", counting)
    written(index, (1, FREQUENCY, KEYS[:1_000], VALUES[:1_000]))
    after = noted(index)
    assert after[0, FREQUENCY] == before[0, FREQUENCY]
    assert min(after[1, FREQUENCY]) > 0
    # A page is as long as two of the units that are read.
    ((units, size),) = read
    assert units == size - 2 * len(before[0, FREQUENCY])


@pytest.mark.parametrize("change", ["reversed", "unknown", "missing", "of another length"])
def test_a_commit_looks_anew_for_pages_that_do_not_lie_where_it_is_noted(index: Path, change: str) -> None:
    right = noted(index)
    wrong = np.array(right[0, FREQUENCY])[::-1].astype("<i8")
    if change == "unknown":
        wrong[:] = -1
    told = b"" if change == "of another length" else wrong.tobytes()
    with duckdb.connect(str(index)) as connection:
        connection.execute("delete from places")
        if change != "missing":
            connection.execute("insert into places values (0, ?, ?)", [FREQUENCY, told])
    written(index, (1, FREQUENCY, KEYS[:9], VALUES[:9]))
    held = Reading(index)
    assert held.find(FREQUENCY, KEYS[20:]) == (VALUES[:-20].tolist(), VALUES[20:].tolist())
    assert held.asked == 0
    held.close()


@pytest.mark.parametrize("straight", [True, False])
def test_a_page_that_is_gone_is_no_page_without_rows(index: Path, straight: bool) -> None:
    with duckdb.connect(str(index)) as connection:
        connection.execute("delete from pages where page & 1 = 1")
        connection.execute("delete from places")
    held = Reading(index, straight=straight)
    with pytest.raises(ValueError, match="a page of area 8 of segment 0 is missing"):
        held.find(FREQUENCY, KEYS)
    with pytest.raises(ValueError, match="a page of area 8 of segment 0 is missing"):
        list(held.pages.everything(FREQUENCY, [0]))
    held.close()


def changed(index: Path, change: str, *given: object) -> Reading:
    """Change what an index says of its pages, as another program would, and open it."""
    with duckdb.connect(str(index)) as connection:
        connection.execute(change, given)
    return Reading(index)


@pytest.mark.parametrize(
    "change",
    [
        pytest.param("delete from places", id="none is noted"),
        pytest.param("update places set places = '12345678'::blob", id="too few are"),
        pytest.param("update segments set mark = mark - 4294967296", id="those noted are of another write"),
    ],
)
def test_pages_whose_place_is_not_known_are_asked_for(index: Path, change: str) -> None:
    held = changed(index, change)
    assert held.find(FREQUENCY, KEYS) == (VALUES.tolist(), VALUES.tolist())
    assert held.asked > 0
    held.close()


def test_pages_that_lie_where_others_are_noted_are_not_taken_for_those(index: Path, held: Reading) -> None:
    noted = held.directory[0, FREQUENCY].places
    held.close()
    for wrong in (noted[::-1], noted + 8, np.full(len(noted), 1 << 40)):
        again = changed(index, "update places set places = ?", wrong.astype("<i8").tobytes())
        assert again.find(FREQUENCY, KEYS) == (VALUES.tolist(), VALUES.tolist())
        assert again.asked > 0
        again.close()


def test_a_file_that_cannot_be_read_straight_is_read_otherwise(index: Path, held: Reading) -> None:
    listed = held.directory[0, FREQUENCY]
    unread = np.zeros((len(listed.places), pages.PAGE_BYTES // 8), dtype=np.uint64)
    shut = os.open(index.parent, os.O_RDONLY)
    assert not straight.read_at(shut, listed.places, unread).any()
    os.close(shut)


def test_a_page_that_was_damaged_is_not_believed(index: Path, held: Reading) -> None:
    place = int(held.directory[0, FREQUENCY].places[3])
    held.close()
    whole = bytearray(index.read_bytes())
    whole[place + 100] ^= 1
    index.write_bytes(whole)
    again = Reading(index)
    with pytest.raises(IndexFileError, match="is damaged"), file.told(index, "reading"):
        again.find(FREQUENCY, KEYS)
    again.close()


@pytest.mark.parametrize("area", [FREQUENCY, MEMBERS])
def test_values_of_either_size_come_back_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, area: int
) -> None:
    monkeypatch.setattr(pages, "PAGE_BYTES", 56)
    # Pages of two rows: a key that stands on two of them, and one row at the very end.
    keys = np.array([5, 2**63, 2**63, 2**64 - 3, 2**64 - 2], dtype=np.uint64)
    values = np.array([-1, 7, -(2**31), 9, 3])
    held = Reading(written(tmp_path / "index.duckdb", (0, area, keys, values)))
    assert held.find(area, keys[[4, 1, 0]]) == ([0, 1, 1, 2], [3, 7, -(2**31), -1])
    # The second is what the values behind the last key of a page would be as a key.
    for absent in (2**64 - 1, 2**63 + 7, 6, 0):
        assert held.find(area, np.array([absent], dtype=np.uint64)) == ([], [])
    held.close()


@pytest.mark.parametrize("straight", [True, False])
def test_records_of_any_size_come_back_in_the_order_they_are_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, straight: bool
) -> None:
    monkeypatch.setattr(pages, "AT_ONCE", 4)
    room = pages.PAGE_BYTES - HEAD_BYTES
    sizes = [1, room - 1, room, 3, 7 * room + 5, 0, 2, 2 * room]
    texts = [bytes([65 + number]) * size for number, size in enumerate(sizes)]
    index = tmp_path / "index.duckdb"
    file.create(index, {})
    with file.committing(index, 1.0) as connection:
        listed = [(number, str(number), "", "", "", text, b"") for number, text in enumerate(texts)]
        batch.write_articles(connection, 3, iter(listed[:5]))
        batch.write_articles(connection, 4, iter(listed[5:]))
    held = Reading(index, straight=straight)
    begins = np.cumsum([0, *sizes[:5]])[:-1]
    asked = np.array([4, 0, 2, 2, 1, 3])
    found = held.pages.records(3, begins[asked], np.array(sizes)[asked])
    assert found == [texts[number] for number in asked]
    assert held.pages.records(4, np.array([2, 0, 0]), np.array([2 * room, 0, 2])) == [texts[7], b"", texts[6]]
    assert bool(held.asked) is not straight
    held.close()


WRITES = """
import sys, duckdb
try:
    duckdb.connect(sys.argv[1]).close()
except duckdb.IOException:
    sys.exit(9)
"""


def test_who_ends_reading_leaves_the_locks_of_others_in_the_process(index: Path, held: Reading) -> None:
    def written_by_another() -> bool:
        return subprocess.run([sys.executable, "-c", WRITES, str(index)], check=False).returncode == 0

    Reading(index).close()
    assert not written_by_another()
    held.close()
    assert written_by_another()
    assert not straight._open
