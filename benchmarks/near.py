"""Near-copies by themselves in a process of its own, for the benchmarks: ``python -m benchmarks.near FILE``.

Prints as JSON the seconds from reading FILE to verified pairs in memory, and what was found. Starting Python,
imports and compiling are left out: a small part of the file is gone through first. ``--pairs`` writes both
sides of each pair, by article and where the paragraph begins, for whoever checks what was found.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import tempfile
import time

import numpy as np

from provenance import copying
from provenance.core.near import copies as plain

FIRST = 200


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=pathlib.Path)
    parser.add_argument("--pairs", type=pathlib.Path)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        small = pathlib.Path(name) / "small.jsonl"
        with args.collection.open(encoding="utf-8") as stream, small.open("w", encoding="utf-8") as out:
            out.writelines(line for line, _ in zip(stream, range(FIRST), strict=False))
        usual, plain.COMPILED_FROM = plain.COMPILED_FROM, 0  # type: ignore[misc]
        copying.near_copies([small])
        plain.COMPILED_FROM = usual  # type: ignore[misc]
    begin = time.perf_counter()
    made = copying.near_copies([args.collection])
    seconds = time.perf_counter() - begin
    found = made.found
    if args.pairs is not None:
        sides = [np.stack([found.article[n], found.start[n]], axis=1) for n in (found.left, found.right)]
        equal = np.stack(
            [found.article, found.start, found.article[found.same], found.start[found.same]], axis=1
        )
        np.save(args.pairs, np.concatenate([np.concatenate(sides, axis=1), equal]))
        args.pairs.with_suffix(".ids").write_text(
            "\n".join(one.id for one in made.articles), encoding="utf-8"
        )
    told = {"seconds": seconds, "passages": len(found.article), "pairs": len(found.left)}
    print(json.dumps(told | {"collapsed": found.collapsed}))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
