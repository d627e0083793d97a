"""The HTML report in a real browser: what people see, click, type, copy and link to."""

from __future__ import annotations

import random
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

import pytest

from html_helpers import large_report, page
from language_texts import NEWS
from provenance.api import load_report
from provenance.cli.main import run
from provenance.core.explain import aligned
from provenance.core.normalise import compared_form, normalise_word, tokenise
from provenance.model import Match, Report
from provenance.report.escape import for_html
from provenance.report.html.facts import facts_of
from provenance.report.html.page import source
from sample_report import rich_report
from test_html_report import astral_report, hostile_corpus, unspaced_report

playwright = pytest.importorskip(
    "playwright.sync_api", reason="playwright is not installed: the extra browser"
)

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM: Final = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")

ROOT: Final = Path(__file__).parent.parent
SIZES: Final = {"narrow": (400, 800), "wide": (1400, 900)}
Open = Callable[..., "Page"]

# What stands outside the window, and texts that lie over one another. What scrolls by itself may be wider.
FAULTS: Final = """() => {
  const found = [];
  const inside = (element) => element.closest('.scroll, .unseen, .skip, thead') || !element.checkVisibility();
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const parent = node.parentElement;
    if (!node.data.trim() || /^(SCRIPT|STYLE|OPTION|TITLE)$/i.test(parent.tagName)) continue;
    if (inside(parent)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) boxes.push([box, node]);
  }
  for (const element of document.querySelectorAll('input, select, button, svg')) {
    if (!inside(element)) boxes.push([element.getBoundingClientRect(), element]);
  }
  const words = (node) => (node.data ?? node.outerHTML).trim().slice(0, 60);
  for (const [box, node] of boxes) {
    if (box.left < -1 || box.right > innerWidth + 1) found.push('outside: ' + words(node));
  }
  boxes.sort((a, b) => a[0].top - b[0].top);
  boxes.forEach(([box, node], n) => {
    for (let m = n + 1; m < boxes.length && boxes[m][0].top < box.bottom - 5; m += 1) {
      const [other, text] = boxes[m];
      if (node === text || node.contains(text) || text.contains(node)) continue;
      const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
      if (wide > 3 && high > 5) found.push(`overlap: ${words(node)} | ${words(text)}`);
    }
  });
  if (document.documentElement.scrollWidth > innerWidth) found.push('the page scrolls sideways');
  return found;
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the tests: of the sample corpus, of one with hostile articles, and a large one."""
    place = tmp_path_factory.mktemp("pages")
    compare = ("--encoder", "none", "--no-progress", "--format", "html")
    assert run(["compare", str(ROOT / "corpus"), *compare, "--output", str(place / "corpus.html")]) == 0
    saved = ("--encoder", "none", "--no-progress", "--format", "json")
    assert run(["compare", str(ROOT / "corpus"), *saved, "--output", str(place / "corpus.json")]) == 0
    hostile_corpus(place / "hostile")
    assert run(["compare", str(place / "hostile"), *compare, "--output", str(place / "hostile.html")]) == 0
    bare = [replace(article, text=None) for article in rich_report().articles]
    made = {
        "rich": rich_report(),
        "bare": replace(rich_report(), articles=tuple(bare)),
        "large": large_report(3000),
        "long": long_words(rich_report()),
        "astral": astral_report(),
        "unspaced": unspaced_report(),
    }
    for name, report in made.items():
        (place / f"{name}.html").write_text(page(report), encoding="utf-8", newline="")
    return place


def long_words(report: Report) -> Report:
    """Return a report whose names and texts have words that no page is wide enough for."""
    articles = []
    for number, article in enumerate(report.articles):
        text = f"{article.text}\n\n{'https://valley.example/' + 'quay' * 150}"
        named = {"title": f"{number}{'Donaudampfschiff' * 20}", "outlet": f"{'Tidende' * 15}{number % 3}"}
        articles.append(replace(article, text=text, **named))
    return replace(report, articles=tuple(articles))


@pytest.fixture(scope="module")
def corpus(folder: Path) -> Report:
    return load_report(folder / "corpus.json")


