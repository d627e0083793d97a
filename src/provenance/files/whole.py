"""Files that are one article each: plain text, Markdown and HTML pages, from their bytes on."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from provenance.config import Config
from provenance.files.decode import Decoded, NotTextError, examine
from provenance.files.html import PageError, declared_encoding, read_page
from provenance.files.item import Found, ReadItem
from provenance.files.markdown import first_heading
from provenance.files.metadata import Metadata
from provenance.files.plain import front_matter
from provenance.model import Article, Problem

KINDS: Final = frozenset({"text", "markdown", "html"})
# What a page may have to be read in the run's own process: bytes, and tags, opening and closing ones. The
# worst pages within these take some 4 seconds: one run of white space, one JSON-LD script of names. Of 181
# pages of news sites none has more than 3,300 tags; a quarter has fewer bytes, most for their scripts.
LARGEST: Final = 48 << 10
MOST_TAGS: Final = 5_000


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a file, a large page or one of many tags in a process of limited time and memory.

    The time that finding the main text takes may grow with the square of the tags, and faster.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        Its article, or problems.

    Raises:
        OSError: if the file cannot be read.
    """
    if item.kind != "html":
        yield from read_data(item, Path(item.path).read_bytes())
        return
    with Path(item.path).open("rb") as file:
        data = file.read(LARGEST + 1)
    if len(data) <= LARGEST and data.count(b"<") <= MOST_TAGS:
        yield from read_data(item, data)
        return
    del data
    from provenance.files.formats.readers import read as read_guarded

    yield from read_guarded(item, config)


def read_data(item: ReadItem, data: bytes) -> Iterator[Found]:
    """Read a file's bytes; see ``read``."""
    declared = declared_encoding(data) if item.kind == "html" else None
    try:
        decoded = examine(data, declared)
    except NotTextError as error:
        yield Problem(path=item.id, reason=str(error))
        return
    if decoded.complaint is not None:
        yield Problem(path=item.id, line=decoded.bad_line, reason=decoded.complaint)
    if not decoded.text.strip():
        yield Problem(path=item.id, reason="empty" if not data else "empty: nothing but white space")
    elif item.kind == "html":
        yield _page(item, decoded)
    else:
        yield _text(item, decoded)


def _text(item: ReadItem, decoded: Decoded) -> Article | Problem:
    text = decoded.text
    metadata, body_start = front_matter(text)
    if body_start and not text[body_start:].strip():
        return Problem(path=item.id, reason="empty: front matter and no text")
    if item.kind == "markdown" and "title" not in metadata:
        heading = first_heading(text, body_start)
        metadata = {**metadata, "title": heading} if heading else metadata
    return _article(item, decoded, text, metadata, body_start=body_start)


def _page(item: ReadItem, decoded: Decoded) -> Article | Problem:
    try:
        text, metadata = read_page(decoded.text)
    except PageError as error:
        return Problem(path=item.id, reason=str(error))
    return _article(item, decoded, text, metadata, extracted=True)


def _article(
    item: ReadItem,
    decoded: Decoded,
    text: str,
    metadata: Metadata,
    *,
    body_start: int = 0,
    extracted: bool = False,
) -> Article:
    return Article(
        id=item.id,
        path=item.id,
        text=text,
        body_start=body_start,
        extracted=extracted,
        guessed_encoding=decoded.encoding if decoded.guessed else None,
        **{**metadata, **item.metadata},
    )
