"""Files of the formats that archives hold, written below ``corpus/`` and read in the test's own process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from provenance.config import Config
from provenance.files.formats import readers
from provenance.files.item import Ignored, ReadItem
from provenance.files.kinds import kind_of
from provenance.model import Article, Problem

Write = Callable[[str, bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Return a function that writes a file below ``corpus/`` and returns it."""

    def put(name: str, content: bytes) -> Path:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return path

    return put


class Read:
    """What a file holds, read in this process."""

    def __init__(self, path: Path, first: int = 1) -> None:
        kind = kind_of(path.name)
        assert kind is not None
        item = ReadItem(id=path.name, path=str(path), kind=kind, size=path.stat().st_size, first_line=first)
        found = list(readers.read_here(item, Config()))
        self.articles = [one for one in found if isinstance(one, Article)]
        self.problems = [one for one in found if isinstance(one, Problem)]
        self.ignored = [one.reason for one in found if isinstance(one, Ignored) and one.count]

    @property
    def article(self) -> Article:
        (article,) = self.articles
        return article

    @property
    def reason(self) -> str:
        (problem,) = self.problems
        return problem.reason
