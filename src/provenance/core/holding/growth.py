"""What new articles add to an index: their texts, whose near-copies these are, and how counts change.

``check`` asks the same of one new article and adds nothing: so its counts are those of a comparison of the
collection and the article together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import concatenated
from provenance.core.collection.keys import band_rows
from provenance.core.collection.terms import distinct_blocks, flattened, union
from provenance.core.compiled import many_tokens
from provenance.core.distinct import distinct_values
from provenance.core.flags import LENGTHS, UNSPACED
from provenance.core.matching.detect import distinct
from provenance.core.matching.postings import (
    BANDS,
    GROUPED,
    GROUPS,
    KEYS,
    MEMBERS,
    Held,
    Rows,
    mixed,
    summed,
    term_rows,
    text_keys,
)

Array = npt.NDArray[Any]
# An article by number, and a block within it.
Place = tuple[int, int]

# In an index of up to so many articles, one that cuts a text otherwise has everything compared, or written,
# anew. In a larger one that text is found by both cuts.
SMALL: Final = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """New articles as an index would take them.

    ``text`` int64, shape (blocks,): the text of each block, -1 for furniture; numbers from ``next_text`` on
    are new, and ``fresh`` are the blocks that brought them, in their order. ``groups`` tells by text the
    group of those that have another one than before. ``recut`` are blocks that come to stand for a text which
    the index cut or stemmed otherwise. ``frequency`` are changes of counts by term.
    """

    text: Array
    fresh: Array
    recut: Array
    groups: dict[int, int]
    frequency: Rows

    @property
    def posted(self) -> Array:
        """The blocks that texts are to be found by from now on."""
        return np.concatenate([self.fresh, self.recut]).astype(np.int32)


def grown(columns: Columns, held: Held) -> Growth:
    """Return what new articles, joined, add to an index."""
    blocks = distinct(columns)
    keys = text_keys(columns, blocks)
    number = np.full(len(blocks), -1, dtype=np.int64)
    row, value = held.find(KEYS, keys)
    number[row] = value
    new = np.flatnonzero(number < 0)
    number[new] = held.totals.next_text + np.arange(len(new))
    fresh = blocks[new]
    text = np.full(len(columns.block_first), -1, dtype=np.int64)
    text[blocks] = number
    same = distinct_blocks(columns)
    text = np.where(columns.block_furniture, -1, text[same])
    groups, joined = _grouped(columns, fresh, text, held)
    recut = _cut_otherwise(columns, text, held)
    named = dict(groups)
    for one in text[recut].tolist():
        root = int(group_of(held, np.array([one]))[0])
        named[one] = to = groups.get(root, root)
        joined[to] = tuple(sorted({*joined.get(to, ()), root}))
    counted = np.concatenate([fresh, recut]).astype(np.int32)
    frequency = _frequency(columns, counted, text, named, joined, held)
    return Growth(text=text, fresh=fresh, recut=recut, groups=groups, frequency=frequency)


def group_of(held: Held, texts: Array) -> Array:
    """Return the group of texts that an index holds, int64."""
    found: Array = texts.astype(np.int64).copy()
    row, value = held.find(GROUPS, mixed(texts))
    # A text that changed its group has a row for each; groups are named after their smallest text.
    np.minimum.at(found, row, value)
    return found


def _grouped(
    columns: Columns, fresh: Array, text: Array, held: Held
) -> tuple[dict[int, int], dict[int, tuple[int, ...]]]:
    """Return new groups by text; and, by group, those of the index that are one now."""
    keys, block, whole = band_rows(columns, fresh)
    keys, owner = keys[whole].view(np.uint64), text[block[whole]]
    row, value = held.find(BANDS, keys)
    of_whole = (value & 1) == 1
    theirs, mine = value[of_whole] >> 1, owner[row[of_whole]]
    roots = group_of(held, theirs)
    order = np.argsort(keys, kind="stable")
    again = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    left = np.concatenate([mine, owner[order[again]]])
    right = np.concatenate([roots, owner[order[again + 1]]])
    if not left.size:
        return {}, {}
    nodes, number = np.unique(np.concatenate([left, right]), return_inverse=True)
    group = np.arange(len(nodes), dtype=np.int64)
    mine, theirs = number.reshape(2, -1)
    for tie in distinct_values(mine << np.int64(32) | theirs).tolist():
        union(group, tie >> 32, tie & 0xFFFFFFFF)
    root = nodes[flattened(group)]
    held_roots: dict[int, list[int]] = defaultdict(list)
    changed = {node: to for node, to in zip(nodes.tolist(), root.tolist(), strict=True) if node != to}
    for node, to in zip(nodes.tolist(), root.tolist(), strict=True):
        if node < held.totals.next_text:
            held_roots[to].append(node)
    joined = {to: tuple(found) for to, found in held_roots.items()}
    for to, found in joined.items():
        for other in found:
            if other != to:
                changed |= dict.fromkeys(members_of_group(held, other), to)
    return changed, joined


def members_of_group(held: Held, group: int) -> list[int]:
    """Return the texts of a group that an index holds."""
    _, value = held.find(GROUPED, mixed(np.array([group])))
    return [group, *sorted(set(value.tolist()))]


def _frequency(
    columns: Columns,
    fresh: Array,
    text: Array,
    groups: Mapping[int, int],
    joined: Mapping[int, tuple[int, ...]],
    held: Held,
) -> Rows:
    """Return how the counts of terms change, by term: a group counts once, however many texts it has.

    Where a new text joins groups of the index, all of their terms are counted again.
    """
    terms, block = term_rows(columns, fresh)
    group = text[block]
    if groups:
        was, becomes = (np.array(side, dtype=np.int64) for side in zip(*sorted(groups.items()), strict=True))
        at = np.minimum(np.searchsorted(was, group), len(was) - 1)
        group = np.where(was[at] == group, becomes[at], group)
    before: list[Rows] = []
    for to, found in joined.items():
        for root in found:
            members = np.array(members_of_group(held, root), dtype=np.int64)
            theirs = term_rows(*blocks_at(held, homes_of(held, members)))[0]
            before.append((theirs, np.full(len(theirs), root)))
            terms, group = np.concatenate([terms, theirs]), np.append(group, np.full(len(theirs), to))
    counted, change = counted_once(terms, group)
    if before:
        less = counted_once(*(np.concatenate(side) for side in zip(*before, strict=True)))
        counted, change = summed(np.append(counted, less[0]), np.append(change, -less[1]))
    return counted[change != 0], change[change != 0]


def counted_once(terms: Array, group: Array) -> Rows:
    """Return in how many groups each term stands."""
    if many_tokens(len(terms)):
        from provenance.core.kernels.number import number_keys

        distinct, number = number_keys(terms)
    else:
        distinct, number = np.unique(terms, return_inverse=True)
    if not len(distinct):
        return distinct, np.zeros(0, dtype=np.int64)
    rows = group.astype(np.int64) * len(distinct) + number
    rows.sort()
    own = rows[np.append(True, rows[1:] != rows[:-1])]
    return distinct, np.bincount(own % len(distinct), minlength=len(distinct))


def blocks_at(held: Held, homes: Mapping[int, Place]) -> tuple[Columns, Array]:
    """Return the blocks that stand for some texts of an index, in columns of their articles."""
    numbers = sorted({article for article, _ in homes.values()})
    parts = held.articles(np.array(numbers))
    begins = np.append(0, np.cumsum([len(parts[number].block_first) for number in numbers]))
    at = dict(zip(numbers, begins.tolist(), strict=False))
    blocks = [at[article] + block for article, block in homes.values()]
    return concatenated([parts[number] for number in numbers]), np.array(blocks, dtype=np.int64)


def members_of(held: Held, texts: Array) -> dict[int, list[Place]]:
    """Return where some texts of an index stand: articles by number, and blocks within them."""
    row, value = held.find(MEMBERS, mixed(texts))
    found: dict[int, list[Place]] = {text: [] for text in texts.tolist()}
    named = texts.tolist()
    for at, place in sorted(zip(row.tolist(), value.tolist(), strict=True)):
        found[named[at]].append((place >> 32, place & 0xFFFFFFFF))
    return found


def homes_of(held: Held, texts: Array) -> dict[int, Place]:
    """Return where the block stands that represents each text: first by the article's id."""
    return first_of(held, members_of(held, texts))


