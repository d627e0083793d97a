"""Articles as columns: every range cuts out what it says, and batches make no difference."""

from __future__ import annotations

import random
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import NO_BACKGROUND, bare_columns, cut_texts, made_article, tables, view, words_of
from provenance.core.collection.columns import BLOCK_WORDS, Columns, _tokenised, _tokenised_together, build
from provenance.core.collection.joining import join
from provenance.core.collection.terms import (
    distinct_blocks,
    flattened,
    near_copy_groups,
    number_terms,
    ranges,
    union,
)
from provenance.core.collection.vocabulary import Vocabulary, language_salt
from provenance.core.cutting.cut import cut
from provenance.core.flags import CAPITAL, CREDITED, LENGTHS, NUMBER, OPENS, QUOTED, UNSPACED
from provenance.core.text.normalise import compared_form, normalise_word, tokenise
from provenance.core.text.shingle import hash_rows, hash_word

FRAGMENTS = (
    "The minister said on Monday that the bridge would open in June.",
    "“We will not give in,” he told reporters.",
    "It cost $1,000 in the U.N. budget.",
    "« Nous ne céderons pas », a-t-il dit.",
    "\n",
    "\n\n",
    " ",
    "…!?",
    "Read also: ten things to know",
    "東京で新しい橋が開通した。",
    "😀",
    "\u200b",
    "Share this article",
    "“One sentence here. Another one there,” said Anna Berg, the mayor of Easton.",
    "and so on",
    "ไทยไม่มีช่องว่าง",
    "“Never closed, they said",
    "1999",
    "مرحبا بالعالم كله اليوم",
)
made_texts = st.lists(st.sampled_from(FRAGMENTS), max_size=9).map(" ".join)


def check(columns: Columns) -> None:
    """Assert all that the columns promise."""
    c = columns
    assert len(c.word) == len(c.stem) == len(c.start) == len(c.end) == len(c.flags)
    assert (np.diff(c.block_article) >= 0).all()
    assert (np.diff(c.sentence_block) >= 0).all()
    assert (np.diff(c.piece_block) >= 0).all()
    assert (c.block_last > c.block_first).all()
    for block, (article, first, last) in enumerate(
        zip(c.block_article.tolist(), c.block_first.tolist(), c.block_last.tolist(), strict=True)
    ):
        text = c.articles[article].text
        held = [text[a:b] for a, b in zip(c.start[first:last], c.end[first:last], strict=True)]
        hashes = [hash_word(compared_form(normalise_word(word))) for word in held]
        assert hashes == c.word[first:last].tolist()
        low, high = np.searchsorted(c.sentence_block, [block, block + 1])
        bounds = list(
            zip(c.sentence_first[low:high].tolist(), c.sentence_last[low:high].tolist(), strict=True)
        )
        assert bounds[0][0] == first
        assert bounds[-1][1] == last
        assert all(a < b for a, b in bounds)
        assert all(b == d for (_, b), (d, _) in pairwise(bounds))
        assert last - first <= BLOCK_WORDS or len(bounds) == 1
        for begin, end in bounds:
            assert c.flags[begin] & OPENS
            assert not (c.flags[begin + 1 : end] & OPENS).any()
        low, high = np.searchsorted(c.piece_block, [block, block + 1])
        for piece in range(int(low), int(high)):
            begin, end = int(c.piece_first[piece]), int(c.piece_last[piece])
            assert any(a <= begin < end <= b for a, b in bounds)
            quotation = c.quotations[article][int(c.piece_quotation[piece])]
            assert quotation.span.start <= int(c.start[begin])
            assert int(c.start[end - 1]) < quotation.span.end
            assert (c.flags[begin:end] & QUOTED).all()


@given(st.lists(made_texts, max_size=4))
@settings(max_examples=40, deadline=None)
def test_blocks_sentences_and_pieces_cut_out_what_they_say(texts: list[str]) -> None:
    check(cut_texts(*texts))


