"""Background frequencies: how many passages in a million hold a term, per language.

Five articles cannot tell how rare a word is, so document frequencies are smoothed with a table
shipped in the package: idf = ln((N + N0) / (df + df0)), as a whole number of 1/256. Where a language
has no table, df0 is guessed from a word's length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import SCALE
from provenance.core.collection.vocabulary import language_salt
from provenance.core.text.shingle import hash_rows, hash_word

Array = npt.NDArray[Any]

# What the background counts for: as if so many passages had been seen before. Five thousand unrelated
# articles (some 57,000 passages) make a word a quarter of a nat rarer, and scores move by under 0.05.
PRIOR_PASSAGES: Final = 200_000
# A word that the background lacks stands in so many of these, or it would weigh what no word does.
UNKNOWN: Final = 4
_MILLION: Final = 1_000_000

# What words of a length weigh on average, as text runs, over 30 languages with frequencies, in nats: short
# words are frequent in all of them (G. K. Zipf, "The psycho-biology of language", 1935). By the classes of
# ``core.flags``: characters of scripts without spaces, 1 and 2 letters, 3, 4, 5, 6, 7 and 8, 9 and more.
# An average word weighs 4.5, and a character of a script without spaces half as much.
_TYPICAL: Final = np.array((2.3, 1.7, 3.1, 4.5, 5.5, 6.2, 7.0, 7.9))


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """Term hashes (uint64, ascending) with their counts per million passages (int32), shape (n,).

    ``languages`` are those whose frequencies are there; None where that is not known.
    """

    terms: Array
    counts: Array
    languages: frozenset[str] | None = None

    def expected(self, terms: Array) -> Array:
        """Return how many of ``PRIOR_PASSAGES`` passages hold each term, shape of ``terms``."""
        if not len(self.terms):
            return np.zeros(len(terms), dtype=np.float64)
        at = np.minimum(np.searchsorted(self.terms, terms), len(self.terms) - 1)
        counts = np.where(self.terms[at] == terms, self.counts[at], 0)
        return counts * (PRIOR_PASSAGES / _MILLION)


def parse_background(language: str, lines: Iterable[str]) -> Background:
    """Read a table: a term (a stem, or two with a space between), a tab, the count per million passages."""
    salt = language_salt(language)
    hashes: dict[str, int] = {}
    words: list[int] = []
    firsts: list[int] = []
    seconds: list[int] = []
    word_counts: list[int] = []
    pair_counts: list[int] = []
    for line in lines:
        if line.startswith("#"):
            continue
        term, _, count = line.rstrip("\n").partition("\t")
        first, _, second = term.partition(" ")
        if second:
            firsts.append(_known(hashes, first, salt))
            seconds.append(_known(hashes, second, salt))
            pair_counts.append(int(count))
        else:
            words.append(_known(hashes, first, salt))
            word_counts.append(int(count))
    paired = hash_rows([np.array(firsts, dtype=np.uint64), np.array(seconds, dtype=np.uint64)])
    terms = np.concatenate([np.array(words, dtype=np.uint64), paired])
    counts = np.array(word_counts + pair_counts, dtype=np.int32)
    order = np.argsort(terms, kind="stable")
    return Background(terms=terms[order], counts=counts[order])


def _known(hashes: dict[str, int], stem: str, salt: int) -> int:
    found = hashes.get(stem)
    if found is None:
        found = hashes[stem] = hash_word(stem, salt)
    return found


def merge(tables: Mapping[str, Background]) -> Background:
    """Return several languages' tables as one: salted hashes never meet."""
    parts = list(tables.values())
    known = frozenset(tables)
    if not parts:
        none = np.zeros(0, dtype=np.uint64)
        return Background(terms=none, counts=none.astype(np.int32), languages=known)
    terms = np.concatenate([p.terms for p in parts])
    counts = np.concatenate([p.counts for p in parts])
    order = np.argsort(terms, kind="stable")
    return Background(terms=terms[order], counts=counts[order], languages=known)


def typical(lengths: Array) -> Array:
    """Return in how many of ``PRIOR_PASSAGES`` passages a word of a length class stands, typically."""
    found: Array = PRIOR_PASSAGES * np.exp(-_TYPICAL)[lengths]
    return found


def weights(
    passages: int, frequency: Array, terms: Array, background: Background, guessed: Array | None = None
) -> Array:
    """Return each term's weight, int32 of 1/256, from its frequency in this collection and the background.

    ``guessed`` holds in how many of ``PRIOR_PASSAGES`` passages each term stands that the background lacks.
    """
    expected = background.expected(terms)
    known = expected if guessed is None else np.where(expected > 0, expected, guessed)
    idf = np.log((passages + PRIOR_PASSAGES) / (frequency + np.maximum(known, UNKNOWN)))
    weighed: Array = np.rint(SCALE * np.maximum(idf, 0.0)).astype(np.int32)
    return weighed
