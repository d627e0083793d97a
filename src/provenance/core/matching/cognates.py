"""Cognates: names, numbers and words that two languages spell alike, and how many of them two units share.

A word's first four letters, in the Latin alphabet, are its *spelling*: "Ukrajina", "Ukraine" and "Украина"
have one, and so have "president", "prezident" and "президент". By such words sentences of two languages were
aligned first (Simard, Foster and Isabelle, "Using cognates to align sentences in bilingual corpora", 1992).
How much a spelling tells is how rarely it stands in a passage, by a table that ships with the package: how
alike two units are depends on these two alone.

Two reporters on one event share its names and some of its numbers; a translation keeps nearly all numbers,
and the order of what it shares.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import SCALE
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import ranges, stretches
from provenance.core.flags import CAPITAL, NUMBER, OPENS, UNSPACED
from provenance.core.matching.meaning import Meaning, Near, Nodes, asked, joined, nearest_of, unit_nodes
from provenance.core.matching.postings import Rows
from provenance.core.text.languages import UNNAMED
from provenance.core.text.normalise import tokenise

Array = npt.NDArray[Any]

LETTERS: Final = 4
# What a spelling weighs that the table lacks, in nats, and a number by how many digits it has. The shares of
# passages that hold a certain number of one, two, three and more digits were set by hand.
RAREST: Final = 3e-5
_DIGITS: Final = (0.1, 0.02, 0.003, 0.0005)
# Likeness, in 1/10,000, from which units are compared. Set by hand: of true pairs nine in ten have more.
LEAST_COGNATES: Final = 800
# How many blocks of a language are compared with a unit: in a large collection many are as like by chance.
_COMPARED: Final = 8
# What a name tells, to what a word or number does: whoever writes of somebody names them. Set by hand.
_NAME: Final = 1
_WORD: Final = 2
# One spelling in common says nothing.
FEWEST: Final = 2
# Pairs of nodes that are looked at at once.
_CELLS: Final = 4_000_000

# What spellings weigh, in 1/256 nats; those that are not there weigh most.
Spellings = Mapping[str, int]


def nats(share: float) -> int:
    """Return the weight of what stands in such a share of passages, in 1/256 nats."""
    return round(-math.log(share + RAREST) * SCALE)


def spelling(word: str) -> str:
    """Return how a word begins in Latin letters, digits for a number; "" if that says too little.

    Args:
        word: one token as it stands in a text.
    """
    from anyascii import anyascii

    plain = "".join(char for char in anyascii(word).casefold() if char.isalnum())
    if any(char.isdigit() for char in plain):
        return "".join(char for char in plain if char.isdigit())
    return plain[:LETTERS] if len(plain) >= LETTERS else ""


def weight(spelled: str, table: Spellings) -> int:
    """Return what a spelling weighs, in 1/256 nats."""
    if spelled.isdigit():
        return nats(_DIGITS[min(len(spelled), len(_DIGITS)) - 1])
    return table.get(spelled, nats(0.0))


def spelled_alike(left: str, right: str) -> list[str]:
    """Return the words of a text, as they stand there, whose spelling another text has, too, each once."""
    sides = []
    for text in (left, right):
        found = tokenise(text)
        kept = zip(found.starts.tolist(), found.ends.tolist(), found.unspaced.tolist(), strict=True)
        words = [text[start:end] for start, end, unspaced in kept if not unspaced]
        sides.append({spelled: word for word in reversed(words) if (spelled := spelling(word))})
    return [word for spelled, word in reversed(sides[0].items()) if spelled in sides[1]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cognates:
    """The spellings of the units of distinct blocks, and who is nearest by them in another language.

    ``offset`` int64, shape (nodes + 1,): where each node's spellings begin; ``number`` int64: the spellings,
    ascending within a node; ``tells`` int64, beside it: what each tells, names least; ``place`` int64, beside
    it: ascending as they stand in a node; ``weight`` int64 and ``figures`` bool: by spelling, the latter for
    numbers; ``total`` int64: by node, of all its spellings; ``numbers`` int64: by node, how many are numbers;
    ``language`` int64: by node; ``apart`` as for ``cognates``.
    """

    offset: Array
    number: Array
    tells: Array
    place: Array
    weight: Array
    figures: Array
    total: Array
    numbers: Array
    language: Array
    apart: Array
    near: Near

    def common(self, left: Array, right: Array) -> Array:
        """Return what the spellings weigh that some pairs of nodes have in common, and how much of that they
        tell, in 1/256 nats; how much they stand in one order, and the share of both sides' numbers that both
        have, in 1/10,000: int64, shape (pairs, 4); nothing for fewer than ``FEWEST``.
        """
        found = np.zeros((len(left), 4), dtype=np.int64)
        for part in stretches(self.offset[left + 1] - self.offset[left], _CELLS):
            (mine, of), (theirs, other) = self._rows(left[part]), self._rows(right[part])
            both, at, there = np.intersect1d(mine, theirs, assume_unique=True, return_indices=True)
            row, spelled, sides = both >> 32, both & 0xFFFFFFFF, (of[at], other[there])
            weighed = np.zeros((part.stop - part.start, 4), dtype=np.int64)
            np.add.at(weighed[:, 0], row, self.weight[spelled])
            tells = np.minimum(self.tells[sides[0]], self.tells[sides[1]])
            np.add.at(weighed[:, 1], row, self.weight[spelled] * tells)
            weighed[:, 2] = _in_order(row, self.place[sides[0]], self.place[sides[1]], len(weighed))
            held = np.bincount(row[self.figures[spelled]], minlength=len(weighed))
            weighed[:, 3] = _share(held, self.numbers[left[part]] + self.numbers[right[part]] - held)
            weighed[np.bincount(row, minlength=len(weighed)) < FEWEST] = 0
            found[part] = weighed
        found[:, 1] //= _WORD
        return found

    def _rows(self, nodes: Array) -> Rows:
        """Return the spellings of some nodes, with the row of the node above each, and where they stand."""
        at = ranges(self.offset[nodes], self.offset[nodes + 1])
        row = np.repeat(np.arange(len(nodes)), self.offset[nodes + 1] - self.offset[nodes])
        return row << np.int64(32) | self.number[at], at

    def likeness(self, left: Array, right: Array, common: Array) -> Array:
        """Return the likeness of some pairs of nodes in 1/10,000, int64: the weight ``common`` to them over
        the geometric mean of both sides' weights.
        """
        return _likeness(common, self.total[left], self.total[right])

    def compares(self, left: Array, right: Array) -> Array:
        """Say which pairs of nodes are in languages to be compared by spellings, bool."""
        found: Array = self.apart[self.language[left], self.language[right]]
        return found


def _in_order(row: Array, left: Array, right: Array, rows: int) -> Array:
    """Return how much of what each row has in common stands after the one before it on both sides, in
    1/10,000; the first one counts a half.
    """
    order = np.lexsort((left, row))
    row, right = row[order], right[order]
    step = (row[1:] == row[:-1]) & (right[1:] > right[:-1])
    steps, count = np.bincount(row[1:][step], minlength=rows), np.bincount(row, minlength=rows)
    found: Array = 5_000 * (2 * steps + 1) // np.maximum(1, count)
    return found


def _share(held: Array, every: Array) -> Array:
    """Return which share of all are held, in 1/10,000, a half where there are none."""
    found: Array = np.where(every == 0, 5_000, 10_000 * held // np.maximum(1, every))
    return found


def _likeness(common: Array, left: Array, right: Array) -> Array:
    both = np.sqrt(left.astype(np.float64)) * np.sqrt(right.astype(np.float64))
    found: Array = np.rint(10_000 * common / np.maximum(1.0, both)).astype(np.int64)
    return found


def cognates(columns: Columns, blocks: Array, table: Spellings, apart: Array) -> Cognates:
    """Return the spellings of the units of some distinct blocks and each one's nearest neighbours.

    Args:
        columns: all articles. blocks: their distinct blocks.
        table: weights of spellings, see ``weight``.
        apart: which two languages are to be compared, see ``apart``.
    """
    whole, parts = unit_nodes(columns, blocks)
    made = _spellings(columns, np.sort(np.concatenate([whole, parts])), table)
    offset, number, weights = made.offset, made.number, made.weight
    total, numbers = _summed(weights[number], offset), _summed(made.figures[number].astype(np.int64), offset)
    nodes = Nodes(columns)
    language = _languages(columns)[1][columns.block_article[nodes.units(np.arange(nodes.count))[0]]]
    held = []
    for level in (whole[total[whole] > 0], parts[total[parts] > 0]):
        for mine, other in np.argwhere(apart).tolist():
            sides = level[language[level] == mine], level[language[level] == other]
            held += _nearest(*sides, offset, number, weights, total)
    return Cognates(
        offset=offset, number=number, tells=made.tells, place=made.place, weight=weights,
        figures=made.figures, total=total, numbers=numbers, language=language, apart=apart,
        near=joined(held),
    )  # fmt: skip


def wanted(columns: Columns, by: Cognates) -> tuple[Array, Array]:
    """Return the pairs of nodes to compare because they spell enough alike, as ``meaning.asked`` does."""
    return asked(columns, by.near, LEAST_COGNATES, _COMPARED)


def apart(columns: Columns, blocks: Array, meaning: Meaning | None) -> Array:
    """Return which two languages are to be compared by spellings, bool, shape (languages, languages).

    Those that an encoder knows are compared by vectors, and so are not asked for here; nor are texts of which
    nobody knows the language.
    """
    names, language = _languages(columns)
    seen = np.zeros(len(names), dtype=np.bool_)
    if meaning is not None:
        seen[language[columns.block_article[blocks[meaning.known(blocks)]]]] = True
    named = np.array([bool(name) for name in names])
    found: Array = named[:, None] & named[None, :] & ~(seen[:, None] & seen[None, :])
    np.fill_diagonal(found, False)
    return found


def _languages(columns: Columns) -> tuple[list[str], Array]:
    """Return the languages, sorted, "" for none, and the number of each article's, int64."""
    names = sorted({language or "" for language in columns.languages})
    numbers = {name: i for i, name in enumerate(names)}
    return names, np.array([numbers[language or ""] for language in columns.languages], dtype=np.int64)


