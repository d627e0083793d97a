"""Which picture of a report goes where."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any, Final

from provenance.errors import UsageError
from provenance.model import Report
from provenance.report.folder import write_bytes
from provenance.report.plot.matrix import draw_matrix
from provenance.report.plot.network import draw_network
from provenance.report.plot.scores import draw_scores
from provenance.report.plot.style import drawing, rendered
from provenance.report.plot.timeline import draw_timeline

ENDINGS: Final = {".svg": "svg", ".png": "png"}


def write_plot(report: Report, kind: str, path: str, target: str | None = None) -> tuple[str, ...]:
    """Draw a report and write the picture: the same report and version of matplotlib, the same bytes.

    Args:
        report: what was found.
        kind: ``network`` or ``matrix`` of outlets, ``timeline`` of a cluster or pair, or ``scores``.
        path: where it goes; ``.svg`` or ``.png`` says the format.
        target: for a timeline, the cluster or pair as ``select.find_target`` takes it; None is the largest
            cluster that is called wire copy.

    Returns:
        The letters that a PNG has boxes for, since no font that is installed has them.

    Raises:
        MissingExtraError: if matplotlib is not installed.
        UsageError: if the ending is another one, or the report has nothing to draw.
    """
    format_ = ENDINGS.get(PurePath(path).suffix.lower())
    if format_ is None:
        raise UsageError(f"{path}: pictures are written as .svg or .png; name a file with such an ending")
    if target is not None and kind != "timeline":
        raise UsageError("--cluster says what a timeline is of; give --kind timeline with it")
    draws: dict[str, Callable[[Report], tuple[Any, str]]] = {
        "network": draw_network,
        "matrix": draw_matrix,
        "scores": draw_scores,
        "timeline": lambda whole: draw_timeline(whole, target),
    }
    with drawing():
        figure, title = draws[kind](report)
        picture, undrawn = rendered(figure, format_, title)
        write_bytes(path, picture)
    return undrawn
