"""The report as tables for a spreadsheet: a row a match, a row an article."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Final, TextIO

from provenance.model import ArticleSummary, Match, Pair, Report, Side
from provenance.report.dates import day_of, moment_of
from provenance.report.escape import for_csv
from provenance.report.order import LISTED

PARTNERS: Final = 10

MATCH_COLUMNS: Final = (
    "id",
    "relation",
    "content",
    "score",
    "words",
    "pair_origin",
    "agency",
    "confidence",
    "left_article",
    "left_line",
    "left_start",
    "left_end",
    "left_text",
    "right_article",
    "right_line",
    "right_start",
    "right_end",
    "right_text",
    "speaker",
    "cluster",
    "label",
    "evidence",
)
# Only where a report has articles with pages.
PAGE_COLUMNS: Final = ("left_page", "right_page")
ARTICLE_COLUMNS: Final = (
    "id",
    "title",
    "outlet",
    "published",
    "language",
    "origin",
    "agency",
    "confidence",
    "share_reused",
    "share_quoted",
    "matches",
    "set_aside",
    "partners",
    "partner_ids",
    "earliest_held",
    "earliest_published",
    "credits",
    "status",
    "embargo",
    "version",
    "provider_id",
    "editor_note",
    "usage_terms",
    "byline",
)


def write_matches_csv(report: Report, stream: TextIO) -> None:
    """Write one row a match, in the report's order; offsets are half-open code points.

    Where a passage lies on a known page, each row ends with the pages.
    """
    pairs = {key: pair for pair in report.pairs for key in pair.matches}
    rows = (_match_row(match, pairs.get(match.id)) for match in report.matches)
    if any(side.page is not None for match in report.matches for side in (match.left, match.right)):
        pages = ((match.left.page, match.right.page) for match in report.matches)
        with_pages = ([*row, *page] for row, page in zip(rows, pages, strict=True))
        _write(stream, (*MATCH_COLUMNS, *PAGE_COLUMNS), with_pages)
    else:
        _write(stream, MATCH_COLUMNS, rows)


def write_articles_csv(report: Report, stream: TextIO) -> None:
    """Write one row an article.

    ``matches`` and ``partners`` count passages and quotations; boilerplate and formulas are
    counted as ``set_aside``. ``earliest_held`` is the earliest published of the article and its
    partners, where dates are known: several, where their dates do not tell them apart. A text that
    many run is matched with one of them only; the others are partners, too.
    """
    articles = {article.id: article for article in report.articles}
    partners: dict[str, set[str]] = defaultdict(set)
    matches: dict[str, int] = defaultdict(int)
    aside: dict[str, int] = defaultdict(int)
    told = {match.cluster for match in report.matches if match.content in LISTED}
    for cluster in report.clusters:
        if cluster.collapsed and cluster.id in told:
            members = {member.article for member in cluster.members} & articles.keys()
            for key in members:
                partners[key] |= members - {key}
    for match in report.matches:
        left, right = match.left.article, match.right.article
        counts = matches if match.content in LISTED else aside
        for key in (left, right):
            counts[key] += 1
        if match.content in LISTED:
            partners[left].add(right)
            partners[right].add(left)
    _write(
        stream,
        ARTICLE_COLUMNS,
        (
            _article_row(
                article, matches[article.id], aside[article.id], sorted(partners[article.id]), articles
            )
            for article in report.articles
        ),
    )


def _write(stream: TextIO, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(value) for value in row])


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, float):
        return round(value, 4)
    return for_csv(value) if isinstance(value, str) else value


def _match_row(match: Match, pair: Pair | None) -> list[object]:
    origin = pair.origin if pair is not None else None
    return [
        match.id,
        match.relation,
        match.content,
        match.score,
        match.words,
        origin and origin.kind,
        origin and origin.agency,
        origin and origin.confidence,
        *_side_cells(match.left),
        *_side_cells(match.right),
        match.speaker,
        match.cluster,
        match.label,
        "; ".join(fact.detail or fact.kind for fact in match.evidence),
    ]


def _side_cells(side: Side) -> list[object]:
    return [side.article, side.line, side.start, side.end, side.text]


def _article_row(
    article: ArticleSummary,
    matches: int,
    aside: int,
    partners: list[str],
    articles: Mapping[str, ArticleSummary],
) -> list[object]:
    earliest = _earliest([article, *(articles[key] for key in partners)]) if partners else []
    return [
        article.id,
        article.title,
        article.outlet,
        article.published,
        article.language,
        article.origin.kind,
        article.origin.agency,
        article.origin.confidence,
        article.reused,
        article.quoted,
        matches,
        aside,
        len(partners),
        _some(partners),
        _some([held.id for held in earliest]),
        earliest[0].published if earliest else None,
        "; ".join(article.credits),
        article.status,
        article.embargo,
        article.version,
        article.provider_id,
        article.editor_note,
        article.usage_terms,
        article.byline,
    ]


def _some(ids: Sequence[str]) -> str:
    more = f" and {len(ids) - PARTNERS} more" if len(ids) > PARTNERS else ""
    return "; ".join(ids[:PARTNERS]) + more


def _earliest(articles: Sequence[ArticleSummary]) -> list[ArticleSummary]:
    """Return the earliest published articles: several, where the day is all that is known of one."""
    known = [(held, moment) for held in articles if (moment := moment_of(held.published)) is not None]
    if not known:
        return []
    first_day = min(day_of(moment) for _, moment in known)
    that_day = [(held, moment) for held, moment in known if day_of(moment) == first_day]
    times = [moment for _, moment in that_day if isinstance(moment, datetime)]
    if len(times) < len(that_day) or len({time.tzinfo is None for time in times}) > 1:
        return [held for held, _ in that_day]
    return [held for held, moment in that_day if moment == min(times)]
