"""Say whether two words may be one name, as languages and alphabets spell it: "Pavel", "Pawel", "Павло".

Across alphabets consonants decide. Within one alphabet vowels count as well ("Martin" is not "Morton"), save
for those that transliterations give one for the other, and for the endings that cases put to a whole name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from typing import Final

_LEAST: Final = 3
# Vowels and what languages write or leave out; letters that alphabets give for one sound.
_DROPPED: Final = "aeiouyjhg"
# What languages write for one consonant of another one, the longest first.
_WRITTEN: Final = (
    ("tsch", "c"), ("tch", "c"), ("sch", "s"), ("cz", "c"), ("ts", "s"), ("tz", "s"), ("ph", "f"),
    ("x", "ks"),
)  # fmt: skip
_ONE: Final = str.maketrans({"v": "b", "w": "b", "z": "s", "c": "k", "q": "k"})
_CONSONANT: Final = re.compile(rf"([^{_DROPPED}])\1*")
# "Müller" and "Mueller", "Youssef" and "Yusuf", once "y" and "j" are "i" and doubled letters single ones.
_VOWELS: Final = (("ou", "u"), ("ue", "u"), ("oe", "o"), ("ae", "a"))
# "Mohammed" and "Muhammad", "Khaled" and "Khalid", "Aleksandr" and "Alexander".
_NEAR: Final = frozenset(map(frozenset, (("a", "e"), ("e", "i"), ("o", "u"), ("", "e"))))
# The genitive of "Volkonsky": "Volkonského", "Wołkońskiego", "Волконского".
_OF_ADJECTIVES: Final = re.compile(r"i?[eo][gh]o")


@dataclass(frozen=True, slots=True)
class _Sounds:
    """A word's consonants in Latin letters, and what stands before, between and behind them."""

    consonants: tuple[str, ...]
    between: tuple[str, ...]
    alphabet: str

    @property
    def skeleton(self) -> str:
        """Return the consonants, one that comes again next once."""
        return "".join(
            letter
            for letter, before in zip(self.consonants, ("", *self.consonants), strict=False)
            if letter != before
        )


def may_be_one(left: Iterable[str], right: Iterable[str]) -> bool:
    """Say whether a word of one name may be one of the other, or the shorter name the other in a case.

    Args:
        left: the words of a name, folded; right: those of another.
    """
    sides = [[_sounds(part) for word in side for part in word.split("-")] for side in (left, right)]
    if any(_told(one) and _alike(one, other) for one, other in product(*sides)):
        return True
    shorter, longer = sorted(sides, key=len)
    # "Pavla Nováka" may be "Pavel Novák", but "Olena Volkonska" is no "Pavlo Volkonsky".
    return any(map(_told, shorter)) and all(
        any(_alike(one, other, cased=True) for other in longer) for one in shorter
    )


@lru_cache(maxsize=1 << 14)
def _sounds(word: str) -> _Sounds:
    from anyascii import anyascii

    latin = "".join(filter(str.isalpha, anyascii(word).casefold()))
    for written, sound in _WRITTEN:
        latin = latin.replace(written, sound)
    parts = _CONSONANT.split(latin.translate(_ONE))
    alphabet = unicodedata.name(word[:1], "").partition(" ")[0] if word else ""
    return _Sounds(tuple(parts[1::2]), tuple(parts[::2]), alphabet)


def _told(word: _Sounds) -> bool:
    """Say whether a word has consonants enough to tell a name."""
    return len(word.skeleton) >= _LEAST


def _alike(one: _Sounds, other: _Sounds, *, cased: bool = False) -> bool:
    """Say whether two words may be one name; ``cased``: but for the endings of cases.

    Russian names in "-ёв" are written with an "e" or an "o": "Pugachev", "Pugatschow".
    """
    if one.alphabet != other.alphabet:
        return one.skeleton == other.skeleton
    if one.consonants != other.consonants:
        return False
    inner = zip(one.between[:-1], other.between[:-1], strict=True)
    russian = one.consonants[-1:] == ("b",)
    return all(
        _near(*pair) or (russian and at == len(one.consonants) - 1 and set(map(_vowels, pair)) == {"e", "o"})
        for at, pair in enumerate(inner)
    ) and (cased or _ends_alike(one, other))


def _ends_alike(one: _Sounds, other: _Sounds) -> bool:
    ends = [_OF_ADJECTIVES.sub("i", word.between[-1]) for word in (one, other)]
    if "" not in ends or ends[0] == ends[1]:
        return _near(*ends)
    # French writes "Nikitine"; any other vowel more is another name: "Martin", "Martina".
    return sorted(ends) == ["", "e"] and one.consonants[-1] == "n" and "i" in one.between[-2]


def _near(one: str, other: str) -> bool:
    """Say whether languages write what stands between two consonants of one name so and so."""
    for written, against in ((one, other), (other, one)):
        # "Serhiy" and "Sergei", but "Morgan" and "Moran".
        if "g" in written and not set("ghj") & set(against):
            return False
    first, second = _vowels(one), _vowels(other)
    # "Fyodorov" and "Fedorov"
    if {first, second} in ({"io", "e"}, {"io", "ie"}):
        return True
    first, second = _plain(first), _plain(second)
    if len(first) != len(second):
        return frozenset((first, second)) in _NEAR
    return all(a == b or frozenset((a, b)) in _NEAR for a, b in zip(first, second, strict=True))


def _vowels(written: str) -> str:
    """Return vowels as most languages write them: "y" and "j" as "i", doubled ones once."""
    found = re.sub(r"(.)\1+", r"\1", re.sub("[yj]", "i", re.sub("[hg]", "", written)))
    for several, one in _VOWELS:
        found = found.replace(several, one)
    return found


def _plain(vowels: str) -> str:
    """Return vowels without an "i" beside others, which may be a glide: "Yegorov" and "Egorov"."""
    return vowels.replace("i", "") or vowels
