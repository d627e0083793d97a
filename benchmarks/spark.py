"""What ``provenance compare --engine spark`` costs, step by step: ``python -m benchmarks.spark FILE``.

Times of tasks, shuffled bytes and rows come from Spark's own event log, by the step that asked for them;
on the driver alone is the time in which no step on the executors ran. ``--articles N`` adds what the figures
come to for N articles, in proportion: an archive grows by days, and what its articles share lies mostly
within days. (A sample of a collection tells nothing of its growth: it thins out what is shared.)
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

STEP = "provenance.step"
READ = "read, cut, pack"


def measured(file: str, master: str) -> dict[str, Any]:
    """Compare one collection in this process and return its figures; Spark starts with an event log."""
    from provenance import api
    from provenance.config import Config
    from provenance.engines import spark

    steps: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PYSPARK_SUBMIT_ARGS"] = (
            "--conf spark.eventLog.enabled=true --conf spark.eventLog.compress=false"
            f" --conf spark.eventLog.dir={Path(folder).as_uri()} pyspark-shell"
        )
        engine = spark.SparkEngine(master)
        context = engine.session.sparkContext
        begin = time.perf_counter()
        busy: list[tuple[float, float]] = []

        @contextmanager
        def step(name: str) -> Iterator[None]:
            context.setLocalProperty(STEP, name)
            start = time.perf_counter()
            try:
                yield
            finally:
                busy.append((start, time.perf_counter()))
                context.setLocalProperty(STEP, READ)

        class Measured(spark.SparkEngine):
            def query(self, sql: str, tables: Any) -> Any:
                name = "join " + {"keys": "LSH bands, equal parts"}.get(
                    next(iter(tables)), next(iter(tables))
                )
                with step(name):
                    found = super().query(sql, tables)
                steps[name]["rows"] += sum(len(next(iter(t.values()))) for t in tables.values())
                steps[name]["pairs"] += len(found["left"])
                return found

            def spread(self, function: Any, tasks: Any, shared: Any = None) -> Iterator[Any]:
                with step(getattr(function, "__name__", "spread").strip("_")):
                    yield from list(super().spread(function, tasks, shared))

            def lead(self, left: Any, right: Any, score: Any) -> Any:
                with step("clusters"):
                    found = super().lead(left, right, score)
                steps["clusters"]["rows"] += len(left)
                return found

        api.engine_of = lambda config: Measured(master)
        context.setLocalProperty(STEP, READ)
        report = api.compare([file], Config(encoder="none", engine="spark", master=master))
        seconds = time.perf_counter() - begin
        context.stop()
        logs = [path for path in Path(folder).rglob("*") if path.is_file() and path.name != "appstatus"]
        for path in logs:
            _add(path, steps)
    return {
        "articles": report.counts["articles"],
        "passages": report.counts["passages"],
        "text": sum(len((article.text or "").encode()) for article in report.articles),
        "matches": len(report.matches),
        "seconds": seconds,
        "driver": seconds - _covered(busy) - steps[READ]["wall"],
        "memory": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "steps": {name: dict(values) for name, values in steps.items()},
    }


def _covered(spans: list[tuple[float, float]]) -> float:
    total, reached = 0.0, 0.0
    for start, stop in sorted(spans):
        total += max(0.0, stop - max(start, reached))
        reached = max(reached, stop)
    return total


def _add(path: Path, steps: dict[str, dict[str, float]]) -> None:
    """Add the times of tasks and the bytes of an event log to the steps that asked for them."""
    of: dict[int, str] = {}
    begun: dict[int, tuple[str, int]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        event = json.loads(line) if line.startswith("{") else {}
        kind = event.get("Event")
        if kind == "SparkListenerJobStart":
            name = (event.get("Properties") or {}).get(STEP, READ)
            begun[event["Job ID"]] = (name, event["Submission Time"])
            of |= dict.fromkeys(event["Stage IDs"], name)
        elif kind == "SparkListenerJobEnd":
            name, start = begun[event["Job ID"]]
            steps[name]["wall"] += (event["Completion Time"] - start) / 1_000
        elif kind == "SparkListenerTaskEnd" and event.get("Task Metrics"):
            held = event["Task Metrics"]
            into = steps[of.get(event["Stage ID"], READ)]
            into["core_seconds"] += held["Executor Run Time"] / 1_000
            into["java"] += held["Executor CPU Time"] / 1e9
            into["shuffled"] += held["Shuffle Write Metrics"]["Shuffle Bytes Written"]
            into["result"] += held["Result Size"]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", help="the collection")
    parser.add_argument("--master", default="local[2]")
    parser.add_argument("--articles", type=int, help="say what this many articles would cost")
    args = parser.parse_args()
    run = measured(args.file, args.master)
    _show(run)
    if args.articles:
        _project(run, args.articles)
    return 0


def _show(run: dict[str, Any]) -> None:
    print(
        f"{run['articles']:,} articles, {run['text'] / 1e6:.1f} MB of text, {run['passages']:,} passages,"
        f" {run['matches']:,} matches: {run['seconds']:.0f} s, of which {run['driver']:.0f} s on the driver"
        f" alone; driver's Python process {run['memory'] / 2**20:,.0f} MiB"
    )
    print("| step | rows in | pairs out | core-seconds | of it Java's CPU | shuffled MB |")
    print("|---|---|---|---|---|---|")
    for name, held in sorted(run["steps"].items()):
        rows, pairs = (f"{int(held[x]):,}" if x in held else "" for x in ("rows", "pairs"))
        cores, moved = held.get("core_seconds", 0.0), held.get("shuffled", 0.0)
        print(
            f"| {name} | {rows} | {pairs} | {cores:.1f} | {held.get('java', 0.0):.1f} | {moved / 1e6:.1f} |"
        )


def _project(run: dict[str, Any], articles: int) -> None:
    """Print what each step comes to for a number of articles, in proportion."""
    times = articles / run["articles"]
    print(
        f"\n{articles:,} articles: {run['text'] * times / 1e9:,.0f} GB of text,"
        f" {run['passages'] * times:,.0f} passages, {run['driver'] * times / 3_600:,.0f} h on the driver"
        f" alone, driver's Python process {run['memory'] * times / 2**40:,.2f} TiB"
    )
    print("| step | million rows in | million pairs out | core-hours | shuffled GB |\n|---|---|---|---|---|")
    for name, held in sorted(run["steps"].items()):
        units = {"rows": 1e6, "pairs": 1e6, "core_seconds": 3_600.0, "shuffled": 1e9}
        cells = (f"{held[key] * times / unit:,.0f}" if key in held else "" for key, unit in units.items())
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    sys.exit(main())
