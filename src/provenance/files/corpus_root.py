"""Where a corpus begins on disk, and where its labels stand."""

from __future__ import annotations

import glob
import os
from collections.abc import Sequence
from pathlib import Path

from provenance.decisions import Labels
from provenance.files.labels import NAME, read_labels


def corpus_root(paths: Sequence[str | Path]) -> Path:
    """Return the folder a corpus lies in, absolute, links not resolved.

    It is the folder where one is given; for several paths, files and globs, their common parent folder,
    below which the ids of articles begin.
    """
    given = [os.path.abspath(path) for path in paths]
    if len(given) == 1 and os.path.isdir(given[0]):
        return Path(given[0])
    return Path(os.path.commonpath([os.path.dirname(_without_magic(path)) for path in given]))


def labels_path(paths: Sequence[str | Path], explicit: str | None) -> Path:
    """Return where the labels of a corpus stand: the file named, else ``labels.toml`` in its root."""
    return Path(explicit) if explicit is not None else corpus_root(paths) / NAME


def load_labels(paths: Sequence[str | Path], explicit: str | None) -> Labels:
    """Return the labels of a corpus; none where there is no labels file and none was named.

    Raises:
        LabelsError: if the file is not valid, or one that was named is missing.
    """
    path = labels_path(paths, explicit)
    if explicit is None and not os.path.lexists(path):
        return Labels(path=relative(path))
    return read_labels(path, relative(path))


def root_above(files: Sequence[str | Path]) -> Path:
    """Return the corpus that some of its files lie in, as far as can be told from them.

    It is the nearest folder above all of them that holds a labels file, else their common parent folder.
    """
    parent = Path(os.path.commonpath([os.path.dirname(os.path.abspath(file)) for file in files]))
    return next((above for above in (parent, *parent.parents) if (above / NAME).is_file()), parent)


def relative(path: str | Path) -> str:
    """Return a path as it is called from the current folder; absolute where it lies elsewhere."""
    whole = os.path.abspath(path)
    short = os.path.relpath(whole)
    return whole if short == os.pardir or short.startswith(os.pardir + os.sep) else short


def _without_magic(path: str) -> str:
    """Return the part of a glob before its first wildcard, up to the folder."""
    while glob.has_magic(path):
        path = os.path.dirname(path)
        if not glob.has_magic(path):
            return os.path.join(path, "*")
    return path
