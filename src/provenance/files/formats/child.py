"""The process that reads risky files for another one, under limits; see ``guard``."""

from __future__ import annotations

import logging
import os
import pickle
import resource
import signal
import warnings
from typing import IO, Any, Final

from provenance.config import Config
from provenance.files.formats.allowance import Allowance
from provenance.files.formats.frames import HEAD, Done, framed
from provenance.files.formats.readers import READERS, prepare, read_here
from provenance.files.item import Found, ReadItem, Step
from provenance.model import Article, Problem

# Bytes of address space on top of what the process had with its libraries loaded.
_MEMORY: Final = 384 * 1024 * 1024
# Bytes that a child may have kept from earlier files before it makes way for a fresh one.
_KEPT: Final = 128 * 1024 * 1024
# Characters of one article, and of all articles of one document.
LONGEST: Final = 20_000_000
_ALL: Final = 40_000_000


def serve() -> None:
    """Read files for the process at the other end of standard input and output, until it goes."""
    source = os.fdopen(os.dup(0), "rb")
    sink = os.fdopen(os.dup(1), "wb", buffering=0)
    # Libraries that print must not print among the answers.
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A limit that strikes must leave no core file among somebody's articles.
    _limit(resource.RLIMIT_CORE, 0)
    logging.disable()
    warnings.simplefilter("ignore")
    base: int | None = None
    while True:
        head = source.read(HEAD.size)
        if len(head) < HEAD.size:
            return
        item, config, seconds = pickle.loads(source.read(HEAD.unpack(head)[0]))
        prepare(item.kind)
        base = _address_space() if base is None else base
        done = _answer(item, config, seconds, sink)
        leaves = done.reason is not None or _address_space() > base + _MEMORY // 2
        _send(sink, Done(error=done.error, reason=done.reason, leaves=leaves))
        if leaves:
            return


def _answer(item: ReadItem, config: Config, seconds: int, sink: IO[bytes]) -> Done:
    """Send what a file holds and return how it ended."""
    many = READERS[item.kind].records
    _limit(resource.RLIMIT_AS, _address_space() + _MEMORY)
    allowance = Allowance(_used(), seconds, records=many)
    _limit_time(allowance)
    told = 0

    def stepped(text: str) -> None:
        allowance.text(text)
        _limit_time(allowance)
        _send(sink, Step(text=""))  # whoever waits sees it get on

    try:
        for one in read_here(item, config, stepped):
            told = 0 if many else told
            if isinstance(one, Article):
                told += len(one.text)
                if len(one.text) > LONGEST or told > _ALL:
                    _send(sink, Problem(path=item.id, line=one.record_line, reason=_too_long()))
                    if many:
                        continue
                    return Done()
            _send(sink, one)
            if many:
                allowance.record(told)
                _limit_time(allowance)
    except MemoryError:
        return Done(reason=f"cannot be read: takes more than {_MEMORY >> 20} MiB of memory")
    except OSError as error:
        return Done(error=OSError(error.errno, error.strerror or str(error)))
    except RecursionError:
        return Done(reason="cannot be read: nested too deeply")
    except Exception as error:  # files come from anywhere, and their readers raise errors of every kind
        return Done(reason=f"cannot be read: {type(error).__name__}: {error}"[:300])
    finally:
        _limit(resource.RLIMIT_AS, resource.RLIM_INFINITY)
    return Done()


def _too_long() -> str:
    return f"cannot be read: holds more than {LONGEST:,} characters of text"


def _limit_time(allowance: Allowance) -> None:
    _limit(resource.RLIMIT_CPU, allowance.limit(_used()))


def _used() -> float:
    """Return the seconds of processor time that this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def _limit(what: int, value: int) -> None:
    """Set a limit that can be raised again, within what whoever started the run allows."""
    _, most = resource.getrlimit(what)
    if most != resource.RLIM_INFINITY and (value == resource.RLIM_INFINITY or value > most):
        value = most
    resource.setrlimit(what, (value, most))


def _address_space() -> int:
    """Return the bytes of address space that this process has."""
    with open("/proc/self/statm", "rb") as file:
        return int(file.read().split()[0]) * resource.getpagesize()


def _send(sink: IO[bytes], message: Found | Done | Any) -> None:
    rest = memoryview(framed(message))
    while rest:
        rest = rest[sink.write(rest) :]
