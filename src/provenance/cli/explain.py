"""``provenance explain``: why two places match, or why not."""

from __future__ import annotations

import os
import re
from typing import Any, Final

import click

from provenance.cli.options import overrides, scoring_options
from provenance.cli.output import colour_wanted, standard_output, terminal_width
from provenance.model import Explanation

_PLACE: Final = re.compile(r".+:[1-9]\d*")


@click.command("explain")
@click.argument("first", metavar="REPORT|ARTICLE:LINE")
@click.argument("second", metavar="MATCH-ID|ARTICLE:LINE")
@click.option("--against", multiple=True, metavar="CORPUS", help="Weigh words as in this corpus; repeatable.")
@scoring_options
def command(
    first: str, second: str, against: tuple[str, ...], config_file: str | None, **settings: Any
) -> int:
    """Show two texts aligned, the evidence, and what each feature adds to the score.

    Give a saved report and a match's id (its beginning will do), or two places as FILE:LINE.
    Words in the first text only stand as [-words-], in the second only as {+words+}.
    """
    from provenance.report.explanation import write_explanation

    given = overrides(settings)
    places = [_PLACE.fullmatch(word) is not None for word in (first, second)]
    if any(places) and not all(places):
        raise click.UsageError(
            f"{(first, second)[places.index(False)]} is no FILE:LINE; two places are needed"
        )
    if not any(places) and os.path.isfile(second) and not first.lower().endswith(".json"):
        raise click.UsageError(f"which lines? give two places: {first}:LINE {second}:LINE")
    if all(places):
        explanation = _places(first, second, against, config_file, given)
    elif against or config_file or given:
        raise click.UsageError("settings and --against are for two places, as FILE:LINE FILE:LINE")
    else:
        explanation = _saved(first, second)
    stream = standard_output()
    write_explanation(explanation, stream, terminal_width(), colour_wanted(stream))
    return 0


def _places(
    left: str, right: str, against: tuple[str, ...], config_file: str | None, given: dict[str, object]
) -> Explanation:
    from provenance import api

    return api.explain_places(left, right, api.load_config(config_file, given), against)


def _saved(report_file: str, name: str) -> Explanation:
    from provenance import api
    from provenance.report.select import find_match

    report = api.load_report(report_file)
    return api.explain_match(report, find_match(report, name))
