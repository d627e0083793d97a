"""Make the pictures of the documentation from real output on the sample collection.

Usage: python tools/screenshots.py [--only NAME ...]

Commands run in a terminal of their own, which is drawn as SVG; pages are opened in Chromium (Playwright); the
rest is drawn by ``provenance plot``. A page that this version does not write is left out, and that is said.
What pages were taken of is written beside them as a digest (``made-from.json``), which a test compares with
today's: it changes with the files that pages are made of and with the sample collection.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from provenance.report.layout import display_width

ROOT = Path(__file__).parent.parent
COLUMNS = 100
LINES = 44
CELL, HEIGHT, MARGIN = 8.4, 18, 16
COLOURS = {"31": "#b3261e", "33": "#8a5a00", "32": "#1b6e37", "36": "#0b5fa5", "2": "#57606a"}
PAGES = {
    "report": ("src/provenance/report/html/page/*", "corpus/**/*"),
    "diff": ("src/provenance/report/templates/diff.*", "corpus/**/*"),
}
MADE_FROM = "made-from.json"
STYLE = re.compile(r"\x1b\[([\d;]*)m")


def main() -> None:
    """Make all pictures, or those named."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    beside = Path(sys.executable).with_name("provenance")
    parser.add_argument("--provenance", default=str(beside), help="the command (%(default)s)")
    parser.add_argument("--chromium", default="/usr/bin/chromium", help="the browser (%(default)s)")
    parser.add_argument("--output", type=Path, default=ROOT / "docs/images", help="where to (%(default)s)")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="some of: " + ", ".join(PICTURES))
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        studio = Studio(Path(name), asked.provenance, asked.chromium, asked.output)
        for picture in asked.only or PICTURES:
            print(f"{picture}: {PICTURES[picture](studio)}")
            if picture in PAGES:
                note(asked.output / MADE_FROM, picture)


def made_from(picture: str, root: Path = ROOT) -> str:
    """Return a digest of the files that a picture of a page depends on, by name and content."""
    digest = hashlib.sha256()
    for pattern in PAGES[picture]:
        for path in sorted(root.glob(pattern)):
            name = path.relative_to(root).as_posix()
            if path.is_file() and not any(part.startswith(".") for part in path.relative_to(root).parts):
                content = hashlib.sha256(path.read_bytes()).hexdigest()
                digest.update(f"{name} {content}\n".encode())
    return digest.hexdigest()


def note(path: Path, picture: str) -> None:
    """Write down what a picture was made from, beside what is noted of the others."""
    noted = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    noted[picture] = made_from(picture)
    path.write_text(json.dumps(noted, indent=1, sort_keys=True) + "\n", encoding="utf-8")


class Studio:
    """A scratch folder with the sample collection and a report of it."""

    def __init__(self, folder: Path, command: str, chromium: str, output: Path) -> None:
        self.folder, self.command, self.chromium, self.output = folder, command, chromium, output
        output.mkdir(parents=True, exist_ok=True)
        shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns(".provenance"))
        self.run("compare", "corpus", "--format", "json", "--output", "report.json")

    def run(self, *words: str) -> str:
        """Run a command and return what it prints."""
        done = subprocess.run(
            [self.command, *words], cwd=self.folder, check=True, capture_output=True, text=True
        )
        return done.stdout

    def in_terminal(self, *words: str) -> str:
        """Run a command in a terminal of its own and return what it shows, styles included."""
        ours, theirs = pty.openpty()
        surroundings = {**os.environ, "COLUMNS": str(COLUMNS), "LINES": "60", "TERM": "xterm-256color"}
        surroundings.pop("NO_COLOR", None)
        with subprocess.Popen(
            [self.command, *words],
            cwd=self.folder,
            stdout=theirs,
            stderr=subprocess.DEVNULL,
            env=surroundings,
        ) as process:
            os.close(theirs)
            shown = b"".join(_all_of(ours))
        if process.returncode:
            raise SystemExit(f"{words[0]} ended with {process.returncode}")
        return shown.decode().replace("\r\n", "\n")

    def open(self, page: str, picture: str, size: tuple[int, int], act: str = "") -> str:
        """Open a page of the folder in the browser, run ``act`` in it, and take a picture of the view."""
        from playwright.sync_api import sync_playwright

        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=self.chromium, args=["--no-sandbox"])
            view = browser.new_page(
                viewport={"width": size[0], "height": size[1]}, color_scheme="light", reduced_motion="reduce"
            )
            view.goto(f"{self.folder.as_uri()}/{page}")
            if act:
                view.evaluate(act)
            view.wait_for_timeout(500)
            view.screenshot(path=str(self.output / picture))
            browser.close()
        return picture


def _all_of(descriptor: int) -> Iterator[bytes]:
    """Yield what a terminal shows, to its end."""
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:  # Linux says so when the other side is closed
            part = b""
        if not part:
            os.close(descriptor)
            return
        yield part


