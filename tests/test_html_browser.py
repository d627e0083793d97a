"""The HTML report in a real browser: what people filter, sort, open, copy and link to."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

from browser_pages import a_match, rows, settled
from html_helpers import astral_report, large_report, page, paged_report, unspaced_report
from provenance.core.reporting.explain import aligned
from provenance.model import Match, Report
from provenance.report.html.facts import facts_of
from sample_report import HOSTILE_ID, rich_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from browser_pages import Open


class TestLists:
    def test_the_report_opens_on_its_summary(self, open_page: Open, corpus_report: Report) -> None:
        opened = open_page()
        assert opened.locator("#summary .figures li").first.inner_text() == "46\narticles"
        assert "AFP" in opened.locator("#summary").inner_text()
        assert not opened.locator("#pairs").is_visible()

    def test_pairs_are_listed_without_those_of_stock_text_only(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        opened = open_page(address="#pairs")
        groups = facts_of(corpus_report).pairs
        listed = [group for group in groups if group.listed]
        assert rows(opened) == len(listed) < len(groups)
        opened.select_option("#pairs [name=content]", "all")
        settled(opened)
        assert rows(opened) == min(50, len(groups))
        assert opened.locator("#pairs .count").inner_text() == f"{len(groups)} pairs"

    @pytest.mark.parametrize(
        ("name", "value", "fits"),
        [
            ("origin", "press-release", lambda p, r: p.origin.kind == "press-release"),
            ("agency", "Reuters", lambda p, r: p.origin.agency == "Reuters"),
            ("outlet", "Küstenbote", lambda p, r: "Küstenbote" in outlets(p, r)),
            ("language", "fr", lambda p, r: "fr" in [held(r, key).language for key in (p.left, p.right)]),
            ("relation", "reworded", lambda p, r: any(m.relation == "reworded" for m in matches(p, r))),
            ("label", "no", lambda p, r: all(m.label is None for m in matches(p, r))),
        ],
    )
    def test_a_filter_keeps_the_pairs_that_fit(
        self,
        open_page: Open,
        corpus_report: Report,
        name: str,
        value: str,
        fits: Callable[[Any, Report], bool],
    ) -> None:
        opened = open_page(address="#pairs")
        before = rows(opened)
        opened.select_option(f"#pairs [name={name}]", value)
        settled(opened)
        listed = [group.pair for group in facts_of(corpus_report).pairs if group.listed]
        assert rows(opened) == sum(fits(pair, corpus_report) for pair in listed)
        assert 0 < rows(opened) < before
        assert f"{name}={quote(value)}" in opened.url

    def test_text_is_looked_for_in_names_and_in_passages(self, open_page: Open) -> None:
        opened = open_page(address="#pairs")
        opened.fill("#pairs [name=q]", '"paint ran down the walls"')
        settled(opened)
        found = rows(opened)
        assert 0 < found < 15
        opened.fill("#pairs [name=q]", "harbour-post paint")
        settled(opened)
        assert 0 < rows(opened) <= found
        opened.fill("#pairs [name=q]", "no such words anywhere")
        settled(opened)
        assert rows(opened) == 0
        assert "Nothing fits" in opened.locator("#pairs .count").inner_text()
        opened.click("#pairs button:has-text('Clear')")
        settled(opened)
        assert rows(opened) > found

    def test_the_least_score_leaves_out_what_is_less_sure(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        opened = open_page(address="#clusters")
        opened.fill("#clusters [name=score]", "1")
        settled(opened)
        found = int(opened.locator("#clusters .count").inner_text().split(" of ")[0])
        assert (
            0 < found < sum(c.origin.kind not in ("boilerplate", "formula") for c in corpus_report.clusters)
        )
        assert set(opened.locator("#clusters td[data-label=Score]").all_inner_texts()) == {"1.00"}

    def test_a_heading_sorts_and_sorts_back(self, open_page: Open) -> None:
        opened = open_page(address="#pairs")
        told = opened.locator("#pairs td[data-label=Share]")
        first = told.all_inner_texts()
        opened.click("#pairs th button:has-text('Share')")
        settled(opened)
        most = [max(int(number) for number in re.findall(r"\d+", text)) for text in told.all_inner_texts()]
        assert most == sorted(most, reverse=True)
        assert opened.get_attribute("#pairs th:has-text('Share')", "aria-sort") == "descending"
        opened.click("#pairs th button:has-text('Share')")
        settled(opened)
        assert told.all_inner_texts() == first

    def test_a_list_as_it_was_filtered_can_be_linked_to(self, open_page: Open) -> None:
        opened = open_page(address="#pairs?origin=syndication&sort=score")
        assert opened.input_value("#pairs [name=origin]") == "syndication"
        told = opened.locator("#pairs td[data-label=Origin]").all_inner_texts()
        assert told and all(text.startswith("syndication") for text in told)
        assert open_page(address="#pairs?outlet=Nobody").locator("#pairs tbody tr").count() > 0

    def test_articles_are_found_by_their_text(self, open_page: Open) -> None:
        opened = open_page(address="#articles")
        opened.fill("#articles [name=q]", "refrigerated lorries")
        settled(opened)
        assert rows(opened, "articles") >= 1


class TestLargeReports:
    @pytest.mark.parametrize("address", ["#pairs", "#clusters"])
    def test_3000_clusters_are_listed_in_under_two_seconds(self, open_page: Open, address: str) -> None:
        opened = open_page("large", address)
        assert rows(opened, address[1:]) == 50
        shown = "performance.getEntriesByName('provenance-shown')[0].startTime"
        taken = [opened.evaluate(shown)]
        while min(taken) >= 2000 and len(taken) < 3:  # other work on the machine can only add to it
            opened.reload()
            opened.wait_for_selector("#waiting", state="hidden")
            opened.wait_for_selector(f"{address} tbody tr >> nth=49")
            taken.append(opened.evaluate(shown))
        assert min(taken) < 2000

    def test_they_are_paged_searched_and_opened(self, open_page: Open) -> None:
        report = large_report(3000)
        opened = open_page("large", "#clusters")
        assert opened.locator("#clusters .count").inner_text() == "3,000 clusters"
        opened.click("#clusters .pager button:has-text('Next')")
        settled(opened)
        assert opened.locator("#clusters .pager span").inner_text() == "51 to 100"
        match = report.matches[1234]
        opened.fill("#clusters [name=q]", f'"{match.right.text[40:90]}"')
        opened.wait_for_timeout(400)
        opened.wait_for_selector(".count:has-text('Reading')", state="detached")
        assert rows(opened, "clusters") == 1
        opened.goto(re.sub("#.*", f"#m-{match.id}", opened.url))
        opened.wait_for_selector(f"[id='m-{match.id}'] .side")
        assert match.left.text in opened.locator(f"[id='m-{match.id}'] .side").first.inner_text()


def held(report: Report, key: str) -> Any:
    return next(article for article in report.articles if article.id == key)


def outlets(pair: Any, report: Report) -> list[str | None]:
    return [held(report, key).outlet for key in (pair.left, pair.right)]


def matches(pair: Any, report: Report) -> list[Match]:
    return [match for match in report.matches if match.id in pair.matches]


class TestMatches:
    def test_a_match_is_opened_with_the_keyboard_alone(self, open_page: Open, corpus_report: Report) -> None:
        opened = open_page(address="#pairs")
        long = next(n for n, group in enumerate(facts_of(corpus_report).pairs) if len(group.listed) > 6)
        opened.locator("#pairs tbody tr").nth(long).locator("a").focus()
        opened.keyboard.press("Enter")
        opened.wait_for_selector("#detail h2")
        assert opened.evaluate("document.activeElement.tagName") == "H2"
        closed = opened.locator("details.match:not([open]) > summary").first
        closed.focus()
        opened.keyboard.press("Enter")
        sides = opened.locator("details.match:focus-within .side")
        sides.first.wait_for()
        assert sides.count() == 2
        opened.go_back()
        opened.wait_for_selector("#pairs tbody tr")

    def test_a_list_is_found_again_where_it_was_left(self, open_page: Open) -> None:
        opened = open_page(address="#pairs?origin=wire-copy")
        link = opened.locator("#pairs tbody tr").nth(12).locator("a")
        link.scroll_into_view_if_needed()
        before, name = opened.evaluate("scrollY"), link.get_attribute("href")
        assert before > 200
        link.press("Enter")
        opened.wait_for_selector("#detail h2")
        opened.click("#detail a:has-text('All pairs')")
        opened.wait_for_selector("#pairs tbody tr")
        assert abs(opened.evaluate("scrollY") - before) < 60
        assert opened.evaluate("document.activeElement.hash") == name
        assert opened.input_value("#pairs [name=origin]") == "wire-copy"

    def test_equal_words_are_plain_and_others_marked_on_both_sides(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        match = next(m for m in corpus_report.matches if m.relation == "near-copy" and m.words > 20)
        opened = open_page(address=f"#m-{match.id}")
        body = opened.locator(f"[id='m-{match.id}'] .side")
        for side, text, key in (
            (body.nth(0), match.left.text, "left"),
            (body.nth(1), match.right.text, "right"),
        ):
            marked = "".join(side.locator("mark").all_inner_texts()).split()
            steps = aligned(match.left.text, match.right.text)
            expected = "".join(getattr(step, key) for step in steps if step.kind != "equal").split()
            assert "".join(marked) == "".join(expected)
            shown = re.sub(r"\s+", " ", " ".join(side.locator(".shared").all_text_contents()))
            assert re.sub(r"\s+", " ", text) in shown or len(side.locator(".shared").all()) > 1
        look = opened.locator("mark").first.evaluate("e => getComputedStyle(e).textDecorationLine")
        assert look == "underline"  # not by colour alone

    def test_speaker_evidence_and_label_are_said_in_words(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        match = next(m for m in corpus_report.matches if m.speaker and m.label is None)
        opened = open_page(address=f"#m-{match.id}")
        entry = opened.locator(f"[id='m-{match.id}']")
        text = entry.inner_text()
        assert f"speaker {match.speaker}" in re.sub(r"\s+", " ", text)
        assert all(fact.detail in text for fact in match.evidence)

    def test_the_label_command_is_copied(self, open_page: Open, corpus_report: Report) -> None:
        match = a_match(corpus_report, "near-copy", label=None)
        opened = open_page(address=f"#m-{match.id}", permissions=["clipboard-read", "clipboard-write"])
        opened.click(f"[id='m-{match.id}'] .command button")
        opened.wait_for_selector("#said:has-text('Copied')", state="attached")
        copied = opened.evaluate("navigator.clipboard.readText()")
        assert copied == facts_of(corpus_report).commands[match.id]
        assert copied.startswith("provenance label accept ")

    def test_links_lead_to_matches_clusters_pairs_and_articles(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        facts = facts_of(corpus_report)
        match = next(m for m in corpus_report.matches if m.cluster)
        opened = open_page(address=f"#m-{match.id}")
        assert opened.locator("details[open].match").get_attribute("id") == f"m-{match.id}"
        opened.click(".links a:has-text('Cluster of')")
        opened.wait_for_selector("#detail h2:has-text('Cluster')")
        assert opened.url.endswith(f"#c-{match.cluster}")
        cluster = next(c for c in corpus_report.clusters if c.id == match.cluster)
        assert opened.locator("#detail ol.members > li").count() == len(cluster.members)
        opened.click("#detail ol.members a >> nth=0")
        opened.wait_for_selector("#detail .reading")
        pair = facts.pairs[0].pair
        opened.goto(re.sub("#.*", f"#p-{facts.key(pair.left)}{facts.key(pair.right)}", opened.url))
        opened.wait_for_selector("#detail h2:has-text('Pair 1:')")
        opened.goto(re.sub("#.*", "#m-nosuch", opened.url))
        opened.wait_for_selector("#detail h2:has-text('Not in this report')")

    def test_a_match_without_texts_shows_its_passages(self, open_page: Open) -> None:
        match = a_match(rich_report(), "reworded")
        opened = open_page("bare", f"#m-{match.id}")
        text = opened.locator(f"[id='m-{match.id}'] .side").first.inner_text()
        assert "strenuous denials" in text
        assert "does not carry" in open_page("bare", "#notes").locator("#notes").inner_text()
        opened = open_page("bare", f"#c-{match.cluster}")
        opened.wait_for_selector("#detail .members .shared:has-text('strenuous denials')")
        opened = open_page("bare", f"#a-{facts_of(rich_report()).key(match.left.article)}")
        opened.wait_for_selector("#detail .partners a")
        assert "does not carry" in opened.locator("#detail .reading").inner_text()

    def test_passages_behind_emoji_are_cut_out_where_they_stand(self, open_page: Open) -> None:
        report = astral_report()
        opened = open_page("astral", f"#m-{report.matches[0].id}")
        for side in opened.locator(".side").all():
            parts = side.locator("p.shared").first
            around = "".join(parts.locator(".around").all_text_contents())
            assert parts.inner_text() != around
            assert "the ferry 🚢 sailed on past the light" in parts.inner_text()
        opened = open_page("astral", f"#a-{facts_of(report).keys[0]}")
        assert opened.locator(".reading .shade").inner_text() == "the ferry 🚢 sailed on past the light"

    def test_what_stands_around_is_shown_in_scripts_without_spaces(self, open_page: Open) -> None:
        report = unspaced_report()
        opened = open_page("unspaced", f"#m-{report.matches[0].id}")
        text = opened.locator(".side").first.inner_text()
        assert "港湾委員会" in text and "…" in text
        assert "U+D" not in text  # no half of a character


class TestClustersAndArticles:
    def test_a_cluster_tells_who_ran_it_when_and_who_has_no_date(self, open_page: Open) -> None:
        opened = open_page("rich", "#c-c1")
        dates = opened.locator("#detail ol.members time").all_inner_texts()
        assert dates[-1] == "undated" and dates[:-1] == sorted(dates[:-1])
        assert "without a date" in opened.locator("#detail").inner_text()
        title = opened.get_attribute("svg.timeline", "aria-label")
        assert title and "from 2031-03-04" in title and "to 2031-03-05" in title
        assert opened.locator("svg.timeline circle").count() == 3

    def test_every_shared_passage_of_an_article_is_shaded_and_tied_to_its_matches(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        facts = facts_of(corpus_report)
        article = held(corpus_report, "northmark-herald/ferry-fire.md")
        opened = open_page(address=f"#a-{facts.key(article.id)}")
        shaded = re.sub(r"\s+", "", "".join(opened.locator(".reading .shade").all_text_contents()))
        covered: set[int] = set()
        for match in corpus_report.matches:
            for side in (match.left, match.right):
                covered |= set(range(side.start, side.end)) if side.article == article.id else set()
        expected = "".join(article.text[place] for place in sorted(covered))
        assert shaded == re.sub(r"\s+", "", expected)
        opened.click(".reading sup button >> nth=0")
        assert opened.evaluate("document.activeElement.id") == "g-1"
        opened.click("#g-1 a >> nth=0")
        opened.wait_for_selector("#detail details.match[open]")

    @pytest.mark.parametrize("scripts", [True, False])
    def test_pages_are_marked_where_they_begin_and_told_with_lines(
        self, open_page: Open, scripts: bool
    ) -> None:
        report = paged_report()
        match = next(m for m in report.matches if (m.left.page or 1) > 1 and m.left.article != HOSTILE_ID)
        article = held(report, match.left.article)
        key = facts_of(report).key(article.id)
        opened = open_page("paged", f"#a-{key}", java_script_enabled=scripts)
        text = opened.locator(".reading .text" if scripts else f"#a-{key} .text")
        marks = [f"Page {n}" for n in range(2, article.text.count("\f") + 2)]
        assert text.locator(".page").all_inner_texts() == marks
        assert "␌" not in text.inner_text()
        begun = text.evaluate(
            "e => [...e.querySelectorAll('.page + p')].map(p => p.textContent.slice(0, 12))"
        )
        assert begun == [part[:12] for part in article.text.split("\f")[1:]]
        opened.goto(re.sub("#.*", f"#m-{match.id}", opened.url))
        side = opened.locator(f"[id='m-{match.id}'] .side").first
        assert f":{match.left.line} (p. {match.left.page})" in side.inner_text()
        assert "␌" not in side.inner_text()

    @pytest.mark.parametrize("scripts", [True, False])
    def test_front_matter_is_no_text_of_an_article(
        self, open_page: Open, corpus_report: Report, scripts: bool
    ) -> None:
        article = held(corpus_report, "northmark-herald/ferry-fire.md")
        assert article.text.startswith("---\ntitle:") and article.body_start > 20
        key = facts_of(corpus_report).key(article.id)
        opened = open_page(address=f"#a-{key}", java_script_enabled=scripts)
        text = opened.locator(".reading .text" if scripts else f"#a-{key} .text").inner_text()
        assert text.split()[:3] == article.text[article.body_start :].split()[:3]
        match = next(m for m in corpus_report.matches if m.right.article == article.id)
        opened.goto(re.sub("#.*", f"#m-{match.id}", opened.url))
        side = opened.locator(f"[id='m-{match.id}'] .side").nth(1)
        assert match.right.text[:20] in side.inner_text()
        assert "title:" not in side.inner_text() and "---" not in side.inner_text()

    def test_text_from_right_to_left_is_set_right(self, browser: Browser, tmp_path: Path) -> None:
        arabic = "قالت لجنة الميناء يوم الثلاثاء إن الرصيف الشمالي سيبقى مغلقا حتى الخريف."
        report = rich_report()
        shown = [
            replace(a, text=arabic + "\n\nIn English.", language="ar", title=arabic)
            for a in report.articles[:1]
        ]
        bare = replace(report, articles=tuple(shown), matches=(), pairs=(), clusters=(), repeats=())
        path = tmp_path / "arabic.html"
        path.write_text(page(bare), encoding="utf-8", newline="")
        opened = browser.new_page()
        opened.goto(f"{path.as_uri()}#a-{facts_of(bare).keys[0]}")
        paragraphs = opened.locator(".reading .text p")
        paragraphs.first.wait_for()
        looks = [paragraphs.nth(n).evaluate("e => getComputedStyle(e).direction") for n in (0, 1)]
        assert looks == ["rtl", "ltr"]
        assert opened.get_attribute(".reading .text", "lang") == "ar"
        opened.close()
