"""E-mail messages, as press releases come: subject, sender, date, and the text without attachments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Final

from provenance.config import Config
from provenance.files.decode import NotTextError, examine, without_surrogates
from provenance.files.formats.blocks import block_text
from provenance.files.formats.mail_release import release_credit
from provenance.files.html import declared_encoding
from provenance.files.item import Found, ReadItem
from provenance.files.metadata import Metadata, metadata_from
from provenance.model import Article, Problem

_LARGEST: Final = 16 << 20
_BOUNDARY: Final = re.compile(rb"""\bboundary\s*=\s*(?:"([^"]*)"|([^\s;"]+))""", re.IGNORECASE)
_OTHER: Final = re.compile(rb"^content-type:\s*(?!text/|multipart/|message/)\S", re.IGNORECASE | re.MULTILINE)
# A plain part this short, beside an HTML part so many times as long, only says to look at that one.
_STUB: Final = 400
_TIMES: Final = 3
_HEAD: Final = re.compile(rb"[\x21-\x39\x3b-\x7e]+[ \t]*:|From ")


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a message.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        Its article, or problems.

    Raises:
        OSError: if the file cannot be read.
    """
    del config
    with Path(item.path).open("rb") as file:
        data = _without_attachments(file)
    if len(data) > _LARGEST:
        yield Problem(path=item.id, reason=f"holds more than {_LARGEST >> 20} MiB besides attachments")
        return
    if not data.strip():
        yield Problem(path=item.id, reason="empty")
        return
    if not _HEAD.match(data.lstrip()):
        yield Problem(path=item.id, reason="no e-mail message: does not begin with header fields")
        return
    message = BytesParser(policy=policy.default).parsebytes(data)
    text = _text(message)
    if any("Boundary" in type(defect).__name__ for part in message.walk() for defect in part.defects):
        yield Problem(path=item.id, reason="cut short: the last part of the message has no end")
    if text is None or not text.strip():
        yield Problem(path=item.id, reason="empty: a message without text")
        return
    known = {**_metadata(message, text), **item.metadata}
    yield Article(id=item.id, path=item.id, text=text, extracted=True, **known)


def _without_attachments(lines: Iterable[bytes]) -> bytes:
    """Return a message's lines without the bodies of pictures and documents, which may be of any size."""
    kept: list[bytes] = []
    boundaries: set[bytes] = set()
    head: list[bytes] | None = []
    size = 0
    skipped = False
    for line in lines:
        mark = line.rstrip()
        if mark.startswith(b"--") and (mark[2:] in boundaries or mark[2:-2] in boundaries):
            head, skipped = ([] if mark[2:] in boundaries else None), False
        elif head is not None:
            head.append(line)
            if not mark:
                fields = b"".join(head)
                boundaries.update(quoted or plain for quoted, plain in _BOUNDARY.findall(fields))
                skipped, head = _OTHER.search(fields) is not None, None
        elif skipped:
            continue
        kept.append(line)
        size += len(line)
        if size > _LARGEST:
            break
    return b"".join(kept)


def _text(message: EmailMessage) -> str | None:
    plain = _part(message, "plain")
    html = _part(message, "html")
    page = _page_text(html[0]) if html is not None else ""
    if plain is None:
        return page
    text = _unflowed(plain[0]) if plain[1] else plain[0]
    stub = len(text.strip()) < _STUB and len(page) > _TIMES * len(text.strip())
    return page if stub or not text.strip() else text


def _part(message: EmailMessage, kind: str) -> tuple[str, bool] | None:
    """Return the decoded part of a kind, and whether its lines are broken to be joined again."""
    part = message.get_body(preferencelist=(kind,))
    if part is None:
        return None
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return None
    declared = part.get_content_charset()
    if declared is None and kind == "html":
        declared = declared_encoding(data)
    try:
        text = examine(data, declared).text
    except NotTextError:
        return None
    return text.replace("\r\n", "\n"), str(part.get_param("format", "")).lower() == "flowed"


def _page_text(source: str) -> str:
    import trafilatura

    tree = trafilatura.load_html(source)
    return block_text(tree) if tree is not None else ""


def _unflowed(text: str) -> str:
    """Join lines that end with a space to the next one (RFC 3676)."""
    lines: list[str] = []
    open_line = False
    for written in text.split("\n"):
        line = written.removeprefix(" ")
        if open_line:
            lines[-1] += line
        else:
            lines.append(line)
        open_line = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


def _metadata(message: EmailMessage, text: str) -> Metadata:
    """Return what the head says. Who sent a message ran no article: it is the author, and no outlet."""
    name, address = parseaddr(_field(message, "From"))
    organisation, subject = _field(message, "Organization"), _field(message, "Subject")
    release = release_credit(subject=subject, sender=organisation or name, address=address, text=text)
    known: dict[str, Any] = {
        "title": subject,
        "published": _field(message, "Date"),
        "language": _field(message, "Content-Language").split(",")[0],
        "url": _field(message, "Archived-At").strip("<>"),
        "provider_id": _field(message, "Message-ID").strip("<>"),
        "byline": ", ".join(dict.fromkeys(filter(None, (name, organisation)))) or address.rpartition("@")[2],
        "credits": [release] if release else [],
    }
    return metadata_from(known)


def _field(message: EmailMessage, name: str) -> str:
    """Return a header field as text; an empty one where it is missing or cannot be parsed."""
    try:
        value = message[name]
    except (ValueError, IndexError, AttributeError, TypeError, LookupError):
        return ""
    return without_surrogates(" ".join(str(value).split())) if value is not None else ""
