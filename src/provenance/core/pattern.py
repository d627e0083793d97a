"""Regular expressions that are compiled when they are first used.

Compiling the long ones, with the words of many languages, takes a tenth of a second in all: as long as
reading a short article, which needs few of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator


class Pattern:
    """A regular expression, as ``re.compile`` takes it; its methods are those of ``re.Pattern``."""

    __slots__ = ("_compiled", "_flags", "pattern")

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.pattern, self._flags = pattern, flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """Return what was compiled, now or before."""
        if self._compiled is None:
            self._compiled = re.compile(self.pattern, self._flags)
        return self._compiled

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match from ``start`` on and before ``end``, None where there is none."""
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0) -> re.Match[str] | None:
        """Return the match that begins at ``start``, None where there is none."""
        return self.compiled.match(text, start)

    def fullmatch(self, text: str) -> re.Match[str] | None:
        """Return the match of the whole text, None where there is none."""
        return self.compiled.fullmatch(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches, none overlapping another."""
        return self.compiled.finditer(text)

    def sub(self, replacement: str, text: str) -> str:
        """Return the text with all matches replaced."""
        return self.compiled.sub(replacement, text)
