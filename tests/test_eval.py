"""A report is judged by annotated expectations: figures, origins, calibration, errors, and the command."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folders import CORPUS, SHARED
from provenance import api
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.calibration import BINS, Judged, calibrate
from provenance.core.confusion import NOT_LISTED, NOT_REPORTED
from provenance.core.evaluate import evaluate
from provenance.core.evaluation import Evaluation, Figures
from provenance.core.gold import Gold, GoldOrigin, GoldPair, GoldPassage, LookAlike, parse_without
from provenance.errors import DamagedReportError, GoldError, ProvenanceError, UsageError
from provenance.files.gold import read_gold
from provenance.model import (
    ArticleSummary,
    Content,
    Match,
    Origin,
    OriginKind,
    Pair,
    Relation,
    Report,
    Side,
    Span,
)
from provenance.report.evaluation import write_evaluation, write_evaluation_markdown
from provenance.report.evaluation_json import write_evaluation_json
from provenance.report.json import write_json

needs_shared = pytest.mark.skipif(
    not (SHARED / "bench").is_dir(), reason=f"no annotated articles at {SHARED}; set PROVENANCE_SHARED"
)

LINE = "The ferry to the outer island was late again on a wet and windy Monday.\n"
TEXT = LINE * 20


def article(name: str, language: str | None = "en", kind: OriginKind = "unknown") -> ArticleSummary:
    return ArticleSummary(
        id=name,
        path=name,
        record_line=None,
        title=None,
        outlet=None,
        published=None,
        updated=None,
        language=language,
        url=None,
        credits=(),
        text=TEXT,
        passages=1,
        words=280,
        reused=0.0,
        quoted=0.0,
        origin=Origin(kind=kind),
    )


def side(name: str, start: int, end: int) -> Side:
    line = TEXT.count("\n", 0, start) + 1
    text = TEXT[start:end]
    return Side(
        article=name, start=start, end=end, line=line, text=text, before="", after="", fingerprints=()
    )


def match(
    left: tuple[str, int, int],
    right: tuple[str, int, int],
    *,
    relation: Relation = "reworded",
    content: Content = "passage",
    score: float = 0.9,
) -> Match:
    return Match(
        id=f"{left}{right}{relation}{content}",
        relation=relation,
        content=content,
        score=score,
        left=side(*left),
        right=side(*right),
        words=9,
    )


def report(
    matches: Sequence[Match],
    *,
    articles: Sequence[ArticleSummary] | None = None,
    pairs: Sequence[Pair] = (),
) -> Report:
    return Report(
        version="0",
        settings={},
        fingerprint="f",
        articles=tuple([article(name) for name in "abc"] if articles is None else articles),
        matches=tuple(matches),
        pairs=tuple(pairs),
        clusters=(),
        repeats=(),
        problems=(),
        ignored=0,
        limits=(),
        counts={},
    )


def passage(name: str, start: int, end: int, text: str | None = None) -> GoldPassage:
    return GoldPassage(article=name, span=Span(start, end), text=text)


def pair(
    left: tuple[str, int, int],
    right: tuple[str, int, int],
    *,
    relation: Relation = "reworded",
    kind: str | None = None,
    content: Content | None = "passage",
    required: bool = True,
    language: str | None = None,
) -> GoldPair:
    return GoldPair(
        id=f"{left}{right}",
        left=passage(*left),
        right=passage(*right),
        relation=relation,
        kind=kind or relation,
        group=kind or ("tier 1" if required else "tier 3"),
        content=content,
        required=required,
        language=language,
    )


def gold(pairs: Sequence[GoldPair], *, lists_stock: bool = False, **more: Any) -> Gold:
    return Gold(name="gold.json", pairs=tuple(pairs), lists_stock=lists_stock, **more)


def row(rows: Sequence[Figures], name: str) -> Figures:
    return next(one for one in rows if one.name == name)


def counts(evaluation: Evaluation) -> tuple[int | None, int, int | None, int | None]:
    total = evaluation.total
    return total.wanted, total.found, total.right, total.wrong


# What counts as found, right and wrong


def test_a_match_on_an_annotated_pair_is_right_and_finds_it() -> None:
    result = evaluate(
        report([match(("a", 0, 70), ("b", 72, 140))]), gold([pair(("a", 0, 71), ("b", 72, 143))])
    )
    assert counts(result) == (1, 1, 1, 0)
    assert (result.total.precision, result.total.recall, result.total.f1) == (1.0, 1.0, 1.0)


def test_sides_may_be_annotated_in_either_order() -> None:
    result = evaluate(
        report([match(("a", 0, 70), ("b", 72, 140))]), gold([pair(("b", 72, 143), ("a", 0, 71))])
    )
    assert counts(result) == (1, 1, 1, 0)


@pytest.mark.parametrize(("end", "found"), [(50, 1), (49, 0)])
def test_half_of_both_sides_must_be_covered_to_be_found(end: int, found: int) -> None:
    result = evaluate(
        report([match(("a", 0, end), ("b", 0, 100))]), gold([pair(("a", 0, 100), ("b", 0, 100))])
    )
    assert counts(result) == (1, found, 1, 0)
    assert [one.touched for one in result.missed] == [True] * (1 - found)


@pytest.mark.parametrize(("end", "found"), [(400, 1), (401, 0)])
def test_a_match_out_of_proportion_is_right_and_finds_nothing(end: int, found: int) -> None:
    result = evaluate(
        report([match(("a", 0, end), ("b", 0, 100))]), gold([pair(("a", 0, 100), ("b", 0, 100))])
    )
    assert counts(result) == (1, found, 1, 0)


def test_a_match_that_fits_on_one_side_only_is_wrong() -> None:
    result = evaluate(
        report([match(("a", 0, 100), ("b", 300, 400))]), gold([pair(("a", 0, 100), ("b", 0, 100))])
    )
    assert counts(result) == (1, 0, 0, 1)
    assert result.total.f1 == 0.0


def test_several_matches_on_one_pair_count_once() -> None:
    parts = [match(("a", 0, 40), ("b", 0, 40)), match(("a", 40, 100), ("b", 40, 100))]
    result = evaluate(report(parts), gold([pair(("a", 0, 100), ("b", 0, 100))]))
    assert counts(result) == (1, 1, 1, 0)


def test_matches_within_an_article_are_not_judged() -> None:
    result = evaluate(report([match(("a", 0, 70), ("a", 72, 140))]), gold([pair(("a", 0, 70), ("b", 0, 70))]))
    assert counts(result) == (1, 0, 0, 0)
    assert result.total.precision is None


def test_a_loose_pair_may_be_found_and_need_not_be() -> None:
    loose = gold([pair(("a", 0, 70), ("b", 0, 70), required=False), pair(("a", 100, 170), ("b", 100, 170))])
    found = evaluate(report([match(("a", 0, 70), ("b", 0, 70))]), loose)
    assert counts(found) == (1, 0, 1, 0)
    assert [(one.name, one.wanted, one.found) for one in found.groups] == [("tier 1", 1, 0), ("tier 3", 1, 1)]
    assert [one.pair.left.span.start for one in evaluate(report([]), loose).missed] == [100]


def test_a_match_on_what_is_set_aside_counts_neither_way() -> None:
    aside = LookAlike(left=passage("a", 200, 300), right=passage("b", 200, 300))
    result = evaluate(
        report([match(("a", 200, 300), ("b", 200, 300))]),
        gold([pair(("a", 0, 70), ("b", 0, 70))], aside=(aside,)),
    )
    assert counts(result) == (1, 0, 0, 0)
    assert result.unjudged == 1 and result.calibration.bins == ()


@pytest.mark.parametrize(("lists_stock", "wrong"), [(True, 1), (False, 0)])
def test_stock_wording_is_wrong_only_where_the_annotation_lists_all(lists_stock: bool, wrong: int) -> None:
    result = evaluate(
        report([match(("a", 0, 70), ("b", 0, 70), content="formula")]),
        gold([pair(("a", 200, 270), ("b", 200, 270))], lists_stock=lists_stock),
    )
    assert (result.total.wrong, result.unjudged) == (wrong, 1 - wrong)
    assert row(result.contents, "formula").wrong == (1 if lists_stock else None)


def test_a_false_match_on_a_known_trap_says_so() -> None:
    trap = LookAlike(left=passage("a", 0, 70), right=passage("b", 0, 70), note="a name")
    result = evaluate(report([match(("a", 0, 70), ("b", 0, 70))]), gold([], not_shared=(trap,)))
    assert [one.note for one in result.false] == ["a name"]


def test_false_matches_come_by_score_and_missed_pairs_by_likeness_and_length() -> None:
    low, high = (match(("a", 0, 9), ("b", 0, 9), score=score) for score in (0.6, 0.8))
    result = evaluate(
        report([low, replace(high, id="another")]),
        gold(
            [
                pair(("a", 100, 150), ("b", 100, 150)),
                pair(("a", 200, 300), ("b", 200, 300)),
                pair(("a", 400, 410), ("b", 400, 410), relation="identical"),
            ]
        ),
    )
    assert [one.match.score for one in result.false] == [0.8, 0.6]
    assert [one.left.start for one in result.missed] == [400, 200, 100]
    assert result.missed[0].left.text == TEXT[400:410] and result.missed[0].left.line == 6


places = st.tuples(st.sampled_from("ab"), st.integers(0, 900), st.integers(1, 500)).map(
    lambda drawn: (drawn[0], drawn[1], drawn[1] + drawn[2])
)
both = st.tuples(places, places)


@given(st.lists(both, max_size=6), st.lists(both, max_size=4), st.lists(both, max_size=2))
def test_counts_agree_with_letters_counted_one_by_one(
    found: list[Any], annotated: list[Any], apart: list[Any]
) -> None:
    def letters(place: tuple[str, int, int]) -> set[tuple[str, int]]:
        return {(place[0], at) for at in range(place[1], place[2])}

    def fits(one: Any, other: Any, test: Callable[[set[Any], set[Any]], bool]) -> bool:
        sides = [letters(place) for place in (*one, *other)]
        a, b, c, d = sides
        return (test(a, c) and test(b, d)) or (test(a, d) and test(b, c))

    def touching(a: set[Any], b: set[Any]) -> bool:
        return len(a & b) * 2 >= min(len(a), len(b))

    def covering(a: set[Any], b: set[Any]) -> bool:
        return len(a & b) * 2 >= len(b) and (len(a) <= 400 or len(a) <= 3 * len(b))

    across = [one for one in found if one[0][0] != one[1][0]]
    covered = [g for g in annotated if any(fits(m, g, covering) for m in across)]
    right = [g for g in annotated if any(fits(m, g, touching) for m in across)]
    wrong = [m for m in across if not any(fits(m, g, touching) for g in (*annotated, *apart))]
    aside = tuple(LookAlike(left=passage(*left), right=passage(*right)) for left, right in apart)
    result = evaluate(
        report([match(*one) for one in found]), gold([pair(*one) for one in annotated], aside=aside)
    )
    assert counts(result) == (len(annotated), len(covered), len(right), len(wrong))
    assert len(result.missed) == len(annotated) - len(covered)
    assert result.unjudged + sum(part.matches for part in result.calibration.bins) == len(across)


# Rows


def test_recall_goes_by_the_relation_annotated_and_precision_by_the_one_reported() -> None:
    result = evaluate(
        report(
            [
                match(("a", 0, 70), ("b", 0, 70), relation="near-copy"),
                match(("a", 500, 570), ("b", 500, 570), relation="near-copy"),
            ]
        ),
        gold([pair(("a", 0, 70), ("b", 0, 70)), pair(("a", 200, 270), ("b", 200, 270))]),
    )
    reworded, near = row(result.relations, "reworded"), row(result.relations, "near-copy")
    assert (reworded.wanted, reworded.found, reworded.named, reworded.recall) == (2, 1, 0, 0.5)
    assert (near.wanted, near.right, near.wrong, near.precision) == (0, 1, 1, 0.5)
    assert reworded.precision is None and near.recall is None and near.f1 is None


@pytest.mark.parametrize(
    ("kind", "relation", "named"),
    [
        ("verbatim", "identical", 1),
        ("verbatim", "near-copy", 1),
        ("verbatim", "reworded", 0),
        (None, "identical", 0),
    ],
)
def test_a_verbatim_version_may_be_called_identical(kind: str | None, relation: Relation, named: int) -> None:
    result = evaluate(
        report([match(("a", 0, 70), ("b", 0, 70), relation=relation)]),
        gold([pair(("a", 0, 70), ("b", 0, 70), relation="near-copy", kind=kind)]),
    )
    assert row(result.relations, "near-copy").named == named


def test_contents_have_no_recall_where_none_is_annotated() -> None:
    result = evaluate(
        report([match(("a", 0, 70), ("b", 0, 70), content="quote")]),
        gold([pair(("a", 0, 70), ("b", 0, 70), kind="human", content=None)], lists_stock=True),
    )
    (quotes,) = result.contents
    assert (quotes.name, quotes.precision, quotes.recall, quotes.named) == ("quote", 1.0, None, None)


# What is left out


def test_pairs_left_out_are_not_asked_for_and_count_neither_way() -> None:
    expected = gold(
        [pair(("a", 0, 70), ("b", 0, 70), relation="translated"), pair(("a", 100, 170), ("b", 100, 170))]
    )
    result = evaluate(report([match(("a", 0, 70), ("b", 0, 70))]), expected, ["cross"])
    assert counts(result) == (1, 0, 0, 0)
    assert (result.left_out, result.unjudged) == (1, 1)


def test_one_language_is_left_out_by_the_document_or_else_by_the_articles() -> None:
    articles = [article("a", "de-AT"), article("b", "en"), article("c", "fr")]
    expected = gold(
        [
            pair(("a", 0, 70), ("b", 0, 70), relation="translated"),
            pair(("b", 0, 70), ("c", 0, 70), relation="translated"),
            pair(("b", 100, 170), ("c", 100, 170), relation="translated", language="de"),
            pair(("a", 200, 270), ("b", 200, 270)),
        ]
    )
    result = evaluate(report([], articles=articles), expected, ["cross:de"])
    assert [one.pair.left.span.start for one in result.missed] == [200, 0]


def test_kinds_may_be_named_in_the_annotators_words_or_the_reports() -> None:
    expected = gold(
        [
            pair(("a", 0, 70), ("b", 0, 70), kind="human"),
            pair(("a", 100, 170), ("b", 100, 170), kind="machine"),
        ]
    )
    for words, number in ((["human"], 1), (["reworded"], 2), (["human,machine"], 2)):
        assert evaluate(report([]), expected, words).left_out == number


@pytest.mark.parametrize("word", ["", "crossed", "cross:", "cross,,human", ":de"])
def test_an_unknown_kind_to_leave_out_is_refused(word: str) -> None:
    with pytest.raises(UsageError, match="KIND one of verbatim"):
        parse_without([word])


# Origins


def test_origins_expected_and_found_are_told_apart() -> None:
    def held(left: str, right: str, kind: OriginKind, agency: str | None = None) -> Pair:
        origin = Origin(kind=kind, agency=agency)
        return Pair(left=left, right=right, matches=(), left_share=0, right_share=0, origin=origin)

    expected = gold(
        [],
        pair_origins=(
            GoldOrigin(articles=("a", "b"), kind="wire-copy", agency="AFP"),
            GoldOrigin(articles=("a", "c"), kind="wire-copy", agency="AFP"),
            GoldOrigin(articles=("a", "d"), kind="shared-quote", agency=None),
            GoldOrigin(articles=("b", "d"), kind="revision", agency=None),
        ),
        article_origins=(GoldOrigin(articles=("a",), kind="wire-copy", agency=None),),
    )
    found = report(
        [],
        articles=[article("a", kind="wire-copy"), article("b", kind="formula")],
        pairs=[
            held("a", "b", "wire-copy", "AFP"),
            held("a", "c", "wire-copy"),
            held("a", "d", "unknown"),
            held("c", "d", "formula"),
        ],
    )
    result = evaluate(found, expected)
    assert result.pairs is not None and result.articles is not None
    assert result.pairs.cells == (
        ("wire-copy", "wire-copy", 2),
        ("shared-quote", "unknown", 1),
        ("revision", NOT_REPORTED, 1),
        (NOT_LISTED, "formula", 1),
    )
    assert (result.pairs.listed, result.pairs.right, result.pairs.agencies) == (4, 2, 1)
    assert result.articles.cells == (("wire-copy", "wire-copy", 1), (NOT_LISTED, "formula", 1))


def test_pairs_of_articles_with_nothing_but_left_out_passages_have_no_origin_to_judge() -> None:
    expected = gold(
        [
            pair(("a", 0, 70), ("b", 0, 70), relation="translated"),
            pair(("a", 0, 70), ("c", 0, 70), relation="translated"),
            pair(("a", 100, 170), ("c", 100, 170)),
        ],
        pair_origins=tuple(
            GoldOrigin(articles=("a", other), kind="wire-copy", agency=None) for other in ("b", "c")
        ),
    )
    assert evaluate(report([]), expected).pairs == evaluate(report([]), expected, ["cross:fr"]).pairs
    left = evaluate(report([]), expected, ["cross"]).pairs
    assert left is not None and left.listed == 1


def test_without_annotated_origins_there_is_no_confusion() -> None:
    result = evaluate(report([]), gold([pair(("a", 0, 70), ("b", 0, 70))]))
    assert result.articles is None and result.pairs is None


# Calibration

scores = st.integers(0, 10_000).map(lambda whole: whole / 10_000)
judgements = st.lists(st.tuples(scores, st.booleans(), st.sampled_from("bcde")), min_size=1, max_size=60).map(
    lambda drawn: [
        Judged(id=f"{number:03d}", score=score, true=true, between=("a", other))
        for number, (score, true, other) in enumerate(drawn)
    ]
)


@given(judgements)
def test_bins_hold_all_matches_in_order_and_equal_parts(judged: list[Judged]) -> None:
    bins = calibrate(judged, resamples=40).bins
    sizes = [part.matches for part in bins]
    assert len(bins) == min(BINS, len(judged))
    assert sum(sizes) == len(judged) and max(sizes) - min(sizes) <= 1
    assert all(a.high <= b.low for a, b in pairwise(bins))
    assert all(part.low - 0.0001 <= part.mean_score <= part.high + 0.0001 for part in bins)


@given(judgements)
def test_the_error_is_the_mean_gap_between_scores_and_shares(judged: list[Judged]) -> None:
    result = calibrate(judged, resamples=40)
    ranked = sorted(judged, key=lambda one: (one.score, one.id))
    total, at = 0.0, 0
    for part in result.bins:
        ours = ranked[at : at + part.matches]
        total += abs(sum(one.score for one in ours) - sum(one.true for one in ours))
        at += part.matches
    assert result.error == pytest.approx(total / len(judged), abs=0.0001)


@given(judgements, st.randoms(use_true_random=False))
def test_calibration_does_not_depend_on_the_order_of_matches(judged: list[Judged], random: Any) -> None:
    shuffled = list(judged)
    random.shuffle(shuffled)
    assert calibrate(shuffled, resamples=40) == calibrate(judged, resamples=40)


def test_true_scores_are_well_calibrated_and_boasting_ones_are_not() -> None:
    def judged(score: float) -> list[Judged]:
        # Half of the matches are true, whatever the score claims.
        return [Judged(id=str(n), score=score, true=n % 2 == 0, between=("a", str(n))) for n in range(200)]

    honest, boasting = (calibrate(judged(score), bins=1) for score in (0.5, 1.0))
    assert (honest.error, boasting.error) == (0.0, 0.5)
    assert boasting.interval is not None and boasting.interval[0] > 0.4


def test_intervals_are_wider_where_matches_come_in_few_pairs_of_articles() -> None:
    def interval(pairs: int) -> float:
        judged = [
            Judged(id=f"{n:03d}", score=0.7, true=(n % pairs) % 2 == 0, between=("a", str(n % pairs)))
            for n in range(240)
        ]
        low, high = calibrate(judged, bins=1).bins[0].interval
        assert low <= 0.5 <= high
        return high - low

    assert interval(240) < interval(24) < interval(6)


def test_nothing_judged_gives_no_calibration() -> None:
    result = calibrate([])
    assert (result.bins, result.error, result.interval) == ((), None, None)


# Articles that do not fit


def test_articles_that_the_report_lacks_are_named_and_their_pairs_are_missed() -> None:
    result = evaluate(report([]), gold([pair(("a", 0, 70), ("z", 0, 70))]))
    assert result.absent == ("z",) and len(result.missed) == 1
    assert result.missed[0].right.text is None and result.missed[0].right.line is None


def test_passages_that_read_otherwise_in_the_report_are_counted() -> None:
    one = replace(
        pair(("a", 0, 9), ("b", 0, 9)),
        left=passage("a", 0, 9, TEXT[:9]),
        right=passage("b", 0, 9, "otherwise"),
    )
    beyond = pair(("a", 0, 9), ("b", len(TEXT) - 1, len(TEXT) + 1))
    assert evaluate(report([]), gold([one, beyond])).differing == 2


# Files

ANNOTATED: dict[str, Any] = {
    "schema": "provenance.expected/1",
    "pairs": [
        {
            "id": "late-1",
            "relation": "translated",
            "content": "quote",
            "tier": 3,
            "left": {"article": "a", "start": 0, "end": 9, "text": "The ferry"},
            "right": {"article": "b", "start": 4, "end": 9},
        }
    ],
    "not_shared": [
        {"left": {"article": "a", "start": 1, "end": 2}, "right": {"article": "b", "start": 1, "end": 2}}
    ],
    "pair_origins": [{"left": "b", "right": "a", "origin": "wire-copy", "agency": "AFP"}],
    "article_origins": [{"article": "a", "origin": "revision", "agency": None}],
}
VERSIONS: dict[str, Any] = {
    "pairs": [
        {
            "kind": kind,
            "document": "set/cs-en/paper.1",
            "left": {"article": "a", "start": 10 * n, "end": 10 * n + 9},
            "right": {"article": "b", "start": 10 * n, "end": 10 * n + 9},
        }
        for n, kind in enumerate(("verbatim", "human", "machine", "cross"))
    ],
    "aside": [
        {"left": {"article": "a", "start": 1, "end": 2}, "right": {"article": "b", "start": 1, "end": 2}}
    ],
}


def written(folder: Path, data: object, name: str = "gold.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def test_annotated_passages_are_read(tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, ANNOTATED))
    (one,) = read.pairs
    assert (one.id, one.relation, one.content, one.group, one.required) == (
        "late-1", "translated", "quote", "tier 3", False,
    )  # fmt: skip
    assert one.left == passage("a", 0, 9, "The ferry") and one.right == passage("b", 4, 9)
    assert read.pair_origins == (GoldOrigin(articles=("a", "b"), kind="wire-copy", agency="AFP"),)
    assert read.article_origins == (GoldOrigin(articles=("a",), kind="revision", agency=None),)
    assert not read.lists_stock and read.articles() == {"a", "b"}


def test_versions_of_documents_are_read_in_the_words_of_the_report(tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, VERSIONS))
    assert [(one.kind, one.relation) for one in read.pairs] == [
        ("verbatim", "near-copy"), ("human", "reworded"), ("machine", "reworded"), ("cross", "translated"),
    ]  # fmt: skip
    assert {one.language for one in read.pairs} == {"cs"} and read.lists_stock and len(read.aside) == 1


def test_the_form_is_told_by_its_keys_not_by_a_schema(tmp_path: Path) -> None:
    without = {key: value for key, value in ANNOTATED.items() if key != "schema"}
    assert read_gold(written(tmp_path, without)) == read_gold(written(tmp_path, ANNOTATED))


def changed(change: Callable[[Any], object], data: dict[str, Any] = ANNOTATED) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(data))
    change(copy)
    return copy


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ("{", "no complete JSON"),
        ("[]", "no JSON object"),
        ({"articles": []}, "its keys are neither"),
        ({"pairs": []}, "its keys are neither"),
        ({"schema": "provenance.report/1", "pairs": []}, "its schema is 'provenance.report/1'"),
        ({"schema": "provenance.expected/2", "pairs": [], "not_shared": []}, "provenance.expected/2"),
        (changed(lambda d: d["pairs"][0].pop("relation")), r"pairs\[0\].relation is missing"),
        (changed(lambda d: d["pairs"][0].update(relation="alike")), "relation is 'alike', none of"),
        (changed(lambda d: d["pairs"][0].update(tier=4)), r"pairs\[0\].tier is 4"),
        (changed(lambda d: d["pairs"][0]["left"].update(start=9)), r"pairs\[0\].left is no stretch of text"),
        (changed(lambda d: d["pairs"][0]["left"].update(end=True)), "left.end has the wrong type"),
        (changed(lambda d: d["pairs"].append(7)), r"pairs\[1\] is no object"),
        (changed(lambda d: d["pair_origins"][0].update(origin="moon")), "origin is 'moon'"),
        (changed(lambda d: d.update(not_shared={})), "not_shared has the wrong type"),
        (changed(lambda d: d["pairs"][1].update(kind="llm"), VERSIONS), r"pairs\[1\].kind is 'llm'"),
    ],
)
def test_a_file_of_another_form_is_refused_with_its_name_and_the_field(
    tmp_path: Path, data: object, says: str
) -> None:
    path = written(tmp_path, data)
    with pytest.raises(GoldError, match=says) as caught:
        read_gold(path)
    assert str(path) in str(caught.value) and isinstance(caught.value, ProvenanceError)


def test_files_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    (tmp_path / "latin.json").write_bytes(b'{"a": "\xe9"}')
    for name, says in (("none.json", "no such file"), ("latin.json", "not UTF-8"), (".", "directory")):
        with pytest.raises(GoldError, match=says):
            read_gold(tmp_path / name)


def test_the_annotation_of_the_sample_corpus_is_read_whole() -> None:
    path = CORPUS / "expected.json"
    data = json.loads(path.read_text(encoding="utf-8"))
    read = read_gold(path)
    assert len(read.pairs) == len(data["pairs"]) > 0
    assert len(read.pair_origins) == len(data["pair_origins"]) > 0


# The command


@pytest.fixture
def files(tmp_path: Path) -> tuple[str, str]:
    found = report(
        [
            match(("a", 0, 9), ("b", 0, 9), score=0.9, relation="near-copy"),
            match(("a", 300, 309), ("b", 300, 309), score=0.7),
            match(("a", 500, 509), ("b", 500, 509), score=0.8),
        ]
    )
    saved = tmp_path / "report.json"
    with saved.open("w", encoding="utf-8") as stream:
        write_json(found, stream)
    return str(saved), str(written(tmp_path, VERSIONS))


def test_the_table_has_figures_calibration_and_the_worst_errors(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert run(["eval", *files, "--show", "1"]) == 0
    out, err = capsys.readouterr()
    assert "precision 0.333 (1 pair right, 2 matches wrong), recall 0.250 (1 of 4 found), F1 0.286" in out
    assert re.search(r"translated +1 +0 +0\.000", out) and re.search(r"verbatim +1 +1 +1\.000", out)
    assert "Missed, 1 of 3" in out and "False, 1 of 2" in out
    assert "0.80 reworded" in out and "0.70 reworded" not in out
    assert "expected calibration error" in out
    assert err == "" and all(len(line) <= 100 for line in out.splitlines())


def test_leaving_out_a_kind_changes_what_is_asked_for(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    for without, recall in ((["cross"], 0.3333), (["cross:cs"], 0.3333), (["cross:zh"], 0.25), ([], 0.25)):
        options = [word for one in without for word in ("--without", one)]
        assert run(["eval", *files, "--format", "json", *options]) == 0
        assert json.loads(capsys.readouterr().out)["total"]["recall"] == recall


def test_json_holds_the_figures_and_as_many_errors_as_asked_for(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = []
    for _ in range(2):
        assert run(["eval", *files, "--format", "json", "--show", "1"]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    data = json.loads(outputs[0])
    assert data["schema"] == "provenance.evaluation/1" and data["gold"] == "gold.json"
    assert data["total"] | {"wanted": 4, "found": 1, "right": 1, "wrong": 2} == data["total"]
    assert data["false"]["count"] == 2 and [one["score"] for one in data["false"]["shown"]] == [0.8]
    assert data["missed"]["count"] == 3 and len(data["missed"]["shown"]) == 1
    assert sum(part["matches"] for part in data["calibration"]["bins"]) == 3


def test_markdown_has_a_table_for_each_breakdown(
    files: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["eval", *files, "--format", "markdown", "--show", "0"]) == 0
    out = capsys.readouterr().out
    headings = re.findall(r"^## (.*)$", out, re.MULTILINE)
    assert headings[:3] == ["By relation", "By content", "As the annotation groups its pairs"]
    assert len(headings) == 4 and headings[3].startswith("Calibration")
    assert "| near-copy | 1 | 1 | 1.000 |" in out


def test_articles_that_the_report_lacks_are_a_warning_with_their_number(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    strange = changed(lambda d: d["pairs"][0]["left"].update(article="x\x1b[2J"), VERSIONS)
    assert run(["eval", files[0], str(written(tmp_path, strange, "strange.json"))]) == 0
    err = capsys.readouterr().err
    assert "warning: the expectations name 1 article that the report lacks" in err and "\x1b" not in err


def test_what_cannot_be_read_ends_the_command_with_status_2(
    files: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = written(tmp_path, {"schema": "provenance.report/9"}, "other.json")
    for report_file, gold_file, says in (
        (files[0], str(other), "other.json can't be read as annotated expectations"),
        (str(other), files[1], "other.json can't be read as a report: its schema is 'provenance.report/9'"),
        (files[1], files[0], "gold.json can't be read as a report"),
        (files[0], "nowhere.json", "nowhere.json: there is no such file"),
    ):
        assert run(["eval", report_file, gold_file]) == 2
        out, err = capsys.readouterr()
        assert out == "" and says in err
    assert run(["eval", *files, "--without", "moon"]) == 2
    with pytest.raises(DamagedReportError):
        api.load_report(other)


def test_text_of_articles_reaches_no_output_unescaped() -> None:
    bad = "\x1b[31m | **x** \ud800 \u202e"
    hostile = match(("a", 0, 9), ("b", 0, 9))
    hostile = replace(hostile, left=replace(hostile.left, article=bad, text=bad))
    expected = gold([replace(pair(("a", 20, 30), ("b", 20, 30)), left=passage("a", 20, 30, bad))])
    result = evaluate(report([hostile], articles=[article("b"), replace(article("a"), text=None)]), expected)
    for write in (write_evaluation, write_evaluation_markdown, write_evaluation_json):
        stream = io.StringIO()
        write(result, stream, show=5)
        shown = stream.getvalue()
        assert "\x1b" not in shown and "\ud800" not in shown
        assert write is write_evaluation_json or "\u202e" not in shown
        assert write is not write_evaluation_markdown or r"\| \*\*x\*\*" in shown


# Beside other judges of the same reports


def _script(name: str, *arguments: str) -> str:
    command = [sys.executable, "-B", str(SHARED / "bench" / name), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout, done.stderr
    return done.stdout


def _saved(folder: Path, found: Report) -> str:
    path = folder / "report.json"
    with path.open("w", encoding="utf-8") as stream:
        write_json(found, stream)
    return str(path)


@pytest.fixture(scope="module")
def versions_report() -> Report:
    return api.compare([SHARED / "data" / "retranslation-dev" / "corpus"], Config(encoder="none", jobs=1))


@needs_shared
@pytest.mark.parametrize("without", [None, "cross", "cross:zh,machine"])
def test_figures_are_those_of_the_versions_judge(
    versions_report: Report, tmp_path: Path, without: str | None
) -> None:
    expected = SHARED / "data" / "retranslation-dev" / "gold.json"
    options = ["--without", without] if without else []
    told = _script("retranslation.py", "score", _saved(tmp_path, versions_report), str(expected), *options)
    result = api.evaluate(versions_report, expected, [without] if without else [])
    kinds = {
        kind: (float(share), int(size))
        for kind, share, size in re.findall(r"recall (\w+) +([\d.]+) +\((\d+) pairs\)", told)
    }
    assert kinds
    assert {one.name: (round(one.recall or 0, 3), one.wanted) for one in result.groups} == kinds
    total = result.total
    assert re.search(
        f"precision {total.precision:.3f} recall {total.recall:.3f} f1 {total.f1:.3f} wrong {total.wrong}",
        told,
    )


@needs_shared
@pytest.mark.parametrize("drop", [0, 1])
def test_figures_are_those_of_the_annotated_judge(tmp_path: Path, drop: int) -> None:
    found = api.compare([SHARED / "seeds"], Config(encoder="none", jobs=1))
    found = replace(found, matches=found.matches[:: 1 + drop])
    expected = SHARED / "seeds" / "gold.json"
    told = _script("score_seeds.py", _saved(tmp_path, found), str(expected))
    result = api.evaluate(found, expected)
    last = re.search(
        r"recall tier 1 ([\d.]+), tier 2 ([\d.]+), tier 3 ([\d.]+); quotations called so ([\d.]+);"
        r" unexpected (\d+)",
        told,
    )
    assert last is not None
    quotes = row(result.contents, "quote")
    shares = [one.recall for one in result.groups] + [(quotes.named or 0) / (quotes.found or 1)]
    assert [f"{share:.2f}" for share in shares] == list(last.groups()[:4])
    assert result.total.wrong == int(last[5])
