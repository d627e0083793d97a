"""The gate's findings in every other format: nothing in an article forges or breaks them."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from xml.etree import ElementTree

import pytest

from gate_repository import Capture, accept_all, gate
from provenance.cli.main import run
from provenance.files.source_lines import page_line
from provenance.report.commands import shell_command, shell_word
from provenance.report.escape import for_terminal
from scratch_corpus import FISH, LAMPS, QUAY, accept_words, article, printed


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
