"""Whether ``diff`` finds matches again after a text was corrected: ``python -m benchmarks.corrected FILE``.

Letters of some articles of a JSONL file are replaced at random, as character recognition misreads them; the
damaged state is compared, then the clean one, and ``diff`` says what the two reports differ in. No letter is
lost, so places tell which match of the one report is which of the other.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace

from provenance import Config, Report, compare, diff
from provenance.core.diffing.differences import Difference
from provenance.model import Match, Side

LETTERS = "abcdefghilmnorstu"


def damaged(text: str, rate: float, chance: random.Random) -> str:
    """Return a text with some share of its letters replaced."""
    return "".join(
        chance.choice(LETTERS) if letter.isalpha() and chance.random() < rate else letter for letter in text
    )


def report_of(records: Iterable[dict[str, str]], folder: str) -> Report:
    """Compare articles, without an encoder."""
    path = pathlib.Path(folder) / "articles.jsonl"
    with path.open("w", encoding="utf-8") as stream:
        for record in records:
            stream.write(json.dumps(record) + "\n")
    return compare([path], Config(encoder="none", texts=True))


def without_texts(report: Report) -> Report:
    return replace(report, articles=tuple(replace(article, text=None) for article in report.articles))


def same_place(old: Side, new: Side) -> bool:
    """Say whether two sides share more than half of the shorter one."""
    common = min(old.end, new.end) - max(old.start, new.start)
    return old.article == new.article and common > 0.5 * min(old.end - old.start, new.end - new.start)


def told(found: Difference) -> str:
    """Return how many matches were found again, how many wrongly, and how many could have been."""
    new: defaultdict[tuple[str, str], list[Match]] = defaultdict(list)
    for one in found.new_matches:
        new[one.match.left.article, one.match.right.article].append(one.match)
    missed = sum(
        any(same_place(old.left, one.left) and same_place(old.right, one.right) for one in others)
        for old, others in (
            (one.match, new[one.match.left.article, one.match.right.article]) for one in found.gone_matches
        )
    )
    anew = [one for one in (*found.changed_matches, *found.reanchored) if one.anchor != "id"]
    wrong = sum(
        not (same_place(one.old.left, one.new.left) and same_place(one.old.right, one.new.right))
        for one in anew
    )
    return (
        f"{found.old.matches:,} matches before, {found.new.matches:,} after: {found.counts['kept']:,} found"
        f" again, {len(anew):,} of them anchored anew, {wrong:,} of these elsewhere;"
        f" {missed:,} there and not found"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=pathlib.Path, help="articles as JSONL")
    parser.add_argument("--articles", type=int, default=4_000, help="how many to draw (%(default)s)")
    parser.add_argument(
        "--rates", default="0.005,0.02,0.05", help="shares of letters, by commas (%(default)s)"
    )
    parser.add_argument("--share", type=float, default=1.0, help="share of articles damaged (%(default)s)")
    parser.add_argument("--seed", type=int, default=5)
    args = parser.parse_args()
    with args.file.open(encoding="utf-8") as stream:
        records = [json.loads(line) for line in stream]
    chance = random.Random(args.seed)
    records = chance.sample(records, min(args.articles, len(records)))
    with tempfile.TemporaryDirectory() as folder:
        clean = report_of(records, folder)
        for rate in map(float, args.rates.split(",")):
            bad = [
                {**one, "text": damaged(one["text"], rate, chance)} if chance.random() < args.share else one
                for one in records
            ]
            old = report_of(bad, folder)
            for carried, pair in (("texts", (old, clean)), ("none", tuple(map(without_texts, (old, clean))))):
                start = time.perf_counter()
                found = diff(*pair)
                seconds = time.perf_counter() - start
                print(f"{rate:.1%} of letters, {carried} carried: {told(found)}; {seconds:.2f} s", flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
