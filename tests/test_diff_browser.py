"""The page of ``provenance diff`` in a real browser: it loads nothing, runs nothing, and fits the window."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from diff_reports import many_changes
from provenance.report.diff_html import write_diff_html
from test_diff_outputs import hostile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DIFFERENCES: Final = {"many": many_changes, "hostile": hostile}


def open_page(browser: Browser, folder: Path, name: str, **view: Any) -> tuple[Page, list[str]]:
    """Open the page of a difference; also return what it loads, complains of or asks."""
    stream = io.StringIO(newline="")
    write_diff_html(DIFFERENCES[name](), stream)
    path = folder / "diff.html"
    path.write_text(stream.getvalue(), encoding="utf-8")
    noted: list[str] = []
    page = browser.new_page(**view)
    page.on("console", lambda message: noted.append(f"console: {message.text}"))
    page.on("pageerror", lambda error: noted.append(f"error: {error}"))
    page.on("dialog", lambda dialog: (noted.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: noted.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page, noted


@pytest.mark.parametrize("name", DIFFERENCES)
@pytest.mark.parametrize("width", [400, 1400])
def test_it_loads_nothing_runs_nothing_and_fits_the_window(
    browser: Browser, tmp_path: Path, name: str, width: int
) -> None:
    page, noted = open_page(browser, tmp_path, name, viewport={"width": width, "height": 900})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert noted == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator("section").count() > 5
    assert page.locator("script, img").count() == 0


def test_the_style_sheet_is_let_in_by_the_policy(browser: Browser, tmp_path: Path) -> None:
    page, _ = open_page(browser, tmp_path, "many")
    assert page.evaluate("getComputedStyle(document.querySelector('.sides')).display") == "grid"
    style = "getComputedStyle(document.querySelector('del')).textDecorationLine"
    assert page.evaluate(style) == "line-through"


def test_links_lead_to_their_sections_by_keyboard(browser: Browser, tmp_path: Path) -> None:
    page, _ = open_page(browser, tmp_path, "many", viewport={"width": 1200, "height": 500})
    page.locator("nav a", has_text="Clusters changed").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#clusters-changed")
    assert page.locator("#clusters-changed h2").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(browser: Browser, tmp_path: Path, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = open_page(browser, tmp_path, "many", color_scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    found = axe.run(page).response["violations"]
    assert [(one["id"], one["impact"]) for one in found if one["impact"] in ("serious", "critical")] == []