def compare(studio: Studio) -> str:
    """Draw the table of ``provenance compare``."""
    shown = studio.in_terminal("compare", "corpus/", "--format", "table", "--no-progress")
    return terminal(studio, "compare.svg", "provenance compare corpus/", shown)


def check(studio: Studio) -> str:
    """Draw the verdict of ``provenance check``."""
    inbox = studio.folder / "inbox"
    inbox.mkdir(exist_ok=True)
    held = studio.folder / "corpus/harbour-post/ferry-fire.txt"
    (inbox / "ferry.txt").write_text(held.read_text("utf-8").replace("near-freezing", "freezing"), "utf-8")
    studio.run("index", "add", "corpus/")
    shown = studio.in_terminal("check", "inbox/ferry.txt", "--against", "corpus/")
    return terminal(studio, "check.svg", "provenance check inbox/ferry.txt", shown)


def plot(kind: str) -> Callable[[Studio], str]:
    """Return what draws a picture of the report."""

    def draw(studio: Studio) -> str:
        studio.run("plot", "report.json", "--kind", kind, "--output", str(studio.output / f"{kind}.svg"))
        return f"{kind}.svg"

    return draw


def diff(studio: Studio) -> str:
    """Take a picture of the page that ``provenance diff`` writes, where changed words are."""
    old = studio.folder / "old"
    shutil.copytree(studio.folder / "corpus", old, dirs_exist_ok=True)
    ferry = old / "aldmere-courier/kessel-ferry.txt"
    text = ferry.read_text("utf-8")
    for right, wrong in (
        ("lifeboats", "lifebcats"),
        ("with 231", "vvith 231"),
        ("helicopters", "hellcopters"),
    ):
        text = text.replace(right, wrong)
    ferry.write_text(text, "utf-8")
    studio.run("compare", "old", "--format", "json", "--output", "old.json")
    studio.run("diff", "old.json", "report.json", "--output", "diff.html")
    act = "document.querySelector('#matches-changed').scrollIntoView()"
    return studio.open("diff.html", "diff.png", (1200, 760), act)


def report(studio: Studio) -> str:
    """Take pictures of the report as a page, its first view and a match, where the program writes one."""
    if "html" not in studio.run("show", "--help"):
        return "left out, this version writes no report.html"
    studio.run("show", "report.json", "--format", "html", "--output", "report.html")
    saved = json.loads((studio.folder / "report.json").read_text("utf-8"))
    english = {article["id"] for article in saved["articles"] if article["language"] == "en"}
    edited = [
        one
        for one in saved["matches"]
        if (one["relation"], one["content"]) == ("near-copy", "passage") and one["left"]["article"] in english
    ]
    match = max(edited, key=lambda one: (one["words"], one["id"]))
    studio.open(f"report.html#m-{match['id']}", "report-match.png", (1400, 900))
    studio.open("report.html", "report.png", (1400, 900))
    return "report.png, report-match.png"


PICTURES: dict[str, Callable[[Studio], str]] = {
    "compare": compare,
    "check": check,
    "network": plot("network"),
    "matrix": plot("matrix"),
    "timeline": plot("timeline"),
    "scores": plot("scores"),
    "diff": diff,
    "report": report,
}


def terminal(studio: Studio, picture: str, command: str, shown: str) -> str:
    """Draw what a terminal shows, its first lines, as SVG."""
    lines = [f"\x1b[1m$ {command}\x1b[0m", *shown.splitlines()]
    lines = lines[:LINES]
    width, height = COLUMNS * CELL + 2 * MARGIN, len(lines) * HEIGHT + 2 * MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" role="img"'
        f' font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="14" fill="#1d232b">',
        f"<title>{escape(command)}</title>",
        f'<rect width="{width:g}" height="{height}" rx="8" fill="#f6f8fa" stroke="#d0d7de"/>',
    ]
    for number, line in enumerate(lines):
        parts += _line(line, MARGIN + 14 + number * HEIGHT)
    (studio.output / picture).write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")
    return picture


def _line(line: str, y: int) -> Iterator[str]:
    """Yield one text element for each stretch of one style, as wide as its cells whatever the font."""
    column = 0
    codes: Sequence[str] = ()
    pieces = STYLE.split(line)
    for number, piece in enumerate(pieces):
        if number % 2:
            codes = [code for code in piece.split(";") if code not in {"", "0"}]
            continue
        for gap, words in re.findall(r"( *)(\S+(?: \S+)*)?", piece):
            column += len(gap)
            if words:
                wide = display_width(words)
                yield (
                    f'<text x="{MARGIN + column * CELL:.1f}" y="{y}" textLength="{wide * CELL:.1f}"'
                    f"{_look(codes)}>{escape(words)}</text>"
                )
                column += wide


def _look(codes: Sequence[str]) -> str:
    colour = next((f' fill="{COLOURS[code]}"' for code in codes if code in COLOURS), "")
    return colour + (' font-weight="bold"' if "1" in codes else "")


if __name__ == "__main__":
    main()
