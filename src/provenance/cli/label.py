"""``provenance label``: writes and reads ``labels.toml``."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Any, Final, TypeVar, get_args

import click

from provenance.cli.options import overrides
from provenance.cli.output import standard_output
from provenance.cli.progress import ProgressLine
from provenance.decisions import LabelKind

Function = TypeVar("Function", bound=Callable[..., Any])

_KINDS: Final = get_args(LabelKind)


def _common(function: Function) -> Function:
    """Add the options of all label commands."""
    function = click.option("--labels", metavar="PATH", help="Labels file (labels.toml in the corpus).")(
        function
    )
    path = click.Path(exists=True, dir_okay=False)
    return click.option("--config", "config_file", type=path, help="Settings file to use.")(function)


@click.group("label")
def command() -> None:
    """Write and read labels: reviewed decisions on passages that articles share."""


@command.command("accept")
@click.argument("places", nargs=-1, metavar="[ARTICLE:LINE ARTICLE:LINE]")
@click.option("--as", "kind", type=click.Choice(_KINDS), help="The decision.")
@click.option("--agency", metavar="NAME", help="The agency whose copy it is.")
@click.option("--by", metavar="NAME", help="Who decides (git's user.name, else the login name).")
@click.option("--why", metavar="TEXT", help="A reason, for those who review it.")
@click.option("--corpus", multiple=True, metavar="CORPUS", help="What the articles belong to; repeatable.")
@click.option("--all-from", "baseline", metavar="REPORT", help="Adopt all duplicates of a saved JSON report.")
@click.option("--text-field", metavar="NAME", help="Field that holds the text in JSONL.")
@_common
def accept(
    *,
    places: tuple[str, ...],
    kind: LabelKind | None,
    agency: str | None,
    by: str | None,
    why: str | None,
    corpus: tuple[str, ...],
    baseline: str | None,
    config_file: str | None,
    **settings: Any,
) -> int:
    """Label the passage that two places share, as FILE:LINE, or ID:LINE of a record with --corpus.

    It adds to the label that covers one of them already. --all-from adopts what is there as a baseline,
    marked as not reviewed; accepting a pair of it marks its label as reviewed.
    """
    from datetime import date

    from provenance import api, labelling
    from provenance.core.deciding.ledger import Signed

    if baseline is None and (len(places) != 2 or kind is None):
        raise click.UsageError("give two places, as FILE:LINE FILE:LINE, and --as KIND; or --all-from REPORT")
    if baseline is not None and places:
        raise click.UsageError("give places or --all-from, not both")
    if agency is not None and kind not in (None, "wire-copy", "press-release", "unknown"):
        raise click.UsageError(f"--agency says nothing of {kind}; leave it out")
    config = api.load_config(config_file, overrides(settings))
    signed = Signed(
        kind=kind or "unknown",
        agency=labelling.agency_name(agency) if agency else None,
        by=by or labelling.user("."),
        on=date.today(),
        why=why,
    )
    if baseline is None:
        written = labelling.accept(places, signed, config, corpus)
    else:
        report = api.load_report(baseline)
        corpus = corpus or (labelling.corpus_of(report),)
        written = labelling.adopt(report, corpus, signed, config, kind=kind)
    told = ", ".join(f"{number:,} {outcome}" for outcome, number in written.outcomes.items() if number)
    _say(f"{written.path}: {told or 'nothing to label'}{' (a new file)' if written.new_file else ''}")
    return 0


@command.command("list")
@click.argument("corpus", nargs=-1)
@_common
def list_command(*, corpus: tuple[str, ...], config_file: str | None, **settings: Any) -> int:
    """List the labels and rules of CORPUS (the current folder), a line each."""
    from provenance import api, labelling
    from provenance.report.label_list import write_label_list

    config = api.load_config(config_file, overrides(settings))
    labels = labelling.held_labels(corpus or (os.curdir,), config)
    stream = standard_output()
    write_label_list(labels, stream)
    return 0


@command.command("prune")
@click.argument("corpus", nargs=-1)
@click.option("--text-field", metavar="NAME", help="Field that holds the text in JSONL.")
@_common
def prune(*, corpus: tuple[str, ...], config_file: str | None, **settings: Any) -> int:
    """Drop sentences that are gone from the labels of CORPUS, and write moved articles where they are now."""
    from provenance import api, labelling

    config = api.load_config(config_file, overrides(settings))
    with ProgressLine() as progress:
        done = labelling.prune(corpus or (os.curdir,), config, progress)
    _say(f"{done.path}: {done.shortened:,} shortened, {done.removed:,} of them removed, {done.moved:,} moved")
    return 0


def _say(text: str) -> None:
    from provenance.report.escape import for_terminal, one_line

    standard_output()
    click.echo(for_terminal(one_line(text)), file=sys.stdout)
