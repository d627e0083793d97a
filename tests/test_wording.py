"""Wording recurs where enough articles hold it; a check, which sees few of them, calls it the same."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index_helpers import PLAIN, Collection, collection, known, local_only
from made_columns import cut_texts, made_article, tables
from provenance.core.collection.columns import Columns
from provenance.core.cutting.cut import cut
from provenance.core.matching.story import Stories
from provenance.core.passages.classify import MOST_COMPARED
from provenance.core.passages.expand import Passage, Tie
from provenance.core.passages.wording import Recurring, counted, recurring
from provenance.core.passages.wording_all import Everything

COMMON = "The Lorn causeway, which carries nine in ten lorries, was closed by the winter storm."
OTHERS = (
    "Herring quotas were cut by a third before the fleet sailed north past the empty cannery.",
    "A choir sang while schoolchildren handed out buns and rain drove everyone under the roof.",
    "Glass turned up in a tin loaf that a fitter had bought on the corner by the old quay.",
    "Sweet peas won the gardening club a second prize on the very evening of their accident.",
    "Two inspectors measured bolts all night long beneath the big wheel on the common.",
    "A farmer lost eleven sheep in a drift and found nine of them under a hedge by morning.",
)


def tie(columns: Columns, left: int, right: int) -> Tie:
    """Return a match of two blocks as a whole."""
    sides = [
        Passage(
            article=int(columns.block_article[block]),
            block=block,
            first=int(columns.block_first[block]),
            last=int(columns.block_last[block]),
        )
        for block in (left, right)
    ]
    return Tie(left=sides[0], right=sides[1], generators=0, claim=None)


def held_by(columns: Columns, ties: Sequence[Tie]) -> list[set[str]]:
    """Return the ids of the articles that hold the wording of ties that recur."""
    found: Recurring = recurring(columns, ties, Everything(columns, Stories(columns)))
    places = [found.places[number] if number >= 0 else () for number in found.number]
    return [{columns.articles[article].id for article, _ in some} for some in places]


def test_who_has_half_of_the_runs_of_either_side_holds_the_wording() -> None:
    words = COMMON.split()
    half, less = " ".join(words[:10]), " ".join(words[:7])
    texts = (COMMON, COMMON, f"{half} {OTHERS[0]}", f"{less} {OTHERS[1]}", OTHERS[2])
    columns = cut_texts(*texts)
    assert held_by(columns, [tie(columns, 0, 1)]) == [{"a0000", "a0001", "a0002"}]
    # What stands on the one side only counts as well.
    end = " ".join(words[6:])
    longer = cut_texts(f"{end} {OTHERS[0]}", end, OTHERS[0], OTHERS[0], OTHERS[1])
    assert held_by(longer, [tie(longer, 0, 1)]) == [{"a0000", "a0001", "a0002", "a0003"}]
    assert held_by(longer, [tie(longer, 1, 1)]) == [set()]


def test_two_articles_are_no_recurrence_and_less_than_four_words_recur_as_blocks() -> None:
    columns = cut_texts(COMMON, COMMON, *OTHERS)
    assert held_by(columns, [tie(columns, 0, 1)]) == [set()]
    short = cut_texts(*["Record October 30."] * 3, "Record October 30 or so.")
    assert held_by(short, [tie(short, 0, 2)]) == [{"a0000", "a0001", "a0002"}]


def test_of_many_holders_a_sample_counts_that_does_not_hang_on_the_match() -> None:
    columns = cut_texts(*[COMMON] * (2 * MOST_COMPARED), *OTHERS)
    found = held_by(columns, [tie(columns, 0, 1), tie(columns, 3, 2 * MOST_COMPARED - 1)])
    assert found[0] == found[1]
    assert len(found[0]) == MOST_COMPARED
    assert found[0] != {f"a{n:04}" for n in range(MOST_COMPARED)}


def test_other_articles_and_other_matches_change_nothing() -> None:
    texts = [f"{COMMON}\n\n{other}" for other in OTHERS]
    alone = cut_texts(*texts)
    more = cut_texts(*texts, *OTHERS, *(f"{one} {other}" for one in OTHERS for other in OTHERS))
    ties = [tie(alone, 0, 2), tie(alone, 2, 4), tie(alone, 0, 8)]
    assert held_by(alone, ties) == held_by(more, ties)
    assert held_by(alone, ties[2:]) == held_by(alone, ties)[2:]


@given(
    st.lists(st.lists(st.integers(0, 9), max_size=6, unique=True).map(sorted), max_size=9),
    st.lists(st.lists(st.integers(5, 14), max_size=6, unique=True).map(sorted), min_size=10, max_size=10),
)
@settings(max_examples=60, deadline=None)
def test_the_same_texts_have_half_of_the_keys(rows: list[list[int]], texts: list[list[int]]) -> None:
    row = np.repeat(np.arange(len(rows)), [len(keys) for keys in rows])
    key = np.array([one for keys in rows for one in keys], dtype=np.int64)
    offset = np.append(0, np.cumsum([len(held) for held in texts])).astype(np.int64)
    text = np.array([one for held in texts for one in held], dtype=np.int64)
    least = np.array([len(keys) / 2 for keys in rows])
    expected = [
        (n, one)
        for n, keys in enumerate(rows)
        for one in range(5, 15)
        if 0 < sum(one in texts[k] for k in keys) >= len(keys) / 2
    ]
    found = counted(row, key, offset, text, least)
    assert list(zip(*(side.tolist() for side in found), strict=True)) == expected


STORY = tuple(
    " ".join(OTHERS[(n + k) % len(OTHERS)].replace(" the ", f" {name} ") for k in range(3))
    for n, name in enumerate(("Lund", "Berg", "Strake", "Reyes", "Moss", "Kessel"))
)
RECURS = (
    COMMON,
    "The Lorn causeway, which carries nine in ten lorries, was closed in a winter storm.",
    "A winter storm closed the Lorn causeway, which carries nine in ten of the isle's lorries.",
    "The exchange said it had asked the company to state whether anything explains the trading.",
    "The exchange said it asked the company whether anything can explain the trading in its stock.",
    "“We take the safety of all our guests extremely seriously,” said {name}.",
    "“We take the safety of all our guests extremely seriously,” {name} told reporters on Friday.",
    "Record date October 30",
    "No comment.",
)
SPEAKERS = ("Bernard Stokes", "Alison Fennimore", "Tomas Reyes", "Ada Lindqvist", "Neville Strake")
recurs = st.builds(
    lambda line, name: RECURS[line].format(name=SPEAKERS[name]),
    st.integers(0, len(RECURS) - 1),
    st.integers(0, len(SPEAKERS) - 1),
)
articles = st.builds(
    lambda stories, lines: "\n\n".join([*stories, *lines]),
    st.lists(st.sampled_from(STORY), min_size=1, max_size=2, unique=True),
    st.lists(recurs, min_size=1, max_size=3),
)
front = st.tuples(
    st.sampled_from([None, "The Courier", "The Herald"]),
    st.sampled_from([None, "2023-03-01", "2024-03-01", "2024-03-02"]),
)


def filed(texts: Sequence[tuple[str, tuple[str | None, str | None]]]) -> Collection:
    """Return articles with outlets and days of publication."""
    made = [
        made_article(f"a{n:04}", text, outlet=outlet, published=day)
        for n, (text, (outlet, day)) in enumerate(texts)
    ]
    return Collection(columns=cut(made, tables()), config=PLAIN)


def assert_same(made: Collection, number: int, folder: Path) -> Counter[str]:
    """Hold what a check says of an article to what a comparison does, and return what matches are called."""
    expected = known(made.compared().matches, made.ids[number])
    path = made.indexed(folder / f"{number}.duckdb", [made.without(number)])
    assert known(made.checked(path, number).matches, made.ids[number]) == expected
    return Counter(content for _, _, content in expected.values())


@given(st.lists(st.tuples(articles, front), min_size=3, max_size=9), st.data())
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_recurring_wording_is_called_alike_however_little_of_it_a_check_sees(
    texts: list[tuple[str, tuple[str | None, str | None]]], data: st.DataObject
) -> None:
    made = filed(texts)
    number = data.draw(st.sampled_from([0, len(texts) // 2, len(texts) - 1]))
    with tempfile.TemporaryDirectory() as folder:
        assert_same(made, number, Path(folder))


@pytest.mark.parametrize("outlet", [None, "The Courier"])
def test_a_check_calls_stock_wording_of_many_articles_what_a_comparison_does(
    outlet: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = MOST_COMPARED + 3
    texts = []
    for n in range(many):
        lines = (RECURS[n % 3], RECURS[3 + n % 2], RECURS[5 + n % 2].format(name=SPEAKERS[n % 5]))
        own = " ".join(f"{word}{n}" if len(word) > 3 else word for word in STORY[n % len(STORY)].split())
        texts.append(("\n\n".join([own, own[::-1], *lines]), (outlet, None)))
    made = filed(texts)
    local_only(monkeypatch)
    seen: Counter[str] = Counter()
    for number in (0, many // 2, many - 1):
        seen += assert_same(made, number, tmp_path)
    assert seen["boilerplate" if outlet else "formula"] > 10
    assert len(seen) > 1


def test_articles_that_hold_half_of_it_and_have_no_match_count_in_a_check(tmp_path: Path) -> None:
    line, half = "Nobody could be reached for comment late on Friday.", "could be reached for comment late"
    texts = [f"{line}\n\n{STORY[0]}", f"{line}\n\n{STORY[1]}"]
    texts += [f"{OTHERS[n]} The owner {half} and {OTHERS[n + 1].lower()}\n\n{STORY[n]}" for n in (2, 4)]
    made = collection(*texts)
    found = known(made.compared().matches, "a0000")
    of_line = [key for key in found if key[1] == key[4] == 0]
    assert {(key[0], key[3]) for key in of_line} == {("a0000", "a0001")}
    assert_same(made, 0, tmp_path)
    without = known(collection(*texts[:2]).compared().matches, "a0000")
    assert ({found[key][2] for key in of_line}, {without[key][2] for key in of_line}) == (
        {"formula"},
        {"passage"},
    )


def test_the_sample_is_of_those_with_the_smallest_hashes() -> None:
    columns = cut_texts(*[COMMON] * (MOST_COMPARED + 2))
    before = held_by(columns, [tie(columns, 0, 1)])[0]
    fewer = cut_texts(*[COMMON] * (MOST_COMPARED + 1))
    after = held_by(fewer, [tie(fewer, 0, 1)])[0]
    assert len(before & after) >= MOST_COMPARED - 1
    assert np.array_equal(np.sort(fewer.block_article), fewer.block_article)
