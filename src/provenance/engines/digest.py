"""A digest of what a piece of work is given: the same for equal values, whatever the run or the machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

import numpy as np
import xxhash


class NoDigestError(TypeError):
    """A value of a kind whose equality nothing here can tell."""


def digest(*values: Any) -> str:
    """Return the xxh3-128 of numbers, texts, arrays, and of tuples, lists, mappings and dataclasses of these.

    Raises:
        NoDigestError: if there is anything else among the values.
    """
    state = xxhash.xxh3_128()
    for value in values:
        _add(state, value)
    return state.hexdigest()


def _add(state: Any, value: Any) -> None:
    """Add a value: its kind and size come before it, so that no two values run into one another."""
    if isinstance(value, np.ndarray):
        if value.dtype.hasobject:
            raise NoDigestError("an array of objects")
        state.update(f"array {value.dtype.descr} {value.shape};".encode())
        state.update(np.ascontiguousarray(value).data if value.size else b"")
    elif value is None or isinstance(value, bool | int | float):
        state.update(f"{type(value).__name__} {value!r};".encode())
    elif isinstance(value, str):
        held = value.encode("utf-8", "surrogatepass")
        state.update(f"str {len(held)};".encode())
        state.update(held)
    elif isinstance(value, tuple | list):
        state.update(f"sequence {len(value)};".encode())
        for one in value:
            _add(state, one)
    elif isinstance(value, Mapping):
        state.update(f"mapping {len(value)};".encode())
        for key in sorted(value):
            _add(state, key)
            _add(state, value[key])
    elif is_dataclass(value) and not isinstance(value, type):
        state.update(f"{type(value).__qualname__} {len(fields(value))};".encode())
        for field in fields(value):
            _add(state, getattr(value, field.name))
    else:
        raise NoDigestError(f"a {type(value).__qualname__}")


@cache
def of_package() -> str:
    """Return a digest of the package as it is installed: names, sizes and times of its files.

    Work of another version, or of one that was edited, is not taken up.
    """
    return digest(tuple(sorted(_stamps(files("provenance"), ""))))


def _stamps(folder: Traversable, base: str) -> list[tuple[str, int, int]]:
    found: list[tuple[str, int, int]] = []
    for entry in folder.iterdir():
        name = f"{base}/{entry.name}"
        if entry.is_dir():
            found += _stamps(entry, name) if entry.name != "__pycache__" else []
        elif isinstance(entry, Path):
            status = entry.stat()
            found.append((name, status.st_size, status.st_mtime_ns))
    return found
