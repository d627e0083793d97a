"""``provenance check``: new articles against what is held, the verdict first."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Final

import click

from provenance.cli.index import wait_option
from provenance.cli.options import overrides, run_options
from provenance.cli.output import (
    check_place,
    colour_wanted,
    spare_what_is_read,
    standard_output,
    terminal_width,
)
from provenance.cli.progress import ProgressLine

if TYPE_CHECKING:
    from provenance.checking import Checked

FAILED: Final = 1
_TOLD: Final = 5
FORMATS: Final = ("table", "json")
AGENCY: Final = ("AGENCY COPY", "PROBABLY AGENCY COPY")
COMMON: Final = (*AGENCY, "HELD ELSEWHERE", "QUOTATIONS ONLY")


@click.command("check")
@click.argument("articles", nargs=-1, required=True, metavar="ARTICLE...")
@click.option("--against", metavar="CORPUS-or-INDEX", help="What to check against (the nearest index).")
@click.option("--add", is_flag=True, help="Put the articles into the index after.")
@click.option(
    "--fail-on",
    type=click.Choice(("unlabelled", "wire-copy", "any")),
    help="Exit 1 on a duplicate without label, on agency copy, or on anything held elsewhere.",
)
@run_options
@click.option("--index", metavar="FILE", help="The index, where --against names none.")
@wait_option
@click.option("--format", "format_", type=click.Choice(FORMATS), default="table", help="What to print.")
@click.option("--output", metavar="PATH", default="-", help="Where to write it; - is standard output.")
@click.option("--exit-zero", is_flag=True, help="Exit 0 where --fail-on would make it 1.")
@click.option("--quiet", is_flag=True, help="Print no warnings or progress.")
@click.option("--no-progress", is_flag=True, help="Show no progress.")
def command(
    *,
    articles: tuple[str, ...],
    against: str | None,
    add: bool,
    fail_on: str | None,
    wait: float,
    format_: str,
    output: str,
    exit_zero: bool,
    quiet: bool,
    no_progress: bool,
    config_file: str | None,
    **settings: Any,
) -> int:
    """Say what of new articles is held elsewhere, and where they likely come from.

    ARTICLE is a file, a folder or a glob; - reads an article from standard input. Exit status: 0 done, 1 what
    --fail-on names was found, 2 could not run.
    """
    from provenance import api, checking

    if output != "-":
        check_place(output)
    config = api.load_config(config_file, overrides(settings))
    for paths in checking.places_read(articles, against, config) if output != "-" else ():
        spare_what_is_read([output], paths, config, config_file)
    with ProgressLine(enabled=not (quiet or no_progress)) as progress:
        done = checking.check(
            articles,
            against,
            config,
            stdin=sys.stdin.buffer.read,
            add=add,
            wait=wait,
            progress=progress,
        )
    _write(done, format_, output)
    for problem in () if quiet else done.report.problems:
        from provenance.report.escape import for_terminal, one_line

        click.echo(f"warning: {for_terminal(one_line(f'{problem.path}: {problem.reason}'))}", err=True)
    failed = _fails(done, fail_on)
    if failed and fail_on == "unlabelled" and not quiet:
        _tell_unlabelled(done)
    return FAILED if failed and not exit_zero else 0


def _tell_unlabelled(done: Checked) -> None:
    """Name the duplicates without a label: an article outside the corpus gets no command that labels it."""
    from provenance.report.escape import for_terminal, one_line

    for found in done.unlabelled[:_TOLD]:
        sides = " ~ ".join(f"{side.article}:{side.line}" for side in (found.here, found.there))
        click.echo(f"no label covers {for_terminal(one_line(sides))}", err=True)
    if len(done.unlabelled) > _TOLD:
        click.echo(f"and {len(done.unlabelled) - _TOLD:,} more without a label", err=True)


def _write(done: Checked, format_: str, output: str) -> None:
    from provenance.report.check_json import write_check_json
    from provenance.report.check_text import write_check

    if output != "-":
        from provenance.report.folder import write_file

        if format_ == "json":
            write_file(output, lambda stream: write_check_json(done, stream))
        else:
            write_file(output, lambda stream: write_check(done, stream))
        return
    stream = standard_output(data=format_ == "json")
    if format_ == "json":
        write_check_json(done, stream)
    else:
        write_check(done, stream, terminal_width(), colour_wanted(stream))
    stream.flush()


def _fails(done: Checked, fail_on: str | None) -> bool:
    words = [one.word for one in done.verdicts]
    if fail_on == "unlabelled":
        return bool(done.unlabelled)
    wanted = {"wire-copy": AGENCY, "any": COMMON}.get(fail_on or "", ())
    return any(word in wanted for word in words)
