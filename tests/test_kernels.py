"""Compiled kernels give what the plain path gives, value for value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import NO_BACKGROUND, bare_columns, compared, cut_texts, made_article
from provenance.core import compiled as on
from provenance.core.chunk import FEATURES, LEAST_UNIT_WORDS, Chunk, Verified
from provenance.core.codes import LSH, NAMES, NO_NAMES, TERMS, THROUGHOUT
from provenance.core.collection.columns import Columns
from provenance.core.collection.common import weight_in_common
from provenance.core.collection.terms import number_terms, ranges
from provenance.core.collection.within import known_of, looked_for
from provenance.core.distinct import distinct_values
from provenance.core.flags import CAPITAL, CREDITED, NUMBER, OPENS, QUOTED
from provenance.core.kernels import common, number, sign
from provenance.core.kernels import verify as compiled
from provenance.core.kernels.alike import common_length
from provenance.core.kernels.number import number_keys
from provenance.core.kernels.order import order_range
from provenance.core.kernels.runs import copied
from provenance.core.kernels.shapes import Tokens, scratch
from provenance.core.kernels.shared import Sieve, maybe_shared
from provenance.core.kernels.strings import SHORTEST, held
from provenance.core.kernels.twice import sharing_twice
from provenance.core.matching.candidates import overlaps
from provenance.core.matching.packing import pack
from provenance.core.matching.verify import verify
from provenance.core.text import align, minhash
from provenance.core.text.shingle import hash_rows, pairs, shingles

few_words = st.lists(st.integers(0, 5), max_size=40)
many_words = st.lists(st.integers(0, 400), max_size=120)


def assert_same(plain: Verified, other: Verified) -> None:
    for field in fields(Verified):
        mine, theirs = getattr(plain, field.name), getattr(other, field.name)
        assert mine.dtype == theirs.dtype, field.name
        np.testing.assert_array_equal(mine, theirs, err_msg=field.name)


def chunk_of(
    columns: Columns, *, bits: int = LSH, reworded: bool = True, capitals: Sequence[int] = (NAMES,)
) -> Chunk:
    """Return a chunk of all pairs of blocks."""
    count = len(columns.block_first)
    blocks = np.arange(count, dtype=np.int32)
    terms = number_terms(columns, blocks, blocks.astype(np.int64), NO_BACKGROUND)
    both = np.array([(a, b) for a in range(count) for b in range(a + 1, count)], dtype=np.int32)
    return pack(
        columns, terms, both.reshape(-1, 2), np.full(len(both), bits, dtype=np.uint8),
        reworded=reworded, capitals=np.resize(np.array(capitals, dtype=np.uint8), len(columns.articles)),
    )  # fmt: skip


@given(st.lists(st.integers(-3, 3), max_size=70), st.data())
@settings(max_examples=60, deadline=None)
def test_ranges_are_ordered_stably(values: list[int], data: st.DataObject) -> None:
    a = data.draw(st.integers(0, len(values)))
    b = data.draw(st.integers(a, len(values)))
    order, spare = np.zeros(len(values), dtype=np.int64), np.zeros(len(values), dtype=np.int64)
    order_range(np.array(values, dtype=np.int32), a, b, order, spare)
    assert order[: b - a].tolist() == sorted(range(a, b), key=lambda k: values[k])


@given(st.one_of(few_words, many_words), st.one_of(few_words, many_words))
@settings(max_examples=80, deadline=None)
def test_the_longest_common_subsequence_is_as_long(left: list[int], right: list[int]) -> None:
    word = np.array([*left, *right], dtype=np.int64)
    room = scratch(120, align.MOST_PLACES)
    for _ in range(2):  # room that was used before changes nothing
        found = common_length(word, 0, len(left), len(left), len(word), room)
        assert found == align.alike(left, right)


@given(st.one_of(few_words, many_words), st.one_of(few_words, many_words), st.integers(1, 4))
@settings(max_examples=120, deadline=None)
def test_the_same_stretches_are_copied(left: list[int], right: list[int], least: int) -> None:
    assert copied_by_kernel(left, right, least) == align.copied(left, right, least)


def test_of_many_runs_the_same_longest_ones_are_kept() -> None:
    # Pairs of words in turn, parted by words of one side only: more runs than are kept.
    left = [w for k in range(300) for w in (k % 90, (k + 1) % 90, 1_000 + k)]
    right = [w for k in range(300) for w in (k % 90, (k + 1) % 90, 2_000 + k)]
    assert len(align.longest_runs(left, right)) == align.MOST_RUNS
    assert copied_by_kernel(left, right, 2) == align.copied(left, right, 2)


def copied_by_kernel(left: list[int], right: list[int], least: int) -> list[align.Stretch]:
    word = np.array([*left, *right], dtype=np.int64)
    keys = np.append(pairs(word.view(np.uint64)), np.uint64(0))[: len(word)].view(np.int64)
    none = np.zeros(0, dtype=np.int32)
    tokens = Tokens(word, keys, none.astype(np.uint8), none, none, none, none, none)
    room = scratch(max(1, len(left), len(right)), align.MOST_PLACES)
    count = copied(tokens, 0, len(left), len(left), len(word), least, room)
    return [align.Stretch(*row) for row in room.found[:count].tolist()]


blocks_of_words = st.lists(
    st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=14), min_size=1, max_size=3),
    min_size=2,
    max_size=4,
)

capitals_of_articles = st.lists(st.sampled_from([NO_NAMES, NAMES, THROUGHOUT]), min_size=1, max_size=4)


@given(blocks_of_words, st.sampled_from([LSH, TERMS]), st.booleans(), capitals_of_articles, st.data())
@settings(max_examples=100, deadline=None)
def test_chunks_are_verified_alike(
    blocks: list[list[list[int]]], bits: int, reworded: bool, capitals: list[int], data: st.DataObject
) -> None:
    columns = bare_columns(blocks)
    bit = st.sampled_from([0, CAPITAL, CAPITAL | OPENS, NUMBER, QUOTED, QUOTED | CAPITAL, CREDITED | CAPITAL])
    flags = data.draw(st.lists(bit, min_size=len(columns.word), max_size=len(columns.word)))
    columns = replace(columns, flags=np.array(flags, dtype=np.uint16))
    chunk = chunk_of(columns, bits=bits, reworded=reworded, capitals=capitals)
    found = verify(chunk)
    assert (found.row_features[:, FEATURES.index("words")] >= LEAST_UNIT_WORDS).all()
    assert_same(found, compiled.verify(chunk))


def test_real_sentences_with_quotations_are_verified_alike() -> None:
    columns = cut_texts(
        'The mayor of Lorn said on Tuesday: "We shall rebuild the 14 bridges before winter." Work began.',
        "“We shall rebuild the 14 bridges before winter,” Mayor Ana Petro told reporters. She named no cost.",
        'Ana Petro, mayor of Lorn, promised that 12 bridges "before winter" would be rebuilt; work began.',
    )
    found = compiled.verify(chunk_of(columns))
    assert len(found.stretch_pair) and len(found.row_pair)
    assert_same(verify(chunk_of(columns)), found)


def test_a_chunk_of_nothing_gives_nothing() -> None:
    compiled.load()
    found = compiled.verify(chunk_of(bare_columns([[[1, 2, 3]]])))
    assert not len(found.row_pair) and not len(found.stretch_pair)


word_ranges = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 30)), max_size=12)


@given(word_ranges)
@settings(max_examples=40, deadline=None)
def test_band_keys_are_those_of_the_signatures(rows: list[tuple[int, int]]) -> None:
    word = np.random.default_rng(3).integers(0, 2**63, 100, dtype=np.uint64) % np.uint64(2**63 - 7)
    first = np.array([a for a, _ in rows], dtype=np.int64)
    last = first + np.array([n for _, n in rows], dtype=np.int64)
    offsets = np.append(0, np.cumsum(np.maximum(0, last - first - 2)))
    hashes = [shingles(word[a:b]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    signed = minhash.signatures(np.concatenate([word[:0], *hashes]), offsets.astype(np.int64))
    np.testing.assert_array_equal(sign.band_keys(word, first, last), minhash.band_keys(signed).T)


@given(st.lists(st.integers(0, 2**64 - 1) | st.integers(0, 20), max_size=200), st.integers(1, 400))
@settings(max_examples=40, deadline=None)
def test_keys_are_numbered_in_their_order(values: list[int], times: int) -> None:
    keys = np.array(values * times, dtype=np.uint64)
    distinct, numbers = number_keys(keys)
    expected, inverse = np.unique(keys, return_inverse=True)
    np.testing.assert_array_equal(distinct, expected)
    np.testing.assert_array_equal(numbers, inverse)


def test_more_keys_than_the_first_table_holds_are_numbered() -> None:
    keys = np.random.default_rng(5).integers(0, 150_000, 400_000).astype(np.uint64)
    distinct, numbers = number_keys(keys)
    assert len(distinct) > 1 << 16
    np.testing.assert_array_equal(distinct[numbers], keys)


@given(st.lists(st.integers(-(2**63), 2**63 - 1) | st.integers(0, 9), max_size=300))
@settings(max_examples=40, deadline=None)
def test_no_key_that_stands_twice_is_left_out(values: list[int]) -> None:
    found = maybe_shared(np.array(values, dtype=np.int64))
    assert all(kept for kept, value in zip(found.tolist(), values, strict=True) if values.count(value) > 1)


def test_most_keys_that_stand_once_are_left_out() -> None:
    assert maybe_shared(shingles(np.arange(10_000, dtype=np.uint64))).mean() < 0.3


blocks_of_words = st.lists(
    st.lists(st.lists(st.integers(0, 9), min_size=1, max_size=7), min_size=1, max_size=3), max_size=8
)


@given(blocks_of_words, st.lists(st.integers(0, 7), min_size=8, max_size=8))
@settings(max_examples=40, deadline=None)
def test_terms_are_numbered_part_by_part_as_all_at_once(blocks: list[list[list[int]]], of: list[int]) -> None:
    c = bare_columns(blocks)
    every = np.arange(len(blocks), dtype=np.int32)
    group = np.array([min(g, i) for i, g in enumerate(of[: len(blocks)])], dtype=np.int64)
    expected = number_terms(c, every, group, NO_BACKGROUND)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(on, "TOKENS", 0)
        patch.setattr(number, "PART", 4)
        patch.setattr(number, "AT_ONCE", 10)
        found = number_terms(c, every, group, NO_BACKGROUND)
    for field in fields(found):
        np.testing.assert_array_equal(getattr(found, field.name), getattr(expected, field.name))


@given(blocks_of_words.filter(bool), st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20))
@settings(max_examples=40, deadline=None)
def test_blocks_share_the_same_part_of_their_words(
    blocks: list[list[list[int]]], pairs: list[tuple[int, int]]
) -> None:
    c = bare_columns(blocks)
    every = np.arange(len(blocks), dtype=np.int32)
    terms = number_terms(c, every, every.astype(np.int64), NO_BACKGROUND)
    table = np.array([(a % len(blocks), b % len(blocks)) for a, b in pairs], dtype=np.int32).reshape(-1, 2)
    expected = overlaps(c, terms, every, table[:, 0], table[:, 1])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(on, "TOKENS", 0)
        found = overlaps(c, terms, every, table[:, 0], table[:, 1])
    np.testing.assert_array_equal(found, expected)


@given(st.sets(st.tuples(st.integers(0, 12), st.integers(0, 9)), max_size=60))
@settings(max_examples=60, deadline=None)
def test_blocks_that_share_two_terms_are_those_of_the_query(rows: set[tuple[int, int]]) -> None:
    table = np.array(sorted(rows), dtype=np.int32).reshape(-1, 2)
    left, right = sharing_twice(table[:, 0].copy(), table[:, 1].copy())
    held = {block: {term for other, term in rows if other == block} for block, _ in rows}
    expected = {(a, b) for a in held for b in held if a < b and len(held[a] & held[b]) >= 2}
    pairs = list(zip(left.tolist(), right.tolist(), strict=True))
    assert set(pairs) == expected
    assert len(pairs) == len(expected)


@given(word_ranges)
@settings(max_examples=40, deadline=None)
def test_shingles_of_four_are_those_of_three_and_one(rows: list[tuple[int, int]]) -> None:
    word = np.random.default_rng(3).integers(0, 2**63, 100, dtype=np.uint64)
    first = np.array([a for a, n in rows if n > 3], dtype=np.int64)
    last = first + np.array([n for _, n in rows if n > 3], dtype=np.int64)
    threes, found = shingles(word), sign.four_shingles(word, first, last)
    at = ranges(first, last - 3)
    np.testing.assert_array_equal(found, hash_rows([threes[at], word[at + 3]]))


def test_a_sieve_says_what_a_second_one_seldom_does() -> None:
    keys = shingles(np.arange(40_000, dtype=np.uint64))
    sieve = Sieve(len(keys))
    sieve.note(keys)
    assert maybe_shared(keys).sum() < sieve.holds(keys).sum() / 2


def test_a_report_is_the_same_on_either_path(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = np.random.default_rng(11)
    words = [f"word{n}" for n in range(3_000)]
    texts = []
    for _ in range(60):
        chosen = [words[n % 3_000] for n in draw.zipf(1.3, 90).tolist()]
        texts.append(". ".join(" ".join(chosen[k : k + 15]).capitalize() for k in range(0, 90, 15)) + ".")
    for k in range(20):  # copies, cut and edited
        kept = texts[k].split(". ")
        texts.append(". ".join([*kept[1:4], kept[4].replace(" ", " indeed ", 3)]) + ".")
        texts.append(". ".join(" ".join(sorted(k.split())) for k in texts[k + 20].split(". ")[:2]))
    articles = [made_article(f"a{n:03}", text) for n, text in enumerate(texts)]
    plain = compared(articles)
    assert len(plain.matches) > 20
    monkeypatch.setattr(on, "TOKENS", 0)
    monkeypatch.setattr(on, "PAIRS", 0)
    assert compared(articles) == plain


@given(
    st.lists(st.lists(st.integers(0, 30), max_size=12, unique=True).map(sorted), min_size=1, max_size=9),
    st.lists(st.tuples(st.integers(0, 8), st.integers(0, 8)), max_size=30),
)
@settings(max_examples=60, deadline=None)
def test_rows_have_the_same_weight_in_common(rows: list[list[int]], pairs: list[tuple[int, int]]) -> None:
    offset = np.append(0, np.cumsum([len(row) for row in rows])).astype(np.int64)
    column = np.array([one for row in rows for one in row], dtype=np.int64)
    weight = np.arange(31, dtype=np.int32) ** 2 + 1
    table = np.array([(a % len(rows), b % len(rows)) for a, b in pairs], dtype=np.int64).reshape(-1, 2)
    expected = [sum(int(weight[one]) for one in set(rows[a]) & set(rows[b])) for a, b in table.tolist()]
    for find in (weight_in_common, common.weight_in_common):
        assert find(offset, column, weight, table[:, 0], table[:, 1]).tolist() == expected


@given(st.lists(st.integers(-(2**62), 2**62) | st.integers(0, 5), max_size=60))
def test_distinct_values_are_those_of_numpy(values: list[int]) -> None:
    column = np.array(values, dtype=np.int64)
    np.testing.assert_array_equal(distinct_values(column), np.unique(column))


_LETTERS = st.sampled_from("abß…𝔸\n ")


@given(
    st.lists(st.text(_LETTERS, max_size=30), max_size=6),
    st.lists(st.text(_LETTERS, min_size=SHORTEST, max_size=6), max_size=12),
)
@settings(deadline=None)
def test_strings_are_found_in_the_texts_that_hold_them(texts: list[str], strings: list[str]) -> None:
    expected = [[one in text for one in strings] for text in texts]
    assert held(texts, strings).tolist() == expected


@pytest.mark.parametrize("text", ["", "Ein Text. © 2024 by the A Group", "aXa"])
def test_strings_that_are_too_short_or_not_listed_are_looked_for(text: str) -> None:
    asked = ("©", "Text", "Group", "X", "aXa", "none of it")
    (known,) = known_of([text], asked[:3])
    assert known(asked) == looked_for(text)(asked)
