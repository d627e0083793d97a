"""Agencies' names, compiled for a fast and case-aware search.

The table itself is data (``data/agencies.toml``) and is passed in parsed: nothing here opens a file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final, Literal, cast, get_args

from provenance.core.pattern import Pattern
from provenance.errors import SettingsError

AgencyKind = Literal["agency", "press-release", "photo"]
SCHEMA: Final = "provenance.agencies/1"
SPACELESS_SCRIPTS: Final = "\u3000"
WILDCARD: Final = r"[^()]{0,300}?"
# Chinese and Japanese datelines stand close together; a headline may stand before one in the same line,
# parted by a space, and "据" (according to) in front of one in a reprint.
UNSPACED_WILDCARD: Final = r"[^()（）。，！？\n]{0,30}?"
UNSPACED_START: Final = r"(?:^|(?<=\s))\W{0,3}[据據]?"
# Nor does a space part a sentence from the sign-off behind it.
UNSPACED_SIGN_OFF: Final = r"(?:^|(?<=[\s。！？」』]))"
# "To" in Arabic is one letter that joins the name.
JOINED: Final = "ل"
SHORTEST_NAME_IN_CAPITALS: Final = 5
_STOPPED: Final = (".)", ".]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Agency:
    """One agency, press-release wire or picture agency, as the table describes it."""

    name: str
    kind: AgencyKind
    spellings: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    datelines: tuple[str, ...] = ()
    sign_offs: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    not_before: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An agency's name at ``[start, end)``; ``plain`` is False where the name is also a common word."""

    start: int
    end: int
    agency: Agency
    plain: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedForm:
    """A form of words of one agency; ``hint`` is a stretch of it that a text must contain."""

    agency: Agency
    hint: str
    pattern: Pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseSigns:
    """How the paragraphs that close a press release begin.

    ``starts`` are beginnings by their first character, longest first, ``kinds`` tells what each is a sign of;
    ``ends`` are lines of their own, ``marked_ends`` lines that need marks around them.
    """

    starts: Mapping[str, tuple[str, ...]]
    kinds: Mapping[str, str]
    ends: frozenset[str]
    marked_ends: frozenset[str]

    def opening(self, text: str, start: int, end: int) -> str | None:
        """Return the longest beginning that stands at ``start``, None where there is none."""
        held = self.starts.get(text[start : start + 1], ())
        return next((opening for opening in held if text.startswith(opening, start, end)), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class AgencyTable:
    """The agencies and the patterns that find their names.

    ``capital`` finds names that begin with a capital (or a letter without case); ``small_names`` are
    the few that do not: any text is full of their beginnings, so that a pattern would be slow.
    ``by_spelling`` gives the agency and whether the spelling can be believed anywhere; ``by_key`` finds
    it by a lower-case name or domain.
    """

    agencies: tuple[Agency, ...]
    by_spelling: Mapping[str, tuple[Agency, bool]]
    by_key: Mapping[str, Agency]
    capital: Pattern
    small_names: tuple[str, ...]
    keys: Pattern
    datelines: tuple[FixedForm, ...]
    sign_offs: tuple[FixedForm, ...]
    nameless: frozenset[str]
    feeds: tuple[str, ...]
    release_names: frozenset[str]
    release_signs: ReleaseSigns

    @property
    def hints(self) -> Iterator[str]:
        """What a text must hold for a fixed form or a feed's phrase to stand in it."""
        return chain((form.hint for form in (*self.sign_offs, *self.datelines)), self.feeds)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield every agency name in ``text`` that stands on word boundaries, in no fixed order.

        A full stop belongs to the name where a bracket follows: "(Havas.)".
        """
        for found in self.capital.finditer(text):
            start = found.start()
            if start and text[start] < SPACELESS_SCRIPTS and _within_word(text, start):
                continue
            agency, plain = self.by_spelling[found[0]]
            yield Mention(start=start, end=_with_stop(text, found.end()), agency=agency, plain=plain)
        taken = 0
        for start, name in sorted(self._small(text), key=lambda hit: (hit[0], -len(hit[1]))):
            if start >= taken:
                taken = start + len(name)
                agency, plain = self.by_spelling[name]
                yield Mention(start=start, end=_with_stop(text, taken), agency=agency, plain=plain)

    def _small(self, text: str) -> Iterator[tuple[int, str]]:
        for name in self.small_names:
            start = text.find(name)
            while start >= 0:
                end = start + len(name)
                if not (start and _in_word(text[start - 1])) and not _in_word(text[end : end + 1]):
                    yield start, name
                start = text.find(name, end)

    def known(self, metadata: str) -> tuple[Agency, ...]:
        """Return the agencies that a metadata value names, whatever the case, in order and once each.

        A short name counts only where it is the whole value or one of several between separators.
        """
        lowered = metadata.casefold()
        found = {self.by_key[hit[0]].name: self.by_key[hit[0]] for hit in self.keys.finditer(lowered)}
        for part in re.split(r"[/,;|&+:()]| and | und | et | y | e ", metadata):
            held = self.by_spelling.get(part.strip())
            if held is not None:
                found.setdefault(held[0].name, held[0])
        return tuple(found.values())


def _with_stop(text: str, end: int) -> int:
    """Return where a name ends: behind its full stop, where a bracket follows."""
    return end + (text[end : end + 2] in _STOPPED)


def agency_table(data: Mapping[str, Any]) -> AgencyTable:
    """Compile the parsed table of agencies.

    Args:
        data: the content of ``agencies.toml`` as ``tomllib`` gives it.

    Returns:
        The table with its patterns.

    Raises:
        SettingsError: if the schema is another one, or an entry has no name or an unknown kind.
    """
    if data.get("schema") != SCHEMA:
        raise SettingsError(
            f"agencies: schema is {data.get('schema')!r}, this version reads {SCHEMA!r}; "
            f"write the table anew for {SCHEMA!r}"
        )
    agencies = tuple(_agency(entry, number) for number, entry in enumerate(data.get("agency", ()), start=1))
    by_spelling = _spellings(agencies)
    by_key = _keys(agencies)
    small_names = tuple(sorted(name for name in by_spelling if name[0].islower()))
    generic = data.get("generic", {})
    release = data.get("release", {})
    return AgencyTable(
        agencies=agencies,
        by_spelling=by_spelling,
        by_key=by_key,
        capital=Pattern(_any_of(name for name in by_spelling if not name[0].islower())),
        small_names=small_names,
        keys=Pattern(rf"(?<!\w)(?:{_any_of(by_key)})"),
        datelines=tuple(_forms(agencies, "datelines")),
        sign_offs=tuple(_forms(agencies, "sign_offs")),
        nameless=frozenset(name.casefold() for name in generic.get("agencies", ())),
        feeds=tuple(generic.get("feeds", ())),
        release_names=frozenset(release.get("names", ())),
        release_signs=_release_signs(release.get("signs", {})),
    )


def _agency(entry: Mapping[str, Any], number: int) -> Agency:
    name = entry.get("name")
    kind = entry.get("kind", "agency")
    if not isinstance(name, str) or not name:
        raise SettingsError(f"agencies: entry {number} has no name; give it one")
    if kind not in get_args(AgencyKind):
        raise SettingsError(
            f"agencies: {name} has kind {kind!r}; write one of {', '.join(get_args(AgencyKind))}"
        )
    return Agency(
        name=name,
        kind=cast(AgencyKind, kind),
        spellings=tuple(entry.get("spellings", ())),
        short=tuple(entry.get("short", ())),
        datelines=tuple(entry.get("datelines", ())),
        sign_offs=tuple(entry.get("sign_offs", ())),
        domains=tuple(entry.get("domains", ())),
        not_before=frozenset(entry.get("not_before", ())),
    )


def _spellings(agencies: Iterable[Agency]) -> dict[str, tuple[Agency, bool]]:
    table: dict[str, tuple[Agency, bool]] = {}
    for agency in agencies:
        for spelling in agency.spellings:
            table.setdefault(spelling, (agency, True))
            if len(spelling) >= SHORTEST_NAME_IN_CAPITALS:
                table.setdefault(spelling.upper(), (agency, True))
        for spelling in agency.short:
            table.setdefault(spelling, (agency, False))
    return table


def _keys(agencies: Iterable[Agency]) -> dict[str, Agency]:
    table: dict[str, Agency] = {}
    for agency in agencies:
        for key in (*agency.spellings, *agency.domains):
            table.setdefault(key.casefold(), agency)
    return table


def _in_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _within_word(text: str, start: int) -> bool:
    before = start - 1 if text[start - 1] == JOINED else start
    return before > 0 and _in_word(text[before - 1])


def _any_of(names: Iterable[str]) -> str:
    # Longest first, so that "Interfax-Ukraine" is not taken for "Interfax"; grouped by first letter, so
    # that one comparison dismisses a group. No look-behind in front: it would keep the engine from
    # skipping ahead to the letters that names begin with.
    groups: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        groups.setdefault(name[0], []).append(_bounded(name))
    if not groups:
        return r"(?!)"
    return "|".join(f"{re.escape(first)}(?:{'|'.join(rests)})" for first, rests in sorted(groups.items()))


def _bounded(name: str) -> str:
    # Chinese, Japanese and Korean put no space after a name.
    return re.escape(name[1:]) + (r"(?!\w)" if name[-1] < SPACELESS_SCRIPTS else "")


def _release_signs(signs: Mapping[str, Sequence[str]]) -> ReleaseSigns:
    kinds = {
        start: kind
        for kind, starts in signs.items()
        if kind not in ("ends", "marked_ends")
        for start in starts
    }
    starts: dict[str, list[str]] = {}
    for start in sorted(kinds, key=lambda start: (-len(start), start)):
        starts.setdefault(start[0], []).append(start)
    return ReleaseSigns(
        starts={first: tuple(held) for first, held in starts.items()},
        kinds=kinds,
        ends=frozenset(signs.get("ends", ())),
        marked_ends=frozenset(signs.get("marked_ends", ())),
    )


def _forms(agencies: Iterable[Agency], field: Literal["datelines", "sign_offs"]) -> Iterator[FixedForm]:
    for agency in agencies:
        for form in getattr(agency, field):
            parts = form.removeprefix("*").split("*")
            unspaced = form[0] >= SPACELESS_SCRIPTS
            wildcard = UNSPACED_WILDCARD if unspaced else WILDCARD
            pattern = wildcard.join(re.escape(part) for part in parts)
            if field == "sign_offs":
                pattern = (UNSPACED_SIGN_OFF if unspaced else r"(?:^|(?<=\s))") + pattern + r"\s*$"
            elif not form.startswith("*"):
                pattern = (UNSPACED_START if unspaced else r"^\W{0,3}") + pattern
            yield FixedForm(agency=agency, hint=max(parts, key=len), pattern=Pattern(pattern))
