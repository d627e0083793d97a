"""Which outlets share with which, as an arc diagram: names in a column, an arc from one to the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from provenance.report.html.summary import OutletPair
from provenance.report.layout import cut

MOST_OUTLETS: Final = 30
_ROW: Final = 26
_TOP: Final = 16
_LABELS: Final = 190
_ARCS: Final = 200
_NAME: Final = 24
_LEAST_LINE: Final = 0.8
_MOST_LINE: Final = 7.0
_ROUNDS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """An outlet: its name as drawn and in full, its place, and the radius of its dot."""

    label: str
    name: str
    y: float
    radius: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arc:
    """A tie between two outlets: the path, how thick it is, and what it says."""

    path: str
    width: float
    pair: OutletPair


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """The drawing in its own units; ``left_out`` counts outlets that there is no room for."""

    width: int
    height: int
    x: int
    nodes: tuple[Node, ...]
    arcs: tuple[Arc, ...]
    left_out: int


def draw(pairs: Sequence[OutletPair]) -> Picture | None:
    """Draw what outlets share, those that share most; None where fewer than two are tied."""
    between = [pair for pair in pairs if pair.left != pair.right]
    weight: dict[str, int] = {}
    for pair in between:
        for name in (pair.left, pair.right):
            weight[name] = weight.get(name, 0) + pair.matches
    if not weight:
        return None
    chosen = sorted(weight, key=lambda name: (-weight[name], name))[:MOST_OUTLETS]
    kept = [pair for pair in between if pair.left in chosen and pair.right in chosen]
    order = _ordered(chosen, kept)
    at = {name: _TOP + _ROW * number for number, name in enumerate(order)}
    most = max(pair.matches for pair in kept)
    farthest = max(abs(at[pair.left] - at[pair.right]) for pair in kept)
    heaviest = max(weight.values())
    return Picture(
        width=_LABELS + _ARCS,
        height=2 * _TOP + _ROW * (len(order) - 1),
        x=_LABELS,
        nodes=tuple(
            Node(
                label=cut(name, _NAME),
                name=name,
                y=at[name],
                radius=round(3 + 4 * sqrt(weight[name] / heaviest), 1),
            )
            for name in order
        ),
        arcs=tuple(
            Arc(
                path=_path(at[pair.left], at[pair.right], farthest),
                width=round(_LEAST_LINE + (_MOST_LINE - _LEAST_LINE) * sqrt(pair.matches / most), 1),
                pair=pair,
            )
            for pair in reversed(kept)
        ),
        left_out=len(weight) - len(order),
    )


def _path(one: float, other: float, farthest: float) -> str:
    """Return half an ellipse to the right of the names, as far out as its ends are apart."""
    top, bottom = sorted((one, other))
    height = (bottom - top) / 2
    across = (_ARCS - 14) * (0.15 + 0.85 * (bottom - top) / farthest)
    return f"M{_LABELS},{top:g} A{across:.1f},{height:g} 0 0 1 {_LABELS},{bottom:g}"


def _ordered(names: Sequence[str], pairs: Sequence[OutletPair]) -> list[str]:
    """Order names so that those with much in common stand together: each moves to the middle of its ties."""
    ties: dict[str, dict[str, int]] = {name: {} for name in names}
    for pair in pairs:
        ties[pair.left][pair.right] = ties[pair.right][pair.left] = pair.matches
    order = list(names)
    best, least = order, _length(order, ties)
    for _ in range(_ROUNDS):
        place = {name: number for number, name in enumerate(order)}
        order = [name for _, name in sorted((_middle(name, place, ties), name) for name in order)]
        length = _length(order, ties)
        if length < least:
            best, least = order, length
    return best


def _middle(name: str, place: Mapping[str, int], ties: Mapping[str, Mapping[str, int]]) -> float:
    total = sum(ties[name].values())
    if not total:
        return float(place[name])
    return sum(place[other] * weight for other, weight in ties[name].items()) / total


def _length(order: Sequence[str], ties: Mapping[str, Mapping[str, int]]) -> int:
    place = {name: number for number, name in enumerate(order)}
    return sum(
        abs(place[one] - place[other]) * weight for one in order for other, weight in ties[one].items()
    )
