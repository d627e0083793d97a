"""What two reports differ in, as Markdown: every entry of every section."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from provenance.core.diffing.differences import SCHEMA, Difference
from provenance.report.diff_parts import Entry, Passage, run_lines, sections, summary
from provenance.report.escape import for_markdown, isolated


def write_diff_markdown(difference: Difference, stream: TextIO) -> None:
    """Write a difference as Markdown."""
    stream.write(f"<!-- {SCHEMA} -->\n# What two reports differ in\n\n")
    for line in run_lines(difference):
        stream.write(f"{_safe(line)}\n\n")
    stream.write("| | new | gone | changed | |\n| --- | ---: | ---: | ---: | --- |\n")
    for name, new, gone, changed, note in summary(difference):
        stream.write(f"| {name} | {new:,} | {gone:,} | {changed:,} | {_safe(note)} |\n")
    for section in sections(difference):
        stream.write(f"\n## {section.title}: {len(section.entries):,}\n\n")
        if section.note:
            stream.write(f"{_safe(section.note)}\n\n")
        for entry in section.entries:
            stream.write("\n".join(_entry(entry)) + "\n")


def _entry(entry: Entry) -> Iterator[str]:
    yield f"- {_safe(entry.name)}" + (f": {_safe(entry.says)}" if entry.says else "")
    for passage in entry.passages:
        yield from _passage(passage)


def _passage(passage: Passage) -> Iterator[str]:
    yield f"    - {_safe(passage.article)}{passage.place}: {_safe(passage.text)}"
    if passage.was is not None:
        yield f"        - was: {_safe(passage.was)}"


def _safe(text: str) -> str:
    return isolated(for_markdown(text))
