"""The part of an indexed collection that new articles are to be compared with, and what is known of it.

Texts are looked up, not scanned. What the whole collection decides (how rare a term is, how many hold a
shingle) comes from the index's whole numbers and what the new articles add to them, so that a comparison of
this part gives what one of everything would give for the new articles.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.background import Background, merge
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import join
from provenance.core.collection.terms import Terms, number_terms
from provenance.core.holding.growth import Growth, Place, members_of
from provenance.core.matching import candidates as generate
from provenance.core.matching.postings import (
    FRAMES,
    FREQUENCY,
    LENGTHS,
    LISTED,
    NAMED,
    Held,
    Rows,
    ordered,
    posted,
)
from provenance.core.matching.story import named_words
from provenance.core.passages.frames import NO_ROWS, frame_rows, tallied

Array = npt.NDArray[Any]

_NONE: Final = np.zeros(0, dtype=np.int64)


class NotLocalError(Exception):
    """What is near does not tell: the whole collection has to be compared."""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Articles loaded so far; ``text`` is the text of each block, ``block`` the block of each text."""

    columns: Columns
    text: Array
    block: Mapping[int, int]

    def blocks(self, texts: Iterable[int]) -> Array:
        """Return the blocks that stand for some texts, in order, int32."""
        return np.array(sorted(self.block[text] for text in texts), dtype=np.int32)


