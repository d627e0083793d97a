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

_LEAST_DETAIL: Final = 16

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
    """Return one line for and one line against an origin; what does not fit is counted.

    Args:
        origin: What the text is called, and why.
        width: Columns of the terminal.
        colour: Whether to use colours.
        labels: Short names by id, for the articles that evidence may name.
    """
    return [
        label(word, colour) + _joined(_details(evidence, labels), width - MARGIN)
        for word, evidence in (("for", origin.supports), ("against", origin.against))
        if evidence
    ]


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


def _joined(details: list[str], columns: int) -> str:
    """Join details on one line: whole ones while there is room, one cut, the others counted."""
    whole = "; ".join(map(isolated, details))
    if display_width(whole) <= columns:
        return whole
    for kept in range(len(details) - 1, -1, -1):
        start = "".join(f"{isolated(detail)}; " for detail in details[:kept])
        others = len(details) - kept - 1
        more = f"; {others} more" if others else ""
        room = columns - display_width(start + more)
        if room >= _LEAST_DETAIL or kept == 0:
            return start + isolated(cut(details[kept], room)) + more
    return whole
