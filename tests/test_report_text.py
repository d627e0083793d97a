"""CSV, Markdown, the reports folder, escaping and parts of a report."""

from __future__ import annotations

import csv
import io
import json
import re
import stat
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance import Config, compare
from provenance.errors import UsageError
from provenance.model import Cluster, Report
from provenance.report import folder as folder_module
from provenance.report.csv import write_articles_csv, write_matches_csv
from provenance.report.escape import for_csv, for_markdown, for_terminal
from provenance.report.folder import FILES, is_report_folder, write_file, write_folder
from provenance.report.json import read_json, write_json
from provenance.report.markdown import write_markdown
from provenance.report.order import NumberedPair
from provenance.report.select import (
    cluster_part,
    find_article,
    find_match,
    find_target,
    narrow,
    pair_part,
)
from sample_report import (
    COAST,
    DAILY,
    DAILY_LATER,
    HOSTILE,
    HOSTILE_ID,
    JAPAN,
    VALLEY,
    empty_report,
    rich_report,
)
from scratch_corpus import LAMPS


def rows(write: object, report: Report) -> list[dict[str, str]]:
    stream = io.StringIO()
    write(report, stream)  # type: ignore[operator]
    return list(csv.DictReader(io.StringIO(stream.getvalue(), newline="")))


def markdown(report: Report) -> str:
    stream = io.StringIO()
    write_markdown(report, stream)
    return stream.getvalue()


@given(st.text())
def test_no_text_can_drive_a_terminal(text: str) -> None:
    safe = for_terminal(text)
    assert not re.search("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff]", safe)
    assert "::" not in safe
    assert "##[" not in safe


@given(st.text(alphabet="abc ÄÖ港湾.,'“”-/()é"))
def test_ordinary_text_stays_as_it_is_on_a_terminal(text: str) -> None:
    assert for_terminal(text) == text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "::"])
def test_no_cell_starts_like_a_formula(start: str) -> None:
    assert for_csv(f"{start}cmd").startswith("'")


@given(st.text())
def test_a_cell_is_one_line_that_no_spreadsheet_runs(text: str) -> None:
    cell = for_csv(text)
    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    assert "\n" not in cell
    assert cell.encode("utf-8") is not None


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("<script>", "&lt;script&gt;"),
        ("a|b", "a\\|b"),
        ("[x](javascript:y)", "\\[x\\](javascript:y)"),
        ("**b** _i_ `c`", "\\*\\*b\\*\\* \\_i\\_ \\`c\\`"),
        ("https://example.org", "https\\://example.org"),
        ("www.example.org", "www\\.example.org"),
        ("1. first", "1\\. first"),
        ("- item", "\\- item"),
        ("-5 and 0.81 (of 1)!", "-5 and 0.81 (of 1)!"),
        ("::error::", "\\::error::"),
        ("# head", "\\# head"),
        ("two\nlines", "two lines"),
        ("&lt;", "&amp;lt;"),
    ],
)
def test_markup_is_escaped_in_markdown(text: str, escaped: str) -> None:
    assert for_markdown(text) == escaped


def test_the_matches_table_has_a_row_a_match_with_true_offsets() -> None:
    report = rich_report()
    table = rows(write_matches_csv, report)
    assert [row["id"] for row in table] == [match.id for match in report.matches]
    row = next(row for row in table if row["relation"] == "reworded")
    assert (row["left_article"], row["left_line"], row["speaker"]) == (COAST, "5", "Ada Verne")
    assert (row["pair_origin"], row["agency"], row["confidence"]) == ("wire-copy", "AFP", "0.95")
    assert row["evidence"] == "rare shingles in common; 23 equal words in a row"


def test_hostile_text_is_harmless_in_the_matches_table() -> None:
    row = next(row for row in rows(write_matches_csv, rich_report()) if "ferry" in row["left_text"])
    assert row["left_text"].startswith("'=cmd|")
    assert row["left_article"].startswith("'::error")
    assert "\x1b" not in row["left_text"]


def test_the_articles_table_says_origin_shares_and_partners() -> None:
    table = {row["id"]: row for row in rows(write_articles_csv, rich_report())}
    assert len(table) == 10
    daily = table[DAILY]
    assert (daily["origin"], daily["agency"], daily["confidence"]) == ("wire-copy", "AFP", "0.8")
    assert (daily["share_reused"], daily["share_quoted"], daily["credits"]) == ("0.37", "0.1235", "AFP")
    assert (daily["matches"], daily["set_aside"], daily["partners"]) == ("5", "1", "3")
    assert daily["partner_ids"] == f"{COAST}; {DAILY_LATER}; {JAPAN}"


def test_the_articles_table_ends_with_what_editors_said() -> None:
    report = rich_report()
    killed = replace(report.articles[0], status="cancelled", editor_note="=1+1", version="2")
    table = rows(write_articles_csv, replace(report, articles=(killed, *report.articles[1:])))
    assert list(table[0])[-7:] == [
        *("status", "embargo", "version", "provider_id", "editor_note", "usage_terms", "byline")
    ]
    assert [table[0][name] for name in ("status", "version", "editor_note")] == ["cancelled", "2", "'=1+1"]
    assert table[1]["status"] == ""


