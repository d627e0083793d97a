"""Settings: default, then file, then flag, and errors that say what to mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from provenance.config import Config, GateConfig
from provenance.errors import SettingsError, UsageError
from provenance.files.settings import find_settings, load_config, read_table


def settings(folder: Path, content: str, name: str = "provenance.toml") -> Path:
    path = folder / name
    path.write_text(content, encoding="utf-8")
    return path


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    assert load_config(None, None, {}) == Config()


def test_a_file_beats_the_defaults_and_a_flag_beats_the_file(tmp_path: Path) -> None:
    settings(tmp_path, 'min-score = 0.7\ntext_field = "body"\nexclude = ["drafts/*"]\njobs = 2\n')
    config = load_config(tmp_path, None, {"min_score": 0.9, "jobs": None, "exclude": None})
    assert config == Config(min_score=0.9, text_field="body", exclude=("drafts/*",), jobs=2)


def test_the_nearest_file_above_is_used(tmp_path: Path) -> None:
    settings(tmp_path, "[project]\nname = 'x'\n[tool.provenance]\nreworded = false\n", "pyproject.toml")
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    settings(tmp_path / "a", "[project]\nname = 'y'\n", "pyproject.toml")
    assert find_settings(inner) == tmp_path / "pyproject.toml"
    assert load_config(inner, None, {}) == Config(reworded=False)
    settings(tmp_path, "texts = true\n")
    assert load_config(inner, None, {}) == Config(texts=True)


def test_an_explicit_file_is_used_instead(tmp_path: Path) -> None:
    settings(tmp_path, "min-score = 0.7\n")
    other = settings(tmp_path, "min-score = 1\n", "other.toml")
    assert load_config(tmp_path, other, {}).min_score == 1


def test_an_explicit_file_must_exist(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"none\.toml: cannot be read: No such file"):
        load_config(tmp_path, tmp_path / "none.toml", {})


def test_the_gate_has_a_table_of_its_own(tmp_path: Path) -> None:
    path = settings(tmp_path, "jobs = 1\n[gate]\nmin-words = 30\n")
    assert load_config(tmp_path, None, {}) == Config(jobs=1, gate=GateConfig(min_words=30))
    assert read_table(path)["gate"] == {"min-words": 30}


def test_a_flag_of_the_gate_beats_its_table(tmp_path: Path) -> None:
    settings(tmp_path, '[gate]\nmin-words = 30\nmin-score = 0.8\nrelations = ["identical"]\n')
    config = load_config(tmp_path, None, {"gate_min_words": 12, "gate_content": None})
    assert config.gate == GateConfig(min_words=12, min_score=0.8, relations=("identical",))


def test_a_labels_file_is_named_from_the_settings_file(tmp_path: Path) -> None:
    settings(tmp_path, 'labels = "reviews/labels.toml"\n')
    (tmp_path / "a").mkdir()
    assert load_config(tmp_path / "a", None, {}).labels == str(tmp_path / "reviews/labels.toml")
    assert load_config(tmp_path, None, {"labels": "mine.toml"}).labels == "mine.toml"


def test_a_command_may_have_defaults_of_its_own(tmp_path: Path) -> None:
    assert load_config(None, None, {}, {"encoder": "none"}).encoder == "none"
    settings(tmp_path, 'encoder = "usem3"\n')
    assert load_config(tmp_path, None, {}, {"encoder": "none"}).encoder == "usem3"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("min-scor = 0.5", r"provenance\.toml: unknown key 'min-scor'; did you mean min-score\?"),
        ("zzz = 1", r"unknown key 'zzz'; known are encoder, engine"),
        ('min_score = "high"', "min-score must be a number, not 'high'"),
        ("min_score = true", "min-score must be a number"),
        ("jobs = 1.5", "jobs must be a whole number"),
        ("jobs = 0", "jobs must be at least 1"),
        ('memory = "lots"', "memory must be an amount like 2GiB or 500MB, not 'lots'"),
        ('memory = "0GiB"', "memory must be an amount like"),
        ("min-score = 7", "min-score must be from 0 to 1"),
        ('exclude = "x"', "exclude must be a list of strings"),
        ("exclude = [1]", "exclude must be a list of strings"),
        ("reworded = 1", "reworded must be true or false"),
        ('engine = "spork"', "engine must be one of local, spark"),
        ('text-field = ""', "text-field is empty"),
        ("min-score = 0.5\nmin_score = 0.6", "set twice"),
        ("gate = 3", r"gate must be a table: \[gate\]"),
        ("[gate]\nmin-word = 3", r"gate: unknown key 'min-word'; did you mean min-words\?"),
        ("[gate]\nmin-words = 0", "gate: min-words must be at least 1"),
        ("[gate]\nmin-score = 2", "gate: min-score must be from 0 to 1"),
        ('[gate]\nrelations = ["same"]', "gate: relations must be some of identical, .*, not 'same'"),
        ("[gate]\ncontent = []", "gate: content must be some of passage, .*, not none"),
        ("labels = 1", "labels must be a string"),
        ("jobs = 1\nmin-score = = 2\n", r"no valid TOML: .*line 2"),
    ],
)
def test_a_faulty_file_is_an_error_that_names_file_and_key(tmp_path: Path, content: str, told: str) -> None:
    settings(tmp_path, content)
    with pytest.raises(SettingsError, match=told) as caught:
        load_config(tmp_path, None, {})
    assert str(tmp_path / "provenance.toml") in str(caught.value)


def test_all_faults_of_a_file_are_told_together(tmp_path: Path) -> None:
    settings(tmp_path, "one = 1\njobs = 0\n")
    with pytest.raises(SettingsError, match=r"(?s)unknown key 'one'.*jobs must be"):
        load_config(tmp_path, None, {})


def test_a_file_that_is_no_utf8_names_the_line(tmp_path: Path) -> None:
    (tmp_path / "provenance.toml").write_bytes(b"jobs = 1\n# \xff\n")
    with pytest.raises(SettingsError, match="line 2"):
        load_config(tmp_path, None, {})


def test_a_project_file_broken_elsewhere_is_not_ours_to_judge(tmp_path: Path) -> None:
    settings(tmp_path, "[project\n", "pyproject.toml")
    assert load_config(tmp_path, None, {}) == Config()


@pytest.mark.parametrize("overrides", [{"min_score": 2.0}, {"minscore": 0.5}, {"jobs": 0}])
def test_a_wrong_flag_is_a_usage_error(overrides: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        load_config(None, None, overrides)
