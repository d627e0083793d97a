"""All formats that are read, and what is missing for those that are not."""

from __future__ import annotations

from typing import Final

from provenance.files.formats.readers import READERS, Reader, install_command
from provenance.files.kinds import ENDINGS
from provenance.model import Format

# Listed first; texts and JSON Lines are read without this package's table of readers (``files.source``).
_FIRST: Final = (
    Reader(kind="text", reads="plain text", module=""),
    Reader(kind="markdown", reads="Markdown", module=""),
    READERS["html"],
    Reader(kind="jsonl", reads="JSON Lines", module=""),
    Reader(kind="jsonl.gz", reads="JSON Lines, gzipped", module=""),
)


def formats() -> list[Format]:
    """Return every format with its endings, in the order in which they are documented."""
    return [_format(reader) for reader in dict.fromkeys((*_FIRST, *READERS.values()))]


def _format(reader: Reader) -> Format:
    missing = reader.missing()
    return Format(
        kind=reader.kind,
        reads=reader.reads,
        endings=tuple(ending for ending, kind in ENDINGS.items() if kind == reader.kind),
        needs=reader.needs,
        missing=missing,
        install=install_command(reader) if missing else None,
    )