def test_the_earliest_held_article_is_named_with_its_date() -> None:
    table = {row["id"]: row for row in rows(write_articles_csv, rich_report())}
    assert table[COAST]["earliest_held"] == DAILY
    assert table[COAST]["earliest_published"] == "2031-03-04T07:30:00Z"
    assert table["quiet.txt"]["earliest_held"] == ""


def earliest(*dates: str | None) -> str:
    report = rich_report()
    ids = (COAST, DAILY, DAILY_LATER)
    published = dict(zip(ids, dates, strict=True))
    articles = tuple(replace(a, published=published[a.id]) for a in report.articles if a.id in ids)
    matches = tuple(m for m in report.matches if m.left.article in ids and m.right.article in ids)
    only = replace(report, articles=articles, matches=matches, pairs=(), clusters=())
    return next(row["earliest_held"] for row in rows(write_articles_csv, only) if row["id"] == COAST)


def test_articles_of_one_day_are_told_apart_only_where_all_have_a_time_of_one_kind() -> None:
    assert earliest("2031-03-04", "2031-03-04T07:00Z", "2031-03-05") == f"{COAST}; {DAILY}"
    assert earliest("2031-03-04T07:00", "2031-03-04T06:00Z", None) == f"{COAST}; {DAILY}"
    assert earliest("2031-03-04T09:00+02:00", "2031-03-04T08:00Z", None) == COAST
    assert earliest("last week", None, "2031-03-05") == DAILY_LATER
    assert earliest(None, "soon", None) == ""


@pytest.mark.parametrize("holders", [3, 12])
def test_the_earliest_of_a_text_that_many_run_is_named_for_all_of_them(holders: int, tmp_path: Path) -> None:
    for number in range(holders):
        front = f"---\npublished: 2025-03-{20 - number:02}\n---\n"
        (tmp_path / f"n{number:02}.txt").write_text(f"{front}{LAMPS}\n", encoding="utf-8")
    report = compare([tmp_path], Config(encoder="none", jobs=1))
    table = rows(write_articles_csv, report)
    assert {row["partners"] for row in table} == {str(holders - 1)}
    assert {row["earliest_held"] for row in table} == {f"n{holders - 1:02}.txt"}
    part = narrow(report, articles=("n01.txt",)) if holders == 3 else narrow(report, articles=("n02.txt",))
    assert {row["id"] for row in rows(write_articles_csv, part)} <= {row["id"] for row in table}


def test_markdown_holds_every_pair_match_cluster_problem_and_limit() -> None:
    report = rich_report()
    text = markdown(report)
    assert text.startswith("<!-- provenance.report/1 -->\n# ")
    assert len(re.findall(r"(?m)^## \d+\. ", text)) == len(report.pairs)
    for match in report.matches:
        assert match.id in text
    for cluster in report.clusters:
        assert f"### Cluster {cluster.id}:" in text
    assert "## Problems" in text
    assert "feed.jsonl:17" in text
    assert "translations were not looked for" in text
    assert "- for: harbour-daily/2031-03-04-quay-closed.txt has the dateline" in text


def test_hostile_text_is_harmless_in_markdown() -> None:
    text = markdown(rich_report())
    assert "<script>" not in text
    assert "\x1b" not in text
    assert "\u202e" not in text
    assert "\\[link\\](javascript" in text
    assert not re.search(r"(?m)^\s*::", text)


def test_every_row_of_a_markdown_table_has_the_cells_of_its_heading() -> None:
    widths: list[int] = []
    for line in markdown(rich_report()).splitlines():
        cells = len(re.findall(r"(?<!\\)\|", line)) if line.startswith("|") else 0
        if cells and widths:
            assert cells == widths[-1], line
        widths = [cells] if cells else []


def test_a_folder_gets_all_four_files_and_nothing_else(tmp_path: Path) -> None:
    place = tmp_path / "out" / "reports"
    assert write_folder(rich_report(), place) == ()
    assert sorted(path.name for path in place.iterdir()) == sorted(FILES)
    with (place / "report.json").open(encoding="utf-8") as stream:
        assert len(read_json(stream, "report.json").matches) == len(rich_report().matches)


def test_a_second_report_replaces_the_first_and_says_so(tmp_path: Path) -> None:
    write_folder(rich_report(), tmp_path)
    assert is_report_folder(tmp_path)
    assert write_folder(empty_report(), tmp_path) == FILES
    assert json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["matches"] == []


