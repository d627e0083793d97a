"""XML as files from anywhere must be parsed: no entities, no DTD, no network, no depth without end."""

from __future__ import annotations

from html.entities import html5
from typing import Any, Final

# An element of lxml's: its stubs are not among what this package needs.
Element = Any

_REASON: Final = 200
# What libxml2 calls it where memory runs out (XML_ERR_NO_MEMORY); its message does not say so.
_NO_MEMORY: Final = 2


class XmlError(Exception):
    """XML that is not well-formed or not safe; the message says why, ``line`` where, from 1."""

    def __init__(self, reason: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.line = line


def parse_xml(data: bytes) -> Element:
    """Parse a whole document.

    A document type is let pass, since NITF and XHTML files name theirs, but nothing is loaded for it, and a
    document that declares entities is refused.

    Args:
        data: The file; an encoding that it declares is used.

    Returns:
        The root element, without comments and processing instructions.

    Raises:
        XmlError: if it is not well-formed, too deep, or declares entities.
        MemoryError: if it takes more memory than there is.
    """
    from lxml import etree

    if not data.strip():
        raise XmlError("empty")
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        if error.code == _NO_MEMORY:
            raise MemoryError from None
        raise XmlError(f"no well-formed XML: {error.msg}"[:_REASON], error.lineno or None) from None
    except ValueError as error:
        raise XmlError(f"no XML: {error}"[:_REASON]) from None
    subset = root.getroottree().docinfo.internalDTD
    if subset is not None and any(True for _ in subset.iterentities()):
        raise XmlError("declares XML entities, which are not expanded")
    _named_signs(root)
    return root


def local_name(element: Element) -> str:
    """Return an element's name without its namespace; an empty one for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _named_signs(root: Element) -> None:
    """Put the characters for references such as ``&nbsp;``, which NITF and XHTML take from their DTD."""
    from lxml import etree

    for reference in list(root.iter(etree.Entity)):
        sign = html5.get(reference.text.lstrip("&"), reference.text) + (reference.tail or "")
        before, parent = reference.getprevious(), reference.getparent()
        if before is not None:
            before.tail = (before.tail or "") + sign
        else:
            parent.text = (parent.text or "") + sign
        reference.tail = None
        parent.remove(reference)
