"""Files made to take all time or memory end as problems, and the rest of the corpus is compared."""

from __future__ import annotations

import gzip
import json
import multiprocessing
import random
import subprocess
import sys
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import format_samples as samples
from provenance.config import Config
from provenance.files import jsonl, whole
from provenance.files.formats import guard
from provenance.files.formats.readers import read_here
from provenance.files.item import Ignored, ReadItem
from provenance.files.kinds import kind_of
from provenance.files.source import FileSource
from provenance.model import Article, Problem

MOST_SECONDS: Final = 10.0
MOST_MIB: Final = 512
# Reads one file as a run does; processor time and memory are those of the run and of its guarded process.
READ: Final = r"""
import json, re, resource, sys
from pathlib import Path
from provenance.config import Config
from provenance.files import jsonl, whole
from provenance.files.formats import guard
from provenance.files.source import FileSource
from provenance.model import Problem

found = list(FileSource([sys.argv[1]], Config()))
guard.close()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# The kernel's figure for this process starts from that of the one that began it; this one does not.
own = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({
    "articles": sum(not isinstance(one, Problem) for one in found),
    "problems": [one.reason for one in found if isinstance(one, Problem)],
    "seconds": sum(one.ru_utime + one.ru_stime for one in used),
    "mib": (own + used[1].ru_maxrss) / 1024,
}))
"""
LAUGHS: Final = (
    b'<!DOCTYPE a [<!ENTITY a0 "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]>"
)
NESTED: Final = b"<x>" * 1_000_000 + b"</x>" * 1_000_000


def _read(path: Path) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-c", READ, str(path)], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> float:
    """Return what a good file takes, in MiB."""
    path = tmp_path_factory.mktemp("good") / "a.docx"
    path.write_bytes(samples.docx())
    found = _read(path)
    assert (found["articles"], found["problems"]) == (1, [])
    return float(found["mib"])


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
HOSTILE: Final[dict[str, tuple[Callable[[Path], object], str | None]]] = {
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
        "takes more than 7 seconds",
    ),
    "tags.xml": (
        lambda path: path.write_bytes(_feed("&lt;b&gt;&lt;i&gt;", 400_000)),
        "takes more than 7 seconds",
    ),
    "empty.xml": (lambda path: path.write_bytes(_feed("", 400_000)), None),
    "slow.html": (lambda path: path.write_bytes(SLOW), "takes more than 7 seconds"),
    "nested.html": (lambda path: path.write_bytes(HTML + b"<div>" * 1_000_000), "no main text"),
    "blank.html": (lambda path: path.write_bytes(HTML + b" " * 500_000 + b"x"), "takes more than 7 seconds"),
    # The worst that is read in the run's own process.
    "fill.html": (lambda path: path.write_bytes(_filled(HTML, b" ", whole.LARGEST)), "no main text"),
    "names.html": (
        lambda path: path.write_bytes(_filled(RECORD, b'"author":', whole.LARGEST)),
        "no main text",
    ),
    "cells.html": (lambda path: path.write_bytes(_filled(SLOW[:1400], b"<tr><td>x", whole.LARGEST)), None),
    "large.html": (lambda path: path.write_bytes(HTML + b"<p>Nine died." * 8_000_000), "more than 64 MiB"),
    "many.html": (lambda path: path.write_bytes(HTML + b"<p>Nine died." * 5_000_000), "too much memory"),
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


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_bounded_time_and_memory(name: str, base: float, tmp_path: Path) -> None:
    write, told = HOSTILE[name]
    write(tmp_path / name)
    found = _read(tmp_path / name)
    if told is not None:
        assert any(told in problem for problem in found["problems"]), found
    assert found["seconds"] < MOST_SECONDS
    assert found["mib"] - base < MOST_MIB


