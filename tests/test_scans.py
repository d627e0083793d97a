"""Texts that look like scans: their words are compared as they were likely printed."""

from __future__ import annotations

import dataclasses
import json
import random
from pathlib import Path

import numpy as np
import pytest

from made_columns import made_article, tables
from provenance.core.collection.columns import Columns
from provenance.core.collection.lexicon import Lexicon, parse_forms
from provenance.core.cutting.cut import cut
from provenance.core.flags import MENDED
from provenance.core.reporting.limits import misread_limits
from provenance.core.text.shingle import hash_word
from provenance.files.tables import load_background, load_lexicon, stemmers
from scan_texts import OTHER_SCAN, PRINTED, SCAN
from timings import takes_linear_time


def columns_of(*texts: str, language: str = "en", compiled: bool = False) -> Columns:
    known = dataclasses.replace(tables(), lexicons=load_lexicon)
    articles = [made_article(f"{number}", text, language=language) for number, text in enumerate(texts)]
    return cut(articles, known, compiled=compiled)


def holds(columns: Columns, *words: str) -> list[bool]:
    held = set(columns.word.tolist())
    return [hash_word(word) in held for word in words]


def english() -> Lexicon:
    found = load_lexicon("en")
    assert found is not None
    return found


class TestArticles:
    def test_scans_are_compared_as_they_were_printed(self) -> None:
        printed = columns_of(PRINTED)
        for scan in (SCAN, OTHER_SCAN):
            columns = columns_of(scan)
            assert columns.word.tolist() == printed.word.tolist()
            assert columns.stem.tolist() == printed.stem.tolist()
        assert not np.count_nonzero(printed.flags & MENDED)

    def test_compiled_kernels_read_a_scan_alike(self) -> None:
        plain, compiled = columns_of(SCAN, PRINTED), columns_of(SCAN, PRINTED, compiled=True)
        assert plain.word.tolist() == compiled.word.tolist()
        assert plain.start.tolist() == compiled.start.tolist()

    def test_offsets_are_those_of_the_text_as_it_stands(self) -> None:
        columns = columns_of(SCAN)
        cut_out = [SCAN[a:b] for a, b in zip(columns.start.tolist(), columns.end.tolist(), strict=True)]
        assert "re-\nsolved" in cut_out
        at = cut_out.index("The", 1)
        assert cut_out[at : at + 2] == ["The", "cost"]
        assert SCAN[columns.start[at] : columns.end[at + 1]] == "Thecost"

    def test_a_clean_text_in_lines_is_compared_as_it_stands(self) -> None:
        columns = columns_of(PRINTED.replace(", ", ",\n").replace("debate", "dehate"))
        assert holds(columns, "dehate", "debate") == [True, False]
        assert not np.count_nonzero(columns.flags & MENDED)

    def test_a_name_that_no_list_has_stays(self) -> None:
        assert holds(columns_of(SCAN.replace("surveyor", "surveyor Oyelaran")), "oyelaran") == [True]

    def test_words_that_resemble_none_are_no_sign_of_a_scan(self) -> None:
        strange = PRINTED.replace("the ", "zqoxvyrk ").replace("debate", "dehate").replace(", ", ",\n")
        assert not np.count_nonzero(columns_of(strange).flags & MENDED)

    def test_an_article_in_another_language_than_it_says_is_no_scan(self) -> None:
        columns = columns_of(PRINTED.replace(", ", ",\n"), language="de")
        assert not np.count_nonzero(columns.flags & MENDED)

    def test_an_article_whose_language_has_no_forms_is_compared_as_it_stands(self) -> None:
        assert holds(columns_of(SCAN, language="fi"), "dehate", "debate") == [True, False]

    def test_black_letter_is_read_in_german(self) -> None:
        scan = (
            "Dcr Magistrat hat befchloffen, dic Brücke\nüber den Fluß noch in diefem Iahre zu\n"
            "erneuern. Dic Koften, welche auf zwölf\nHunderttaufend gefchätzt werden, foll die\n"
            "Stadt zur Hälfte tragcn, und dcr Reft ift\nvon dem Kreife zu bezahlen. Auch bie alte\n"
            "Mauer am Markt foll verfchwinden, da sie\nbereits zerfallcn ift und niemand mehr nütt."
        )
        words = (
            "beschlossen",
            "diesem",
            "kosten",
            "geschätzt",
            "rest",
            "ist",
            "kreise",
            "verschwinden",
            "tragen",
        )
        assert all(holds(columns_of(scan, language="de"), *words))

    def test_limits_name_the_scans(self) -> None:
        [told] = misread_limits(columns_of(PRINTED, SCAN))
        assert told.startswith("misread words in 1 article that look like scans, most in 1 (")
        assert misread_limits(columns_of(PRINTED)) == []


