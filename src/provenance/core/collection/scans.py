"""Tell texts that look like scans, and read their words as they were likely printed before they are compared.

Two scans of one paragraph have hardly three words in a row alike where one letter in twelve is misread. So
the tokens of such a text are read as ``core.collection.lexicon`` says; words divided at a line's end or
broken by a stray mark become one token, words run together two. The text and its offsets stay as they are;
other texts are compared as they stand. It hangs on the article and its language alone: an index and a
comparison read it alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from math import log
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.lexicon import LONG, NEW_NAME, SURE, Lexicon, Reading
from provenance.core.collection.vocabulary import Vocabulary
from provenance.core.flags import CAPITAL, LENGTH_SHIFT, LENGTHS, NUMBER, length_class
from provenance.core.text.normalise import Tokens, normalise_word

Array = npt.NDArray[Any]
Lexicons = Callable[[str], Lexicon | None]

# Of the words of four small letters or more, so many are unknown to the language's table: at most one in
# 20 in 99 of 100 clean news articles, one in eight where one letter in fifty is misread, one in three at 8%.
UNKNOWN_SHARE: Final = 0.08
LEAST_UNKNOWN: Final = 4
LEAST_WORDS: Final = 20
# Of the unknown words of a scan so many resemble known ones at least (seven in ten in most pages with 2% to
# 18% of the letters misread); of words in another language than the article says, fewer do.
RESEMBLING: Final = 0.6
# Before a table is loaded at all, a text has to be set in lines, of so many words at most, or to have tokens
# of letters with digits among them and single letters.
LINE_WORDS: Final = 15
LEAST_MARKS: Final = 3
MARKS_SHARE: Final = 0.02
# So many words of one text are looked into, the rest stays as it stands; a newspaper's page has some 10,000.
MOST_WORDS: Final = 50_000

# Set by hand, in orders of magnitude: how much oftener a hyphen at a line's end divides a word than it stands
# between two, and a stray mark than two words have such a mark between them.
_DIVIDED: Final = 20.0
_BROKEN: Final = 0.01
_LONG_CLASS: Final = length_class(LONG)
_LINE_END: Final = re.compile(r"[-¬=]\s*\n\s*")
_STRAY: Final = re.compile(r"[ .,'^*|~;\-_]{1,3}")


def read_printed(
    text: str, lexicon: Lexicon | None, vocabulary: Vocabulary, tokens: Tokens, numbers: Array
) -> tuple[Tokens, Array, Array | None]:
    """Return the tokens of a text and their numbers, read as printed where the text looks like a scan.

    The third array says which are read as another word than stands there; None where the text is no scan.
    """
    if lexicon is None or not looks_scanned(lexicon, vocabulary, numbers):
        return tokens, numbers, None
    words = _Words(text, tokens, lexicon)
    if words.mostly_read():
        words.compose()
    if sum(words.mended) < LEAST_UNKNOWN:  # its unknown words are its own
        return tokens, numbers, None
    rest = slice(words.read, None)
    starts = np.append(np.array(words.starts, np.int32), tokens.starts[rest])
    ends = np.append(np.array(words.ends, np.int32), tokens.ends[rest])
    mended = np.zeros(len(starts), dtype=np.bool_)
    mended[: len(words.mended)] = words.mended
    plain = np.zeros(len(starts), dtype=np.bool_)
    found = np.append(vocabulary.numbers(words.words), numbers[rest])
    return Tokens(starts, ends, plain, plain), found, mended


def may_be_scanned(
    text: str, vocabulary: Vocabulary, tokens: Tokens, numbers: Array, *, start: int = 0
) -> bool:
    """Say whether a text shows marks of scanning: a quick look, without tables.

    ``start`` is where the article proper begins: front matter is in lines, too.
    """
    if len(numbers) < LEAST_WORDS or tokens.unspaced.any():
        return False
    if text.count("\n", start) * LINE_WORDS >= len(numbers):
        return True
    odd = int(np.count_nonzero(vocabulary.odd(numbers)))
    return odd >= LEAST_MARKS and odd >= MARKS_SHARE * len(numbers)


def looks_scanned(lexicon: Lexicon, vocabulary: Vocabulary, numbers: Array) -> bool:
    """Say whether so many words are unknown that a text was likely misread."""
    _, flags = vocabulary.words(numbers)
    plain = (flags & (CAPITAL | NUMBER) == 0) & ((flags & LENGTHS) >> LENGTH_SHIFT >= _LONG_CLASS)
    words = numbers[plain]
    if len(words) < LEAST_WORDS:
        return False
    unknown = int(np.count_nonzero(lexicon.shares(vocabulary.stems(words, lexicon.language)) == 0))
    return unknown >= LEAST_UNKNOWN and unknown >= UNKNOWN_SHARE * len(words)


class _Words:
    """The tokens of a scan on the way to the words that were likely printed."""

    def __init__(self, text: str, tokens: Tokens, lexicon: Lexicon) -> None:
        self._text = text
        self._lexicon = lexicon
        self._begins, self._stops = tokens.starts[:MOST_WORDS].tolist(), tokens.ends[:MOST_WORDS].tolist()
        self._cut = [text[a:b] for a, b in zip(self._begins, self._stops, strict=True)]
        self._folded = [normalise_word(one) for one in self._cut]
        self._single = [
            lexicon.read(word, capital=one[0].isupper())
            for word, one in zip(self._folded, self._cut, strict=True)
        ]
        self.read = len(self._cut)
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.mended: list[bool] = []

    def mostly_read(self) -> bool:
        """Say whether most of the longer unknown words resemble known ones: not those of another language."""
        unknown = resembling = 0
        for token, word, reading in zip(self._cut, self._folded, self._single, strict=True):
            if len(word) >= LONG and token[0].islower() and word.isalpha() and not self._lexicon.chance(word):
                unknown += 1
                resembling += reading.words != (word,)
        return resembling >= RESEMBLING * unknown

    def compose(self) -> None:
        """Find where the words begin and end, what they are, and which stand otherwise."""
        pairs = self._pairs()
        at = 0
        while at < self.read:
            pair = pairs[at]
            last = at if pair is None else at + 1
            self._put(at, last, pair or self._single[at])
            at = last + 1

    def _pairs(self) -> list[Reading | None]:
        """Return what two tokens are read as, at the first of them, in the likeliest way to take all tokens
        one by one or two as one; from the end backwards.
        """
        ways = [0.0] * (self.read + 2)
        pairs: list[Reading | None] = [None] * self.read
        for at in range(self.read - 1, -1, -1):
            ways[at] = log(self._single[at].chance) + ways[at + 1]
            pair = self._as_one(at) if at + 1 < self.read else None
            if pair and log(pair.chance) + ways[at + 2] > ways[at]:
                ways[at] = log(pair.chance) + ways[at + 2]
                pairs[at] = pair
        return pairs

    def _as_one(self, at: int) -> Reading | None:
        """Return two tokens read as one word, where what stands between them may stand within one."""
        between = self._text[self._stops[at] : self._begins[at + 1]]
        divided = _LINE_END.fullmatch(between) is not None
        if not divided and not _STRAY.fullmatch(between):
            return None
        first, second = self._folded[at], self._folded[at + 1]
        if not self._cut[at + 1][0].islower() or first.isdecimal():
            return None
        if not divided and min(self._lexicon.chance(first), self._lexicon.chance(second)) >= SURE:
            return None
        joined = self._lexicon.read(first + second, capital=self._cut[at][0].isupper(), slips=divided)
        unknown = joined.words == (first + second,) and joined.chance <= NEW_NAME
        if len(joined.words) > 1 or (unknown and not divided):
            return None
        return Reading(joined.words, joined.chance * (_DIVIDED if divided else _BROKEN))

    def _put(self, first: int, last: int, reading: Reading) -> None:
        """Add the word or the words that the tokens from ``first`` to ``last`` were read as."""
        begin, end, token = self._begins[first], self._stops[last], self._cut[first]
        middle = begin + len(reading.words[0])
        if len(reading.words) == 2 and begin < middle < end:
            self._add(begin, middle, _cased(reading.words[0], token))
            self._add(middle, end, reading.words[1])
        elif first == last and reading.words == (self._folded[first],):
            self._add(begin, end, token)
        else:
            self._add(begin, end, _cased("".join(reading.words), token))

    def _add(self, start: int, end: int, word: str) -> None:
        self.starts.append(start)
        self.ends.append(end)
        self.words.append(word)
        self.mended.append(self._text[start:end] != word)


def _cased(word: str, token: str) -> str:
    """Return a word with the capital that its token begins with."""
    return word[:1].upper() + word[1:] if token[0].isupper() else word
