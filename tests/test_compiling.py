"""Kernels are compiled in processes of their own, once, and are the ones that a comparison calls."""

from __future__ import annotations

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from made_columns import Quiet
from provenance import gathering, indexing, pieces
from provenance.config import Config
from provenance.core import compiled
from provenance.engines import compiling
from provenance.engines.compiling import CUTTING, FINDING, VERIFYING, Kernels, compile_apart, is_held
from provenance.engines.local import LocalEngine
from provenance.remembering import compare_remembered

CORPUS = Path(__file__).parent.parent / "corpus"
ALL = (*CUTTING, *FINDING, *VERIFYING)

COMPARED = """
import sys
from provenance import Config, compare
from provenance.core import compiled
from provenance.engines import compiling

compiled.TOKENS = compiled.CHARACTERS = compiled.PAIRS = 0
names = tuple(sys.argv[2:])
compiling.load(names)
kernels = [kernel for name in names for kernel in compiling._module(name).LOADED]
loaded = [kernel.signatures for kernel in kernels]
assert all(loaded)
for memory in ("2GiB", "10KB"):
    assert compare([sys.argv[1]], Config(encoder="none", memory=memory, jobs=1)).matches
for kernel, before in zip(kernels, loaded, strict=True):
    assert kernel.signatures == before, kernel
"""

APART = """
import sys
from provenance.core.kernels import twice
from provenance.engines.compiling import compile_apart, is_held

assert not is_held(("twice",))
compile_apart(("twice",), int(sys.argv[1]))()
assert is_held(("twice",))
assert not twice._pairs.signatures  # another process compiled it
twice.load()
assert [len(kernel.stats.cache_hits) for kernel in twice.LOADED] == [1, 1]
"""


NOWHERE_TO_KEEP = """
from numba.core.caching import CompileResultCacheImpl

CompileResultCacheImpl._locator_classes = []
from provenance.core.kernels import twice
from provenance.engines.compiling import is_held

assert twice._pairs.stats.cache_path is None
assert is_held(("twice",))
twice.load()
assert twice._pairs.signatures
"""


