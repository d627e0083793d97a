"""News in many languages and scripts: what is copied is found, and limits say what could not be."""

from __future__ import annotations

import io
import unicodedata
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from language_texts import NEWS
from made_columns import NO_BACKGROUND, compared, cut_texts, made_article, models, tables, words_of
from provenance.config import Config
from provenance.core.background import SCALE, merge
from provenance.core.columns import BLOCK_WORDS
from provenance.core.cutting import CutTables, cut
from provenance.core.flags import UNSPACED, Sizes, word_count
from provenance.core.graphemes import boundary_after, boundary_before
from provenance.core.languages import code_of, contradicts, script_of
from provenance.core.normalise import tokenise
from provenance.core.segment import cut_paragraphs, cut_sentences
from provenance.core.terms import number_terms
from provenance.engines.local import LocalEngine
from provenance.files.languages import identify
from provenance.files.tables import load_backgrounds
from provenance.model import Article, Match, Report, Side
from provenance.pipeline import Run, report
from provenance.report.layout import display_width
from provenance.report.markdown import write_markdown
from provenance.report.table import write_table

RUSSIAN = (
    "Городской совет во вторник решил закрыть старый мост через реку на восемь месяцев, потому что инженеры"
    " нашли трещины в трёх опорах. До конца ремонта автобусы будут ездить по северной объездной дороге."
)
ENGLISH = (
    "The town's theatre reopened on Friday after a year of repairs, and the first performance was sold out"
    " within an hour, said its director, who had feared that people would stay away."
)
every_language = pytest.mark.parametrize("language", sorted(NEWS))
ISOLATES = {"\u2068", "\u2069"}


def articles(language: str) -> tuple[Article, Article, Article]:
    """Return three articles: two share a paragraph and a quotation, the third ran that paragraph edited."""
    news = NEWS[language]
    texts = {
        "a.txt": f"{news.alone_left}\n\n{news.shared}\n\n{news.left}",
        "b.txt": f"{news.right}\n\n{news.shared}\n\n{news.alone_right}",
        "c.txt": f"{news.edited}\n",
    }
    a, b, c = (made_article(name, text, language=language) for name, text in texts.items())
    return a, b, c


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


# What is found.


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


# Tokens, words and sentences.


@every_language
def test_no_token_parts_a_letter_from_its_marks(language: str) -> None:
    text = "\n".join((NEWS[language].left, NEWS[language].right, NEWS[language].shared))
    tokens = tokenise(text)
    assert all(whole(text, at) for at in [*tokens.starts.tolist(), *tokens.ends.tolist()])


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


@pytest.mark.parametrize("language", ["zh", "ja", "th", "lo", "km", "my"])
def test_a_match_counts_words_where_no_space_parts_them(language: str) -> None:
    (match,) = [m for m in between(found(language), "a.txt", "b.txt") if m.content == "passage"]
    characters = len(tokenise(match.left.text).starts)
    assert match.words == (characters + 1) // 2
    assert match.evidence[0].detail == f"all {characters} characters equal"


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


# Which language an article is in.


@every_language
def test_the_language_of_each_paragraph_is_told(language: str) -> None:
    news = NEWS[language]
    assert {identify(text) for text in (news.shared, news.left, news.right, news.alone_left)} == {language}


def test_english_is_told_by_its_small_words_and_nothing_else_is() -> None:
    assert identify(ENGLISH) == "en"
    assert identify(NEWS["de"].shared + " " + ENGLISH) == "de"
    assert identify("The " + RUSSIAN) == "ru"


def test_names_of_languages_in_metadata_are_read() -> None:
    given = ["en", "en-GB", "en_US", "eng", "English", " EN ", "zh-Hant-TW", "iw", "nb-NO", "tlh"]
    assert [code_of(name) for name in given] == ["en"] * 6 + ["zh", "he", "no", "tlh"]
    assert [code_of(name) for name in (None, "", "und", "mul", "-")] == [None] * 5


@every_language
def test_no_language_contradicts_the_script_it_is_written_in(language: str) -> None:
    script = script_of(NEWS[language].shared)
    assert script is not None
    assert not contradicts(language, script)
    assert contradicts("ru", script) == (language != "uk")
    assert not contradicts("tlh", script)


