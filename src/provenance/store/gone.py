"""What an index notes of articles and texts that are gone, see ``core.holding.removal``."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.holding.removal import Gone, Removal
from provenance.core.matching.postings import Totals

Array = npt.NDArray[Any]


def noted(connection: Any, totals: Totals) -> Gone:
    """Return what an open index notes.

    Raises:
        ValueError: if that does not fit how many articles and texts there are.
    """
    rows = connection.execute("select name, numbers from gone").fetchall()
    gone = Gone(**{name: np.frombuffer(numbers, "<i8") for name, numbers in rows})
    # Numbers are given once.
    for what, held, given, lost in (
        ("articles", totals.articles, totals.next_article, gone.articles),
        ("passages", totals.texts, totals.next_text, gone.texts),
    ):
        if held + len(lost) != given:
            raise ValueError(f"of {given:,} {what} {held:,} were counted, and {len(lost):,} noted as gone")
    return gone


def take_out(connection: Any, removal: Removal) -> None:
    """Take articles out of what is listed, and note that they are gone, with their texts."""
    numbers = [removal.numbers.tolist()]
    for table in ("articles", "vectors"):
        connection.execute(f"delete from {table} where number in (select unnest(?::integer[]))", numbers)
    _note(connection, "articles", removal.gone.articles)
    _note(connection, "texts", removal.gone.texts)


def note_recut(connection: Any, gone: Gone, texts: Array) -> None:
    """Note texts that are found by one more cut."""
    if len(texts):
        _note(connection, "recut", np.union1d(gone.recut, texts))


def _note(connection: Any, name: str, numbers: Array) -> None:
    connection.execute("delete from gone where name = ?", [name])
    connection.execute("insert into gone values (?, ?)", [name, numbers.astype("<i8").tobytes()])
