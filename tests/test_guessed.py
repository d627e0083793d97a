"""Encodings that nothing but the letters tells are counted among what a run may have seen wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.api import compare
from provenance.config import Config
from provenance.core.reporting.limits import encoding_limits
from provenance.model import Article

TEXT = "Die Müllerin sagte in Zürich, größer gehe es nicht, und alle Gäste hörten es über den Dächern."
CZECH = "Příliš žluťoučký kůň úpěl ďábelské ódy a všichni sousedé to slyšeli přes střechy města."
PAGE = (
    "<html><head>{}<title>x</title></head><body><article>" + f"<p>{TEXT}</p>" * 4 + "</article></body></html>"
)


def made(encoding: str | None, number: int) -> Article:
    return Article(id=f"{number}.txt", path=f"{number}.txt", text=TEXT, guessed_encoding=encoding)


@pytest.mark.parametrize(
    ("encodings", "told"),
    [
        ([None], []),
        (["cp1252", None], ["letters read wrongly in 1 article whose encoding is guessed (cp1252 1)"]),
        (
            ["cp1250", *["cp1252"] * 3, "koi8_r", "cp949"],
            [
                "letters read wrongly in 6 articles whose encoding is guessed"
                " (cp1252 3, cp1250 1, cp949 1 and 1 more)"
            ],
        ),
    ],
)
def test_they_are_counted_in_a_line(encodings: list[str | None], told: list[str]) -> None:
    assert encoding_limits([made(encoding, n) for n, encoding in enumerate(encodings)]) == told


def test_a_report_tells_of_them_and_they_are_no_problem(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(TEXT.encode("cp1252"))
    (tmp_path / "b.md").write_bytes(CZECH.encode("cp1250"))
    (tmp_path / "c.html").write_bytes(PAGE.format("").encode("cp1252"))
    (tmp_path / "d.html").write_bytes(PAGE.format("<meta charset=windows-1252>").encode("cp1252"))
    (tmp_path / "e.txt").write_text(TEXT, encoding="utf-8")
    report = compare([tmp_path], Config(encoder="none", jobs=1))
    assert report.problems == ()
    assert (
        "letters read wrongly in 3 articles whose encoding is guessed (cp1252 2, cp1250 1)" in report.limits
    )
