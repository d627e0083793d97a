"""XML files: which format a document's root says it is, and the reader of that format."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from provenance.config import Config
from provenance.files.decode import Decoded, NotTextError, examine
from provenance.files.formats.alto import read_alto
from provenance.files.formats.feeds import read_feed
from provenance.files.formats.newsml import NO_TEXT, read_newsml
from provenance.files.formats.nitf import read_nitf
from provenance.files.formats.piece import Part, articles
from provenance.files.formats.safe_xml import Element, XmlError, local_name, parse_xml
from provenance.files.formats.tei import read_tei
from provenance.files.html import declared_encoding
from provenance.files.item import Found, Ignored, ReadItem, Step
from provenance.model import Problem

OTHER: Final = "XML files of other kinds"
_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_WIDE_MARKS: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_FEEDS: Final = ("rss", "RDF", "feed")


def read(item: ReadItem, config: Config) -> Iterator[Found | Step]:
    """Read an XML file.

    Args:
        item: The file.
        config: The settings of the run; none bears on it.

    Yields:
        The articles of a NewsML-G2, NITF, RSS, Atom, ALTO or TEI document; a problem where it is not
        well-formed or not safe; other documents are ignored.

    Raises:
        OSError: if the file cannot be read.
    """
    del config
    data = Path(item.path).read_bytes()
    try:
        decoded = _rightly_decoded(data)
        root = parse_xml(data if decoded is None else decoded.text.encode())
    except XmlError as error:
        yield Problem(path=item.id, line=error.line, reason=str(error))
        return
    if decoded is not None and decoded.complaint is not None:
        yield Problem(path=item.id, line=decoded.bad_line, reason=decoded.complaint)
    reader = _READERS.get(local_name(root))
    if reader is None:
        yield Ignored(reason=OTHER)
    else:
        yield from articles(item, reader(root), several=local_name(root) in _FEEDS)


def _rightly_decoded(data: bytes) -> Decoded | None:
    """Decode a file that is no UTF-8 and does not say so; None where the parser may decode it."""
    declared = (declared_encoding(data) or "utf-8").lower()
    if declared not in ("utf-8", "utf8") or data.startswith(_WIDE_MARKS):
        return None
    try:
        data.decode()
    except UnicodeDecodeError:
        try:
            decoded = examine(data)
        except NotTextError:
            return None
        return replace(decoded, text=_DECLARATION.sub("", decoded.text, count=1))
    return None


def _nitf(root: Element) -> Iterator[Part]:
    yield read_nitf(root) or Ignored(reason=NO_TEXT)


def _rdf(root: Element) -> Iterator[Part]:
    """Read RDF as RSS 1.0 where it has items; all else that RDF says is no news."""
    if any(local_name(one) == "item" for one in root):
        yield from read_feed(root)
    else:
        yield Ignored(reason=OTHER)


_READERS: Final[dict[str, Callable[[Element], Iterator[Part]]]] = {
    "newsItem": read_newsml,
    "newsMessage": read_newsml,
    "packageItem": read_newsml,
    "conceptItem": read_newsml,
    "knowledgeItem": read_newsml,
    "planningItem": read_newsml,
    "nitf": _nitf,
    "rss": read_feed,
    "RDF": _rdf,
    "feed": read_feed,
    "entry": read_feed,
    "alto": read_alto,
    "TEI": read_tei,
    "TEI.2": read_tei,
    "teiCorpus": read_tei,
}
