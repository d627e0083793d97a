"""Content credentials that a text carries in invisible characters: seen, told, and no bar to a match."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import api, checking, indexing
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.crediting.credentials import credential_limits, hidden_in, visible
from provenance.files.languages import identify
from provenance.model import Article, Report

PLAIN = Config(encoder="none", jobs=1)
STORY = (
    "The harbour commission met on Tuesday evening and decided that the eastern wall would be pulled down "
    "before the winter storms arrive. Commissioner Arne Lindqvist said the work would take seven months.\n\n"
    "A second paragraph tells of the fishermen who had asked for a new quay since the spring flood.\n"
)


def selectors(data: bytes) -> str:
    """Write bytes as C2PA does."""
    return "".join(chr(0xFE00 + byte if byte < 16 else 0xE0100 + byte - 16) for byte in data)


def manifest(store: bytes = bytes(range(256)) * 8, length: int | None = None) -> str:
    """Return a manifest of C2PA as it stands in a text; ``length`` is the one that it claims."""
    size = len(store) if length is None else length
    return "\ufeff" + selectors(b"C2PATXT\0\x01" + size.to_bytes(4) + store)


PLACES = {
    "at the end": STORY.rstrip() + manifest(),
    "after the last line": STORY + manifest(),
    "before all": "\u2060" + manifest() + STORY,
    "amid a paragraph": STORY.replace("arrive.", "arrive." + manifest()),
    "within a word": STORY.replace("evening", "even" + manifest() + "ing"),
}


@given(st.binary(max_size=300), st.text(st.characters(exclude_categories=["Mn", "Cf", "Cs"]), max_size=40))
def test_a_manifest_is_found_where_it_stands_whatever_it_holds(store: bytes, before: str) -> None:
    text = before + manifest(store) + " after"
    (one,) = hidden_in(text)
    assert (one.manifest, one.whole, one.size) == (True, True, len(store) + 13)
    assert one.span.cut(text) == manifest(store)
    assert visible(text) == before + " after"


def test_a_manifest_cut_short_is_told_so() -> None:
    (one,) = hidden_in(STORY + manifest(b"store", length=900))
    assert (one.manifest, one.whole) == (True, False)
    assert one.told() == "a C2PA manifest of 18 bytes, cut short"
    (bare,) = hidden_in(STORY + "\ufeff" + selectors(b"C2PATXT\0"))
    assert (bare.manifest, bare.whole) == (True, False)


def test_other_runs_after_the_mark_are_told_apart() -> None:
    (one,) = hidden_in(STORY + "\ufeff" + selectors(b"some other secret"))
    assert not one.manifest
    assert one.told() == "17 invisible characters in a row, which write no known thing"


@pytest.mark.parametrize(
    "text", ["\ufeffStory ❤️ and 👍🏽️.", "葛󠄀城市と辻󠄀", "Plain.", "\ufeff", "é\ufeff\ufe0f\ufe0f"]
)
def test_emoji_ideographs_and_lone_marks_hide_nothing(text: str) -> None:
    assert hidden_in(text) == ()
    assert visible(text) == text


@pytest.mark.parametrize("place", PLACES)
def test_a_manifest_hides_no_match_and_offsets_point_into_the_text_as_decoded(
    place: str, tmp_path: Path
) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(PLACES[place], encoding="utf-8")
    report = api.compare([tmp_path], PLAIN)
    assert [(match.relation, match.score) for match in report.matches] == [("identical", 1.0)] * 2
    texts = {article.id: article.text or "" for article in report.articles}
    assert texts == {"a.txt": STORY, "b.txt": PLACES[place]}
    for match in report.matches:
        for side in (match.left, match.right):
            assert texts[side.article][side.start : side.end] == side.text
    assert told(report) == ["b.txt"]


def told(report: Report) -> list[str]:
    """Return the articles that the report says carry credentials."""
    limits = [limit for limit in report.limits if limit.startswith("whether content credentials are valid")]
    return [limit.partition("verified: ")[2].partition(":")[0] for limit in limits]


def test_a_report_without_any_says_nothing_of_credentials(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    assert told(api.compare([tmp_path], PLAIN)) == []


def test_many_are_counted_and_a_few_named_with_their_lines() -> None:
    articles = [Article(id=f"{n}.txt", path=f"{n}.txt", text=STORY + manifest(b"x")) for n in range(5)]
    (limit,) = credential_limits(articles)
    named = ", ".join(f"{n}.txt:4 (a C2PA manifest of 14 bytes)" for n in range(3))
    assert limit.endswith(f"verified: {named} and 2 more")


def test_the_language_is_told_by_what_can_be_seen() -> None:
    assert identify(manifest() + STORY) == identify(STORY) == "en"


@pytest.mark.parametrize("indexed", [False, True])
def test_check_tells_of_credentials_in_the_new_article_and_in_the_held_one(
    indexed: bool, tmp_path: Path
) -> None:
    held = tmp_path / "held"
    held.mkdir()
    (held / "a.txt").write_text(STORY + manifest(b"abc"), encoding="utf-8")
    if indexed:
        indexing.add([held], PLAIN)
    draft = tmp_path / "draft.txt"
    draft.write_text(STORY + "\ufeff" + selectors(b"other data"), encoding="utf-8")
    (verdict,) = checking.check([draft], held, PLAIN).verdicts
    notes = [(note.article, note.kind, note.text) for note in verdict.notes]
    assert notes == [
        (
            None,
            "hidden",
            "10 invisible characters in a row, which write no known thing, line 4; not verified",
        ),
        ("a.txt", "content credentials", "a C2PA manifest of 16 bytes, line 4; not verified"),
    ]


def test_what_is_printed_holds_no_run_of_invisible_characters(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(PLACES["within a word"], encoding="utf-8")
    (tmp_path / "b.txt").write_text(PLACES["amid a paragraph"], encoding="utf-8")
    for form in ("table", "markdown", "csv"):
        assert run(["compare", str(tmp_path), "--encoder", "none", "--format", form]) == 0
        assert selectors(b"CC") not in capsys.readouterr().out
    assert run(["check", str(tmp_path / "a.txt"), "--against", str(tmp_path), "--encoder", "none"]) == 0
    out = capsys.readouterr().out
    assert selectors(b"CC") not in out
    assert "content credentials: a C2PA manifest of 2,061 bytes" in out
    run(["compare", str(tmp_path), "--encoder", "none", "--format", "json"])
    assert json.loads(capsys.readouterr().out)["articles"][0]["text"] == PLACES["within a word"]
