"""Claims of compared units: where they lie, cut to what both sides have in common."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, LEAST_UNIT_WORDS, SENTENCE
from provenance.core.collection.columns import Columns, Units
from provenance.core.collection.terms import Terms
from provenance.core.flags import CREDITED, QUOTED
from provenance.core.matching.resolve import Claim

if TYPE_CHECKING:
    from provenance.core.matching.compared import Compared
    from provenance.core.matching.judging import Judged

Array = npt.NDArray[Any]

# A sentence of a long block belongs to the match where this much of its words' weight is in common.
COVERED: Final = 0.2
# An end of a unit is cut off where it has more words than this, and so many times more than the same end
# of the other side, that tell nothing in common; words lighter than TELLING (in 1/256) are everywhere.
LOOSE_WORDS: Final = 8
LOOSE_TIMES: Final = 3
TELLING: Final = 4 * 256

Range = tuple[int, int]


class Places:
    """Where the units of blocks lie, as token ranges within the block."""

    def __init__(self, columns: Columns, terms: Terms) -> None:
        self._columns = columns
        self._terms = terms
        self._units = Units(columns)
        # Seen as memory, an array gives numbers as fast as a list does.
        self._weight = np.ascontiguousarray(terms.weight).data

    def sentences(self, block: int) -> list[Range]:
        c, first = self._columns, int(self._columns.block_first[block])
        return [
            (int(c.sentence_first[k]) - first, int(c.sentence_last[k]) - first)
            for k in self._units.sentences(block)
        ]

    def sentence(self, block: int, token: int) -> Range | None:
        """Return the sentence around a token of a block, credits at its ends left out; None within these."""
        credited = self._columns.flags[self._columns.block_first[block] :]
        for a, b in self.sentences(block):
            if a <= token < b:
                told = np.flatnonzero((credited[a:b] & CREDITED) == 0)
                if len(told) and a + told[0] <= token <= a + told[-1]:
                    return a + int(told[0]), a + int(told[-1]) + 1
        return None

    def quoted(self, block: int, token: int) -> bool:
        """Say whether a token of a block stands in quotation marks."""
        return bool(self._columns.flags[self._columns.block_first[block] + token] & QUOTED)

    def words(self, block: int, span: Range) -> list[int]:
        """Return the words of a range of a block."""
        first = int(self._columns.block_first[block])
        return list(self._columns.word[first + span[0] : first + span[1]].tolist())

    def unit(self, block: int, kind: int, number: int) -> Range:
        c, begin = self._columns, int(self._columns.block_first[block])
        if kind == BLOCK:
            return 0, int(c.block_last[block]) - begin
        if kind == SENTENCE:
            at = self._units.sentences(block)[number]
            return int(c.sentence_first[at]) - begin, int(c.sentence_last[at]) - begin
        at = self._units.pieces(block)[number]
        return int(c.piece_first[at]) - begin, int(c.piece_last[at]) - begin

    def covered(self, block: int, other: int) -> tuple[int, int] | None:
        """Return the range of sentences, first to last, whose words the other block shares."""
        c, t, weight = self._columns, self._terms, self._weight
        theirs = set(t.word[c.block_first[other] : c.block_last[other]].tolist())
        begin = int(c.block_first[block])
        found = []
        for a, b in self.sentences(block):
            mine = set(t.word[begin + a : begin + b].tolist())
            total = sum(map(weight.__getitem__, mine))
            if total and sum(map(weight.__getitem__, mine & theirs)) >= COVERED * total:
                found.append((a, b))
        return (found[0][0], found[-1][1]) if found else None

    def trimmed(self, blocks: Sequence[int], spans: Sequence[Range]) -> list[Range]:
        """Cut off ends of one side that have no counterpart: what tells in common ends early there only."""
        c, t, weight = self._columns, self._terms, self._weight
        words = [
            t.word[int(c.block_first[block]) + a : int(c.block_first[block]) + b].tolist()
            for block, (a, b) in zip(blocks, spans, strict=True)
        ]
        common = {w for w in set(words[0]) & set(words[1]) if weight[w] >= TELLING}
        told = [[i for i, w in enumerate(side) if w in common] for side in words]
        if not common:
            return list(spans)
        heads = [side[0] for side in told]
        tails = [len(side) - 1 - at[-1] for side, at in zip(words, told, strict=True)]
        result = []
        for mine in (0, 1):
            first, last = spans[mine]
            begin = first + heads[mine] if _loose(heads[mine], heads[1 - mine]) else first
            end = last - tails[mine] if _loose(tails[mine], tails[1 - mine]) else last
            result.append((begin, end) if end - begin >= LEAST_UNIT_WORDS else (first, last))
        return result


def _loose(mine: int, other: int) -> bool:
    return mine > LOOSE_WORDS and mine > LOOSE_TIMES * other


def unit_claim(places: Places, compared: Compared, number: int, judged: Judged) -> Claim:
    """Return the claim of one compared row; a block is cut to the sentences in common.

    What a third version bears out keeps its ends: few words in common do not tell them.
    """
    pair = int(compared.row_pair[number])
    blocks = int(compared.candidates.left[pair]), int(compared.candidates.right[pair])
    kinds, units = compared.row_kind[number].tolist(), compared.row_units[number].tolist()
    spans: list[tuple[int, int]] = []
    for side, (kind, unit) in enumerate(zip(kinds, units, strict=True)):
        span = places.unit(blocks[side], kind, unit)
        if kind == BLOCK:
            covered = places.covered(blocks[side], blocks[1 - side])
            span = covered or span
        spans.append(span)
    if not judged.third:
        spans = places.trimmed(blocks, spans)
    return Claim(
        left_first=spans[0][0], left_last=spans[0][1], right_first=spans[1][0], right_last=spans[1][1],
        score=judged.score, kind=max(kinds), row=number, best=judged.third or compared.best(number),
        features=judged.features,
    )  # fmt: skip
