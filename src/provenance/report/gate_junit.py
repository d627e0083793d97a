"""The gate's findings as JUnit XML: a test case for each duplicate, failed where nothing labels it."""

from __future__ import annotations

import re
from typing import Final, TextIO
from xml.sax.saxutils import escape, quoteattr

from provenance.core.deciding.gate import Duplicate, GateReport
from provenance.model import Match
from provenance.report import gate_phrases as phrases
from provenance.report.escape import for_terminal, one_line

# XML 1.0 has no way to write these; control characters and surrogates are made visible before.
_NO_XML: Final = re.compile("[\ufffe\uffff]")


def write_junit(report: GateReport, stream: TextIO) -> None:
    """Write one test suite; labelled duplicates pass, files that were not judged are errors."""
    verdict = report.verdict
    stale = len(verdict.stale) if report.strict else 0
    cases = len(verdict.duplicates) + len(verdict.labelled) + len(verdict.problems) + stale
    failures = len(verdict.duplicates) + stale
    counts = f'tests="{max(1, cases)}" failures="{failures}" errors="{len(verdict.problems)}" skipped="0"'
    stream.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    stream.write(
        f'<testsuites name="provenance gate" {counts}>\n<testsuite name="provenance gate" {counts}>\n'
    )
    for found in verdict.duplicates:
        _failed(report, found, stream)
    for match in verdict.labelled:
        _case(report, match, stream)
    for problem in verdict.problems:
        name = report.files.get(problem.path, problem.path)
        _open(stream, name, "is judged", name, problem.line)
        stream.write(f"><error message={_attribute(problem.reason)}/></testcase>\n")
    for entry in verdict.stale if report.strict else ():
        _open(stream, report.labels, f"label on line {entry.label.line}", report.labels, entry.label.line)
        stream.write(f"><failure message={_attribute(phrases.stale(entry))}/></testcase>\n")
    if not cases:
        stream.write('<testcase classname="provenance gate" name="no duplicates"/>\n')
    stream.write(f"<system-out>{_text(phrases.summary(report))}</system-out>\n</testsuite>\n</testsuites>\n")


def _failed(report: GateReport, found: Duplicate, stream: TextIO) -> None:
    here = report.location(found.here)
    _open(stream, *_named(report, found.match), here.file, here.line)
    lines = [phrases.place(here), phrases.excerpt(found.here)]
    if found.broken:
        lines.append(f"changed: {phrases.changed(found)}")
    credit = phrases.credit(report, found)
    lines += [f"credit: {credit}"] if credit is not None else []
    lines.append(f"accept: {phrases.accept(report, found)}")
    body = "\n".join(_text(line) for line in lines)
    message = _attribute(phrases.heading(report, found))
    stream.write(f'><failure type="unlabelled-duplicate" message={message}>{body}</failure></testcase>\n')


def _case(report: GateReport, match: Match, stream: TextIO) -> None:
    left = report.location(match.left)
    _open(stream, *_named(report, match), left.file, left.line)
    stream.write("/>\n")


def _named(report: GateReport, match: Match) -> tuple[str, str]:
    """Return a duplicate's class and name, by which servers follow a test: the same once it is labelled."""
    left, right = report.location(match.left), report.location(match.right)
    return left.file, f"{phrases.place(left)} ~ {phrases.place(right)}"


def _open(stream: TextIO, group: str, name: str, file: str, line: int | None) -> None:
    at = "" if line is None else f' line="{line}"'
    stream.write(
        f"<testcase classname={_attribute(group)} name={_attribute(name)} file={_attribute(file)}{at}"
    )


def _attribute(text: str) -> str:
    return quoteattr(_plain(text))


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    return _NO_XML.sub("\ufffd", for_terminal(one_line(text)))
