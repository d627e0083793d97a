"""The text of marked-up documents that hold nothing but text: a paragraph a line, in their order."""

from __future__ import annotations

import re
from typing import Any, Final

from provenance.files.formats.safe_xml import local_name

_BLOCKS: Final = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5"),
        *("h6", "header", "hr", "html", "legend", "li", "main", "ol", "p", "pre", "section", "summary"),
        *("table", "tbody", "td", "tfoot", "th", "thead", "title", "tr", "ul"),
        # NITF's own.
        *("block", "body.content", "bq", "byline", "credit", "fn", "hl1", "hl2", "media", "media-caption"),
        *("media-producer", "note", "pullquote", "tagline"),
    )
)
_UNSEEN: Final = frozenset(
    (
        *("audio", "button", "canvas", "head", "iframe", "math", "nav", "noscript", "object", "script"),
        *("select", "style", "svg", "template", "textarea", "video"),
        *("media-metadata", "media-object", "media-reference"),
    )
)
_SPACE: Final = re.compile(r"\s+")


def block_text(root: Any) -> str:
    """Return the text of an (X)HTML or NITF tree, one block a line.

    Args:
        root: An element of lxml's.

    Returns:
        The text; white space is collapsed, scripts, styles and navigation are left out.
    """
    from lxml import etree

    lines: list[str] = []
    parts: list[str] = []

    def end_line() -> None:
        line = _SPACE.sub(" ", "".join(parts)).strip()
        if line:
            lines.append(line)
        parts.clear()

    walk = etree.iterwalk(root, events=("start", "end", "comment", "pi"))
    for event, element in walk:
        name = local_name(element).lower()
        block = name in _BLOCKS or name == "br"
        if event == "start":
            if name in _UNSEEN or element.get("hidden") is not None:
                walk.skip_subtree()
            else:
                if block:
                    end_line()
                parts.append(element.text or "")
                continue
        if event == "end" and block:
            end_line()
        if event != "start" and element is not root:
            parts.append(element.tail or "")
    end_line()
    return "\n".join(lines)
