"""Run a comparison once more for two places, and look how close they came to a match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, FEATURES, SENTENCE
from provenance.core.codes import GENERATORS
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import Terms, distinct_blocks
from provenance.core.matching import candidates as generate
from provenance.core.matching.alike import Alike
from provenance.core.matching.company import Company
from provenance.core.matching.compared import Compared
from provenance.core.matching.detect import Setup, compare, distinct, propose
from provenance.core.matching.judging import Copies, company
from provenance.core.matching.packing import pack
from provenance.core.matching.resolve import Claim, quoted_score, stretch_claim
from provenance.core.matching.score import SPEAKS, likeness, probability
from provenance.core.matching.verify import Block, overlap
from provenance.core.passages.expand import Passage
from provenance.core.reporting.explain import stretch_features, unit_features
from provenance.core.reporting.places import block_passage
from provenance.model import FeatureShare

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What the stages of a comparison made, kept to look into.

    ``same`` maps each block to its distinct one; ``proposed`` are those of the pairs asked for that a
    generator found; ``company`` counts, row by row, the sure matches of the same two articles.
    """

    columns: Columns
    same: Array
    terms: Terms
    proposed: frozenset[tuple[int, int]]
    compared: Compared
    company: Company
    setup: Setup


@dataclass(frozen=True, slots=True, kw_only=True)
class Closest:
    """The parts of two blocks that were compared, distinct blocks in ``pair``.

    ``score`` is None where nothing was compared. ``row`` is the row of compared units that it comes
    from, ``copied`` the copied stretch otherwise.
    """

    pair: tuple[int, int]
    left: Passage
    right: Passage
    score: float | None = None
    features: tuple[FeatureShare, ...] = ()
    copied: Claim | None = None
    row: int | None = None


def run_again(columns: Columns, pairs: Sequence[tuple[int, int]], setup: Setup) -> Run:
    """Run the stages of detection once more, with the pairs asked for among the candidates in any case.

    Args:
        columns: all articles.
        pairs: distinct blocks, smaller first.
        setup: as for ``detect``.
    """
    proposed = propose(columns, distinct(columns), setup)
    found = proposed.candidates
    known = set(zip(found.left.tolist(), found.right.tolist(), strict=True))
    wanted = np.array(pairs, dtype=np.int32).reshape(-1, 2)
    parts = [(bit, (found.generators & bit) > 0) for bit in GENERATORS]
    widened = generate.union(
        [
            *((bit, (found.left[held], found.right[held])) for bit, held in parts),
            (0, (wanted[:, 0], wanted[:, 1])),
        ]
    )
    compared = compare(columns, replace(proposed, candidates=widened), setup)
    return Run(
        columns=columns,
        same=distinct_blocks(columns),
        terms=proposed.terms,
        proposed=frozenset(pair for pair in pairs if pair in known),
        compared=compared,
        company=company(columns, compared, setup.models, Copies(compared, SPEAKS).best(SPEAKS)),
        setup=setup,
    )


def closest(run: Run, pair: tuple[int, int]) -> list[Closest]:
    """Return all that was compared in two blocks, units and copied stretches; themselves if nothing was."""
    c, compared = run.columns, run.compared
    pairs = compared.candidates
    number = int(np.flatnonzero((pairs.left == pair[0]) & (pairs.right == pair[1]))[0])
    found: list[Closest] = []
    rows = np.flatnonzero(compared.row_pair == number)
    seen = compared.inputs(run.company)[rows]
    for at, row in zip(rows.tolist(), seen.tolist(), strict=True):
        measured = dict(zip(FEATURES, compared.features[at].tolist(), strict=True))
        words = measured["surprise"], measured["quoted"]
        model = run.setup.models.judges[int(compared.judge[at])].final
        kinds, units = compared.row_kind[at].tolist(), compared.row_units[at].tolist()
        found.append(
            Closest(
                pair=pair,
                left=unit_passage(c, pair[0], kinds[0], units[0]),
                right=unit_passage(c, pair[1], kinds[1], units[1]),
                score=max(probability(model, row), quoted_score(*words)),
                features=unit_features(model, row, *words),
                row=at,
            )
        )
    for at in np.flatnonzero(compared.stretch_pair == number).tolist():
        claim = stretch_claim(compared.stretches[at].tolist())
        found.append(
            Closest(
                pair=pair,
                left=part(c, pair[0], claim.left_first, claim.left_last),
                right=part(c, pair[1], claim.right_first, claim.right_last),
                score=claim.score,
                features=stretch_features(claim.features),
                copied=claim,
            )
        )
    return found or [Closest(pair=pair, left=block_passage(c, pair[0]), right=block_passage(c, pair[1]))]


