"""Look things up in XML trees by local names: files put one element into this namespace, that or none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.files.formats.safe_xml import Element, local_name

_XML: Final = "{http://www.w3.org/XML/1998/namespace}"


def inside(element: Element | None, *names: str) -> Iterator[Element]:
    """Yield the children of a name, or of the last of several names at the end of that path."""
    if element is None:
        return
    for child in element:
        if local_name(child) == names[0]:
            if len(names) == 1:
                yield child
            else:
                yield from inside(child, *names[1:])


def first(element: Element | None, *names: str) -> Element | None:
    """Return the first element at the end of a path of names, or None."""
    return next(inside(element, *names), None)


def below(element: Element, name: str) -> Iterator[Element]:
    """Yield the elements of a name at any depth, in the order of the document."""
    return (one for one in element.iter() if local_name(one) == name)


def said(element: Element | None) -> str | None:
    """Return all text in an element, white space collapsed, or None where there is none."""
    return None if element is None else " ".join("".join(element.itertext()).split()) or None


def attribute(element: Element | None, name: str) -> str | None:
    """Return an attribute, in any namespace or none, or None where it is missing or blank."""
    if element is None:
        return None
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name and value.strip():
            return str(value.strip())
    return None


def language(element: Element | None) -> str | None:
    """Return ``xml:lang`` of an element or of the nearest one around it that has one."""
    while element is not None:
        if found := element.get(f"{_XML}lang"):
            return str(found)
        element = element.getparent()
    return None
