"""What a misread word of a scan likely was, by the words of its language and what recognition does to them.

A word is read as in the "noisy channel": of what may have been printed the likeliest is taken, by how
frequent it is in the language and how likely recognition reads the one for the other (M. D. Kernighan, K. W.
Church, W. A. Gale, "A spelling correction program based on a noisy channel model", COLING 1990). Forms one
slip away are found by what is left of both without one letter (W. Garbe, "SymSpell", 2012).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from math import expm1
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.background import PRIOR_PASSAGES, Background
from provenance.core.collection.vocabulary import Stemmer, language_salt
from provenance.core.text.shingle import hash_word

Array = npt.NDArray[Any]

# Shapes that recognition takes for one another, in antiqua and black letter; either way.
_SHAPES: Final = (
    "c~e c~o e~o a~o l~1 l~i i~1 i~t l~t r~i r~t f~t f~s s~8 o~0 b~h n~u v~y g~q h~k k~t r~x b~d b~v n~r "
    "m~n n~p m~rn m~in m~nn n~ri d~cl d~ck h~li w~vv u~ii ff~ss ß~h ß~tz ü~u ä~a ö~o é~e è~e ê~e à~a"
)
_ALIKE: Final = [tuple(pair.split("~")) for pair in _SHAPES.split()]
_READ_AS: Final[dict[str, tuple[str, ...]]] = {
    shape: tuple(sorted({b for a, b in _ALIKE if a == shape} | {a for a, b in _ALIKE if b == shape}))
    for shape in {shape for pair in _ALIKE for shape in pair}
}
# Chances, set by hand and in orders of magnitude: a shape is taken for a given other one once in a hundred
# times; of the some four hundred single slips that a word may suffer, each comes once in five thousand.
_SHAPE: Final = 0.01
_SLIP: Final = 0.0002
_RUN_TOGETHER: Final = 0.005
# What stands for the frequency of a word that no table has: names are such words more often than others.
NEW_WORD: Final = 1e-10
NEW_NAME: Final = 1e-8
# So frequent a word is never a misread one.
SURE: Final = 1e-3
LONG: Final = 4
_LONGEST: Final = 24
# How many readings are remembered before all are forgotten.
_REMEMBERED: Final = 200_000
# Frequencies become the share of passages of so many words that hold the word, as those of stems are.
_WORDS_A_PASSAGE: Final = 35


@dataclass(frozen=True, slots=True)
class Reading:
    """What a token is read as, one word or two, and how likely that is."""

    words: tuple[str, ...]
    chance: float


def parse_forms(lines: Iterable[str]) -> dict[str, float]:
    """Read a list of forms: a word, a tab, ten times the logarithm of its frequency plus 90.

    Returns:
        of each form the share of passages of 35 words that hold it.
    """
    rows = (line.rstrip("\n").split("\t") for line in lines if not line.startswith("#"))
    shares = [-expm1(-_WORDS_A_PASSAGE * 10 ** (tenths / 10 - 9)) for tenths in range(100)]
    return {word: shares[int(tenths)] for word, tenths in rows}


class Lexicon:
    """How likely words of a language are, and what misread ones were.

    Args:
        language: its code. forms: gives what its words look like, with the share of passages that hold each;
            asked when the first word is read, since it takes longer than telling that a text is no scan.
        background: the share of passages that hold its stems. stem: how stems are told; None: words are.
    """

    def __init__(
        self,
        language: str,
        forms: Callable[[], dict[str, float]],
        background: Background,
        stem: Stemmer | None,
    ) -> None:
        self.language = language
        self._load_forms = forms
        self._background = background
        self._salt = language_salt(language)
        self._stem = stem
        self._readings: dict[tuple[str, bool, bool], Reading] = {}

    def shares(self, stems: Array) -> Array:
        """Return the share of passages that hold each stem, by its salted hash, shape (n,); 0: unknown."""
        found: Array = self._background.expected(stems) / PRIOR_PASSAGES
        return found

    @cached_property
    def _forms(self) -> dict[str, float]:
        return self._load_forms()

    def chance(self, word: str) -> float:
        """Return the share of passages that hold a word, or a word of its stem; 0 where neither is known."""
        known = self._forms.get(word)
        if known is not None:
            return known
        [stem] = self._stem([word]) if self._stem else [word]
        return float(self.shares(np.array([hash_word(stem, self._salt)], dtype=np.uint64))[0])

    def read(self, word: str, *, capital: bool, slips: bool = True) -> Reading:
        """Return what a folded word likely was.

        Args:
            word: the word. capital: whether it begins with a capital.
            slips: whether to look for other slips than shapes taken for one another.
        """
        key = (word, capital, slips)
        found = self._readings.get(key)
        if found is None:
            if len(self._readings) >= _REMEMBERED:
                self._readings.clear()
            found = self._readings[key] = self._likeliest(word, capital, slips)
        return found

    def _likeliest(self, word: str, capital: bool, slips: bool) -> Reading:
        own = self.chance(word)
        as_it_is = Reading((word,), max(own, NEW_NAME if capital else NEW_WORD))
        if own >= SURE or word.isdecimal() or not 2 <= len(word) <= _LONGEST:
            return as_it_is
        shapes = _shapes(word)
        readings = [as_it_is, *self._best(shapes, _SHAPE)]
        if own == 0 and len(word) >= LONG:
            if slips:
                readings += self._best(self._one_slip_off(word), _SLIP)
            if slips and len(readings) == 1:
                readings += self._best(
                    (f for once in shapes for f in self._one_slip_off(once)), _SHAPE * _SHAPE
                )
            readings += self._parted(word)
        return max(readings, key=lambda one: one.chance)

    def _one_slip_off(self, word: str) -> Iterator[str]:
        """Yield the forms that differ in one letter, lost, added or another one."""
        yield from self._shorter.get(word, ())
        for at in range(len(word)):
            rest = word[:at] + word[at + 1 :]
            yield rest
            for form in self._shorter.get(rest, ()):
                if len(form) == len(word) and form[:at] == word[:at] and form[at + 1 :] == word[at + 1 :]:
                    yield form

    @cached_property
    def _shorter(self) -> dict[str, list[str]]:
        """What is left of forms without one of their letters, with these forms."""
        found: dict[str, list[str]] = {}
        for form in self._forms:
            if len(form) >= LONG:
                for rest in {form[:at] + form[at + 1 :] for at in range(len(form))}:
                    found.setdefault(rest, []).append(form)
        return found

    def _best(self, words: Iterable[str], chance: float) -> Iterator[Reading]:
        """Yield the most frequent of some words, if any is known; each was misread with that chance."""
        forms = self._forms
        known = {word for word in words if word in forms}
        if known:
            share, best = max((forms[word], word) for word in known)
            yield Reading((best,), share * chance)

    def _parted(self, word: str) -> Iterator[Reading]:
        """Yield the likeliest two words that a word was run together from."""
        forms = self._forms
        parts = [(word[:at], word[at:]) for at in range(2, len(word) - 1)]
        known = [(forms[a] * forms[b] * _RUN_TOGETHER, (a, b)) for a, b in parts if a in forms and b in forms]
        if known:
            chance, best = max(known)
            yield Reading(best, chance)


def _shapes(word: str) -> list[str]:
    """Return the words that differ in one shape taken for another."""
    found = []
    for at in range(len(word)):
        for length in (1, 2):
            for other in _READ_AS.get(word[at : at + length], ()) if at + length <= len(word) else ():
                found.append(word[:at] + other + word[at + length :])
    if word.count("f") > 1:  # the long s, wherever it stood
        found.append(word.replace("f", "s"))
    return found
