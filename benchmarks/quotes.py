"""Recall, precision and speakers of quotations on marked articles: ``python -m benchmarks.quotes FILE``.

FILE holds one article a line, as JSON: ``id``, ``text``, ``quotations`` (``start``, ``end`` with the
quotation marks, ``source`` as start, end and text, or null) and ``other_marks``, the other stretches
between quotation marks that the annotators saw (start, end): titles, terms, and quotations they passed over.

- Found: a quotation begins and ends within two characters of a marked one.
- Recall: the share of the marked quotations that are found.
- Precision: of the quotations found that annotators saw, the share that they marked. Seen are the stretches
  listed for the article, marked or not. What they cannot have seen is counted apart, by reason: marks
  other than “” and "", a pair of which one does not match, quotations that run on over paragraphs, and
  stretches that straddle theirs, where one side has paired the marks otherwise.
- Raw precision: all those count as wrong as well.
- Quotations of fewer than four words are not judged: the annotators' list has none.
- Source: of the marked quotations with a source, the share that is found and whose speaker has a name or
  description that either stands where the source does or has a word of its own in common with it. A
  pronoun is no name: it has to be resolved.

``--judged FILE`` takes verdicts of a reader on what annotators did not mark, as lines of ``id``, ``start``,
``end`` and ``verdict``: "quotation" for somebody's words, else what it is; precision is then given by
those as well. ``--show`` prints every miss, every wrong find and every wrong source.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from provenance.core.cutting.segment import SegmentTables, segment, segment_tables
from provenance.model import Quotation

LEAST_WORDS = 4
SLACK = 2
OPENING, CLOSING = '"“', '"”'
NAME = re.compile(r"\w{3,}")
EMPTY = frozenset(("the", "and", "for", "that", "his", "her", "their", "spokesman", "spokeswoman"))

Place = tuple[int, int]


@dataclass(slots=True)
class Counts:
    """What has been counted; ``shown`` holds a line for each thing that is not right."""

    marked: int = 0
    found: int = 0
    sourced: int = 0
    named: int = 0
    wrong: int = 0
    cannot_tell: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    shown: list[str] = field(default_factory=list)

    def precision(self, wrong: int) -> float:
        return self.found / max(1, self.found + wrong)


def tables() -> SegmentTables:
    """Return the package's own word lists."""
    data = files("provenance") / "data"
    furniture, cues = (
        tomllib.loads((data / name).read_text(encoding="utf-8")) for name in ("furniture.toml", "cues.toml")
    )
    return segment_tables(furniture, cues)


def same(a: Place, b: Place) -> bool:
    return abs(a[0] - b[0]) <= SLACK and abs(a[1] - b[1]) <= SLACK


def source_is_right(quotation: Quotation, source: tuple[int, int, str]) -> bool:
    """Say whether the speaker found stands where the source does, or has a word in common with it."""
    if quotation.speaker is None:
        return False
    where = quotation.speaker_span
    if where is not None and where.start < source[1] and source[0] < where.end:
        return True
    return bool(words_of(quotation.speaker) & words_of(source[2]))


def words_of(name: str) -> frozenset[str]:
    return frozenset(NAME.findall(name.lower())) - EMPTY


def unseen(text: str, place: Place, listed: Iterable[Place]) -> str | None:
    """Return why the annotators cannot have seen a stretch, or None."""
    start, end = place
    if any(a < end and start < b for a, b in listed):
        return "marks paired otherwise"
    if text[start] in OPENING and text[end - 1] not in CLOSING:
        return "runs on over paragraphs"
    if text[start] not in OPENING:
        return "other marks"
    return "marks that do not match" if (text[start] == '"') != (text[end - 1] == '"') else None


