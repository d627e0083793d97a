"""Heavy libraries are imported where they are used only: each command in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from folders import CORPUS

_RUN = """
import json, sys
from provenance.__main__ import main
sys.argv = ["provenance", *sys.argv[1:]]
try:
    status = main()
except SystemExit as end:
    status = end.code
print("\\n" + json.dumps([status or 0, sorted({name.partition(".")[0] for name in sys.modules})]))
"""


def imported(*arguments: str | Path) -> frozenset[str]:
    """Run the program and return the top-level modules that it imported."""
    run = subprocess.run(
        [sys.executable, "-c", _RUN, *map(str, arguments)], capture_output=True, text=True, check=True
    )
    status, names = json.loads(run.stdout.splitlines()[-1])
    assert status == 0, run.stderr
    return frozenset(names)


@pytest.mark.parametrize("command", [(), ("compare",), ("check",), ("gate",), ("index", "add")])
def test_help_imports_no_heavy_library(command: tuple[str, ...]) -> None:
    found = imported(*command, "--help")
    assert "click" in found
    assert found.isdisjoint({"numba", "scipy", "duckdb", "trafilatura", "numpy"})


def test_checking_a_text_against_an_index_imports_no_compiler_and_no_reader_of_pages(tmp_path: Path) -> None:
    index = tmp_path / "index.duckdb"
    imported("index", "add", CORPUS, "--index", index, "--encoder", "none", "--quiet")
    draft = tmp_path / "draft.txt"
    draft.write_text(
        max(CORPUS.rglob("*.txt"), key=lambda one: one.stat().st_size).read_text(encoding="utf-8")
    )
    found = imported("check", draft, "--against", index, "--encoder", "none", "--quiet")
    assert {"duckdb", "numpy"} <= found
    assert found.isdisjoint({"numba", "scipy", "trafilatura"})
