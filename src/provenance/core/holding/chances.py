"""Which pairs of texts stand a chance in a comparison of new articles with an index.

Rivals that were not looked up yet can only lower a score, and what else two articles may have in common is
bounded by what was found likely between them: so a score has an upper bound before the index is asked again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.matching.company import HOLDERS, Company
from provenance.core.matching.compared import Compared
from provenance.core.matching.detect import Setup
from provenance.core.matching.judging import ROUNDS, Copies, quoted_rows, spoken
from provenance.core.matching.score import INPUTS, SPEAKS, Models, judged

Array = npt.NDArray[Any]
_Articles = tuple[int, int]

CERTAIN: Final = 1.0
_NOTHING: Final[frozenset[int]] = frozenset()
# What further rivals, or company, can only move one way, if its weight is not below 0.
_RISING: Final = (
    "margin",
    "lead",
    "elsewhere",
    "beside",
    "quoted_elsewhere",
    "cosine_margin",
    "cosine_lead",
    "cognate_margin",
    "cognate_lead",
)


def chances(
    compared: Compared,
    texts: Array,
    places: Mapping[int, Sequence[int]],
    asked: Collection[int],
    setup: Setup,
) -> Array:
    """Return the candidate pairs that can give a match, and those that can speak for one, int64, ascending.

    Args:
        compared: rows that may miss rivals and company.
        texts: the texts of each candidate pair, int64, shape (pairs, 2).
        places: the articles that hold each text, by text.
        asked: the texts whose partners were all looked up.
        setup: as for a comparison.
    """
    if not _rises(setup.models):
        return np.arange(len(texts))
    copies = Copies(compared, setup.floor)
    quoted = _pairs(compared, quoted_rows(compared, setup.floor))
    speaking = set(copies.best(SPEAKS)) | _pairs(compared, quoted_rows(compared, SPEAKS))
    alone = judged(setup.models, compared.judge, compared.inputs(), SPEAKS, alone=True)
    speaking |= _pairs(compared, (row for row, _ in alone))
    uttered = _uttered(compared)
    reached: set[int] = set()
    # As company is made up: whatever may be likely in the company so far speaks for others.
    for least in [SPEAKS] * (ROUNDS - 1) + [setup.floor]:
        speaking |= reached
        between = Between(texts, places, asked, speaking)
        accompanied = np.array([between.company(pair) for pair in range(len(texts))], dtype=np.bool_)
        most = Company.most(len(compared.row_pair)).without(~(accompanied[compared.row_pair] | uttered))
        rows = judged(setup.models, compared.judge, compared.inputs(most), least)
        reached = _pairs(compared, (row for row, _ in rows))
    found = reached | set(copies.best(setup.floor)) | quoted
    found |= between.with_any(found, speaking)
    # How likely these are, their own company tells.
    found |= between.with_any(found.intersection(unsettled(compared, setup)), speaking)
    return np.array(sorted(found), dtype=np.int64)


def unsettled(compared: Compared, setup: Setup) -> list[int]:
    """Return the candidate pairs that may speak for others if they have company, and are not certain."""
    most = compared.inputs(Company.most(len(compared.row_pair)))
    may = _pairs(compared, (row for row, _ in judged(setup.models, compared.judge, most, SPEAKS)))
    return sorted(may.difference(Copies(compared, setup.floor).best(CERTAIN)))


def _pairs(compared: Compared, rows: Iterable[int]) -> set[int]:
    return {int(compared.row_pair[row]) for row in rows}


def _uttered(compared: Compared) -> Array:
    """Say of rows whether other pieces of the same quotations may speak for them, bool."""
    pieces = spoken(compared)
    counts = np.bincount(compared.row_pair[pieces], minlength=len(compared.candidates.left))
    found: Array = pieces & (counts[compared.row_pair] > 1)
    return found


class Between:
    """What may be common to the articles that hold two texts, besides these.

    Args:
        texts, places, asked: as in ``chances``.
        speaking: the pairs that may speak for others.
    """

    def __init__(
        self,
        texts: Array,
        places: Mapping[int, Sequence[int]],
        asked: Collection[int],
        speaking: Collection[int],
    ) -> None:
        self._texts: list[list[int]] = texts.tolist()
        self._places = places
        # Equal text is company, too.
        self._shared: dict[int, set[int]] = defaultdict(set)
        for text in asked:
            for article in places[text] if len(places[text]) > 1 else ():
                self._shared[article].add(text)
        self._likely: dict[_Articles, set[int]] = defaultdict(set)
        # Too many articles hold these to list any two of them.
        self._everywhere: list[tuple[frozenset[int], frozenset[int]]] = []
        for pair in speaking:
            if self._crowded(pair):
                left, right = (frozenset(places[text]) for text in self._texts[pair])
                self._everywhere.append((left, right))
                continue
            for articles in self._articles(pair):
                self._likely[articles].add(pair)

    def _crowded(self, pair: int) -> bool:
        return any(len(self._places[text]) > HOLDERS for text in self._texts[pair])

    def _articles(self, pair: int) -> Iterator[_Articles]:
        left, right = (self._places[text] for text in self._texts[pair])
        for a, b in product(left, right):
            if a != b:
                yield min(a, b), max(a, b)

    def company(self, pair: int) -> bool:
        """Say whether anything else may be common to two articles that hold the texts of a pair."""
        return self._crowded(pair) or any(
            self._is_likely(pair, *articles) or self._have_equal_text(*articles)
            for articles in self._articles(pair)
        )

    def _is_likely(self, pair: int, a: int, b: int) -> bool:
        return bool(self._likely.get((a, b), _NOTHING) - {pair}) or any(
            (a in left and b in right) or (b in left and a in right) for left, right in self._everywhere
        )

    def _have_equal_text(self, a: int, b: int) -> bool:
        return not self._shared.get(a, _NOTHING).isdisjoint(self._shared.get(b, _NOTHING))

    def with_any(self, found: Collection[int], speaking: Collection[int]) -> set[int]:
        """Return which pairs of ``speaking`` are company to one that was found."""
        if any(map(self._crowded, found)):
            return set(speaking)
        near = {articles for pair in found for articles in self._articles(pair)}
        return {pair for pair in speaking if self._crowded(pair) or not near.isdisjoint(self._articles(pair))}


def _rises(models: Models) -> bool:
    places = [INPUTS.index(name) for name in _RISING]
    return all(
        model.weights[at] >= 0
        for judge in models.judges
        for model in (judge.alone, judge.final)
        for at in places
    )
