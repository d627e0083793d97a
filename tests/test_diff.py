"""What two reports differ in: matches found again, articles known again, and what is new or gone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diff_reports import find, with_matches, with_name, with_text, without_article
from provenance.core.diffing.diff import difference
from provenance.core.diffing.differences import Difference
from provenance.model import ArticleSummary, Member, Origin, Problem, Report
from sample_report import COAST, DAILY, DAILY_LATER, HILL, JAPAN, ODD_COPY, QUIET, VALLEY, rich_report


def without_texts(report: Report) -> Report:
    return replace(report, articles=tuple(replace(a, text=None) for a in report.articles))


def article(report: Report, key: str) -> ArticleSummary:
    return next(one for one in report.articles if one.id == key)


def with_article(report: Report, key: str, **fields: object) -> Report:
    articles = tuple(replace(a, **fields) if a.id == key else a for a in report.articles)  # type: ignore[arg-type]
    return replace(report, articles=articles)


def lists(found: Difference) -> dict[str, int]:
    """The lengths of all lists that are not empty."""
    return {
        name: len(value)
        for name in Difference.__slots__
        if isinstance(value := getattr(found, name), tuple) and value
    }


def test_a_report_does_not_differ_from_itself() -> None:
    found = difference(rich_report(), rich_report())
    assert found.same
    assert lists(found) == {}
    assert found.counts["unchanged"] == len(rich_report().matches)


class TestMatches:
    def test_one_that_only_the_new_report_has_is_new_and_the_other_way_gone(self) -> None:
        whole = rich_report()
        missing = find(whole, DAILY, HILL)
        part = with_matches(whole, lambda m: None if m.id == missing.id else m)
        assert [(one.match, one.cause) for one in difference(part, whole).new_matches] == [
            (missing, "same-articles")
        ]
        assert [one.match for one in difference(whole, part).gone_matches] == [missing]

    @pytest.mark.parametrize(
        ("field", "value"), [("relation", "reworded"), ("content", "quote"), ("label", "revision")]
    )
    def test_a_change_of_what_it_is_called_is_told(self, field: str, value: str) -> None:
        old = rich_report()
        first = find(old, COAST, DAILY)
        new = with_matches(old, lambda m: replace(m, **{field: value}) if m.id == first.id else m)  # type: ignore[arg-type]
        (one,) = difference(old, new).changed_matches
        assert [(c.field, c.old, c.new) for c in one.changes] == [(field, getattr(first, field), value)]

    @pytest.mark.parametrize(("moved", "least", "told"), [(0.04, 0.05, 0), (0.05, 0.05, 1), (0.04, 0.01, 1)])
    def test_a_score_is_told_if_it_moved_far_enough(self, moved: float, least: float, told: int) -> None:
        old = rich_report()
        first = find(old, COAST, DAILY)
        new = with_matches(old, lambda m: replace(m, score=m.score - moved) if m.id == first.id else m)
        found = difference(old, new, least)
        assert len(found.changed_matches) == told
        assert found.counts["small_score_changes"] == 1 - told

    def test_a_corrected_text_anchors_them_anew(self) -> None:
        old = with_text(rich_report(), COAST, lambda t: t.replace("m", "rn").replace("e", "c"))
        new = with_text(rich_report(), COAST, lambda t: t)
        found = difference(old, new)
        assert not found.new_matches + found.gone_matches
        ids = {m.id for m in new.matches if COAST in (m.left.article, m.right.article)}
        assert {one.new.id for one in found.reanchored + found.changed_matches} == ids
        assert all(0.7 <= one.likeness < 1 for one in found.reanchored if one.anchor == "likeness")
        assert not found.new_clusters + found.gone_clusters + found.changed_clusters
        assert [c.new.id for c in found.articles] == [COAST]

    def test_text_put_in_before_them_moves_them_and_changes_nothing(self) -> None:
        old = rich_report()
        text = "PAGE SEVEN\n\n" + (article(old, COAST).text or "")
        new = with_article(with_text(old, COAST, lambda t: t), COAST, text=text)
        moved = with_matches(
            new,
            lambda m: replace(
                m,
                id=m.id.removeprefix("new-"),
                left=replace(m.left, start=m.left.start + 12, end=m.left.end + 12)
                if m.left.article == COAST
                else m.left,
            ),
        )
        found = difference(old, moved)
        assert found.counts["moved"] == sum(m.left.article == COAST for m in old.matches)
        assert not found.new_matches + found.gone_matches + found.changed_matches + found.reanchored

    def test_where_the_text_is_the_same_places_count_and_not_words(self) -> None:
        old = rich_report()
        first = find(old, COAST, DAILY)
        shorter = replace(first.left, end=first.left.end - 60, text=first.left.text[:-60])
        new = with_matches(old, lambda m: replace(m, id="cut", left=shorter) if m.id == first.id else m)
        (one,) = difference(old, new).reanchored
        assert (one.anchor, one.likeness) == ("likeness", 1.0)
        elsewhere = replace(
            first.left, start=first.left.end + 1, end=first.left.end + 99, text=first.left.text + "!"
        )
        new = with_matches(old, lambda m: replace(m, id="other", left=elsewhere) if m.id == first.id else m)
        found = difference(old, new)
        assert (len(found.gone_matches), len(found.new_matches)) == (1, 1)
        assert len(difference(without_texts(old), without_texts(new)).reanchored) == 1

    def test_other_words_are_no_corrected_ones(self) -> None:
        old = without_texts(rich_report())
        first = find(old, COAST, DAILY)
        other = replace(first.left, text="A festival of kites opened on the beach with two hundred guests.")
        new = with_matches(old, lambda m: replace(m, id="other", left=other) if m.id == first.id else m)
        found = difference(old, new)
        assert (len(found.gone_matches), len(found.new_matches), found.reanchored) == (1, 1, ())

    def test_of_equal_passages_the_words_around_tell_which_is_which(self) -> None:
        whole = without_texts(rich_report())
        first = find(whole, COAST, DAILY)
        around = ("Monday", "Tuesday", "Friday")

        def made(prefix: str, order: tuple[str, ...], text: str) -> Report:
            matches = tuple(
                replace(
                    first,
                    id=f"{prefix}{day}",
                    left=replace(first.left, before=f"On {day} ", text=text, start=n, end=n + 9),
                )
                for n, day in enumerate(order)
            )
            pairs = tuple(
                replace(p, matches=tuple(m.id for m in matches)) for p in whole.pairs if p.left == COAST
            )[:1]
            return replace(whole, matches=matches, pairs=pairs, clusters=())

        old = made("a", around, "the quay stayed shut for all")
        new = made("b", around[::-1], "the quay stayed shut for a11")
        assert {(one.old.id, one.new.id) for one in difference(old, new).reanchored} == {
            (f"a{day}", f"b{day}") for day in around
        }

    @given(st.sets(st.sampled_from([m.id for m in rich_report().matches])), st.sampled_from("aeimt"))
    def test_what_is_new_one_way_is_gone_the_other_way(self, missing: set[str], misread: str) -> None:
        old = with_text(rich_report(), COAST, lambda t: t.replace(misread, "x"))
        new = with_matches(rich_report(), lambda m: None if m.id in missing else m)
        there, back = difference(old, new), difference(new, old)
        assert [one.match for one in there.gone_matches] == [one.match for one in back.new_matches]
        assert [one.match for one in there.new_matches] == [one.match for one in back.gone_matches]
        kept = {(one.old.id, one.new.id) for one in there.changed_matches + there.reanchored}
        assert kept == {(one.new.id, one.old.id) for one in back.changed_matches + back.reanchored}

    @given(st.permutations(range(len(rich_report().matches))))
    def test_the_order_of_matches_makes_no_difference(self, order: list[int]) -> None:
        old = with_text(rich_report(), COAST, lambda t: t.replace("e", "c"))
        new = with_text(rich_report(), COAST, lambda t: t)
        turned = replace(new, matches=tuple(new.matches[n] for n in order))
        assert difference(old, turned).reanchored == difference(old, new).reanchored


class TestArticles:
    def test_added_and_removed_ones_explain_their_matches(self) -> None:
        whole, part = rich_report(), without_article(rich_report(), VALLEY)
        found = difference(part, whole)
        assert [one.id for one in found.added] == [VALLEY]
        assert {one.cause for one in found.new_matches} == {"article-added"}
        found = difference(whole, part)
        assert [one.article.id for one in found.removed] == [VALLEY]
        assert {one.cause for one in found.gone_matches} == {"article-removed"}

    def test_one_that_could_not_be_read_is_removed_with_the_reason(self) -> None:
        part = without_article(rich_report(), VALLEY)
        part = replace(part, problems=(Problem(path=VALLEY, reason="permission denied"),))
        assert difference(rich_report(), part).removed[0].problem == "permission denied"

    @pytest.mark.parametrize("name", ["(first).txt", "zz-last.txt"])
    def test_a_renamed_one_is_known_by_its_text_and_its_matches_stay(self, name: str) -> None:
        old = rich_report()
        found = difference(old, with_name(old, ODD_COPY, name))
        assert [(one.old.id, one.new.id, one.by) for one in found.renamed] == [(ODD_COPY, name, "text")]
        assert [one.anchor for one in found.reanchored] == ["text"]
        assert found.reanchored[0].swapped == (name == "(first).txt")
        assert set(lists(found)) == {"renamed", "reanchored"}

    def test_without_texts_it_is_known_by_the_sentences_in_matches(self) -> None:
        old = without_texts(rich_report())

        def more(report: Report) -> Report:
            marks = ("a" * 32, "b" * 32)
            return with_matches(
                report,
                lambda m: (
                    replace(m, left=replace(m.left, fingerprints=(*m.left.fingerprints, *marks)))
                    if m.left.article == COAST
                    else m
                ),
            )

        old = more(old)
        new = with_name(old, COAST, "coast-post/moved.txt")
        assert [(one.new.id, one.by) for one in difference(old, new).renamed] == [
            ("coast-post/moved.txt", "fingerprints")
        ]
        other_day = with_article(new, "coast-post/moved.txt", published="2031-09-09")
        found = difference(old, other_day)
        assert not found.renamed
        assert [one.id for one in found.added] == ["coast-post/moved.txt"]

    def test_without_texts_a_moved_folder_is_known_by_the_names_in_it(self) -> None:
        old = without_texts(rich_report())
        found = difference(old, with_name(old, QUIET, f"archive/{QUIET}"))
        assert [(one.new.id, one.by) for one in found.renamed] == [(f"archive/{QUIET}", "name")]
        other = with_article(with_name(old, QUIET, f"archive/{QUIET}"), f"archive/{QUIET}", words=999)
        assert not difference(old, other).renamed

    def test_another_outlets_copy_of_the_text_is_no_renamed_article(self) -> None:
        old = with_article(rich_report(), ODD_COPY, outlet="Hill Herald")
        new = with_article(with_name(old, ODD_COPY, "new.txt"), "new.txt", outlet="Valley Times")
        found = difference(old, new)
        assert not found.renamed
        assert (len(found.added), len(found.removed)) == (1, 1)

    def test_other_credits_and_origins_are_told(self) -> None:
        old = rich_report()
        new = with_article(
            old, QUIET, credits=("AFP",), origin=Origin(kind="wire-copy", agency="AFP", confidence=0.6)
        )
        (one,) = difference(old, new).articles
        assert [(c.field, c.new) for c in one.changes] == [
            ("credits", ("AFP",)),
            ("kind", "wire-copy"),
            ("agency", "AFP"),
            ("confidence", 0.6),
        ]


class TestPairsAndClusters:
    def test_a_pair_is_told_by_its_origin_and_shares(self) -> None:
        old = rich_report()
        pairs = tuple(
            replace(p, left_share=0.2, origin=replace(p.origin, kind="press-release"))
            if (p.left, p.right) == (COAST, DAILY)
            else p
            for p in old.pairs
        )
        (one,) = difference(old, replace(old, pairs=pairs)).changed_pairs
        assert {c.field for c in one.changes} == {"kind", "left_share"}

    def test_clusters_are_known_by_their_members_whatever_they_are_called(self) -> None:
        old = rich_report()
        clusters = tuple(replace(c, id=f"other-{c.id}") for c in reversed(old.clusters))
        matches = tuple(replace(m, cluster=m.cluster and f"other-{m.cluster}") for m in old.matches)
        assert difference(old, replace(old, clusters=clusters, matches=matches)).same

    def test_what_a_cluster_gained_and_lost_is_told(self) -> None:
        old = rich_report()
        more = Member(article=QUIET, start=0, end=9)
        clusters = tuple(
            replace(c, members=(more, *(m for m in c.members if m.article != JAPAN))) if c.id == "c1" else c
            for c in old.clusters
        )
        (one,) = difference(old, replace(old, clusters=clusters)).changed_clusters
        assert one.gained == (more,)
        assert [m.article for m in one.lost] == [JAPAN]

    def test_a_cluster_split_in_two_goes_on_as_the_larger_part(self) -> None:
        old = rich_report()
        whole = next(c for c in old.clusters if c.id == "c1")
        small = replace(whole, id="a-small", members=tuple(m for m in whole.members if m.article == JAPAN))
        large = replace(whole, members=tuple(m for m in whole.members if m.article != JAPAN))
        clusters = (small, *(large if c.id == "c1" else c for c in old.clusters))
        found = difference(old, replace(old, clusters=clusters))
        assert [c.new.id for c in found.changed_clusters] == ["c1"]
        assert [c.id for c in found.new_clusters] == ["a-small"]


class TestRuns:
    def test_other_settings_encoders_and_versions_are_told(self) -> None:
        old = rich_report()
        settings = dict(old.settings) | {"encoder": "usem3"}
        found = difference(old, replace(old, version="9.9.9", settings=settings))
        assert [(c.field, c.new) for c in found.runs] == [("version", "9.9.9"), ("encoder", "usem3")]

    def test_another_fingerprint_is_told_where_nothing_else_shows_it(self) -> None:
        old = rich_report()
        assert [c.field for c in difference(old, replace(old, fingerprint="f" * 32)).runs] == ["fingerprint"]


def test_matches_of_a_text_that_changed_beyond_likeness_are_explained_by_it() -> None:
    old = rich_report()
    new = with_article(old, DAILY_LATER, text="Something else stands here now.")
    missing = find(old, COAST, DAILY_LATER)
    new = with_matches(new, lambda m: None if m.id == missing.id else m)
    assert [one.cause for one in difference(old, new).gone_matches] == ["text-changed"]
