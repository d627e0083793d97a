"""What each piece of evidence does to an origin: signs, third articles, doubt, order, dates."""

from __future__ import annotations

from dataclasses import replace

import pytest

from made_columns import compared, made_article
from origin_facts import article, credit, kinds_of, link, quotes
from provenance.core.origins.origin import article_origin, cluster_origin, house_of, pair_origin
from provenance.core.passages.finding import DESCRIBED, naming
from provenance.core.passages.shared import Witness
from provenance.model import Article, Credit, Evidence, Origin, Segments, Span


def sign(agency: str = "", line: int = 9) -> Credit:
    return credit(agency, "release-sign", line, release=True)


def witness(agency: str = "AFP", words: int = 60, weight: float = 2.2) -> Witness:
    return Witness(article="c", credit=credit(agency), weight=weight, words=words)


def said(origin: Origin, kind: str) -> list[str]:
    return [fact.detail for fact in (*origin.supports, *origin.against) if fact.kind == kind]


def test_one_sign_of_a_press_release_in_each_of_two_articles_adds_up() -> None:
    links = [link(words=80, run=40)]
    one = pair_origin(article("a", sign("Acme Pumps")), article("b"), links)
    both = pair_origin(article("a", sign("Acme Pumps")), article("b", sign()), links)
    assert (one.kind, one.agency) == ("unknown", None)
    assert "release-sign" in kinds_of(one.supports)
    assert (both.kind, both.agency) == ("press-release", "Acme Pumps")
    assert both.confidence < pair_origin(article("a", credit()), article("b", credit()), links).confidence


def test_one_sign_of_a_press_release_alone_says_nothing_of_an_article_but_two_do() -> None:
    assert article_origin(article("a", sign("Acme Pumps")), [], {}) == Origin()
    two = article_origin(article("a", sign("Acme Pumps"), sign("Acme Pumps", 12)), [], {})
    assert (two.kind, two.agency) == ("press-release", "Acme Pumps")
    assert two.confidence < 0.8


def test_one_sign_of_a_press_release_does_not_stand_in_the_way_of_a_shared_quotation() -> None:
    signed = article("a", sign())
    assert article_origin(signed, quotes("Jane Doe"), {"b": article("b")}).kind == "shared-quote"


def test_the_issuer_of_a_press_release_is_named_rather_than_the_wire_that_carried_it() -> None:
    wire = credit("PR Newswire", release=True)
    released = article("a", wire, sign("Acme Pumps"), sign("Acme Pumps", 12))
    origin = pair_origin(released, article("b"), [link(words=60, run=40)])
    assert (origin.kind, origin.agency) == ("press-release", "Acme Pumps")
    assert "agencies-differ" not in kinds_of(origin.against)
    assert article_origin(released, [], {}).agency == "Acme Pumps"


def test_an_origin_is_no_surer_than_the_credit_it_rests_on() -> None:
    links = [link(words=300, run=200)]
    told = pair_origin(article("a", credit(kind="told")), article("b"), links)
    line = pair_origin(article("a", credit()), article("b"), links)
    assert told.kind == line.kind == "wire-copy"
    assert told.confidence < 0.75 < line.confidence


def test_an_agency_that_contributed_to_an_article_is_not_its_author() -> None:
    mine = article("a", credit(kind="contribution"))
    alone = article_origin(mine, [], {})
    assert (alone.kind, alone.agency) == ("unknown", "AFP")
    assert alone.confidence < article_origin(article("a", credit(kind="credit-line")), [], {}).confidence
    few, much = ([link(words=words, run=15)] for words in (20, 120))
    assert pair_origin(mine, article("b"), few).kind == "unknown"
    assert pair_origin(article("a", credit(kind="credit-line")), article("b"), few).kind == "wire-copy"
    both = pair_origin(mine, article("b"), much)
    assert (both.kind, both.agency) == ("wire-copy", "AFP")
    assert both.confidence < pair_origin(article("a", credit()), article("b"), much).confidence
    quoted = pair_origin(mine, article("b", credit(kind="contribution")), [link("quote", 12, speaker="A B")])
    assert quoted.kind == "shared-quote"


