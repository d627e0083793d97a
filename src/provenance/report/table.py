"""The report as a table for a terminal: who shares what with whom, called what, on what evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, TextIO

from provenance.model import ArticleSummary, Match, Problem, Report, Side
from provenance.report.dates import without_seconds
from provenance.report.escape import for_terminal, isolated, one_line
from provenance.report.evidence import (
    INDENT,
    MARGIN,
    evidence_lines,
    full_evidence_lines,
    hanging,
    label,
    origin_line,
)
from provenance.report.layout import Style, align, cut, display_width, grid, paint, wrap
from provenance.report.names import short_names
from provenance.report.order import NumberedPair, most_telling, numbered_pairs
from provenance.report.phrases import (
    closing_phrase,
    counted,
    ignored_phrase,
    kept_phrases,
    opening_phrase,
    origin_phrase,
    percent,
    place_phrase,
    set_aside_parts,
    shared_phrase,
    use_phrase,
)

GROUPS: Final = 20
ROWS: Final = 6
WORDINGS: Final = 3
NAMES: Final = 8
PROBLEMS: Final = 10
SAVED: Final = "provenance show reports/report.json"

_NARROW: Final = 100
# Columns that the short name of an article may take at least.
_LABEL: Final = 12
_RELATION_STYLES: Final[dict[str, Style]] = {"identical": "red", "near-copy": "yellow"}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What every part of the table needs to know about the page and the names on it."""

    width: int
    colour: bool
    articles: Mapping[str, ArticleSummary]
    names: Mapping[str, str]
    labels: Mapping[str, str]
    show_more: str | None
    full: bool


def write_table(
    report: Report,
    stream: TextIO,
    width: int = 80,
    colour: bool = False,
    *,
    show_more: str | None = SAVED,
    only: int | None = None,
    kinds: Sequence[str] = (),
) -> None:
    """Write a report as a table.

    Args:
        report: What was found.
        stream: Where the table goes.
        width: Columns of the terminal, at least 40.
        colour: Whether to use colours and bold.
        show_more: The command that shows a pair in full when its number is added, if there is one.
        only: Number of the one pair to show in full, with all its matches and their ids.
        kinds: Origins that the report was narrowed to; what else stands in it is told of.
    """
    width = max(40, width)
    groups = numbered_pairs(report)
    listed = [group for group in groups if (group.listed if only is None else group.number == only)]
    page = _page(report, width, colour, show_more, only)
    lines = [] if only is not None else [*wrap(opening_phrase(report), width), ""]
    for group in listed[:GROUPS]:
        lines += _group(page, group)
    if len(listed) > GROUPS:
        where = " in the other formats" if show_more is None else f": {show_more} NUMBER"
        lines.append(f"   and {counted(len(listed) - GROUPS, 'more pair')}{where}")
    if not listed:
        lines.append("No shared passages were found.")
    if only is None:
        lines += ["", *_rest(page, report, groups), closing_phrase(groups)]
    if kinds and only is None:
        lines += kept_phrases(groups, kinds, show_more or SAVED)
    stream.write("\n".join(lines) + "\n")


def excerpt(text: str, columns: int) -> str:
    """Return text from an article on one line, harmless, and cut to ``columns``."""
    return isolated(cut(for_terminal(one_line(text[: 4 * columns + 200])), columns))


