"""What the reading layer takes for an article, what it reports, and what it leaves out."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import pickle
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.config import Config
from provenance.errors import NoArticlesError, UsageError
from provenance.files import jsonl
from provenance.files.decode import NotTextError, decode, examine
from provenance.files.source import FileSource, Intake, no_articles, plan, read_batches, read_item
from provenance.model import Article, Problem

Write = Callable[..., Path]
STORY = "The harbour commission met on Tuesday.\n\nIt decided nothing.\n"


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file below ``corpus/`` and returns the corpus."""

    def put(name: str, content: str | bytes = STORY) -> Path:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "corpus"

    return put


def read(*paths: Path | str, **settings: object) -> tuple[list[Article], list[Problem], FileSource]:
    source = FileSource(paths, Config(**settings))  # type: ignore[arg-type]
    found = list(source)
    articles = [one for one in found if isinstance(one, Article)]
    return articles, [one for one in found if isinstance(one, Problem)], source


def ids(*paths: Path | str, **settings: object) -> list[str]:
    return [article.id for article in read(*paths, **settings)[0]]


def lines(records: Iterable[object]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


class TestDecoding:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
    def test_a_byte_order_mark_is_dropped(self, encoding: str) -> None:
        assert decode("Žižkov, naïve — 東京\r\n".encode(encoding)) == "Žižkov, naïve — 東京\r\n"

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"])
    @pytest.mark.parametrize(
        "text", ["A plain English sentence.\n", "Обычное предложение по-русски, 2024.\n"]
    )
    def test_wide_text_without_a_mark_is_known_by_its_nuls(self, encoding: str, text: str) -> None:
        assert decode(text.encode(encoding)) == text

    @pytest.mark.parametrize(
        ("text", "encoding"),
        [
            ("Le café", "cp1252"),
            ("The minister said: “We will.” — naïve", "cp1252"),
            ("Die Müllerin sagte in Zürich, größer gehe es nicht.", "cp1252"),
            ("Příliš žluťoučký kůň úpěl ďábelské ódy", "cp1250"),
            ("Министр сказал во вторник, что решения не будет.", "cp1251"),
            ("Министр сказал во вторник, что решения не будет.", "koi8-r"),
            ("市長は火曜日に記者団に対し、決定はまだないと述べた。", "shift_jis"),
        ],
    )
    def test_older_encodings_are_recognised(self, text: str, encoding: str) -> None:
        assert decode(text.encode(encoding)) == text

    @pytest.mark.parametrize(
        ("data", "declared", "guessed"),
        [
            ("Le café".encode("cp1252"), None, True),
            ("Le café".encode("cp1252"), "windows-1252", False),
            ("Le café".encode("cp1252"), "utf-8", True),
            ("Le café".encode(), None, False),
            ("Le café".encode("utf-16"), None, False),
            ("Le café ".encode() * 9 + b"\xff", None, False),
        ],
    )
    def test_a_guess_is_called_one(self, data: bytes, declared: str | None, guessed: bool) -> None:
        assert examine(data, declared).guessed is guessed

    def test_line_ends_stay_as_they_are(self) -> None:
        assert decode(b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"

    def test_stray_bytes_in_utf8_are_replaced_and_the_line_is_told(self) -> None:
        found = examine("café\nnaïve\n".encode() + b"stray \xff byte\n")
        assert found.text == "café\nnaïve\nstray \ufffd byte\n"
        assert found.bad_line == 3

    @pytest.mark.parametrize(
        "data",
        [b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(range(256)) * 20, b"%PDF-1.4\n%text\n", b"\x00" * 64],
    )
    def test_binary_data_is_no_text(self, data: bytes) -> None:
        with pytest.raises(NotTextError, match="not text"):
            decode(data)

    @given(st.text())
    def test_any_text_survives_utf8(self, text: str) -> None:
        try:
            assert decode(b"\xef\xbb\xbf" + text.encode()) == text
        except NotTextError:
            assert any(ord(sign) < 32 for sign in text)

    @given(st.binary(max_size=200))
    def test_whatever_comes_out_can_be_written_as_utf8(self, data: bytes) -> None:
        with contextlib.suppress(NotTextError):
            decode(data).encode("utf-8")

    @pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
    def test_one_very_long_line_is_decoded_without_delay(self, encoding: str) -> None:
        data = ("A naïve statement " * 700_000).encode(encoding)
        begin = time.perf_counter()
        assert decode(data).startswith("A naïve statement")
        assert time.perf_counter() - begin < 5


class TestIds:
    def test_a_folder_is_read_all_the_way_down(self, write: Write) -> None:
        write("b.txt")
        write("a/z.txt")
        corpus = write("a/deep/er/x.md")
        assert ids(corpus) == ["a/deep/er/x.md", "a/z.txt", "b.txt"]

    def test_several_roots_put_their_names_in_front(self, write: Write) -> None:
        write("times/a.txt")
        corpus = write("herald/a.txt")
        assert ids(corpus / "times", corpus / "herald") == ["herald/a.txt", "times/a.txt"]

    def test_roots_of_one_name_are_told_apart_by_their_parents(self, write: Write) -> None:
        write("times/may/a.txt")
        corpus = write("herald/may/a.txt")
        assert ids(corpus / "times/may", corpus / "herald/may") == ["herald/may/a.txt", "times/may/a.txt"]

    def test_files_by_name_count_from_their_common_parent(self, write: Write) -> None:
        write("x/one.txt")
        corpus = write("x/y/two.txt")
        assert ids(corpus / "x/one.txt", corpus / "x/y/two.txt") == ["one.txt", "y/two.txt"]
        assert ids(corpus / "x/y/two.txt") == ["two.txt"]

    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            ("**/*.txt", ["b.txt", "x/a.txt", "x/y/c.txt"]),
            ("x/*.txt", ["a.txt"]),
            ("x*", ["a.txt", "y/c.txt"]),
        ],
    )
    def test_globs(self, write: Write, pattern: str, expected: list[str]) -> None:
        write("b.txt")
        write("x/a.txt")
        corpus = write("x/y/c.txt")
        assert ids(f"{corpus}/{pattern}") == expected

    def test_a_glob_reads_what_a_shell_would_have_named(self, write: Write) -> None:
        write("b.txt")
        corpus = write("x/a.txt")
        assert ids(f"{corpus}/*") == ids(corpus / "b.txt", corpus / "x") == ["b.txt", "x/a.txt"]

    def test_a_path_given_twice_is_read_once(self, write: Write) -> None:
        corpus = write("x/a.txt")
        assert ids(corpus, corpus) == ["x/a.txt"]
        assert len(ids(corpus, corpus / "x", corpus / "x/a.txt")) == 1

    def test_the_order_of_the_paths_does_not_matter(self, write: Write) -> None:
        write("x/a.txt")
        write("y/a.txt")
        corpus = write("c.txt")
        paths = [corpus / "x", corpus / "y", corpus / "c.txt"]
        assert read(*paths)[0] == read(*reversed(paths))[0]

    def test_a_folder_called_like_an_article_is_a_folder(self, write: Write) -> None:
        assert ids(write("x.txt/a.txt")) == ["x.txt/a.txt"]

    def test_a_name_that_is_no_utf8_still_makes_a_printable_id(self, write: Write) -> None:
        corpus = write("a.txt")
        try:
            Path(os.fsdecode(os.fsencode(corpus) + b"/b\xff.txt")).write_text(STORY)
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        assert ids(corpus) == ["a.txt", "b\\xff.txt"]


