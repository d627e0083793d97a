"""The command that labels a match of a report, as it can be typed in the folder of the corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from provenance.core.deciding.gate import decision_for
from provenance.core.deciding.labels import origins_by_match
from provenance.model import Match, Report, Side
from provenance.report.commands import shell_command, shell_word

_START: Final = "provenance label accept"
# A report names no folder, so commands are for the one that the articles' ids begin at.
_CORPUS: Final = ("--corpus", ".")
_WITH_AGENCY: Final = ("wire-copy", "press-release", "unknown")


def label_commands(report: Report) -> Mapping[str, str]:
    """Return the command for each match that nothing labels, by the match's id."""
    origins = origins_by_match(report)
    names: dict[tuple[str, int], str] = {}
    ends: dict[tuple[str, str | None], str] = {}
    commands = {}
    for match in report.matches:
        if match.label is not None:
            continue
        decision = decision_for(origins[match.id])
        agency = decision.agency if decision.kind in _WITH_AGENCY else None
        says = (decision.kind, agency)
        if says not in ends:
            words = ["--as", decision.kind, *(("--agency", agency) if agency else ()), *_CORPUS]
            ends[says] = shell_command(words)
        commands[match.id] = _command(match, names, ends[says])
    return commands


def _command(match: Match, names: dict[tuple[str, int], str], end: str) -> str:
    places = " ".join(_name(side, names) for side in (match.left, match.right))
    if any(side.article.startswith("-") for side in (match.left, match.right)):
        return f"{_START} {end} -- {places}"
    return f"{_START} {places} {end}"


def _name(side: Side, names: dict[tuple[str, int], str]) -> str:
    key = (side.article, side.line)
    if key not in names:
        names[key] = shell_word(f"{side.article}:{side.line}")
    return names[key]
