"""Files made to take all time or memory, by name, and what comes of each."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Final

import format_samples as samples
from provenance.files import whole

LAUGHS: Final = (
    b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
NESTED: Final = b"<x>" * 1_000_000 + b"</x>" * 1_000_000


def _zip_bomb(path: Path, name: str, head: bytes = b"") -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as file:
        file.write(head)
        for _ in range(48):
            file.write(samples.BLOCK)


def _zip(path: Path, files: dict[str, bytes]) -> None:
    path.write_bytes(samples.zipped(files))


def _announcing(length: int) -> bytes:
    return samples.record("https://a.example/bomb", b"", length=str(length)).removesuffix(b"\r\n\r\n")


def _pages(kids: bytes, count: int) -> bytes:
    page = b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>"
    text = samples.stream(samples.drawn([("Nine people died.", 40, 500, 10)]))
    return samples.pdf(
        [samples.CATALOG, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count), page, text, samples.FONT]
    )


def _forms(fan: int, depth: int) -> bytes:
    """Return a document whose page draws a form that draws the next one ``fan`` times, and so on."""
    form = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 3 0 R>>/XObject<</X %d 0 R>>>>"
    objects = [
        *(samples.CATALOG, b"<</Type/Pages/Kids[4 0 R]/Count 1>>", samples.FONT),
        b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</XObject<</X 6 0 R>>>>>>",
        samples.stream(b"/X Do"),
    ]
    text = samples.drawn([("Nine people died.", 40, 500, 10)])
    for number in range(depth):
        last = number == depth - 1
        objects.append(samples.stream(text if last else b"/X Do " * fan, form % (7 + number)))
    return samples.pdf(objects)


def _wide() -> bytes:
    return b"<a>" + b"".join(b'<p b="%d">%d</p>' % (n, n) for n in range(2_000_000)) + b"</a>"


def _bomb_of_a_page() -> bytes:
    packer = zlib.compressobj(9)
    head = packer.compress(samples.BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)
    data = head + (packer.compress(samples.BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)) * 200
    objects = [
        *(samples.CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>"),
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        *(samples.stream(data, b"/Filter/FlateDecode"), samples.FONT),
    ]
    return samples.pdf(objects)


HTML = b"<html><body><article>"

# Takes the extraction of main text minutes.
SLOW = HTML + b"<table>" * 200 + b"<tr><td>x" * 100_000
RECORD = b'<html><head><script type="application/ld+json">'

# By name: what writes the file, and words of the problem that comes of it (None: none does, and no harm).
HOSTILE: Final[dict[str, tuple[Callable[[Path], object], str | tuple[str, ...] | None]]] = {
    "bomb.docx": (lambda path: _zip_bomb(path, "word/document.xml", b"<w:document>"), "unpacks to more than"),
    "laughs.docx": (
        lambda path: _zip(path, {"word/document.xml": LAUGHS + b"<a>&a9;</a>"}),
        "no well-formed XML",
    ),
    "nested.docx": (lambda path: _zip(path, {"word/document.xml": NESTED}), "Excessive depth"),
    "wide.docx": (
        lambda path: path.write_bytes(samples.docx(_wide())),
        "memory",
    ),
    "bomb.epub": (lambda path: _zip_bomb(path, "META-INF/container.xml"), "unpacks to more than"),
    "laughs.epub": (
        lambda path: path.write_bytes(samples.epub({"a.xhtml": LAUGHS + b"<html>&a9;</html>"})),
        "no well-formed XML",
    ),
    "nested.epub": (lambda path: path.write_bytes(samples.epub({"a.xhtml": NESTED})), "Excessive depth"),
    "bomb.wacz": (
        lambda path: _zip_bomb(path, "archive/a.warc", _announcing(10**10)),
        "unpacks to more than",
    ),
    "bomb.warc.gz": (
        lambda path: path.write_bytes(samples.gzip_bomb(_announcing(10**11), 600)),
        "unpacks to more than",
    ),
    "head.warc.gz": (
        lambda path: path.write_bytes(samples.gzip_bomb(b"WARC/1.0\r\nX: ", 300)),
        "damaged web archive",
    ),
    "page.warc": (
        lambda path: path.write_bytes(
            samples.record(
                "https://a.example/", samples.gzip_bomb(HTML, 300), http=("Content-Encoding: gzip",)
            )
        ),
        "unpacks to more than",
    ),
    "length.warc": (
        lambda path: path.write_bytes(samples.record("https://a.example/", samples.page(), length="9" * 12)),
        "bytes before the end",
    ),
    "nested.warc": (
        lambda path: path.write_bytes(samples.record("https://a.example/", HTML + b"<div>" * 1_000_000)),
        None,
    ),
    "nested.eml": (
        lambda path: path.write_bytes(
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(20_000)
            )
        ),
        "cannot be read",
    ),
    "html.eml": (
        lambda path: path.write_bytes(b"Content-Type: text/html\n\n" + b"<div>" * 1_000_000 + b"Nine died."),
        "without text",
    ),
    "kids.pdf": (lambda path: path.write_bytes(_pages(b"2 0 R", 1)), "cyclic"),
    "million.pdf": (lambda path: path.write_bytes(_pages(b"3 0 R " * 1_000_000, 1_000_000)), "damaged PDF"),
    "nested.pdf": (
        lambda path: path.write_bytes(samples.pdf_pages([b"[" * 1_000_000])),
        "page 1 cannot be read",
    ),
    "catalog.pdf": (
        lambda path: path.write_bytes(
            samples.pdf_pages([b""], catalog=b"<</Type/Catalog/Pages 2 0 R/X %s>>" % (b"[" * 1_000_000))
        ),
        "damaged PDF",
    ),
    "prev.pdf": (
        lambda path: path.write_bytes(samples.pdf_pages(samples.printed(), b"/Prev @xref")),
        None,
    ),
    "forms.pdf": (lambda path: path.write_bytes(_forms(10, 40)), None),
    "loop.pdf": (
        lambda path: path.write_bytes(
            _forms(10, 40).replace(b"/XObject<</X 9 0 R>>", b"/XObject<</X 6 0 R>>")
        ),
        "no text",
    ),
    "bomb.pdf": (lambda path: path.write_bytes(_bomb_of_a_page()), "cannot be read"),
    "slow.warc": (
        lambda path: path.write_bytes(samples.record("https://a.example/", SLOW)),
        "takes more than 3 seconds",
    ),
    "operators.pdf": (
        lambda path: path.write_bytes(samples.pdf_pages([b"(a) Tj " * 4_000_000])),
        "cannot be read",
    ),
    # Of 20 MB each: a document's size earns it no time.
    "same.pdf": (lambda path: path.write_bytes(samples.pdf_pages([b"(a) Tj " * 30_000] * 95)), "7 seconds"),
    "padded.html": (
        lambda path: path.write_bytes(HTML + b" " * 20_000_000 + b"x"),
        "takes more than 2 seconds",
    ),
    "tags.xml": (
        lambda path: path.write_bytes(_feed("&lt;b&gt;&lt;i&gt;", 400_000)),
        "takes more than 2 seconds",
    ),
    "empty.xml": (lambda path: path.write_bytes(_feed("", 400_000)), None),
    "slow.html": (lambda path: path.write_bytes(SLOW), "takes more than 7 seconds"),
    "nested.html": (lambda path: path.write_bytes(HTML + b"<div>" * 1_000_000), "no main text"),
    "blank.html": (lambda path: path.write_bytes(HTML + b" " * 500_000 + b"x"), "takes more than 2 seconds"),
    # The worst that is read in the run's own process.
    "fill.html": (lambda path: path.write_bytes(_filled(HTML, b" ", whole.LARGEST)), "no main text"),
    "names.html": (
        lambda path: path.write_bytes(_filled(RECORD, b'"author":', whole.LARGEST)),
        "no main text",
    ),
    "cells.html": (lambda path: path.write_bytes(_filled(SLOW[:1400], b"<tr><td>x", whole.LARGEST)), None),
    "large.html": (lambda path: path.write_bytes(HTML + b"<p>Nine died." * 8_000_000), "more than 64 MiB"),
    # What ends it first hangs on how fast the machine is.
    "many.html": (
        lambda path: path.write_bytes(HTML + b"<p>Nine died." * 5_000_000),
        ("too much memory", "takes more than"),
    ),
    "bomb.jsonl.gz": (
        lambda path: path.write_bytes(samples.gzip_bomb(b'{"text": "', 400)),
        "unpacks to more than",
    ),
    "lines.jsonl.gz": (lambda path: path.write_bytes(_repeated(b"\n", 1_000)), "unpacks to more than"),
    "zeros.jsonl.gz": (lambda path: path.write_bytes(_repeated(b"0\n", 500)), "unpacks to more than"),
    "line.jsonl": (lambda path: _one_line(path, 1 << 30), "at most 64,000,000 bytes"),
    "line16.jsonl": (
        lambda path: path.write_bytes('{"text": "'.encode("utf-16") + b"x\0" * 100_000_000),
        "16,000,000 characters",
    ),
    "values.jsonl": (
        lambda path: path.write_bytes(b'{"text": "x", "a": [' + b"[]," * 20_000_000 + b"0]}"),
        "2,000,000 values",
    ),
    "wide.jsonl": (
        lambda path: path.write_bytes(b'{"text": "' + b"\\nxx" * 11_999_000 + '\U0001f600"}'.encode()),
        None,
    ),
    "wider.jsonl": (
        lambda path: path.write_bytes(b'{"text": "' + b"\\nxx" * 15_000_000 + '\U0001f600"}'.encode()),
        "beyond U+FFFF",
    ),
}


# Of those that take all the time there is, two do so with the limit that ships, and these with a lower one.
SOONER: Final = frozenset(("padded.html", "tags.xml", "blank.html"))
ENDED_SOONER: Final = 2
# Of each way to end one, for a corpus of many at once: nothing that takes long by itself.
TOGETHER: Final = (
    "laughs.docx", "nested.epub", "bomb.wacz", "head.warc.gz", "length.warc", "nested.warc", "page.warc",
    "slow.warc", "nested.eml", "html.eml", "kids.pdf", "million.pdf", "catalog.pdf", "loop.pdf",
    "bomb.pdf", "nested.html", "names.html", "large.html", "many.html", "bomb.jsonl.gz", "line16.jsonl",
    "values.jsonl", "wider.jsonl",
)  # fmt: skip


def _feed(description: str, items: int) -> bytes:
    item = f"<item><title/><description>{description}</description></item>"
    return f"<rss><channel>{item * items}</channel></rss>".encode()


def _filled(head: bytes, unit: bytes, size: int) -> bytes:
    return head + unit * ((size - len(head)) // len(unit))


def _repeated(unit: bytes, times: int) -> bytes:
    """Return gzip data that unpack to millions of units so many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.flush(zlib.Z_FULL_FLUSH)
    return start + (packer.compress(unit * (1 << 22)) + packer.flush(zlib.Z_FULL_FLUSH)) * times


def _one_line(path: Path, size: int) -> None:
    """Write a line that has no end, of NULs that take no room on disk, after a good one."""
    with path.open("wb") as file:
        file.write(b'{"text": "Nine people died."}\n{"text": "')
        file.truncate(size)
