"""``provenance formats``: what can be read, and how to install the rest."""

from __future__ import annotations

from typing import Final

import click

from provenance.cli.output import standard_output

FORMATS: Final = ("table", "json")


@click.command("formats")
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", help="What to print.")
def command(*, format_: str) -> int:
    """List the formats that articles are read from, what each needs and how to install it."""
    from provenance.files.formats.listing import formats
    from provenance.report.formats_text import write_formats, write_formats_json

    write = write_formats_json if format_ == "json" else write_formats
    write(formats(), standard_output(data=format_ == "json"))
    return 0