class TestWords:
    @pytest.mark.parametrize(
        ("misread", "printed"),
        [
            ("tlie", "the"), ("rnember", "member"), ("governinent", "government"), ("1ast", "last"),
            ("magstrate", "magistrate"), ("tobay", "today"), ("inthe", "in the"), ("councll", "council"),
            ("aud", "and"), ("govcrnrnent", "government"), ("poffeffion", "possession"),
        ],
    )  # fmt: skip
    def test_what_a_word_was(self, misread: str, printed: str) -> None:
        assert english().read(misread, capital=False).words == tuple(printed.split())

    @pytest.mark.parametrize("word", ["the", "harbour", "quarries", "1855", "x", "zqoxvyrk", "a" * 10_000])
    def test_known_words_and_those_that_resemble_none_stay(self, word: str) -> None:
        assert english().read(word, capital=False).words == (word,)

    def test_a_name_needs_more_to_be_read_as_another_word(self) -> None:
        assert english().read("acqittal", capital=False).words == ("acquittal",)
        assert english().read("acqittal", capital=True).words == ("acqittal",)

    def test_frequencies_are_shares_of_passages(self) -> None:
        known = parse_forms(["# about", "seldom\t30", "often\t70"])
        assert known["seldom"] == pytest.approx(35e-6, rel=1e-3)
        assert known["often"] == pytest.approx(0.2953, rel=1e-3)


def test_the_forms_are_not_loaded_for_a_text_that_is_no_scan() -> None:
    def forms() -> dict[str, float]:
        raise AssertionError

    background = load_background("en")
    assert background is not None
    lexicon = Lexicon("en", forms, background, stemmers()["en"])
    known = dataclasses.replace(tables(), lexicons=lambda language: lexicon)
    columns = cut([made_article("a", PRINTED.replace(", ", ",\n"))], known)
    assert not np.count_nonzero(columns.flags & MENDED)
    with pytest.raises(AssertionError):
        cut([made_article("a", SCAN)], known)


def test_a_long_text_of_misread_words_takes_linear_time() -> None:
    rng = random.Random(4)
    words = PRINTED.split()

    def misread(word: str) -> str:
        at = rng.randrange(len(word))
        return word[:at] + rng.choice("abcdefghijklmnopqrstuvwxyz") + word[at + 1 :]

    def work(size: int) -> None:
        text = "\n".join(" ".join(misread(rng.choice(words)) for _ in range(8)) for _ in range(size))
        assert np.count_nonzero(columns_of(text).flags & MENDED) > size

    work(10)
    assert takes_linear_time(work, 150)


class TestCommands:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        for name, text in (("a", SCAN), ("b", OTHER_SCAN), ("c", PRINTED)):
            (tmp_path / f"{name}.txt").write_text(f"---\nlanguage: en\n---\n{text}\n", encoding="utf-8")
        return tmp_path

    def test_two_scans_of_one_paragraph_are_found_and_said_to_be_scans(self, folder: Path) -> None:
        from provenance import api
        from provenance.config import Config

        found = api.compare([str(folder)], Config(encoder="none"))
        pairs = {(m.left.article, m.right.article) for m in found.matches}
        assert pairs == {("a.txt", "b.txt"), ("a.txt", "c.txt"), ("b.txt", "c.txt")}
        assert all(m.score > 0.9 for m in found.matches)
        assert [line for line in found.limits if line.startswith("misread words in 2 articles")]

    def test_a_check_finds_what_a_comparison_finds(self, folder: Path, tmp_path: Path) -> None:
        from click.testing import CliRunner

        from provenance.cli.main import cli

        runner = CliRunner()
        scan = folder / "a.txt"
        index = tmp_path / "index.duckdb"
        assert runner.invoke(cli, ["index", "add", str(folder), "--index", str(index)]).exit_code == 0
        told = runner.invoke(
            cli, ["check", str(scan), "--index", str(index), "--encoder", "none", "--format", "json"]
        )
        checked = json.loads(told.stdout)
        assert {side["article"] for m in checked["matches"] for side in (m["left"], m["right"])} == {
            "a.txt", "b.txt", "c.txt",
        }  # fmt: skip
