"""Find wording that recurs with other numbers and names in it: earnings tables, notices, market reports.

A *template* is a run of four words in which every number and every name is a slot, as in "qtly div #
cts". Where it recurs in several articles that fill the slots otherwise, the words were filled in and not
copied: what two such articles share is a formula, however alike they are. Articles are counted whether or not
they have a match (``frames``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.flags import UNSPACED_A_WORD
from provenance.core.matching.story import OTHER_STORY, SAME_STORY, Stories
from provenance.core.passages.classify import MOSTLY_EQUAL
from provenance.core.passages.expand import Tie
from provenance.core.passages.frames import Frames
from provenance.core.passages.slots import NUMBERS, Touched, covered, runs, touched
from provenance.core.text.align import identity
from provenance.core.text.numerals import number_at

Array = npt.NDArray[Any]

# How many articles hold a template, and in how many fillings: most holders their own, or a good many.
ARTICLES: Final = 3
FILLINGS: Final = 3
OWN_FILLING: Final = 0.5
MANY_FILLINGS: Final = 5
VERY_MANY: Final = 10
# How much of a match must be templates, and below which share of names and numbers in common the two
# articles tell different stories: the more of it is template, the more of a story may be alike by chance.
# First set by hand on 100 matches that a reader judged, with frames counted in matches; then so that
# counting them in all articles changes as few of 46,000 passages and formulas of news as can be.
FILLED_ALIKE: Final = ((0.6, 0.2), (0.8, 0.5), (0.95, 0.95))
FILLED_BY_VERY_MANY: Final = ((0.5, 0.2), (0.7, 0.5), (0.9, 0.95))
FILLED_OTHERWISE: Final = ((0.6, 0.6), (0.9, 0.65))
# Short notices name the same bodies day by day: there it takes no other story, but other numbers throughout.
FILLED_IN_NOTICES: Final = 0.6
# Above this share two articles tell one story, whatever a match is made of.
MOST_TOLD: Final = max(most for _, most in (*FILLED_ALIKE, *FILLED_BY_VERY_MANY, *FILLED_OTHERWISE))
CONFLICT: Final = 0.5
# A form that stands in two articles only shows by its figures: so many, most of them others.
FIGURES: Final = 3
# Prose has fewer figures among its words, and is told again with others. Of 16 matches of news that figures
# alone tell, two have fewer: both are prose.
DENSE: Final = 0.13
SAME_FIGURES: Final = 1 / 3
# Two articles that have a number of so many characters to themselves did not fill it in alike by chance.
LONG_NUMBER: Final = 5
FEW: Final = 3

_Fillings = tuple[Counter[str], Counter[int]]


def formulas(columns: Columns, ties: Sequence[Tie], stories: Stories, frames: Frames) -> list[bool]:
    """Say of each tie whether it is wording that recurs with other numbers and names.

    Args:
        columns: all articles.
        ties: the matches between articles.
        stories: tells which articles are of one story.
        frames: tells in how many articles frames stand.

    Returns:
        True where most of a match is templates and its sides fill their slots otherwise, as good as all of it
        is templates of many fillings, or both sides are in one language and have several figures, hardly one
        in common, or are nothing but headlines and lists of names; in any case only if the two articles do
        not tell one story, or one is a short notice with no number of the other. The answer counts where a
        passage is shared, and does not depend on which other ties are asked.
    """
    found = [False] * len(ties)
    pairs = [(tie.left.article, tie.right.article) for tie in ties]
    told = stories.shares(pairs)
    notices = stories.notices(pairs).tolist()
    asked = [
        n for n, pair in enumerate(pairs) if notices[n] or (share := told[pair]) is None or share < MOST_TOLD
    ]
    if not asked:
        return found
    ties, shares = [ties[n] for n in asked], [told[pairs[n]] for n in asked]
    t = touched(
        columns, np.array([(one.left.first, one.left.last, one.right.first, one.right.last) for one in ties])
    )
    held = runs(t)
    some, sure, surest = (covered(t, held, good) for good in _templates(held.key, frames))
    figures = _figures(t) & _in_one_language(columns, ties, t)
    headed = _headed(t)
    telling = _telling(t, stories)
    for at, share in enumerate(shares):
        if headed[at] and share is not None and share < OTHER_STORY:
            found[asked[at]] = True
            continue
        notice = notices[asked[at]] and some[at] >= FILLED_IN_NOTICES
        otherwise = _is_enough(some[at], share, FILLED_OTHERWISE)
        alike = _is_enough(sure[at], share, FILLED_ALIKE) or _is_enough(
            surest[at], share, FILLED_BY_VERY_MANY
        )
        if not (notice or otherwise or alike or figures[at]):
            continue
        sides = [slice(*t.places[at, k : k + 2].tolist()) for k in (0, 2)]
        left, right = (_fillings(columns, t, side) for side in sides)
        found[asked[at]] = bool(
            (figures[at] and _other_figures(left[0], right[0], share))
            or (otherwise and _otherwise(left, right))
            or (notice and _no_number_in_common(left[0], right[0]))
            or (alike and set.isdisjoint(*(set(t.word[side][telling[side]].tolist()) for side in sides)))
        )
    return found


def _templates(keys: Array, frames: Frames) -> tuple[Array, Array, Array]:
    """Return which frames are templates, which of them are filled in many ways, and which in very many."""
    distinct, number = np.unique(keys, return_inverse=True)
    articles, fillings = frames(distinct)
    several = articles >= ARTICLES
    own = (fillings >= FILLINGS) & (fillings >= OWN_FILLING * articles)
    many, very_many = (several & (fillings >= least) for least in (MANY_FILLINGS, VERY_MANY))
    return ((several & own) | many)[number], many[number], very_many[number]


def _figures(t: Touched) -> Array:
    """Say which matches have several numbers on both sides, close together, bool, shape (matches,)."""
    before = np.append(0, np.cumsum(t.kind == NUMBERS))
    counts = [before[t.places[:, k + 1]] - before[t.places[:, k]] for k in (0, 2)]
    unspaced = t.unspaced[t.sentence[t.places[:, 0]]]
    sizes = [(t.places[:, k + 1] - t.places[:, k]) / np.where(unspaced, UNSPACED_A_WORD, 1) for k in (0, 2)]
    dense = np.maximum(*(count / size for count, size in zip(counts, sizes, strict=True))) >= DENSE
    found: Array = (np.minimum(*counts) >= FIGURES) & dense
    return found


def _headed(t: Touched) -> Array:
    """Say which matches lie in headlines, or what is capitalised like one, on both sides, bool."""
    before = np.append(0, np.cumsum(~t.headed[t.sentence]))
    found: Array = np.all([before[t.places[:, k + 1]] == before[t.places[:, k]] for k in (0, 2)], axis=0)
    return found


def _in_one_language(columns: Columns, ties: Sequence[Tie], t: Touched) -> Array:
    """Say which matches are within one language: who translates may convert units, and so all figures.

    Two languages have few words in common; where most are, one article's language was told wrongly.
    """
    languages = columns.languages
    found = np.array([languages[one.left.article] == languages[one.right.article] for one in ties])
    for at in np.flatnonzero(~found).tolist():
        left, right = (t.word[slice(*t.places[at, k : k + 2].tolist())].tolist() for k in (0, 2))
        found[at] = identity(left, right) >= MOSTLY_EQUAL
    return found


def _other_figures(left: Counter[str], right: Counter[str], story: float | None) -> bool:
    """Say whether most of several numbers are others and the stories, too; a time of day is one number."""
    fewer = min(left.total(), right.total())
    other = fewer >= FIGURES and (left & right).total() <= SAME_FIGURES * fewer
    return other and (story is None or story < SAME_STORY)


def _is_enough(covered: float, story: float | None, bounds: Sequence[tuple[float, float]]) -> bool:
    return any(covered >= least and (story is None or story < most) for least, most in bounds)


def _fillings(columns: Columns, t: Touched, side: slice) -> _Fillings:
    """Return what fills the slots of a stretch: the numbers, however they are written, and the names."""
    numbers, names = Counter[str](), Counter[int]()
    behind = 0
    for at in (side.start + np.flatnonzero(t.kind[side])).tolist():
        token = int(t.token[at])
        start, end = int(columns.start[token]), int(columns.end[token])
        if t.kind[at] != NUMBERS:
            names[int(t.word[at])] += 1
        elif start >= behind:
            text = columns.articles[int(t.article[t.sentence[at]])].text
            number, behind = number_at(text, start, end)
            numbers[number] += 1
    return numbers, names


def _otherwise(left: _Fillings, right: _Fillings) -> bool:
    """Say whether two stretches fill slots otherwise: the numbers where both have any, else the names."""
    if left[0] and right[0]:
        return _in_conflict(left[0], right[0])
    return bool(left[1] and right[1]) and _in_conflict(left[1], right[1])


def _in_conflict(left: Counter[Any], right: Counter[Any]) -> bool:
    return (left & right).total() <= (1 - CONFLICT) * min(left.total(), right.total())


def _no_number_in_common(left: Counter[str], right: Counter[str]) -> bool:
    return bool(left and right) and not left & right


def _telling(t: Touched, stories: Stories) -> Array:
    """Say which tokens are long numbers that few articles hold, bool, shape (tokens,)."""
    found: Array = (t.kind == NUMBERS) & (t.length >= LONG_NUMBER)
    words, number = np.unique(t.word[found], return_inverse=True)
    found[found] = (stories.holders(words) <= FEW)[number]
    return found
