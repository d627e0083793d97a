"""HTML pages: main text by trafilatura, metadata by meta tags and JSON-LD."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

from provenance.files.html_shown import (
    fuller_byline,
    named_in_title,
    open_layout_tables,
    shown_bylines,
    shown_credit,
    shown_date,
    without_by,
)
from provenance.files.metadata import Metadata, metadata_from

_DECLARED: Final = re.compile(rb"""(?:charset|encoding)\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_XML_HEAD: Final = re.compile(r"\s*<\?xml[^>]*\?>")
# htmldate takes dates after today for misprints; a fixed day keeps the clock out of the result.
_DATES: Final = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
_PUBLISHED: Final = ("article:published_time", "datepublished", "dc.date.issued", "parsely-pub-date")
_UPDATED: Final = ("article:modified_time", "datemodified", "og:updated_time")
_CREDITED: Final = ("creditText", "copyrightHolder", "provider", "sourceOrganization")
_BY: Final = re.compile(r"\Aby\s+", re.IGNORECASE)
_DEEPEST: Final = 20
# Characters of a page that may need more memory than there is.
_MUCH: Final = 1 << 20


class PageError(Exception):
    """A page that no article can be taken from; the message says why."""


class NoTextError(PageError):
    """A page that parses and has no main text."""

    def __init__(self) -> None:
        super().__init__("no main text found in the page")


def declared_encoding(data: bytes) -> str | None:
    """Return the encoding that a page names in its first 2,048 bytes."""
    found = _DECLARED.search(data, 0, 2048)
    return found[1].decode("ascii", "ignore") if found else None


def read_page(source: str) -> tuple[str, Metadata]:
    """Take the article out of a page.

    Args:
        source: The decoded file.

    Returns:
        The main text, one paragraph a line, and the metadata.

    Raises:
        NoTextError: if the page has no main text.
        PageError: if the page cannot be parsed.
    """
    try:
        import trafilatura
    except ImportError:
        raise PageError("HTML needs the package trafilatura: pip install trafilatura") from None
    # Pages come from anywhere, and the parsers below raise errors of every kind on broken ones.
    try:
        tree = trafilatura.load_html(_XML_HEAD.sub("", source, count=1))
        if tree is None:
            # The parser says no more where it lacks memory.
            raise PageError("no HTML page" + ", or one that takes too much memory" * (len(source) > _MUCH))
        shown, dated, credited = shown_bylines(tree), shown_date(tree), shown_credit(tree)
        open_layout_tables(tree)
        text = trafilatura.extract(tree, include_comments=False, fast=True, output_format="txt")
        if not text or not text.strip():
            raise NoTextError
        return text, _metadata(tree, shown, dated, credited)
    except PageError:
        raise
    except (Exception, RecursionError) as error:
        raise PageError(f"the page cannot be parsed: {type(error).__name__}") from error


def _metadata(tree: Any, shown: Sequence[str], dated: str | None, credited: str | None) -> Metadata:
    guess = _guessed(tree)
    tags = _meta_tags(tree)
    record = _news_record(tree)
    headline, owner = named_in_title(tree)
    publisher = _names(record.get("publisher"))
    site = tags.get("og:site_name") or guess.get("outlet") or owner
    outlet = site if site and not site.startswith("http") else next(iter(publisher), site)
    url = guess.get("url") or tags.get("og:url")
    own = [name for name in (outlet, site, urlsplit(url or "").hostname) if name]
    published = _string(record.get("datePublished")) or _first(tags, _PUBLISHED) or dated
    published = published or guess.get("published")
    # Sites that run agency copy often name the agency as publisher or provider of the page.
    credits = [
        name
        for key in ("publisher", *_CREDITED)
        for name in _names(record.get(key))
        if not any(_same_house(name, other) for other in own)
    ]
    authors = [_BY.sub("", name) for name in _names(record.get("author"))]
    authors = authors or list(filter(None, [guess.get("byline") or (credited and without_by(credited))]))
    return metadata_from(
        {
            "title": _string(record.get("headline"))
            or _title(headline, guess.get("title"), tags.get("og:title")),
            "outlet": outlet,
            "published": published,
            "updated": _string(record.get("dateModified")) or _first(tags, _UPDATED),
            "language": _language(record, tree, tags),
            "url": url,
            "byline": fuller_byline(authors, shown),
            "credits": credits,
        }
    )


