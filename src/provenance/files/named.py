"""Articles as people name them on a command line: a file, or an article's id or its beginning."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from provenance.errors import UsageError
from provenance.files.discover import printable
from provenance.model import Article, Problem


def file_and_line(place: str) -> tuple[str, int]:
    """Return what a place names and its line; raises UsageError if it is no ``FILE:LINE``."""
    file, colon, line = place.rpartition(":")
    if not (colon and file and line.isascii() and line.isdecimal() and int(line) > 0):
        raise UsageError(f"{printable(place)}: not a place; give FILE:LINE, lines counted from 1")
    return file, int(line)


def article_id(
    name: str,
    articles: Sequence[Article],
    files: Mapping[str, str],
    problems: Sequence[Problem],
    option: str,
) -> str:
    """Return the id of the article that a file's name or an id, or its beginning, stands for.

    Args:
        name: what the user called it.
        articles: all articles.
        files: where each file lies, by ``Article.path``.
        problems: what could not be read, and why.
        option: which option names a collection, for messages.

    Raises:
        UsageError: if there is none, or more than one.
    """
    if Path(name).exists():
        return _article_in(name, articles, files, problems, option)
    ids = sorted(article.id for article in articles)
    begun = [name] if name in ids else [identity for identity in ids if identity.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise UsageError(f"{printable(name)}: begins {len(begun)} articles' ids: {', '.join(begun[:3])}")
    near = get_close_matches(name, ids, n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"{printable(name)}: no such file, and no article's id{hint}")


def _article_in(
    file: str, articles: Sequence[Article], files: Mapping[str, str], problems: Sequence[Problem], option: str
) -> str:
    """Return the id of the one article in a file."""
    real = Path(file).resolve()
    path = next((path for path, held in files.items() if Path(held).resolve() == real), None)
    if path is None:
        raise UsageError(f"{printable(file)}: is left out: excluded, or of a kind that is not read")
    found = [article.id for article in articles if article.path == path]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{printable(file)}: holds {len(found)} articles; name one by its id, as ID:LINE, and give"
            f" {option} {printable(file)}"
        )
    reason = next((p.reason for p in problems if p.path == path), "holds no article")
    raise UsageError(f"{printable(file)}: {reason}")
