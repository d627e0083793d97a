"""What is known of an article, from any source, under the article model's names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Any, Final

from provenance.files.decode import without_surrogates

Metadata = dict[str, Any]

_OTHER_NAMES: Final = {
    "title": ("headline",),
    "outlet": ("publication", "publisher", "newspaper", "site_name", "sitename", "site"),
    "published": (
        *("date", "published_at", "date_published", "datepublished", "published_date", "publish_date"),
        *("publication_date", "pub_date", "pubdate", "firstcreated", "first_created"),
    ),
    "updated": (
        "updated_at",
        "modified",
        "date_modified",
        "datemodified",
        "last_modified",
        "lastmod",
        "versioncreated",
        "version_created",
    ),
    "language": ("lang", "in_language", "inlanguage"),
    "url": ("link", "canonical_url"),
    "byline": ("author", "authors"),
    "credits": ("credit", "creditline", "credit_line"),
    "provider_id": ("providerid",),
    "version": (),
    "status": ("pubstatus",),
    "embargo": ("embargoed",),
    "usage_terms": ("usageterms",),
    "editor_note": ("editors_note", "ednote"),
}
_FIELDS: Final = {
    **{name: name for name in _OTHER_NAMES},
    **{other: name for name, others in _OTHER_NAMES.items() for other in others},
}
_DATES: Final = frozenset({"published", "updated", "embargo"})
_STATUS: Final = {"withhold": "withheld", "canceled": "cancelled", "killed": "cancelled", "kill": "cancelled"}
_REGION: Final = 2  # letters, as in en-GB
_ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_SHORT_DAY: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
# A day with the English name of its month; numbers alone may be day or month, and are not guessed at.
_NAMED_DAY: Final = re.compile(r"\d{1,2} [A-Za-z]{3,9},? \d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4}")


def metadata_from(raw: Mapping[Any, object]) -> Metadata:
    """Pick an article's metadata out of a mapping.

    Args:
        raw: Anything with names as keys: a record, a manifest's row, front matter. Names that the
            article model does not know are left out, and so are empty values.

    Returns:
        Arguments for ``Article``: strings, and a tuple of strings for ``credits``. The model's own
        name beats another name for the same thing.
    """
    found: Metadata = {}
    own: set[str] = set()
    for key, value in raw.items():
        name, exact = _field(key) if isinstance(key, str) else (None, False)
        if name is None or name in own or (name in found and not exact):
            continue
        clean = _clean(name, value)
        if clean:
            found[name] = clean
            if exact:
                own.add(name)
    return found


def is_known(name: str) -> bool:
    """Say whether the article model has a field that goes by this name."""
    return _field(name)[0] is not None


def iso_date(text: str) -> str:
    """Write a date as ISO 8601 where it can be read, and leave it as it is otherwise."""
    if _ISO_DAY.match(text):
        return text[:10] + "T" + text[11:] if text[10:11] == " " and ":" in text else text
    try:
        if re.fullmatch(r"\d{8}", text):
            return date.fromisoformat(text).isoformat()
        if re.match(r"\d{8}T", text):
            return datetime.fromisoformat(text).isoformat()
        if short := _SHORT_DAY.fullmatch(text):
            return date(*map(int, short.groups())).isoformat()
        if _NAMED_DAY.fullmatch(text):
            return parsedate_to_datetime(f"{text} 00:00").date().isoformat()
    except ValueError:
        return text
    if "," not in text[:12] and not re.match(r"\d{1,2} [A-Z][a-z]{2} \d{4} ", text):
        return text
    return _mail_date(text)


def _mail_date(text: str) -> str:
    try:
        return parsedate_to_datetime(text).isoformat()
    except (ValueError, TypeError, IndexError):
        return text


@lru_cache(maxsize=4096)
def _field(key: str) -> tuple[str | None, bool]:
    plain = key.strip().casefold().replace("-", "_").replace(" ", "_")
    name = _FIELDS.get(plain)
    return name, name == plain


def _clean(name: str, value: object) -> str | tuple[str, ...]:
    if name == "credits":
        texts = _texts(value)
        if isinstance(value, str):
            texts = [part for text in texts for part in text.split(";")]
        return tuple(dict.fromkeys(part.strip() for part in texts if part.strip()))
    text = "; ".join(_texts(value))
    if name in _DATES:
        return iso_date(text)
    if name == "status":
        plain = text.casefold().removeprefix("stat:")
        return _STATUS.get(plain, plain)
    if name == "language":
        first, *rest = text.replace("_", "-").split("-")
        return "-".join([first.lower(), *(part.upper() if len(part) == _REGION else part for part in rest)])
    return text


def _texts(value: object) -> list[str]:
    """Return a value's texts, white space collapsed; what is no text, number, date or name is left out."""
    if isinstance(value, str):
        text = " ".join(without_surrogates(value).split())
        return [text] if text else []
    if isinstance(value, (datetime, date)):
        return [value.isoformat()]
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return [str(value)]
    if isinstance(value, Mapping):
        return _texts(value.get("name"))
    if isinstance(value, (list, tuple)):
        return [text for part in value if not isinstance(part, (list, tuple)) for text in _texts(part)]
    return []
