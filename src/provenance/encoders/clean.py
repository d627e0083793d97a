"""Makes any text fit for an encoder: no control characters, no broken code points, no endless lines."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

LONGEST: Final = 2_000

# Encoders were trained on words: marks of direction, soft hyphens and byte order marks are none.
_SURROGATES: Final = re.compile("[\ud800-\udfff]")
_ODD: Final = re.compile(r"[^\w\s!-~‐-‧]")
_SPACE: Final = re.compile(r"\s+")


def clean(text: str) -> str:
    """Return a text as encoders are given it.

    Control characters become spaces, format characters and lone surrogates go, white space is
    drawn together, and what goes beyond ``LONGEST`` code points is cut off at a word's end.

    Returns:
        The cleaned text; empty where it holds no letter and no digit.
    """
    # Cleaning makes texts shorter only, and a megabyte of blanks is no reason to read a megabyte.
    text = _SURROGATES.sub("", text[: 4 * LONGEST])
    text = _SPACE.sub(" ", _ODD.sub(_plain, text)).strip()
    if len(text) > LONGEST:
        end = text.rfind(" ", LONGEST - 100, LONGEST + 1)
        text = text[: end if end > 0 else LONGEST]
    return text if any(char.isalnum() for char in text) else ""


def _plain(found: re.Match[str]) -> str:
    char = found[0]
    category = unicodedata.category(char)
    return " " if category == "Cc" else "" if category == "Cf" else char
