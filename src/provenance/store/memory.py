"""A collection in memory that is asked like an index: for a folder that has none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import concatenated, single
from provenance.core.collection.terms import ranges
from provenance.core.matching.postings import Rows, Totals, standing
from provenance.store.batch import Batch

Array = npt.NDArray[Any]


class Nothing:
    """An index that holds nothing yet."""

    totals = Totals()

    def find(self, area: int, keys: Array) -> Rows:
        """Return no rows."""
        del area, keys
        none = np.zeros(0, dtype=np.int64)
        return none, none

    def ids(self, numbers: Array) -> Mapping[int, str]:
        """Return no ids."""
        del numbers
        return {}

    def articles(self, numbers: Array) -> Mapping[int, Columns]:
        """Return no articles."""
        del numbers
        return {}

    def together(self, numbers: Array) -> Columns:
        """Return no articles."""
        del numbers
        return concatenated([])

    def texts_of(self, article: int) -> Array:
        """Raise KeyError: there is no article."""
        raise KeyError(article)


class InMemory:
    """What an index of one batch would hold."""

    def __init__(self, batch: Batch) -> None:
        self._batch = batch
        self.totals = batch.totals

    def find(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area that have one of some keys: the number of the key, and the value."""
        held, values = self._batch.areas[area]
        held = held.view(np.uint64)
        low, high = np.searchsorted(held, keys), np.searchsorted(held, keys, side="right")
        found = values[ranges(low, high)].astype(np.int64)
        return standing(area, np.repeat(np.arange(len(keys)), high - low), found)

    def ids(self, numbers: Array) -> Mapping[int, str]:
        """Return the ids of some articles, by number."""
        return {number: self._batch.columns.articles[number].id for number in numbers.tolist()}

    def articles(self, numbers: Array) -> Mapping[int, Columns]:
        """Return articles by number, each as columns of its own."""
        return {number: single(self._batch.columns, number) for number in numbers.tolist()}

    def together(self, numbers: Array) -> Columns:
        """Return articles by number, in this order, as columns."""
        return concatenated([single(self._batch.columns, number) for number in numbers.tolist()])

    def texts_of(self, article: int) -> Array:
        """Return the number of the text of each block of an article, -1 for none."""
        first, last = np.searchsorted(self._batch.columns.block_article, (article, article + 1))
        return self._batch.growth.text[first:last]