@pytest.mark.slow
def test_the_rest_of_the_corpus_is_compared(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "first.txt").write_text("\n\n".join(samples.PARAGRAPHS), encoding="utf-8")
    (corpus / "second.docx").write_bytes(samples.docx())
    (corpus / "third.warc.gz").write_bytes(samples.warc_gz(samples.warc_records()[:2]))
    # Comparing 48 million characters, or telling of 400,000 lines, is no matter of reading.
    hostile = {name: one for name, one in HOSTILE.items() if name not in ("wide.jsonl", "zeros.jsonl.gz")}
    for name, (write, _) in hostile.items():
        write(corpus / name)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "provenance", "compare", "corpus", "--encoder", "none", "--jobs", "2"),
            *("--format", "json", "--output", "found.json"),
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    pairs = {(pair["left"], pair["right"]) for pair in found["pairs"]}
    capture = "third.warc.gz#20250312081500/https://aldmere-courier.example/ferry"
    assert {("first.txt", "second.docx"), ("first.txt", capture), ("second.docx", capture)} <= pairs
    told = {problem["path"] for problem in found["problems"]}
    assert told == {name for name, (_, reason) in hostile.items() if reason is not None}


WHOLE: Final = {
    "a.docx": samples.docx(),
    "a.eml": samples.MAIL.encode(),
    "a.epub": samples.epub(),
    "a.pdf": samples.pdf_pages(samples.printed()),
    "a.wacz": samples.zipped({"archive/a.warc": b"".join(samples.warc_records())}),
    "a.warc": b"".join(samples.warc_records()),
    "a.warc.gz": samples.warc_gz(samples.warc_records()),
}


@given(
    name=st.sampled_from(sorted(WHOLE)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 40)), max_size=6),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_is_no_crash(
    name: str, changes: list[tuple[float, bytes, int]], tmp_path: Path
) -> None:
    data = WHOLE[name]
    for share, put, dropped in changes:
        place = int(share * len(data))
        data = data[:place] + put + data[place + dropped :]
    path = tmp_path / name
    path.write_bytes(data)
    kind = kind_of(name)
    assert kind is not None
    item = ReadItem(id=name, path=str(path), kind=kind, size=len(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(read_here(item, Config()))
    assert found
    assert all(isinstance(one, Article | Problem | Ignored) for one in found)


@pytest.mark.slow
def test_a_record_that_breaks_its_reader_costs_no_other_one(tmp_path: Path) -> None:
    names = ("first", "deadly", "second", "deadly", "third")
    records = [
        samples.record(f"https://a.example/{n}", SLOW if name == "deadly" else samples.page(name))
        for n, name in enumerate(names)
    ]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records))
    found = list(FileSource([path], Config()))
    guard.close()
    articles = [one for one in found if isinstance(one, Article)]
    assert [one.title for one in articles] == ["first", "second"]
    first, last = [one for one in found if isinstance(one, Problem)]
    assert (first.line, last.line) == (2, 4)
    assert "takes more than 3 seconds of processor time" in first.reason
    assert "read-seconds" in first.reason
    assert last.reason == f"{first.reason}; the records after it are not read"


def test_a_forked_process_gets_a_reader_of_its_own(tmp_path: Path) -> None:
    """What processes of a pool inherit must not be talked to by two of them."""
    paths = []
    for number in range(8):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(samples.docx(samples.word_body([samples.run(f"Article {number}.")])))
        paths.append(str(path))
    assert [_first(path) for path in paths[:1]] == ["Article 0."]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_first, paths) == [f"Article {number}." for number in range(8)]
    assert _first(paths[7]) == "Article 7."
    guard.close()


def _first(path: str) -> str:
    (article,) = FileSource([path], Config())
    assert isinstance(article, Article)
    return article.text


