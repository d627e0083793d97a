"""A progress line on standard error, for work that takes a while, on a terminal only."""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Callable
from types import TracebackType
from typing import Final, TextIO

QUIET_SECONDS: Final = 2.0
REFRESH_SECONDS: Final = 0.1

_BAR: Final = 20


class ProgressLine:
    """Shows the stage, how much of it is done, and the rate; satisfies ``ports.Progress``.

    Nothing is written in the first two seconds, nor to anything but a terminal. Use it in a
    ``with``: the line is wiped at the end.
    """

    def __init__(
        self, stream: TextIO | None = None, enabled: bool = True, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream = sys.stderr if stream is None else stream
        self._enabled = enabled and self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._clock = clock
        self._begun = self._drawn = self._stage_begun = clock()
        self._name = self._unit = ""
        self._total: int | None = None
        self._done = 0
        self._shown = False

    def stage(self, name: str, total: int | None, unit: str) -> None:
        """Begin a stage of ``total`` units of work (None: unknown)."""
        self._name, self._total, self._unit, self._done = name, total, unit, 0
        self._stage_begun = self._clock()
        self._draw()

    def advance(self, amount: int) -> None:
        """Report ``amount`` further units done."""
        self._done += amount
        self._draw()

    def __enter__(self) -> ProgressLine:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._shown:
            self._stream.write("\r\x1b[K")
            self._stream.flush()

    def _draw(self) -> None:
        now = self._clock()
        if not self._enabled or now - self._begun < QUIET_SECONDS or now - self._drawn < REFRESH_SECONDS:
            return
        self._drawn, self._shown = now, True
        columns = shutil.get_terminal_size().columns - 1
        self._stream.write("\r\x1b[K" + self._line(now - self._stage_begun)[:columns])
        self._stream.flush()

    def _line(self, seconds: float) -> str:
        rate = f"  {self._done / seconds:,.0f}/s" if seconds >= 1 and self._done else ""
        if not self._total:
            return f"{self._name}  {self._done:,} {self._unit}{rate}"
        share = min(1.0, self._done / self._total)
        full = round(_BAR * share)
        bar = "#" * full + "-" * (_BAR - full)
        return f"{self._name}  [{bar}] {share:4.0%}  {self._done:,} of {self._total:,} {self._unit}{rate}"
