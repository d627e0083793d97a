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

# The elements of a feed that are none of its items, by name.
Head = dict[str, list[Element]]

NO_TEXT: Final = "feed items without text"
_CONTENT: Final = "{http://purl.org/rss/1.0/modules/content/}encoded"
_ITEMS: Final = ("item", "entry")
_MARKED_TYPES: Final = ("html", "text/html")


def read_feed(root: Element) -> Iterator[Part]:
    """Take the articles out of a feed.

    Args:
        root: ``rss``, ``RDF``, ``feed``, or a single Atom ``entry``.

    Yields:
        A piece for each item that has text; full content goes before a description or summary.
    """
    if local_name(root) in ("feed", "entry"):
        if local_name(root) == "entry":
            yield part(_entry, None, root, otherwise=NO_TEXT)
            return
        head = _head(root)
        for entry in inside(root, "entry"):
            yield part(_entry, head, entry, otherwise=NO_TEXT)
        return
    head = _head(first(root, "channel"))
    for item in below(root, "item"):
        yield part(_item, head, item, otherwise=NO_TEXT)


def _head(feed: Element | None) -> Head:
    """Return what a feed says of itself, so that not every item looks through all of them for it."""
    head: Head = {}
    for child in feed if feed is not None else ():
        name = local_name(child)
        if name not in _ITEMS:
            head.setdefault(name, []).append(child)
    return head


def _one(head: Head, name: str) -> Element | None:
    return next(iter(head.get(name, ())), None)


def _item(channel: Head, item: Element) -> Piece | None:
    full = next((one for one in item if one.tag == _CONTENT), None)
    text = _fragment(full) or _fragment(first(item, "description")) or _fragment(first(item, "encoded"))
    if not text:
        return None
    metadata = metadata_from(
        {
            "title": _plain(first(item, "title")),
            "outlet": _plain(_one(channel, "title")),
            "published": said(first(item, "pubDate")) or said(first(item, "date")),
            "language": said(first(item, "language")) or said(_one(channel, "language")) or language(item),
            "url": said(first(item, "link")) or attribute(item, "about"),
            "byline": [name for one in inside(item, "creator") if (name := said(one))]
            or said(first(item, "author")),
            "credits": [
                name for tag in ("source", "publisher") for one in inside(item, tag) if (name := said(one))
            ],
            "provider_id": said(first(item, "guid")),
            "usage_terms": said(first(item, "rights")) or said(_one(channel, "copyright")),
        }
    )
    return Piece(text=text, metadata=metadata)


def _entry(feed: Head | None, entry: Element) -> Piece | None:
    text = _construct(first(entry, "content")) or _construct(first(entry, "summary"))
    if not text:
        return None
    about = feed or {}
    source = first(entry, "source", "title")
    links = [one for one in inside(entry, "link") if one.get("rel", "alternate") == "alternate"]
    published, updated = said(first(entry, "published")), said(first(entry, "updated"))
    authors = [name for one in inside(entry, "author", "name") if (name := said(one))]
    metadata = metadata_from(
        {
            "title": _construct(first(entry, "title")),
            "outlet": _construct(source if feed is None else _one(feed, "title")),
            "published": published or updated,
            "updated": updated if published else None,
            "language": language(first(entry, "content")) or language(entry),
            "url": attribute(links[0], "href") if links else None,
            "byline": authors
            or [
                name
                for one in about.get("author", ())
                for held in inside(one, "name")
                if (name := said(held))
            ],
            "credits": None if feed is None else _construct(source),
            "provider_id": said(first(entry, "id")),
            "usage_terms": _construct(first(entry, "rights")) or _construct(_one(about, "rights")),
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
