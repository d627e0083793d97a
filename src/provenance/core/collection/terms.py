"""Terms of a collection: stems and pairs of adjacent stems, with their weights.

Frequencies are counted over groups of near-copies, so that a paragraph run 10,000 times counts once, as it
stands or lightly edited.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import SCALE
from provenance.core.collection.background import Background, typical, weights
from provenance.core.collection.columns import Columns
from provenance.core.compiled import many_tokens
from provenance.core.distinct import distinct_values
from provenance.core.flags import CREDITED, LENGTH_SHIFT, LENGTHS, UNSPACED
from provenance.core.seams import Room
from provenance.core.text.shingle import hash_rows

Array = npt.NDArray[Any]

# How many tokens are worked on at once: arrays of their kind are short-lived, and there are many of them.
_AT_ONCE: Final = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Numbered terms.

    ``word`` and ``pair`` int32, shape (tokens,): the term of each token's stem, and of the stem with
    the next one in its sentence; -1 where there is none or the token's block is not a distinct one.
    ``weight`` int32 and ``frequency`` int32, shape (terms,). Numbers follow the terms' hashes, so
    that their order does not depend on the collection. ``common`` bool, shape (terms,): the background
    knows the term. ``surprise`` int32, shape (tokens,): the weight of a token after the one before it, 0
    within credits.
    """

    word: Array
    pair: Array
    weight: Array
    frequency: Array
    common: Array
    surprise: Array


def distinct_blocks(columns: Columns) -> Array:
    """Return for each block the first block with the same normalised text, int32, shape (blocks,).

    Furniture is never represented by an article's own text, nor the other way round.
    """
    key = columns.block_key
    order = np.lexsort((np.arange(len(key)), columns.block_furniture, key["low"], key["high"]))
    if not order.size:
        return np.zeros(0, dtype=np.int32)
    same = (
        (key["high"][order][1:] == key["high"][order][:-1])
        & (key["low"][order][1:] == key["low"][order][:-1])
        & (columns.block_furniture[order][1:] == columns.block_furniture[order][:-1])
    )
    head = np.append(True, ~same)
    first = order[head]
    result = np.empty(len(key), dtype=np.int32)
    result[order] = first[np.cumsum(head) - 1]
    return result


def ranges(first: Array, last: Array) -> Array:
    """Return all whole numbers of several half-open ranges, one after the other."""
    sizes = last - first
    total = int(sizes.sum())
    begins = np.repeat(first - np.append(0, np.cumsum(sizes)[:-1]), sizes)
    return begins + np.arange(total)


def stretches(sizes: Array, most: int) -> Iterator[slice]:
    """Cut rows into slices whose sizes add up to about ``most``, one row at least."""
    reached = np.append(0, np.cumsum(sizes))
    begin = 0
    while begin < len(sizes):
        end = max(begin + 1, int(np.searchsorted(reached, reached[begin] + most, side="right")) - 1)
        yield slice(begin, end)
        begin = end


def near_copy_groups(columns: Columns, keys: Array, block: Array) -> Array:
    """Return for each block the first of its near-copies, int64, shape (blocks,).

    Blocks are near-copies here, directly or over others, if they have an LSH key in common. A new block can
    only join groups, never take one apart, so that an index can keep them.

    Args:
        columns: all articles.
        keys, block: the keys of whole blocks, see ``keys.band_rows``.
    """
    group = np.arange(len(columns.block_first), dtype=np.int64)
    if many_tokens(len(keys)):
        from provenance.core.kernels.shared import maybe_shared

        kept = np.flatnonzero(maybe_shared(keys))
        keys, block = keys[kept], block[kept]
    order = np.argsort(keys)
    ordered = keys[order]
    again = np.flatnonzero(ordered[1:] == ordered[:-1])
    a, b = block[order[again]].astype(np.int64), block[order[again + 1]].astype(np.int64)
    for pair in distinct_values(np.minimum(a, b) << np.int64(32) | np.maximum(a, b)).tolist():
        union(group, pair >> 32, pair & 0xFFFFFFFF)
    return flattened(group)


def union(group: Array, left: int, right: int) -> None:
    """Put two members of disjoint sets into one; the smaller root stays."""
    roots = []
    for member in (left, right):
        node = member
        while group[node] != node:
            group[node] = group[group[node]]
            node = int(group[node])
        roots.append(node)
    group[max(roots)] = min(roots)


