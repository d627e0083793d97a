"""Figures are those that the independent judges of the annotated articles give."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from eval_reports import row
from folders import SHARED
from provenance import api
from provenance.config import Config
from provenance.model import Report
from provenance.report.json import write_json

needs_shared = pytest.mark.skipif(
    not (SHARED / "bench").is_dir(), reason=f"no annotated articles at {SHARED}; set PROVENANCE_SHARED"
)


def _script(name: str, *arguments: str) -> str:
    command = [sys.executable, "-B", str(SHARED / "bench" / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.stdout


def _saved(folder: Path, found: Report) -> str:
    path = folder / "report.json"
    with path.open("w", encoding="utf-8") as stream:
        write_json(found, stream)
    return str(path)


@pytest.fixture(scope="module")
def versions_report() -> Report:
    return api.compare([SHARED / "data" / "retranslation-dev" / "corpus"], Config(encoder="none", jobs=1))


@needs_shared
@pytest.mark.parametrize("without", [None, "cross", "cross:zh,machine"])
def test_figures_are_those_of_the_versions_judge(
    versions_report: Report, tmp_path: Path, without: str | None
) -> None:
    expected = SHARED / "data" / "retranslation-dev" / "gold.json"
    options = ["--without", without] if without else []
    told = _script("retranslation.py", "score", _saved(tmp_path, versions_report), str(expected), *options)
    result = api.evaluate(versions_report, expected, [without] if without else [])
    kinds = {
        kind: (float(share), int(size))
        for kind, share, size in re.findall(r"recall (\w+) +([\d.]+) +\((\d+) pairs\)", told)
    }
    assert kinds
    assert {one.name: (round(one.recall or 0, 3), one.wanted) for one in result.groups} == kinds
    total = result.total
    assert re.search(
        f"precision {total.precision:.3f} recall {total.recall:.3f} f1 {total.f1:.3f} wrong {total.wrong}",
        told,
    )


@needs_shared
@pytest.mark.parametrize("drop", [0, 1])
def test_figures_are_those_of_the_annotated_judge(tmp_path: Path, drop: int) -> None:
    found = api.compare([SHARED / "seeds"], Config(encoder="none", jobs=1))
    found = replace(found, matches=found.matches[:: 1 + drop])
    expected = SHARED / "seeds" / "gold.json"
    told = _script("score_seeds.py", _saved(tmp_path, found), str(expected))
    result = api.evaluate(found, expected)
    last = re.search(
        r"recall tier 1 ([\d.]+), tier 2 ([\d.]+), tier 3 ([\d.]+); quotations called so ([\d.]+);"
        r" unexpected (\d+)",
        told,
    )
    assert last is not None
    quotes = row(result.contents, "quote")
    shares = [one.recall for one in result.groups] + [(quotes.named or 0) / (quotes.found or 1)]
    assert [f"{share:.2f}" for share in shares] == list(last.groups()[:4])
    assert result.total.wrong == int(last[5])
