"""Word documents: the paragraphs of the body; title, author and dates from the document's properties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final
from zipfile import ZipFile

from provenance.config import Config
from provenance.files.formats.safe_xml import Element, XmlError, local_name, parse_xml
from provenance.files.formats.unpack import ArchiveError, BombError, entry, opened_zip
from provenance.files.item import Found, ReadItem
from provenance.files.metadata import Metadata, metadata_from
from provenance.model import Article, Problem

_BODY: Final = "word/document.xml"
_LARGEST: Final = 64 << 20
_SMALL: Final = 1 << 20
# Struck out or moved away under tracked changes; what stands again for older programs.
_UNSEEN: Final = frozenset({"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "sectPr"})
_TITLES: Final = frozenset({"title", "titel", "titre", "titolo", "título", "heading1", "berschrift1"})
_CORE: Final = {
    "title": "title",
    "creator": "byline",
    "created": "published",
    "modified": "updated",
    "language": "language",
    "publisher": "outlet",
    "version": "version",
    "contentStatus": "status",
}
_SPACE: Final = re.compile(r"[^\S\n]+")


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a Word document.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        Its article, or a problem.

    Raises:
        OSError: if the file cannot be opened.
    """
    del config
    try:
        with opened_zip(item.path) as archive:
            if _BODY not in archive.namelist():
                yield Problem(path=item.id, reason=f"no Word document: {_BODY} is not in it")
                return
            root = parse_xml(entry(archive, _BODY, _LARGEST))
            metadata = _properties(archive)
    except (ArchiveError, BombError, XmlError) as error:
        yield Problem(path=item.id, reason=str(error))
        return
    paragraphs = _paragraphs(root)
    text = "\n".join(line for _, line in paragraphs)
    if not text:
        yield Problem(path=item.id, reason="empty: a document without text")
        return
    titles = (line for style, line in paragraphs if style.casefold() in _TITLES)
    heading = next(titles, None)
    if heading and "title" not in metadata:
        metadata["title"] = heading.replace("\n", " ")
    yield Article(id=item.id, path=item.id, text=text, extracted=True, **{**metadata, **item.metadata})


def _paragraphs(root: Element) -> list[tuple[str, str]]:
    """Return style and text of the paragraphs; those of text boxes come after the one that holds them."""
    found: list[tuple[str, str]] = []
    waiting = [root]
    while waiting:
        element = waiting.pop()
        if local_name(element) == "p":
            parts: list[str] = []
            boxes: list[Element] = []
            _collect(element, parts, boxes)
            lines = _SPACE.sub(" ", "".join(parts)).split("\n")
            text = "\n".join(line.strip() for line in lines if line.strip())
            if text:
                found.append((_style(element), text))
            waiting.extend(reversed(boxes))
        elif local_name(element) not in _UNSEEN:
            waiting.extend(reversed(element))
    return found


def _collect(element: Element, parts: list[str], boxes: list[Element]) -> None:
    for child in element:
        name = local_name(child)
        if name in _UNSEEN:
            continue
        if name == "t":
            parts.append(child.text or "")
        elif name in ("tab", "ptab"):
            parts.append(" ")
        elif name in ("br", "cr"):
            parts.append("\n")
        elif name == "noBreakHyphen":
            parts.append("\N{NON-BREAKING HYPHEN}")
        elif name == "txbxContent":
            boxes.append(child)
        else:
            _collect(child, parts, boxes)


def _style(paragraph: Element) -> str:
    for properties in paragraph:
        if local_name(properties) == "pPr":
            for child in properties:
                if local_name(child) == "pStyle":
                    return next((v for k, v in child.attrib.items() if k.rpartition("}")[2] == "val"), "")
    return ""


def _properties(archive: ZipFile) -> Metadata:
    """Return what the document's properties say; damaged ones say nothing."""
    known: dict[str, Any] = {}
    names = set(archive.namelist())
    for part, fields in (("docProps/core.xml", _CORE), ("docProps/app.xml", {"Company": "outlet"})):
        if part not in names:
            continue
        try:
            root = parse_xml(entry(archive, part, _SMALL))
        except (XmlError, BombError):
            continue
        for element in root:
            field = fields.get(local_name(element))
            if field is not None and (element.text or "").strip():
                known.setdefault(field, element.text)
    return metadata_from(known)
