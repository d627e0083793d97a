"""How much processor time a reader may still take: more, the more text it has taken out.

Time that grew with a file's size would be a gift to whoever pads a file that gives nothing. So a document
has a few seconds, and every second more is earned by text that it had not given before: an honest one of any
length is read to its end, and one that loops, nests or unpacks without end is stopped soon. Records of an
archive are each given their time, and what they take together is bounded likewise.
"""

from __future__ import annotations

import math
from typing import Final

# Seconds of processor time without any text for a document and for one record of many.
DOCUMENT_SECONDS: Final = 7
RECORD_SECONDS: Final = 3
# Characters of new text that earn a second. PDF documents are the slowest to read: 35,000 a second where
# every letter is placed by itself, 130,000 to 240,000 as programs write them.
_EARNING: Final = 20_000
# Seconds for all records together, and what each adds, whatever is in it: most take a hundredth.
_RECORDS_SECONDS: Final = 60
_PER_RECORD: Final = 0.1


class Allowance:
    """The processor time for one file.

    Args:
        used: Seconds that the process has used when the file is opened.
        seconds: How many the file may take, or one record of it, without giving text.
        records: Whether it is a file of records.
    """

    def __init__(self, used: float, seconds: int, *, records: bool) -> None:
        self._seconds = seconds
        self._most = used + (max(seconds, _RECORDS_SECONDS) if records else seconds)
        self._seen: set[int] = set()

    def record(self, characters: int) -> None:
        """Count a record with so many characters of text."""
        self._most += _PER_RECORD + characters / _EARNING

    def text(self, text: str) -> None:
        """Count what a document gives; lines that it gave before earn nothing."""
        for line in text.split("\n"):
            key = hash(line)
            if key not in self._seen:
                self._seen.add(key)
                self._most += len(line) / _EARNING

    def limit(self, used: float) -> int:
        """Return at how many seconds of the process's time it is to be stopped, having used so many."""
        return math.ceil(min(self._most, used + self._seconds))
