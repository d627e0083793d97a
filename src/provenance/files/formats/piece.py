"""An article as a reader of some format takes it out, and how it becomes one of the file's articles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from provenance.files.formats.content import MarkupError
from provenance.files.item import Found, Ignored, ReadItem, Step
from provenance.files.metadata import Metadata
from provenance.model import Article, Problem

# Characters of text in one article.
LONGEST: Final = 20_000_000
# What news items are called that hold text, as against pictures and the like.
WRITTEN: Final = ("text", "composite")
_RECALLED: Final = ("cancelled", "withheld")
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


def recalled(metadata: Metadata) -> Piece | None:
    """Return an item without text as a piece if it cancels or withholds what was sent, else None."""
    return Piece(text="", metadata=metadata) if metadata.get("status") in _RECALLED else None


def articles(item: ReadItem, parts: Iterable[Part], *, several: bool = False) -> Iterator[Found | Step]:
    """Make articles of what a file holds.

    Args:
        item: The file.
        parts: What it holds, in its order.
        several: Whether a single one is one of several that the file may hold, as in a feed.

    Yields:
        For a single piece an article with the file's id; for each of several one that is called
        ``file#name``, by the id that its provider gave it, or by its place in the file where there is no such
        id, or where two have it. A file that holds nothing is ignored; a broken part is a problem. Before all
        of these comes a step for each piece, and after them how many parts were ignored for what.
    """
    held: list[Part] = []
    for found in parts:
        held.append(found)
        if isinstance(found, Piece):
            yield Step(text=found.text)
    held = held or [Ignored(reason=EMPTY)]
    several = several or len(held) > 1
    names = Counter(one.metadata.get("provider_id") for one in held if isinstance(one, Piece))
    ignored: Counter[str] = Counter()
    for number, one in enumerate(held, start=1):
        if isinstance(one, Ignored):
            ignored[one.reason] += one.count
        elif isinstance(one, Broken):
            yield Problem(path=item.id, line=number if several else None, reason=one.reason)
        else:
            name = one.metadata.get("provider_id")
            alone = name is not None and names[name] == 1
            yield Article(
                id=f"{item.id}#{name if alone else number}" if several else item.id,
                path=item.id,
                text=one.text,
                record_line=number if several else None,
                extracted=True,
                **{**one.metadata, **item.metadata},
            )
    yield from (Ignored(reason=reason, count=count) for reason, count in ignored.items())
