"""Tasks that tests hand to engines: a module of their own, which executors of Spark load by itself."""

from __future__ import annotations

import os


def raised(shared: int | None, value: int) -> int:
    raised_to: int = value ** (shared or 2)
    return raised_to


def whose(shared: None, value: int) -> tuple[int, int]:
    del shared
    return value, os.getpid()


def fail(shared: None, value: int) -> int:
    raise ValueError(f"task {value}")
