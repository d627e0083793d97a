"""Draw matches and clusters of a saved report for a reader to judge: ``python -m benchmarks.reading REPORT``.

REPORT is a report in JSON that carries texts. Matches are drawn at random with a fixed seed, as many from
each band of the score, clusters from those called wire copy. Each is printed with its texts and a line to
copy into a file of verdicts, ``id<TAB>verdict``, where the verdict is the content that a reader finds
right ("passage", "quote", "boilerplate", "formula", or "none" for what is no common text), for a cluster
its origin.

``--judged FILE`` reads such verdicts instead of printing texts, and says how many of the matches and
clusters that this report holds are called as the reader calls them. Ids outlive changes of the program,
so one file of verdicts judges the reports before and after a change.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

BANDS = (0.5, 0.6, 0.7, 0.8, 0.9, 1.01)
SHOWN = 400

Record = Mapping[str, Any]


def band(score: float) -> int:
    return next(number for number, upper in enumerate(BANDS[1:]) if score < upper)


def drawn(report: Record, count: int, content: str | None, seed: int) -> list[Record]:
    """Return ``count`` matches, as many from each band of the score as it has."""
    chosen: list[Record] = []
    for number in range(len(BANDS) - 1):
        held = [
            m
            for m in report["matches"]
            if band(m["score"]) == number and (content is None or m["content"] == content)
        ]
        chosen += random.Random(f"{seed} {number}").sample(held, min(len(held), count // (len(BANDS) - 1)))
    return chosen


def drawn_clusters(report: Record, count: int, origin: str, seed: int) -> list[Record]:
    held = [c for c in report["clusters"] if c["origin"]["kind"] == origin]
    return random.Random(f"{seed} clusters").sample(held, min(len(held), count))


def cut(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= SHOWN else plain[:SHOWN] + "…"


def match_lines(match: Record) -> Iterator[str]:
    left, right = match["left"], match["right"]
    yield f"{match['id']}\t{match['content']}"
    places = " ~ ".join(f"{side['article']}:{side['line']}" for side in (left, right))
    yield f"  {match['score']:.2f} {match['relation']}  {places}"
    yield f"  L {cut(left['text'])}"
    if match["relation"] != "identical":
        yield f"  R {cut(right['text'])}"


def cluster_lines(cluster: Record, texts: Mapping[str, str]) -> Iterator[str]:
    origin = cluster["origin"]
    yield f"{cluster['id']}\t{origin['kind']}"
    yield f"  {origin['agency']} ({origin['confidence']}), {len(cluster['members'])} members"
    for member in cluster["members"][:4]:
        text = texts[member["article"]]
        yield f"  {member['article']}: {cut(text[member['start'] : member['end']]) if text else ''}"


def agreement(report: Record, verdicts: Mapping[str, str]) -> Iterator[str]:
    """Say how many matches and clusters are called what a reader calls them."""
    matches = {m["id"]: m["content"] for m in report["matches"]}
    clusters = {c["id"]: c["origin"]["kind"] for c in report["clusters"]}
    for name, called in (("matches", matches), ("clusters", clusters)):
        held = [(called[key], verdict) for key, verdict in verdicts.items() if key in called]
        right = sum(one == other for one, other in held)
        yield f"{name}: {right} of {len(held)} called as judged ({right / max(1, len(held)):.0%})"
        for (one, other), number in sorted(Counter(held).items(), key=lambda item: -item[1]):
            if one != other:
                yield f"  {number:4}  called {one}, judged {other}"
    gone = sum(key not in matches and key not in clusters for key in verdicts)
    yield f"{gone} of {len(verdicts)} are no longer reported"


def read_verdicts(path: pathlib.Path) -> dict[str, str]:
    rows = [row.split("\t") for row in path.read_text(encoding="utf-8").splitlines() if "\t" in row]
    return {row[0].strip(): row[1].strip() for row in rows if not row[0].startswith(" ")}


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("report", type=pathlib.Path)
    parser.add_argument("--matches", type=int, default=100)
    parser.add_argument("--clusters", type=int, default=50)
    parser.add_argument("--content", choices=("passage", "quote", "boilerplate", "formula"))
    parser.add_argument("--origin", default="wire-copy")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--judged", type=pathlib.Path)
    args = parser.parse_args(arguments)
    report = json.loads(args.report.read_text(encoding="utf-8"))
    if args.judged:
        print("\n".join(agreement(report, read_verdicts(args.judged))))
        return 0
    texts = {article["id"]: article["text"] for article in report["articles"]}
    for match in drawn(report, args.matches, args.content, args.seed):
        print("\n".join(match_lines(match)))
    for cluster in drawn_clusters(report, args.clusters, args.origin, args.seed):
        print("\n".join(cluster_lines(cluster, texts)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
