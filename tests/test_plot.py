"""Pictures of a report: what they show, and that they are the same bytes each time."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest

from provenance.cli.main import run
from provenance.errors import UsageError
from provenance.model import Report
from provenance.report.json import write_json
from provenance.report.plot import KINDS
from provenance.report.plot import fonts as plot_fonts
from provenance.report.plot.fonts import fallbacks
from provenance.report.plot.network import MOST_OUTLETS
from provenance.report.plot.ties import chosen, outlet_ties
from provenance.report.plot.timeline import MOST_ROWS, story_of
from provenance.report.plot.write import write_plot
from sample_report import COAST, DAILY, DAILY_LATER, JAPAN, empty_report, rich_report

Capture = pytest.CaptureFixture[str]


def words(path: Path) -> str:
    """All that a picture says."""
    root = ElementTree.fromstring(path.read_text(encoding="utf-8"))
    return "\n".join(text.strip() for text in root.itertext() if text.strip())


def drawn(report: Report, kind: str, folder: Path, target: str | None = None) -> str:
    path = folder / f"{kind}.svg"
    write_plot(report, kind, str(path), target)
    return words(path)


def many_outlets(number: int) -> Report:
    """A report in which each of so many outlets shares a passage with the next one."""
    whole = rich_report()
    model, pair = whole.matches[0], whole.pairs[0]
    names = [f"outlet-{n:03}" for n in range(number)]
    first = replace(whole.articles[0], published="2031-03-04T07:30Z")
    articles = tuple(replace(first, id=name, outlet=f"The {name}") for name in names)
    matches, pairs = [], []
    for n, (one, other) in enumerate(pairwise(names)):
        left, right = replace(model.left, article=one), replace(model.right, article=other)
        matches.append(replace(model, id=f"m{n}", left=left, right=right, words=10 + n, cluster=None))
        pairs.append(replace(pair, left=one, right=other, matches=(f"m{n}",)))
    return replace(
        whole, articles=articles, matches=tuple(matches), pairs=tuple(pairs), clusters=(), repeats=()
    )


@pytest.fixture
def saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.chdir(tmp_path)
    with Path("report.json").open("w", encoding="utf-8") as stream:
        write_json(rich_report(), stream)
    yield "report.json"


class TestOutlets:
    def test_words_of_passages_and_quotations_are_added_up_by_outlets(self) -> None:
        ties = outlet_ties(rich_report())
        found = {(tie.left, tie.right): tie for tie in ties.ties}
        coast_daily = found["Harbour Daily", "The Coast Post"]
        report = rich_report()
        shared = [
            m
            for m in report.matches
            if m.left.article == COAST
            and m.right.article in {DAILY, DAILY_LATER}
            and m.content != "boilerplate"
        ]
        assert coast_daily.words == sum(m.words for m in shared)
        assert coast_daily.passages == len(shared)
        assert coast_daily.origin == "wire-copy"
        assert ("Harbour Daily", "Hill Herald") not in found, "they share a formula only"
        assert ties.unplaced == 2

    def test_no_two_outlets_with_a_passage_is_said_with_what_to_do(self) -> None:
        nameless = replace(
            rich_report(), articles=tuple(replace(a, outlet=None) for a in rich_report().articles)
        )
        with pytest.raises(UsageError, match=r"manifest\.csv or by --outlet-from"):
            outlet_ties(nameless)

    def test_outlets_that_share_much_stand_side_by_side(self) -> None:
        order = chosen(outlet_ties(many_outlets(12)), 12)
        assert sum(abs(int(a[-3:]) - int(b[-3:])) == 1 for a, b in pairwise(order)) >= 9

    @pytest.mark.parametrize("kind", ["network", "matrix"])
    def test_all_names_are_drawn_and_what_is_left_out_is_counted(self, kind: str, tmp_path: Path) -> None:
        text = drawn(rich_report(), kind, tmp_path)
        assert {"The Coast Post", "Harbour Daily", "Valley Times"} <= set(text.splitlines())
        assert "2 pairs with an unknown outlet left out" in text
        text = drawn(many_outlets(40), kind, tmp_path)
        assert re.search(r"\d+ outlets with less in common not drawn", text)
        if kind == "network":
            assert len(re.findall(r"(?m)^The outlet-\d+$", text)) == MOST_OUTLETS


class TestTimeline:
    def test_rows_are_in_the_order_of_dates_and_undated_ones_last(self) -> None:
        story = story_of(rich_report(), "c1")
        assert [row.article for row in story.rows] == [DAILY, COAST, DAILY_LATER, JAPAN]
        assert [row.relation for row in story.rows] == [None, "near-copy", "identical", "translated"]

    def test_without_a_name_it_is_the_largest_cluster_of_wire_copy(self) -> None:
        assert story_of(rich_report(), None) == story_of(rich_report(), "c1")

    def test_a_pair_has_two_rows(self, tmp_path: Path) -> None:
        assert [row.article for row in story_of(rich_report(), f"{COAST}~{DAILY}").rows] == [DAILY, COAST]
        assert "Harbour Daily" in drawn(rich_report(), "timeline", tmp_path, f"{COAST}~{DAILY}")

    def test_an_article_without_a_date_is_said_to_have_none(self, tmp_path: Path) -> None:
        text = drawn(rich_report(), "timeline", tmp_path, "c1")
        assert text.count("no date known") == 1
        assert "wire-copy, AFP (0.95)" in text

    def test_no_date_at_all_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no article of it has a date"):
            drawn(rich_report(), "timeline", tmp_path, "c6")

    def test_of_many_articles_the_earliest_are_drawn_and_the_others_counted(self, tmp_path: Path) -> None:
        whole = many_outlets(MOST_ROWS + 7)
        members = tuple(replace(rich_report().clusters[0].members[0], article=a.id) for a in whole.articles)
        cluster = replace(rich_report().clusters[0], id="big", members=members)
        text = drawn(replace(whole, clusters=(cluster,)), "timeline", tmp_path)
        assert "7 more articles not drawn" in text


class TestScores:
    def test_every_relation_has_a_panel_with_its_number(self, tmp_path: Path) -> None:
        text = drawn(rich_report(), "scores", tmp_path)
        counts = {r: sum(m.relation == r for m in rich_report().matches) for r in ("identical", "translated")}
        assert f"identical: {counts['identical']} matches" in text
        assert "translated: 1 match" in text

    def test_a_report_without_matches_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(UsageError, match="no match"):
            drawn(empty_report(), "scores", tmp_path)


class TestFiles:
    @pytest.mark.parametrize("kind", KINDS)
    def test_the_same_report_gives_the_same_bytes_whatever_the_hash_seed(self, kind: str, saved: str) -> None:
        made = []
        for seed in ("1", "2"):
            done = subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "provenance",
                    "plot",
                    saved,
                    "--kind",
                    kind,
                    "--output",
                    f"{seed}.svg",
                ],
                env={**os.environ, "PYTHONHASHSEED": seed},
                capture_output=True,
                text=True,
                check=False,
            )
            assert (done.returncode, done.stderr) == (0, "")
            made.append(Path(f"{seed}.svg").read_bytes())
        assert made[0] == made[1]
        assert b"<dc:date>" not in made[0]

    def test_png_is_told_by_the_ending(self, tmp_path: Path) -> None:
        path = tmp_path / "scores.png"
        write_plot(rich_report(), "scores", str(path))
        assert path.read_bytes().startswith(b"\x89PNG")
        assert b"matplotlib version" not in path.read_bytes()

    def test_hostile_names_stay_words(self, tmp_path: Path) -> None:
        evil = '<script>alert(1)</script> $x_1$ \x1b[31m \u202e"><img onerror=x>'
        whole = rich_report()
        articles = tuple(replace(a, outlet=evil if a.id == COAST else a.outlet) for a in whole.articles)
        text = drawn(replace(whole, articles=articles), "network", tmp_path)
        raw = (tmp_path / "network.svg").read_text(encoding="utf-8")
        assert "<script>alert(1)</script>" in text
        assert "<script" not in raw
        assert "\x1b" not in raw
        assert "\u202e" not in raw

    def test_names_in_any_script_are_drawn_without_a_warning(self, tmp_path: Path) -> None:
        whole = rich_report()
        articles = tuple(
            replace(a, outlet="港新聞 الميناء" if a.id == COAST else a.outlet) for a in whole.articles
        )
        assert "港新聞" in drawn(replace(whole, articles=articles), "network", tmp_path)


class TestFonts:
    def test_the_fewest_families_that_have_the_letters_are_taken(self) -> None:
        fonts = [
            ("A", frozenset("新")),
            ("B", frozenset("新聞")),
            ("C", frozenset("聞報한")),
            ("D", frozenset("한")),
        ]
        assert fallbacks("新聞報한", fonts) == (["C", "A"], frozenset())
        assert fallbacks("新聞中", fonts) == (["B"], frozenset("中"))
        assert fallbacks("中", []) == ([], frozenset("中"))

    def test_a_png_takes_letters_from_any_font_that_is_installed(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        usual = plot_fonts._letters(plot_fonts._path_of("DejaVu Sans"))
        name, letters = next(
            (name, held - usual)
            for name, held in plot_fonts._installed()
            if {one for one in held - usual if one.isprintable()}
        )
        odd = min(one for one in letters if one.isprintable())
        whole = outlet_named(f"The {odd} Post")
        assert write_plot(whole, "network", str(tmp_path / "a.png")) == ()
        monkeypatch.setattr(plot_fonts, "_installed", list)
        assert write_plot(whole, "network", str(tmp_path / "b.png")) == (odd,)
        assert (tmp_path / "a.png").read_bytes() != (tmp_path / "b.png").read_bytes(), name

    def test_what_no_font_has_is_said_of_a_png_and_kept_in_an_svg(
        self, tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setattr(plot_fonts, "_installed", list)
        with open("report.json", "w", encoding="utf-8", newline="") as stream:
            write_json(outlet_named("港新聞 Post"), stream)
        assert run(["plot", "report.json", "--kind", "network", "--output", "a.png"]) == 0
        told = capsys.readouterr().err
        assert "no font here has 3 of the characters" in told
        assert "新 港 聞" in told
        assert run(["plot", "report.json", "--kind", "network", "--output", "a.svg"]) == 0
        assert capsys.readouterr().err == ""
        assert "港新聞 Post" in words(Path("a.svg"))


def outlet_named(name: str) -> Report:
    """The sample report with an outlet of a name."""
    whole = rich_report()
    return replace(
        whole, articles=tuple(replace(a, outlet=name if a.id == COAST else a.outlet) for a in whole.articles)
    )


class TestCommand:
    def test_it_writes_a_picture_and_says_nothing(self, saved: str, capsys: Capture) -> None:
        assert run(["plot", saved, "--kind", "timeline", "--cluster", "c1", "--output", "t.svg"]) == 0
        assert capsys.readouterr().out == ""
        assert "no date known" in words(Path("t.svg"))

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--kind", "scores", "--output", "x.pdf"], "written as .svg or .png"),
            (["--kind", "scores", "--output", "x.svg", "--cluster", "c1"], "give --kind timeline"),
            (["--kind", "timeline", "--output", "x.svg", "--cluster", "none"], "no cluster 'none'"),
            (["--kind", "scores", "--output", "no/x.svg"], "there is no folder no"),
        ],
    )
    def test_what_cannot_be_drawn_is_said(
        self, saved: str, capsys: Capture, arguments: list[str], message: str
    ) -> None:
        assert run(["plot", saved, *arguments]) == 2
        assert message in capsys.readouterr().err
        assert not list(Path().glob("x.*"))

    def test_without_matplotlib_the_command_that_installs_it_is_named(
        self, saved: str, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for name in [name for name in sys.modules if name.partition(".")[0] == "matplotlib"]:
            monkeypatch.delitem(sys.modules, name)
        monkeypatch.setitem(sys.modules, "matplotlib", None)  # type: ignore[arg-type]
        assert run(["plot", saved, "--kind", "scores", "--output", "x.svg"]) == 2
        assert "pip install 'provenance[plot]'" in capsys.readouterr().err
