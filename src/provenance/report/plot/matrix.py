"""How much outlets share, as a table of shaded cells: words below the names, each with its number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from provenance.model import Report
from provenance.report.phrases import counted
from provenance.report.plot.style import INK, caption, new_figure, shown
from provenance.report.plot.ties import Tie, Ties, chosen, outlet_ties

MOST_OUTLETS: Final = 30
_NAME: Final = 24
_DARK: Final = 0.55
TITLE: Final = "Words that outlets have in common"


def draw_matrix(report: Report) -> tuple[Any, str]:
    """Return a figure and its title.

    Raises:
        UsageError: if no two outlets share a passage.
    """
    import numpy as np
    from matplotlib.colors import LogNorm
    from matplotlib.patches import Rectangle

    ties = outlet_ties(report)
    names = chosen(ties, MOST_OUTLETS)
    kept = [tie for tie in ties.ties if tie.left in names and tie.right in names]
    cells = np.zeros((len(names), len(names)))
    for tie in kept:
        row, column = _cell(tie, names)
        cells[row, column] = tie.words
    side = max(3.2, 0.42 * len(names))
    figure = new_figure(side + 3.4, side + 2.2)
    axes = figure.add_subplot()
    held = [tie.words for tie in kept]
    norm = LogNorm(vmin=max(1, min(held) / 2), vmax=max(2, *held))
    image = axes.imshow(np.ma.masked_equal(cells, 0), cmap="Blues", norm=norm, aspect="equal")
    labels = [shown(name, _NAME) for name in names]
    axes.set_xticks(range(len(names)), labels, rotation=45, ha="right", rotation_mode="anchor")
    axes.set_yticks(range(len(names)), labels)
    axes.tick_params(length=0, labelcolor=INK, labelsize=9)
    for spine in axes.spines.values():
        spine.set_visible(False)
    for row in range(len(names)):
        for column in range(row + 1):
            corner = (column - 0.5, row - 0.5)
            axes.add_patch(Rectangle(corner, 1, 1, fill=False, edgecolor="#e3e7ec", linewidth=0.8))
    for tie in kept:
        row, column = _cell(tie, names)
        dark = float(norm(tie.words)) > _DARK
        colour = "white" if dark else INK
        axes.text(column, row, _number(tie.words), ha="center", va="center", fontsize=7, color=colour)
    # The upper half is empty: room for the key.
    bar = axes.inset_axes((0.52, 0.93, 0.42, 0.03))
    figure.colorbar(image, cax=bar, orientation="horizontal", label="words in common")
    bar.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    bar.xaxis.set_minor_formatter(lambda value, _: "")
    caption(axes, TITLE, _notes(ties, names))
    return figure, TITLE


def _cell(tie: Tie, names: Sequence[str]) -> tuple[int, int]:
    """Return row and column, in the lower half."""
    one, other = names.index(tie.left), names.index(tie.right)
    return max(one, other), min(one, other)


def _number(words: int) -> str:
    """Return a number in at most four characters: 950, 1.2k, 24k."""
    if words < 1_000:
        return str(words)
    return f"{words / 1_000:.1f}k" if words < 9_950 else f"{words / 1_000:.0f}k"


def _notes(ties: Ties, names: Sequence[str]) -> str:
    parts = ["Words of shared passages and quotations, by the shorter side; the diagonal is within an outlet"]
    more = len(ties.weights()) - len(names)
    if more:
        parts.append(f"{counted(more, 'outlet')} with less in common not drawn")
    if ties.unplaced:
        parts.append(f"{counted(ties.unplaced, 'pair')} with an unknown outlet left out")
    return ".\n".join(parts) + "."
