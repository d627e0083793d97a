"""The readers of formats other than text, and of unusual pages: which module, its needs, how it is run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Final

from provenance.config import Config
from provenance.files.item import Found, ReadItem, Step
from provenance.model import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How files of one kind are read.

    ``module`` is a module of this package with ``read(item, config)``. ``needs`` names what it imports and
    ``extra`` the extra of this package that installs it. ``guarded`` readers run in a process of their own
    with limits of time and memory; of a ``records`` file, the rest is read where one record broke them.
    The module may have ``prepare()``: what it takes in that process counts for no file.
    """

    kind: str
    reads: str
    module: str
    needs: tuple[str, ...] = ()
    extra: str | None = None
    guarded: bool = True
    records: bool = False

    def missing(self) -> tuple[str, ...]:
        """Return the packages it needs that are not installed."""
        return tuple(name for name in self.needs if find_spec(name) is None)


READERS: Final = {
    reader.kind: reader
    for reader in (
        Reader(kind="html", reads="HTML pages", module="page", needs=("trafilatura",)),
        Reader(
            kind="warc", reads="web archives (WARC)", module="warc",
            needs=("fastwarc", "trafilatura"), extra="warc", records=True,
        ),
        Reader(
            kind="wacz", reads="web archives in a zip file (WACZ)", module="wacz",
            needs=("fastwarc", "trafilatura"), extra="warc", records=True,
        ),
        Reader(kind="pdf", reads="PDF documents", module="pdf", needs=("pypdf",), extra="pdf"),
        Reader(kind="docx", reads="Word documents", module="docx", needs=("lxml",)),
        Reader(
            kind="epub", reads="electronic books (EPUB)", module="epub", needs=("lxml", "trafilatura"),
            records=True,
        ),
        Reader(kind="mail", reads="e-mail messages", module="mail", needs=("trafilatura",)),
        Reader(kind="xml", reads="NewsML-G2, NITF, RSS, Atom, ALTO, TEI", module="xml", needs=("lxml",)),
        Reader(kind="ninjs", reads="IPTC ninjs", module="ninjs"),
        Reader(kind="csv", reads="tables (CSV, TSV)", module="tables", guarded=False),
        Reader(kind="parquet", reads="Parquet tables", module="tables", needs=("duckdb",), records=True),
    )
}  # fmt: skip


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read a file with the reader of its kind, with limits if that is a risky one.

    Args:
        item: The file.
        config: The settings of the run.

    Yields:
        What the file holds; a problem where the reader lacks a package.

    Raises:
        OSError: if the file cannot be read.
    """
    reader = READERS[item.kind]
    missing = reader.missing()
    if missing:
        yield Problem(path=item.id, reason=missing_package(reader, missing))
    elif reader.guarded:
        from provenance.files.formats.guard import read_guarded

        yield from read_guarded(item, config, reader)
    else:
        yield from read_here(item, config)


def prepare(kind: str) -> None:
    """Load what a reader needs, before limits are set for what it reads."""
    reader = READERS[kind]
    for name in reader.needs:
        import_module(name)
    ready: Any = getattr(_module(reader), "prepare", None)
    if ready is not None:
        ready()


def read_here(
    item: ReadItem, config: Config, stepped: Callable[[str], None] | None = None
) -> Iterator[Found]:
    """Read a file in this process; ``stepped`` is told of text that readers have got on the way."""
    found: Iterator[Found | Step] = _module(READERS[item.kind]).read(item, config)
    for one in found:
        if not isinstance(one, Step):
            yield one
        elif stepped is not None:
            stepped(one.text)


def _module(reader: Reader) -> Any:
    return import_module(f"provenance.files.formats.{reader.module}")


def missing_package(reader: Reader, missing: tuple[str, ...]) -> str:
    """Say what is missing and how to install it."""
    return f"{reader.reads} need the package {' and '.join(missing)}: {install_command(reader)}"


def install_command(reader: Reader) -> str:
    """Return the command that installs what a reader needs."""
    return f"pip install 'provenance[{reader.extra}]'" if reader.extra else "pip install provenance"
