"""Find wording that recurs with other numbers and names in it: earnings tables, notices, market reports.

A *template* is a run of four words in which every number and every name is a slot, as in "qtly div #
cts". Where it recurs in several articles that fill the slots otherwise, the words were filled in and not
copied: what two such articles share is a formula, however alike they are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.columns import Columns
from provenance.core.expand import Tie
from provenance.core.slots import NUMBERS, Runs, Touched, covered, distinct, runs, touched
from provenance.core.story import SAME_STORY, Stories

Array = npt.NDArray[Any]

# How many articles hold a template, and in how many fillings: most holders their own, or a good many.
ARTICLES: Final = 3
FILLINGS: Final = 3
OWN_FILLING: Final = 0.5
MANY_FILLINGS: Final = 5
# How much of a match must be templates, and below which share of names and numbers in common the two
# articles tell different stories: the more of it is template, the more of a story may be alike by chance.
# Set by hand on 200 matches that two readers judged, of which the wider bounds flip 12 forms and no other.
FILLED_ALIKE: Final = ((0.5, 0.2), (0.7, 0.5), (0.85, 0.95))
FILLED_OTHERWISE: Final = ((0.5, 0.6), (0.9, 0.65))
CONFLICT: Final = 0.5
# A form that stands in two articles only shows by its figures: so many, most of them others.
FIGURES: Final = 3
SAME_FIGURES: Final = 1 / 3
# Two articles that have a number of so many characters to themselves did not fill it in alike by chance.
LONG_NUMBER: Final = 5
FEW: Final = 3

_Fillings = tuple[Counter[int], Counter[int]]


def formulas(columns: Columns, ties: Sequence[Tie], stories: Stories) -> list[bool]:
    """Say of each tie whether it is wording that recurs with other numbers and names.

    Args:
        columns: all articles.
        ties: the matches between articles.
        stories: tells which articles are of one story.

    Returns:
        True where half of a match is templates and its sides fill their slots otherwise, most of it is
        templates of many fillings, or both sides have several figures and hardly one in common; in any case
        only if the two articles do not tell one story.
    """
    if not ties:
        return []
    t = touched(
        columns, np.array([(one.left.first, one.left.last, one.right.first, one.right.last) for one in ties])
    )
    held = runs(t)
    some, sure = (covered(t, held, good) for good in _templates(held))
    figures = _figures(t)
    asked = np.flatnonzero((some >= FILLED_OTHERWISE[0][0]) | figures).tolist()
    pairs = [(ties[n].left.article, ties[n].right.article) for n in asked]
    shares = stories.shares(pairs)
    telling = _telling(t)
    found = [False] * len(ties)
    for n, pair in zip(asked, pairs, strict=True):
        otherwise = _is_enough(some[n], shares[pair], FILLED_OTHERWISE)
        alike = _is_enough(sure[n], shares[pair], FILLED_ALIKE)
        if not (otherwise or alike or figures[n]):
            continue
        left, right = (_fillings(t, *t.places[n, k : k + 2].tolist()) for k in (0, 2))
        found[n] = (
            (figures[n] and _other_figures(left[0], right[0], shares[pair]))
            or (otherwise and _otherwise(left, right))
            or (alike and telling.isdisjoint(left[0] & right[0]))
        )
    return found


def _templates(r: Runs) -> tuple[Array, Array]:
    """Return which runs are templates, and which of them are filled in many ways."""
    articles, fillings = distinct(r.group, r.article), distinct(r.group, r.filling)
    many = (fillings >= MANY_FILLINGS) & (articles >= ARTICLES)
    own = (fillings >= FILLINGS) & (fillings >= OWN_FILLING * articles) & (articles >= ARTICLES)
    return (own | many)[r.group], many[r.group]


def _figures(t: Touched) -> Array:
    """Say which matches have several numbers on both sides, bool, shape (matches,)."""
    before = np.append(0, np.cumsum(t.kind == NUMBERS))
    counts = [before[t.places[:, k + 1]] - before[t.places[:, k]] for k in (0, 2)]
    found: Array = np.minimum(*counts) >= FIGURES
    return found


def _other_figures(left: Counter[int], right: Counter[int], story: float | None) -> bool:
    fewer = min(left.total(), right.total())
    return (left & right).total() <= SAME_FIGURES * fewer and (story is None or story < SAME_STORY)


def _is_enough(covered: float, story: float | None, bounds: Sequence[tuple[float, float]]) -> bool:
    return any(covered >= least and (story is None or story < most) for least, most in bounds)


def _fillings(t: Touched, first: int, last: int) -> _Fillings:
    """Return what fills the slots of a stretch: the numbers, and the names."""
    numbers, names = Counter[int](), Counter[int]()
    for word, kind in zip(t.word[first:last].tolist(), t.kind[first:last].tolist(), strict=True):
        if kind:
            (numbers if kind == NUMBERS else names)[word] += 1
    return numbers, names


def _otherwise(left: _Fillings, right: _Fillings) -> bool:
    """Say whether two stretches fill slots otherwise: the numbers where both have any, else the names."""
    for one, other in zip(left, right, strict=True):
        fewer = min(one.total(), other.total())
        if fewer:
            return (one & other).total() <= (1 - CONFLICT) * fewer
    return False


def _telling(t: Touched) -> frozenset[int]:
    """Return the long numbers that few articles hold, as far as matches touch them."""
    long = (t.kind == NUMBERS) & (t.length >= LONG_NUMBER)
    words, number = np.unique(t.word[long], return_inverse=True)
    return frozenset(words[distinct(number, t.article[t.sentence[long]]) <= FEW].tolist())
