"""A report's matches and origins are judged by annotated expectations: found, missed, right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_reports import TEXT, article, counts, gold, match, pair, passage, report, row
from provenance.core.evaluating.confusion import NOT_LISTED, NOT_REPORTED
from provenance.core.evaluating.evaluate import evaluate
from provenance.core.evaluating.gold import GoldOrigin, LookAlike, parse_without
from provenance.errors import UsageError
from provenance.model import Origin, OriginKind, Pair, Relation


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
