"""Widths, cutting, padding and colour for a terminal, where East Asian characters take two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final, Literal

from provenance.core.text.graphemes import boundary_after, boundary_before

Style = Literal["bold", "dim", "red", "green", "yellow", "cyan"]

_CODES: Final[dict[Style, str]] = {
    "bold": "1",
    "dim": "2",
    "red": "31",
    "green": "32",
    "yellow": "33",
    "cyan": "36",
}
# A text is cut between two words if that loses one column in so many at most.
_LOSS: Final = 5


def paint(text: str, style: Style, colour: bool) -> str:
    """Return ``text`` in a style, or as it is where colour is off or there is nothing to paint."""
    return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if colour and text.strip() else text


def display_width(text: str) -> int:
    """Return how many columns ``text`` takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int) -> str:
    """Return ``text`` if it fits into ``columns``, else as much as fits and an ellipsis.

    It is cut between words where that loses a few columns only, a fifth of the room at most.
    """
    if display_width(text) <= columns:
        return text
    kept = text[: _fitting(text, columns - 1)]
    if not text[len(kept) : len(kept) + 1].isspace():
        space = kept.rfind(" ")
        if space > 0 and display_width(kept[space:]) <= columns // _LOSS:
            kept = kept[:space]
    return kept.rstrip(" ,;:") + "…" if columns > 0 else ""


def cut_middle(text: str, columns: int) -> str:
    """Return ``text`` if it fits into ``columns``, else its head and tail around an ellipsis."""
    if display_width(text) <= columns:
        return text
    fit = _fitting(text[::-1], (columns - 1) // 2)
    tail = text[boundary_after(text, len(text) - fit) :]
    return text[: _fitting(text, columns - 1 - display_width(tail))] + "…" + tail


def pad(text: str, columns: int) -> str:
    """Return ``text`` filled up with spaces to ``columns``."""
    return text + " " * (columns - display_width(text))


def align(rows: Sequence[Sequence[str]]) -> list[list[str]]:
    """Return rows of equal length with every cell padded to the widest of its column."""
    widths = [max(map(display_width, column)) for column in zip(*rows, strict=True)]
    return [[pad(cell, wide) for cell, wide in zip(row, widths, strict=True)] for row in rows]


def grid(rows: Sequence[Sequence[str]], indent: str) -> list[str]:
    """Return the lines of a plain table, its cells padded beforehand with ``align``."""
    from tabulate import tabulate  # only tables need it

    # Without alignment, because tabulate measures East Asian characters only where the optional
    # wcwidth is installed, and the same report must give the same bytes everywhere.
    text = tabulate(
        rows, tablefmt="plain", stralign=None, numalign=None, disable_numparse=True, preserve_whitespace=True
    )
    return [(indent + line).rstrip() for line in text.splitlines()]


def wrap(text: str, columns: int) -> list[str]:
    """Return ``text`` broken into lines of at most ``columns``, between words where possible."""
    return ["".join(part for _, part in line) for line in wrap_styled([(None, text)], columns)]


def wrap_styled(
    pieces: Iterable[tuple[Style | None, str]], columns: int
) -> list[list[tuple[Style | None, str]]]:
    """Break styled pieces of running text into lines.

    Args:
        pieces: Style and text, in reading order; white space may be at either end.
        columns: Width of a line, at least 2.

    Returns:
        Lines of styled parts; each fits into ``columns``.
    """
    lines: list[list[tuple[Style | None, str]]] = [[]]
    room = columns
    for style, word in _words(pieces):
        rest = word.lstrip(" ") if not lines[-1] else word
        if display_width(rest) > room and display_width(rest.strip(" ")) <= columns:
            rest = rest.lstrip(" ")
            lines.append([])
            room = columns
        while display_width(rest) > room:
            fit = _fitting(rest, room)
            lines[-1].append((style, rest[:fit]))
            rest = rest[fit:].lstrip(" ")
            lines.append([])
            room = columns
        if rest:
            lines[-1].append((style, rest))
            room -= display_width(rest)
    return [line for line in lines if line]


def _words(pieces: Iterable[tuple[Style | None, str]]) -> Iterable[tuple[Style | None, str]]:
    """Yield words with the space before them, East Asian characters one by one."""
    for style, text in pieces:
        word = ""
        for mark in text:
            wide = _columns(mark) == 2
            if word.strip(" ") and (mark == " " or wide):
                yield style, word
                word = ""
            word += mark
            if wide:
                yield style, word
                word = ""
        if word:
            yield style, word


def _columns(mark: str) -> int:
    code = ord(mark)
    if code < 0x300:
        return 1
    if unicodedata.category(mark) in {"Mn", "Me", "Cf"} or 0x1160 <= code <= 0x11FF:
        return 0
    return 2 if unicodedata.east_asian_width(mark) in "WF" else 1


def _fitting(text: str, columns: int) -> int:
    """Return how many characters of ``text`` fit into ``columns``, marks kept with their letter."""
    used = 0
    for position, mark in enumerate(text):
        used += _columns(mark)
        if used > columns:
            return boundary_before(text, position) or position
    return len(text)
