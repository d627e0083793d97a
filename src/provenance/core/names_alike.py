"""Say whether two words may be one name, as languages and alphabets spell it: "Pavel", "Pawel", "Павло"."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from itertools import product
from typing import Final

_LEAST: Final = 3
# Vowels and what languages write or leave out; letters that alphabets give for one sound.
_DROPPED: Final = frozenset("aeiouyjhg'")
_ONE: Final = str.maketrans({"v": "b", "w": "b", "z": "s", "c": "k", "q": "k", "x": "k"})


@lru_cache(maxsize=1 << 14)
def consonants(word: str) -> str:
    """Return a word's consonants in Latin letters, those of one sound as one, doubled ones once."""
    from anyascii import anyascii

    found = ""
    for letter in anyascii(word).casefold().translate(_ONE):
        if letter.isalpha() and letter not in _DROPPED and not found.endswith(letter):
            found += letter
    return found


def may_be_one(left: Iterable[str], right: Iterable[str]) -> bool:
    """Say whether a word of one name has three consonants or more, and those of a word of the other."""
    sides = [{consonants(part) for word in side for part in word.split("-")} for side in (left, right)]
    return any(one == other and len(one) >= _LEAST for one, other in product(*sides))
