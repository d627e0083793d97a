"""Clusters do not chain, and what is shared is called by its name."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import cut_texts
from provenance.core.passages.classify import (
    LONGEST_FORMULA,
    Recurrence,
    first_content,
    relation,
    speaker,
    stock_content,
)
from provenance.core.passages.cluster import Edge, Key, cluster
from provenance.core.passages.expand import Passage, Reader, Tie
from provenance.model import Quotation, Span

nodes = st.integers(0, 11).map(lambda n: (n, n * 2, -1))
edges = st.lists(
    st.builds(Edge, left=nodes, right=nodes, score=st.integers(5_000, 10_000)).filter(
        lambda e: e.left != e.right
    ),
    max_size=25,
)


def prints(held: list[Edge]) -> dict[Key, str]:
    """Return fingerprints of which every third is the same."""
    return {node: f"print {node[0] % 3}" for e in held for node in (e.left, e.right)}


def neighbours(held: list[Edge]) -> dict[Key, dict[Key, int]]:
    near: dict[Key, dict[Key, int]] = {}
    for e in held:
        for a, b in ((e.left, e.right), (e.right, e.left)):
            near.setdefault(a, {})
            near[a][b] = max(e.score, near[a].get(b, 0))
    return near


@given(edges)
@settings(max_examples=150, deadline=None)
def test_every_member_has_an_edge_to_its_leader_and_leaders_have_none_to_one_another(
    held: list[Edge],
) -> None:
    found, near = cluster(held, prints(held)), neighbours(held)
    assert set(found) == set(near)
    leaders = set(found.values())
    for node, leader in found.items():
        assert found[leader] == leader
        assert node == leader or leader in near[node]
        if node != leader:
            adjacent = {other: near[node][other] for other in leaders & near[node].keys()}
            assert near[node][leader] == max(adjacent.values())
    assert not any(other in leaders for leader in leaders for other in near[leader])


@given(edges, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_clusters_do_not_depend_on_the_order_or_direction_of_edges(held: list[Edge], source: Random) -> None:
    mixed = [
        Edge(left=e.right, right=e.left, score=e.score) if source.random() < 0.5 else e
        for e in held + held[: len(held) // 2]
    ]
    source.shuffle(mixed)
    assert cluster(mixed, prints(held)) == cluster(held, prints(held))


@given(edges, edges)
@settings(max_examples=60, deadline=None)
def test_unconnected_edges_do_not_change_a_cluster(held: list[Edge], others: list[Edge]) -> None:
    def far(node: Key) -> Key:
        return (node[0] + 100, node[1], node[2])

    away = [Edge(left=far(e.left), right=far(e.right), score=e.score) for e in others]
    both = cluster(held + away, prints(held + away))
    assert {k: v for k, v in both.items() if k[0] < 100} == cluster(held, prints(held))


def test_a_chain_of_matches_is_not_one_cluster() -> None:
    chain = [Edge(left=(i, i, -1), right=(i + 1, i + 1, -1), score=9_000) for i in range(4)]
    found = cluster(chain, prints(chain))
    assert len(set(found.values())) == 2


def test_no_edges_make_no_clusters() -> None:
    assert cluster([], {}) == {}


# Relation and content.

word_lists = st.lists(st.integers(0, 5), min_size=1, max_size=15)


@given(word_lists, word_lists)
@settings(deadline=None)
def test_relation_and_identity_do_not_depend_on_the_side(left: list[int], right: list[int]) -> None:
    kind, identity = relation(left, right)[:2]
    assert (kind, identity) == relation(right, left)[:2]
    assert 0.0 <= identity <= 1.0
    assert (kind == "identical") == (left == right)
    if left == right:
        assert identity == 1.0


@pytest.mark.parametrize(
    ("left", "right", "kind", "identity"),
    [
        ([1, 2, 3], [1, 2, 3], "identical", 1.0),
        ([*range(10)], [*range(9), 99], "near-copy", 0.9),
        ([*range(10)], [*range(8), 98, 99], "near-copy", 0.8),
        ([*range(10)], [*range(7), 97, 98, 99], "reworded", 0.7),
        ([1, 2, 3], [4, 5, 6], "reworded", 0.0),
    ],
)
def test_relations_follow_the_share_of_words_alike_in_order(
    left: list[int], right: list[int], kind: str, identity: float
) -> None:
    made = relation(left, right)
    assert made[0] == kind
    assert made[1] == pytest.approx(identity)


def test_the_longest_run_counts_where_parts_changed_places() -> None:
    first, second = [1, 2, 3, 4, 5], [10, 11, 12, 13]
    assert relation([*second, 1, 2, 30, 4, 5], [1, 2, 31, 4, 5, *second])[2] == 4
    made = relation([*first, *second, 20], [*second, 21, *first])
    assert (made[0], made[2]) == ("reworded", 5)
    # Five words are alike in order, each by itself; the run of four is none of them.
    made = relation([*second, 1, 40, 2, 41, 3, 42, 4, 43, 5], [1, 50, 2, 51, 3, 52, 4, 53, 5, *second])
    assert made[1] == round(2 * 5 / 26, 4)
    assert made[2] == 4


def whole_tie(*texts: str) -> tuple[Reader, Tie]:
    c = cut_texts(*texts)
    sides = [
        Passage(article=i, block=i, first=int(c.block_first[i]), last=int(c.block_last[i])) for i in range(2)
    ]
    return Reader(c), Tie(left=sides[0], right=sides[1], generators=0, claim=None)


def test_shared_words_are_a_quotation_where_one_side_quotes_them() -> None:
    said = "“We will not give in to these demands from the owners,” she said."
    assert (
        first_content(*whole_tie(said, "The mayor will not give in to these demands from the owners."))
        == "quote"
    )
    assert (
        first_content(*whole_tie("The road was closed for hours.", "The road was closed for days."))
        == "passage"
    )
    story = "The mayor called the march “peaceful” after hundreds of people had walked through the town."
    assert first_content(*whole_tie(story, story)) == "passage"


def test_the_speaker_of_a_stretch_says_most_of_it() -> None:
    def quotation(start: int, end: int, name: str | None) -> Quotation:
        return Quotation(span=Span(start, end), outer=Span(start, end), speaker=name)

    held = [quotation(0, 10, "Anna Berg"), quotation(10, 40, "Carl Dorn"), quotation(40, 90, None)]
    assert speaker(held, Span(0, 20)) == "Anna Berg"
    assert speaker(held, Span(5, 40)) == "Carl Dorn"
    assert speaker(held, Span(45, 90)) is None
    assert speaker([], Span(0, 5)) is None


def recurrence(count: int, *, words: int = 12, share: float = 0.1) -> Recurrence:
    return Recurrence(articles=frozenset(range(count)), words=words, share=share)


def test_one_outlets_recurring_text_is_boilerplate_and_many_outlets_is_a_formula() -> None:
    assert stock_content(recurrence(4), ["The Daily"] * 4, {}) == "boilerplate"
    assert stock_content(recurrence(4), ["a", "b", "c", "d"], {}) == "formula"
    assert stock_content(recurrence(4), [None] * 4, {}) == "formula"


@pytest.mark.parametrize(
    ("held", "related"),
    [
        (recurrence(2), {}),
        (recurrence(4, share=0.5), {}),
        (recurrence(4, words=LONGEST_FORMULA + 1), {}),
        (recurrence(3), {(0, 1): 0.9, (0, 2): 0.9, (1, 2): 0.9}),
    ],
)
def test_text_of_few_long_or_related_articles_is_no_formula(
    held: Recurrence, related: dict[tuple[int, int], float]
) -> None:
    assert stock_content(held, ["a", "b", "c", "d"], related) is None


def test_versions_of_one_story_count_once_among_the_holders_of_recurring_text() -> None:
    held = recurrence(4)
    versions = {(0, 1): 1.0}
    assert stock_content(held, ["a", "b", "c", "d"], versions) == "formula"
    assert stock_content(recurrence(3), ["a", "b", "c"], versions) is None


def test_recurring_text_may_be_more_of_articles_that_tell_different_stories() -> None:
    notice = recurrence(4, share=0.4)
    assert stock_content(notice, ["a", "b", "c", "d"], {}) is None
    assert stock_content(replace(notice, apart=1.0), ["a", "b", "c", "d"], {}) == "formula"


def test_what_is_needed_to_judge_recurring_text_does_not_grow_with_the_square_of_its_holders() -> None:
    peaks = []
    for count in (400, 800):
        tracemalloc.start()
        stock_content(recurrence(count), [str(i) for i in range(count)], {})
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 3 * peaks[0]