def first_of(held: Held, members: Mapping[int, Sequence[Place]]) -> dict[int, Place]:
    """Return of the places where some texts stand the first by the article's id."""
    doubtful = {article for places in members.values() if len(places) > 1 for article, _ in places}
    names = held.ids(np.array(sorted(doubtful))) if doubtful else {}
    return {
        text: min(places, key=lambda place: (names.get(place[0], ""), place[1]))
        for text, places in members.items()
        if places
    }


def _cut_otherwise(columns: Columns, text: Array, held: Held) -> Array:
    """Return the new blocks that come to stand for a text that the index cut or stemmed otherwise.

    The first article by id stands for a text; what the text is found by is made of how that one cut it.
    """
    before = held.totals.next_text
    first: dict[int, int] = {}
    for block in np.flatnonzero((text >= 0) & (text < before)).tolist():
        first.setdefault(int(text[block]), block)
    if not first:
        return np.zeros(0, dtype=np.int32)
    homes = homes_of(held, np.array(sorted(first), dtype=np.int64))
    names = held.ids(np.array(sorted({article for article, _ in homes.values()})))
    taken = {
        one: place
        for one, place in homes.items()
        if columns.articles[columns.block_article[first[one]]].id < names[place[0]]
    }
    parts = held.articles(np.array(sorted({article for article, _ in taken.values()}), dtype=np.int64))
    found = [
        first[one]
        for one, (article, block) in taken.items()
        if shape_of(columns, first[one]) != shape_of(parts[article], block)
    ]
    return np.array(sorted(found), dtype=np.int32)


def shape_of(columns: Columns, block: int) -> bytes:
    """Return how a block was cut and stemmed, in which language: all that tells what it adds to an index."""
    begin, end = int(columns.block_first[block]), int(columns.block_last[block])
    parts = [columns.stem[begin:end], columns.flags[begin:end] & (LENGTHS | UNSPACED)]
    for of, first, last in (
        (columns.sentence_block, columns.sentence_first, columns.sentence_last),
        (columns.piece_block, columns.piece_first, columns.piece_last),
    ):
        a, b = np.searchsorted(of, (block, block + 1))
        parts += [first[a:b] - begin, last[a:b] - begin, np.array([-1])]
    language = columns.languages[columns.block_article[block]] or ""
    return b"".join([language.encode(), *(part.tobytes() for part in parts)])
