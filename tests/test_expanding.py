"""From claims between distinct blocks to passages of articles, and to the report's sides."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import bare_columns, cut_texts, words_of
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import distinct_blocks
from provenance.core.matching.resolve import Claim
from provenance.core.matching.settle import Found
from provenance.core.passages import expand as expand_module
from provenance.core.passages.expand import LISTED, Expanded, Passage, Reader, Tie, expand, members
from provenance.core.text.shingle import fingerprint


def expanded(columns: Columns, *found: Found) -> Expanded:
    return expand(columns, distinct_blocks(columns), found)


def blocks_of(ties: tuple[Tie, ...]) -> list[tuple[int, int]]:
    return [(tie.left.block, tie.right.block) for tie in ties]


def claim(left: tuple[int, int], right: tuple[int, int]) -> Claim:
    return Claim(left_first=left[0], left_last=left[1], right_first=right[0], right_last=right[1], score=0.9)


SAME = [[1, 2, 3, 4, 5, 6]]
OTHER = [[7, 8, 9, 10, 11, 12, 13]]


@pytest.mark.parametrize("count", [1, 2, LISTED])
def test_up_to_eight_equal_blocks_are_tied_wholly(count: int) -> None:
    made = expanded(bare_columns([SAME] * count))
    assert blocks_of(made.links) == list(combinations(range(count), 2))
    assert made.collapsed == {}
    assert all((t.left.last - t.left.first, t.claim, t.generators) == (6, None, 0) for t in made.links)


@pytest.mark.parametrize("count", [LISTED + 1, 10_000])
def test_more_equal_blocks_are_a_star_so_that_links_do_not_grow_with_the_square(count: int) -> None:
    made = expanded(bare_columns([SAME] * count))
    assert blocks_of(made.links) == [(0, i) for i in range(1, count)]
    assert made.collapsed == {0: count - LISTED}


def test_two_thousand_copies_of_each_side_of_a_claim_do_not_give_millions_of_links() -> None:
    c = bare_columns([SAME, OTHER] * 2_000)
    made = expanded(c, Found(left=0, right=1, generators=1, claim=claim((0, 6), (0, 6))))
    assert len(made.links) < 3 * 4_000


def test_a_claim_is_carried_to_every_block_with_the_same_text() -> None:
    c = bare_columns([SAME, OTHER, SAME, OTHER, OTHER])
    item = Found(left=0, right=1, generators=5, claim=claim((1, 5), (2, 7)))
    made = expanded(c, item)
    carried = [tie for tie in made.links if tie.claim is not None]
    assert sorted(blocks_of(tuple(carried))) == [(0, 1), (0, 3), (0, 4), (1, 2), (2, 3), (2, 4)]
    for tie in carried:
        assert tie.generators == 5
        for passage in (tie.left, tie.right):
            first, last = (1, 5) if passage.block in (0, 2) else (2, 7)
            begin = int(c.block_first[passage.block])
            assert (passage.first, passage.last) == (begin + first, begin + last)


def test_the_smaller_article_is_on_the_left_and_links_are_in_order() -> None:
    c = bare_columns([OTHER, SAME, OTHER])
    made = expanded(c, Found(left=0, right=1, generators=1, claim=claim((0, 4), (0, 5))))
    assert blocks_of(made.links) == [(0, 1), (0, 2), (1, 2)]
    last = made.links[-1]
    assert (last.left.last - last.left.first, last.right.last - last.right.first) == (5, 4)


def test_text_that_stands_twice_in_one_article_is_a_repeat() -> None:
    made = expanded(bare_columns([SAME, SAME, OTHER, SAME], articles=[0, 0, 0, 1]))
    assert blocks_of(made.repeats) == [(0, 1)]
    assert blocks_of(made.links) == [(0, 3), (1, 3)]


def test_furniture_is_not_tied() -> None:
    c = bare_columns([SAME, SAME, OTHER, OTHER], furniture={0: True, 1: True, 3: True})
    assert expanded(c).links == ()


ONE = "Engineers sealed the eastern basin at dawn."
TWO = "A brass band played on the promenade."
THREE = "Ticket prices for the zoo rise in spring."


@pytest.mark.parametrize(
    ("left", "right", "lines"),
    [
        (f"Rugby\n\n{ONE}", f"Rugby\n\n{TWO}", []),
        (f"Rugby\n\nLorn Wanderers\n\n{ONE}", f"Rugby\n\nLorn Wanderers\n\n{TWO}", []),
        (f"Rugby\n\n{ONE}\n\nChess", f"{TWO}\n\nRugby\n\n{THREE}\n\nChess", []),
        (f"Rugby\n\n{ONE}\n\n{TWO}", f"Rugby\n\n{ONE}\n\n{THREE}", ["Rugby", ONE]),
        (f"Rugby\n\nSubscribe\n\n{ONE}", f"{TWO}\n\nRugby\n\n{ONE}", ["Rugby", ONE]),
        ("Lorn 3\n\nSund 4\n\n" + ONE, "Lorn 3\n\nSund 4\n\n" + TWO, ["Lorn 3", "Sund 4"]),
        (f"{ONE}\n\n“We will fight.”", f"{TWO}\n\n“We will fight.”", ["We will fight"]),
    ],
    ids=[
        "a head",
        "three words in a row",
        "no row",
        "a head above a copy",
        "furniture",
        "a row",
        "a quotation",
    ],
)
def test_a_few_words_by_themselves_are_no_common_text(left: str, right: str, lines: list[str]) -> None:
    c = cut_texts(left, right)
    reader = Reader(c)
    assert [reader.side(tie.left).text.rstrip(".") for tie in expanded(c).links] == [
        line.rstrip(".") for line in lines
    ]


def test_what_is_left_out_for_its_few_words_is_not_counted_as_collapsed() -> None:
    made = expanded(bare_columns([[[1, 2, 3]]] * (LISTED + 1)))
    assert (made.links, made.collapsed) == ((), {})


def test_a_doubtful_match_makes_no_common_text_of_the_few_words_next_to_it() -> None:
    c = bare_columns([[[1, 2]], SAME, [[1, 2]], OTHER], articles=[0, 0, 1, 1])
    for score, held in ((0.9, [(0, 2), (1, 3)]), (0.4, [(1, 3)])):
        item = Found(left=1, right=3, generators=1, claim=replace(claim((0, 6), (0, 6)), score=score))
        assert blocks_of(expanded(c, item).links) == held


@given(st.lists(st.integers(0, 3), max_size=30))
@settings(deadline=None)
def test_members_are_the_blocks_with_the_same_first_block(keys: list[int]) -> None:
    same = np.array([keys.index(k) for k in keys], dtype=np.int32)
    found = members(same)
    assert found == {
        keys.index(k): [i for i, other in enumerate(keys) if other == k]
        for k in set(keys)
        if keys.count(k) > 1
    }


@pytest.mark.parametrize(("left", "right"), [(6, 6), (9, 9), (8, 20)])
def test_every_holder_of_either_version_is_tied_to_the_first_of_the_other(left: int, right: int) -> None:
    c = bare_columns([SAME] * left + [OTHER] * right)
    made = expanded(c, Found(left=0, right=left, generators=1, claim=claim((0, 6), (0, 6))))
    held = set(blocks_of(made.links))
    assert {(0, left + i) for i in range(right)} <= held
    assert {(i, left) for i in range(left)} <= held


# Reading passages out of the columns.

SENTENCES = (
    "The minister said on Monday that the bridge would open in June.",
    "“We will not give in,” he told reporters.",
    "It cost 1,000 in the U.N. budget 😀.",
    "\n",
    "\n\n",
    "\r\n",
    "東京で新しい橋が開通した。",
    "…!?",
    "Éte\u0301 à Paris.",
)
made_texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=8).map(" ".join)


def parts_a_character(text: str, at: int) -> bool:
    return 0 < at < len(text) and (text[at] == "\u0301" or text[at - 1 : at + 1] == "\r\n")


@given(made_texts, st.data())
@settings(max_examples=60, deadline=None)
def test_a_side_is_the_text_it_says(text: str, data: st.DataObject) -> None:
    c = cut_texts("Another article stands before this one.", text)
    reader = Reader(c)
    blocks = np.flatnonzero(c.block_article == 1).tolist()
    if not blocks:
        return
    block = data.draw(st.sampled_from(blocks))
    low, high = int(c.block_first[block]), int(c.block_last[block])
    first = data.draw(st.integers(low, high - 1))
    last = data.draw(st.integers(first + 1, high))
    passage = Passage(article=1, block=block, first=first, last=last)
    side = reader.side(passage)
    assert side.article == "a0001"
    assert side.text == text[side.start : side.end] == reader.span(passage).cut(text)
    assert text[: side.start].endswith(side.before)
    assert text[side.end :].startswith(side.after)
    # 32 characters, or one less where an accent or half a line break would stand by itself.
    start, end = max(0, side.start - 32), min(len(text), side.end + 32)
    assert len(side.before) == side.start - start - parts_a_character(text, start)
    assert len(side.after) == end - side.end - parts_a_character(text, end)
    assert side.line == text.count("\n", 0, side.start) + 1 == reader.line(1, side.start)
    assert reader.words(passage) == c.word[first:last].tolist()
    touched = [
        s
        for s in range(len(c.sentence_block))
        if c.sentence_block[s] == block and c.sentence_first[s] < last and c.sentence_last[s] > first
    ]
    assert list(reader.sentences(passage)) == touched
    assert side.fingerprints == tuple(
        fingerprint(words_of(c, int(c.sentence_first[s]), int(c.sentence_last[s]), 1)) for s in touched
    )
    assert touched


def test_fingerprints_do_not_depend_on_line_breaks_marks_or_capitals() -> None:
    prints = []
    for text in ("The U.N. said “no” to 1,000 visitors.", 'the UN said "NO"\nto 1000 vis\u00aditors'):
        c = cut_texts(text.replace("\n", " "))
        passage = Passage(article=0, block=0, first=0, last=int(c.block_last[0]))
        prints.append(Reader(c).fingerprints(passage))
    assert prints[0] == prints[1]


def test_fingerprints_are_the_same_however_few_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    c = cut_texts("One fish swam. Two fish swam. Three fish swam. One fish swam. Two fish swam.")
    passage = Passage(article=0, block=0, first=0, last=len(c.word))
    wanted = Reader(c).fingerprints(passage)
    monkeypatch.setattr(expand_module, "PRINTS", 1)
    assert Reader(c).fingerprints(passage) == wanted
    assert wanted[:2] == wanted[3:]


def test_the_quoted_share_counts_words_in_common_only() -> None:
    c = cut_texts("“We agreed,” she said on Monday.")
    reader = Reader(c)
    passage = Passage(article=0, block=0, first=0, last=int(c.block_last[0]))
    words = reader.words(passage)
    assert reader.quoted(passage, frozenset(words[:2])) == 1.0
    assert reader.quoted(passage, frozenset(words[:4])) == 0.5
    assert reader.quoted(passage, frozenset(words[2:])) == 0.0
    assert reader.quoted(passage, frozenset()) == 0.0


def test_what_both_articles_run_as_it_is_is_no_version_of_another_paragraph() -> None:
    # Articles 0 and 1 both hold both texts; what is found between the two texts is no match of theirs.
    c = bare_columns([SAME, OTHER, SAME, OTHER], articles=(0, 0, 1, 1))
    doubtful = Found(left=0, right=1, generators=1, claim=claim((0, 6), (0, 6)))
    assert blocks_of(expanded(c, doubtful).links) == [(0, 2), (1, 3)]


def test_a_paragraph_that_only_one_article_runs_may_be_a_version_of_the_others() -> None:
    c = bare_columns([SAME, OTHER], articles=(0, 1))
    doubtful = Found(left=0, right=1, generators=1, claim=claim((0, 6), (0, 6)))
    assert blocks_of(expanded(c, doubtful).links) == [(0, 1)]