class TestWhatIsLeftOut:
    def test_other_kinds_hidden_files_and_papers_about_the_corpus_are_counted(self, write: Write) -> None:
        for name in ("photo.jpg", "labels.toml", ".secret.txt", ".provenance/a.txt"):
            write(name)
        write("expected.json", "{}")
        for name in ("README.md", "LICENSE", "sub/README.txt", "noending"):
            write(name)
        articles, problems, source = read(write("a.txt"))
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 9

    def test_a_second_run_does_not_read_the_first_ones_reports(self, write: Write) -> None:
        corpus = write("a.txt")
        for name in ("report.md", "report.html", "articles.csv", "matches.csv"):
            write(f"reports/{name}")
        write("reports/report.json", '{"schema": "provenance.report/1", "version": "1"}')
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 5

    def test_a_report_among_the_articles_does_not_hide_them(self, write: Write) -> None:
        write("x/report.json", '{"articles": [], "schema": "provenance.report/1"}')
        write("x/report.html", "<html><p>" + "words " * 50)
        assert ids(write("x/a.txt")) == ["x/a.txt"]
        write("report.json", '{"schema": "provenance.report/1"}')
        assert ids(write("report.md", "# Ours")) == ["x/a.txt"]

    def test_a_report_under_another_name_is_known_by_its_mark(self, write: Write) -> None:
        write("weekly.md", "<!-- provenance.report/1 -->\n# Report\n")
        write("weekly.html", '<html><meta name="generator" content="provenance 1.0"><p>x</p></html>')
        assert ids(write("a.md")) == ["a.md"]

    def test_a_folder_of_somebody_elses_reports_is_read(self, write: Write) -> None:
        write("reports/report.json", '{"title": "Annual report"}')
        assert ids(write("reports/a.txt")) == ["reports/a.txt"]

    @pytest.mark.parametrize(
        ("pattern", "left"),
        [
            ("drafts/*", ["a.txt", "x/b.txt"]),
            ("drafts", ["a.txt", "x/b.txt"]),
            ("**/b.txt", ["a.txt", "drafts/c.txt"]),
            ("**/a.txt", ["drafts/c.txt", "x/b.txt"]),
            ("*.txt", []),
        ],
    )
    def test_excluded_ids(self, write: Write, pattern: str, left: list[str]) -> None:
        write("a.txt")
        write("drafts/c.txt")
        corpus = write("x/b.txt")
        articles, _, source = read(corpus, exclude=(pattern,))
        assert [article.id for article in articles] == left
        assert source.ignored == 3 - len(left)

    def test_links_out_of_the_corpus_are_not_followed(self, write: Write, tmp_path: Path) -> None:
        corpus = write("a.txt")
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside/secret.txt").write_text("Secret.")
        (corpus / "link.txt").symlink_to(tmp_path / "outside/secret.txt")
        (corpus / "folder").symlink_to(tmp_path / "outside")
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 2

    def test_links_inside_the_corpus_lead_to_files_not_read_otherwise(self, write: Write) -> None:
        corpus = write(".store/object.txt")
        (corpus / "b.txt").symlink_to(corpus / ".store/object.txt")
        write("c.txt")
        (corpus / "d.txt").symlink_to(corpus / "c.txt")
        (corpus / "loop").symlink_to(corpus)
        assert ids(corpus) == ["b.txt", "c.txt"]

    def test_a_corpus_that_is_a_link_is_followed(self, write: Write, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(write("a.txt"))
        assert ids(tmp_path / "link") == ["a.txt"]

    def test_a_pipe_is_not_waited_for(self, write: Write) -> None:
        corpus = write("a.txt")
        for name in ("pipe.txt", "pipe.md", "manifest.csv", "report.json"):
            os.mkfifo(corpus / name)
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 4

    def test_a_file_given_by_name_is_read_whatever_its_name(self, write: Write) -> None:
        corpus = write("README.md")
        write("draft")
        assert ids(corpus / "README.md", corpus / "draft") == ["README.md", "draft"]


class TestNothingToRead:
    @pytest.mark.parametrize("name", ["corpsu", "corpus/none.txt"])
    def test_a_mistyped_path_is_named(self, write: Write, name: str) -> None:
        corpus = write("nine.txt")
        with pytest.raises(UsageError, match=name):
            FileSource([corpus.parent / name], Config())

    def test_a_near_name_is_suggested(self, write: Write) -> None:
        corpus = write("a.txt")
        with pytest.raises(UsageError, match=r"did you mean .*corpus\?"):
            FileSource([corpus.parent / "corpsu"], Config())

    def test_all_missing_paths_are_named_together(self, write: Write) -> None:
        corpus = write("a.txt")
        with pytest.raises(UsageError, match=r"one\.txt: no such.*two\*: the glob matches no file"):
            FileSource([corpus / "one.txt", corpus / "two*", corpus], Config())

    def test_no_path_at_all_is_a_usage_error(self) -> None:
        with pytest.raises(UsageError, match="no corpus"):
            plan([], Config())

    def told(self, path: Path | str) -> str:
        articles, problems, source = read(path)
        assert not articles
        error = no_articles(source.plan, problems, source.ignored_by)
        assert isinstance(error, NoArticlesError)
        return str(error)

    def test_an_empty_folder(self, tmp_path: Path) -> None:
        assert f"{tmp_path}: no files there" in self.told(tmp_path)

    def test_a_folder_of_images(self, write: Write) -> None:
        write("a.jpg")
        write("b.JPG")
        write("c.png")
        told = self.told(write(".hidden"))
        assert "4 ignored: 2 .jpg, 1 .png, 1 hidden" in told
        assert ".jsonl" in told

    def test_a_folder_where_every_file_fails(self, write: Write) -> None:
        write("a.txt", b"")
        told = self.told(write("b.txt", bytes(50)))
        assert "2 could not be read: a.txt: empty, b.txt: not text" in told

    def test_names_cannot_reach_the_terminal_raw(self, write: Write) -> None:
        assert "\x1b" not in self.told(write("a\x1b[31m.txt", b""))


class TestUnreadableFiles:
    @pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", "\u00a0\n"])
    def test_empty_files_are_problems(self, write: Write, content: bytes | str) -> None:
        write("b.txt")
        articles, problems, _ = read(write("a.txt", content))
        assert [article.id for article in articles] == ["b.txt"]
        assert [(problem.path, problem.reason[:5]) for problem in problems] == [("a.txt", "empty")]

    def test_stray_bytes_leave_an_article_and_a_problem(self, write: Write) -> None:
        articles, problems, _ = read(write("a.txt", "Café.\n".encode() + b"Bad \xff here\n"))
        assert [article.text for article in articles] == ["Café.\nBad \ufffd here\n"]
        assert [(problem.path, problem.line) for problem in problems] == [("a.txt", 2)]

    def test_a_dangling_link(self, write: Write) -> None:
        corpus = write("a.txt")
        (corpus / "gone.txt").symlink_to(corpus / "nowhere.txt")
        articles, problems, _ = read(corpus)
        assert len(articles) == 1
        assert problems == [Problem(path="gone.txt", reason="cannot be read: No such file or directory")]

    def test_a_file_that_vanishes_or_may_not_be_read(
        self, write: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        write("b.jsonl", lines([{"text": "x"}]))
        write("c.jsonl.gz", gzip.compress(b"{}"))
        corpus = write("a.txt")
        source = FileSource([corpus], Config())
        (corpus / "b.jsonl").unlink()
        (corpus / "c.jsonl.gz").unlink()

        def refuse(_: Path) -> bytes:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr(Path, "read_bytes", refuse)
        assert list(source) == [
            Problem(path="a.txt", reason="cannot be read: Permission denied"),
            Problem(path="b.jsonl", reason="cannot be read: No such file or directory"),
            Problem(path="c.jsonl.gz", reason="cannot be read: No such file or directory"),
        ]

    def test_a_folder_that_may_not_be_listed(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        write("a.txt")
        corpus = write("shut/b.txt")
        listed = os.scandir

        def refuse(path: str) -> object:
            if str(path).endswith("shut"):
                raise PermissionError(13, "Permission denied")
            return listed(path)

        monkeypatch.setattr(os, "scandir", refuse)
        articles, problems, _ = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert problems == [Problem(path="shut", reason="the folder cannot be read: Permission denied")]


class TestText:
    @pytest.mark.parametrize("content", [STORY, "one\r\ntwo\r\n", "\ttabs and  spaces \n\n\n", "---\nno end"])
    def test_the_text_is_the_decoded_file_unchanged(self, write: Write, content: str) -> None:
        article = read(write("a.txt", content))[0][0]
        assert article.text == content
        assert (article.path, article.body_start, article.extracted) == ("a.txt", 0, False)

    @pytest.mark.parametrize("end", ["\n", "\r\n"])
    @pytest.mark.parametrize("name", ["a.txt", "a.md"])
    def test_front_matter_is_read_and_the_body_begins_after_it(
        self, write: Write, name: str, end: str
    ) -> None:
        head = [
            "---",
            "title: Harbour",
            "date: 2024-05-03",
            "lang: no",
            "credit: [AFP, dpa]",
            "tags: [x]",
            "---",
        ]
        text = end.join([*head, "Body.", ""])
        article = read(write(name, text))[0][0]
        assert article.text == text
        assert article.text[article.body_start :] == f"Body.{end}"
        assert (article.title, article.published, article.language) == ("Harbour", "2024-05-03", "no")
        assert article.credits == ("AFP", "dpa")

    def test_front_matter_with_a_colon_too_many_is_still_read(self, write: Write) -> None:
        article = read(write("a.md", "---\ntitle: Harbour: a history\nauthor: 'A. N.'\n---\nBody.\n"))[0][0]
        assert (article.title, article.byline) == ("Harbour: a history", "A. N.")
        assert article.text[article.body_start :] == "Body.\n"

    @pytest.mark.parametrize("text", ["---\nA rule above and\n---\nbelow.\n", "---\n- a\n- b\n---\nx\n"])
    def test_a_line_of_dashes_is_not_front_matter(self, write: Write, text: str) -> None:
        assert read(write("a.txt", text))[0][0].body_start == 0

    def test_front_matter_without_a_text_is_a_problem(self, write: Write) -> None:
        assert "empty" in read(write("a.md", "---\ntitle: x\n---\n\n"))[1][0].reason

    @pytest.mark.parametrize(
        ("text", "title"),
        [
            ("# Harbour *opens* #\n\nBody.", "Harbour *opens*"),
            ("Intro\n\n## Second\n\n# First\n", "First"),
            ("```\n# comment\n```\n# Real\n", "Real"),
            ("---\ntitle: Front\n---\n# Heading\n", "Front"),
            ("#hashtag\n", None),
        ],
    )
    def test_markdown_titles(self, write: Write, text: str, title: str | None) -> None:
        assert read(write("a.md", text))[0][0].title == title

    def test_plain_text_has_no_title_of_its_own(self, write: Write) -> None:
        assert read(write("a.txt", "# Harbour\n"))[0][0].title is None

    @pytest.mark.parametrize(
        ("date", "iso"),
        [
            ("2024-05-03 10:00", "2024-05-03T10:00"),
            ("20240503", "2024-05-03"),
            ("20240503T100000Z", "2024-05-03T10:00:00+00:00"),
            ("Fri, 03 May 2024 10:00:00 GMT", "2024-05-03T10:00:00+00:00"),
            ("2024-13-45", "2024-13-45"),
            ("last Friday", "last Friday"),
        ],
    )
    def test_dates_become_iso_where_they_can_be_read(self, write: Write, date: str, iso: str) -> None:
        assert read(write("a.md", f"---\ndate: {date}\n---\nx\n"))[0][0].published == iso


PARAGRAPHS = [
    "The harbour commission said on Tuesday that it would publish the full report before the summer break.",
    "Ships have had to wait outside the old lock for up to nine days since the northern gate was damaged.",
    "A spokeswoman for the pilots said the delay had already cost the town's two largest yards a contract.",
]
LINKED = {
    "@context": "https://schema.org",
    "@graph": [
        {"@type": "WebSite", "name": "Herald"},
        {
            "@type": ["NewsArticle"],
            "headline": "Harbour &amp; lock",
            "datePublished": "2024-05-03T10:00:00Z",
            "dateModified": "2024-05-04",
            "author": [{"@type": "Person", "name": "By Ann Lee"}, {"name": "Bo Ek"}],
            "publisher": {"name": "Agence France-Presse"},
            "copyrightHolder": {"name": "The Daily Herald"},
            "creditText": "Photo agency",
            "inLanguage": "en-gb",
        },
    ],
}


def page(body: Iterable[str], head: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    menu = "<nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
    return (
        f"<!doctype html><html lang='en'><head>{head}</head><body>{menu}"
        f"<article><h1>Harbour</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"
    )


class TestHtml:
    def test_the_main_text_has_a_line_for_each_paragraph(self, write: Write) -> None:
        article = read(write("a.html", page(PARAGRAPHS)))[0][0]
        assert article.extracted
        assert [line for line in article.text.split("\n") if line in PARAGRAPHS] == PARAGRAPHS
        assert "Sport" not in article.text
        assert article.language == "en"

    def test_metadata_comes_from_json_ld_and_meta_tags(self, write: Write) -> None:
        head = (
            f"<script type='application/ld+json'>{json.dumps(LINKED)}</script>"
            "<meta property='og:site_name' content='Daily Herald'>"
            "<link rel='canonical' href='https://herald.example/harbour'>"
        )
        article = read(write("a.htm", page(PARAGRAPHS, head)))[0][0]
        assert (article.title, article.outlet) == ("Harbour & lock", "Daily Herald")
        assert (article.published, article.updated) == ("2024-05-03T10:00:00Z", "2024-05-04")
        assert (article.byline, article.language) == ("Ann Lee; Bo Ek", "en-GB")
        assert article.url == "https://herald.example/harbour"
        assert article.credits == ("Agence France-Presse", "Photo agency")

    def test_a_declared_encoding_is_used(self, write: Write) -> None:
        head = "<meta charset='iso-8859-2'>"
        source = page([f"{paragraph} Příští ťapka." for paragraph in PARAGRAPHS], head).encode("iso-8859-2")
        assert "Příští ťapka." in read(write("a.html", source))[0][0].text

    def test_xhtml_with_an_xml_declaration(self, write: Write) -> None:
        source = f"<?xml version='1.0' encoding='iso-8859-1'?>{page([*PARAGRAPHS, 'Ålesund is naïve.'])}"
        assert "Ålesund is naïve." in read(write("a.xhtml", source.encode("latin-1")))[0][0].text

    @pytest.mark.parametrize(
        "source", ["<html><body></body></html>", "<html>" + "<div>" * 5000, "<", "<!-- -->", "&#0;"]
    )
    def test_a_page_without_main_text_is_a_problem(self, write: Write, source: str) -> None:
        articles, problems, _ = read(write("a.html", source))
        assert not articles
        assert [problem.path for problem in problems] == ["a.html"]

    def test_a_parser_that_fails_is_a_problem(self, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        import trafilatura

        def fail(*_: object, **__: object) -> str:
            raise RuntimeError("boom")

        monkeypatch.setattr(trafilatura, "extract", fail)
        assert "cannot be parsed: RuntimeError" in read(write("a.html", page(PARAGRAPHS)))[1][0].reason


RECORDS = [
    {"id": "one", "text": "First text.", "headline": "T", "outlet": "Herald", "date": "2024-05-03"},
    {"text": "Second text.", "credit": "AFP; dpa", "lang": "en_GB", "author": ["A", "B"], "version": 2},
    {"id": 3, "text": "Third\ntext \ud83d\ude00.", "status": "stat:canceled", "unknown": {"a": 1}},
]


class TestRecords:
    @pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_each_line_is_an_article(self, write: Write, name: str, mark: bytes) -> None:
        data = mark + lines(RECORDS).replace("\n", "\r\n\r\n").encode()
        articles, problems, _ = read(write(name, gzip.compress(data) if name.endswith("gz") else data))
        assert not problems
        assert [article.id for article in articles] == ["one", f"{name}:3", "3"]
        assert [article.record_line for article in articles] == [1, 3, 5]
        assert {article.path for article in articles} == {name}
        one, two, three = articles
        assert (one.title, one.outlet, one.published) == ("T", "Herald", "2024-05-03")
        assert (two.credits, two.language, two.byline) == (("AFP", "dpa"), "en-GB", "A; B")
        assert two.version == "2"
        assert (three.status, three.text) == ("cancelled", "Third\ntext 😀.")

    @pytest.mark.parametrize("packed", [False, True])
    def test_bad_lines_are_problems_and_the_others_go_on(self, write: Write, packed: bool) -> None:
        bad = ["{not json", "[1]", '"text"', "{}", '{"text": 5}', '{"text": " "}', '{"text": "x", "id": []}']
        bad += ['{"text": ' + "[" * 100_000, '{"text": "x", "n": ' + "9" * 5000 + "}"]
        data = "\n".join(['{"text": "good"}', *bad, '{"text": "good"}']).encode()
        articles, problems, _ = read(
            write("a.jsonl.gz" if packed else "a.jsonl", gzip.compress(data) if packed else data)
        )
        assert [article.record_line for article in articles] == [1, len(bad) + 2]
        assert [problem.line for problem in problems] == list(range(2, len(bad) + 2))
        assert "no JSON" in problems[0].reason
        assert "no field 'text'" in problems[3].reason

    def test_the_text_field_can_be_named(self, write: Write) -> None:
        corpus = write("a.jsonl", lines([{"body": "Words.", "text": "no"}, {"text": "no body"}]))
        articles, problems, _ = read(corpus, text_field="body")
        assert [article.text for article in articles] == ["Words."]
        assert [(problem.line, "'body'" in problem.reason) for problem in problems] == [(2, True)]

    def test_bytes_that_are_no_utf8_leave_an_article_and_a_problem(self, write: Write) -> None:
        articles, problems, _ = read(write("a.jsonl", b'{"text": "ok"}\n{"text": "bad \xff"}\n'))
        assert [article.text for article in articles] == ["ok", "bad \ufffd"]
        assert [problem.line for problem in problems] == [2]

    def test_lone_surrogates_do_not_come_out(self, write: Write) -> None:
        record = '{"id": "a\\ud800", "text": "x \\udc00 y", "title": "\\ud800"}'
        article = read(write("a.jsonl", record))[0][0]
        assert (article.id, article.text, article.title) == ("a\ufffd", "x \ufffd y", "\ufffd")

    def test_records_in_utf16(self, write: Write) -> None:
        articles, problems, _ = read(write("a.jsonl", lines(RECORDS).encode("utf-16")))
        assert (len(articles), problems) == (3, [])

    def test_a_damaged_gzip_file_is_a_problem_after_the_good_lines(self, write: Write) -> None:
        packed = gzip.compress(lines({"text": f"{n} {os.urandom(64).hex()}"} for n in range(2000)).encode())
        articles, problems, _ = read(write("a.jsonl.gz", packed[: len(packed) // 2]))
        assert 100 < len(articles) < 2000
        assert [problem.path for problem in problems] == ["a.jsonl.gz"]
        assert "damaged gzip" in problems[0].reason

    @pytest.mark.parametrize("data", [b"no gzip at all", b"\x1f\x8b\x08"])
    def test_a_file_that_is_no_gzip_is_a_problem(self, write: Write, data: bytes) -> None:
        assert "damaged gzip" in read(write("a.jsonl.gz", data))[1][0].reason

    @pytest.mark.parametrize(
        ("name", "data"), [("a.jsonl", b"\n \n"), ("a.jsonl.gz", gzip.compress(b"\n", mtime=0))]
    )
    def test_empty_files_of_records_are_problems(self, write: Write, name: str, data: bytes) -> None:
        assert [problem.reason for problem in read(write(name, data))[1]] == ["empty"]

    def test_excluded_record_ids_are_left_out_and_counted(self, write: Write) -> None:
        corpus = write("a.jsonl", lines([{"id": "x/1", "text": "a"}, {"id": "y/1", "text": "b"}]))
        articles, _, source = read(corpus, exclude=("x/*",))
        assert [article.id for article in articles] == ["y/1"]
        assert source.ignored == 1

    @given(sizes=st.lists(st.integers(0, 60), max_size=40), stretch=st.integers(1, 80), end=st.booleans())
    def test_stretches_cover_the_file_and_keep_line_numbers(
        self, tmp_path_factory: pytest.TempPathFactory, sizes: list[int], stretch: int, end: bool
    ) -> None:
        path = tmp_path_factory.mktemp("stretches") / "a.jsonl"
        text = "".join('{"text": "' + "x" * size + 'y"}\n' for size in sizes)
        path.write_text(text if end else text.rstrip("\n"))
        whole = read(path)[0]
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(jsonl, "STRETCH", stretch)
            pieces = plan([path], Config())
        assert pieces.total_bytes == path.stat().st_size
        cut = [one for item in pieces.items for one in read_item(item, Config())]
        assert [one for one in cut if isinstance(one, Article)] == whole

    def test_a_plan_can_be_read_elsewhere(self, write: Write) -> None:
        write("b.jsonl", lines(RECORDS))
        corpus = write("a.md")
        work = plan([corpus], Config())
        items = pickle.loads(pickle.dumps(work.items))
        intake = Intake(work, Config())
        found = [one for item in items for one in intake.take(read_item(item, Config()))]
        assert [*work.problems, *found, *intake.finish()] == list(FileSource([corpus], Config()))
        assert work.locate()["a.md"] == str(corpus / "a.md")

    def test_packed_records_come_in_batches(self, write: Write) -> None:
        data = gzip.compress(lines({"text": str(number)} for number in range(5000)).encode())
        item = plan([write("a.jsonl.gz", data)], Config()).items[0]
        sizes = [len(batch) for batch in read_batches(item, Config())]
        assert sum(sizes) == 5000
        assert max(sizes) <= 2000


class TestDuplicateIds:
    def test_the_first_record_keeps_the_id(self, write: Write) -> None:
        write("a.jsonl", lines([{"id": "x", "text": "first"}, {"id": "x", "text": "second"}]))
        articles, problems, _ = read(write("b.jsonl", lines([{"id": "x", "text": "third"}])))
        assert [article.text for article in articles] == ["first"]
        assert [(problem.path, problem.line) for problem in problems] == [("a.jsonl", 2), ("b.jsonl", 1)]
        assert all("a.jsonl:1" in problem.reason for problem in problems)

    def test_a_record_cannot_take_a_files_id(self, write: Write) -> None:
        write("b.jsonl", lines([{"id": "a.txt", "text": "record"}]))
        articles, problems, _ = read(write("a.txt"))
        assert [article.text for article in articles] == [STORY]
        assert [(problem.path, problem.line) for problem in problems] == [("b.jsonl", 1)]


MANIFEST = (
    "file,outlet,published,credit,title,colour\n"
    'a.txt,Herald,2024-05-03,AFP; dpa,"Harbour, lock",red\n'
    "sub/b.md,Times,,,,\n"
)


class TestManifest:
    def test_rows_describe_files_and_beat_front_matter_where_they_say_something(self, write: Write) -> None:
        write("manifest.csv", MANIFEST)
        write("sub/b.md", "---\noutlet: Echo\ntitle: Own\n---\nx\n")
        articles, problems, source = read(write("a.txt"))
        assert (problems, source.ignored) == ([], 0)
        a, b = articles
        assert (a.outlet, a.published, a.credits) == ("Herald", "2024-05-03", ("AFP", "dpa"))
        assert a.title == "Harbour, lock"
        assert (b.outlet, b.title) == ("Times", "Own")

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
    def test_separators_and_encodings(self, write: Write, delimiter: str, encoding: str) -> None:
        rows = [("File", "Outlet", "Title"), ("a.txt", "Müncher Bote", "Größe, Maß")]
        write("manifest.csv", "\r\n".join(map(delimiter.join, rows)).encode(encoding))
        article = read(write("a.txt"))[0][0]
        assert (article.outlet, article.title) == ("Müncher Bote", "Größe, Maß")

    def test_a_manifest_in_a_folder_counts_from_there_and_beats_one_above(self, write: Write) -> None:
        write("manifest.csv", "file,outlet,language\nsub/a.txt,Outer,de\n")
        write("sub/manifest.csv", "file,outlet\n./a.txt,Inner\n")
        articles, problems, _ = read(write("sub/a.txt"))
        assert not problems
        assert (articles[0].outlet, articles[0].language) == ("Inner", "de")

    def test_a_row_of_a_file_that_was_moved_says_where_that_may_be(self, write: Write) -> None:
        write("manifest.csv", "file,outlet\nquay.txt,Herald\nbells.txt,Post\n")
        write("bells.txt")
        (problem,) = read(write("news/quay.txt"))[1]
        reason = "names quay.txt, which is not there; if it was moved, write news/quay.txt instead"
        assert (problem.path, problem.line, problem.reason) == ("manifest.csv", 2, reason)

    def test_faulty_rows_are_problems_with_their_lines(self, write: Write) -> None:
        rows = ["file,title", 'a.txt,"two\nlines"', "gone.txt,x", ",nameless", "a.txt,again", "a.txt,b,c", ""]
        write("manifest.csv", "\n".join(rows))
        articles, problems, _ = read(write("a.txt"))
        assert articles[0].title == "two lines"
        assert sorted((problem.line or 0, problem.reason[:12]) for problem in problems) == [
            (4, "names gone.t"),
            (5, "no file name"),
            (6, "'a.txt' agai"),
            (7, "3 cells, but"),
        ]
        assert {problem.path for problem in problems} == {"manifest.csv"}

    @pytest.mark.parametrize("content", [b"path,outlet\na.txt,x\n", b"", bytes(100)])
    def test_a_manifest_that_cannot_be_used_is_a_problem(self, write: Write, content: bytes) -> None:
        write("manifest.csv", content)
        articles, problems, _ = read(write("a.txt"))
        assert len(articles) == 1
        assert [problem.path for problem in problems] == ["manifest.csv"]

    def test_rows_may_name_files_that_are_left_out(self, write: Write) -> None:
        write("manifest.csv", "file\na.txt\nphoto.jpg\nb.txt\n")
        write("photo.jpg")
        write("b.txt")
        assert read(write("a.txt"), exclude=("b.txt",))[1] == []

    @pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd"])
    def test_rows_cannot_name_files_elsewhere(self, write: Write, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.txt").write_text(STORY)
        write("manifest.csv", f"file,outlet\n{name},Herald\n")
        articles, problems, _ = read(write("a.txt"))
        assert [article.outlet for article in articles] == [None]
        assert [(problem.path, problem.line) for problem in problems] == [("manifest.csv", 2)]

    def test_rows_may_name_records(self, write: Write) -> None:
        write("manifest.csv", "file,outlet,title\none,Herald,\na.jsonl,,All\nthree,x,\n")
        corpus = write(
            "a.jsonl", lines([{"id": "one", "text": "x", "outlet": "y"}, {"id": "two", "text": "z"}])
        )
        articles, problems, _ = read(corpus)
        assert [(article.outlet, article.title) for article in articles] == [("Herald", "All"), (None, "All")]
        assert [(problem.path, problem.line) for problem in problems] == [("manifest.csv", 4)]

    def test_a_file_given_by_name_has_the_manifest_beside_it(self, write: Write) -> None:
        write("manifest.csv", MANIFEST)
        corpus = write("a.txt")
        articles, problems, _ = read(corpus / "a.txt")
        assert (articles[0].outlet, problems) == ("Herald", [])

    def test_names_in_composed_and_decomposed_form_are_one(self, write: Write) -> None:
        write("manifest.csv", "file,outlet\nCafe\u0301.txt,Herald\n")
        assert read(write("Caf\u00e9.txt"))[0][0].outlet == "Herald"


class TestOutlets:
    def test_the_first_folder_names_the_outlet(self, write: Write) -> None:
        write("herald/2024/a.txt")
        write("times/b.md", "---\noutlet: Own\n---\nx\n")
        write("times/c.html", page(PARAGRAPHS, "<meta property='og:site_name' content='Guess'>"))
        articles = read(write("d.txt"), outlet_from="folder")[0]
        assert [article.outlet for article in articles] == [None, "herald", "Own", "times"]

    def test_with_several_roots_the_root_names_the_outlet_of_files_directly_in_it(self, write: Write) -> None:
        write("herald/a.txt")
        corpus = write("times/b.txt")
        articles = read(corpus / "herald", corpus / "times", outlet_from="folder")[0]
        assert [article.outlet for article in articles] == ["herald", "times"]

    def test_any_other_word_names_all_without_an_outlet(self, write: Write) -> None:
        write("a.jsonl", lines([{"text": "x", "outlet": "Own"}, {"text": "y"}]))
        assert [a.outlet for a in read(write("b.txt"), outlet_from="Herald")[0]] == [
            "Own",
            "Herald",
            "Herald",
        ]