def _title(headline: str | None, guess: str | None, declared: str | None) -> str | None:
    """Return a page's title: the headline shown where the guess is a piece of it, or holds it with more."""
    if headline and guess and not declared and (guess in headline or headline in guess):
        return headline
    return guess or declared


def _guessed(tree: Any) -> dict[str, str | None]:
    """Return what trafilatura reads from tags and page structure."""
    from trafilatura.metadata import extract_metadata

    try:
        page = extract_metadata(tree, date_config=dict(_DATES))
    except Exception:  # an article without metadata is worth more than none
        return {}
    return {
        "title": page.title,
        "outlet": page.sitename,
        "published": page.date,
        "url": page.url,
        "byline": page.author,
    }


def _meta_tags(tree: Any) -> dict[str, str]:
    tags: dict[str, str] = {}
    for tag in tree.iter("meta"):
        content = (tag.get("content") or "").strip()
        name = tag.get("property") or tag.get("name") or tag.get("itemprop") or tag.get("http-equiv")
        if content and name:
            tags.setdefault(name.strip().casefold(), content)
    return tags


def _first(tags: Mapping[str, str], names: tuple[str, ...]) -> str | None:
    return next((tags[name] for name in names if name in tags), None)


def _language(record: Mapping[str, Any], tree: Any, tags: Mapping[str, str]) -> str | None:
    root = tree.getroottree().getroot()
    shown = root.get("lang") or root.get("{http://www.w3.org/XML/1998/namespace}lang") or root.get("xml:lang")
    stated = record.get("inLanguage")
    if isinstance(stated, Mapping):
        stated = stated.get("alternateName") or stated.get("name")
    return _string(stated) or shown or tags.get("content-language") or tags.get("og:locale")


def _news_record(tree: Any) -> Mapping[str, Any]:
    """Return the first JSON-LD object that describes an article, or an empty one."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        try:
            content = json.loads(script.text or "", strict=False)
        except (ValueError, RecursionError):
            continue
        for record in _objects(content, 0):
            kinds = record.get("@type")
            kinds = kinds if isinstance(kinds, list) else [kinds]
            if any(isinstance(kind, str) and kind.endswith(("Article", "BlogPosting")) for kind in kinds):
                return record
    return {}


def _objects(content: object, depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEEPEST:
        return
    if isinstance(content, Mapping):
        yield content
        for key in ("@graph", "mainEntity", "itemListElement"):
            yield from _objects(content.get(key), depth + 1)
    elif isinstance(content, list):
        for part in content:
            yield from _objects(part, depth + 1)


def _same_house(name: str, other: str) -> bool:
    """Say whether two names or a name and a host are forms of one: "WSJ" and "Wall Street Journal"."""
    one, two = ["".join(filter(str.isalnum, text.casefold())) for text in (name, other.removeprefix("www."))]
    initials = ["".join(word[0] for word in re.findall(r"\w+", text.casefold())) for text in (name, other)]
    bare = "".join(filter(str.isalnum, other.removeprefix("www.").casefold().partition(".")[0]))
    return (
        one in two or two in one or (bool(bare) and bare in one) or one == initials[1] or two == initials[0]
    )


def _string(value: object) -> str | None:
    return unescape(value).strip() or None if isinstance(value, str) else None


def _names(value: object) -> list[str]:
    """Return the names in a JSON-LD value: a string, an object with a name, or a list of them."""
    if isinstance(value, list):
        return [name for part in value if not isinstance(part, list) for name in _names(part)]
    name = _string(value.get("name") if isinstance(value, Mapping) else value)
    return [] if name is None or name.startswith(("http://", "https://")) else [name]
