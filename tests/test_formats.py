"""Word, EPUB and e-mail: what is read from files, whole and cut; which formats are installed."""

from __future__ import annotations

import json
import zlib
from importlib.machinery import ModuleSpec
from pathlib import Path

import pytest

import format_samples as samples
from format_files import Read, Write
from format_samples import LEAD, PARAGRAPHS, QUOTE, TITLE
from provenance.cli.main import run
from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.files.formats import readers
from provenance.files.formats.safe_xml import XmlError, parse_xml
from provenance.files.formats.unpack import BombError, CutError, unpacked
from provenance.files.source import FileSource, no_articles
from provenance.model import Article, Problem

TEXT = "\n".join(PARAGRAPHS)


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
