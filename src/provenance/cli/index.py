"""``provenance index``: the persistent index of a collection."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

from provenance.cli.options import overrides, scoring_options
from provenance.cli.output import standard_output
from provenance.cli.progress import ProgressLine

Function = TypeVar("Function", bound=Callable[..., Any])

WAIT: Final = 10.0
FAILED: Final = 1

wait_option = click.option(
    "--wait",
    type=click.FloatRange(0),
    default=WAIT,
    metavar="SECONDS",
    help="How long to wait for another process that has the index (10).",
)
index_option = click.option(
    "--index", metavar="FILE", help="The index (.provenance/index.duckdb in the corpus, or as configured)."
)


def _common(function: Function) -> Function:
    """Add the options of all index commands."""
    path = click.Path(exists=True, dir_okay=False)
    function = click.option("--config", "config_file", type=path, help="Settings file to use.")(function)
    return wait_option(index_option(function))


@click.group("index")
def command() -> None:
    """Keep a collection in an index, so that new articles are checked in a second."""


@command.command("add")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@scoring_options
@click.option("--outlet-from", metavar="folder|NAME", help="Outlet: first folder, or this name.")
@click.option(
    "--exclude", multiple=True, metavar="GLOB", help="Leave out articles whose id fits; repeatable."
)
@click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processor cores to use (all).")
@index_option
@wait_option
@click.option("--quiet", is_flag=True, help="Print nothing but errors.")
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def add(
    *,
    paths: tuple[str, ...],
    wait: float,
    quiet: bool,
    no_progress: bool,
    config_file: str | None,
    **settings: Any,
) -> int:
    """Add the articles of PATH to an index: folders, files or globs; only new and changed ones are cut.

    The index is made where there is none. With --encoder NAME it keeps vectors, and check uses them.
    """
    from provenance import api, indexing
    from provenance.report.index_text import write_added

    config = api.load_config(config_file, overrides(settings))
    with ProgressLine(enabled=not (quiet or no_progress)) as progress:
        done = indexing.add(paths, config, wait=wait, progress=progress)
    if not quiet:
        write_added(done.path, done.change, done.problems, standard_output(), done.gone)
    return 0


@command.command("remove")
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--erase", is_flag=True, help="Leave no text of theirs in the file: it is written anew.")
@_common
def remove(
    *, ids: tuple[str, ...], erase: bool, index: str | None, wait: float, config_file: str | None
) -> int:
    """Take articles out of an index, by id or by a glob against ids.

    They are never found again; their text stays in the file until it is written anew, as --erase has it.
    """
    from provenance import indexing
    from provenance.report.index_text import write_added

    done = indexing.remove(_path(index, config_file), ids, erase=erase, wait=wait)
    write_added(done.path, done.change, (), standard_output())
    return 0


@command.command("info")
@_common
def info(*, index: str | None, wait: float, config_file: str | None) -> int:
    """Say what an index holds, and what it was made with."""
    from provenance import indexing
    from provenance.report.index_text import write_info

    write_info(indexing.info(_path(index, config_file), wait=wait), standard_output())
    return 0


@command.command("verify")
@click.option("--sample", type=click.IntRange(1), default=50, metavar="N", help="Articles to recompute (50).")
@_common
def verify(*, sample: int, index: str | None, wait: float, config_file: str | None) -> int:
    """Recompute a sample of an index, and compare: exit 2 where something differs."""
    from provenance import indexing
    from provenance.report.index_text import write_verified

    path = _path(index, config_file)
    done = indexing.verify(path, sample=sample, wait=wait)
    write_verified(path, done, standard_output())
    return 2 if done.faults else 0


def _path(index: str | None, config_file: str | None) -> Any:
    """Return the index that was named, or configured, or that of the current folder."""
    from provenance import api, indexing

    return indexing.index_path(["."], api.load_config(config_file, overrides({"index": index})))
