"""Score compared units: margins over rivals, then a logistic model whose weights are a readable file.

A unit's true partner is mostly its best candidate, and clearly so. How far a pair stands above its
rivals is taken over the whole collection, language by language; near-copies of one text are one
candidate, or a text that ran ten times would be its own rival.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import mul
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import FEATURES
from provenance.core.matching.company import Company
from provenance.core.matching.resolve import NEEDED_QUOTED

Array = npt.NDArray[Any]

_COLUMN: Final = {name: i for i, name in enumerate(FEATURES)}

# What the model sees: features as measured, dampened where more of the same adds less.
INPUTS: Final = (
    "word_cosine",
    "pair_cosine",
    "containment",
    "shared_weight",
    "name_weight",
    "numbers_shared",
    "numbers_conflict",
    "order",
    "length_ratio",
    "words",
    "surprise",
    "margin",
    "lead",
    "elsewhere",
    "beside",
    "quoted",
    "quoted_elsewhere",
    "speaker",
    "cosine",
    "cosine_margin",
    "cosine_lead",
    "cognates",
    "cognate_margin",
    "cognate_lead",
    "cognate_weight",
    "cognate_order",
    "cognate_numbers",
)
LOGGED: Final = {"shared_weight", "name_weight", "words", "surprise", "elsewhere", "cognate_weight"}
_CAPPED: Final = {"numbers_shared": 3.0, "numbers_conflict": 3.0, "elsewhere": 1.6094}
# What a row of compared units can be judged by: words alone; words and vectors; or, across languages,
# vectors, names and numbers, and where an encoder does not know one of them, what both spell alike. Whole
# paragraphs are judged apart from their parts: JUDGES numbers both.
PLAIN: Final = 0
ENCODED: Final = 1
ACROSS: Final = 2
COGNATE: Final = 3
JUDGES: Final = tuple(
    (known, unit) for known in ("plain", "encoded", "across", "cognate") for unit in ("paragraphs", "parts")
)
_NEAR: Final = (
    "cosine", "cosine_margin", "cosine_lead", "cognates", "cognate_margin", "cognate_lead", "cognate_weight",
    "cognate_order", "cognate_numbers",
)  # fmt: skip
# The name under which a match keeps where its model starts from.
START: Final = "start"
# Marks of quotation tell as much as the words in common do, in full from what two quotations need by their
# words alone: one speaker says many things. Across languages there are no words to weigh.
TELLING: Final = NEEDED_QUOTED
# What a third version adds to the log-odds of a match.
THIRD: Final = "third"
# In a large collection every unit has rivals by chance; in a small one it is set against these (likeness
# and cosine, in 1/10,000), so that a score tells the same in both. Set by hand: near the 90th percentile of
# the best partners that paragraphs and sentences have among 9,087 news articles which share no text, and
# somewhat above it for the cosine, which long texts of one kind (reports of one trade) push up; for cognates
# above that of candidates between unrelated articles of the fit, where 5,000 added articles move no score of
# corpus/ by more than 0.03 (by 0.07 at 0.19), and no fewer true pairs are found.
CHANCE_LIKENESS: Final = 2_000
CHANCE_COSINE: Final = 5_500
CHANCE_COGNATES: Final = 2_200
# How likely a match must be to speak for others between the same two articles.
SPEAKS: Final = 0.2
_ALLOWANCE: Final = 0.1
# How many rows are worked on at once: copies of all would take more than the rows.
_AT_ONCE: Final = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """A logistic model: log-odds = intercept + sum of weight x input, in the order of INPUTS."""

    intercept: float
    weights: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judge:
    """``alone`` judges each pair of units by itself; ``final`` knows what else the same two articles likely
    have in common (``core.matching.company``).
    """

    alone: Model
    final: Model


@dataclass(frozen=True, slots=True, kw_only=True)
class Models:
    """One judge for what can be known of a row and for its kind of units, in the order of JUDGES."""

    judges: tuple[Judge, ...]

    def of(self, features: Mapping[str, float]) -> Model | None:
        """Return the model that scored a match, by the shares that the match holds."""
        start = features.get(START)
        return next((judge.final for judge in self.judges if judge.final.intercept == start), None)


def judge_number(known: Array, whole: Array) -> Array:
    """Return the number in JUDGES for rows of which so much is known, ``whole`` paragraphs or parts."""
    found: Array = (2 * known + ~whole).astype(np.int8)
    return found


def parse_models(table: Mapping[str, Any]) -> Models:
    """Read all models from their file's table.

    Raises:
        ValueError: if the file's inputs are not those this version computes.
    """
    return Models(judges=tuple(_judge(table[known][unit]) for known, unit in JUDGES))


def _judge(table: Mapping[str, Any]) -> Judge:
    return Judge(alone=_parse(table["alone"]), final=_parse(table["final"]))


def _parse(table: Mapping[str, Any]) -> Model:
    """Read one model.

    Raises:
        ValueError: if the file's inputs are not those this version computes.
    """
    given = table["weights"]
    if set(given) != set(INPUTS):
        raise ValueError(f"weights for {sorted(given)}, expected {sorted(INPUTS)}")
    return Model(intercept=float(table["intercept"]), weights=tuple(float(given[name]) for name in INPUTS))


def likeness(features: Array) -> Array:
    """Return the mean of both cosines in 1/10,000, int64: what rivals are compared by."""
    both = features[:, _COLUMN["word_cosine"]] + features[:, _COLUMN["pair_cosine"]]
    value: Array = np.rint(both * 5_000).astype(np.int64)
    return value


Same = Callable[[Array, Array], Array]


def best_rivals(unit: Array, partner: Array, value: Array, same: Same = np.equal) -> Array:
    """Return for each row the best value of its unit with another partner, 0 where there is none.

    Args:
        unit, partner, value: int64, shape (rows,); rows of one unit compete, rows of one unit with
            one partner do not.
        same: says of partners, pair by pair, whether they count as one.
    """
    order = np.lexsort((partner, -value, unit))
    ordered, held, values = unit[order], partner[order], value[order]
    change = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    run = np.cumsum(change) - 1
    bounds = np.append(np.flatnonzero(change), len(ordered))
    begin, end = bounds[run], bounds[1:][run]
    rival = np.zeros(len(unit), dtype=np.int64)
    # Each row looks at the others of its unit, the best first, until one has another partner.
    rows, at = np.arange(len(unit)), begin.copy()
    while rows.size:
        other = ~same(held[rows], held[at])
        rival[order[rows[other]]] = values[at[other]]
        rows, at = rows[~other], at[~other] + 1
        inside = at < end[rows]
        rows, at = rows[inside], at[inside]
    return rival


def margins(
    left: Array, right: Array, left_partner: Array, right_partner: Array, value: Array, same: Same = np.equal
) -> Array:
    """Return margin and lead over the better rival of both sides, in 1/10,000, int64, shape (rows, 2).

    The margin is the difference; the lead is value / (value + rival): 1/2 where a rival is as good,
    1 where there is none, and above 1/2 for the best candidate of both sides.

    Args:
        left, right: the unit on either side, numbered so that units compared with another language
            are other units; left_partner, right_partner: what stands on either side.
        same: says of two of these whether they are one candidate.
    """
    unit = np.concatenate([left, right])
    partner = np.concatenate([right_partner, left_partner])
    rival = best_rivals(unit, partner, np.concatenate([value, value]), same)
    best = np.maximum(rival[: len(value)], rival[len(value) :])
    return np.stack([value - best, 10_000 * value // np.maximum(1, value + best)], axis=1)


def above_chance(margin: Array, value: Array, chance: int) -> Array:
    """Return margin and lead, shape (rows, 2), where every row has a rival of ``chance`` at least.

    Args:
        margin: margin and lead over the rivals there are, in 1/10,000.
        value: what they were taken of, shape (rows,). chance: the value of a rival by chance.
    """
    least = np.stack([value - chance, 10_000 * value // np.maximum(1, value + chance)], axis=1)
    found: Array = np.minimum(margin, least)
    return found


def inputs(
    features: Array,
    margin: Array,
    speaker: Array,
    near: Array,
    across: Array,
    company: Company | None = None,
) -> Array:
    """Return the models' inputs, float64 rounded to 4 decimals, shape (rows, inputs).

    Args:
        features: as verified. margin: margin and lead by words, in 1/10,000, shape (rows, 2).
        speaker: 1 where both sides quote one speaker, else 0.
        near: cosine of both vectors, its margin and its lead, and the same of cognates with what these weigh,
            how much of them stands in one order and the share of all numbers in them, in 1/10,000, shape
            (rows, 9).
        across: True where the sides are in two languages, shape (rows,).
        company: what else the same two articles likely have in common; None where that is not known.
    """
    company = company or Company.none(len(features))
    found = np.zeros((len(features), len(INPUTS)))
    for begin in range(0, len(features), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        there = Company(elsewhere=company.elsewhere[part], beside=company.beside[part])
        found[part] = _inputs(features[part], margin[part], speaker[part], near[part], across[part], there)
    return found


def accompany(found: Array, features: Array, across: Array, company: Company) -> None:
    """Give the models' inputs of some rows another company, in place; the rest is as for ``inputs``."""
    for begin in range(0, len(features), _AT_ONCE):
        part = slice(begin, begin + _AT_ONCE)
        there = Company(elsewhere=company.elsewhere[part], beside=company.beside[part])
        for name, values in _accompanied(features[part], _telling(features[part], across[part]), there):
            found[part, INPUTS.index(name)] = np.round(_dampened(name, values), 4)


