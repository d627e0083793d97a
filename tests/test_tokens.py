"""Tokens and words: cut as a slow reader would cut them, and no encoding or mark hides a match."""

from __future__ import annotations

import itertools
import unicodedata

import numpy as np
import pytest
import xxhash
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.core.text.entities import read_references
from provenance.core.text.normalise import (
    DIGIT,
    EXTENDER,
    LETTER,
    SEPARATOR,
    UNSPACED,
    classify_codes,
    normalise_word,
    tokenise,
)
from provenance.core.text.shingle import fingerprint, hash_rows, hash_word, pairs, shingles

ZERO_WIDTH = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
# Letters of many scripts, digits, marks, joiners, spaces and quotes: what news is written with.
NEWS = (
    "abzABZéÉöÖßçñłİıσςΣжЖёЁйЙ가각힣"
    "0189٣५"
    "ابتـُعبתשּׂ"
    "今日本ガぱｱ々〇ไทยกำเາໂខ្មែ"
    "\u0301\u0308\u0323\u20dd"
    + ZERO_WIDTH
    + " \t\n\u00a0\u3000.,;:!?-–—'’‘\"“”«»„()/@#&%€$…·。、・😀🇫🇷\ud800\udfff"
)
news = st.text(alphabet=st.sampled_from(sorted(set(NEWS))), max_size=40)


def words(text: str) -> list[str]:
    found = tokenise(text)
    return [
        normalise_word(text[a:b]) for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    ]


def kind_of(char: str) -> int:
    return int(classify_codes(np.array([ord(char)], dtype=np.uint32))[0])


def slow_tokens(text: str) -> list[tuple[int, int]]:
    """Cut a text character by character; join "1,000" and "U.N." afterwards."""
    runs: list[list[int]] = []
    open_letters = reaches = False
    firm = ""
    for at, char in enumerate(text):
        kind = kind_of(char)
        # A Thai vowel before or after its consonant, however many marks between; a Khmer one below the last.
        stacked = (firm in "เแโไใເແໂໃໄ" and firm != "") or char in "ะาำๅະາຳ"
        stacked = stacked or (at > 0 and text[at - 1] in "\u1039\u17d2")
        stacked = stacked and firm != "" and kind_of(firm) == UNSPACED
        firm = firm if kind == EXTENDER else char
        if kind == EXTENDER:
            if reaches:
                runs[-1][1] = at + 1
        elif kind == SEPARATOR:
            open_letters = reaches = False
        elif kind == UNSPACED and stacked and reaches:
            runs[-1][1] = at + 1
        elif kind == UNSPACED:
            runs.append([at, at + 1])
            open_letters, reaches = False, True
        elif open_letters:
            runs[-1][1] = at + 1
        else:
            runs.append([at, at + 1])
            open_letters = reaches = True
    found: list[tuple[int, int]] = []
    last: tuple[int, int] | None = None
    for start, end in runs:
        if last is not None and slow_joins(text, last, (start, end)):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        last = (start, end)
    return found


def slow_joins(text: str, before: tuple[int, int], after: tuple[int, int]) -> bool:
    """Say whether one point or comma, and nothing else that is firm, parts two numbers or two letters."""

    def firm(start: int, end: int) -> str:
        return "".join(char for char in text[start:end] if kind_of(char) != EXTENDER)

    between, mine, theirs = firm(before[1], after[0]), firm(*before), firm(*after)
    if between not in (".", ","):
        return False
    if mine[-1].isdecimal() and theirs[0].isdecimal():
        return True
    single = len(mine) == len(theirs) == 1
    return between == "." and single and kind_of(mine) == kind_of(theirs) == LETTER


@given(news)
@settings(max_examples=150, deadline=None)
def test_tokens_are_those_a_slow_reader_finds(text: str) -> None:
    found = tokenise(text)
    assert list(zip(found.starts.tolist(), found.ends.tolist(), strict=True)) == slow_tokens(text)


