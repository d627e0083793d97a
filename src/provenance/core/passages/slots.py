"""What of a sentence may have been filled in: its numbers and names, and the words around them.

Columns of tokens here are those of some sentences, one sentence after the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import ranges
from provenance.core.distinct import distinct_values
from provenance.core.flags import CAPITAL, CREDITED, NUMBER, UNSPACED
from provenance.core.matching.story import names_and_numbers
from provenance.core.text.numerals import NUMERALS
from provenance.core.text.shingle import hash_rows, hash_run, hash_word

Array = npt.NDArray[Any]

RUN: Final = 4
# Without spaces every character is an element, and four in a row recur everywhere.
UNSPACED_RUN: Final = 8
# Of a headline's words but its figures so many are capitalised; of German prose six in ten may be.
HEADED: Final = 0.75
NUMBERS: Final = 1
NAMES: Final = 2
NOWHERE: Final = np.zeros((0, 4), dtype=np.int64)
_SLOT, _BEGIN, _END = (np.uint64(hash_word(f"\x00{mark}")) for mark in ("slot", "begin", "end"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Touched:
    """Some sentences, such as those that matches touch.

    ``token`` int64, ``word`` uint64, ``length`` int32, ``sentence`` int64 and ``kind`` uint8, of shape
    (tokens,), are the token's number among all, its word, its length in code points if it is a number in
    digits and else 0, and NUMBERS or NAMES where it may have been filled in, else 0. ``article`` int32,
    ``titled``, ``headed`` and ``unspaced`` bool have shape (sentences,): headlines are mostly
    capitalised, so that their capitals tell no names; where as good as all words are, it is no prose of a
    language that capitalises its nouns; without spaces every character is a word. ``places`` int64, shape
    (matches, 4), are the first and last token of either side.
    """

    token: Array
    word: Array
    length: Array
    sentence: Array
    kind: Array
    article: Array
    titled: Array
    headed: Array
    unspaced: Array
    places: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Runs:
    """Runs of RUN elements; an element is a word, or all slots that stand together, or a sentence's edge.

    ``element``, shape (tokens,), tells the element of each token. The others, shape (runs,): ``first`` and
    ``last``, the elements of a run (half-open); ``key``, uint64, the same for runs that differ in their slots
    only; ``filling``, uint64, by what fills them; ``article``, where they stand.
    """

    element: Array
    elements: int
    first: Array
    last: Array
    key: Array
    filling: Array
    article: Array


def touched(columns: Columns, places: Array) -> Touched:
    """Return the sentences that matches touch; ``places`` are their first and last tokens on either side."""
    return slotted(columns, _sentences(columns, places), places)


def slotted(columns: Columns, numbers: Array, places: Array = NOWHERE) -> Touched:
    """Return some sentences, by number, with their slots; ``places`` are tokens in them, see ``touched``."""
    first, last = columns.sentence_first[numbers], columns.sentence_last[numbers]
    token = ranges(first, last)
    sentence = np.repeat(np.arange(len(numbers)), last - first)
    flags = columns.flags[token]
    capitals = np.bincount(sentence, weights=(flags & CAPITAL) > 0, minlength=len(numbers))
    titled = 2 * capitals > last - first
    figures = np.bincount(sentence, weights=(flags & NUMBER) > 0, minlength=len(numbers))
    headed = titled & (capitals >= HEADED * (last - first - figures))
    article = columns.block_article[columns.sentence_block[numbers]]
    word = columns.word[token]
    number = ((flags & NUMBER) > 0) | _numerals(columns, word, article[sentence])
    name = names_and_numbers(flags) & ~number & ~titled[sentence]
    if len(places):
        at = np.zeros(len(columns.word), dtype=np.int32)
        at[token] = np.arange(len(token), dtype=np.int32)
        places = at[places - np.array([0, 1, 0, 1])] + np.array([0, 1, 0, 1])
    return Touched(
        token=token,
        word=word,
        length=np.where(flags & NUMBER, columns.end[token] - columns.start[token], 0),
        sentence=sentence,
        kind=np.where(flags & CREDITED, 0, number * NUMBERS + name * NAMES).astype(np.uint8),
        article=article,
        titled=titled,
        headed=headed,
        unspaced=np.bincount(sentence, weights=(flags & UNSPACED) > 0, minlength=len(numbers)) > 0,
        places=places,
    )


def _sentences(columns: Columns, places: Array) -> Array:
    """Return the numbers of the sentences that matches touch, in order."""
    order = np.argsort(columns.sentence_first, kind="stable")
    first, last = columns.sentence_first[order], columns.sentence_last[order]
    edges = np.zeros(len(order) + 1, dtype=np.int64)
    np.add.at(edges, np.searchsorted(last, places[:, [0, 2]].ravel(), side="right"), 1)
    np.add.at(edges, np.searchsorted(first, places[:, [1, 3]].ravel(), side="left"), -1)
    return np.sort(order[np.cumsum(edges)[:-1] > 0])


def _numerals(columns: Columns, word: Array, article: Array) -> Array:
    """Return which tokens are numbers written as words, in the language of their article."""
    found = np.zeros(len(word), dtype=np.bool_)
    held = distinct_values(article)
    spoken = np.array([columns.languages[one] or "" for one in held.tolist()], dtype=np.str_)
    for language, numerals in NUMERALS.items():
        mine = np.char.startswith(spoken, language)
        if mine.any():
            known = np.array(sorted(map(hash_word, numerals)), dtype=np.uint64)
            found |= mine[np.searchsorted(held, article)] & np.isin(word, known)
    return found


def runs(t: Touched) -> Runs:
    """Return all runs of elements in sentences, of UNSPACED_RUN where these are written without spaces."""
    slot = t.kind > 0
    opens = np.append(True, t.sentence[1:] != t.sentence[:-1])
    begins = np.flatnonzero(~(slot & ~opens & np.append(False, slot[:-1])))
    # Each sentence has an element more at either end.
    place = np.arange(len(begins)) + 1 + 2 * t.sentence[begins]
    sizes = np.bincount(t.sentence[begins], minlength=len(t.article)) + 2
    edges = np.append(0, np.cumsum(sizes))
    value = np.empty(edges[-1], dtype=np.uint64)
    value[edges[:-1]], value[edges[1:] - 1] = _BEGIN, _END
    exact = value.copy()
    value[place] = np.where(slot[begins], _SLOT, t.word[begins])
    exact[place] = np.add.reduceat(hash_rows([t.word]), begins)
    slotted = np.zeros(len(value), dtype=np.bool_)
    slotted[place] = slot[begins]
    inside = np.repeat(np.arange(len(sizes)), sizes)
    around = _around(t, inside, exact, slotted)
    element = np.zeros(len(t.word), dtype=np.int64)
    element[begins] = place
    parts = []
    for size, unspaced in ((RUN, False), (UNSPACED_RUN, True)):
        at = np.flatnonzero(inside[: 1 - size] == inside[size - 1 :])
        at = at[t.unspaced[inside[at]] == unspaced]
        filled = np.logical_or.reduce([slotted[at + k] for k in range(size)])
        filling = np.where(filled, hash_run(exact, at, size), around[inside[at]])
        parts.append((at, at + size, hash_run(value, at, size), filling, t.article[inside[at]]))
    first, last, key, filling, article = (np.concatenate(part) for part in zip(*parts, strict=True))
    return Runs(
        element=np.maximum.accumulate(element),
        elements=len(value),
        first=first,
        last=last,
        key=key,
        filling=filling,
        article=article,
    )


def _around(t: Touched, inside: Array, exact: Array, slotted: Array) -> Array:
    """Return what fills each sentence's slots, uint64; of a headline, or one without slots, all its words.

    It stands for the filling of runs that have no slot of their own.
    """
    bare = np.bincount(inside, weights=slotted, minlength=len(t.article)) == 0
    told = slotted | (bare | t.titled)[inside]
    found = np.zeros(len(t.article), dtype=np.uint64)
    np.add.at(found, inside[told], exact[told])
    return found


def covered(t: Touched, r: Runs, good: Array) -> Array:
    """Return which share of each match lies in good runs, as the mean over its sides."""
    edges = np.zeros(r.elements + 1, dtype=np.int32)
    np.add.at(edges, r.first[good], 1)
    np.add.at(edges, r.last[good], -1)
    upto = np.append(0, np.cumsum((np.cumsum(edges) > 0)[r.element]))
    left, right = (
        (upto[t.places[:, k + 1]] - upto[t.places[:, k]]) / (t.places[:, k + 1] - t.places[:, k])
        for k in (0, 2)
    )
    share: Array = (left + right) / 2
    return share
