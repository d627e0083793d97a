"""The gate since a revision: what git says changed is judged, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from gate_repository import Capture, accept_all, commit, gate, git, set_printed_credits
from provenance import gating
from provenance.cli.main import run
from provenance.errors import GitError
from scratch_corpus import AFP_QUAY, BAND, article, printed, two_copies


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


class TestSubmodules:
    @pytest.fixture
    def inner(self, repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
        """Another repository, added to the corpus as ``articles/paper ß``; return where it is checked out."""
        other = tmp_path_factory.mktemp("paper")
        git(other, "init", "--quiet")
        article(other, "s.txt", BAND)
        commit(other)
        allowed = ("-c", "protocol.file.allow=always")
        git(repository, *allowed, "submodule", "--quiet", "add", str(other), "articles/paper ß")
        return repository / "articles" / "paper ß"

    def test_files_of_a_submodule_are_judged_like_others(
        self, repository: Path, inner: Path, capsys: Capture
    ) -> None:
        accept_all(gate(capsys)[1])
        base = commit(repository)
        assert gate(capsys, "--changed-since", base)[0] == 0
        article(inner, "t.txt", AFP_QUAY)
        status, out = gate(capsys, "--changed-since", base)
        assert (status, "1 changed article of 5" in out) == (1, True)
        commit(inner)
        assert gate(capsys, "--changed-since", base)[0] == 1
        later = commit(repository)
        assert gate(capsys, "--changed-since", base)[0] == 1
        assert gate(capsys, "--changed-since", later)[0] == 0

    def test_all_files_of_a_new_submodule_changed(
        self, repository: Path, inner: Path, capsys: Capture
    ) -> None:
        article(inner, "s.txt", AFP_QUAY)
        commit(inner)
        base = git(repository, "rev-parse", "HEAD").strip()
        assert gate(capsys, "--changed-since", base)[0] == 1
        commit(repository)
        assert gate(capsys, "--changed-since", base)[0] == 1

    def test_files_of_a_repository_within_that_is_not_tracked_changed(
        self, repository: Path, capsys: Capture
    ) -> None:
        accept_all(gate(capsys)[1])
        base = commit(repository)
        other = repository / "articles" / "cloned"
        other.mkdir()
        git(other, "init", "--quiet")
        article(other, "s.txt", AFP_QUAY)
        commit(other)
        assert gate(capsys, "--changed-since", base)[0] == 1
