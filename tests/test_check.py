"""What ``check`` and ``where`` say of an article, and how they exit."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from folders import CORPUS, SHARED
from provenance import checking, indexing
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.deciding.verdict import Word
from provenance.report.check_text import write_check
from scratch_corpus import AFP_QUAY, BAND, FISH, LAMPS, QUOTED, article, places, quay_articles

PLAIN = Config(encoder="none", jobs=1)
SEED = "003_e31dfe15b5213ccd.txt"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return quay_articles(tmp_path / "articles")


def word(path: Path, against: Path) -> Word:
    return checking.check([path], against, PLAIN).verdicts[0].word


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize(
    ("paragraphs", "expected"),
    [
        ((AFP_QUAY, LAMPS), "AGENCY COPY"),
        (("GENEVA (AFP) - A new lighthouse has been lit on the outer skerry, and sailors are glad.",),
         "PROBABLY AGENCY COPY"),
        ((BAND, LAMPS), "HELD ELSEWHERE"),
        ((LAMPS, f"In the evening she spoke once more. {QUOTED}"), "QUOTATIONS ONLY"),
        ((LAMPS,), "NO SIGN OF COMMON TEXT"),
        (("Ja.",), "CAN'T TELL"),
    ],
)  # fmt: skip
def test_each_verdict_is_given_where_it_should_be(
    paragraphs: tuple[str, ...], expected: str, indexed: bool, corpus: Path
) -> None:
    if indexed:
        indexing.add([corpus], PLAIN)
    draft = corpus.parent / "draft.txt"
    draft.write_text("\n\n".join(paragraphs) + "\n", encoding="utf-8")
    assert word(draft, corpus) == expected


def seeds() -> Path:
    folder = SHARED / "seeds"
    if not folder.is_dir():
        pytest.skip("the seed articles are not there")
    return folder


@pytest.mark.parametrize("indexed", [False, True])
def test_a_rewritten_agency_report_is_told_by_its_text_and_its_partner(indexed: bool, tmp_path: Path) -> None:
    others = [path for path in sorted(seeds().glob("*.txt")) if path.name != SEED]
    against = seeds()
    if indexed:
        against = indexing.add(others, Config(encoder="none", index=str(tmp_path / "i.duckdb"))).path
    done = checking.check([seeds() / SEED], against, PLAIN)
    one = done.verdicts[0]
    assert (one.word, one.origin.agency, done.held) == ("PROBABLY AGENCY COPY", "AFP", 4)
    assert 'told AFP" :64' in " ".join(fact.detail for fact in one.origin.supports)
    assert any("001_" in fact.detail for fact in one.origin.supports)
    assert any("not confirmed" in fact.detail for fact in one.origin.against)
    partners = {place.article for passage in one.quotations for place in passage.places}
    assert any(name.startswith("001_") for name in partners)
    assert one.credit == "AFP and staff"
    assert (one.left_out is not None) != indexed


def test_an_agencys_picture_makes_no_agency_copy(tmp_path: Path) -> None:
    first = next(iter(sorted(seeds().glob("000_*.txt"))))
    found = checking.check([first], seeds(), PLAIN).verdicts[0]
    assert found.word not in ("AGENCY COPY", "PROBABLY AGENCY COPY")


def test_the_verdict_comes_first_then_evidence_places_and_what_is_new(
    corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    indexing.add([corpus], PLAIN)
    draft = article(corpus.parent, "draft.txt", LAMPS, AFP_QUAY)
    assert run(["check", str(draft), "--against", str(corpus), "--encoder", "none"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("AGENCY COPY: AFP")
    told = "\n".join(lines)
    assert "  for " in told and "Held elsewhere: 0 quotations (0% of it), 1 other passage" in told
    assert ":5  " in told and "a.txt:3" in told
    assert "New here" in told and ":1-3" in told
    assert "Credit     suggested: AFP" in told
    # A label names articles of the corpus, and this one is none yet.
    assert "Label" not in told
    assert "Status     no kill, correction or embargo known" in told
    assert "3 articles, undated, 1 credit AFP." in " ".join(told.split())


def test_what_a_manifest_credits_counts_for_an_article_that_is_held(corpus: Path) -> None:
    credits = "file,credit\na.txt,AFP\n"
    (corpus / "manifest.csv").write_text(credits, encoding="utf-8")
    indexing.add([corpus], PLAIN)
    found = checking.check([corpus / "a.txt"], corpus, PLAIN).verdicts[0]
    assert found.credits == ("AFP",)
    assert found.credit is None


def test_notes_of_the_article_and_of_its_partners_are_told(corpus: Path) -> None:
    article(corpus, "d.txt", LAMPS)
    (corpus / "manifest.csv").write_text(
        "file,status,editor_note,published\na.txt,cancelled,Withdrawn by the agency,2025-01-02\n",
        encoding="utf-8",
    )
    draft = corpus.parent / "draft.md"
    draft.write_text(f"---\nembargo: 2030-01-01\n---\n\n{AFP_QUAY}\n", encoding="utf-8")
    done = checking.check([draft], corpus, PLAIN)
    notes = {(note.article, note.kind, note.text) for note in done.verdicts[0].notes}
    assert notes == {
        (None, "embargo", "2030-01-01"),
        ("a.txt", "status", "cancelled"),
        ("a.txt", "editor note", "Withdrawn by the agency"),
    }
    assert done.verdicts[0].since == "2025-01-02"


@pytest.mark.parametrize("indexed", [False, True])
@pytest.mark.parametrize("holders", [3, 8, 12])
def test_all_that_hold_a_passage_are_told_however_many_and_since_when(
    indexed: bool, holders: int, tmp_path: Path
) -> None:
    folder = tmp_path / "articles"
    rows = ["file,published"]
    for number in range(holders):
        article(folder, f"n{number:02}.txt", LAMPS, f"This was report number {number} of the day.")
        rows.append(f"n{number:02}.txt,2025-03-{20 - number:02}")
    article(folder, "undated.txt", LAMPS)
    article(folder, "other.txt", FISH)
    rows.append("undated.txt,01/03/2025")
    (folder / "manifest.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    if indexed:
        indexing.add([folder], PLAIN)
    draft = article(tmp_path, "draft.txt", LAMPS, BAND)
    done = checking.check([draft], folder, PLAIN)
    [passage] = done.verdicts[0].passages
    expected = {("undated.txt", 3), *((f"n{number:02}.txt", 3) for number in range(holders))}
    assert places(passage.places) == expected
    assert passage.places[0].article == f"n{holders - 1:02}.txt"
    assert done.verdicts[0].since == f"2025-03-{21 - holders:02}"
    shown = io.StringIO()
    write_check(done, shown, width=60)
    assert f"n{holders - 1:02}.txt:3 and {holders} more" in shown.getvalue()


def test_a_date_that_is_none_is_no_day_since_when_a_text_is_held(corpus: Path) -> None:
    (corpus / "manifest.csv").write_text("file,published\na.txt,last spring\n", encoding="utf-8")
    draft = article(corpus.parent, "draft.txt", AFP_QUAY)
    assert checking.check([draft], corpus, PLAIN).verdicts[0].since is None


@pytest.mark.parametrize("indexed", [False, True])
def test_dates_that_count_nowhere_are_named(indexed: bool, corpus: Path) -> None:
    rows = "a.txt,02/03/2025\nb.txt,2025-03-04T10:00Z\nc.txt,3 March 2025\n"
    (corpus / "manifest.csv").write_text(f"file,published\n{rows}", encoding="utf-8")
    if indexed:
        indexing.add([corpus], PLAIN)
    draft = article(corpus.parent, "draft.txt", AFP_QUAY, BAND)
    done = checking.check([draft], corpus, PLAIN)
    assert done.verdicts[0].since == "2025-03-03"
    told = [limit for limit in done.report.limits if "published" in limit]
    assert told == [
        "when articles were published whose date is not written as 2025-03-31: a.txt (02/03/2025)"
    ]


def test_the_article_itself_is_left_out_and_that_is_said(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    for against in (path, corpus):
        done = checking.check([corpus / "a.txt"], against, PLAIN)
        assert done.held == 2
        assert done.verdicts[0].left_out == "held as it is"
        assert not done.report.matches
    article(corpus, "a.txt", AFP_QUAY, LAMPS)
    changed = checking.check([corpus / "a.txt"], path, PLAIN)
    assert changed.verdicts[0].left_out == "another version of it is held under its id"
    assert not changed.report.matches


def test_an_article_held_below_another_folder_is_itself_if_its_text_is(corpus: Path) -> None:
    index = str(corpus.parent / "all.duckdb")
    article(corpus / "inner", "a.txt", LAMPS)
    article(corpus / "inner", "only.txt", LAMPS)
    indexing.add([corpus], Config(encoder="none", index=index))
    # The id a.txt is that of another article as well, whose text it is not.
    for name, other in (("a.txt", "inner/only.txt"), ("only.txt", "inner/a.txt")):
        done = checking.check([corpus / "inner" / name], index, PLAIN)
        one = done.verdicts[0]
        assert (one.article, one.left_out) == (f"inner/{name}", "held as it is")
        sides = {side.article for m in done.report.matches for side in (m.left, m.right)}
        assert other in sides and f"inner/{name}" in sides


def told_of(new: list[Path], against: Path) -> list[str]:
    told = io.StringIO()
    write_check(checking.check(new, against, PLAIN), told, width=200)
    return told.getvalue().splitlines()


@pytest.mark.parametrize("indexed", [False, True])
def test_text_that_only_other_new_articles_have_is_said_to_be_there(indexed: bool, corpus: Path) -> None:
    if indexed:
        indexing.add([corpus], PLAIN)
    new = [
        article(corpus.parent / "new", "one.txt", LAMPS, f"In the evening she spoke once more. {QUOTED}"),
        article(corpus.parent / "new", "two.txt", LAMPS, "Nobody else was in the hall that night."),
    ]
    lines = told_of(new, corpus)
    one = lines.index(next(line for line in lines if line.startswith("one.txt: HELD ELSEWHERE")))
    two = lines.index(next(line for line in lines if line.startswith("two.txt: HELD ELSEWHERE")))
    assert not lines[one].startswith("one.txt: HELD ELSEWHERE, in other new articles only")
    assert any("1 of these in other new articles only." in line for line in lines[one:two])
    assert lines[two].startswith("two.txt: HELD ELSEWHERE, in other new articles only")
    assert any(line.endswith("All in other new articles only.") for line in lines[two:])


@pytest.mark.parametrize(
    ("agencies", "more"), [(3, ""), (4, "; 1 more is credited"), (6, "; 3 more are credited")]
)
def test_no_agency_that_is_credited_goes_uncounted(agencies: int, more: str, corpus: Path) -> None:
    for agency in ("AP", "EFE", "AFP", "dpa", "ANSA", "Reuters")[:agencies]:
        article(corpus, f"{agency}.txt", f"ROME ({agency}) - {agency} was asked for its own list of lamps.")
    lines = told_of([article(corpus.parent, "draft.txt", LAMPS)], corpus)
    told = next(line for line in lines if line.startswith("Against"))
    assert told.count(" credit ") == 3
    assert told.rpartition(" credit ")[2].partition(".")[0].partition(";")[2] == more.removeprefix(";")


def test_what_is_held_and_new_at_once_is_held(corpus: Path) -> None:
    draft = article(corpus.parent, "draft.txt", BAND, FISH)
    lines = told_of([draft, corpus / "b.txt", corpus / "c.txt"], corpus)
    verdicts = {line[:5]: line for line in lines if ": HELD ELSEWHERE" in line}
    assert sorted(verdicts) == ["b.txt", "c.txt", "draft"]
    assert "in other new articles only" in verdicts["b.txt"]
    told = lines[lines.index(verdicts["draft"]) :]
    assert not any("new articles only" in line for line in told)


def test_what_is_new_is_held_by_nothing_not_even_as_stock_text(corpus: Path) -> None:
    draft = article(corpus.parent, "draft.txt", LAMPS)
    (one,) = checking.check([draft], corpus, PLAIN).verdicts
    assert (one.reused, one.fresh) == (0.0, 1.0)
    (one,) = checking.check([CORPUS / "harbour-post" / "ferry-fire.txt"], CORPUS, PLAIN).verdicts
    assert one.set_aside["formula"] > 0
    assert 0 <= one.fresh < 1 - one.reused - one.quoted - 0.02


def test_articles_left_out_of_an_index_are_not_among_those_that_credit_an_agency(corpus: Path) -> None:
    path = indexing.add([corpus], PLAIN).path
    draft = article(corpus.parent, "draft.txt", LAMPS)
    assert checking.check([draft], path, PLAIN).agencies == {"AFP": 1}
    held = checking.check([corpus / "a.txt"], path, PLAIN)
    assert held.verdicts[0].left_out == "held as it is"
    assert held.agencies == {}
