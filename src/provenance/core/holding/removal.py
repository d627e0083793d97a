"""What is taken out of an index with some articles, where that can be told without counting it all again.

Rows of removed articles stay where they are. Those that are summed are taken away by others; those that name
an article or a text are passed over, for which an index notes what is gone. A text that comes back has a new
number.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import concatenated
from provenance.core.collection.keys import band_rows
from provenance.core.collection.terms import near_copy_groups, ranges
from provenance.core.distinct import distinct_values
from provenance.core.holding.growth import (
    Place,
    blocks_at,
    counted_once,
    first_of,
    group_of,
    homes_of,
    members_of,
    shape_of,
)
from provenance.core.matching.postings import (
    BANDS,
    FRAMES,
    FREQUENCY,
    GROUPED,
    GROUPS,
    KEYS,
    LENGTHS,
    LISTED,
    MEMBERS,
    NAMED,
    NOT_LISTED,
    PARTS,
    SHINGLES,
    TERMS,
    Held,
    Rows,
    Totals,
    length_sums,
    mixed,
    ordered,
    standing,
    summed,
    taken,
    term_rows,
)
from provenance.core.matching.story import named_words
from provenance.core.passages.frames import frame_rows

Array = npt.NDArray[Any]

# One in so many articles may be gone; then an index is written anew. Their rows are read and passed over.
MOST_GONE: Final = 10
# Near-copies of what is removed are counted again, each from its article: above so many, all is. Set by hand.
MOST_COUNTED: Final = 2_000
# How the text that a row names is had from its value.
_NAMES: Final = {KEYS: 0, GROUPED: 0, BANDS: 1, PARTS: 0, SHINGLES: 0, TERMS: 0}


def _no_numbers() -> Array:
    return np.zeros(0, dtype=np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """Numbers that an index notes, int64 and ascending.

    ``articles`` that were taken out, and ``texts`` that no article holds any more. ``recut`` are texts that
    are found, and counted, by more than one cut: what one of these brought cannot be told from the others.
    """

    articles: Array = field(default_factory=_no_numbers)
    texts: Array = field(default_factory=_no_numbers)
    recut: Array = field(default_factory=_no_numbers)

    def standing(self, area: int, row: Array, value: Array) -> Rows:
        """Return what is left of rows that were found: the number of the key, and the value."""
        row, value = standing(area, row, value)
        if area == MEMBERS and len(self.articles):
            left = ~among(value >> 32, self.articles)
        elif area in _NAMES and len(self.texts):
            left = ~among(value >> _NAMES[area], self.texts)
        else:
            return row, value
        return row[left], value[left]


def among(values: Array, held: Array) -> Array:
    """Say of each value whether it is among others, which are ascending."""
    if not len(held):
        return np.zeros(len(values), dtype=np.bool_)
    found: Array = held[np.minimum(np.searchsorted(held, values), len(held) - 1)] == values
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Removal:
    """Some articles as they are taken out of an index.

    ``columns`` are these, ``numbers`` their numbers. ``gone`` is what is noted from then on, ``totals`` what
    is held. ``areas`` are rows that take away from sums.
    """

    columns: Columns
    numbers: Array
    gone: Gone
    totals: Totals
    areas: Mapping[int, Rows]


class Without:
    """An index without some articles, to be asked for what new ones add to it."""

    def __init__(self, held: Held, removal: Removal) -> None:
        self._held, self._removal = held, removal
        self.totals = removal.totals

    def find(self, area: int, keys: Array) -> Rows:
        """Return the rows of an area that have one of some keys: the number of the key, and the value."""
        assert area not in (NAMED, FRAMES, LENGTHS)
        row, value = self._held.find(area, keys)
        if area in self._removal.areas:
            changed, change = self._removal.areas[area]
            low, high = np.searchsorted(changed, keys), np.searchsorted(changed, keys, side="right")
            row = np.append(row, np.repeat(np.arange(len(keys)), high - low))
            value = np.append(value, change[ranges(low, high)])
        return self._removal.gone.standing(area, row, value)

    def ids(self, numbers: Array) -> Mapping[int, str]:
        """Return the ids of some articles, by number."""
        return self._held.ids(numbers)

    def articles(self, numbers: Array) -> Mapping[int, Columns]:
        """Return articles by number, each as columns of its own."""
        return self._held.articles(numbers)

    def together(self, numbers: Array) -> Columns:
        """Return articles by number, in this order, as columns."""
        return self._held.together(numbers)

    def texts_of(self, article: int) -> Array:
        """Return the number of the text of each block of an article that was returned before, -1 for none."""
        return self._held.texts_of(article)


def too_many(totals: Totals, gone: Gone, more: int) -> bool:
    """Say whether so many articles would be gone, with some more, that an index is to be written anew."""
    return (len(gone.articles) + more) * MOST_GONE > totals.next_article


def taken_out(held: Held, numbers: Array, gone: Gone, tabled: Collection[str]) -> Removal | None:
    """Return what is taken out of an index with some articles; None where it has to be written anew.

    That is where too many are gone; where what a text is found and counted by hangs on a cut that others do
    not have; where what goes has very many near-copies; and where a term becomes rare again that some segment
    does not list.

    Args:
        held: the index.
        numbers: the articles, one at least, ascending.
        gone: what the index notes so far.
        tabled: languages that have background frequencies.
    """
    if too_many(held.totals, gone, len(numbers)):
        return None
    parts = held.articles(numbers)
    texts = distinct_values(np.concatenate([held.texts_of(number) for number in numbers.tolist()]))
    texts = texts[texts >= 0]
    members = members_of(held, texts)
    left = {text: [place for place in places if place[0] not in parts] for text, places in members.items()}
    dying = np.array([text for text in texts.tolist() if not left[text]], dtype=np.int64)
    if among(texts, gone.recut).any() or _stand_otherwise(held, parts, members, left):
        return None
    homes = first_of(held, {text: members[text] for text in dying.tolist()})
    counted = _counted_again(held, dying, homes, gone.recut)
    if counted is None or _wanted_again(held, counted[FREQUENCY]):
        return None
    columns = concatenated([parts[number] for number in numbers.tolist()])
    return Removal(
        columns=columns,
        numbers=numbers,
        gone=replace(
            gone,
            articles=np.sort(np.append(gone.articles, numbers)),
            texts=np.sort(np.append(gone.texts, dying)),
        ),
        totals=replace(
            held.totals,
            articles=held.totals.articles - len(numbers),
            texts=held.totals.texts - len(dying),
        ),
        areas={
            **counted,
            NAMED: taken(NAMED, named_words(columns)),
            FRAMES: taken(FRAMES, frame_rows(columns)),
            LENGTHS: taken(LENGTHS, length_sums(*blocks_at(held, homes), tabled)),
        },
    )


Places = Mapping[int, list[Place]]


def _stand_otherwise(held: Held, parts: Mapping[int, Columns], members: Places, left: Places) -> bool:
    """Say whether a text that stays comes to be represented by an article that cuts it otherwise."""
    staying = {text: places for text, places in left.items() if places and len(places) < len(members[text])}
    before = first_of(held, {text: members[text] for text in staying})
    moved = {text: before[text] for text in staying if before[text][0] in parts}
    after = first_of(held, {text: staying[text] for text in moved})
    others = held.articles(np.array(sorted({article for article, _ in after.values()}), dtype=np.int64))
    return any(
        shape_of(parts[article], block) != shape_of(others[after[text][0]], after[text][1])
        for text, (article, block) in moved.items()
    )


def _counted_again(
    held: Held, dying: Array, homes: Mapping[int, Place], recut: Array
) -> dict[int, Rows] | None:
    """Return how counts of terms change, and which texts are near-copies no more; None if none can tell.

    The groups of texts that go are counted again, with them and without.
    """
    groups = distinct_values(group_of(held, dying))
    _, others = held.find(GROUPED, mixed(groups))
    # A group may be named after a text that is gone already: that one stands nowhere.
    others = np.setdiff1d(np.append(groups, others), dying)
    if len(others) > MOST_COUNTED:
        return None
    homes = {**homes, **homes_of(held, others)}
    texts = np.array(list(homes), dtype=np.int64)
    if among(texts, recut).any():
        return None
    columns, blocks = blocks_at(held, homes)
    text, was = (np.full(len(columns.block_first), -1, dtype=np.int64) for _ in range(2))
    text[blocks], was[blocks] = texts, group_of(held, texts)
    rest = blocks[~among(texts, dying)]
    becomes, apart = _fallen_apart(columns, rest, text, was)
    terms, block = term_rows(columns, blocks)
    before = counted_once(terms, was[block])
    stays = becomes[block] >= 0
    after = counted_once(terms[stays], becomes[block][stays])
    counted, change = summed(np.append(before[0], after[0]), np.append(-before[1], after[1]))
    changed = {FREQUENCY: (counted[change != 0], change[change != 0])}
    moved = rest[among(was[rest], apart)]
    return changed | _named_again(held, text[moved], becomes[moved], apart)


def _fallen_apart(columns: Columns, rest: Array, text: Array, was: Array) -> Rows:
    """Return the group of each of the blocks that are left, -1 of others, and the groups that fell apart.

    Args:
        columns: articles.
        rest: the blocks that are left of some groups.
        text, was: the text and the former group of each block.
    """
    keys, block, whole = band_rows(columns, rest)
    near = near_copy_groups(columns, keys[whole], block[whole])
    parts = distinct_values(was[rest] << np.int64(32) | near[rest]) >> 32
    apart = distinct_values(parts[1:][parts[1:] == parts[:-1]])
    becomes = np.full(len(was), -1, dtype=np.int64)
    becomes[rest] = was[rest]
    moved = rest[among(was[rest], apart)]
    # As ever, a part is named after its smallest text.
    name = np.full(len(was), np.iinfo(np.int64).max)
    np.minimum.at(name, near[moved], text[moved])
    becomes[moved] = name[near[moved]]
    return becomes, apart


def _named_again(held: Held, texts: Array, groups: Array, apart: Array) -> dict[int, Rows]:
    """Return the rows that put texts into other groups, and take away all that these are in so far.

    Args:
        held: the index.
        texts: all that is left of some groups.
        groups: which groups these are in now.
        apart: the former groups.
    """
    found = {}
    others = groups != texts
    for area, named, keys, values in (
        (GROUPS, texts, texts[others], groups[others]),
        # A part may have the name of a group that became one with others once.
        (GROUPED, np.union1d(texts, apart), groups[others], texts[others]),
    ):
        asked = mixed(named)
        row, value = held.find(area, asked)
        found[area] = ordered(np.append(asked[row], mixed(keys)), np.append(~value, values))
    return found


def _wanted_again(held: Held, frequency: Rows) -> bool:
    """Say whether texts are to be found again by a term that some segment left out."""
    terms, change = frequency
    row, value = held.find(FREQUENCY, terms)
    before = np.zeros(len(terms), dtype=np.int64)
    np.add.at(before, row, value)
    fallen = terms[(before > LISTED) & (before + change <= LISTED)]
    return bool((held.find(TERMS, fallen)[1] == NOT_LISTED).any())
