"""Compare the units that an encoder or cognates ask for, where words alone would not.

Units of one language are compared by their terms, like all others; across languages only names and
numbers can be equal, so these are what is compared there.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.chunk import BLOCK, FEATURES, Verified
from provenance.core.codes import SCALE
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import Terms
from provenance.core.flags import CAPITAL, NUMBER, OPENS
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.meaning import Nodes
from provenance.core.matching.packing import pack
from provenance.core.matching.verify import Block, Unit, features, rounded

Array = npt.NDArray[Any]

_CHUNK: Final = 2_000
_AT: Final = {name: i for i, name in enumerate(FEATURES)}

Row = tuple[int, tuple[int, int], tuple[int, int]]


def compare_asked(
    columns: Columns,
    terms: Terms,
    pairs: Candidates,
    verified: Verified,
    wanted: Sequence[tuple[Array, Array]],
    capitals: Array,
) -> Verified:
    """Return the verified rows with those that vectors or cognates ask for and verification left out.

    Rows stay in order of their pairs; ``wanted`` are pairs of nodes, as ``meaning.asked`` gives them.
    """
    rows = _missing(columns, pairs, verified, wanted)
    made = [verified]
    for begin in range(0, len(rows), _CHUNK):
        made.append(_compared(columns, terms, pairs, rows[begin : begin + _CHUNK], capitals))
    joined = Verified.joined(made)
    order = np.argsort(joined.row_pair, kind="stable")
    return Verified(
        row_pair=joined.row_pair[order],
        row_kind=joined.row_kind[order],
        row_units=joined.row_units[order],
        row_features=joined.row_features[order],
        stretch_pair=joined.stretch_pair,
        stretches=joined.stretches,
    )


def _missing(
    columns: Columns, pairs: Candidates, verified: Verified, nodes: Sequence[tuple[Array, Array]]
) -> list[Row]:
    """Return pair, kinds and units of the rows asked for that are not there, in order of their pairs."""
    numbered = Nodes(columns)
    sides = [numbered.units(np.concatenate([both[side] for both in nodes])) for side in (0, 1)]
    keys = pairs.left.astype(np.int64) << np.int64(32) | pairs.right
    pair = np.searchsorted(keys, sides[0][0] << np.int64(32) | sides[1][0])
    held = set(
        zip(
            verified.row_pair.tolist(),
            map(tuple, verified.row_kind.tolist()),
            map(tuple, verified.row_units.tolist()),
            strict=True,
        )
    )
    kinds = np.stack([sides[0][1], sides[1][1]], axis=1).tolist()
    units = np.stack([sides[0][2], sides[1][2]], axis=1).tolist()
    wanted = {
        (number, (k[0], k[1]), (u[0], u[1])) for number, k, u in zip(pair.tolist(), kinds, units, strict=True)
    }
    return [row for row in sorted(wanted) if row not in held]


def _compared(
    columns: Columns, terms: Terms, pairs: Candidates, rows: list[Row], capitals: Array
) -> Verified:
    numbers = np.array(sorted({row[0] for row in rows}), dtype=np.int64)
    both = np.stack([pairs.left[numbers], pairs.right[numbers]], axis=1)
    chunk = pack(columns, terms, both, pairs.generators[numbers], reworded=True, capitals=capitals)
    place = {number: at for at, number in enumerate(numbers.tolist())}
    blocks: dict[int, Block] = {}
    table = []
    language = columns.languages
    for number, kinds, units in rows:
        at = chunk.pairs[place[number]].tolist()
        sides = [
            _unit(blocks.get(b) or blocks.setdefault(b, Block(chunk, b)), kind, unit)
            for b, kind, unit in zip(at, kinds, units, strict=True)
        ]
        articles = columns.block_article[[pairs.left[number], pairs.right[number]]].tolist()
        same = language[articles[0]] == language[articles[1]]
        table.append(features(*sides) if same else across(*sides))
    for block in blocks.values():
        block.forget()
    none = Verified.empty()
    return Verified(
        row_pair=np.array([row[0] for row in rows], dtype=np.int32),
        row_kind=np.array([row[1] for row in rows], dtype=np.int8).reshape(-1, 2),
        row_units=np.array([row[2] for row in rows], dtype=np.int32).reshape(-1, 2),
        row_features=np.array(table, dtype=np.float64).reshape(-1, len(FEATURES)),
        stretch_pair=none.stretch_pair,
        stretches=none.stretches,
    )


def _unit(block: Block, kind: int, number: int) -> Unit:
    if kind == BLOCK:
        return block.whole
    return next(unit for unit in block.units if unit.kind == kind and unit.number == number)


def across(left: Unit, right: Unit) -> list[float]:
    """Return the likeness of two units in different languages: names and numbers in common."""
    names = [_marked(unit, CAPITAL) for unit in (left, right)]
    numbers = [_marked(unit, NUMBER) for unit in (left, right)]
    common = names[0].keys() & names[1].keys()
    held = numbers[0].keys() & numbers[1].keys()
    row = [0.0] * len(FEATURES)
    row[_AT["name_weight"]] = rounded(sum(min(names[0][w], names[1][w]) for w in sorted(common)) / SCALE)
    row[_AT["numbers_shared"]] = float(len(held))
    row[_AT["numbers_conflict"]] = float(min(len(numbers[0]), len(numbers[1])) - len(held))
    shorter, longer = sorted((left.word_count, right.word_count))
    row[_AT["length_ratio"]] = rounded(shorter / max(1, longer))
    row[_AT["quoted"]] = rounded(min(left.quoted, right.quoted))
    row[_AT["words"]] = rounded(shorter)
    return row


def _marked(unit: Unit, mark: int) -> dict[int, int]:
    """Return the weights of a unit's words with a mark; a capital at the start of a sentence is none."""
    block = unit.block
    return {
        block.word[k]: block.term_weight[k]
        for k in range(unit.first, unit.last)
        if block.flags[k] & mark and not (mark == CAPITAL and block.flags[k] & OPENS)
    }