def _summed(values: Array, offset: Array) -> Array:
    """Return the sum of each node's values."""
    found: Array = np.add.reduceat(np.append(values, 0), offset[:-1]) * (np.diff(offset) > 0)
    return found


@dataclass(frozen=True, slots=True)
class _Spelled:
    """The spellings of some nodes, as ``Cognates`` has them."""

    offset: Array
    number: Array
    tells: Array
    place: Array
    weight: Array
    figures: Array


def _spellings(columns: Columns, chosen: Array, table: Spellings) -> _Spelled:
    """Return the spellings of some nodes."""
    nodes = Nodes(columns)
    first, last = nodes.bounds()
    sizes = (last - first)[chosen]
    token = ranges(first[chosen], last[chosen])
    node = np.repeat(chosen, sizes)
    article = np.repeat(columns.block_article[nodes.units(chosen)[0]], sizes)
    _, at, of = np.unique(columns.word[token], return_index=True, return_inverse=True)
    numbers: dict[str, int] = {}
    places = zip(article[at].tolist(), token[at].tolist(), strict=True)
    of_word = [_spelled(columns, *place) for place in places]
    spelled = np.array([numbers.setdefault(s, len(numbers)) if s else -1 for s in of_word], dtype=np.int64)
    weights = np.array([weight(s, table) for s in numbers] or [0], dtype=np.int64)
    figures = np.array([s.isdigit() for s in numbers] or [False], dtype=np.bool_)
    row = spelled[of]
    kept = row >= 0
    keys = node[kept] * np.int64(len(weights)) + row[kept]
    both, place, held = np.unique(keys, return_index=True, return_inverse=True)
    tells = np.full(len(both), _NAME, dtype=np.int64)
    tells[held[~_names(columns, article[kept], token[kept])]] = _WORD
    offset = np.searchsorted(both, np.arange(nodes.count + 1) * np.int64(len(weights)))
    return _Spelled(offset, both % len(weights), tells, place, weights, figures)


