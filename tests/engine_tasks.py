"""Tasks that tests hand to engines: a module of their own, which executors of Spark load by itself."""

from __future__ import annotations

import os
import struct
from typing import Any


def raised(shared: int | None, value: int) -> int:
    raised_to: int = value ** (shared or 2)
    return raised_to


def whose(shared: None, value: int) -> tuple[int, int]:
    del shared
    return value, os.getpid()


def fail(shared: None, value: int) -> int:
    raise ValueError(f"task {value}")


def whose_alone(value: int) -> tuple[int, int]:
    return whose(None, value)


def fail_alone(value: int) -> int:
    return fail(None, value)


def end_unless(process: int) -> int:
    if os.getpid() != process:
        os._exit(1)
    return process


def end_while_telling(ends: tuple[Any, Any], function: object, given: object) -> None:
    """Announce a message of 100 bytes, and end."""
    os.write(ends[1].fileno(), struct.pack("!i", 100))
    os._exit(1)
