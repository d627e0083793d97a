"""Judge compared rows: by themselves, by what else is common, by quoted words, and by a third version."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import FEATURES, PIECE
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import distinct_blocks
from provenance.core.cutting.headings import headings
from provenance.core.distinct import distinct_values
from provenance.core.matching.company import Company, holders, utterances
from provenance.core.matching.company import company as add_up
from provenance.core.matching.compared import Compared
from provenance.core.matching.resolve import (
    LEAST_SURPRISE,
    WHOLLY,
    Claim,
    may_reach,
    quoted_score,
    stretch_claim,
)
from provenance.core.matching.score import ENCODED, SPEAKS, THIRD, Models, judged, log_odds, shares
from provenance.core.matching.third import DOUBTFUL, borne_out

Array = npt.NDArray[Any]

# Of how many rounds company is made up: who is found by company may speak for others once.
ROUNDS: Final = 2
_SURPRISE: Final = FEATURES.index("surprise")
_QUOTED: Final = FEATURES.index("quoted")


class Copies:
    """The copied stretches that may count, with their scores.

    Args:
        compared: all rows.
        least: the score from which stretches are asked for.
    """

    def __init__(self, compared: Compared, least: float) -> None:
        self._pair, self._stretches = compared.stretch_pair, compared.stretches
        self._likely = may_reach(compared.stretches, min(least, SPEAKS))
        self._sure = {at: self._claim(at) for at in np.flatnonzero(self._likely).tolist()}

    def _claim(self, at: int) -> Claim:
        return stretch_claim(self._stretches[at].tolist())

    @property
    def pairs(self) -> Array:
        """The candidate pairs that have a stretch which may count, ascending."""
        return distinct_values(self._pair[self._likely])

    def claims(self) -> Iterator[tuple[int, Claim]]:
        """Yield the candidate pair of each stretch that may count, and the stretch."""
        return ((int(self._pair[at]), copy) for at, copy in self._sure.items())

    def best(self, least: float) -> dict[int, float]:
        """Return the best score of the candidate pairs that have a stretch of such a score."""
        found: dict[int, float] = {}
        for pair, copy in self.claims():
            if copy.score >= least:
                found[pair] = max(copy.score, found.get(pair, 0.0))
        return found

    def among(self, pairs: Sequence[int], units: Collection[int]) -> dict[int, list[Claim]]:
        """Return the stretches of some candidate pairs that may count, and all of those with a unit: an
        unlikely one matters only there.
        """
        asked = self._likely & np.isin(self._pair, np.array(pairs, dtype=np.int64))
        asked |= np.isin(self._pair, np.array([pair for pair in pairs if pair in units], dtype=np.int64))
        found: dict[int, list[Claim]] = defaultdict(list)
        for at in np.flatnonzero(asked).tolist():
            found[int(self._pair[at])].append(self._sure[at] if at in self._sure else self._claim(at))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A row's score and what makes it up, as log-odds by name.

    ``third``: a third version says more for it than its own words and vectors do.
    """

    score: float
    features: dict[str, float]
    third: bool = False


def quoted_rows(compared: Compared, least: float) -> dict[int, float]:
    """Return the rows that are quoted on both sides and whose words in common are surprising enough by
    themselves, with their score.
    """
    found = {}
    features = compared.features
    may = (features[:, _QUOTED] >= WHOLLY) & (features[:, _SURPRISE] >= LEAST_SURPRISE)
    for row in np.flatnonzero(may).tolist():
        surprise, quoted = features[row, [_SURPRISE, _QUOTED]].tolist()
        score = quoted_score(surprise, quoted)
        if score >= least:
            found[row] = score
    return found


def spoken(compared: Compared) -> Array:
    """Say of rows whether both sides are pieces of one speaker's words, bool."""
    found: Array = (compared.row_kind == PIECE).all(axis=1) & (compared.speaker > 0)
    return found


