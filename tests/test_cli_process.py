"""The program as a process: help, start-up, pipes that close and terminals that lack letters."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

import provenance
from fake_api import Capture
from folders import SOURCE
from provenance.cli.main import run


@pytest.mark.parametrize(
    "arguments", [["--help"], ["-h"], ["compare", "--help"], ["show", "--help"], ["explain", "--help"]]
)
def test_help_is_printed_and_names_every_command(capsys: Capture, arguments: list[str]) -> None:
    assert run(arguments) == 0
    out = capsys.readouterr().out
    assert "Usage: provenance" in out
    if len(arguments) == 1:
        assert all(name in out for name in ("compare", "show", "explain"))


def test_without_arguments_the_help_is_shown_and_the_status_is_2(capsys: Capture) -> None:
    assert run([]) == 2
    assert "Usage: provenance" in capsys.readouterr().err


def test_the_version_is_said(capsys: Capture) -> None:
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == f"provenance {provenance.__version__}\n"


SURROUNDINGS = {**os.environ, "PYTHONPATH": os.pathsep.join([str(SOURCE), str(Path(__file__).parent)])}


def python(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, env=SURROUNDINGS, check=False
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; from provenance.cli.main import run; run(['--help']); run(['compare', '--help']);"
        "heavy = ('numpy', 'datasketch', 'duckdb', 'tabulate', 'provenance.api');"
        "print([name for name in heavy if name in sys.modules])"
    )
    assert python("-c", code).stdout.endswith("[]\n")


def test_the_package_runs_as_a_module() -> None:
    done = python("-m", "provenance", "frobnicate")
    assert done.returncode == 2
    assert done.stderr.startswith("error: No such command 'frobnicate'")


PRINT = (
    "import sys, types, provenance, sample_report\n"
    "api = types.ModuleType('provenance.api')\n"
    "api.load_config = lambda *given: None\n"
    "api.compare = lambda *given: sample_report.rich_report()\n"
    "sys.modules['provenance.api'] = provenance.api = api\n"
    "from provenance.cli.main import main\n"
    "main(['compare', 'x', '--quiet', '--format', sys.argv[1]])"
)


def test_a_reader_that_goes_away_ends_the_run_quietly() -> None:
    read_end, write_end = os.pipe()
    os.close(read_end)
    done = subprocess.run(
        [sys.executable, "-c", PRINT, "json"],
        stdout=write_end,
        stderr=subprocess.PIPE,
        env=SURROUNDINGS,
        check=False,
    )
    os.close(write_end)
    assert done.returncode == 141
    assert done.stderr == b""


@pytest.mark.parametrize(("format_", "expected"), [("table", b"\\u6e2f"), ("json", "港".encode())])
def test_a_table_fits_any_encoding_and_data_is_utf_8(format_: str, expected: bytes) -> None:
    surroundings = {**SURROUNDINGS, "PYTHONIOENCODING": "ascii"}
    done = subprocess.run(
        [sys.executable, "-c", PRINT, format_], capture_output=True, env=surroundings, check=False
    )
    assert done.returncode == 0, done.stderr
    assert expected in done.stdout