def flattened(group: Array) -> Array:
    """Return the root of every member of disjoint sets."""
    while True:
        shorter = group[group]
        if np.array_equal(shorter, group):
            return group
        group = shorter


Counts = Callable[[Array], tuple[int, Array]]
Lengths = Callable[[Array], tuple[Array, Array]]


def number_terms(
    columns: Columns,
    blocks: Array,
    group: Array | None,
    background: Background,
    counts: Counts | None = None,
    lengths: Lengths | None = None,
    room: Room = np.zeros,
    *,
    surprise: bool = True,
) -> Terms:
    """Number and weigh the terms of some distinct blocks.

    Args:
        columns: all articles, or those that matter.
        blocks: the distinct blocks.
        group: names every block's near-copies.
        background: frequencies of the language.
        counts: where the blocks are part of a larger collection: returns its number of distinct blocks, and
            in how many groups each of some terms stands. Then ``group`` is not looked at.
        lengths: the same for length classes of words in languages without a background table: returns the
            number of the term, and the class, for each class that a term's words have.
        room: gives arrays of all tokens.
        surprise: False leaves the surprise of all tokens at 0: nobody is going to ask for it.
    """
    tokens = len(columns.word)
    word, pair = room(tokens, np.int32), room(tokens, np.int32)
    word[:], pair[:] = -1, -1
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    if not (last > first).any():
        none = np.zeros(0, dtype=np.int32)
        return Terms(
            word=word, pair=pair, weight=none, frequency=none, common=none.astype(np.bool_), surprise=word * 0
        )
    if counts is None and many_tokens(int((last - first).sum())):
        assert group is not None
        return _many_terms(columns, blocks, group[blocks], background, word, pair, room)
    held = ranges(first, last)
    ends = np.zeros(tokens + 1, dtype=np.bool_)
    ends[columns.sentence_last] = True
    paired = held[~ends[held + 1]]
    keys = np.concatenate([columns.stem[held], hash_rows([columns.stem[paired], columns.stem[paired + 1]])])
    passages = len(blocks)
    if counts is not None:
        distinct, number = np.unique(keys, return_inverse=True)
        word[held] = number[: len(held)]
        pair[paired] = number[len(held) :]
        passages, frequency = counts(distinct)
    else:
        distinct, number = np.unique(keys, return_inverse=True)
        word[held] = number[: len(held)]
        pair[paired] = number[len(held) :]
        assert group is not None
        of = np.repeat(group[blocks], last - first)
        frequency = _frequency(number, np.concatenate([of, of[~ends[held + 1]]]), len(distinct))
    guessed = _guessed(columns, word, blocks, background, len(distinct))
    if guessed is not None and lengths is not None:
        row, length = lengths(distinct)
        np.maximum.at(guessed, row, typical(length))
    weight = weights(passages, frequency, distinct, background, guessed)
    common = background.expected(distinct) > 0
    weighed = _surprise(columns.flags, word, pair, weight, common, room) if surprise else word * 0
    return Terms(word=word, pair=pair, weight=weight, frequency=frequency, common=common, surprise=weighed)


def _many_terms(
    columns: Columns,
    blocks: Array,
    group: Array,
    background: Background,
    word: Array,
    pair: Array,
    room: Room,
) -> Terms:
    """Do what ``number_terms`` does, a part of the terms at a time; fill ``word`` and ``pair``.

    ``group`` names the near-copies of each of the blocks.
    """
    from provenance.core.kernels.number import number_terms as numbered

    first, last = columns.block_first[blocks], columns.block_last[blocks]
    begin = np.searchsorted(columns.sentence_block, blocks)
    guesses = _has_unknown(columns, background)
    distinct, frequency, weight, common = [], [], [], []
    for terms, counted in numbered(
        columns.stem, group, first, last, columns.sentence_last, begin, word, pair
    ):
        frequency.append(counted)
        common.append(background.expected(terms) > 0)
        if guesses:
            distinct.append(terms)
        else:
            weight.append(weights(len(blocks), counted, terms, background))
    counts = np.concatenate(frequency)
    if guesses:
        guessed = _guessed(columns, word, blocks, background, len(counts))
        weight.append(weights(len(blocks), counts, np.concatenate(distinct), background, guessed))
    weighed, known = np.concatenate(weight), np.concatenate(common)
    return Terms(
        word=word,
        pair=pair,
        weight=weighed,
        frequency=counts,
        common=known,
        surprise=_surprise(columns.flags, word, pair, weighed, known, room),
    )


