"""All formats that are read, and what is missing for those that are not."""

from __future__ import annotations

from typing import Final

from provenance.files.formats.readers import READERS, Reader, install_command
from provenance.files.kinds import ENDINGS
from provenance.model import Format

# Read without this package's table of readers (``files.source``).
_BUILT_IN: Final = (
    ("text", "plain text", ()),
    ("markdown", "Markdown", ()),
    ("html", "HTML pages", ("trafilatura",)),
    ("jsonl", "JSON Lines", ()),
    ("jsonl.gz", "JSON Lines, gzipped", ()),
)


def formats() -> list[Format]:
    """Return every format with its endings, in the order in which they are documented."""
    known = [Reader(kind=kind, reads=reads, module="", needs=needs) for kind, reads, needs in _BUILT_IN]
    return [_format(reader) for reader in (*known, *READERS.values())]


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
