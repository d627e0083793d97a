"""Letters, words and sentences of many scripts: where they end, and how much a word weighs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language_texts import NEWS, every_language
from made_columns import NO_BACKGROUND, compared, cut_texts, made_article, words_of
from provenance.core.codes import SCALE
from provenance.core.collection.background import merge
from provenance.core.collection.columns import BLOCK_WORDS
from provenance.core.collection.terms import number_terms
from provenance.core.cutting.segment import cut_paragraphs, cut_sentences
from provenance.core.flags import UNSPACED, Sizes, word_count
from provenance.core.text.graphemes import boundary_after, boundary_before
from provenance.core.text.normalise import tokenise
from provenance.files.tables import load_backgrounds


@every_language
def test_no_token_parts_a_letter_from_its_marks(language: str) -> None:
    text = "\n".join((NEWS[language].left, NEWS[language].right, NEWS[language].shared))
    tokens = tokenise(text)
    assert all(boundary_before(text, at) == at for at in [*tokens.starts.tolist(), *tokens.ends.tolist()])


def test_vowels_and_stacked_consonants_stay_with_their_letter() -> None:
    def cut_up(text: str) -> list[str]:
        found = tokenise(text)
        return [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]

    assert cut_up("เก่าน้ำ") == ["เก่า", "น้ำ"]
    assert cut_up("ໃນນ້ຳ") == ["ໃນ", "ນ້ຳ"]
    assert cut_up("ស្ពាន") == ["ស្ពា", "ន"]
    assert cut_up("ဗုဒ္ဓ") == ["ဗု", "ဒ္ဓ"]
    assert cut_up("東京 Tokyo") == ["東", "京", "Tokyo"]


@given(st.text(alphabet="aéเก่าน้ำស្ពន្មက္ဓ́👍🏽👩‍🇫🇷 \r\n", max_size=20), st.integers(0, 20))
@settings(deadline=None)
def test_boundaries_lie_on_either_side_of_a_place_and_hold(text: str, at: int) -> None:
    at = min(at, len(text))
    before, after = boundary_before(text, at), boundary_after(text, at)
    assert before <= at <= after
    assert boundary_before(text, before) == before == boundary_after(text, before)
    assert boundary_before(text, after) == after
    assert before == after == at or before < at < after


def test_emoji_and_flags_are_not_parted() -> None:
    family = "👩\u200d👩\u200d👧"
    assert boundary_before(f"x{family}", 4) == 1
    assert boundary_after(f"{family}x", 2) == len(family)
    assert boundary_before("🇫🇷🇩🇪", 3) == 2
    assert boundary_before("🇫🇷🇩🇪", 2) == 2
    assert boundary_before("👍🏽", 1) == 0


def test_two_characters_of_a_script_without_spaces_count_as_a_word() -> None:
    assert word_count(cut_texts("今天下雨", language="zh").flags) == 2
    assert word_count(cut_texts("今天下雨了", language="zh").flags) == 3
    c = cut_texts("Tokyo 東京 rain")
    assert word_count(c.flags) == 3
    sizes = Sizes(c.flags & UNSPACED > 0)
    assert sizes.words(np.array([0, 1, 0, 1]), np.array([4, 4, 1, 2])).tolist() == [3.0, 2.0, 1.0, 0.5]
    assert [sizes.after(0, 1), sizes.after(0, 2), sizes.after(1, 1), sizes.after(2, 1)] == [1, 3, 3, 3]


def test_a_long_paragraph_without_spaces_is_one_block_up_to_as_many_words_as_any() -> None:
    sentence = NEWS["zh"].alone_right
    size = len(tokenise(sentence).starts)
    text = sentence * (2 * BLOCK_WORDS // size)
    assert len(cut_texts(text, language="zh").block_first) == 1
    assert len(cut_texts(text * 2, language="zh").block_first) == 2
    endless = "山" * (5 * BLOCK_WORDS)
    assert np.diff(cut_texts(endless, language="zh").block_first).tolist() == [2 * BLOCK_WORDS] * 2


def sentences(text: str, language: str) -> list[str]:
    spans, _ = cut_sentences(text, cut_paragraphs(text), language)
    return [text[s.start : s.end] for s in spans]


def test_sentences_end_where_a_language_marks_it() -> None:
    for language in sorted(set(NEWS) - {"th", "lo"}):
        assert len(sentences(NEWS[language].right, language)) in (2, 3), language
    khmer = sentences(NEWS["km"].shared, "km")
    assert [s[-1] for s in khmer] == ["។", "។"]


@pytest.mark.parametrize("language", ["th", "lo"])
def test_clauses_are_cut_at_spaces_where_sentences_have_no_mark(language: str) -> None:
    text = NEWS[language].shared
    clauses = sentences(text, language)
    assert " ".join(clauses) == text
    assert len(clauses) == 3
    assert sentences("สวัสดี ครับ ทุกคน ที่นี่", "th") == ["สวัสดี ครับ ทุกคน ที่นี่"]


# How rare words are where no table tells.


def weight_of(text: str, word: str, language: str) -> float:
    c = cut_texts(text, language=language)
    blocks = np.arange(len(c.block_first), dtype=np.int32)
    terms = number_terms(c, blocks, blocks.astype(np.int64), merge(load_backgrounds([language])))
    at = words_of(c, 0, len(c.word)).index(word)
    return float(terms.weight[terms.word[at]]) / SCALE


def test_short_words_weigh_little_where_a_language_has_no_frequencies() -> None:
    text = "אמר ראש הממשלה של המדינה בירושלים"
    assert weight_of(text, "של", "he") < weight_of(text, "ראש", "he") < weight_of(text, "הממשלה", "he") < 9
    # As many words as in English must be the same: a known language's words weigh as much on average.
    assert 1.0 < weight_of("They met in the old town.", "the", "xx") < 4.0


def test_a_character_of_a_script_without_spaces_never_weighs_as_much_as_a_rare_word() -> None:
    assert weight_of("สภาเมืองมีมติ", "มี", "th") < 3
    assert weight_of("The word 山 means mountain.", "山", "en") < 3
    assert weight_of("The word Zyxwvut means nothing.", "zyxwvut", "en") > 9


def test_words_are_weighed_by_the_collection_alone_where_no_table_was_asked() -> None:
    c = cut_texts("one two", language="xx")
    terms = number_terms(c, np.zeros(1, dtype=np.int32), np.zeros(1, dtype=np.int64), NO_BACKGROUND)
    assert len(set(terms.weight.tolist())) == 1


def test_a_few_letters_in_common_are_no_match_in_thai() -> None:
    price = "ราคาน้ำมันเดือนนี้ลดลงเล็กน้อย"
    assert "เดือน" in price
    assert "เดือน" in NEWS["th"].shared
    texts = (price, NEWS["th"].shared)
    assert compared([made_article(f"{i}", text, language="th") for i, text in enumerate(texts)]).matches == ()