def _with_table(columns: Columns, background: Background) -> Array:
    """Say, article by article, whether the background tells of its language, bool."""
    known = background.languages or frozenset()
    return np.array([language in known for language in columns.languages], dtype=np.bool_)


def _has_unknown(columns: Columns, background: Background) -> bool:
    """Say whether there are words of which the background tells nothing."""
    if background.languages is None:
        return False
    flags = columns.flags
    parts = (flags[begin : begin + _AT_ONCE] for begin in range(0, len(flags), _AT_ONCE))
    return not _with_table(columns, background).all() or any((part & UNSPACED).any() for part in parts)


def _guessed(
    columns: Columns, word: Array, blocks: Array, background: Background, terms: int
) -> Array | None:
    """Return in how many passages each term stands typically, where the background tells nothing of it.

    That is so for words of languages without a table, and everywhere for characters of scripts without
    spaces: none is as rare as a word that its language's table lacks. Other terms get 0.
    """
    if not _has_unknown(columns, background):
        return None
    spoken = _with_table(columns, background)
    found = np.zeros(terms, dtype=np.float64)
    sizes = (columns.block_last - columns.block_first)[blocks]
    for part in stretches(sizes, _AT_ONCE):
        mine = blocks[part]
        held = ranges(columns.block_first[mine], columns.block_last[mine])
        flags = columns.flags[held]
        unspaced = flags & UNSPACED > 0
        unknown = unspaced | ~np.repeat(spoken[columns.block_article[mine]], sizes[part])
        length = np.where(unspaced, 0, (flags & LENGTHS) >> LENGTH_SHIFT)[unknown]
        # Words of several lengths have one stem: the most frequent counts.
        np.maximum.at(found, word[held][unknown], typical(length))
    return found


def length_rows(columns: Columns, blocks: Array, known: Collection[str]) -> tuple[Array, Array, Array]:
    """Return the terms of words in languages without a background table, uint64, their length classes, and
    the block of each.

    ``known`` are the languages that have one.
    """
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    bare = np.array([language not in known for language in columns.languages], dtype=np.bool_)
    mine = bare[columns.block_article[blocks]]
    held = ranges(first[mine], last[mine])
    of = np.repeat(blocks[mine], (last - first)[mine])
    spaced = columns.flags[held] & UNSPACED == 0
    held = held[spaced]
    length = ((columns.flags[held] & LENGTHS) >> LENGTH_SHIFT).astype(np.int64)
    return columns.stem[held], length, of[spaced]


def _frequency(number: Array, group: Array, terms: int) -> Array:
    """Return in how many groups each term stands, int32, shape (terms,)."""
    rows = group.astype(np.int64) * terms + number
    rows.sort()
    fresh = np.append(True, rows[1:] != rows[:-1])
    return np.bincount(rows[fresh] % terms, minlength=terms).astype(np.int32)


def _surprise(flags: Array, word: Array, pair: Array, weight: Array, common: Array, room: Room) -> Array:
    """Weigh each token by how little the one before it leads to expect it; tokens of credits weigh nothing.

    "rights" after "human" tells little. Where the background knows the pair, a token weighs
    idf(pair) - idf(word before), between half a unit and its own weight; otherwise its own weight.
    """
    found = room(len(word), np.int32)
    for begin in range(0, len(word), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        # The token before is looked at, too.
        words = word[max(0, begin - 1) : part.stop]
        after = pair[max(0, begin - 1) :][: len(words) - 1]
        own = np.where(words >= 0, weight[words], 0).astype(np.int32)
        known = (after >= 0) & common[after]
        given = np.clip(weight[after] - own[:-1], SCALE // 2, None)
        result = own.copy()
        result[1:] = np.where(known, np.minimum(given, own[1:]), own[1:])
        found[part] = np.where(flags[part] & CREDITED, 0, result[min(begin, 1) :])
    return found