@given(st.lists(made_texts, max_size=5), st.randoms(use_true_random=False), st.integers(1, 3))
@settings(max_examples=30, deadline=None)
def test_batches_and_their_order_make_no_difference(
    texts: list[str], source: random.Random, size: int
) -> None:
    articles = [
        made_article(f"a{i}", text, language=("en", "fr", None)[i % 3]) for i, text in enumerate(texts)
    ]
    whole = cut(articles, tables())
    mixed = list(articles)
    source.shuffle(mixed)
    joined = join([cut(mixed[i : i + size], tables()) for i in range(0, len(mixed), size)])
    check(joined)
    assert [a.id for a in joined.articles] == [a.id for a in articles]
    assert view(joined) == view(whole)


@given(made_texts)
@settings(max_examples=30, deadline=None)
def test_every_word_outside_blank_paragraphs_lies_in_a_block(text: str) -> None:
    c = cut_texts(text)
    assert int((c.block_last - c.block_first).sum()) == len(tokenise(text).starts) == len(c.word)


def test_no_articles_make_empty_columns() -> None:
    for c in (join([]), build([], None), cut_texts()):  # type: ignore[arg-type]
        assert c.articles == ()
        assert len(c.word) == len(c.block_first) == len(c.piece_first) == 0
        assert c.block_key.dtype.names == ("high", "low")


@pytest.mark.parametrize("text", ["", "\n\n", "… !?", "\ud800\udfff", "\ufeff\u200b"])
def test_an_article_without_words_has_no_blocks(text: str) -> None:
    c = cut_texts("One two three.", text, "Four five six.")
    assert c.block_article.tolist() == [0, 2]
    check(c)


def test_flags_tell_capitals_numbers_quotes_and_first_words() -> None:
    c = cut_texts("The mayor met Anna in 2024. “We agreed,” she said.")
    words = words_of(c, 0, len(c.word))
    flags = dict(zip(words, (c.flags & ~np.uint8(LENGTHS)).tolist(), strict=True))
    assert flags["the"] == CAPITAL | OPENS
    assert flags["anna"] == CAPITAL
    assert flags["2024"] == NUMBER
    assert flags["mayor"] == 0
    assert flags["we"] == CAPITAL | OPENS | QUOTED
    assert flags["agreed"] == QUOTED
    assert flags["said"] == 0


def test_words_of_unspaced_scripts_are_flagged() -> None:
    c = cut_texts("東京", language="ja")
    assert (c.flags & UNSPACED).astype(bool).tolist() == [True, True]


def test_a_long_paragraph_is_cut_into_blocks_at_its_sentences() -> None:
    sentence = "The old harbour wall was rebuilt with stone from the quarry above the town last year."
    c = cut_texts(" ".join([sentence] * 40))
    sizes = (c.block_last - c.block_first).tolist()
    assert len(sizes) > 1
    assert all(BLOCK_WORDS - 16 < size <= BLOCK_WORDS for size in sizes[:-1])
    assert c.block_paragraph.tolist() == [0] * len(sizes)


def test_a_paragraph_without_a_full_stop_is_cut_into_blocks_too() -> None:
    c = cut_texts(" ".join(f"word{i}" for i in range(5_000)))
    assert int((c.block_last - c.block_first).max()) <= BLOCK_WORDS


def test_a_sentence_across_two_quotations_has_a_piece_in_each() -> None:
    text = "“We agreed to the plan,” said Anna Berg, “and we will carry it out next year.”"
    c = cut_texts(text)
    pieces = [
        text[int(c.start[a]) : int(c.end[b - 1])] for a, b in zip(c.piece_first, c.piece_last, strict=True)
    ]
    assert pieces == ["We agreed to the plan", "and we will carry it out next year"]


def test_stems_of_two_languages_are_never_one_term() -> None:
    english, french = (cut_texts("nation nations", language=code) for code in ("en", "fr"))
    assert english.word.tolist() == french.word.tolist()
    assert english.stem[0] == english.stem[1]
    assert french.stem[0] == french.stem[1]
    assert english.stem[0] != french.stem[0]
    assert english.stem[0] == hash_word("nation", language_salt("en"))


