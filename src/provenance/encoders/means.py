"""The mean vector of a model, by language: vectors are centred on it before they are compared.

The vectors of most encoders lean to one side, and those of a language to a side of its own: without
centring, any two texts of one language look alike, and translations look less alike than they are.
The means of some models ship with the package (``tools/build_means.py`` computes them from news); those of
others are computed from sentences that ship with it.
"""

from __future__ import annotations

import base64
import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

SCHEMA: Final = "provenance.means/1"
MORE: Final = "more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """Mean vectors, float64, shape (dimensions,): of all languages, and of those that are known."""

    overall: Array
    languages: Mapping[str, Array]

    def rows(self, languages: Sequence[str | None]) -> Array:
        """Return a mean for each of some languages, shape (n, dimensions)."""
        return np.stack([self.languages.get(language or "", self.overall) for language in languages])


def shipped(name: str) -> Means | None:
    """Return the means that ship for a model, or None."""
    if not name.isalnum():
        return None
    path = resources.files("provenance") / "data" / "means" / f"{name}.json"
    return parse_means(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def parse_means(table: Mapping[str, Any]) -> Means:
    """Read a table of means as ``means_table`` writes it.

    Raises:
        ValueError: if it has another schema.
    """
    if table.get("schema") != SCHEMA:
        raise ValueError(f"means of schema {table.get('schema')!r}; this version reads {SCHEMA!r}")
    return Means(
        overall=_decoded(table["overall"]),
        languages={language: _decoded(mean) for language, mean in table["languages"].items()},
    )


def means_table(means: Means, about: Mapping[str, object]) -> dict[str, object]:
    """Return means as a table of plain values: 16-bit floats in base64, with what else is to be told."""
    return {
        "schema": SCHEMA,
        **about,
        "overall": _encoded(means.overall),
        "languages": {language: _encoded(mean) for language, mean in sorted(means.languages.items())},
    }


def means_of(vectors: Array, languages: Sequence[str]) -> Means:
    """Compute means: each language counts as much as any other in the one of all.

    Args:
        vectors: float32, shape (n, dimensions), n at least 1.
        languages: each vector's language.
    """
    spoken = np.array(languages)
    by_language = {
        str(language): vectors[spoken == language].mean(axis=0, dtype=np.float64)
        for language in np.unique(spoken)
    }
    overall: Array = np.stack(list(by_language.values())).mean(axis=0)
    return Means(overall=overall, languages=by_language)


def sentences() -> list[tuple[str, str]]:
    """Return the sentences that means of other models are computed from, with their languages.

    The language of those that English has beyond the others is ``more``.
    """
    path = resources.files("provenance") / "data" / "sentences.toml"
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    return [(text, language) for language in sorted(table) for text in table[language]]


def means_of_sentences(vectors: Array, languages: Sequence[str]) -> Means:
    """Compute means from the vectors of ``sentences()``, in its order."""
    plain = means_of(vectors, languages).languages
    spoken = np.array(languages)
    english = vectors[(spoken == "en") | (spoken == MORE)].mean(axis=0, dtype=np.float64)
    step = english - plain["en"]
    moved = {language: mean + step for language, mean in plain.items() if language != MORE}
    return Means(overall=np.stack(list(moved.values())).mean(axis=0), languages=moved)


def _encoded(mean: Array) -> str:
    return base64.b64encode(mean.astype("<f2").tobytes()).decode("ascii")


def _decoded(text: str) -> Array:
    return np.frombuffer(base64.b64decode(text), dtype="<f2").astype(np.float64)
