"""Which blocks are headlines or headings: short, and without the mark that ends a sentence.

Every outlet writes its own, about what follows: that the text below is shared makes two of them no likelier
to be one text.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.flags import UNSPACED, Sizes

Array = npt.NDArray[Any]

MOST_WORDS: Final = 16
_AT_ONCE: Final = 100_000
# Marks that end a sentence, in the scripts of news. Thai and others have none: see below.
_ENDS: Final = frozenset(".!?…。！？｡؟۔।")


def headings(columns: Columns) -> Array:
    """Say which blocks are headings, bool, shape (blocks,). Where longer blocks lack such marks, none are."""
    c = columns
    words = Sizes(c.flags & UNSPACED > 0).words(c.block_first, c.block_last)
    short = words <= MOST_WORDS
    ended = np.zeros(len(short), dtype=np.bool_)
    article = -1
    for block, (of, end, begin) in enumerate(_gaps(c)):
        if of != article:
            article, text = of, c.articles[of].text
        rest = text[end : begin if begin > end else len(text)]
        ended[block] = not _ENDS.isdisjoint(rest.split("\n", 1)[0])
    count = len(c.articles)
    long = np.bincount(c.block_article[~short], minlength=count)
    marked = np.bincount(c.block_article[~short & ended], minlength=count)
    found: Array = short & ~ended & (2 * marked > long)[c.block_article]
    return found


def _gaps(c: Columns) -> Iterator[tuple[int, int, int]]:
    """Yield the article of each block, where its last token ends, and where the token after that begins."""
    for at in range(0, len(c.block_last), _AT_ONCE):
        part = slice(at, at + _AT_ONCE)
        last = c.block_last[part]
        begin = np.where(last < len(c.start), c.start[np.minimum(last, len(c.start) - 1)], 0)
        yield from zip(c.block_article[part].tolist(), c.end[last - 1].tolist(), begin.tolist(), strict=True)
