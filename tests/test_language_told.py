"""Which language a text is in, whether its metadata is believed, and what limits say of languages."""

from __future__ import annotations

import pytest

from language_texts import NEWS, every_language
from made_columns import made_article, models, tables
from provenance.config import Config
from provenance.core.cutting.cut import CutTables, cut
from provenance.core.text.languages import code_of, contradicts, script_of
from provenance.engines.local import LocalEngine
from provenance.files.languages import identify
from provenance.files.tables import load_backgrounds
from provenance.model import Article, Report
from provenance.pipeline import Run, report

RUSSIAN = (
    "Городской совет во вторник решил закрыть старый мост через реку на восемь месяцев, потому что инженеры"
    " нашли трещины в трёх опорах. До конца ремонта автобусы будут ездить по северной объездной дороге."
)
ENGLISH = (
    "The town's theatre reopened on Friday after a year of repairs, and the first performance was sold out"
    " within an hour, said its director, who had feared that people would stay away."
)


# Which language an article is in.


@every_language
def test_the_language_of_each_paragraph_is_told(language: str) -> None:
    news = NEWS[language]
    assert {identify(text) for text in (news.shared, news.left, news.right, news.alone_left)} == {language}


def test_english_is_told_by_its_small_words_and_nothing_else_is() -> None:
    assert identify(ENGLISH) == "en"
    assert identify(NEWS["de"].shared + " " + ENGLISH) == "de"
    assert identify("The " + RUSSIAN) == "ru"


@pytest.mark.parametrize("name", ["ORDEN RENNER SHOE INC <ORS>", "KELLER VAN DORM CO <KVD>"])
def test_a_table_of_abbreviations_is_no_text_in_another_language(name: str) -> None:
    # By the identifier alone both are Latvian.
    rows = "Shr 81 cts vs 72 cts\n\nNet 2,254,000 vs 1,611,000\n\nRevs 34.2 mln vs 31.9 mln"
    assert identify(f"{name} YEAR NET\n\n{rows}") == "en"


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