def run(script: str, *arguments: str, cache: Path | None = None) -> None:
    kept = {} if cache is None else {"NUMBA_CACHE_DIR": str(cache)}
    command = [sys.executable, "-c", script, *arguments]
    done = subprocess.run(command, env=os.environ | kept, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_comparison_calls_the_kernels_that_were_loaded_and_compiles_no_others() -> None:
    run(COMPARED, str(CORPUS), *ALL)


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_what_the_cache_lacks_is_compiled_in_another_process(tmp_path: Path, jobs: str) -> None:
    run(APART, jobs, cache=tmp_path)


def test_where_nothing_can_be_kept_each_process_compiles() -> None:
    run(NOWHERE_TO_KEEP)


def calls(names: tuple[str, ...]) -> set[str]:
    """Return the names of all kernels that those of some modules call, themselves among them."""
    found: set[str] = set()
    left = [kernel for name in names for kernel in compiling._module(name).LOADED]
    while left:
        function = left.pop().py_func
        name = f"{function.__module__}.{function.__name__}"
        if name not in found:
            found.add(name)
            used = map(function.__globals__.get, function.__code__.co_names)
            left += [other for other in used if hasattr(other, "py_func")]
    return found


def test_no_two_processes_write_one_kernel() -> None:
    assert "provenance.core.kernels.table.slot_of" in calls(FINDING) & calls(VERIFYING)
    assert not calls(CUTTING) & calls((*FINDING, *VERIFYING))


def test_kernels_older_than_their_source_are_not_held(tmp_path: Path) -> None:
    class Kernel:
        __name__ = "_held"
        py_func = is_held

        class stats:  # noqa: N801 - as numba has it
            cache_path = str(tmp_path)

    line = is_held.__code__.co_firstlineno
    index = tmp_path / f"compiling._held-{line}.py311.nbi"
    assert not compiling._is_held(Kernel())
    index.touch()
    assert compiling._is_held(Kernel())
    os.utime(index, (0, 0))
    assert not compiling._is_held(Kernel())


def lacking(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiling, "is_held", lambda names: False)


def loaded_by(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[[], list[int]]:
    """Let loading write down in which process it happens; return what reads that."""
    told = tmp_path / "told"
    told.touch()

    def tell(names: tuple[str, ...]) -> None:
        with told.open("a") as stream:
            stream.write(f"{os.getpid()}\n")

    monkeypatch.setattr(compiling, "load", tell)
    return lambda: list(map(int, told.read_text().split()))


def in_pool(shared: None, number: int) -> int:
    compile_apart(("twice",), 1 + number)()
    return number


def test_a_process_of_a_pool_starts_none(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lacking(monkeypatch)
    loaded = loaded_by(monkeypatch, tmp_path)
    assert list(LocalEngine(2).spread(in_pool, range(2))) == [0, 1]
    assert loaded() == []


def test_with_one_job_nothing_runs_beside(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lacking(monkeypatch)
    loaded = loaded_by(monkeypatch, tmp_path)
    wait = compile_apart(("twice",), 1)
    assert len(loaded()) == 1
    wait()
    assert len(loaded()) == 1
    assert os.getpid() not in loaded()


def test_this_process_compiles_if_the_other_one_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    process, loaded = os.getpid(), []

    def end(names: tuple[str, ...]) -> None:
        if os.getpid() != process:
            os._exit(1)
        loaded.append(names)

    lacking(monkeypatch)
    monkeypatch.setattr(compiling, "load", end)
    compile_apart(("twice",), 2)()
    assert loaded == [("twice",)]


def begun(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Return what is begun and waited for, in order."""
    found: list[tuple[str, str]] = []

    def begin(names: tuple[str, ...], jobs: int) -> Callable[[], None]:
        told = " ".join(names)
        found.append(("begin", told))
        return lambda: found.append(("wait", told))

    monkeypatch.setattr(compiling, "compile_apart", begin)
    return found


def test_few_characters_need_no_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    found = begun(monkeypatch)
    assert not Kernels(2, comparing=True).load(compiled.CHARACTERS - 1, Quiet())
    assert not found


def test_kernels_of_a_comparison_are_compiled_while_articles_are_cut(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    found = begun(monkeypatch)
    monkeypatch.setattr(compiled, "CHARACTERS", 0)
    texts = tmp_path / "articles.jsonl"
    texts.write_text(json.dumps({"id": "a", "text": "One text of a few words."}) + "\n")
    cut = pieces.cut_tables
    monkeypatch.setattr(pieces, "cut_tables", lambda: found.append(("cut", "")) or cut())
    for comparing in (True, False):
        found.clear()
        gathering.gather([texts], Config(), Quiet(), shelve=not comparing, comparing=comparing)
        first = [one for n, one in enumerate(found) if one not in found[:n]]
        others = [" ".join((*FINDING, *VERIFYING))] if comparing else []
        cutting = " ".join(CUTTING)
        before, after = ([(what, name) for name in others] for what in ("begin", "wait"))
        assert first == [("begin", cutting), *before, ("wait", cutting), ("cut", ""), *after]


def test_a_comparison_with_an_index_has_its_kernels_compiled_though_little_is_cut(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(f"The gate {name} was set again by divers on Tuesday.\n")
    indexing.add([tmp_path], Config(encoder="none", jobs=1))
    found = begun(monkeypatch)
    monkeypatch.setattr(compiled, "CHARACTERS", 10)
    compare_remembered([tmp_path], Config(encoder="none"))
    later = " ".join((*FINDING, *VERIFYING))
    assert found == [("begin", later), ("wait", later)]


def test_no_process_that_compiles_outlives_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("One text of a few words.\n")
    lacking(monkeypatch)
    monkeypatch.setattr(compiled, "CHARACTERS", 0)

    def compile_long(names: tuple[str, ...]) -> None:
        if names != CUTTING:
            time.sleep(60)

    def fail() -> None:
        assert any(process.is_alive() for process in multiprocessing.active_children())
        raise RuntimeError("nothing to cut with")

    monkeypatch.setattr(compiling, "load", compile_long)
    monkeypatch.setattr(pieces, "cut_tables", fail)
    with pytest.raises(RuntimeError, match="nothing to cut with"):
        gathering.gather([tmp_path], Config(jobs=2), Quiet(), comparing=True)
    assert not multiprocessing.active_children()
