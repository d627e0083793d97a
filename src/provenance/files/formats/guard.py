"""Runs risky readers in a process of their own, so that no file can take the run's time or memory.

A file can be made to unpack to a thousand times its size, to nest or to loop without end. What reads such
formats runs in a child process (``child``) under the kernel's limits of processor time (``allowance``) and
address space: time on the clock would make results depend on what else the machine does. A child serves one
file after another; one that breaks is replaced, and its file, or its record, becomes a problem.
"""

from __future__ import annotations

import atexit
import json
import os
import pickle
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from provenance.config import Config
from provenance.files.formats.allowance import DOCUMENT_SECONDS, RECORD_SECONDS
from provenance.files.formats.frames import HEAD, Done, framed
from provenance.files.formats.readers import Reader
from provenance.files.item import Found, ReadItem, Step
from provenance.model import Article, Problem

# How many records may break their reader.
_LOST_RECORDS: Final = 2
# Seconds on the clock for each of processor time, for what waits and does not work, and for a child to leave.
_PATIENCE: Final = 20
_LEAVE: Final = 0.5
# Its own import path is handed down: a script, a notebook or an executor may have set another one.
_PROGRAM: Final = (
    "import json, sys; sys.path[:] = json.loads(sys.argv[1]); "
    "from provenance.files.formats.child import serve; serve()"
)

# Children of this process: all of them, and those without a file to read. Two files that are read at once, in
# threads or in turns, have a child each.
_children: set[subprocess.Popen[bytes]] = set()
_idle: list[subprocess.Popen[bytes]] = []


def read_guarded(item: ReadItem, config: Config, reader: Reader) -> Iterator[Found]:
    """Read a file in a process of limited time and memory.

    Args:
        item: The file.
        config: The settings of the run.
        reader: What reads files of its kind.

    Yields:
        What the reader finds, and a problem where it was stopped.

    Raises:
        OSError: if the file cannot be read.
    """
    seconds = config.read_seconds or (RECORD_SECONDS if reader.records else DOCUMENT_SECONDS)
    lost = 0
    while True:
        last = item.first_line - 1
        done = Done()
        for one in _told(item, config, seconds):
            if isinstance(one, Done):
                done = one
            else:
                last = _number(one) or last
                yield one
        if done.error is not None:
            raise done.error
        if done.reason is None:
            return
        lost += 1
        if not reader.records:
            yield Problem(path=item.id, reason=done.reason)
            return
        end = "; the records after it are not read" if lost >= _LOST_RECORDS else ""
        yield Problem(path=item.id, line=last + 1, reason=done.reason + end)
        if end:
            return
        item = replace(item, first_line=last + 2)


def _number(one: Found) -> int | None:
    return one.record_line if isinstance(one, Article) else one.line


def _told(item: ReadItem, config: Config, seconds: int) -> Iterator[Found | Done]:
    """Yield what a child says of a file, and at last that it is done, or why it broke."""
    child = _child()
    wait = _PATIENCE * seconds
    done: Done | None = None
    try:
        _write(child, framed((item, config, seconds)))
        while done is None:
            one = _receive(child, wait)
            if isinstance(one, Done):
                done = one
            elif not isinstance(one, Step):
                yield one
    except (EOFError, BrokenPipeError):
        yield Done(reason=_why(_stop(child), seconds))
    except TimeoutError:
        yield Done(reason=f"cannot be read: its reader gave no answer within {wait} seconds")
    finally:
        # What a child still says of this file must not be taken for another file's.
        if done is None or done.leaves:
            _stop(child)
        else:
            _idle.append(child)
    if done is not None:
        yield done


def _why(status: int, seconds: int) -> str:
    if status == -signal.SIGXCPU:
        unit = "second" if seconds == 1 else "seconds"
        return (
            f"cannot be read: takes more than {seconds} {unit} of processor time for the text it gives"
            " (the setting read-seconds allows more)"
        )
    return f"cannot be read: its reader broke down (exit status {status})"


def _child() -> subprocess.Popen[bytes]:
    """Return a child without a file to read, a new one where there is none."""
    while _idle:
        child = _idle.pop()
        if child.poll() is None:
            return child
        _stop(child)
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", _PROGRAM, json.dumps([os.path.abspath(place) for place in sys.path])],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        bufsize=0,
    )
    _children.add(child)
    return child


def _stop(child: subprocess.Popen[bytes]) -> int:
    """End a child and return its status."""
    _children.discard(child)
    for end in (child.stdin, child.stdout):
        if end is not None:
            end.close()
    try:
        return child.wait(timeout=_LEAVE)
    except subprocess.TimeoutExpired:
        child.kill()
        return child.wait()


def _write(child: subprocess.Popen[bytes], data: bytes) -> None:
    assert child.stdin is not None
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(child.stdin.fileno(), rest) :]


def _receive(child: subprocess.Popen[bytes], wait: float) -> Any:
    (size,) = HEAD.unpack(_bytes(child, HEAD.size, wait))
    data = _bytes(child, size, wait)
    try:
        return pickle.loads(data)
    except Exception as error:  # a child whose memory ran out may stop amid an answer and give another
        raise EOFError from error


def _bytes(child: subprocess.Popen[bytes], size: int, wait: float) -> bytes:
    assert child.stdout is not None
    parts = []
    while size:
        if not select.select([child.stdout], [], [], wait)[0]:
            raise TimeoutError
        part = os.read(child.stdout.fileno(), min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def close() -> None:
    """End this process's children, which otherwise end with it."""
    _idle.clear()
    for child in list(_children):
        child.kill()
        _stop(child)


def _disown() -> None:
    """Leave the parent's children alone in a process that was forked: two cannot talk to one."""
    for child in _children:
        for end in (child.stdin, child.stdout):
            if end is not None:
                end.close()
        child.returncode = 0
    _children.clear()
    _idle.clear()


atexit.register(close)
os.register_at_fork(after_in_child=_disown)
