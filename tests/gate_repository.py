"""Scratch corpora for the gate, one of them under git, and what its output asks for."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest

from provenance import gating
from provenance.cli.main import run
from provenance.core.deciding.gate import GateReport
from scratch_corpus import accept_words, article, printed, two_copies

Capture = pytest.CaptureFixture[str]


def git(folder: Path, *words: str) -> str:
    told = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    names = ("-c", "user.name=Ada Verne", "-c", "user.email=ada@example", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *names, *words], cwd=folder, env=told, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scratch git repository with a corpus in ``articles``, which is the current folder."""
    git(tmp_path, "init", "--quiet")
    two_copies(tmp_path / "articles")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Change")
    return git(folder, "rev-parse", "HEAD").strip()


def gate(capture: Capture, *words: str) -> tuple[int, str]:
    """Run the gate and return its status and standard output."""
    capture.readouterr()
    status = run(["gate", "articles", "--jobs", "1", *words])
    return status, capture.readouterr().out


def accept_all(output: str) -> None:
    for words in accept_words(output):
        assert run(words) == 0


def set_printed_credits(output: str) -> None:
    """Do what the ``credit:`` lines say."""
    for line in printed(output, "credit"):
        found = re.fullmatch(r"set credit=(.+) for (.+) in (\S+)", line)
        assert found is not None
        names = [name for part in found[2].split(" and ") for name in part.split(", ")]
        rows = "".join(f"{name},{found[1]}\n" for name in names)
        Path(found[3]).write_text("file,credit\n" + rows, encoding="utf-8")


HOSTILE = (
    "::error::forged %0A::stop-commands::x The ##[error]ferry \x1b[31mred\x1b[0m <b>&amp;</b> ]]> [link](1)"
    " {0} sailed past the \u202eharbour wall\u202c with ninety crates of lamp oil and a brass bell for the"
    " school on the island, the keeper of the harbour said in the morning after the storm."
)
HOSTILE_NAME = "::error file=x::y %0A,\x1b[2J`'\"$(touch harmed).txt"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus whose text and names try to break out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for name in (HOSTILE_NAME, "b.txt"):
        article(tmp_path / "articles", name, HOSTILE)
    return tmp_path


def found(**options: Any) -> GateReport:
    return gating.gate(["articles"], gating.load_gate_config(None, {"jobs": 1}), **options)
