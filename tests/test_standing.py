"""Lines that an outlet puts above or below whatever it prints are its stock text, in two articles already."""

from __future__ import annotations

from pathlib import Path

import pytest

from index_helpers import collection, known
from made_columns import compared, made_article
from provenance.model import Content, Report

IMPRINT = "The Port Herald is published by Lorn Sound Media Limited of Quay Street."
FIRE = (
    "A fire tore through the rope works in Kessel on Monday night. Harbourmaster Ada Berg closed the basin.",
    "Forty firefighters from Kessel and Sund poured water on the roof until dawn, Captain Olu Reyes said.",
    "Nobody was hurt, and the mayor, Carl Dunn, promised help for the 62 rope makers who lost their looms.",
    "The works were built in 1911 by Ignatius Velden, whose statue in front of them lost its hat of bronze.",
    "Insurers from Ostrava will look at the ruin on Friday, and Berg hopes to open the basin again by then.",
)
MATCH = (
    "Mirren Wanderers beat Tarnow Rovers by three goals at Pemberley Park, their best result since 1987.",
    "Tomas Quillon scored twice before the rain came down, and Neville Strake headed in the last one.",
    "The crowd of 4,312 sang for Quillon, who leaves for Harwick in June, and threw him scarves and a hen.",
    "Rovers lost Piet Hollmann to a red card after he had argued about a corner with referee Dora Marsh.",
    "Wanderers travel to Vostok next Saturday, where they last won when Strake still played for the juniors.",
)
MORE_OF_THE_MATCH = (
    "Strake said that he had dreamt of the goal, and that in the dream the ball had been a loaf of bread.",
    *MATCH[1:],
)


def both(
    left: tuple[str, ...], right: tuple[str, ...], outlets: tuple[str | None, str | None] = (None, None)
) -> Report:
    return compared(
        [
            made_article(name, "\n\n".join(parts), outlet=outlet)
            for name, parts, outlet in zip("ab", (left, right), outlets, strict=True)
        ]
    )


def called(report: Report, words: str = "published by") -> set[Content]:
    return {match.content for match in report.matches if words in match.left.text}


@pytest.mark.parametrize("outlets", [("Port Herald", "Port Herald"), (None, None), ("Port Herald", None)])
@pytest.mark.parametrize("ends", [((IMPRINT,), ()), ((), (IMPRINT,))], ids=["head", "foot"])
def test_a_line_at_one_end_of_two_articles_with_different_stories_is_boilerplate(
    ends: tuple[tuple[str, ...], tuple[str, ...]], outlets: tuple[str | None, str | None]
) -> None:
    head, foot = ends
    report = both((*head, *FIRE, *foot), (*head, *MATCH, *foot), outlets)
    assert called(report) == {"boilerplate"}
    assert [pair.origin.kind for pair in report.pairs] == ["boilerplate"]


def test_a_credit_elsewhere_makes_no_wire_copy_of_two_articles_with_an_imprint_in_common() -> None:
    credited = (f"KESSEL (Reuters) - {FIRE[0]}", *FIRE[1:], IMPRINT)
    (pair,) = both(credited, (*MATCH, IMPRINT), ("Port Herald", "Port Herald")).pairs
    assert (pair.origin.kind, pair.origin.agency) == ("boilerplate", None)


@pytest.mark.parametrize(
    ("left", "right", "outlets"),
    [
        ((*FIRE, IMPRINT), (*MATCH, IMPRINT), ("Port Herald", "Sund Echo")),
        ((*MATCH, IMPRINT), (*MORE_OF_THE_MATCH, IMPRINT), ("Port Herald", "Port Herald")),
        ((*FIRE[:3], IMPRINT, *FIRE[2:]), (*MATCH[:3], IMPRINT, *MATCH[2:]), ("Port Herald", "Port Herald")),
        ((*FIRE, IMPRINT), (IMPRINT, *MATCH), ("Port Herald", "Port Herald")),
        ((*FIRE, f"{IMPRINT} {FIRE[2]}"), (*MATCH, IMPRINT), ("Port Herald", "Port Herald")),
        ((*FIRE, IMPRINT), (*FIRE[3:], *MATCH, IMPRINT), ("Port Herald", "Port Herald")),
    ],
    ids=["two outlets", "one story", "amid both", "head and foot", "part of a paragraph", "much besides"],
)
def test_other_text_in_common_stays_a_passage(
    left: tuple[str, ...], right: tuple[str, ...], outlets: tuple[str | None, str | None]
) -> None:
    assert called(both(left, right, outlets)) == {"passage"}


def test_a_check_calls_a_standing_line_as_a_comparison_does(tmp_path: Path) -> None:
    made = collection(*("\n\n".join((*story, IMPRINT)) for story in (FIRE, MATCH)), outlet="Port Herald")
    expected = known(made.compared().matches, made.ids[0])
    assert [content for _, _, content in expected.values()] == ["boilerplate"]
    path = made.indexed(tmp_path / "index.duckdb", [made.without(0)])
    assert known(made.checked(path, 0).matches, made.ids[0]) == expected
