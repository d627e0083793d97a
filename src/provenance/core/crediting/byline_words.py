"""The small words that join the parts of a by-line: "By Ada Berg and Bo Dahl, with AFP"."""

from __future__ import annotations

from typing import Final

# What stands before an author, between two of them, and before who helped.
_BY_LANGUAGE: Final = {
    "en": ("by", "and", "with"),
    "de": ("von", "und", "mit"),
    "fr": ("par", "et", "avec"),
    "es": ("por", "y", "con"),
    "it": ("di|da", "e", "con"),
    "pt": ("por|da", "e", "com"),
    "nl": ("door", "en", "met"),
    "sv": ("av", "och", "med"),
    "da": ("af", "og", "med"),
    "cs": ("od", "", ""),
    "ru": ("от", "", ""),
}


def _of_all(column: int) -> tuple[str, ...]:
    found = (word for words in _BY_LANGUAGE.values() for word in words[column].split("|") if word)
    return tuple(dict.fromkeys(found))


BEFORE_AUTHORS: Final = _of_all(0)
# Alternations for a pattern.
BY: Final = "|".join(BEFORE_AUTHORS)
AND: Final = "|".join(_of_all(1))
WITH: Final = "|".join(_of_all(2))
# "Text: Ada Berg"
TEXT: Final = "text|texte|texto|testo"
