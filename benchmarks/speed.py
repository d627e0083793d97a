"""Near-copies of paragraphs, side by side with other tools: ``python -m benchmarks.speed FILE``.

FILE holds records with ``id`` and ``text``, one a line. Its paragraphs are written one a line first, so that
all tools cut the same passages. What is timed goes from reading that file to verified pairs in memory;
starting Python, imports and compiling are left out. Every run is a process of its own; times are medians.
Recall is of all pairs of different passages by the exact Jaccard similarity of word 3-shingles, found without
hashing; this package joins "1,000" and "U.N." to one word, so its pairs are counted apart.

datasketch and rensa do what their documentation shows: sets of shingles, MinHash of 128 permutations, LSH,
candidates verified by the exact similarity of the sets. rensa gets the same 32 bands as this package.
"""

from __future__ import annotations

import argparse
import json
import pathlib
import platform
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

LEAST = 0.5
LEVELS = (0.5, 0.8)
BATCH = 4_000_000
_WORD = re.compile(r"\w+")

Pair = tuple[int, int]


def texts_of(source: pathlib.Path) -> Iterator[str]:
    with source.open(encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)["text"]


def passages_of(source: pathlib.Path) -> list[str]:
    """Return the passages of a file as the other tools read it: lines that are not empty."""
    return [line for text in texts_of(source) for line in text.split("\n") if line]


def shingles_of(passage: str) -> set[str]:
    """Return the word 3-shingles as the other tools get them."""
    return shingled(_WORD.findall(passage.lower()))


def our_shingles(passage: str) -> set[str]:
    """Return the word 3-shingles by this package's words, from its plain functions."""
    from provenance.core.text.normalise import compared_form, normalise_word, tokenise

    found = tokenise(passage)
    return shingled(
        [
            compared_form(normalise_word(passage[a:b]))
            for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)
        ]
    )


def shingled(words: list[str]) -> set[str]:
    return {" ".join(words[at : at + 3]) for at in range(len(words) - 2)}


def similarity(left: set[str], right: set[str]) -> float:
    shared = len(left & right)
    return shared / (len(left) + len(right) - shared)


def with_provenance(source: pathlib.Path) -> Any:
    from provenance import copying

    return copying.near_copies([source], least=LEAST).found


def numbered(source: pathlib.Path, found: Any) -> set[Pair]:
    """Return the pairs that this package found, as numbers of the passages of a file."""
    place: dict[Pair, int] = {}
    for article, text in enumerate(texts_of(source)):
        start = 0
        for line in text.split("\n"):
            if line:
                place[article, start] = len(place)
            start += len(line) + 1
    at = [place[one] for one in zip(found.article.tolist(), found.start.tolist(), strict=True)]
    return {(at[a], at[b]) for a, b in zip(found.left.tolist(), found.right.tolist(), strict=True)}


def with_datasketch(source: pathlib.Path) -> set[Pair]:
    from datasketch import MinHash, MinHashLSH

    sets = [shingles_of(passage) for passage in passages_of(source)]
    index = MinHashLSH(threshold=LEAST, num_perm=128)
    sketches = {}
    for number, held in enumerate(sets):
        if held:
            sketch = MinHash(num_perm=128)
            sketch.update_batch([shingle.encode() for shingle in held])
            index.insert(number, sketch, check_duplication=False)
            sketches[number] = sketch
    found = set()
    for number, sketch in sketches.items():
        for other in index.query(sketch):
            if other < number and similarity(sets[other], sets[number]) >= LEAST:
                found.add((other, number))
    return found


def with_rensa(source: pathlib.Path) -> set[Pair]:
    from rensa import RMinHash, RMinHashLSH

    sets = [shingles_of(passage) for passage in passages_of(source)]
    numbers = [number for number, held in enumerate(sets) if held]
    sketches = RMinHash.from_token_sets([list(sets[number]) for number in numbers], 128, 42)
    index = RMinHashLSH(LEAST, 128, 32)
    index.insert_many(sketches)
    found = set()
    for at, near in enumerate(index.query_all(sketches)):
        for other in near:
            if other < at and similarity(sets[numbers[other]], sets[numbers[at]]) >= LEAST:
                found.add((numbers[other], numbers[at]))
    return found