def test_words_of_a_language_without_a_stemmer_are_their_own_stems() -> None:
    for language in ("xx", None):
        c = cut_texts("nation nations", language=language)
        assert c.stem.tolist() == [hash_word(w, language_salt(language)) for w in ("nation", "nations")]


def test_front_matter_is_not_compared() -> None:
    text = "title: The bridge\n\nThe bridge will open in June."
    c = cut([made_article("a", text, body_start=text.index("The bridge will"))], tables())
    assert len(c.block_first) == 1
    assert text[int(c.start[c.block_first[0]]) :].startswith("The bridge will")


# Distinct blocks, disjoint sets, terms.

blocks_of_words = st.lists(
    st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=4), min_size=1, max_size=2), max_size=6
)


@given(blocks_of_words, st.integers(0, 63))
@settings(max_examples=60, deadline=None)
def test_blocks_with_the_same_words_are_represented_by_the_first(
    blocks: list[list[list[int]]], marks: int
) -> None:
    furniture = {i: bool(marks >> i & 1) for i in range(len(blocks))}
    flat = [(tuple(w for s in b for w in s), furniture[i]) for i, b in enumerate(blocks)]
    made = distinct_blocks(bare_columns(blocks, furniture=furniture))
    assert made.tolist() == [flat.index(item) for item in flat]


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 5)), max_size=6))
@settings(deadline=None)
def test_ranges_lists_the_numbers_of_half_open_ranges(held: list[tuple[int, int]]) -> None:
    first = np.array([a for a, _ in held], dtype=np.int64)
    last = np.array([a + n for a, n in held], dtype=np.int64)
    assert ranges(first, last).tolist() == [i for a, n in held for i in range(a, a + n)]


@given(st.integers(1, 12), st.lists(st.tuples(st.integers(0, 11), st.integers(0, 11)), max_size=14))
@settings(deadline=None)
def test_disjoint_sets_are_those_of_a_slow_search(size: int, ties: list[tuple[int, int]]) -> None:
    ties = [(a % size, b % size) for a, b in ties]
    group = np.arange(size, dtype=np.int64)
    for a, b in ties:
        union(group, a, b)
    sets = [{i} for i in range(size)]
    for a, b in ties:
        joined = sets[a] | sets[b]
        for member in joined:
            sets[member] = joined
    assert flattened(group).tolist() == [min(held) for held in sets]


def test_blocks_with_a_key_in_common_are_near_copies_also_over_others() -> None:
    c = bare_columns([[[1, 2, 3, 4, 5]], [[1, 2, 3, 4, 6]], [[1, 2, 3, 4, 7]], [[8, 9, 10, 11, 12]]])

    def groups(*rows: tuple[int, int]) -> list[int]:
        keys = np.array([key for key, _ in rows], dtype=np.int64)
        found: list[int] = near_copy_groups(c, keys, np.array([b for _, b in rows], dtype=np.int32)).tolist()
        return found

    assert groups((7, 0), (8, 1), (7, 1), (9, 2), (9, 3)) == [0, 0, 2, 2]
    assert groups((7, 1), (8, 2), (8, 3), (7, 2)) == [0, 1, 1, 1]
    assert groups() == [0, 1, 2, 3]


@given(blocks_of_words, st.lists(st.integers(0, 5), min_size=6, max_size=6))
@settings(max_examples=60, deadline=None)
def test_term_frequencies_count_groups_of_blocks(blocks: list[list[list[int]]], of: list[int]) -> None:
    c = bare_columns(blocks)
    group = np.array([min(g, i) for i, g in enumerate(of[: len(blocks)])], dtype=np.int64)
    terms = number_terms(c, np.arange(len(blocks), dtype=np.int32), group, NO_BACKGROUND)
    held: dict[tuple[int, ...], set[int]] = {}
    expected: list[tuple[tuple[int, ...], tuple[int, ...] | None]] = []
    for number, sentences in enumerate(blocks):
        for sentence in sentences:
            for i, word in enumerate(sentence):
                pair = (word, sentence[i + 1]) if i + 1 < len(sentence) else None
                expected.append(((word,), pair))
                for term in filter(None, ((word,), pair)):
                    held.setdefault(term, set()).add(int(group[number]))
    frequency = terms.frequency.tolist()
    assert len(frequency) == len(held)
    for (one, two), w, p in zip(expected, terms.word.tolist(), terms.pair.tolist(), strict=True):
        assert frequency[w] == len(held[one])
        assert (p == -1) == (two is None)
        assert two is None or frequency[p] == len(held[two])
    assert (terms.surprise <= np.where(terms.word >= 0, terms.weight[terms.word], 0)).all() or not blocks


