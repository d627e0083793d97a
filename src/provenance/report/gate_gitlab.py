"""The gate's findings as a GitLab code quality report: a JSON list."""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from provenance.core.deciding.gate import GateReport
from provenance.report import gate_phrases as phrases
from provenance.report.escape import for_terminal, one_line

_DUPLICATE: Final = "unlabelled-duplicate"


def write_code_quality(report: GateReport, stream: TextIO) -> None:
    """Write an entry for each unlabelled duplicate, unread file and stale label."""
    entries = []
    for found in report.verdict.duplicates:
        location = report.location(found.here)
        mend = phrases.credit(report, found) or f"accept: {phrases.accept(report, found)}"
        text = f"{phrases.heading(report, found)}. {mend}"
        entries.append(_entry(_DUPLICATE, text, found.match.id, "major", location.file, location.line))
    for problem in report.verdict.problems:
        file = report.files.get(problem.path, problem.path)
        key = f"unread {problem.path} {problem.line} {problem.reason}"
        entries.append(_entry("not-judged", problem.reason, key, "critical", file, problem.line))
    for entry in report.verdict.stale:
        key = f"stale {min(entry.label.covers).fingerprint} {entry.label.kind} {entry.label.line}"
        severity = "major" if report.strict else "minor"
        text = phrases.stale(entry)
        entries.append(_entry("stale-label", text, key, severity, report.labels, entry.label.line))
    json.dump(entries, stream, ensure_ascii=True, indent=1)
    stream.write("\n")


def _entry(check: str, text: str, key: str, severity: str, file: str, line: int | None) -> dict[str, Any]:
    import xxhash

    return {
        "description": for_terminal(one_line(text)),
        "check_name": check,
        "fingerprint": xxhash.xxh3_128_hexdigest(f"{check} {key}".encode("utf-8", "replace")),
        "severity": severity,
        "location": {"path": for_terminal(file), "lines": {"begin": line or 1}},
    }
