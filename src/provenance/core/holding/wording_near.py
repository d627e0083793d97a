"""Tell who has a run of words of what an index holds and of new articles, as ``wording`` asks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.distinct import distinct_values
from provenance.core.holding.nearby import Nearby
from provenance.core.matching.postings import SHINGLES, Rows
from provenance.core.matching.story import Stories
from provenance.core.passages.wording import Place

Array = npt.NDArray[Any]


class LookedUp:
    """All texts that an index holds, and those of new articles.

    Args:
        nearby: looks up and loads.
        text: the text of each block of the columns that are asked about, int64.
    """

    def __init__(self, nearby: Nearby, text: Array) -> None:
        self._nearby, self._text = nearby, text

    def texts(self, blocks: Array) -> Array:
        """Return the texts of some blocks, int64."""
        found: Array = self._text[blocks]
        return found

    def holding(self, keys: Array) -> Rows:
        """Return the number of the key, and the text, for all texts that have a run."""
        row, text = self._nearby.rows(SHINGLES, keys)
        both = distinct_values(row.astype(np.int64) << np.int64(32) | text)
        return both >> 32, both & 0xFFFFFFFF

    def places(self, texts: Array) -> tuple[Array, Array, Array]:
        """Return the number of the text, an article and a block for each place where some texts stand."""
        members = self._nearby.members(texts.tolist())
        found = [(row, *place) for row, text in enumerate(texts.tolist()) for place in members[text]]
        row, article, block = np.array(found, dtype=np.int64).reshape(-1, 3).T
        return row, article, block

    def ids(self, articles: Array) -> Sequence[str]:
        """Return the ids of some articles."""
        return self._nearby.names(articles.tolist())

    def load(self, places: Sequence[Place]) -> tuple[Columns, Stories, Sequence[int]]:
        """Return columns of the articles of some places, what tells their stories, and the blocks there."""
        columns, blocks = self._nearby.alone(places)
        return columns, Stories(columns, self._nearby.named), blocks
