"""``manifest.csv``: what the user knows of the articles, by file or record id."""

from __future__ import annotations

import csv
import io
import posixpath
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provenance.files.decode import NotTextError, examine
from provenance.files.metadata import Metadata, metadata_from
from provenance.model import Problem

NAME: Final = "manifest.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the manifest ``manifest`` (its id): the file or record it names and what it says.

    ``required`` is off where the manifest may well name more than was asked for. ``moved`` is where its
    file may be now, if it names a file that is not there.
    """

    manifest: str
    line: int
    file: str
    metadata: Metadata
    required: bool = True
    moved: str | None = None


def read_manifest(path: str, shown: str) -> tuple[list[Row], list[Problem]]:
    """Read a manifest.

    Args:
        path: The file.
        shown: Its id, for messages.

    Returns:
        The usable rows in order, and the problems: no ``file`` column, rows without a file, with too
        many cells, or naming a file again.
    """
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        return [], [Problem(path=shown, reason=f"cannot be read: {error.strerror or error}")]
    return parse_manifest(data, shown)


def parse_manifest(data: bytes, shown: str) -> tuple[list[Row], list[Problem]]:
    """Read the bytes of a manifest; returns what ``read_manifest`` does."""
    try:
        decoded = examine(data)
    except NotTextError as error:
        return [], [Problem(path=shown, reason=str(error))]
    rows: list[Row] = []
    problems: list[Problem] = []
    if decoded.complaint is not None:
        problems.append(Problem(path=shown, line=decoded.bad_line, reason=decoded.complaint))
    first: dict[str, int] = {}
    for found in _rows(decoded.text, shown):
        if isinstance(found, Problem):
            problems.append(found)
        elif found.file in first:
            reason = f"{found.file!r} again, first on line {first[found.file]}; this row is not used"
            problems.append(Problem(path=shown, line=found.line, reason=reason))
        else:
            first[found.file] = found.line
            rows.append(found)
    return rows, problems


def same_file(file: str) -> str:
    """Return a manifest's file name as a path below the manifest's folder, with ``/`` as separator."""
    return posixpath.normpath(file.replace("\\", "/"))


def _rows(text: str, shown: str) -> Iterator[Row | Problem]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    line = 1
    try:
        header = [name.strip().casefold() for name in next(reader, [])]
        if "file" not in header:
            yield Problem(path=shown, line=1, reason="no column 'file'; the manifest is not used")
            return
        line = reader.line_num + 1
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield _row(header, cells, shown, line)
            line = reader.line_num + 1
    except csv.Error as error:
        yield Problem(path=shown, line=line, reason=f"no CSV: {error}; the rows from here on are not used")


def _row(header: list[str], cells: list[str], shown: str, line: int) -> Row | Problem:
    if len(cells) > len(header):
        reason = f"{len(cells)} cells, but {len(header)} columns; quote cells that hold the separator"
        return Problem(path=shown, line=line, reason=f"{reason}; this row is not used")
    entries = dict(zip(header, cells, strict=False))
    file = entries.pop("file", "").strip()
    if not file:
        return Problem(path=shown, line=line, reason="no file named; this row is not used")
    return Row(manifest=shown, line=line, file=file, metadata=metadata_from(entries))


def _delimiter(text: str) -> str:
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)
