"""An index is as before or as after an addition, whenever that was killed, and serves many at once."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from index_helpers import PLAIN
from provenance import checking, indexing
from provenance.store import file
from provenance.store.index import opened
from test_index import content

PROVENANCE = (sys.executable, "-m", "provenance")
SYLLABLES = ("ba", "do", "fe", "gu", "hi", "ka", "lo", "me", "nu", "pi", "ra", "so", "te", "vu", "wi", "za")


def write_articles(path: Path, first: int, last: int) -> None:
    """Write articles of invented words as records; every seventh has a paragraph of the one before."""
    source = random.Random(first)
    common = ["the", "of", "and", "to", "in", "a", "that", "was", "for", "with"]
    before = ""
    with path.open("w", encoding="utf-8") as stream:
        for number in range(first, last):
            paragraphs = []
            for _ in range(3):
                words = [
                    source.choice(common)
                    if place % 3
                    else "".join(source.choices(SYLLABLES, k=source.randrange(2, 5)))
                    for place in range(36)
                ]
                paragraphs.append(
                    f"{' '.join(words[:18]).capitalize()}. {' '.join(words[18:]).capitalize()}."
                )
            if number % 7 == 0 and before:
                paragraphs[1] = before
            before = paragraphs[0]
            record = {"id": f"w{number:05}", "text": "\n\n".join(paragraphs), "language": "en"}
            stream.write(json.dumps(record) + "\n")


def add(index: Path, records: Path) -> subprocess.Popen[bytes]:
    # What is killed while its coverage is written leaves a file that none can read.
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    return subprocess.Popen(
        [*PROVENANCE, "index", "add", str(records), "--index", str(index), "--quiet"], env=plain
    )


def works(index: Path, draft: Path) -> int:
    """Use an index in all ways, and return how many articles it holds."""
    facts = indexing.info(index)
    assert not indexing.verify(index, sample=20).faults
    done = checking.check([draft], index, PLAIN)
    assert done.held == facts.articles
    assert done.verdicts[0].word == "HELD ELSEWHERE"
    return facts.articles


@pytest.mark.slow
def test_an_addition_that_is_killed_leaves_the_index_as_before_or_as_after(tmp_path: Path) -> None:
    kills = int(os.environ.get("PROVENANCE_KILLS", "8"))
    base, more = tmp_path / "base.jsonl", tmp_path / "more.jsonl"
    write_articles(base, 0, 300)
    write_articles(more, 300, 2_400)
    draft = tmp_path / "draft.txt"
    draft.write_text(json.loads(base.read_text("utf-8").splitlines()[40])["text"], encoding="utf-8")
    clean = tmp_path / "clean.duckdb"
    assert add(clean, base).wait() == 0
    began = time.monotonic()
    assert add(clean, more).wait() == 0
    takes = time.monotonic() - began
    index = tmp_path / "index.duckdb"
    assert add(index, base).wait() == 0
    source = random.Random(7)
    seen = set()
    for _ in range(kills):
        process = add(index, more)
        # Most of the time goes into reading and cutting; kill more often where it is written.
        time.sleep(takes * source.triangular(0.1, 1.05, 0.95))
        process.send_signal(signal.SIGKILL)
        process.wait()
        held = works(index, draft)
        assert held in (300, 2_400)
        seen.add(held)
        if held == 2_400:
            index.unlink()
            assert add(index, base).wait() == 0
    assert 300 in seen
    assert add(index, more).wait() == 0
    assert works(index, draft) == 2_400
    assert content(index) == content(clean)


@pytest.mark.slow
def test_a_removal_that_is_killed_leaves_the_index_as_before_or_as_after(tmp_path: Path) -> None:
    records = tmp_path / "base.jsonl"
    write_articles(records, 0, 300)
    draft = tmp_path / "draft.txt"
    draft.write_text(json.loads(records.read_text("utf-8").splitlines()[40])["text"], encoding="utf-8")
    sound, index = tmp_path / "sound.duckdb", tmp_path / "index.duckdb"
    assert add(sound, records).wait() == 0
    before = content(sound)
    command = [*PROVENANCE, "index", "remove", "w0010?", "--index", str(index)]
    plain = {name: value for name, value in os.environ.items() if not name.startswith("COV")}
    shutil.copy(sound, index)
    began = time.monotonic()
    assert subprocess.run(command, env=plain, check=False).returncode == 0
    takes = time.monotonic() - began
    after = content(index)
    source = random.Random(11)
    for _ in range(int(os.environ.get("PROVENANCE_KILLS", "8"))):
        shutil.copy(sound, index)
        with subprocess.Popen(command, env=plain, stdout=subprocess.DEVNULL) as process:
            time.sleep(takes * source.triangular(0.3, 1.1, 0.8))
            process.send_signal(signal.SIGKILL)
        held = works(index, draft)
        assert content(index) == (before if held == 300 else after)
    assert works(index, draft) in (290, 300)
    with opened(index, 1.0) as last:
        assert len(last.gone.articles) in (0, 10)


CHECKING = """
import json, sys, time
from pathlib import Path
from provenance import checking
from provenance.config import Config
index, draft, until = Path(sys.argv[1]), sys.argv[2], float(sys.argv[3])
longest, count = 0.0, 0
while time.time() < until:
    began = time.monotonic()
    done = checking.check([draft], index, Config(encoder="none", jobs=1), wait=10.0)
    longest, count = max(longest, time.monotonic() - began), count + 1
    found = [m for m in done.report.matches if "w00040" in (m.left.article, m.right.article)]
    assert found and max(m.score for m in found) == 1.0, done.report.matches
    assert done.verdicts[0].word == "HELD ELSEWHERE"
