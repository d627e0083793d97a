"""The distinct words of articles: each is folded, hashed and stemmed once."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.core.distinct import distinct_values
from provenance.core.flags import CAPITAL, LENGTH_SHIFT, NUMBER, length_class
from provenance.core.text.entities import read_references
from provenance.core.text.normalise import compared_form, is_unspaced, letter_count, normalise_word
from provenance.core.text.shingle import hash_word

Array = npt.NDArray[Any]

# "6th" names the number 6, and "11日" the number 11, to those who compare numbers.
_ORDINAL: Final = re.compile(r"^(\d+)(?:st|nd|rd|th|er|re|e|ème|º|ª|°|й|го|日|月|年)$")

Stemmer = Callable[[Sequence[str]], list[str]]

# Letters that are words by themselves, or what is left of one beside an apostrophe, in languages with tables.
_ALONE: Final = frozenset("aioyeucdjlmnstàéèóúw")


def is_odd(token: str) -> bool:
    """Say whether a token looks misread by its shape: digits among letters, or a single small letter."""
    if len(token) == 1:
        return token.islower() and token not in _ALONE
    if token.isalpha() or not token.isalnum() or token[-1].isdecimal():
        return False
    inner = token[1:-1] if not token[0].isdecimal() else token[:-1]
    return any(map(str.isdecimal, inner)) and token[-2:].islower() and not token[-3:-2].isdecimal()


class Vocabulary:
    """Numbers distinct tokens as they stand and keeps their hashes: each word is hashed once.

    One serves many batches: most words of a batch stood in those before.
    """

    def __init__(self, stemmers: Mapping[str, Stemmer]) -> None:
        self._stemmers = stemmers
        self._number: dict[str, int] = {}
        self._words: list[str] = []
        self._hashes = array("Q")
        self._flags = array("H")
        self._odd = array("B")
        # By language the hash of each word's stem, 0 where it was not asked for yet.
        self._stems: dict[str, Array] = {}

    def __len__(self) -> int:
        return len(self._words)

    def numbers(self, tokens: Sequence[str]) -> Array:
        """Return a number for each token, shape (n,)."""
        known = self._number
        for token in tokens:
            if token not in known:
                self._add(token)
        return np.fromiter((known[t] for t in tokens), dtype=np.int64, count=len(tokens))

    def _add(self, token: str) -> None:
        word = normalise_word(token)
        self._number[token] = len(self._words)
        self._words.append(word)
        self._hashes.append(hash_word(compared_form(word)))
        self._odd.append(is_odd(token))
        first = read_references(token)[0]
        length = 0 if is_unspaced(first) else length_class(letter_count(word))
        self._flags.append(
            (CAPITAL if first.isupper() else 0) | (NUMBER if first.isdigit() else 0) | length << LENGTH_SHIFT
        )

    def words(self, numbers: Array) -> tuple[Array, Array]:
        """Return the hashes (uint64) and flags (uint16) of tokens by number."""
        if not self._words:
            return np.zeros(0, dtype=np.uint64), np.zeros(0, dtype=np.uint16)
        hashes = np.frombuffer(self._hashes, dtype=np.uint64)
        flags = np.frombuffer(self._flags, dtype=np.uint16)
        return hashes[numbers], flags[numbers]

    def odd(self, numbers: Array) -> Array:
        """Say which tokens look misread by their shape, shape (n,) bool."""
        odd: Array = np.frombuffer(self._odd, dtype=np.bool_)[numbers]
        return odd

    def stems(self, numbers: Array, language: str | None) -> Array:
        """Return the salted hashes of the tokens' stems in a language, shape (n,) uint64."""
        known = self._stems.get(language or "", np.zeros(0, dtype=np.uint64))
        if len(known) < len(self._words):
            known = np.append(known, np.zeros(len(self._words) - len(known), dtype=np.uint64))
            self._stems[language or ""] = known
        found: Array = known[numbers]
        missing = distinct_values(numbers[found == 0])
        if not len(missing):
            return found
        words = [_ORDINAL.sub(r"\1", self._words[n]) for n in missing.tolist()]
        stem = self._stemmers.get(language or "")
        salt = language_salt(language)
        stemmed = stem(words) if stem else words
        known[missing] = np.array([hash_word(one, salt) for one in stemmed], dtype=np.uint64)
        return np.asarray(known[numbers])


def language_salt(language: str | None) -> int:
    """Return the hash seed of a language: stems of two languages are never the same term."""
    return xxhash.xxh32_intdigest((language or "").encode())
