"""Tables: one article a row, in CSV, TSV or Parquet; columns are called as the fields of records are."""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from provenance.config import Config
from provenance.files import jsonl
from provenance.files.decode import NotTextError, examine, without_surrogates
from provenance.files.formats.piece import LONGEST
from provenance.files.item import Found, Ignored, ReadItem
from provenance.files.metadata import is_known
from provenance.model import Problem

NO_TEXT: Final = "tables without a column of texts"
OURS: Final = "our own reports"
# How the tables begin that this package writes: matches, articles.
_OUR_COLUMNS: Final = (
    ("id", "relation", "content", "score"),
    ("id", "title", "outlet", "published", "language", "origin"),
)
_SAMPLE: Final = 1 << 20
_TOO_LONG: Final = f"a cell of more than {LONGEST:,} characters; the rows from here on are not read"
# Text may come to so many characters, or to so many times the bytes of the file if that is more.
_ALWAYS: Final = 256_000_000
_RATIO: Final = 1_000


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a table.

    Args:
        item: The file; rows before ``first_line`` are passed over in a Parquet file.
        config: Names the column that holds the text.

    Yields:
        An article for each row; a problem for each row that is none, with its line in a CSV file and its
        number, from 1, in a Parquet file. A table without a column of texts is ignored.

    Raises:
        OSError: if the file cannot be read.
    """
    yield from _parquet(item, config.text_field) if item.kind == "parquet" else _csv(item, config.text_field)


def prepare() -> None:
    """Let DuckDB reserve what it takes of the address space, which is far more than it uses."""
    import duckdb

    duckdb.connect(":memory:", config={"threads": "1"}).close()


def _csv(item: ReadItem, text_field: str) -> Iterator[Found]:
    with Path(item.path).open("rb") as file:
        sample = file.read(_SAMPLE)
    try:
        encoding = _encoding(sample)
    except NotTextError as error:
        yield Problem(path=item.id, reason=str(error))
        return
    if not sample.strip():
        yield Problem(path=item.id, reason="empty")
        return
    # Bytes that are no text stay known as such, so that the row that has them can be named.
    with Path(item.path).open(encoding=encoding, errors="surrogateescape", newline="") as lines:
        bounded = _Bounded(lines)
        try:
            yield from _rows(item, text_field, bounded)
        except _LineError as error:
            yield Problem(path=item.id, line=bounded.count + 1, reason=str(error))


class _Bounded:
    """Lines of a file, none of them longer than one article may be; counts them."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self.count = 0

    def __iter__(self) -> _Bounded:
        return self

    def __next__(self) -> str:
        line: str = self._file.readline(LONGEST + 1)
        if not line:
            raise StopIteration
        if len(line) > LONGEST:
            raise _LineError(_TOO_LONG)
        self.count += 1
        return line


class _LineError(Exception):
    """A line that cannot be held; the message says why."""


def _rows(item: ReadItem, text_field: str, lines: _Bounded) -> Iterator[Found]:
    first = next(lines, "").removeprefix("\ufeff")
    reader = csv.reader(_after(first, lines), delimiter=_delimiter(item.path, first), strict=True)
    header: list[str] | None = None
    line = 1
    while True:
        try:
            cells = _next(reader)
        except csv.Error as error:
            yield Problem(path=item.id, line=line, reason=f"no CSV: {error}; this row is not read")
            if header is None:
                return
            line = lines.count + 1
            continue
        if cells is None:
            return
        if header is None:
            header = _header(cells, text_field)
            if text_field not in header:
                ours = any(tuple(header[: len(known)]) == known for known in _OUR_COLUMNS)
                yield Ignored(reason=OURS if ours else NO_TEXT)
                return
        elif any(cell.strip() for cell in cells):
            yield from _row(item, text_field, header, cells, line)
        line = lines.count + 1


def _after(first: str, lines: _Bounded) -> Iterator[str]:
    yield first
    yield from lines


def _next(reader: Any) -> list[str] | None:
    """Return the next row; cells may be as long as an article, whatever other readers of CSV allow."""
    before = csv.field_size_limit(LONGEST)
    try:
        row: list[str] | None = next(reader, None)
    except csv.Error as error:
        if "field limit" in str(error):
            # Where the cell ends is not known, nor where the next row begins.
            raise _LineError(_TOO_LONG) from None
        raise
    finally:
        csv.field_size_limit(before)
    return row


