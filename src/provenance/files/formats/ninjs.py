"""IPTC ninjs, news in JSON: versions 1 (``body_text``), 2 (``bodies``) and 3 (``versionCreated``)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from provenance.config import Config
from provenance.files.decode import NotTextError, examine, without_surrogates
from provenance.files.formats.content import fragment
from provenance.files.formats.nitf import UNDATED
from provenance.files.formats.piece import WRITTEN, Piece, articles, part, recalled
from provenance.files.item import Found, Ignored, ReadItem, Step
from provenance.files.metadata import metadata_from
from provenance.model import Problem

OTHER: Final = "JSON files without articles"
NO_TEXT: Final = "ninjs items without text"
_CREDITED: Final = ("creditline", "provider", "source", "infosources", "copyrightholder")
_LISTS: Final = ("items", "_items")
# Fields of ninjs by which an item without text, such as a picture, is known.
_MARKS: Final = frozenset(
    ("versioncreated", "pubstatus", "representationtype", "renditions", "profile", "standard")
)
# Fields of which a broken file has one if it was meant to be an item.
_NAMED: Final = _MARKS | {
    "uri",
    "headline",
    "headlines",
    "body_text",
    "body_xhtml",
    "bodies",
    "versionCreated",
}


def read(item: ReadItem, config: Config) -> Iterator[Found | Step]:
    """Read a JSON file: one ninjs item, or a list of them.

    Args:
        item: The file.
        config: The settings of the run; none bears on it.

    Yields:
        An article for each item with text, or that cancels or withholds one; a problem where the file has
        fields of ninjs and is no JSON. Other items without text and files of other kinds, such as settings
        with comments, are ignored.

    Raises:
        OSError: if the file cannot be read.
    """
    del config
    try:
        decoded = examine(Path(item.path).read_bytes())
    except NotTextError as error:
        yield Problem(path=item.id, reason=str(error))
        return
    if not decoded.text.strip():
        yield Problem(path=item.id, reason="empty")
        return
    try:
        content = json.loads(decoded.text)
    except json.JSONDecodeError as error:
        if any(f'"{name}"' in decoded.text for name in _NAMED):
            yield Problem(path=item.id, line=error.lineno, reason=f"no JSON: {error.msg}")
        else:
            yield Ignored(reason=OTHER)
        return
    except RecursionError:
        yield Problem(path=item.id, reason="no JSON that can be read: nested too deeply")
        return
    except ValueError as error:
        yield Problem(path=item.id, reason=f"no JSON: {error}")
        return
    found = _items(content)
    if not any(_is_item(_fields(one)) for one in found):
        yield Ignored(reason=OTHER)
        return
    if decoded.complaint is not None:
        yield Problem(path=item.id, line=decoded.bad_line, reason=decoded.complaint)
    parts = (part(read_ninjs, one, otherwise=NO_TEXT) for one in found)
    yield from articles(item, parts, several=isinstance(content, list))


def read_ninjs(item: Mapping[str, Any]) -> Piece | None:
    """Take the article out of a ninjs item.

    Args:
        item: The parsed object, of any version.

    Returns:
        The text (marked-up bodies before plain ones, which know no paragraphs) and the metadata;
        None where the item has no text and neither cancels nor withholds one.
    """
    fields = _fields(item)
    text = next((text for body in _bodies(fields) if (text := without_surrogates(fragment(body)))), "")
    provider = fields.get("provider") or fields.get("source")
    created = fields.get("firstcreated") or fields.get("contentcreated")
    version = fields.get("versioncreated")
    embargo = fields.get("embargoed")
    metadata = metadata_from(
        {
            "title": _title(fields),
            "outlet": provider or fields.get("copyrightholder"),
            "published": created or version,
            "updated": version if created else None,
            "language": fields.get("language"),
            "url": _address(fields),
            "byline": fields.get("byline") or fields.get("by") or _bylines(fields.get("bylines")),
            "credits": [name for part in _CREDITED for name in _names(fields.get(part))],
            "provider_id": fields.get("uri"),
            "version": fields.get("version"),
            "status": fields.get("pubstatus"),
            # Present and empty, it holds an item back without saying until when.
            "embargo": UNDATED if embargo == "" else embargo,
            "usage_terms": fields.get("usageterms"),
            "editor_note": fields.get("ednote"),
        }
    )
    if text:
        return Piece(text=text, metadata=metadata)
    return recalled(metadata) if fields.get("type") in (None, *WRITTEN) else None


def _items(content: object) -> list[Mapping[str, Any]]:
    """Return the objects that may be items: the object itself, those of a list, those of a wrapped list."""
    if isinstance(content, Mapping):
        wrapped = next((content[name] for name in _LISTS if isinstance(content.get(name), list)), None)
        content = [content] if wrapped is None or "uri" in content else wrapped
    return [one for one in content if isinstance(one, Mapping)] if isinstance(content, list) else []


def _fields(item: Mapping[str, Any]) -> dict[str, Any]:
    """Return an item's fields by lower-case name: version 3 writes ``versionCreated``."""
    return {name.lower(): value for name, value in item.items()}


def _is_item(fields: Mapping[str, Any]) -> bool:
    return "uri" in fields and bool(_MARKS & fields.keys() or _bodies(fields))


def _bodies(fields: Mapping[str, Any]) -> list[str]:
    """Return the bodies of an item, those with mark-up first."""
    listed = fields.get("bodies")
    bodies = [body for body in listed if isinstance(body, Mapping)] if isinstance(listed, list) else []
    found = [(str(_fields(body).get("contenttype") or ""), body.get("value")) for body in bodies]
    found += [
        (name.removeprefix("body_"), fields[name]) for name in sorted(fields) if name.startswith("body_")
    ]
    marked = [value for kind, value in found if "html" in kind or "xml" in kind]
    plain = [value for kind, value in found if not ("html" in kind or "xml" in kind)]
    return [value for value in (*marked, *plain) if isinstance(value, str) and value.strip()]


def _title(fields: Mapping[str, Any]) -> object:
    if title := fields.get("headline") or fields.get("title"):
        return title
    listed = fields.get("headlines")
    lines = [one for one in listed if isinstance(one, Mapping)] if isinstance(listed, list) else []
    main = next((one for one in lines if one.get("role") == "main"), lines[0] if lines else {})
    return main.get("value")


def _address(fields: Mapping[str, Any]) -> object:
    uri = fields.get("uri")
    return uri if isinstance(uri, str) and uri.startswith(("http://", "https://")) else None


def _bylines(value: object) -> list[str]:
    entries = value if isinstance(value, list) else []
    return [name for one in entries if isinstance(one, Mapping) for name in _names(one.get("byline") or one)]


def _names(value: object) -> list[str]:
    """Return what parties are called: strings, objects with a name or an address, or a list of those."""
    if isinstance(value, str):
        return [value] if value.strip() else []
    if isinstance(value, Mapping):
        named = value.get("name") or value.get("literal") or value.get("uri")
        return [named] if isinstance(named, str) else []
    if isinstance(value, list):
        return [name for one in value if not isinstance(one, list) for name in _names(one)]
    return []
