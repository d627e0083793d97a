"""Vectors of an encoder: which units have one, and the nearest neighbours of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import bare_columns
from made_words import POOL, SAID, VANNES, Whole, in_languages, in_whole, looked_up
from provenance.core.chunk import BLOCK, LEAST_UNIT_WORDS, PIECE, SENTENCE
from provenance.core.collection.columns import Columns
from provenance.core.matching import meaning as meant
from provenance.core.matching.detect import distinct
from provenance.core.matching.meaning import COMPARED, LEAST_COSINE, NEIGHBOURS, Meaning, Nodes, asked, encode
from provenance.core.text.vectors import cosines


def with_pieces(counts: Sequence[tuple[int, int]]) -> Columns:
    """Return columns of blocks with so many sentences and pieces each; pieces lie in the first sentence."""
    c = bare_columns([[[i, j] for j in range(sentences)] for i, (sentences, _) in enumerate(counts)])
    of = np.repeat(np.arange(len(counts)), [pieces for _, pieces in counts]).astype(np.int32)
    first = c.block_first[of] if len(of) else np.zeros(0, dtype=np.int64)
    return replace(c, piece_block=of, piece_first=first, piece_last=first + 2, piece_quotation=of * 0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=6))
@settings(deadline=None)
def test_every_unit_has_one_node_and_every_node_its_unit(counts: list[tuple[int, int]]) -> None:
    c = with_pieces(counts)
    nodes = Nodes(c)
    every = np.arange(nodes.count, dtype=np.int64)
    block, kind, number = nodes.units(every)
    assert nodes.of(block, kind, number).tolist() == every.tolist()
    expected = [(b, BLOCK, 0) for b in range(len(counts))]
    expected += [(b, SENTENCE, i) for b, (sentences, _) in enumerate(counts) for i in range(sentences)]
    expected += [(b, PIECE, i) for b, (_, pieces) in enumerate(counts) for i in range(pieces)]
    assert list(zip(block.tolist(), kind.tolist(), number.tolist(), strict=True)) == expected
    first, last = nodes.ranges(every)
    assert (first >= c.block_first[block]).all()
    assert (last <= c.block_last[block]).all()
    assert (last - first)[kind != BLOCK].tolist() == [2] * int((kind != BLOCK).sum())


def test_numbering_changes_no_array_that_it_is_given() -> None:
    node = np.array([2, 0], dtype=np.int64)
    Nodes(with_pieces([(1, 1), (2, 0)])).units(node)
    assert node.tolist() == [2, 0]


# Which units are encoded


def test_furniture_what_is_short_and_second_copies_are_not_encoded() -> None:
    long, short = [*range(20, 20 + LEAST_UNIT_WORDS)], [*range(40, 39 + LEAST_UNIT_WORDS)]
    c = bare_columns([[long, short], [long, short], [[7, 8]], [long]], furniture={3: True})
    blocks = distinct(c)
    made = encode(c, blocks, looked_up([[1, 2]]))
    nodes = Nodes(c)
    assert blocks.tolist() == [0, 2]
    assert np.flatnonzero(made.lengths).tolist() == [0, nodes.sentences]
    assert made.known(np.array([0, 1])).tolist() == [True, False]
    assert made.vectors.shape == (nodes.count, 2)


def test_characters_of_a_script_without_spaces_count_half_a_word() -> None:
    c = in_languages(("ja", "橋は安全だと言う。大臣は月曜日、新しい橋が六月に開通すると述べた。"))
    _, parts = meant.unit_nodes(c, distinct(c))
    assert c.sentence_last[0] - c.sentence_first[0] >= LEAST_UNIT_WORDS
    assert parts.tolist() == [Nodes(c).sentences + 1]


def test_an_encoder_gets_the_text_of_each_unit_and_its_language() -> None:
    seen: list[tuple[str, str | None]] = []

    def listening(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
        seen.extend(zip(texts, languages, strict=True))
        return in_whole(texts, languages)

    c = in_languages(("en", SAID), ("fr", f"{POOL} {VANNES}"))
    encode(c, distinct(c), listening)
    texts = [text.rstrip(".”,») ") for text, _ in seen]
    assert [language for _, language in seen].count("en") == 3
    assert "Nobody tested these gates while the river was rising" in texts
    assert POOL.rstrip(".") in texts
    assert f"{POOL} {VANNES}".rstrip(".") in texts


# Neighbours


def slow_neighbours(c: Columns, made: Meaning) -> list[tuple[int, int, int, int]]:
    """Return unit, neighbour, cosine and rank of all nearest neighbours, by comparing all with all."""
    nodes = Nodes(c)
    article = c.block_article[nodes.units(np.arange(nodes.count))[0]].tolist()
    found = []
    for level in (range(nodes.sentences), range(nodes.sentences, nodes.count)):
        held = [node for node in level if made.lengths[node]]
        for unit in held:
            for language in set(c.languages):
                near = []
                for other in held:
                    if article[other] == article[unit] or c.languages[article[other]] != language:
                        continue
                    product = made.vectors[unit].astype(int) @ made.vectors[other].astype(int)
                    cosine = cosines(np.array([product]), made.lengths[[unit]], made.lengths[[other]])[0]
                    near.append((-round(10_000 * cosine), other))
                for rank, (value, other) in enumerate(sorted(near)[:NEIGHBOURS]):
                    if value < 0:
                        found.append((unit, other, -value, rank))
    return sorted(found)


def as_rows(made: Meaning) -> list[tuple[int, int, int, int]]:
    near = made.near
    columns = (near.unit, near.other, near.value, near.rank)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


long_sentences = st.lists(
    st.integers(0, 7).map(lambda word: [word] * LEAST_UNIT_WORDS), min_size=1, max_size=2
)
vectors = st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=8)


def spread_over(blocks: list[list[list[int]]], owners: list[int], spoken: list[int]) -> Columns:
    """Return columns of blocks, of which some share an article, and each article has one of two languages."""
    c = bare_columns(blocks, articles=sorted(owners[: len(blocks)]))
    return replace(
        c, languages=tuple("fr" if spoken[i % len(spoken)] else "en" for i in range(len(c.articles)))
    )


@given(
    st.lists(long_sentences, min_size=1, max_size=12),
    st.lists(st.integers(0, 9), min_size=12, max_size=12),
    st.lists(st.integers(0, 1), min_size=1, max_size=5),
    vectors,
)
@settings(max_examples=60, deadline=None)
def test_neighbours_are_the_nearest_of_each_language_in_other_articles(
    blocks: list[list[list[int]]], owners: list[int], spoken: list[int], rows: list[list[int]]
) -> None:
    c = spread_over(blocks, owners, spoken)
    every = np.arange(len(blocks), dtype=np.int32)
    made = encode(c, every, looked_up(rows))
    assert as_rows(made) == slow_neighbours(c, made)


@given(
    st.lists(long_sentences, min_size=1, max_size=9),
    st.lists(st.integers(0, 1), min_size=1, max_size=5),
    vectors,
)
@settings(max_examples=60, deadline=None)
def test_units_are_compared_once_for_each_pair_that_is_near_enough(
    blocks: list[list[list[int]]], spoken: list[int], rows: list[list[int]]
) -> None:
    c = spread_over(blocks, [*range(9)], spoken)
    made = encode(c, np.arange(len(blocks), dtype=np.int32), looked_up(rows))
    nodes = Nodes(c)

    def full(node: int) -> bool:
        first, last = nodes.ranges(np.array([node]))
        return int(last[0] - first[0]) == LEAST_UNIT_WORDS * len(blocks[int(block[node])])

    block = nodes.units(np.arange(nodes.count))[0]
    expected = set()
    nearer: dict[tuple[int, str | None], dict[int, int]] = {}
    for unit, other, value, _ in sorted(slow_neighbours(c, made), key=lambda row: (row[0], row[3])):
        language = c.languages[int(c.block_article[block[other]])]
        # Of a unit's nearest, several may stand in one block, which counts once.
        seen = nearer.setdefault((unit, language), {})
        rank = seen.setdefault(int(block[other]), len(seen))
        alone = unit >= nodes.sentences and full(unit) and full(other)
        if value >= LEAST_COSINE and rank < COMPARED and not alone:
            expected.add(tuple(sorted((unit, other), key=lambda node: int(block[node]))))
    left, right = asked(c, made.near)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert found == sorted(found)


def test_of_equally_near_neighbours_the_first_in_the_collection_are_kept() -> None:
    count = NEIGHBOURS + 4
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(count)])
    made = encode(c, np.arange(count, dtype=np.int32), looked_up([[3, 4]]))
    whole = made.near.unit == count - 1
    assert made.near.other[whole].tolist() == [*range(NEIGHBOURS)]
    assert made.near.rank[whole].tolist() == [*range(NEIGHBOURS)]


def test_a_language_with_many_neighbours_leaves_room_for_others() -> None:
    count = 2 * NEIGHBOURS
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(count)])
    # Those in French are less near.
    rows = [[4, 0] if i < count // 2 else [4, 3] for i in range(count)]
    c = replace(c, languages=tuple("en" if i < count // 2 else "fr" for i in range(count)))
    made = encode(c, np.arange(count, dtype=np.int32), looked_up(rows))
    of_first = made.near.other[made.near.unit == 0].tolist()
    assert sorted(of_first) == [*range(1, count)]


def test_the_size_of_steps_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    c = bare_columns([[[i] * LEAST_UNIT_WORDS, [i + 1] * LEAST_UNIT_WORDS] for i in range(9)])
    rows = [[1, 0, 2], [2, 1, 0], [0, 1, 1]]
    every = np.arange(9, dtype=np.int32)
    whole = as_rows(encode(c, every, looked_up(rows)))
    monkeypatch.setattr(meant, "_ROWS", 2)
    assert as_rows(encode(c, every, looked_up(rows))) == whole != []


def test_a_unit_without_a_vector_has_no_neighbours_and_no_cosine() -> None:
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(3)])
    made = encode(c, np.arange(3, dtype=np.int32), looked_up([[3, 4], [6, 8], [0, 0]]))
    assert {*made.near.unit.tolist(), *made.near.other.tolist()} == {0, 1, 3, 4}
    assert made.cosine(np.array([0, 0, 2]), np.array([1, 2, 2])).tolist() == [10_000, 0, 0]


def test_nothing_encoded_has_no_neighbours() -> None:
    c = bare_columns([[[1, 2, 3, 4, 5, 6]], [[7, 8, 9, 10, 11, 12]]])
    made = encode(c, np.arange(2, dtype=np.int32), looked_up([[0, 0]]))
    assert as_rows(made) == []
    assert [len(side) for side in asked(c, made.near)] == [0, 0]
