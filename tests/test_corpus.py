"""The sample corpus is what its README says, and its annotation fits the articles."""

from __future__ import annotations

import csv
import importlib.util
import json
import sys
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any, get_args

import pytest

from folders import CORPUS, ROOT
from provenance.model import Article, Content, OriginKind, Relation

pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")


def _load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("annotate_corpus", ROOT / "tools" / "annotate_corpus.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    return _load_tool()


@pytest.fixture(scope="module")
def articles(tool: ModuleType) -> dict[str, Article]:
    found: dict[str, Article] = tool.read_articles()
    return found


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
    return loaded


def _sides(expected: dict[str, Any]) -> list[dict[str, Any]]:
    both = [*expected["pairs"], *expected["not_shared"]]
    pairs = [one[side] for one in both for side in ("left", "right")]
    repeats = [one[side] for one in expected["within_article_repeats"] for side in ("a", "b")]
    mentions = [place for one in expected["agency_mentions"].values() for place in one["evidence"]]
    return [*pairs, *repeats, *expected["page_furniture"], *mentions]


def test_corpus_has_enough_articles_outlets_and_languages(articles: dict[str, Article]) -> None:
    assert len(articles) >= 34
    assert len({article.outlet for article in articles.values()}) >= 8
    languages = Counter(article.language for article in articles.values())
    assert set(languages) == {"en", "de", "fr"}
    assert min(languages.values()) >= 4


def test_corpus_has_every_kind_of_file(articles: dict[str, Article]) -> None:
    kinds = Counter(Path(article.path).suffix for article in articles.values())
    assert set(kinds) == {".txt", ".md", ".html", ".jsonl"}
    assert kinds[".jsonl"] >= 5


def test_articles_have_the_length_of_news_items(articles: dict[str, Article]) -> None:
    lengths = {name: len(article.text.split()) for name, article in articles.items()}
    assert {name: words for name, words in lengths.items() if not 150 <= words <= 450} == {}


def test_manifest_names_every_file_and_credits_only_some() -> None:
    with (CORPUS / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    held = {path.relative_to(CORPUS).as_posix() for path in CORPUS.glob("*/*") if path.suffix != ".jsonl"}
    assert {row["file"] for row in rows} == held
    assert len(rows) == len(held)
    assert 0 < sum(bool(row["credit"]) for row in rows) < len(rows) / 2


def test_articles_have_outlet_date_title_and_language(articles: dict[str, Article]) -> None:
    for article in articles.values():
        assert article.outlet and article.published and article.title and article.language, article.id


def test_expected_is_what_the_tool_writes(tool: ModuleType, expected: dict[str, Any]) -> None:
    assert tool.build() == expected


def test_offsets_cut_out_the_text_they_say(articles: dict[str, Article], expected: dict[str, Any]) -> None:
    for side in _sides(expected):
        assert articles[side["article"]].text[side["start"] : side["end"]] == side["text"]


def test_every_relation_and_content_occurs_at_least_twice(expected: dict[str, Any]) -> None:
    required = [pair for pair in expected["pairs"] if pair["tier"] < 3]
    for name, known in (("relation", get_args(Relation)), ("content", get_args(Content))):
        counts = Counter(pair[name] for pair in required)
        assert set(counts) == set(known)
        assert min(counts.values()) >= 2


def test_every_origin_occurs_at_least_twice(expected: dict[str, Any]) -> None:
    counts = Counter(one["origin"] for one in expected["pair_origins"])
    assert set(counts) == set(get_args(OriginKind))
    assert min(counts.values()) >= 2


def test_pairs_are_distinct_and_in_the_order_of_the_report(expected: dict[str, Any]) -> None:
    pairs = expected["pairs"]
    assert len({pair["id"] for pair in pairs}) == len(pairs)
    places = {
        tuple((pair[side]["article"], pair[side]["start"], pair[side]["end"]) for side in ("left", "right"))
        for pair in pairs
    }
    assert len(places) == len(pairs)
    assert all(pair["left"]["article"] < pair["right"]["article"] for pair in pairs)


def test_shared_passages_stay_within_a_paragraph(expected: dict[str, Any]) -> None:
    assert all("\n\n" not in pair[side]["text"] for pair in expected["pairs"] for side in ("left", "right"))


def test_translated_means_two_languages(articles: dict[str, Article], expected: dict[str, Any]) -> None:
    languages = set()
    for pair in expected["pairs"]:
        both = {articles[pair[side]["article"]].language for side in ("left", "right")}
        assert (len(both) == 2) == (pair["relation"] == "translated")
        languages.add(frozenset(both))
    assert languages >= {frozenset(("en", "de")), frozenset(("en", "fr"))}


def test_revisions_are_dated_versions_of_one_outlet(
    articles: dict[str, Article], expected: dict[str, Any]
) -> None:
    for one in expected["pair_origins"]:
        if one["origin"] == "revision":
            left, right = articles[one["left"]], articles[one["right"]]
            assert (left.outlet, left.title) == (right.outlet, right.title)
            assert left.updated != right.updated


def test_what_is_not_shared_is_in_no_required_pair(expected: dict[str, Any]) -> None:
    def touch(a: dict[str, Any], b: dict[str, Any]) -> bool:
        return bool(a["article"] == b["article"] and a["start"] < b["end"] and b["start"] < a["end"])

    for trap in expected["not_shared"]:
        for pair in expected["pairs"]:
            straight = touch(trap["left"], pair["left"]) and touch(trap["right"], pair["right"])
            crossed = touch(trap["left"], pair["right"]) and touch(trap["right"], pair["left"])
            assert not straight and not crossed, (trap["note"], pair["id"])


def test_a_photo_credit_is_no_origin(expected: dict[str, Any]) -> None:
    wire = {one["article"] for one in expected["article_origins"] if one["origin"] == "wire-copy"}
    photos = {name for name, one in expected["agency_mentions"].items() if not one["credit"]}
    assert photos
    assert not photos & wire


def test_a_text_that_does_not_stand_once_is_refused(tool: ModuleType, articles: dict[str, Article]) -> None:
    name, article = next(iter(articles.items()))
    locate = tool.Locator(articles, {"A": name})
    with pytest.raises(tool.AnnotationError, match="0 times"):
        locate.place("A", "words that stand nowhere at all")
    with pytest.raises(tool.AnnotationError, match="times, not once"):
        locate.place("A", " the ")
    assert locate.place("A", article.text.split("\n")[0]).span.start == 0
