"""Time of the index and of ``check``: ``python -m benchmarks.intake FILE``.

FILE holds records, one a line. Times are of whole processes. What a process needs before it can do
anything (starting, importing, compiling word lists) is what the same command takes on an article of one
line against an index of one article.
"""

from __future__ import annotations

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import numpy as np

from provenance.core.matching.postings import AREAS, mixed
from provenance.store import batch, file
from provenance.store.index import OpenIndex, opened

PARAGRAPHS = 40
SHORTEST, LONGEST = 120, 400  # code points of a paragraph
NEW = 100
COPIES = 10


def timed(command: Sequence[str]) -> float:
    """Run a command and return its wall time in seconds; modules are kept compiled, as pip keeps them."""
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    begin = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=surroundings)
    return time.perf_counter() - begin


def split(source: pathlib.Path, folder: pathlib.Path) -> tuple[pathlib.Path, pathlib.Path, pathlib.Path]:
    """Write all records but a hundred, those hundred, and an article of 40 paragraphs of theirs."""
    lines = source.read_text(encoding="utf-8").splitlines(keepends=True)
    kept, more, draft = folder / "kept.jsonl", folder / "more.jsonl", folder / "draft.txt"
    step = len(lines) // NEW
    chosen = lines[::step][:NEW]
    taken = set(chosen)
    kept.write_text("".join(line for line in lines if line not in taken), encoding="utf-8")
    more.write_text("".join(chosen), encoding="utf-8")
    texts = [json.loads(line)["text"] for line in chosen]
    paragraphs = [p for text in texts for p in text.split("\n") if SHORTEST <= len(p) <= LONGEST]
    draft.write_text("\n\n".join(paragraphs[:PARAGRAPHS]) + "\n", encoding="utf-8")
    return kept, more, draft


def check(program: str, draft: pathlib.Path, index: pathlib.Path, times: int) -> float:
    """Return the median time of a check."""
    command = [program, "check", str(draft), "--against", str(index), "--quiet"]
    return statistics.median(timed(command) for _ in range(times))


def multiplied(source: pathlib.Path, target: pathlib.Path, copies: int) -> None:
    """Write an index of so many copies of another one, each with words of its own."""
    with opened(source, 10.0) as index:
        file.create(target, {name: value for name, value in index.meta.items() if name != "schema"})
        connection = duckdb.connect(str(target))
        connection.execute("pragma force_compression = 'uncompressed'")
        for area in AREAS:
            _multiply(index, connection, area, copies)
        connection.execute(f"attach '{source}' as held (read_only)")
        connection.execute("insert into backgrounds select * from held.backgrounds")
        query = "select number, id, digest, noted, facts from held.articles order by number"
        listed = connection.execute(query).fetchall()
        for copy in range(copies):
            batch.write_articles(connection, copy, _copied(index, listed, copy))
        totals = {name: value * copies for name, value in batch.totals_meta(index.totals).items()}
        batch.write_meta(connection, totals)
        connection.close()
    with file.committing(target, 10.0):
        # What was written since the index was made is listed, and looked for in the file.
        pass


def _copied(index: OpenIndex, listed: Sequence[tuple[Any, ...]], copy: int) -> Iterator[batch.Packed]:
    """Yield the articles of an index under numbers and ids of a copy."""
    step = copy * index.totals.next_article
    for (number, name, *told), (_, record, texts) in zip(
        listed, index.records("order by number"), strict=True
    ):
        yield number + step, f"{name}~{copy}" if copy else name, *told, record, texts


def _multiply(index: OpenIndex, connection: duckdb.DuckDBPyConnection, area: int, copies: int) -> None:
    segments = sorted({segment for segment, _ in index.directory})
    parts = list(index.everything(area, segments))
    if not parts:
        return
    keys, values = (np.concatenate(side) for side in zip(*parts, strict=True))
    # Keys of copies are words of their own, so that as much is found as before, among ten times as much.
    moved = np.concatenate([keys ^ mixed(np.array([copy]))[0] if copy else keys for copy in range(copies)])
    held = np.tile(values, copies)
    order = np.argsort(moved, kind="stable")
    batch.write_area(connection, 0, area, (moved[order], held[order]))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=pathlib.Path)
    parser.add_argument("--provenance", default="provenance")
    parser.add_argument("--times", type=int, default=7)
    parser.add_argument("--compare", action="store_true", help="time a comparison of the collection, too")
    parser.add_argument("--multiplied", action="store_true", help="time an index of ten copies, too")
    args = parser.parse_args()
    program = args.provenance
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        kept, more, draft = split(args.collection, folder)
        index, small = folder / "index.duckdb", folder / "small.duckdb"
        line, one = folder / "line.txt", folder / "one.txt"
        line.write_text("A single line of text, and no more.\n", encoding="utf-8")
        one.write_text("Another line of text that nobody wrote.\n", encoding="utf-8")
        if args.compare:
            command = [program, "compare", str(kept), "--encoder", "none", "--format", "json"]
            print(f"compare: {timed(command):.0f} s")
        print(f"index add, all: {timed([program, 'index', 'add', str(kept), '--index', str(index)]):.0f} s")
        print(f"size: {index.stat().st_size / 1e6:,.0f} MB")
        timed([program, "index", "add", str(one), "--index", str(small)])
        begin = check(program, line, small, args.times)
        whole = check(program, draft, index, args.times)
        print(f"check: {whole:.2f} s, {begin:.2f} s of it before it can do anything")
        added = timed([program, "index", "add", str(more), "--index", str(index)])
        print(f"index add, {NEW} more: {added:.1f} s")
        if args.multiplied:
            large = folder / "large.duckdb"
            multiplied(index, large, COPIES)
            # What was written must be on the disk before anything is timed, and both are timed in turns.
            os.sync()
            both = [
                (check(program, draft, index, 1), check(program, draft, large, 1)) for _ in range(args.times)
            ]
            single, several = (statistics.median(times) for times in zip(*both, strict=True))
            print(f"{COPIES} times as large: {several:.2f} s, in turns with {single:.2f} s")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
