"""A manifest describes articles that do not describe themselves, and folders name outlets."""

from __future__ import annotations

from pathlib import Path

import pytest

from corpus_files import PARAGRAPHS, STORY, Write, lines, page, read

MANIFEST = (
    "file,outlet,published,credit,title,colour\n"
    'a.txt,Herald,2024-05-03,AFP; dpa,"Harbour, lock",red\n'
    "sub/b.md,Times,,,,\n"
)


class TestManifest:
    def test_rows_describe_files_and_beat_front_matter_where_they_say_something(self, put: Write) -> None:
        put("manifest.csv", MANIFEST)
        put("sub/b.md", "---\noutlet: Echo\ntitle: Own\n---\nx\n")
        articles, problems, source = read(put("a.txt"))
        assert (problems, source.ignored) == ([], 0)
        a, b = articles
        assert (a.outlet, a.published, a.credits) == ("Herald", "2024-05-03", ("AFP", "dpa"))
        assert a.title == "Harbour, lock"
        assert (b.outlet, b.title) == ("Times", "Own")

    @pytest.mark.parametrize("delimiter", [";", "\t"])
    @pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
    def test_separators_and_encodings(self, put: Write, delimiter: str, encoding: str) -> None:
        rows = [("File", "Outlet", "Title"), ("a.txt", "Müncher Bote", "Größe, Maß")]
        put("manifest.csv", "\r\n".join(map(delimiter.join, rows)).encode(encoding))
        article = read(put("a.txt"))[0][0]
        assert (article.outlet, article.title) == ("Müncher Bote", "Größe, Maß")

    def test_a_manifest_in_a_folder_counts_from_there_and_beats_one_above(self, put: Write) -> None:
        put("manifest.csv", "file,outlet,language\nsub/a.txt,Outer,de\n")
        put("sub/manifest.csv", "file,outlet\n./a.txt,Inner\n")
        articles, problems, _ = read(put("sub/a.txt"))
        assert not problems
        assert (articles[0].outlet, articles[0].language) == ("Inner", "de")

    def test_a_row_of_a_file_that_was_moved_says_where_that_may_be(self, put: Write) -> None:
        put("manifest.csv", "file,outlet\nquay.txt,Herald\nbells.txt,Post\n")
        put("bells.txt")
        (problem,) = read(put("news/quay.txt"))[1]
        reason = "names quay.txt, which is not there; if it was moved, write news/quay.txt instead"
        assert (problem.path, problem.line, problem.reason) == ("manifest.csv", 2, reason)

    def test_faulty_rows_are_problems_with_their_lines(self, put: Write) -> None:
        rows = ["file,title", 'a.txt,"two\nlines"', "gone.txt,x", ",nameless", "a.txt,again", "a.txt,b,c", ""]
        put("manifest.csv", "\n".join(rows))
        articles, problems, _ = read(put("a.txt"))
        assert articles[0].title == "two lines"
        assert sorted((problem.line or 0, problem.reason[:12]) for problem in problems) == [
            (4, "names gone.t"),
            (5, "no file name"),
            (6, "'a.txt' agai"),
            (7, "3 cells, but"),
        ]
        assert {problem.path for problem in problems} == {"manifest.csv"}

    @pytest.mark.parametrize("content", [b"path,outlet\na.txt,x\n", b"", bytes(100)])
    def test_a_manifest_that_cannot_be_used_is_a_problem(self, put: Write, content: bytes) -> None:
        put("manifest.csv", content)
        articles, problems, _ = read(put("a.txt"))
        assert len(articles) == 1
        assert [problem.path for problem in problems] == ["manifest.csv"]

    def test_rows_may_name_files_that_are_left_out(self, put: Write) -> None:
        put("manifest.csv", "file\na.txt\nphoto.jpg\nb.txt\n")
        put("photo.jpg")
        put("b.txt")
        assert read(put("a.txt"), exclude=("b.txt",))[1] == []

    @pytest.mark.parametrize("name", ["../outside.txt", "/etc/passwd"])
    def test_rows_cannot_name_files_elsewhere(self, put: Write, tmp_path: Path, name: str) -> None:
        (tmp_path / "outside.txt").write_text(STORY)
        put("manifest.csv", f"file,outlet\n{name},Herald\n")
        articles, problems, _ = read(put("a.txt"))
        assert [article.outlet for article in articles] == [None]
        assert [(problem.path, problem.line) for problem in problems] == [("manifest.csv", 2)]

    def test_rows_may_name_records(self, put: Write) -> None:
        put("manifest.csv", "file,outlet,title\none,Herald,\na.jsonl,,All\nthree,x,\n")
        corpus = put(
            "a.jsonl", lines([{"id": "one", "text": "x", "outlet": "y"}, {"id": "two", "text": "z"}])
        )
        articles, problems, _ = read(corpus)
        assert [(article.outlet, article.title) for article in articles] == [("Herald", "All"), (None, "All")]
        assert [(problem.path, problem.line) for problem in problems] == [("manifest.csv", 4)]

    def test_a_file_given_by_name_has_the_manifest_beside_it(self, put: Write) -> None:
        put("manifest.csv", MANIFEST)
        corpus = put("a.txt")
        articles, problems, _ = read(corpus / "a.txt")
        assert (articles[0].outlet, problems) == ("Herald", [])

    def test_names_in_composed_and_decomposed_form_are_one(self, put: Write) -> None:
        put("manifest.csv", "file,outlet\nCafe\u0301.txt,Herald\n")
        assert read(put("Caf\u00e9.txt"))[0][0].outlet == "Herald"


class TestOutlets:
    def test_the_first_folder_names_the_outlet(self, put: Write) -> None:
        put("herald/2024/a.txt")
        put("times/b.md", "---\noutlet: Own\n---\nx\n")
        put("times/c.html", page(PARAGRAPHS, "<meta property='og:site_name' content='Guess'>"))
        articles = read(put("d.txt"), outlet_from="folder")[0]
        assert [article.outlet for article in articles] == [None, "herald", "Own", "times"]

    def test_with_several_roots_the_root_names_the_outlet_of_files_directly_in_it(self, put: Write) -> None:
        put("herald/a.txt")
        corpus = put("times/b.txt")
        articles = read(corpus / "herald", corpus / "times", outlet_from="folder")[0]
        assert [article.outlet for article in articles] == ["herald", "times"]

    def test_any_other_word_names_all_without_an_outlet(self, put: Write) -> None:
        put("a.jsonl", lines([{"text": "x", "outlet": "Own"}, {"text": "y"}]))
        assert [a.outlet for a in read(put("b.txt"), outlet_from="Herald")[0]] == [
            "Own",
            "Herald",
            "Herald",
        ]
