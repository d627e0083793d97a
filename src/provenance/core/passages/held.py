"""What of an article is held as text and what as quoted words only, where matches disagree.

One match may call a stretch somebody's words, since the other article quotes them, and another match a
passage, since a third article runs the text as the article does. Text that is run elsewhere is copied,
whoever is quoted besides: the passage counts. So a copied passage with a quotation inside is one passage,
whether or not yet another article holds the quotation by itself.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

Stretch = tuple[int, int]


def parts_of_passages(quotations: Sequence[Stretch], passages: Iterable[Stretch]) -> list[bool]:
    """Say of each stretch that matches call a quotation whether it is told as part of passages.

    Args:
        quotations: an article's stretches in matches that are quotations, start and end.
        passages: its stretches in matches that are passages.

    Returns:
        True for the stretches of which more than half lies within passages. Of the others, what lies
        outside passages counts as quoted.
    """
    runs = _merged(passages)
    starts, ends = [run[0] for run in runs], [run[1] for run in runs]
    before = [0, *accumulate(end - start for start, end in runs)]

    def inside(start: int, end: int) -> int:
        first, last = bisect_right(ends, start), bisect_left(starts, end)
        if first >= last:
            return 0
        cut = max(0, start - starts[first]) + max(0, ends[last - 1] - end)
        return before[last] - before[first] - cut

    return [2 * inside(start, end) > end - start for start, end in quotations]


def _merged(stretches: Iterable[Stretch]) -> list[Stretch]:
    """Return stretches in order, those that touch as one."""
    runs: list[Stretch] = []
    for start, end in sorted(stretches):
        if runs and start <= runs[-1][1]:
            runs[-1] = (runs[-1][0], max(runs[-1][1], end))
        else:
            runs.append((start, end))
    return runs
