"""The action, the hook and the examples of docs/ci.md: each is run as it stands, in a scratch repository."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from folders import ROOT, SOURCE
from provenance import labelling
from provenance.core.deciding.ledger import Signed
from scratch_corpus import AFP_QUAY, LAMPS, article, two_copies

EXAMPLES = ("github.yml", "gitlab.yml", "gate.sh", "pre-commit-config.yaml")

pytestmark = pytest.mark.skipif(
    not (ROOT / "action.yml").exists(), reason="the action is no part of this checkout"
)


def loaded(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))


@pytest.fixture
def surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """A repository with a labelled past, and programs that stand in for what would be installed."""
    programs = tmp_path / "bin"
    programs.mkdir()
    run_ours = f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m provenance "$@"\n'
    # Stands in for a Python that makes environments and installs packages into them.
    ours = shlex.quote(str(programs / "provenance"))
    python = (
        "#!/bin/sh\n"
        'if [ "$2" = venv ]; then mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; fi\n'
        f'if [ "$2" = pip ]; then cp {ours} "$(dirname "$0")/provenance"; fi\n'
    )
    for name, text in (("provenance", run_ours), ("python", python), ("pip", "#!/bin/sh\n")):
        (programs / name).write_text(text)
        (programs / name).chmod(0o755)
    values = {
        **os.environ,
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(SOURCE),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "RUNNER_TEMP": str(tmp_path / "temp"),
        "GITHUB_ACTION_PATH": str(ROOT),
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md"),
    }
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    git(values, "init", "--quiet")
    two_copies(folder / "articles")
    labelling.accept(["articles/a.txt:3", "articles/b.txt:3"], Signed(kind="wire-copy", agency="AFP"))
    git(values, "add", "--all")
    git(values, "commit", "--quiet", "--message", "Past")
    git(values, "update-ref", "refs/remotes/origin/main", "HEAD")
    return values


def git(values: Mapping[str, str], *words: str) -> str:
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@example")
    return subprocess.run(
        ["git", *names, *words], env=values, check=True, capture_output=True, text=True
    ).stdout


def shell(values: Mapping[str, str], script: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script, "example", *words],
        env=values, check=False, capture_output=True, text=True,
    )  # fmt: skip


def run_action(values: Mapping[str, str], given: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """Run the action's own steps as the runner does; those of other actions are left out."""
    action = loaded("action.yml")
    assert given.keys() <= action["inputs"].keys()
    known = {
        f"inputs.{name}": str(given.get(name, one.get("default"))) for name, one in action["inputs"].items()
    }
    known |= {"steps.python.outputs.python-path": "python"}
    done = subprocess.CompletedProcess[str]([], 0, "", "")
    for step in action["runs"]["steps"]:
        if "run" not in step or done.returncode:
            continue
        assert "${{" not in step["run"], "an input pasted into a script could run as one"
        told = {name: expanded(value, known) for name, value in step.get("env", {}).items()}
        done = shell({**values, **told}, step["run"])
    return done


def expanded(text: str, known: Mapping[str, str]) -> str:
    return re.sub(r"\$\{\{ *(.*?) *\}\}", lambda found: known[found[1]], text)


