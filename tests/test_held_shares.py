"""The shares of an article that others hold: each word once, told alike everywhere. All texts are made up."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folders import CORPUS
from made_columns import compared, made_article
from provenance import Config, checking, compare
from provenance.core.passages.held import Stretch, parts_of_passages
from provenance.model import ArticleSummary, Report
from provenance.report.check_json import write_check_json
from provenance.report.check_text import write_check
from provenance.report.csv import write_articles_csv

PLAIN = Config(encoder="none", jobs=1)
FRAMES = (
    "The ministry met on Tuesday in the old customs house, and the session ran late into a wet evening.",
    "Farmers blocked two roads near the border with tractors before noon while police looked on quietly.",
)
DIRECT = (
    "“No pensioner in this country will lose a single cent under this reform, and I give my personal word on "
    "it,” Helen Marchand said."
)
REPORTED = (
    "Helen Marchand said that no pensioner in this country would lose a single cent under this reform and "
    "that she gave her personal word on it."
)
OWN = (
    "The library on Quay Street will open again in May after two years of work, and its new cellar now holds "
    "a reading room."
)
MORE = (
    "“The bakers of Lorn have waited eleven winters for a cheaper oven tariff, and my colleagues simply "
    "forgot about them,” Helen Marchand said."
)


def shares(left: str, other: str, *others: str) -> ArticleSummary:
    articles = [made_article(name, text) for name, text in zip("abcd", (left, other, *others), strict=False)]
    report = compared(articles)
    return next(one for one in report.articles if one.id == "a")


def test_what_one_holds_as_text_and_another_as_a_quotation_is_copied_text() -> None:
    new = shares(f"{REPORTED}\n\n{OWN}", f"{FRAMES[0]}\n\n{DIRECT}", f"{FRAMES[1]}\n\n{REPORTED}")
    assert new.quoted == 0
    assert new.reused == pytest.approx(26 / 49, abs=0.02)


def test_what_others_hold_as_a_quotation_only_is_quoted() -> None:
    new = shares(f"{REPORTED}\n\n{OWN}", f"{FRAMES[0]}\n\n{DIRECT}")
    assert new.reused == 0
    assert new.quoted == pytest.approx(26 / 49, abs=0.1)


def test_a_quotation_inside_a_copied_sentence_counts_with_the_sentence() -> None:
    sentence = f"{OWN[:-1]}, and the mayor was glad of it. {DIRECT}"
    new = shares(sentence, f"{FRAMES[0]}\n\n{sentence}", f"{FRAMES[1]}\n\n{DIRECT}")
    assert (new.reused, new.quoted) == (1.0, 0.0)


def test_a_quotation_beside_a_passage_keeps_its_share() -> None:
    new = shares(f"{OWN}\n\n{MORE}", f"{FRAMES[0]}\n\n{OWN}", f"{FRAMES[1]}\n\n{MORE}")
    assert new.reused == pytest.approx(23 / 45, abs=0.05)
    assert new.quoted == pytest.approx(22 / 45, abs=0.1)
    assert new.reused + new.quoted <= 1


def test_no_article_of_the_sample_corpus_has_more_than_all_of_its_words_in_common() -> None:
    report = compare([CORPUS], PLAIN)
    assert all(min(one.reused, one.quoted) >= 0 for one in report.articles)
    assert max(one.reused + one.quoted for one in report.articles) <= 1


@pytest.fixture
def held(tmp_path: Path) -> Path:
    folder = tmp_path / "held"
    folder.mkdir()
    (folder / "a.txt").write_text(f"{FRAMES[0]}\n\n{DIRECT}\n", encoding="utf-8")
    (folder / "b.txt").write_text(f"{FRAMES[1]}\n\n{REPORTED}\n", encoding="utf-8")
    (tmp_path / "new.txt").write_text(f"{REPORTED}\n\n{OWN}\n", encoding="utf-8")
    return folder


def test_check_tells_in_text_and_json_what_compare_tells_in_csv(held: Path) -> None:
    new = held.parent / "new.txt"
    checked = checking.check([new], held, PLAIN)
    (one,) = checked.verdicts
    assert (len(one.quotations), len(one.passages)) == (0, 1)
    assert {place.article for place in one.passages[0].places} == {"a.txt", "b.txt"}
    assert one.quoted == 0
    assert one.fresh == pytest.approx(1 - one.reused)
    text, data, table = io.StringIO(), io.StringIO(), io.StringIO()
    write_check(checked, text)
    write_check_json(checked, data)
    share = round(100 * one.reused)
    said = " ".join(text.getvalue().split())
    assert f"0 quotations (0% of it), 1 other passage ({share}%)" in said
    assert f"New here {100 - share}%" in said
    (told,) = json.loads(data.getvalue())["verdicts"]
    whole: Report = compare([held, new], PLAIN)
    write_articles_csv(whole, table)
    (row,) = (row for row in csv.DictReader(io.StringIO(table.getvalue())) if row["id"].endswith("new.txt"))
    assert (told["reused"], told["quoted"]) == (float(row["share_reused"]), float(row["share_quoted"]))


def test_a_quotation_that_a_short_passage_lies_in_is_listed_and_counted_as_one(held: Path) -> None:
    long = f"{DIRECT[: -len(' Helen Marchand said.')]} Helen Marchand said. {MORE}"
    (held / "a.txt").write_text(f"{FRAMES[0]}\n\n{long}\n", encoding="utf-8")
    (held.parent / "new.txt").write_text(f"{REPORTED} {MORE}\n\n{OWN}\n", encoding="utf-8")
    (one,) = checking.check([held.parent / "new.txt"], held, PLAIN).verdicts
    assert bool(one.quotations) == (one.quoted > 0)
    assert bool(one.passages) == (one.reused > 0)
    assert one.reused + one.quoted + one.fresh == pytest.approx(1)


stretches = st.lists(
    st.tuples(st.integers(0, 60), st.integers(1, 20)).map(lambda at: (at[0], sum(at))), max_size=6
)


@given(stretches, stretches)
def test_parts_of_passages_lie_inside_them_for_more_than_half(
    quotations: list[Stretch], passages: list[Stretch]
) -> None:
    inside = {at for start, end in passages for at in range(start, end)}
    assert parts_of_passages(quotations, passages) == [
        2 * len(inside & set(range(start, end))) > end - start for start, end in quotations
    ]
