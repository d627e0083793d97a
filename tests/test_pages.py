"""Pages of printed articles: which page a passage begins on, and where that is told."""

from __future__ import annotations

import contextlib
import csv
import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import format_samples as samples
from agency_samples import ALTO
from html_helpers import data, page
from provenance.api import load_report
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.diffing.diff import difference
from provenance.core.text.pages import page_among, page_starts
from provenance.files.formats.readers import read_here
from provenance.files.item import ReadItem
from provenance.model import Article, Report
from provenance.report.diff_html import write_diff_html
from provenance.report.diff_markdown import write_diff_markdown
from provenance.report.diff_text import write_diff
from provenance.report.json import read_json, write_json
from provenance.report.schema import report_schema
from scratch_corpus import BAND, FISH, FLOWERS, LAMPS, QUAY, article

PLACE = "annual.pdf:2 (p. 3)"
TEI = (
    """<TEI><text><body><pb n="41"/><p>One.</p><p>Two goes <pb/>on.</p><p>Three.</p>{}</body></text></TEI>"""
)


def printed(text: str) -> bytes:
    """Return what draws a paragraph, in lines of a page's width."""
    words, lines = text.split(), [""]
    for word in words:
        lines = [*lines, word] if len(lines[-1]) > 60 else [*lines[:-1], f"{lines[-1]} {word}".strip()]
    return samples.drawn([(line, 40, 500 - 12 * n, 10) for n, line in enumerate(lines)])


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("paged") / "corpus"
    article(folder, "b.txt", QUAY, FISH)
    # The second page is a picture, say: no text is on it.
    pages = [printed(LAMPS), b"", printed(QUAY), printed(BAND)]
    (folder / "annual.pdf").write_bytes(samples.pdf_pages(pages))
    compare(folder)
    return folder


def compare(folder: Path) -> None:
    """Write ``reports`` beside a corpus."""
    with contextlib.chdir(folder.parent):
        assert run(["compare", *options(folder)]) == 0


def options(*words: Path | str) -> list[str]:
    return [*map(str, words), "--encoder", "none", "--no-progress"]


def report_of(corpus: Path) -> Report:
    return load_report(corpus.parent / "reports" / "report.json")


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("One", [None, None]),
        ("One\n\fTwo", [1, 2]),
        ("\fOne\n\f\fTwo", [2, 4]),
        ("One\fTwo\f\n", [1, 2]),
        # What programs put after the last page begins none.
        ("One\f\n", [None, None]),
    ],
)
def test_a_form_feed_begins_a_page_where_text_follows(text: str, pages: list[int | None]) -> None:
    starts = page_starts(text)
    assert [page_among(starts, text.find(word)) for word in ("One", "Two")] == (
        pages if "Two" in text else [pages[0], page_among(starts, len(text))]
    )


class TestReaders:
    def read(self, folder: Path, content: bytes) -> list[Article]:
        path = folder / "a.xml"
        path.write_bytes(content)
        found = read_here(ReadItem(id="a.xml", path=str(path), kind="xml", size=len(content)), Config())
        return [one for one in found if isinstance(one, Article)]

    def test_a_file_of_several_pages_tells_where_each_begins(self, tmp_path: Path) -> None:
        start, end = ALTO.index(b"<Page"), ALTO.index(b"</Layout>")
        pages = ALTO[start:end]
        (one,) = self.read(tmp_path, ALTO)
        empty = b"<Page><PrintSpace/></Page>"
        (two,) = self.read(tmp_path, ALTO[:start] + empty + pages + empty + pages + ALTO[end:])
        assert "\f" not in one.text
        assert two.text == f"\f{one.text}\n\f\f{one.text}"

    def test_a_page_break_marks_the_paragraph_that_begins_after_it(self, tmp_path: Path) -> None:
        (whole,) = self.read(tmp_path, TEI.format("").encode())
        assert whole.text == "One.\nTwo goes on.\n\fThree."

    def test_pages_of_an_article_within_a_paper_are_not_counted(self, tmp_path: Path) -> None:
        division = "<div type='article'><p>Four.</p><pb/><p>Five.</p></div>"
        (inner,) = self.read(tmp_path, TEI.format(division).encode())
        assert inner.text == "Four.\nFive."


