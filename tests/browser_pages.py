"""Reports opened in a real browser: fixtures of the tests that need one, and what they look for in pages."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from folders import CORPUS
from html_helpers import astral_report, hostile_corpus, large_report, page, paged_report, unspaced_report
from provenance.api import load_report
from provenance.cli.main import run
from provenance.model import Match, Report
from sample_report import rich_report

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM: Final = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
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
    """A browser for the tests of one module."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="playwright is not installed: the extra browser"
    )
    if CHROMIUM is None:
        pytest.skip("no chromium is installed")
    with playwright.sync_playwright() as tool:
        opened = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The reports of the tests: of the sample corpus, of one with hostile articles, and a large one."""
    place = tmp_path_factory.mktemp("pages")
    compare = ("--encoder", "none", "--no-progress", "--format", "html")
    assert run(["compare", str(CORPUS), *compare, "--output", str(place / "corpus.html")]) == 0
    saved = ("--encoder", "none", "--no-progress", "--format", "json")
    assert run(["compare", str(CORPUS), *saved, "--output", str(place / "corpus.json")]) == 0
    hostile_corpus(place / "hostile")
    assert run(["compare", str(place / "hostile"), *compare, "--output", str(place / "hostile.html")]) == 0
    bare = [replace(article, text=None) for article in rich_report().articles]
    made = {
        "rich": rich_report(),
        "bare": replace(rich_report(), articles=tuple(bare)),
        "large": large_report(3000),
        "long": long_words(rich_report()),
        "astral": astral_report(),
        "paged": paged_report(),
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


@pytest.fixture(scope="session")
def corpus_report(report_folder: Path) -> Report:
    """The report of the sample corpus."""
    return load_report(report_folder / "corpus.json")


@pytest.fixture
def open_page(browser: Browser, report_folder: Path) -> Iterator[Open]:
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
        made.goto(f"{(report_folder / f'{name}.html').as_uri()}{address}")
        if options.get("java_script_enabled", True):
            made.wait_for_selector("#waiting", state="hidden")
            made.wait_for_selector("html.scripted [data-view]:not([hidden])")
        return made

    yield opened
    for context in contexts:
        context.close()
    assert faults == []


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
