"""The index file: opened for a moment only, with patience, and with plain words where that fails.

DuckDB lets one process write and keeps readers out meanwhile; an open reader keeps the writer out, too. So
both open the file for as long as they load or commit, and a lock file beside it says whose turn it is: a
writer that waits lets no new reader in, so that it is not starved by many.
"""

from __future__ import annotations

import fcntl
import os
import struct
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from provenance.errors import IndexBusyError, IndexFileError
from provenance.store import pages, places
from provenance.store.straight import descriptor

SCHEMA: Final = "provenance.index/9"
MAKE: Final = "provenance index add CORPUS --index"
_SCHEMA_NAME: Final = "provenance.index/"
# Bytes of the lock file that stand for: writing (from reading the index to the commit), the turn, reading.
_WRITING, _TURN, _READING = 0, 1, 2
_PAUSE: Final = 0.01
_SETTINGS: Final = {
    "threads": "2",
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    # Else a name that is no table is looked for among the variables of this program.
    "python_enable_replacements": "false",
}
# A compressed page can only be read with two thousand others; as it is, by itself.
_PLAIN: Final = "pragma force_compression = 'uncompressed'"
# The smallest there is: a look-up reads whole blocks.
_BLOCK_SIZE: Final = "16384"
_TABLES: Final = """
create table meta(name varchar, value varchar);
create table articles(
  number integer, id varchar, digest varchar, noted varchar, facts varchar,
  segment integer, place bigint, size bigint, texts blob
);
create table vectors(number integer, keys blob, rows blob);
create table backgrounds(language varchar, digest varchar, terms blob, counts blob);
create table segments(segment integer, area integer, rows bigint, pages integer, mark ubigint, first blob);
create table places(segment integer, area integer, places blob);
create table pages(page bigint, rows blob);
create table gone(name varchar, numbers blob);
"""


def lock_path(path: Path) -> Path:
    """Return the lock file of an index."""
    return path.with_name(path.name + ".lock")


def connect(path: Path, *, read_only: bool, wait: float) -> Any:
    """Open an index file, again and again for ``wait`` seconds while another process has it.

    Raises:
        IndexFileError: if it is missing, damaged, no index, or may not be read or written.
        IndexBusyError: if another process has it for longer.
    """
    import duckdb

    if not path.is_file():
        raise IndexFileError(f"{path}: there is no index; make it with: {MAKE} {path}")
    until = time.monotonic() + wait
    while True:
        try:
            return duckdb.connect(str(path), read_only=read_only, config=dict(_SETTINGS))
        except duckdb.Error as error:
            if "lock on file" not in str(error):
                raise _damaged(path, error) from error
            if time.monotonic() >= until:
                whose = "being written" if read_only else "in use"
                raise IndexBusyError(
                    f"{path}: {whose} by another process for more than {wait:g} s"
                    f"{_holder(error)}; try again, or wait longer with --wait SECONDS"
                ) from error
        time.sleep(_PAUSE)


def _holder(error: Exception) -> str:
    _, found, rest = str(error).partition("(PID ")
    return f" (process {rest.partition(')')[0]})" if found else ""


def _damaged(path: Path, error: Exception) -> IndexFileError:
    said = " ".join(str(error).split())
    if "not a valid DuckDB" in said:
        return IndexFileError(
            f"{path}: is no index; name another file, or move it away and run: {MAKE} {path}"
        )
    if "newer" in said.lower() or "version number" in said.lower():
        return IndexFileError(f"{path}: was written by another version of DuckDB: {said[:200]}")
    if "Permission denied" in said or "read-only" in said.lower():
        return IndexFileError(f"{path}: may not be opened: {said[:200]}")
    return IndexFileError(
        f"{path}: is damaged ({said[:160]}); restore it from a copy, or move it away and run: {MAKE} {path}"
    )


@contextmanager
def told(path: Path, doing: str) -> Iterator[None]:
    """Turn what DuckDB complains of into an error of ours that names the file."""
    import duckdb

    try:
        yield
    except (duckdb.Error, ValueError) as error:
        said = " ".join(str(error).split())
        if "No space left" in said or "out of disk" in said.lower():
            raise IndexFileError(
                f"{path}: no space left on the disk while {doing}; the index is as it was before;"
                " free some space and run the command again"
            ) from error
        raise _damaged(path, error) from error


