"""Files of the formats that archives hold, made byte by byte: whole ones, and what hostile ones take."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterable, Sequence

TITLE = "Ferry blaze kills nine in Strait of Kessel"
LEAD = (
    "Nine people died and forty were injured when a fire broke out on the ferry Northern Light in the Strait"
    " of Kessel on Wednesday morning, the coast guard of Aldmere said, in the worst accident there for years."
)
QUOTE = (
    "“We saw the smoke from the harbour and sent every boat that we had,” said Marta Venn, who runs the pilot"
    " station at Aldmere. “By the time they came alongside, the car deck was burning from end to end.”"
)
REST = (
    "Investigators will board the ship as soon as it has cooled, the transport ministry said on Thursday, and"
    " look at the refrigerated lorries on the lower deck, of which unions had warned the firm last autumn."
)
PARAGRAPHS = (LEAD, QUOTE, REST)
BLOCK = bytes(1 << 24)


def page(title: str = TITLE, paragraphs: Iterable[str] = PARAGRAPHS, head: str = "") -> bytes:
    """Return an HTML page."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!DOCTYPE html><html lang='en'><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
        f"<body><article><h1>{title}</h1>{body}</article></body></html>"
    ).encode()


def record(
    url: str,
    body: bytes,
    media: str = "text/html; charset=utf-8",
    kind: str = "response",
    date: str = "2025-03-12T08:15:00Z",
    status: str = "200 OK",
    http: Iterable[str] = (),
    length: str | None = None,
    warc: Iterable[str] = (),
) -> bytes:
    """Return one WARC record; ``length`` is what it says its length is, if that is a lie."""
    if kind == "response":
        heads = "".join(f"{line}\r\n" for line in (f"HTTP/1.1 {status}", f"Content-Type: {media}", *http))
        body = heads.encode() + b"\r\n" + body
        media = "application/http; msgtype=response"
    lines = (
        *("WARC/1.0", f"WARC-Type: {kind}", f"WARC-Target-URI: {url}", f"WARC-Date: {date}"),
        *("WARC-Record-ID: <urn:uuid:7d0a1d5e-0000-4000-8000-000000000000>", f"Content-Type: {media}", *warc),
        f"Content-Length: {len(body) if length is None else length}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + body + b"\r\n\r\n"


def warc_records() -> list[bytes]:
    """Return the records of a small crawl: three pages, and what a crawl has besides."""
    url = "https://aldmere-courier.example"
    head = '<meta property="article:published_time" content="2025-03-11T20:00:00Z">'
    head += '<meta property="og:site_name" content="Aldmere Courier">'
    return [
        record("", b"software: crawler/1.0\r\n", "application/warc-fields", "warcinfo"),
        record(f"{url}/ferry", page(head=head)),
        record(
            f"{url}/ferry", b"GET /ferry HTTP/1.1\r\n\r\n", "application/http; msgtype=request", "request"
        ),
        record(f"{url}/logo.png", b"\x89PNG\r\n", "image/png"),
        record(
            f"{url}/packed", gzip.compress(page("Packed story"), mtime=0), http=("Content-Encoding: gzip",)
        ),
        record(f"{url}/latin", "Der Fährbrand in der Straße von Kessel".encode("cp1252"), "text/plain"),
        record(f"{url}/gone", page(), status="404 Not Found"),
        record(f"{url}/robots.txt", b"User-agent: *\nDisallow: /", "text/plain"),
        record(f"{url}/ferry", b"", kind="revisit", date="2025-03-13T08:15:00Z"),
        record(f"{url}/ferry", page(paragraphs=(LEAD, REST)), date="2025-03-14T08:15:00Z"),
    ]


def warc_gz(records: Iterable[bytes]) -> bytes:
    """Return a packed WARC file, a gzip member a record."""
    return b"".join(gzip.compress(one, mtime=0) for one in records)


def gzip_bomb(head: bytes, blocks: int) -> bytes:
    """Return gzip data that unpack to ``head`` and 16 MiB of zeros so many times, without an end."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    start = packer.compress(head) + packer.flush(zlib.Z_FULL_FLUSH)
    return start + (packer.compress(BLOCK) + packer.flush(zlib.Z_FULL_FLUSH)) * blocks


def zipped(files: dict[str, bytes], stored: Sequence[str] = ()) -> bytes:
    """Return a zip archive."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            method = zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def word_body(paragraphs: Iterable[str]) -> bytes:
    """Return the body of a Word document from paragraphs' inner XML."""
    inner = "".join(f"<w:p>{paragraph}</w:p>" for paragraph in paragraphs)
    head = f'<?xml version="1.0"?><w:document xmlns:w="{_WORD}"'
    head += ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    return f"{head}<w:body>{inner}<w:sectPr/></w:body></w:document>".encode()


def run(text: str) -> str:
    """Return a run of a Word document's text."""
    return f'<w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def docx(body: bytes | None = None, core: bytes | None = None) -> bytes:
    """Return a Word document with a title, an author, dates and a company."""
    title = f'<w:pPr><w:pStyle w:val="Title"/></w:pPr>{run(TITLE)}'
    known = (
        f'<cp:coreProperties xmlns:cp="{_CORE}" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:dcterms="http://purl.org/dc/terms/"><dc:title/><dc:creator>Ada Quill</dc:creator>'
        "<dcterms:created>2025-03-12T09:00:00Z</dcterms:created>"
        "<dcterms:modified>2025-03-12T10:00:00Z</dcterms:modified></cp:coreProperties>"
    )
    return zipped(
        {
            "word/document.xml": body or word_body([title, *map(run, PARAGRAPHS)]),
            "docProps/core.xml": core or known.encode(),
            "docProps/app.xml": b"<Properties><Company>Harbour Board of Aldmere</Company></Properties>",
        }
    )


def epub(pages: dict[str, bytes] | None = None, package: bytes | None = None) -> bytes:
    """Return an issue with a cover, a table of contents and the pages given, or two."""
    pages = pages or {
        "text/ferry.xhtml": _xhtml(TITLE, PARAGRAPHS),
        "text/harbour.xhtml": _xhtml("Harbour to be dredged", (REST,)),
    }
    items = "".join(
        f'<item id="p{n}" href="{name}" media-type="application/xhtml+xml"/>' for n, name in enumerate(pages)
    )
    spine = "".join(f'<itemref idref="p{n}"/>' for n in range(len(pages)))
    listed = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0">'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>The Courier, 12 March</dc:title>'
        "<dc:publisher>Aldmere Courier</dc:publisher><dc:date>2025-03-12</dc:date>"
        "<dc:language>en</dc:language>"
        "</metadata><manifest>"
        '<item id="cover" href="cover.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        f'{items}</manifest><spine><itemref idref="cover"/><itemref idref="nav"/>{spine}</spine></package>'
    )
    cover = b'<html xmlns="http://www.w3.org/1999/xhtml"><body><svg/></body></html>'
    container = b'<container><rootfiles><rootfile full-path="OEBPS/a.opf"/></rootfiles></container>'
    files = {"META-INF/container.xml": container, "OEBPS/a.opf": package or listed.encode()}
    files |= {"OEBPS/cover.xhtml": cover, "OEBPS/nav.xhtml": cover}
    return zipped(
        {"mimetype": b"application/epub+zip", **files, **{f"OEBPS/{n}": d for n, d in pages.items()}}
    )


