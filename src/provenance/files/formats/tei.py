"""TEI: digitised newspapers and other edited texts; a ``div type="article"`` is an article of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.files.formats.alto import HYPHENS
from provenance.files.formats.content import Lines
from provenance.files.formats.elements import attribute, below, first, inside, language, said
from provenance.files.formats.piece import Part, Piece
from provenance.files.formats.safe_xml import Element, local_name
from provenance.files.item import Ignored
from provenance.files.metadata import Metadata, metadata_from

NO_TEXT: Final = "TEI documents without text"
_BLOCKS: Final = frozenset(
    (
        *(
            "ab",
            "argument",
            "bibl",
            "body",
            "byline",
            "cell",
            "cit",
            "closer",
            "dateline",
            "div",
            "div1",
            "div2",
        ),
        *(
            "div3",
            "div4",
            "epigraph",
            "figDesc",
            "figure",
            "group",
            "head",
            "item",
            "l",
            "label",
            "lg",
            "list",
        ),
        *(
            "note",
            "opener",
            "p",
            "postscript",
            "quote",
            "row",
            "salute",
            "signed",
            "sp",
            "speaker",
            "stage",
            "table",
        ),
        *("text", "trailer"),
    )
)
# Running heads and page numbers, what an editor struck out, pictures of the page.
_UNREAD: Final = frozenset(("fw", "teiHeader", "facsimile", "graphic", "del", "surplus", "metamark", "index"))
_BREAKS: Final = frozenset(("lb", "pb", "cb", "gb", "milestone"))
# Of two readings of a place, the one as an editor or a reader of today would write it.
_CHOSEN: Final = ("corr", "reg", "expan")
_DIVISIONS: Final = frozenset(("div", "div1", "div2", "div3", "div4"))
_ARTICLE: Final = "article"
# What a header says of the paper, and of none of its articles.
_PAPERS: Final = ("title", "provider_id")


def read_tei(root: Element) -> Iterator[Part]:
    """Take the articles out of a document or a corpus of documents.

    Args:
        root: ``TEI``, ``TEI.2`` or ``teiCorpus``.

    Yields:
        A piece for each division that is called an article, else one for each document with a body.
    """
    if local_name(root) == "teiCorpus":
        for part in root:
            if local_name(part) in ("TEI", "TEI.2", "teiCorpus"):
                yield from read_tei(part)
        return
    header = first(root, "teiHeader")
    known = _header(header)
    bodies = [body for text in inside(root, "text") for body in below(text, "body")]
    divisions = [one for body in bodies for one in body.iter() if _is_article(one)]
    pieces = [_article(one, known) for one in divisions] or [_whole(bodies, known)]
    for piece in pieces:
        yield piece if piece.text else Ignored(reason=NO_TEXT)


def _is_article(element: Element) -> bool:
    """Say whether a division is an article and lies in no other one."""
    if local_name(element) not in _DIVISIONS or (element.get("type") or "").lower() != _ARTICLE:
        return False
    around = element.getparent()
    while around is not None:
        if local_name(around) in _DIVISIONS and (around.get("type") or "").lower() == _ARTICLE:
            return False
        around = around.getparent()
    return True


def _article(division: Element, known: Metadata) -> Piece:
    """Return an article within a paper, whose own title is the outlet."""
    lines = Lines()
    _walk(division, lines)
    paper = known.get("outlet") or known.get("title")
    own = metadata_from(
        {
            "title": said(first(division, "head")),
            "outlet": paper,
            "byline": said(first(division, "byline")),
            "language": language(division),
            "provider_id": attribute(division, "id"),
        }
    )
    return Piece(text=lines.text(), metadata={**{k: v for k, v in known.items() if k not in _PAPERS}, **own})


def _whole(bodies: list[Element], known: Metadata) -> Piece:
    lines = Lines(paged=True)
    for body in bodies:
        _walk(body, lines)
    spoken = language(bodies[0]) if bodies else None
    return Piece(text=lines.text(), metadata={**known, **({"language": spoken} if spoken else {})})


def _header(header: Element | None) -> Metadata:
    description = first(header, "fileDesc")
    statement, publication = first(description, "titleStmt"), first(description, "publicationStmt")
    source = first(description, "sourceDesc")
    printed = [] if source is None else list(source.iter())
    journal = next(
        (said(one) for one in printed if local_name(one) == "title" and one.get("level") == "j"), None
    )
    dates = [one for one in printed if local_name(one) == "date"] or list(inside(publication, "date"))
    days = [
        when for one in dates if (when := attribute(one, "when") or attribute(one, "notBefore") or said(one))
    ]
    return metadata_from(
        {
            "title": said(first(statement, "title")),
            "outlet": journal,
            "published": days[0] if days else None,
            "language": attribute(first(header, "profileDesc", "langUsage", "language"), "ident"),
            "byline": [name for one in inside(statement, "author") if (name := said(one))],
            "provider_id": said(first(publication, "idno")),
            "usage_terms": said(first(publication, "availability", "licence")),
        }
    )


def _walk(element: Element, lines: Lines) -> None:
    name = local_name(element)
    if not name or name in _UNREAD:
        return
    if name in _BREAKS:
        if name == "pb":
            lines.page()
        if element.get("break") == "no":
            lines.join(HYPHENS)
        else:
            lines.add(" ")
        return
    if name == "choice":
        parts = [one for one in element if local_name(one) in _CHOSEN] or [
            one for one in element if local_name(one)
        ]
        for part in parts[:1]:
            _walk(part, lines)
        return
    block = name in _BLOCKS
    if block:
        lines.end()
    lines.add(element.text)
    for child in element:
        _walk(child, lines)
        lines.add(child.tail)
    if block:
        lines.end()
