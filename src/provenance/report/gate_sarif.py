"""The gate's findings as SARIF 2.1.0, for code scanning: labelled duplicates are left out.

Source: OASIS, "Static Analysis Results Interchange Format (SARIF) Version 2.1.0".
"""

from __future__ import annotations

import json
from typing import Any, Final, TextIO
from urllib.parse import quote

from provenance.core.deciding.gate import Duplicate, GateReport, Location
from provenance.core.deciding.moves import Stale
from provenance.report import gate_phrases as phrases
from provenance.report.escape import for_terminal, one_line

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# What GitHub takes of one run.
MOST: Final = 5_000
DUPLICATE: Final = "unlabelled-duplicate"
STALE: Final = "stale-label"

_RULES: Final = (
    (
        DUPLICATE,
        "Two articles share a passage that nothing labels",
        "Credit the agency on both articles, or label the passage with the command given.",
        "error",
    ),
    (
        STALE,
        "A label covers sentences that are gone",
        "Tidy the labels file with: provenance label prune CORPUS",
        "warning",
    ),
)


def write_sarif(report: GateReport, stream: TextIO) -> None:
    """Write one run with a result for each unlabelled duplicate and stale label."""
    verdict = report.verdict
    results = [_duplicate(report, found) for found in verdict.duplicates[:MOST]]
    results += [_stale(report, entry) for entry in verdict.stale[: MOST - len(results)]]
    left_out = len(verdict.duplicates) + len(verdict.stale) - len(results)
    notes = [
        _notification("error", f"{report.files.get(p.path, p.path)}: not judged: {p.reason}")
        for p in verdict.problems[:MOST]
    ]
    if left_out:
        notes.append(_notification("warning", f"{left_out} more results are left out"))
    invocation: dict[str, Any] = {"executionSuccessful": not verdict.problems}
    if notes:
        invocation["toolExecutionNotifications"] = notes
    driver = {
        "name": "provenance",
        "version": report.version,
        "rules": [
            {
                "id": name,
                "shortDescription": {"text": short},
                "help": {"text": mend},
                "defaultConfiguration": {"level": level},
            }
            for name, short, mend, level in _RULES
        ],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "results": results,
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    json.dump(log, stream, ensure_ascii=True, indent=1)
    stream.write("\n")


def _duplicate(report: GateReport, found: Duplicate) -> dict[str, Any]:
    lines = [phrases.heading(report, found), phrases.excerpt(found.here)]
    if found.broken:
        lines.append(f"changed: {phrases.changed(found)}")
    credit = phrases.credit(report, found)
    lines += [f"credit: {credit}"] if credit is not None else []
    lines.append(f"accept: {phrases.accept(report, found)}")
    other = {
        "id": 0,
        "physicalLocation": _physical(report.location(found.there)),
        "message": _message(["the other copy"]),
    }
    # Both names: GitHub follows results by the first, others by what a tool calls its own.
    prints = {"primaryLocationLineHash": f"{found.match.id}:1", "provenance/match/v1": found.match.id}
    return {
        "ruleId": DUPLICATE,
        "ruleIndex": 0,
        "level": "error",
        "message": _message(lines),
        "locations": [{"physicalLocation": _physical(report.location(found.here))}],
        "relatedLocations": [other],
        "partialFingerprints": prints,
    }


def _stale(report: GateReport, entry: Stale) -> dict[str, Any]:
    where = Location(file=report.labels, line=max(1, entry.label.line), last_line=None, name="")
    first = min(entry.label.covers)
    key = f"{first.fingerprint}:{len(entry.gone)}"
    return {
        "ruleId": STALE,
        "ruleIndex": 1,
        "level": "warning",
        "message": _message([phrases.stale(entry)]),
        "locations": [{"physicalLocation": _physical(where)}],
        "partialFingerprints": {"primaryLocationLineHash": key, "provenance/label/v1": key},
    }


def _physical(location: Location) -> dict[str, Any]:
    path = location.file.encode("utf-8", "surrogateescape").replace(b"\\", b"/")
    found: dict[str, Any] = {"artifactLocation": {"uri": quote(path, safe="/~")}}
    if location.line is not None:
        found["region"] = {"startLine": location.line}
        if location.last_line is not None and location.last_line > location.line:
            found["region"]["endLine"] = location.last_line
    return found


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": _message([text])}


def _message(lines: list[str]) -> dict[str, str]:
    """Return a message in which nothing is a link or a placeholder."""
    text = "\n".join(for_terminal(one_line(line)) for line in lines).replace("\\", "\\\\")
    for sign, plain in (("[", "\\["), ("]", "\\]"), ("{", "{{"), ("}", "}}")):
        text = text.replace(sign, plain)
    return {"text": text}