def standing(run: Run, found: Closest, left: Sequence[int], right: Sequence[int]) -> Closest:
    """Return what was found in two distinct blocks where these stand among the blocks of two places.

    ``left`` becomes what stands at the left place.
    """
    for a in left:
        for b in right:
            blocks = int(run.same[a]), int(run.same[b])
            if blocks == found.pair:
                return replace(found, left=_moved(run, found.left, a), right=_moved(run, found.right, b))
            if blocks[::-1] == found.pair:
                return replace(found, left=_moved(run, found.right, a), right=_moved(run, found.left, b))
    return found


def _moved(run: Run, passage: Passage, block: int) -> Passage:
    begin = int(run.columns.block_first[passage.block])
    return part(run.columns, block, passage.first - begin, passage.last - begin)


def part(columns: Columns, block: int, first: int, last: int) -> Passage:
    begin = int(columns.block_first[block])
    return Passage(
        article=int(columns.block_article[block]), block=block, first=begin + first, last=begin + last
    )


def unit_passage(columns: Columns, block: int, kind: int, number: int) -> Passage:
    if kind == BLOCK:
        return block_passage(columns, block)
    of, first, last = (
        (columns.sentence_block, columns.sentence_first, columns.sentence_last)
        if kind == SENTENCE
        else (columns.piece_block, columns.piece_first, columns.piece_last)
    )
    at = int(np.searchsorted(of, block)) + number
    return Passage(
        article=int(columns.block_article[block]), block=block, first=int(first[at]), last=int(last[at])
    )


def rivals(run: Run, found: Closest) -> list[tuple[Passage, Passage]]:
    """Return each unit that resembles another passage more than its partner, with that passage.

    Near-copies of the partner and passages of the same article are no rivals.
    """
    c, compared = run.columns, run.compared
    if found.row is None:
        return []
    every = np.arange(len(compared.row_pair))
    of, nodes = compared.blocks(every), compared.nodes(c, every)
    alike = Alike(c)
    value, level = likeness(compared.features), compared.row_kind.max(axis=1)
    better = (value > value[found.row]) & (level == level[found.row])
    better &= c.block_article[of[0]] != c.block_article[of[1]]
    named = []
    for mine, block in enumerate(found.pair):
        passage = found.left if int(run.same[found.left.block]) == block else found.right
        partner = nodes[1 - mine][found.row]
        best: tuple[int, int, int] | None = None
        for side in (0, 1):
            rows = np.flatnonzero((nodes[side] == nodes[mine][found.row]) & better)
            theirs = nodes[1 - side][rows]
            for row in rows[~alike.same(theirs, np.full_like(theirs, partner))].tolist():
                best = max(best or (0, 0, 0), (int(value[row]), -row, side))
        if best is not None:
            row, other = -best[1], 1 - best[2]
            kind, unit = int(compared.row_kind[row, other]), int(compared.row_units[row, other])
            rival = unit_passage(c, int(of[other][row]), kind, unit)
            named.append((passage, rival))
    return named


def common_weight(run: Run, pair: tuple[int, int]) -> float:
    """Return what the words in common weigh, as a share of the lighter paragraph's."""
    chunk = pack(
        run.columns,
        run.terms,
        np.array([pair], dtype=np.int32),
        np.zeros(1, dtype=np.uint8),
        reworded=True,
        capitals=np.zeros(len(run.columns.articles), dtype=np.uint8),  # names count like other words here
    )
    return overlap(Block(chunk, 0).whole, Block(chunk, 1).whole)