def test_a_surname_is_no_second_speaker_beside_the_full_name() -> None:
    origin = pair_origin(article("a"), article("b"), quotes("Ada Berg", "Berg", "Heiberg"))
    assert said(origin, "speaker") == ["words of Ada Berg, Heiberg"]
    assert said(pair_origin(article("a"), article("b"), quotes("Ada Berg", "Berg")), "choice") == []


def test_a_description_is_no_second_speaker_where_the_other_side_names_him() -> None:
    named, described = quotes("Ada Berg", "the mayor")
    assert len(said(pair_origin(article("a"), article("b"), [named, described]), "choice")) == 1
    links = [replace(named, alias="The mayor"), described]
    origin = pair_origin(article("a"), article("b"), links)
    assert (said(origin, "speaker"), said(origin, "choice")) == (["words of Ada Berg"], [])


def test_a_third_articles_credit_for_the_same_text_counts_but_less_than_ones_own() -> None:
    links = [link(words=60, run=30)]
    alone = pair_origin(article("a"), article("b"), links)
    third = pair_origin(article("a"), article("b"), links, witness())
    own = pair_origin(article("a", credit()), article("b"), links)
    assert alone.kind == "unknown"
    assert (third.kind, third.agency) == ("wire-copy", "AFP")
    assert third.confidence < own.confidence
    assert said(third, "third-article") == ['c holds 60 words of it and has "AFP" :3']


@pytest.mark.parametrize("weak", [witness(words=10), witness(words=25), witness(weight=0.6)])
def test_a_third_article_that_holds_little_of_the_text_or_credits_weakly_does_not_count(
    weak: Witness,
) -> None:
    assert pair_origin(article("a"), article("b"), [link(words=60, run=30)], weak).kind == "unknown"


def test_a_third_article_never_makes_wire_copy_of_a_quotation() -> None:
    assert pair_origin(article("a"), article("b"), quotes("A"), witness()).kind == "shared-quote"


def test_unnamed_agencies_take_the_name_that_another_article_gives() -> None:
    unnamed = article("a", credit("", "byline"))
    links = [link(words=60, run=30)]
    alone = pair_origin(unnamed, article("b"), links)
    named = pair_origin(unnamed, article("b"), links, witness())
    assert (alone.kind, alone.agency) == ("wire-copy", None)
    assert (named.kind, named.agency) == ("wire-copy", "AFP")
    origin = article_origin(unnamed, links, {"b": article("b")}, {"b": named})
    assert (origin.kind, origin.agency) == ("wire-copy", "AFP")


def test_a_doubtful_passage_does_not_outweigh_a_sure_quotation() -> None:
    sure = link("quote", 40, speaker="Jane Doe", score=1.0)
    doubtful = link(words=9, at=2000, score=0.7)
    origin = pair_origin(article("a"), article("b"), [sure, doubtful])
    assert origin.kind == "shared-quote"
    assert "doubtful" in kinds_of(origin.against)
    assert origin.confidence < pair_origin(article("a"), article("b"), [sure]).confidence
    copied = replace(doubtful, words=20, longest_run=15, score=0.95)
    for held in ([doubtful], [sure, copied], [sure, replace(doubtful, words=60)]):
        assert pair_origin(article("a"), article("b"), held).kind == "unknown"


def test_several_doubtful_passages_are_together_sure_enough() -> None:
    sure = link("quote", 90, speaker="Jane Doe", score=1.0)
    doubtful = [link(words=20, at=2000 * number, score=0.7) for number in (1, 2, 3)]
    assert pair_origin(article("a"), article("b"), [sure, *doubtful]).kind == "unknown"