def meta(connection: Any, path: Path) -> dict[str, str]:
    """Return what an open index says of itself.

    Raises:
        IndexFileError: if it is no index of ours, or of another schema.
    """
    import duckdb

    try:
        found = dict(connection.execute("select name, value from meta").fetchall())
    except duckdb.CatalogException as error:
        raise IndexFileError(
            f"{path}: is a DuckDB file and no index of ours; name another file with --index"
        ) from error
    schema = str(found.get("schema"))
    if schema != SCHEMA:
        mend = "name another file with --index"
        if schema.startswith(_SCHEMA_NAME):
            older = (len(schema), schema) < (len(SCHEMA), SCHEMA)
            mend = f"install the {'older' if older else 'newer'} version of provenance that wrote it"
        raise IndexFileError(
            f"{path}: its schema is {schema}, this version reads {SCHEMA}; {mend},"
            f" or move the file away and run: {MAKE} {path}"
        )
    return found


@contextmanager
def reading(path: Path, wait: float) -> Iterator[tuple[Any, int | None]]:
    """Open an index to read, and close it after: a connection, and a descriptor if there can be one."""
    until = time.monotonic() + wait
    with _locks(path) as lock:
        if lock is not None and path.is_file():
            # The turn is held for no longer than it takes to be counted among the readers.
            _take(lock, _TURN, fcntl.F_WRLCK, until, _busy(path, wait))
            _take(lock, _READING, fcntl.F_RDLCK, until, _busy(path, wait))
            _lock(lock, _TURN, fcntl.F_UNLCK)
        with descriptor(path) as source:
            connection = connect(path, read_only=True, wait=max(0.0, until - time.monotonic()))
            try:
                yield connection, source
            finally:
                with told(path, "closing"):
                    connection.close()


@contextmanager
def writing(path: Path, wait: float) -> Iterator[None]:
    """Be the one writer of an index; others wait, and are told who it is.

    Raises:
        IndexBusyError: if another one writes for longer than ``wait`` seconds.
        IndexFileError: if nothing can be written there.
    """
    until = time.monotonic() + wait
    while True:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            lock = os.open(lock_path(path), os.O_RDWR | os.O_CREAT, 0o666)
        except OSError as error:
            raise IndexFileError(f"{lock_path(path)}: cannot be written: {error.strerror}") from error
        try:
            _take(lock, _WRITING, fcntl.F_WRLCK, until, lambda: _writer_busy(path, wait))
            if not _is_there(lock, path):
                continue
            with suppress(OSError):
                os.ftruncate(lock, 0)
                os.pwrite(lock, f"{os.getpid()} {time.strftime('%Y-%m-%d %H:%M:%S')}\n".encode(), 0)
            yield
            return
        finally:
            os.close(lock)


def _is_there(lock: int, path: Path) -> bool:
    """Say whether a lock file is the one of an index still: with an index that held nothing it is deleted."""
    try:
        return os.path.samestat(os.fstat(lock), os.stat(lock_path(path)))
    except FileNotFoundError:
        return False


def _writer_busy(path: Path, wait: float) -> IndexBusyError:
    holder = ""
    with suppress(OSError, ValueError):
        process, _, since = lock_path(path).read_text(encoding="ascii").strip().partition(" ")
        holder = f" (process {int(process)}, since {since[:19]})"
    return IndexBusyError(
        f"{path}: another process has been writing it for more than {wait:g} s{holder};"
        " run the command again when it is done, or wait longer with --wait SECONDS"
    )


def _busy(path: Path, wait: float) -> Callable[[], IndexBusyError]:
    return lambda: IndexBusyError(
        f"{path}: being written by another process for more than {wait:g} s;"
        " try again, or wait longer with --wait SECONDS"
    )


@contextmanager
def committing(path: Path, wait: float) -> Iterator[Any]:
    """Open an index for writing once its readers are gone; what is done inside is one transaction."""
    until = time.monotonic() + wait
    with _without_readers(path, wait), _written(path, max(1.0, until - time.monotonic())) as connection:
        yield connection


@contextmanager
def _without_readers(path: Path, wait: float) -> Iterator[None]:
    """Wait until nobody reads an index, and let nobody begin."""
    until = time.monotonic() + wait
    with _locks(path) as lock:
        if lock is not None:
            _take(lock, _TURN, fcntl.F_WRLCK, until, _busy(path, wait))
            _take(lock, _READING, fcntl.F_WRLCK, until, _busy(path, wait))
        yield


