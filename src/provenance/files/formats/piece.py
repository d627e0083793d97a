"""An article as a reader of some format takes it out, and how it becomes one of the file's articles."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from provenance.files.formats.content import MarkupError
from provenance.files.item import Found, Ignored, ReadItem
from provenance.files.metadata import Metadata
from provenance.model import Article, Problem

# Characters of text in one article.
LONGEST: Final = 20_000_000
EMPTY: Final = "feeds and lists without items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text and what is known of it; ``metadata`` are arguments for ``Article``."""

    text: str
    metadata: Metadata = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A part of a file that cannot be read, and why; the parts after it can."""

    reason: str


Part = Piece | Ignored | Broken


def part(make: Callable[..., Piece | None], *given: Any, otherwise: str) -> Part:
    """Return the piece that a function makes of what is given.

    Args:
        make: Returns None where there is no text.
        given: Its arguments.
        otherwise: As what a part without text is ignored.
    """
    try:
        return make(*given) or Ignored(reason=otherwise)
    except MarkupError as error:
        return Broken(reason=str(error))


def articles(item: ReadItem, pieces: Iterable[Part]) -> Iterator[Found]:
    """Make articles of a file's pieces.

    Args:
        item: The file.
        pieces: What it holds, in its order.

    Yields:
        For a single piece an article with the file's id; for each of several one that is called
        ``id:1``, ``id:2`` and so on, by its place among all that the file holds. A file that holds
        nothing is ignored; a broken part is a problem.
    """
    held = list(pieces) or [Ignored(reason=EMPTY)]
    several = len(held) > 1
    for number, piece in enumerate(held, start=1):
        if isinstance(piece, Ignored):
            yield piece
            continue
        if isinstance(piece, Broken):
            yield Problem(path=item.id, line=number if several else None, reason=piece.reason)
            continue
        yield Article(
            id=f"{item.id}:{number}" if several else item.id,
            path=item.id,
            text=piece.text,
            record_line=number if several else None,
            extracted=True,
            **{**piece.metadata, **item.metadata},
        )
