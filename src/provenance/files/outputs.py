"""Files that earlier runs wrote, which must not be read as articles."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Final

FOLDER: Final = "reports"
_REPORT: Final = "report.json"
_NAMES: Final = frozenset(
    (
        *(_REPORT, "report.md", "report.html", "report.csv", "report.txt", "report.sarif", "report.xml"),
        *("articles.csv", "matches.csv", "readme.md"),
    )
)
_SCHEMA: Final = re.compile(rb'"schema"\s*:\s*"provenance\.report/')
_MARK: Final = re.compile(rb'<!-- provenance\.report/|name="generator" content="provenance[ "]')
_HEAD: Final = 4096


def report_folder(folder: str, names: Iterable[str]) -> bool:
    """Say whether a folder holds a report of ours, from its path and the names in it."""
    lowered = {name.lower(): name for name in names}
    if _REPORT in lowered and _names_our_schema(os.path.join(folder, lowered[_REPORT])):
        return True
    return "readme.md" in lowered and marked(os.path.join(folder, lowered["readme.md"]))


def output_name(name: str) -> bool:
    """Say whether a run gives this name to one of its files."""
    return name.lower() in _NAMES


def marked(path: str) -> bool:
    """Say whether a Markdown or HTML file says at its top that it is a report of ours."""
    if not os.path.isfile(path):
        return False
    try:
        with Path(path).open("rb") as file:
            return bool(_MARK.search(file.read(_HEAD)))
    except OSError:
        return False


def _names_our_schema(path: str) -> bool:
    """Search both ends: a report names its schema at one of them, however its keys are sorted."""
    if not os.path.isfile(path):
        return False
    try:
        with Path(path).open("rb") as file:
            if _SCHEMA.search(file.read(_HEAD)):
                return True
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _HEAD))
            return bool(_SCHEMA.search(file.read()))
    except OSError:
        return False
