"""From lines on printed pages to paragraphs: running heads go, lines are joined, pages are marked.

A PDF document says where each line stands and how large its letters are, and nothing of paragraphs. One ends
where the gap to the next line, its indent or its size says so, or after a short line that ends a sentence.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from provenance.files.formats.lines import PAGE, join_lines, known_words

_ENDS: Final = tuple('.!?:;…。！？"”»’)]*')
_NUMBER: Final = re.compile(
    r"\W*(?:page|pagina|página|seite|s\.|p\.)?\s*\d{1,4}(?:\s*(?:/|of|von|de|di|sur)\s*\d{1,4})?\W*",
    re.IGNORECASE,
)
# What browsers print at the edges: the time of printing, the page's address.
_PRINTED: Final = re.compile(
    r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4},? \d{1,2}:\d{2}.*|(?:https?|\ufb01le|file)://\S+(?: \d+/\d+)?"
)
_DIGITS: Final = re.compile(r"\d+")
# Lines at either end of a page that may be running heads, and on what share of the pages they recur.
_EDGE: Final = 2
_RECURS: Final = 0.4
# Against the size of letters, or the usual distance of lines, set by hand: gaps between paragraphs are half a
# line or more, indents one or two letters wide, headings a fifth larger than text.
_GAP: Final = 1.3
_INDENT: Final = (0.7, 4.0)
_LARGER: Final = 1.15
_SAME: Final = 0.08
_SHORT: Final = 0.72
_FAR: Final = 4.0
_LONGEST_TITLE: Final = 200
# Large initials: characters, height against the text's, how far right of them its lines begin.
_INITIAL: Final = 2
_TALL: Final = 1.7
_WIDE: Final = (0.4, 1.3)
_WORDS: Final = frozenset("AIOYÀÉÓ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of text: where it begins, in points from the page's lower left corner, and the letters' size."""

    text: str
    x: float
    y: float
    size: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    """What is usual on one page: left edges by how many lines begin there, characters of a full line."""

    edges: Counter[int]
    full: float


def text_of(pages: Sequence[Sequence[Line]]) -> str:
    """Return the text of a document, a paragraph a line; a form feed stands where a page begins.

    Where a paragraph runs over the end of a page, the form feed follows it.
    """
    cleaned = _without_heads(pages)
    known = known_words(line.text for page in cleaned for line in page)
    body = body_size(cleaned)
    cleaned = [_with_initials(page, body, known) for page in cleaned]
    leading = _leading(cleaned)
    paragraphs: list[str] = []
    current: list[Line] = []
    feeds = begun = ""

    def end() -> None:
        if current:
            paragraphs.append(begun + join_lines([line.text for line in current], known))
            current.clear()

    for number, page in enumerate(cleaned):
        usual = _usual(page)
        jump = number > 0
        feeds += PAGE if jump else ""
        for line in page:
            if current and _breaks(current[-1], line, usual, leading, body, jump=jump):
                end()
            if not current:
                begun, feeds = feeds, ""
            current.append(line)
            jump = False
    end()
    return "\n".join(paragraphs)


def title_of(page: Sequence[Line], body: float) -> str | None:
    """Return the heading in the largest letters of a page, or None if none is larger than the text."""
    largest = max((line.size for line in page), default=0.0)
    if largest < body * _LARGER:
        return None
    first = next(n for n, line in enumerate(page) if line.size == largest)
    lines = []
    for line in page[first:]:
        if not _same(line.size, largest):
            break
        lines.append(line.text)
    title = join_lines(lines)
    return title if len(title) <= _LONGEST_TITLE else None


def _without_heads(pages: Sequence[Sequence[Line]]) -> list[list[Line]]:
    """Leave out page numbers, and lines at the edges that recur from page to page."""
    edges = [_edges(page) for page in pages]
    seen = Counter(key for lines in edges for key in {_key(line) for line in lines})
    often = max(2.0, _RECURS * len(pages))
    kept = []
    for page, edge in zip(pages, edges, strict=True):
        heads = {line for line in edge if seen[_key(line)] >= often or _stray(line.text)}
        kept.append([line for line in page if line not in heads])
    return kept


