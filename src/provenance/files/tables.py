"""Loads the tables that ship with the package: phrases, agencies, background frequencies, weights."""

from __future__ import annotations

import gzip
import json
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib import resources
from typing import Any

import xxhash

from provenance.core.collection.background import Background, parse_background
from provenance.core.collection.lexicon import Lexicon, parse_forms
from provenance.core.collection.vocabulary import Stemmer
from provenance.core.text.languages import SNOWBALL


def _data(name: str) -> Any:
    return resources.files("provenance") / "data" / name


def load_toml(name: str) -> dict[str, Any]:
    """Return a TOML table of the package by file name."""
    return tomllib.loads(_data(name).read_text(encoding="utf-8"))


def load_json(name: str) -> dict[str, Any]:
    """Return a JSON table of the package by file name."""
    table: dict[str, Any] = json.loads(_data(name).read_text(encoding="utf-8"))
    return table


@contextmanager
def _packed_lines(name: str) -> Iterator[Iterable[str]]:
    with _data(name).open("rb") as raw, gzip.open(raw, "rt", encoding="utf-8") as lines:
        yield lines


@lru_cache(maxsize=32)
def load_background(language: str) -> Background | None:
    """Return a language's background frequencies, or None where the package has none."""
    name = f"background/{language}.tsv.gz"
    if not _data(name).is_file():
        return None
    with _packed_lines(name) as lines:
        return parse_background(language, lines)


@lru_cache(maxsize=32)
def load_lexicon(language: str) -> Lexicon | None:
    """Return what words of a language's scans are read by; None where the package has no forms of it."""
    name, background = f"forms/{language}.tsv.gz", load_background(language)
    if background is None or not _data(name).is_file():
        return None

    def forms() -> dict[str, float]:
        with _packed_lines(name) as lines:
            return parse_forms(lines)

    return Lexicon(language, forms, background, stemmers().get(language))


@lru_cache(maxsize=1)
def load_spellings() -> dict[str, int]:
    """Return what the first letters of words weigh, see ``core.matching.cognates``."""
    with _packed_lines("spellings.tsv.gz") as lines:
        pairs = (line.rstrip("\n").split("\t") for line in lines)
        return {spelled: int(weighed) for spelled, weighed in pairs}


@lru_cache(maxsize=1)
def background_digests() -> dict[str, str]:
    """Return a fingerprint of the background frequencies of every language that has some."""
    found = {}
    for path in _data("background").iterdir():
        if path.name.endswith(".tsv.gz"):
            found[path.name.removesuffix(".tsv.gz")] = xxhash.xxh3_128_hexdigest(path.read_bytes())
    return found


def load_backgrounds(languages: Iterable[str]) -> dict[str, Background]:
    """Return the tables of those languages that have one."""
    found = {language: load_background(language) for language in sorted(set(languages))}
    return {language: table for language, table in found.items() if table is not None}


class _LazyStemmers(Mapping[str, Stemmer]):
    """Makes a Snowball stemmer when its language is first met."""

    def __init__(self) -> None:
        self._made: dict[str, Stemmer] = {}

    def __getitem__(self, language: str) -> Stemmer:
        if language not in self._made:
            import Stemmer as Snowball

            algorithm = Snowball.Stemmer(SNOWBALL[language])

            def stem(words: Sequence[str]) -> list[str]:
                return list(algorithm.stemWords(list(words)))

            self._made[language] = stem
        return self._made[language]

    def __iter__(self) -> Any:
        return iter(SNOWBALL)

    def __len__(self) -> int:
        return len(SNOWBALL)


def stemmers() -> Mapping[str, Stemmer]:
    """Return the stemmers by language code; a language without one keeps its words as they are."""
    return _LazyStemmers()
