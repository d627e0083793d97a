"""Unpacks what came packed, never to more than it may."""

from __future__ import annotations

import errno
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, Final

_PIECE: Final = 1 << 20
# A file in a zip archive may unpack to so many times its size, or to so many bytes if that is more.
_RATIO: Final = 200
_ALWAYS: Final = 8 << 20
_MOST_ENTRIES: Final = 100_000


class BombError(Exception):
    """Something unpacks to more than it may; the message says to how much."""


class CutError(Exception):
    """Something packed ends too early or is damaged; the message says where."""


class ArchiveError(Exception):
    """A zip archive that cannot be read; the message says why."""


class Budget:
    """How many bytes a packed file may still unpack to, and which of its records is the last one seen.

    Args:
        size: The file's bytes.
        ratio: It may unpack to so many times these,
        always: or to so many bytes, if that is more.
    """

    def __init__(self, size: int, *, ratio: int, always: int) -> None:
        self.number = 0
        self._most = max(always, ratio * size)
        self._left = self._most

    def take(self, size: int) -> None:
        """Count bytes; raises BombError where they come to more than an honest file holds."""
        self._left -= size
        if self._left < 0:
            raise BombError(f"unpacks to more than {self._most >> 20} MiB in all")


def unpacked(data: bytes, encoding: str, largest: int) -> bytes:
    """Unpack what a server sent.

    Args:
        data: The bytes as they came.
        encoding: How the server says that they are packed: ``gzip``, ``deflate``, ``br``, or not at all.
        largest: How many bytes may come of them.

    Raises:
        BombError: if more come of them.
        CutError: if they are damaged, or packed in a way that is not known.
    """
    for name in reversed([part.strip().lower() for part in encoding.split(",")]):
        if name in ("", "identity", "none"):
            continue
        if name in ("gzip", "x-gzip", "deflate"):
            data = _inflated(data, largest)
        elif name == "br":
            data = _brotli(data, largest)
        else:
            raise CutError(f"packed as {name[:20]}, which is not read")
    if len(data) > largest:
        raise BombError(_too_large(largest))
    return data


def _inflated(data: bytes, largest: int) -> bytes:
    # Some archives keep the header of a body that they have unpacked.
    if not data.startswith(b"\x1f\x8b") and (not data or data[0] & 0x0F != zlib.DEFLATED):
        return data
    window = zlib.MAX_WBITS | 32
    inflater = zlib.decompressobj(window)
    try:
        found = inflater.decompress(data, largest + 1)
    except zlib.error as error:
        raise CutError(str(error)) from None
    if len(found) > largest:
        raise BombError(_too_large(largest))
    if not inflater.eof:
        raise CutError("the packed body ends too early")
    return found


def _brotli(data: bytes, largest: int) -> bytes:
    try:
        import brotli
    except ImportError:
        raise CutError("packed as br, which needs the package brotli") from None
    inflater: Any = brotli.Decompressor()
    parts: list[bytes] = []
    size = 0
    try:
        rest = data
        while True:
            part = inflater.process(rest, output_buffer_limit=_PIECE)
            rest = b""
            size += len(part)
            parts.append(part)
            if size > largest:
                raise BombError(_too_large(largest))
            if inflater.is_finished():
                return b"".join(parts)
            if not part:
                raise CutError("the packed body ends too early")
    except brotli.error as error:
        raise CutError(f"no brotli data: {error}") from None


def _too_large(largest: int) -> str:
    return f"unpacks to more than {largest >> 20} MiB"


@contextmanager
def opened_zip(path: str) -> Iterator[zipfile.ZipFile]:
    """Open a zip archive; damage of every kind, found while it is open, is one kind of error.

    Raises:
        ArchiveError: if it is none, damaged, or encrypted.
        OSError: if the file cannot be read.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if len(archive.infolist()) > _MOST_ENTRIES:
                raise ArchiveError(f"holds more than {_MOST_ENTRIES:,} files")
            yield archive
    except zipfile.BadZipFile as error:
        raise ArchiveError(f"damaged or no zip archive: {error}") from None
    except OSError as error:
        # Damaged tables send the reader to places before the beginning.
        if error.errno != errno.EINVAL:
            raise
        raise ArchiveError("damaged zip archive") from None
    except (zlib.error, EOFError) as error:
        raise ArchiveError(f"damaged zip archive: {error}") from None
    except NotImplementedError as error:
        raise ArchiveError(f"packed in a way that is not read: {error}") from None
    except RuntimeError as error:
        if "password" in str(error) or "encrypted" in str(error):
            raise ArchiveError("encrypted: take the password off first") from None
        raise


def entry(archive: zipfile.ZipFile, name: str, largest: int) -> bytes:
    """Return the bytes of one file in a zip archive.

    Args:
        archive: The archive.
        name: The file's name in it.
        largest: How many bytes it may have.

    Raises:
        BombError: if it has more, or unpacks to far more than its size.
        KeyError: if it is not there.
    """
    info = archive.getinfo(name)
    most = min(largest, max(_ALWAYS, _RATIO * info.compress_size))
    with archive.open(info) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise BombError(f"{ascii(name)[1:-1]} unpacks to more than {most >> 20} MiB")
    return data


def entry_stream(archive: zipfile.ZipFile, name: str) -> IO[bytes]:
    """Open one file in a zip archive, to be read piece by piece."""
    return archive.open(name)
