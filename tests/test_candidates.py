"""Candidate pairs: each generator against a slow search, and no bucket that grows with its square."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations, pairwise
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import NO_BACKGROUND, bare_columns, cut_texts, setup
from provenance.core import codes
from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import band_rows, range_hashes
from provenance.core.collection.terms import distinct_blocks, number_terms
from provenance.core.matching import candidates as generate
from provenance.core.matching.candidates import BUCKET, LEAST_SHARE, SHINGLE_CAP, TERM_CAP, overlaps
from provenance.core.matching.detect import propose
from provenance.engines.local import LocalEngine

ENGINE = LocalEngine(1)
Pairs = set[tuple[int, int]]

sentences = st.lists(st.integers(0, 3), min_size=1, max_size=7)
collections = st.lists(st.lists(sentences, min_size=1, max_size=2), max_size=8)


def as_pairs(found: tuple[Any, Any]) -> Pairs:
    left, right = found[0].tolist(), found[1].tolist()
    made = list(zip(left, right, strict=True))
    assert len(made) == len(set(made)), "each pair once"
    assert all(a < b for a, b in made)
    return set(made)


def everything(columns: Columns) -> Any:
    return np.arange(len(columns.block_first), dtype=np.int32)


def linked(pairs: Iterable[tuple[int, int]], members: Iterable[int]) -> bool:
    """Say whether the pairs tie all members together."""
    near: dict[int, set[int]] = defaultdict(set)
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    todo = list(members)[:1]
    seen = set(todo)
    while todo:
        for other in near[todo.pop()] - seen:
            seen.add(other)
            todo.append(other)
    return seen >= set(members)


@given(collections)
@settings(max_examples=15, deadline=None)
def test_equal_sentences_propose_every_pair_of_their_blocks(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    holders: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for number, held in enumerate(blocks):
        for sentence in held:
            if len(sentence) >= 3:
                holders[tuple(sentence)].add(number)
    expected = {pair for held in holders.values() for pair in combinations(sorted(held), 2)}
    assert as_pairs(generate.equal_parts(c, everything(c), ENGINE)) == expected


@pytest.mark.parametrize("size", [2, BUCKET, BUCKET + 1, 60, 2_000])
def test_a_small_bucket_is_tied_wholly_and_a_large_one_by_a_number_of_pairs_that_is_linear(size: int) -> None:
    blocks = [[[1, 2, 3, 4], [10 + i, 10_000 + i, 20_000 + i]] for i in range(size)]
    c = bare_columns(blocks)
    found = as_pairs(generate.equal_parts(c, everything(c), ENGINE))
    if size <= BUCKET:
        assert found == set(combinations(range(size), 2))
    else:
        assert len(found) < 2 * size
        assert linked(found, range(size))


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40)), max_size=80))
@settings(max_examples=15, deadline=None)
def test_buckets_tie_all_their_members_and_nobody_else(rows: list[tuple[int, int]]) -> None:
    keys = np.array([k for k, _ in rows], dtype=np.int64)
    block = np.array([b for _, b in rows], dtype=np.int32)
    answer = ENGINE.query(generate._BUCKETS, {"keys": {"key": keys, "block": block}})
    found = as_pairs((answer["left"], answer["right"]))
    holders: dict[int, set[int]] = defaultdict(set)
    for key, number in rows:
        holders[key].add(number)
    allowed = {pair for held in holders.values() for pair in combinations(sorted(held), 2)}
    assert found <= allowed
    assert found == {pair for held in holders.values() for pair in generate.tied(sorted(held))}
    for held in holders.values():
        inner = {pair for pair in found if set(pair) <= held}
        assert linked(inner, held)
        assert len(held) > BUCKET or set(combinations(sorted(held), 2)) <= found


@given(collections)
@settings(max_examples=15, deadline=None)
def test_rare_shingles_propose_blocks_that_share_two_of_them(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    runs = []
    for held in blocks:
        flat = [word for sentence in held for word in sentence]
        runs.append({tuple(flat[i : i + 4]) for i in range(len(flat) - 3)})
    count: dict[tuple[int, ...], int] = defaultdict(int)
    for found in runs:
        for run in found:
            count[run] += 1
    rare = {run for run, n in count.items() if 2 <= n <= SHINGLE_CAP}
    expected = {(a, b) for a, b in combinations(range(len(blocks)), 2) if len(runs[a] & runs[b] & rare) >= 2}
    assert as_pairs(generate.rare_shingles(c, everything(c), ENGINE)) == expected


def test_shingles_that_many_blocks_hold_propose_nothing() -> None:
    common = [1, 2, 3, 4, 5, 6]
    for size, expected in ((SHINGLE_CAP, SHINGLE_CAP * (SHINGLE_CAP - 1) // 2), (SHINGLE_CAP + 1, 0)):
        c = bare_columns([[common, [100 + i]] for i in range(size)])
        assert len(as_pairs(generate.rare_shingles(c, everything(c), ENGINE))) == expected


def test_a_short_quotation_inside_two_long_paragraphs_is_proposed() -> None:
    quote = list(range(12))
    c = bare_columns([[[*range(100, 190), *quote]], [[*quote, *range(200, 290)]], [[*range(300, 400)]]])
    assert as_pairs(generate.rare_shingles(c, everything(c), ENGINE)) == {(0, 1)}
    assert as_pairs(generate.near_copies(band_rows(c, everything(c)), ENGINE)) == set()


def terms_of(columns: Columns) -> Any:
    blocks = everything(columns)
    return number_terms(columns, blocks, np.arange(len(blocks)), NO_BACKGROUND)


@given(
    st.lists(
        st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=5), min_size=1, max_size=2), max_size=6
    )
)
@settings(max_examples=15, deadline=None)
def test_rare_terms_propose_blocks_that_share_two_of_them(blocks: list[list[list[int]]]) -> None:
    c = bare_columns(blocks)
    held = []
    for block in blocks:
        words = {(w,) for sentence in block for w in sentence}
        held.append(words | {pair for sentence in block for pair in pairwise(sentence)})
    sharing = {(a, b) for a, b in combinations(range(len(blocks)), 2) if len(held[a] & held[b]) >= 2}
    found = as_pairs(generate.rare_terms(c, terms_of(c), everything(c), ENGINE))
    assert found <= sharing
    assert found >= {(a, b) for a, b in sharing if held[a] == held[b]}


def test_terms_propose_blocks_that_share_enough_of_their_words_whatever_else_there_is() -> None:
    # Words 1 and 2 stand apart, so that the blocks share two terms and no pair of words.
    for filler, expected in ((1, True), (12, False)):
        c = bare_columns([[[1, *range(100 * i, 100 * i + filler), 2]] for i in range(1, 46)])
        share = overlaps(c, terms_of(c), everything(c), np.array([0]), np.array([1]))
        assert (share[0] >= LEAST_SHARE) == expected
        found = as_pairs(generate.rare_terms(c, terms_of(c), everything(c), ENGINE))
        assert found == (set(combinations(range(45), 2)) if expected else set())


def test_terms_that_many_blocks_hold_propose_nothing() -> None:
    c = bare_columns([[[1, 100 + i, 2]] for i in range(TERM_CAP + 1)])
    assert as_pairs(generate.rare_terms(c, terms_of(c), everything(c), ENGINE)) == set()


TEXT = (
    "The council approved the new harbour budget on Monday evening after a long debate about schools and"
    " roads, and the mayor thanked the members of both parties for their patience in a difficult year."
)
OTHER = (
    "Rescue teams searched the valley for a third day while heavy rain made the slopes hard to reach, said"
    " the head of the mountain service, who had hoped for better weather since the weekend."
)


def test_lightly_edited_paragraphs_are_near_copies() -> None:
    c = cut_texts(TEXT, OTHER, TEXT.replace("Monday", "Tuesday").replace("long", "short"))
    assert as_pairs(generate.near_copies(band_rows(c, everything(c)), ENGINE)) == {(0, 2)}


def test_a_sentence_in_common_makes_near_copies_of_longer_blocks() -> None:
    sentence = "The new bridge over the river Aller will open to traffic in early June."
    c = cut_texts(f"{OTHER} {sentence}", f"{sentence.replace('early', 'late')} {TEXT}")
    assert as_pairs(generate.near_copies(band_rows(c, everything(c)), ENGINE)) == {(0, 1)}


def test_an_equal_quotation_inside_different_sentences_is_proposed() -> None:
    c = cut_texts(
        "“We will not give in,” said the mayor of Easton after a long night of talks.",
        "After the march Anna Berg told a crowd of hundreds: “We will not give in.”",
        "“We may yet give in,” the owners of the harbour said in a statement.",
    )
    assert as_pairs(generate.equal_parts(c, everything(c), ENGINE)) == {(0, 1)}


def test_blocks_that_were_not_chosen_are_not_proposed() -> None:
    c = cut_texts(TEXT, TEXT.replace("Monday", "Tuesday"), TEXT.replace("Monday", "Friday"))
    chosen = np.array([0, 2], dtype=np.int32)
    terms = number_terms(c, chosen, np.arange(3), NO_BACKGROUND)
    for found in (
        generate.near_copies(band_rows(c, chosen), ENGINE),
        generate.rare_shingles(c, chosen, ENGINE),
        generate.rare_terms(c, terms, chosen, ENGINE),
    ):
        assert as_pairs(found) == {(0, 2)}
    assert as_pairs(generate.equal_parts(c, chosen, ENGINE)) == set()


@pytest.mark.parametrize("texts", [(), ("",), ("Yes.",), ("Yes.", "No."), ("…", "Two words", "Two words")])
def test_next_to_nothing_proposes_nothing(texts: tuple[str, ...]) -> None:
    c = cut_texts(*texts)
    blocks = np.unique(distinct_blocks(c)).astype(np.int32)
    proposed = propose(c, blocks, setup())
    found = proposed.candidates
    assert len(found.left) == len(found.right) == len(found.generators) == 0
    assert len(proposed.terms.word) == len(c.word)
    assert proposed.meaning is None


def test_rewording_off_leaves_the_terms_out() -> None:
    c = cut_texts(
        "The harbour authority dismissed its treasurer over missing ferry receipts.",
        "Missing ferry receipts cost the harbour authority's treasurer his post.",
    )
    blocks = everything(c)
    on, off = (propose(c, blocks, setup(reworded=reworded)).candidates for reworded in (True, False))
    assert on.generators.tolist() == [codes.TERMS]
    assert not len(off.left)


proposals = st.lists(
    st.tuples(
        st.sampled_from([codes.LSH, codes.SHINGLES, codes.TERMS, codes.QUOTE]),
        st.sets(st.tuples(st.integers(0, 4), st.integers(5, 9)), max_size=6),
    ),
    min_size=1,
    max_size=4,
)


@given(proposals)
@settings(deadline=None)
def test_the_union_holds_each_pair_once_with_all_who_proposed_it(held: list[tuple[int, Pairs]]) -> None:
    given_in = [
        (bit, tuple(np.array([p[side] for p in pairs], dtype=np.int32) for side in (0, 1)))
        for bit, pairs in held
    ]
    expected: dict[tuple[int, int], int] = defaultdict(int)
    for bit, pairs in held:
        for pair in pairs:
            expected[pair] |= bit
    found = generate.union(given_in)  # type: ignore[arg-type]
    made = zip(found.left.tolist(), found.right.tolist(), found.generators.tolist(), strict=True)
    assert list(made) == [(*pair, expected[pair]) for pair in sorted(expected)]


@given(st.lists(st.lists(st.integers(0, 2), min_size=1, max_size=4), min_size=1, max_size=6))
@settings(deadline=None)
def test_ranges_hash_alike_only_where_their_words_are_equal_in_order(held: list[list[int]]) -> None:
    words = np.array([w for part in held for w in part], dtype=np.uint64)
    last = np.cumsum([len(part) for part in held])
    first = last - [len(part) for part in held]
    made = range_hashes(words, first, last).tolist()
    for (i, a), (j, b) in combinations(enumerate(held), 2):
        assert (made[i] == made[j]) == (a == b)


def test_no_ranges_have_no_hashes() -> None:
    none = np.zeros(0, dtype=np.int64)
    assert range_hashes(np.zeros(0, dtype=np.uint64), none, none).shape == (0,)