DATED = "PORT LORN, March 11 (AFP) — Forty piles have cracked.\n\nThe mayor told AFP that 3 more had."


def test_credits_of_the_text_are_marked_and_hold_no_numbers() -> None:
    c = cut_texts(DATED)
    words = words_of(c, 0, len(c.word))
    flags = c.flags.tolist()
    credited = [word for word, flag in zip(words, flags, strict=True) if flag & CREDITED]
    assert credited == ["port", "lorn", "march", "11", "afp"]
    numbers = [word for word, flag in zip(words, flags, strict=True) if flag & NUMBER]
    assert numbers == ["3"]


def test_the_word_after_a_dateline_opens_its_sentence() -> None:
    c = cut_texts(DATED)
    forty = words_of(c, 0, len(c.word)).index("forty")
    assert c.flags[forty] & OPENS


def test_words_of_credits_surprise_nobody() -> None:
    c = cut_texts(DATED)
    count = len(c.block_first)
    terms = number_terms(c, np.arange(count, dtype=np.int32), np.arange(count), NO_BACKGROUND)
    credited = (c.flags & CREDITED) > 0
    assert (terms.surprise[credited] == 0).all()
    assert (terms.surprise[~credited] > 0).all()
    assert terms.surprise.dtype == np.int32


def test_terms_of_blocks_that_are_not_asked_for_are_left_out() -> None:
    c = bare_columns([[[1, 2]], [[1, 2]], [[3]]])
    terms = number_terms(c, np.array([0, 2], dtype=np.int32), np.arange(3), NO_BACKGROUND)
    assert (terms.word[2:4] == -1).all()
    assert (terms.pair[2:4] == -1).all()
    assert terms.frequency.tolist() == [1] * len(terms.frequency)
    none = number_terms(c, np.zeros(0, dtype=np.int32), np.arange(3), NO_BACKGROUND)
    assert (none.word == -1).all()
    assert not len(none.weight)


def test_a_word_that_the_background_expects_after_another_surprises_less() -> None:
    from provenance.core.collection.background import PRIOR_PASSAGES, Background

    c = bare_columns([[[1, 2, 3]]])
    pair = hash_rows([c.stem[:1], c.stem[1:2]])
    order = np.argsort(np.concatenate([c.stem, pair]))
    known = np.concatenate([c.stem, pair])[order]
    counts = np.array([1_000, 1_000, 1_000, 900], dtype=np.int32)[order]
    background = Background(terms=known, counts=counts)
    assert PRIOR_PASSAGES > 0
    terms = number_terms(c, np.zeros(1, dtype=np.int32), np.arange(1), background)
    assert terms.surprise[1] < terms.weight[terms.word[1]] // 4
    assert terms.surprise[2] == terms.weight[terms.word[2]]


def test_character_references_are_read_alike_by_the_compiled_path() -> None:
    texts = [
        "“Smith & Co’s café”, the Éclair.",
        "&quot;Smith &amp; Co&#8217;s caf&eacute;&quot;, the &Eacute;clair.",
    ]
    made = []
    for tokenised in (_tokenised, _tokenised_together):
        vocabulary = Vocabulary({})
        parts = [(found, vocabulary.words(numbers)) for found, numbers in tokenised(texts, vocabulary)]
        made.append([(f.starts.tolist(), f.ends.tolist(), w.tolist(), g.tolist()) for f, (w, g) in parts])
    assert made[0] == made[1]
    plain, referred = made[0]
    assert plain[2:] == referred[2:]
