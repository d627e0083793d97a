"""Tell who has a run of words of articles that are all at hand, as ``wording`` asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import shingle_rows
from provenance.core.collection.terms import distinct_blocks, ranges, stretches
from provenance.core.distinct import distinct_values
from provenance.core.matching.postings import Rows
from provenance.core.matching.story import Stories
from provenance.core.passages.wording import Place

Array = npt.NDArray[Any]

_TOKENS_AT_ONCE: Final = 2_000_000
_MARKS: Final = np.uint64(24)  # bits of a key that tell whether it may be wanted


class Everything:
    """All texts of some columns: a text is numbered as the first block that has it.

    Args:
        columns: all articles.
        stories: tells their stories.
    """

    def __init__(self, columns: Columns, stories: Stories) -> None:
        self._columns, self._stories = columns, stories
        self._same = distinct_blocks(columns)

    def texts(self, blocks: Array) -> Array:
        """Return the texts of some blocks, int64."""
        return self._same[blocks].astype(np.int64)

    def holding(self, keys: Array) -> Rows:
        """Return the number of the key, and the text, for all texts that have a run."""
        c = self._columns
        own = np.flatnonzero((self._same == np.arange(len(self._same))) & ~c.block_furniture)
        marked = np.zeros(1 << int(_MARKS), dtype=np.bool_)
        marked[_mark(keys)] = True
        found = [np.zeros(0, dtype=np.int64)]
        for part in stretches((c.block_last - c.block_first)[own], _TOKENS_AT_ONCE):
            key, block = shingle_rows(c, own[part])
            maybe = np.flatnonzero(marked[_mark(key.view(np.uint64))])
            key, block = key.view(np.uint64)[maybe], block[maybe]
            at = np.minimum(np.searchsorted(keys, key), max(0, len(keys) - 1))
            asked = keys[at] == key
            found.append(distinct_values(at[asked] << np.int64(32) | block[asked]))
        both = np.concatenate(found)
        return both >> 32, both & 0xFFFFFFFF

    def places(self, texts: Array) -> tuple[Array, Array, Array]:
        """Return the number of the text, an article and a block for each place where some texts stand."""
        order = np.argsort(self._same, kind="stable")
        held = self._same[order]
        low, high = np.searchsorted(held, texts), np.searchsorted(held, texts, side="right")
        block = order[ranges(low, high)]
        return (
            np.repeat(np.arange(len(texts)), high - low),
            self._columns.block_article[block].astype(np.int64),
            block,
        )

    def ids(self, articles: Array) -> Sequence[str]:
        """Return the ids of some articles."""
        return [self._columns.articles[number].id for number in articles.tolist()]

    def load(self, places: Sequence[Place]) -> tuple[Columns, Stories, Sequence[int]]:
        """Return the columns, what tells the articles' stories, and the blocks of some places."""
        return self._columns, self._stories, [block for _, block in places]


def _mark(keys: Array) -> Array:
    return (keys >> (np.uint64(64) - _MARKS)).astype(np.int64)
