"""The gate's findings as text for people: what, where, and the two ways to settle it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from provenance.core.deciding.gate import Duplicate, GateReport
from provenance.report import gate_phrases as phrases
from provenance.report.commands import shell_command
from provenance.report.escape import for_terminal, one_line


def write_gate_text(report: GateReport, stream: TextIO) -> None:
    """Write every finding with its place first and its label command last, then the counts.

    Args:
        report: What the gate found.
        stream: Where it goes.
    """
    verdict = report.verdict
    for found in verdict.duplicates:
        stream.writelines(f"{line}\n" for line in _finding(report, found))
    for problem in verdict.problems:
        line = "" if problem.line is None else f":{problem.line}"
        where = f"{report.files.get(problem.path, problem.path)}{line}"
        stream.write(_safe(f"{where}: not judged: {problem.reason}") + "\n")
    for move in verdict.moves:
        stream.write(_safe(f"{report.labels}: moved: {phrases.moved(move)}") + "\n")
    for entry in verdict.stale:
        stream.write(_safe(f"{report.labels}:{entry.label.line}: {phrases.stale(entry)}") + "\n")
    if verdict.moves or verdict.stale:
        stream.write(f"  tidy:    {shell_command(report.prune)}\n")
    stream.write(_safe(phrases.summary(report)) + "\n")


def _finding(report: GateReport, found: Duplicate) -> Iterator[str]:
    where = phrases.place(report.location(found.here))
    yield _safe(f"{where}: {phrases.heading(report, found)}")
    yield "    " + _safe(phrases.excerpt(found.here))
    if found.broken:
        yield "  changed: " + _safe(phrases.changed(found))
    if found.also:
        yield "  also:    " + _safe(phrases.also(report, found))
    credit = phrases.credit(report, found)
    if credit is not None:
        yield "  credit:  " + _safe(credit)
    yield "  accept:  " + phrases.accept(report, found)


def _safe(text: str) -> str:
    return for_terminal(one_line(text))
