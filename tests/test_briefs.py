"""Marks at the ends of paragraphs: of one brief among several, of a picture, or of the whole article."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from credit_texts import BODY, FILLER, TABLE, credits_of, cut
from origin_facts import article as facts_of
from origin_facts import credit, link
from provenance import checking, indexing
from provenance.api import compare
from provenance.config import Config
from provenance.core.crediting.credits import find_credits
from provenance.core.cutting.segment import segment, segment_tables
from provenance.core.origins.origin import ArticleFacts, article_origin, cluster_origin, pair_origin
from provenance.files.tables import load_toml
from provenance.model import Article, Credit, Origin, Span
from scratch_corpus import BAND, FLOWERS, LAMPS, article

PLAIN = Config(encoder="none")

COURT = "A court in Harlow sentenced a former harbour master to six years in prison for selling berths."
GARLIC = "Customs officers seized 14 tonnes of smuggled garlic behind a false wall, the ministry said."
CINEMA = "The island's last cinema will close after its owner, 83, could no longer climb the stairs."
ROUNDUP = f"In brief\n\n{COURT} (AP)\n\n{GARLIC} (AFP)\n\n{CINEMA} (dpa)\n\nCompiled by the foreign desk."


def parts(text: str) -> list[tuple[str, str, str | None]]:
    return [(one.agency, one.kind, one.part and one.part.cut(text)) for one in credits_of(text)]


def test_in_a_round_up_each_mark_credits_its_brief() -> None:
    assert parts(ROUNDUP) == [
        ("AP", "sign-off", f"{COURT} (AP)"),
        ("AFP", "sign-off", f"{GARLIC} (AFP)"),
        ("dpa", "sign-off", f"{CINEMA} (dpa)"),
    ]
    assert [one.detail for one in credits_of(ROUNDUP)] == ['"(AP)"', '"(AFP)"', '"(dpa)"']


def test_two_briefs_are_enough() -> None:
    text = f"In brief\n\n{COURT} (AP)\n\n{CINEMA} (dpa)"
    assert [part for _, _, part in parts(text)] == [f"{COURT} (AP)", f"{CINEMA} (dpa)"]


def test_the_last_brief_may_be_short() -> None:
    text = ROUNDUP.replace(CINEMA, "A cinema will close.")
    assert parts(text)[-1] == ("dpa", "sign-off", "A cinema will close. (dpa)")


def test_an_article_of_many_marks_takes_little_time() -> None:
    before = time.process_time()
    text = "\n\n".join(f"{COURT} {' ' * 100} (AP)\n\n{GARLIC} (AFP)" for _ in range(500))
    assert len(credits_of(text)) == 1000
    assert time.process_time() - before < 5


def test_a_mark_before_one_more_brief_is_not_the_whole_articles() -> None:
    text = f"In brief\n\n{COURT} (AP)\n\n{CINEMA}"
    assert parts(text) == [("AP", "sign-off", f"{COURT} (AP)")]


def test_a_mark_credits_its_brief_from_the_heading_on() -> None:
    first = f"Harlow\n\n{COURT}\n\n{BODY[:94]} (AP)"
    text = f"In brief\n\n{first}\n\nTiel\n\n{CINEMA}\n\n{GARLIC} (AFP)\n\nPort Lenz\n\n{FILLER}"
    assert [part and part.split("\n")[0] for _, _, part in parts(text)] == [COURT, CINEMA]


@pytest.mark.parametrize(
    "entry",
    [
        "A gust of 161 kilometres an hour has been measured at the cape, the Met Institute said.",
        "Zwei Brücken wurden gesperrt, weil das Wasser weiter steigt, sagte ein Sprecher der Polizei.",
        "Le pont restera fermé jusqu'à lundi au moins, a annoncé la préfecture dans la soirée de jeudi.",
        "El puente seguirá cerrado hasta el lunes por la crecida del río, según la prefectura local.",
        "Il ponte resterà chiuso almeno fino a lunedì per la piena, ha detto il prefetto della città.",
    ],
)
def test_an_entry_of_a_live_blog_that_names_its_source_is_no_caption(entry: str) -> None:
    text = f"{FILLER}\n\n{entry} (AP)\n\n{FILLER}"
    assert parts(text) == [("AP", "sign-off", f"{entry} (AP)")]


@pytest.mark.parametrize("times", [("08:15", "09.02", "9:40 Uhr"), ("8.15am", "9.05am", "10.31am")])
def test_an_entry_below_its_time_is_no_caption(times: tuple[str, ...]) -> None:
    entry = "All ferries between Port Lenz and the island are cancelled."
    text = "Storm\n\n" + "\n\n".join(
        f"{time}\n\n{entry}{' (dpa)' if n == 1 else ''}" for n, time in enumerate(times)
    )
    assert parts(text) == [("dpa", "sign-off", f"{entry} (dpa)")]
    text = "Storm\n\n" + "\n\n".join(
        f"{time} {entry}{' (dpa)' if n == 1 else ''}" for n, time in enumerate(times)
    )
    assert parts(text) == [("dpa", "sign-off", f"{times[1]} {entry} (dpa)")]


@pytest.mark.parametrize(
    "captions",
    [
        ["Soldiers in Kyiv on Monday. (AP)"],
        ["Soldiers in Kyiv on Monday. (AP)", "A crane at the northern quay. (AFP)"],
        ["Soldiers guard a bridge over the river in the centre of Kyiv on Monday, January 3. (Reuters)"],
        ["Photo: Soldiers guard a bridge in Kyiv, the army said on Monday. (AP/Jane Doe)"],
        ["Soldiers guard a bridge over the river in the centre of Kyiv, the army said. (AP Photo/Jane Doe)"],
    ],
)
def test_a_caption_stays_a_pictures_credit(captions: list[str]) -> None:
    text = "\n\n".join(["Kyiv", "3 January, 08:15", *(f"{caption}\n\n{FILLER}" for caption in captions)])
    found = credits_of(text)
    assert {one.kind for one in found} == {"photo"}
    assert all(one.part is None for one in found)


def test_a_caption_of_two_sentences_is_none_of_several_briefs() -> None:
    text = f"Cup\n\n{FILLER}\n\nFans cheer before the match. It was sold out for weeks. (AFP)\n\n{FILLER}"
    tables = segment_tables(load_toml("furniture.toml"), load_toml("cues.toml"))
    found = find_credits(Article(id="a", path="a", text=text), segment(text, "en", tables=tables), TABLE)
    assert [(one.kind, one.part) for one in found] == [("photo", None)]


def test_a_caption_takes_nothing_from_the_sign_off_of_the_whole_article() -> None:
    caption = "A crane at the northern quay of the harbour, which was closed on Monday. (AFP)"
    text = f"Piers\n\n{caption}\n\n{BODY} (Reuters)"
    assert parts(text) == [("AFP", "photo", None), ("Reuters", "sign-off", None)]


def test_a_caption_in_a_round_up_stays_a_pictures_credit() -> None:
    text = ROUNDUP.replace("In brief", "In brief\n\nThe harbour. (Reuters)")
    assert [one.agency for one in credits_of(text) if one.kind == "photo"] == ["Reuters"]
    assert len([one for one in credits_of(text) if one.part]) == 3


@pytest.mark.parametrize(
    "note",
    [
        "This story has not been edited by our staff and is generated automatically from a syndicated feed.",
        "Soldiers in Kyiv. (AP)",
        "Compiled by the foreign desk.",
    ],
)
def test_a_sign_off_is_the_whole_articles_with_a_note_below_it(note: str) -> None:
    text = f"Piers closed\n\n{BODY}\n\n{GARLIC} (PTI)\n\n{note}"
    assert ("PTI", "sign-off", None) in parts(text)


def test_marks_in_furniture_make_no_briefs() -> None:
    text = f"{BODY}\n\n{GARLIC} (AFP)\n\n{FILLER}"
    found = find_credits(Article(id="a", path="a", text=text), cut(text, frozenset({5})), TABLE)
    assert all(one.part is None for one in found)


def marked(agency: str, start: int, end: int) -> Credit:
    return Credit(
        agency=agency,
        kind="sign-off",
        detail=f'"({agency})"',
        span=Span(end - 5, end),
        line=3,
        part=Span(start, end),
    )


def roundup(length: int = 900) -> ArticleFacts:
    return facts_of("b", marked("AFP", 0, 400), marked("dpa", 400, 800), length=length)


def test_a_pair_has_the_agency_of_the_part_that_it_shares() -> None:
    for at, agency in ((0, "AFP"), (450, "dpa")):
        links = [link(right_at=at, words=30, run=15)]
        for origin in (
            pair_origin(facts_of("a"), roundup(), links),
            pair_origin(roundup(), facts_of("a"), links),
            cluster_origin((facts_of("a"), roundup()), links),
            article_origin(facts_of("a"), links, {"b": roundup()}),
        ):
            assert (origin.kind, origin.agency) == ("wire-copy", agency)


def test_what_no_mark_credits_is_of_unknown_origin() -> None:
    origin = pair_origin(facts_of("a"), roundup(), [link(right_at=820, words=30)])
    assert (origin.kind, origin.agency) == ("unknown", None)


def test_parts_of_several_agencies_are_no_single_agencys() -> None:
    links = [link(right_at=0), link(at=500, right_at=450)]
    origin = pair_origin(facts_of("a"), roundup(), links)
    assert (origin.kind, origin.agency) == ("wire-copy", None)
    assert {'b has "(AFP)" :3', 'b has "(dpa)" :3'} <= {fact.detail for fact in origin.supports}


def test_a_whole_round_up_is_no_single_agencys() -> None:
    for links in ([], [link(right_at=0)], [link(right_at=0), link(at=500, right_at=450)]):
        origin = article_origin(roundup(), links, {"a": facts_of("a", credit("AFP"))})
        assert (origin.kind, origin.agency) == ("wire-copy", None)
        assert "credits AFP, dpa for 89% of its text" in [fact.detail for fact in origin.supports]


def test_an_article_is_called_an_agencys_by_how_much_its_marks_credit() -> None:
    def origin_of(length: int) -> Origin:
        return article_origin(facts_of("b", marked("AP", 0, 400), length=length), [], {})

    assert (origin_of(420).kind, origin_of(420).agency) == ("wire-copy", "AP")
    assert (origin_of(4000).kind, origin_of(4000).agency) == ("unknown", "AP")
    assert origin_of(420).confidence > origin_of(800).confidence > origin_of(4000).confidence


def written(folder: Path) -> Path:
    article(
        folder, "roundup.txt", f"{COURT} (AP)", f"{GARLIC} (AFP)", f"{CINEMA} (dpa)", "Compiled by the desk."
    )
    article(folder, "gnomes.txt", GARLIC, FLOWERS)
    article(folder, "film.txt", CINEMA, BAND)
    return folder


def test_a_comparison_gives_each_brief_its_agency(tmp_path: Path) -> None:
    report = compare([written(tmp_path / "held")], config=PLAIN)
    pairs = {(pair.left, pair.right): pair.origin.agency for pair in report.pairs}
    assert pairs == {("film.txt", "roundup.txt"): "dpa", ("gnomes.txt", "roundup.txt"): "AFP"}
    whole = next(one for one in report.articles if one.id == "roundup.txt")
    assert (whole.origin.kind, whole.origin.agency) == ("wire-copy", None)


@pytest.mark.parametrize("indexed", [False, True])
def test_a_check_names_the_agency_of_the_brief(indexed: bool, tmp_path: Path) -> None:
    folder = written(tmp_path / "held")
    new = article(tmp_path / "new", "garlic.txt", GARLIC, LAMPS)
    if indexed:
        indexing.add([folder], PLAIN)
    (found,) = checking.check([new], folder, PLAIN).verdicts
    assert (found.origin.kind, found.origin.agency) == ("wire-copy", "AFP")
    assert found.credit == "AFP and staff"


def test_a_mark_for_another_brief_bears_out_no_credit(tmp_path: Path) -> None:
    folder = written(tmp_path)
    for agency, labelled in (("AFP", True), ("dpa", False)):
        names = ("roundup.txt", "gnomes.txt")
        (folder / "manifest.csv").write_text(
            "file,credit\n" + "".join(f"{name},{agency}\n" for name in names)
        )
        report = compare([folder], config=PLAIN)
        found = {match.label for match in report.matches if match.left.article == "gnomes.txt"}
        assert found == {"wire-copy" if labelled else None}
