"""CPU time of ``provenance --help`` over that of an empty program: ``python -m benchmarks.startup``."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys

ROUNDS = 5


def cpu_seconds(command: list[str]) -> float:
    before = os.times()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    return after.children_user - before.children_user + after.children_system - before.children_system


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--most", type=float, help="fail above this many seconds")
    args = parser.parse_args()
    empty = [sys.executable, "-c", "pass"]
    asked = [sys.executable, "-m", "provenance", "--help"]
    cpu_seconds(asked)  # compiles what is not yet compiled
    both = [(cpu_seconds(empty), cpu_seconds(asked)) for _ in range(ROUNDS)]
    more = statistics.median(b - a for a, b in both)
    print(f"provenance --help: {more:.3f} s of CPU time more than an empty program (median of {ROUNDS})")
    return int(args.most is not None and more > args.most)


if __name__ == "__main__":
    sys.exit(main())
