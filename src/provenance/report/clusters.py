"""One cluster in full, for a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TextIO

from provenance.core.text.pages import page_among, page_starts
from provenance.model import Cluster, Member, Report, Side
from provenance.report.escape import for_terminal, one_line
from provenance.report.evidence import INDENT, full_evidence_lines, origin_line
from provenance.report.layout import align, cut, display_width, grid, paint
from provenance.report.names import short_names
from provenance.report.phrases import counted, place_phrase
from provenance.report.table import excerpt


def write_cluster(
    report: Report, cluster: Cluster, stream: TextIO, width: int = 80, colour: bool = False
) -> None:
    """Write a cluster: its origin with the evidence, and every member with place and text.

    Args:
        report: The report that holds the cluster.
        cluster: Which one.
        stream: Where it goes.
        width: Columns of the terminal, at least 40.
        colour: Whether to use colours and bold.
    """
    width = max(40, width)
    ids = {member.article for member in cluster.members}
    labels = short_names((article.id for article in report.articles), least=8, limit=width // 3)
    heading = f"cluster {for_terminal(one_line(cluster.id))}   {counted(len(cluster.members), 'passage')}"
    heading += f" in {counted(len(ids), 'article')}"
    if cluster.collapsed:
        heading += f", {cluster.collapsed:,} tied to the first only"
    if cluster.labelled:
        heading += ", labelled"
    lines = [paint(cut(heading, width), "bold", colour)]
    lines += [origin_line(cluster.origin, width, colour), *full_evidence_lines(cluster.origin, width, colour)]
    sides = {(side.article, side.start, side.end): side for side in _sides(report, cluster)}
    texts = {article.id: article.text for article in report.articles if article.id in ids}
    places = align([[_place(member, labels, sides, texts)] for member in cluster.members])
    room = width - len(INDENT) - 2 - display_width(places[0][0])
    rows = [
        [paint(place[0], "cyan", colour), excerpt(_text(member, sides, texts), room)]
        for place, member in zip(places, cluster.members, strict=True)
    ]
    stream.write("\n".join(lines + grid(rows, INDENT)) + "\n")


def _sides(report: Report, cluster: Cluster) -> Iterator[Side]:
    for match in report.matches:
        if match.cluster == cluster.id:
            yield match.left
            yield match.right


def _place(
    member: Member,
    labels: dict[str, str],
    sides: dict[tuple[str, int, int], Side],
    texts: dict[str, str | None],
) -> str:
    """Return "name:line", or the offset as "name @1234" where the report does not tell the line."""
    side = sides.get((member.article, member.start, member.end))
    text = texts[member.article]
    if side is not None:
        return labels[member.article] + place_phrase(side.line, side.page)
    if text is not None:
        line, page = text.count("\n", 0, member.start) + 1, page_among(page_starts(text), member.start)
        return labels[member.article] + place_phrase(line, page)
    return f"{labels[member.article]} @{member.start}"


def _text(member: Member, sides: dict[tuple[str, int, int], Side], texts: dict[str, str | None]) -> str:
    text = texts[member.article]
    if text is not None:
        return text[member.start : member.end]
    side = sides.get((member.article, member.start, member.end))
    return side.text if side is not None else "(the report does not carry this text)"
