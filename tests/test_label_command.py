"""The label commands: what they write, what they say, and how they fail."""

from __future__ import annotations

import json
import os
import re
import stat
from datetime import date
from pathlib import Path

import pytest

from provenance import labelling
from provenance.cli.main import run
from provenance.config import Config
from provenance.core.deciding.ledger import Signed
from provenance.decisions import Labels
from provenance.files.labels import read_labels
from scratch_corpus import AFP_QUAY, BAND, FISH, LAMPS, QUAY, article, two_copies

Capture = pytest.CaptureFixture[str]
PLACES = ("articles/a.txt:3", "articles/b.txt:3")
LABELS = Path("articles/labels.toml")


@pytest.fixture(autouse=True)
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus in ``articles`` below the current folder, with git silent about who is at work."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", os.devnull)
    return two_copies(tmp_path / "articles")


def accept(*words: str) -> int:
    return run(["label", "accept", *words])


def held() -> Labels:
    return read_labels(LABELS, "labels.toml")


class TestAccept:
    def test_a_decision_is_written_with_who_when_and_why(self, capsys: Capture) -> None:
        words = ("--as", "wire-copy", "--agency", "afp", "--by", "Ada Verne", "--why", "seen on the wire")
        assert accept(*PLACES, *words) == 0
        assert capsys.readouterr().out == "articles/labels.toml: 1 added (a new file)\n"
        (label,) = held().labels
        assert (label.kind, label.agency, label.by, label.why) == (
            "wire-copy",
            "AFP",
            "Ada Verne",
            "seen on the wire",
        )
        assert label.on == date.today()
        assert {cover.article for cover in label.covers} == {"a.txt", "b.txt"}
        assert label.excerpt.startswith("GENEVA (AFP) - The harbour commission")

    def test_it_covers_the_sentences_in_common_and_no_more(self) -> None:
        article(Path("articles"), "a.txt", f"{AFP_QUAY} {BAND}")
        assert accept(*PLACES, "--as", "unknown") == 0
        (label,) = held().labels
        assert sorted(cover.article for cover in label.covers) == ["a.txt", "a.txt", "b.txt", "b.txt"]

    def test_the_login_name_signs_where_git_knows_none(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("LOGNAME", "night-desk")
        assert accept(*PLACES, "--as", "unknown") == 0
        assert held().labels[0].by == "night-desk"

    def test_the_same_again_changes_nothing(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown")
        before = LABELS.read_bytes()
        capsys.readouterr()
        assert accept(*reversed(PLACES), "--as", "unknown") == 0
        assert capsys.readouterr().out == "articles/labels.toml: 1 held already\n"
        assert LABELS.read_bytes() == before

    def test_a_further_copy_adds_to_the_label(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown")
        article(Path("articles"), "d.txt", AFP_QUAY, LAMPS)
        assert accept(PLACES[0], "articles/d.txt:3", "--as", "unknown") == 0
        (label,) = held().labels
        assert {cover.article for cover in label.covers} == {"a.txt", "b.txt", "d.txt"}

    def test_another_decision_on_a_reviewed_label_is_refused(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown")
        before = LABELS.read_bytes()
        assert accept(*PLACES, "--as", "false-match") == 2
        assert "articles/labels.toml:3: says unknown of this passage already" in capsys.readouterr().err
        assert LABELS.read_bytes() == before

    def test_two_passages_of_one_pair_are_two_labels(self) -> None:
        for name in ("a.txt", "b.txt"):
            article(Path("articles"), name, AFP_QUAY, FISH, LAMPS)
        accept(*PLACES, "--as", "unknown")
        accept("articles/a.txt:7", "articles/b.txt:7", "--as", "unknown")
        assert len(held().labels) == 2

    def test_permissions_and_links_of_the_file_are_kept(self) -> None:
        Path("desk.toml").write_text("# ours\n")
        Path("desk.toml").chmod(0o640)
        LABELS.symlink_to(Path("desk.toml").absolute())
        assert accept(*PLACES, "--as", "unknown") == 0
        assert LABELS.is_symlink()
        assert stat.S_IMODE(Path("desk.toml").stat().st_mode) == 0o640
        assert Path("desk.toml").read_text().startswith("# ours\n\n[[label]]")

    def test_the_nearest_labels_file_above_tells_the_corpus(self) -> None:
        for name in ("a.txt", "b.txt"):
            article(Path("articles/deep"), name, QUAY)
        LABELS.write_text("")
        assert accept("articles/deep/a.txt:3", "articles/deep/b.txt:3", "--as", "unknown") == 0
        assert {cover.article for cover in held().labels[0].covers} == {"deep/a.txt", "deep/b.txt"}

    def test_a_labels_file_named_in_the_settings_is_used(self) -> None:
        Path("provenance.toml").write_text('labels = "desk/labels.toml"\n')
        Path("desk").mkdir()
        assert accept(*PLACES, "--as", "unknown") == 0
        assert not LABELS.exists()
        (label,) = read_labels(Path("desk/labels.toml"), "x").labels
        assert {cover.article for cover in label.covers} == {"a.txt", "b.txt"}

    @pytest.mark.parametrize(
        ("words", "told"),
        [
            ((PLACES[0], "--as", "unknown"), "give two places"),
            (PLACES, "--as KIND"),
            ((*PLACES, "--as", "wire"), "'wire' is not one of"),
            (("articles/a.txt", PLACES[1], "--as", "unknown"), "not a place"),
            (("articles/a.txt:99", PLACES[1], "--as", "unknown"), "there is no such line"),
            (("articles/z.txt:3", PLACES[1], "--as", "unknown"), "articles/z.txt: no such file"),
            ((PLACES[0], "articles/a.txt:5", "--as", "unknown"), "both places are in one article"),
            ((PLACES[0], "articles/c.txt:3", "--as", "unknown"), "share nothing that is reported"),
            ((*PLACES, "--as", "formula", "--agency", "AFP"), "--agency says nothing of formula"),
            (("--all-from", "none.json", "--corpus", "articles"), "there is no such report"),
            ((*PLACES, "--all-from", "none.json"), "not both"),
        ],
    )
    def test_what_cannot_be_is_status_two_and_writes_nothing(
        self, words: tuple[str, ...], told: str, capsys: Capture
    ) -> None:
        assert accept(*words) == 2
        assert told in capsys.readouterr().err
        assert not LABELS.exists()

    def test_where_two_articles_alone_show_nothing_new_the_collection_is_compared(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[bool] = []
        compare = labelling.compare_labelled

        def counted(paths: object, config: object, only: object = None) -> object:
            asked.append(only is None)
            return compare(paths, config, only=only)  # type: ignore[arg-type]

        monkeypatch.setattr(labelling, "compare_labelled", counted)
        signed = Signed(kind="unknown")
        labelling.accept(PLACES, signed, Config(jobs=1))
        assert asked == [False]
        labelling.accept(PLACES, signed, Config(jobs=1))
        assert asked == [False, False, True]


class TestBaseline:
    def test_all_duplicates_of_a_report_are_adopted_as_not_reviewed(self, capsys: Capture) -> None:
        for name in ("x.txt", "y.txt", "z.txt"):
            article(Path("articles"), name, LAMPS)
        run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"])
        capsys.readouterr()
        assert accept("--all-from", "base.json", "--corpus", "articles", "--why", "as it was") == 0
        assert (
            capsys.readouterr().out
            == "articles/labels.toml: 2 added, 1 extended, 1 held already (a new file)\n"
        )
        labels = held().labels
        assert {(label.kind, label.agency, label.reviewed) for label in labels} == {
            ("wire-copy", "AFP", False),
            ("unknown", None, False),
        }
        assert run(["gate", "articles"]) == 0

    def test_the_corpus_is_where_the_articles_of_the_report_lie(self, capsys: Capture) -> None:
        run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"])
        assert accept("--all-from", "base.json") == 0
        assert len(held().labels) == 1
        two_copies(Path("again"))
        assert accept("--all-from", "base.json") == 2
        assert "lie in again and in articles; name their folder with --corpus" in capsys.readouterr().err

    def test_a_kind_may_be_given_for_all(self) -> None:
        run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"])
        assert accept("--all-from", "base.json", "--corpus", "articles", "--as", "syndication") == 0
        assert [label.kind for label in held().labels] == ["syndication"]

    def test_a_report_with_nothing_open_writes_nothing(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown")
        run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"])
        before = LABELS.read_bytes()
        capsys.readouterr()
        assert accept("--all-from", "base.json", "--corpus", "articles") == 0
        assert capsys.readouterr().out == "articles/labels.toml: nothing to label\n"
        assert LABELS.read_bytes() == before

    def test_the_report_says_what_is_labelled(self) -> None:
        accept(*PLACES, "--as", "syndication")
        run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"])
        report = json.loads(Path("base.json").read_text())
        assert [match["label"] for match in report["matches"]] == ["syndication"]
        assert [cluster["labelled"] for cluster in report["clusters"]] == [True]


class TestListAndPrune:
    def test_labels_are_listed_a_line_each(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "wire-copy", "--agency", "AFP", "--by", "Ada")
        LABELS.write_text(LABELS.read_text() + '\n[[rule]]\nas = "syndication"\npath = "wire/*"\n')
        capsys.readouterr()
        assert run(["label", "list", "articles"]) == 0
        first, second, last = capsys.readouterr().out.splitlines()
        assert re.match(
            r"articles/labels\.toml:3: wire-copy AFP; 4 sentences of a\.txt, b\.txt; Ada, [\d-]{10}; GEN",
            first,
        )
        assert second.endswith(": rule, syndication; path wire/*")
        assert last == "1 label, 1 rule"

    def test_the_current_folder_is_the_corpus_where_none_is_named(
        self, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert run(["label", "list"]) == 2
        assert "there is no such labels file; name the corpus" in capsys.readouterr().err
        accept(*PLACES, "--as", "unknown")
        monkeypatch.chdir("articles")
        assert run(["label", "list"]) == 0

    def test_listing_drives_no_terminal(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown", "--why", "x", "--by", "\x1b[2J\u202e::error::")
        capsys.readouterr()
        run(["label", "list", "articles"])
        out = capsys.readouterr().out
        assert "\x1b" not in out and "\u202e" not in out and "::error" not in out

    def test_pruning_drops_what_is_gone_and_keeps_the_rest(self, capsys: Capture) -> None:
        for name in ("x.txt", "y.txt"):
            article(Path("articles"), name, LAMPS)
        accept(*PLACES, "--as", "unknown")
        accept("articles/x.txt:3", "articles/y.txt:3", "--as", "unknown")
        LABELS.write_text("# ours\n" + LABELS.read_text())
        article(Path("articles"), "b.txt", FISH)
        Path("articles/x.txt").unlink()
        Path("articles/y.txt").unlink()
        capsys.readouterr()
        assert run(["label", "prune", "articles"]) == 0
        assert capsys.readouterr().out == "articles/labels.toml: 2 shortened, 1 of them removed, 0 moved\n"
        (label,) = held().labels
        assert {cover.article for cover in label.covers} == {"a.txt"}
        assert LABELS.read_text().startswith("# ours\n")

    def test_articles_that_cannot_be_read_lose_nothing(self, capsys: Capture) -> None:
        accept(*PLACES, "--as", "unknown")
        before = LABELS.read_bytes()
        Path("articles/b.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        assert run(["label", "prune", "articles"]) == 0
        assert LABELS.read_bytes() == before
