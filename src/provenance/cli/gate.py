"""``provenance gate``: fails when a duplicate has no label."""

from __future__ import annotations

from typing import Any, Final

import click

from provenance.cli.gate_outputs import GATE_FORMATS, gate_outputs, write_gate_output
from provenance.cli.options import gate_options, overrides, work_option
from provenance.cli.output import spare_what_is_read
from provenance.cli.progress import ProgressLine

FAILED: Final = 1
NOT_JUDGED: Final = 2


@click.command("gate")
@click.argument("corpus", nargs=-1, required=True)
@click.option(
    "--changed-since", "since", metavar="REV", help="Judge only what touches files changed since this commit."
)
@click.option("--strict", is_flag=True, help="Fail on stale labels, too.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 where unlabelled duplicates would make it 1.")
@gate_options
@work_option
@click.option("--format", "format_", type=click.Choice(GATE_FORMATS), help="What to print or write (text).")
@click.option("--output", metavar="PATH", help="Where to write it; - is standard output.")
@click.option("--report", "reports", multiple=True, metavar="FORMAT=PATH", help="Write this too; repeatable.")
@click.option("--quiet", is_flag=True, help="Print no progress, and nothing where all is well.")
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def command(
    *,
    corpus: tuple[str, ...],
    since: str | None,
    strict: bool,
    min_words: int | None,
    exit_zero: bool,
    format_: str | None,
    output: str | None,
    reports: tuple[str, ...],
    quiet: bool,
    no_progress: bool,
    config_file: str | None,
    **settings: Any,
) -> int:
    """Fail when articles of CORPUS share a passage that nothing labels.

    Every duplicate is printed with its place, and with two ways to settle it: the credit to set, and the
    command that labels it. Exit status: 0 all is labelled, 1 something is not, 2 a file could not be judged.
    """
    from provenance import gating

    outputs = gate_outputs(format_, output, reports)
    given = {"gate_min_words": min_words, "gate_min_score": settings.pop("min_score"), **overrides(settings)}
    config = gating.load_gate_config(config_file, given)
    spare_what_is_read([wanted.path for wanted in outputs], corpus, config, config_file)
    options = _repeated(config_file, settings)
    with ProgressLine(enabled=not (quiet or no_progress)) as progress:
        report = gating.gate(corpus, config, since=since, strict=strict, options=options, progress=progress)
    for wanted in outputs:
        write_gate_output(report, wanted, quiet=quiet)
    if report.verdict.problems:
        return NOT_JUDGED
    return FAILED if report.failed and not exit_zero else 0


def _repeated(config_file: str | None, settings: dict[str, Any]) -> list[str]:
    """Return the options that a printed command needs to read the articles as this run did."""
    names = {"--config": config_file}
    names |= {f"--{key.replace('_', '-')}": settings[key] for key in ("labels", "text_field")}
    return [word for name, value in names.items() if value is not None for word in (name, value)]