class TestTheAction:
    def with_words(self) -> dict[str, str]:
        (job,) = loaded("docs/ci/github.yml")["jobs"].values()
        (ours,) = (step for step in job["steps"] if step.get("uses", "").startswith("OWNER/provenance@"))
        checkout = job["steps"][0]
        assert checkout["uses"].startswith("actions/checkout@")
        assert checkout["with"]["fetch-depth"] == 0
        return {name: expanded(text, {"github.base_ref": "main"}) for name, text in ours["with"].items()}

    def test_it_passes_and_fails_as_the_gate_does(self, surroundings: dict[str, str]) -> None:
        assert run_action(surroundings, self.with_words()).returncode == 0
        article(Path("articles"), "new copy.txt", AFP_QUAY, LAMPS)
        done = run_action(surroundings, self.with_words())
        assert done.returncode == 1
        assert "::error file=articles/new copy.txt,line=3," in done.stdout
        assert json.loads(Path("gate.sarif").read_text())["runs"][0]["results"]
        assert "new copy" in Path(surroundings["GITHUB_STEP_SUMMARY"]).read_text()

    def test_several_corpora_and_hostile_inputs_stay_words(self, surroundings: dict[str, str]) -> None:
        article(Path("more $(touch harmed)"), "c.txt", AFP_QUAY)
        done = run_action(surroundings, {"corpus": "articles\nmore $(touch harmed)\n", "strict": "true"})
        assert done.returncode == 1
        assert not Path("harmed").exists()
        done = run_action(surroundings, {"corpus": "articles", "changed-since": "HEAD; touch harmed"})
        assert done.returncode == 2
        assert not Path("harmed").exists()

    def test_strict_and_labels_reach_the_gate(self, surroundings: dict[str, str]) -> None:
        Path("articles/labels.toml").rename("desk.toml")
        assert run_action(surroundings, {"corpus": "articles/"}).returncode == 1
        assert run_action(surroundings, {"corpus": "articles/", "labels": "desk.toml"}).returncode == 0
        article(Path("articles"), "b.txt", LAMPS)
        strict = {"corpus": "articles/", "labels": "desk.toml", "strict": "true"}
        assert run_action(surroundings, strict).returncode == 1


class TestTheOthers:
    def test_gitlab(self, surroundings: dict[str, str]) -> None:
        job = loaded("docs/ci/gitlab.yml")["gate"]
        assert job["variables"]["GIT_DEPTH"] == 0
        values = {
            **surroundings,
            "CI_MERGE_REQUEST_DIFF_BASE_SHA": git(surroundings, "rev-parse", "HEAD").strip(),
        }
        script = "\n".join([*job["before_script"], *job["script"]])
        values["PROVENANCE"] = job["variables"]["PROVENANCE"]
        assert shell(values, script).returncode == 0
        article(Path("articles"), "d.txt", AFP_QUAY, LAMPS)
        assert shell(values, script).returncode == 1
        reports = job["artifacts"]["reports"]
        assert json.loads(Path(reports["codequality"]).read_text())[0]["location"]["path"] == "articles/d.txt"
        assert "<failure" in Path(reports["junit"]).read_text()

    @pytest.mark.parametrize("words", [(), ("origin/main",)])
    def test_shell(self, surroundings: dict[str, str], words: tuple[str, ...]) -> None:
        script = (ROOT / "docs/ci/gate.sh").read_text()
        assert "all duplicates are labelled" in shell(surroundings, script, *words).stdout
        article(Path("articles"), "d.txt", AFP_QUAY, LAMPS)
        done = shell(surroundings, f"set +e\n{script}", *words)
        assert (done.returncode, "duplicates without a label" in done.stdout) == (1, True)

    def test_pre_commit(self, surroundings: dict[str, str]) -> None:
        (hook,) = loaded(".pre-commit-hooks.yaml")
        (used,) = loaded("docs/ci/pre-commit-config.yaml")["repos"][0]["hooks"]
        assert used["id"] == hook["id"]
        assert hook["pass_filenames"] is False
        assert shell(surroundings, f"{hook['entry']} {shlex.join(used['args'])}").returncode == 0
        article(Path("articles"), "d.txt", AFP_QUAY, LAMPS)
        assert shell(surroundings, f"{hook['entry']} {shlex.join(used['args'])}").returncode == 1

    @pytest.mark.parametrize("name", EXAMPLES)
    def test_the_page_shows_the_examples_as_they_are(self, name: str) -> None:
        page = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
        found = re.search(rf"<!-- docs/ci/{re.escape(name)} -->\n```\w+\n(.*?)```\n", page, re.DOTALL)
        assert found is not None
        assert found[1] == (ROOT / "docs/ci" / name).read_text(encoding="utf-8")
