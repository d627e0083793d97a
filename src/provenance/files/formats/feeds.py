"""Feeds: RSS 2.0 and 1.0, Atom. Each item with text is an article; the feed's title is the outlet."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.files.formats.blocks import block_text
from provenance.files.formats.content import fragment, plain_lines
from provenance.files.formats.elements import attribute, below, first, inside, language, said
from provenance.files.formats.piece import Part, Piece, part
from provenance.files.formats.safe_xml import Element, local_name
from provenance.files.metadata import metadata_from

NO_TEXT: Final = "feed items without text"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_MARKED_TYPES: Final = ("html", "text/html")


def read_feed(root: Element) -> Iterator[Part]:
    """Take the articles out of a feed.

    Args:
        root: ``rss``, ``RDF``, ``feed``, or a single Atom ``entry``.

    Yields:
        A piece for each item that has text; full content goes before a description or summary.
    """
    if local_name(root) in ("feed", "entry"):
        entries = inside(root, "entry") if local_name(root) == "feed" else iter((root,))
        for entry in entries:
            yield part(_entry, root, entry, otherwise=NO_TEXT)
        return
    channel = first(root, "channel")
    for item in below(root, "item"):
        yield part(_item, channel, item, otherwise=NO_TEXT)


def _item(channel: Element | None, item: Element) -> Piece | None:
    full = next((one for one in item if one.tag == _CONTENT), None)
    text = _fragment(full) or _fragment(first(item, "description")) or _fragment(first(item, "encoded"))
    if not text:
        return None
    metadata = metadata_from(
        {
            "title": _plain(first(item, "title")),
            "outlet": _plain(first(channel, "title")),
            "published": said(first(item, "pubDate")) or said(first(item, "date")),
            "language": said(first(item, "language")) or said(first(channel, "language")) or language(item),
            "url": said(first(item, "link")) or attribute(item, "about"),
            "byline": [name for one in inside(item, "creator") if (name := said(one))]
            or said(first(item, "author")),
            "credits": [
                name for tag in ("source", "publisher") for one in inside(item, tag) if (name := said(one))
            ],
            "provider_id": said(first(item, "guid")),
            "usage_terms": said(first(item, "rights")) or said(first(channel, "copyright")),
        }
    )
    return Piece(text=text, metadata=metadata)


def _entry(feed: Element, entry: Element) -> Piece | None:
    text = _construct(first(entry, "content")) or _construct(first(entry, "summary"))
    if not text:
        return None
    source = first(entry, "source", "title")
    links = [one for one in inside(entry, "link") if one.get("rel", "alternate") == "alternate"]
    published, updated = said(first(entry, "published")), said(first(entry, "updated"))
    authors = [name for one in inside(entry, "author", "name") if (name := said(one))]
    metadata = metadata_from(
        {
            "title": _construct(first(entry, "title")),
            "outlet": _construct(first(feed, "title")) if feed is not entry else _construct(source),
            "published": published or updated,
            "updated": updated if published else None,
            "language": language(first(entry, "content")) or language(entry),
            "url": attribute(links[0], "href") if links else None,
            "byline": authors or [name for one in inside(feed, "author", "name") if (name := said(one))],
            "credits": _construct(source) if feed is not entry else None,
            "provider_id": said(first(entry, "id")),
            "usage_terms": _construct(first(entry, "rights")) or _construct(first(feed, "rights")),
        }
    )
    return Piece(text=text, metadata=metadata)


def _construct(element: Element | None) -> str:
    """Return an Atom text construct as text: XHTML inside it, HTML escaped in it, or plain text."""
    if element is None:
        return ""
    kind = (element.get("type") or "text").lower()
    if kind == "xhtml" or kind.endswith(("+xml", "/xml")):
        return block_text(element)
    if kind in _MARKED_TYPES:
        return _fragment(element)
    # Anything else is a picture or a recording in base64, or lies elsewhere.
    return plain_lines("".join(element.itertext())) if kind.startswith("text") else ""


def _fragment(element: Element | None) -> str:
    return "" if element is None else fragment("".join(element.itertext()))


def _plain(element: Element | None) -> str:
    return " ".join(_fragment(element).split())
