"""Fail if a page of a built site loads something from another host, which would tell it who reads.

Usage: python tools/check_site.py FOLDER
"""

from __future__ import annotations

import re
import sys
from html.parser import HTMLParser
from pathlib import Path

LOADED = {"src", "srcset", "data", "poster", "action"}
LOADING_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload"}
ELSEWHERE = re.compile(r"(?i)\s*(?:https?:)?//")
IN_STYLE = re.compile(r"(?i)(?:url\(|@import)\s*['\"]?((?:https?:)?//[^'\")\s]+)")


class Page(HTMLParser):
    """Collects what a page loads from elsewhere."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = IN_STYLE.findall(text)
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that loads something."""
        held = {name: value or "" for name, value in attrs}
        loads = LOADED & held.keys()
        if tag == "link" and LOADING_LINKS & set(held.get("rel", "").split()):
            loads |= {"href"}
        self.found += [f"<{tag}> {held[name]}" for name in sorted(loads) if ELSEWHERE.match(held[name])]


def main(folder: Path) -> int:
    """Check all pages and style sheets below a folder; print what is loaded from elsewhere."""
    pages = sorted(folder.rglob("*.html"))
    faults = []
    for path in pages:
        faults += [f"{path}: {one}" for one in Page(path.read_text(encoding="utf-8")).found]
    for path in sorted(folder.rglob("*.css")):
        faults += [f"{path}: {one}" for one in IN_STYLE.findall(path.read_text(encoding="utf-8"))]
    for fault in faults:
        print(fault)
    print(f"{len(pages)} pages, {len(faults)} things loaded from elsewhere")
    return 1 if faults or not pages else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    sys.exit(main(Path(sys.argv[1])))
