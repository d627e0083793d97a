"""Web archives in a zip file (WACZ): the WARC files in it, read as one."""

from __future__ import annotations

from collections.abc import Iterator

from provenance.config import Config
from provenance.files.formats.unpack import ArchiveError, entry_stream, opened_zip
from provenance.files.formats.warc import archive_budget, read_archive
from provenance.files.item import Found, ReadItem
from provenance.model import Problem


def read(item: ReadItem, config: Config) -> Iterator[Found]:
    """Read the captures of a web archive in a zip file; records are counted through all its parts.

    Args:
        item: The file; records before ``first_line`` are passed over.
        config: The settings of the run.

    Yields:
        For each record an article, a problem, or what it is ignored as.

    Raises:
        OSError: if the file cannot be opened.
    """
    del config
    budget = archive_budget(item)
    try:
        with opened_zip(item.path) as archive:
            names = sorted(
                name for name in archive.namelist() if name.lower().endswith((".warc", ".warc.gz"))
            )
            for name in names:
                with entry_stream(archive, name) as file:
                    yield from read_archive(item, file, budget)
            if not names:
                yield Problem(path=item.id, reason="empty: a zip archive without WARC files")
    except ArchiveError as error:
        yield Problem(path=item.id, reason=str(error))
