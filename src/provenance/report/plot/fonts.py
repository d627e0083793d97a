"""Fonts for letters that the usual one lacks: a PNG holds shapes, so whoever draws it needs them all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, Final

# matplotlib's own, whose shapes are boxes that name a script.
_NO_LETTERS: Final = "Last Resort"


def set_fallbacks(figure: Any, usual: str) -> tuple[str, ...]:
    """Have each text of a figure drawn in the usual font and, where it lacks letters, in installed ones.

    Args:
        figure: A figure of matplotlib's.
        usual: The family that letters are drawn in, as far as it has them.

    Returns:
        The characters that no installed font has, in their order.
    """
    from matplotlib.text import Text

    texts = figure.findobj(Text)
    wanted = {letter for text in texts for letter in text.get_text() if letter.isprintable()}
    missing = wanted - _letters(_path_of(usual))
    if not missing:
        return ()
    families, left = fallbacks(missing, _installed())
    for text in texts:
        text.set_fontfamily([usual, *families])
    return tuple(sorted(left))


def fallbacks(
    missing: Iterable[str], fonts: Sequence[tuple[str, frozenset[str]]]
) -> tuple[list[str], frozenset[str]]:
    """Return the families that have most of some letters, and the letters that none has.

    Args:
        missing: Letters.
        fonts: Families and the letters that they have, in an order that settles ties.
    """
    left, families = frozenset(missing), []
    while left:
        family, held = max(fonts, key=lambda font: len(font[1] & left), default=("", frozenset()))
        if not held & left:
            break
        families.append(family)
        left -= held
    return families, left


def _installed() -> list[tuple[str, frozenset[str]]]:
    """Return the families that are installed and what letters they have, by name."""
    from matplotlib.font_manager import fontManager

    names = sorted({font.name for font in fontManager.ttflist if not font.name.startswith(_NO_LETTERS)})
    return [(name, _letters(_path_of(name))) for name in names]


def _path_of(family: str) -> str:
    from matplotlib.font_manager import findfont

    return str(findfont(family))


@cache
def _letters(path: str) -> frozenset[str]:
    from matplotlib.ft2font import FT2Font

    return frozenset(map(chr, FT2Font(path).get_charmap()))
