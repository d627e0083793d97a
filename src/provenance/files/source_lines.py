"""On which line of its file a passage stands, where the article's text is not the file's."""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import html5
from pathlib import Path
from typing import Final

from provenance.files.decode import NotTextError, examine
from provenance.files.html import declared_encoding

# Words in a row that find a passage among a page's tags; fewer are tried where markup cuts into them.
_TRIES: Final = (8, 5, 3)
_HIDDEN: Final = re.compile(r"<(head|script|style)\b.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_BETWEEN: Final = r"(?:\s|<[^<>]*>|&nbsp;|&#160;|[^\w<>&]){0,200}?"


def page_line(path: str, passage: str) -> int | None:
    """Return the line of an HTML file on which a passage of its text begins; None if it is not found.

    Args:
        path: The file.
        passage: Text as it was extracted.
    """
    source = _source(path)
    if source is None:
        return None
    words = re.findall(r"\w+", passage)
    for count in _TRIES:
        if len(words) >= count:
            pattern = _BETWEEN.join(_word(word) for word in words[:count])
            found = re.search(rf"(?<!\w){pattern}", source)
            if found is not None:
                return source.count("\n", 0, found.start()) + 1
    return None


def _word(word: str) -> str:
    """Return a pattern for a word as it stands or as references stand for its letters."""
    plain = re.escape(word)
    if word.isascii():
        return plain
    coded = "".join(re.escape(c) if c.isascii() else _reference(c) for c in word)
    return f"(?:{coded})"


def _reference(sign: str) -> str:
    named = [name for name, text in html5.items() if text == sign and name.endswith(";")]
    choices = [re.escape(sign), f"&#{ord(sign)};", f"&#[xX]0*{ord(sign):x};", *(f"&{name}" for name in named)]
    return f"(?:{'|'.join(choices)})"


@lru_cache(maxsize=64)
def _source(path: str) -> str | None:
    try:
        data = Path(path).read_bytes()
        text = examine(data, declared_encoding(data)).text
    except (OSError, NotTextError):
        return None
    # Titles and descriptions often repeat a passage; their lines stay, their words go.
    return _HIDDEN.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
