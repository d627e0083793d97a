"""Web archives (WARC): each captured page is an article, named by the time of its capture and its address."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path
from typing import IO, Any, Final
from urllib.parse import urlsplit

from provenance.config import Config
from provenance.files.decode import NotTextError, examine
from provenance.files.formats.unpack import BombError, Budget, CutError, unpacked
from provenance.files.html import NoTextError, PageError, declared_encoding, read_page
from provenance.files.item import Found, Ignored, ReadItem
from provenance.model import Article, Problem

# Bytes of a page, packed and unpacked; a step of what is passed over.
_LARGEST: Final = 16 << 20
_STEP: Final = 32 << 20

_HTML: Final = frozenset({"text/html", "application/xhtml+xml"})
_PLAIN: Final = "text/plain"
# Text that servers keep for programs.
_FOR_PROGRAMS: Final = frozenset(
    {"robots.txt", "ads.txt", "app-ads.txt", "humans.txt", "security.txt", "llms.txt"}
)

_NO_CAPTURE: Final = "web archive records about captures"
_REVISIT: Final = "captures of unchanged pages"
_STATUS: Final = "captures of errors and redirects"
_NO_PAGE: Final = "captures of other things than text"
_NO_TEXT: Final = "captured pages without a main text"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Capture:
    """What a server sent: media type, encoding as the server states it, and the body, unpacked."""

    number: int
    url: str
    time: str
    media: str
    charset: str | None
    body: bytes


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read the captures of a web archive, packed or not.

    Args:
        item: The file; records before ``first_line`` are passed over.
        config: The settings of the run.

    Yields:
        For each record an article, a problem, or what it is ignored as.

    Raises:
        OSError: if the file cannot be opened.
    """
    del config
    with Path(item.path).open("rb") as file:
        yield from read_archive(item, file, archive_budget(item))


def archive_budget(item: ReadItem) -> Budget:
    """Return how much a web archive may unpack to: video hardly shrinks, pages do to a tenth."""
    return Budget(item.size, ratio=100, always=256 << 20)


def read_archive(item: ReadItem, file: IO[bytes], budget: Budget) -> Iterator[Found]:
    """Read the captures of one archive from a file or from inside a packed one; see ``read``."""
    from fastwarc.warc import ArchiveIterator

    try:
        for record in ArchiveIterator(file, parse_http=False):
            budget.number += 1
            yield from _record(item, record, budget)
    except (OSError, BombError, CutError) as error:
        # The library raises OSError for archives that are no such, too.
        if isinstance(error, OSError) and error.errno is not None:
            raise
        reason = f"damaged web archive, not read after record {budget.number}: {error}"
        yield Problem(path=item.id, line=budget.number or None, reason=reason)
        return
    if not budget.number:
        yield Problem(path=item.id, reason="empty: a web archive without records")


def _record(item: ReadItem, record: Any, budget: Budget) -> Iterator[Found]:
    number = budget.number
    announced = _announced(record)
    kind = (record.headers.get("WARC-Type") or "").strip().lower()
    url = (record.headers.get("WARC-Target-URI") or "").strip("<> ")
    wanted = kind in ("response", "resource") and url.startswith(("http://", "https://"))
    if number < item.first_line or not wanted or announced > _LARGEST:
        yield from _passed_over(record, announced, budget)
        if number < item.first_line:
            return
        if wanted and _is_text(record, kind):
            yield Problem(path=item.id, line=number, reason=f"holds more than {_LARGEST >> 20} MiB")
        elif wanted or kind == "revisit":
            yield Ignored(reason=_NO_PAGE if wanted else _REVISIT, line=number)
        else:
            yield Ignored(reason=_NO_CAPTURE, count=0, line=number)
        return
    budget.take(announced)
    record.freeze()
    if record.content_length < announced:
        raise CutError(f"ends after {record.content_length} of {announced} bytes of a capture")
    yield from _captured(item, record, kind, url, number)


def _announced(record: Any) -> int:
    stated = record.headers.get("Content-Length") or ""
    if not (stated.isascii() and stated.isdecimal()):
        raise CutError("a record does not state its length")
    return int(stated)


