"""Text that runs together until its paragraph ends, and HTML without a page around it."""

from __future__ import annotations

import re
from typing import Final

from provenance.files.formats.blocks import block_text
from provenance.files.formats.lines import PAGE

_TAG: Final = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")


class MarkupError(Exception):
    """HTML that the parser gave up; the message says why."""


class Lines:
    """Collects a text: words that run together, and ends of paragraphs.

    Args:
        paged: Whether to mark where pages begin, by a form feed before the first paragraph that does so.
    """

    def __init__(self, *, paged: bool = False) -> None:
        self._paragraphs: list[str] = []
        self._parts: list[str] = []
        self._joined = False
        self._paged = paged
        self._blank = True  # nothing but white space in the parts
        self._begun = self._feeds = ""

    def page(self) -> None:
        """Begin a page, the first one where nothing came before."""
        if self._paged and (self._paragraphs or not self._blank):
            self._feeds += PAGE

    def add(self, text: str | None) -> None:
        """Go on with the paragraph."""
        if text and self._joined:
            text = text.lstrip()
            self._joined = not text
        if text:
            if self._blank and text.strip():
                self._blank = False
                self._begun, self._feeds = self._feeds, ""
            self._parts.append(text)

    def join(self, hyphens: str) -> None:
        """Run what follows on to the last word, without the hyphen that a line's end gave it."""
        while self._parts and not self._parts[-1].strip():
            self._parts.pop()
        if self._parts:
            kept = self._parts.pop().rstrip()
            self._parts.append(kept[:-1] if kept[-1] in hyphens else kept)
        self._joined = True

    def end(self) -> None:
        """End the paragraph, if there is any."""
        paragraph = " ".join("".join(self._parts).split())
        self._parts.clear()
        self._joined = False
        self._blank = True
        if paragraph:
            self._paragraphs.append(self._begun + paragraph)

    def text(self) -> str:
        """Return the paragraphs, one a line."""
        self.end()
        return "\n".join(self._paragraphs)


def plain_lines(text: str) -> str:
    """Return the lines of a plain text that are not blank, white space in them collapsed."""
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def fragment(text: str) -> str:
    """Return the text of a piece of HTML, such as a feed's description; plain text stays as it is.

    Args:
        text: HTML without the frame of a page, or plain text.

    Returns:
        The text, a paragraph a line.

    Raises:
        MarkupError: if it nests too deeply for the parser to read it to its end.
    """
    if _TAG.search(text) is None:
        return plain_lines(text)
    from lxml import etree, html

    # A huge tree is one of more than 256 elements in one another, which tags left open give in earnest.
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        body = html.fromstring(f"<div>{text}</div>", parser=parser)
    except (etree.ParserError, ValueError):
        return ""
    last = parser.error_log.last_error
    if last is not None and last.level == etree.ErrorLevels.FATAL:
        raise MarkupError(f"HTML that is not read to its end: {last.message}"[:200])
    return block_text(body)
