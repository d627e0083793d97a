"""Records: one article a line, as JSON, in files of any size."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, Any, AnyStr, Final

from provenance.config import Config
from provenance.files.decode import NotTextError, examine, without_surrogates
from provenance.files.item import ReadItem
from provenance.files.metadata import metadata_from
from provenance.model import Article, Problem

# Small enough that all cores have work until the end, of whatever kind the records are.
STRETCH: Final = 2 * 1024 * 1024
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
# Bytes of a line, and of one with characters beyond U+FFFF, which make Python take four bytes for every
# character; what is passed over at once of a longer one.
LONGEST: Final = 64_000_000
_LONGEST_WIDE: Final = 48_000_000
_WIDE: Final = tuple(bytes((lead,)) for lead in range(0xF0, 0xF5))
_PIECE: Final = 1 << 20
# A line of more bytes than this is looked at before it is parsed, and may hold so many commas and brackets:
# an empty list takes two bytes in a file and fifty times that in memory.
_LONG: Final = 4 << 20
_MOST_VALUES: Final = 2_000_000
# Bytes of a file in UTF-16 or UTF-32 by which it is told from other data.
_HEAD: Final = 1 << 20
# A gzip file may unpack to so many times its size, or to so many bytes if that is more; news shrinks to a
# third. A line counts as no fewer than so many bytes.
_RATIO: Final = 64
_ALWAYS: Final = 256 << 20
_LEAST: Final = 1024
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
            tail = file.readline(_PIECE)
            stop = start + len(block) + len(tail)
            while len(tail) == _PIECE and not tail.endswith(b"\n"):
                tail = file.readline(_PIECE)
                stop += len(tail)
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
        if item.start == 0:
            head = file.read(_HEAD)
            if head.startswith(_WIDE_MARKS):
                yield from _read_wide(item, config, file, head)
                return
        file.seek(item.start)
        length = None if item.stop is None else item.stop - item.start
        yield from _records(item, config, _lines(file.readline, b"\n", LONGEST, length))


def _read_wide(item: ReadItem, config: Config, file: IO[bytes], head: bytes) -> Iterator[Article | Problem]:
    """Read the records of a file in UTF-16 or UTF-32."""
    try:
        encoding = examine(head).encoding
    except NotTextError as error:
        yield Problem(path=item.id, reason=str(error))
        return
    file.seek(0)
    with io.TextIOWrapper(file, encoding, errors="replace", newline="\n") as text:
        text.read(1)  # the byte order mark
        lines = _lines(text.readline, "\n", LONGEST // 4)
        yield from _records(item, config, (line if line is None else line.encode() for line in lines))


def _lines(
    readline: Callable[[int], AnyStr], end: AnyStr, longest: int, length: int | None = None
) -> Iterator[AnyStr | None]:
    """Yield lines without their ends, None for each that is longer than ``longest``.

    ``length`` is how much is read in all; a line that has begun by then is read to its end.
    """
    left = sys.maxsize if length is None else length
    while left > 0:
        line = readline(longest + 1)
        if not line:
            return
        left -= len(line)
        if line.endswith(end):
            yield line[:-1]
        elif len(line) <= longest:
            yield line
        else:
            del line
            left -= _skip_line(readline, end)
            yield None


def _skip_line(readline: Callable[[int], AnyStr], end: AnyStr) -> int:
    """Read to the end of a line and return how much that was."""
    skipped = 0
    while True:
        piece = readline(_PIECE)
        skipped += len(piece)
        if not piece or piece.endswith(end):
            return skipped


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
    from provenance.files.formats.unpack import BombError, Budget

    budget = Budget(item.size, ratio=_RATIO, always=_ALWAYS)
    broken: list[str] = []

    def lines() -> Iterator[bytes | None]:
        with gzip.open(item.path, "rb") as file:

            def readline(size: int) -> bytes:
                line = file.readline(size)
                # Short lines are charged for what it costs to look at one.
                budget.take(max(len(line), _LEAST) if line else 0)
                return line

            try:
                for line in _lines(readline, b"\n", LONGEST):
                    budget.number += 1
                    yield line
            except (EOFError, zlib.error, gzip.BadGzipFile) as error:
                broken.append(f"damaged gzip file, not read after line {budget.number}: {error}")
            except BombError as error:
                broken.append(f"not read after line {budget.number}: {error}")

    # What is damaged before its first line is not empty.
    for one in _records(item, config, lines()):
        if not (broken and isinstance(one, Problem) and one.line is None):
            yield one
    if broken:
        yield Problem(path=item.id, reason=broken[0])


def unpacks(path: str) -> bool:
    """Say whether a gzip file is sound and has nothing else after its last member: Hadoop reads no other.

    Raises:
        OSError: if the file cannot be read.
    """
    with Path(path).open("rb") as file:
        left = file.read(_PIECE)
        while left:
            member = zlib.decompressobj(wbits=16 + zlib.MAX_WBITS)
            while not member.eof:
                left = left or file.read(_PIECE)
                try:
                    made = member.decompress(left, _PIECE)
                except zlib.error:
                    return False
                if not left and not made:
                    return False
                left = member.unconsumed_tail
            left = member.unused_data or file.read(_PIECE)
    return True


def _records(item: ReadItem, config: Config, lines: Iterable[bytes | None]) -> Iterator[Article | Problem]:
    """Yield what lines hold, from the item's first one on; or that a file holds nothing but blank ones."""
    empty = item.start == 0
    for number, line in enumerate(lines, item.first_line):
        if line is None:
            empty = False
            yield Problem(path=item.id, line=number, reason=_too_long())
            continue
        record = line.removeprefix(UTF8_MARK) if number == 1 else line
        if record.strip():
            empty = False
            yield from read_line(item, config.text_field, record, number)
    if empty:
        yield Problem(path=item.id, reason="empty")


def _too_much(line: bytes) -> str | None:
    """Say why a line must not be parsed, or return None."""
    if len(line) > LONGEST:
        return _too_long()
    if len(line) > _LONGEST_WIDE and any(lead in line for lead in _WIDE):
        return f"cannot be read: a line with characters beyond U+FFFF has at most {_LONGEST_WIDE:,} bytes"
    if len(line) > _LONG and sum(map(line.count, (b",", b"[", b"{"))) > _MOST_VALUES:
        return f"cannot be read: holds more than {_MOST_VALUES:,} values"
    return None


def _too_long() -> str:
    most = f"{LONGEST:,} bytes, in UTF-16 and UTF-32 {LONGEST // 4:,} characters"
    return f"cannot be read: a line has at most {most}"


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

    fault = _too_much(line)
    if fault is not None:
        yield problem(fault)
        return
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
