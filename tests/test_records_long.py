"""Long lines and files that unpack to much: what is read, and what costs only itself."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest

from provenance.config import Config
from provenance.files import jsonl
from provenance.files.source import FileSource
from provenance.model import Article, Problem


@pytest.mark.parametrize(("encoding", "packed"), [("utf-8", False), ("utf-8", True), ("utf-16", False)])
def test_a_line_that_is_too_long_costs_no_other_one(
    encoding: str, packed: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "LONGEST", 4_000)
    most = 4_000 if encoding == "utf-8" else 1_000
    frame = len('{"text": ""}')
    texts = ["first", "x" * (most - frame), "x" * (most - frame + 1), "x" * 3_000_000, "last"]
    data = "\n".join(f'{{"text": "{text}"}}' for text in texts).encode(encoding)
    path = tmp_path / ("a.jsonl.gz" if packed else "a.jsonl")
    path.write_bytes(gzip.compress(data) if packed else data)
    found = list(FileSource([path], Config()))
    articles = [one for one in found if isinstance(one, Article)]
    assert [(one.record_line, one.text) for one in articles] == [(1, texts[0]), (2, texts[1]), (5, "last")]
    assert [(one.line, one.reason) for one in found if isinstance(one, Problem)] == [
        (line, "cannot be read: a line has at most 4,000 bytes, in UTF-16 and UTF-32 1,000 characters")
        for line in (3, 4)
    ]


def test_a_long_line_does_not_shift_the_lines_of_later_stretches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "STRETCH", 1_000)
    monkeypatch.setattr(jsonl, "LONGEST", 100_000)
    lines = [f'{{"text": "{text}"}}' for text in ("a" * 1_500, "b" * 4_000_000, "c", "d" * 90_000, "e")]
    path = tmp_path / "a.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = list(FileSource([path], Config()))
    assert [one.line if isinstance(one, Problem) else one.record_line for one in found] == [1, 2, 3, 4, 5]
    assert isinstance(found[1], Problem)


def test_a_record_of_fifty_million_characters_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "' + b"word " * 10_000_000 + b'"}\n{"text": "Nine people died."}')
    one, other = FileSource([path], Config())
    assert isinstance(one, Article) and isinstance(other, Article)
    assert (len(one.text), other.text) == (50_000_000, "Nine people died.")


@pytest.mark.parametrize(("digits", "kinds"), [(150, {Article}), (20, {Article, Problem})])
def test_records_that_shrink_to_a_fiftieth_are_read_and_not_to_a_hundredth(
    digits: int, kinds: set[type], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(jsonl, "_ALWAYS", 1 << 20)
    numbers = random.Random(5)
    texts = [f"{numbers.randrange(10**digits)} {'word ' * 1_000}" for _ in range(2_000)]
    records = "".join(f'{{"text": "{text}"}}\n' for text in texts).encode()
    data = gzip.compress(records)
    assert 40 < len(records) / len(data) < 60 if digits == 150 else len(records) > 100 * len(data)
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(data)
    assert {type(one) for one in FileSource([path], Config())} == kinds
