"""Build a corpus for the scorer's fit from articles that were written for it.

    python tools/build_retold.py tools/retold.jsonl OUT
    python tools/build_retold.py tools/openings.jsonl OUT
    python tools/build_retold.py tools/abroad.jsonl OUT

Events, people and outlets are invented. Each line is an article: ``event``, ``article``, ``outlet``,
``language`` and ``paras``, a list of the statements that a paragraph holds ("s1", or "s2 s3" for two of them,
"" for none) and its text. In ``retold.jsonl`` three outlets retell one dispatch without seeing one another,
others report on the same event for themselves; in ``openings.jsonl`` all do, and tell the same facts. In
``abroad.jsonl`` each does so in a language of its own, and of some events outlets translate a dispatch, too.

Writes ``OUT/corpus`` (one .txt an article, ``manifest.csv``) and ``OUT/gold.json``: paragraphs of one event
that hold the same statements are pairs, those that have some in common stand aside, all else is false.
``documents`` names the event of each article, so that a fit can leave out whole events.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import json
import pathlib
from collections import defaultdict
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Place:
    """A paragraph: its article's file, its offsets, and the statements that it holds."""

    file: str
    start: int
    end: int
    held: frozenset[str]

    def side(self) -> dict[str, Any]:
        return {"article": self.file, "start": self.start, "end": self.end}


def document(source: pathlib.Path, event: str) -> str:
    """Return the name of an event among the documents of all corpora."""
    return f"{source.stem}/en/{event}"


def put(record: dict[str, Any], folder: pathlib.Path) -> list[Place]:
    """Write an article and return its paragraphs."""
    places, texts, at = [], [], 0
    file = f"{record['article']}.txt"
    for held, text in record["paras"]:
        plain = " ".join(text.split())
        places.append(Place(file, at, at + len(plain), frozenset(held.split())))
        texts.append(plain)
        at += len(plain) + 2
    (folder / file).write_text("\n\n".join(texts) + "\n", encoding="utf-8")
    return places


def build(source: pathlib.Path, out: pathlib.Path) -> None:
    """Write the corpus and its gold pairs."""
    records = [json.loads(line) for line in source.read_text(encoding="utf-8").splitlines()]
    folder = out / "corpus"
    folder.mkdir(parents=True, exist_ok=True)
    events: dict[str, list[Place]] = defaultdict(list)
    for record in records:
        events[record["event"]] += put(record, folder)
    with open(folder / "manifest.csv", "w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream)
        rows.writerow(("file", "outlet", "language"))
        rows.writerows((f"{one['article']}.txt", one["outlet"], one["language"]) for one in records)
    pairs, aside = [], []
    languages = {f"{one['article']}.txt": one["language"] for one in records}
    documents = {f"{one['article']}.txt": document(source, one["event"]) for one in records}
    for event, places in events.items():
        for left, right in itertools.combinations(places, 2):
            if left.file == right.file or not left.held & right.held:
                continue
            both = {"left": left.side(), "right": right.side()}
            if left.held == right.held:
                kind = "human" if languages[left.file] == languages[right.file] else "cross"
                pairs.append({"kind": kind, "document": document(source, event), **both})
            else:
                aside.append(both)
    gold = {"pairs": pairs, "aside": aside, "documents": documents}
    (out / "gold.json").write_text(json.dumps(gold, indent=1) + "\n", encoding="utf-8")
    print(f"{len(records)} articles of {len(events)} events, {len(pairs)} gold pairs")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("source", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    args = parser.parse_args()
    build(args.source, args.out)
