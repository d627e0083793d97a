"""``provenance where``: every held article that runs a text."""

from __future__ import annotations

import sys
from typing import Any, Final

import click

from provenance.cli.index import wait_option
from provenance.cli.options import overrides, scoring_options
from provenance.cli.output import standard_output, terminal_width

FORMATS: Final = ("table", "json")


@click.command("where")
@click.argument("text", metavar="TEXT-or-FILE")
@click.option("--against", metavar="CORPUS-or-INDEX", help="Where to look (the nearest index).")
@scoring_options
@click.option("--index", metavar="FILE", help="The index, where --against names none.")
@wait_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", help="What to print.")
def command(
    *, text: str, against: str | None, wait: float, format_: str, config_file: str | None, **settings: Any
) -> int:
    """Find every held article that runs a text, with passage and line: to recall or correct it.

    TEXT-or-FILE is the text itself, the name of a file that holds it, or - for standard input.
    """
    from provenance import api, searching
    from provenance.report.where_text import write_where, write_where_json

    config = api.load_config(config_file, overrides(settings))
    found = searching.where(text, against, config, stdin=sys.stdin.buffer.read, wait=wait)
    stream = standard_output(data=format_ == "json")
    if format_ == "json":
        write_where_json(found, stream)
    else:
        write_where(found, stream, terminal_width())
    return 0