def test_matches_that_follow_one_another_in_both_articles_make_a_common_source_likelier() -> None:
    def of(gap: int, right_gap: int) -> Origin:
        places = [(number * (100 + gap), number * (100 + right_gap)) for number in range(4)]
        held = [link(words=10, at=at, right_at=other) for at, other in places]
        return pair_origin(article("a"), article("b"), held)

    assert said(of(2, 2), "contiguity") == ["4 matches follow one another in both"]
    assert said(of(2, 400), "contiguity") == []
    assert of(2, 400).confidence < of(2, 2).confidence


def test_one_house_and_stock_phrases_speak_against_wire_copy() -> None:
    members = [article(name, credit(), house="Quayside Media") for name in "ab"]
    origin = pair_origin(members[0], members[1], [link(words=30), link("formula", at=7000)])
    assert {"one-house", "set-aside"} <= kinds_of(origin.against)


def test_outlets_of_one_house_count_once() -> None:
    links = [link(words=40, left="a", right=other) for other in "bc"]
    house = [article(name, house="Quayside Media") for name in "ab"]
    assert said(cluster_origin([article(name) for name in "abc"], links), "outlets") == ["3 outlets"]
    assert said(cluster_origin([*house, article("c")], links), "outlets") == []


def test_hours_apart_say_more_than_days() -> None:
    def of(first: str, second: str) -> Origin:
        return pair_origin(article("a", published=first), article("b", published=second), [link(words=20)])

    hours = of("2024-01-03T08:00:00Z", "2024-01-03T11:00:00+01:00")
    day = of("2024-01-03", "2024-01-03T10:00:00Z")
    assert said(hours, "dates") == ["published within 2 hours"]
    assert said(day, "dates") == ["published on one day"]
    assert day.confidence < hours.confidence


def test_a_quotation_that_each_side_gives_to_somebody_else_is_a_weaker_shared_quote() -> None:
    same = link("quote", 12, speaker="Jane Doe")
    weaker = pair_origin(article("a"), article("b"), [replace(same, speakers_differ=True)])
    assert weaker.kind == "shared-quote"
    assert weaker.confidence < pair_origin(article("a"), article("b"), [same]).confidence
    assert "speakers-differ" in kinds_of(weaker.against)


# --- who had it first


def first(*members: tuple[str, str | None], **facts: object) -> list[str]:
    held = [article(name, published=published) for name, published in members]
    links = [link(left=held[0].id, right=other.id) for other in held[1:]]
    return said(cluster_origin(held, links), "earliest-held")


@pytest.mark.parametrize(
    ("left", "right", "wanted"),
    [
        ("2024-01-03", "2024-01-05", "earliest held: a, published 2 days before the next"),
        (
            "2024-01-05T09:00:00Z",
            "2024-01-05T06:00:00Z",
            "earliest held: b, published 3 hours before the next",
        ),
        (
            "2024-01-05T09:00:00+09:00",
            "2024-01-04T23:30:00Z",
            "earliest held: b, published 30 minutes before the next",
        ),
        ("2024-01-05", "2024-01-05T06:00:00Z", "earliest held: open between a, b, all of 2024-01-05"),
        ("2024-01-05T06:00:00Z", None, "earliest held: open, b has no date"),
    ],
)
def test_the_earliest_held_is_told_by_the_dates_or_left_open(
    left: str, right: str | None, wanted: str
) -> None:
    assert first(("a", left), ("b", right)) == [wanted]


def test_without_any_date_nothing_is_said_of_who_had_it_first() -> None:
    assert first(("a", None), ("b", "last week")) == []


def test_of_many_articles_the_earliest_held_is_named_and_those_without_a_date_are_counted() -> None:
    held = first(("a", "2024-01-05"), ("b", "2024-01-03"), ("c", "2024-01-04"), ("d", None))
    assert held == ["earliest held: b, published 1 day before the next, 1 without a date"]


