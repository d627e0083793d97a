"""PDF documents: the text as it is printed, in paragraphs; metadata from the document's own records."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from provenance.config import Config
from provenance.files.decode import without_surrogates
from provenance.files.formats.pdf_layout import Line, body_size, text_of, title_of
from provenance.files.item import Found, ReadItem, Step
from provenance.files.metadata import Metadata, metadata_from
from provenance.model import Article, Problem

if TYPE_CHECKING:
    from pypdf import PageObject, PdfReader

_HEAD: Final = 1024
_SHOWN: Final = 3
_CONTROLS: Final = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
_SPACE: Final = re.compile(r"\s+")
# What programs write as a title where the author gave none.
_NO_TITLE: Final = re.compile(
    r"untitled|unbenannt|sans titre|document ?\d*|\(?(?:unspecified|anonymous)\)?"
    r"|.*\.(?:docx?|odt|rtf|indd|qxp|pdf|pages|txt)",
    re.IGNORECASE,
)
_PROGRAM: Final = re.compile(r"(?:Microsoft Word|PowerPoint(?: Presentation)?) - ")
_DC: Final = "http://purl.org/dc/elements/1.1/"


def read(item: ReadItem, config: Config) -> Iterator[Found | Step]:
    """Read a PDF document.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        A step for each page, a problem for each that cannot be read, and its article; or a problem.

    Raises:
        OSError: if the file cannot be opened.
    """
    del config
    from pypdf import PdfReader
    from pypdf.errors import DependencyError, PyPdfError

    with open(item.path, "rb") as file:
        if b"%PDF-" not in file.read(_HEAD):
            yield Problem(path=item.id, reason="no PDF document, or its beginning is missing")
            return
        file.seek(max(0, item.size - _HEAD))
        if b"%%EOF" not in file.read():
            # Without its end, a document has no table of what it holds.
            yield Problem(path=item.id, reason="cut short: the end of the document is missing")
            return
        try:
            reader = PdfReader(file)
            if reader.is_encrypted and not reader.decrypt(""):
                yield Problem(path=item.id, reason="encrypted: take the password off first")
                return
            yield from _document(item, reader)
        except DependencyError:
            yield Problem(path=item.id, reason="encrypted: its method needs the package cryptography")
        except OSError as error:
            # Damaged tables send the reader to places before the beginning.
            if error.errno != errno.EINVAL:
                raise
            yield Problem(path=item.id, reason="damaged PDF document")
        except PyPdfError as error:
            yield Problem(path=item.id, reason=f"damaged PDF document: {error}"[:300])


def _document(item: ReadItem, reader: PdfReader) -> Iterator[Found | Step]:
    pages: list[list[Line]] = []
    pictures = False
    broken = 0
    for number, page in enumerate(reader.pages, 1):
        try:
            pages.append(_lines(page))
            pictures = pictures or (not pages[-1] and _shows_pictures(page))
        except (MemoryError, OSError):
            raise
        except Exception as error:  # broken pages raise errors of every kind
            pages.append([])
            broken += 1
            if broken <= _SHOWN:
                reason = f"page {number} cannot be read: {type(error).__name__}: {error}"[:300]
                yield Problem(path=item.id, reason=reason)
        yield Step(text="\n".join(line.text for line in pages[-1]))
    if broken > _SHOWN:
        yield Problem(path=item.id, reason=f"{broken - _SHOWN} pages more cannot be read")
    text = text_of(pages)
    if not text.strip():
        if broken:
            return
        why = "its pages are pictures; recognise their text first (OCR)" if pictures else "no text in it"
        yield Problem(path=item.id, reason=f"empty: {why}")
        return
    metadata = _metadata(reader)
    if "title" not in metadata and pages:
        heading = title_of(pages[0], body_size(pages))
        metadata = {**metadata, "title": heading} if heading else metadata
    yield Article(id=item.id, path=item.id, text=text, extracted=True, **{**metadata, **item.metadata})


def _lines(page: PageObject) -> list[Line]:
    """Return the lines of a page in the order in which it draws them."""
    lines: list[Line] = []
    parts: list[str] = []
    start: tuple[float, float, float] | None = None

    def end() -> None:
        nonlocal start
        text = _clean("".join(parts))
        if text and start is not None:
            x, y, size = start
            lines.append(Line(text=text, x=round(x, 1), y=round(y, 1), size=round(size, 1)))
        parts.clear()
        start = None

    def visit(text: str, user: Any, matrix: Any, font: object, size: float) -> None:
        del font
        for number, part in enumerate(text.split("\n")):
            if number:
                end()
            if part.strip() and start is None:
                begin(user, matrix, size)
            parts.append(part)

    def begin(user: Any, matrix: Any, size: float) -> None:
        nonlocal start
        a, b, c, d, e, f = (float(number) for number in user)
        x, y = float(matrix[4]), float(matrix[5])
        height = abs(float(matrix[3]) * d) or abs(float(matrix[1]) * c) or 1.0
        start = (x * a + y * c + e, x * b + y * d + f, float(size) * height)

    page.extract_text(visitor_text=visit)
    end()
    return lines


def _shows_pictures(page: PageObject) -> bool:
    resources: Any = page.get("/Resources")
    drawn: Any = resources.get_object().get("/XObject") if resources is not None else None
    if drawn is None:
        return False
    return any(one.get_object().get("/Subtype") == "/Image" for one in drawn.get_object().values())


def _clean(text: str) -> str:
    return _SPACE.sub(" ", _CONTROLS.sub("", without_surrogates(text))).strip()


def _metadata(reader: PdfReader) -> Metadata:
    """Return what the document's records say; damaged ones say nothing."""
    known: dict[str, Any] = {}
    for told in (_information, _packet):
        try:
            for name, value in told(reader):
                if value:
                    known.setdefault(name, value)
        except (MemoryError, OSError):
            raise
        except Exception:  # an article without metadata is worth more than none
            continue
    return metadata_from(known)


def _information(reader: PdfReader) -> Iterable[tuple[str, object]]:
    known = reader.metadata
    if known is not None:
        yield "title", _title(str(known.title or ""))
        yield (
            "byline",
            "" if _NO_TITLE.fullmatch(str(known.author or "")) else _clean(str(known.author or "")),
        )
        for name, date in (("published", known.creation_date), ("updated", known.modification_date)):
            if date is not None:
                yield name, date.isoformat()
    yield "language", _clean(str(reader.root_object.get("/Lang") or ""))


def _title(title: str) -> str:
    title = _PROGRAM.sub("", _clean(title))
    return "" if _NO_TITLE.fullmatch(title) else title


def _packet(reader: PdfReader) -> Iterable[tuple[str, object]]:
    """Yield what the XMP packet says, which has the press's own fields."""
    from provenance.files.formats.safe_xml import local_name, parse_xml

    stream: Any = reader.root_object.get("/Metadata")
    if stream is None:
        return
    root = parse_xml(stream.get_object().get_data())
    fields: Mapping[str, str] = {
        "title": "title", "creator": "byline", "publisher": "outlet", "language": "language",
        "Credit": "credits", "UsageTerms": "usage_terms", "source": "url",
    }  # fmt: skip
    for element in root.iter():
        field = fields.get(local_name(element))
        texts = [_clean(text) for text in element.itertext() if text.strip()]
        if field is None or not texts:
            continue
        if field == "title":
            yield field, _title(texts[0])
        elif field != "url" or texts[0].startswith(("http://", "https://")):
            yield field, texts if field in ("credits", "byline") else texts[0]
