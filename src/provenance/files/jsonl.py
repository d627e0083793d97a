"""Records: one article a line, as JSON, in files of any size."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from provenance.config import Config
from provenance.files.decode import NotTextError, examine, without_surrogates
from provenance.files.item import ReadItem
from provenance.files.metadata import metadata_from
from provenance.model import Article, Problem

STRETCH: Final = 8 * 1024 * 1024
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
UTF8_MARK: Final = b"\xef\xbb\xbf"


def stretches(path: str, size: int) -> list[tuple[int, int | None, int]]:
    """Cut a file of records into stretches that can be read apart.

    Args:
        path: The file.
        size: Its size in bytes.

    Returns:
        For each stretch of about ``STRETCH`` bytes: the byte offset of its first line, the offset after
        its last (None: the end of the file), and the number of its first line, from 1.

    Raises:
        OSError: if the file cannot be read.
    """
    if size <= STRETCH:
        return [(0, None, 1)]
    found: list[tuple[int, int | None, int]] = []
    start, line = 0, 1
    with Path(path).open("rb") as file:
        if file.read(4).startswith(_WIDE_MARKS):
            return [(0, None, 1)]
        while start + STRETCH < size:
            file.seek(start)
            block = file.read(STRETCH)
            tail = file.readline()
            stop = start + len(block) + len(tail)
            if stop >= size:
                break
            found.append((start, stop, line))
            line += block.count(b"\n") + tail.count(b"\n")
            start = stop
    return [*found, (start, None, line)]


def read_records(item: ReadItem, config: Config) -> Iterator[Article | Problem]:
    """Read the records of one stretch of a file.

    Args:
        item: The stretch.
        config: Names the field that holds the text.

    Yields:
        An article, or a problem with its line, for each line that is not blank.

    Raises:
        OSError: if the file cannot be read.
    """
    with Path(item.path).open("rb") as file:
        file.seek(item.start)
        data = file.read() if item.stop is None else file.read(item.stop - item.start)
    if item.start == 0:
        if data.startswith(_WIDE_MARKS):
            try:
                data = examine(data).text.encode()
            except NotTextError as error:
                yield Problem(path=item.id, reason=str(error))
                return
        data = data.removeprefix(UTF8_MARK)
        if not data.strip():
            yield Problem(path=item.id, reason="empty")
            return
    yield from _records(item, config, data.split(b"\n"))


def read_packed(item: ReadItem, config: Config) -> Iterator[Article | Problem]:
    """Read the records of a gzip file, one line in memory at a time.

    Where the file is damaged, the records before the damage are read and a problem follows.

    Args:
        item: The file.
        config: Names the field that holds the text.

    Yields:
        An article, or a problem with its line, for each line that is not blank.

    Raises:
        OSError: if the file cannot be opened.
    """
    broken: list[str] = []
    empty = True

    def lines() -> Iterator[bytes]:
        nonlocal empty
        with gzip.open(item.path, "rb") as file:
            number = 0
            try:
                for line in file:
                    number += 1
                    empty = empty and not line.strip()
                    yield line.removeprefix(UTF8_MARK) if number == 1 else line
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                empty = False
                broken.append(f"damaged gzip file, not read after line {number}: {error}")

    yield from _records(item, config, lines())
    if broken:
        yield Problem(path=item.id, reason=broken[0])
    elif empty:
        yield Problem(path=item.id, reason="empty")


def _records(item: ReadItem, config: Config, lines: Iterable[bytes]) -> Iterator[Article | Problem]:
    for number, line in enumerate(lines, item.first_line):
        if line.strip():
            yield from read_line(item, config.text_field, line, number)


def read_line(item: ReadItem, text_field: str, line: bytes, number: int) -> Iterator[Article | Problem]:
    """Read one record.

    Args:
        item: The file it stands in.
        text_field: Names the field that holds the text.
        line: The line, not blank.
        number: Its number in the file, from 1.

    Yields:
        An article or a problem, or first a problem and then the article it has all the same.
    """

    def problem(reason: str) -> Problem:
        return Problem(path=item.id, line=number, reason=reason)

    try:
        content = line.decode("utf-8")
    except UnicodeDecodeError:
        content = line.decode("utf-8", "replace")
        yield problem("bytes that are no UTF-8 were replaced by \N{REPLACEMENT CHARACTER}")
    try:
        record = json.loads(content)
    except (ValueError, RecursionError) as error:
        yield problem(f"no JSON: {error.msg if isinstance(error, json.JSONDecodeError) else error}")
        return
    if not isinstance(record, dict):
        yield problem("not a JSON object")
        return
    yield read_row(item, text_field, record, number, escaped="\\u" in content)


def read_row(
    item: ReadItem, text_field: str, record: dict[str, Any], number: int, escaped: bool = False
) -> Article | Problem:
    """Return the article that a record holds, or what is wrong with it.

    Args:
        item: The file it stands in.
        text_field: Names the field that holds the text.
        record: The record; its text is taken out of it.
        number: Its number in the file, from 1.
        escaped: Whether strings may hold lone surrogates.
    """
    fault = _fault(record, text_field)
    if fault is not None:
        return Problem(path=item.id, line=number, reason=fault)
    return _article(item, record, text_field, number, escaped)


def _fault(record: Mapping[str, Any], text_field: str) -> str | None:
    """Say why a record is no article, or return None."""
    if text_field not in record:
        names = ", ".join(sorted(ascii(name)[1:-1] for name in record)[:8]) or "none"
        return f"no field {text_field!r} (fields: {names}); --text-field names another"
    text = record[text_field]
    if not isinstance(text, str):
        return f"the field {text_field!r} is not a string"
    if not text.strip():
        return f"the field {text_field!r} is empty"
    if not isinstance(record.get("id"), (str, int, type(None))) or isinstance(record.get("id"), bool):
        return "the id is not a string or a number"
    return None


def _article(item: ReadItem, record: dict[str, Any], text_field: str, number: int, escaped: bool) -> Article:
    text = record.pop(text_field)
    name = record.get("id")
    identity = "" if name is None else str(name)
    # Only an escape can bring a lone surrogate into a line that was decoded.
    if escaped:
        text, identity = without_surrogates(text), without_surrogates(identity)
    return Article(
        id=identity or f"{item.id}:{number}",
        path=item.id,
        text=text,
        record_line=number,
        **{**item.metadata, **metadata_from(record)},
    )