def test_an_update_after_the_other_came_out_makes_the_wording_of_the_earliest_uncertain() -> None:
    changed = article("a", published="2024-01-03", updated="2024-01-06")
    before = replace(changed, updated="2024-01-03")
    other = article("b", published="2024-01-05")
    assert said(pair_origin(changed, other, [link()]), "earliest-held") == [
        "earliest held: a, published 2 days before the next; updated 2024-01-06, so its wording may be later"
    ]
    assert "updated" not in said(pair_origin(before, other, [link()]), "earliest-held")[0]


def test_a_source_that_an_article_names_goes_before_dates() -> None:
    later = article("a", published="2024-01-03", house="Outlet b")
    told = pair_origin(later, article("b", published="2024-01-09"), [link()])
    assert said(told, "earliest-held") == ["b is in the outlet that another one names as its source"]
    plain = pair_origin(replace(later, house=None), article("b", published="2024-01-09"), [link()])
    assert said(plain, "earliest-held") == ["earliest held: a, published 6 days before the next"]


def test_an_article_in_front_of_an_outlets_name_does_not_matter() -> None:
    later = article("a", house="Harbour Mail")
    origin = pair_origin(later, article("b", outlet="The Harbour Mail"), [link(words=80, run=40)])
    assert origin.kind == "syndication"


def test_the_article_that_stands_in_the_other_as_a_whole_may_be_cut() -> None:
    links = [link(words=90)]
    origin = pair_origin(article("a", words=100), article("b", words=400), links)
    assert said(origin, "containment") == [
        "90% of a stands in b, 22% the other way: the one may be cut, or the other written on"
    ]
    assert said(pair_origin(article("a", words=100), article("b", words=110), links), "containment") == []


def test_the_side_that_keeps_names_and_numbers_is_named() -> None:
    one = replace(link(words=40), left_details=5, right_details=1)
    wanted = ["a keeps 5 names and numbers that b lacks in their passages, 1 the other way"]
    assert said(pair_origin(article("a"), article("b"), [one]), "details") == wanted
    even = replace(one, right_details=4)
    assert said(pair_origin(article("a"), article("b"), [even]), "details") == []


def test_who_had_it_first_never_changes_how_sure_an_origin_is() -> None:
    members = [article(name, published="2024-01-03", words=100) for name in "ab"]
    plain = pair_origin(members[0], members[1], [link(words=40)])
    detailed = pair_origin(members[0], members[1], [replace(link(words=40), left_details=9)])
    assert plain.confidence == detailed.confidence
    assert Evidence(kind="details", detail=said(detailed, "details")[0]) not in plain.supports


# --- houses


def _segments(text: str) -> Segments:
    spans = (Span(0, len(text)),)
    return Segments(
        paragraphs=spans, furniture=(False,), sentences=spans, sentence_paragraph=(0,), quotations=()
    )


def test_who_owns_an_outlet_is_believed_where_the_outlet_is_the_articles_own() -> None:
    text = "The Harbour Mail belongs to the Quayside Group."
    mine = Article(id="a", path="a", text=text, outlet="Harbour Mail")
    assert house_of(mine, _segments(text)) == "Quayside"
    assert house_of(replace(mine, outlet="Hill Herald"), _segments(text)) is None


def test_the_rest_of_a_form_is_no_wire_copy() -> None:
    rest = link(words=12, run=12, at=4000)
    credited = article("a", credit()), article("b", credit())
    assert pair_origin(*credited, [rest]).kind == "wire-copy"
    form = [link("formula", 20, at=1000 * number) for number in range(3)]
    assert pair_origin(*credited, [*form, rest]).kind == "formula"
    assert pair_origin(*credited, [*form, link(words=200, run=60, at=4000)]).kind == "wire-copy"


def test_short_wording_beside_stock_text_leaves_it_stock_text() -> None:
    links = [link("boilerplate", 20), link(words=5, at=4000)]
    assert pair_origin(article("a", credit()), article("b"), links).kind == "boilerplate"