def _page(report: Report, width: int, colour: bool, show_more: str | None, only: int | None) -> _Page:
    ids = [article.id for article in report.articles]
    return _Page(
        width=width,
        colour=colour,
        articles={article.id: article for article in report.articles},
        names=_isolated(short_names(ids, least=8, limit=(width - 6) // 2)),
        labels=_isolated(short_names(ids, least=3, limit=width // 10)),
        show_more=show_more,
        full=only is not None,
    )


def _isolated(names: Mapping[str, str]) -> dict[str, str]:
    return {key: isolated(name) for key, name in names.items()}


def _group(page: _Page, group: NumberedPair) -> list[str]:
    pair = group.pair
    page = replace(page, labels={**page.labels, **_labels(page, (pair.left, pair.right))})
    lines = [*_heading(page, group), *_outlets(page, pair.left, pair.right)]
    lines.append(origin_line(pair.origin, page.width, page.colour))
    if page.full:
        lines += full_evidence_lines(pair.origin, page.width, page.colour)
        return lines + _rows(page, group.listed + group.set_aside)
    labels = {key: page.labels[key] for key in (pair.left, pair.right)}
    lines += evidence_lines(pair.origin, page.width, page.colour, labels)
    rows = most_telling(group.long, ROWS)
    lines += _rows(page, rows) if rows else _wordings(page, most_telling(group.short, WORDINGS))
    hidden = len(group.long) - len(rows)
    if hidden > 0:
        where = f": {page.show_more} {group.number}" if page.show_more else ""
        lines.append(paint(f"{INDENT}{hidden:,} more{where}", "dim", page.colour))
    return lines


def _labels(page: _Page, sides: tuple[str, str]) -> dict[str, str]:
    """Return what a group calls its two articles: a word that tells them apart, if it fits.

    In other groups the same word may stand for other articles: the heading has them in full.
    """
    limit = max(_LABEL, page.width // 10)
    return _isolated(short_names(sides, least=3, limit=limit, reach=limit))


def _heading(page: _Page, group: NumberedPair) -> list[str]:
    pair = group.pair
    number = f"{group.number:<2} "
    indent = len(number)
    left, right = percent(pair.left_share), percent(pair.right_share)
    shared = (
        f"{shared_phrase(group)}: {left} of {page.labels[pair.left]}, {right} of {page.labels[pair.right]}"
    )
    if display_width(shared) > page.width - MARGIN:
        shared = f"{shared_phrase(group)}: {left} and {right}"
    full = f"{isolated(for_terminal(pair.left))} ~ {isolated(for_terminal(pair.right))}"
    short = f"{page.names[pair.left]} ~ {page.names[pair.right]}"
    for ids in (full, short):
        if indent + display_width(ids) + 3 + display_width(shared) <= page.width:
            return [paint(number + ids, "bold", page.colour) + "   " + shared]
    ids = full if indent + display_width(full) <= page.width else short
    return [
        paint(cut(number + ids, page.width), "bold", page.colour),
        label("shared", page.colour) + cut(shared, page.width - MARGIN),
    ]


def _outlets(page: _Page, left: str, right: str) -> list[str]:
    known = [_outlet(page.articles[key]) for key in (left, right)]
    if not any(known):
        return []
    text = " ~ ".join(isolated(words) or "unknown" for words in known)
    return [label("outlets", page.colour) + cut(text, page.width - MARGIN)]


def _outlet(article: ArticleSummary) -> str:
    published = without_seconds(article.published) if article.published else None
    return for_terminal(one_line(", ".join(filter(None, (article.outlet, published)))))


def _rows(page: _Page, matches: Sequence[Match]) -> list[str]:
    if not matches:
        return []
    ids = short_names((m.id for m in matches), least=8, limit=12) if page.full else {}
    if page.width < _NARROW:
        return _stacked_rows(page, matches, ids)
    ends = align([[m.relation, _content(page, m), *([ids[m.id]] if ids else [])] for m in matches])
    places = align([[_place(page, m.left), _place(page, m.right)] for m in matches])
    fixed = sum(map(display_width, places[0] + ends[0])) + len(INDENT) + 2 * (3 + len(ends[0]))
    room = (page.width - fixed) // 2
    cells = [
        [place[0], excerpt(m.left.text, room), place[1], excerpt(m.right.text, room), *end]
        for m, place, end in zip(matches, places, ends, strict=True)
    ]
    return grid(_painted(align(cells), (0, 2), 4, page.colour), INDENT)


def _wordings(page: _Page, matches: Sequence[Match]) -> list[str]:
    """Say what wordings too short for a row of their own are, a line each."""
    heads = [label("wording", page.colour)] + [" " * MARGIN] * (len(matches) - 1)
    lines = []
    for head, match in zip(heads, matches, strict=True):
        where = f"{_place(page, match.left)} ~ {_place(page, match.right)}"
        text = excerpt(match.left.text, page.width - MARGIN - display_width(where) - 2)
        lines.append(f"{head}{text}  {paint(where, 'cyan', page.colour)}")
    return lines


def _stacked_rows(page: _Page, matches: Sequence[Match], ids: Mapping[str, str]) -> list[str]:
    """Lay each match out on two lines, so that texts stand below each other where columns are few."""
    places = align([[_place(page, s)] for m in matches for s in (m.left, m.right)])
    ends = align([end for m in matches for end in ([m.relation, _content(page, m)], [ids.get(m.id, ""), ""])])
    fixed = sum(map(display_width, places[0] + ends[0])) + len(INDENT) + 6
    cells = []
    sides = [side for match in matches for side in (match.left, match.right)]
    for place, side, end in zip(places, sides, ends, strict=True):
        cells.append([*place, excerpt(side.text, page.width - fixed), *end])
    return grid(_painted(align(cells), (0,), 2, page.colour), INDENT)


def _painted(cells: list[list[str]], places: tuple[int, ...], relation: int, colour: bool) -> list[list[str]]:
    for row in cells:
        for column in places:
            row[column] = paint(row[column], "cyan", colour)
        style = _RELATION_STYLES.get(row[relation].strip())
        if style:
            row[relation] = paint(row[relation], style, colour)
    return cells


def _place(page: _Page, side: Side) -> str:
    return page.labels[side.article] + place_phrase(side.line, side.page)


def _content(page: _Page, match: Match) -> str:
    if match.speaker and page.width >= _NARROW + 20:
        return cut(f"{match.content}, {excerpt(match.speaker, 24)}", 24)
    return match.content


def _rest(page: _Page, report: Report, groups: Sequence[NumberedPair]) -> list[str]:
    lines = []
    for word, text in (
        ("Set aside", _set_aside(page, report, groups)),
        ("Alone", _alone(page, report, groups)),
        ("Ignored", ignored_phrase(report)),
        ("Status", _status(page, report)),
    ):
        if text:
            lines += _labelled(page, word, [text])
    if report.limits:
        lines += _labelled(page, "Not seen", [for_terminal(one_line(limit)) for limit in report.limits])
    if report.problems:
        lines += _labelled(page, "Problems", _problems(report.problems))
    return lines


def _labelled(page: _Page, word: str, texts: Iterable[str]) -> list[str]:
    wrapped = [line for text in texts for line in hanging(text, page.width - 11)]
    heads = [paint(f"{word:<11}", "bold", page.colour)] + [" " * 11] * (len(wrapped) - 1)
    return [first + line for first, line in zip(heads, wrapped, strict=True)]


def _set_aside(page: _Page, report: Report, groups: Sequence[NumberedPair]) -> str:
    aside = [match for group in groups for match in group.set_aside]
    parts = set_aside_parts(aside)
    if len(aside) == 1:
        parts[0] += f" ({_place(page, aside[0].left)} ~ {_place(page, aside[0].right)})"
    if report.repeats:
        parts.append(counted(len(report.repeats), "repeat") + " within an article")
    if report.counts.get("furniture"):
        parts.append(f"{report.counts['furniture']:,} furniture")
    return ", ".join(parts)


def _alone(page: _Page, report: Report, groups: Sequence[NumberedPair]) -> str:
    tied: Counter[str] = Counter()
    aside: dict[str, set[str]] = {}
    for group in groups:
        for key in (group.pair.left, group.pair.right):
            tied[key] += len(group.listed)
            aside.setdefault(key, set()).update(match.content for match in group.set_aside)
    alone = [article for article in report.articles if not tied[article.id]]
    alone.sort(key=lambda article: (article.origin.kind == "unknown", -article.origin.confidence, article.id))
    names = []
    for article in alone[:NAMES]:
        notes = [origin_phrase(article.origin)] if article.origin.kind != "unknown" else []
        kinds = sorted(aside.get(article.id, ()))
        # The origin has said it already where one kind of stock text is all there is.
        notes += [" and ".join(kinds) + " only"] if kinds and kinds != [article.origin.kind] else []
        note = f" [{for_terminal(one_line('; '.join(notes)))}]" if notes else ""
        names.append(page.names[article.id] + note)
    more = f" and {len(alone) - NAMES:,} more" if len(alone) > NAMES else ""
    return ", ".join(names) + more


def _status(page: _Page, report: Report) -> str:
    """Return which articles are cancelled, withheld, corrected or under embargo."""
    told = [(article.id, use) for article in report.articles if (use := use_phrase(article))]
    names = [f"{page.names[name]} [{for_terminal(one_line(use))}]" for name, use in told[:NAMES]]
    more = f" and {len(told) - NAMES:,} more: articles.csv" if len(told) > NAMES else ""
    return ", ".join(names) + more


def _problems(problems: Sequence[Problem]) -> list[str]:
    lines = [
        for_terminal(one_line(f"{problem.path}{'' if problem.line is None else f':{problem.line}'}"))
        + f": {for_terminal(one_line(problem.reason))}"
        for problem in problems[:PROBLEMS]
    ]
    if len(problems) > PROBLEMS:
        lines.append(f"and {len(problems) - PROBLEMS:,} more in the other formats")
    return lines
