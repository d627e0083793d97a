"""Electronic books and issues (EPUB): each document in reading order is an article."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote
from zipfile import ZipFile

from provenance.config import Config
from provenance.files.formats.blocks import block_text
from provenance.files.formats.safe_xml import Element, XmlError, local_name, parse_xml
from provenance.files.formats.unpack import ArchiveError, BombError, Budget, entry, opened_zip
from provenance.files.item import Found, Ignored, ReadItem
from provenance.files.metadata import Metadata, metadata_from
from provenance.model import Article, Problem

_CONTAINER: Final = "META-INF/container.xml"
_LARGEST: Final = 16 << 20
_SMALL: Final = 4 << 20
_PAGES: Final = frozenset({"application/xhtml+xml", "text/html", "application/x-dtbook+xml"})
_NO_ARTICLE: Final = "book pages without articles"
# What a page says of itself that is about the book (EPUB's structural semantics).
_ABOUT: Final = frozenset({"cover", "titlepage", "copyright-page", "toc", "landmarks", "page-list", "index"})
_TYPE: Final = "{http://www.idpf.org/2007/ops}type"
_FIELDS: Final = {
    "publisher": "outlet",
    "date": "published",
    "language": "language",
    "creator": "byline",
    "source": "url",
    "modified": "updated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """What the package file says: metadata, and the pages in reading order, as paths in the archive."""

    metadata: Metadata
    pages: tuple[str, ...]


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a book or an issue.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        An article, a problem, or what it is ignored as, for each page in reading order; pages before
        ``first_line`` are passed over.

    Raises:
        OSError: if the file cannot be opened.
    """
    del config
    try:
        with opened_zip(item.path) as archive:
            if "META-INF/encryption.xml" in archive.namelist() and _encrypts(archive):
                yield Problem(path=item.id, reason="encrypted: protected books are not read")
                return
            book = _book(archive)
            budget = Budget(item.size, ratio=20, always=32 << 20)
            for number, page in enumerate(book.pages, 1):
                if number >= item.first_line:
                    yield _page(item, archive, book.metadata, page, number, budget)
            if not book.pages:
                yield Problem(path=item.id, reason="empty: a book without pages")
    except (ArchiveError, BombError, XmlError) as error:
        yield Problem(path=item.id, reason=str(error))
    except KeyError as error:
        yield Problem(path=item.id, reason=f"no EPUB: {error.args[0]}")


def _encrypts(archive: ZipFile) -> bool:
    """Say whether more than fonts is encrypted."""
    root = parse_xml(entry(archive, "META-INF/encryption.xml", _SMALL))
    places = [e.get("URI") or "" for e in root.iter() if local_name(e) == "CipherReference"]
    return any(not place.lower().endswith((".ttf", ".otf", ".woff", ".woff2")) for place in places)


def _book(archive: ZipFile) -> _Book:
    container = parse_xml(entry(archive, _CONTAINER, _SMALL))
    package = next((e.get("full-path") for e in container.iter() if local_name(e) == "rootfile"), None)
    if not package:
        raise ArchiveError(f"no EPUB: {_CONTAINER} names no package file")
    root = parse_xml(entry(archive, package, _SMALL))
    manifest = {
        e.get("id"): e for e in root.iter() if local_name(e) == "item" and e.get("id") and e.get("href")
    }
    pages = []
    for reference in (e for e in root.iter() if local_name(e) == "itemref"):
        page = manifest.get(reference.get("idref"))
        # What is not linear (notes, answers) is read beside the text, not in it.
        if page is None or page.get("media-type") not in _PAGES or reference.get("linear") == "no":
            continue
        if "nav" not in (page.get("properties") or "").split():
            place = unquote(page.get("href").partition("#")[0])
            pages.append(posixpath.normpath(posixpath.join(posixpath.dirname(package), place)))
    return _Book(metadata=_metadata(root), pages=tuple(dict.fromkeys(pages)))


def _metadata(root: Element) -> Metadata:
    known: dict[str, Any] = {}
    block = next((e for e in root.iter() if local_name(e) == "metadata"), ())
    for element in block:
        field = _FIELDS.get(_name(element))
        text = (element.text or "").strip()
        if field == "url" and not text.startswith(("http://", "https://")):
            continue
        if field is None or not text:
            continue
        if field == "byline":
            known.setdefault(field, []).append(text)
        else:
            known.setdefault(field, text)
    return metadata_from(known)


def _name(element: Element) -> str:
    """Return what an element of the package's metadata is about: its name, or the property it gives."""
    if local_name(element) == "meta":
        return (element.get("property") or "").rpartition(":")[2]
    return local_name(element)


def _page(
    item: ReadItem, archive: ZipFile, book: Mapping[str, Any], page: str, number: int, budget: Budget
) -> Found:
    """Read one page of the book."""
    try:
        data = entry(archive, page, _LARGEST)
    except BombError as error:
        return Problem(path=item.id, line=number, reason=str(error))
    except KeyError:
        return Problem(path=item.id, line=number, reason=f"{ascii(page)[1:-1]} is not in the book")
    budget.take(len(data))
    try:
        root = _parsed(data)
    except XmlError as error:
        return Problem(path=item.id, line=number, reason=f"{ascii(page)[1:-1]}: {error}")
    body = next((e for e in root.iter() if local_name(e) == "body"), root)
    kinds = {kind for e in (body, *body[:1]) for kind in (e.get(_TYPE) or "").split()}
    text = block_text(body)
    if not text or kinds & _ABOUT:
        return Ignored(reason=_NO_ARTICLE, line=number)
    heading = _heading(root)
    return Article(
        id=f"{item.id}#{page}",
        path=item.id,
        text=text,
        record_line=number,
        extracted=True,
        **{**book, **({"title": heading} if heading else {}), **item.metadata},
    )


def _parsed(data: bytes) -> Element:
    """Parse a page; one that names characters as HTML does is read as HTML, as reading programs do."""
    try:
        return parse_xml(data)
    except XmlError as error:
        if "Entity '" not in str(error):
            raise
        import trafilatura

        root = trafilatura.load_html(data)
        if root is None:
            raise
        return root


def _heading(root: Element) -> str | None:
    """Return the first heading of a page, else its title."""
    for names in (("h1",), ("h2", "h3"), ("title",)):
        for element in root.iter():
            if local_name(element) in names:
                text = " ".join("".join(element.itertext()).split())
                if text:
                    return text
    return None
