"""A corpus written file by file, and what is read from it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from provenance.config import Config
from provenance.files.source import FileSource
from provenance.model import Article, Problem

Write = Callable[..., Path]
STORY = "The harbour commission met on Tuesday.\n\nIt decided nothing.\n"


@pytest.fixture
def put(tmp_path: Path) -> Write:
    """Return a function that writes a file below ``corpus/`` and returns the corpus."""

    def written(name: str, content: str | bytes = STORY) -> Path:
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path / "corpus"

    return written


def read(*paths: Path | str, **settings: object) -> tuple[list[Article], list[Problem], FileSource]:
    source = FileSource(paths, Config(**settings))  # type: ignore[arg-type]
    found = list(source)
    articles = [one for one in found if isinstance(one, Article)]
    return articles, [one for one in found if isinstance(one, Problem)], source


def ids(*paths: Path | str, **settings: object) -> list[str]:
    return [article.id for article in read(*paths, **settings)[0]]


def lines(records: Iterable[object]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


PARAGRAPHS = [
    "The harbour commission said on Tuesday that it would publish the full report before the summer break.",
    "Ships have had to wait outside the old lock for up to nine days since the northern gate was damaged.",
    "A spokeswoman for the pilots said the delay had already cost the town's two largest yards a contract.",
]


def page(body: Iterable[str], head: str = "") -> str:
    paragraphs = "".join(f"<p>{paragraph}</p>" for paragraph in body)
    menu = "<nav><a href='/'>Home</a><a href='/sport'>Sport</a></nav>"
    return (
        f"<!doctype html><html lang='en'><head>{head}</head><body>{menu}"
        f"<article><h1>Harbour</h1>{paragraphs}</article><footer>Imprint</footer></body></html>"
    )
