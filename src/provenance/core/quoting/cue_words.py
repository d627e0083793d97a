"""The words that tie a quotation to its speaker, compiled by language, and tests on single words."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final


@dataclass(frozen=True, slots=True, kw_only=True)
class UnspacedCues:
    """The words of a language that puts no spaces between them.

    ``verb`` stands between subject and quotation, or behind both; ``topic`` behind a subject whose verb,
    one of ``after``, follows the quotation; ``before`` is what a subject ends before.
    """

    verb: re.Pattern[str] | None
    topic: re.Pattern[str] | None
    after: tuple[str, ...]
    before: re.Pattern[str] | None
    persons: frozenset[str]
    things: frozenset[str]
    titles: tuple[str, ...]


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
    passives: frozenset[str]
    agents: re.Pattern[str]
    framing: frozenset[str]
    relaying: re.Pattern[str]
    relayed: re.Pattern[str]
    objects: frozenset[str]
    weak: frozenset[str]
    persons: frozenset[str]
    things: frozenset[str]
    nobody: frozenset[str]
    nameless: frozenset[str]
    coordinating: frozenset[str]
    naming: re.Pattern[str]
    capital_nouns: bool
    determiners: frozenset[str]
    leads: frozenset[str]
    conjunctions: frozenset[str]
    prepositions: frozenset[str]
    days: frozenset[str]
    keep: frozenset[str]
    fillers: frozenset[str]
    titles: frozenset[str]
    offices: tuple[str, ...]
    inverts: bool
    verb_final: bool
    dashes: bool
    unspaced: UnspacedCues | None


def cue_tables(words: Mapping[str, Any]) -> CueTables:
    """Compile one language's word lists."""

    def listed(name: str) -> frozenset[str]:
        return frozenset(words.get(name, ()))

    verbs, framing = words.get("verbs", ()), words.get("framing", ())
    compound = (words.get("auxiliaries", ()), words.get("participles", ()))
    suffix = r"(?:-t)?(?:-(?:il|elle|ils|elles|on|je|nous))?(?![\w-])"
    return CueTables(
        reporting=_bounded(verbs, compound=compound, ends=suffix),
        introducing=_bounded(verbs, framing, compound=compound, ends=suffix),
        told=listed("told"),
        channels=_bounded(words.get("channels", ())),
        according=_bounded(words.get("according", ()), either_case=True),
        openers=listed("openers"),
        hanging=words.get("hanging", ""),
        passives=listed("passives"),
        agents=_bounded(words.get("agents", ())),
        framing=listed("framing"),
        relaying=_bounded(words.get("relaying", ())),
        relayed=_bounded(words.get("relayed", ())),
        objects=listed("objects"),
        weak=listed("weak"),
        persons=listed("persons"),
        things=listed("things"),
        nobody=listed("nobody"),
        nameless=frozenset(
            word.lower()
            for name in (
                "nameless",
                "nobody",
                "determiners",
                "leads",
                "conjunctions",
                "prepositions",
                "passives",
                "objects",
            )
            for word in words.get(name, ())
        ),
        coordinating=listed("coordinating"),
        naming=_ending(words.get("naming", ())),
        capital_nouns=bool(words.get("capital_nouns")),
        determiners=listed("determiners"),
        leads=listed("leads"),
        conjunctions=listed("conjunctions"),
        prepositions=listed("prepositions") | listed("days"),
        days=listed("days"),
        keep=listed("keep"),
        fillers=listed("fillers"),
        titles=listed("titles"),
        offices=tuple(sorted(word for word in words.get("titles", ()) if len(word) >= _SHORTEST_OFFICE)),
        inverts=bool(words.get("inverts")),
        verb_final=bool(words.get("verb_final")),
        dashes=bool(words.get("dashes")),
        unspaced=_unspaced_cues(words),
    )


def _unspaced_cues(words: Mapping[str, Any]) -> UnspacedCues | None:
    if not any(name.startswith("unspaced_") for name in words):
        return None

    def pattern(name: str) -> re.Pattern[str] | None:
        listed = words.get(name, ())
        return re.compile(_longest_first(listed)) if listed else None

    return UnspacedCues(
        verb=pattern("unspaced_verbs"),
        topic=pattern("unspaced_topics"),
        after=tuple(words.get("unspaced_after", ())),
        before=pattern("unspaced_before"),
        persons=frozenset(words.get("persons", ())),
        things=frozenset(words.get("things", ())),
        titles=tuple(words.get("titles", ())),
    )


_SHORTEST_OFFICE: Final = 5
# A word list may hold elided forms ("à l'"), which the next word follows at once.
_ENDS: Final = r"(?:(?![\w’'-])|(?<=['’])|(?=['’](?!\w)))"
_WORDS: Final = re.compile(r"[^\W\d_][\w’'-]*|\d+")
# What a sentence begins after: its capital is no name's.
_STARTS: Final = re.compile(r"(?:\A|[.!?:;…\n]|[\"”»“„«‘’'`(-])\s*\Z")
_BEFORE: Final = 4
_NOWHERE: Final = re.compile(r"(?!)")


