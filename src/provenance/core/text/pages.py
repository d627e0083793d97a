"""Which page of a printed article a passage begins on, from the form feeds in its text.

A form feed stands where a page begins, as readers of paged formats and ``pdftotext`` write it. Where a
paragraph runs over the end of a page, the readers put it after that paragraph: so a passage counts for the
page that its paragraph begins on.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import Final

FEED: Final = "\f"


def page_starts(text: str) -> list[int]:
    """Return where the form feeds of a text are, those after all other text left out."""
    found, at = [], text.find(FEED)
    end = len(text.rstrip()) if at >= 0 else 0
    while 0 <= at < end:
        found.append(at)
        at = text.find(FEED, at + 1)
    return found


def page_among(starts: list[int], position: int) -> int | None:
    """Return the page, from 1, on which a position lies; None where nothing marks pages.

    Args:
        starts: where pages begin, as ``page_starts`` gives them.
        position: in code points of the text.
    """
    return bisect_left(starts, position) + 1 if starts else None