class Nearby:
    """Looks up what is near some texts, and loads it.

    Args:
        held: the index.
        new: the new articles, joined.
        growth: what they add to it.
        left_out: numbers of held articles to leave out: the new ones themselves.
        backgrounds: returns the frequencies of some languages, of those that have a table.
    """

    def __init__(
        self,
        held: Held,
        new: Columns,
        growth: Growth,
        left_out: frozenset[int],
        backgrounds: Callable[[Iterable[str]], Mapping[str, Background]],
    ) -> None:
        self._held, self.new, self._growth, self._backgrounds = held, new, growth, backgrounds
        self._merged: dict[frozenset[str], Background] = {}
        self.left_out = left_out
        self.first_new = held.totals.next_article
        self._terms, self._frequency = np.zeros(0, np.uint64), np.zeros(0, np.int32)
        self._own = posted(new, growth.posted, growth.text)
        self._numbers: set[int] = set()
        self._homes: dict[int, Place | None] = {}
        self._members: dict[int, list[Place]] = {}
        self._names = {self.first_new + i: article.id for i, article in enumerate(new.articles)}
        self._places = self._new_places()
        self._view: View | None = None
        self.dead = self._only_left_out()

    def _new_places(self) -> dict[int, list[Place]]:
        found: dict[int, list[Place]] = defaultdict(list)
        begins = np.searchsorted(self.new.block_article, np.arange(len(self.new.articles) + 1))
        for block in np.flatnonzero(self._growth.text >= 0).tolist():
            article = int(self.new.block_article[block])
            found[int(self._growth.text[block])].append(
                (self.first_new + article, block - int(begins[article]))
            )
        return found

    def _only_left_out(self) -> frozenset[int]:
        """Return the texts that no article holds but those left out."""
        if not self.left_out:
            return frozenset()
        self._held.articles(np.array(sorted(self.left_out)))
        texts = {int(t) for number in self.left_out for t in self._held.texts_of(number) if t >= 0}
        members = members_of(self._held, np.array(sorted(texts), dtype=np.int64))
        return frozenset(
            text
            for text, places in members.items()
            if text not in self._places and all(article in self.left_out for article, _ in places)
        )

    @property
    def passages(self) -> int:
        """How many distinct texts there are in all."""
        return self._held.totals.texts + len(self._growth.fresh)

    def counts(self, terms: Array) -> tuple[int, Array]:
        """Return the number of distinct texts, and in how many groups of near-copies each term stands.

        Args:
            terms: uint64, ascending.
        """
        at = np.minimum(np.searchsorted(self._terms, terms), max(0, len(self._terms) - 1))
        known = self._terms[at] == terms if len(self._terms) else np.zeros(len(terms), dtype=np.bool_)
        if not known.all():
            fresh = terms[~known]
            order = np.argsort(np.concatenate([self._terms, fresh]), kind="stable")
            self._terms = np.concatenate([self._terms, fresh])[order]
            self._frequency = np.concatenate([self._frequency, self._count(fresh)])[order]
            at = np.searchsorted(self._terms, terms)
        return self.passages, self._frequency[at]

    def _count(self, terms: Array) -> Array:
        row, value = self._held.find(FREQUENCY, terms)
        before = np.zeros(len(terms), dtype=np.int64)
        np.add.at(before, row, value)
        after = before + _looked_up(self._growth.frequency, terms)
        if ((before > LISTED) & (after <= generate.TERM_CAP)).any():
            raise NotLocalError
        return after.astype(np.int32)

    def named(self, words: Array) -> tuple[int, Array]:
        """Return the number of articles, and how many of them hold each name or number."""
        row, value = self._held.find(NAMED, words)
        found = np.zeros(len(words), dtype=np.int64)
        np.add.at(found, row, value)
        found += _looked_up(named_words(self.new), words)
        for columns in self._held.articles(np.array(sorted(self.left_out), dtype=np.int64)).values():
            found -= _looked_up(named_words(columns), words)
        return self._held.totals.articles + len(self.new.articles) - len(self.left_out), found

    def frames(self, keys: Array) -> Rows:
        """Return in how many articles each frame stands, and in how many fillings."""
        row, filling = self._held.find(FRAMES, keys)
        own, theirs = _rows_with(ordered(*frame_rows(self.new)), keys)
        held = self._held.articles(np.array(sorted(self.left_out), dtype=np.int64)).values()
        gone = [_rows_with(ordered(*frame_rows(columns)), keys) for columns in held]
        less, fewer = (np.concatenate(side) for side in zip(NO_ROWS, *gone, strict=True))
        return tallied(len(keys), np.append(row, own), np.append(filling, theirs), (less, fewer))

    def members(self, texts: Collection[int]) -> Mapping[int, list[Place]]:
        """Return where some texts stand: articles by number, and blocks within them."""
        asked = np.array(sorted(text for text in texts if text not in self._members), dtype=np.int64)
        known = asked[asked < self._held.totals.next_text]
        held = members_of(self._held, known) if known.size else {}
        for text in asked.tolist():
            places = [place for place in held.get(text, ()) if place[0] not in self.left_out]
            self._members[text] = [*places, *self._places.get(text, ())]
        return {text: self._members[text] for text in texts}

    def homes(self, texts: Collection[int]) -> Mapping[int, Place]:
        """Return where the block stands that represents each text: first by the article's id."""
        missing = {text for text in texts if text not in self._homes}
        members = self.members(missing)
        several = {a for text in missing if len(members[text]) > 1 for a, _ in members[text]}
        self._name(several)
        for text in missing:
            self._homes[text] = min(
                members[text], key=lambda place: (self._names.get(place[0], ""), place[1]), default=None
            )
        return {text: home for text in texts if (home := self._homes[text]) is not None}

    def _name(self, numbers: Iterable[int]) -> None:
        unnamed = sorted(number for number in numbers if number not in self._names)
        if unnamed:
            self._names |= self._held.ids(np.array(unnamed, dtype=np.int64))

    def names(self, articles: Sequence[int]) -> list[str]:
        """Return the ids of some articles, held or new, by number."""
        self._name(articles)
        return [self._names[number] for number in articles]

    def in_order(self, texts: Collection[int]) -> list[int]:
        """Return texts in the order in which the collection has them."""
        homes = self.homes(texts)
        self._name(article for article, _ in homes.values())
        return sorted(homes, key=lambda text: (self._names[homes[text][0]], homes[text][1]))

    def load(self, texts: Collection[int], *, everywhere: bool = False) -> None:
        """Load the articles that some texts stand in: the first one, or ``everywhere`` all of them."""
        if everywhere:
            numbers = {article for places in self.members(texts).values() for article, _ in places}
        else:
            numbers = {article for article, _ in self.homes(texts).values()}
        self.take(number for number in numbers if number < self.first_new)

    def load_holders(self, texts: Collection[int], most: int) -> None:
        """Load the articles that some texts stand in, the first ``most`` places of each."""
        self.take(self.holders(texts, most))

    def take(self, numbers: Iterable[int]) -> None:
        """Load some held articles."""
        fresh = set(numbers) - self._numbers
        if fresh:
            self._numbers |= fresh
            self._view = None

    def forget(self) -> None:
        """Put all articles aside but the new ones."""
        self._numbers, self._view = set(), None

    def view(self) -> View:
        """Return all that was loaded."""
        if self._view is None:
            numbers = sorted(self._numbers)
            held = self._held.together(np.array(numbers, dtype=np.int64))
            columns = join([self.new, held])
            texts = {
                article.id: self._held.texts_of(number)
                for article, number in zip(held.articles, numbers, strict=True)
            }
            begins = np.searchsorted(self.new.block_article, np.arange(len(self.new.articles) + 1)).tolist()
            for i, article in enumerate(self.new.articles):
                texts[article.id] = self._growth.text[begins[i] : begins[i + 1]]
            text = np.concatenate([texts[article.id] for article in columns.articles])
            self._view = View(columns=columns, text=text, block=_first_blocks(text))
        return self._view

    def alone(self, places: Sequence[Place]) -> tuple[Columns, list[int]]:
        """Return the articles of some places and the new ones, without all others, and the blocks there."""
        self.forget()
        self.take({article for article, _ in places if article < self.first_new})
        columns = self.view().columns
        begins = np.searchsorted(columns.block_article, np.arange(len(columns.articles))).tolist()
        begin = {article.id: at for article, at in zip(columns.articles, begins, strict=True)}
        names = self.names([article for article, _ in places])
        return columns, [begin[name] + block for name, (_, block) in zip(names, places, strict=True)]

    def holders(self, texts: Collection[int], most: int) -> frozenset[int]:
        """Return the held articles that some texts stand in, the first ``most`` places of each."""
        first = self._first_places(texts, most)
        return frozenset(
            article for places in first.values() for article, _ in places if article < self.first_new
        )

    def first_blocks(self, view: View, most: int) -> dict[int, list[int]]:
        """Return the blocks that were loaded of the first ``most`` places of each text that several blocks
        have, by the block that stands for it.
        """
        distinct, counts = np.unique(view.text[view.text >= 0], return_counts=True)
        first = self._first_places(distinct[counts > 1].tolist(), most)
        begins = np.searchsorted(view.columns.block_article, np.arange(len(view.columns.articles))).tolist()
        begin = {article.id: at for article, at in zip(view.columns.articles, begins, strict=True)}
        self._name(article for places in first.values() for article, _ in places)
        return {
            view.block[text]: sorted(
                begin[name] + block for article, block in places if (name := self._names[article]) in begin
            )
            for text, places in first.items()
        }

    def _first_places(self, texts: Collection[int], most: int) -> dict[int, list[Place]]:
        """Return the first ``most`` places of some texts in the whole collection."""
        members = self.members(texts)
        self._name(article for places in members.values() if len(places) > most for article, _ in places)
        return {
            text: places
            if len(places) <= most
            else sorted(places, key=lambda place: (self._names[place[0]], place[1]))[:most]
            for text, places in members.items()
        }

    def texts_in(self, article: int) -> frozenset[int]:
        """Return the texts of a held article."""
        self._held.articles(np.array([article]))
        return frozenset(text for text in self._held.texts_of(article).tolist() if text >= 0)

    def terms(self, view: View, texts: Collection[int], *, surprise: bool = False) -> Terms:
        """Number and weigh the terms of some texts, as in the whole collection; ``surprise`` if asked for."""
        spoken = frozenset(language for language in view.columns.languages if language)
        if spoken not in self._merged:
            self._merged[spoken] = merge(self._backgrounds(spoken))
        blocks = view.blocks(texts)
        background = self._merged[spoken]
        return number_terms(
            view.columns, blocks, None, background, self.counts, self._lengths, surprise=surprise
        )

    def _lengths(self, terms: Array) -> Rows:
        return self._held.find(LENGTHS, terms)

    def holding(self, area: int, keys: Array) -> list[tuple[int, int]]:
        """Return key numbers and texts for all texts of held articles that have one of some keys."""
        row, value = self._held.find(area, keys)
        pairs = np.unique(np.stack([row, value], axis=1), axis=0).tolist()
        return [(number, text) for number, text in pairs if text not in self.dead]

    def rows(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area, held and new, that have one of some keys: its number, and the value.

        Args:
            area: what the rows are.
            keys: uint64, distinct.
        """
        row, value = self._held.find(area, keys)
        own, theirs = _rows_with(self._own[area], keys)
        return np.concatenate([row, own]), np.concatenate([value, theirs])


def _first_blocks(text: Array) -> dict[int, int]:
    blocks = np.flatnonzero(text >= 0)
    distinct, first = np.unique(text[blocks], return_index=True)
    return dict(zip(distinct.tolist(), blocks[first].tolist(), strict=True))


def _looked_up(rows: Rows, keys: Array) -> Array:
    """Return the value of each key, 0 where there is none; the rows are in order of their keys."""
    held, values = rows
    if not len(held):
        return np.zeros(len(keys), dtype=np.int64)
    at = np.minimum(np.searchsorted(held, keys), len(held) - 1)
    found: Array = np.where(held[at] == keys, values[at], 0)
    return found


def _rows_with(rows: Rows, keys: Array) -> Rows:
    """Return the rows that have one of some keys: the number of the key, and the value."""
    held, values = rows
    if not len(held):
        return _NONE, _NONE
    low, high = np.searchsorted(held, keys), np.searchsorted(held, keys, side="right")
    at = np.flatnonzero(high > low)
    number = np.repeat(at, (high - low)[at])
    if not at.size:
        return _NONE, _NONE
    place = np.concatenate([np.arange(low[k], high[k]) for k in at.tolist()])
    return number, values[place].astype(np.int64)
