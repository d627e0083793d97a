"""Hold the time of some work to the size of what it works on, on any machine, however busy."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

TIMES_AS_LARGE: Final = 4
# Linear work takes four times as long, quadratic work sixteen times: between them lies the geometric mean.
MOST_TIMES_AS_LONG: Final = 8.0
# What takes less than this is not told apart from nothing.
LEAST_SECONDS: Final = 0.02


def processor_seconds(work: Callable[[], object], times: int = 2) -> float:
    """Return the least processor time that some work took."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


def takes_linear_time(work: Callable[[int], object], size: int) -> bool:
    """Say whether work of ``TIMES_AS_LARGE`` times a size takes as many times as long, about."""
    small = processor_seconds(lambda: work(size))
    large = processor_seconds(lambda: work(size * TIMES_AS_LARGE))
    return large < MOST_TIMES_AS_LONG * max(small, LEAST_SECONDS)