print(json.dumps([longest, count]))
"""


@pytest.mark.slow
def test_ten_readers_and_a_writer_all_get_their_turn(tmp_path: Path) -> None:
    base = tmp_path / "base.jsonl"
    write_articles(base, 0, 120)
    draft = tmp_path / "draft.txt"
    draft.write_text(json.loads(base.read_text("utf-8").splitlines()[40])["text"], encoding="utf-8")
    index = tmp_path / "index.duckdb"
    at = replace(PLAIN, index=str(index))
    indexing.add([base], at)
    until = time.time() + 20
    readers = [
        subprocess.Popen(
            [sys.executable, "-c", CHECKING, str(index), str(draft), str(until)], stdout=subprocess.PIPE
        )
        for _ in range(10)
    ]
    added = 0
    longest = 0.0
    while time.time() < until - 2:
        records = tmp_path / f"more{added}.jsonl"
        write_articles(records, 1_000 + 20 * added, 1_020 + 20 * added)
        began = time.monotonic()
        assert indexing.add([records], at, wait=10.0).change.added == 20
        longest, added = max(longest, time.monotonic() - began), added + 1
    told: list[Any] = []
    for reader in readers:
        output, _ = reader.communicate(timeout=120)
        assert reader.returncode == 0
        told.append(json.loads(output))
    assert added >= 3
    assert longest < 15
    assert all(count >= 1 and slowest < 20 for slowest, count in told), told
    assert indexing.info(index).articles == 120 + 20 * added
    assert not indexing.verify(index, sample=200).faults


def test_what_a_killed_writer_left_beside_an_index_hinders_nobody(tmp_path: Path) -> None:
    records = tmp_path / "few.jsonl"
    write_articles(records, 0, 5)
    at = replace(PLAIN, index=str(tmp_path / "index.duckdb"))
    path = indexing.add([records], at).path
    file.lock_path(path).write_text("4194303 2001-01-01 00:00:00\n", encoding="ascii")
    write_articles(records, 5, 8)
    assert indexing.add([records], at, wait=1.0).change.added == 3
