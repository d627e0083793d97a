"""Tell what belongs to a description of a speaker from what belongs to a name: offices, small words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from provenance.core.quoting.cue_words import CueTables, is_capital, is_title

# An office before a name is so many small words at most.
OFFICE_WORDS: Final = 3
PARTICLES: Final = frozenset(
    ("de", "da", "del", "di", "du", "la", "le", "van", "von", "der", "den", "bin", "al", "el", "of")
)

# German adjectives at a sentence's beginning: "Stellvertretender Leiter", "Technische Leiterin".
_ADJECTIVE_ENDS: Final = ("sche", "scher", "liche", "licher", "ende", "ender", "ierte", "ierter")


def is_determined(words: Sequence[re.Match[str]], run: int, head: int, tables: CueTables) -> bool:
    """Say whether an article comes before words ``run`` to ``head``, adjectives of a German noun between."""
    if run == 0 or words[run - 1].group() in tables.determiners:
        return run > 0
    between = [word.group() for word in words[1:run]]
    return (
        tables.capital_nouns
        and run + 1 == head
        and words[0].group() in tables.determiners
        and len(between) <= OFFICE_WORDS
        and all(word.islower() and word not in tables.prepositions | tables.conjunctions for word in between)
    )


def is_office(words: str, tables: CueTables, *, determined: bool) -> bool:
    """Say whether capitalised words are an office: "Leiter", "der Technische Leiter", not "Karl Leiter"."""
    first, _, more = words.partition(" ")
    described = determined or first.endswith(_ADJECTIVE_ENDS) or (first.isalpha() and first.isupper())
    return is_title(words, tables) and (not more or described)


def names_an_office(words: Sequence[re.Match[str]], tables: CueTables) -> bool:
    """Say whether words after an article are an office and no name: "die Bürgermeisterin von Tiel"."""
    small = next((at for at, word in enumerate(words) if not is_capital(word.group())), 0)
    if small == 0:
        return False
    return is_title(words[small - 1].group(), tables) or (small == 1 and tables.capital_nouns)


def start_of_description(words: Sequence[re.Match[str]], run: int, tables: CueTables) -> int:
    """Return where a description begins whose last noun stands at ``run``: "der Leiter des Amtes"."""
    first = run - 1
    if words[first].group() not in tables.determiners:
        return 0
    while tables.capital_nouns and first >= 2 and is_capital(words[first - 1].group()):
        before = first - 1
        while before > 0 and is_capital(words[before].group()):
            before -= 1
        if words[before].group().lower() not in tables.determiners:
            break
        first = before
    return first


def ends_description(words: Sequence[re.Match[str]], last: int, tables: CueTables) -> bool:
    """Say whether words from ``last`` on belong to the description before: "der Chef | der Behörde"."""
    rest = [word.group() for word in words[last:]]
    if rest and rest[0] not in tables.keep | tables.determiners:
        return False
    return not any(
        word in tables.conjunctions or word in tables.fillers or tables.introducing.fullmatch(word)
        for word in rest
    )


def after_preposition(words: Sequence[re.Match[str]], at: int, tables: CueTables) -> bool:
    """Say whether a preposition comes right before a name, by itself or elided: "le patron d'Air Lorn"."""
    before = words[at - 1].group() if at > 0 else ""
    elided = before[: 1 + max(before.find("'"), before.find("’"))]
    if before in tables.prepositions or (elided and elided in tables.prepositions | tables.keep):
        return True
    return elided in tables.determiners and at > 1 and words[at - 2].group() in tables.prepositions


def particle_leads_on(words: Sequence[re.Match[str]], at: int, tables: CueTables) -> bool:
    """Say whether a small word goes on to another part of a name: "Lula da Silva", "Ursula von der Leyen"."""
    value = words[at].group()
    if value not in PARTICLES or value == "of":
        return False
    if value in tables.determiners:
        return starts_small_pair(words, at - 1, tables)
    after = at + 1
    if after < len(words) and words[after].group() in PARTICLES:
        after += 1
    return after < len(words) and is_capital(words[after].group())


def starts_small_pair(words: Sequence[re.Match[str]], at: int, tables: CueTables) -> bool:
    """Say whether two small words stand in a name: "Ursula von der Leyen", not "Ada Berg von der Bank"."""
    if at < 1 or at + 2 >= len(words) or not is_capital(words[at + 2].group()):
        return False
    named = at > 1 and is_capital(words[at - 2].group()) and not is_title(words[at - 2].group(), tables)
    small = words[at].group() in PARTICLES and words[at + 1].group() in PARTICLES
    return small and is_capital(words[at - 1].group()) and not named