TOOLS: dict[str, Callable[[pathlib.Path], Any]] = {
    "provenance": with_provenance,
    "rensa": with_rensa,
    "datasketch": with_datasketch,
}


def truth_of(passages: list[str], shingles: Callable[[str], set[str]]) -> tuple[dict[Pair, float], list[int]]:
    """Return all pairs of different passages with a similarity of ``LEAST`` or more, by prefix filtering.

    Passages with the same shingles count as the first of them, which is given for each, too. Two sets with a
    Jaccard similarity of t or more have one of the rarest (1 - t) n + 1 shingles in common.
    """
    first: dict[frozenset[str], int] = {}
    same = [first.setdefault(frozenset(shingles(passage)), number) for number, passage in enumerate(passages)]
    first.pop(frozenset(), None)
    frequency = Counter(shingle for held in first for shingle in held)
    holders: dict[str, list[tuple[int, frozenset[str]]]] = defaultdict(list)
    found: dict[Pair, float] = {}
    for held, number in first.items():
        rarest = sorted(held, key=lambda shingle: (frequency[shingle], shingle))
        seen: set[int] = set()
        for shingle in rarest[: int((1 - LEAST) * len(held)) + 1]:
            if frequency[shingle] < 2:
                continue
            for other, theirs in holders[shingle]:
                if other not in seen:
                    seen.add(other)
                    shared = len(held & theirs)
                    likeness = shared / (len(held) + len(theirs) - shared)
                    if likeness >= LEAST:
                        found[min(number, other), max(number, other)] = likeness
            holders[shingle].append((number, held))
    return found, same


# Characters that a tool goes through before it is timed; from 3 million on this package is compiled.
WARM = {"provenance": 3_500_000, "rensa": 300_000, "datasketch": 300_000}


def _beginning(source: pathlib.Path, size: int) -> Iterator[str]:
    with source.open(encoding="utf-8") as stream:
        for line in stream:
            yield line
            size -= len(line)
            if size < 0:
                return


def run_one(tool: str, source: pathlib.Path, pairs: pathlib.Path | None) -> None:
    """Run one tool in this process and print its time and memory."""
    with tempfile.TemporaryDirectory() as name:
        small = pathlib.Path(name) / "small.jsonl"
        # So much text that imports are done, and kernels taken from their cache.
        with small.open("w", encoding="utf-8") as out:
            out.writelines(_beginning(source, WARM[tool]))
        TOOLS[tool](small)
    begin = time.perf_counter()
    found = TOOLS[tool](source)
    seconds = time.perf_counter() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    if pairs is not None:
        if tool == "provenance":
            found = numbered(source, found)
        np.save(pairs, np.array(sorted(found), dtype=np.int64).reshape(-1, 2))
    print(json.dumps({"seconds": seconds, "gib": peak}))


