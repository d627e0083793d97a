"""What a run reads, so that nothing it writes takes the place of that."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from provenance.config import Config
from provenance.errors import UsageError
from provenance.files import discover
from provenance.files.corpus_root import labels_path
from provenance.files.item import Ignored, ReadItem
from provenance.files.settings import find_settings
from provenance.files.source import read_batches

_READ: Final = "one of the files that are read"


def use_of(
    place: str | Path, paths: Sequence[str | Path], config: Config, settings: str | None = None
) -> str | None:
    """Return what a file is to a run that reads it, in a few words; None where the run does not.

    A file in which no article is found when it is opened, as the reports of an earlier run, is not read.

    Args:
        place: The file that is to be written.
        paths: Folders, files and globs that are read.
        config: The settings of the run.
        settings: The settings file that was named; None is the nearest.
    """
    if not os.path.isfile(place):
        return None
    if _same(place, settings if settings is not None else find_settings(Path.cwd())):
        return "the settings file"
    if _same(place, labels_path(paths, config.labels)):
        return "the labels file"
    if any(_same(place, path) for path in paths):
        return _READ
    try:
        findings = discover.find(paths, config.exclude)
    except UsageError:
        return None  # the run itself says what is missing
    if any(_same(place, manifest.path) for manifest in findings.manifests):
        return "a manifest of the articles"
    found = [file for file in findings.files if _same(place, file.path)]
    return _READ if any(_holds_article(f, config) for f in found) else None


def _same(place: str | Path, other: str | Path | None) -> bool:
    """Say whether two names are of one file, through links and on systems where case does not count."""
    try:
        return other is not None and os.path.samefile(place, other)
    except OSError:
        return False


def _holds_article(file: discover.Found, config: Config) -> bool:
    """Say whether a file gives an article, or cannot be read; the first record that is one will do."""
    item = ReadItem(id=file.id, path=file.path, kind=file.kind, size=file.size)
    return any(not isinstance(one, Ignored) for batch in read_batches(item, config) for one in batch)
