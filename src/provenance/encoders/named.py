"""Encoders of the packages ``model2vec`` and ``sentence-transformers``, by a model's folder or hub name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.errors import UsageError


class _Named:
    """An encoder that a user names by a model's folder or its name on the hub, loaded when first asked.

    Args:
        model: a folder, or a name on the hub, which is fetched from there.

    Raises:
        UsageError: if the model cannot be loaded.
    """

    kind: str
    languages: frozenset[str] | None = None

    def __init__(self, model: str) -> None:
        self.name = f"{self.kind}:{model}"
        self._path = model
        self._model: Any = None

    def __reduce__(self) -> tuple[type[_Named], tuple[str]]:
        """Travel to spawned processes as a name."""
        return (type(self), (self._path,))

    @property
    def dimensions(self) -> int:
        """Return how long the vectors are; loads the model."""
        return int(self.encode(["x"], [None]).shape[1])

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> npt.NDArray[np.float32]:
        """Return one vector a text, shape (len(texts), dimensions): zeros where no word is known."""
        del languages
        if self._model is None:
            self._model = self._loaded()
        return np.asarray(self._vectors(list(texts)), dtype=np.float32)

    def _loaded(self) -> Any:
        raise NotImplementedError

    def _vectors(self, texts: list[str]) -> Any:
        raise NotImplementedError


class Model2Vec(_Named):
    """Encodes texts with a static model."""

    kind = "model2vec"

    def _vectors(self, texts: list[str]) -> Any:
        return self._model.encode(texts, use_multiprocessing=False)

    def _loaded(self) -> Any:
        from model2vec import StaticModel

        try:
            return StaticModel.from_pretrained(self._path)
        except Exception as error:
            raise UsageError(_cannot_load(self.name, error)) from error


class SentenceTransformers(_Named):
    """Encodes texts with a transformer, on the processor, one text at a time, into unit vectors.

    In a batch, a text is filled up to the longest one's length, which changes its last digits.
    """

    kind = "sentence-transformers"

    def _vectors(self, texts: list[str]) -> Any:
        return self._model.encode(
            texts, batch_size=1, normalize_embeddings=True, convert_to_numpy=True, show_progress_bar=False
        )

    def _loaded(self) -> Any:
        from sentence_transformers import SentenceTransformer

        try:
            import torch

            # Processes share the cores, and sums over threads differ with their number.
            torch.set_num_threads(1)
            return SentenceTransformer(self._path, device="cpu")
        except Exception as error:
            raise UsageError(_cannot_load(self.name, error)) from error


def _cannot_load(name: str, error: Exception) -> str:
    told = (str(error).splitlines() or [type(error).__name__])[0]
    return f"encoder {name}: the model cannot be loaded: {told}"
