"""Draw growth as SVG: one panel a quantity, both axes logarithmic, one line a series."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from html import escape

Points = Sequence[tuple[float, float]]

WIDTH, HEIGHT = 420, 320
LEFT, RIGHT, TOP, BOTTOM = 70, 20, 40, 50
# Distinct without colour, too: each series has its own mark.
COLOURS = ("#1b6ca8", "#b3541e", "#3d7a3d", "#6b4fa0")


def drawn(panels: Mapping[tuple[str, str, str], Mapping[str, Points]]) -> str:
    """Return an SVG document of panels side by side.

    Args:
        panels: by title, label of the horizontal axis and label of the vertical one, the points of each
            series, all above 0.
    """
    width = WIDTH * len(panels)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {HEIGHT}" width="{width}"'
        f' height="{HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{width}" height="{HEIGHT}" fill="white"/>',
    ]
    for number, ((title, across, upwards), series) in enumerate(panels.items()):
        parts.append(f'<g transform="translate({number * WIDTH} 0)">')
        parts += _panel(title, across, upwards, series)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(title: str, across: str, upwards: str, series: Mapping[str, Points]) -> list[str]:
    points = [point for line in series.values() for point in line]
    x, y = (_Axis([point[side] for point in points]) for side in (0, 1))
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    parts = [
        f'<text x="{(LEFT + right) / 2:.0f}" y="20" text-anchor="middle" font-size="14">'
        f"{escape(title)}</text>"
    ]
    for power in x.powers:
        at = x.place(10.0**power, LEFT, right)
        parts.append(f'<line x1="{at:.1f}" y1="{TOP}" x2="{at:.1f}" y2="{bottom}" stroke="#ddd"/>')
        parts.append(f'<text x="{at:.1f}" y="{bottom + 16}" text-anchor="middle">{10.0**power:,g}</text>')
    for power in y.powers:
        at = y.place(10.0**power, bottom, TOP)
        parts.append(f'<line x1="{LEFT}" y1="{at:.1f}" x2="{right}" y2="{at:.1f}" stroke="#ddd"/>')
        parts.append(f'<text x="{LEFT - 6}" y="{at + 4:.1f}" text-anchor="end">{10.0**power:,g}</text>')
    parts.append(
        f'<text x="{(LEFT + right) / 2:.0f}" y="{HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>'
    )
    parts.append(
        f'<text transform="translate(16 {(TOP + bottom) / 2:.0f}) rotate(-90)" text-anchor="middle">'
        f"{escape(upwards)}</text>"
    )
    for number, (name, line) in enumerate(series.items()):
        colour = COLOURS[number % len(COLOURS)]
        spots = [(x.place(a, LEFT, right), y.place(b, bottom, TOP)) for a, b in line]
        path = " ".join(f"{a:.1f},{b:.1f}" for a, b in spots)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [_mark(number, a, b, colour) for a, b in spots]
        parts.append(_mark(number, LEFT + 10, TOP + 10 + 16 * number, colour))
        parts.append(f'<text x="{LEFT + 20}" y="{TOP + 14 + 16 * number}">{escape(name)}</text>')
    return parts


def _mark(number: int, x: float, y: float, colour: str) -> str:
    if number % 3 == 0:
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    if number % 3 == 1:
        return f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 5:.1f}l5 9h-10z" fill="{colour}"/>'


class _Axis:
    """A logarithmic axis over whole powers of ten."""

    def __init__(self, values: Sequence[float]) -> None:
        low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
        self.powers = range(low, max(high, low + 1) + 1)

    def place(self, value: float, begin: float, end: float) -> float:
        """Return where a value lies between two ends of the drawing."""
        share = (math.log10(value) - self.powers[0]) / (self.powers[-1] - self.powers[0])
        return begin + share * (end - begin)
