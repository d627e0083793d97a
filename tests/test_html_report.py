"""The report as an HTML page, as far as it shows without a browser."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from html_helpers import (
    Nesting,
    astral_report,
    data,
    hostile_corpus,
    large_report,
    page,
)
from provenance.api import load_report
from provenance.cli.main import run
from provenance.model import OriginKind
from provenance.report.dates import seconds_of
from provenance.report.escape import for_html
from provenance.report.html.coverage import Shared, segments, shared_stretches, words_by_origin
from provenance.report.html.facts import facts_of
from provenance.report.html.network import draw
from provenance.report.html.summary import OutletPair, outlet_pairs
from provenance.report.label_command import label_commands
from provenance.report.order import TIERS
from sample_report import COAST, DAILY, HOSTILE_ID, TEXTS, empty_report, rich_report
from scratch_corpus import two_copies


def digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@pytest.fixture(scope="module")
def rich() -> str:
    return page(rich_report())


@pytest.fixture(scope="module")
def large() -> str:
    return page(large_report(600))


class TestThePage:
    def test_it_asks_for_nothing_from_anywhere(self, rich: str) -> None:
        for tag, attributes in Nesting(rich).tags:
            assert tag not in ("link", "img", "iframe", "object", "embed", "base", "form"), tag
            assert not {"src", "srcset", "style", "action", "background"} & attributes.keys(), (
                tag,
                attributes,
            )
            assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        assert "url(" not in rich.partition("</style>")[0]

    def test_its_policy_allows_its_own_style_and_script_and_nothing_else(self, rich: str) -> None:
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', rich)
        style = re.search(r"<style>(.*?)</style>", rich, re.S)
        scripts = re.findall(r"<script>(.*?)</script>", rich, re.S)
        assert policy and style and len(scripts) == 1
        assert policy[1].split("; ") == [
            "default-src 'none'",
            f"script-src '{digest(scripts[0])}'",
            f"style-src '{digest(style[1])}'",
            "base-uri 'none'",
            "form-action 'none'",
        ]

    def test_what_opens_closes_and_every_id_is_given_once(self, rich: str, large: str) -> None:
        for html in (rich, large, page(empty_report())):
            read = Nesting(html)
            assert read.faults == []
            assert len(read.ids) == len(set(read.ids))

    def test_every_link_within_it_leads_somewhere_without_scripts(self, rich: str) -> None:
        read = Nesting(rich)
        targets = {value for tag, found in read.tags if tag == "a" and (value := found.get("href"))}
        missing = {target for target in targets if target.startswith("#") and target[1:] not in read.ids}
        assert len(targets) > 20
        assert missing == set()

    def test_the_same_report_gives_the_same_bytes(self, rich: str, large: str) -> None:
        assert page(rich_report()) == rich
        assert page(large_report(600)) == large

    def test_it_holds_every_pair_match_cluster_and_article_without_scripts(self, rich: str) -> None:
        report = rich_report()
        ids = Nesting(rich).ids
        assert {f"m-{match.id}" for match in report.matches} <= set(ids)
        assert {f"c-{cluster.id}" for cluster in report.clusters} <= set(ids)
        assert sum(name.startswith("p-") for name in ids) == len(report.pairs)
        assert sum(name.startswith("a-") for name in ids) == len(report.articles)
        assert "translations were not looked for" in rich
        assert "feed.jsonl" in rich

    def test_it_says_how_sure_text_recognition_was(self) -> None:
        report = rich_report()
        scanned = replace(report.articles[0], ocr_confidence=0.814)
        html = page(replace(report, articles=(scanned, *report.articles[1:])))
        assert html.count("Text recognition was 81% sure of its words.") == 1
        assert [row[-1] for row in data(html)["texts-0"]][:2] == [0.814, None]

    def test_a_large_report_shows_its_first_pairs_without_scripts_and_says_so(self, large: str) -> None:
        assert "Without scripts this page shows the first 200 of 1,200 pairs" in large
        assert sum(name.startswith("p-") for name in Nesting(large).ids) == 200

    def test_a_report_without_texts_shows_passages_and_says_so(self) -> None:
        report = rich_report()
        bare = replace(report, articles=tuple(replace(article, text=None) for article in report.articles))
        html = page(bare)
        assert "does not carry the articles" in html and "does not carry the articles" not in page(report)
        assert "strenuous" in html
        held = data(html)
        assert not held["head"]["texts"]
        sides = [side for pair in held["matches-0"] for match in pair[2] for side in match[9:]]
        assert {side[3] for side in sides} == {s.text for m in report.matches for s in (m.left, m.right)}


class TestWithoutScripts:
    def notes(self, html: str) -> list[str]:
        return [re.sub(r"<[^>]+>", "", note) for note in re.findall(r'<p class="note">(.*?)</p>', html, re.S)]

    def test_a_large_report_says_how_much_is_not_shown_and_where_the_rest_is(self, large: str) -> None:
        pairs, clusters, articles = [note for note in self.notes(large) if "not shown." in note]
        shown = large.count('<article class="pair"'), large.count('<section class="match"')
        assert shown == (200, 200)
        assert "1,000 pairs and 1,000 matches are not shown." in pairs
        assert "400 clusters are not shown." in clusters
        assert "1,800 articles are not shown." in articles
        for note in (pairs, clusters):
            assert "report.md" in note and "matches.csv" in note and "--format markdown" in note

    def test_a_small_report_is_all_there(self, rich: str) -> None:
        assert not [note for note in self.notes(rich) if "not shown." in note]


class TestHostileText:
    def test_markup_from_articles_is_text(self, rich: str) -> None:
        assert rich.count("<script>") == 1
        assert "<script>alert" not in rich
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in rich

    def test_nothing_in_a_data_block_ends_it_or_begins_a_comment(self) -> None:
        report = rich_report()
        nasty = "</script><!--<script> \u2028 \ud800 ]]>"
        articles = tuple(
            replace(article, title=nasty, text=nasty * 9 + (article.text or ""))
            for article in report.articles
        )
        html = page(replace(report, articles=articles, matches=(), pairs=(), clusters=(), repeats=()))
        assert html.count("<script") == html.count("</script") == html.count("<script type=") + 1
        assert "<!--" not in html
        html.encode("utf-8")
        assert data(html)["articles"]["title"] == [
            nasty.replace("\u2028", " ").replace("  ", " ").replace("  ", " ")
        ] * len(articles)

    def test_controls_and_overrides_are_made_visible(self, rich: str) -> None:
        body = rich.partition('<script type="application/json"')[0].partition("</style>")[2]
        assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", body)
        assert "\u241b[31mred" in body

    @given(st.text())
    def test_line_breaks_tabs_and_marks_of_direction_are_all_that_is_left_of_controls(
        self, text: str
    ) -> None:
        safe = for_html(text)
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]", safe
        )
        assert for_html("a\r\nb\tc\u200fd\xade") == "a\nb\tc\u200fd\xade"

    def test_only_web_addresses_become_links(self) -> None:
        report = rich_report()
        urls = ("javascript:alert(1)", "https://coast-post.example/quay", "data:text/html,x")
        articles = [replace(a, url=url) for a, url in zip(report.articles, urls, strict=False)]
        html = page(replace(report, articles=(*articles, *report.articles[3:])))
        links = [found["href"] for tag, found in Nesting(html).tags if tag == "a" and "rel" in found]
        assert links == ["https://coast-post.example/quay"]

    def test_hostile_articles_forge_nothing_in_any_other_output(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
        hostile_corpus(tmp_path / "corpus")
        assert run(["compare", "corpus", "--encoder", "none", "--no-progress"]) == 0
        table = capsys.readouterr()
        report = load_report("reports/report.json")
        assert len(report.matches) >= 3
        formats = ("text", "github", "gitlab", "junit", "sarif")
        wanted = [word for name in formats for word in ("--report", f"{name}={name}.out")]
        assert run(["gate", "corpus", "--no-progress", *wanted]) == 1
        printed = capsys.readouterr()
        shown = [table.out, table.err, printed.out, printed.err]
        shown += [Path(f"{name}.out").read_text(encoding="utf-8") for name in formats]
        shown += [
            (tmp_path / "reports" / name).read_text(encoding="utf-8")
            for name in ("report.md", "matches.csv", "articles.csv")
        ]
        for text in shown:
            assert "\x1b" not in text and "\x07" not in text and "\u202e" not in text
            assert not re.search(r"(?m)^\W*(::error::stop|::set-output|##\[error)", text)
        for line in (tmp_path / "reports" / "matches.csv").read_text(encoding="utf-8").splitlines():
            assert not re.search(r'(?:^|,)"?[=+@]', line), line
        markdown = (tmp_path / "reports" / "report.md").read_text(encoding="utf-8")
        assert "<script" not in markdown and "<img" not in markdown
        assert "<script" not in Path("junit.out").read_text(encoding="utf-8")
        commands = [
            line
            for line in Path("github.out").read_text(encoding="utf-8").splitlines()
            if line.startswith("::")
        ]
        ours = re.compile(r"::(error|warning|notice) (file=corpus/|title=provenance::)")
        assert commands and all(ours.match(line) for line in commands)


class TestTheData:
    @pytest.mark.parametrize("texts", [True, False])
    def test_offsets_cut_out_the_passages_as_scripts_count(self, texts: bool) -> None:
        report = astral_report()
        if not texts:
            report = replace(report, articles=tuple(replace(a, text=None) for a in report.articles))
        held = data(page(report))
        sides = [side for pair in held["matches-0"] for match in pair[2] for side in match[9:]]
        for at, side in zip((0, 1), sides, strict=True):
            if texts:
                units = held["texts-0"][at][0].encode("utf-16-le")
                cut = units[2 * side[1] : 2 * side[2]].decode("utf-16-le")
                assert held["texts-0"][at][1][:2] == side[1:3]
            else:
                cut = side[3]
            assert cut == "the ferry 🚢 sailed on past the light"

    def test_a_large_report_is_packed_and_holds_everything(self) -> None:
        report = large_report(3000)
        html = page(report)
        held = data(html)
        assert html.count("data-packed>") == len(held) - 1
        rows = [
            match
            for n in range(len(held["head"]["matchParts"]))
            for pair in held[f"matches-{n}"]
            for match in pair[2]
        ]
        texts = [row[0] for n in range(len(held["head"]["textParts"])) for row in held[f"texts-{n}"]]
        assert len(rows) == len(held["ids"]["matches"]) == len(report.matches)
        assert texts == [article.text for article in report.articles]
        assert sorted(held["ids"]["matches"]) == sorted(match.id for match in report.matches)
        assert held["clusters"]["first"][-1] == sum(len(cluster.members) for cluster in report.clusters)

    def test_a_small_report_is_readable_as_it_stands(self, rich: str) -> None:
        assert "data-packed>" not in rich
        assert [
            match.id for match in rich_report().matches if match.id not in data(rich)["ids"]["matches"]
        ] == []

    def test_links_to_articles_do_not_depend_on_the_other_articles(self) -> None:
        whole = facts_of(rich_report())
        alone = facts_of(empty_report())
        assert alone.keys[0] == whole.key(alone.articles[0].id)


spans = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 12), st.sampled_from(sorted(TIERS))), min_size=0, max_size=8
)


class TestShading:
    @given(spans, st.integers(1, 50))
    def test_segments_tile_the_article_and_name_all_that_covers_them(
        self, drawn: list[tuple[int, int, OriginKind]], length: int
    ) -> None:
        stretches = sorted(
            Shared(start, start + size, n, kind) for n, (start, size, kind) in enumerate(drawn)
        )
        made = segments(stretches, length)
        assert [segment.start for segment in made] == [0, *(segment.end for segment in made[:-1])]
        assert made[-1].end == length
        for segment in made:
            for place in range(segment.start, segment.end):
                over = [one for one in stretches if one.start <= place < one.end]
                assert segment.matches == tuple(sorted(one.match for one in over))
                assert segment.kind == min((o.kind for o in over), key=lambda k: (TIERS[k], k), default=None)

    def test_every_shared_word_counts_once_for_the_most_telling_origin(self) -> None:
        facts = facts_of(rich_report())
        words = words_by_origin(facts, shared_stretches(facts))
        held = sum((article.reused + article.quoted) * article.words for article in facts.articles)
        # All that the two articles with shares hold is wire copy, and shared as other things besides.
        assert words == {"wire-copy": round(held)}
        again = facts_of(
            replace(facts.report, pairs=tuple(p for p in facts.report.pairs if p.right != DAILY))
        )
        less = words_by_origin(again, shared_stretches(again))
        assert less.keys() == {"syndication", "shared-quote", "unknown"}


class TestOutlets:
    def test_pairs_of_outlets_are_counted_whichever_article_comes_first(self) -> None:
        found, unplaced = outlet_pairs(facts_of(rich_report()))
        named = {(row.left, row.right): (row.pairs, row.passages, row.quotations) for row in found}
        assert named["Harbour Daily", "The Coast Post"] == (2, 2, 2)
        assert named["Harbour Daily", "Harbour Daily"] == (1, 1, 0)
        assert unplaced == 2  # the odd pair, and the Japanese article

    def test_the_picture_has_an_arc_for_every_pair_of_outlets_and_says_what_it_leaves_out(self) -> None:
        rows = [
            OutletPair(
                left=f"o{n:02}", right=f"o{n + 1:02}", pairs=n + 1, passages=n, quotations=1, origins=()
            )
            for n in range(45)
        ]
        picture = draw(rows)
        assert picture is not None
        assert len(picture.nodes) == 30 and picture.left_out == 16
        assert len(picture.arcs) == 29
        places = sorted(node.y for node in picture.nodes)
        assert min(b - a for a, b in pairwise(places)) >= 20
        assert draw([]) is None

    def test_the_table_beside_it_holds_the_same_pairs(self, rich: str) -> None:
        table = rich.partition('id="outlets"')[2].partition("</table>")[0]
        for row in outlet_pairs(facts_of(rich_report()))[0]:
            assert f"<bdi>{row.left}</bdi>" in table


class TestLabelCommands:
    def test_the_command_of_a_match_labels_it_as_it_stands(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        import shlex

        corpus = two_copies(tmp_path / "articles")
        (corpus / "b.txt").rename(corpus / "b 'x'.txt")
        monkeypatch.chdir(corpus)
        assert run(["compare", ".", "--format", "json", "--output", "../report.json", "--no-progress"]) == 0
        report = load_report("../report.json")
        (command,) = label_commands(report).values()
        words = shlex.split(command)
        assert words[:3] == ["provenance", "label", "accept"]
        assert run(words[1:]) == 0
        assert run(["compare", ".", "--format", "json", "--output", "../report.json", "--no-progress"]) == 0
        assert [match.label for match in load_report("../report.json").matches] == ["wire-copy"]
        assert label_commands(load_report("../report.json")) == {}

    def test_an_agency_is_named_only_where_the_label_takes_one(self) -> None:
        report = rich_report()
        commands = label_commands(report)
        assert sum("--agency AFP" in command for command in commands.values()) >= 2
        assert all(
            "--as wire-copy" in c or "--as press-release" in c for c in commands.values() if "--agency" in c
        )
        hostile = [command for command in commands.values() if "odd" in command]
        assert hostile and all("\x1b" not in command for command in hostile)
        assert HOSTILE_ID not in "".join(hostile)


class TestTheCommand:
    def test_every_way_to_ask_for_html_writes_the_same_page(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        two_copies(tmp_path / "articles")
        monkeypatch.chdir(tmp_path)
        plain = ("--encoder", "none", "--no-progress")
        assert run(["compare", "articles", *plain, "--report", "html=one.html"]) == 0
        assert run(["compare", "articles", *plain, "--output", "two.html"]) == 0
        capsys.readouterr()
        assert run(["show", "reports/report.json", "--format", "html"]) == 0
        out = capsys.readouterr().out
        pages = [
            (tmp_path / name).read_text(encoding="utf-8")
            for name in ("one.html", "two.html", "reports/report.html")
        ]
        assert pages[0].startswith("<!DOCTYPE html>")
        assert len({out, *pages}) == 1

    def test_a_part_of_a_report_is_a_page_of_that_part(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from provenance.report.json import write_json

        monkeypatch.chdir(tmp_path)
        with Path("r.json").open("w", encoding="utf-8") as stream:
            write_json(rich_report(), stream)
        assert run(["show", "r.json", f"{COAST}~{DAILY}", "--output", "part.html"]) == 0
        held = data(Path("part.html").read_text(encoding="utf-8"))
        assert held["head"]["pairs"] == 1
        assert held["articles"]["id"] == [COAST, DAILY]

    def test_a_second_run_takes_no_page_for_an_article(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        two_copies(tmp_path)
        monkeypatch.chdir(tmp_path)
        plain = ("compare", ".", "--encoder", "none", "--no-progress", "--report", "html=weekly.html")
        assert run(plain) == 0
        first = Path("reports/report.json").read_bytes()
        assert run(plain) == 0
        again = load_report("reports/report.json")
        assert [article.id for article in again.articles] == ["a.txt", "b.txt", "c.txt"]
        assert Path("reports/report.json").read_bytes() != first  # what was ignored is counted
        assert again.ignored == 6

    def test_dates_are_set_in_order_whatever_their_form(self) -> None:
        told = ["2031-03-04T09:00+02:00", "2031-03-04T08:00Z", "2031-03-04T09:00", "2031-03-05"]
        found = [seconds_of(text) for text in told]
        assert found == sorted(found, key=lambda value: value or 0)
        assert seconds_of("last week") is None and seconds_of(None) is None
        assert len(TEXTS) > 3