@pytest.fixture
def open_page(browser: Browser, folder: Path) -> Iterator[Open]:
    """Open a report; at the end nothing may have been asked for, said on the console or popped up."""
    contexts: list[BrowserContext] = []
    faults: list[str] = []

    def opened(name: str = "corpus", address: str = "", **options: Any) -> Page:
        size = SIZES[options.pop("size", "wide")]
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        contexts.append(context)
        made = context.new_page()
        made.set_default_timeout(10_000)
        made.on("console", lambda message: faults.append(f"{message.type}: {message.text}"))
        made.on("pageerror", lambda error: faults.append(str(error)))
        made.on("dialog", lambda dialog: (faults.append(f"dialog: {dialog.message}"), dialog.dismiss()))
        made.on(
            "request", lambda asked: asked.url.startswith("file:") or faults.append(f"asked for {asked.url}")
        )
        made.goto(f"{(folder / f'{name}.html').as_uri()}{address}")
        if options.get("java_script_enabled", True):
            made.wait_for_selector("#waiting", state="hidden")
            made.wait_for_selector("html.scripted [data-view]:not([hidden])")
        return made

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(scope="module")
def script(browser: Browser) -> Iterator[Page]:
    """A page with those parts of the script that do what the package does as well."""
    opened = browser.new_page()
    opened.goto("about:blank")
    opened.add_script_tag(content="\n".join(source(name) for name in ("text.js", "words.js")))
    yield opened
    opened.close()


def a_match(report: Report, relation: str, **needs: Any) -> Match:
    return next(
        match
        for match in report.matches
        if match.relation == relation and all(getattr(match, name) == value for name, value in needs.items())
    )


def rows(opened: Page, name: str = "pairs") -> int:
    return opened.locator(f"#{name} tbody tr").count()


def settled(opened: Page) -> None:
    """Wait until a list has taken in what was typed or chosen."""
    opened.wait_for_timeout(250)
    opened.wait_for_selector(".count:has-text('Reading')", state="detached")


class TestLists:
    def test_the_report_opens_on_its_summary(self, open_page: Open, corpus: Report) -> None:
        opened = open_page()
        assert opened.locator("#summary .figures li").first.inner_text() == "46\narticles"
        assert "AFP" in opened.locator("#summary").inner_text()
        assert not opened.locator("#pairs").is_visible()

    def test_pairs_are_listed_without_those_of_stock_text_only(self, open_page: Open, corpus: Report) -> None:
        opened = open_page(address="#pairs")
        groups = facts_of(corpus).pairs
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
        self, open_page: Open, corpus: Report, name: str, value: str, fits: Callable[[Any, Report], bool]
    ) -> None:
        opened = open_page(address="#pairs")
        before = rows(opened)
        opened.select_option(f"#pairs [name={name}]", value)
        settled(opened)
        listed = [group.pair for group in facts_of(corpus).pairs if group.listed]
        assert rows(opened) == sum(fits(pair, corpus) for pair in listed)
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

    def test_the_least_score_leaves_out_what_is_less_sure(self, open_page: Open, corpus: Report) -> None:
        opened = open_page(address="#clusters")
        opened.fill("#clusters [name=score]", "1")
        settled(opened)
        found = int(opened.locator("#clusters .count").inner_text().split(" of ")[0])
        assert 0 < found < sum(c.origin.kind not in ("boilerplate", "formula") for c in corpus.clusters)
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


def held(report: Report, key: str) -> Any:
    return next(article for article in report.articles if article.id == key)


def outlets(pair: Any, report: Report) -> list[str | None]:
    return [held(report, key).outlet for key in (pair.left, pair.right)]


def matches(pair: Any, report: Report) -> list[Match]:
    return [match for match in report.matches if match.id in pair.matches]


