"""An article as a reader of some format takes it out, and how it becomes one of the file's articles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from provenance.files.item import Found, Ignored, ReadItem
from provenance.files.metadata import Metadata
from provenance.model import Article

# Characters of text in one article.
LONGEST: Final = 20_000_000
EMPTY: Final = "feeds and lists without items"


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A text and what is known of it; ``metadata`` are arguments for ``Article``."""

    text: str
    metadata: Metadata = field(default_factory=dict)


def articles(item: ReadItem, pieces: Iterable[Piece | Ignored]) -> Iterator[Found]:
    """Make articles of a file's pieces.

    Args:
        item: The file.
        pieces: What it holds, in its order.

    Yields:
        For a single piece an article with the file's id; for each of several one that is called
        ``id:1``, ``id:2`` and so on, by its place among all that the file holds. A file that holds
        nothing is ignored.
    """
    held = list(pieces) or [Ignored(reason=EMPTY)]
    several = len(held) > 1
    for number, piece in enumerate(held, start=1):
        if isinstance(piece, Ignored):
            yield piece
            continue
        yield Article(
            id=f"{item.id}:{number}" if several else item.id,
            path=item.id,
            text=piece.text,
            record_line=number if several else None,
            extracted=True,
            **{**piece.metadata, **item.metadata},
        )
