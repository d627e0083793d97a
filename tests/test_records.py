"""Articles that are lines of one file: each line by itself, packed or not, and ids that come twice."""

from __future__ import annotations

import gzip
import os
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus_files import STORY, Write, lines, read
from provenance.config import Config
from provenance.files import jsonl
from provenance.files.source import FileSource, Intake, plan, read_batches, read_item
from provenance.model import Article

RECORDS = [
    {"id": "one", "text": "First text.", "headline": "T", "outlet": "Herald", "date": "2024-05-03"},
    {"text": "Second text.", "credit": "AFP; dpa", "lang": "en_GB", "author": ["A", "B"], "version": 2},
    {"id": 3, "text": "Third\ntext \ud83d\ude00.", "status": "stat:canceled", "unknown": {"a": 1}},
]


class TestRecords:
    @pytest.mark.parametrize("name", ["a.jsonl", "a.ndjson", "a.jsonl.gz"])
    @pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
    def test_each_line_is_an_article(self, put: Write, name: str, mark: bytes) -> None:
        data = mark + lines(RECORDS).replace("\n", "\r\n\r\n").encode()
        articles, problems, _ = read(put(name, gzip.compress(data) if name.endswith("gz") else data))
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
    def test_bad_lines_are_problems_and_the_others_go_on(self, put: Write, packed: bool) -> None:
        bad = ["{not json", "[1]", '"text"', "{}", '{"text": 5}', '{"text": " "}', '{"text": "x", "id": []}']
        bad += ['{"text": ' + "[" * 100_000, '{"text": "x", "n": ' + "9" * 5000 + "}"]
        data = "\n".join(['{"text": "good"}', *bad, '{"text": "good"}']).encode()
        articles, problems, _ = read(
            put("a.jsonl.gz" if packed else "a.jsonl", gzip.compress(data) if packed else data)
        )
        assert [article.record_line for article in articles] == [1, len(bad) + 2]
        assert [problem.line for problem in problems] == list(range(2, len(bad) + 2))
        assert "no JSON" in problems[0].reason
        assert "no field 'text'" in problems[3].reason

    def test_the_text_field_can_be_named(self, put: Write) -> None:
        corpus = put("a.jsonl", lines([{"body": "Words.", "text": "no"}, {"text": "no body"}]))
        articles, problems, _ = read(corpus, text_field="body")
        assert [article.text for article in articles] == ["Words."]
        assert [(problem.line, "'body'" in problem.reason) for problem in problems] == [(2, True)]

    def test_bytes_that_are_no_utf8_leave_an_article_and_a_problem(self, put: Write) -> None:
        articles, problems, _ = read(put("a.jsonl", b'{"text": "ok"}\n{"text": "bad \xff"}\n'))
        assert [article.text for article in articles] == ["ok", "bad \ufffd"]
        assert [problem.line for problem in problems] == [2]

    def test_lone_surrogates_do_not_come_out(self, put: Write) -> None:
        record = '{"id": "a\\ud800", "text": "x \\udc00 y", "title": "\\ud800"}'
        article = read(put("a.jsonl", record))[0][0]
        assert (article.id, article.text, article.title) == ("a\ufffd", "x \ufffd y", "\ufffd")

    def test_records_in_utf16(self, put: Write) -> None:
        articles, problems, _ = read(put("a.jsonl", lines(RECORDS).encode("utf-16")))
        assert (len(articles), problems) == (3, [])

    def test_a_damaged_gzip_file_is_a_problem_after_the_good_lines(self, put: Write) -> None:
        packed = gzip.compress(lines({"text": f"{n} {os.urandom(64).hex()}"} for n in range(2000)).encode())
        articles, problems, _ = read(put("a.jsonl.gz", packed[: len(packed) // 2]))
        assert 100 < len(articles) < 2000
        assert [problem.path for problem in problems] == ["a.jsonl.gz"]
        assert "damaged gzip" in problems[0].reason

    @pytest.mark.parametrize("data", [b"no gzip at all", b"\x1f\x8b\x08"])
    def test_a_file_that_is_no_gzip_is_a_problem(self, put: Write, data: bytes) -> None:
        assert "damaged gzip" in read(put("a.jsonl.gz", data))[1][0].reason

    @pytest.mark.parametrize(
        ("name", "data"), [("a.jsonl", b"\n \n"), ("a.jsonl.gz", gzip.compress(b"\n", mtime=0))]
    )
    def test_empty_files_of_records_are_problems(self, put: Write, name: str, data: bytes) -> None:
        assert [problem.reason for problem in read(put(name, data))[1]] == ["empty"]

    def test_excluded_record_ids_are_left_out_and_counted(self, put: Write) -> None:
        corpus = put("a.jsonl", lines([{"id": "x/1", "text": "a"}, {"id": "y/1", "text": "b"}]))
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

    def test_a_plan_can_be_read_elsewhere(self, put: Write) -> None:
        put("b.jsonl", lines(RECORDS))
        corpus = put("a.md")
        work = plan([corpus], Config())
        items = pickle.loads(pickle.dumps(work.items))
        intake = Intake(work, Config())
        found = [one for item in items for one in intake.take(read_item(item, Config()))]
        assert [*work.problems, *found, *intake.finish()] == list(FileSource([corpus], Config()))
        assert work.locate()["a.md"] == str(corpus / "a.md")

    def test_packed_records_come_in_batches(self, put: Write) -> None:
        data = gzip.compress(lines({"text": str(number)} for number in range(5000)).encode())
        item = plan([put("a.jsonl.gz", data)], Config()).items[0]
        sizes = [len(batch) for batch in read_batches(item, Config())]
        assert sum(sizes) == 5000
        assert max(sizes) <= 2000


class TestDuplicateIds:
    def test_the_first_record_keeps_the_id(self, put: Write) -> None:
        put("a.jsonl", lines([{"id": "x", "text": "first"}, {"id": "x", "text": "second"}]))
        articles, problems, _ = read(put("b.jsonl", lines([{"id": "x", "text": "third"}])))
        assert [article.text for article in articles] == ["first"]
        assert [(problem.path, problem.line) for problem in problems] == [("a.jsonl", 2), ("b.jsonl", 1)]
        assert all("a.jsonl:1" in problem.reason for problem in problems)

    def test_a_record_cannot_take_a_files_id(self, put: Write) -> None:
        put("b.jsonl", lines([{"id": "a.txt", "text": "record"}]))
        articles, problems, _ = read(put("a.txt"))
        assert [article.text for article in articles] == [STORY]
        assert [(problem.path, problem.line) for problem in problems] == [("b.jsonl", 1)]
