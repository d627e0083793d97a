"""Where the tables and keys of a TOML text stand, line by line.

``tomllib`` says where invalid TOML goes wrong, but not where a valid value stands. This finds the
lines of ``[[table]]`` headers and of the keys below them, in text that ``tomllib`` has taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|\n|[\[{]|[\]}]|.',
    re.DOTALL,
)
_HEADER: Final = re.compile(r"[ \t]*\[\[[ \t]*([\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*\]\]")
_KEY: Final = re.compile(r"[ \t]*([\w-]+|\"[^\"\n]*\"|'[^'\n]*')[ \t]*[.=]")


@dataclass(slots=True, kw_only=True)
class Table:
    """A ``[[name]]`` entry: ``line`` of its header, from 1, and the line of each key below it.

    ``first`` and ``stop`` bound its lines, from 0, half-open. Comments right above the header belong
    to it; the last entry's run to the end of the text. ``comment`` is what stands behind the header.
    """

    name: str
    line: int
    first: int
    stop: int = 0
    comment: str = ""
    keys: dict[str, int] = field(default_factory=dict)


def find_tables(text: str) -> tuple[list[Table], dict[str, int]]:
    """Find the entries of a text.

    Args:
        text: Valid TOML.

    Returns:
        The ``[[name]]`` entries in order, and the lines of the keys above the first one.
    """
    lines = text.split("\n")
    tables: list[Table] = []
    top: dict[str, int] = {}
    for number in _starts(text):
        header = _HEADER.match(lines[number])
        if header is not None:
            comment = lines[number][header.end() :].strip().removeprefix("#").strip()
            tables.append(
                Table(name=_plain(header[1]), line=number + 1, first=_opening(lines, number), comment=comment)
            )
        elif (key := _KEY.match(lines[number])) is not None:
            (tables[-1].keys if tables else top).setdefault(_plain(key[1]), number + 1)
    for number, table in enumerate(tables, start=1):
        table.stop = tables[number].first if number < len(tables) else len(lines)
    return tables, top


def _starts(text: str) -> Iterator[int]:
    """Yield the numbers, from 0, of the lines that begin outside strings and brackets."""
    line = depth = 0
    fresh = True
    for token in _TOKEN.finditer(text):
        sign = token[0]
        if fresh and not sign.isspace():
            fresh = False
            if depth == 0:
                yield line
        if sign in "[{":
            depth += 1
        elif sign in "]}":
            depth -= 1
        line += sign.count("\n")
        fresh = fresh or sign == "\n"


def _opening(lines: list[str], header: int) -> int:
    """Return the first of the comment lines that stand right above a header."""
    while header > 0 and lines[header - 1].lstrip().startswith("#"):
        header -= 1
    return header


def _plain(key: str) -> str:
    return key[1:-1] if key[0] in "\"'" else key
