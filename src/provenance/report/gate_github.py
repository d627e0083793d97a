"""The gate's findings as GitHub annotations, and the step summary that holds all of them.

GitHub shows ten annotations of a kind for a step, so an article gets one at most, and the rest stand in
the summary. Values are escaped as the toolkit does: a message cannot end its line or forge a command.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, TextIO

from provenance.core.deciding.gate import Duplicate, GateReport
from provenance.report import gate_phrases as phrases
from provenance.report.escape import for_markdown, for_terminal, one_line

MOST: Final = 10
# GitHub drops a summary of more than 1 MiB.
SUMMARY_BYTES: Final = 900_000


def write_annotations(report: GateReport, stream: TextIO) -> None:
    """Write annotations: errors for unlabelled duplicates and unread files, warnings for stale labels."""
    errors = [*_duplicates(report), *_problems(report)]
    warnings = list(_warnings(report))
    for kind, lines in (("error", errors), ("warning", warnings)):
        stream.writelines(f"::{kind} {line}\n" for line in lines[:MOST])
    hidden = max(0, len(errors) - MOST) + max(0, len(warnings) - MOST)
    more = f" {hidden} more in the step summary." if hidden else ""
    if errors or warnings:
        stream.write(f"::notice title=provenance::{_value(phrases.summary(report) + more)}\n")


def write_step_summary(report: GateReport, stream: TextIO) -> None:
    """Write all findings as Markdown, as many as a step summary may hold."""
    verdict = report.verdict
    stream.write(f"### provenance gate\n\n{for_markdown(phrases.summary(report))}\n\n")
    used = 0
    for number, found in enumerate(verdict.duplicates):
        text = "\n".join(_summary_lines(report, found)) + "\n"
        used += len(text.encode("utf-8", "replace"))
        if used > SUMMARY_BYTES:
            stream.write(f"\nand {len(verdict.duplicates) - number:,} more in the log\n")
            break
        stream.write(text)
    for problem in verdict.problems[:1000]:
        where = report.files.get(problem.path, problem.path)
        stream.write(f"- {for_markdown(f'{where}: not judged: {problem.reason}')}\n")
    for entry in verdict.stale[:1000]:
        stream.write(f"- {for_markdown(f'{report.labels}:{entry.label.line}: {phrases.stale(entry)}')}\n")
    stream.write("\n")


def _summary_lines(report: GateReport, found: Duplicate) -> Iterator[str]:
    where = phrases.place(report.location(found.here))
    yield f"- {for_markdown(f'{where}: {phrases.heading(report, found)}')}  "
    yield f"  {for_markdown(phrases.excerpt(found.here))}  "
    credit = phrases.credit(report, found)
    if credit is not None:
        yield f"  {for_markdown(credit)}  "
    yield f"  {_code(phrases.accept(report, found))}"


def _code(text: str) -> str:
    """Return a code span with a fence longer than any run of backticks in it."""
    fence = "`"
    while fence in text:
        fence += "`"
    space = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{fence}{space}{text}{space}{fence}"


def _duplicates(report: GateReport) -> Iterator[str]:
    """Yield one annotation an article, at its first finding."""
    by_file: dict[tuple[str, str | None], list[Duplicate]] = {}
    for found in report.verdict.duplicates:
        location = report.location(found.here)
        by_file.setdefault((location.file, location.record), []).append(found)
    for group in by_file.values():
        first = group[0]
        location = report.location(first.here)
        lines = [phrases.heading(report, first), phrases.excerpt(first.here)]
        if first.broken:
            lines.append(f"changed: {phrases.changed(first)}")
        credit = phrases.credit(report, first)
        lines += [f"credit: {credit}"] if credit is not None else []
        lines.append(f"accept: {phrases.accept(report, first)}")
        if len(group) > 1:
            lines.append(f"{len(group) - 1} more in this article: see the step summary or the log")
        yield _annotation(location.file, location.line, location.last_line, "unlabelled duplicate", lines)


def _problems(report: GateReport) -> Iterator[str]:
    for problem in report.verdict.problems:
        file = report.files.get(problem.path, problem.path)
        yield _annotation(file, problem.line, None, "not judged", [problem.reason])


def _warnings(report: GateReport) -> Iterator[str]:
    for entry in report.verdict.stale:
        yield _annotation(report.labels, entry.label.line, None, "stale label", [phrases.stale(entry)])
    for move in report.verdict.moves:
        yield _annotation(report.labels, None, None, "moved article", [phrases.moved(move)])


def _annotation(file: str, line: int | None, last: int | None, title: str, lines: list[str]) -> str:
    properties = {"file": file, "line": line, "endLine": last if last != line else None, "title": title}
    told = ",".join(
        f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None
    )
    return f"{told}::{'%0A'.join(_value(text) for text in lines)}"


def _value(text: str) -> str:
    safe = for_terminal(one_line(text))
    return safe.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    # A path is what GitHub looks up, so only what would end or drive the command is changed in it.
    safe = "".join(sign if sign == ":" else for_terminal(sign) for sign in text)
    return safe.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
