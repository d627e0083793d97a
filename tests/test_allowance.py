"""Processor time that readers may take: text earns it, and neither size nor repetition does."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import format_samples as samples
from provenance.config import Config
from provenance.files.formats import guard
from provenance.files.formats.allowance import Allowance
from provenance.files.settings import load_config
from provenance.files.source import FileSource
from provenance.model import Article, Problem

SECOND = "x" * 20_000


def test_a_document_has_its_seconds_and_no_more_without_text() -> None:
    allowance = Allowance(3.0, 7, records=False)
    assert [allowance.limit(used) for used in (3.0, 5.5, 9.0)] == [10, 10, 10]


def test_new_text_earns_time_and_the_same_again_none() -> None:
    allowance = Allowance(0.0, 7, records=False)
    for _ in range(5):
        allowance.text(SECOND)
    assert allowance.limit(7.0) == 8
    allowance.text(SECOND + "y\n" + SECOND)
    assert allowance.limit(7.0) == 10


def test_what_was_earned_is_not_spent_at_one_place() -> None:
    allowance = Allowance(0.0, 7, records=False)
    allowance.text("\n".join(SECOND + str(n) for n in range(50)))
    assert allowance.limit(2.0) == 9


def test_records_have_their_seconds_each_and_together() -> None:
    allowance = Allowance(0.0, 4, records=True)
    assert allowance.limit(10.0) == 14
    assert allowance.limit(58.0) == 60
    for _ in range(10):
        allowance.record(20_000)
    assert allowance.limit(70.0) == 71


def pdf(same: bool) -> bytes:
    """Return a document that takes some 1.5 seconds, or 2.5 where all of its pages are alike."""
    chance = random.Random(5)
    pages = []
    for _ in range(150):
        words = "".join(chance.choices("abcdefghij ", k=60 * 60))
        pages.append(samples.drawn([(words[60 * n : 60 * n + 60], 40, 560 - 9 * n, 8) for n in range(60)]))
    return samples.pdf_pages(pages[:1] * 300 if same else pages)


@pytest.mark.parametrize(("same", "seconds", "read"), [(False, 1, True), (True, 1, False), (True, 30, True)])
def test_a_long_document_is_read_and_one_that_repeats_itself_needs_the_setting(
    tmp_path: Path, same: bool, seconds: int, read: bool
) -> None:
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "a.pdf").write_bytes(pdf(same))
    (tmp_path / "provenance.toml").write_text(f"read-seconds = {seconds}\n", encoding="utf-8")
    config = load_config(tmp_path, None, {})
    assert config == Config(read_seconds=seconds)
    (found,) = FileSource([tmp_path / "corpus"], config)
    guard.close()
    if read:
        assert isinstance(found, Article)
    else:
        assert isinstance(found, Problem)
        assert "takes more than 1 second of processor time" in found.reason
        assert "read-seconds" in found.reason
