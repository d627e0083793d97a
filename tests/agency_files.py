"""Files of agencies and digitised papers, read in the test's own process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from provenance.config import Config
from provenance.files.formats.readers import read_here
from provenance.files.item import ReadItem
from provenance.model import Article


def found(tmp_path: Path, data: bytes, name: str = "a.xml", **metadata: str) -> list[Any]:
    path = tmp_path / name
    path.write_bytes(data)
    kind = "ninjs" if name.endswith(".json") else "xml"
    item = ReadItem(id=f"wire/{name}", path=str(path), kind=kind, size=len(data), metadata=metadata)
    return list(read_here(item, Config()))


def only(tmp_path: Path, data: bytes, name: str = "a.xml") -> Article:
    (article,) = found(tmp_path, data, name)
    assert isinstance(article, Article)
    return article
