"""The gate: what it fails on, what settles it, what git says changed, and its findings in every format."""

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
from typing import Any
from xml.etree import ElementTree

import pytest

from folders import ROOT, SOURCE
from provenance import gating
from provenance.cli.main import run
from provenance.config import Config, GateConfig
from provenance.core.gate import GateReport
from provenance.errors import GitError
from provenance.files.source_lines import page_line
from provenance.report.commands import shell_command, shell_word
from provenance.report.escape import for_terminal
from scratch_corpus import (
    AFP_QUAY,
    BAND,
    FISH,
    LAMPS,
    QUAY,
    accept_words,
    article,
    printed,
    two_copies,
)

Capture = pytest.CaptureFixture[str]


def git(folder: Path, *words: str) -> str:
    told = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull, "PATH": os.environ["PATH"]}
    names = ("-c", "user.name=Ada Verne", "-c", "user.email=ada@example", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *names, *words], cwd=folder, env=told, check=True, capture_output=True, text=True
    )
    return done.stdout


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A scratch git repository with a corpus in ``articles``, which is the current folder."""
    git(tmp_path, "init", "--quiet")
    two_copies(tmp_path / "articles")
    commit(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    return tmp_path


def commit(folder: Path) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "--message", "Change")
    return git(folder, "rev-parse", "HEAD").strip()


def gate(capture: Capture, *words: str) -> tuple[int, str]:
    """Run the gate and return its status and standard output."""
    capture.readouterr()
    status = run(["gate", "articles", "--jobs", "1", *words])
    return status, capture.readouterr().out


def accept_all(output: str) -> None:
    for words in accept_words(output):
        assert run(words) == 0


def set_printed_credits(output: str) -> None:
    """Do what the ``credit:`` lines say."""
    for line in printed(output, "credit"):
        found = re.fullmatch(r"set credit=(.+) for (.+) in (\S+)", line)
        assert found is not None
        names = [name for part in found[2].split(" and ") for name in part.split(", ")]
        rows = "".join(f"{name},{found[1]}\n" for name in names)
        Path(found[3]).write_text("file,credit\n" + rows, encoding="utf-8")


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
        "0 unlabelled, 49 labelled (6 by their credits), 0 stale (46 articles)."
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


class TestSinceARevision:
    def test_only_what_touches_changed_files_is_judged(self, repository: Path, capsys: Capture) -> None:
        base = commit(repository)
        status, out = gate(capsys, "--changed-since", base)
        assert (status, "0 unlabelled" in out, "0 changed articles of 3 since" in out) == (0, True, True)
        article(repository / "articles", "new.txt", BAND)  # under 25 words in common with c.txt
        assert gate(capsys, "--changed-since", base)[0] == 0
        article(repository / "articles", "d.txt", AFP_QUAY)
        status, out = gate(capsys, "--changed-since", base)
        assert status == 1
        commands = printed(out, "accept")
        assert commands and all("articles/d.txt" in command for command in commands)

    def test_committed_changes_count_and_those_of_others_do_not(
        self, repository: Path, capsys: Capture
    ) -> None:
        base = commit(repository)
        git(repository, "branch", "mine")
        article(repository / "articles", "e.txt", AFP_QUAY)
        commit(repository)
        git(repository, "checkout", "--quiet", "mine")
        assert gate(capsys, "--changed-since", "main")[0] == 0
        article(repository / "articles", "d.txt", AFP_QUAY)
        commit(repository)
        assert gate(capsys, "--changed-since", "main")[0] == 1
        assert gate(capsys, "--changed-since", base)[0] == 1

    def test_problem_files_count_only_if_they_changed(self, repository: Path, capsys: Capture) -> None:
        Path("articles/old.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        base = commit(repository)
        assert gate(capsys, "--changed-since", base)[0] == 0
        Path("articles/new.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        assert gate(capsys, "--changed-since", base)[0] == 2

    def test_a_label_taken_away_is_judged(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        base = commit(repository)
        assert gate(capsys, "--changed-since", base)[0] == 0
        Path("articles/labels.toml").write_text("")
        assert gate(capsys, "--changed-since", base)[0] == 1

    def test_a_credit_taken_away_is_judged(self, repository: Path, capsys: Capture) -> None:
        set_printed_credits(gate(capsys)[1])
        base = commit(repository)
        Path("articles/manifest.csv").write_text("file,credit\na.txt,AFP\n")
        assert gate(capsys, "--changed-since", base)[0] == 1

    def test_a_shallow_clone_says_what_to_fetch(
        self, repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        base = commit(repository)
        commit(repository)
        shallow = repository / "shallow"
        git(repository, "clone", "--quiet", "--depth", "1", repository.as_uri(), str(shallow))
        monkeypatch.chdir(shallow)
        assert run(["gate", "articles", "--changed-since", base]) == 2
        assert "fetch-depth: 0" in capsys.readouterr().err

    @pytest.mark.parametrize("revision", ["none", "--help", "HEAD; touch harmed", "HEAD^{tree}"])
    def test_an_unknown_revision_is_status_two(
        self, repository: Path, capsys: Capture, revision: str
    ) -> None:
        assert run(["gate", "articles", f"--changed-since={revision}"]) == 2
        assert "git knows no such commit" in capsys.readouterr().err
        assert not Path("harmed").exists()

    def test_outside_a_repository_is_status_two(self, tmp_path: Path, capsys: Capture) -> None:
        two_copies(tmp_path / "loose")
        with pytest.raises(GitError, match="git finds no repository there"):
            gating.gate([tmp_path / "loose"], since="HEAD")


HOSTILE = (
    "::error::forged %0A::stop-commands::x The ##[error]ferry \x1b[31mred\x1b[0m <b>&amp;</b> ]]> [link](1)"
    " {0} sailed past the \u202eharbour wall\u202c with ninety crates of lamp oil and a brass bell for the"
    " school on the island, the keeper of the harbour said in the morning after the storm."
)
HOSTILE_NAME = "::error file=x::y %0A,\x1b[2J`'\"$(touch harmed).txt"


@pytest.fixture
def hostile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A corpus whose text and names try to break out."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    for name in (HOSTILE_NAME, "b.txt"):
        article(tmp_path / "articles", name, HOSTILE)
    return tmp_path


def found(**options: Any) -> GateReport:
    return gating.gate(["articles"], gating.load_gate_config(None, {"jobs": 1}), **options)


class TestFormats:
    def test_hostile_names_and_texts_forge_nothing_in_the_log(self, hostile: Path, capsys: Capture) -> None:
        status, out = gate(capsys, "--report", "github=-")
        assert status == 1
        lines = out.splitlines()
        annotations = [line for line in lines if line.startswith("::")]
        assert [line.partition(" ")[0] for line in annotations] == ["::error", "::notice"]
        assert "\x1b" not in out and "\u202e" not in out
        assert not any("##[" in line for line in lines)
        assert all("::" not in line.replace("$'", "") for line in lines if line not in annotations)
        properties, _, message = annotations[0].removeprefix("::error ").partition("::")
        assert "\n" not in message and "::error" not in message
        assert [part.partition("=")[0] for part in properties.split(",")] == ["file", "line", "title"]

    def test_the_command_of_a_hostile_name_runs_and_settles_it(self, hostile: Path, capsys: Capture) -> None:
        _, out = gate(capsys)
        (command,) = printed(out, "accept")
        echoed = subprocess.run(
            ["bash", "-euc", f"printf '%s\\0' {command}"], check=True, capture_output=True
        ).stdout.split(b"\0")
        assert run([os.fsdecode(word) for word in echoed[1:-1]]) == 0
        assert gate(capsys)[0] == 0
        assert not Path("harmed").exists()

    def test_annotations_stand_on_the_lines_one_an_article_ten_a_kind(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Capture
    ) -> None:
        monkeypatch.chdir(tmp_path)
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", "summary.md")
        for number in range(12):
            texts = [f"{text} Number {number} of {number * 7} was painted green." for text in (QUAY, LAMPS)]
            article(tmp_path / "articles", f"left{number:02}.txt", *texts)
            article(tmp_path / "articles", f"right{number:02}.txt", FISH, *texts)
        status, out = gate(capsys, "--report", "github=-")
        assert status == 1
        errors = [line for line in out.splitlines() if line.startswith("::error")]
        files = [re.search(r"file=([^,]+),line=(\d+)", line) for line in errors]
        assert len(errors) == 10
        named = [match[1] for match in files if match]
        assert len(set(named)) == len(named) == 10
        summary = Path("summary.md").read_text()
        assert summary.startswith("### provenance gate\n")
        assert summary.count("provenance label accept") == len(accept_words(out))
        assert re.search(r"^::notice title=provenance::.* \d+ more in the step summary\.$", out, re.MULTILINE)

    def test_several_outputs_go_out_in_one_run(self, repository: Path, capsys: Capture) -> None:
        status, out = gate(
            capsys, *("--report", "github=-", "--report", "sarif=out.sarif"),
            *("--report", "junit=out.xml", "--report", "gitlab=out.json"),
        )  # fmt: skip
        assert status == 1
        assert out.splitlines()[0].startswith("articles/b.txt:3: unlabelled")
        assert "::error file=articles/b.txt,line=3,title=unlabelled duplicate::" in out
        assert json.loads(Path("out.sarif").read_text())["version"] == "2.1.0"
        assert json.loads(Path("out.json").read_text())[0]["location"]["path"] == "articles/b.txt"
        assert ElementTree.parse("out.xml").getroot().get("failures") == "1"

    @pytest.mark.parametrize(
        "words",
        [
            ("--report", "sarif=-", "--report", "junit=-"),
            ("--format", "text", "--report", "sarif=-"),
            ("--report", "sarif=x", "--report", "junit=x"),
            ("--report", "html=x"),
            ("--report", "sarif"),
            ("--report", "sarif=none/x"),
        ],
    )
    def test_outputs_that_cannot_be_are_bad_usage(self, repository: Path, words: tuple[str, ...]) -> None:
        assert run(["gate", "articles", *words]) == 2

    def test_a_format_for_programs_has_standard_output_to_itself(
        self, repository: Path, capsys: Capture
    ) -> None:
        assert json.loads(gate(capsys, "--report", "sarif=-")[1])["runs"]
        assert json.loads(gate(capsys, "--format", "gitlab")[1])

    def test_quiet_says_nothing_where_all_is_well(self, repository: Path, capsys: Capture) -> None:
        assert gate(capsys, "--quiet")[1]
        accept_all(gate(capsys)[1])
        assert gate(capsys, "--quiet") == (0, "")


class TestSarif:
    def log(self, capture: Capture) -> dict[str, Any]:
        log: dict[str, Any] = json.loads(gate(capture, "--format", "sarif")[1])
        check_sarif(log)
        return log

    def test_results_are_what_is_unlabelled(self, repository: Path, capsys: Capture) -> None:
        (result,) = self.log(capsys)["runs"][0]["results"]
        assert result["ruleId"] == "unlabelled-duplicate"
        place = result["locations"][0]["physicalLocation"]
        assert place == {"artifactLocation": {"uri": "articles/b.txt"}, "region": {"startLine": 3}}
        assert (
            result["relatedLocations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "articles/a.txt"
        )
        accept_all(gate(capsys)[1])
        assert self.log(capsys)["runs"][0]["results"] == []

    def test_fingerprints_stay_when_lines_and_neighbours_change(
        self, repository: Path, capsys: Capture
    ) -> None:
        def prints() -> list[dict[str, str]]:
            return [result["partialFingerprints"] for result in self.log(capsys)["runs"][0]["results"]]

        before = prints()
        path = Path("articles/b.txt")
        path.write_text("A new first line\n\n" + path.read_text())
        article(repository / "articles", "other.txt", LAMPS)
        assert prints() == before

    def test_hostile_text_makes_no_link_and_names_are_uris(self, hostile: Path, capsys: Capture) -> None:
        result = self.log(capsys)["runs"][0]["results"][0]
        text = result["message"]["text"]
        assert not re.search(r"(?<!\\)\[", text)
        assert "\x1b" not in text
        uris = {
            location["physicalLocation"]["artifactLocation"]["uri"]
            for location in (*result["locations"], *result["relatedLocations"])
        }
        assert "articles/b.txt" in uris
        assert all(re.fullmatch(r"[A-Za-z0-9._~%/-]+", uri) for uri in uris)

    def test_unread_files_are_notifications(self, repository: Path, capsys: Capture) -> None:
        Path("articles/broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        (invocation,) = self.log(capsys)["runs"][0]["invocations"]
        assert invocation["executionSuccessful"] is False
        assert "articles/broken.txt" in invocation["toolExecutionNotifications"][0]["message"]["text"]

    def test_no_more_than_are_taken_are_written(
        self, repository: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("provenance.report.gate_sarif.MOST", 1)
        article(repository / "articles", "x.txt", LAMPS)
        article(repository / "articles", "y.txt", LAMPS)
        run_ = self.log(capsys)["runs"][0]
        assert len(run_["results"]) == 1
        notes = run_["invocations"][0]["toolExecutionNotifications"]
        assert "1 more results are left out" in notes[0]["message"]["text"]


def check_sarif(log: dict[str, Any]) -> None:
    """Hold a log to what the SARIF 2.1.0 schema requires of the parts it uses."""
    assert log.keys() <= {"$schema", "version", "runs"}
    assert log["version"] == "2.1.0"
    for run_ in log["runs"]:
        assert run_.keys() <= {"tool", "columnKind", "invocations", "results"}
        driver = run_["tool"]["driver"]
        assert isinstance(driver["name"], str)
        assert run_["columnKind"] in ("utf16CodeUnits", "unicodeCodePoints")
        for rule in driver["rules"]:
            assert rule.keys() <= {"id", "shortDescription", "help", "defaultConfiguration"}
            assert isinstance(rule["shortDescription"]["text"], str)
        for invocation in run_["invocations"]:
            assert isinstance(invocation["executionSuccessful"], bool)
            for note in invocation.get("toolExecutionNotifications", []):
                assert note["level"] in ("none", "note", "warning", "error")
                assert isinstance(note["message"]["text"], str)
        for result in run_["results"]:
            check_result(result, driver["rules"])


def check_result(result: dict[str, Any], rules: list[dict[str, Any]]) -> None:
    allowed = {
        "ruleId",
        "ruleIndex",
        "level",
        "message",
        "locations",
        "relatedLocations",
        "partialFingerprints",
    }
    assert result.keys() <= allowed
    assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    assert result["level"] in ("none", "note", "warning", "error")
    assert result["message"]["text"]
    assert all(isinstance(value, str) for value in result["partialFingerprints"].values())
    for location in (*result["locations"], *result.get("relatedLocations", [])):
        assert location.keys() <= {"id", "physicalLocation", "message"}
        assert location.get("id", 0) >= 0
        place = location["physicalLocation"]
        assert place.keys() <= {"artifactLocation", "region"}
        region = place.get("region", {"startLine": 1})
        assert 1 <= region["startLine"] <= region.get("endLine", region["startLine"])


class TestOtherFormats:
    def test_junit_has_a_case_for_every_duplicate(self, repository: Path, capsys: Capture) -> None:
        accept_all(gate(capsys)[1])
        article(repository / "articles", "x.txt", LAMPS)
        article(repository / "articles", "y.txt", LAMPS)
        Path("articles/broken.txt").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\r")
        suite = ElementTree.fromstring(gate(capsys, "--format", "junit")[1])[0]
        assert (suite.get("tests"), suite.get("failures"), suite.get("errors")) == ("3", "1", "1")
        failed, passed, error = suite.findall("testcase")
        assert failed.get("file") == "articles/y.txt"
        assert "provenance label accept" in (failed[0].text or "")
        assert len(passed) == 0
        assert error[0].tag == "error"

    def test_a_duplicate_keeps_its_junit_name_when_it_is_labelled(
        self, repository: Path, capsys: Capture
    ) -> None:
        article(repository / "articles", "x.txt", LAMPS)
        article(repository / "articles", "y.txt", LAMPS)

        def cases() -> dict[tuple[str | None, str | None], bool]:
            suite = ElementTree.fromstring(gate(capsys, "--format", "junit")[1])[0]
            found = suite.findall("testcase")
            return {(case.get("classname"), case.get("name")): len(case) == 0 for case in found}

        before = cases()
        assert len(before) == 2
        assert not any(before.values())
        accept_all(gate(capsys)[1])
        assert cases() == dict.fromkeys(before, True)

    def test_junit_without_duplicates_is_no_empty_suite(self, tmp_path: Path) -> None:
        article(tmp_path, "a.txt", LAMPS)
        assert run(["gate", str(tmp_path), "--format", "junit", "--output", str(tmp_path / "o.xml")]) == 0
        assert ElementTree.parse(tmp_path / "o.xml").getroot().get("tests") == "1"

    def test_hostile_text_stays_text_in_xml_and_json(self, hostile: Path, capsys: Capture) -> None:
        suite = ElementTree.fromstring(gate(capsys, "--format", "junit")[1])[0]
        assert [case[0].tag for case in suite.findall("testcase")] == ["failure"]
        assert "ferry ␛[31mred␛[0m <b>" in (suite[0][0].text or "")
        (entry,) = json.loads(gate(capsys, "--format", "gitlab")[1])
        assert "\x1b" not in entry["description"] + entry["location"]["path"]

    def test_gitlab_entries_have_what_it_asks_for(self, repository: Path, capsys: Capture) -> None:
        article(repository / "articles", "x.txt", LAMPS)
        article(repository / "articles", "y.txt", LAMPS)
        entries = json.loads(gate(capsys, "--format", "gitlab")[1])
        assert len({entry["fingerprint"] for entry in entries}) == len(entries) == 2
        for entry in entries:
            assert entry.keys() == {"description", "check_name", "fingerprint", "severity", "location"}
            assert entry["severity"] in ("info", "minor", "major", "critical", "blocker")
            assert entry["location"]["lines"]["begin"] >= 1


class TestPlacesAndCommands:
    def test_a_passage_of_a_page_is_found_on_its_line(self, tmp_path: Path) -> None:
        page = tmp_path / "page.html"
        page.write_text(
            "<html><head>\n<meta name='description' content='The ferry sank off the coast'></head>\n<body>\n"
            "<p>Before.</p>\n"
            "<p>The <b>ferry</b> sank&nbsp;off the\n coast on Caf&eacute; Sunday.</p></body></html>\n"
        )
        assert page_line(str(page), "The ferry sank off the coast on Café Sunday") == 5
        assert page_line(str(page), "Nothing of the sort stands here") is None
        assert page_line(str(tmp_path / "none.html"), "The ferry sank") is None

    @pytest.mark.parametrize(
        "word",
        ["a.txt:3", "with space", "it's", "$(x)`y`", "::error::x", "a\nb", "\x1b[2J", "é\u202e", "\\x", "-n"],
    )
    def test_a_shell_reads_a_printed_word_as_it_was(self, word: str) -> None:
        shown = shell_word(word)
        assert for_terminal(shown) == shown
        echoed = subprocess.run(["bash", "-c", f"printf %s {shown}"], check=True, capture_output=True).stdout
        assert os.fsdecode(echoed) == word or word == "-n"

    def test_a_command_is_its_words(self) -> None:
        assert shell_command(["provenance", "label", "a b"]) == "provenance label 'a b'"


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
