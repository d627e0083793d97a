"""Where text may be cut without parting what readers see as one character: a letter with its marks.

A small part of Unicode Standard Annex 29, enough for news, and on the safe side: a vowel that Thai writes
before its consonant, and consonants that a virama joins, are not parted either.
"""

from __future__ import annotations

import unicodedata
from typing import Final

from provenance.core.text.normalise import extends, stands_before

_ASAT: Final = "\u103a"  # ends a Burmese syllable; other marks of its class join consonants
_VIRAMA: Final = 9
_JOINER: Final = "\u200d"
_SKIN: Final = ("\U0001f3fb", "\U0001f3ff")
_FLAGS: Final = ("\U0001f1e6", "\U0001f1ff")


def boundary_before(text: str, at: int) -> int:
    """Return the last place up to ``at`` where the text may be cut."""
    at = min(at, len(text))
    while 0 < at < len(text) and _joined(text, at):
        at -= 1
    return at


def boundary_after(text: str, at: int) -> int:
    """Return the first place from ``at`` on where the text may be cut."""
    while 0 < at < len(text) and _joined(text, at):
        at += 1
    return min(at, len(text))


def _joined(text: str, at: int) -> bool:
    """Say whether the characters before and after a place belong together."""
    before, after = text[at - 1], text[at]
    if after.isascii():
        return before == "\r" and after == "\n"
    if extends(after) or before == _JOINER or _SKIN[0] <= after <= _SKIN[1]:
        return True
    if stands_before(before) and after.isalpha():
        return True
    if unicodedata.combining(before) == _VIRAMA and before != _ASAT and after.isalpha():
        return True
    if _FLAGS[0] <= after <= _FLAGS[1]:
        first = at
        while first and _FLAGS[0] <= text[first - 1] <= _FLAGS[1]:
            first -= 1
        return (at - first) % 2 == 1
    return False
