"""Tell standing lines, which an outlet puts above or below whatever it prints: imprints, slogans, notes.

Two articles are enough where they tell different stories and have hardly anything but such lines in common.
The two texts tell that by themselves, so that an index calls a line what a comparison of everything does.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.matching.story import OTHER_STORY, Stories
from provenance.core.passages.classify import LARGEST_SHARE
from provenance.core.passages.expand import Passage
from provenance.core.passages.facts import own_words
from provenance.core.passages.finding import Finding

Array = npt.NDArray[Any]

# Set by hand: a line is among so many paragraphs at an end of both articles, makes up so much of its own one,
# and no more of the shorter article is in common besides. Of 28,514 articles of news 27 matches are called
# otherwise for it; some 22 of them are heads of tables, rates of exchange or numbers to call.
ENDS: Final = 3
WHOLE: Final = 0.9
BESIDES: Final = 0.05


def set_standing_aside(columns: Columns, findings: Sequence[Finding], stories: Stories) -> list[Finding]:
    """Call lines boilerplate that stand at one end of two articles of one outlet, with different stories.

    Args:
        columns: the articles that the findings are of.
        findings: the matches between articles.
        stories: tells of articles whether they are of one story, and how many words are in common.

    Returns:
        The findings, in order. Where an article's outlet is not known, it may be the other's.
    """
    found = list(findings)
    place = _places(columns)
    lines: dict[tuple[int, int], list[int]] = defaultdict(list)
    for n, one in enumerate(findings):
        if one.content == "passage" and _is_line(columns, one) and _one_end(place, one):
            lines[one.tie.left.article, one.tie.right.article].append(n)
    lines = {pair: held for pair, held in lines.items() if _one_outlet(columns, *pair)}
    told = stories.shares(lines)
    other = {pair: held for pair, held in lines.items() if _other(told[pair])}
    common = stories.words_in_common(other)
    words = own_words(columns)
    for pair, held in other.items():
        mine = sum(findings[n].words for n in held)
        shorter = max(1, min(words[article] for article in pair))
        if mine <= LARGEST_SHARE * shorter and common[pair] - mine <= BESIDES * shorter:
            for n in held:
                found[n] = replace(findings[n], content="boilerplate")
    return found


def _places(columns: Columns) -> Array:
    """Return how many paragraphs of the article stand before and after each, int64, shape (blocks, 2).

    Furniture is no paragraph.
    """
    own = ~columns.block_furniture
    before = np.cumsum(own) - own
    count = np.bincount(columns.block_article[own], minlength=len(columns.articles))
    start = np.append(0, np.cumsum(count))[columns.block_article]
    mine = before - start
    return np.stack([mine, count[columns.block_article] - 1 - mine], axis=1)


def _is_line(columns: Columns, one: Finding) -> bool:
    """Say whether as good as a whole paragraph stands in both, word for word: nobody edits such lines."""
    if one.relation != "identical":
        return False
    return _whole(columns, one.tie.left) and _whole(columns, one.tie.right)


def _whole(columns: Columns, side: Passage) -> bool:
    size = int(columns.block_last[side.block] - columns.block_first[side.block])
    return side.last - side.first >= WHOLE * size


def _one_end(place: Array, one: Finding) -> bool:
    """Say whether a match stands at the head of both articles, or at the foot of both."""
    both = place[[one.tie.left.block, one.tie.right.block]]
    return bool((both < ENDS).all(axis=0).any())


def _other(story: float | None) -> bool:
    return story is not None and story < OTHER_STORY


def _one_outlet(columns: Columns, left: int, right: int) -> bool:
    outlets = columns.articles[left].outlet, columns.articles[right].outlet
    return outlets[0] == outlets[1] or None in outlets
