"""NewsML-G2: news items by themselves, in packages and in messages, with NITF, XHTML or plain text inside."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from provenance.files.formats.blocks import block_text
from provenance.files.formats.content import fragment
from provenance.files.formats.elements import attribute, below, first, inside, language, said
from provenance.files.formats.nitf import UNDATED, read_nitf, with_dateline
from provenance.files.formats.piece import WRITTEN, Part, Piece, part, recalled
from provenance.files.formats.safe_xml import Element, local_name
from provenance.files.metadata import Metadata, metadata_from

NO_TEXT: Final = "news items without text"
_CORRECTS: Final = frozenset(("correction", "corrected"))


def read_newsml(root: Element) -> Iterator[Part]:
    """Take the articles out of a document.

    Args:
        root: ``newsItem``, ``newsMessage``, ``packageItem`` or another item of NewsML-G2.

    Yields:
        A piece for each news item that has text, or that cancels or withholds one; pictures, packages by
        reference and concepts are ignored.
    """
    items = [root]
    if local_name(root) == "newsMessage":
        items = [item for held in inside(root, "itemSet") for item in held]
    elif local_name(root) == "packageItem":
        items = list(below(root, "newsItem")) or [root]
    for item in items:
        yield part(_item, item, otherwise=NO_TEXT)


def _item(item: Element) -> Piece | None:
    if local_name(item) != "newsItem":
        return None
    found, said_of_it = _content(item), _metadata(item)
    if found is None:
        kind = _code(first(first(item, "itemMeta"), "itemClass"))
        return recalled(said_of_it) if kind in (None, *WRITTEN) else None
    text = with_dateline(said(first(item, "contentMeta", "dateline")), found.text)
    # What the item says goes before what the text inside it says.
    return Piece(text=text, metadata={**found.metadata, **said_of_it})


def _content(item: Element) -> Piece | None:
    """Return the first text of an item: marked-up content before text in an ``inlineData``."""
    for inline in inside(item, "contentSet", "inlineXML"):
        for root in inline:
            kind = local_name(root)
            found = read_nitf(root) if kind == "nitf" else Piece(text=block_text(root))
            if found is not None and found.text:
                spoken = language(root)
                return (
                    found
                    if kind == "nitf" or not spoken
                    else Piece(text=found.text, metadata={"language": spoken})
                )
    for inline in inside(item, "contentSet", "inlineData"):
        text = fragment("".join(inline.itertext()))
        if text:
            return Piece(text=text)
    return None


def _metadata(item: Element) -> Metadata:
    meta, content = first(item, "itemMeta"), first(item, "contentMeta")
    provider = _name(first(meta, "provider"))
    created, version = said(first(meta, "firstCreated")), said(first(meta, "versionCreated"))
    created = created or said(first(content, "contentCreated"))
    embargo = first(meta, "embargoed")
    bylines = [said(one) for one in inside(content, "by")] or [
        _name(one) for one in inside(content, "creator")
    ]
    return metadata_from(
        {
            "title": said(first(content, "headline")) or said(first(meta, "title")),
            "outlet": provider,
            "published": created or version,
            "updated": version if created else None,
            "language": attribute(first(content, "language"), "tag"),
            "byline": [name for name in bylines if name],
            "credits": _credits(item, meta, content),
            "provider_id": attribute(item, "guid"),
            "version": attribute(item, "version"),
            "status": _status(meta),
            # An empty element holds an item back without saying until when.
            "embargo": None if embargo is None else said(embargo) or UNDATED,
            "usage_terms": [
                terms for one in inside(item, "rightsInfo", "usageTerms") if (terms := said(one))
            ],
            "editor_note": [note for one in inside(meta, "edNote") if (note := said(one))],
        }
    )


def _credits(item: Element, meta: Element | None, content: Element | None) -> list[str]:
    provider = first(meta, "provider")
    parties = [*inside(content, "infoSource"), *inside(item, "rightsInfo", "copyrightHolder")]
    found = [said(one) for one in inside(content, "creditline")]
    found += [_name(provider) or _host(provider)]
    found += [_name(one) for one in parties]
    credits = list(dict.fromkeys(name for name in found if name))
    for party in (provider, *parties):
        credits = _as_one(credits, _all_names(party))
    return credits


def _as_one(credits: list[str], names: set[str]) -> list[str]:
    """Write two credits that are names of one party as one: "HPA (Halden Press Agency)"."""
    same = sorted((credit for credit in credits if credit in names), key=lambda name: (len(name), name))
    if len(same) < 2:
        return credits
    joined = f"{same[0]} ({', '.join(same[1:])})"
    return [joined if credit == same[0] else credit for credit in credits if credit not in same[1:]]


def _all_names(party: Element | None) -> set[str]:
    if party is None:
        return set()
    names = [attribute(party, "literal"), _code(party), *(said(one) for one in inside(party, "name"))]
    return {name for name in names if name}


def _status(meta: Element | None) -> str | None:
    """Return the publication status; a usable item that is signalled to correct one is "corrected"."""
    status = _code(first(meta, "pubStatus"))
    corrects = any(_code(signal) in _CORRECTS for signal in inside(meta, "signal"))
    return "corrected" if corrects and status in (None, "usable") else status


def _code(element: Element | None) -> str | None:
    """Return the last part of a ``qcode`` or ``uri``: "usable" of "stat:usable"."""
    code, address = attribute(element, "qcode"), attribute(element, "uri")
    if code is not None:
        return code.partition(":")[2] or code
    return address.rstrip("/").rpartition("/")[2] if address else None


def _name(element: Element | None) -> str | None:
    """Return what a party is called: its name, a literal, or what its code says."""
    if element is None:
        return None
    code = attribute(element, "qcode")
    return said(first(element, "name")) or attribute(element, "literal") or (_code(element) if code else None)


def _host(element: Element | None) -> str | None:
    """Return the host of a party's ``uri``: agencies are known by their domains, too."""
    try:
        return urlsplit(attribute(element, "uri") or "").hostname
    except ValueError:
        return None
