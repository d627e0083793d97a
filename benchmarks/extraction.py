"""Words of HTML pages that extraction gets right: ``python -m benchmarks.extraction FOLDER``.

FOLDER is laid out as the article-extraction benchmark of scrapinghub on GitHub is: ``ground-truth.json`` maps
a page's name to its ``articleBody`` as a person marked it, and ``html/NAME.html.gz`` is the page.

- Words: precision, recall and F1 over the multiset of a page's words (``\\w+``, case counts); precision and
  recall are means over pages, F1 is of the two means. Every page weighs the same.
- Shingles: the same over runs of four words, which is what that benchmark publishes.
- "beyond the reader": what F1 over words gains over the reader as configured, with the range that holds 95 of
  100 redrawings of the pages (paired bootstrap, seeded). A range that holds 0 is no difference.

The reader is measured as it is and with the paragraphs left out that are marked as furniture
(``cutting.furniture``), which a comparison does not see. Variants call trafilatura with the options named.
``--show`` prints, for every page below the given precision, the lines that the reader keeps and the marked
body has not, and every line marked as furniture that the body has.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pathlib
import random
import re
import statistics
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from benchmarks.quotes import tables
from provenance.core.cutting.segment import SegmentTables, segment
from provenance.files.decode import examine
from provenance.files.html import PageError, declared_encoding, read_page

WORD: Final = re.compile(r"\w+")
SHINGLE: Final = 4
DRAWS: Final = 1000
READER: Final = "the reader"
VARIANTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "defaults": {},
    "no comments": {"include_comments": False},
    "no comments, no fallback": {"include_comments": False, "fast": True},
    "no comments, precision": {"include_comments": False, "favor_precision": True},
    "no comments, recall": {"include_comments": False, "favor_recall": True},
    "no comments, no tables": {"include_comments": False, "include_tables": False},
    "no comments, no repeats": {"include_comments": False, "deduplicate": True},
}

Pages = Mapping[str, str]
Counts = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Figures:
    """Precision and recall, means over pages, and F1 of the two."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def runs(text: str, length: int) -> Counter[tuple[str, ...]]:
    """Count the runs of ``length`` words; a text of fewer words is one run."""
    words = WORD.findall(text)
    return Counter(tuple(words[at : at + length]) for at in range(max(1, len(words) - length + 1)) if words)


def page_counts(body: str, kept: str, length: int) -> Counts:
    """Return how many runs of a page are right, too many, and missing."""
    wanted, found = runs(body, length), runs(kept, length)
    right = (wanted & found).total()
    return right, found.total() - right, wanted.total() - right


def figures(pages: Iterable[Counts]) -> Figures:
    """Average over pages; a page without any words found has no precision, one without a body no recall."""
    counts = list(pages)
    return Figures(
        statistics.fmean(right / (right + extra) for right, extra, _ in counts if right + extra),
        statistics.fmean(right / (right + missing) for right, _, missing in counts if right + missing),
    )


def gain(one: list[Counts], other: list[Counts]) -> tuple[float, float, float]:
    """Return what F1 of ``one`` has more than F1 of ``other``, and the bounds of its 95% range."""
    draw = random.Random(1)
    found = []
    for _ in range(DRAWS):
        pages = draw.choices(range(len(one)), k=len(one))
        found.append(figures(one[at] for at in pages).f1 - figures(other[at] for at in pages).f1)
    found.sort()
    return figures(one).f1 - figures(other).f1, found[DRAWS // 40], found[-DRAWS // 40]


def decoded_pages(folder: pathlib.Path, names: Iterable[str]) -> dict[str, str]:
    """Decode the pages as the reader does."""
    found = {}
    for name in names:
        data = gzip.decompress((folder / "html" / f"{name}.html.gz").read_bytes())
        found[name] = examine(data, declared_encoding(data)).text
    return found


def by_reader(pages: Pages) -> dict[str, str]:
    """Extract as the package does; a page it finds nothing in gives an empty text."""
    found = {}
    for name, page in pages.items():
        try:
            found[name] = read_page(page)[0]
        except PageError:
            found[name] = ""
    return found


def by_variant(pages: Pages, options: Mapping[str, Any]) -> dict[str, str]:
    """Extract with trafilatura's own function."""
    import trafilatura

    return {name: trafilatura.extract(page.encode(), **options) or "" for name, page in pages.items()}


def parted(text: str, words: SegmentTables) -> tuple[str, str]:
    """Return the paragraphs that are compared and those marked as furniture, one a line."""
    cut = segment(text, "en", tables=words)
    sides: tuple[list[str], list[str]] = ([], [])
    for span, marked in zip(cut.paragraphs, cut.furniture, strict=True):
        sides[marked].append(span.cut(text))
    return "\n".join(sides[0]), "\n".join(sides[1])


def show(bodies: Pages, kept: Pages, words: SegmentTables, below: float) -> None:
    """Print what the reader keeps too much on pages below a precision, and what furniture takes of bodies."""
    for name, text in sorted(kept.items()):
        body = " ".join(WORD.findall(bodies[name]))
        left, marked = parted(text, words)
        right, extra, _ = page_counts(bodies[name], left, 1)
        lines = [f"furniture, but in the body: {line}" for line in marked.split("\n") if _inside(line, body)]
        if right < below * (right + extra):
            lines += [f"kept: {line}" for line in left.split("\n") if line and not _inside(line, body)]
        for line in lines:
            print(name[:8], ascii(line[:160]), sep="\t")


def _inside(line: str, body: str) -> bool:
    words = " ".join(WORD.findall(line))
    return bool(words) and words in body


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--show", type=float, metavar="PRECISION")
    parser.add_argument("--least-f1", type=float, default=0.0, help="exit 1 where the reader has less")
    args = parser.parse_args()
    truth = json.loads((args.folder / "ground-truth.json").read_text(encoding="utf-8"))
    bodies = {name: page.get("articleBody", "") for name, page in sorted(truth.items())}
    pages = decoded_pages(args.folder, bodies)
    words = tables()
    kept = by_reader(pages)
    if args.show is not None:
        show(bodies, kept, words, args.show)
    found = {
        READER: kept,
        "the reader, furniture left out": {n: parted(t, words)[0] for n, t in kept.items()},
    }
    found |= {name: by_variant(pages, options) for name, options in VARIANTS.items()}
    return report(bodies, found, args.least_f1)


def report(bodies: Pages, found: Mapping[str, Pages], least: float) -> int:
    """Print the table; return 1 where the reader's F1 over words is below ``least``."""
    print(f"{len(bodies)} pages; means over pages: precision, recall, F1")
    print(f"{'':32}{'words':24}{'runs of 4 words':24}beyond the reader")
    counts = {
        name: [page_counts(bodies[page], texts[page], 1) for page in bodies] for name, texts in found.items()
    }
    for name, texts in found.items():
        ones = figures(counts[name])
        fours = figures(page_counts(bodies[page], texts[page], SHINGLE) for page in bodies)
        cells = "".join(f"{f.precision:.4f} {f.recall:.4f} {f.f1:.4f}   " for f in (ones, fours))
        more, low, high = gain(counts[name], counts[READER])
        shown = "" if name == READER else f"{more:+.4f} ({low:+.4f} to {high:+.4f})"
        print(f"{name:32}{cells}{shown}".rstrip())
    return 0 if figures(counts[READER]).f1 >= least else 1


if __name__ == "__main__":
    sys.exit(main())
