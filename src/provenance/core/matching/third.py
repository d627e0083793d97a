"""Bear matches out by a third version of the text.

What two passages have in common with a third one they have in common with one another: two free retellings of
one dispatch may share little, while each is plainly a retelling of it, or of its translation.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]

# Of itself a row must be at least so likely: a third text may hold two statements, one from either side.
DOUBTFUL: Final = 0.1
# What is so likely of itself needs no other to bear it out.
SURE: Final = 0.9
# The surest versions of each unit are asked.
_VERSIONS: Final = 8


def borne_out(units: Array, articles: Array, scores: Array, least: float) -> dict[int, float]:
    """Return the rows that a third version makes likelier than they are of themselves.

    The probability that both sides are versions of one and the same third unit is the product of both
    scores: one step, and none from what was borne out itself.

    Args:
        units: the units of each row, int64, shape (rows, 2). articles: their articles, of the same shape.
        scores: how likely each row is of itself, shape (rows,).
        least: below it nothing is returned.
    """
    article: dict[int, int] = {}
    versions: dict[int, dict[int, float]] = defaultdict(dict)
    order = np.lexsort((units[:, 1], units[:, 0], -scores))
    for row in order.tolist():
        score = float(scores[row])
        if score < least:
            break
        for mine, other in ((0, 1), (1, 0)):
            unit, partner = int(units[row, mine]), int(units[row, other])
            article[unit] = int(articles[row, mine])
            held = versions[unit]
            if len(held) < _VERSIONS:
                held[partner] = max(score, held.get(partner, 0.0))
    found = {}
    for row, ((left, right), own) in enumerate(zip(units.tolist(), scores.tolist(), strict=True)):
        if own >= SURE or left not in versions or right not in versions:
            continue
        both = articles[row].tolist()
        others = versions[right]
        third = max(
            (
                score * others[unit]
                for unit, score in versions[left].items()
                if unit in others and article[unit] not in both
            ),
            default=0.0,
        )
        if third > own and third >= least:
            found[row] = round(third, 4)
    return found