def _telling(features: Array, across: Array) -> Array:
    """Return how much marks of quotation and a common speaker tell, from 0 to 1."""
    telling: Array = np.minimum(1.0, features[:, _COLUMN["surprise"]] / TELLING)
    telling[across] = 1.0
    return telling


def _accompanied(features: Array, telling: Array, company: Company) -> Iterator[tuple[str, Array]]:
    """Yield the inputs that company shapes, with their names."""
    yield "elsewhere", company.elsewhere
    yield "beside", company.beside
    several = np.minimum(np.log1p(company.elsewhere), _CAPPED["elsewhere"])
    yield "quoted_elsewhere", several * features[:, _COLUMN["quoted"]] * telling


def _dampened(name: str, values: Array) -> Array:
    found: Array = np.minimum(np.log1p(values) if name in LOGGED else values, _CAPPED.get(name, np.inf))
    return found


def _inputs(
    features: Array, margin: Array, speaker: Array, near: Array, across: Array, company: Company
) -> Array:
    margin = above_chance(margin, likeness(features), CHANCE_LIKENESS)
    near = np.column_stack(
        [
            near[:, 0],
            above_chance(near[:, 1:3], near[:, 0], CHANCE_COSINE),
            near[:, 3],
            above_chance(near[:, 4:6], near[:, 3], CHANCE_COGNATES),
            near[:, 6:],
        ]
    )
    telling = _telling(features, across)
    accompanied = dict(_accompanied(features, telling, company))
    columns = []
    for name in INPUTS:
        if name in accompanied:
            values = accompanied[name]
        elif name == "margin":
            values = margin[:, 0] / 10_000
        elif name == "lead":
            values = margin[:, 1] / 10_000
        elif name in _NEAR:
            values = near[:, _NEAR.index(name)] / 10_000
        elif name == "speaker":
            values = speaker * telling
        elif name == "quoted":
            values = features[:, _COLUMN["quoted"]] * telling
        else:
            values = features[:, _COLUMN[name]]
        columns.append(_dampened(name, values))
    rounded: Array = np.round(np.stack(columns, axis=1), 4)
    return rounded