def _row(
    item: ReadItem, text_field: str, header: Sequence[str], cells: Sequence[str], line: int
) -> Iterator[Found]:
    if len(cells) != len(header):
        hint = "; quote cells that hold the separator" if len(cells) > len(header) else ""
        reason = f"{len(cells)} cells, but {len(header)} columns{hint}; this row is not read"
        yield Problem(path=item.id, line=line, reason=reason)
        return
    clean = [without_surrogates(cell) for cell in cells]
    if any(one != cell for one, cell in zip(clean, cells, strict=True)):
        reason = "bytes that are no UTF-8 were replaced by \N{REPLACEMENT CHARACTER}"
        yield Problem(path=item.id, line=line, reason=reason)
    # Of columns of one name the first counts.
    record = dict(zip(reversed(header), reversed(clean), strict=True))
    yield jsonl.read_row(item, text_field, record, line)


def _header(cells: Sequence[str], text_field: str) -> list[str]:
    """Return the columns' names; those of text and id are known whatever their case."""
    names = [cell.strip() for cell in cells]
    for wanted in (text_field, "id"):
        if wanted not in names:
            names = [wanted if name.casefold() == wanted.casefold() else name for name in names]
    return names


def _delimiter(path: str, header: str) -> str:
    if path.lower().endswith(".tsv"):
        return "\t"
    return max(",;\t|", key=header.count)


def _encoding(sample: bytes) -> str:
    """Return the encoding of a table by its first bytes."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return examine(sample).encoding
    # Control characters, and text in two bytes a letter, are UTF-8 as well.
    return examine(sample[: sample.rfind(b"\n") + 1] or sample).encoding


def _parquet(item: ReadItem, text_field: str) -> Iterator[Found]:
    import duckdb

    number = item.first_line - 1
    try:
        for number, record in _records(item, text_field):
            if record is None:
                yield Ignored(reason=NO_TEXT)
            else:
                yield jsonl.read_row(item, text_field, record, number, escaped=True)
    except duckdb.OutOfMemoryException:
        reason = "takes too much memory from here on; write it again with smaller row groups, or as .jsonl"
        yield Problem(path=item.id, line=number + 1, reason=reason)
    except duckdb.Error as error:
        reason = str(error).replace(item.path, item.id).partition("\n")[0]
        yield Problem(path=item.id, line=number + 1 if number else None, reason=f"no Parquet: {reason}"[:300])
    except _UnpackError as error:
        yield Problem(path=item.id, line=number + 1, reason=str(error))


class _UnpackError(Exception):
    """A file that unpacks to far more than its size; the message says so."""


def _records(item: ReadItem, text_field: str) -> Iterator[tuple[int, dict[str, Any] | None]]:
    """Yield the rows by number, or None once where there is no column of texts."""
    connection = _connection(item.path)
    names = [row[0] for row in connection.execute("DESCRIBE FROM read_parquet(?)", [item.path]).fetchall()]
    header = _header(names, text_field)
    if text_field not in header:
        yield 0, None
        return
    # Other columns may be large, and would be unpacked for nothing.
    taken = [at for at, name in enumerate(header) if name in (text_field, "id") or is_known(name)]
    columns = ", ".join('"{}"'.format(names[at].replace('"', '""')) for at in taken)
    passed = item.first_line - 1
    rows = connection.execute(f"SELECT {columns} FROM read_parquet(?) OFFSET ?", [item.path, passed])
    left = max(_ALWAYS, _RATIO * item.size)
    number = passed
    while (cells := rows.fetchone()) is not None:
        number += 1
        record = dict(zip((header[at] for at in reversed(taken)), reversed(cells), strict=True))
        text = record[text_field]
        left -= len(text) if isinstance(text, str) else 0
        if left < 0:
            raise _UnpackError(
                "unpacks to more than 1,000 times its size; the rows from here on are not read"
            )
        yield number, record


def _connection(path: str) -> Any:
    """Return a connection that reads this one file, and no other one, nor the network."""
    import duckdb

    quoted = path.replace("'", "''")
    connection = duckdb.connect(
        ":memory:",
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "threads": "1",
        },
    )
    for setting in (
        "temp_directory = ''",
        f"allowed_paths = ['{quoted}']",
        "enable_external_access = false",
        "lock_configuration = true",
    ):
        connection.execute(f"SET {setting}")
    return connection
