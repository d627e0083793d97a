"""A copied stretch begins and ends with its sentences where only a few words there were changed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from made_columns import NO_BACKGROUND, compared, cut_texts, made_article
from provenance.core.collection.terms import number_terms
from provenance.core.matching.claims import Places
from provenance.core.matching.edges import with_whole_sentences
from provenance.core.matching.resolve import Claim
from provenance.model import Match

FIRE = (
    "people died in a fire that destroyed the fish market of the harbour town of Eastport on Tuesday night,"
    " the police said."
)
BEFORE = "Autumn came late to the coast this year."
AFTER = "Aldermen from every ward met under a leaking roof to hear what the chief of the brigade made of it"


def found(left: str, right: str) -> Match:
    (match,) = compared([made_article("a", left), made_article("b", right)]).matches
    return match


@pytest.mark.parametrize("before", ["", f"{BEFORE} ", "EASTPORT (AFP) - "])
def test_a_figure_changed_at_a_sentences_start_belongs_to_the_match(before: str) -> None:
    match = found(f"12 {FIRE}", f"{before}15 {FIRE}")
    assert (match.relation, match.left.text[:9], match.right.text[:9]) == (
        "near-copy",
        "12 people",
        "15 people",
    )


def test_a_word_changed_at_a_sentences_end_belongs_to_the_match() -> None:
    match = found(f"{AFTER} on Monday.", f"{AFTER} on Friday.\n\n{BEFORE}")
    assert match.relation == "near-copy"
    words = len(f"{AFTER} on Monday.".split())
    assert match.features["identity"] == pytest.approx((words - 1) / words, abs=1e-4)
    assert match.left.text.endswith("on Monday")
    assert match.right.text.endswith("on Friday")


def test_a_sentence_is_not_begun_with_where_much_of_it_differs() -> None:
    other = "In a letter to all of its subscribers that the newspaper printed last week, Mayor Berg told how"
    match = found(f"12 {FIRE}", f"{other} {FIRE}")
    assert match.relation == "identical"
    assert match.left.text.startswith("people died")


def test_a_quotation_ends_where_its_marks_do() -> None:
    said = f"“{AFTER} all of that day,”"
    match = found(f"{said} Anna Berg said.", f"{said} the mayor added.")
    assert (match.relation, match.content) == ("identical", "quote")


def test_words_that_one_side_only_has_are_left_out() -> None:
    match = found(FIRE.capitalize(), f"Yesterday {FIRE}")
    assert match.relation == "identical"


def widened(claims: list[Claim]) -> list[Claim]:
    """Return the claims of two paragraphs of ten words each, the first of which are 12 and 15."""
    c = cut_texts(*(f"{n} people died in a fire on the old pier." for n in (12, 15)))
    terms = number_terms(c, np.arange(2, dtype=np.int32), np.arange(2), NO_BACKGROUND)
    return with_whole_sentences(Places(c, terms), (0, 1), claims)


def claim(a: int, b: int, c: int, d: int, *, copied: bool = True) -> Claim:
    return Claim(left_first=a, left_last=b, right_first=c, right_last=d, score=0.9, copied=copied)


def test_what_another_match_of_the_paragraphs_holds_is_left_to_it() -> None:
    copy, taken = claim(1, 10, 1, 10), claim(0, 1, 3, 6)
    # Of its ten words nine are equal.
    assert widened([copy]) == [replace(claim(0, 10, 0, 10), features={"identity": 0.9})]
    assert widened([copy, taken]) == [copy, taken]


def test_a_sentence_that_is_left_of_two_reworded_paragraphs_begins_with_its_figure() -> None:
    chief = "Aldermen from every ward met under a leaking roof to hear what the brigade's chief made of it."
    again = "Aldermen from every ward met under a leaking roof to hear what the brigade's chief said of it."
    report = compared(
        [
            made_article("a", f"12 {FIRE} {chief}"),
            # This paragraph resembles all of the one above, but the chief's part is in the last one.
            made_article(
                "b",
                f"15 {FIRE} The chief of the brigade told aldermen from every ward.\n\n{BEFORE}\n\n{again}",
            ),
        ]
    )
    texts = [(match.left.text, match.right.text) for match in report.matches]
    assert (f"12 {FIRE[:-1]}", f"15 {FIRE[:-1]}") in texts


def test_compared_units_keep_their_ends() -> None:
    unit = claim(1, 10, 1, 10, copied=False)
    assert widened([unit]) == [unit]


def test_no_match_lies_inside_a_near_copy() -> None:
    one = "Hagen woods (9 km). Boots are advised. Look for the wood ants' nest beside the third gate."
    other = "Hagen woods: nine kilometres, boots advised. Look for the wood ants' nest beside the third gate."
    matches = compared([made_article("a", one), made_article("b", other)]).matches
    near = [m for m in matches if m.relation in ("identical", "near-copy")]
    assert near
    for match in near:
        inside = [
            m
            for m in matches
            if m is not match
            and match.left.start <= m.left.start
            and m.left.end <= match.left.end
            and match.right.start <= m.right.start
            and m.right.end <= match.right.end
        ]
        assert inside == []


def test_quotations_inside_a_near_copy_with_another_speaker_are_matches_of_their_own() -> None:
    one = "The heat was so fierce that the paint ran down the walls like water"
    two = "We held on and counted the children until a fishing boat took us aboard in the grey of the morning"
    left = f"“{one},” said Arne Lind, a lorry driver who escaped by breaking a window. “{two}.”"
    right = f"“{one},” he said. “{two}.”"
    matches = compared([made_article("a", left), made_article("b", right)]).matches
    assert {one, two} <= {match.left.text for match in matches if match.content == "quote"}