@given(st.text(max_size=60))
@settings(deadline=None)
def test_tokens_are_in_order_disjoint_and_hold_every_letter_and_digit(text: str) -> None:
    found = tokenise(text)
    starts, ends = found.starts.tolist(), found.ends.tolist()
    assert all(a < b for a, b in zip(starts, ends, strict=True))
    assert all(end <= start for end, start in zip(ends, starts[1:], strict=False))
    assert found.starts.dtype == found.ends.dtype == np.int32
    held = {i for a, b in zip(starts, ends, strict=True) for i in range(a, b)}
    firm = {i for i, char in enumerate(text) if unicodedata.category(char)[0] in "LN"}
    assert firm <= held
    assert all(text[a] == text[a:b][0] and a in firm for a, b in zip(starts, ends, strict=True))


@given(st.text(max_size=40).filter(lambda text: not set(text) & set(".,")))
@settings(deadline=None)
def test_composed_and_decomposed_text_give_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFC", text)) == words(unicodedata.normalize("NFD", text))


@given(news, st.data())
@settings(deadline=None)
def test_soft_hyphens_and_zero_width_characters_hide_no_word(text: str, data: st.DataObject) -> None:
    plain = text.translate(dict.fromkeys(map(ord, ".,")))
    at = data.draw(st.integers(0, len(plain)))
    mark = data.draw(st.sampled_from(ZERO_WIDTH))
    assert words(plain[:at] + mark + plain[at:]) == words(plain)


@given(news, st.sampled_from("'’‘`´"), st.sampled_from('"“”„«»'))
@settings(deadline=None)
def test_the_kind_of_quotation_mark_changes_no_word(text: str, single: str, double: str) -> None:
    other = text.translate({ord(q): single for q in "'’‘"} | {ord(q): double for q in '"“”„«»'})
    assert words(other) == words(text)


@given(st.text(alphabet="abcxyzéöñčжшαβγσ .,", max_size=40))
@settings(deadline=None)
def test_capitals_change_no_word(text: str) -> None:
    assert words(text.upper()) == words(text)


@given(news, news)
@settings(deadline=None)
def test_a_line_break_keeps_the_words_on_either_side_apart(left: str, right: str) -> None:
    assert words(f"{left}\n{right}") == words(left) + words(right)


@given(st.text(max_size=30))
@settings(deadline=None)
def test_normalising_a_word_again_changes_nothing(text: str) -> None:
    for word in words(text):
        assert normalise_word(word) == word


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("U.N. U.N UN un", ["un", "un", "un", "un"]),
        ("1,000 1.000 1000", ["1000", "1000", "1000"]),
        ("1,234,567 1.234.567", ["1234567", "1234567"]),
        ("0,5 0.5 3,14 3.14", ["0.5", "0.5", "3.14", "3.14"]),
        ("0.125 0,125", ["0.125", "0.125"]),
        ("ﬁre ＦＵＬＬ １２", ["fire", "full", "12"]),
        ("Straße STRASSE", ["strasse", "strasse"]),
        ("l'homme l’homme", ["l", "homme", "l", "homme"]),
        ("كتـاب كِتاب كتاب", ["كتاب", "كتاب", "كتاب"]),
        ("שָׁלוֹם שלום", ["שלום", "שלום"]),
        ("東京で", ["東", "京", "で"]),
        ("ガ カ\u3099", ["ガ", "ガ"]),
        ("co-operate co\u00adoperate", ["co", "operate", "cooperate"]),
        ("", []),
        (" \u200b—…", []),
        ("x\ud800y", ["x", "y"]),
        ("\ufeffFirst", ["first"]),
        ("end.Next", ["end", "next"]),
    ],
)
def test_words_come_in_one_form(text: str, expected: list[str]) -> None:
    assert words(text) == expected


@pytest.mark.parametrize("text", ["l'É.U. dit", "Ö.B.", "가.나."])
def test_decomposed_abbreviations_give_the_same_words(text: str) -> None:
    assert words(unicodedata.normalize("NFD", text)) == words(unicodedata.normalize("NFC", text))


@pytest.mark.parametrize("text", ["1\u200b,000", "1,\u2060000", "U\u00ad.N.", "U.\u200bN."])
def test_zero_width_characters_split_no_number_or_abbreviation(text: str) -> None:
    plain = "".join(c for c in text if c not in ZERO_WIDTH)
    assert words(text) == words(plain)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("&quot;Smith&amp;Co&quot; said", "“Smith&Co” said"),
        ("it&#8217;s&nbsp;late", "it’s late"),
        ("it&amp;#8217;s &amp;amp; was", "it’s & was"),
        ("&Eacute;tat, caf&#xE9;s, in&shy;side", "État, cafés, inside"),
        ("1&#44;000 U&#46;N.", "1,000 U.N."),
        ("a&#1;b&#99999999;c", "a b 99999999 c"),
    ],
)
def test_character_references_are_read_as_what_they_stand_for(text: str, plain: str) -> None:
    assert words(text) == words(plain)
    read = read_references(text)
    assert len(read) == len(text)
    assert words(read) == words(plain)


