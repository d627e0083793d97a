"""NITF, the IPTC's News Industry Text Format (3.x), by itself or inside NewsML-G2."""

from __future__ import annotations

import re
from typing import Final

from provenance.files.formats.blocks import block_text
from provenance.files.formats.elements import attribute, below, first, inside, language, said
from provenance.files.formats.piece import Piece, recalled
from provenance.files.formats.safe_xml import Element, local_name
from provenance.files.metadata import metadata_from

_DASH: Final = re.compile(r"\s*[-–—−]\s*\Z")
# What stands between a place and an article's first word where the text has a dateline of its own.
_DATED: Final = re.compile(r"(?:\s*[,/(][^\n]{0,40}?)?\s*(?:[–—]|--|-\s|:\s)")
_PLACE_END: Final = re.compile(r"\s*(?:[,/(–—]|-\s)")
_BY: Final = re.compile(r"by\s+", re.IGNORECASE)
UNDATED: Final = "until further notice"


def read_nitf(root: Element) -> Piece | None:
    """Take the article out of a document.

    Args:
        root: The element ``nitf``.

    Returns:
        The body with dateline and tagline, and the metadata of ``head`` and ``body.head``; None where
        the body has no text and the document cancels or withholds nothing. The abstract stands in for a
        missing body.
    """
    body = first(root, "body")
    text = _text(body)
    data, top = first(root, "head", "docdata"), first(body, "body.head")
    identity = first(data, "doc-id")
    outlet = attribute(first(root, "head", "pubdata"), "name")
    distributor, source = said(first(top, "distributor")), attribute(identity, "regsrc")
    issued, released = (attribute(first(data, name), "norm") for name in ("date.issue", "date.release"))
    status = attribute(data, "management-status")
    held = status == "embargoed"
    holder = attribute(first(data, "doc.copyright"), "holder")
    metadata = metadata_from(
        {
            "title": said(first(top, "hedline", "hl1"))
            or said(first(top, "hedline"))
            or said(first(root, "head", "title")),
            "outlet": outlet or distributor or source,
            "published": issued or released,
            "language": language(body),
            "byline": [byline for one in inside(top, "byline") if (byline := _byline(one))],
            "credits": [name for name in (distributor, source, holder) if name],
            "provider_id": attribute(identity, "id-string"),
            "version": attribute(first(data, "du-key"), "version"),
            "status": "usable" if held else status,
            "embargo": (released or UNDATED) if held else None,
            "usage_terms": attribute(first(data, "doc.rights"), "limitations") or said(first(top, "rights")),
            "editor_note": [note for one in inside(data, "ed-msg") if (note := attribute(one, "info"))],
        }
    )
    return Piece(text=text, metadata=metadata) if text else recalled(metadata)


def _text(body: Element | None) -> str:
    if body is None:
        return ""
    content = first(body, "body.content")
    text = block_text(content if content is not None else body)
    if not text:
        return "\n".join(filter(None, (block_text(one) for one in below(body, "abstract"))))
    text = with_dateline(said(first(body, "body.head", "dateline")), text)
    tagline = said(first(body, "body.end", "tagline"))
    return f"{text}\n{tagline}" if tagline else text


def with_dateline(dateline: str | None, text: str) -> str:
    """Put a dateline that a document has apart before its text, as agencies write it.

    Args:
        dateline: The dateline in one line, or None.
        text: The text; one that begins with the dateline, or with one of the same place, stays as it is, but
            a place alone gets what the dateline says besides, such as the agency.
    """
    bare = _DASH.sub("", dateline or "")
    place = _PLACE_END.split(bare)[0]
    if not dateline or not bare or text.startswith(bare):
        return text
    begins = bool(place) and text[: len(place)].casefold() == place.casefold()
    own = _DATED.match(text, len(place)) if begins else None
    if own is not None:
        return text if own[0].strip(" –—-:") else bare + text[len(place) :]
    return f"{dateline} {text}" if bare != dateline else f"{dateline} – {text}"


def _byline(element: Element) -> str | None:
    """Return who wrote, with what stands beside the names: "Ada Berg, Staff reporter"."""
    titles = [title for one in inside(element, "byttl") if (title := said(one))]
    names = [name for one in inside(element, "person") if (name := said(one))]
    names += [name for one in inside(element, "org") if (name := said(one))]
    if not names:
        parts = [element.text or ""]
        for child in element:
            parts.append("" if local_name(child) == "byttl" else "".join(child.itertext()))
            parts.append(child.tail or "")
        names = [" ".join("".join(parts).split()).strip(" ,;")]
    return ", ".join(filter(None, (_BY.sub("", names[0], count=1), *names[1:], *titles))) or None
