"""What the reading layer takes for an article, what it reports, and what it leaves out."""

from __future__ import annotations

import gzip
import os
from pathlib import Path

import pytest

from corpus_files import STORY, Write, ids, lines, read
from provenance.config import Config
from provenance.errors import NoArticlesError, UsageError
from provenance.files.source import FileSource, no_articles, plan
from provenance.model import Problem


class TestIds:
    def test_a_folder_is_read_all_the_way_down(self, put: Write) -> None:
        put("b.txt")
        put("a/z.txt")
        corpus = put("a/deep/er/x.md")
        assert ids(corpus) == ["a/deep/er/x.md", "a/z.txt", "b.txt"]

    def test_several_roots_put_their_names_in_front(self, put: Write) -> None:
        put("times/a.txt")
        corpus = put("herald/a.txt")
        assert ids(corpus / "times", corpus / "herald") == ["herald/a.txt", "times/a.txt"]

    def test_roots_of_one_name_are_told_apart_by_their_parents(self, put: Write) -> None:
        put("times/may/a.txt")
        corpus = put("herald/may/a.txt")
        assert ids(corpus / "times/may", corpus / "herald/may") == ["herald/may/a.txt", "times/may/a.txt"]

    def test_files_by_name_count_from_their_common_parent(self, put: Write) -> None:
        put("x/one.txt")
        corpus = put("x/y/two.txt")
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
    def test_globs(self, put: Write, pattern: str, expected: list[str]) -> None:
        put("b.txt")
        put("x/a.txt")
        corpus = put("x/y/c.txt")
        assert ids(f"{corpus}/{pattern}") == expected

    def test_a_glob_reads_what_a_shell_would_have_named(self, put: Write) -> None:
        put("b.txt")
        corpus = put("x/a.txt")
        assert ids(f"{corpus}/*") == ids(corpus / "b.txt", corpus / "x") == ["b.txt", "x/a.txt"]

    def test_a_path_given_twice_is_read_once(self, put: Write) -> None:
        corpus = put("x/a.txt")
        assert ids(corpus, corpus) == ["x/a.txt"]
        assert len(ids(corpus, corpus / "x", corpus / "x/a.txt")) == 1

    def test_the_order_of_the_paths_does_not_matter(self, put: Write) -> None:
        put("x/a.txt")
        put("y/a.txt")
        corpus = put("c.txt")
        paths = [corpus / "x", corpus / "y", corpus / "c.txt"]
        assert read(*paths)[0] == read(*reversed(paths))[0]

    def test_a_folder_called_like_an_article_is_a_folder(self, put: Write) -> None:
        assert ids(put("x.txt/a.txt")) == ["x.txt/a.txt"]

    def test_a_name_that_is_no_utf8_still_makes_a_printable_id(self, put: Write) -> None:
        corpus = put("a.txt")
        try:
            Path(os.fsdecode(os.fsencode(corpus) + b"/b\xff.txt")).write_text(STORY)
        except OSError:
            pytest.skip("this file system takes UTF-8 names only")
        assert ids(corpus) == ["a.txt", "b\\xff.txt"]


class TestWhatIsLeftOut:
    def test_other_kinds_hidden_files_and_papers_about_the_corpus_are_counted(self, put: Write) -> None:
        for name in ("photo.jpg", "labels.toml", ".secret.txt", ".provenance/a.txt"):
            put(name)
        put("expected.json", "{}")
        for name in ("README.md", "LICENSE", "sub/README.txt", "noending"):
            put(name)
        articles, problems, source = read(put("a.txt"))
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 9

    def test_a_second_run_does_not_read_the_first_ones_reports(self, put: Write) -> None:
        corpus = put("a.txt")
        for name in ("report.md", "report.html", "articles.csv", "matches.csv"):
            put(f"reports/{name}")
        put("reports/report.json", '{"schema": "provenance.report/1", "version": "1"}')
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 5

    def test_a_report_among_the_articles_does_not_hide_them(self, put: Write) -> None:
        put("x/report.json", '{"articles": [], "schema": "provenance.report/1"}')
        put("x/report.html", "<html><p>" + "words " * 50)
        assert ids(put("x/a.txt")) == ["x/a.txt"]
        put("report.json", '{"schema": "provenance.report/1"}')
        assert ids(put("report.md", "# Ours")) == ["x/a.txt"]

    def test_a_report_under_another_name_is_known_by_its_mark(self, put: Write) -> None:
        put("weekly.md", "<!-- provenance.report/1 -->\n# Report\n")
        put("weekly.html", '<html><meta name="generator" content="provenance 1.0"><p>x</p></html>')
        assert ids(put("a.md")) == ["a.md"]

    def test_a_folder_of_somebody_elses_reports_is_read(self, put: Write) -> None:
        put("reports/report.json", '{"title": "Annual report"}')
        assert ids(put("reports/a.txt")) == ["reports/a.txt"]

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
    def test_excluded_ids(self, put: Write, pattern: str, left: list[str]) -> None:
        put("a.txt")
        put("drafts/c.txt")
        corpus = put("x/b.txt")
        articles, _, source = read(corpus, exclude=(pattern,))
        assert [article.id for article in articles] == left
        assert source.ignored == 3 - len(left)

    def test_links_out_of_the_corpus_are_not_followed(self, put: Write, tmp_path: Path) -> None:
        corpus = put("a.txt")
        (tmp_path / "outside").mkdir()
        (tmp_path / "outside/secret.txt").write_text("Secret.")
        (corpus / "link.txt").symlink_to(tmp_path / "outside/secret.txt")
        (corpus / "folder").symlink_to(tmp_path / "outside")
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 2

    def test_links_inside_the_corpus_lead_to_files_not_read_otherwise(self, put: Write) -> None:
        corpus = put(".store/object.txt")
        (corpus / "b.txt").symlink_to(corpus / ".store/object.txt")
        put("c.txt")
        (corpus / "d.txt").symlink_to(corpus / "c.txt")
        (corpus / "loop").symlink_to(corpus)
        assert ids(corpus) == ["b.txt", "c.txt"]

    def test_a_corpus_that_is_a_link_is_followed(self, put: Write, tmp_path: Path) -> None:
        (tmp_path / "link").symlink_to(put("a.txt"))
        assert ids(tmp_path / "link") == ["a.txt"]

    def test_a_pipe_is_not_waited_for(self, put: Write) -> None:
        corpus = put("a.txt")
        for name in ("pipe.txt", "pipe.md", "manifest.csv", "report.json"):
            os.mkfifo(corpus / name)
        articles, problems, source = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert not problems
        assert source.ignored == 4

    def test_a_file_given_by_name_is_read_whatever_its_name(self, put: Write) -> None:
        corpus = put("README.md")
        put("draft")
        assert ids(corpus / "README.md", corpus / "draft") == ["README.md", "draft"]


