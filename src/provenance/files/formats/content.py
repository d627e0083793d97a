"""Text that runs together until its paragraph ends, and HTML without a page around it."""

from __future__ import annotations

import re
from typing import Final

from provenance.files.formats.blocks import block_text

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_LINES: Final = re.compile(r"\s*\n\s*")


class Lines:
    """Collects a text: words that run together, and ends of paragraphs."""

    def __init__(self) -> None:
        self._paragraphs: list[str] = []
        self._parts: list[str] = []
        self._joined = False

    def add(self, text: str | None) -> None:
        """Go on with the paragraph."""
        if text and self._joined:
            text = text.lstrip()
            self._joined = not text
        if text:
            self._parts.append(text)

    def join(self, hyphens: str) -> None:
        """Run what follows on to the last word, without the hyphen that a line's end gave it."""
        kept = "".join(self._parts).rstrip()
        self._parts = [kept[:-1] if kept and kept[-1] in hyphens else kept]
        self._joined = True

    def end(self) -> None:
        """End the paragraph, if there is any."""
        paragraph = " ".join("".join(self._parts).split())
        self._parts.clear()
        self._joined = False
        if paragraph:
            self._paragraphs.append(paragraph)

    def text(self) -> str:
        """Return the paragraphs, one a line."""
        self.end()
        return "\n".join(self._paragraphs)


def fragment(text: str) -> str:
    """Return the text of a piece of HTML, such as a feed's description; plain text stays as it is.

    Args:
        text: HTML without the frame of a page, or plain text.

    Returns:
        The text, a paragraph a line.
    """
    if _TAG.search(text) is None:
        return _LINES.sub("\n", text.strip())
    from lxml import etree, html

    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        body = html.fromstring(f"<div>{text}</div>", parser=parser)
    except (etree.ParserError, ValueError):
        return ""
    return block_text(body)
