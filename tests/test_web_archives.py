"""Web archives: which captures are articles, whole and cut, and what is ignored."""

from __future__ import annotations

import zlib

import pytest

import format_samples as samples
from format_files import Read, Write
from format_samples import PARAGRAPHS, QUOTE, TITLE

TEXT = "\n".join(PARAGRAPHS)


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
