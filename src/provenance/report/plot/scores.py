"""How scores are spread, one panel a relation."""

from __future__ import annotations

from typing import Any, Final, get_args

from provenance.errors import UsageError
from provenance.model import Relation, Report
from provenance.report.order import LISTED
from provenance.report.phrases import counted
from provenance.report.plot.style import LINE, RELATIONS, SOFT, caption, new_figure

BINS: Final = 20
TITLE: Final = "Scores by relation"


def draw_scores(report: Report) -> tuple[Any, str]:
    """Return a figure and its title: how many matches have which score.

    Raises:
        UsageError: if the report has no match.
    """
    if not report.matches:
        raise UsageError("the report has no match, so there are no scores to draw")
    relations: list[Relation] = [
        r for r in get_args(Relation) if any(m.relation == r for m in report.matches)
    ]
    least = min(0.5, *(match.score for match in report.matches))
    edges = [least + (1 - least) * number / BINS for number in range(BINS + 1)]
    figure = new_figure(7.5, 1.0 + 1.55 * len(relations))
    panels = figure.subplots(len(relations), 1, sharex=True, squeeze=False)[:, 0]
    for panel, relation in zip(panels, relations, strict=True):
        colour, _, hatch = RELATIONS[relation]
        matches = [match for match in report.matches if match.relation == relation]
        told = [match.score for match in matches if match.content in LISTED]
        aside = [match.score for match in matches if match.content not in LISTED]
        panel.hist(
            [told, aside],
            bins=edges,
            stacked=True,
            color=[colour, "white"],
            edgecolor=[colour, SOFT],
            hatch=[hatch, ""],
            linewidth=0.7,
            label=["passages and quotations", "boilerplate and formulas"],
        )
        for bars in panel.containers[:1]:
            for bar in bars:
                bar.set_edgecolor("white" if hatch else colour)
        for bar in panel.containers[1]:
            bar.set_visible(bar.get_height() > 0)
        heading = f"{relation}: {counted(len(matches), 'match', 'matches')}"
        panel.text(0, 1.04, heading, transform=panel.transAxes, va="bottom")
        panel.grid(axis="y", color=LINE, linewidth=0.6)
        panel.set_axisbelow(True)
        panel.yaxis.get_major_locator().set_params(integer=True, nbins=4)
        panel.yaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    panels[-1].set_xlabel("score: the probability that both passages come from one text")
    panels[-1].set_xlim(least, 1)
    figure.supylabel("matches", fontsize=10)
    if any(match.content not in LISTED for match in report.matches):
        notes = "White bars: boilerplate and formulas."
    else:
        notes = ""
    caption(panels[0], TITLE, notes, gap=24)
    return figure, TITLE
