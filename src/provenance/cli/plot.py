"""``provenance plot``: a saved report as a picture."""

from __future__ import annotations

import click

from provenance.cli.output import check_place, spare_reports
from provenance.report.escape import for_terminal
from provenance.report.plot import KINDS

# So many characters that could not be drawn are shown.
_SHOWN = 10


@click.command("plot")
@click.argument("report_file", metavar="REPORT")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What to draw.")
@click.option("--output", required=True, metavar="FILE", help="Where to write it: FILE.svg or FILE.png.")
@click.option(
    "--cluster",
    metavar="CLUSTER|PAIR",
    help="For a timeline: a cluster's id, a pair's number or LEFT~RIGHT (the largest cluster of wire copy).",
)
def command(*, report_file: str, kind: str, output: str, cluster: str | None) -> int:
    """Draw a saved report for papers and slides.

    This needs the extra plot (matplotlib).

    \b
    network   which outlets share with which, lines as thick as the words in common
    timeline  who ran a passage when
    matrix    words that outlets have in common, as a table of shaded cells
    scores    how the scores are spread, by relation
    """
    from provenance import api
    from provenance.report.plot.write import write_plot

    check_place(output)
    spare_reports(output, report_file)
    undrawn = write_plot(api.load_report(report_file), kind, output, cluster)
    if undrawn:
        some = " ".join(undrawn[:_SHOWN]) + (" …" if len(undrawn) > _SHOWN else "")
        click.echo(
            f"warning: no font here has {len(undrawn)} of the characters, which are drawn as boxes: "
            f"{for_terminal(some)}; install a font that has them, or write .svg",
            err=True,
        )
    return 0
