"""Cut text into tokens and bring words to one form, so that encoding, marks and quotes hide no match.

A token is a run of letters and digits. Combining marks, soft hyphens and zero-width characters
never split a token; in scripts written without spaces every character is a token of its own, with the
vowels that readers see as part of it (U+0E40 before a Thai consonant, U+17D2 between two Khmer ones).
Character references of HTML ("&amp;") are read as the characters they stand for (``entities``).
Digits joined by a comma or point are one token ("1,000"), and so are dotted letters ("U.N.").
The tokeniser works on arrays of code points: Python strings are made for distinct words only.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.distinct import distinct_values
from provenance.core.text.entities import read_references

Ints = npt.NDArray[np.int32]

SEPARATOR: Final = 0
LETTER: Final = 1
EXTENDER: Final = 2
UNSPACED: Final = 3
DIGIT: Final = 4
_UNKNOWN: Final = 255

# Alphabets written without spaces between words (Unicode blocks, first and last code point).
_ALPHABETS: Final = (
    (0x0E00, 0x0EFF),  # Thai, Lao
    (0x1000, 0x109F),  # Myanmar
    (0x1780, 0x17FF),  # Khmer
    (0x1980, 0x19DF),  # New Tai Lue
    (0x1A20, 0x1AAF),  # Tai Tham
    (0xA9E0, 0xA9FF),  # Myanmar Extended-B and -A
    (0xAA60, 0xAA7F),
)
_UNSPACED_BLOCKS: Final = (
    *_ALPHABETS,
    (0x3005, 0x3007),
    (0x3040, 0x30FF),  # Hiragana, Katakana
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x20000, 0x323AF),
)

# Half-width voicing marks, and the vowels and endings of Korean syllables taken apart (U+1160 to U+11FF):
# letters by their category, marks by what they do.
_VOICING: Final = (0xFF9E, 0xFF9F)
# Thai and Lao vowels after and before their consonant, and marks that put the next consonant below this one.
VOWELS_AFTER: Final = np.array([0xE30, 0xE32, 0xE33, 0xE45, 0xEB0, 0xEB2, 0xEB3], dtype=np.uint32)
VOWELS_BEFORE: Final = np.array([*range(0x0E40, 0x0E45), *range(0x0EC0, 0x0EC5)], dtype=np.uint32)
STACKERS: Final = np.array([0x1039, 0x17D2, 0x1A60], dtype=np.uint32)

_classes = np.full(0x110000, _UNKNOWN, dtype=np.uint8)
_filling = Lock()


def _class_of(code: int) -> int:
    char = chr(code)
    category = unicodedata.category(char)
    if category[0] == "M" or category == "Cf" or code in _VOICING or 0x1160 <= code <= 0x11FF:
        return EXTENDER
    if category == "Nd":
        return DIGIT
    if category[0] not in "LN":
        return SEPARATOR
    if any(first <= code <= last for first, last in _UNSPACED_BLOCKS):
        return UNSPACED
    return LETTER


def letter_count(word: str) -> int:
    """Return how many letters and digits a word has, accents and vowel signs not counted."""
    if word.isascii():
        return len(word)
    return sum(unicodedata.category(char)[0] in "LN" for char in unicodedata.normalize("NFD", word))


def is_unspaced(char: str) -> bool:
    """Say whether a character's script is written without spaces between words."""
    code = ord(char)
    return code >= _UNSPACED_BLOCKS[0][0] and _class_of(code) == UNSPACED


def extends(char: str) -> bool:
    """Say whether a character belongs to the one before it: marks, vowel signs, format characters."""
    code = ord(char)
    return _class_of(code) == EXTENDER or (0xE30 <= code <= 0xEB3 and code in VOWELS_AFTER)


def stands_before(char: str) -> bool:
    """Say whether a character is a Thai or Lao vowel written before the consonant it belongs to."""
    return "\u0e40" <= char <= "\u0ec4" and ord(char) in VOWELS_BEFORE


def classify_codes(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.uint8]:
    """Return the class (SEPARATOR, LETTER, EXTENDER, UNSPACED or DIGIT) of every code point.

    Classes are looked up in a table that fills as characters are met: a page of English touches
    a hundred entries, and asking for all 1.1 million would cost more than the page.
    """
    found = _classes[codes]
    if codes.size and found.max() == _UNKNOWN:
        for code in distinct_values(codes[found == _UNKNOWN]).tolist():
            _classes[code] = _class_of(code)
        found = _classes[codes]
    return found


def class_table(codes: npt.NDArray[np.uint32], unknown: Callable[[Any, Any], Any]) -> npt.NDArray[np.uint8]:
    """Return the table of classes by code point, complete for some code points.

    Args:
        codes: the code points.
        unknown: returns those that a table has no class for, and marks them in it.
    """
    with _filling:
        for code in unknown(codes, _classes).tolist():
            _classes[code] = _class_of(code)
    return _classes


@dataclass(frozen=True, slots=True)
class Tokens:
    """Token boundaries of one text: ``starts`` and ``ends`` int32, and ``unspaced`` bool, shape (n,).

    Of the unspaced tokens, ``alphabetic`` are letters (Thai), which tell little by themselves; the others
    are ideographs and kana.
    """

    starts: Ints
    ends: Ints
    unspaced: npt.NDArray[np.bool_]
    alphabetic: npt.NDArray[np.bool_]


