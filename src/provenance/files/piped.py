"""An article that comes without a file, from standard input."""

from __future__ import annotations

import re
from tempfile import NamedTemporaryFile
from typing import Final

from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.files.decode import NotTextError, examine
from provenance.files.item import ReadItem
from provenance.files.plain import front_matter
from provenance.files.whole import read
from provenance.model import Article, Problem

_PAGE: Final = re.compile(
    r"(?>\s*(?:<\?xml[^>]*>|<!--.*?-->))*+\s*<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)


def piped(data: bytes, name: str, config: Config) -> Article:
    """Return what was piped in as an article: a text, or an HTML page.

    Args:
        data: what was read.
        name: the article's id.
        config: the settings of the run.

    Raises:
        NoArticlesError: if it is no text, or holds none.
    """
    try:
        text = examine(data, None).text
    except NotTextError as error:
        raise NoArticlesError(f"standard input: {error}") from error
    if not text.strip():
        raise NoArticlesError("standard input: empty; pipe an article in, or name a file")
    if _PAGE.match(text):
        return _page(data, name, config)
    metadata, start = front_matter(text)
    return Article(id=name, path=name, text=text, body_start=start, **metadata)


def _page(data: bytes, name: str, config: Config) -> Article:
    """Return the article of a page, read as a file of it would be: within limits of time and memory."""
    with NamedTemporaryFile(suffix=".html") as file:
        file.write(data)
        file.flush()
        item = ReadItem(id=name, path=file.name, kind="html", size=len(data))
        found = list(read(item, config))
    for one in found:
        if isinstance(one, Article):
            return one
    reasons = "; ".join(one.reason for one in found if isinstance(one, Problem))
    raise NoArticlesError(f"standard input: {reasons}")
