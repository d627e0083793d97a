"""Tell links of a few words by themselves, such as section heads: they say nothing of a common text.

Next to other common text the same words are part of it: a subhead of a copied article, a line of its table.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.flags import QUOTED, UNSPACED, Sizes

Array = npt.NDArray[Any]

# So many words in a row tell nothing, unless somebody says them. The 427 matches that this leaves out of
# 3,400 articles of news are dates, section heads, rates of exchange and numbers to call.
FEW: Final = 3


def few_alone(columns: Columns, sides: Array, likely: Array) -> Array:
    """Say which links are of a few words, outside quotation marks, and lie next to no others.

    Args:
        columns: all articles.
        sides: block, first and last token (half-open) of the left side, then of the right one, int64,
            shape (links, 6).
        likely: whether a link is sure enough to speak for the next one, bool, shape (links,).

    Returns:
        Bool, shape (links,). Links that follow one another paragraph by paragraph, on both sides, count
        together; furniture between them does not part them.
    """
    words = Sizes(columns.flags & UNSPACED > 0).words
    size = np.minimum(*(words(sides[:, k], sides[:, k + 1]) for k in (1, 4)))
    few: Array = size <= FEW
    for at in np.flatnonzero(few).tolist():
        few[at] = not any(_quotes(columns, *sides[at, k : k + 2].tolist()) for k in (1, 4))
    if not few.any():
        return few
    # Only links between the same two articles can lie next to one another.
    pair = columns.block_article[sides[:, [0, 3]]].astype(np.int64)
    pair = pair[:, 0] * len(columns.articles) + pair[:, 1]
    asked = np.flatnonzero(np.isin(pair, pair[few]) & likely)
    own = np.cumsum(~columns.block_furniture)
    left, right = (own[sides[asked, k]] for k in (0, 3))
    order = np.lexsort((left, right - left, pair[asked]))
    asked, left, way = asked[order], left[order], (right - left)[order]
    of = pair[asked]
    fresh = np.ones(len(asked), dtype=np.bool_)
    fresh[1:] = (of[1:] != of[:-1]) | (way[1:] != way[:-1]) | (left[1:] - left[:-1] > 1)
    run = np.cumsum(fresh) - 1
    together = np.bincount(run, weights=size[asked])[run]
    few[asked[together > FEW]] = False
    return few


def _quotes(columns: Columns, first: int, last: int) -> bool:
    return bool((columns.flags[first:last] & QUOTED).any())
