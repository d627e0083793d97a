"""The table for a terminal, the view of one cluster, and the explanation of one match."""

from __future__ import annotations

import io
import re
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import api
from provenance.config import Config
from provenance.model import Evidence, Origin, Problem, Report
from provenance.report.clusters import write_cluster
from provenance.report.evidence import evidence_lines
from provenance.report.explanation import write_explanation
from provenance.report.layout import cut, cut_middle, display_width, pad, wrap
from provenance.report.names import short_names
from provenance.report.order import numbered_pairs
from provenance.report.phrases import origin_phrase, percent
from provenance.report.table import write_table
from sample_report import (
    COAST,
    DAILY,
    HOSTILE_ID,
    empty_report,
    rich_report,
    sample_explanation,
)

WIDTHS = [40, 80, 100, 137, 200]


def table(report: Report, width: int = 120, colour: bool = False, **more: object) -> str:
    stream = io.StringIO()
    write_table(report, stream, width, colour, **more)  # type: ignore[arg-type]
    return stream.getvalue()


def many_pairs(number: int) -> Report:
    """The first match of the rich report, between one article and many."""
    whole = rich_report()
    match = next(match for match in whole.matches if match.cluster == "c1")
    pair = next(pair for pair in whole.pairs if match.id in pair.matches)
    article = next(article for article in whole.articles if article.id == match.right.article)
    names = [f"copy-{count:05}.txt" for count in range(number)]
    left = next(article for article in whole.articles if article.id == match.left.article)
    return replace(
        whole,
        articles=(left, *(replace(article, id=name, path=name) for name in names)),
        matches=tuple(
            replace(match, id=f"m{name}", right=replace(match.right, article=name)) for name in names
        ),
        pairs=tuple(replace(pair, right=name, matches=(f"m{name}",)) for name in names),
        clusters=(),
        repeats=(),
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    for line in table(rich_report(), width).splitlines():
        assert display_width(line) <= width, line


@pytest.mark.parametrize("width", WIDTHS)
def test_no_line_ends_in_white_space(width: int) -> None:
    assert not re.search(r"[ \t]$", table(rich_report(), width), re.MULTILINE)


def test_the_first_line_says_what_was_read_and_what_is_unknown() -> None:
    first = table(rich_report(), 200).splitlines()[0]
    assert first.startswith("10 articles, ")
    assert "outlet unknown for 5, date unknown for 6" in first
    assert "2 problems" in first


def test_the_likeliest_wire_copy_comes_first_and_formulas_last() -> None:
    kinds = [group.pair.origin.kind for group in numbered_pairs(rich_report())]
    assert kinds == [
        *("wire-copy", "press-release", "syndication", "unknown", "shared-quote", "unknown", "revision"),
        *("boilerplate", "formula"),
    ]


def test_a_pair_shows_origin_agency_and_evidence_for_and_against() -> None:
    lines = table(rich_report(), 200).splitlines()
    start = next(n for n, line in enumerate(lines) if line.startswith("1 "))
    group = "\n".join(lines[start : start + 6])
    assert f"{COAST} ~ {DAILY}" in group
    assert "1 passage, 1 quotation, 1 short quotation: 61% of" in group
    assert "origin   wire-copy, AFP (0.95)" in group
    assert "dateline GENEVA (AFP) :3; same words in one order" in group
    assert "against  no AFP item is held" in group
    assert "The Coast Post, 2031-03-04 09:15Z ~ Harbour Daily" in group


def test_a_row_names_both_places_relation_and_content() -> None:
    row = next(line for line in table(rich_report(), 200).splitlines() if "reworded" in line)
    assert re.search(
        r"^   coast:5 +Despite the operator.+harbour\S*:5 +Despite firm.+reworded +quote, Ada Verne$", row
    )


def test_on_a_narrow_terminal_the_texts_stand_below_each_other() -> None:
    lines = table(rich_report(), 80).splitlines()
    left = next(n for n, line in enumerate(lines) if "Despite the operator" in line)
    assert "Despite firm denials" in lines[left + 1]
    assert lines[left].index("Despite") == lines[left + 1].index("Despite")


def test_short_links_are_counted_and_make_no_row() -> None:
    text = table(rich_report(), 200)
    assert "1 short quotation" in text
    assert "Safety starts now" not in text


@pytest.mark.parametrize("width", WIDTHS)
def test_a_pair_of_short_wordings_only_says_what_they_are(tmp_path: Path, width: int) -> None:
    opened = "The mayor opened the bridge before several hundred guests"
    tolls = "Drivers from the north will have to pay for crossing it"
    (tmp_path / "a.txt").write_text(
        f'{opened}. "Grandmothers outrank engineers," he said.\n', encoding="utf-8"
    )
    (tmp_path / "b.txt").write_text(
        f'{tolls}. "Grandmothers outrank engineers," he said.\n', encoding="utf-8"
    )
    text = table(api.compare([tmp_path], Config(encoder="none")), width)
    assert re.search(r"^   wording  Grandm.*  a\S*:1 ~ b\S*:1$", text, re.MULTILINE)
    assert all(display_width(line) <= width for line in text.splitlines())


def test_boilerplate_formulas_and_repeats_are_set_aside_in_one_line() -> None:
    text = table(rich_report(), 200)
    assert "Set aside  1 boilerplate, 1 formula, 1 repeat within an article, 12 furniture\n" in text
    assert "morning letter" not in text
    assert "request for comment" not in text


def test_articles_without_matches_are_named_with_their_own_origin_first() -> None:
    assert "Alone      alone.txt [wire-copy, AFP (0.80)], quiet.txt\n" in table(rich_report(), 200)


def test_an_article_that_shares_only_a_formula_is_alone() -> None:
    report = rich_report()
    only = [match for match in report.matches if match.content == "formula"]
    pairs = tuple(pair for pair in report.pairs if only[0].id in pair.matches)
    text = table(replace(report, matches=tuple(only), pairs=pairs, clusters=()), 200)
    assert "hill-herald/lamps.txt [formula only]" in text
    assert "1 formula (harbour" in text
    assert "No shared passages were found." in text


def test_many_articles_alone_are_counted() -> None:
    report = rich_report()
    bare = replace(report, matches=(), pairs=(), clusters=())
    alone = table(bare, 200).partition("Alone ")[2].partition("Not seen")[0]
    assert "and 2 more" in alone
    assert "valley-times" not in alone


def test_limits_and_problems_end_the_table() -> None:
    text = table(rich_report(), 200)
    assert "Not seen   Other languages: no encoder was used" in text
    assert "Problems   broken/␛[31mphoto.txt: not text in any known encoding :\\:error:\\:x\n" in text
    assert 'feed.jsonl:17: no field "text"' in text
    assert text.splitlines()[-1] == "7 pairs, 1 called wire copy (AFP)."


def test_ten_problems_are_listed_and_the_others_counted() -> None:
    problems = tuple(Problem(path=f"p{n}", reason="empty") for n in range(13))
    text = table(replace(rich_report(), problems=problems), 200)
    assert text.count(": empty") == 10
    assert "and 3 more" in text


def test_twenty_pairs_are_listed_and_the_others_counted() -> None:
    text = table(many_pairs(23), 120)
    assert len(re.findall(r"(?m)^\d+ ", text)) - 1 == 20 + 1  # the last line counts pairs
    assert "and 3 more pairs: provenance show reports/report.json NUMBER" in text
    assert "23 pairs, 23 called wire copy (AFP)." in text


def test_six_rows_a_pair_are_listed_and_a_command_shows_the_others() -> None:
    report = many_pairs(9)
    first = report.pairs[0]
    matches = tuple(replace(m, right=replace(m.right, article=first.right)) for m in report.matches)
    merged = replace(report, matches=matches, pairs=(replace(first, matches=tuple(m.id for m in matches)),))
    assert "   3 more: provenance show reports/report.json 1\n" in table(merged, 120)
    assert table(merged, 120).count("near-copy") == 6
    assert "   3 more\n" in table(merged, 120, show_more=None)
    assert table(merged, 120, only=1).count("near-copy") == 9


def test_one_pair_in_full_keeps_its_number_and_shows_short_links_too() -> None:
    text = table(rich_report(), 120, only=1)
    assert text.startswith(f"1  {COAST} ~ {DAILY}")
    assert "Safety starts now" in text
    assert "Set aside" not in text


@pytest.mark.parametrize("width", [80, 200])
def test_one_pair_in_full_shows_all_evidence_and_the_ids_of_its_matches(width: int) -> None:
    report = rich_report()
    text = table(report, width, only=1)
    words = " ".join(text.split())
    assert f"{DAILY} has the dateline GENEVA (AFP) :3 same words in one order" in words
    for key in numbered_pairs(report)[0].pair.matches:
        assert key[:8] in text


def test_a_pair_of_boilerplate_only_can_be_shown_by_its_number() -> None:
    assert "morning letter" in table(rich_report(), 120, only=8)


def test_a_report_without_matches_says_so() -> None:
    text = table(empty_report(), 80)
    assert "No shared passages were found." in text
    assert text.endswith("0 pairs, none called wire copy.\n")


@pytest.mark.parametrize("width", WIDTHS)
def test_nothing_in_an_article_drives_the_terminal_or_a_build_log(width: int) -> None:
    text = table(rich_report(), width)
    assert "\x1b" not in text
    assert not any(unicodedata.category(mark) in {"Cc", "Cf", "Cs"} for mark in text.replace("\n", ""))
    assert not re.search(r"(?m)^\s*::|##\[|##vso\[", text)


def test_colour_is_used_only_when_told_and_changes_no_words() -> None:
    plain, coloured = table(rich_report(), 120), table(rich_report(), 120, colour=True)
    assert "\x1b[" in coloured
    assert [line.rstrip() for line in re.sub(r"\x1b\[\d+m", "", coloured).splitlines()] == plain.splitlines()


def test_east_asian_text_is_cut_and_aligned_by_columns() -> None:
    assert display_width("港湾") == 4
    assert cut("港湾委員会", 6) == "港湾…"
    assert pad("港", 4) == "港  "
    rows = [line for line in table(rich_report(), 80).splitlines() if ":3" in line and "港" in line]
    before = next(line for line in table(rich_report(), 80).splitlines() if "translated" in line)
    assert display_width(rows[-1][: rows[-1].index("港湾")]) == before.index("GENEVA")


def test_origins_are_worded_without_claiming_more_than_they_carry() -> None:
    assert origin_phrase(Origin()) == "unknown"
    assert origin_phrase(Origin(confidence=0.6)) == "unknown; common source likely (0.60)"
    assert origin_phrase(Origin(confidence=0.3)) == "unknown (0.30)"


@pytest.mark.parametrize(
    ("share", "words"), [(0.0, "0%"), (0.004, "under 1%"), (0.374, "37%"), (0.999, "99%"), (1.0, "100%")]
)
def test_shares_are_rounded_without_reaching_nothing_or_everything(share: float, words: str) -> None:
    assert percent(share) == words


def test_long_ids_are_shortened_to_prefixes_that_fit_one_article() -> None:
    names = short_names(["001_6c3d470cdd194f5a.txt", "003_e31dfe15b5213ccd.txt", "b.txt"], least=8, limit=12)
    assert list(names.values()) == ["001_6c3d", "003_e31d", "b.txt"]
    assert (
        short_names(["001_6c3d470c.txt", "003_e31dfe15.txt"], least=3, limit=8)["001_6c3d470c.txt"] == "001"
    )


@given(st.sets(st.text(alphabet="ab/_1港", min_size=1, max_size=30), max_size=20), st.integers(4, 40))
def test_short_names_never_take_more_room_than_given(ids: set[str], limit: int) -> None:
    names = short_names(ids, least=3, limit=limit)
    assert set(names) == ids
    assert all(display_width(name) <= limit for name in names.values())


@given(st.text(), st.integers(1, 60))
def test_cut_text_fits(text: str, columns: int) -> None:
    assert display_width(cut(text, columns)) <= columns
    assert display_width(cut_middle(text, columns)) <= columns


@given(st.lists(st.text(alphabet="abc港湾-", min_size=1, max_size=12)), st.integers(12, 40))
def test_wrapped_text_fits_and_keeps_every_character(words: list[str], columns: int) -> None:
    lines = wrap(" ".join(words), columns)
    assert all(display_width(line) <= columns for line in lines)
    assert "".join("".join(lines).split()) == "".join(words)


def cluster_text(report: Report, key: str, width: int = 100) -> str:
    stream = io.StringIO()
    cluster = next(cluster for cluster in report.clusters if cluster.id == key)
    write_cluster(report, cluster, stream, width)
    return stream.getvalue()


def test_a_cluster_shows_its_origin_and_every_member_with_its_line() -> None:
    text = cluster_text(rich_report(), "c1")
    assert text.startswith("cluster c1   4 passages in 4 articles\n")
    assert "origin   wire-copy, AFP (0.95)" in text
    assert re.search(r"coast-post\S*:3 +The harbour commission", text)
    assert "港湾委員会" in text


def test_a_cluster_says_what_it_collapsed_and_that_it_is_labelled() -> None:
    assert "9 tied to the first only" in cluster_text(rich_report(), "c4")
    assert "labelled" in cluster_text(rich_report(), "c3")


def test_a_cluster_is_shown_without_the_articles_texts_too() -> None:
    report = rich_report()
    bare = replace(report, articles=tuple(replace(article, text=None) for article in report.articles))
    assert cluster_text(bare, "c1") == cluster_text(report, "c1")


def explained(width: int = 100, colour: bool = False, **changes: object) -> str:
    stream = io.StringIO()
    write_explanation(replace(sample_explanation(), **changes), stream, width, colour)  # type: ignore[arg-type]
    return stream.getvalue()


def test_an_explanation_marks_what_each_text_has_of_its_own() -> None:
    text = " ".join(explained().split())
    assert (
        "Despite [-the operator's strenuous denials, the-] {+firm denials by the operator,+} inspectors"
        in text
    )
    assert "[-have-] now [-recognised-] {+acknowledge+} that" in text


def test_an_explanation_shows_places_evidence_features_and_reasons() -> None:
    text = explained()
    assert text.startswith("reworded quote, score 0.81, match ")
    assert "left   coast-post/2031-03-04-quay.txt:5" in text
    assert "23 equal words in a row" in text
    assert re.search(r"rare_terms +4\.25 +\+1\.50", text)
    assert re.search(r"length_ratio +0\.9 +-0\.25", text)
    assert "- Both sides name the same speaker." in text


def test_an_explanation_without_a_match_says_why_not() -> None:
    text = explained(match=None, score=0.2)
    assert text.startswith("no match reported; score 0.20\n")
    assert "Why not" in text


@pytest.mark.parametrize("width", [40, 80, 200])
def test_an_explanation_fits_the_terminal_and_colours_only_when_told(width: int) -> None:
    assert all(display_width(line) <= width for line in explained(width).splitlines())
    assert "\x1b" not in explained(width)
    assert re.sub(r"\x1b\[\d+m", "", explained(width, colour=True)) == explained(width)


def test_hostile_names_are_harmless_in_an_explanation() -> None:
    side = replace(sample_explanation().left, article=HOSTILE_ID)
    text = explained(left=side, reasons=("\x1b[2J ::error::",))
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "::" not in text


@given(
    st.lists(st.text(alphabet="abc 港", min_size=1, max_size=60).filter(str.strip), min_size=1, max_size=6),
    st.integers(50, 120),
)
def test_evidence_takes_two_lines_at_most_and_says_how_much_is_left_out(
    details: list[str], width: int
) -> None:
    supports = tuple(Evidence(kind="fact", detail=detail) for detail in details)
    lines = evidence_lines(Origin(supports=supports), width, False, {})
    assert all(display_width(line) <= width for line in lines)
    assert [line[:12].strip() for line in lines] in (["for"], ["for", ""])
    if not any("…" in line or " more" in line for line in lines):
        told = [part for line in lines for part in line[12:].split("; ")]
        assert [part.strip("\u2068\u2069") for part in told] == [
            " ".join(detail.split()) for detail in details
        ]


def test_a_fact_that_does_not_fit_beside_the_others_gets_a_line_of_its_own() -> None:
    supports = tuple(
        Evidence(kind="fact", detail=detail)
        for detail in (
            "the same words chosen from five sources",
            'c has "in an email sent to AFP" :28',
            "etc",
        )
    )
    first, second = evidence_lines(Origin(supports=supports), 60, False, {})
    assert first.endswith("for      the same words chosen from five sources")
    assert second.strip() == 'c has "in an email sent to AFP" :28; etc'


def test_a_text_is_cut_between_words_where_little_is_lost() -> None:
    assert cut("passages make up at least 77% of each article", 37) == "passages make up at least 77% of…"
    assert cut("passages extraordinarily-long-compound", 30) == "passages extraordinarily-long…"


def test_a_group_calls_its_articles_by_the_word_that_tells_them_apart() -> None:
    ids = ("northmark-herald/ferry-fire.md", "phare-de-sauvelande/ferry.md", "northmark-herald/wind.md")
    names = short_names(ids[:2], least=3, limit=12, reach=12)
    assert list(names.values()) == ["northmark", "phare"]
    names = short_names((ids[0], ids[2]), least=3, limit=23, reach=12)
    assert list(names.values()) == ["northmark-herald/ferry", "northmark-herald/wind"]
