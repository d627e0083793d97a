"""The command ``provenance``: finds the sub-command, and turns errors into messages and exit codes.

A sub-command's module is imported when the command is named, so that ``provenance --help`` stays
quick; to add one, name it in ``COMMANDS``.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Final, NoReturn

import click

from provenance import __version__
from provenance.core.collecting import collecting_rarely
from provenance.errors import ProvenanceError

COMMANDS: Final = {
    "compare": "provenance.cli.compare",
    "check": "provenance.cli.check",
    "where": "provenance.cli.where",
    "index": "provenance.cli.index",
    "show": "provenance.cli.show",
    "diff": "provenance.cli.diff",
    "plot": "provenance.cli.plot",
    "explain": "provenance.cli.explain",
    "eval": "provenance.cli.eval",
    "gate": "provenance.cli.gate",
    "label": "provenance.cli.label",
    "formats": "provenance.cli.formats",
}

FAILED: Final = 2
INTERRUPTED: Final = 130
PIPE_CLOSED: Final = 141


class LazyGroup(click.Group):
    """A group whose commands live in modules of their own, each as ``command``."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order of ``COMMANDS``."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import and return a command; None if there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(COMMANDS[cmd_name]).command
        return command

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a reader that went away ends it quietly."""
        try:
            status = super().invoke(ctx)
            sys.stdout.flush()
        except BrokenPipeError:
            # What is still buffered can't go anywhere; without this the interpreter complains at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            return PIPE_CLOSED
        return status


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, message="%(prog)s %(version)s")
def cli() -> None:
    """Find passages that news articles share, and say which likely come from wire copy.

    \b
    provenance compare FOLDER              what is shared, as a table and in reports/
    provenance show reports/report.json 1  the first pair in full
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command line and exit: 0 done, 1 the gate found something, 2 could not run."""
    with collecting_rarely():
        status = run(arguments)
    # All that is left goes with the process: to look for cycles in it takes a tenth of a second.
    gc.freeze()
    sys.exit(status)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status; errors become one message on standard error."""
    try:
        status = cli.main(arguments, prog_name="provenance", standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return FAILED
    except click.ClickException as error:
        return _failed(_with_help(error))
    except ProvenanceError as error:
        return _failed(str(error))
    except OSError as error:
        return _failed(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except click.Abort:
        click.echo("interrupted", err=True)
        return INTERRUPTED
    return status if isinstance(status, int) else 0


def _with_help(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        message = f"{message.rstrip('.')} (see: {error.ctx.command_path} --help)"
    return message


def _failed(message: str) -> int:
    from provenance.report.escape import for_terminal, one_line

    click.echo(f"error: {for_terminal(one_line(message))}", err=True)
    return FAILED
