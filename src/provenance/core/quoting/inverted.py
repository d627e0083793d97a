"""Find the subject that follows its verb at a distance: "a déclaré à la presse le porte-parole, X"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from provenance.core.quoting.cue_words import CueTables, is_capital, is_pronoun, plain

_FURTHEST: Final = 7  # words between a verb and its subject


def start_of_subject(words: Sequence[re.Match[str]], tables: CueTables) -> int:
    """Return the number of the word that a subject begins with, behind what may stand before it.

    Between the verb and its subject may stand who was told, where and when, in small letters or with an
    agency's initials. A name of two words or more begins the subject, or an article behind a whole phrase.

    Args:
        words: what follows the verb, up to a comma.
        tables: the language's words.

    Returns:
        0 also where nothing but the next word could be the subject.
    """
    if not tables.inverts or not words or not _leads_in(words[0].group(), tables):
        return 0
    for at in range(1, min(len(words) - 1, _FURTHEST)):
        value, before = words[at].group(), words[at - 1].group()
        if value in tables.conjunctions and value not in tables.prepositions:
            return 0
        joined = (
            (before in tables.prepositions and before not in tables.days)
            or before in tables.determiners
            or before.endswith(("'", "’"))
        )
        if joined or value.isupper():
            continue
        person = is_capital(value) and is_capital(words[at + 1].group()) and not _is_capital_inside(before)
        titled = plain(value) in tables.titles and is_capital(words[at + 1].group())
        office = plain(words[at + 1].group()) in tables.titles
        described = (
            (at > 1 or before in tables.days)
            and value in tables.determiners
            and (office or value not in tables.prepositions)
        )
        if person or titled or described:
            return at
    return 0


def _is_capital_inside(word: str) -> bool:
    """Say whether a word is part of a name that goes on: not an agency's initials."""
    return is_capital(word) and not word.isupper()


def _leads_in(word: str, tables: CueTables) -> bool:
    """Say whether a word begins who was told, where or when."""
    if is_pronoun(word, tables) and word not in tables.prepositions:
        return False
    return word in tables.prepositions or (
        word.islower() and word not in tables.determiners and plain(word) not in tables.titles
    )