def _names(columns: Columns, article: Array, token: Array) -> Array:
    """Say which tokens are written with a capital letter that marks a name, bool."""
    flags = columns.flags[token]
    named = np.array([language not in UNNAMED for language in columns.languages], dtype=np.bool_)
    found: Array = (flags & CAPITAL > 0) & (flags & OPENS == 0) & named[article]
    return found


def _spelled(columns: Columns, article: int, token: int) -> str:
    flags = int(columns.flags[token])
    if flags & UNSPACED and not flags & NUMBER:
        return ""
    text = columns.articles[article].text
    return spelling(text[int(columns.start[token]) : int(columns.end[token])])


def _nearest(
    mine: Array, theirs: Array, offset: Array, number: Array, weights: Array, total: Array
) -> list[tuple[Array, Array, Array, Array]]:
    """Return for some nodes, a few at a time, those of another language that are nearest."""
    if not len(mine) or not len(theirs):
        return []
    # The nodes of the other language by spelling.
    held = ranges(offset[theirs], offset[theirs + 1])
    order = np.argsort(number[held], kind="stable")
    by = np.repeat(np.arange(len(theirs)), np.diff(offset)[theirs])[order]
    begin = np.searchsorted(number[held][order], np.arange(len(weights) + 1))
    found = []
    rows = max(1, _CELLS // len(theirs))
    for at in range(0, len(mine), rows):
        some = mine[at : at + rows]
        looked = number[ranges(offset[some], offset[some + 1])]
        row = np.repeat(np.arange(len(some)), np.diff(offset)[some])
        sizes = begin[looked + 1] - begin[looked]
        place = ranges(begin[looked], begin[looked + 1])
        cell = np.repeat(row, sizes) * len(theirs) + by[place]
        cells = len(some) * len(theirs)
        common = np.bincount(cell, weights=np.repeat(weights[looked], sizes), minlength=cells)
        common = common.reshape(len(some), len(theirs))
        value = _likeness(common, total[some][:, None], total[theirs][None, :])
        found.append(nearest_of(some, theirs, value))
    return found