class TestTold:
    def test_by_the_side_of_a_match_in_the_json_under_the_schema(self, corpus: Path) -> None:
        text = (corpus.parent / "reports" / "report.json").read_text(encoding="utf-8")
        record = json.loads(text)
        (match,) = record["matches"]
        assert (match["left"]["article"], match["left"]["page"]) == ("annual.pdf", 3)
        assert "page" not in match["right"]
        jsonschema.validate(record, report_schema(), cls=jsonschema.Draft202012Validator)
        again = io.StringIO()
        write_json(read_json(io.StringIO(text), "report.json"), again)
        assert again.getvalue() == text

    @pytest.mark.parametrize("number", [0, -1, True, "3"])
    def test_a_page_that_is_none_is_refused(self, corpus: Path, tmp_path: Path, number: object) -> None:
        record = json.loads((corpus.parent / "reports" / "report.json").read_text(encoding="utf-8"))
        record["matches"][0]["left"]["page"] = number
        path = tmp_path / "report.json"
        path.write_text(json.dumps(record), encoding="utf-8")
        assert run(["show", str(path)]) == 2

    def test_in_the_table_of_matches_by_columns_at_the_end(self, corpus: Path) -> None:
        with (corpus.parent / "reports" / "matches.csv").open(encoding="utf-8", newline="") as file:
            (row,) = csv.DictReader(file)
        assert [*row][-2:] == ["left_page", "right_page"]
        assert (row["left_page"], row["right_page"]) == ("3", "")

    def test_in_markdown(self, corpus: Path) -> None:
        assert "| :2 (p. 3) |" in (corpus.parent / "reports" / "report.md").read_text(encoding="utf-8")

    @pytest.mark.parametrize("width", ["70", "140"])
    def test_in_the_table(
        self, corpus: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, width: str
    ) -> None:
        monkeypatch.setenv("COLUMNS", width)
        assert run(["show", str(corpus.parent / "reports" / "report.json")]) == 0
        assert ":2 (p. 3)  " in capsys.readouterr().out

    def test_of_a_cluster_and_of_a_match_explained(
        self, corpus: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        report, path = report_of(corpus), str(corpus.parent / "reports" / "report.json")
        assert run(["show", path, report.clusters[0].id]) == 0
        assert PLACE in capsys.readouterr().out
        assert run(["explain", path, report.matches[0].id]) == 0
        assert PLACE in capsys.readouterr().out

    def test_by_check_and_where(self, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        draft = article(corpus.parent, "draft.txt", QUAY, FLOWERS)
        against = ("--against", corpus)
        assert run(["check", *options(draft, *against)]) == 0
        assert PLACE in capsys.readouterr().out
        assert run(["check", *options(draft, *against), "--format", "json"]) == 0
        told = json.loads(capsys.readouterr().out)
        (place, _) = sorted(told["verdicts"][0]["passages"][0]["places"], key=lambda one: one["article"])
        assert (place["article"], place["page"]) == ("annual.pdf", 3)
        assert run(["index", "add", str(corpus), "--index", str(corpus.parent / "i.duckdb")]) == 0
        capsys.readouterr()
        where = ["where", str(draft), "--against", str(corpus.parent / "i.duckdb")]
        assert run(where) == 0
        assert PLACE in capsys.readouterr().out
        assert run([*where, "--format", "json"]) == 0
        one, two = json.loads(capsys.readouterr().out)["copies"]
        assert (one["page"], "page" in two) == (3, False)

    def test_of_a_paged_draft_by_check(self, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        draft = corpus.parent / "draft.pdf"
        draft.write_bytes(samples.pdf_pages([printed(FLOWERS), printed(QUAY)]))
        assert run(["check", *options(draft, "--against", corpus)]) == 0
        assert "  :2 (p. 2)  The harbour" in capsys.readouterr().out

    def test_by_the_gate(self, corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run(["gate", *options(corpus)]) == 1
        told = capsys.readouterr().out
        assert "annual.pdf (p. 3)" in told
        assert "annual.pdf:2 " in told.partition("accept:")[2], "commands take lines, not pages"

    def test_in_what_two_reports_differ_in(self, corpus: Path) -> None:
        report = report_of(corpus)
        found = difference(replace(report, matches=(), pairs=(), clusters=()), report)
        for write in (write_diff, write_diff_markdown, write_diff_html):
            stream = io.StringIO()
            write(found, stream)
            assert ":2 (p. 3)" in stream.getvalue()

    def test_in_the_page_with_scripts_and_without(self, corpus: Path) -> None:
        html = page(report_of(corpus))
        left, right = report_of(corpus).matches[0].left, report_of(corpus).matches[0].right
        assert list(sides(data(html))) == [
            [2, left.start, left.end, None, None, None, 3],
            [3, right.start, right.end],
        ]
        assert "<bdi>annual.pdf</bdi>:2 (p. 3)</span>" in html
        assert [f'<p class="page">Page {n}</p>' in html for n in range(1, 6)] == [
            False,
            True,
            True,
            True,
            False,
        ]
        bare = replace(
            report_of(corpus), articles=tuple(replace(one, text=None) for one in report_of(corpus).articles)
        )
        one, two = sides(data(page(bare)))
        assert (one[3], one[6], len(two)) == (QUAY.removesuffix("."), 3, 6)


def sides(blocks: dict[str, Any]) -> Iterator[list[Any]]:
    (pair,) = blocks["matches-0"]
    (match,) = pair[2]
    yield from match[-2:]


def test_a_report_without_pages_says_nothing_of_them(tmp_path: Path) -> None:
    article(tmp_path / "corpus", "a.txt", QUAY, FISH)
    article(tmp_path / "corpus", "b.txt", QUAY, BAND)
    compare(tmp_path / "corpus")
    for name in ("report.json", "report.md", "matches.csv"):
        text = (tmp_path / "reports" / name).read_text(encoding="utf-8")
        assert "page" not in text.replace("--no-texts", "")
        assert "(p. " not in text
