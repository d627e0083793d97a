"""Which outlets share with which: names on a circle, a line for what two have in common."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import cos, degrees, pi, sin, sqrt
from typing import Any, Final

from provenance.model import OriginKind, Report
from provenance.report.phrases import counted
from provenance.report.plot.style import INK, ORIGINS, caption, new_figure, shown
from provenance.report.plot.ties import Tie, Ties, chosen, outlet_ties

MOST_OUTLETS: Final = 24
MOST_LINES: Final = 90
# Up to so many names stand level; more of them are turned outwards.
MOST_LEVEL: Final = 16
_NAME: Final = 28
_LEAST, _MOST = 0.8, 8.0
TITLE: Final = "Which outlets share text"


def draw_network(report: Report) -> tuple[Any, str]:
    """Return a figure and its title: lines are as thick as the words in common are many.

    Raises:
        UsageError: if no two outlets share a passage.
    """
    from matplotlib.lines import Line2D

    ties = outlet_ties(report)
    names = chosen(ties, MOST_OUTLETS)
    among = [tie for tie in ties.between() if tie.left in names and tie.right in names]
    kept = among[:MOST_LINES]
    figure = new_figure(9, 6 if len(names) <= MOST_LEVEL else 9)
    axes = figure.add_subplot()
    axes.set_axis_off()
    axes.set_aspect("equal")
    places = {name: 2 * pi * number / len(names) + pi / 2 for number, name in enumerate(names)}
    most = max(tie.words for tie in kept)
    for tie in reversed(kept):
        axes.add_patch(_line(tie, places, most))
    _nodes(axes, names, places, ties)
    reach = 1.2 if len(names) <= MOST_LEVEL else 2.0
    axes.set_xlim(-2.05, 2.05)
    axes.set_ylim(-reach, reach + 0.05)
    kinds: list[OriginKind] = [kind for kind in ORIGINS if any(tie.origin == kind for tie in kept)]
    handles = [
        Line2D([], [], color=ORIGINS[kind][0], linestyle=ORIGINS[kind][1], linewidth=2.5, label=kind)
        for kind in kinds
    ]
    axes.legend(
        handles=handles,
        title="most of it called",
        loc="upper center",
        bbox_to_anchor=(0.5, 0.0),
        ncols=min(3, len(handles)),
        frameon=False,
        handlelength=4,
    )
    caption(axes, TITLE, _notes(ties, names, among))
    return figure, TITLE


def _line(tie: Tie, places: Mapping[str, float], most: int) -> Any:
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    ends = [(cos(places[name]), sin(places[name])) for name in (tie.left, tie.right)]
    # Bent inwards: neighbours' lines run near the rim and leave the middle to those between far ones.
    middle = (0.45 * (ends[0][0] + ends[1][0]) / 2, 0.45 * (ends[0][1] + ends[1][1]) / 2)
    path = Path([ends[0], middle, ends[1]], [Path.MOVETO, Path.CURVE3, Path.CURVE3])
    colour, style = ORIGINS[tie.origin]
    width = _LEAST + (_MOST - _LEAST) * sqrt(tie.words / most)
    if style != "solid":
        # Dashes are in units of the width: a wide line would have gaps as long as itself.
        offset, dashes = style
        style = (offset, tuple(dash * 2.2 / width if width > 2.2 else dash for dash in dashes))
    return PathPatch(
        path, fill=False, edgecolor=colour, linestyle=style, linewidth=width, alpha=0.8, capstyle="butt"
    )


def _nodes(axes: Any, names: Sequence[str], places: Mapping[str, float], ties: Ties) -> None:
    weights = ties.weights()
    heaviest = max(weights[name] for name in names)
    for name in names:
        angle = places[name]
        x, y = cos(angle), sin(angle)
        axes.plot([x], [y], "o", color=INK, markersize=4 + 8 * sqrt(weights[name] / heaviest), zorder=3)
        turn = degrees(angle) % 360
        across = abs(x) < 1e-6
        level = len(names) <= MOST_LEVEL
        axes.text(
            1.08 * x,
            1.08 * y,
            shown(name, _NAME),
            rotation=0 if level else turn - 180 if 90 < turn < 270 else turn,
            rotation_mode="anchor",
            ha="center" if across and level else "right" if x < -1e-6 else "left",
            va="center" if not (across and level) else "bottom" if y > 0 else "top",
            fontsize=9,
            color=INK,
        )


def _notes(ties: Ties, names: Sequence[str], kept: Sequence[Tie]) -> str:
    first = kept[0]
    parts = [f"Widest line: {counted(first.words, 'word')} in {counted(first.passages, 'passage')}"]
    if len(kept) > MOST_LINES:
        parts.append(f"{counted(len(kept) - MOST_LINES, 'thinner line')} not drawn")
    more = len(ties.weights()) - len(names)
    if more:
        parts.append(f"{counted(more, 'outlet')} with less in common not drawn")
    if ties.unplaced:
        parts.append(f"{counted(ties.unplaced, 'pair')} with an unknown outlet left out")
    return ". ".join(parts) + "."