def _bounded(
    *lists: Iterable[str],
    compound: tuple[Collection[str], Collection[str]] = ((), ()),
    ends: str = _ENDS,
    either_case: bool = False,
) -> re.Pattern[str]:
    """Compile word lists, of which earlier ones and longer words go first, into one pattern for whole words.

    Its alternatives begin with one letter each, which the search for a match can leap to, and branch
    letter by letter: an alternative for each word is several times slower. ``compound`` are words that may
    stand before a participle, and the participles.
    """
    branches: dict[str, list[str]] = {}
    participles = _tree(compound[1])
    for first, rests in _by_first(compound[0] if participles else ()).items():
        branches.setdefault(first, []).append(f"{_tree(rests)} (?:\\w+ )?{participles}")
    for words in lists:
        for first, rests in _by_first(words).items():
            branches.setdefault(first, []).append(_tree(rests))
    if either_case:
        branches = {
            letter: [f"(?i:{'|'.join(rests)})"]
            for first, rests in branches.items()
            for letter in (first, first.upper())
        }
    if not branches:
        return _NOWHERE
    starts = [f"{re.escape(first)}(?<![\\w’'-].){_any(rests)}" for first, rests in branches.items()]
    return re.compile(f"(?:{'|'.join(starts)}){ends}")


def _any(parts: Sequence[str]) -> str:
    """Return a pattern for any of some patterns. A group of one would only take time to compile."""
    return parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"


def _by_first(words: Iterable[str]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for word in words:
        found.setdefault(word[0], []).append(word[1:])
    return found


def _tree(words: Collection[str]) -> str:
    """Return a pattern for any of some words, the longest first, that branches letter by letter."""
    branches = _by_first([word for word in words if word])
    if not branches:
        return ""
    parts = [re.escape(first) + _tree(rests) for first, rests in sorted(branches.items())]
    return f"(?:{'|'.join(parts)})?" if "" in words else _any(parts)


def _ending(words: Iterable[str]) -> re.Pattern[str]:
    """Compile words for a search at the end of a stretch, in capitals or not."""
    parts = _longest_first(words)
    return re.compile(rf"(?i)(?<![\w’'-])(?:{parts})$") if parts else _NOWHERE


def _longest_first(words: Iterable[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda word: (-len(word), word)))


def skip_blank(text: str, start: int, end: int) -> int:
    """Return where a stretch begins behind its white space."""
    while start < end and text[start].isspace():
        start += 1
    return start


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
    """Say whether a word comes before names and is no part of them.

    Where nouns are joined, one that ends in an office is an office: "Vizeaußenminister", "Vorstandschefin".
    """
    word = plain(word)
    return word in tables.titles or (tables.capital_nouns and word.endswith(tables.offices))


def is_owner(word: str) -> bool:
    """Say whether a word is a possessive, so that what follows is the subject."""
    return word.endswith(("'s", "’s"))


def is_pronoun(word: str, tables: CueTables) -> bool:
    """Say whether a word stands for a speaker named elsewhere."""
    return word in tables.persons or word in tables.things


def pronoun_kind(word: str, tables: CueTables) -> str:
    """Return ``person`` or ``pronoun`` (one that may stand for a thing)."""
    return "person" if word in tables.persons else "pronoun"


def names_nobody(text: str, start: int, end: int, tables: CueTables) -> bool:
    """Say whether a stretch holds words only that name nobody: "the", "More", "and".

    A capital within a sentence makes any of them a name, as capitals alone do: "said May", "the WHO".
    """
    words = _WORDS.findall(text, start, end)
    capital = bool(words) and is_capital(words[0])
    if capital and not _STARTS.search(text, max(0, start - _BEFORE), start):
        return False
    return not any(len(word) > 1 and word.isupper() for word in words) and all(
        word.lower() in tables.nameless or (not capital and word in tables.fillers) for word in words
    )


def is_of_some(text: str, start: int, end: int, tables: CueTables) -> bool:
    """Say whether words stand for people whom nobody names: "Several", "one of them"."""
    words = {form for word in _WORDS.findall(text, start, end) for form in (word, word.lower())}
    return bool(words & tables.nobody - tables.prepositions - tables.conjunctions)


def opens_subject(word: str, tables: CueTables) -> bool:
    """Say whether a subject may begin with a word."""
    return is_capital(word) or word in tables.determiners or is_pronoun(word, tables)


def hangs(verb: re.Match[str], tables: CueTables) -> bool:
    """Say whether a verb has its subject further up: "X did so, saying"."""
    return bool(tables.hanging) and verb.group().endswith(tables.hanging)
