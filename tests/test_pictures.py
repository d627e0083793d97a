"""Pictures of pages in the documentation are of the pages that this version writes."""

from __future__ import annotations

import importlib.util
import json
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from folders import ROOT


@pytest.fixture(scope="module")
def screenshots() -> ModuleType:
    spec = importlib.util.spec_from_file_location("screenshots", ROOT / "tools" / "screenshots.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("picture", ["report", "diff"])
def test_pictures_are_of_todays_pages(screenshots: ModuleType, picture: str) -> None:
    noted = json.loads((ROOT / "docs" / "images" / "made-from.json").read_text(encoding="utf-8"))
    assert noted[picture] == screenshots.made_from(picture), (
        f"docs/images is of another page; run: python tools/screenshots.py --only {picture}"
    )


def test_a_picture_is_told_old_by_any_file_that_it_shows(screenshots: ModuleType, tmp_path: Path) -> None:
    for folder in ("src/provenance/report/html/page", "src/provenance/report/templates", "corpus/eastgate"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    before = {picture: screenshots.made_from(picture, tmp_path) for picture in screenshots.PAGES}
    (tmp_path / "corpus" / ".provenance").mkdir()
    (tmp_path / "corpus" / ".provenance" / "index.duckdb").write_bytes(b"x")
    assert before == {picture: screenshots.made_from(picture, tmp_path) for picture in screenshots.PAGES}
    style = tmp_path / "src/provenance/report/html/page/style.css"
    style.write_text(style.read_text(encoding="utf-8") + "p { color: red; }", encoding="utf-8")
    assert screenshots.made_from("report", tmp_path) != before["report"]
    assert screenshots.made_from("diff", tmp_path) == before["diff"]
    next((tmp_path / "corpus" / "eastgate").iterdir()).unlink()
    assert screenshots.made_from("diff", tmp_path) != before["diff"]
