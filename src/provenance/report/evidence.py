"""What a text is called, and what speaks for and against it, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from provenance.model import Evidence, Origin
from provenance.report.escape import for_terminal, isolated, one_line
from provenance.report.layout import Style, cut, display_width, paint, wrap
from provenance.report.phrases import origin_phrase

INDENT: Final = "   "
MARGIN: Final = 12

LINES: Final = 2

_STYLES: Final[dict[str, Style]] = {"wire-copy": "red", "press-release": "red", "syndication": "yellow"}


def label(text: str, colour: bool) -> str:
    """Return the word at the head of a line, so wide that all lines begin at ``MARGIN``."""
    return INDENT + paint(f"{text:<{MARGIN - len(INDENT)}}", "dim", colour)


def origin_line(origin: Origin, width: int, colour: bool) -> str:
    """Return the line that names an origin."""
    words = for_terminal(one_line(origin_phrase(origin)))
    return label("origin", colour) + paint(
        cut(words, width - MARGIN), _STYLES.get(origin.kind, "bold"), colour
    )


def evidence_lines(origin: Origin, width: int, colour: bool, labels: Mapping[str, str]) -> list[str]:
    """Return what speaks for and against an origin, on ``LINES`` lines each; what does not fit is counted.

    Args:
        origin: What the text is called, and why.
        width: Columns of the terminal.
        colour: Whether to use colours.
        labels: Short names by id, for the articles that evidence may name.
    """
    lines = []
    for word, evidence in (("for", origin.supports), ("against", origin.against)):
        texts = _lines(_details(evidence, labels), width - MARGIN)
        heads = [label(word, colour)] + [" " * MARGIN] * len(texts)
        lines += [head + text for head, text in zip(heads, texts, strict=False)]
    return lines


def full_evidence_lines(origin: Origin, width: int, colour: bool) -> list[str]:
    """Return every piece of evidence for and against an origin, on as many lines as it takes."""
    lines = []
    for word, evidence in (("for", origin.supports), ("against", origin.against)):
        texts = [line for detail in _details(evidence, {}) for line in hanging(detail, width - MARGIN)]
        heads = [label(word, colour)] + [" " * MARGIN] * len(texts)
        lines += [head + text for head, text in zip(heads, texts, strict=False)]
    return lines


def _details(evidence: Iterable[Evidence], labels: Mapping[str, str]) -> list[str]:
    details = [for_terminal(one_line(fact.detail or fact.kind)) for fact in evidence]
    for key, name in labels.items():
        details = [detail.replace(for_terminal(key), name) for detail in details]
    return details


def hanging(text: str, columns: int) -> list[str]:
    """Return ``text`` wrapped, all lines but the first a little further in."""
    first, *others = wrap(text, columns) or [""]
    return [first, *("  " + line for line in wrap(" ".join(others), columns - 2))]


def _lines(details: list[str], columns: int) -> list[str]:
    """Join details on ``LINES`` lines at most: whole ones while there is room, the others counted."""
    lines: list[str] = []
    left = list(details)
    while left and len(lines) < LINES:
        last = len(lines) == LINES - 1
        kept = next((n for n in range(len(left), 0, -1) if _fits(left, n, columns, counted=last)), 0)
        others = len(left) - max(kept, 1)
        more = f"; {others} more" if last and others else ""
        if kept:
            lines.append("; ".join(map(isolated, left[:kept])) + more)
        else:
            lines.append(isolated(cut(left[0], columns - display_width(more))) + more)
        left = left[max(kept, 1) :]
    return lines


def _fits(details: list[str], kept: int, columns: int, *, counted: bool) -> bool:
    """Say whether the first details fit into a line, where the others are ``counted`` with their number."""
    others = len(details) - kept
    more = f"; {others} more" if counted and others else ""
    return display_width("; ".join(map(isolated, details[:kept])) + more) <= columns