class TestMatches:
    def test_a_match_is_opened_with_the_keyboard_alone(self, open_page: Open, corpus: Report) -> None:
        opened = open_page(address="#pairs")
        long = next(n for n, group in enumerate(facts_of(corpus).pairs) if len(group.listed) > 6)
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
        self, open_page: Open, corpus: Report
    ) -> None:
        match = next(m for m in corpus.matches if m.relation == "near-copy" and m.words > 20)
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

    def test_speaker_evidence_and_label_are_said_in_words(self, open_page: Open, corpus: Report) -> None:
        match = next(m for m in corpus.matches if m.speaker and m.label is None)
        opened = open_page(address=f"#m-{match.id}")
        entry = opened.locator(f"[id='m-{match.id}']")
        text = entry.inner_text()
        assert f"speaker {match.speaker}" in re.sub(r"\s+", " ", text)
        assert all(fact.detail in text for fact in match.evidence)

    def test_the_label_command_is_copied(self, open_page: Open, corpus: Report) -> None:
        match = a_match(corpus, "near-copy", label=None)
        opened = open_page(address=f"#m-{match.id}", permissions=["clipboard-read", "clipboard-write"])
        opened.click(f"[id='m-{match.id}'] .command button")
        opened.wait_for_selector("#said:has-text('Copied')", state="attached")
        copied = opened.evaluate("navigator.clipboard.readText()")
        assert copied == facts_of(corpus).commands[match.id]
        assert copied.startswith("provenance label accept ")

    def test_links_lead_to_matches_clusters_pairs_and_articles(self, open_page: Open, corpus: Report) -> None:
        facts = facts_of(corpus)
        match = next(m for m in corpus.matches if m.cluster)
        opened = open_page(address=f"#m-{match.id}")
        assert opened.locator("details[open].match").get_attribute("id") == f"m-{match.id}"
        opened.click(".links a:has-text('Cluster of')")
        opened.wait_for_selector("#detail h2:has-text('Cluster')")
        assert opened.url.endswith(f"#c-{match.cluster}")
        cluster = next(c for c in corpus.clusters if c.id == match.cluster)
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
        self, open_page: Open, corpus: Report
    ) -> None:
        facts = facts_of(corpus)
        article = held(corpus, "northmark-herald/ferry-fire.md")
        opened = open_page(address=f"#a-{facts.key(article.id)}")
        shaded = re.sub(r"\s+", "", "".join(opened.locator(".reading .shade").all_text_contents()))
        covered: set[int] = set()
        for match in corpus.matches:
            for side in (match.left, match.right):
                covered |= set(range(side.start, side.end)) if side.article == article.id else set()
        expected = "".join(article.text[place] for place in sorted(covered))
        assert shaded == re.sub(r"\s+", "", expected)
        opened.click(".reading sup button >> nth=0")
        assert opened.evaluate("document.activeElement.id") == "g-1"
        opened.click("#g-1 a >> nth=0")
        opened.wait_for_selector("#detail details.match[open]")

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


class TestLooks:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_axe_finds_nothing_serious(self, open_page: Open, corpus: Report, theme: str) -> None:
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        facts = facts_of(corpus)
        match = a_match(corpus, "near-copy", label=None)
        opened = open_page(color_scheme=theme)
        cluster = next(c.id for c in corpus.clusters if len(c.members) > 3)
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
        self, open_page: Open, folder: Path, size: str, name: str
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

    def test_sides_stand_beside_each_other_where_there_is_room(self, open_page: Open, corpus: Report) -> None:
        match = a_match(corpus, "near-copy")
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
    def test_pairs_matches_and_shaded_articles_can_be_read(self, open_page: Open, corpus: Report) -> None:
        match = a_match(corpus, "near-copy")
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
    def test_nothing_overlaps_or_runs_out_of_the_page(self, open_page: Open, folder: Path, size: str) -> None:
        opened = open_page("rich", size=size, java_script_enabled=False)
        wide = opened.locator("html").bounding_box()
        assert wide and wide["width"] == SIZES[size][0]
        for one in opened.locator(".plain .text, .plain .command, h3, h4").all()[:80]:
            box = one.bounding_box()
            assert box and box["x"] >= 0 and box["x"] + box["width"] <= SIZES[size][0]


class TestLargeReports:
    @pytest.mark.parametrize("address", ["#pairs", "#clusters"])
    def test_3000_clusters_are_listed_in_under_two_seconds(self, open_page: Open, address: str) -> None:
        opened = open_page("large", address)
        assert rows(opened, address[1:]) == 50
        taken = []
        for _ in range(3):  # the best of three, since other work on the machine only adds
            opened.reload()
            opened.wait_for_selector("#waiting", state="hidden")
            opened.wait_for_selector(f"{address} tbody tr >> nth=49")
            taken.append(opened.evaluate("performance.getEntriesByName('provenance-shown')[0].startTime"))
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


