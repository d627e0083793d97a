"""Who ran a text when: a row an article, in the order of their dates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from provenance.errors import UsageError
from provenance.model import Cluster, Match, Origin, Relation, Report
from provenance.report.dates import moment_of, seconds_of
from provenance.report.phrases import counted, origin_phrase
from provenance.report.plot.style import INK, LINE, RELATIONS, SOFT, caption, new_figure, shown
from provenance.report.select import find_target

MOST_ROWS: Final = 40
MOST_DAYS: Final = 8
_ROW_HEIGHT: Final = 0.3
_NAME: Final = 30
_TITLE: Final = 70


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An article: its name, when it ran, and how it is like the first row's (None for that one itself)."""

    article: str
    outlet: str | None
    moment: date | datetime | None
    seconds: int | None
    relation: Relation | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What a timeline is of."""

    title: str
    origin: Origin
    rows: tuple[Row, ...]


def draw_timeline(report: Report, target: str | None = None) -> tuple[Any, str]:
    """Return a figure and its title.

    Raises:
        UsageError: if there is no such cluster or pair, or no article of it has a date.
    """
    story = story_of(report, target)
    rows = story.rows[:MOST_ROWS]
    dated = [row for row in rows if row.moment is not None]
    if not dated:
        raise UsageError(
            "no article of it has a date to be drawn at; give dates as 2031-03-04 or 2031-03-04T07:30Z in a"
            " manifest.csv, and compare again"
        )
    figure = new_figure(9, 1.9 + _ROW_HEIGHT * len(rows))
    axes = figure.add_subplot()
    times = any(isinstance(row.moment, datetime) for row in dated)
    for number, row in enumerate(rows):
        _row(axes, number, row, times)
    axes.set_yticks(range(len(rows)), [_name(row) for row in rows])
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelcolor=INK, labelsize=9)
    axes.grid(axis="both", color=LINE, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.spines["left"].set_visible(False)
    _dates(axes, dated, times)
    _undated(axes, rows)
    _legend(axes, rows)
    notes = [origin_phrase(story.origin)]
    notes += ["a bar is a day whose time is not known; times are UTC"] if times else []
    if len(story.rows) > len(rows):
        notes.append(f"{counted(len(story.rows) - len(rows), 'more article')} not drawn")
    caption(axes, story.title, shown("; ".join(notes), 200) + ".")
    return figure, story.title


def story_of(report: Report, target: str | None) -> Story:
    """Return the articles of a cluster or pair in the order of their dates, those without one last.

    Args:
        report: what was found.
        target: a cluster's id, a pair's number or ``LEFT~RIGHT``; None is the largest cluster called wire
            copy, else the largest one.
    """
    chosen = _largest(report) if target is None else find_target(report, target)
    if isinstance(chosen, Cluster):
        ids = {member.article for member in chosen.members}
        matches = [match for match in report.matches if match.cluster == chosen.id]
        origin, title = chosen.origin, f"“{shown(chosen.excerpt, _TITLE)}”"
    else:
        ids = {chosen.pair.left, chosen.pair.right}
        matches = [*chosen.listed, *chosen.set_aside]
        origin, title = chosen.pair.origin, f"{counted(len(matches), 'passage')} in common"
    articles = [article for article in report.articles if article.id in ids]

    def when(one: Any) -> tuple[bool, int, str]:
        seconds = seconds_of(one.published)
        return seconds is None, seconds or 0, one.id

    articles.sort(key=when)
    rows = [
        Row(
            article=article.id,
            outlet=article.outlet,
            moment=moment_of(article.published),
            seconds=seconds_of(article.published),
            relation=None if number == 0 else _relation(article.id, articles[0].id, matches),
        )
        for number, article in enumerate(articles)
    ]
    return Story(title=title, origin=origin, rows=tuple(rows))


def _largest(report: Report) -> Cluster:
    if not report.clusters:
        raise UsageError("the report has no cluster, so there is no timeline to draw")

    def rank(cluster: Cluster) -> tuple[bool, int, str]:
        articles = len({member.article for member in cluster.members})
        return cluster.origin.kind != "wire-copy", -articles, cluster.id

    return min(report.clusters, key=rank)


def _relation(article: str, first: str, matches: Iterable[Match]) -> Relation | None:
    """Return how an article's passage is alike to the first one's, else to whichever it is most like."""
    own = [match for match in matches if article in (match.left.article, match.right.article)]
    direct = [match for match in own if first in (match.left.article, match.right.article)]
    relations = {match.relation for match in direct or own}
    return next((relation for relation in RELATIONS if relation in relations), None)


def _name(row: Row) -> str:
    return shown(row.outlet or row.article, _NAME)


def _span(moment: date | datetime) -> tuple[datetime, datetime]:
    """Return when it was published: from when to when."""
    if isinstance(moment, datetime):
        exact = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
        return exact, exact
    start = datetime(moment.year, moment.month, moment.day)
    return start, start + timedelta(days=1)


def _row(axes: Any, number: int, row: Row, times: bool) -> None:
    """Draw an article: a mark, and a bar over its day where others have a time and it has none."""
    if row.moment is None:
        return
    start, end = _span(row.moment)
    end = end if times else start
    colour, marker, _ = RELATIONS[row.relation] if row.relation else (INK, "*", "")
    if end > start:
        axes.plot(
            [start, end], [number, number], color=colour, linewidth=7, alpha=0.25, solid_capstyle="butt"
        )
    middle = start + (end - start) / 2
    size = 12 if row.relation is None else 8
    axes.plot([middle], [number], marker, color=colour, markersize=size, markeredgecolor="white", zorder=3)


def _dates(axes: Any, rows: Sequence[Row], times: bool) -> None:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, DateFormatter, DayLocator

    spans = [_span(row.moment) for row in rows if row.moment is not None]
    first, last = min(start for start, _ in spans), max(end if times else start for start, end in spans)
    margin = max((last - first) * 0.04, timedelta(hours=2 if times else 12))
    axes.set_xlim(first - margin, last + margin)
    if not times and last - first <= timedelta(days=MOST_DAYS):
        axes.xaxis.set_major_locator(DayLocator())
        axes.xaxis.set_major_formatter(DateFormatter("%Y-%m-%d"))
        return
    locator = AutoDateLocator(minticks=3, maxticks=9)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))


def _undated(axes: Any, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows):
        if row.moment is None:
            axes.text(
                0.5, number, "no date known", transform=axes.get_yaxis_transform(), ha="center", va="center",
                fontsize=8, color=SOFT, style="italic",
            )  # fmt: skip


def _legend(axes: Any, rows: Sequence[Row]) -> None:
    from matplotlib.lines import Line2D

    handles = [
        Line2D(
            [],
            [],
            color=INK,
            marker="*",
            markersize=12,
            linestyle="",
            label="the others are compared with this one",
        )
    ]
    for relation, (colour, marker, _) in RELATIONS.items():
        if any(row.relation == relation for row in rows):
            handles.append(
                Line2D([], [], color=colour, marker=marker, markersize=8, linestyle="", label=relation)
            )
    axes.legend(
        handles=handles,
        loc="upper left",
        bbox_to_anchor=(-0.02, -0.45 / (_ROW_HEIGHT * len(rows))),
        ncols=len(handles),
        frameon=False,
        fontsize=9,
    )
