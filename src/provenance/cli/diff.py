"""``provenance diff``: what two saved reports differ in."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final, TextIO

import click

from provenance.cli.output import check_place, colour_wanted, spare_reports, standard_output, terminal_width
from provenance.core.diffing.differences import Difference

FORMATS: Final = ("table", "json", "markdown", "html")
ENDINGS: Final = {
    ".html": "html",
    ".htm": "html",
    ".json": "json",
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "table",
}


@click.command("diff")
@click.argument("old", metavar="OLD")
@click.argument("new", metavar="NEW")
@click.option(
    "--least-change",
    type=click.FloatRange(0, 1),
    default=0.05,
    show_default=True,
    help="How far a score, confidence or share must move to be listed.",
)
@click.option("--format", "format_", type=click.Choice(FORMATS), help="What to print or write.")
@click.option("--output", metavar="PATH", help="Where to write it; - is standard output.")
def command(*, old: str, new: str, least_change: float, format_: str | None, output: str | None) -> int:
    """Tell what two saved reports differ in.

    OLD and NEW are report.json files; new, gone and changed matches, articles, pairs, clusters and origins
    are listed. A match is found again by its id, else by its words and those around them, so that a corrected
    text or a renamed article gives no new findings.
    """
    from provenance import api
    from provenance.report.folder import write_file

    format_, place = _wanted(format_, output)
    spare_reports(place or "-", old, new)
    found = api.diff(api.load_report(old), api.load_report(new), least_change)
    if place is not None:
        write_file(place, lambda stream: _render(found, format_, stream))
        return 0
    stream = standard_output(data=format_ != "table")
    _render(found, format_, stream)
    return 0


def _wanted(format_: str | None, output: str | None) -> tuple[str, str | None]:
    """Return the format and the file, None for standard output."""
    if output in (None, "-"):
        return format_ or "table", None
    assert output is not None
    check_place(output)
    named = ENDINGS.get(PurePath(output).suffix.lower())
    if format_ is None and named is None:
        raise click.UsageError(f"--output {output}: say the format with --format {'|'.join(FORMATS)}")
    return format_ or named or "table", output


def _render(found: Difference, format_: str, stream: TextIO) -> None:
    if format_ == "json":
        from provenance.report.diff_json import write_diff_json

        write_diff_json(found, stream)
    elif format_ == "markdown":
        from provenance.report.diff_markdown import write_diff_markdown

        write_diff_markdown(found, stream)
    elif format_ == "html":
        from provenance.report.diff_html import write_diff_html

        write_diff_html(found, stream)
    else:
        from provenance.report.diff_text import write_diff

        write_diff(found, stream, terminal_width(), colour_wanted(stream))
