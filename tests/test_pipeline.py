"""The whole pipeline: what it finds, what changes nothing, and that no article stops it."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import Quiet, compared, cut_texts, made_article, models, tables
from provenance.config import Config
from provenance.core.cutting.cut import BATCH, batches
from provenance.core.matching import decide as deciding
from provenance.core.matching import detect as detecting
from provenance.core.reporting import assemble as assembling
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.model import SCHEMA, Article, Match, Problem, Report
from provenance.pipeline import Run, fingerprint, report

BRIDGE = (
    "The new bridge over the river Aller will open to traffic in early June, two years later than planned,"
    " after engineers found cracks in three of its seven concrete piers and had them cast again."
)
EDITED = BRIDGE.replace("early June", "mid-July").replace("had them cast again", "let them be recast")
QUOTED = (
    "“We have tested every cable and every bolt of this bridge, and nobody needs to be afraid of crossing"
    " it,” said Anna Berg, the chief engineer."
)
TOLD = (
    "Speaking at the site, chief engineer Anna Berg told reporters: “We have tested every cable and every"
    " bolt of this bridge, and nobody needs to be afraid of crossing it.”"
)
REWORDED = (
    "Cracks in three of the seven concrete piers, which engineers had to cast again, delayed the new Aller"
    " river bridge by two years; traffic will use it from early June."
)
VALLEY = (
    "Rescue teams searched the valley for a third day on Thursday while heavy rain made the slopes hard to"
    " reach, said the head of the mountain service, who had hoped for better weather since the weekend."
)
HARBOUR = (
    "The harbour board dismissed its treasurer after auditors could not account for ferry receipts of four"
    " months, the town's newspaper reported, quoting a letter to the members of the council."
)
ORCHARD = (
    "Apple growers expect a poor harvest because late frost killed the blossom in most orchards of the plain,"
    " and wholesale prices have already risen by a fifth since April."
)
PARAGRAPHS = (BRIDGE, EDITED, QUOTED, TOLD, REWORDED, VALLEY, HARBOUR, ORCHARD)


def collection() -> list[Article]:
    texts = {
        "daily/1.txt": f"{BRIDGE}\n\n{QUOTED}\n\n{VALLEY}",
        "post/1.txt": f"{EDITED}\n\n{TOLD}\n\n{HARBOUR}",
        "echo/7.txt": f"{ORCHARD}\n\n{REWORDED}",
        "wave/2.txt": f"{VALLEY}\n\n{ORCHARD}\n\n{VALLEY}",
        "wave/3.txt": "…\n\nToo little.",
        "tide/9.txt": f"{HARBOUR} {BRIDGE}",
    }
    return [made_article(name, text, outlet=name.split("/")[0]) for name, text in texts.items()]


def touching(made: Report, left: str, right: str) -> list[Match]:
    return [m for m in made.matches if (m.left.article, m.right.article) == (left, right)]


def check(made: Report, articles: list[Article]) -> None:
    """Assert what every report promises."""
    texts = {a.id: a.text for a in articles}
    assert [a.id for a in made.articles] == sorted(texts)
    ids = [m.id for m in made.matches]
    assert len(set(ids)) == len(ids)
    places = [(m.left.article, m.right.article, m.left.start, m.right.start) for m in made.matches]
    assert places == sorted(places)
    named = {c.id: c for c in made.clusters}
    assert len(named) == len(made.clusters)
    for m in made.matches:
        assert m.left.article < m.right.article
        assert 0.0 <= m.score <= 1.0
        assert m.words > 0
        for side in (m.left, m.right):
            assert texts[side.article][side.start : side.end] == side.text != ""
            assert side.line == texts[side.article].count("\n", 0, side.start) + 1
            assert all(re.fullmatch("[0-9a-f]{32}", print_) for print_ in side.fingerprints)
            assert side.fingerprints
        assert m.cluster is None or m.cluster in named
    for repeat in made.repeats:
        assert repeat.left.article == repeat.right.article == repeat.article
        assert repeat.left.start < repeat.right.start
    assert [i for p in made.pairs for i in p.matches] == ids
    for pair in made.pairs:
        assert pair.left < pair.right
        assert 0.0 < pair.left_share <= 1.0
        assert 0.0 < pair.right_share <= 1.0
        assert 0.0 <= pair.origin.confidence <= 1.0
    for cluster in made.clusters:
        assert len(set(cluster.members)) == len(cluster.members) >= 2
        for member in cluster.members:
            assert 0 <= member.start < member.end <= len(texts[member.article])
    for summary in made.articles:
        assert 0.0 <= summary.reused <= 1.0
        assert 0.0 <= summary.quoted <= 1.0
        assert summary.text in (None, texts[summary.id])
    counted = Counter(f"relation {m.relation}" for m in made.matches)
    counted += Counter(f"content {m.content}" for m in made.matches)
    assert {k: v for k, v in made.counts.items() if k.startswith(("relation ", "content "))} == dict(counted)
    assert made.counts["matches"] == len(ids)
    assert made.counts["articles"] == len(texts)


def test_copied_edited_and_quoted_passages_are_found() -> None:
    articles = collection()
    made = compared(articles)
    check(made, articles)
    passage, *quotes = touching(made, "daily/1.txt", "post/1.txt")
    assert (passage.relation, passage.content) == ("near-copy", "passage")
    assert {(m.content, m.speaker) for m in quotes} == {("quote", "Anna Berg")}
    assert any("nobody needs to be afraid" in m.left.text for m in quotes)
    (same,) = touching(made, "daily/1.txt", "wave/2.txt")[:1]
    assert (same.relation, same.left.text, same.score) == ("identical", VALLEY.rstrip("."), 1.0)
    (inner,) = touching(made, "daily/1.txt", "tide/9.txt")
    assert inner.relation == "identical"
    assert inner.right.text.endswith(BRIDGE[4:].rstrip("."))
    assert [(r.article, r.relation) for r in made.repeats] == [("wave/2.txt", "identical")]
    assert not touching(made, "echo/7.txt", "wave/3.txt")


def test_a_reworded_passage_is_found_unless_rewording_is_off() -> None:
    articles = [made_article("a", BRIDGE), made_article("b", REWORDED), made_article("c", VALLEY)]
    (found,) = compared(articles).matches
    assert (found.relation, found.content) == ("reworded", "passage")
    off = compared(articles, Config(reworded=False))
    assert off.matches == ()
    assert any("reworded passages" in limit for limit in off.limits)


FIXTURES = (
    ("Lorn Wanderers or Mirren v Sund", "Mirren v Lorn Wanderers"),
    ("Sund v Cape Vostok", "Sund v Tarnow Rovers"),
    ("Kessel Wanderers v Velmouth", "Velmouth v Kessel Wanderers or Tarnow"),
)


def test_lines_of_a_few_words_are_no_rewording_of_one_another() -> None:
    listed = ["\n\n".join(lines) for lines in zip(*FIXTURES, strict=True)]
    assert compared([made_article("a", listed[0]), made_article("b", listed[1])]).matches == ()
    # Equal ones are found, and so is what has some words more.
    same = compared([made_article("a", FIXTURES[0][0]), made_article("b", FIXTURES[0][0])])
    assert [m.relation for m in same.matches] == ["identical"]


def test_text_with_most_words_equal_is_no_translation_whatever_language_an_article_is_said_to_have() -> None:
    other = BRIDGE
    for word, edit in {
        "new": "big", "traffic": "cars", "early": "mid", "planned": "hoped", "found": "saw", "seven": "nine",
        "river": "stream", "engineers": "builders", "June": "July", "concrete": "stone", "cast": "poured",
        "again": "anew",
    }.items():  # fmt: skip
        other = other.replace(word, edit)
    articles = [
        made_article("a.txt", f"{BRIDGE}\n\n{VALLEY}", language="en"),
        made_article("b.txt", f"{other}\n\n{HARBOUR}", language="de"),
    ]
    found = touching(compared(articles), "a.txt", "b.txt")
    assert [m.relation for m in found] == ["reworded"]


def test_a_rewording_is_found_where_a_third_article_runs_an_edited_copy() -> None:
    made = compared([made_article("a", BRIDGE), made_article("b", REWORDED), made_article("c", EDITED)])
    assert [m.relation for m in touching(made, "a", "b")] == ["reworded"]


def test_jobs_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = collection()
    alone = compared(articles)
    assert alone.clusters
    monkeypatch.setattr(detecting, "CHUNK", 3)
    monkeypatch.setattr(assembling, "MANY", 1)
    monkeypatch.setattr(deciding, "MANY", 1)
    assert compared(articles, jobs=1) == alone
    assert compared(articles, Config(jobs=2), jobs=2) == alone


def test_order_of_articles_and_size_of_batches_make_no_difference() -> None:
    articles = collection()
    whole = compared(articles)
    for seed, size in ((1, 1), (2, 2), (3, 4)):
        mixed = list(articles)
        Random(seed).shuffle(mixed)
        assert compared(mixed, batch=size) == whole


def test_names_of_articles_do_not_change_what_they_share() -> None:
    articles = collection()
    renamed = [made_article(f"{9 - i}", a.text, outlet=a.outlet) for i, a in enumerate(articles)]
    names = {f"{9 - i}": a.id for i, a in enumerate(articles)}

    def pairs(made: Report) -> dict[frozenset[tuple[str, int, int]], str]:
        return {
            frozenset(
                (names.get(s.article, s.article), s.start, s.end) for s in (m.left, m.right)
            ): m.relation
            for m in made.matches
        }

    assert pairs(compared(renamed)) == pairs(compared(articles))


def test_an_article_about_something_else_leaves_matches_as_they_are() -> None:
    articles = collection()
    other = made_article(
        "zebra",
        "A zebra that had escaped from a circus was caught in a supermarket car park by two students.",
    )
    before, after = compared(articles), compared([*articles, other])
    assert [(m.id, m.relation, m.content) for m in after.matches] == [
        (m.id, m.relation, m.content) for m in before.matches
    ]
    for old, new in zip(before.matches, after.matches, strict=True):
        assert abs(old.score - new.score) < 0.02


@given(
    st.lists(st.lists(st.sampled_from(PARAGRAPHS), max_size=3, unique=True).map("\n\n".join), max_size=6),
    st.sampled_from([0.0, 0.5, 0.9]),
    st.booleans(),
)
@settings(max_examples=12, deadline=None)
def test_reports_keep_their_promises_whatever_articles_share(
    texts: list[str], least: float, reworded: bool
) -> None:
    articles = [made_article(f"a{i}", text, outlet=f"o{i % 4}") for i, text in enumerate(texts)]
    made = compared(articles, Config(min_score=least, reworded=reworded))
    check(made, articles)
    assert all(m.score >= least for m in made.matches)
    for i, left in enumerate(texts):
        for j in range(i + 1, len(texts)):
            shared = set(left.split("\n\n")) & set(texts[j].split("\n\n")) - {""}
            found = [m for m in touching(made, f"a{i}", f"a{j}") if m.relation == "identical"]
            assert len(found) >= len(shared)


@pytest.mark.parametrize(
    "version", [BRIDGE, BRIDGE.upper(), BRIDGE.replace(" ", "\u00a0"), f"\ufeff{BRIDGE}\r\n"]
)
def test_encoding_and_layout_hide_no_copy(version: str) -> None:
    (found,) = compared([made_article("a", BRIDGE), made_article("b", version)]).matches
    assert (found.relation, found.score) == ("identical", 1.0)


def test_soft_hyphens_and_decomposed_letters_hide_no_copy() -> None:
    plain = "Die Ministerin sagte am Montag, die längst überfällige Brücke über die Aller öffne im Frühjahr."
    broken = (
        plain.replace("ü", "u\u0308").replace("überf", "über\u00adf").replace("Minister", "Mini\u200bster")
    )
    (found,) = compared(
        [made_article("a", plain, language="de"), made_article("b", broken, language="de")]
    ).matches
    assert found.relation == "identical"


def test_equal_passages_in_many_articles_are_tied_as_a_star() -> None:
    made = compared(made_article(f"a{i:03}", f"{VALLEY}\n\nNumber {i} of {i * 7 + 1}.") for i in range(60))
    assert len(made.matches) == 59
    assert made.counts["collapsed"] == 52
    (cluster,) = made.clusters
    assert len(cluster.members) == 60
    assert cluster.collapsed == 52


@pytest.mark.parametrize("count", [6, 9])
def test_all_who_run_either_version_of_a_passage_are_in_one_cluster(count: int) -> None:
    made = compared(
        made_article(f"{version}{i}", text)
        for version, text in (("x", BRIDGE), ("y", EDITED))
        for i in range(count)
    )
    assert [len(c.members) for c in made.clusters] == [2 * count]


def test_a_region_in_a_language_code_is_left_out() -> None:
    made = compared([made_article("a", BRIDGE, language="en-GB"), made_article("b", REWORDED, language="EN")])
    assert [a.language for a in made.articles] == ["en", "en"]
    assert len(made.matches) == 1


def test_an_underscore_before_the_region_is_read_like_a_hyphen() -> None:
    made = compared([made_article("a", BRIDGE, language="en_GB"), made_article("b", REWORDED, language="en")])
    assert len(made.matches) == 1


# What a report says besides.


def test_a_report_names_what_the_run_could_not_see() -> None:
    bare = compared([made_article("a", VALLEY, outlet=None, language=None)])
    assert any("the language of 1 article:" in limit for limit in bare.limits)
    assert any("outlets" in limit for limit in bare.limits)
    mixed = compared([made_article("a", VALLEY), made_article("b", "Yksi kaksi kolme neljä.", language="fi")])
    assert any("across languages (en, fi)" in limit for limit in mixed.limits)
    assert any("how rare words are in fi" in limit for limit in mixed.limits)
    plain = [made_article("a", VALLEY)]
    assert compared(plain).limits == ("heavily reworded passages: no encoder ran (none is installed)",)
    assert compared(plain, Config(encoder="none")).limits == ()


def test_texts_are_left_out_on_request() -> None:
    (with_text,) = compared([made_article("a", VALLEY)]).articles
    (without,) = compared([made_article("a", VALLEY)], Config(texts=False)).articles
    assert (with_text.text, without.text) == (VALLEY, None)


def test_no_articles_make_an_empty_report() -> None:
    made = compared([])
    assert (made.articles, made.matches, made.pairs, made.clusters) == ((), (), (), ())
    assert made.counts["articles"] == 0


def test_problems_are_sorted_and_progress_is_told_stage_by_stage() -> None:
    progress = Quiet()
    problems = [
        Problem(path="b", reason="x"),
        Problem(path="a", reason="y", line=3),
        Problem(path="a", reason="z"),
    ]
    made = report(
        [cut_texts(VALLEY, VALLEY)], problems, 4,
        Run(
            backgrounds=load_backgrounds, models=models(), cues=tables().segments.cues,
            engine=LocalEngine(1), config=Config(), progress=progress, version="1.2",
        ),
    )  # fmt: skip
    assert [(p.path, p.line) for p in made.problems] == [("a", None), ("a", 3), ("b", None)]
    assert (made.ignored, made.version) == (4, "1.2")
    assert progress.stages[-1] == "report"
    assert {"candidates", "align", "decide"} <= set(progress.stages)


def test_the_fingerprint_tells_settings_and_versions_apart() -> None:
    plain = fingerprint({"a": 1, "b": "x"}, "1")
    assert plain == fingerprint({"b": "x", "a": 1}, "1")
    assert len({plain, fingerprint({"a": 2, "b": "x"}, "1"), fingerprint({"a": 1, "b": "x"}, "2")}) == 3
    made = [compared([], Config(min_score=s, jobs=j)).fingerprint for s, j in ((0.5, 1), (0.5, 2), (0.6, 1))]
    assert made[0] == made[1] != made[2]
    assert SCHEMA == "provenance.report/1"


@given(st.lists(st.integers(0, BATCH), max_size=6))
@settings(max_examples=15, deadline=None)
def test_batches_keep_order_and_stay_small(sizes: list[int]) -> None:
    sizes = [size // 1_000 * 1_000 for size in sizes]
    long = "x" * max([0, *sizes])
    articles = [made_article(str(i), long[:size]) for i, size in enumerate(sizes)]
    made = list(batches(articles))
    assert [a for batch in made for a in batch] == articles
    for batch in made:
        assert batch
        assert sum(len(a.text) for a in batch[:-1]) < BATCH


# Odd articles.

ODD = {
    "empty": "",
    "blank": " \n\t\r\n\u00a0\n",
    "punctuation": "…!? — “”«» ---\n\n***",
    "furniture": "Share this article\n\nRead also: ten things to know\n\nSubscribe to our newsletter",
    "emoji": "😀🎉🇫🇷👩‍👩‍👧 1️⃣\n" * 30,
    "arabic": "قال الوزير يوم الاثنين إن الجسر الجديد سيفتح أمام حركة المرور في أوائل يونيو. " * 4,
    "hebrew": "„הגשר ייפתח ביוני”, אמרה המהנדסת הראשית בישיבת המועצה ביום שני. " * 4,
    "thai": "รัฐมนตรีกล่าวเมื่อวันจันทร์ว่าสะพานแห่งใหม่จะเปิดให้ใช้ในเดือนมิถุนายน" * 12,
    "japanese": "「橋は安全だ」と主任技師は月曜日に述べた。" * 12,
    "controls": "".join(map(chr, range(32))) * 40 + "\x7f\x85\u2028\u2029\ufffe",
    "marks": "\u0301\u200b\u00ad\ufeff" * 50,
    "open quotation": "“Never closed, said nobody " * 30,
    "quotation marks": "\"'“”‘’«»" * 60,
    "one character": "x",
    "one word often": "no " * 400,
    "digits": "1,000.50 3.14 10:30 " * 100,
    "dots": "A.B.C.D.E.F " * 100,
    "surrogate": "x \ud800 y",
    "combining": "Z" + "\u0310\u0311\u0312" * 200,
    "supplementary": "𝔗𝔥𝔢 𝔟𝔯𝔦𝔡𝔤𝔢 𠀀𠀁𠀂 " * 30,
}


@pytest.mark.parametrize("kind", sorted(ODD))
@pytest.mark.parametrize("language", ["en", None])
def test_odd_articles_are_compared_like_any_other(kind: str, language: str | None) -> None:
    text = ODD[kind]
    articles = [
        made_article("a", text, language=language),
        made_article("b", f"{BRIDGE}\n\n{text}", language=language),
        made_article("c", f"{text}\n\n{BRIDGE}"),
        made_article("d", BRIDGE),
    ]
    made = compared(articles)
    check(made, articles)
    assert any(
        BRIDGE.startswith(m.left.text[-150:]) or "Aller" in m.left.text for m in touching(made, "b", "d")
    )


def test_a_lone_surrogate_in_a_sentence_stops_nothing() -> None:
    compared([made_article("a", BRIDGE.replace("bridge", "bri\ud800dge")), made_article("b", BRIDGE)])


@pytest.mark.parametrize(
    "line",
    ["word " * 200_000, "w" * 1_000_000, f"{VALLEY} " * 3_500],
    ids=["one sentence", "one word", "sentences"],
)
def test_a_line_of_a_million_characters_is_compared_with_a_short_article(line: str) -> None:
    articles = [made_article("a", line + BRIDGE), made_article("b", BRIDGE)]
    made = compared(articles, Config(texts=False))
    check(made, articles)
    if line.endswith(" "):
        assert touching(made, "a", "b")


@given(
    st.lists(
        st.text(max_size=200).filter(lambda t: not any("\ud800" <= c <= "\udfff" for c in t)), max_size=3
    )
)
@settings(max_examples=15, deadline=None)
def test_any_text_can_be_compared(texts: list[str]) -> None:
    articles = [made_article(f"a{i}", text, language=None) for i, text in enumerate([*texts, *texts])]
    check(compared(articles), articles)


def test_tables_are_made_once() -> None:
    assert tables() is tables()
    for judge in models().judges:
        for model in (judge.alone, judge.final):
            assert np.isfinite([model.intercept, *model.weights]).all()
