"""Tell lines that are nothing but a date or a time, such as "Published 3 November 2025, 1:15 pm"."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

_LONGEST: Final = 120
_DIGIT: Final = re.compile(r"\d")
_DATE: Final = re.compile(r"\b(?:(?:19|20)\d\d([./-])\d\d?\1\d\d?|\d\d?([./-])\d\d?\2(?:19|20)?\d\d)\b")
_CLOCK: Final = re.compile(r"\b(?:[01]?\d|2[0-4])(?:[:h]|\s[h:]\s?)[0-5]\d(?::[0-5]\d)?(?!\d)", re.IGNORECASE)
# With a dot a time looks like any figure: it takes a word such as "pm" or "Uhr" in the line.
_DOTTED: Final = re.compile(r"\b(?:[01]?\d|2[0-4])\.[0-5]\d(?!\d)")
_PART: Final = re.compile(r"\d+|[^\W\d_]+")
_TOO_LONG: Final = re.compile(r"\d{5}")
_LAST_DAY: Final = 31
_YEARS: Final = range(1900, 2100)
_DATES: Final = 2  # first published, and updated; more stand in tables
_NUMBERS_A_DATE: Final = 2  # day and year


@dataclass(frozen=True, slots=True, kw_only=True)
class DateWords:
    """Words of dates, folded: of ``days`` and months, of ``times``, and what stands ``beside`` these.

    Of the latter, ``within`` are the small ones of a day itself: "the 7th of October".
    """

    days: frozenset[str]
    times: frozenset[str]
    beside: frozenset[str]
    within: frozenset[str]


def date_words(phrases: Mapping[str, Any]) -> DateWords:
    """Build the table from the parsed lists, for all languages at once: ``dates`` of each."""
    held = [language.get("dates", {}) for language in phrases.values()]
    days, times, beside, within = (
        frozenset(word.casefold() for dates in held for word in dates.get(name, "").split())
        for name in ("days", "times", "beside", "within")
    )
    return DateWords(days=days, times=times, beside=beside | within, within=within)


def is_date_line(line: str, words: DateWords) -> bool:
    """Say whether a paragraph is a date or a time, with words such as "Updated" before it, and nothing else.

    Args:
        line: the paragraph.
        words: what may stand in it; figures must be days, years or times.
    """
    if len(line) > _LONGEST or not _DIGIT.search(line):
        return False
    folded = line.casefold()
    held = {part for part in _PART.findall(folded) if not part.isdecimal()}
    if not held <= words.days | words.times | words.beside:
        return False
    rest, dates = _DATE.subn(" ", folded)
    rest, clocks = _CLOCK.subn(" ", rest)
    timed = not held.isdisjoint(words.times)
    if timed:
        rest, dotted = _DOTTED.subn(" ", rest)
        clocks += dotted
    named = not held.isdisjoint(words.days)
    numbers = [int(part) for part in _PART.findall(rest) if part.isdecimal() and len(part) <= len("2025")]
    most = _NUMBERS_A_DATE * min(_DATES, max(1, sum(part in words.days for part in _PART.findall(rest))))
    if clocks > _DATES or len(numbers) > most or _TOO_LONG.search(rest):
        return False
    if not all(0 < number <= _LAST_DAY or number in _YEARS for number in numbers):
        return False
    return bool(dates or named or timed or (clocks and held))


def is_bare_day(line: str, words: DateWords) -> bool:
    """Say whether a date line is a day and no more, without a time or words such as "Updated"."""
    folded = line.casefold()
    held = {part for part in _PART.findall(folded) if not part.isdecimal()}
    return held <= words.days | words.within and _CLOCK.search(folded) is None
