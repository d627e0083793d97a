"""The fingerprints of all sentences of chosen articles, as the sides of matches carry them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from provenance.core.collection.columns import Columns
from provenance.core.passages.expand import Reader
from provenance.core.reporting.places import block_passage


def sentence_fingerprints(parts: Sequence[Columns], articles: Iterable[str]) -> dict[str, frozenset[str]]:
    """Return the fingerprints of articles' sentences, by article id.

    Args:
        parts: the collection, in batches.
        articles: ids; those that are not held are left out.
    """
    wanted = set(articles)
    found: dict[str, frozenset[str]] = {}
    for columns in parts:
        numbers = [number for number, article in enumerate(columns.articles) if article.id in wanted]
        if not numbers:
            continue
        reader = Reader(columns)
        for number in numbers:
            blocks = np.flatnonzero(columns.block_article == number).tolist()
            prints = (reader.fingerprints(block_passage(columns, block)) for block in blocks)
            found[columns.articles[number].id] = frozenset(one for part in prints for one in part)
    return found