def test_files_from_elsewhere_are_never_replaced(tmp_path: Path) -> None:
    (tmp_path / "articles.csv").write_text("mine\n", encoding="utf-8")
    with pytest.raises(UsageError, match=r"articles\.csv from elsewhere"):
        write_folder(rich_report(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["articles.csv"]
    assert not is_report_folder(tmp_path)


def test_when_a_file_fails_the_earlier_report_stays_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_folder(rich_report(), tmp_path)
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    def no_space(report: Report, stream: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(folder_module, "write_markdown", no_space)
    with pytest.raises(OSError, match="No space"):
        write_folder(empty_report(), tmp_path)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_one_file_is_written_through_a_link_and_with_ordinary_rights(tmp_path: Path) -> None:
    target, link = tmp_path / "real.json", tmp_path / "link.json"
    target.write_text("old", encoding="utf-8")
    link.symlink_to(target)
    write_file(link, lambda stream: stream.write("new"))
    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") == "new"
    fresh = tmp_path / "fresh.txt"
    write_file(fresh, lambda stream: stream.write("x"))
    plain = tmp_path / "plain.txt"
    plain.write_text("x", encoding="utf-8")
    assert stat.S_IMODE(fresh.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_a_device_is_written_to_and_not_replaced() -> None:
    write_file("/dev/null", lambda stream: stream.write("x"))
    assert not stat.S_ISREG(Path("/dev/null").stat().st_mode)


def same_when_saved(report: Report) -> bool:
    stream = io.StringIO()
    write_json(report, stream)
    return len(read_json(io.StringIO(stream.getvalue()), "part").matches) == len(report.matches)


def test_a_report_narrowed_to_an_origin_keeps_what_has_that_origin() -> None:
    part = narrow(rich_report(), kinds=("press-release",))
    assert [match.cluster for match in part.matches] == ["c3"]
    assert [pair.origin.kind for pair in part.pairs] == ["press-release"]
    assert part.counts["articles"] == 2
    assert same_when_saved(part)


def test_an_article_without_matches_stays_by_its_own_origin() -> None:
    assert "alone.txt" in {article.id for article in narrow(rich_report(), kinds=("wire-copy",)).articles}


def test_a_report_narrowed_to_an_outlet_keeps_its_partners() -> None:
    part = narrow(rich_report(), outlets=("valley times",))
    assert all(VALLEY in (m.left.article, m.right.article) for m in part.matches)
    assert len(part.matches) == 2
    assert same_when_saved(part)


def test_a_report_narrowed_to_an_article_takes_the_beginning_of_its_id() -> None:
    part = narrow(rich_report(), articles=("港",))
    assert [match.relation for match in part.matches] == ["translated"]
    assert same_when_saved(part)


def test_filters_are_joined() -> None:
    assert narrow(rich_report(), kinds=("formula",), outlets=("Valley Times",)).matches == ()


def test_a_report_narrowed_by_nothing_is_the_report() -> None:
    assert narrow(rich_report()) == rich_report()


@pytest.mark.parametrize(
    "name", ["1", f"{COAST}~{DAILY}", f"{DAILY} ~ {COAST}", "coast~harbour-daily/2031-03-04"]
)
def test_a_pair_is_found_by_number_ids_or_their_beginnings(name: str) -> None:
    found = find_target(rich_report(), name)
    assert isinstance(found, NumberedPair)
    assert (found.pair.left, found.pair.right) == (COAST, DAILY)
    assert same_when_saved(pair_part(rich_report(), found))


def test_a_cluster_is_found_by_its_id() -> None:
    found = find_target(rich_report(), "c2")
    assert isinstance(found, Cluster)
    part = cluster_part(rich_report(), found)
    assert {match.cluster for match in part.matches} == {"c2"}
    assert same_when_saved(part)


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("0", "pairs are numbered 1 to 9"),
        ("10", "pairs are numbered 1 to 9"),
        ("c", "begins more than one cluster: c1, c2, c3, ..."),
        ("c9", "no cluster 'c9' in this report; did you mean"),
        ("harbour~coast", "begins more than one article"),
        ("quiet~alone", "share nothing"),
        ("quiet.tx7~alone", "did you mean quiet.txt"),
    ],
)
def test_an_unknown_pair_or_cluster_is_refused_with_what_comes_close(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=re.escape(message)):
        find_target(rich_report(), name)


@pytest.mark.parametrize("length", [8, 16])
def test_who_names_a_match_is_told_what_shows_it(length: int) -> None:
    report = rich_report()
    identity = report.matches[0].id[:length]
    with pytest.raises(UsageError, match=f"{identity} is a match; .*: provenance explain REPORT {identity}$"):
        find_target(report, identity)


def test_unknown_articles_outlets_and_matches_are_refused_with_what_comes_close() -> None:
    report = rich_report()
    with pytest.raises(UsageError, match=r"did you mean quiet\.txt"):
        find_article(report, "quite.txt")
    with pytest.raises(UsageError, match="did you mean Valley Times"):
        narrow(report, outlets=("Vally Time",))
    with pytest.raises(UsageError, match=r"ids stand in matches\.csv"):
        find_match(report, "zzz")
    assert find_match(report, report.matches[0].id[:12]) == report.matches[0].id


def test_the_sample_is_hostile_enough_to_test_with() -> None:
    assert {"\x1b", "\u202e", "<", "|", "*", "["} <= set(HOSTILE)
    assert HOSTILE_ID.startswith("::error::")
