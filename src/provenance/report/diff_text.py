"""What two reports differ in, as a table for a terminal."""

from __future__ import annotations

from typing import Final, TextIO

from provenance.core.diffing.differences import Difference
from provenance.report.diff_parts import (
    Entry,
    Passage,
    Section,
    aside_phrase,
    run_lines,
    sections,
    summary,
    word_changes,
)
from provenance.report.escape import for_terminal, isolated, one_line
from provenance.report.evidence import INDENT, hanging
from provenance.report.layout import align, cut, cut_middle, display_width, grid, paint, wrap
from provenance.report.table import excerpt

ENTRIES: Final = 10


def write_diff(difference: Difference, stream: TextIO, width: int = 80, colour: bool = False) -> None:
    """Write a difference: how the runs differ, how many of what, and the first entries of each section.

    Boilerplate and formulas are counted, not listed, and so are matches that an added or removed article has.

    Args:
        difference: What two reports differ in.
        stream: Where it goes.
        width: Columns of the terminal, at least 40.
        colour: Whether to use colours and bold.
    """
    width = max(40, width)
    first, *others = run_lines(difference)
    lines = [paint(line, "bold", colour and bool(difference.runs)) for line in wrap(_safe(first), width)]
    for line in others:
        lines += wrap(_safe(line), width)
    lines += ["", *_summary(difference)]
    cut_short = False
    for section in sections(difference):
        lines += ["", *_section(section, width, colour)]
        cut_short |= len(section.entries) > ENTRIES
    if cut_short:
        lines += ["", "All of it: --format json, markdown or html"]
    stream.write("\n".join(lines) + "\n")


def _safe(text: str) -> str:
    return for_terminal(one_line(text))


def _summary(difference: Difference) -> list[str]:
    rows = [["", "new", "gone", "changed", ""]]
    rows += [[name, f"{a:,}", f"{b:,}", f"{c:,}", note] for name, a, b, c, note in summary(difference)]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    for row in rows:
        row[1:4] = [cell.rjust(wide) for cell, wide in zip(row[1:4], widths[1:], strict=True)]
    return grid(align(rows), "")


def _section(section: Section, width: int, colour: bool) -> list[str]:
    told = [entry for entry in section.entries if not entry.aside]
    listed = [entry for entry in told if not entry.explained]
    heading = f"{section.title}, {len(section.entries):,}"
    heading += f": {section.note}" if section.note else ""
    first, *more = hanging(_safe(heading), width)
    lines = [paint(line, "bold", colour) for line in (first, *more)]
    for entry in listed[:ENTRIES]:
        lines += _entry(entry, width, colour)
    rest = []
    if len(listed) > ENTRIES:
        rest.append(f"{len(listed) - ENTRIES:,} more")
    explained = len(told) - len(listed)
    if explained:
        what = "an added" if section.key == "matches-new" else "a removed"
        rest.append(f"{explained:,} with {what} article")
    aside = aside_phrase(section.entries)
    if aside:
        rest.append(aside)
    if rest:
        word = "and " if listed else ""
        last = hanging(f"{word}{', '.join(rest)}", width - len(INDENT))
        lines += [paint(INDENT + line, "dim", colour) for line in last]
    return lines


def _entry(entry: Entry, width: int, colour: bool) -> list[str]:
    room = width - len(INDENT)
    if entry.passages:
        lines = [INDENT + line for line in hanging(_safe(entry.says), room)]
        return lines + _passages(entry.passages, width, colour)
    name, says = _safe(entry.name), _safe(entry.says)
    if display_width(name) + 2 + display_width(says) <= room:
        return [INDENT + paint(isolated(name), "cyan", colour) + (f"  {isolated(says)}" if says else "")]
    lines = [INDENT + paint(isolated(cut(name, room)), "cyan", colour)]
    return lines + [f"{INDENT}  {line}" for line in hanging(says, room - 2)]


def _passages(passages: tuple[Passage, ...], width: int, colour: bool) -> list[str]:
    places = align([[_place(passage, width)] for passage in passages])
    room = width - 2 * len(INDENT) - 2 - display_width(places[0][0])
    rows = []
    for place, passage in zip(places, passages, strict=True):
        rows.append([paint(place[0], "cyan", colour), excerpt(passage.text, room)])
        if passage.was is not None:
            changes = excerpt(word_changes(passage), room)
            rows.append([" " * display_width(place[0]), paint(changes, "dim", colour)])
    return grid(rows, 2 * INDENT)


def _place(passage: Passage, width: int) -> str:
    """Return where a passage stands; of a long id the middle is left out, since both its ends tell."""
    room = max(12, width // 3 - len(passage.place))
    return isolated(cut_middle(for_terminal(passage.article), room)) + passage.place