def _is_text(record: Any, kind: str) -> bool:
    return kind == "resource" and (record.headers.get("Content-Type") or "").startswith("text/")


def _passed_over(record: Any, announced: int, budget: Budget) -> Iterator[Found]:
    """Pass over a record in steps, each of which counts as getting on."""
    left = announced
    while left > 0:
        passed = record.consume(min(left, _STEP))
        budget.take(passed)
        if not passed:
            raise CutError(f"ends {left} bytes before the end of a record")
        left -= passed
        yield Ignored(reason=_NO_CAPTURE, count=0)


def _captured(item: ReadItem, record: Any, kind: str, url: str, number: int) -> Iterator[Found]:
    """Yield what a record holds that has been read as a whole."""
    try:
        capture = _capture(record, kind, url, number)
    except BombError as error:
        yield Problem(path=item.id, line=number, reason=str(error))
        return
    except (OSError, CutError, ValueError) as error:
        yield Problem(path=item.id, line=number, reason=f"damaged capture: {error}")
        return
    if isinstance(capture, Ignored):
        yield capture
        return
    crawler = record.headers.get("WARC-Truncated")
    if crawler:
        reason = f"the crawler cut the page short ({crawler[:40]}); what it kept is read"
        yield Problem(path=item.id, line=number, reason=reason)
    yield from _read_capture(item, capture)


def _capture(record: Any, kind: str, url: str, number: int) -> _Capture | Ignored:
    media = record.headers.get("Content-Type") or ""
    encoding = ""
    if kind == "response":
        record.parse_http(auto_decode="transfer")
        if record.http_headers is None:
            raise CutError("no HTTP response")
        if not 200 <= (record.http_headers.status_code or 0) < 300:
            return Ignored(reason=_STATUS, line=number)
        media = record.http_headers.get("Content-Type") or ""
        encoding = record.http_headers.get("Content-Encoding") or ""
    media, _, parameters = media.partition(";")
    media = media.strip().lower() or "text/html"
    plain = media == _PLAIN and os.path.basename(urlsplit(url).path) not in _FOR_PROGRAMS
    if media not in _HTML and not plain:
        return Ignored(reason=_NO_PAGE, line=number)
    return _Capture(
        number=number,
        url=url,
        time=_time(record),
        media=media,
        charset=_charset(parameters),
        body=unpacked(record.reader.read(), encoding, _LARGEST),
    )


def _time(record: Any) -> str:
    """Return when a page was captured, in UTC; an empty text where its record does not say so."""
    when = record.record_date if record.headers.get("WARC-Date") else None
    return f"{when.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" if when is not None else ""


def _charset(parameters: str) -> str | None:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'") or None
    return None


def _read_capture(item: ReadItem, capture: _Capture) -> Iterator[Found]:
    html = capture.media in _HTML
    declared = capture.charset or (declared_encoding(capture.body) if html else None)
    try:
        decoded = examine(capture.body, declared)
        if not decoded.text.strip():
            raise NoTextError
        text, metadata = read_page(decoded.text) if html else (decoded.text, {})
    except NoTextError:
        yield Ignored(reason=_NO_TEXT, line=capture.number)
        return
    except (NotTextError, PageError) as error:
        yield Problem(path=item.id, line=capture.number, reason=f"{capture.url[:200]}: {error}")
        return
    if decoded.complaint is not None:
        yield Problem(path=item.id, line=capture.number, reason=decoded.complaint)
    metadata.setdefault("url", capture.url)
    if capture.time:
        # A page that does not say when it was published was out by the time it was captured.
        metadata.setdefault("published", capture.time)
    yield Article(
        id=f"{item.id}#{_digits(capture.time)}/{capture.url}",
        path=item.id,
        text=text,
        record_line=capture.number,
        extracted=True,
        **{**metadata, **item.metadata},
    )


def _digits(time: str) -> str:
    """Return a time as web archives write it in addresses: 20250312081500."""
    return "".join(filter(str.isdecimal, time)) or "undated"