@contextmanager
def _written(path: Path, wait: float) -> Iterator[Any]:
    """Open an index for writing; what is done inside is one transaction, and another one notes after it where
    its pages lie.
    """
    with descriptor(path) as source:
        connection = connect(path, read_only=False, wait=wait)
        try:
            with told(path, "writing"):
                connection.execute(_PLAIN)
                with _transaction(connection):
                    yield connection
                    listed = pages.listed(connection)[1]
                    connection.execute("update meta set value = ? where name = 'directory'", [listed])
            if source is not None:
                _note_places(connection, source)
        finally:
            with told(path, "closing"):
                connection.close()


@contextmanager
def _transaction(connection: Any) -> Iterator[None]:
    connection.execute("begin")
    yield
    connection.execute("commit")
    connection.execute("checkpoint")


def _note_places(connection: Any, source: int) -> None:
    """Note where in an index its pages lie; without that it is read more slowly.

    Raises nothing: what was written before is there.
    """
    import duckdb

    with suppress(OSError, duckdb.Error):
        rows = places.outdated(connection, source)
        if rows:
            with _transaction(connection):
                connection.executemany(
                    "delete from places where segment = ? and area = ?", [row[:2] for row in rows]
                )
                connection.executemany("insert into places values (?, ?, ?)", rows)


@contextmanager
def replacing(path: Path, described: dict[str, str], wait: float) -> Iterator[Any]:
    """Open a new index that takes the place of one when all is written: rewritten in its place, a file
    would keep the room of both.
    """
    for left in path.parent.glob(f"{path.name}.*.whole"):
        left.unlink(missing_ok=True)
    beside = path.with_name(f"{path.name}.{os.getpid()}.whole")
    create(beside, described)
    try:
        with _written(beside, 0.0) as connection:
            yield connection
        until = time.monotonic() + wait
        with _without_readers(path, wait):
            # What a killed writer left in a log belongs to the file that goes.
            connect(path, read_only=False, wait=max(1.0, until - time.monotonic())).close()
            path.with_name(path.name + ".wal").unlink(missing_ok=True)
            os.replace(beside, path)
    finally:
        for left in (beside, beside.with_name(beside.name + ".wal")):
            left.unlink(missing_ok=True)


@contextmanager
def _locks(path: Path) -> Iterator[int | None]:
    """Open the lock file, if it is there and may be written: a read-only index has no writers."""
    try:
        lock = os.open(lock_path(path), os.O_RDWR)
    except OSError:
        yield None
        return
    try:
        yield lock
    finally:
        os.close(lock)


def _take(lock: int, byte: int, kind: int, until: float, late: Callable[[], IndexBusyError]) -> None:
    while True:
        try:
            _lock(lock, byte, kind)
            return
        except OSError:
            if time.monotonic() >= until:
                raise late() from None
        time.sleep(_PAUSE)


def _lock(lock: int, byte: int, kind: int) -> None:
    """Lock a byte for this open file, not for the process: closing another one would let go of it."""
    fcntl.fcntl(lock, fcntl.F_OFD_SETLK, struct.pack("hhqqi", kind, os.SEEK_SET, byte, 1, 0))


def create(path: Path, described: dict[str, str]) -> None:
    """Make an empty index; it is there whole or not at all."""
    import duckdb

    beside = path.with_name(f"{path.name}.{os.getpid()}.new")
    try:
        with told(path, "making it"):
            connection = duckdb.connect(str(beside), config={**_SETTINGS, "default_block_size": _BLOCK_SIZE})
            try:
                connection.execute(_PLAIN)
                connection.execute(_TABLES)
                own = {"schema": SCHEMA, "directory": pages.listed(connection)[1]}
                rows = sorted((described | own).items())
                connection.executemany("insert into meta values (?, ?)", rows)
            finally:
                connection.close()
        # What a killed writer left of an index that is no longer there belongs to no other.
        path.with_name(path.name + ".wal").unlink(missing_ok=True)
        os.replace(beside, path)
    except OSError as error:
        raise IndexFileError(f"{path}: cannot be written: {error.strerror}") from error
    finally:
        for left in (beside, beside.with_name(beside.name + ".wal")):
            with suppress(OSError):
                left.unlink()
