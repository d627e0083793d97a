"""What an origin is called, how sure of it we are, and what must never change either."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from folders import SHARED
from origin_facts import article, credit, kinds_of, link, quotes
from provenance.core.origins.evidence import BASE, Weighed, confidence
from provenance.core.origins.origin import (
    ArticleFacts,
    Link,
    article_origin,
    cluster_origin,
    house_of,
    pair_origin,
)
from provenance.core.passages.shared import add_up, held_words
from provenance.model import Article, Content, Evidence, Origin, Segments, Span


def test_text_in_common_under_the_same_dateline_is_wire_copy() -> None:
    origin = pair_origin(article("a", credit()), article("b", credit()), [link(words=32, run=32)])
    assert (origin.kind, origin.agency) == ("wire-copy", "AFP")
    assert origin.confidence > 0.9
    assert 'a has "AFP" :3' in [fact.detail for fact in origin.supports]


def test_one_dateline_and_text_in_common_is_wire_copy_with_less_confidence() -> None:
    both = pair_origin(article("a", credit()), article("b", credit()), [link(run=15)])
    one = pair_origin(article("a", credit()), article("b"), [link(run=15)])
    assert one.kind == "wire-copy"
    assert one.confidence < both.confidence
    assert "b credits nobody" in [fact.detail for fact in one.against]


def test_text_in_common_without_any_credit_is_of_unknown_origin_though_likely_common() -> None:
    origin = pair_origin(article("a"), article("b"), [link(words=180, run=60)])
    assert (origin.kind, origin.agency) == ("unknown", None)
    assert origin.confidence > 0.8
    assert "nobody-credits" in kinds_of(origin.against)


def test_one_outlets_two_reports_with_a_quotation_in_common_are_no_wire_copy() -> None:
    same = [article(name, credit("AFP"), outlet="Daily") for name in ("a", "b")]
    other = [article(name, credit("AFP"), outlet=f"Daily {name}") for name in ("a", "b")]
    assert pair_origin(*same, quotes("Jane Doe")).kind == "shared-quote"
    assert pair_origin(*other, quotes("Jane Doe")).kind == "wire-copy"


def test_quotations_alone_are_a_shared_quote_even_when_one_side_told_an_agency() -> None:
    told = article("a", credit(kind="told", line=64))
    origin = pair_origin(told, article("b"), quotes("Jane Doe", "John Roe"))
    assert (origin.kind, origin.agency) == ("shared-quote", None)
    assert 'a has "AFP" :64' in [fact.detail for fact in origin.against]


def test_told_on_one_side_and_a_short_passage_leave_the_origin_unknown_but_likely_common() -> None:
    told = article("a", credit(kind="told", line=28), credit(kind="told", line=64), outlet=None)
    links = [*quotes("A", "B", "C", "D"), link(words=15, at=9000)]
    origin = pair_origin(told, article("b", outlet=None), links)
    assert origin.kind == "unknown"
    assert 0.5 < origin.confidence < 0.8
    assert {"told", "choice", "text-around"} <= kinds_of(origin.supports)
    assert {"credits-nobody", "outlet-unknown"} <= kinds_of(origin.against)


def test_sources_chosen_alike_make_a_common_source_likelier() -> None:
    def of(speakers: list[str]) -> float:
        return pair_origin(
            article("a"), article("b"), [*quotes(*speakers), link(words=60, at=9000)]
        ).confidence

    assert of(["A", "A", "A"]) < of(["A", "B", "A"]) < of(["A", "B", "C"])


def test_an_order_of_quotations_is_claimed_only_where_there_is_one() -> None:
    ahead = [link("quote", 12, at=1000 * n, speaker=str(n)) for n in range(4)]
    back = [link("quote", 12, at=1000 * n, right_at=9000 - 1000 * n, speaker=str(n)) for n in range(4)]
    details = [
        [fact.detail for fact in pair_origin(article("a"), article("b"), [*held, link(at=20000)]).supports]
        for held in (ahead, back)
    ]
    assert "the same words chosen from 4 sources, in one order" in details[0]
    assert "the same words chosen from 4 sources" in details[1]


def test_a_photo_credit_never_makes_wire_copy() -> None:
    photo = article("a", credit(kind="photo"))
    origin = pair_origin(photo, article("b", credit(kind="photo")), [link(words=100, run=60)])
    assert origin.kind == "unknown"
    assert "photo-credit" in kinds_of(origin.against)
    assert article_origin(photo, [], {}).kind == "unknown"


@pytest.mark.parametrize(("content", "kind"), [("formula", "formula"), ("boilerplate", "boilerplate")])
def test_stock_wording_is_never_wire_copy_whatever_is_credited(content: Content, kind: str) -> None:
    origin = pair_origin(article("a", credit()), article("b", credit()), [link(content, 40, run=40)])
    assert (origin.kind, origin.agency) == (kind, None)


def test_a_name_in_common_is_no_wire_copy() -> None:
    origin = pair_origin(article("a", credit()), article("b", credit()), [link(words=6, run=6)])
    assert origin.kind == "unknown"
    assert origin.confidence < 0.2


def test_text_under_a_press_release_wire_is_a_press_release() -> None:
    released = article("a", credit("PR Newswire", release=True))
    origin = pair_origin(released, article("b"), [link(words=60, run=40)])
    assert (origin.kind, origin.agency) == ("press-release", "PR Newswire")
    assert article_origin(released, [], {}).kind == "press-release"


def test_a_later_version_in_the_same_outlet_is_a_revision() -> None:
    first = article("a", outlet="Mail", published="2024-01-03")
    later = article("b", outlet="Mail", published="2024-01-04")
    links = [link(words=150, run=90)]
    assert pair_origin(first, later, links).kind == "revision"
    assert article_origin(later, links, {"a": first}).kind == "revision"
    assert article_origin(first, links, {"b": later}).kind == "unknown"


def test_a_short_version_that_was_written_on_in_the_same_outlet_is_a_revision() -> None:
    short, long = article("a", outlet="Mail", words=60), article("b", outlet="Mail", words=400)
    origin = pair_origin(short, long, [link(words=55, run=40)])
    assert origin.kind == "revision"
    assert "92% of a stands in b" in {fact.detail for fact in origin.supports}
    assert pair_origin(short, replace(long, outlet="Post"), [link(words=55, run=40)]).kind == "unknown"


@pytest.mark.parametrize(("words", "kind"), [(170, "revision"), (140, "unknown")])
def test_a_version_written_over_sentence_by_sentence_is_a_revision_where_most_of_it_is_held(
    words: int, kind: str
) -> None:
    first, later = (article(name, outlet="Mail", words=200) for name in "ab")
    parts = [link(words=words // 10, run=9, at=300 * n) for n in range(10)]
    assert pair_origin(first, later, parts).kind == kind
    assert pair_origin(first, replace(later, outlet="Post"), parts).kind == "unknown"


def test_a_passage_of_two_versions_of_an_article_comes_from_its_revision() -> None:
    versions = [article(name, credit(), outlet="Mail") for name in "ab"]
    passage = link(words=20, run=20)
    everything = add_up(*versions, [passage, link(words=150, run=90, at=2000)])
    assert cluster_origin(versions, [passage]).kind == "wire-copy"
    assert cluster_origin(versions, [passage], {("a", "b"): everything}).kind == "revision"


def test_a_small_repeat_in_the_same_outlet_is_no_revision_and_says_one_outlet() -> None:
    origin = pair_origin(article("a", outlet="Mail"), article("b", outlet="Mail"), [link(run=25)])
    assert origin.kind == "unknown"
    assert "one-outlet" in kinds_of(origin.against)


def test_outlets_of_one_house_syndicate() -> None:
    links = [link(words=80, run=40)]
    house = [article(name, house="Harbour Media") for name in "ab"]
    assert pair_origin(house[0], house[1], links).kind == "syndication"
    named = article("b", house="Outlet a")
    assert pair_origin(article("a"), named, links).kind == "syndication"
    assert pair_origin(article("a"), article("b", house="Other Media"), links).kind == "unknown"


def test_unknown_outlets_are_never_counted_as_outlets() -> None:
    names = "abcd"
    links = [link(words=40, left="a", right=other) for other in names[1:]]
    known = cluster_origin([article(name) for name in names], links)
    unknown = cluster_origin([article(name, outlet=None) for name in names], links)
    assert "outlets" in kinds_of(known.supports)
    assert "outlets" not in kinds_of(unknown.supports)
    assert unknown.confidence < known.confidence


def test_two_agencies_credited_against_one_another_lower_the_confidence() -> None:
    alone = pair_origin(article("a", credit("AFP")), article("b"), [link(words=60)])
    rivals = pair_origin(article("a", credit("AFP")), article("b", credit("Reuters")), [link(words=60)])
    assert rivals.confidence < alone.confidence
    assert "agencies-differ" in kinds_of(rivals.against)


def test_one_reworded_passage_of_a_dispatch_names_no_agency() -> None:
    dispatch = article("a", credit())
    told = [link(words=25, run=4)]
    assert pair_origin(dispatch, article("b"), told).kind == "unknown"
    assert pair_origin(dispatch, article("b", credit()), told).kind == "wire-copy"
    for text in (link(words=25, run=15), link(words=50, run=4)):
        assert pair_origin(dispatch, article("b"), [text]).agency == "AFP"


def test_a_speaker_s_words_and_one_reworded_passage_are_a_shared_quotation() -> None:
    held = [*quotes("Ada Berg", "Ada Berg"), link(words=25, run=4, at=9000)]
    origin = pair_origin(article("a"), article("b"), held)
    assert origin.kind == "shared-quote"
    assert "2 quotations in common, little other text" in [fact.detail for fact in origin.supports]
    assert "text-around" in kinds_of(origin.against)
    several = [*quotes("Ada Berg", "Bo Ek"), link(words=25, run=4, at=9000)]
    assert pair_origin(article("a"), article("b"), several).kind == "unknown"
    copied = [*quotes("Ada Berg", "Ada Berg"), link(words=25, run=20, at=9000)]
    assert pair_origin(article("a"), article("b"), copied).kind == "unknown"


def test_no_agency_is_named_where_two_are_credited_and_nothing_is_copied() -> None:
    afp, reuters = article("a", credit("AFP")), article("b", credit("Reuters"))
    origin = pair_origin(afp, reuters, [link(words=60, run=4)])
    assert (origin.kind, origin.agency) == ("unknown", None)
    assert "agencies-differ" in kinds_of(origin.against)
    assert pair_origin(afp, reuters, [link(words=60, run=40)]).kind == "wire-copy"
    assert pair_origin(afp, article("b"), [link(words=60, run=4)]).agency == "AFP"


def test_no_strength_of_credits_names_an_agency_where_another_is_credited_and_nothing_is_copied() -> None:
    day = {"published": "2024-05-01"}
    afp = article("a", credit("AFP", "metadata"), **day)
    unnamed_too = article("b", credit("Reuters", "metadata"), credit("", "metadata"), **day)
    assert pair_origin(afp, unnamed_too, [link(words=90, run=4)]).kind == "unknown"
    assert pair_origin(afp, unnamed_too, [link(words=90, run=40)]).agency == "AFP"


def test_an_article_that_credits_an_agency_has_an_origin_without_any_partner() -> None:
    origin = article_origin(article("a", credit()), [], {})
    assert (origin.kind, origin.agency) == ("wire-copy", "AFP")
    assert [fact.detail for fact in origin.supports] == ['"AFP" :3']
    assert kinds_of(origin.against) == {"unconfirmed"}


def test_being_told_something_once_is_named_but_left_open() -> None:
    once = article_origin(article("a", credit(kind="told")), [], {})
    twice = article_origin(article("a", credit(kind="told"), credit(kind="told", line=9)), [], {})
    assert (once.kind, once.agency) == ("unknown", "AFP")
    assert 0.3 < once.confidence < 0.5
    assert twice.kind == "wire-copy"
    assert once.confidence < twice.confidence < 0.7


def test_a_partner_with_the_same_text_and_credit_confirms_an_article() -> None:
    mine, other = article("a", credit(kind="told")), article("b", credit())
    alone = article_origin(mine, [], {})
    held = article_origin(mine, [link(words=80, run=40)], {"b": other})
    assert held.kind == "wire-copy"
    assert held.confidence > alone.confidence


def test_an_article_without_credits_takes_the_origin_of_its_likeliest_wire_pair() -> None:
    origin = article_origin(
        article("a"),
        [link(words=80, run=40), *quotes("A"), link("quote", left="a", right="c")],
        {"b": article("b", credit()), "c": article("c")},
    )
    assert (origin.kind, origin.agency) == ("wire-copy", "AFP")


def test_credits_of_unnamed_agencies_make_wire_copy_of_no_named_agency() -> None:
    origin = pair_origin(article("a", credit("", "credit-line")), article("b"), [link(words=90, run=40)])
    assert (origin.kind, origin.agency) == ("wire-copy", None)


def test_without_links_or_credits_nothing_is_claimed() -> None:
    assert pair_origin(article("a", credit()), article("b", credit()), []) == Origin()
    assert article_origin(article("a"), [], {}) == Origin()


@pytest.mark.parametrize(
    ("ending", "house"),
    [
        ("The Harbour Mail is part of the Quayside group.", "Quayside"),
        ("© 2024 Quayside Media. All rights reserved.", "Quayside Media"),
        ("This article first appeared in The Harbour Mail.", "Harbour Mail"),
        ("The post Piers closed first appeared on Harbour Mail.", "Harbour Mail"),
        ("First published by our sister title, the Harbour Mail. Both belong to us.", "Harbour Mail"),
        ("Originally published in the St. Anne Post. It has been shortened.", "St. Anne Post"),
        ("This report comes from our sister newspaper The Harbour Mail.", "Harbour Mail"),
        ("Both papers belong to the Quayside Group.", "Quayside"),
        ("This newspaper is owned by Quayside Media Ltd.", "Quayside Media"),
        ("Dieser Beitrag ist zuerst im Hafenblatt erschienen.", "Hafenblatt"),
        ("Dieser Beitrag erschien zuerst im Hafenblatt.", "Hafenblatt"),
        ("Zuerst veröffentlicht bei unserer Schwesterzeitung Hafenblatt.", "Hafenblatt"),
        ("Die beiden Zeitungen gehören zur Mediengruppe Nordkai.", "Nordkai"),
        ("Beide Titel erscheinen im Verlag Nordkai.", "Nordkai"),
        ("Cet article est paru d’abord dans Le Courrier du Port.", "Le Courrier du Port"),
        ("Publié initialement par notre titre frère Le Courrier du Port.", "Le Courrier du Port"),
        ("Les deux titres appartiennent au groupe Quayside.", "Quayside"),
        ("Este artículo se publicó originalmente en El Correo del Puerto.", "El Correo del Puerto"),
        ("De nuestra cabecera hermana, El Correo del Puerto", "El Correo del Puerto"),
        ("Ambos diarios forman parte del Grupo Muelle.", "Muelle"),
        ("Articolo apparso per la prima volta sul nostro giornale gemello Il Molo.", "Il Molo"),
        ("Entrambe le testate appartengono al Gruppo Banchina.", "Banchina"),
        ("Dit bericht verscheen eerder in De Havenkrant.", "De Havenkrant"),
        ("Eerder gepubliceerd door onze zusterkrant De Havenkrant", "De Havenkrant"),
        ("Beide kranten behoren tot de Kade Groep.", "Kade"),
        ("Part of the problem is money, he said.", None),
        ("Acme Pumps, part of the Quayside group, said its sales rose.", None),
        ("Both firms belong to the Quayside Group.", None),
        ("Acme Pumps belongs to the Quayside Group.", None),
        ("The rules were first published in 1987.", None),
        ("Her first novel was published by Quayside Press.", None),
        ("She first appeared in court on Monday.", None),
        ("Beide Männer gehören zur Gruppe Nordkai.", None),
        ("Les deux hommes appartiennent au groupe Quayside.", None),
    ],
)
def test_a_house_is_known_by_what_an_article_says_of_itself(ending: str, house: str | None) -> None:
    text = f"Two piers are closed.\n\n{ending}"
    paragraphs = (Span(0, 21), Span(23, len(text)))
    segments = Segments(
        paragraphs=paragraphs,
        furniture=(False, True),
        sentences=paragraphs,
        sentence_paragraph=(0, 1),
        quotations=(),
    )
    assert house_of(Article(id="a", path="a", text=text), segments) == house


CREDITS = st.builds(
    credit,
    agency=st.sampled_from(["AFP", "Reuters", ""]),
    kind=st.sampled_from(["dateline", "told", "photo", "credit-line", "metadata"]),
    line=st.integers(1, 9),
    release=st.booleans(),
)


def articles(name: str) -> st.SearchStrategy[ArticleFacts]:
    return st.builds(
        ArticleFacts,
        id=st.just(name),
        outlet=st.sampled_from([None, "Mail", "Post", "Times"]),
        published=st.sampled_from([None, "2024-01-03", "2024-01-04", "2024-09-09", "no date"]),
        credits=st.lists(CREDITS, max_size=3).map(tuple),
        words=st.integers(0, 300),
        house=st.sampled_from([None, "Quayside", "Post"]),
    )


LINKS = st.lists(
    st.builds(
        link,
        content=st.sampled_from(["passage", "quote", "boilerplate", "formula"]),
        words=st.integers(1, 120),
        run=st.integers(0, 60),
        at=st.integers(0, 5000),
        right_at=st.integers(0, 5000),
        speaker=st.sampled_from([None, "Jane Doe", "jane doe", "John Roe"]),
        score=st.floats(0.5, 1.0),
    ),
    max_size=6,
)


@given(articles("a"), articles("b"), LINKS, st.randoms(use_true_random=False))
def test_neither_order_nor_direction_of_links_matters(left, right, links, random) -> None:  # type: ignore[no-untyped-def]
    wanted = pair_origin(left, right, links)
    mixed = [one if random.random() < 0.5 else turned(one) for one in links]
    random.shuffle(mixed)
    assert pair_origin(left, right, mixed) == wanted
    assert pair_origin(right, left, mixed) == wanted
    assert cluster_origin([right, left, right], mixed) == wanted
    partners = {"b": right}
    assert article_origin(left, mixed, partners) == article_origin(left, links, partners)


def turned(one: Link) -> Link:
    return Link(
        left=one.right,
        right=one.left,
        relation=one.relation,
        content=one.content,
        score=one.score,
        words=one.words,
        left_start=one.right_start,
        left_end=one.right_end,
        right_start=one.left_start,
        right_end=one.left_end,
        speaker=one.speaker,
        longest_run=one.longest_run,
    )


@given(
    st.sampled_from(sorted(BASE.values())),
    st.lists(st.floats(-3, 3), max_size=8),
    st.floats(-3, 0),
)
def test_a_fact_against_never_raises_a_confidence(base: float, weights: list[float], against: float) -> None:
    fact = Evidence(kind="k", detail="d")
    held = [Weighed(fact, weight, weight < 0) for weight in weights]
    assert 0 < confidence(base, [*held, Weighed(fact, against, True)]) <= confidence(base, held) < 1


@given(articles("a"), articles("b"), LINKS)
def test_dates_far_apart_a_picture_or_stock_wording_never_make_an_origin_surer(left, right, links) -> None:  # type: ignore[no-untyped-def]
    def with_dates(first: str | None, second: str | None) -> Origin:
        return pair_origin(replaced(left, published=first), replaced(right, published=second), links)

    near, none, far = (
        with_dates("2024-01-03", "2024-01-03"),
        with_dates(None, None),
        with_dates("2024-01-03", "2024-06-03"),
    )
    for surer, weaker in ((near, none), (none, far)):
        if surer.kind == weaker.kind:
            assert weaker.confidence <= surer.confidence
    plain = pair_origin(left, right, links)
    pictured = pair_origin(replaced(left, credits=(*left.credits, credit(kind="photo"))), right, links)
    stocked = pair_origin(left, right, [*links, link("formula", at=7000)])
    for weaker in (pictured, stocked):
        if weaker.kind == plain.kind and links and plain.kind not in ("formula", "boilerplate"):
            assert weaker.confidence <= plain.confidence


def replaced(facts: ArticleFacts, **changes: object) -> ArticleFacts:
    settings: dict[str, object] = {
        "id": facts.id,
        "outlet": facts.outlet,
        "published": facts.published,
        "credits": facts.credits,
        "words": facts.words,
        "house": facts.house,
        **changes,
    }
    return ArticleFacts(**settings)  # type: ignore[arg-type]


@given(articles("a"), articles("b"), LINKS)
def test_wire_copy_always_has_text_in_common_or_credits_on_both_sides(left, right, links) -> None:  # type: ignore[no-untyped-def]
    origin = pair_origin(left, right, links)
    if origin.kind != "wire-copy":
        return
    crediting = [one for one in (left, right) if any(held.kind != "photo" for held in one.credits)]
    passages = [one for one in links if one.content == "passage" and one.words >= 8]
    assert crediting
    assert passages or len(crediting) == 2
    assert origin.confidence >= 0.5


@pytest.mark.skipif(not (SHARED / "seeds").is_dir(), reason="the shared seed articles are not here")
def test_the_annotated_seed_pairs_get_no_claim_of_wire_copy() -> None:
    gold = json.loads((SHARED / "seeds" / "gold.json").read_text(encoding="utf-8"))
    pairs: dict[tuple[str, str], list[Link]] = {}
    for item in gold["pairs"]:
        left, right = item["left"], item["right"]
        if item["tier"] <= 2:
            one = link(item["content"], len(left["text"].split()), at=left["start"], right_at=right["start"])
            pair = (left["article"], right["article"])
            moved = turned(one) if pair[0] > pair[1] else one
            pairs.setdefault((min(pair), max(pair)), []).append(moved)
    found = {
        (left[:3], right[:3]): pair_origin(article("a", outlet=None), article("b", outlet=None), links).kind
        for (left, right), links in pairs.items()
    }
    assert found["001", "002"] == found["002", "003"] == "shared-quote"
    assert found["001", "003"] == "unknown"
    assert found["000", "001"] == "formula"


def test_words_that_several_matches_hold_count_once() -> None:
    assert held_words([]) == 0
    assert held_words([(0, 100, 20), (200, 300, 10)]) == 30
    assert held_words([(0, 100, 20), (0, 100, 20), (25, 75, 10)]) == 20
    assert held_words([(0, 100, 20), (50, 150, 20)]) == 30