def judge(article: Mapping[str, Any], quotations: Iterable[Quotation], counts: Counts) -> Iterator[Quotation]:
    """Count one article's quotations and yield those found that annotators saw and did not mark."""
    text = article["text"]
    marked = {(item["start"], item["end"]): item["source"] for item in article["quotations"]}
    listed = [*marked, *map(tuple, article["other_marks"])]
    counts.marked += len(marked)
    counts.sourced += sum(source is not None for source in marked.values())
    left = set(marked)
    for quotation in quotations:
        place = (quotation.outer.start, quotation.outer.end)
        hit = next((one for one in left if same(one, place)), None)
        if hit is not None:
            left.discard(hit)
            counts.found += 1
            source = marked[hit]
            if source is not None and source_is_right(quotation, source):
                counts.named += 1
            elif source is not None:
                counts.shown.append(
                    line("source", article, place, f"{source[2]!r}, not {quotation.speaker!r}")
                )
        elif len(quotation.span.cut(text).split()) >= LEAST_WORDS:
            if any(same(one, place) for one in listed):
                yield quotation
            else:
                reason = unseen(text, place, listed) or "passed over"
                counts.cannot_tell[reason] += 1
                counts.shown.append(line(reason, article, place, f"{quotation.speaker!r}"))
    counts.shown += [line("missed", article, place, "") for place in sorted(left)]


def line(what: str, article: Mapping[str, Any], place: Place, detail: str) -> str:
    text, (start, end) = article["text"], place
    around = f"{text[max(0, start - 60) : start]}<<{text[start:end]}>>{text[end : end + 40]}"
    return f"{what}\t{article['id']}\t{start}\t{end}\t{' '.join(around.split())}\t{detail}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("articles", type=pathlib.Path)
    parser.add_argument("--judged", type=pathlib.Path)
    parser.add_argument("--show", action="store_true")
    for name in ("recall", "precision", "source"):
        parser.add_argument(f"--least-{name}", type=float, default=0.0)
    args = parser.parse_args()
    verdicts: dict[tuple[str, int, int], str] = {}
    if args.judged:
        for row in args.judged.read_text(encoding="utf-8").splitlines():
            item = json.loads(row)
            verdicts[item["id"], item["start"], item["end"]] = item["verdict"]
    words, counts = tables(), Counts()
    for row in args.articles.read_text(encoding="utf-8").splitlines():
        article = json.loads(row)
        quotations = segment(article["text"], "en", tables=words).quotations
        for quotation in judge(article, quotations, counts):
            place = (quotation.outer.start, quotation.outer.end)
            verdict = verdicts.get((article["id"], *place), "not read")
            counts.wrong += 1
            counts.verdicts[verdict] += 1
            counts.shown.append(line(f"wrong ({verdict})", article, place, f"{quotation.speaker!r}"))
    if args.show:
        print("\n".join(counts.shown))
    return report(counts, args)


def report(counts: Counts, args: argparse.Namespace) -> int:
    recall = counts.found / max(1, counts.marked)
    source = counts.named / max(1, counts.sourced)
    apart = sum(counts.cannot_tell.values())
    print(f"recall         {recall:.3f}  {counts.found} of {counts.marked} marked quotations")
    precision = counts.precision(counts.wrong)
    print(f"precision      {precision:.3f}  {counts.wrong} found that were seen and not marked")
    print(f"raw precision  {counts.precision(counts.wrong + apart):.3f}  with {apart} they cannot have seen")
    for reason, number in counts.cannot_tell.most_common():
        print(f"               {number:5}  {reason}")
    if args.judged:
        wrong = counts.wrong - counts.verdicts["quotation"]
        print(f"as read        {counts.precision(wrong):.3f}  of the {counts.wrong} unmarked ones:")
        for verdict, number in counts.verdicts.most_common():
            print(f"               {number:5}  {verdict}")
    print(f"source         {source:.3f}  {counts.named} of {counts.sourced} with a marked source")
    reached = (
        recall >= args.least_recall and precision >= args.least_precision and source >= args.least_source
    )
    return 0 if reached else 1


if __name__ == "__main__":
    sys.exit(main())
