"""News in many languages: what is copied is found, however it is written, and nothing else."""

from __future__ import annotations

import unicodedata
from functools import cache

import pytest

from language_texts import NEWS, articles, every_language
from made_columns import compared, made_article
from provenance.core.text.graphemes import boundary_before
from provenance.core.text.normalise import tokenise
from provenance.model import Match, Report, Side


@cache
def found(language: str) -> Report:
    return compared(articles(language))


def between(made: Report, left: str, right: str) -> list[Match]:
    return [m for m in made.matches if (m.left.article, m.right.article) == (left, right)]


def sides(made: Report) -> list[Side]:
    return [side for m in made.matches for side in (m.left, m.right)]


def whole(text: str, at: int) -> bool:
    """Say whether a place parts no letter from its marks."""
    return boundary_before(text, at) == at


@every_language
def test_a_paragraph_in_two_outlets_is_identical(language: str) -> None:
    (match,) = [m for m in between(found(language), "a.txt", "b.txt") if m.content == "passage"]
    assert (match.relation, match.score) == ("identical", 1.0)
    assert (match.left.line, match.right.line) == (3, 3)
    assert NEWS[language].shared.startswith(match.left.text)
    assert len(match.left.text) >= len(NEWS[language].shared) - 1


@every_language
@pytest.mark.parametrize("left", ["a.txt", "b.txt"])
def test_a_paragraph_with_a_few_words_changed_is_a_near_copy(language: str, left: str) -> None:
    (match,) = between(found(language), left, "c.txt")
    assert (match.relation, match.content, match.left.line, match.right.line) == (
        "near-copy",
        "passage",
        3,
        1,
    )
    assert match.score > 0.99
    assert match.left.text in NEWS[language].shared
    assert match.right.text in NEWS[language].edited
    assert len(match.left.text) > 0.85 * len(NEWS[language].shared)


@every_language
def test_a_quotation_in_two_longer_paragraphs_is_found_with_its_ends(language: str) -> None:
    quotation = NEWS[language].quotation
    quotes = [m for m in between(found(language), "a.txt", "b.txt") if m.content == "quote"]
    assert {(m.left.line, m.right.line) for m in quotes} == {(5, 1)}
    (copied,) = [m for m in quotes if m.relation == "identical"]
    assert copied.score > 0.99
    for side in (copied.left, copied.right):
        assert side.text.startswith(quotation)
        assert len(side.text) <= len(quotation) + 6  # a particle after it may be the same, too


@every_language
def test_paragraphs_that_share_nothing_do_not_match(language: str) -> None:
    news = NEWS[language]
    texts = (news.alone_left, news.alone_right, news.shared, news.left)
    alone = [made_article(f"{i}", text, language=language) for i, text in enumerate(texts)]
    assert compared(alone).matches == ()
    apart = {news.alone_left, news.alone_right}
    assert not any(side.text in text for side in sides(found(language)) for text in apart)


@every_language
def test_spans_cut_out_their_text_between_letters(language: str) -> None:
    texts = {article.id: article.text for article in articles(language)}
    for side in sides(found(language)):
        text = texts[side.article]
        assert text[side.start : side.end] == side.text
        assert side.line == text.count("\n", 0, side.start) + 1
        context = side.start - len(side.before), side.end + len(side.after)
        assert all(whole(text, at) for at in (side.start, side.end, *context))


@every_language
def test_the_same_is_found_where_the_language_is_not_known(language: str) -> None:
    unknown = compared([made_article(a.id, a.text, language=None) for a in articles(language)])
    assert {(m.left.article, m.right.article) for m in unknown.matches} == {
        ("a.txt", "b.txt"),
        ("a.txt", "c.txt"),
        ("b.txt", "c.txt"),
    }
    apart = {NEWS[language].alone_left, NEWS[language].alone_right}
    assert not any(side.text in text for side in sides(unknown) for text in apart)


def equal(left: str, right: str, language: str) -> bool:
    made = compared([made_article("a", left, language=language), made_article("b", right, language=language)])
    return [m.relation for m in made.matches] == ["identical"]


@pytest.mark.parametrize("language", ["ar", "hi", "ja", "ko", "my", "vi"])
def test_composed_and_decomposed_text_are_identical(language: str) -> None:
    shared = NEWS[language].shared
    assert equal(unicodedata.normalize("NFC", shared), unicodedata.normalize("NFD", shared), language)


def test_spellings_that_capitals_and_keyboards_change_are_identical() -> None:
    german, turkish, persian = NEWS["de"].shared, NEWS["tr"].shared, NEWS["fa"].shared
    assert "ß" in german
    assert equal(german, german.replace("ß", "ss"), "de")
    assert equal(german, german.upper(), "de")
    assert equal(turkish, turkish.replace("İ", "i"), "tr")
    assert equal(turkish, turkish.replace("ı", "i").upper(), "tr")
    assert equal(persian, persian.replace("ی", "ي").replace("ک", "ك"), "fa")
    assert equal(persian, persian.replace("\u200c", ""), "fa")


def test_zero_width_spaces_between_khmer_words_make_no_difference() -> None:
    shared = NEWS["km"].shared
    assert equal(shared, shared.replace("ស្ពាន", "\u200bស្ពាន\u200b"), "km")


@pytest.mark.parametrize("language", ["zh", "ja", "th", "lo", "km", "my"])
def test_a_match_counts_words_where_no_space_parts_them(language: str) -> None:
    (match,) = [m for m in between(found(language), "a.txt", "b.txt") if m.content == "passage"]
    characters = len(tokenise(match.left.text).starts)
    assert match.words == (characters + 1) // 2
    assert match.evidence[0].detail == f"all {characters} characters equal"
