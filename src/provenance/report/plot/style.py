"""How pictures look: fonts, colours that the colour-blind tell apart, line styles, no time and no version."""

from __future__ import annotations

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any, Final

from provenance.errors import MissingExtraError
from provenance.model import OriginKind, Relation
from provenance.report.escape import for_html, one_line
from provenance.report.plot.fonts import set_fallbacks

# Okabe and Ito, "Color Universal Design" (2008); no two kinds differ by colour alone.
ORIGINS: Final[dict[OriginKind, tuple[str, Any]]] = {
    "wire-copy": ("#D55E00", "solid"),
    "press-release": ("#CC79A7", (0, (6, 2))),
    "syndication": ("#009E73", (0, (8, 2, 1.5, 2))),
    "shared-quote": ("#0072B2", (0, (3, 1.5))),
    "revision": ("#E69F00", (0, (1, 1))),
    "unknown": ("#767676", "solid"),
    "boilerplate": ("#B0B0B0", (0, (1, 2))),
    "formula": ("#B0B0B0", (0, (4, 3))),
}
RELATIONS: Final[dict[Relation, tuple[str, str, str]]] = {
    "identical": ("#D55E00", "o", ""),
    "near-copy": ("#E69F00", "s", "//"),
    "reworded": ("#0072B2", "^", "\\\\"),
    "translated": ("#009E73", "D", ".."),
}
INK: Final = "#1d232b"
SOFT: Final = "#57606a"
LINE: Final = "#d0d7de"

_FONTS: Final = ["DejaVu Sans", "Verdana", "Bitstream Vera Sans"]
_SETTINGS: Final = {
    # Letters are measured by the first, which matplotlib brings; viewers without it have others as wide.
    "font.family": ["sans-serif"],
    "font.sans-serif": _FONTS,
    "font.size": 10,
    "text.color": INK,
    "text.parse_math": False,  # a "$" in a headline is a dollar
    "axes.edgecolor": SOFT,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "xtick.color": SOFT,
    "ytick.color": SOFT,
    "figure.facecolor": "white",
    "svg.hashsalt": "provenance",
    # Letters stay letters: to be searched and read aloud, and in every script that the viewer has a font for.
    "svg.fonttype": "none",
}
_DPI: Final = 200
_CROP: Final[dict[str, Any]] = {"bbox_inches": "tight", "pad_inches": 0.15}


@contextmanager
def drawing() -> Iterator[None]:
    """Set the style for what is drawn within.

    Raises:
        MissingExtraError: if matplotlib is not installed.
    """
    try:
        import matplotlib
    except ImportError as error:
        raise MissingExtraError(
            "pictures need matplotlib; install it with: pip install 'provenance[plot]'"
        ) from error
    with matplotlib.rc_context(), warnings.catch_warnings(), _quiet_fonts():
        # A letter that the measuring font lacks is drawn all the same, by the viewer's fonts.
        warnings.filterwarnings("ignore", message="Glyph .* missing from", category=UserWarning)
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(_SETTINGS)
        yield


@contextmanager
def _quiet_fonts() -> Iterator[None]:
    """Log nothing of fonts that have no regular weight: they are taken as they are."""
    log = logging.getLogger("matplotlib.font_manager")
    level = log.level
    log.setLevel(logging.ERROR)
    try:
        yield
    finally:
        log.setLevel(level)


def new_figure(width: float, height: float) -> Any:
    """Return an empty figure of so many inches."""
    from matplotlib.figure import Figure

    return Figure(figsize=(width, height), layout="constrained")


def rendered(figure: Any, format_: str, title: str) -> tuple[bytes, tuple[str, ...]]:
    """Return a figure as ``svg`` or ``png``, and the letters that no font here has.

    Nothing in it tells when or by which version it was made. SVG keeps letters, which viewers have fonts for.
    """
    stream = BytesIO()
    undrawn: tuple[str, ...] = ()
    if format_ == "svg":
        metadata = {"Date": None, "Creator": None, "Format": None, "Type": None, "Title": title}
        figure.savefig(stream, format="svg", metadata=metadata, **_CROP)
    else:
        undrawn = set_fallbacks(figure, _FONTS[0])
        figure.savefig(stream, format="png", dpi=_DPI, metadata={"Software": None, "Title": title}, **_CROP)
    return stream.getvalue(), undrawn


def shown(text: str, most: int) -> str:
    """Return text from an article on one line, harmless, cut to so many characters."""
    flat = for_html(one_line(text))
    if len(flat) <= most:
        return flat
    kept = flat[: most - 1]
    whole, space, _ = kept.rpartition(" ")
    return (whole if space and len(whole) > most * 2 // 3 else kept).rstrip() + "…"


def caption(axes: Any, title: str, notes: str, gap: float = 10) -> None:
    """Put a title above axes, and notes below all else in the figure."""
    axes.set_title(title, fontsize=12, fontweight="bold", loc="left", pad=gap)
    if notes:
        axes.figure.supxlabel(notes, fontsize=8, color=SOFT, x=0.02, ha="left")
