"""What is found with an encoder, what is said of it, and what is not found without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from made_columns import compared, cut_texts, made_article, models, setup, tables
from made_words import APPLES, DIT, GATES, POOL, SAID, SLUICES, VANNES, Words, by_cosine, never, semantics
from provenance import pipeline
from provenance.config import Config
from provenance.core.cutting.cut import cut
from provenance.core.matching.score import Models
from provenance.encoders import units
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.model import Article, Report
from provenance.pipeline import MOST_ENCODED, Run, Semantics, explain


def both_languages() -> list[Article]:
    return [
        made_article("daily/1", f"{GATES}\n\n{SAID}\n\n{APPLES}"),
        made_article("jour/1", f"{POOL}\n\n{DIT}\n\n{VANNES}", language="fr"),
    ]


def found_in(made: Report) -> list[tuple[str, str, str | None]]:
    return [(m.relation, m.content, m.speaker) for m in made.matches]


def test_a_translation_is_found_by_its_vectors() -> None:
    made = compared(both_languages(), load=semantics)
    assert sorted(found_in(made), key=str) == [
        ("translated", "passage", None),
        ("translated", "quote", "Anna Berg"),
    ]
    quote, passage = sorted(made.matches, key=lambda m: m.content == "passage")
    assert passage.left.text == GATES.rstrip(".")
    assert passage.right.text == VANNES.rstrip(".")
    assert "Nobody tested these gates" in quote.left.text
    assert "Personne n’a testé" in quote.right.text
    assert any("encoder" in evidence.detail for evidence in passage.evidence)
    assert all(m.score > 0.9 for m in made.matches)


def test_no_translation_is_found_without_an_encoder() -> None:
    for made in (
        compared(both_languages()),
        compared(both_languages(), Config(encoder="none"), load=never),
        compared(both_languages(), Config(reworded=False), load=never),
    ):
        assert not made.matches
        assert made.settings["encoder"] == "none"
        assert any("common text across languages (en, fr): no encoder ran" in limit for limit in made.limits)


def test_a_rewording_without_a_word_in_common_is_found_by_its_vectors_only() -> None:
    articles = [made_article("a", GATES), made_article("b", SLUICES), made_article("c", APPLES)]
    assert not set(GATES.lower().split()) & set(SLUICES.lower().split())
    (found,) = compared(articles, load=semantics, judges=by_cosine()).matches
    assert (found.left.article, found.right.article, found.relation) == ("a", "b", "reworded")
    assert not compared(articles, judges=by_cosine()).matches


def test_what_means_something_else_is_not_found() -> None:
    texts = [("en", GATES), ("en", APPLES), ("fr", POOL)]
    articles = [made_article(str(i), text, language=language) for i, (language, text) in enumerate(texts)]
    assert not compared(articles, load=semantics, judges=by_cosine()).matches
    assert not compared(articles, load=semantics).matches


def test_copies_are_found_with_an_encoder_as_without() -> None:
    articles = [made_article("a", f"{GATES}\n\n{SAID}"), made_article("b", f"{APPLES}\n\n{GATES}")]
    with_it, without = compared(articles, load=semantics), compared(articles)
    assert [(m.relation, m.left, m.right, m.score) for m in with_it.matches] == [
        (m.relation, m.left, m.right, m.score) for m in without.matches
    ]
    assert [m.relation for m in with_it.matches] == ["identical"]


def test_the_order_of_articles_changes_nothing() -> None:
    articles = [
        *both_languages(),
        made_article("post/2", SLUICES),
        made_article("soir/4", VANNES, language="fr"),
    ]
    whole = compared(articles, load=semantics)
    assert compared(articles[::-1], batch=1, load=semantics) == whole
    assert whole.matches


# What a report says of its encoder


def test_a_report_names_its_encoder_and_where_it_did_not_help() -> None:
    told = "rewordings and translations in xx: words does not know this language"
    made = compared(both_languages(), load=lambda: semantics((told,)))
    assert made.settings["encoder"] == "words"
    assert told in made.limits
    assert not any("no encoder ran" in limit for limit in made.limits)
    assert made.fingerprint != compared(both_languages()).fingerprint


def test_a_report_says_that_no_encoder_is_installed() -> None:
    made = compared(both_languages())
    assert "heavily reworded passages: no encoder ran (none is installed)" in made.limits
    refused = compared(both_languages(), Config(encoder="none"), load=never)
    assert not any("heavily reworded" in limit for limit in refused.limits)


def test_an_encoder_that_nobody_named_is_left_out_above_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = both_languages()
    monkeypatch.setattr(pipeline, "MOST_ENCODED", 5)
    left_out = compared(articles, Config(encoder="auto"), load=never)
    assert (left_out.settings["encoder"], left_out.matches) == ("none", ())
    (told,) = (limit for limit in left_out.limits if "heavily reworded" in limit)
    assert told == (
        "heavily reworded passages: no encoder ran"
        " (more than 5 distinct passages: an encoder runs if --encoder names it)"
    )
    named = compared(articles, Config(encoder="words"), load=semantics)
    assert named.settings["encoder"] == "words"
    assert named.matches
    monkeypatch.setattr(pipeline, "MOST_ENCODED", 6)
    assert compared(articles, Config(encoder="auto"), load=semantics).matches == named.matches
    assert MOST_ENCODED >= 1_000


def spread(jobs: int) -> Report:
    encoder = Words()
    made = Semantics(
        name=encoder.name,
        encode=lambda texts, languages, engine, progress: units.encode_units(
            texts, languages, encoder, engine, progress
        ),
        limits=lambda languages: (),
    )
    return compared(both_languages(), Config(jobs=jobs), jobs=jobs, load=lambda: made)


def test_jobs_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = spread(1)
    assert {m.relation for m in alone.matches} == {"translated"}
    monkeypatch.setattr(units, "_TASK", 60)
    assert spread(2) == alone


# What is said of a translation


def explained(
    left: tuple[str, int],
    right: tuple[str, int],
    articles: Iterable[Article],
    *,
    load: Callable[[], Semantics | None] = semantics,
    judges: Models | None = None,
    least: float = 0.5,
) -> str:
    made = explain(
        [cut(list(articles), tables())],
        [(f"{name}:{line}", name, line) for name, line in (left, right)],
        Run(
            backgrounds=load_backgrounds,
            models=judges or models(),
            cues=tables().segments.cues,
            engine=LocalEngine(1),
            config=Config(min_score=least),
            progress=setup().progress,
            version="test",
            load=load,
        ),
    )
    return " ".join(made.reasons)


def test_a_translation_is_explained_by_its_vectors() -> None:
    told = explained(("daily/1", 1), ("jour/1", 5), both_languages())
    assert "The sides are in two languages: names, numbers and meaning are compared, not words." in told
    assert "The encoder's vectors have a cosine of 1.00" in told
    assert "No other passage resembles either side" in told


def test_places_in_two_languages_that_do_not_match_say_what_was_compared() -> None:
    places = ("daily/1", 5), ("jour/1", 1)
    told = explained(*places, both_languages())
    assert "languages differ (en, fr): names, numbers and meaning are compared, not words." in told
    assert "without an encoder" not in told
    assert "is not found without an encoder" in explained(*places, both_languages(), load=lambda: None)


def test_a_translation_below_the_asked_score_shows_its_cosine() -> None:
    told = explained(("daily/1", 1), ("jour/1", 5), both_languages(), least=1.0, judges=by_cosine())
    assert "The pair was found by encoder and compared." in told
    assert "a cosine of 1.00" in told
    assert "is below 1.00" in told


def test_an_explanation_encodes_its_texts_once() -> None:
    asked_for: list[Sequence[str]] = []

    def counting() -> Semantics:
        made = semantics()

        def encode(texts: Sequence[str], *rest: object) -> npt.NDArray[np.int8]:
            asked_for.append(texts)
            return made.encode(texts, *rest)  # type: ignore[arg-type]

        return replace(made, encode=encode)

    explained(("daily/1", 1), ("jour/1", 5), both_languages(), least=1.0, judges=by_cosine(), load=counting)
    assert len(asked_for) == 1


def test_an_empty_collection_needs_no_vectors() -> None:
    assert compared([], load=semantics).matches == ()
    assert compared([made_article("a", "")], load=semantics).matches == ()
    assert cut_texts().articles == ()
