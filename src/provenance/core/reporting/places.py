"""Places in articles, as people name them (a line), and what a report says of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from provenance.core.collection.columns import Columns
from provenance.core.passages.expand import Passage, Reader
from provenance.core.text.pages import page_among, page_starts
from provenance.errors import UsageError
from provenance.model import Match, Repeat, Report, Side, Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A line of an article: the article's number, the line's text, and the blocks that touch it.

    ``name`` is how the user called it, ``blocks`` is empty where nothing there is compared.
    """

    name: str
    article: int
    line: int
    span: Span
    blocks: tuple[int, ...]


def find_place(columns: Columns, name: str, article: str, line: int) -> Place:
    """Find a line of an article.

    Args:
        columns: all articles.
        name: how the user called the place.
        article: the article's id.
        line: counted from 1.

    Raises:
        UsageError: if the article has fewer lines, or there is no text on this one.
    """
    number = next(i for i, held in enumerate(columns.articles) if held.id == article)
    span = _line_span(columns.articles[number].text, name, line)
    mine = np.flatnonzero(columns.block_article == number)
    begins = columns.start[columns.block_first[mine]]
    ends = columns.end[columns.block_last[mine] - 1]
    touching = mine[(begins < span.end) & (ends > span.start)]
    return Place(name=name, article=number, line=line, span=span, blocks=tuple(touching.tolist()))


def _line_span(text: str, name: str, line: int) -> Span:
    lines = text.split("\n")
    if text.endswith("\n"):
        lines.pop()
    if line > len(lines):
        raise UsageError(f"{name}: there is no such line; the text has {len(lines)}")
    whole = lines[line - 1]
    if not whole.strip():
        filled = [i + 1 for i, other in enumerate(lines) if other.strip()]
        near = sorted(sorted(filled, key=lambda i: (abs(i - line), i))[:2])
        raise UsageError(
            f"{name}: there is no text on this line; the nearest is on line {' or '.join(map(str, near))}"
        )
    begin = sum(len(other) + 1 for other in lines[: line - 1])
    return Span(begin + len(whole) - len(whole.lstrip()), begin + len(whole.rstrip()))


def block_passage(columns: Columns, block: int) -> Passage:
    """Return a whole block as a passage."""
    return Passage(
        article=int(columns.block_article[block]),
        block=block,
        first=int(columns.block_first[block]),
        last=int(columns.block_last[block]),
    )


def place_side(columns: Columns, place: Place) -> Side:
    """Return the paragraph at a place, or the line alone where nothing there is compared."""
    if place.blocks:
        return Reader(columns).side(block_passage(columns, place.blocks[0]))
    article = columns.articles[place.article]
    return Side(
        article=article.id,
        start=place.span.start,
        end=place.span.end,
        line=place.line,
        text=place.span.cut(article.text),
        before="",
        after="",
        fingerprints=(),
        page=page_among(page_starts(article.text), place.span.start),
    )


def _ground(columns: Columns, place: Place) -> Span:
    """Return the ground of all blocks that touch a line."""
    if not place.blocks:
        return place.span
    first, last = columns.block_first[place.blocks[0]], columns.block_last[place.blocks[-1]]
    return Span(int(columns.start[first]), int(columns.end[last - 1]))


def _touches(side: Side, span: Span) -> int:
    return Span(side.start, side.end).overlap(span)


def _order(sides: Iterable[tuple[Side, Span, Span]]) -> tuple[bool, int]:
    """Rank what is found at two places: on the lines themselves first, then by how much of it."""
    rows = list(sides)
    on_lines = [_touches(side, line) for side, line, _ in rows]
    return all(on_lines), sum(_touches(side, ground) for side, _, ground in rows)


def match_at(columns: Columns, report: Report, left: Place, right: Place) -> tuple[Match, bool] | None:
    """Return the match reported at two places, and whether its sides are the other way round."""
    spans = {0: (left.span, _ground(columns, left)), 1: (right.span, _ground(columns, right))}
    ids = columns.articles[left.article].id, columns.articles[right.article].id
    found = []
    for match in report.matches:
        for swapped in (False, True):
            sides = (match.right, match.left) if swapped else (match.left, match.right)
            if (sides[0].article, sides[1].article) != ids:
                continue
            if all(_touches(side, spans[i][1]) for i, side in enumerate(sides)):
                rank = _order((side, *spans[i]) for i, side in enumerate(sides))
                found.append((rank, match.score, match, swapped))
    best = max(found, key=lambda item: item[:2], default=None)
    return (best[2], best[3]) if best else None


def matches_at(columns: Columns, report: Report, left: Place, right: Place) -> tuple[Match, ...]:
    """Return all matches reported at two places: those on the lines themselves, else in their paragraphs."""
    grounds = _ground(columns, left), _ground(columns, right)
    ids = columns.articles[left.article].id, columns.articles[right.article].id
    near, on_lines = [], []
    for match in report.matches:
        sides = match.left, match.right
        if (sides[0].article, sides[1].article) != ids:
            sides = sides[1], sides[0]
        if (sides[0].article, sides[1].article) != ids:
            continue
        if all(_touches(side, ground) for side, ground in zip(sides, grounds, strict=True)):
            near.append(match)
            if all(_touches(side, place.span) for side, place in zip(sides, (left, right), strict=True)):
                on_lines.append(match)
    return tuple(on_lines or near)


def repeat_at(columns: Columns, report: Report, left: Place, right: Place) -> Repeat | None:
    """Return the repeat within one article that is reported at two places."""
    grounds = _ground(columns, left), _ground(columns, right)
    for repeat in report.repeats:
        if repeat.article != columns.articles[left.article].id:
            continue
        for sides in ((repeat.left, repeat.right), (repeat.right, repeat.left)):
            if all(_touches(side, ground) for side, ground in zip(sides, grounds, strict=True)):
                return repeat
    return None


def matched_elsewhere(columns: Columns, report: Report, place: Place, most: int) -> list[tuple[Side, Match]]:
    """Return the best matches of a place, each with its other side."""
    article, ground = columns.articles[place.article].id, _ground(columns, place)
    found = []
    for match in report.matches:
        for mine, other in ((match.left, match.right), (match.right, match.left)):
            if mine.article == article and _touches(mine, ground):
                found.append((other, match))
    found.sort(key=lambda item: (-item[1].score, item[0].article, item[0].start))
    return found[:most]
