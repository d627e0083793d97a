"""A stand-in for the library, so that the command line is tested without comparing anything."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

import provenance
from provenance.config import Config
from provenance.model import Explanation, Report
from provenance.report.json import read_json, write_json
from sample_report import rich_report, sample_explanation


@dataclass
class FakeApi:
    """Stands in for ``provenance.api`` and remembers how it was called."""

    report: Report = field(default_factory=rich_report)
    calls: dict[str, Any] = field(default_factory=dict)
    error: BaseException | None = None

    def load_config(
        self, explicit: str | None, overrides: Mapping[str, Any], start: str | None = None
    ) -> Config:
        self.calls["config"] = (explicit, dict(overrides))
        return Config(**overrides)

    def compare(self, paths: Sequence[str], config: Config, progress: Any = None) -> Report:
        self.calls["compare"] = (tuple(paths), config)
        progress.stage("read", 3, "files")
        progress.advance(3)
        if self.error is not None:
            raise self.error
        return self.report

    def load_report(self, path: str) -> Report:
        self.calls["load_report"] = path
        with Path(path).open(encoding="utf-8") as stream:
            return read_json(stream, path)

    def explain_match(self, report: Report, match_id: str) -> Explanation:
        self.calls["explain_match"] = match_id
        return sample_explanation()

    def explain_places(
        self, left: str, right: str, config: Config, against: Sequence[str] = ()
    ) -> Explanation:
        self.calls["explain_places"] = (left, right, config, tuple(against))
        return sample_explanation()


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> FakeApi:
    fake = FakeApi()
    module = types.ModuleType("provenance.api")
    for name in ("load_config", "compare", "load_report", "explain_match", "explain_places"):
        setattr(module, name, getattr(fake, name))
    monkeypatch.setitem(sys.modules, "provenance.api", module)
    monkeypatch.setattr(provenance, "api", module, raising=False)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    return fake


@pytest.fixture
def saved(tmp_path: Path) -> str:
    with (tmp_path / "saved.json").open("w", encoding="utf-8") as stream:
        write_json(rich_report(), stream)
    return "saved.json"


Capture = pytest.CaptureFixture[str]
