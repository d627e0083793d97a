"""What is known of articles besides their words."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from provenance.core.collection.columns import Columns
from provenance.core.flags import UNSPACED, Sizes
from provenance.core.passages.shared import ArticleFacts


def own_words(columns: Columns) -> list[int]:
    """Return each article's number of words outside furniture."""
    counts = np.zeros(len(columns.articles), dtype=np.float64)
    own = ~columns.block_furniture
    sizes = Sizes(columns.flags & UNSPACED > 0).words(columns.block_first, columns.block_last)[own]
    np.add.at(counts, columns.block_article[own], sizes)
    found: list[int] = np.ceil(counts).astype(np.int64).tolist()
    return found


def facts_of(columns: Columns, words: Sequence[int]) -> list[ArticleFacts]:
    """Return what is known of articles; ``words`` are those outside furniture, by article."""
    return [
        ArticleFacts(
            id=article.id, outlet=article.outlet, published=article.published, updated=article.updated,
            credits=columns.credits[i], words=words[i], house=columns.houses[i],
            length=len(article.text) - article.body_start,
        )
        for i, article in enumerate(columns.articles)
    ]  # fmt: skip
