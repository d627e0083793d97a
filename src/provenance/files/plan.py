"""What a run will read: the files in order, cut into pieces of work, with what their manifests say."""

from __future__ import annotations

import contextlib
import os
import posixpath
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from provenance.config import Config
from provenance.files import discover, jsonl
from provenance.files.item import ReadItem
from provenance.files.kinds import RECORD_KINDS
from provenance.files.manifest import Row, read_manifest, same_file
from provenance.files.metadata import Metadata
from provenance.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadPlan:
    """The reading work of one run.

    ``items`` are sorted by file id, stretches of one file in order. ``record_rows`` holds manifest
    rows that name no file and so must name a record. ``ignored_by`` counts the files left out by
    reason, ``looked_at`` are the paths as given, ``total_bytes`` is the size of all items.
    """

    items: tuple[ReadItem, ...]
    problems: tuple[Problem, ...]
    total_bytes: int
    record_rows: Mapping[str, Row] = field(default_factory=dict)
    ignored_by: Mapping[str, int] = field(default_factory=dict)
    looked_at: tuple[str, ...] = ()

    @property
    def ignored(self) -> int:
        """How many files are left out."""
        return sum(self.ignored_by.values())

    def locate(self) -> dict[str, str]:
        """Return where each file lies, by ``Article.path``: absolute paths, for messages only."""
        return {item.id: item.path for item in self.items}


def plan(paths: Sequence[str | Path], config: Config) -> ReadPlan:
    """Find what is to be read.

    Args:
        paths: Folders, files and globs.
        config: Says what to exclude.

    Returns:
        The plan; the same for the same files, wherever they lie.

    Raises:
        UsageError: if a path does not exist or a glob matches nothing.
    """
    findings = discover.find(paths, config.exclude)
    known, record_rows, problems = _manifests(findings)
    items: list[ReadItem] = []
    for file in findings.files:
        items.extend(_items(file, known.get(file.id, {})))
    return ReadPlan(
        items=tuple(items),
        problems=(*findings.problems, *problems),
        total_bytes=sum(item.size for item in items),
        record_rows=record_rows,
        ignored_by=dict(sorted(findings.ignored.items())),
        looked_at=tuple(os.fspath(path) for path in paths),
    )


def _items(file: discover.Found, metadata: Metadata) -> list[ReadItem]:
    pieces: list[tuple[int, int | None, int]] = [(0, None, 1)]
    if file.kind == "jsonl":
        with contextlib.suppress(OSError):  # reading it will say why
            pieces = jsonl.stretches(file.path, file.size)
    return [
        ReadItem(
            id=file.id,
            path=file.path,
            kind=file.kind,
            size=(file.size if stop is None else stop) - start,
            folder=file.folder,
            metadata=metadata,
            start=start,
            stop=stop,
            first_line=line,
        )
        for start, stop, line in pieces
    ]


def _manifests(findings: discover.Findings) -> tuple[dict[str, Metadata], dict[str, Row], list[Problem]]:
    """Read the manifests, outer ones first, so that one nearer to a file beats one farther away."""
    ids = {_composed(file.id): file.id for file in findings.files}
    has_records = any(file.kind in RECORD_KINDS for file in findings.files)
    known: dict[str, Metadata] = {}
    record_rows: dict[str, Row] = {}
    problems: list[Problem] = []
    missing: list[tuple[Row, str]] = []
    for found in findings.manifests:
        rows, faults = read_manifest(found.path, found.id)
        problems.extend(faults)
        for row in rows:
            below = same_file(row.file)
            identity = ids.get(_composed(posixpath.normpath(posixpath.join(found.base, below))))
            if identity is not None:
                known[identity] = {**known.get(identity, {}), **row.metadata}
            elif _lies_beside(found.path, below):
                continue  # left out on purpose: excluded, or of a kind that is not read
            elif has_records or found.whole_folder:
                missing.append((replace(row, required=found.whole_folder), found.base))
    for row, base in missing:
        told = replace(row, moved=_moved(row, base, ids.values(), known))
        if has_records:
            record_rows[row.file] = told
        else:
            problems.append(missing_row(told))
    return known, record_rows, problems


def missing_row(row: Row) -> Problem:
    """Return the problem of a manifest row that names nothing."""
    reason = f"names {discover.printable(row.file)}, which is not there"
    if row.moved is not None:
        reason += f"; if it was moved, write {discover.printable(row.moved)} instead"
    return Problem(path=row.manifest, line=row.line, reason=reason)


def _moved(row: Row, base: str, ids: Iterable[str], known: Collection[str]) -> str | None:
    """Return the one file of the same name that no row names, as a manifest in a folder would call it."""
    name = posixpath.basename(same_file(row.file))
    found = [one for one in ids if posixpath.basename(one) == name and one not in known]
    return posixpath.relpath(found[0], base or ".") if len(found) == 1 else None


def _lies_beside(manifest: str, below: str) -> bool:
    if posixpath.isabs(below) or below.startswith("../"):
        return False
    try:
        return os.path.lexists(os.path.join(os.path.dirname(manifest), below))
    except ValueError:  # a NUL in the name
        return False


def _composed(identity: str) -> str:
    """Return an id in composed form: some file systems take letters and their accents apart."""
    return unicodedata.normalize("NFC", identity)