def told(*made: Article) -> Report:
    """Compare articles whose language is told by their text."""
    shipped = tables()
    cutting = CutTables(
        segments=shipped.segments, agencies=shipped.agencies, stemmers=shipped.stemmers, identify=identify
    )
    return report(
        [cut(made, cutting)], [], 0,
        Run(
            backgrounds=load_backgrounds, models=models(), cues=cutting.segments.cues, engine=LocalEngine(1),
            config=Config(encoder="none"), progress=Silent(), version="test",
        ),
    )  # fmt: skip


class Silent:
    def stage(self, name: str, total: int | None, unit: str) -> None: ...

    def advance(self, amount: int) -> None: ...


def test_metadata_that_the_script_rules_out_is_not_believed_and_that_is_said() -> None:
    wrong = made_article("a", RUSSIAN, language="en")
    made = told(wrong, made_article("b", RUSSIAN.replace("восемь", "девять"), language="ru"))
    assert [summary.language for summary in made.articles] == ["ru", "ru"]
    assert [m.relation for m in made.matches] == ["near-copy"]
    (limit,) = [limit for limit in made.limits if "metadata" in limit]
    assert limit.endswith("another's: a (metadata says en, read as ru)")
    many = told(*(made_article(f"{i}", f"{RUSSIAN} {i}", language="en") for i in range(5)))
    assert any(limit.endswith("2 (metadata says en, read as ru) and 2 more") for limit in many.limits)


def test_metadata_is_believed_where_the_script_fits() -> None:
    made = told(made_article("a", NEWS["de"].shared, language="nl"), made_article("b", "Ещё", language="en"))
    assert [summary.language for summary in made.articles] == ["nl", "en"]
    assert not any("metadata" in limit for limit in made.limits)


def test_a_paragraph_in_another_language_than_its_article_is_found() -> None:
    made = told(
        made_article("a", f"{ENGLISH}\n\n{RUSSIAN}", language="en"),
        made_article("b", RUSSIAN.replace("восемь", "девять"), language="ru"),
        made_article("c", f"{NEWS['zh'].edited}\n\n{ENGLISH.replace('Friday', 'Monday')}", language=None),
        made_article("d", NEWS["zh"].shared, language="zh-Hans"),
    )
    pairs = [(m.left.article, m.left.line, m.right.article, m.right.line, m.relation) for m in made.matches]
    assert pairs == [
        ("a", 3, "b", 1, "near-copy"),
        ("a", 1, "c", 3, "near-copy"),
        ("c", 1, "d", 1, "near-copy"),
    ]


# What the report says it could not see.


def test_limits_name_languages_by_what_is_missing() -> None:
    codes = ("th", "ka", "de", "lo", "ko")
    made = told(*(made_article(code, NEWS[code].shared, language=code) for code in codes))
    said = "\n".join(made.limits)
    assert "common text across languages (de, ka, ko, lo, th): no encoder ran" in said
    assert "how rare words are in ka, ko, lo, th: no background frequencies" in said
    assert "words with other endings in ka, ko: no stemmer" in said
    assert "where sentences end in lo, th: no mark tells" in said
    assert "abbreviations in ka, ko: sentences were cut by English rules" in said
    assert len(set(made.limits)) == len(made.limits)
    assert all("\n" not in limit and len(limit) < 200 for limit in made.limits)


def test_limits_of_known_languages_are_none() -> None:
    for code in ("de", "cs", "zh", "ar", "ja"):
        assert told(made_article("a", NEWS[code].shared, language=code)).limits == ()
    said = told(made_article("a", NEWS["uk"].shared, language="uk")).limits
    assert said == ("words with other endings in uk: no stemmer, counted as other words",)


def test_limits_count_what_was_too_short_in_the_singular_and_the_plural() -> None:
    one = told(made_article("a", f"Three short words.\n\n{ENGLISH}", language="en"))
    assert "rewording in 1 passage of less than 6 words: found only if equal" in one.limits
    texts = ("Short words.\n\nToo few.", "Few.")
    more = told(*(made_article(f"{i}", text, language=None) for i, text in enumerate(texts)))
    assert "rewording in 3 passages of less than 6 words: found only if equal" in more.limits
    assert "the language of 2 articles: too short or unknown" in more.limits
    short = told(made_article("a", "今天下雨，很冷。", language="zh"))
    assert any(limit.startswith("rewording in 1 passage") for limit in short.limits)
    assert not any("rewording" in limit for limit in told(made_article("a", NEWS["zh"].alone_left)).limits)