@pytest.mark.parametrize("text", ["AT&T", "R&D; and &foo; of us", "a &amp b", "&;", "&notit;"])
def test_what_is_no_reference_stays(text: str) -> None:
    assert read_references(text) == text


@pytest.mark.parametrize(
    ("text", "plain"), [("葛\U000e0100城", "葛城"), ("co\u034fop", "coop"), ("no\ufe0f", "no")]
)
def test_variation_selectors_hide_no_word(text: str, plain: str) -> None:
    assert words(text) == words(plain)


def test_half_width_katakana_gives_the_words_of_full_width() -> None:
    assert words("ｶﾞｽ") == words("ガス")


def test_characters_are_classed_by_what_they_do_to_a_word() -> None:
    classes = [kind_of(c) for c in "a7\u0301\u00ad 日é.\ud800"]
    assert classes == [
        LETTER, DIGIT, EXTENDER, EXTENDER, SEPARATOR, UNSPACED, LETTER, SEPARATOR, SEPARATOR,
    ]  # fmt: skip


def test_characters_of_unspaced_scripts_are_marked() -> None:
    assert tokenise("ab 東京").unspaced.tolist() == [False, True, True]


uint64s = st.integers(0, 2**64 - 1)


@given(st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(uint64s, min_size=n, max_size=n), max_size=8)))
@settings(deadline=None)
def test_row_hashes_equal_xxhash_of_the_same_bytes(rows: list[list[int]]) -> None:
    width = len(rows[0]) if rows else 1
    table = np.array(rows, dtype=np.uint64).reshape(-1, width)
    expected = [xxhash.xxh64_intdigest(row.astype("<u8").tobytes()) for row in table]
    assert hash_rows([table[:, k] for k in range(width)]).tolist() == expected


@pytest.mark.parametrize("width", [0, 4])
def test_row_hashes_take_one_to_three_columns(width: int) -> None:
    with pytest.raises(ValueError, match=f"not {width}"):
        hash_rows([np.zeros(2, dtype=np.uint64)] * width)


@given(st.lists(uint64s, max_size=9))
@settings(deadline=None)
def test_shingles_and_pairs_are_hashes_of_neighbouring_words(held: list[int]) -> None:
    array = np.array(held, dtype=np.uint64)
    for size, made in ((3, shingles(array)), (2, pairs(array))):
        windows = [array[i : i + size] for i in range(len(held) - size + 1)]
        assert made.dtype == np.uint64
        assert made.tolist() == [xxhash.xxh64_intdigest(w.astype("<u8").tobytes()) for w in windows]


@given(st.text(max_size=12), st.integers(0, 2**32 - 1))
@settings(deadline=None)
def test_a_word_hash_is_that_of_its_bytes_and_seed(word: str, seed: int) -> None:
    assert hash_word(word, seed) == xxhash.xxh64_intdigest(word.encode("utf-8", "replace"), seed)


@given(st.lists(st.text(alphabet="abcé", min_size=1, max_size=4), max_size=6))
@settings(deadline=None)
def test_fingerprints_are_xxh3_of_the_words_joined_by_spaces(held: list[str]) -> None:
    found = fingerprint(held)
    assert found == xxhash.xxh3_128_hexdigest(" ".join(held).encode())
    assert len(found) == 32
    assert set(found) <= set("0123456789abcdef")


def test_fingerprints_tell_word_borders_and_order_apart() -> None:
    made = [fingerprint(held) for held in (["ab", "c"], ["a", "bc"], ["c", "ab"], ["abc"])]
    assert all(a != b for a, b in itertools.combinations(made, 2))


def test_lone_surrogates_can_be_hashed() -> None:
    assert hash_word("\ud800") == hash_word("?")
    assert fingerprint(["\udfff"]) == fingerprint(["?"])
