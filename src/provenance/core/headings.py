"""Which blocks are headlines or headings: short, and without the mark that ends a sentence.

Every outlet writes its own, about what follows: that the text below is shared makes two of them no likelier
to be one text.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.columns import Columns
from provenance.core.flags import UNSPACED, Sizes

Array = npt.NDArray[Any]

MOST_WORDS: Final = 16
# Marks that end a sentence, in the scripts of news. Thai and others have none: see below.
_ENDS: Final = frozenset(".!?…。！？｡؟۔।")


def headings(columns: Columns) -> Array:
    """Say which blocks are headings, bool, shape (blocks,). Where longer blocks lack such marks, none are."""
    c = columns
    words = Sizes(c.flags & UNSPACED > 0).words(c.block_first, c.block_last)
    short = words <= MOST_WORDS
    ended = np.zeros(len(short), dtype=np.bool_)
    rows = zip(c.block_article.tolist(), c.block_first.tolist(), c.block_last.tolist(), strict=True)
    article, begins, ends = -1, c.start, c.end
    for block, (of, _, last) in enumerate(rows):
        if of != article:
            article, text = of, c.articles[of].text
        end = int(ends[last - 1])
        begin = int(begins[last]) if last < len(begins) else 0
        rest = text[end : begin if begin > end else len(text)]
        ended[block] = not _ENDS.isdisjoint(rest.split("\n", 1)[0])
    count = len(c.articles)
    long = np.bincount(c.block_article[~short], minlength=count)
    marked = np.bincount(c.block_article[~short & ended], minlength=count)
    found: Array = short & ~ended & (2 * marked > long)[c.block_article]
    return found