@pytest.mark.parametrize("title", ["Ferry sinks", "Fähre sinkt"])
def test_a_page_is_the_same_article_both_ways(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "<meta name='author' content='Ina Holm'><meta property='og:site_name' content='Aldmere Courier'>"
    (tmp_path / "a.html").write_bytes(samples.page(title, head=head).replace(b"utf-8", b"latin-1"))
    (tmp_path / "b.html").write_bytes(samples.page(title, head=head).decode().encode("utf-16"))
    (tmp_path / "c.html").write_bytes(samples.page(title).replace(b"Nine", b"N\xefne\xff\xc3\xa4\xc3\xa4"))
    (tmp_path / "d.html").write_bytes(b" \n")
    (tmp_path / "e.html").write_bytes(b"\x89PNG" * 9)
    (tmp_path / "f.html").write_bytes(b"")
    guard.close()
    ordinary = list(FileSource([tmp_path], Config()))
    assert guard._children == set()
    monkeypatch.setattr(whole, "MOST_TAGS", -1)
    guarded = list(FileSource([tmp_path], Config()))
    assert len(guard._children) == 1
    guard.close()
    assert guarded == ordinary
    assert sum(isinstance(one, Article) for one in ordinary) == 3


@pytest.mark.parametrize("page", [samples.page() + b" " * whole.LARGEST, samples.page() + b"<br>" * 5_000])
def test_large_pages_and_pages_of_many_tags_are_read_in_a_process_of_their_own(
    page: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(samples.page())
    (tmp_path / "b.html").write_bytes(page)
    guard.close()
    one = FileSource([tmp_path / "a.html"], Config())
    assert [type(found) for found in one] == [Article]
    assert not guard._children
    first, second = FileSource([tmp_path], Config())
    assert len(guard._children) == 1
    guard.close()
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.text == second.text


@pytest.mark.parametrize(("encoding", "packed"), [("utf-8", False), ("utf-8", True), ("utf-16", False)])
def test_a_line_that_is_too_long_costs_no_other_one(
    encoding: str, packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "LONGEST", 4_000)
    most = 4_000 if encoding == "utf-8" else 1_000
    frame = len('{"text": ""}')
    texts = ["first", "x" * (most - frame), "x" * (most - frame + 1), "x" * 3_000_000, "last"]
    data = "\n".join(f'{{"text": "{text}"}}' for text in texts).encode(encoding)
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    found = list(FileSource([path], Config()))
    articles = [one for one in found if isinstance(one, Article)]
    assert [(one.record_line, one.text) for one in articles] == [(1, texts[0]), (2, texts[1]), (5, "last")]
    assert [(one.line, one.reason) for one in found if isinstance(one, Problem)] == [
        (line, "cannot be read: a line has at most 4,000 bytes, in UTF-16 and UTF-32 1,000 characters")
        for line in (3, 4)
    ]


def test_a_long_line_does_not_shift_the_lines_of_later_stretches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "STRETCH", 1_000)
    monkeypatch.setattr(jsonl, "LONGEST", 100_000)
    lines = [f'{{"text": "{text}"}}' for text in ("a" * 1_500, "b" * 4_000_000, "c", "d" * 90_000, "e")]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(FileSource([path], Config()))
    assert [one.line if isinstance(one, Problem) else one.record_line for one in found] == [1, 2, 3, 4, 5]
    assert isinstance(found[1], Problem)


def test_a_record_of_fifty_million_characters_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"word " * 10_000_000 + b'"}\n{"text": "Nine people died."}')
    one, other = FileSource([path], Config())
    assert isinstance(one, Article) and isinstance(other, Article)
    assert (len(one.text), other.text) == (50_000_000, "Nine people died.")


@pytest.mark.parametrize(("digits", "kinds"), [(150, {Article}), (20, {Article, Problem})])
def test_records_that_shrink_to_a_fiftieth_are_read_and_not_to_a_hundredth(
    digits: int, kinds: set[type], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "_ALWAYS", 1 << 20)
    numbers = random.Random(5)
    texts = [f"{numbers.randrange(10**digits)} {'word ' * 1_000}" for _ in range(2_000)]
    records = "".join(f'{{"text": "{text}"}}\n' for text in texts).encode()
    data = gzip.compress(records)
    assert 40 < len(records) / len(data) < 60 if digits == 150 else len(records) > 100 * len(data)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    assert {type(one) for one in FileSource([path], Config())} == kinds
