"""Time and memory as an archive grows: ``python -m benchmarks.scale --sizes 10,100``.

Archives are made (``benchmarks.made``): seeded words by Zipf's law, copies planted, sizes in MB of text.
Each is gone through in processes of their own: ``near`` finds near-copies by themselves (seconds from reading
to pairs in memory), ``no-reworded`` is ``compare --no-reworded``, ``compare`` is the whole of it, both with a
JSON report (seconds of the whole process). Exits 1 if more planted copies are missed than allowed.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from benchmarks.made import Planted, archive
from benchmarks.measuring import FailedError, Measured, exponent, measured, this_python
from benchmarks.plot import drawn

OPTIONS = {"no-reworded": ["--no-reworded"], "compare": []}
# All exact copies are to be found. LSH overlooks one edited copy in some thousand.
LEAST_EXACT, LEAST_EDITED = 1.0, 0.99

Place = tuple[str, int]
Row = tuple[float, float, Measured]


def near(
    source: pathlib.Path, folder: pathlib.Path, limits: dict[str, float | None]
) -> tuple[float, Measured, set]:
    """Find near-copies by themselves; return seconds, what the process took, and the pairs."""
    pairs = folder / "pairs.npy"
    took = measured(this_python("benchmarks.near", str(source), "--pairs", str(pairs)), **limits)
    ids = pairs.with_suffix(".ids").read_text(encoding="utf-8").split("\n")
    rows = np.load(pairs).tolist()
    # Copies of one text are known by the first of them, and so are their pairs.
    found = {frozenset({(ids[a], begin), (ids[b], other)}) for a, begin, b, other in rows}
    return json.loads(took.printed)["seconds"], took, found


def compared(
    source: pathlib.Path,
    folder: pathlib.Path,
    limits: dict[str, float | None],
    what: str,
    program: str,
    jobs: int,
) -> tuple[float, Measured, pathlib.Path]:
    """Run ``compare`` and return seconds, what the process took, and where its report is."""
    output = folder / "report.json"
    command = [program, "compare", str(source), "--encoder", "none", "--jobs", str(jobs), *OPTIONS[what]]
    command += ["--quiet", "--no-progress", "--format", "json", "--output", str(output)]
    took = measured(command, **limits)
    return took.seconds, took, output


def found_by_near(planted: Sequence[Planted], pairs: Iterable[frozenset[Place]]) -> Counter[str]:
    """Count by kind the planted copies among pairs of paragraphs, directly or over the same words."""
    partners: dict[Place, set[Place]] = {}
    for pair in pairs:
        for one in pair:
            partners.setdefault(one, set()).update(pair)
    found = Counter[str]()
    for one in planted:
        source, copy = (one.source, one.source_span[0]), (one.copy, one.copy_span[0])
        reached = partners.get(copy, set()) | {
            p for other in partners.get(copy, ()) for p in partners.get(other, ())
        }
        found[one.kind] += source in reached or not reached.isdisjoint(partners.get(source, set()))
    return found


def found_by_compare(planted: Sequence[Planted], report: pathlib.Path) -> Counter[str]:
    """Count by kind the planted copies that a report has: both sides in one cluster, or matched."""
    with report.open(encoding="utf-8") as stream:
        made = json.load(stream)
    groups: dict[str, list[tuple[int, int, str]]] = {}
    ties = [(f"m{n}", (match["left"], match["right"])) for n, match in enumerate(made["matches"])]
    ties += [(one["id"], one["members"]) for one in made["clusters"]]
    for name, sides in ties:
        for side in sides:
            groups.setdefault(side["article"], []).append((side["start"], side["end"], name))

    def held(article: str, span: tuple[int, int]) -> set[str]:
        return {n for a, b, n in groups.get(article, ()) if min(b, span[1]) - max(a, span[0]) >= (b - a) / 2}

    found = Counter[str]()
    for one in planted:
        common = held(one.source, one.source_span) & held(one.copy, one.copy_span)
        found[one.kind] += bool(common)
    return found


def run(what: str, source: pathlib.Path, planted: Sequence[Planted], args: argparse.Namespace) -> Row | None:
    """Go through one archive in one way, print what it took, and return it; None if it was stopped."""
    size = sum(len(json.loads(line)["text"]) for line in source.open(encoding="utf-8")) / 1e6
    limits = {"most_seconds": args.most_seconds, "most_gib": args.most_gib}
    with tempfile.TemporaryDirectory(dir=args.folder) as name:
        folder = pathlib.Path(name)
        try:
            if what == "near":
                seconds, took, pairs = near(source, folder, limits)
                found = found_by_near(planted, pairs)
            else:
                seconds, took, report = compared(source, folder, limits, what, args.provenance, args.jobs)
                found = found_by_compare(planted, report)
        except FailedError as error:
            print(f"{what:12} {size:8,.0f} MB  {error}", flush=True)
            return None
    wanted = Counter(one.kind for one in planted)
    shares = {kind: found[kind] / max(1, wanted[kind]) for kind in ("exact", "edited")}
    print(
        f"{what:12} {size:8,.0f} MB {seconds:8.1f} s {size / seconds:7.2f} MB/s {took.gib:6.2f} GiB"
        f"   planted copies found: {found['exact']:,} of {wanted['exact']:,} exact,"
        f" {found['edited']:,} of {wanted['edited']:,} edited",
        flush=True,
    )
    args.missed |= shares["exact"] < LEAST_EXACT or shares["edited"] < LEAST_EDITED
    return size, seconds, took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10,100", help="MB of text, by commas")
    parser.add_argument("--what", default="near,no-reworded,compare", help="which, by commas")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--provenance", default="provenance")
    parser.add_argument("--folder", type=pathlib.Path, help="where archives are made; they are removed")
    parser.add_argument("--most-seconds", type=float, help="stop a run after so long")
    parser.add_argument("--most-gib", type=float, help="stop a run that takes more memory")
    parser.add_argument("--plot", type=pathlib.Path, metavar="FILE", help="write an SVG of both")
    args = parser.parse_args()
    args.missed = False
    chosen = args.what.split(",")
    if unknown := set(chosen) - {"near", *OPTIONS}:
        parser.error(f"--what: {', '.join(sorted(unknown))}: choose from near, {', '.join(OPTIONS)}")
    rows: dict[str, list[Row]] = {what: [] for what in chosen}
    for size in args.sizes.split(","):
        with tempfile.TemporaryDirectory(dir=args.folder) as name:
            source = pathlib.Path(name) / "archive.jsonl"
            planted = archive(source, round(float(size) * 1e6), args.seed)
            for what in chosen:
                row = run(what, source, planted, args)
                rows[what] += [row] if row else []
    for what, held in rows.items():
        if len(held) > 1:
            sizes = [size for size, _, _ in held]
            time, memory = (
                exponent(sizes, [s for _, s, _ in held]),
                exponent(sizes, [t.peak for _, _, t in held]),
            )
            print(f"{what:12} grows with exponent {time:.2f} in time, {memory:.2f} in memory")
    if args.plot is not None:
        args.plot.write_text(_plotted(rows), encoding="utf-8")
    return int(args.missed)


def _plotted(rows: dict[str, list[Row]]) -> str:
    held = {what: some for what, some in rows.items() if some}
    seconds = {what: [(size, s) for size, s, _ in some] for what, some in held.items()}
    memory = {what: [(size, took.gib) for size, _, took in some] for what, some in held.items()}
    return drawn({("Time", "MB of text", "seconds"): seconds, ("Peak memory", "MB of text", "GiB"): memory})


if __name__ == "__main__":
    raise SystemExit(main())
