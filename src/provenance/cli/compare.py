"""``provenance compare``: find the passages that articles share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import click

from provenance.cli.options import output_options, overrides, run_options, work_option
from provenance.cli.output import spare_what_is_read, wanted_outputs, write_output
from provenance.cli.progress import ProgressLine
from provenance.config import Config
from provenance.model import Report

FOLDER: Final = "reports"


@click.command("compare")
@click.argument("corpus", nargs=-1, required=True)
@run_options
@work_option
@output_options
@click.option("--report", "reports", multiple=True, metavar="FORMAT=PATH", help="Write this too; repeatable.")
@click.option("--parquet", metavar="PATH", help="With Spark: write articles, matches and clusters there.")
@click.option("--quiet", is_flag=True, help="Print no warnings, notes or progress.")
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def command(
    *,
    corpus: tuple[str, ...],
    format_: str | None,
    output: str | None,
    reports: tuple[str, ...],
    parquet: str | None,
    quiet: bool,
    no_progress: bool,
    config_file: str | None,
    **settings: Any,
) -> int:
    """Find the passages that articles share, and say where they likely come from.

    CORPUS is a folder, a file or a glob. Without --format and --output the table is printed and
    report.json, articles.csv, matches.csv, report.md and report.html are written to the folder reports.
    """
    from provenance import api
    from provenance.report.folder import check_folder
    from provenance.report.table import SAVED, write_table

    outputs = wanted_outputs(format_, output, reports)
    with_folder = format_ is None and output is None
    if with_folder:
        check_folder(FOLDER)
    config = api.load_config(config_file, overrides(settings))
    spare_what_is_read([wanted.path for wanted in outputs], corpus, config, config_file)
    if parquet is not None:
        from provenance import exporting

        exporting.check_parquet(parquet, config)
    with ProgressLine(enabled=not (quiet or no_progress)) as progress:
        report = api.compare(corpus, config, progress)
    try:
        if with_folder:
            _write_folder(report, quiet)
        if parquet is not None:
            exporting.write_parquet(report, parquet, config)
    finally:
        table = partial(write_table, report, show_more=SAVED if with_folder else None)
        for wanted in outputs:
            write_output(report, wanted, table, partial(_beside, config))
    if report.problems and not quiet:
        click.echo(_warning(report), err=True)
    return 0


def _beside(config: Config, function: Callable[[Any], Any], given: Any) -> Callable[[], Any]:
    from provenance.engines.local import LocalEngine

    return LocalEngine(config.jobs).beside(function, given)


def _write_folder(report: Report, quiet: bool) -> None:
    from provenance.report.folder import FILES, write_folder

    replaced = write_folder(report, FOLDER)
    if not quiet:
        note = " (replaced the report that was there)" if replaced else ""
        click.echo(f"{FOLDER}/: {' '.join(FILES)}{note}", err=True)


def _warning(report: Report) -> str:
    from provenance.report.escape import for_terminal, one_line
    from provenance.report.phrases import counted

    first = report.problems[0]
    place = first.path if first.line is None else f"{first.path}:{first.line}"
    what = for_terminal(one_line(f"{place}: {first.reason}"))
    return f"warning: {counted(len(report.problems), 'problem')}, listed in the report; the first: {what}"
