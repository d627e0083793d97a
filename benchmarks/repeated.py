"""Growth where text is repeated: ``python -m benchmarks.repeated``.

Two kinds of collections, each at two sizes: one paragraph repeated, in each article beside a sentence of its
own; and near-copies of one article of 30 paragraphs, each with single words changed in a few of them. Whoever
compares every copy with every other takes sixteen times as long for four times as many. Exits 1 if time grows
with an exponent above ``--most-exponent``.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile

from benchmarks.made import copied, repeated
from benchmarks.measuring import FailedError, Measured, exponent, measured, this_python

PARAGRAPHS = 30
EDITS = 6


def made(kind: str, count: int, folder: pathlib.Path, seed: int) -> pathlib.Path:
    """Write a collection."""
    target = folder / f"{kind}.jsonl"
    if kind == "repeats":
        repeated(target, count, seed)
    else:
        copied(target, count, PARAGRAPHS, EDITS, seed)
    return target


def run(what: str, source: pathlib.Path, args: argparse.Namespace) -> tuple[float, Measured, str]:
    """Go through a collection and return seconds, what the process took, and what it found in words."""
    limits = {"most_seconds": args.most_seconds, "most_gib": args.most_gib}
    if what == "near":
        took = measured(this_python("benchmarks.near", str(source)), **limits)
        told = json.loads(took.printed)
        return told["seconds"], took, f"{told['pairs']:,} pairs, {told['collapsed']:,} collapsed"
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        output = pathlib.Path(name) / "report.json"
        command = [args.provenance, "compare", str(source), "--encoder", "none", "--jobs", str(args.jobs)]
        command += ["--quiet", "--no-progress", "--format", "json", "--output", str(output)]
        took = measured(command, **limits)
        size = output.stat().st_size / 1e6
        with output.open(encoding="utf-8") as stream:
            counts = json.load(stream)["counts"]
    return (
        took.seconds,
        took,
        f"{counts['matches']:,} matches, {counts['pairs']:,} pairs, {counts['collapsed']:,} collapsed,"
        f" {size:,.0f} MB of report",
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", default="50000,200000", help="sizes of the first kind, by commas")
    parser.add_argument("--copies", default="1250,5000", help="sizes of the second kind, by commas")
    parser.add_argument("--what", default="near,compare", help="which, by commas")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--provenance", default="provenance")
    parser.add_argument("--folder", type=pathlib.Path, help="where collections are made; they are removed")
    parser.add_argument("--most-seconds", type=float, help="stop a run after so long")
    parser.add_argument("--most-gib", type=float, help="stop a run that takes more memory")
    parser.add_argument("--most-exponent", type=float, help="exit 1 if time grows faster")
    args = parser.parse_args()
    steepest = 0.0
    for kind, counts in (("repeats", args.repeats), ("copies", args.copies)):
        sizes = [int(count) for count in counts.split(",") if count]
        rows: dict[str, list[tuple[int, float]]] = {what: [] for what in args.what.split(",")}
        for size in sizes:
            with tempfile.TemporaryDirectory(dir=args.folder) as name:
                source = made(kind, size, pathlib.Path(name), args.seed)
                for what, held in rows.items():
                    try:
                        seconds, took, found = run(what, source, args)
                    except FailedError as error:
                        print(f"{kind:8} {what:8} {size:9,}  {error}", flush=True)
                        continue
                    held.append((size, seconds))
                    print(
                        f"{kind:8} {what:8} {size:9,} {seconds:8.1f} s {took.gib:6.2f} GiB   {found}",
                        flush=True,
                    )
        for what, held in rows.items():
            if len(held) > 1:
                grown = exponent([size for size, _ in held], [seconds for _, seconds in held])
                steepest = max(steepest, grown)
                print(f"{kind:8} {what:8} grows with exponent {grown:.2f} in time")
    return int(args.most_exponent is not None and steepest > args.most_exponent)


if __name__ == "__main__":
    raise SystemExit(main())
