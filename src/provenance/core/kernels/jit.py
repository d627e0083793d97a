"""Compile a kernel when it is first called, and keep it on disk where numba finds a folder to write to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from numba import njit

Function = TypeVar("Function", bound=Callable[..., Any])


def kernel(function: Function) -> Function:
    """Return a function that is compiled at its first call, and lets other threads run meanwhile.

    Where neither the package nor the user's cache can be written, as in a container, each process compiles.
    """
    try:
        compiled: Any = njit(cache=True, nogil=True)(function)
    except RuntimeError:
        compiled = njit(nogil=True)(function)
    found: Function = compiled
    return found
