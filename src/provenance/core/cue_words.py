"""The words that tie a quotation to its speaker, compiled by language, and tests on single words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class CueTables:
    """One language's cue words, compiled; the fields are those of the word lists."""

    reporting: re.Pattern[str]
    introducing: re.Pattern[str]
    told: frozenset[str]
    channels: re.Pattern[str]
    according: re.Pattern[str]
    openers: frozenset[str]
    hanging: str
    persons: frozenset[str]
    things: frozenset[str]
    determiners: frozenset[str]
    leads: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    keep: frozenset[str]
    fillers: frozenset[str]
    titles: frozenset[str]


def cue_tables(words: Mapping[str, Any]) -> CueTables:
    """Compile one language's word lists."""

    def listed(name: str) -> frozenset[str]:
        return frozenset(words.get(name, ()))

    auxiliaries, participles = words.get("auxiliaries", ()), words.get("participles", ())
    compound = []
    if auxiliaries and participles:
        compound = [f"(?:{_either(auxiliaries)}) (?:\\w+ )?(?:{_either(participles)})"]
    verbs = [_either(words.get("verbs", ()))]
    suffix = r"(?:-t)?(?:-(?:il|elle|ils|elles|on|je|nous))?"
    return CueTables(
        reporting=_bounded([*compound, *verbs], suffix),
        introducing=_bounded([*compound, *verbs, _either(words.get("framing", ()))], suffix),
        told=listed("told"),
        channels=_bounded([_either(words.get("channels", ()))]),
        according=_bounded([_either(words.get("according", ()))], first_either_case=True),
        openers=listed("openers"),
        hanging=words.get("hanging", ""),
        persons=listed("persons"),
        things=listed("things"),
        determiners=listed("determiners"),
        leads=listed("leads"),
        conjunctions=listed("conjunctions"),
        prepositions=listed("prepositions"),
        keep=listed("keep"),
        fillers=listed("fillers"),
        titles=listed("titles"),
    )


def _either(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def _bounded(
    alternatives: Sequence[str], suffix: str = "", *, first_either_case: bool = False
) -> re.Pattern[str]:
    parts = [part for part in alternatives if part]
    if not parts:
        return re.compile(r"(?!)")
    if first_either_case:
        parts = [f"(?i:{part})" for part in parts]
    # A word list may hold elided forms ("à l'"), which the next word follows at once.
    ends = rf"{suffix}(?:(?![\w’'-])|(?<=['’])|(?=['’](?!\w)))" if not suffix else rf"{suffix}(?![\w-])"
    return re.compile(rf"(?<![\w’'-])(?:{'|'.join(parts)}){ends}")


def plain(word: str) -> str:
    """Return a word in lower case, without quotation marks or full stop."""
    return word.strip("'’\".").lower()


def is_capital(word: str) -> bool:
    """Say whether a word is written like a name: "Asat", "'Asat", "al-Assad"."""
    first = word[0]
    return (
        first.isupper() or (first in "'’\"[" and word[1:2].isupper()) or (word[:3].lower() in ("al-", "el-"))
    )


def is_title(word: str, tables: CueTables) -> bool:
    """Say whether a word comes before names and is no part of them."""
    return plain(word) in tables.titles


def is_owner(word: str) -> bool:
    """Say whether a word is a possessive, so that what follows is the subject."""
    return word.endswith(("'s", "’s"))


def is_pronoun(word: str, tables: CueTables) -> bool:
    """Say whether a word stands for a speaker named elsewhere."""
    return word in tables.persons or word in tables.things


def pronoun_kind(word: str, tables: CueTables) -> str:
    """Return ``person`` or ``pronoun`` (one that may stand for a thing)."""
    return "person" if word in tables.persons else "pronoun"


def opens_subject(word: str, tables: CueTables) -> bool:
    """Say whether a subject may begin with a word."""
    return is_capital(word) or word in tables.determiners or is_pronoun(word, tables)


def hangs(verb: re.Match[str], tables: CueTables) -> bool:
    """Say whether a verb has its subject further up: "X did so, saying"."""
    return bool(tables.hanging) and verb.group().endswith(tables.hanging)