def _joined(
    at: npt.NDArray[np.int64], stop: npt.NDArray[np.int64], firm_codes: Any, firm_classes: Any
) -> npt.NDArray[np.bool_]:
    """Return which tokens (from the second on) belong to the one before: "1,000", "U.N.".

    ``at`` and ``stop`` count firm characters, those that are no extenders.
    """
    joined = np.zeros(len(at) - 1, dtype=np.bool_)
    near = np.flatnonzero(at[1:] - stop[:-1] == 1)
    if not near.size:
        return joined
    mark = firm_codes[stop[near]]
    digits = (firm_classes[stop[near] - 1] == DIGIT) & (firm_classes[at[near + 1]] == DIGIT)
    single = (stop[near] - at[near] == 1) & (stop[near + 1] - at[near + 1] == 1)
    letters = single & (firm_classes[at[near]] == LETTER) & (firm_classes[at[near + 1]] == LETTER)
    point = mark == ord(".")
    joined[near] = (digits & (point | (mark == ord(",")))) | (letters & point)
    return joined


def tokenise(text: str) -> Tokens:
    """Find the tokens of ``text``.

    Args:
        text: any string; lone surrogates are separators.

    Returns:
        Half-open code-point offsets, in order, disjoint. ``text[start:end]`` is the token as it
        stands, trailing combining marks and zero-width characters included.
    """
    codes = np.frombuffer(read_references(text).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    classes = classify_codes(codes)
    firm = np.flatnonzero(classes != EXTENDER)
    kind = classes[firm]
    kind = np.where(kind == DIGIT, LETTER, kind)
    word = kind == LETTER
    goes_on = np.zeros_like(word)
    goes_on[1:] = word[1:] & word[:-1]
    alone = kind == UNSPACED
    if alone.any():
        goes_on |= _stacked(codes, firm, alone)
    at = np.flatnonzero((word | alone) & ~goes_on)
    if not at.size:
        empty = np.zeros(0, dtype=np.int32)
        return Tokens(empty, empty, np.zeros(0, dtype=np.bool_), np.zeros(0, dtype=np.bool_))
    # A token ends where the next firm character that does not continue it stands.
    closes = np.flatnonzero(~goes_on)
    following = np.searchsorted(closes, at, side="right")
    edge = np.append(firm, len(codes))
    stop = np.append(closes, len(firm))[following]
    starts, ends = firm[at], edge[stop]
    unspaced = kind[at] == UNSPACED
    joined = _joined(at, stop, codes[firm], classes[firm])
    if joined.any():
        first = np.append(True, ~joined)
        last = np.append(~joined, True)
        starts, ends, unspaced = starts[first], ends[last], unspaced[first]
    return Tokens(
        starts.astype(np.int32), ends.astype(np.int32), unspaced, in_alphabet(codes[starts]) & unspaced
    )


def _stacked(
    codes: npt.NDArray[np.uint32], firm: npt.NDArray[np.int64], alone: npt.NDArray[np.bool_]
) -> npt.NDArray[np.bool_]:
    """Return which unspaced characters, counted over firm ones, belong to the one before, to readers."""
    found = np.zeros(len(firm), dtype=np.bool_)
    found[1:] = np.isin(codes[firm[:-1]], VOWELS_BEFORE) | np.isin(codes[firm[1:]], VOWELS_AFTER)
    found[1:] |= np.isin(codes[firm[1:] - 1], STACKERS)
    found[1:] &= alone[1:] & alone[:-1]
    return found


def in_alphabet(codes: npt.NDArray[np.uint32]) -> npt.NDArray[np.bool_]:
    """Say which code points are letters of alphabets written without spaces."""
    found = np.zeros(len(codes), dtype=np.bool_)
    for first, last in _ALPHABETS:
        found |= (codes >= first) & (codes <= last)
    return found


# Letters that keyboards and capitals mix up: Persian and Arabic yeh and kaf, Turkish i without a dot.
_MIXED_UP: Final = str.maketrans({"\u064a": "\u06cc", "\u0649": "\u06cc", "\u0643": "\u06a9", "\u0131": "i"})


def compared_form(word: str) -> str:
    """Return a normalised word as it is compared: letters that are mixed up are one.

    Stemmers and frequencies know them apart, and get the word as it was.
    """
    return word if word.isascii() else word.translate(_MIXED_UP)


def _dropped(char: str) -> bool:
    """Say whether a character carries no wording: format characters, and Semitic vowel signs."""
    category = unicodedata.category(char)
    if category == "Cf" or char in "\u0640\u034f":
        return True
    if "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef":  # variation selectors
        return True
    return category == "Mn" and "\u0590" <= char <= "\u06ff"


@lru_cache(maxsize=1 << 17)
def normalise_word(token: str) -> str:
    """Bring a token to the form that is compared: NFKC, case-folded, without format characters.

    Thousands marks and the points of abbreviations are dropped, so "U.N." equals "UN" and
    "1,000" equals "1.000"; a decimal comma becomes a point.
    """
    if token.isascii() and token.isalnum():
        return token.lower()
    word = unicodedata.normalize("NFKC", read_references(token)).casefold()
    word = unicodedata.normalize("NFKC", "".join(c for c in word if not _dropped(c)))
    word = word.replace("i\u0307", "i")  # what folding leaves of the Turkish capital with a dot
    if "." not in word and "," not in word:
        return word
    parts = word.replace(",", ".").split(".")
    if not parts[0].isdecimal():
        return "".join(parts)
    if len(parts[0]) <= 3 and parts[0] != "0" and all(len(p) == 3 for p in parts[1:]):
        return "".join(parts)
    return ".".join(parts)
