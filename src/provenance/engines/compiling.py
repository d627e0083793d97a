"""Compile kernels in processes of their own where an installation has not done so yet.

What a compiler took of memory stays with its process, several hundred megabytes, and articles are read
meanwhile. The compiled kernels come from numba's cache on disk. Where nothing can be written to it, or such a
process ends, kernels are compiled where they are used.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable
from glob import escape
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from provenance.core.compiled import many_characters
from provenance.core.seams import Progress
from provenance.engines.local import LocalEngine, Waiting

# Kernels of a comparison: those that cut text, those that find what to compare, those that compare. The last
# two have kernels in common, whose index in the cache no two processes may write at the same time.
CUTTING: Final = ("tokens", "strings")
FINDING: Final = ("sign", "shared", "number", "rarest", "twice", "overlap", "bags")
VERIFYING: Final = ("verify",)


class Kernels:
    """Kernels of a run over many articles.

    Args:
        jobs: with one, nothing else runs while kernels are compiled; with more, one process compiles those
            that cut, while another one compiles the others and goes on while articles are cut.
        comparing: the articles are compared after they are cut, so that all kernels are needed.
    """

    def __init__(self, jobs: int, *, comparing: bool) -> None:
        self._jobs = jobs
        self._later = (*FINDING, *VERIFYING) if comparing else ()
        self._wait: Callable[[], None] = _nothing
        self._begun: list[Callable[[], None]] = []

    def load(self, characters: int, progress: Progress, compared: int = 0) -> bool:
        """Load the kernels that cut so many characters, if they pay, and say whether they do.

        ``compared`` says how many characters are compared, where that is more: some were cut before.
        """
        cuts = many_characters(characters)
        compares = bool(self._later) and (cuts or many_characters(compared))
        if cuts or compares:
            progress.stage("compile (once per installation)", None, "kernels")
        cutting = self._begin(CUTTING) if cuts else _nothing
        if compares:
            self._wait = self._begin(self._later)
        cutting()
        if cuts:
            load(CUTTING)
        return cuts

    def _begin(self, names: tuple[str, ...]) -> Callable[[], None]:
        self._begun.append(compile_apart(names, self._jobs))
        return self._begun[-1]

    def wait(self) -> None:
        """Wait until no other process compiles any more."""
        self._wait()

    def end(self) -> None:
        """End what still compiles: after an error nobody waits for it."""
        for wait in self._begun:
            if isinstance(wait, Waiting):
                wait.end()


def load(names: tuple[str, ...]) -> None:
    """Compile the kernels of some modules, or take them from the cache."""
    resting = not gc.isenabled()
    # A compiler leaves cycles behind, half as much again as it needs.
    gc.enable()
    try:
        for name in names:
            _module(name).load()
    finally:
        if resting:
            gc.disable()


def compile_apart(names: tuple[str, ...], jobs: int) -> Callable[[], None]:
    """Begin to compile what the cache lacks in another process; what is returned waits for it.

    With one job nothing else runs meanwhile.
    """
    # A process of a pool may have no children.
    if multiprocessing.current_process().daemon or is_held(names):
        return _nothing
    wait = LocalEngine(2).beside(load, names)
    if jobs > 1:
        return wait
    wait()
    return _nothing


def is_held(names: tuple[str, ...]) -> bool:
    """Say whether the cache has all that modules load, as far as names and times of files tell."""
    return all(_is_held(kernel) for name in names for kernel in _module(name).LOADED)


def _is_held(kernel: Any) -> bool:
    if not hasattr(kernel, "stats"):  # numba is told to compile nothing
        return True
    if kernel.stats.cache_path is None:  # nothing is kept: another process would compile for itself alone
        return True
    code = kernel.py_func.__code__
    source = Path(code.co_filename)
    index = f"{escape(source.stem)}.{kernel.__name__}-{code.co_firstlineno}.*nbi"
    written = source.stat().st_mtime
    return any(file.stat().st_mtime >= written for file in Path(kernel.stats.cache_path).glob(index))


def _module(name: str) -> Any:
    return import_module(f"provenance.core.kernels.{name}")


def _nothing() -> None:
    pass
