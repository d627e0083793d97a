"""What git knows of files: which changed since a revision, what they said then, and who is at work.

Git runs as a process of its own with arguments as a list, never through a shell; nothing a repository
configures (hooks, diff programs, file watchers) runs.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from provenance.errors import GitError
from provenance.files.discover import printable

_GIT: Final = ("git", "-c", "core.fsmonitor=false", "-c", "core.quotePath=false", "--no-pager")
_SHALLOW: Final = (
    "this clone is shallow, so its history does not reach back that far; fetch all of it"
    " (fetch-depth: 0 for actions/checkout, GIT_DEPTH: 0 on GitLab, else: git fetch --unshallow)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since a revision, in the working trees that some folders lie in.

    ``paths`` are real paths of files changed, added or not yet tracked. ``bases`` gives for each working
    tree's top folder the commit it is compared with; None for one that was not there.
    """

    paths: frozenset[str]
    bases: dict[str, str | None]

    def before(self, path: Path) -> bytes | None:
        """Return what a file held then; None if it was not there."""
        real = os.path.realpath(path)
        # A submodule lies within another working tree, and has its own history.
        for top, base in sorted(self.bases.items(), key=lambda item: -len(item[0])):
            if real.startswith(top.rstrip(os.sep) + os.sep):
                if base is None:
                    return None
                name = os.path.relpath(real, top).replace(os.sep, "/")
                shown = _run(top, "show", f"{base}:{name}")
                return shown.stdout if shown.returncode == 0 else None
        return None


def changed_since(revision: str, folders: Iterable[Path]) -> Changes:
    """Find what changed since a revision and the working tree parted, uncommitted changes included.

    Args:
        revision: A commit, branch or tag; what others committed to it meanwhile does not count.
        folders: Folders in the working trees to look at.

    Raises:
        GitError: if git is missing, a folder is in no repository, or the revision is not known there.
    """
    paths: set[str] = set()
    bases: dict[str, str | None] = {}
    for folder in folders:
        top = _top(folder)
        if top not in bases:
            _look(top, _base(top, revision), paths, bases)
    return Changes(paths=frozenset(paths), bases=bases)


def _look(top: str, base: str | None, paths: set[str], bases: dict[str, str | None]) -> None:
    """Note what changed in a working tree since a commit, and in the submodules checked out in it.

    Git itself tells of a submodule at most that its commit changed, not which files did.
    """
    bases[top] = base
    diff = ("diff", "--name-only", "--no-renames", "--no-ext-diff", "--ignore-submodules", "-z")
    names = _names(top, (*diff, base, "--") if base else ("ls-files", "-z"))
    others = _names(top, ("ls-files", "--others", "--exclude-standard", "-z"))
    paths.update(os.path.realpath(os.path.join(top, name)) for name in (*names, *others))
    # A repository within this one that is no submodule, or not yet one, is told of as a folder.
    for name in (*_submodules(top), *(one for one in others if one.endswith("/"))):
        inner = os.path.realpath(os.path.join(top, name))
        if inner not in bases and os.path.lexists(os.path.join(inner, ".git")):
            _look(inner, _held_then(top, base, name, inner), paths, bases)


def _submodules(top: str) -> list[str]:
    entries = (entry.partition("\t") for entry in _names(top, ("ls-files", "--stage", "-z")))
    return [name for mode, _, name in entries if mode.startswith("160000 ")]


def _held_then(top: str, base: str | None, name: str, inner: str) -> str | None:
    """Return the commit of a submodule that a commit names; None if it names none, or an unknown one."""
    if base is None:
        return None
    told = _run(top, "ls-tree", "-z", base, "--", f":(top,literal){name.rstrip('/')}").stdout.split()
    if len(told) < 3 or told[1] != b"commit":
        return None
    commit = told[2].decode("ascii")
    return commit if _run(inner, "cat-file", "-e", f"{commit}^{{commit}}").returncode == 0 else None


def user_name(folder: Path) -> str | None:
    """Return git's ``user.name`` as it holds in a folder; None where there is none."""
    try:
        found = _run(str(folder), "config", "--get", "user.name")
    except GitError:
        return None
    return found.stdout.decode("utf-8", "replace").strip() or None


def _top(folder: Path) -> str:
    found = _run(str(folder), "rev-parse", "--show-toplevel")
    if found.returncode:
        raise GitError(
            f"{printable(str(folder))}: git finds no repository there ({_said(found)});"
            " leave --changed-since out to judge everything"
        )
    return os.path.realpath(os.fsdecode(found.stdout.rstrip(b"\r\n")))


def _base(top: str, revision: str) -> str:
    """Return the commit where a revision and the checked-out one parted."""
    name = printable(revision)
    found = _run(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    shallow = _run(top, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    if found.returncode:
        reason = _SHALLOW if shallow else "git knows no such commit, branch or tag"
        raise GitError(f"--changed-since {name}: {reason}")
    commit = found.stdout.decode("ascii").strip()
    parted = _run(top, "merge-base", commit, "HEAD")
    if parted.returncode:
        reason = _SHALLOW if shallow else "it has no history in common with what is checked out"
        raise GitError(f"--changed-since {name}: {reason}")
    return parted.stdout.decode("ascii").split()[0]


def _names(top: str, arguments: tuple[str, ...]) -> list[str]:
    found = _run(top, *arguments)
    if found.returncode:
        raise GitError(f"git {arguments[0]} failed in {printable(top)}: {_said(found)}")
    return [os.fsdecode(name) for name in found.stdout.split(b"\0") if name]


def _run(folder: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        return subprocess.run(
            [*_GIT, "-C", folder, *arguments],
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env=environment,
        )
    except OSError as error:
        raise GitError(f"git cannot be run: {error.strerror or error}") from error


def _said(found: subprocess.CompletedProcess[bytes]) -> str:
    text = found.stderr.decode("utf-8", "replace").strip()
    return printable(text.splitlines()[-1]) if text else f"status {found.returncode}"
