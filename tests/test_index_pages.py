"""Pages of an index are read once while it is open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from provenance.core.postings import FREQUENCY, MEMBERS
from provenance.core.shingle import hash_rows
from provenance.store import batch, file, pages

KEYS = np.sort(hash_rows([np.arange(5_000, dtype=np.uint64)]))
VALUES = np.arange(5_000)


class Counted:
    """A connection that counts what is asked of it."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.asked = 0

    def execute(self, *given: Any) -> Any:
        self.asked += 1
        return self._connection.execute(*given)

    def cursor(self) -> Any:
        return self._connection.cursor()


@pytest.fixture
def held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Counted:
    monkeypatch.setattr(pages, "PAGE_BYTES", 500)
    path = tmp_path / "index.duckdb"
    file.create(path, {})
    connection = duckdb.connect(str(path))
    batch.write_area(connection, 0, FREQUENCY, (KEYS, VALUES))
    return Counted(connection)


def opened(held: Counted) -> pages.Pages:
    rows = held.execute("select segment, area, bits from segments").fetchall()
    held.asked = 0
    return pages.Pages(held, {(segment, area): bits for segment, area, bits in rows})


def test_rows_are_found_and_missing_keys_are_not(held: Counted) -> None:
    asked = np.concatenate([KEYS[[7, 4_000]], KEYS[[9]] + np.uint64(1)])
    row, value = opened(held).find(FREQUENCY, asked)
    assert (row.tolist(), value.tolist()) == ([0, 1], [7, 4_000])


def test_a_page_is_asked_for_once(held: Counted) -> None:
    reading = opened(held)
    first = reading.find(FREQUENCY, KEYS[:100])
    assert held.asked == 1
    again = reading.find(FREQUENCY, KEYS[:100])
    assert held.asked == 1
    assert [side.tolist() for side in first] == [side.tolist() for side in again]


def test_more_than_is_kept_is_read_again(held: Counted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "MOST_KEPT", 0)
    reading = opened(held)
    for part in (KEYS[:100], KEYS[-100:], KEYS[:100]):
        assert len(reading.find(FREQUENCY, part)[0]) == 100
    assert held.asked == 3


def test_an_area_that_is_empty_has_no_rows(held: Counted) -> None:
    row, value = opened(held).find(FREQUENCY + 1, KEYS[:3])
    assert (len(row), len(value)) == (0, 0)


def test_what_is_read_ahead_is_not_asked_for_again(held: Counted) -> None:
    reading = opened(held)
    reading.ahead(FREQUENCY, KEYS[:100])
    row, value = reading.find(FREQUENCY, KEYS[:50])
    reading.close()
    assert (row.tolist(), value.tolist()) == (list(range(50)), list(range(50)))
    assert held.asked == 0


def test_what_goes_wrong_ahead_is_told_where_it_is_needed(held: Counted) -> None:
    reading = opened(held)
    held.execute("drop table pages")
    reading.ahead(FREQUENCY, KEYS[:100])
    with pytest.raises(duckdb.Error):
        reading.find(FREQUENCY, KEYS[:50])
    reading.close()


def test_rows_are_the_same_however_often_and_in_whatever_order_pages_were_read(held: Counted) -> None:
    reading = opened(held)
    source = np.random.default_rng(1)
    for _ in range(5 * pages.MOST_PARTS):
        asked = source.choice(np.concatenate([KEYS, KEYS + np.uint64(1)]), size=3)
        row, value = reading.find(FREQUENCY, asked)
        there = np.flatnonzero(np.isin(asked, KEYS))
        assert row.tolist() == there.tolist()
        assert value.tolist() == np.searchsorted(KEYS, asked[there]).tolist()


def test_whoever_asks_for_most_pages_gets_the_others_at_once(held: Counted) -> None:
    reading = opened(held)
    reading.find(FREQUENCY, KEYS[:4_000])
    row, _ = reading.find(FREQUENCY, KEYS[4_000:])
    assert len(row) == 1_000
    assert held.asked == 1


def test_what_is_read_ahead_in_two_parts_is_found(held: Counted) -> None:
    reading = opened(held)
    reading.ahead(FREQUENCY, KEYS[:10])
    reading.ahead(FREQUENCY, KEYS[-10:])
    row, value = reading.find(FREQUENCY, KEYS[[-1, 0]])
    reading.close()
    assert (row.tolist(), value.tolist()) == ([0, 1], [len(KEYS) - 1, 0])
    assert held.asked == 0


@pytest.mark.parametrize("area", [FREQUENCY, MEMBERS])
def test_values_of_either_size_come_back_as_they_were(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, area: int
) -> None:
    monkeypatch.setattr(pages, "PAGE_BYTES", 12)
    path = tmp_path / "index.duckdb"
    file.create(path, {})
    connection = duckdb.connect(str(path))
    # A page of one row, one of a key that stands there twice, and again one row at the very end.
    keys = np.array([5, 2**63, 2**63, 2**64 - 2], dtype=np.uint64)
    values = np.array([-1, 7, -(2**31), 3])
    batch.write_area(connection, 0, area, (keys, values))
    reading = opened(Counted(connection))
    row, value = reading.find(area, keys[[3, 1, 0]])
    assert (row.tolist(), value.tolist()) == ([0, 1, 1, 2], [3, 7, -(2**31), -1])
    # The second is what the values behind the last key of a page would be as a key.
    for absent in (2**64 - 1, 2**63 + 7, 6, 0):
        assert not len(reading.find(area, np.array([absent], dtype=np.uint64))[0])
