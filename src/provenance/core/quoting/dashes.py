"""Find what is said behind a dash that opens its paragraph: "– Det blir så, säger X.", "—Así es —dijo X—."

Scandinavian, Slavic and Romance papers set a speaker's words so, without marks. A dash opens lists, too: it
counts only where a verb of speech stands right behind the words, after a comma or another dash.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import chain
from typing import Final

from provenance.core.quoting.cue_words import CueTables
from provenance.core.quoting.quotations import Marked, spoken_span
from provenance.model import Span

DASHES: Final = "–—―-"
_OPENS: Final = re.compile(r"[–—―]\s?(?=[^\W\d_]|[¿¡])|-\s(?=[^\W\d_]|[¿¡])")
# What ends the words: a comma or another mark, a dash, or both.
_ENDS: Final = re.compile(r"(?:[,!?…]|[.](?=\s?[–—―]))?\s?(?:[–—―]\s?|(?<=\s)-\s)|[,!?…]\s")
# Where the words go on behind the speaker: "—dijo X—. Empezamos", "– powiedziała X. – Ruszamy", "—dijo X— y"
_GOES_ON: Final = re.compile(r"[–—―]\s?[.,;]\s|[.,]\s[–—―-]\s?|(?<=\w)[—―]\s")
_ENDS_AGAIN: Final = re.compile(r"\s[–—―]")
_LEAST_WORDS: Final = 2


def with_dashed(
    marked: Sequence[Marked], text: str, paragraphs: Sequence[Span], tables: CueTables
) -> list[Marked]:
    """Return quotations with the words behind opening dashes among them, in order.

    Args:
        marked: what stands between marks.
        text: the article. paragraphs: its paragraphs in order.
        tables: cue words of its language, which say whether it sets speech so.
    """
    if not tables.dashes:
        return list(marked)
    run = max((one.run for one in marked), default=0)
    said: dict[int, list[Marked]] = {}
    for number, paragraph in enumerate(paragraphs):
        opening = _OPENS.match(text, paragraph.start, paragraph.end)
        parts = _spoken(text, opening.end(), paragraph, tables) if opening else []
        if parts:
            run += 1
            said[number] = [
                Marked(span=span, outer=outer, paragraph=number, run=run, closed=True)
                for span, outer in parts
            ]
    # What is quoted within speech is part of it; of two that cross, marks are surer.
    kept: list[Marked] = []
    for mark in marked:
        beside = [one for one in said.get(mark.paragraph, ()) if not _crosses(one.outer, mark.outer)]
        if mark.paragraph in said:
            said[mark.paragraph] = beside
        if not any(_holds(one.outer, mark.outer) for one in beside):
            kept.append(mark)
    return sorted([*kept, *chain.from_iterable(said.values())], key=lambda quote: quote.outer.start)


def _holds(outer: Span, inner: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _crosses(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end and not _holds(one, other)


def _spoken(text: str, begin: int, paragraph: Span, tables: CueTables) -> list[tuple[Span, Span]]:
    """Return the words before the speaker is named, and those behind, each with its dashes around it."""
    for end in _ENDS.finditer(text, begin, paragraph.end):
        verb = tables.reporting.match(text, end.end(), paragraph.end)
        if verb is None:
            continue
        # The mark belongs to the words, and the dash to neither.
        first = spoken_span(text, begin, end.start() + (text[end.start()] in "!?…."))
        if first is None or first.cut(text).count(" ") + 1 < _LEAST_WORDS:
            return []
        parts = [(first, Span(paragraph.start, end.end()))]
        on = _GOES_ON.search(text, verb.end(), paragraph.end)
        if on is not None:
            again = _ENDS_AGAIN.search(text, on.end(), paragraph.end)
            following = spoken_span(text, on.end(), again.start() if again else paragraph.end)
            parts += [(following, following)] if following else []
        return parts
    return []