def probability(model: Model, row: Sequence[float]) -> float:
    """Return the probability that a pair with these inputs has a common text, 4 decimals.

    Summed in the order of INPUTS with ``math.fsum``: the same number on every machine.
    """
    odds = math.fsum([model.intercept, *map(mul, model.weights, row)])
    return round(1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds)))), 4)


def log_odds(chance: float) -> float:
    """Return the log-odds of a probability; the nearest to 0 and 1 are those of 0.0001 and 0.9999."""
    held = min(0.9999, max(0.0001, chance))
    return math.log(held / (1.0 - held))


def likely(model: Model, rows: Array, least: float) -> Array:
    """Return the numbers of the rows that may reach a probability; ``probability`` decides on those.

    Sums of arrays may differ in their last digits between machines; the allowance is far wider.
    """
    if not 0.001 < least < 0.999:
        return np.arange(len(rows)) if least <= 0.001 else likely(model, rows, 0.998)
    odds = model.intercept + (rows * np.array(model.weights)).sum(axis=1)
    found: Array = np.flatnonzero(odds >= math.log(least / (1 - least)) - _ALLOWANCE)
    return found


def judged(
    models: Models, by: Array, rows: Array, least: float, *, alone: bool = False
) -> Iterator[tuple[int, float]]:
    """Yield number and probability of each row that reaches a probability; ``by`` numbers its judge."""
    for number, judge in enumerate(models.judges):
        mine = np.flatnonzero(by == number)
        model = judge.alone if alone else judge.final
        for begin in range(0, len(mine), _AT_ONCE):
            some = mine[begin : begin + _AT_ONCE]
            table = rows[some]
            close = likely(model, table, least)
            for at, row in zip(some[close].tolist(), table[close].tolist(), strict=True):
                score = probability(model, row)
                if score >= least:
                    yield at, score


def shares(model: Model, row: Sequence[float]) -> dict[str, float]:
    """Return what each input that has a weight adds to the log-odds, by name, and where the model starts."""
    found = {name: round(w * x, 4) for name, w, x in zip(INPUTS, model.weights, row, strict=True) if w}
    return found | {START: model.intercept}
