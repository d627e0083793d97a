"""Paths to files: each file with an id, each one left out with a reason."""

from __future__ import annotations

import difflib
import glob
import os
import posixpath
import stat
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from provenance.core.globs import matches_glob
from provenance.errors import UsageError
from provenance.files import manifest, outputs
from provenance.files.kinds import ending, kind_of
from provenance.model import Problem

_NO_ARTICLES: Final = ("readme", "license", "licence", "copying")

HIDDEN: Final = "hidden"
OURS: Final = "our own reports"
EXCLUDED: Final = "excluded"
ABOUT: Final = "README or licence"
OUTSIDE: Final = "links out of the corpus"
FOLDER_LINK: Final = "links to folders"
AGAIN: Final = "the same file again"
SPECIAL: Final = "no regular files"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file to read; ``size`` in bytes, ``folder`` is the first one below the root."""

    id: str
    path: str
    kind: str
    size: int
    folder: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundManifest:
    """A manifest, with the id of its folder (empty for the root) and whether all it names should be there."""

    id: str
    path: str
    base: str
    whole_folder: bool


@dataclass(slots=True, kw_only=True)
class Findings:
    """What a search came upon. ``ignored`` counts the files left out by reason."""

    files: list[Found] = field(default_factory=list)
    manifests: list[FoundManifest] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    ignored: Counter[str] = field(default_factory=Counter)


@dataclass(slots=True, kw_only=True)
class _Given:
    """The paths as the user meant them; absolute, links not resolved."""

    folders: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    matched: dict[str, str] = field(default_factory=dict)


def find(paths: Sequence[str | Path], exclude: Sequence[str] = ()) -> Findings:
    """Find the files to read.

    Args:
        paths: Folders, files and globs (``**`` crosses folders).
        exclude: Globs against ids; one that matches a folder leaves out all below it.

    Returns:
        The files sorted by id, manifests from the top down, problems, and what was left out.

    Raises:
        UsageError: if there is no path, a path does not exist or a glob matches nothing.
    """
    given = _expand(paths)
    search = _Search(exclude)
    labels = _labels(sorted(given.folders, key=_parts))
    several = len(labels) + bool(given.named or given.matched) > 1
    for folder, label in labels.items():
        search.walk(folder, label if several else "", label)
    search.add_files(given, set(labels.values()))
    return search.finish()


def excluded(identity: str, patterns: Sequence[str]) -> bool:
    """Say whether one of the globs matches an id or a folder above it."""
    return matches_glob(identity, patterns)


def _expand(paths: Sequence[str | Path]) -> _Given:
    if not paths:
        raise UsageError("no corpus given: name a folder, a file or a glob")
    given = _Given()
    missing: list[str] = []
    for path in [os.fspath(path) for path in paths]:
        if os.path.isdir(path):
            given.folders.add(os.path.abspath(path))
        elif os.path.lexists(path):
            given.named.add(os.path.abspath(path))
        elif not path or not _expand_glob(path, given):
            missing.append(path)
    if missing:
        raise UsageError("; ".join(_missing(path) for path in missing))
    return given


def _expand_glob(pattern: str, given: _Given) -> bool:
    if not glob.has_magic(pattern):
        return False
    base = pattern
    while glob.has_magic(base):
        base = os.path.dirname(base)
    matches = glob.glob(pattern, recursive=True)
    for match in matches:
        path = os.path.abspath(match)
        if not os.path.isdir(path):
            given.matched[path] = os.path.abspath(base or ".")
        elif "**" not in pattern:
            given.folders.add(path)
    return bool(matches)


def _missing(path: str) -> str:
    shown = printable(path)
    if glob.has_magic(path):
        return f"{shown}: the glob matches no file"
    folder, name = os.path.split(path.rstrip("/" + os.sep) or path)
    try:
        near = difflib.get_close_matches(name, sorted(os.listdir(folder or ".")), n=1)
    except OSError:
        near = []
    hint = f"; did you mean {printable(os.path.join(folder, near[0]))}?" if near else ""
    return f"{shown}: no such file or folder{hint}"


def printable(name: str) -> str:
    """Return a name with control characters and undecodable bytes escaped, fit for a message."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in name)


