"""Size of a report's HTML page, time to its first list in Chromium: ``python -m benchmarks.page REPORT``."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 5
# Milliseconds from the start of loading until the list stands there.
SHOWN = """async () => {
  for (;;) {
    const [mark] = performance.getEntriesByName('provenance-shown');
    if (mark) return mark.startTime;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}"""


def shown_after(page: Path, view: str) -> float:
    """Return the median of the seconds until a view of the page is shown, each time in a new browser."""
    from playwright.sync_api import sync_playwright

    taken = []
    with sync_playwright() as tool:
        for _ in range(ROUNDS):
            browser = tool.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
            opened = browser.new_page(viewport={"width": 1400, "height": 900})
            opened.goto(f"{page.as_uri()}#{view}")
            taken.append(opened.evaluate(SHOWN) / 1000)
            browser.close()
    return statistics.median(taken)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("report", help="a saved JSON report")
    args = parser.parse_args()
    from provenance.api import load_report
    from provenance.report.folder import write_file
    from provenance.report.html import write_html

    report = load_report(args.report)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "report.html"
        start = time.perf_counter()
        write_file(page, lambda stream: write_html(report, stream))
        seconds = time.perf_counter() - start
        print(f"{len(report.articles):,} articles, {len(report.matches):,} matches")
        print(f"written in {seconds:.1f} s, {os.path.getsize(page) / 1e6:.1f} MB")
        for view in ("summary", "pairs", "clusters"):
            print(f"{view} shown after {shown_after(page, view):.2f} s (median of {ROUNDS})")
    return 0


if __name__ == "__main__":
    sys.exit(main())
