"""How the HTML report looks in a real browser: in both themes, narrow and wide, in print, without scripts."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_pages import FAULTS, SIZES, a_match
from provenance.model import Report
from provenance.report.html.facts import facts_of

if TYPE_CHECKING:
    from browser_pages import Open


class TestLooks:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_axe_finds_nothing_serious(self, open_page: Open, corpus_report: Report, theme: str) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        facts = facts_of(corpus_report)
        match = a_match(corpus_report, "near-copy", label=None)
        opened = open_page(color_scheme=theme)
        cluster = next(c.id for c in corpus_report.clusters if len(c.members) > 3)
        addresses = [
            "#summary",
            "#pairs",
            "#outlets",
            f"#m-{match.id}",
            f"#a-{facts.key(match.left.article)}",
        ]
        if theme == "light":  # the others have no colours of their own
            addresses += ["#clusters", "#articles", "#notes", f"#c-{cluster}"]
        for address in addresses:
            opened.goto(re.sub("#.*|$", address, opened.url, count=1))
            opened.wait_for_timeout(150)
            found = axe.run(opened).response["violations"]
            bad = [
                (address, one["id"], [node["html"][:120] for node in one["nodes"][:3]])
                for one in found
                if one["impact"] in ("serious", "critical")
            ]
            assert bad == []

    @pytest.mark.parametrize(("size", "name"), [*product(SIZES, ["corpus", "rich", "hostile", "long"])])
    def test_nothing_overlaps_or_runs_out_of_the_page(
        self, open_page: Open, report_folder: Path, size: str, name: str
    ) -> None:
        opened = open_page(name, size=size)
        ids = opened.evaluate("JSON.parse(document.getElementById('d-ids').textContent).matches")
        clusters = opened.evaluate("JSON.parse(document.getElementById('d-clusters').textContent).id")
        keys = opened.evaluate("JSON.parse(document.getElementById('d-articles').textContent).key")
        addresses = ["#summary", "#pairs", "#clusters", "#articles", "#outlets", "#notes"]
        for kind, values in (("m", ids), ("c", clusters), ("a", keys)):
            addresses += [f"#{kind}-{values[n]}" for n in (0, len(values) // 2, len(values) - 1)]
        for address in addresses:
            opened.goto(re.sub("#.*|$", address, opened.url, count=1))
            opened.wait_for_timeout(80)
            assert (address, opened.evaluate(FAULTS)) == (address, [])

    def test_the_check_of_the_layout_sees_what_is_wrong(self, open_page: Open) -> None:
        opened = open_page(address="#pairs", size="narrow")
        for fault, said in (
            ("e => e.style.minWidth = '900px'", "outside"),
            ("e => e.style.marginTop = '-3rem'", "overlap"),
        ):
            opened.locator("#pairs .count").evaluate(fault)
            assert any(line.startswith(said) for line in opened.evaluate(FAULTS))

    def test_sides_stand_beside_each_other_where_there_is_room(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        match = a_match(corpus_report, "near-copy")
        for size, beside in (("wide", True), ("narrow", False)):
            opened = open_page(address=f"#m-{match.id}", size=size)
            sides = opened.locator(f"[id='m-{match.id}'] .side")
            left, right = sides.nth(0).bounding_box(), sides.nth(1).bounding_box()
            assert left and right
            assert (abs(left["y"] - right["y"]) < 2) is beside
            shared = [sides.nth(n).locator(".shared").first.bounding_box() for n in (0, 1)]
            assert (abs(shared[0]["y"] - shared[1]["y"]) < 2) is beside  # type: ignore[index]

    def test_colours_follow_the_system_and_the_choice(self, open_page: Open) -> None:
        paper = "getComputedStyle(document.documentElement).backgroundColor"
        seen = {}
        for theme in ("light", "dark"):
            opened = open_page(color_scheme=theme)
            seen[theme] = opened.evaluate(paper)
            other = {"light": "dark", "dark": "light"}[theme]
            opened.select_option("#theme", other)
            seen[theme, other] = opened.evaluate(paper)
            opened.reload()
            opened.wait_for_selector("html.scripted")
            assert opened.evaluate(paper) == seen[theme, other]
        assert seen["light"] == seen["dark", "light"] != seen["dark"] == seen["light", "dark"]

    def test_print_has_no_controls_and_dark_becomes_light(self, open_page: Open) -> None:
        opened = open_page(address="#pairs", color_scheme="dark")
        opened.emulate_media(media="print")
        assert not opened.locator("#pairs .filters").is_visible()
        assert not opened.locator(".bar").is_visible()
        assert (
            opened.evaluate("getComputedStyle(document.documentElement).backgroundColor")
            == "rgb(255, 255, 255)"
        )


class TestWithoutScripts:
    def test_pairs_matches_and_shaded_articles_can_be_read(
        self, open_page: Open, corpus_report: Report
    ) -> None:
        match = a_match(corpus_report, "near-copy")
        opened = open_page(address=f"#m-{match.id}", java_script_enabled=False)
        entry = opened.locator(f"[id='m-{match.id}']")
        assert entry.is_visible()
        assert entry.locator("mark").count() > 0
        box = entry.bounding_box()
        assert box and box["y"] < 900  # the link leads there
        assert opened.locator("article.article .shade").count() > 50
        assert opened.locator("#theme").is_hidden()
        assert opened.locator("#waiting").is_hidden()

    @pytest.mark.parametrize("size", SIZES)
    def test_nothing_overlaps_or_runs_out_of_the_page(
        self, open_page: Open, report_folder: Path, size: str
    ) -> None:
        opened = open_page("rich", size=size, java_script_enabled=False)
        wide = opened.locator("html").bounding_box()
        assert wide and wide["width"] == SIZES[size][0]
        for one in opened.locator(".plain .text, .plain .command, h3, h4").all()[:80]:
            box = one.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= SIZES[size][0]
