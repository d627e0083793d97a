"""Read character references of HTML that a text was left with: "&amp;", "&#8217;", "&nbsp;".

The text stays as it is, and so do offsets: a reference is read as the character it stands for, and what else
it is written with as format characters, which split no word and are no part of one. Marks of quotation are
read by themselves, since quotations are told by where words and spaces stand.
"""

from __future__ import annotations

import re
from html import unescape
from html.entities import html5
from typing import Final

# Text that was escaped twice has "&amp;#8217;".
_REFERENCE: Final = re.compile(
    r"&(?:amp;){0,2}(#[0-9]{1,7};|#[xX][0-9a-fA-F]{1,6};|[A-Za-z][A-Za-z0-9]{1,31};)"
)
_FILL: Final = "\u00ad"
_MARKS: Final = frozenset('"“”„‟«»')
_OPENS_AFTER: Final = frozenset("([{—–-/:")


def _read(found: re.Match[str]) -> str:
    """Return what a reference stands for, as long as it is; one without a known name stands for itself."""
    reference, name = found.group(0, 1)
    known = name[0] == "#" or name in html5
    # Controls that HTML forbids stand for nothing: they part words.
    return (unescape(f"&{name}") or " ").ljust(len(reference), _FILL) if known else reference


def read_references(text: str) -> str:
    """Return a text of the same length with the characters that references stand for."""
    if "&" not in text:
        return text
    return _REFERENCE.sub(_read, text)


def read_marks(text: str) -> str:
    """Return a text of the same length in which references to double marks of quotation are marks.

    A mark stands beside the words that it opens or closes, with spaces for the rest of the reference.
    """
    if "&" not in text:
        return text

    def mark(found: re.Match[str]) -> str:
        reference = found.group()
        known = _read(found).rstrip(_FILL)
        if known not in _MARKS:
            return reference
        before = text[max(0, found.start() - 1) : found.start()]
        behind = text[found.end() : found.end() + 1]
        opens = (not before or before.isspace() or before in _OPENS_AFTER) and not (behind or " ").isspace()
        return known.rjust(len(reference)) if opens else known.ljust(len(reference))

    return _REFERENCE.sub(mark, text)
