"""The report's files: each written beside its place, flushed to disk, then put there at once."""

from __future__ import annotations

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Final, TextIO

from provenance.errors import UsageError
from provenance.model import Report
from provenance.report.csv import write_articles_csv, write_matches_csv
from provenance.report.html import write_html
from provenance.report.json import write_json
from provenance.report.markdown import write_markdown

Render = Callable[[TextIO], object]

REPORT: Final = "report.json"
FILES: Final = (REPORT, "articles.csv", "matches.csv", "report.md", "report.html")

_OURS: Final = b'{"schema": "provenance.report/'


def write_folder(report: Report, folder: str | os.PathLike[str]) -> tuple[str, ...]:
    """Write report.json, articles.csv, matches.csv, report.md and report.html into a folder, made if needed.

    All files are written in full before the first is put in its place.

    Returns:
        Names of the files of an earlier report that were replaced.

    Raises:
        UsageError: if files of these names are there that no report of ours left.
        OSError: if a file can't be written.
    """
    place = Path(folder)
    replaced = check_folder(place)
    place.mkdir(parents=True, exist_ok=True)
    renders: dict[str, Render] = {
        REPORT: lambda stream: write_json(report, stream),
        "articles.csv": lambda stream: write_articles_csv(report, stream),
        "matches.csv": lambda stream: write_matches_csv(report, stream),
        "report.md": lambda stream: write_markdown(report, stream),
        "report.html": lambda stream: write_html(report, stream),
    }
    written: list[tuple[Path, Path]] = []
    try:
        for name, render in renders.items():
            written.append((_write_beside(place / name, render), place / name))
        for temporary, path in written:
            temporary.replace(path)
    finally:
        for temporary, _ in written:
            temporary.unlink(missing_ok=True)
    return replaced


def check_folder(folder: str | os.PathLike[str]) -> tuple[str, ...]:
    """Return which files an earlier report left in a folder.

    Raises:
        UsageError: if files of these names are there that no report of ours left.
    """
    place = Path(folder)
    if place.exists() and not place.is_dir():
        raise UsageError(f"{place} is no folder; name another place with --output")
    present = tuple(name for name in FILES if (place / name).exists())
    if present and not is_report_folder(place):
        raise UsageError(
            f"{place} holds {', '.join(present)} from elsewhere; move it, or name another place with --output"
        )
    return present


def is_report_folder(folder: str | os.PathLike[str]) -> bool:
    """Return whether a folder holds a report of ours: its report.json opens with our schema."""
    try:
        with (Path(folder) / REPORT).open("rb") as stream:
            return stream.read(len(_OURS)) == _OURS
    except OSError:
        return False


def write_file(path: str | os.PathLike[str], render: Render) -> None:
    """Write one file at once; what is no regular file (a pipe, a device) is written to directly."""
    place = Path(os.path.realpath(path))
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
        with place.open("w", encoding="utf-8", newline="") as stream:
            render(stream)
        return
    temporary = _write_beside(place, render)
    try:
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def write_bytes(path: str | os.PathLike[str], data: bytes) -> None:
    """Write a file of bytes at once, as ``write_file`` does text."""
    place = Path(os.path.realpath(path))
    if place.exists() and not stat.S_ISREG(place.stat().st_mode):
        place.write_bytes(data)
        return
    temporary = place.with_name(f".{place.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        temporary.replace(place)
    finally:
        temporary.unlink(missing_ok=True)


def _write_beside(path: Path, render: Render) -> Path:
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        with temporary.open("x", encoding="utf-8", newline="") as stream:
            render(stream)
            stream.flush()
            os.fsync(stream.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