def _xhtml(title: str, paragraphs: Iterable[str]) -> bytes:
    inner = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    head = '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
    return f"{head}</head><body><section><h1>{title}</h1>{inner}</section></body></html>".encode()


MAIL = f"""\
From: "Harbour Board of Aldmere" <press@harbour.example>
To: newsroom@aldmere-courier.example
Subject: =?utf-8?q?Fire_on_the_ferry_=E2=80=9CNorthern_Light=E2=80=9D?=
Date: Wed, 12 Mar 2025 09:30:00 +0100
Message-ID: <release-17@harbour.example>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="outer"

--outer
Content-Type: multipart/alternative; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8; format=flowed
Content-Transfer-Encoding: 8bit

{LEAD[:46]}\x20
{LEAD[47:]}

{QUOTE}
--inner
Content-Type: text/html; charset=utf-8

<html><body><p>{LEAD}</p><p>{QUOTE}</p></body></html>
--inner--
--outer
Content-Type: application/pdf
Content-Disposition: attachment; filename="plan.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjcK
--outer--
"""


# PDF documents.

CATALOG = b"<</Type/Catalog/Pages 2 0 R/Lang(en-GB)>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"


def pdf(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF document of these objects, numbered from 1; the first is its catalog."""
    out = b"%PDF-1.7\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + one + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    end = b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n"
    return (
        out + head + table + end % (len(objects) + 1, trailer.replace(b"@xref", b"%d" % len(out)), len(out))
    )


def stream(data: bytes, more: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<<%s/Length %d>>stream\n" % (more, len(data)) + data + b"\nendstream"


def drawn(lines: Iterable[tuple[str, float, float, float]]) -> bytes:
    """Return what draws lines of text: each with its place and its letters' size."""
    out = b""
    for text, x, y, size in lines:
        escaped = text.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
        out += b"BT /F1 %.1f Tf %.1f %.1f Td (" % (size, x, y) + escaped + b") Tj ET\n"
    return out


def pdf_pages(pages: Sequence[bytes], trailer: bytes = b"", catalog: bytes = CATALOG) -> bytes:
    """Return a document whose pages draw this."""
    kids = b" ".join(b"%d 0 R" % (5 + 2 * n) for n in range(len(pages)))
    objects = [catalog, b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, len(pages)), FONT, INFO]
    for number, one in enumerate(pages):
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents %d 0 R"
            b"/Resources<</Font<</F1 3 0 R>>>>>>" % (6 + 2 * number)
        )
        objects.append(stream(one))
    return pdf(objects, b"/Info 4 0 R" + trailer)


INFO = (
    b"<</Title(Microsoft Word - ferry.docx)/Author(Ada Quill)/CreationDate(D:20250312090000+01'00')"
    b"/ModDate(D:20250312093000+01'00')>>"
)


def printed() -> list[bytes]:
    """Return two pages of a newspaper: heads, page numbers, broken words, a paragraph over both."""
    head = "Aldmere Courier, 12 March 2025"
    one = [
        *((head, 40, 570, 8), ("17", 200, 20, 8)),
        *((TITLE[:22], 40, 540, 18), (TITLE[23:], 40, 520, 18)),
        ("Nine people died and forty were in-", 50, 490, 10),
        ("jured when a fire broke out on the", 40, 478, 10),
        ("ferry Northern Light on Wednesday.", 40, 466, 10),
        ("The well-known operator of the route", 50, 454, 10),
        ("said that it would help the well-", 40, 442, 10),
        ("known pilot and all of the families", 40, 430, 10),
    ]
    two = [
        *((head, 40, 570, 8), ("18", 200, 20, 8)),
        ("who came to the harbour that night.", 40, 540, 10),
        ("Investigators will board the ship as", 50, 528, 10),
        ("soon as it has cooled, they said.", 40, 516, 10),
    ]
    return [drawn(one), drawn(two)]
