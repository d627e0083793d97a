"""ALTO: pages of digitised newspapers as optical character recognition (OCR) read them."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from provenance.files.formats.elements import attribute, below, first, inside, said
from provenance.files.formats.lines import PAGE, join_lines, known_words
from provenance.files.formats.piece import Part, Piece
from provenance.files.formats.safe_xml import Element, local_name
from provenance.files.item import Ignored
from provenance.files.metadata import metadata_from

NO_TEXT: Final = "ALTO pages without text"
HYPHENS: Final = "-\u00ad\u2010\u2011¬⸗="
_SOFT: Final = "\N{SOFT HYPHEN}"


@dataclass(slots=True)
class _Reading:
    """What has been read: lines by block, confidences of words, languages, the word whose end is to come."""

    blocks: list[list[str]] = field(default_factory=list)
    sure: list[float] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)
    expected: str | None = None


def read_alto(root: Element) -> Iterator[Part]:
    """Take the text out of a file of pages.

    Args:
        root: The element ``alto``.

    Yields:
        One piece: each text block a paragraph, in the file's order; a form feed stands where a page begins
        that is not the first. Words that a line's end divides are
        joined where the file says so, or where a hyphen stands before a small letter. ``ocr_confidence`` is
        the mean of the words' confidences, 0 to 1.
    """
    reading = _Reading()
    pages = list(inside(root, "Layout", "Page"))
    begins = []
    for page in pages:
        begins.append(len(reading.blocks))
        for block in below(page, "TextBlock"):
            _block(block, reading)
    known = known_words(line for lines in reading.blocks for line in lines)
    blocks = [join_lines(lines, known).strip() if lines else "" for lines in reading.blocks]
    text = "\n".join(_paged(blocks, begins[1:]))
    if not text:
        yield Ignored(reason=NO_TEXT)
        return
    source = first(root, "Description", "sourceImageInformation")
    spoken = max(sorted(set(reading.languages)), key=reading.languages.count, default=None)
    metadata = metadata_from(
        {
            "language": spoken,
            "provider_id": said(first(source, "documentIdentifier")) or said(first(source, "fileIdentifier")),
        }
    )
    sure = _confidence(reading.sure, pages)
    if sure is not None:
        metadata["ocr_confidence"] = sure
    yield Piece(text=text, metadata=metadata)


def _paged(blocks: list[str], begins: list[int]) -> Iterator[str]:
    """Yield the blocks with text, a form feed before the first one of each page."""
    done = 0
    for number, text in enumerate(blocks):
        if text:
            feeds = bisect_right(begins, number) - done
            done += feeds
            yield PAGE * feeds + text


def _block(block: Element, reading: _Reading) -> None:
    if spoken := attribute(block, "LANG") or attribute(block, "language"):
        reading.languages.append(spoken)
    lines: list[str] = []
    for line in inside(block, "TextLine"):
        words: list[str] = []
        divided = False
        for part in line:
            name = local_name(part)
            if name == "String":
                divided = _string(part, words, reading)
            elif name == "HYP":
                divided = reading.expected is None
        read = " ".join(filter(None, words)).strip()
        # Where the file says so itself, a soft hyphen has the halves joined, whatever they are.
        if divided and read:
            read = read.rstrip(HYPHENS) + _SOFT
        if read:
            lines.append(read)
    reading.blocks.append(lines)


def _string(part: Element, words: list[str], reading: _Reading) -> bool:
    """Read a word and say whether its rest, which is not known yet, begins the next line.

    Both halves of a divided word may name the whole of it (``SUBS_CONTENT``), which is read with the first.
    """
    content, whole, kind = part.get("CONTENT") or "", part.get("SUBS_CONTENT"), part.get("SUBS_TYPE")
    sure = _number(part.get("WC"))
    if sure is not None:
        reading.sure.append(sure)
    expected, reading.expected = reading.expected, None
    if kind == "HypPart2" and expected is not None and whole in (None, expected):
        return False
    if kind == "HypPart1" and whole:
        reading.expected = whole
        content = whole
    words.append(content)
    return kind == "HypPart1" and not whole


def _confidence(words: list[float], pages: list[Element]) -> float | None:
    """Return the mean confidence of the words, or that of the pages where words have none."""
    known = words or [sure for page in pages if (sure := _number(page.get("PC"))) is not None]
    if not known:
        known = [sure for page in pages if (sure := _number(page.get("ACCURACY"), 100.0)) is not None]
    return round(math.fsum(known) / len(known), 4) if known else None


def _number(value: str | None, most: float = 1.0) -> float | None:
    """Return a confidence as a share of 1; None where it is missing or no number in its range."""
    try:
        found = float(value) / most if value else None
    except ValueError:
        return None
    return found if found is not None and 0.0 <= found <= 1.0 else None
