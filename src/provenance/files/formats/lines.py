"""Joins the lines of a printed paragraph: words that were broken at a line's end become one again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from typing import Final

# As pdftotext marks where a page begins; a form feed ends a paragraph, too, so it stands only between two.
PAGE: Final = "\f"
_HYPHENS: Final = "-\N{HYPHEN}\N{SOFT HYPHEN}"
_SOFT: Final = "\N{SOFT HYPHEN}"
_WORD: Final = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_LAST: Final = re.compile(rf"([^\W\d_]+)[{_HYPHENS}]$")
_FIRST: Final = re.compile(r"[^\W\d_]+")
# "Vor- und Nachteile": the hyphen stands for the rest of a word, not for a line's end.
_AND: Final = frozenset({"und", "oder", "bis", "and", "or", "to", "en", "of", "och", "eller", "og"})
_NO_SPACE: Final = re.compile(r"[\u2e80-\ua4cf\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")


def known_words(texts: Iterable[str]) -> frozenset[str]:
    """Return the words of lines, case-folded, hyphenated ones whole: what ``join_lines`` decides by."""
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def join_lines(lines: Sequence[str], known: Collection[str] = ()) -> str:
    """Join the lines of one paragraph.

    A hyphen at a line's end goes if the next line begins with a small letter, unless the rest of the text has
    the word with its hyphen and not without it. A soft hyphen always goes.

    Args:
        lines: The lines, trimmed, at least one.
        known: Words of the text, see ``known_words``.
    """
    text = lines[0]
    for line in lines[1:]:
        text = _joined(text, line, known)
    return text


def _joined(text: str, line: str, known: Collection[str]) -> str:
    if not text or not line:
        return text or line
    broken, begun = _LAST.search(text[-64:]), _FIRST.match(line)
    if broken is not None and begun is not None:
        head, tail = broken[1].casefold(), begun[0].casefold()
        if text.endswith(_SOFT):
            return text[:-1] + line
        if tail in _AND:
            return f"{text} {line}"
        kept = f"{head}-{tail}" in known and head + tail not in known
        return text + line if kept or not line[0].islower() else text[:-1] + line
    if _NO_SPACE.match(text[-1]) and _NO_SPACE.match(line[0]):
        return text + line
    return f"{text} {line}"