def company(
    columns: Columns,
    compared: Compared,
    models: Models,
    copies: Mapping[int, float],
    rounds: int = ROUNDS,
    held: Mapping[int, Sequence[int]] | None = None,
    table: Array | None = None,
) -> Company:
    """Return for each row what else its two articles likely have in common.

    In the first round matches speak for one another that are likely by themselves; in each further one those
    that are likely in the company of the round before. Sentences of one utterance speak for one another, too.

    Args:
        columns: all articles.
        compared: all rows.
        models: say which matches are likely.
        copies: the candidate pairs with a copied stretch that speaks for others, and its score.
        rounds: how many, 1 or more.
        held: as ``holders`` returns it for the whole collection, if the articles are part of one.
        table: the inputs of all rows without company, if at hand; their company is that of some round then.
    """
    table = compared.inputs() if table is None else table
    pairs = compared.candidates
    blocks = np.stack([pairs.left, pairs.right], axis=1)
    if held is None:
        held = holders(distinct_blocks(columns), columns.block_furniture)
    headed = headings(columns)[blocks].any(axis=1)[compared.row_pair]
    quoted, pieces = quoted_rows(compared, SPEAKS), spoken(compared)
    known = Company.none(len(compared.row_pair))
    for number in range(rounds):
        rows = dict(quoted)
        if number:
            compared.accompany(table, known)
        for at, score in judged(models, compared.judge, table, SPEAKS, alone=number == 0):
            rows[at] = max(score, rows.get(at, 0.0))
        found = dict(copies)
        of = compared.row_pair[np.array(list(rows), dtype=np.int64)].tolist()
        for pair, score in zip(of, rows.values(), strict=True):
            found[pair] = max(score, found.get(pair, 0.0))
        between = add_up(columns.block_article, held, blocks, compared.row_pair, found).without(headed)
        within = utterances(compared.row_pair, compared.row_units, pieces, rows)
        known = between.plus(within)
    return known


class Judging:
    """All rows of a comparison with what speaks for them.

    Args:
        columns: all articles.
        compared: all rows.
        models: judge them.
        copies: the copied stretches.
        held: as for ``company``.
    """

    def __init__(
        self,
        columns: Columns,
        compared: Compared,
        models: Models,
        copies: Copies,
        held: Mapping[int, Sequence[int]] | None = None,
    ) -> None:
        self._columns, self._compared, self._models = columns, compared, models
        self._inputs = compared.inputs()
        beside = company(columns, compared, models, copies.best(SPEAKS), held=held, table=self._inputs)
        compared.accompany(self._inputs, beside)

    def scores(self, least: float) -> list[tuple[int, float, float]]:
        """Return the rows that are likely enough, in their order: number, the score of its own, the score."""
        encoded = bool((self._compared.judge // 2 >= ENCODED).any())
        own = self._own(min(least, DOUBTFUL) if encoded else least)
        raised = self._third(own, least) if encoded else {}
        rows = ((number, own[number], raised.get(number, own[number])) for number in sorted(own))
        return [row for row in rows if row[2] >= least]

    def _own(self, least: float) -> dict[int, float]:
        found = quoted_rows(self._compared, least)
        for at, score in judged(self._models, self._compared.judge, self._inputs, least):
            found[at] = max(score, found.get(at, 0.0))
        return found

    def _third(self, own: Mapping[int, float], least: float) -> dict[int, float]:
        rows = np.array(sorted(row for row, score in own.items() if score >= DOUBTFUL), dtype=np.int64)
        rows = rows[self._compared.judge[rows] // 2 >= ENCODED]
        nodes = np.stack(self._compared.nodes(self._columns, rows), axis=1)
        articles = self._columns.block_article[np.stack(self._compared.blocks(rows), axis=1)]
        found = borne_out(nodes, articles, np.array([own[row] for row in rows.tolist()]), least)
        return {int(rows[at]): score for at, score in found.items()}

    def made_up(self, number: int, own: float, score: float) -> Judged:
        """Return the score of a row with what makes it up, see ``scores``."""
        model = self._models.judges[int(self._compared.judge[number])].final
        features = shares(model, self._inputs[number].tolist())
        if score == own:
            return Judged(score=score, features=features)
        return Judged(
            score=score,
            features=features | {THIRD: round(log_odds(score) - sum(features.values()), 4)},
            third=True,
        )
