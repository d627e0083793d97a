"""Measure other processes: seconds, peak memory, and how both grow with the size of what they work on."""

from __future__ import annotations

import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.news import resident

# A look at the memory of a process takes time from it: short runs are looked at often, long ones seldom.
OFTEN = 0.1
SELDOM = 1.0
LONG = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """What a process took: wall time in seconds, memory in bytes, and what it printed."""

    seconds: float
    peak: int
    printed: str

    @property
    def gib(self) -> float:
        return self.peak / 2**30


class FailedError(Exception):
    """A process that was measured failed, took too long or too much memory; the message says which."""


def measured(
    command: Sequence[str], *, most_seconds: float | None = None, most_gib: float | None = None
) -> Measured:
    """Run a command to its end and return what it took.

    Memory is that of the process and its children, by proportional share, as ``benchmarks.news`` takes it, or
    the peak of the process alone if that is more: it may come between two looks.

    Raises:
        FailedError: if it ends with a status other than 0, or is stopped at a limit.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8") as printed:
        begin = time.perf_counter()
        running = subprocess.Popen(command, stdout=printed)
        peak = 0
        while True:
            done, status = os.waitpid(running.pid, os.WNOHANG)
            seconds = time.perf_counter() - begin
            if done:
                break
            peak = max(peak, resident(running.pid), _own_peak(running.pid))
            if most_seconds is not None and seconds > most_seconds:
                _stop(running.pid)
                raise FailedError(f"stopped after {seconds:.0f} s")
            if most_gib is not None and peak > most_gib * 2**30:
                _stop(running.pid)
                raise FailedError(f"stopped at {peak / 2**30:.1f} GiB")
            time.sleep(OFTEN if seconds < LONG else SELDOM)
        running.returncode = os.waitstatus_to_exitcode(status)
        if running.returncode:
            raise FailedError(f"{' '.join(command)}: status {running.returncode}")
        printed.seek(0)
        return Measured(seconds=seconds, peak=peak, printed=printed.read())


def _own_peak(process: int) -> int:
    """Return the highest memory of a process so far, in bytes; once it has ended, its parent's is in it."""
    try:
        for line in pathlib.Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    except OSError:
        pass  # it has just ended
    return 0


def _stop(process: int) -> None:
    """End a process and wait for it; the pool that it may have started ends with it."""
    os.kill(process, 15)
    for _ in range(50):
        if os.waitpid(process, os.WNOHANG)[0]:
            return
        time.sleep(0.1)
    os.kill(process, 9)
    os.waitpid(process, 0)


def exponent(sizes: Sequence[float], values: Sequence[float]) -> float:
    """Return e of value = c * size**e between the first and the last size: 1 is linear growth."""
    return math.log(values[-1] / values[0]) / math.log(sizes[-1] / sizes[0])


def this_python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs a module with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