def _stray(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None or _PRINTED.fullmatch(text) is not None


def _edges(page: Sequence[Line]) -> set[Line]:
    heights = sorted({line.y for line in page})
    outer = {*heights[:_EDGE], *heights[-_EDGE:]} if len(heights) > 2 * _EDGE else set(heights)
    return {line for line in page if line.y in outer}


def _key(line: Line) -> tuple[str, int]:
    # Heads stand at one height; a sentence that comes twice does not.
    return _DIGITS.sub("#", line.text.casefold()), round(line.y / 3)


def _with_initials(page: Sequence[Line], body: float, known: Collection[str]) -> list[Line]:
    """Put a large initial before the first of the lines beside it, which begin where it does then."""
    lines = list(page)
    for initial in page:
        if len(initial.text) > _INITIAL or initial.size < body * _TALL or not initial.text.isalpha():
            continue
        beside = [n for n, line in enumerate(lines) if line is not initial and _beside(line, initial)]
        if not beside:
            continue
        near = Counter(line.x for line in lines if -_INDENT[1] * body < line.x - initial.x <= 0)
        edge = near.most_common(1)[0][0]
        first = max(beside, key=lambda n: lines[n].y)
        for n in beside:
            lines[n] = replace(lines[n], x=edge)
        text = _begun(initial.text, lines[first].text, known)
        lines[first] = replace(lines[first], text=text, x=initial.x)
        lines.remove(initial)
    return lines


def _beside(line: Line, initial: Line) -> bool:
    right = _WIDE[0] * initial.size < line.x - initial.x < _WIDE[1] * initial.size
    low, high = initial.y - 1.2 * line.size, initial.y + initial.size
    return right and line.size < initial.size / 1.5 and low < line.y < high


def _begun(initial: str, text: str, known: Collection[str]) -> str:
    """Join an initial to its word, unless it is a word itself: "A" and "ferry", but "A" and "ldmere"."""
    word = text.partition(" ")[0].casefold()
    alone = initial in _WORDS and word in known and initial.casefold() + word not in known
    return f"{initial} {text}" if alone else initial + text


def _leading(pages: Iterable[Sequence[Line]]) -> float:
    """Return the usual distance of lines, as a multiple of the letters' size."""
    ratios = [
        (one.y - two.y) / two.size
        for page in pages
        for one, two in pairwise(page)
        if _same(one.size, two.size) and 0 < one.y - two.y < _FAR * two.size
    ]
    return median(ratios) if ratios else 1.2


def body_size(pages: Iterable[Sequence[Line]]) -> float:
    """Return the size that most letters of a document have."""
    sizes: Counter[float] = Counter()
    for page in pages:
        for line in page:
            sizes[line.size] += len(line.text)
    return sizes.most_common(1)[0][0] if sizes else 0.0


def _usual(page: Sequence[Line]) -> _Page:
    lengths = sorted(len(line.text) for line in page)
    full = lengths[int(len(lengths) * 0.8)] if lengths else 0
    return _Page(edges=Counter(round(line.x) for line in page), full=full)


def _same(one: float, two: float) -> bool:
    return abs(one - two) <= _SAME * max(one, two)


def _breaks(one: Line, two: Line, page: _Page, leading: float, body: float, *, jump: bool) -> bool:
    """Say whether a paragraph ends between two lines; ``jump``: the second is the first of a page."""
    if not _same(one.size, two.size):
        return True
    down = one.y - two.y
    ended = one.text.endswith(_ENDS)
    if jump or down <= -two.size or down > _FAR * two.size:
        # The next page or column, or below a picture: only an open sentence goes on there.
        return ended or _indented(two, page) or (jump is False and down > 0)
    if down > _GAP * leading * two.size:
        return True
    if two.size >= body * _LARGER:
        return False
    return _indented(two, page) or (ended and len(one.text) < _SHORT * page.full)


def _indented(line: Line, page: _Page) -> bool:
    """Say whether a line begins somewhat to the right of where more lines begin."""
    at = round(line.x)
    near, far = (line.x - factor * line.size for factor in _INDENT)
    return any(far < edge < near and count > page.edges[at] for edge, count in page.edges.items())