def prepared(source: pathlib.Path, target: pathlib.Path, articles: int | None) -> int:
    """Write the paragraphs of a collection one a line, and return how many bytes of text they have."""
    from provenance.core.cutting.segment import cut_paragraphs

    size = 0
    with source.open(encoding="utf-8") as stream, target.open("w", encoding="utf-8") as out:
        for number, line in enumerate(stream):
            if number == articles:
                break
            record = json.loads(line)
            text = record["text"]
            spans = cut_paragraphs(text)
            paragraphs = "\n\n".join(" ".join(text[one.start : one.end].split()) for one in spans)
            size += len(paragraphs.encode())
            out.write(json.dumps({"id": record["id"], "text": paragraphs}, ensure_ascii=False) + "\n")
    return size


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("collection", type=pathlib.Path)
    parser.add_argument("--articles", type=int, help="how many articles to read; all if left out")
    parser.add_argument("--times", type=int, default=5)
    parser.add_argument("--tools", default=",".join(TOOLS), help="which, by commas")
    parser.add_argument("--whole", metavar="PROGRAM", help="time whole processes of this program, too")
    parser.add_argument(
        "--least-ratio", type=float, help="exit 1 if rensa takes less than so many times as long"
    )
    parser.add_argument("--one", choices=TOOLS, help=argparse.SUPPRESS)
    parser.add_argument("--pairs", type=pathlib.Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.one:
        run_one(args.one, args.collection, args.pairs)
        return 0
    with tempfile.TemporaryDirectory() as name:
        return _compared(args, pathlib.Path(name))


def _compared(args: argparse.Namespace, folder: pathlib.Path) -> int:
    source = folder / "passages.jsonl"
    size = prepared(args.collection, source, args.articles) / 1e6
    articles = sum(1 for _ in texts_of(source))
    passages = passages_of(source)
    tools = args.tools.split(",")
    truths = {shingles: truth_of(passages, shingles) for shingles in (shingles_of, our_shingles)}
    print(f"{articles:,} articles, {len(passages):,} passages, {size:.1f} MB; {platform.machine()}")
    for shingles, by in ((our_shingles, "this package's words"), (shingles_of, "the other tools' words")):
        counts = [f"{sum(v >= t for v in truths[shingles][0].values()):,} at {t}" for t in LEVELS]
        print(f"pairs by {by}: {', '.join(counts)}")
    seconds: dict[str, list[float]] = defaultdict(list)
    memory: dict[str, float] = {}
    for turn in range(args.times):
        for tool in tools:
            command = [sys.executable, "-m", "benchmarks.speed", str(source), "--one", tool]
            if turn == 0:
                command += ["--pairs", str(folder / f"{tool}.npy")]
            told = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
            seconds[tool].append(told["seconds"])
            memory[tool] = max(memory.get(tool, 0.0), told["gib"])
    ours = statistics.median(seconds[tools[0]])
    print(
        f"{'':12} {'s':>8} {'MB/s':>8} {'articles/s':>11} {'GiB':>6} {'ratio':>7}  recall at "
        + ", ".join(map(str, LEVELS))
    )
    for tool in tools:
        median = statistics.median(seconds[tool])
        found = {(a, b) for a, b in np.load(folder / f"{tool}.npy").tolist()}
        truth, same = truths[our_shingles if tool == "provenance" else shingles_of]
        recall = [_recall(truth, same, found, level) for level in LEVELS]
        print(
            f"{tool:12} {median:8.2f} {size / median:8.2f} {articles / median:11,.0f} {memory[tool]:6.2f}"
            f" {median / ours:7.1f}  " + ", ".join(f"{share:.4f}" for share in recall)
        )
    if args.whole:
        _whole(args, source, seconds)
    slower = statistics.median(seconds["rensa"]) / ours if "rensa" in seconds else None
    return int(args.least_ratio is not None and slower is not None and slower < args.least_ratio)


def _recall(truth: dict[Pair, float], same: list[int], found: set[Pair], level: float) -> float:
    """Return the share of true pairs found."""
    known = {(min(same[a], same[b]), max(same[a], same[b])) for a, b in found}
    wanted = [pair for pair, likeness in truth.items() if likeness >= level]
    return sum(pair in known for pair in wanted) / max(1, len(wanted))


def _whole(args: argparse.Namespace, source: pathlib.Path, seconds: dict[str, list[float]]) -> None:
    for options in (["--no-reworded"], []):
        command = [
            args.whole,
            "compare",
            str(source),
            "--encoder",
            "none",
            "--format",
            "json",
            "--no-progress",
            *options,
        ]
        times = []
        for _ in range(args.times):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            times.append(time.perf_counter() - begin)
        median = statistics.median(times)
        against = [
            f"{statistics.median(seconds[t]) / median:.2f} of {t}'s" for t in seconds if t != "provenance"
        ]
        print(
            f"whole process, report included, {' '.join(options) or 'rewording too'}: {median:.1f} s; speed "
            + ", ".join(against)
        )


if __name__ == "__main__":
    raise SystemExit(main())
