"""The whole report as Markdown: every pair, match, cluster, article, problem and limit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from provenance.model import SCHEMA, Cluster, Evidence, Match, Origin, Report, Side
from provenance.report.escape import for_markdown, isolated, one_line
from provenance.report.order import NumberedPair, numbered_pairs
from provenance.report.phrases import (
    closing_phrase,
    counted,
    opening_phrase,
    origin_phrase,
    percent,
    place_phrase,
    shared_phrase,
    use_phrase,
)


def write_markdown(report: Report, stream: TextIO) -> None:
    """Write a report as Markdown, section by section; pairs are numbered as in the table."""
    groups = numbered_pairs(report)
    stream.write(f"<!-- {SCHEMA} -->\n# Passages that articles share\n\n")
    stream.write(f"{_safe(opening_phrase(report))}.\n\n{_safe(closing_phrase(groups))}\n")
    for group in groups:
        _write(stream, _pair(group))
    for section in (
        _clusters(report),
        _repeats(report),
        _articles(report),
        _problems(report),
        _limits(report),
    ):
        _write(stream, section)


def _safe(text: str) -> str:
    """Return article text as plain words in Markdown that keep their direction of writing to themselves."""
    return isolated(for_markdown(text))


def _write(stream: TextIO, lines: Iterable[str]) -> None:
    for line in lines:
        stream.write(line + "\n")


def _pair(group: NumberedPair) -> Iterator[str]:
    pair = group.pair
    left, right = _safe(pair.left), _safe(pair.right)
    yield f"\n## {group.number}. {left} \\~ {right}\n"
    shares = f"{percent(pair.left_share)} of {left}, {percent(pair.right_share)} of {right}"
    yield f"- shared: {shared_phrase(group)}; {shares}"
    yield from _origin(pair.origin)
    yield ""
    yield from _table(
        (
            "left",
            "left text",
            "right",
            "right text",
            "relation",
            "content",
            "score",
            "speaker",
            "label",
            "match",
        ),
        (_match_cells(match) for match in (*group.listed, *group.set_aside)),
    )


def _match_cells(match: Match) -> tuple[str, ...]:
    score = f"{match.score:.2f}"
    return (
        *_side_cells(match.left),
        *_side_cells(match.right),
        match.relation,
        match.content,
        score,
        match.speaker or "",
        match.label or "",
        match.id,
    )


def _side_cells(side: Side) -> tuple[str, str]:
    return _place(side), side.text


def _place(side: Side) -> str:
    return place_phrase(side.line, side.page)


def _origin(origin: Origin) -> Iterator[str]:
    yield f"- origin: {_safe(origin_phrase(origin))}"
    for label, evidence in (("for", origin.supports), ("against", origin.against)):
        if evidence:
            yield f"- {label}: {_details(evidence)}"


def _details(evidence: Iterable[Evidence]) -> str:
    return "; ".join(_safe(fact.detail or fact.kind) for fact in evidence)


def _clusters(report: Report) -> Iterator[str]:
    if report.clusters:
        yield "\n## Clusters"
    for cluster in report.clusters:
        yield from _cluster(cluster)


def _cluster(cluster: Cluster) -> Iterator[str]:
    notes = f", {cluster.collapsed:,} tied to the first only" if cluster.collapsed else ""
    notes += ", labelled" if cluster.labelled else ""
    yield f"\n### Cluster {_safe(cluster.id)}: {counted(len(cluster.members), 'passage')}{notes}\n"
    yield f"> {_safe(cluster.excerpt)}\n"
    yield from _origin(cluster.origin)
    for member in cluster.members:
        yield f"- in {_safe(member.article)}, characters {member.start} to {member.end}"


def _repeats(report: Report) -> Iterator[str]:
    if report.repeats:
        yield "\n## Repeats within an article\n"
        yield from _table(
            ("article", "relation", "line", "line again", "text"),
            ((r.article, r.relation, *map(_place, (r.left, r.right)), r.left.text) for r in report.repeats),
        )


def _articles(report: Report) -> Iterator[str]:
    yield "\n## Articles\n"
    uses = [use_phrase(article) for article in report.articles]
    status = ("status",) if any(uses) else ()
    yield from _table(
        (
            "article",
            "title",
            "outlet",
            "published",
            "words",
            "reused",
            "quoted",
            "origin",
            "credits",
            *status,
        ),
        (
            (
                article.id,
                article.title or "",
                article.outlet or "",
                article.published or "",
                f"{article.words:,}",
                percent(article.reused),
                percent(article.quoted),
                origin_phrase(article.origin),
                "; ".join(article.credits),
                *((use,) if status else ()),
            )
            for article, use in zip(report.articles, uses, strict=True)
        ),
    )


def _problems(report: Report) -> Iterator[str]:
    if report.problems:
        yield "\n## Problems\n"
    for problem in report.problems:
        line = "" if problem.line is None else f":{problem.line}"
        yield f"- {_safe(problem.path)}{line}: {_safe(problem.reason)}"


def _limits(report: Report) -> Iterator[str]:
    if report.limits:
        yield "\n## Not seen\n"
    for limit in report.limits:
        yield f"- {_safe(one_line(limit))}"


def _table(heading: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield "| " + " | ".join(heading) + " |"
    yield "|" + " --- |" * len(heading)
    for row in rows:
        yield "| " + " | ".join(map(_safe, row)) + " |"