# How it looks.


@cache
def everything() -> Report:
    made = []
    for language, news in NEWS.items():
        left, right = f"{news.shared}\n\n{news.left}", f"{news.edited}\n\n{news.right}"
        made += [
            made_article(f"{language}/1.txt", left, language=language, outlet=f"{language} 1"),
            made_article(f"{language}/2.txt", right, language=language, outlet=f"{language} 2"),
        ]
    return compared(made)


def table(made: Report, width: int) -> list[str]:
    stream = io.StringIO()
    write_table(made, stream, width)
    return stream.getvalue().splitlines()


@pytest.mark.parametrize("width", [80, 200])
def test_no_line_of_the_table_is_wider_than_the_terminal(width: int) -> None:
    lines = table(everything(), width)
    assert max(map(display_width, lines)) <= width
    assert not any(unicodedata.category(line.lstrip()[0]).startswith("M") for line in lines if line.strip())


def column(line: str, word: str) -> int:
    return display_width(line[: line.rindex(word)])


def test_columns_stand_below_each_other_in_wide_and_marked_scripts() -> None:
    lines = table(everything(), 80)
    heads = [i for i, line in enumerate(lines) if " ~ " in line and "outlets" not in line]
    for first, last in zip(heads, [*heads[1:], len(lines)], strict=True):
        rows = [line for line in lines[first:last] if line.endswith((" passage", " quote"))]
        assert len({column(line, line.split()[-1]) for line in rows}) == 1


def test_tables_are_the_same_whether_wcwidth_is_there_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    import tabulate

    made = everything()
    before = table(made, 120)
    monkeypatch.setattr(tabulate, "wcwidth", None, raising=False)
    assert table(made, 120) == before


def test_excerpts_are_cut_between_letters() -> None:
    for width in range(70, 90):
        for line in table(everything(), width):
            kept, dots, _ = line.partition("…")
            assert not dots or kept[-1] not in "เแโไใເແໂໃໄ\u17d2\u1039\u200d"


@pytest.mark.parametrize("width", [80, 200])
def test_right_to_left_text_keeps_its_direction_to_itself(width: int) -> None:
    for line in table(everything(), width):
        depth = 0
        for char in line:
            depth += (char == "\u2068") - (char == "\u2069")
            assert depth in (0, 1)
            assert depth or unicodedata.bidirectional(char) not in ("R", "AL")
        assert depth == 0


def test_left_to_right_text_is_left_as_it_is() -> None:
    made = compared(articles("el"))
    assert not ISOLATES & set("\n".join(table(made, 80)))


def test_names_in_hebrew_do_not_move_the_lines_they_stand_beside() -> None:
    news = NEWS["he"]
    made = compared(
        [
            made_article("א.txt", news.shared, language="he", outlet="הארץ"),
            made_article("ב.txt", news.edited, language="he", outlet="מעריב"),
        ]
    )
    lines = table(made, 80)
    assert "1  \u2068א.txt\u2069 ~ \u2068ב.txt\u2069" in lines[2]
    assert any("\u2068הארץ\u2069 ~ \u2068מעריב\u2069" in line for line in lines)
    assert any("\u2068א.txt\u2069:1" in line for line in lines)


def test_cells_of_markdown_isolate_right_to_left_text() -> None:
    stream = io.StringIO()
    write_markdown(compared(articles("ar")), stream)
    for line in stream.getvalue().splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        for cell in line.strip("|").split(" | "):
            if any(unicodedata.bidirectional(char) in ("R", "AL") for char in cell):
                assert "\u2068" in cell


def test_marks_of_direction_in_articles_are_still_made_visible() -> None:
    text = "\u2067" + NEWS["he"].shared[:100] + "\u2069" + NEWS["he"].shared[100:]
    made = compared([made_article("a", text, language="he"), made_article("b", text, language="he")])
    assert all(
        line.count("\u2068") == line.count("\u2069") and "\u2067" not in line for line in table(made, 300)
    )
