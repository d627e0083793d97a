"""``provenance eval``: how good a saved report is, by annotated expectations."""

from __future__ import annotations

from typing import Final

import click

from provenance.cli.output import colour_wanted, standard_output, terminal_width

_NAMED: Final = 3


@click.command("eval")
@click.argument("report_file", metavar="REPORT")
@click.argument("gold_file", metavar="GOLD")
@click.option(
    "--format",
    "format_",
    type=click.Choice(["table", "json", "markdown"]),
    default="table",
    help="What to print.",
)
@click.option(
    "--without",
    multiple=True,
    metavar="KIND[:LANG]",
    help="Neither ask for nor judge pairs of this kind (cross: across languages); repeatable.",
)
@click.option(
    "--show",
    type=click.IntRange(0),
    default=5,
    show_default=True,
    help="How many errors of each sort to list.",
)
def command(*, report_file: str, gold_file: str, format_: str, without: tuple[str, ...], show: int) -> int:
    """Measure a saved report against annotated expectations.

    Precision, recall and F1 by relation and content, origins expected and found, how far scores
    agree with the share of true matches, and the worst errors. GOLD is a JSON file of annotated
    passages, such as corpus/expected.json, or of versions of documents.
    """
    from provenance import api
    from provenance.report.evaluation import write_evaluation, write_evaluation_markdown
    from provenance.report.evaluation_json import write_evaluation_json

    evaluation = api.evaluate(api.load_report(report_file), gold_file, without)
    stream = standard_output(data=format_ != "table")
    if format_ == "json":
        write_evaluation_json(evaluation, stream, show)
    elif format_ == "markdown":
        write_evaluation_markdown(evaluation, stream, show)
    else:
        write_evaluation(evaluation, stream, terminal_width(), colour_wanted(stream), show)
    stream.flush()
    _warn(evaluation.absent, evaluation.differing)
    return 0


def _warn(absent: tuple[str, ...], differing: int) -> None:
    """Say on standard error where report and annotation are not of the same articles."""
    from provenance.report.escape import for_terminal, one_line
    from provenance.report.phrases import counted

    if absent:
        names = ", ".join(absent[:_NAMED]) + (", ..." if len(absent) > _NAMED else "")
        what = f"the expectations name {counted(len(absent), 'article')} that the report lacks: {names}"
        click.echo(f"warning: {for_terminal(one_line(what))}", err=True)
    if differing:
        what = f"{counted(differing, 'annotated passage')} not as the report's texts have it at that place"
        click.echo(f"warning: {what}", err=True)
