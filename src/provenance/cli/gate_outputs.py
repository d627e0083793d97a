"""Where the gate's findings go: text and annotations for the log, files for other programs."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, TextIO

import click

from provenance.cli.output import STDOUT, Output, check_place, standard_output

if TYPE_CHECKING:
    from provenance.core.deciding.gate import GateReport

GATE_FORMATS: Final = ("text", "github", "sarif", "junit", "gitlab")
# These may share standard output: a build service picks its annotations out of the log.
_FOR_LOGS: Final = frozenset({"text", "github"})
_SUMMARY: Final = "GITHUB_STEP_SUMMARY"


def gate_outputs(format_: str | None, path: str | None, more: Sequence[str]) -> tuple[Output, ...]:
    """Return what ``--format``, ``--output`` and ``--report`` ask for.

    Text goes to standard output, unless that is asked for by a format for programs.

    Raises:
        click.UsageError: if a format is unknown, a folder is missing, or two outputs would go to one place.
    """
    asked = [_wanted(item) for item in more]
    own = Output(format=format_ or "text", path=path or STDOUT)
    taken = any(output.path == STDOUT and output.format not in _FOR_LOGS for output in asked)
    default = format_ is None and path is None
    outputs = [*([] if default and taken else [own]), *asked]
    held: dict[str, str] = {}
    for output in outputs:
        place = output.path if output.path == STDOUT else os.path.realpath(output.path)
        pair = {held.get(place, output.format), output.format}
        logged = place == STDOUT and pair == _FOR_LOGS
        if place in held and not logged:
            where = "standard output" if place == STDOUT else output.path
            raise click.UsageError(f"two outputs would go to {where}; give one of them another PATH")
        held[place] = output.format
        if place != STDOUT:
            check_place(output.path)
    return tuple(outputs)


def write_gate_output(report: GateReport, output: Output, *, quiet: bool = False) -> None:
    """Write the findings in one format to one place; where all is well, ``quiet`` leaves the text out."""
    well = not (report.verdict.duplicates or report.verdict.stale or report.verdict.problems)
    if quiet and well and output.format == "text" and output.path == STDOUT:
        return
    render = _renderer(output.format)
    if output.path == STDOUT:
        stream = standard_output(data=output.format not in _FOR_LOGS)
        render(report, stream)
        stream.flush()
    else:
        from provenance.report.folder import write_file

        write_file(output.path, lambda stream: render(report, stream))
    summary = os.environ.get(_SUMMARY)
    if output.format == "github" and summary:
        from provenance.report.gate_github import write_step_summary

        with open(summary, "a", encoding="utf-8") as stream:
            write_step_summary(report, stream)


def _wanted(item: str) -> Output:
    name, equals, place = item.partition("=")
    if not equals or not place or name not in GATE_FORMATS:
        raise click.UsageError(
            f"--report {item}: write it as FORMAT=PATH, FORMAT one of {', '.join(GATE_FORMATS)}"
        )
    return Output(format=name, path=place)


def _renderer(format_: str) -> Callable[[GateReport, TextIO], None]:
    if format_ == "github":
        from provenance.report.gate_github import write_annotations

        return write_annotations
    if format_ == "sarif":
        from provenance.report.gate_sarif import write_sarif

        return write_sarif
    if format_ == "junit":
        from provenance.report.gate_junit import write_junit

        return write_junit
    if format_ == "gitlab":
        from provenance.report.gate_gitlab import write_code_quality

        return write_code_quality
    from provenance.report.gate_text import write_gate_text

    return write_gate_text
