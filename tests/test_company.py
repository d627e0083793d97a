"""What the articles of a pair of blocks have in common besides."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.core.matching.company import ENOUGH, HOLDERS, REACH, Company, company, holders, utterances

Pairs = Sequence[tuple[int, int]]


def of(articles: Sequence[int], pairs: Pairs, likely: dict[int, float], same: Sequence[int] = ()) -> Company:
    held = holders(np.array(same or range(len(articles))), np.zeros(len(articles), dtype=np.bool_))
    table = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return company(np.array(articles), held, table, np.arange(len(pairs)), likely)


# Two articles of five blocks each: 0 to 4, and 5 to 9.
TWO = (0,) * 5 + (1,) * 5


def test_no_pairs_have_no_company() -> None:
    made = of(TWO, [], {})
    assert made.elsewhere.shape == made.beside.shape == (0,)


def test_a_pair_is_no_company_of_its_own() -> None:
    made = of(TWO, [(1, 6)], {0: 1.0})
    assert (made.elsewhere.tolist(), made.beside.tolist()) == ([0.0], [0.0])


def test_neighbours_in_the_same_order_stand_beside_a_pair() -> None:
    made = of(TWO, [(1, 6), (0, 5), (3, 8), (4, 5)], {1: 0.9, 2: 0.8})
    assert made.beside.tolist() == pytest.approx([1.7, 0.0, 0.0, 0.0])
    assert made.elsewhere.tolist() == pytest.approx([1.7, 0.8, 0.9, 0.8])


def test_neighbours_crosswise_or_far_off_do_not_stand_beside_a_pair() -> None:
    articles = (0,) * 9 + (1,) * 9
    made = of(articles, [(4, 13), (3, 14), (5, 12), (1, 10)], {1: 0.9, 2: 0.8, 3: 0.7})
    assert made.beside[0] == 0.0
    assert made.elsewhere[0] == pytest.approx(2.4)
    assert REACH < 3


def test_no_more_is_added_up_than_the_models_see() -> None:
    articles = (0,) * 20 + (1,) * 20
    made = of(articles, [(i, 20 + i) for i in range(20)], dict.fromkeys(range(20), 1.0))
    assert made.elsewhere.tolist() == [ENOUGH] * 20


def test_equal_blocks_are_company() -> None:
    # Blocks 0 and 5 have one text, blocks 1 and 6 are compared.
    made = of(TWO, [(1, 6)], {}, same=(0, 1, 2, 3, 4, 0, 6, 7, 8, 9))
    assert (made.elsewhere.tolist(), made.beside.tolist()) == ([1.0], [1.0])


def test_every_article_that_holds_a_block_is_asked() -> None:
    # Article 2 runs block 1 as its block 10, and its block 11 goes with block 7.
    articles = (*TWO, 2, 2)
    same = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 11)
    made = of(articles, [(1, 6), (7, 11)], {1: 0.9}, same=same)
    assert made.elsewhere.tolist() == pytest.approx([0.9, 0.0])
    assert made.beside[0] == pytest.approx(0.9)


def test_text_that_runs_everywhere_has_few_holders() -> None:
    found = holders(np.zeros(1_000, dtype=np.int32), np.zeros(1_000, dtype=np.bool_))
    assert {first: len(blocks) for first, blocks in found.items()} == {0: HOLDERS}


def test_furniture_is_nobodys_company() -> None:
    assert holders(np.zeros(5, dtype=np.int32), np.array([True] * 5)) == {}


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(5, 9)), max_size=8, unique=True),
    st.dictionaries(st.integers(0, 7), st.integers(0, 10_000).map(lambda n: n / 10_000)),
)
@settings(deadline=None)
def test_likely_matches_elsewhere_are_added_up_between_other_blocks(
    pairs: list[tuple[int, int]], chances: dict[int, float]
) -> None:
    known = {i: chance for i, chance in chances.items() if i < len(pairs)}
    made = of(TWO, pairs, known)
    for (left, right), count in zip(pairs, made.elsewhere.tolist(), strict=True):
        # A block on the left counts once, by its likeliest match.
        best: dict[int, float] = {}
        for i, chance in known.items():
            if pairs[i][0] != left and pairs[i][1] != right:
                best[pairs[i][0]] = max(chance, best.get(pairs[i][0], 0.0))
        assert count == pytest.approx(min(ENOUGH, sum(best.values())))


def told(
    articles: Sequence[int], held: dict[int, list[int]], places: Pairs, likely: dict[int, float]
) -> list[tuple[int, int]]:
    """What ``company`` says in 1/10,000, worked out place by place."""

    def standing(left: int, right: int) -> list[tuple[int, int]]:
        both = product(held.get(left, [left]), held.get(right, [right]))
        return [(min(a, b), max(a, b)) for a, b in both if articles[a] != articles[b]]

    known: dict[tuple[int, int], int] = {}
    for pair, chance in likely.items():
        for place in standing(*places[pair]):
            known[place] = max(round(10_000 * chance), known.get(place, 0))
    for blocks in held.values():
        known |= {(a, b): 10_000 for a, b in combinations(blocks, 2) if articles[a] != articles[b]}

    def besides(left: int, right: int) -> tuple[int, int]:
        mine = {
            (a, b): chance
            for (a, b), chance in known.items()
            if (articles[a], articles[b]) == (articles[left], articles[right])
        }
        best: dict[int, int] = {}
        for (a, b), chance in mine.items():
            if a != left and b != right:
                best[a] = max(chance, best.get(a, 0))
        reach = range(1, REACH + 1)
        beside = [
            max(mine.get((left + step * a, right + step * b), 0) for a in reach for b in reach)
            for step in (-1, 1)
        ]
        return min(sum(best.values()), 10_000 * ENOUGH), sum(beside)

    return [
        max((besides(*place) for place in standing(*pair)), key=lambda c: (sum(c), c), default=(0, 0))
        for pair in places
    ]


@given(
    st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=30, unique=True),
    st.dictionaries(st.integers(0, 29), st.integers(0, 10).map(lambda n: n / 10)),
    st.lists(st.integers(0, 11), min_size=12, max_size=12),
    st.sampled_from([1, 5, 1 << 18]),
)
@settings(deadline=None, max_examples=300)
def test_company_is_that_of_the_place_with_most_however_many_are_looked_at_together(
    pairs: list[tuple[int, int]], chances: dict[int, float], first: list[int], together: int
) -> None:
    articles = (0,) * 4 + (1,) * 4 + (2,) * 4
    same = [block if text >= block else text for block, text in enumerate(first)]
    same = [same[text] for text in same]
    same = [block if same[text] != text else text for block, text in enumerate(same)]
    places = [(a, b) for a, b in pairs if a < b and same[a] == a and same[b] == b]
    known = {i: chance for i, chance in chances.items() if i < len(places)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("provenance.core.matching.company._AT_ONCE", together)
        made = of(articles, places, known, same=same)
    held = holders(np.array(same), np.zeros(12, dtype=np.bool_))
    counted = [
        (round(10_000 * e), round(10_000 * b)) for e, b in zip(made.elsewhere, made.beside, strict=True)
    ]
    assert counted == told(articles, held, places, known)


def within(units: Pairs, likely: dict[int, float], pieces: Sequence[bool] = ()) -> Company:
    """The company of rows of one pair of paragraphs."""
    table = np.array(units, dtype=np.int64).reshape(-1, 2)
    mine = np.array(pieces or [True] * len(units), dtype=np.bool_)
    return utterances(np.zeros(len(units), dtype=np.int64), table, mine, likely)


def test_sentences_of_one_utterance_are_company() -> None:
    made = within([(0, 0), (1, 1), (3, 4)], {1: 0.8})
    assert made.elsewhere.tolist() == pytest.approx([0.8, 0.0, 0.8])
    assert made.beside.tolist() == pytest.approx([0.8, 0.0, 0.0])


def test_one_sentence_is_no_company_of_its_rivals() -> None:
    # Both rows claim the left side's second piece: only one of them can be right.
    made = within([(1, 1), (1, 2), (0, 1)], {0: 0.8})
    assert made.elsewhere.tolist() == [0.0, 0.0, 0.0]


def test_only_pieces_of_one_speaker_are_company() -> None:
    made = within([(0, 0), (1, 1), (2, 2)], {1: 0.8, 2: 0.7}, pieces=(True, False, True))
    assert made.elsewhere.tolist() == pytest.approx([0.7, 0.0, 0.0])


def test_company_adds_up_to_what_counts() -> None:
    both = Company(elsewhere=np.array([3.0, 0.5]), beside=np.array([1.5, 0.2])).plus(
        Company(elsewhere=np.array([2.0, 0.5]), beside=np.array([1.0, 0.3]))
    )
    assert both.elsewhere.tolist() == [ENOUGH, 1.0]
    assert both.beside.tolist() == [2.0, 0.5]
