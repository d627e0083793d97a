"""Markdown: read as plain text, titled by its first heading."""

from __future__ import annotations

import re
from typing import Final

_HEADING: Final = re.compile(r" {0,3}#[ \t]+(.+?)(?:[ \t]+#+)?[ \t]*$")
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})")


def first_heading(text: str, start: int = 0) -> str | None:
    """Return the first ``# heading`` outside code blocks.

    Args:
        text: The decoded file.
        start: Code-point offset where the body begins.
    """
    fence: str | None = None
    for line in text[start:].splitlines():
        mark = _FENCE.match(line)
        if mark is not None:
            if fence is None:
                fence = mark[1]
            elif mark[1].startswith(fence):
                fence = None
        elif fence is None and (heading := _HEADING.match(line)) is not None:
            return " ".join(heading[1].split())
    return None
