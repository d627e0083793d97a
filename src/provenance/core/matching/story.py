"""Tell whether two articles are of one story, by the names and numbers that both hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import SCALE
from provenance.core.collection.columns import Columns
from provenance.core.collection.common import weight_in_common
from provenance.core.collection.terms import Counts, ranges, stretches
from provenance.core.distinct import distinct_values
from provenance.core.flags import CAPITAL, CREDITED, NUMBER, OPENS, UNSPACED, UNSPACED_A_WORD
from provenance.core.text.shingle import hash_run

Array = npt.NDArray[Any]

# As if so many articles had been seen before: a handful cannot tell how rare a name is.
PRIOR_ARTICLES: Final = 1_000
# Fewer names and numbers than this tell no story.
LEAST: Final = 4
# Articles tell one story where they share so much of these, different ones where they share less than that.
SAME_STORY: Final = 0.5
OTHER_STORY: Final = 0.35
# Reports of one kind name the same bodies day by day: where nearly all numbers differ, so do the stories.
OTHER_NUMBERS: Final = 0.2
# Even one number tells in a notice: it has few names and numbers in all, and hardly a name in common with the
# other that many articles do not hold, too. Set by hand on some 90 matches of news: those with less were
# notices of other days or firms, with more, versions of one story.
NOTICE: Final = 20
HELD_BY_MANY: Final = 20
FEW_NAMES: Final = 3
_TOKENS_AT_ONCE: Final = 2_000_000
_AT_ONCE: Final = 1 << 15
# Shorter runs stand in any two articles.
_RUN: Final = 8


def names_and_numbers(flags: Array) -> Array:
    """Return which tokens are numbers, or capitalised within a sentence, outside credits."""
    named = (flags & (CAPITAL | OPENS)) == CAPITAL
    found: Array = (named | ((flags & NUMBER) > 0)) & ((flags & CREDITED) == 0)
    return found


def _told(columns: Columns) -> tuple[Array, Array]:
    """Return the names and numbers of all articles, as tokens, and the article of each."""
    blocks = np.flatnonzero(~columns.block_furniture)
    tokens, articles = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
    for part in stretches((columns.block_last - columns.block_first)[blocks], _TOKENS_AT_ONCE):
        first, last = columns.block_first[blocks[part]], columns.block_last[blocks[part]]
        token = ranges(first, last)
        told = names_and_numbers(columns.flags[token])
        tokens.append(token[told])
        articles.append(np.repeat(columns.block_article[blocks[part]], last - first)[told].astype(np.int64))
    return np.concatenate(tokens), np.concatenate(articles)


def named_words(columns: Columns) -> tuple[Array, Array]:
    """Return the names and numbers of all articles, uint64 and ascending, and how many articles hold each."""
    token, article = _told(columns)
    words, term = np.unique(columns.word[token], return_inverse=True)
    both = distinct_values(article * max(1, len(words)) + term)
    return words, np.bincount(both % max(1, len(words)), minlength=len(words))


class Stories:
    """Compares the names and numbers of articles, each once and by how rare it is in the collection."""

    def __init__(self, columns: Columns, counts: Counts | None = None) -> None:
        self._columns = columns
        self._counts = counts

    def shares(self, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], float | None]:
        """Return how much of the names and numbers of the one article the other has, too.

        Each counts by the square of how rare it is, so that a firm's name tells more than a month.

        Args:
            pairs: numbers of two articles each.

        Returns:
            By pair, the share of the article that has less to tell, from 0 to 1, to 4 decimals; None where
            it has next to nothing to tell.
        """
        asked = sorted(set(pairs))
        found: dict[tuple[int, int], float | None] = {}
        for begin in range(0, len(asked), _AT_ONCE):
            some = asked[begin : begin + _AT_ONCE]
            left, right = np.array(some, dtype=np.int64).T
            shares, told = self._compared(left, right)
            found |= {
                pair: share if enough else None
                for pair, share, enough in zip(some, shares.tolist(), told.tolist(), strict=True)
            }
        return found

    def notices(self, pairs: Sequence[tuple[int, int]]) -> Array:
        """Say which pairs of articles are a notice and another of its kind, bool, shape (pairs,)."""
        left, right = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
        return self._notices(left, right)

    def holders(self, words: Array) -> Array:
        """Return in how many articles some names and numbers stand, int64; they are uint64 and ascending."""
        if self._counts is not None:
            return self._counts(words)[1]
        _, _, known, frequency, _ = self._named
        if not len(known):
            return np.zeros(len(words), dtype=np.int64)
        at = np.minimum(np.searchsorted(known, words), len(known) - 1)
        found: Array = np.where(known[at] == words, frequency[at], 0)
        return found

    def words_in_common(self, pairs: Iterable[tuple[int, int]]) -> dict[tuple[int, int], int]:
        """Return about how many words two articles have in common, in runs of eight tokens or more.

        In scripts without spaces two characters are a word.
        """
        asked = sorted(set(pairs))
        found: dict[tuple[int, int], int] = {}
        for begin in range(0, len(asked), _AT_ONCE):
            some = asked[begin : begin + _AT_ONCE]
            left, right = np.array(some, dtype=np.int64).T
            table = _shingled(self._columns, distinct_values(np.concatenate([left, right])))
            common = weight_in_common(table.offset, table.term, table.weight, left, right)
            found |= dict(zip(some, (-(-common // UNSPACED_A_WORD)).tolist(), strict=True))
        return found

    def _compared(self, left: Array, right: Array) -> tuple[Array, Array]:
        share, told = self._all.share(left, right)
        by_numbers, counted = self._numbers.share(left, right)
        several = np.where(self._notices(left, right), 1, LEAST)
        other = (counted >= several) & (by_numbers < OTHER_NUMBERS)
        return np.where(other, np.minimum(share, by_numbers), share), told >= LEAST

    def _notices(self, left: Array, right: Array) -> Array:
        told = np.minimum(self._all.count[left], self._all.count[right])
        # Where hardly a name is shown, as in a script without capitals, names in common say nothing.
        names = self._all.count - self._numbers.count
        named = np.minimum(names[left], names[right]) >= LEAST
        found: Array = named & (told < NOTICE) & (self._rare_names.common(left, right) < FEW_NAMES)
        return found

    @cached_property
    def _named(self) -> tuple[Array, Array, Array, Array, Array]:
        """Return articles and terms, in order, and of the terms words, frequencies and which are numbers."""
        c = self._columns
        token, article = _told(c)
        words, term = np.unique(c.word[token], return_inverse=True)
        number = np.zeros(len(words), dtype=np.bool_)
        number[term] = (c.flags[token] & NUMBER) > 0
        article, term = np.divmod(distinct_values(article * max(1, len(words)) + term), max(1, len(words)))
        return article, term, words, np.bincount(term, minlength=len(words)), number

    @cached_property
    def _held(self) -> tuple[Array, Array, Array, Array, Array]:
        """Return articles, terms, and the terms' weights, frequencies and whether they are numbers."""
        article, term, words, frequency, number = self._named
        articles = len(self._columns.articles)
        if self._counts is not None:
            articles, frequency = self._counts(words)
        rare = np.log((articles + PRIOR_ARTICLES) / (frequency + 1))
        return article, term, np.round(SCALE * rare).astype(np.int64) ** 2, frequency, number

    @cached_property
    def _all(self) -> _Table:
        article, term, weight, _, _ = self._held
        return _table(article, term, weight, len(self._columns.articles))

    @cached_property
    def _numbers(self) -> _Table:
        article, term, weight, _, number = self._held
        held = number[term]
        return _table(article[held], term[held], weight, len(self._columns.articles))

    @cached_property
    def _rare_names(self) -> _Table:
        article, term, _, frequency, number = self._held
        held = (~number & (frequency < HELD_BY_MANY))[term]
        return _table(article[held], term[held], np.ones_like(frequency), len(self._columns.articles))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    """Which articles hold which terms, row after row, what the terms weigh, and each row's number and sum."""

    offset: Array
    term: Array
    weight: Array
    count: Array
    total: Array

    def share(self, left: Array, right: Array) -> tuple[Array, Array]:
        """Return the share in common of the lesser article's terms, and how many terms that one has."""
        lesser = np.maximum(1, np.minimum(self.total[left], self.total[right]))
        share = np.round(self.common(left, right) / lesser, 4)
        return share, np.minimum(self.count[left], self.count[right])

    def common(self, left: Array, right: Array) -> Array:
        """Return what the terms in common weigh together, int64."""
        return weight_in_common(self.offset, self.term, self.weight, left, right)


