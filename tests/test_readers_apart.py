"""Readers in processes of their own: damage, breakdown and forks cost no other article."""

from __future__ import annotations

import multiprocessing
import warnings
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import format_samples as samples
from hostile_files import SLOW
from provenance.config import Config
from provenance.files import whole
from provenance.files.formats import guard
from provenance.files.formats.readers import read_here
from provenance.files.item import Ignored, ReadItem
from provenance.files.kinds import kind_of
from provenance.files.source import FileSource
from provenance.model import Article, Problem

WHOLE: Final = {
    "a.docx": samples.docx(),
    "a.eml": samples.MAIL.encode(),
    "a.epub": samples.epub(),
    "a.pdf": samples.pdf_pages(samples.printed()),
    "a.wacz": samples.zipped({"archive/a.warc": b"".join(samples.warc_records())}),
    "a.warc": b"".join(samples.warc_records()),
    "a.warc.gz": samples.warc_gz(samples.warc_records()),
}


@given(
    name=st.sampled_from(sorted(WHOLE)),
    changes=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=8), st.integers(0, 40)), max_size=6),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_damage_anywhere_is_no_crash(
    name: str, changes: list[tuple[float, bytes, int]], tmp_path: Path
) -> None:
    data = WHOLE[name]
    for share, put, dropped in changes:
        place = int(share * len(data))
        data = data[:place] + put + data[place + dropped :]
    path = tmp_path / name
    path.write_bytes(data)
    kind = kind_of(name)
    assert kind is not None
    item = ReadItem(id=name, path=str(path), kind=kind, size=len(data))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = list(read_here(item, Config()))
    assert found
    assert all(isinstance(one, Article | Problem | Ignored) for one in found)


@pytest.mark.slow
def test_a_record_that_breaks_its_reader_costs_no_other_one(tmp_path: Path) -> None:
    names = ("first", "deadly", "second", "deadly", "third")
    records = [
        samples.record(f"https://a.example/{n}", SLOW if name == "deadly" else samples.page(name))
        for n, name in enumerate(names)
    ]
    path = tmp_path / "a.warc"
    path.write_bytes(b"".join(records))
    found = list(FileSource([path], Config()))
    guard.close()
    articles = [one for one in found if isinstance(one, Article)]
    assert [one.title for one in articles] == ["first", "second"]
    first, last = [one for one in found if isinstance(one, Problem)]
    assert (first.line, last.line) == (2, 4)
    assert "takes more than 3 seconds of processor time" in first.reason
    assert "read-seconds" in first.reason
    assert last.reason == f"{first.reason}; the records after it are not read"


def test_a_forked_process_gets_a_reader_of_its_own(tmp_path: Path) -> None:
    """What processes of a pool inherit must not be talked to by two of them."""
    paths = []
    for number in range(8):
        path = tmp_path / f"{number}.docx"
        path.write_bytes(samples.docx(samples.word_body([samples.run(f"Article {number}.")])))
        paths.append(str(path))
    assert [_first(path) for path in paths[:1]] == ["Article 0."]
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map(_first, paths) == [f"Article {number}." for number in range(8)]
    assert _first(paths[7]) == "Article 7."
    guard.close()


def _first(path: str) -> str:
    (article,) = FileSource([path], Config())
    assert isinstance(article, Article)
    return article.text


@pytest.mark.parametrize("title", ["Ferry sinks", "Fähre sinkt"])
def test_a_page_is_the_same_article_both_ways(
    title: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = "<meta name='author' content='Ina Holm'><meta property='og:site_name' content='Aldmere Courier'>"
    (tmp_path / "a.html").write_bytes(samples.page(title, head=head).replace(b"utf-8", b"latin-1"))
    (tmp_path / "b.html").write_bytes(samples.page(title, head=head).decode().encode("utf-16"))
    (tmp_path / "c.html").write_bytes(samples.page(title).replace(b"Nine", b"N\xefne\xff\xc3\xa4\xc3\xa4"))
    (tmp_path / "d.html").write_bytes(b" \n")
    (tmp_path / "e.html").write_bytes(b"\x89PNG" * 9)
    (tmp_path / "f.html").write_bytes(b"")
    guard.close()
    ordinary = list(FileSource([tmp_path], Config()))
    assert guard._children == set()
    monkeypatch.setattr(whole, "MOST_TAGS", -1)
    guarded = list(FileSource([tmp_path], Config()))
    assert len(guard._children) == 1
    guard.close()
    assert guarded == ordinary
    assert sum(isinstance(one, Article) for one in ordinary) == 3


LARGE = b"<!--" + b"x" * whole.LARGEST + b"-->"


@pytest.mark.parametrize("page", [samples.page() + LARGE, samples.page() + b"<br>" * 5_000])
def test_large_pages_and_pages_of_many_tags_are_read_in_a_process_of_their_own(
    page: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.html").write_bytes(samples.page())
    (tmp_path / "b.html").write_bytes(page)
    guard.close()
    one = FileSource([tmp_path / "a.html"], Config())
    assert [type(found) for found in one] == [Article]
    assert not guard._children
    first, second = FileSource([tmp_path], Config())
    assert len(guard._children) == 1
    guard.close()
    assert isinstance(first, Article) and isinstance(second, Article)
    assert first.text == second.text
