"""Say what capitals tell in an article: names, or nothing."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import NAMES, NO_NAMES, THROUGHOUT
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import ranges
from provenance.core.flags import CAPITAL, NUMBER
from provenance.core.text.languages import UNNAMED
from provenance.model import Article

Array = npt.NDArray[Any]

# An article is in capitals throughout where so many of its letters are, those of scripts that have none
# counted in; a line in small letters, such as a credit, changes nothing. A headline in capitals over a
# text that is not has names like other text: they count little there, as they should between two
# headlines of one form.
_MOST: Final = 0.9
# Few other articles have so many words that begin with a capital: only those are read letter by letter.
_MAY_BE: Final = 0.8
_AT_ONCE: Final = 20_000  # blocks


def told_by_capitals(columns: Columns) -> Array:
    """Return for each article what its capitals tell, uint8.

    NAMES where they mark names; NO_NAMES in languages where every noun has one; THROUGHOUT where all words
    are in capitals: then they are names as far as the other side of a comparison says so.
    """
    found = np.full(len(columns.articles), NAMES, dtype=np.uint8)
    for number, language in enumerate(columns.languages):
        if language in UNNAMED:
            found[number] = NO_NAMES
    for number in np.flatnonzero((found == NAMES) & _capitalised(columns)).tolist():
        if _throughout(columns.articles[number]):
            found[number] = THROUGHOUT
    return found


def _capitalised(columns: Columns) -> Array:
    """Say of articles whether nearly all their words begin with a capital, bool."""
    words, capitals = (np.zeros(len(columns.articles), dtype=np.int64) for _ in range(2))
    article, first, last = columns.block_article, columns.block_first, columns.block_last
    for begin in range(0, len(article), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        flags = columns.flags[ranges(first[part], last[part])]
        of = np.repeat(article[part], last[part] - first[part])
        spelled = (flags & NUMBER) == 0
        words += np.bincount(of[spelled], minlength=len(words))
        capitals += np.bincount(of[spelled & (flags & CAPITAL > 0)], minlength=len(words))
    found: Array = (capitals > 0) & (capitals >= _MAY_BE * words)
    return found


def _throughout(article: Article) -> bool:
    text = article.text[article.body_start :]
    return sum(map(str.isupper, text)) >= _MOST * sum(map(str.isalpha, text))
