"""Time and memory of ``provenance compare`` on one collection: ``python -m benchmarks.news FILE``.

Memory is the sum over the process and its children, sampled once a second; pages that forked
children share are counted once (proportional set size). Ten samples a second of two gigabytes took a third
of the time that was to be measured.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import time
from collections import Counter


def counting(collection: str) -> float:
    """Return the seconds that one process takes to count all words: what a second is worth here."""
    begin = time.perf_counter()
    words: Counter[str] = Counter()
    with open(collection, encoding="utf-8") as lines:
        for line in lines:
            words.update(re.findall(r"\w+", json.loads(line)["text"].casefold()))
    return time.perf_counter() - begin


def resident(process: int) -> int:
    """Return the proportional memory of a process and its descendants, in bytes."""
    total, found = 0, [process]
    while found:
        one = found.pop()
        try:
            for line in pathlib.Path(f"/proc/{one}/smaps_rollup").read_text().splitlines():
                if line.startswith("Pss:"):
                    total += int(line.split()[1]) * 1024
            for task in pathlib.Path(f"/proc/{one}/task").iterdir():
                found += map(int, (task / "children").read_text().split())
        except (OSError, ValueError):
            continue  # it has just ended
    return total


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection")
    parser.add_argument("--provenance", default="provenance")
    parser.add_argument("--most-times", type=float, help="as long as counting all words of a JSONL file")
    parser.add_argument("--most-gib", type=float)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "report.json"
        begin = time.perf_counter()
        command = [args.provenance, "compare", args.collection, "--format", "json", "--output", str(output)]
        running = subprocess.Popen(command)
        peak = 0
        while running.poll() is None:
            peak = max(peak, resident(running.pid))
            time.sleep(1)
        seconds = time.perf_counter() - begin
        if running.returncode:
            return running.returncode
        counts = json.loads(output.read_text(encoding="utf-8"))["counts"]
    gib = peak / 2**30
    print(f"{counts['articles']:,} articles: {seconds:.0f} s, {gib:.2f} GiB, {counts['matches']:,} matches")
    late = False
    if args.most_times is not None:
        times = seconds / counting(args.collection)
        print(f"{times:.1f} times as long as counting all words")
        late = times > args.most_times
    large = args.most_gib is not None and gib > args.most_gib
    return int(late or large)


if __name__ == "__main__":
    sys.exit(main())
