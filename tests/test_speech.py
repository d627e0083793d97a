"""Statements that one article quotes and another reports, as a whole comparison sees them."""

from __future__ import annotations

import pytest

from made_columns import compared, made_article
from provenance.model import Match

HERE = "The old boats left Lorn at six and were back by noon, as on every Tuesday of the winter.\n\n{}"
THERE = "Parliament rose early for the holiday, and no vote on the canal was taken this week.\n\n{}"
QUOTING = (
    "Ada Berg said that her trust had found forty cracked piles beneath the ferry terminal, and called that "
    "a “damning verdict on everyone who signed the 2016 survey of the quay”."
)
REPORTING = (
    "Forty piles under the ferry terminal are cracked, Ada Berg said, adding that this damned everyone who "
    "had signed the survey of the quay in 2016."
)
TOLD = (
    "Forty cracked piles were found beneath the ferry terminal by her trust, and that damned everyone who "
    "had signed the survey in 2016."
)


def matched(left: str, right: str) -> Match:
    articles = [made_article("a", HERE.format(left)), made_article("b", THERE.format(right))]
    (match,) = compared(articles).matches
    return match


def test_what_one_article_quotes_in_part_and_another_reports_is_a_quotation() -> None:
    match = matched(QUOTING, REPORTING)
    assert (match.relation, match.content) == ("reworded", "quote")
    assert match.speaker


def test_what_nobody_is_said_to_have_said_stays_a_passage() -> None:
    match = matched(QUOTING, TOLD)
    assert (match.relation, match.content) == ("reworded", "passage")


def test_a_report_that_was_copied_with_the_quotation_in_it_stays_a_passage() -> None:
    match = matched(QUOTING, QUOTING.replace("forty cracked", "some forty badly cracked"))
    assert (match.relation, match.content, match.speaker) == ("near-copy", "passage", None)


def quoted(left: str, right: str) -> str | None:
    """Return the speaker of a quotation that two articles give to whom they name so."""
    text = "“Boards sit idle beneath forty ferry piers and count gulls,” {} said on Friday."
    articles = [
        made_article("a", HERE.format(text.format(left))),
        made_article("b", THERE.format(text.format(right))),
    ]
    (speaker,) = {one.speaker for one in compared(articles).matches if one.content == "quote"}
    return speaker


@pytest.mark.parametrize(
    "described", ["the 54-year-old", "the head of the trust", "the Lornish mayor", "Berg"]
)
def test_the_side_that_gives_the_name_names_the_speaker(described: str) -> None:
    assert quoted(described, "Ada Berg") == quoted("Ada Berg", described) == "Ada Berg"


def test_a_surname_tells_less_than_a_description_that_holds_the_full_name() -> None:
    described = "lead engineer and HPA dike planner Ada Berg"
    assert quoted(described, "Berg") == quoted("Berg", described)
    assert "Ada Berg" in (quoted("Berg", described) or "")


def test_of_two_different_names_the_left_one_stands() -> None:
    assert quoted("Holm", "Ada Berg") == "Holm"


def test_the_sentence_around_a_quotation_names_its_speaker_where_no_cue_does() -> None:
    text = "“Boards sit idle beneath forty ferry piers and count gulls”: that, according to Ada Berg, is why."
    match = matched(text, text)
    assert (match.content, match.speaker) == ("quote", "Ada Berg")


SAID = "“We found forty cracked piles beneath the ferry terminal and nobody would listen to us,” said {}."


def test_words_that_the_sides_give_to_two_persons_are_nobodys() -> None:
    match = matched(SAID.format("Ada Berg"), SAID.format("Carl Lund"))
    assert match.speaker is None
    assert ("speaker", "given to Ada Berg and to Carl Lund") in [
        (one.kind, one.detail) for one in match.evidence
    ]


@pytest.mark.parametrize("other", ["Pavel Orlov", "Pawel Orlow", "Павел Орлов", "Павло Орлов", "Mr Orlov"])
def test_one_person_may_be_spelled_in_several_ways(other: str) -> None:
    assert matched(SAID.format("Pavel Orlov"), SAID.format(other)).speaker == "Pavel Orlov"
