"""Arrays and texts in temporary files: what a large collection needs besides what is worked on just now.

Arrays are mapped from files that have no name, so that nothing is left behind whatever ends the run. The
system reads what is asked for and keeps it while there is memory; a watcher lets go of it whenever it takes
more than it may. What was let go of is read again when it is asked for, mostly from the system's cache.
"""

from __future__ import annotations

import mmap
import os
import tempfile
import weakref
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import fields
from threading import Event, Thread
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.model import Article

Array = npt.NDArray[Any]

_PREFIX: Final = "provenance-"
# How often the watcher looks, in seconds.
_OFTEN: Final = 0.1
# Texts that were asked for may take this part of the memory for arrays.
_TEXTS_PART: Final = 4
# What many articles have in common, each as an object of its own where it was read.
_REPEATED: Final = frozenset(("path", "outlet", "published", "language"))
_STATUS: Final = "/proc/self/statm"

_maps: list[weakref.ref[mmap.mmap]] = []
_watchers: list[_Watcher] = []


def let_go() -> None:
    """Take no memory for mapped arrays until they are asked for again."""
    advice = getattr(mmap, "MADV_DONTNEED", None)
    for reference in list(_maps):
        held = reference()
        if held is not None and advice is not None:
            with suppress(ValueError, OSError):
                held.madvise(advice)


def _mapped_bytes() -> int | None:
    """Return how much memory this process takes for what is mapped from files; None where nothing tells."""
    try:
        with open(_STATUS, encoding="ascii") as stream:
            return int(stream.read().split()[2]) * mmap.PAGESIZE
    except (OSError, ValueError, IndexError):
        return None


class _Watcher:
    """Lets go of mapped arrays whenever they take more than ``most`` bytes."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._stop = Event()
        self._thread: Thread | None = None

    def start(self) -> None:
        """Begin to watch."""
        self._stop = Event()
        self._thread = Thread(target=self._watch, args=(self._stop,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Watch no more."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _watch(self, stop: Event) -> None:
        # Libraries are mapped from files as well, and stay.
        base = _mapped_bytes() or 0
        while not stop.wait(_OFTEN):
            taken = _mapped_bytes()
            if taken is None or taken - base > self.most:
                let_go()


@contextmanager
def unwatched() -> Iterator[None]:
    """Stop all watchers for a while: processes are forked, and threads would not come along."""
    held = list(_watchers)
    for watcher in held:
        watcher.stop()
    try:
        yield
    finally:
        for watcher in held:
            if watcher in _watchers:
                watcher.start()


def watch_as_one_of(processes: int) -> None:
    """Begin to watch in a process that was forked; each of so many may take its part."""
    for watcher in _watchers:
        _Watcher(watcher.most // processes).start()


class Scratch:
    """Temporary files, in the system's folder for these.

    Args:
        most: how many bytes of memory all mapped arrays may take, roughly.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        watcher = _Watcher(most)
        _watchers.append(watcher)
        watcher.start()
        weakref.finalize(self, _forget, watcher)

    def zeros(self, size: int, kind: Any) -> Array:
        """Return an array of zeros in a file of its own."""
        with tempfile.TemporaryFile(prefix=_PREFIX) as file:
            return _mapped(file, size, np.dtype(kind))

    def column(self, kind: Any) -> Column:
        """Return an array in a file, to be written part by part."""
        return Column(np.dtype(kind))

    def texts(self) -> Texts:
        """Return a file of texts."""
        return Texts(self._most // _TEXTS_PART)


def _forget(watcher: _Watcher) -> None:
    watcher.stop()
    _watchers.remove(watcher)


def _mapped(file: Any, size: int, kind: np.dtype[Any]) -> Array:
    """Return a file as an array; it stays there until nobody has the array any more."""
    if not size:
        return np.zeros(0, dtype=kind)
    file.truncate(size * kind.itemsize)
    held = mmap.mmap(file.fileno(), size * kind.itemsize)
    _maps[:] = [one for one in _maps if one() is not None]
    _maps.append(weakref.ref(held))
    return np.frombuffer(held, dtype=kind)


class Column:
    """An array that is written part by part."""

    def __init__(self, kind: np.dtype[Any]) -> None:
        self._kind = kind
        self._file = tempfile.TemporaryFile(prefix=_PREFIX)  # noqa: SIM115  # ``done`` closes it
        self._size = 0

    def put(self, values: Array) -> None:
        """Write some values after those before."""
        self._file.write(np.ascontiguousarray(values, dtype=self._kind).data)
        self._size += len(values)

    def done(self) -> Array:
        """Return all values."""
        self._file.flush()
        with self._file as file:
            return _mapped(file, self._size, self._kind)


class Texts:
    """A file of texts, each read when it is asked for.

    Args:
        most: how many bytes of those asked for last to keep in memory.
    """

    def __init__(self, most: int) -> None:
        self._file = tempfile.TemporaryFile(prefix=_PREFIX)  # noqa: SIM115  # open as long as the texts are
        weakref.finalize(self, self._file.close)
        self._size = 0
        self._written = True
        self._values: dict[str, str] = {}
        self._most = most
        self._kept = 0
        self._recent: OrderedDict[tuple[int, int], str] = OrderedDict()

    def put(self, article: Article) -> Article:
        """Write an article's text and return the article without it: it is read when it is asked for."""
        held = article.text.encode("utf-8", "surrogatepass")
        self._file.write(held)
        self._written = False
        made = object.__new__(Shelved)
        for field in fields(Article):
            if field.name != "text":
                value = getattr(article, field.name)
                if field.name in _REPEATED and value is not None:
                    value = self._values.setdefault(value, value)
                object.__setattr__(made, field.name, value)
        object.__setattr__(made, "_place", (self, self._size, len(held)))
        self._size += len(held)
        return made

    def read(self, begin: int, size: int) -> str:
        """Return the text of ``size`` bytes that begins at a byte of the file."""
        place = (begin, size)
        held = self._recent.get(place)
        if held is not None:
            self._recent.move_to_end(place)
            return held
        text = self._recent[place] = self._read(begin, size)
        self._kept += size
        while self._kept > self._most:
            self._kept -= self._recent.popitem(last=False)[0][1]
        return text

    def _read(self, begin: int, size: int) -> str:
        if not self._written:
            self._file.flush()
            self._written = True
        return os.pread(self._file.fileno(), size, begin).decode("utf-8", "surrogatepass")


class Shelved(Article):
    """An article whose text lies in a file."""

    __slots__ = ("_place",)

    _place: tuple[Texts, int, int]

    @property
    def text(self) -> str:
        """The text, read anew unless it was asked for just before."""
        texts, begin, size = self._place
        return texts.read(begin, size)

    def __reduce__(self) -> tuple[Any, ...]:
        return _whole, ({field.name: getattr(self, field.name) for field in fields(Article)},)


def _whole(values: dict[str, Any]) -> Article:
    return Article(**values)
