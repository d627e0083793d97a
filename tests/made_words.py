"""An encoder that knows a few words of two languages and which of them mean the same, and texts for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from made_columns import made_article, tables
from provenance.core.collection.columns import Columns
from provenance.core.cutting.cut import cut
from provenance.core.matching.meaning import Encode
from provenance.core.matching.score import INPUTS, JUDGES, Judge, Model, Models
from provenance.core.text.vectors import centred, quantised
from provenance.pipeline import Semantics

# A line is a meaning: English words, and French ones.
MEANINGS = (
    "engineers technicians ingénieurs",
    "sealed shut fermé",
    "damaged broken endommagées",
    "harbour dock port",
    "gates sluices vannes",
    "dawn sunrise aube",
    "violent fierce violente",
    "storm weather tempête",
    "nobody personne",
    "tested testé",
    "river fleuve",
    "rising montait",
    "council conseil",
    "pool piscine",
    "hours heures",
    "growers producteurs",
    "harvest récolte",
    "frost gel",
    "blossom floraison",
    "ferry traversier",
    "passengers passagers",
)
AXES = {word: axis for axis, line in enumerate(MEANINGS) for word in line.split()}

GATES = "Engineers sealed the damaged harbour gates before dawn after a violent storm."
SLUICES = "Technicians shut broken dock sluices ahead of sunrise following fierce weather."
VANNES = "Les ingénieurs ont fermé avant l’aube les vannes endommagées du port, après une tempête violente."
SAID = "“Nobody tested these gates while the river was rising,” said Anna Berg."
DIT = "« Personne n’a testé ces vannes alors que le fleuve montait », a déclaré Anna Berg."
POOL = "Le conseil municipal a débattu pendant trois heures de la piscine couverte."
APPLES = "Growers of apples expect a poor harvest since late frost has killed most of the blossom."

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int8]


class Words:
    """Gives a text the directions of the words it knows, all alike."""

    name = "words:made"
    dimensions = len(MEANINGS)
    languages: frozenset[str] | None = frozenset({"en", "fr"})

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> Floats:
        assert len(texts) == len(languages)
        return np.array([self._one(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def _one(self, text: str) -> list[float]:
        row = [0.0] * self.dimensions
        for word in "".join(c if c.isalpha() else " " for c in text.lower()).split():
            if word in AXES:
                row[AXES[word]] = 1.0
        return row


def in_whole(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
    return quantised(centred(Words().encode(texts, languages), np.zeros(Words.dimensions)))


def semantics(limits: tuple[str, ...] = ()) -> Semantics:
    return Semantics(
        name="words",
        encode=lambda texts, languages, engine, progress: in_whole(texts, languages),
        limits=lambda languages: limits,
    )


def never() -> Semantics | None:
    raise AssertionError("no encoder was asked for")


def by_cosine() -> Models:
    """Return models that see nothing but the cosine: likely above five eighths, and never quite sure."""

    def model(start: float) -> Model:
        weights = tuple(16.0 if name == "cosine" else 0.0 for name in INPUTS)
        return Model(intercept=start, weights=weights)

    return Models(
        judges=tuple(Judge(alone=model(-10.0), final=model(-10 - i / 100)) for i in range(len(JUDGES)))
    )


def in_languages(*texts: tuple[str, str]) -> Columns:
    """Return the columns of one article for each language and text."""
    articles = [made_article(f"a{i:04}", text, language=language) for i, (language, text) in enumerate(texts)]
    return cut(articles, tables())


def looked_up(rows: Sequence[Sequence[int]]) -> Encode:
    """Return an encoder of texts that are word numbers: the first word tells the row."""

    def found(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
        return np.array([rows[int(text.split()[0]) % len(rows)] for text in texts], dtype=np.int8)

    return found
