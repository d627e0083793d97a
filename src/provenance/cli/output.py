"""Where a report goes: standard output, a file, or a folder."""

from __future__ import annotations

import io
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TextIO

import click

from provenance.cli.options import FORMATS
from provenance.config import Config
from provenance.model import Report

if TYPE_CHECKING:
    from provenance.core.seams import Beside

STDOUT: Final = "-"

_ENDINGS: Final = {
    ".json": "json",
    ".csv": "csv",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".txt": "table",
}
_PIPE_WIDTH: Final = 100
_MOST_COLUMNS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """One output of a run: a format and a path, ``-`` for standard output."""

    format: str
    path: str


def wanted_outputs(format_: str | None, path: str | None, more: tuple[str, ...] = ()) -> tuple[Output, ...]:
    """Return what ``--format``, ``--output`` and ``--report`` ask for, the first two as one output.

    Raises:
        click.UsageError: if a format is unknown, a folder is missing, or two outputs would go to
            the same place.
    """
    outputs = [Output(format=format_ or _format_of(path or STDOUT), path=path or STDOUT)]
    for item in more:
        name, equals, place = item.partition("=")
        if not equals or not place or name not in FORMATS:
            raise click.UsageError(
                f"--report {item}: write it as FORMAT=PATH, FORMAT one of {', '.join(FORMATS)}"
            )
        outputs.append(Output(format=name, path=place))
    places = [output.path if output.path == STDOUT else os.path.realpath(output.path) for output in outputs]
    for position, output in enumerate(outputs):
        if places.index(places[position]) < position:
            where = "standard output" if output.path == STDOUT else output.path
            raise click.UsageError(f"two outputs would go to {where}; give one of them another PATH")
        if output.path != STDOUT:
            check_place(output.path)
    return tuple(outputs)


def write_output(
    report: Report,
    output: Output,
    write_table: Callable[[TextIO, int, bool], None],
    beside: Beside | None = None,
) -> None:
    """Write a report in one format to one place.

    Args:
        report: What was found.
        output: Format and place.
        write_table: Writes the table, which may show a part of the report only, to a stream of a
            width in columns, in colour or not.
        beside: Writes a part of many matches meanwhile; None writes all here.
    """
    if output.path == STDOUT:
        stream = standard_output(data=output.format != "table")
        if output.format == "table":
            write_table(stream, terminal_width(), colour_wanted(stream))
        else:
            _render(report, output.format, stream, beside)
        stream.flush()
        return
    from provenance.report.folder import write_file

    if output.format == "table":
        write_file(output.path, lambda stream: write_table(stream, _PIPE_WIDTH, False))
    else:
        write_file(output.path, lambda stream: _render(report, output.format, stream, beside))


def standard_output(data: bool = False) -> TextIO:
    """Return standard output, set to UTF-8 for data; elsewhere what it can't encode is escaped."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        if data:
            sys.stdout.reconfigure(encoding="utf-8", newline="\n")
        else:
            sys.stdout.reconfigure(errors="backslashreplace")
    return sys.stdout


def terminal_width() -> int:
    """Return the terminal's columns, 200 at most; 100 where there is no terminal."""
    return min(shutil.get_terminal_size((_PIPE_WIDTH, 24)).columns, _MOST_COLUMNS)


def colour_wanted(stream: TextIO) -> bool:
    """Return whether to colour: on a terminal that can, unless NO_COLOR is set."""
    return stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def _format_of(path: str) -> str:
    if path == STDOUT:
        return "table"
    ending = Path(path).suffix.lower()
    if ending not in _ENDINGS:
        raise click.UsageError(f"--output {path}: say the format with --format {'|'.join(FORMATS)}")
    return _ENDINGS[ending]


def check_place(path: str) -> None:
    """Refuse a path that is a folder, or lies in one that is not there."""
    place = Path(path)
    if place.is_dir():
        raise click.UsageError(f"{path} is a folder; name a file in it")
    if not place.parent.is_dir():
        raise click.UsageError(f"{path}: there is no folder {place.parent}; make it first")


def spare_what_is_read(
    outputs: Iterable[str], paths: Sequence[str | Path], config: Config, settings: str | None
) -> None:
    """Refuse to write in the place of an article, manifest, labels or settings file that a run reads.

    Args:
        outputs: Where the run writes; ``-`` is standard output.
        paths: What it reads: folders, files and globs.
        config: Its settings.
        settings: The settings file named, None for the nearest.
    """
    from provenance.files.in_use import use_of

    for place in outputs:
        use = None if place == STDOUT else use_of(place, paths, config, settings)
        if use is not None:
            raise click.UsageError(f"{place} is {use}; name another PATH to write to")


def spare_reports(output: str, *reports: str) -> None:
    """Refuse to write in the place of a saved report that is read."""
    for report in reports:
        if os.path.exists(output) and os.path.exists(report) and os.path.samefile(output, report):
            raise click.UsageError(f"{output} is the report that is read; name another PATH to write to")


def _render(report: Report, format_: str, stream: TextIO, beside: Beside | None) -> None:
    if format_ == "json":
        from provenance.report.json import write_json

        write_json(report, stream, beside)
    elif format_ == "csv":
        from provenance.report.csv import write_matches_csv

        write_matches_csv(report, stream)
    elif format_ == "html":
        from provenance.report.html import write_html

        write_html(report, stream)
    else:
        from provenance.report.markdown import write_markdown

        write_markdown(report, stream)
