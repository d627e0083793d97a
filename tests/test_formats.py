"""Web archives, PDF, Word, EPUB and e-mail: what is read from files, whole and cut, and what is ignored."""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import format_samples as samples
from format_samples import LEAD, PARAGRAPHS, QUOTE, TITLE
from provenance.cli.main import run
from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.files.formats import readers
from provenance.files.formats.lines import join_lines, known_words
from provenance.files.formats.pdf_layout import Line, body_size, text_of, title_of
from provenance.files.formats.safe_xml import XmlError, parse_xml
from provenance.files.formats.unpack import BombError, CutError, unpacked
from provenance.files.item import Ignored, ReadItem
from provenance.files.kinds import kind_of
from provenance.files.source import FileSource, no_articles
from provenance.model import Article, Problem

Write = Callable[[str, bytes], Path]
TEXT = "\n".join(PARAGRAPHS)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file below ``corpus/`` and returns it."""

    def put(name: str, content: bytes) -> Path:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


class Read:
    """What a file holds, read in this process."""

    def __init__(self, path: Path, first: int = 1) -> None:
        kind = kind_of(path.name)
        assert kind is not None
        item = ReadItem(id=path.name, path=str(path), kind=kind, size=path.stat().st_size, first_line=first)
        found = list(readers.read_here(item, Config()))
        self.articles = [one for one in found if isinstance(one, Article)]
        self.problems = [one for one in found if isinstance(one, Problem)]
        self.ignored = [one.reason for one in found if isinstance(one, Ignored) and one.count]

    @property
    def article(self) -> Article:
        (article,) = self.articles
        return article

    @property
    def reason(self) -> str:
        (problem,) = self.problems
        return problem.reason


class TestWebArchives:
    def test_each_capture_of_a_page_is_an_article(self, write: Write) -> None:
        found = Read(write("a.warc.gz", samples.warc_gz(samples.warc_records())))
        url = "https://aldmere-courier.example"
        assert [article.id for article in found.articles] == [
            f"a.warc.gz#20250312081500/{url}/ferry",
            f"a.warc.gz#20250312081500/{url}/packed",
            f"a.warc.gz#20250312081500/{url}/latin",
            f"a.warc.gz#20250314081500/{url}/ferry",
        ]
        assert [article.record_line for article in found.articles] == [2, 5, 6, 10]
        assert found.problems == []
        ferry, packed, latin, again = found.articles
        assert ferry.text.endswith(TEXT)
        assert (ferry.title, ferry.outlet, ferry.url) == (TITLE, "Aldmere Courier", f"{url}/ferry")
        assert (ferry.language, ferry.extracted) == ("en", True)
        assert packed.text.endswith(TEXT)
        assert latin.text == "Der Fährbrand in der Straße von Kessel"
        assert QUOTE not in again.text

    def test_a_page_says_when_it_was_published_else_its_capture_does(self, write: Write) -> None:
        ferry, packed, *_ = Read(write("a.warc", b"".join(samples.warc_records()))).articles
        assert ferry.published == "2025-03-11T20:00:00Z"
        assert packed.published == "2025-03-12T08:15:00Z"

    def test_what_is_no_article_is_counted_by_what_it_is(self, write: Write) -> None:
        assert sorted(Read(write("a.warc", b"".join(samples.warc_records()))).ignored) == [
            "captures of errors and redirects",
            "captures of other things than text",
            "captures of other things than text",
            "captures of unchanged pages",
        ]

    def test_packed_and_plain_are_read_alike(self, write: Write) -> None:
        records = samples.warc_records()
        plain = Read(write("a.warc", b"".join(records))).articles
        packed = Read(write("a.warc.gz", samples.warc_gz(records))).articles
        assert [one.text for one in plain] == [one.text for one in packed]

    def test_a_page_without_main_text_is_no_problem(self, write: Write) -> None:
        found = Read(write("a.warc", samples.record("https://a.example/", b"<html><body></body></html>")))
        assert (found.articles, found.problems) == ([], [])
        assert found.ignored == ["captured pages without a main text"]

    @pytest.mark.parametrize(
        ("date", "digits"),
        [
            ("2025-03-12T08:15:00.123Z", "20250312081500"),
            ("2025-03-12T10:15:00+02:00", "20250312081500"),
            ("yesterday", "undated"),
        ],
    )
    def test_the_time_of_a_capture_is_that_of_utc(self, write: Write, date: str, digits: str) -> None:
        article = Read(
            write("a.warc", samples.record("https://a.example/", samples.page(), date=date))
        ).article
        assert article.id == f"a.warc#{digits}/https://a.example/"

    def test_a_chunked_response_is_put_together(self, write: Write) -> None:
        page = samples.page()
        body = b"".join(
            b"%x\r\n%s\r\n" % (len(page[n : n + 99]), page[n : n + 99]) for n in range(0, len(page), 99)
        )
        data = samples.record("https://a.example/", body + b"0\r\n\r\n", http=("Transfer-Encoding: chunked",))
        assert Read(write("a.warc", data)).article.text.endswith(TEXT)

    def test_what_the_crawler_cut_is_read_and_told(self, write: Write) -> None:
        data = samples.record("https://a.example/", samples.page(), warc=("WARC-Truncated: length",))
        found = Read(write("a.warc", data))
        assert found.article.text.endswith(TEXT)
        assert "the crawler cut the page short (length)" in found.reason

    @pytest.mark.parametrize("packed", [False, True])
    def test_the_captures_before_a_cut_are_read(self, write: Write, packed: bool) -> None:
        records = samples.warc_records()[:2]
        cut = samples.record("https://a.example/last", samples.page())
        data = b"".join(records) + cut[:-500]
        if packed:
            data = samples.warc_gz(records) + samples.warc_gz([cut])[:-200]
        found = Read(write("a.warc.gz" if packed else "a.warc", data))
        assert found.article.url == "https://aldmere-courier.example/ferry"
        assert found.reason.startswith("damaged web archive, not read after record 3: ends after")
        assert found.problems[0].line == 3

    @pytest.mark.parametrize("length", ["100", "99999999", "99999999999999999999", "-5", "many"])
    def test_a_wrong_length_is_a_problem_after_what_was_read(self, write: Write, length: str) -> None:
        wrong = samples.record("https://a.example/wrong", samples.page(), length=length)
        data = b"".join([*samples.warc_records()[:2], wrong, *samples.warc_records()[4:5]])
        found = Read(write("a.warc", data))
        assert found.articles[0].url == "https://aldmere-courier.example/ferry"
        assert found.reason.startswith("damaged web archive, not read after record 3")

    def test_a_file_that_is_no_archive_is_a_problem(self, write: Write) -> None:
        assert "damaged web archive" in Read(write("a.warc", b"no such thing\n" * 9)).reason
        assert "empty" in Read(write("b.warc.gz", b"")).reason

    def test_a_wrongly_packed_page_is_a_problem_and_the_next_is_read(self, write: Write) -> None:
        url = "https://a.example"
        packed = samples.record(
            f"{url}/1", zlib.compress(samples.page())[:-300], http=("Content-Encoding: deflate",)
        )
        odd = samples.record(f"{url}/2", samples.page(), http=("Content-Encoding: strange",))
        found = Read(write("a.warc", packed + odd + samples.record(f"{url}/3", samples.page())))
        assert found.article.url == f"{url}/3"
        assert [problem.line for problem in found.problems] == [1, 2]

    def test_reading_can_begin_at_any_record(self, write: Write) -> None:
        path = write("a.warc", b"".join(samples.warc_records()))
        assert [one.record_line for one in Read(path, first=6).articles] == [6, 10]

    def test_a_wacz_file_holds_warc_files(self, write: Write) -> None:
        records = samples.warc_records()
        files = {
            "archive/b.warc": b"".join(records[4:5]),
            "archive/a.warc.gz": samples.warc_gz(records[:4]),
            "pages/pages.jsonl": b"{}",
        }
        found = Read(write("a.wacz", samples.zipped(files, stored=("archive/a.warc.gz",))))
        assert [one.record_line for one in found.articles] == [2, 5]
        assert found.articles[1].id == "a.wacz#20250312081500/https://aldmere-courier.example/packed"
        assert "without WARC files" in Read(write("b.wacz", samples.zipped({"a": b""}))).reason
        assert "zip archive" in Read(write("c.wacz", (write("a.wacz", b"PK").read_bytes()))).reason


class TestPdf:
    def test_a_printed_page_becomes_paragraphs(self, write: Write) -> None:
        article = Read(write("a.pdf", samples.pdf_pages(samples.printed()))).article
        assert article.text.split("\n") == [
            "Ferry blaze kills nine in Strait of Kessel",
            "Nine people died and forty were injured when a fire broke out on the ferry Northern Light on"
            " Wednesday.",
            "The well-known operator of the route said that it would help the well-known pilot and all of the"
            " families who came to the harbour that night.",
            "\fInvestigators will board the ship as soon as it has cooled, they said.",
        ]

    def test_its_records_and_its_headline_are_metadata(self, write: Write) -> None:
        article = Read(write("a.pdf", samples.pdf_pages(samples.printed()))).article
        assert article.title == TITLE  # what the word processor wrote is the name of a file
        assert (article.byline, article.language) == ("Ada Quill", "en-GB")
        assert article.published == "2025-03-12T09:00:00+01:00"
        assert article.updated == "2025-03-12T09:30:00+01:00"

    def test_the_fields_of_the_press_are_read_from_its_packet(self, write: Write) -> None:
        packet = (
            b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:photoshop="p">'
            b"<dc:publisher><rdf:Bag><rdf:li>Aldmere Courier</rdf:li></rdf:Bag></dc:publisher>"
            b"<photoshop:Credit>AFP</photoshop:Credit></rdf:Description></rdf:RDF></x:xmpmeta>"
        )
        page = samples.drawn([(LEAD[:60], 40, 500, 10)])
        objects = [
            b"<</Type/Catalog/Pages 2 0 R/Metadata 6 0 R>>",
            b"<</Type/Pages/Kids[4 0 R]/Count 1>>",
            samples.FONT,
            b"<</Type/Page/Parent 2 0 R/Contents 5 0 R/Resources<</Font<</F1 3 0 R>>>>>>",
            samples.stream(page),
            samples.stream(packet, b"/Type/Metadata/Subtype/XML"),
        ]
        article = Read(write("a.pdf", samples.pdf(objects))).article
        assert (article.outlet, article.credits) == ("Aldmere Courier", ("AFP",))

    def test_a_cut_document_is_a_problem(self, write: Write) -> None:
        whole = samples.pdf_pages(samples.printed())
        assert "cut short" in Read(write("a.pdf", whole[: whole.index(b"xref")])).reason
        assert "no PDF document" in Read(write("b.pdf", whole[9:])).reason

    def test_a_broken_page_is_a_problem_and_the_others_are_read(self, write: Write) -> None:
        data = samples.pdf_pages([b"[" * 10_000, *samples.printed()[1:]])
        found = Read(write("a.pdf", data))
        assert found.article.text.startswith("\fAldmere Courier")
        assert found.reason.startswith("page 1 cannot be read")

    def test_pages_that_are_pictures_are_told_apart_from_empty_ones(self, write: Write) -> None:
        assert "no text in it" in Read(write("a.pdf", samples.pdf_pages([b""]))).reason
        objects = [
            samples.CATALOG,
            b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
            b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</XObject<</I 5 0 R>>>>>>",
            samples.stream(b"/I Do"),
            samples.stream(b"\0", b"/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8"),
        ]
        assert "pictures" in Read(write("b.pdf", samples.pdf(objects))).reason

    def test_an_encrypted_document_is_a_problem(self, write: Write) -> None:
        from pypdf import PdfReader, PdfWriter

        plain = write("a.pdf", samples.pdf_pages(samples.printed()))
        writer = PdfWriter(clone_from=PdfReader(plain))
        writer.encrypt("secret", algorithm="RC4-128")
        writer.write(plain.with_name("b.pdf"))
        assert "encrypted" in Read(plain.with_name("b.pdf")).reason

    def test_another_file_by_this_name_is_a_problem(self, write: Write) -> None:
        assert "no PDF document" in Read(write("a.pdf", b"hello")).reason


def line(text: str, y: float, x: float = 40, size: float = 10) -> Line:
    return Line(text=text, x=x, y=y, size=size)


class TestLayout:
    def test_a_gap_ends_a_paragraph(self) -> None:
        page = [
            line("One goes on", 500),
            line("to here", 488),
            line("two begins", 460),
            line("and ends", 448),
        ]
        assert text_of([page]) == "One goes on to here\ntwo begins and ends"

    def test_an_indent_ends_a_paragraph(self) -> None:
        page = [
            line("One goes on", 500),
            line("to here", 488),
            line("Two begins", 476, x=52),
            line("and ends", 464),
        ]
        assert text_of([page]) == "One goes on to here\nTwo begins and ends"

    def test_a_short_line_that_ends_a_sentence_ends_a_paragraph(self) -> None:
        long = "a full line of a paragraph of text"
        page = [line(long, 500), line("It ends.", 488), line(long, 476), line(long, 464)]
        assert text_of([page]) == f"{long} It ends.\n{long} {long}"

    def test_a_column_goes_on_at_the_top_of_the_next(self) -> None:
        page = [line("The sentence is", 100), line("still open", 88), line("and closed here.", 500, x=220)]
        assert text_of([page]) == "The sentence is still open and closed here."

    def test_a_page_of_one_long_paragraph_keeps_the_count_of_pages(self) -> None:
        pages = [
            [line("It begins", 300)],
            [line("and goes on", 300)],
            [line("and ends.", 300)],
            [line("Next.", 300)],
        ]
        assert text_of(pages) == "It begins and goes on and ends.\n\f\f\fNext."

    def test_heads_page_numbers_and_what_a_browser_prints_are_left_out(self) -> None:
        pages = [
            [
                *(
                    line("The Courier", 580),
                    line("3/12/25, 9:30 AM Ferry", 570),
                    line(f"Text of page {n}.", 400),
                ),
                *(line("https://a.example/ferry 1/2", 30), line(f"- {n} -", 20)),
            ]
            for n in ("one", "two")
        ]
        pages[0][-1], pages[1][-1] = line("- 1 -", 20), line("Page 2 of 2", 20)
        assert text_of(pages) == "Text of page one.\n\fText of page two."

    def test_a_large_initial_belongs_to_the_word_beside_it(self) -> None:
        def page(initial: str, first: str) -> list[Line]:
            return [
                line(initial, 478, size=30),
                *(line(first, 490, x=65), line("harbour of the town and", 478, x=65)),
                *(line("then on to the ferry and all", 466), line("the others who were there.", 454)),
            ]

        rest = "harbour of the town and then on to the ferry and all the others who were there."
        assert text_of([page("N", "ine people came to the")]) == f"Nine people came to the {rest}"
        assert text_of([page("A", "ferry came to the")]) == f"A ferry came to the {rest}"

    def test_the_heading_is_in_the_largest_letters(self) -> None:
        page = [line("A", 540, size=18), line("headline", 520, size=18), line("Text of the story.", 400)]
        assert title_of(page, body_size([page])) == "A headline"
        assert title_of(page[2:], body_size([page])) is None

    def test_words_keep_the_hyphens_that_the_text_writes(self) -> None:
        known = known_words(["a well-known man of co-operation"])
        assert join_lines(["the well-", "known man"], known) == "the well-known man"
        assert join_lines(["the in-", "jured man"], known) == "the injured man"
        assert join_lines(["Vor-", "und Nachteile"]) == "Vor- und Nachteile"
        assert join_lines(["Aldmere-", "Kessel"]) == "Aldmere-Kessel"
        assert join_lines(["the in\u00ad", "jured"]) == "the injured"
        assert join_lines(["1990-", "2000"]) == "1990- 2000"
        assert join_lines(["港湾委員", "会は"]) == "港湾委員会は"


class TestWord:
    def test_a_document_is_its_paragraphs(self, write: Write) -> None:
        article = Read(write("a.docx", samples.docx())).article
        assert article.text == f"{TITLE}\n{TEXT}"

    def test_its_properties_are_metadata_and_its_heading_the_title(self, write: Write) -> None:
        article = Read(write("a.docx", samples.docx())).article
        assert (article.title, article.byline) == (TITLE, "Ada Quill")
        assert article.outlet == "Harbour Board of Aldmere"
        assert (article.published, article.updated) == ("2025-03-12T09:00:00Z", "2025-03-12T10:00:00Z")

    def test_what_was_struck_out_is_not_read(self, write: Write) -> None:
        body = samples.word_body(
            [
                f"{samples.run('It ')}<w:del><w:r><w:delText>was</w:delText></w:r></w:del>"
                f"<w:ins>{samples.run('is')}</w:ins><w:r><w:tab/><w:t>so</w:t><w:br/><w:t>here</w:t></w:r>",
                "<mc:AlternateContent><mc:Choice><w:r><w:drawing><w:txbxContent><w:p><w:r><w:t>Box</w:t></w:r></w:p>"
                "</w:txbxContent></w:drawing></w:r></mc:Choice><mc:Fallback><w:r><w:t>Box</w:t></w:r></mc:Fallback>"
                f"</mc:AlternateContent>{samples.run('Outside')}",
            ]
        )
        assert Read(write("a.docx", samples.docx(body))).article.text == "It is so\nhere\nOutside\nBox"

    def test_a_cut_or_other_file_is_a_problem(self, write: Write) -> None:
        whole = samples.docx()
        assert "zip archive" in Read(write("a.docx", whole[: len(whole) // 2])).reason
        assert "no Word document" in Read(write("b.docx", samples.zipped({"a": b""}))).reason
        assert "without text" in Read(write("c.docx", samples.docx(samples.word_body([])))).reason
        assert "no well-formed XML" in Read(write("d.docx", samples.docx(samples.word_body([])[:-20]))).reason

    def test_damaged_properties_cost_no_article(self, write: Write) -> None:
        assert Read(write("a.docx", samples.docx(core=b"<a>"))).article.byline is None


class TestEpub:
    def test_each_page_with_text_is_an_article(self, write: Write) -> None:
        found = Read(write("a.epub", samples.epub()))
        assert [article.id for article in found.articles] == [
            "a.epub#OEBPS/text/ferry.xhtml",
            "a.epub#OEBPS/text/harbour.xhtml",
        ]
        first, second = found.articles
        assert first.text == f"{TITLE}\n{TEXT}"
        assert (first.title, second.title) == (TITLE, "Harbour to be dredged")
        assert (first.outlet, first.published, first.language) == ("Aldmere Courier", "2025-03-12", "en")
        assert found.ignored == ["book pages without articles"]

    def test_characters_named_as_in_html_are_understood(self, write: Write) -> None:
        page = b'<!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body><p>caf&eacute;</p></body></html>'
        assert Read(write("a.epub", samples.epub({"a.xhtml": page}))).article.text == "café"

    def test_a_broken_page_is_a_problem_and_the_next_is_read(self, write: Write) -> None:
        book = samples.epub(
            {"a.xhtml": b"<html><body><p>", "b.xhtml": b"<html><body><p>Read.</p></body></html>"}
        )
        found = Read(write("a.epub", book))
        assert found.article.text == "Read."
        assert (found.problems[0].line, "OEBPS/a.xhtml: no well-formed XML" in found.reason) == (2, True)

    def test_a_cut_or_other_file_is_a_problem(self, write: Write) -> None:
        whole = samples.epub()
        assert "zip archive" in Read(write("a.epub", whole[:-40])).reason
        assert "no EPUB" in Read(write("b.epub", samples.zipped({"a": b""}))).reason
        assert "without pages" in Read(write("c.epub", samples.epub(package=b"<package/>"))).reason


class TestMail:
    def test_a_message_is_its_plain_text(self, write: Write) -> None:
        article = Read(write("a.eml", samples.MAIL.encode())).article
        assert article.text == f"{LEAD}\n\n{QUOTE}"

    def test_its_header_is_metadata(self, write: Write) -> None:
        article = Read(write("a.eml", samples.MAIL.encode())).article
        assert article.title == "Fire on the ferry “Northern Light”"
        assert (article.outlet, article.byline) == (None, "Harbour Board of Aldmere")
        assert article.published == "2025-03-12T09:30:00+01:00"
        assert article.provider_id == "release-17@harbour.example"

    def test_attachments_of_any_size_are_passed_over(self, write: Write) -> None:
        data = samples.MAIL.replace("JVBERi0xLjcK\n", "JVBERi0xLjcK\n" * 2_000_000).encode()
        assert len(data) > 1 << 24
        found = Read(write("a.eml", data))
        assert (found.article.text, found.problems) == (f"{LEAD}\n\n{QUOTE}", [])

    def test_an_html_part_is_read_where_the_plain_one_says_nothing(self, write: Write) -> None:
        start = samples.MAIL.index(LEAD[:46])
        stop = samples.MAIL.index("--inner", start)
        data = samples.MAIL[:start] + "See the web version.\n" + samples.MAIL[stop:]
        assert Read(write("a.eml", data.encode())).article.text == f"{LEAD}\n{QUOTE}"

    def test_a_message_in_an_older_encoding(self, write: Write) -> None:
        head = b"From: b@harbour.example\nSubject: F\xe4hre\nContent-Type: text/plain; charset=iso-8859-1\n\n"
        article = Read(write("a.eml", head + "Die Fähre fährt wieder.".encode("latin-1"))).article
        assert (article.text, article.byline) == ("Die Fähre fährt wieder.", "harbour.example")

    def test_a_cut_message_is_a_problem_and_what_is_there_is_read(self, write: Write) -> None:
        data = samples.MAIL.encode()
        found = Read(write("a.eml", data[: data.index(b"--inner--")]))
        assert "cut short" in found.reason
        assert found.article.text.startswith(LEAD)

    def test_other_files_by_this_name_are_problems(self, write: Write) -> None:
        assert Read(write("a.eml", b"")).reason == "empty"
        assert "no e-mail message" in Read(write("b.eml", b"Nine people died.\n")).reason
        assert "without text" in Read(write("c.eml", b"From: a@b.example\n\n")).reason


class TestXml:
    def test_nothing_is_expanded_or_loaded(self, tmp_path: Path) -> None:
        secret = tmp_path / "secret"
        secret.write_text("secret", encoding="utf-8")
        for declared in (f'<!ENTITY x SYSTEM "{secret.as_uri()}">', '<!ENTITY x "y">', '<!ENTITY % x "y">'):
            with pytest.raises(XmlError, match="entities"):
                parse_xml(f"<!DOCTYPE a [{declared}]><a>{'' if '%' in declared else '&x;'}</a>".encode())

    def test_a_named_document_type_is_let_pass_and_named_characters_are_understood(self) -> None:
        root = parse_xml(
            b'<!DOCTYPE nitf SYSTEM "nitf-3-4.dtd"><nitf>caf&eacute; <b>x</b>&nbsp;y<!-- z --></nitf>'
        )
        assert "".join(root.itertext()) == "café x\N{NO-BREAK SPACE}y"

    def test_errors_tell_the_line(self) -> None:
        with pytest.raises(XmlError) as error:
            parse_xml(b"<a>\n<b>\n</a>")
        assert error.value.line == 3


class TestUnpacking:
    def test_no_more_comes_out_than_may(self) -> None:
        assert unpacked(zlib.compress(b"abc"), "deflate", 3) == b"abc"
        for data, encoding in (
            (zlib.compress(bytes(99)), "deflate"),
            (bytes(99), ""),
            (_brotli(bytes(99)), "br"),
        ):
            with pytest.raises(BombError):
                unpacked(data, encoding, 98)

    def test_damage_is_told(self) -> None:
        for data, encoding in (
            (zlib.compress(bytes(99))[:-5], "gzip"),
            (_brotli(bytes(99))[:-2], "br"),
            (b"x", "zz"),
        ):
            with pytest.raises(CutError):
                unpacked(data, encoding, 1000)


def _brotli(data: bytes) -> bytes:
    brotli = pytest.importorskip("brotli", reason="brotli comes with fastwarc")
    packed: bytes = brotli.compress(data)
    return packed


class TestSource:
    def test_the_guarded_process_reads_what_this_one_reads(self, write: Write) -> None:
        files = {
            "a.docx": samples.docx(),
            "b.eml": samples.MAIL.encode(),
            "c.epub": samples.epub(),
            "d.pdf": samples.pdf_pages(samples.printed()),
            "e.warc.gz": samples.warc_gz(samples.warc_records()),
        }
        here = [article for name, data in files.items() for article in Read(write(name, data)).articles]
        source = FileSource([write("a.docx", files["a.docx"]).parent], Config())
        assert list(source) == here
        assert source.ignored == 5

    def test_a_manifest_beats_what_a_file_says(self, write: Write) -> None:
        write("a.docx", samples.docx())
        corpus = write("manifest.csv", b"file,outlet\na.docx,Aldmere Courier\n").parent
        (article,) = FileSource([corpus], Config())
        assert isinstance(article, Article)
        assert (article.outlet, article.byline) == ("Aldmere Courier", "Ada Quill")

    def test_a_moved_file_is_told_also_beside_files_that_may_hold_records(self, write: Write) -> None:
        write("new/a.docx", samples.docx())
        write("b.json", b"{}")
        corpus = write("manifest.csv", b"file,outlet\na.docx,Aldmere Courier\n").parent
        found = list(FileSource([corpus], Config()))
        assert [one.reason for one in found if isinstance(one, Problem)] == [
            "names a.docx, which is not there; if it was moved, write new/a.docx instead"
        ]

    def test_two_sources_can_be_read_in_turns(self, write: Write) -> None:
        data = b"".join(samples.warc_records())
        both = [iter(FileSource([write(f"{name}/a.warc", data)], Config())) for name in ("one", "two")]
        for one, two in zip(*both, strict=True):
            assert one == two

    def test_a_capture_can_be_excluded_by_its_address(self, write: Write) -> None:
        corpus = write("a.warc", b"".join(samples.warc_records())).parent
        source = FileSource([corpus], Config(exclude=("**/packed",)))
        assert [one.url for one in source if isinstance(one, Article) and "packed" in one.id] == []
        assert source.ignored_by["excluded records"] == 1

    def test_a_missing_package_is_a_problem_with_the_command_that_installs_it(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        _without(monkeypatch, "pypdf")
        (problem,) = FileSource([write("a.pdf", samples.pdf_pages(samples.printed())).parent], Config())
        assert isinstance(problem, Problem)
        assert problem.reason == "PDF documents need the package pypdf: pip install 'provenance[pdf]'"

    def test_a_run_without_articles_says_what_was_opened_in_vain(self, write: Write) -> None:
        page = samples.record("https://a.example/", b"", "image/png")
        source = FileSource([write("a.warc", page)], Config())
        problems = [one for one in source if isinstance(one, Problem)]
        error = no_articles(source.plan, problems, source.ignored_by)
        assert isinstance(error, NoArticlesError)
        assert "1 ignored: 1 captures of other things than text" in str(error)
        assert ".warc.gz" in str(error)


def _without(monkeypatch: pytest.MonkeyPatch, package: str) -> None:
    real = readers.find_spec

    def found(name: str, package_: str | None = None) -> ModuleSpec | None:
        return None if name == package else real(name, package_)

    monkeypatch.setattr(readers, "find_spec", found)


class TestCommand:
    def test_the_gate_names_articles_in_packed_files_and_shows_no_line_of_theirs(
        self, write: Write, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("a.txt", TEXT.encode())
        write("b.docx", samples.docx())
        corpus = write("c.warc", b"".join(samples.warc_records()[:2])).parent
        monkeypatch.chdir(corpus.parent)
        capture = "c.warc#20250312081500/https://aldmere-courier.example/ferry"
        assert run(["gate", "corpus", "--format", "sarif"]) == 1
        results = json.loads(capsys.readouterr().out)["runs"][0]["results"]
        places = {
            place["physicalLocation"]["artifactLocation"]["uri"]: "region" in place["physicalLocation"]
            for result in results
            for place in (*result["locations"], *result.get("relatedLocations", ()))
        }
        assert places == {"corpus/a.txt": True, "corpus/b.docx": False, "corpus/c.warc": False}
        accept = [
            "label",
            "accept",
            f"{capture}:2",
            "corpus/a.txt:1",
            "--as",
            "unknown",
            "--corpus",
            "corpus",
        ]
        assert run(accept) == 0
        assert capture in (corpus / "labels.toml").read_text(encoding="utf-8")
        assert run(["explain", f"{capture}:2", "b.docx:2", "--against", "corpus", "--encoder", "none"]) == 0
        assert "all 38 words equal" in capsys.readouterr().out

    def test_a_second_capture_of_one_address_at_one_time_is_a_problem(self, write: Write) -> None:
        twice = [samples.record("https://a.example/", samples.page(title)) for title in ("One", "Two")]
        found = list(FileSource([write("a.warc", b"".join(twice))], Config()))
        assert isinstance(found[0], Article)
        assert isinstance(found[1], Problem)
        assert "is taken by a.warc:1" in found[1].reason

    def test_formats_lists_every_ending(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["formats", "--format", "json"]) == 0
        listed = json.loads(capsys.readouterr().out)
        assert listed["schema"] == "provenance.formats/1"
        endings = {ending for one in listed["formats"] for ending in one["endings"]}
        assert {
            ".txt",
            ".html",
            ".jsonl.gz",
            ".warc.gz",
            ".wacz",
            ".pdf",
            ".docx",
            ".epub",
            ".eml",
        } <= endings

    def test_formats_says_how_to_install_what_is_missing(
        self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert run(["formats"]) == 0
        assert "missing" not in capsys.readouterr().out
        _without(monkeypatch, "fastwarc")
        assert run(["formats"]) == 0
        out = capsys.readouterr().out
        assert (
            "For web archives (WARC), web archives in a zip file (WACZ): pip install 'provenance[warc]'"
            in out
        )
        assert run(["formats", "--format", "json"]) == 0
        listed = {one["kind"]: one for one in json.loads(capsys.readouterr().out)["formats"]}
        assert (listed["warc"]["installed"], listed["warc"]["missing"]) == (False, ["fastwarc"])
        assert (listed["pdf"]["installed"], listed["pdf"]["install"]) == (True, None)
