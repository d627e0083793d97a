"""``provenance show``: render a saved report again, whole or in part."""

from __future__ import annotations

import shlex
from functools import partial
from typing import get_args

import click

from provenance.cli.options import output_options
from provenance.cli.output import spare_reports, wanted_outputs, write_output
from provenance.model import Cluster, OriginKind


@click.command("show")
@click.argument("report_file", metavar="REPORT")
@click.argument("target", metavar="[PAIR-NUMBER|PAIR|CLUSTER]", required=False)
@click.option(
    "--only", multiple=True, type=click.Choice(get_args(OriginKind)), help="Only this origin; repeatable."
)
@click.option("--outlet", "outlets", multiple=True, metavar="NAME", help="Only this outlet; repeatable.")
@click.option("--article", "articles", multiple=True, metavar="ID", help="Only this article; repeatable.")
@output_options
def command(
    *,
    report_file: str,
    target: str | None,
    only: tuple[str, ...],
    outlets: tuple[str, ...],
    articles: tuple[str, ...],
    format_: str | None,
    output: str | None,
) -> int:
    """Show a saved report again, in any format: nothing is compared.

    A pair is named by its number in the table or as LEFT~RIGHT, a cluster by its id. The beginning
    of an id will do where it fits one only. With --only, --outlet or --article the pairs are
    numbered anew.
    """
    from provenance import api
    from provenance.report import select
    from provenance.report.clusters import write_cluster
    from provenance.report.table import write_table

    (wanted,) = wanted_outputs(format_, output)
    spare_reports(wanted.path, report_file)
    report = select.narrow(api.load_report(report_file), only, outlets, articles)
    chosen = None if target is None else select.find_target(report, target)
    if chosen is None:
        again = _again(report_file, only, outlets, articles)
        write_output(report, wanted, partial(write_table, report, show_more=again, kinds=only))
    elif isinstance(chosen, Cluster):
        part = select.cluster_part(report, chosen)
        write_output(part, wanted, partial(write_cluster, report, chosen))
    else:
        part = select.pair_part(report, chosen)
        write_output(part, wanted, partial(write_table, report, only=chosen.number))
    return 0


def _again(
    report_file: str, only: tuple[str, ...], outlets: tuple[str, ...], articles: tuple[str, ...]
) -> str:
    """Return this command as it can be typed again, a pair's number to be added."""
    words = ["provenance", "show"]
    for option, values in (("--only", only), ("--outlet", outlets), ("--article", articles)):
        words += [word for value in values for word in (option, value)]
    return shlex.join([*words, report_file])
