"""Files made to take all time or memory end as problems, and the rest of the corpus is compared."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any, Final

import pytest

import format_samples as samples
from hostile_files import ENDED_SOONER, HOSTILE, SOONER, TOGETHER
from provenance.files.formats.allowance import DOCUMENT_SECONDS

# What is not ended after its seconds takes this many times as long as a good file.
MOST_TIMES: Final = 20
MOST_MIB: Final = 512

# Reads one file as a run does; processor time and memory are those of the run and of its guarded process.
READ: Final = r"""
import json, re, resource, sys
from pathlib import Path
from provenance.config import Config
from provenance.files import jsonl, whole
from provenance.files.formats import guard
from provenance.files.source import FileSource
from provenance.model import Problem

found = list(FileSource([sys.argv[1]], Config(read_seconds=json.loads(sys.argv[2]))))
guard.close()
used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
# The kernel's figure for this process starts from that of the one that began it; this one does not.
own = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1])
print(json.dumps({
    "articles": sum(not isinstance(one, Problem) for one in found),
    "problems": [one.reason for one in found if isinstance(one, Problem)],
    "seconds": sum(one.ru_utime + one.ru_stime for one in used),
    "mib": (own + used[1].ru_maxrss) / 1024,
}))
"""


def _read(path: Path, seconds: int | None = None) -> dict[str, Any]:
    command = [sys.executable, "-c", READ, str(path), json.dumps(seconds)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return what a good file takes."""
    path = tmp_path_factory.mktemp("good") / "a.docx"
    path.write_bytes(samples.docx())
    found = _read(path)
    assert (found["articles"], found["problems"]) == (1, [])
    return found


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_bounded_time_and_memory(
    name: str, good: dict[str, Any], tmp_path: Path
) -> None:
    write, told = HOSTILE[name]
    write(tmp_path / name)
    found = _read(tmp_path / name, ENDED_SOONER) if name in SOONER else _read(tmp_path / name)
    if told is not None:
        endings = (told,) if isinstance(told, str) else told
        assert any(ending in problem for ending in endings for problem in found["problems"]), found
    assert found["seconds"] < DOCUMENT_SECONDS + MOST_TIMES * good["seconds"]
    assert found["mib"] - good["mib"] < MOST_MIB


@pytest.mark.slow
def test_the_rest_of_the_corpus_is_compared(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "first.txt").write_text("\n\n".join(samples.PARAGRAPHS), encoding="utf-8")
    (corpus / "second.docx").write_bytes(samples.docx())
    (corpus / "third.warc.gz").write_bytes(samples.warc_gz(samples.warc_records()[:2]))
    hostile = {name: HOSTILE[name] for name in TOGETHER}
    for name, (write, _) in hostile.items():
        write(corpus / name)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "provenance", "compare", "corpus", "--encoder", "none", "--jobs", "2"),
            *("--format", "json", "--output", "found.json"),
        ],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    found = json.loads((tmp_path / "found.json").read_text(encoding="utf-8"))
    pairs = {(pair["left"], pair["right"]) for pair in found["pairs"]}
    capture = "third.warc.gz#20250312081500/https://aldmere-courier.example/ferry"
    assert {("first.txt", "second.docx"), ("first.txt", capture), ("second.docx", capture)} <= pairs
    told = {problem["path"] for problem in found["problems"]}
    assert told == {name for name, (_, reason) in hostile.items() if reason is not None}
