"""An engine that keeps what it worked out in a folder, and takes it up from there: long runs can be resumed.

Joins, verified chunks of candidate pairs and encoded texts are each kept in a file of their own as soon as
they are done, and so are articles as cut (``pieces``), under a digest of all they depend on: the package as
installed, the query or function, and every value it was given. So a file is either exactly what would be
worked out again, or not looked at.
Files hold arrays and nothing that could run.
"""

from __future__ import annotations

import os
import secrets
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, Final, get_type_hints

import numpy as np

from provenance.engines.digest import NoDigestError, digest, of_package
from provenance.errors import UsageError
from provenance.ports import Columns, Engine

Arrays = dict[str, np.ndarray[Any, Any]]

ENDING: Final = ".work.npz"
_WHOLE: Final = "array"
_MARK: Final = "provenance.work"
_ABOUT: Final = (
    "Intermediate results of provenance: a run that is given this folder with --work takes them up.\n"
    "The folder can be deleted at any time.\n"
)


class ResumingEngine:
    """Runs work on another engine, and keeps what comes of it.

    Args:
        engine: does the work.
        folder: where results are kept; made if needed.

    Raises:
        UsageError: if the folder cannot be made or written, or holds other files than ours.
    """

    def __init__(self, engine: Engine, folder: str | os.PathLike[str]) -> None:
        self._engine = engine
        self._held = Kept(folder)
        _open(Path(folder))

    @property
    def embedded(self) -> bool:
        """Whether the work is done on this machine."""
        return self._engine.embedded

    def query(self, sql: str, tables: Mapping[str, Columns]) -> dict[str, np.ndarray[Any, Any]]:
        """Run one query over integer columns, or take its rows from the folder."""
        name = digest(of_package(), "query", sql, {key: dict(table) for key, table in tables.items()})
        kept = self._held.get(name)
        if kept is None:
            kept = self._engine.query(sql, tables)
            self._held.put(name, kept)
        return kept

    def spread(
        self, function: Callable[[Any, Any], Any], tasks: Iterable[Any], shared: Any = None
    ) -> Iterator[Any]:
        """Apply a function to every task of which the folder has no result; results in the tasks' order.

        Results that are no arrays, and what depends on values without a digest, are not kept.
        """
        queue = list(tasks)
        made = _made_by(function)
        try:
            given = digest(of_package(), function.__module__, function.__qualname__, _named(shared))
            names = [digest(given, task) for task in queue] if made is not None else []
        except NoDigestError:
            names = []
        if made is None or not names:
            yield from self._engine.spread(function, queue, shared)
            return
        missing = [at for at, name in enumerate(names) if not self._held.holds(name)]
        fresh = self._engine.spread(function, [queue[at] for at in missing], shared)
        wanted = set(missing)
        for at, name in enumerate(names):
            if at in wanted:
                result = next(fresh)
                self._held.put(name, _arrays(result))
            else:
                kept = self._held.get(name)
                result = function(shared, queue[at]) if kept is None else made(kept)
            yield result

    def beside(self, function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
        """Begin to apply a function; what is returned waits for the result, which is not kept."""
        return self._engine.beside(function, given)

    def lead(
        self, left: np.ndarray[Any, Any], right: np.ndarray[Any, Any], score: np.ndarray[Any, Any]
    ) -> np.ndarray[Any, Any]:
        """Return the leader of every node, see ``core.passages.cluster.lead``."""
        return self._engine.lead(left, right, score)


class Kept:
    """Results in a folder, each under a digest of what it depends on.

    Args:
        folder: where they are.
    """

    def __init__(self, folder: str | os.PathLike[str]) -> None:
        self._folder = Path(folder)
        self._full = False

    def holds(self, name: str) -> bool:
        """Say whether there is a result, damaged or not."""
        return self._place(name).exists()

    def get(self, name: str) -> Arrays | None:
        """Return a result that was kept, None where there is none, or a damaged one."""
        try:
            with self._place(name).open("rb") as stream, np.load(stream, allow_pickle=False) as file:
                return {key: file[key] for key in file.files}
        except (OSError, ValueError, EOFError, KeyError, zipfile.BadZipFile):
            return None

    def put(self, name: str, arrays: Arrays) -> None:
        """Write a result beside its place, flush it to disk, and put it there; a full disk ends keeping."""
        if self._full:
            return
        beside = self._folder / f".{name}.{secrets.token_hex(4)}"
        try:
            with beside.open("xb") as file:
                np.savez(file, **arrays)  # type: ignore[arg-type]  # its stub takes names for options
                file.flush()
                os.fsync(file.fileno())
            os.replace(beside, self._place(name))
        except OSError:
            self._full = True
            with suppress(OSError):
                beside.unlink()

    def _place(self, name: str) -> Path:
        return self._folder / f"{name}{ENDING}"


def _open(folder: Path) -> None:
    """Make a folder, or see that it is one of ours."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = folder / _MARK
        if not mark.exists():
            if any(folder.iterdir()):
                raise UsageError(f"--work {folder}: holds other files; name an empty folder, or a new one")
            mark.write_text(_ABOUT, encoding="utf-8")
    except OSError as error:
        reason = error.strerror or error
        raise UsageError(f"--work {folder}: cannot be used: {reason}; name another folder") from error


def _named(shared: Any) -> Any:
    """Return what tells a shared value: an encoder is told by its name and size."""
    if hasattr(shared, "encode") and hasattr(shared, "dimensions"):
        return ("encoder", str(shared.name), int(shared.dimensions))
    return shared


def _made_by(function: Callable[..., Any]) -> Callable[[Arrays], Any] | None:
    """Return what puts a function's result together from arrays, None if it returns anything else."""
    try:
        kind = get_type_hints(function).get("return")
    except NameError:
        return None
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        arrays = all(_is_array(hints[field.name]) for field in fields(kind))
        return (lambda held: kind(**held)) if arrays else None
    return (lambda held: held[_WHOLE]) if _is_array(kind) else None


def _is_array(kind: Any) -> bool:
    return getattr(kind, "__origin__", kind) is np.ndarray


def _arrays(result: Any) -> Arrays:
    if isinstance(result, np.ndarray):
        return {_WHOLE: result}
    return {field.name: getattr(result, field.name) for field in fields(result)}
