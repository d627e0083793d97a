"""NITF, the IPTC's News Industry Text Format (3.x), by itself or inside NewsML-G2."""

from __future__ import annotations

import re
from typing import Final

from provenance.files.formats.blocks import block_text
from provenance.files.formats.elements import attribute, below, first, inside, language, said
from provenance.files.formats.piece import Piece, recalled
from provenance.files.formats.safe_xml import Element
from provenance.files.metadata import metadata_from

_DASH: Final = re.compile(r"[-–—−]\s*\Z")
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
    byline = said(first(top, "byline", "person")) or said(first(top, "byline"))
    metadata = metadata_from(
        {
            "title": said(first(top, "hedline", "hl1"))
            or said(first(top, "hedline"))
            or said(first(root, "head", "title")),
            "outlet": outlet or distributor or source,
            "published": issued or released,
            "language": language(body),
            "byline": _BY.sub("", byline, count=1) if byline else None,
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
    dateline = said(first(body, "body.head", "dateline"))
    if dateline and not text.startswith(dateline):
        # Printed papers run it in, and so do agencies that write it as part of the text.
        text = f"{dateline} {text}" if _DASH.search(dateline) else f"{dateline} – {text}"
    tagline = said(first(body, "body.end", "tagline"))
    return f"{text}\n{tagline}" if tagline else text