class TestNothingToRead:
    @pytest.mark.parametrize("name", ["corpsu", "corpus/none.txt"])
    def test_a_mistyped_path_is_named(self, put: Write, name: str) -> None:
        corpus = put("nine.txt")
        with pytest.raises(UsageError, match=name):
            FileSource([corpus.parent / name], Config())

    def test_a_near_name_is_suggested(self, put: Write) -> None:
        corpus = put("a.txt")
        with pytest.raises(UsageError, match=r"did you mean .*corpus\?"):
            FileSource([corpus.parent / "corpsu"], Config())

    def test_all_missing_paths_are_named_together(self, put: Write) -> None:
        corpus = put("a.txt")
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

    def test_a_folder_of_images(self, put: Write) -> None:
        put("a.jpg")
        put("b.JPG")
        put("c.png")
        told = self.told(put(".hidden"))
        assert "4 ignored: 2 .jpg, 1 .png, 1 hidden" in told
        assert ".jsonl" in told

    def test_a_folder_where_every_file_fails(self, put: Write) -> None:
        put("a.txt", b"")
        told = self.told(put("b.txt", bytes(50)))
        assert "2 could not be read: a.txt: empty, b.txt: not text" in told

    def test_names_cannot_reach_the_terminal_raw(self, put: Write) -> None:
        assert "\x1b" not in self.told(put("a\x1b[31m.txt", b""))


class TestUnreadableFiles:
    @pytest.mark.parametrize("content", [b"", b" \r\n\t\n", b"\xef\xbb\xbf", "\u00a0\n"])
    def test_empty_files_are_problems(self, put: Write, content: bytes | str) -> None:
        put("b.txt")
        articles, problems, _ = read(put("a.txt", content))
        assert [article.id for article in articles] == ["b.txt"]
        assert [(problem.path, problem.reason[:5]) for problem in problems] == [("a.txt", "empty")]

    def test_stray_bytes_leave_an_article_and_a_problem(self, put: Write) -> None:
        articles, problems, _ = read(put("a.txt", "Café.\n".encode() + b"Bad \xff here\n"))
        assert [article.text for article in articles] == ["Café.\nBad \ufffd here\n"]
        assert [(problem.path, problem.line) for problem in problems] == [("a.txt", 2)]

    def test_a_dangling_link(self, put: Write) -> None:
        corpus = put("a.txt")
        (corpus / "gone.txt").symlink_to(corpus / "nowhere.txt")
        articles, problems, _ = read(corpus)
        assert len(articles) == 1
        assert problems == [Problem(path="gone.txt", reason="cannot be read: No such file or directory")]

    def test_a_file_that_vanishes_or_may_not_be_read(
        self, put: Write, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        put("b.jsonl", lines([{"text": "x"}]))
        put("c.jsonl.gz", gzip.compress(b"{}"))
        corpus = put("a.txt")
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

    def test_a_folder_that_may_not_be_listed(self, put: Write, monkeypatch: pytest.MonkeyPatch) -> None:
        put("a.txt")
        corpus = put("shut/b.txt")
        listed = os.scandir

        def refuse(path: str) -> object:
            if str(path).endswith("shut"):
                raise PermissionError(13, "Permission denied")
            return listed(path)

        monkeypatch.setattr(os, "scandir", refuse)
        articles, problems, _ = read(corpus)
        assert [article.id for article in articles] == ["a.txt"]
        assert problems == [Problem(path="shut", reason="the folder cannot be read: Permission denied")]
