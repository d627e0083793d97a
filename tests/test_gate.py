"""The gate: what it fails on, what a duplicate is, and what settles it."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path

import pytest

from folders import ROOT, SOURCE
from gate_repository import Capture, accept_all, commit, gate, git, set_printed_credits
from provenance import gating
from provenance.cli.main import run
from provenance.config import Config, GateConfig
from scratch_corpus import AFP_QUAY, BAND, FISH, LAMPS, accept_words, article, printed


class TestFromEndToEnd:
    def test_an_unlabelled_duplicate_fails_with_all_there_is_to_know_of_it(
        self, repository: Path, capsys: Capture
    ) -> None:
        status, out = gate(capsys)
        assert status == 1
        first, excerpt, credit, accept, summary = out.splitlines()
        assert first.startswith("articles/b.txt:3: unlabelled wire-copy AFP (0.9")
        assert re.search(r"identical \(1\.00\) to articles/a\.txt:3, 4\d words$", first)
        assert excerpt.strip().startswith("GENEVA (AFP) - The harbour commission said on Tuesday")
        assert credit == "  credit:  set credit=AFP for a.txt and b.txt in articles/manifest.csv"
        assert accept == (
            "  accept:  provenance label accept articles/a.txt:3 articles/b.txt:3 --as wire-copy --agency AFP"
        )
        assert summary == "1 unlabelled, 0 labelled, 0 stale (3 articles)."

    def test_the_printed_command_settles_it(self, repository: Path, capsys: Capture) -> None:
        _, out = gate(capsys)
        accept_all(out)
        assert gate(capsys) == (0, "0 unlabelled, 1 labelled, 0 stale (3 articles).\n")

    def test_the_printed_command_runs_in_a_shell_as_it_stands(
        self, repository: Path, capsys: Capture
    ) -> None:
        _, out = gate(capsys)
        program = repository / "bin/provenance"
        program.parent.mkdir()
        program.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m provenance "$@"\n')
        program.chmod(0o755)
        surroundings = {
            **os.environ,
            "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(SOURCE),
        }
        command = out.splitlines()[3].removeprefix("  accept:  ")
        subprocess.run(["bash", "-euc", command], check=True, env=surroundings, capture_output=True)
        assert gate(capsys)[0] == 0

    def test_the_printed_credits_settle_it_instead(self, repository: Path, capsys: Capture) -> None:
        _, out = gate(capsys)
        set_printed_credits(out)
        assert gate(capsys)[0] == 0
        rows = Path("articles/manifest.csv").read_text().splitlines()
        Path("articles/manifest.csv").write_text("\n".join(rows[:2]) + "\n")
        status, out = gate(capsys)
        assert status == 1
        assert printed(out, "credit") == ["set credit=AFP for b.txt in articles/manifest.csv"]

    @pytest.mark.parametrize("settle", [accept_all, set_printed_credits])
    def test_a_third_outlet_running_the_passage_fails(
        self, repository: Path, capsys: Capture, settle: Callable[[str], None]
    ) -> None:
        settle(gate(capsys)[1])
        article(repository / "articles", "d.txt", AFP_QUAY, LAMPS)
        status, out = gate(capsys)
        assert status == 1
        assert out.startswith("articles/d.txt:3: ")
        settled = len(accept_words(out))
        accept_all(out)
        assert (gate(capsys)[0], settled) == (0, 1)

    def test_a_third_copy_is_one_finding_and_says_whom_the_label_was_accepted_for(
        self, repository: Path, capsys: Capture
    ) -> None:
        accept_all(gate(capsys)[1])
        article(repository / "articles", "d.txt", AFP_QUAY, LAMPS)
        _, out = gate(capsys)
        assert "third copy of a labelled passage (wire-copy AFP, accepted for a.txt, b.txt)" in out
        assert printed(out, "also") == ["articles/b.txt:3 ~ articles/d.txt:3"]
        assert printed(out, "credit") == ["set credit=AFP for d.txt in articles/manifest.csv"]
        assert "1 unlabelled (2 matches), 1 labelled" in out
        accept_all(out)
        article(repository / "articles", "e.txt", AFP_QUAY, BAND)
        assert "another copy of a labelled passage" in gate(capsys)[1]

    def test_text_set_anew_in_short_lines_stays_labelled(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        path = repository / "articles/a.txt"
        wrapped = ["\n".join(textwrap.wrap(line, 60)) for line in path.read_text().split("\n")]
        path.write_text("\n".join(wrapped))
        assert len(path.read_text().splitlines()) > 8
        assert gate(capsys)[0] == 0

    def test_a_file_moved_in_git_stays_labelled_and_the_move_is_told(
        self, repository: Path, capsys: Capture
    ) -> None:
        accept_all(gate(capsys)[1])
        commit(repository)
        (repository / "articles/deep").mkdir()
        git(repository, "mv", "articles/b.txt", "articles/deep/renamed.txt")
        status, out = gate(capsys)
        assert status == 0
        assert "articles/labels.toml: moved: b.txt is now deep/renamed.txt; its labels hold" in out
        assert run(shlex.split(printed(out, "tidy")[0])[1:]) == 0
        assert "deep/renamed.txt " in Path("articles/labels.toml").read_text()
        assert gate(capsys) == (0, "0 unlabelled, 1 labelled, 0 stale (3 articles).\n")

    def test_a_moved_labelled_article_takes_further_copies_into_its_label(
        self, repository: Path, capsys: Capture
    ) -> None:
        accept_all(gate(capsys)[1])
        (repository / "articles/a.txt").rename(repository / "articles/z.txt")
        article(repository / "articles", "d.txt", AFP_QUAY, LAMPS)
        status, out = gate(capsys)
        assert status == 1
        accept_all(out)
        assert gate(capsys)[0] == 0

    def test_one_edited_word_fails_and_is_shown(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        path = repository / "articles/b.txt"
        path.write_text(path.read_text().replace("northern", "southern"))
        status, out = gate(capsys)
        assert status == 1
        assert out.startswith(
            "articles/b.txt:3: edited, so its label (articles/labels.toml:3, wire-copy AFP) is gone"
        )
        assert printed(out, "changed") == ["the [-northern-] {+southern+} quay"]
        assert "articles/labels.toml:3: stale: 1 of 4 sentences is gone (b.txt)" in out
        accept_all(out)
        assert gate(capsys) == (0, "0 unlabelled, 1 labelled, 0 stale (3 articles).\n")

    def test_a_copy_beside_a_credited_and_a_labelled_one_takes_one_decision(
        self, repository: Path, capsys: Capture
    ) -> None:
        article(repository / "articles", "d.txt", AFP_QUAY, LAMPS)
        Path("articles/manifest.csv").write_text("file,credit\na.txt,AFP\nb.txt,AFP\n")
        status, out = gate(capsys)
        assert (status, len(accept_words(out))) == (1, 1)
        accept_all(out)
        assert gate(capsys)[0] == 0

    def test_a_baseline_is_adopted_and_then_reviewed(self, repository: Path, capsys: Capture) -> None:
        assert run(["compare", "articles", "--format", "json", "--output", "base.json", "--quiet"]) == 0
        assert run(["label", "accept", "--all-from", "base.json", "--corpus", "articles"]) == 0
        status, out = gate(capsys)
        assert (status, out) == (0, "0 unlabelled, 1 labelled (1 not reviewed), 0 stale (3 articles).\n")
        assert "reviewed = false" in Path("articles/labels.toml").read_text()
        assert run(["label", "accept", "articles/a.txt:3", "articles/b.txt:3", "--as", "press-release"]) == 0
        assert "reviewed" not in Path("articles/labels.toml").read_text()
        assert gate(capsys)[0] == 0


def test_the_sample_corpus_passes_its_own_gate(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    assert run(["gate", "corpus/", "--strict", "--jobs", "1"]) == 0
    assert capsys.readouterr().out.startswith(
        "0 unlabelled, 51 labelled (6 by their credits), 0 stale (46 articles)."
    )


class TestWhatIsADuplicate:
    def test_other_matches_are_counted_as_notes(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        short = "The inspectors will return to the lighthouse before the herring season opens in the bay."
        said = f'"{LAMPS}" she said.'
        article(repository / "articles", "x.txt", short, said)
        article(repository / "articles", "y.txt", short, said)
        status, out = gate(capsys)
        assert status == 0
        assert out.endswith("Not gated: 1 passage under 25 words, 1 quotation.\n")

    @pytest.mark.parametrize(
        ("settings", "status"),
        [
            ("min-words = 60", 0),
            ("min-words = 40", 1),
            ('relations = ["near-copy"]', 0),
            ('content = ["quote"]', 0),
            ('content = ["quote", "passage"]', 1),
            ("min-score = 1.0", 1),
        ],
    )
    def test_settings_say_what_is_one(
        self, repository: Path, capsys: Capture, settings: str, status: int
    ) -> None:
        Path("pyproject.toml").write_text(f"[tool.provenance.gate]\n{settings}\n")
        assert gate(capsys)[0] == status

    def test_flags_beat_settings(self, repository: Path, capsys: Capture) -> None:
        Path("provenance.toml").write_text("[gate]\nmin-words = 60\n")
        assert gate(capsys)[0] == 0
        assert gate(capsys, "--min-words", "25")[0] == 1

    def test_a_least_score_below_that_of_the_report_is_heard(self, repository: Path) -> None:
        config = Config(encoder="none", min_score=0.95, gate=GateConfig(min_score=0.2, min_words=5))
        assert gating.gate(["articles"], config).verdict.duplicates

    def test_no_encoder_runs_unless_one_is_asked_for(self, repository: Path) -> None:
        assert gating.load_gate_config().encoder == "none"
        Path("provenance.toml").write_text('encoder = "auto"\n')
        assert gating.load_gate_config().encoder == "auto"

    def test_exit_zero_turns_one_into_zero(self, repository: Path, capsys: Capture) -> None:
        status, out = gate(capsys, "--exit-zero")
        assert status == 0
        assert "1 unlabelled" in out


class TestWhatElseFails:
    def test_a_file_that_cannot_be_read_is_status_two(self, repository: Path, capsys: Capture) -> None:
        (repository / "articles/broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        status, out = gate(capsys)
        assert status == 2
        assert "articles/broken.txt: not judged: " in out
        assert "1 unlabelled, 0 labelled, 0 stale, 1 file not judged (3 articles)." in out
        assert gate(capsys, "--exit-zero")[0] == 2

    def test_a_broken_labels_file_is_status_two_and_left_as_it_is(
        self, repository: Path, capsys: Capture
    ) -> None:
        text = '[[label]]\nas = "wire-cop"\n'
        Path("articles/labels.toml").write_text(text)
        assert run(["gate", "articles"]) == 2
        assert "articles/labels.toml:2: unknown kind 'wire-cop'" in capsys.readouterr().err
        assert run(["label", "accept", "articles/a.txt:3", "articles/b.txt:3", "--as", "unknown"]) == 2
        assert Path("articles/labels.toml").read_text() == text

    def test_stale_labels_warn_and_fail_strictly(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        article(repository / "articles", "b.txt", FISH)
        status, out = gate(capsys)
        assert status == 0
        assert "articles/labels.toml:3: stale: 2 of 4 sentences are gone (b.txt)" in out
        assert gate(capsys, "--strict")[0] == 1
        assert run(["label", "prune", "articles"]) == 0
        assert gate(capsys, "--strict")[0] == 0

    def test_labels_elsewhere_are_carried_by_the_printed_command(
        self, repository: Path, capsys: Capture
    ) -> None:
        status, out = gate(capsys, "--labels", "desk.toml")
        assert status == 2  # a file that was named must be there
        Path("desk.toml").write_text("")
        status, out = gate(capsys, "--labels", "desk.toml")
        assert status == 1
        assert "--labels desk.toml" in printed(out, "accept")[0]
        accept_all(out)
        assert gate(capsys, "--labels", "desk.toml")[0] == 0
        assert not Path("articles/labels.toml").exists()

    def test_a_command_names_the_corpus_where_the_files_do_not_tell_it(
        self, repository: Path, capsys: Capture
    ) -> None:
        for name in ("a.txt", "b.txt"):
            article(repository / "articles/coast", name, AFP_QUAY)
            (repository / "articles" / name).unlink()
        _, out = gate(capsys)
        assert printed(out, "accept")[0].endswith("--corpus articles")
        accept_all(out)
        assert gate(capsys)[0] == 0
        assert "coast/a.txt " in Path("articles/labels.toml").read_text()

    def test_records_are_named_by_id_and_reported_at_their_line(
        self, repository: Path, capsys: Capture
    ) -> None:
        records = [{"id": f"wire {n}", "text": f"Title\n\n{text}"} for n, text in enumerate((BAND, AFP_QUAY))]
        Path("articles/feed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
        Path("articles/b.txt").unlink()
        status, out = gate(capsys)
        assert status == 1
        assert out.startswith("articles/feed.jsonl:2 (wire 1): unlabelled wire-copy AFP")
        assert "'wire 1:3'" in printed(out, "accept")[0]
        accept_all(out)
        assert gate(capsys)[0] == 0


def test_a_part_of_a_corpus_makes_no_label_stale(repository: Path, capsys: Capture) -> None:
    _, out = gate(capsys)
    accept_all(out)
    before = Path("articles/labels.toml").read_text(encoding="utf-8")
    capsys.readouterr()
    assert run(["gate", "articles/a.txt", "--strict"]) == 0
    assert capsys.readouterr().out.endswith("0 stale (1 article: none to compare it with).\n")
    assert run(["label", "prune", "articles/a.txt"]) == 2
    assert "name its folder" in capsys.readouterr().err
    assert Path("articles/labels.toml").read_text(encoding="utf-8") == before
