"""Which formats can be read, for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import TextIO

from provenance.model import Format
from provenance.report.layout import align, grid

_HEADS = ("endings", "read as", "needs", "state")


def write_formats(formats: Sequence[Format], stream: TextIO) -> None:
    """Write a line for each format, then the commands that install what is missing."""
    rows = [
        [" ".join(one.endings), one.reads, ", ".join(one.needs), "missing" if one.missing else "installed"]
        for one in formats
    ]
    lines = grid(align([list(_HEADS), *rows]), "  ")
    stream.write("\n".join(line.rstrip() for line in lines) + "\n")
    missing = [one for one in formats if one.install is not None]
    stream.write("\n" if missing else "")
    for command in dict.fromkeys(one.install for one in missing):
        reads = ", ".join(one.reads for one in missing if one.install == command)
        stream.write(f"For {reads}: {command}\n")


def write_formats_json(formats: Sequence[Format], stream: TextIO) -> None:
    """Write all formats as JSON."""
    listed = [{**asdict(one), "installed": not one.missing} for one in formats]
    record = {"schema": "provenance.formats/1", "formats": listed}
    stream.write(json.dumps(record, ensure_ascii=False, indent=1) + "\n")
