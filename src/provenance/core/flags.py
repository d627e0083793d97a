"""What tokens are flagged with, and how many words they count as.

In scripts without spaces between words a token is a character. Where lengths are counted in words, two of
them are one: a Chinese word has 1.6 on average, a Japanese one 2, a Thai or Khmer one 2.5 (vowels around
a consonant belong to it).
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

CAPITAL: Final = 1
NUMBER: Final = 2
QUOTED: Final = 4
OPENS: Final = 8  # first token of a sentence: its capital says nothing
UNSPACED: Final = 16
# Of the bits above, unspaced tokens use the first: a letter of an alphabet, which is read with the two that
# follow. Other tokens keep the class of their length there, by which words without frequencies are weighed.
ALPHABETIC: Final = 32
LENGTH_SHIFT: Final = 5
LENGTHS: Final = 7 << LENGTH_SHIFT
_CLASSES: Final = (0, 1, 1, 2, 3, 4, 5, 6, 6, 7)

CREDITED: Final = 256  # within a dateline or another credit of the text, which is no common text

MENDED: Final = 512  # read as another word than stands there, see core.collection.scans

UNSPACED_A_WORD: Final = 2


def length_class(letters: int) -> int:
    """Return the class of a word's length in letters, 1 to 7: up to 2, 3, 4, 5, 6, up to 8, more."""
    return _CLASSES[min(letters, len(_CLASSES) - 1)]


def word_count(flags: Array) -> int:
    """Return how many words some tokens count as, rounded up."""
    characters = int(np.count_nonzero(flags & UNSPACED))
    return len(flags) - characters + -(-characters // UNSPACED_A_WORD)


class Sizes:
    """How many words token ranges count as, in whole numbers or halves.

    Args:
        unspaced: of each token, whether its script has no spaces between words; bool, shape (tokens,).
    """

    def __init__(self, unspaced: Array) -> None:
        self._tokens = len(unspaced)
        self._before: Array | None = None
        # Most collections have no such script, and need no sum of all tokens.
        if unspaced.any():
            self._before = np.zeros(len(unspaced) + 1, dtype=np.int64)
            np.cumsum(np.where(unspaced, np.int8(1), np.int8(UNSPACED_A_WORD)), out=self._before[1:])

    def words(self, first: Any, last: Any) -> Any:
        """Return the words between tokens."""
        if self._before is None:
            return (last - first) / 1
        return (self._before[last] - self._before[first]) / UNSPACED_A_WORD

    def after(self, first: int, words: int) -> int:
        """Return the token that stands that many words after another, one token on at least."""
        if self._before is None:
            return max(first + 1, min(self._tokens, first + words))
        reached = self._before[first] + words * UNSPACED_A_WORD
        return max(first + 1, int(np.searchsorted(self._before, reached, side="right")) - 1)
