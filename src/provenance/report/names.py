"""Short names for articles whose ids are too long for a table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from provenance.report.escape import for_terminal
from provenance.report.layout import cut_middle, display_width

_WORD: Final = re.compile(r"[^\W_]*")
# How far from the last character that it needs the end of a word may be.
REACH: Final = 6


def short_names(ids: Iterable[str], least: int, limit: int, reach: int = REACH) -> dict[str, str]:
    """Return a name for every id: the id if it is short, else a prefix no other id begins with.

    The prefix runs on to the end of a word where that is near.

    Args:
        ids: All article ids of the report.
        least: Characters a prefix has at least.
        limit: Columns a name may take; where the prefix is longer its middle is left out.
        reach: Characters after which the end of a word counts as near.

    Returns:
        Names by id, safe for a terminal.
    """
    safe = {key: for_terminal(key) for key in ids}
    ordered = sorted(safe, key=lambda key: safe[key])
    names = {}
    for position, key in enumerate(ordered):
        name = safe[key]
        around = ordered[max(0, position - 1) : position] + ordered[position + 1 : position + 2]
        unique = 1 + max((_common(name, safe[other]) for other in around), default=0)
        if display_width(name) > limit:
            stop = max(least, unique)
            word = _WORD.match(name, stop)
            near = word is not None and word.end() - stop <= reach
            name = cut_middle(name[: word.end() if word is not None and near else stop], limit)
        names[key] = name
    return names


def _common(left: str, right: str) -> int:
    """Return how many characters both begin with alike."""
    for position, (one, other) in enumerate(zip(left, right, strict=False)):
        if one != other:
            return position
    return min(len(left), len(right))