def test_two_copies_do_not_make_a_formula_of_many_articles_wire_copy() -> None:
    members = [article(name, credit()) for name in "abc"]
    stock = [link("formula", left="a", right="c"), link("formula", left="b", right="c")]
    copied = link(words=60, run=60, left="a", right="b")
    assert cluster_origin(members, [copied]).kind == "wire-copy"
    assert cluster_origin(members, [copied, *stock]).kind == "formula"


RELEASED = (
    "The Kessel Water Trust will spend forty million crowns on new sluices along the northern dike.\n\n"
    "Work on the first of the sluices begins in March and should keep many hundred homes dry in a flood.\n\n"
    "Engineers of the trust inspected ninety gates and found that one in six no longer closes at high water."
)


def test_a_press_release_that_names_no_issuer_is_the_source_of_articles_that_share_its_text() -> None:
    release = f"Sluices for the dike\n\n{RELEASED}\n\nENDS\n\nNotes to editors\n\nThe trust has nine dikes."
    texts = {
        "a": f"Sluices come\n\nIt rained as councillors met on a bench outside the hall.\n\n{RELEASED}",
        "b": f"Gates mended\n\nAnglers on the east bank had asked for it in all these years.\n\n{RELEASED}",
        "c": release,
    }
    articles = [made_article(name, text, outlet=f"Outlet {name}") for name, text in texts.items()]
    origins = {(pair.left, pair.right): pair.origin for pair in compared(articles).pairs}
    assert {origin.kind for origin in origins.values()} == {"press-release"}
    assert origins["a", "b"].confidence < origins["a", "c"].confidence
    (witness,) = said(origins["a", "b"], "third-article")
    assert witness.startswith("c holds")
    alone = compared(articles[:2]).pairs
    assert [pair.origin.kind for pair in alone] == ["unknown"]


def test_a_name_may_begin_with_small_words() -> None:
    for name in ("van den Berg", "al-Sarim", "von der Leyen", "Ada van der Berg"):
        assert naming(name) > DESCRIBED
    for described in ("the head of state", "la presidenta", "the 54-year-old", "a spokesman"):
        assert naming(described) == DESCRIBED


LEAD = (
    "At least 37 people died and 200 were injured when a strong earthquake shook the Tuwa valley early on"
    " Monday, the civil protection office said."
)
REWORDED = (
    "At least 37 people have died and some 200 are injured after a strong earthquake shook the Tuwa "
    "valley on early Monday, the civil protection office says."
)
SECOND = (
    "Rescuers dug with their hands through the rubble of a school, where parents had waited since dawn "
    "for any sign of their children."
)
REWORDED_SECOND = (
    "Rescuers were digging with their hands through rubble at a school, where parents waited since dawn "
    "for a sign of their children."
)
OWN = (
    "The airport stayed closed, and the army flew tents and water into the mountains above the lake by "
    "helicopter."
)


@pytest.mark.parametrize(("more", "told"), [(OWN, False), (REWORDED_SECOND, True)])
def test_one_passage_in_other_words_makes_no_witness_of_a_third_article(more: str, *, told: bool) -> None:
    texts = {
        "a": f"Quake kills dozens\n\n{LEAD}\n\n{SECOND}",
        "b": f"Valley in ruins\n\n{LEAD}\n\n{SECOND}",
        "c": f"Tuwa shaken\n\nTUWA (dpa) - {REWORDED}\n\n{more}",
    }
    articles = [made_article(name, text, outlet=f"Outlet {name}") for name, text in texts.items()]
    report = compared(articles)
    assert any(match.relation == "reworded" and match.content == "passage" for match in report.matches)
    origins = {(pair.left, pair.right): pair.origin for pair in report.pairs}
    assert bool(list(said(origins["a", "b"], "third-article"))) is told
