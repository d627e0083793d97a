"""Persons' names as they stand in text: runs of capitalised words, with titles before and marks after."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Final

from provenance.core.quoting.cue_words import CueTables, is_capital, is_title

_UPPER: Final = "".join(re.escape(chr(code)) for code in range(0x41, 0x530) if chr(code).isupper())
CAPITAL: Final = rf"[{_UPPER}](?:\w{{0,3}}\.(?:\w\.)*(?=\s)|[\w&-]*(?:['’](?!s\b)[\w-]+)*)"
PARTICLE: Final = (
    r"(?:de|da|do|dos|das|del|della|di|du|la|le|van|von|der|den|ter|bin|bint|ibn|al|el|zu|of|the|for|y|e)"
)
GAP: Final = r"[ \u00a0]+"
_PERSON: Final = re.compile(
    rf"{CAPITAL}(?:{GAP}(?:(?:de|da|del|di|du|la|le|van|von|der|den|bin|al|el){GAP}){{0,2}}{CAPITAL})+"
)
_INNER: Final = (
    r"(?:(?:de|van|von)(?: (?:la|le|los|las|den|der|het))?|da|do|dos|das|del|della|di|du|ter|zu|bin|al|el)"
)
_WITH_PARTICLES: Final = re.compile(rf"\s*({CAPITAL}(?:{GAP}(?:{_INNER}{GAP})?{CAPITAL}){{1,3}})\s*")
WORDS: Final = re.compile(r"[^\s,;:()—–]+")
BREAK: Final = re.compile(r"[,;:()—–]|\.(?=\s|$)|[!?]|\s-\s|\n\n")
POSSESSIVE: Final = re.compile(r"(?:['’]s|['’])$")
_LONGEST_TITLE: Final = 20
NAME_WORDS: Final = range(2, 5)


def names_in(text: str) -> Iterable[re.Match[str]]:
    """Find runs of two capitalised words or more that may be persons' names."""
    return _PERSON.finditer(text)


def without_titles(text: str, start: int, end: int, tables: CueTables) -> tuple[int, int]:
    """Cut titles off a run of capitalised words: what follows the last of them, if anything does."""
    words = list(WORDS.finditer(text, start, end))
    ends = [at for at in range(1, len(words)) if is_title(words[at - 1].group(), tables)]
    if not ends:
        return start, end
    return words[ends[0] if _holds_an_office(words, ends[0], tables) else ends[-1]].start(), end


def _holds_an_office(words: Sequence[re.Match[str]], at: int, tables: CueTables) -> bool:
    """Say whether a surname behind a title may be an office: "Einsatzleiter Karl Leiter Huber".

    Where all nouns have capitals, a name of no title follows the title at once and goes on to the end.
    """
    return tables.capital_nouns and not is_title(words[at].group(), tables)


def titled_name(text: str, words: Sequence[re.Match[str]], tables: CueTables) -> tuple[int, int] | None:
    """Find the name after a title that ends an institution's name: "Campaign for X Director Y Z"."""
    ends = [
        at
        for at in range(1, len(words))
        if is_capital(words[at - 1].group())
        and is_title(words[at - 1].group(), tables)
        and is_capital(words[at].group())
        and not is_title(words[at].group(), tables)
    ]
    if not ends:
        return None
    at = ends[0] if _holds_an_office(words, ends[0], tables) else ends[-1]
    if at == 1 or not all(
        is_capital(word.group()) or word.group() in tables.keep | tables.determiners for word in words[:at]
    ):
        return None
    last = at
    while last + 1 < len(words) and is_capital(words[last + 1].group()):
        last += 1
    return words[at].start(), trim_end(text, words[last].end())


def name_in_apposition(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the name after a description and its comma: "the spokesman, X Y,", "the chair, X van der Y"."""
    after = BREAK.search(text, start, end)
    end = after.start() if after else end
    named = _WITH_PARTICLES.fullmatch(text, start, end)
    return pure_name(text, start, end) or (named and (named.start(1), trim_end(text, named.end(1))))


def start_of_capitals(words: Sequence[re.Match[str]]) -> int:
    """Return the number of the first of the capitalised words that end a stretch."""
    first = len(words)
    while first and is_capital(words[first - 1].group()):
        first -= 1
    return first


def described_name(text: str, start: int, end: int, tables: CueTables) -> tuple[int, int] | None:
    """Return the name that ends a description with an article: "the harbour lawyer X Y"."""
    words = list(WORDS.finditer(text, start, end))
    first = start_of_capitals(words)
    if (
        not first
        or words[0].group().lower() not in tables.determiners
        or len(words) - first not in NAME_WORDS
    ):
        return None
    begin, finish = without_titles(text, words[first].start(), words[-1].end(), tables)
    return begin, trim_end(text, finish)


def pure_name(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the bounds of a stretch that is a person's name of two to four words and nothing else."""
    words = list(WORDS.finditer(text, start, end))
    if len(words) not in NAME_WORDS or not all(is_capital(word.group()) for word in words):
        return None
    return words[0].start(), trim_end(text, words[-1].end())


def trim_end(text: str, end: int) -> int:
    """Leave out a possessive or full stop that ends a name."""
    tail = POSSESSIVE.search(text, max(0, end - 2), end)
    if tail:
        return tail.start()
    if text[end - 1] in ".…" and not (end > 2 and text[end - 2].isupper() and text[end - 3] in ". "):
        return end - 1
    return end


def next_break(text: str, start: int, end: int, tables: CueTables) -> re.Match[str] | None:
    """Return the next mark that parts clauses, which no initial or title ends with: "Sen. J. Smith"."""
    stop = BREAK.search(text, start, end)
    while stop and stop.group() == "." and abbreviated(text, stop.start(), tables):
        stop = BREAK.search(text, stop.end(), end)
    return stop


def abbreviated(text: str, stop: int, tables: CueTables) -> bool:
    """Say whether the full stop at ``stop`` ends an initial, a title or an abbreviation like "U.S."."""
    begin = stop
    while begin > max(0, stop - _LONGEST_TITLE) and (text[begin - 1].isalnum() or text[begin - 1] == "."):
        begin -= 1
    word = text[begin:stop]
    return (
        len(word) == 1
        or "." in word
        or word.lower() in tables.titles
        or word in ("St", "Jr", "Sr", "Co", "Inc", "Corp", "Ltd")
    )