def _shingled(columns: Columns, articles: Array) -> _Table:
    """Return the distinct runs of eight tokens in blocks of some articles; the others have none.

    Each weighs as much as the token it begins with, in characters of a script without spaces.
    """
    wanted = np.zeros(len(columns.articles), dtype=np.bool_)
    wanted[articles] = True
    blocks = np.flatnonzero(~columns.block_furniture & wanted[columns.block_article])
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    long = last - first >= _RUN
    at = ranges(first[long], last[long] - (_RUN - 1))
    article = np.repeat(columns.block_article[blocks[long]], last[long] - first[long] - (_RUN - 1))
    keys = hash_run(columns.word, at, _RUN)
    words, first_at, term = np.unique(keys, return_index=True, return_inverse=True)
    weight = np.where(columns.flags[at[first_at]] & UNSPACED, 1, UNSPACED_A_WORD).astype(np.int64)
    both = distinct_values(article.astype(np.int64) * max(1, len(words)) + term)
    article, term = np.divmod(both, max(1, len(words)))
    return _table(article, term, weight, len(columns.articles))


def _table(article: Array, term: Array, weight: Array, articles: int) -> _Table:
    offset = np.searchsorted(article, np.arange(articles + 1))
    weighed = np.append(0, np.cumsum(weight[term], dtype=np.int64))
    return _Table(
        offset=offset,
        term=term,
        weight=weight,
        count=np.diff(offset),
        total=weighed[offset[1:]] - weighed[offset[:-1]],
    )