class TestHostileArticles:
    def test_nothing_runs_and_everything_is_shown(self, open_page: Open) -> None:
        opened = open_page("hostile", "#pairs")
        assert opened.locator("#pairs tbody tr").first.inner_text().count("<script>alert(1)</script>") >= 2
        opened.click("#pairs tbody tr a >> nth=0")
        opened.wait_for_selector("#detail .side")
        for summary in opened.locator("details.match:not([open]) > summary").all():
            summary.click()
        opened.wait_for_timeout(200)
        text = opened.locator("#detail").inner_text()
        for part in (
            "<script>document.title='owned'",
            '"><img src=x onerror=alert(1)>',
            "=cmd|'/c calc'!A0",
            "::error::",
        ):
            assert part in text, part
        assert "␛[31mred" in text and "<U+202E>" in text
        assert "owned" not in opened.title()
        assert opened.locator("main img, main script, main b").count() == 0

    def test_nor_without_scripts(self, open_page: Open) -> None:
        opened = open_page("hostile", java_script_enabled=False)
        assert opened.locator("main img, main script").count() == 0
        assert opened.title() == "Passages that articles share"


class TestOneDefinition:
    """What the page's script does again must agree with the package."""

    def test_every_character_is_shown_as_python_shows_it(self, script: Page) -> None:
        codes = [code for code in range(0x110000) if for_html(chr(code)) != chr(code)]
        shown = script.evaluate(
            """() => {
              const found = [];
              for (let code = 0; code < 0x110000; code += 1) {
                const mark = String.fromCodePoint(code);
                const shown = visible(mark);
                if (shown !== mark) found.push([code, shown]);
              }
              return found;
            }"""
        )
        assert shown == [[code, for_html(chr(code))] for code in codes]

    def test_words_are_cut_and_compared_as_in_python(self, script: Page, corpus: Report) -> None:
        texts = [a.text for a in corpus.articles if a.text] + [
            text for news in NEWS.values() for text in (news.left, news.edited)
        ]
        texts += [
            "1,000 and 1.5, U.N. İstanbul ﬁne Straße; A.B.C. 3.141.592 e\u0301tat \u200bx",
            "ＡＢＣ ΟΔΟΣ 12:30",
        ]
        found = script.evaluate(
            "texts => texts.map(t => tokens(t).map(w => t.slice(w.start, w.end)).map(w => [w, compared(w)]))",
            texts,
        )
        for text, words in zip(texts, found, strict=True):
            cut = tokenise(text)
            expected = [text[a:b] for a, b in zip(cut.starts.tolist(), cut.ends.tolist(), strict=True)]
            assert [word for word, _ in words] == expected
            assert [form for _, form in words] == [compared_form(normalise_word(word)) for word in expected]

    def test_texts_align_by_as_many_words_and_lose_nothing(self, script: Page, corpus: Report) -> None:
        pairs = [[m.left.text, m.right.text] for m in corpus.matches]
        pairs += [[news.shared, news.edited] for news in NEWS.values()]
        chance = random.Random(3)
        for text in (news.shared for news in NEWS.values()):
            words = text.split(" ")
            chance.shuffle(words)
            pairs += [[text, " ".join(words)], [text, text[5:] + text[:9]], [text, ""], ["", "…"]]
        made = script.evaluate(
            "pairs => pairs.map(([l, r]) => [aligned(l, r), alignedRows(l, r).flat()])", pairs
        )
        for (left, right), (steps, in_rows) in zip(pairs, made, strict=True):
            for found in (steps, in_rows):
                assert "".join(step["left"] for step in found) == left
                assert "".join(step["right"] for step in found) == right
            assert (
                equal_words(steps)
                == equal_words(in_rows)
                == sum(
                    len(tokenise(step.left).starts) for step in aligned(left, right) if step.kind == "equal"
                )
            )


def equal_words(steps: list[dict[str, Any]]) -> int:
    return sum(len(tokenise(step["left"]).starts) for step in steps if step["equal"])