def _parts(path: str) -> tuple[str, ...]:
    return Path(path).parts


def _labels(folders: Sequence[str]) -> dict[str, str]:
    """Name each folder by its last part, and by as many parts as it takes where that is not unique."""
    real: dict[str, str] = {}
    for folder in folders:
        real.setdefault(os.path.realpath(folder), folder)
    names = {folder: [part.strip("/\\:") for part in _parts(folder)] for folder in real.values()}
    length = dict.fromkeys(names, 1)
    while True:
        labels = {folder: _id_text("/".join(parts[-length[folder] :])) for folder, parts in names.items()}
        counts = Counter(labels.values())
        clashing = [name for name in names if counts[labels[name]] > 1 and length[name] < len(names[name])]
        if not clashing:
            return {folder: label or "root" for folder, label in labels.items()}
        for folder in clashing:
            length[folder] += 1


def _id_text(name: str) -> str:
    """Return a file name as a part of an id; bytes that are no UTF-8 are written as escapes."""
    return os.fsencode(name).decode("utf-8", "backslashreplace") if not name.isprintable() else name


class _Search:
    """Collects files; each is taken once, however many of the given paths lead to it."""

    def __init__(self, exclude: Sequence[str]) -> None:
        self._exclude = tuple(exclude)
        self._found = Findings()
        self._seen: set[str] = set()
        self._links: list[tuple[str, str, str]] = []
        self._report_folders: dict[str, bool] = {}

    def walk(self, root: str, prefix: str, label: str) -> None:
        """Take all files below a folder, put ``prefix`` in front of their ids."""
        real_root = os.path.realpath(root)
        waiting = [(root, prefix)]
        while waiting:
            folder, base = waiting.pop()
            try:
                with os.scandir(folder) as entries:
                    inside = sorted(entries, key=lambda entry: entry.name)
            except OSError as error:
                reason = f"the folder cannot be read: {error.strerror or error}"
                self._found.problems.append(Problem(path=base or label, reason=reason))
                continue
            ours = outputs.report_folder(folder, [entry.name for entry in inside])
            if ours and folder != root and os.path.basename(folder) == outputs.FOLDER:
                self._found.ignored[OURS] += len(inside)
                continue
            for entry in inside:
                identity = posixpath.join(base, _id_text(entry.name))
                if entry.is_dir(follow_symlinks=False):
                    if self._enter(entry.name, identity):
                        waiting.append((entry.path, identity))
                elif entry.name == manifest.NAME:
                    self._add_manifest(entry.path, base, real_root)
                else:
                    self._take(entry.path, identity, real_root, ours=ours, prefix=prefix)

    def add_files(self, given: _Given, labels: set[str]) -> None:
        """Take files given by name or glob; their ids begin below their common parent folder."""
        everything = []
        for path in sorted({*given.named, *given.matched}, key=_parts):
            if os.path.realpath(path) in self._seen:
                self._found.ignored[AGAIN] += 1
            else:
                everything.append(path)
        if not everything:
            return
        parent = os.path.commonpath([os.path.dirname(path) for path in everything])
        names = {path: _id_text(os.path.relpath(path, parent).replace(os.sep, "/")) for path in everything}
        clashing = any(name.startswith(f"{label}/") for name in names.values() for label in labels)
        prefix = (_id_text(os.path.basename(parent)) or "root") if clashing else ""
        folders = {os.path.dirname(path) for path in everything}
        for path in everything:
            identity = posixpath.join(prefix, names[path])
            if os.path.basename(path) == manifest.NAME:
                continue
            if path in given.named:
                self._take(path, identity, None, ours=self._in_reports(path), prefix=prefix)
            else:
                base = os.path.realpath(given.matched[path])
                self._take(path, identity, base, ours=self._in_reports(path), prefix=prefix)
        for folder in sorted({parent, *folders}, key=_parts):
            path = os.path.join(folder, manifest.NAME)
            if os.path.isfile(path):
                below = os.path.relpath(folder, parent).replace(os.sep, "/")
                base = posixpath.join(prefix, _id_text(below)) if below != "." else prefix
                self._add_manifest(path, base, None)

    def finish(self) -> Findings:
        """Return what was found, links settled and everything sorted."""
        for path, identity, prefix in self._links:
            real = os.path.realpath(path)
            if real in self._seen:
                self._found.ignored[AGAIN] += 1
            else:
                self._add(path, identity, prefix)
        self._found.files.sort(key=lambda file: file.id)
        self._found.manifests.sort(key=lambda found: (found.id.count("/"), found.id))
        self._found.problems.sort(key=lambda problem: problem.path)
        return self._found

    def _enter(self, name: str, identity: str) -> bool:
        if name.startswith("."):
            self._found.ignored[HIDDEN] += 1
            return False
        if excluded(identity, self._exclude):
            self._found.ignored[EXCLUDED] += 1
            return False
        return True

    def _take(self, path: str, identity: str, root: str | None, *, ours: bool, prefix: str) -> None:
        """Take a file or count it as ignored; ``root`` None: the user named this very file."""
        link = root is not None and os.path.islink(path)
        reason = _reason_against_link(path, root) if link and root is not None else None
        if reason is None:
            reason = self._reason_against(path, identity, named=root is None, ours=ours)
        if reason is not None:
            self._found.ignored[reason] += 1
        elif link and os.path.exists(path):
            self._links.append((path, identity, prefix))
        elif (real := os.path.realpath(path)) in self._seen:
            self._found.ignored[AGAIN] += 1
        else:
            self._seen.add(real)
            self._add(path, identity, prefix)

    def _reason_against(self, path: str, identity: str, *, named: bool, ours: bool) -> str | None:
        name = os.path.basename(path)
        kind = kind_of(name)
        if name.startswith(".") and not named:
            return HIDDEN
        if (ours and outputs.output_name(name)) or (kind in ("markdown", "html") and outputs.marked(path)):
            return OURS
        if kind is None and not (named and ending(name) == "no ending"):
            return ending(name)
        if not named and _about_the_corpus(name):
            return ABOUT
        return EXCLUDED if excluded(identity, self._exclude) else None

    def _add(self, path: str, identity: str, prefix: str) -> None:
        try:
            status = os.stat(path)
        except OSError as error:
            reason = f"cannot be read: {error.strerror or error}"
            self._found.problems.append(Problem(path=identity, reason=reason))
            return
        if not stat.S_ISREG(status.st_mode):
            self._found.ignored[SPECIAL] += 1
            return
        below = identity[len(prefix) :].lstrip("/")
        folder = below.partition("/")[0] if "/" in below else prefix.partition("/")[0] or None
        kind = kind_of(os.path.basename(path)) or "text"
        self._found.files.append(Found(id=identity, path=path, kind=kind, size=status.st_size, folder=folder))

    def _add_manifest(self, path: str, base: str, root: str | None) -> None:
        """Note a manifest; ``root`` None: files beside it were named, not the folder as a whole."""
        reason = _reason_against_link(path, root) if root is not None and os.path.islink(path) else None
        if reason is None and os.path.exists(path) and not os.path.isfile(path):
            reason = SPECIAL
        if reason is not None:
            self._found.ignored[reason] += 1
            return
        identity = posixpath.join(base, manifest.NAME)
        self._found.manifests.append(
            FoundManifest(id=identity, path=path, base=base, whole_folder=root is not None)
        )

    def _in_reports(self, path: str) -> bool:
        """Say whether a file given by name or glob lies among our reports."""
        folder = os.path.dirname(path)
        if folder not in self._report_folders:
            try:
                names = os.listdir(folder)
            except OSError:
                names = []
            self._report_folders[folder] = outputs.report_folder(folder, names)
        return self._report_folders[folder]


def _reason_against_link(path: str, root: str) -> str | None:
    """Return why a link is not followed; one to nothing is left to be reported as unreadable."""
    if not os.path.exists(path):
        return None
    real = os.path.realpath(path)
    if not real.startswith(root.rstrip(os.sep) + os.sep):
        return OUTSIDE
    return FOLDER_LINK if os.path.isdir(path) else None


def _about_the_corpus(name: str) -> bool:
    stem = name.partition(".")[0]
    return stem.casefold() in _NO_ARTICLES or stem.startswith(("README", "LICENSE", "LICENCE"))
