"""What naming matches needs and ties alone decide: worked out while findings are, on another core."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from provenance.core.cluster import Key
from provenance.core.columns import Columns
from provenance.core.expand import Passage, Reader, Tie
from provenance.core.finding import node_of
from provenance.core.frames import Frames
from provenance.core.story import Stories
from provenance.core.templates import formulas


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """By tie, whether it is wording that recurs with other numbers and names (``filled_in``); and the
    fingerprints of all sentences that passages touch, and their nodes, by number.
    """

    filled_in: Sequence[bool]
    fingerprints: dict[int, str]


def prepare(given: tuple[Columns, Sequence[Tie], Stories, Frames]) -> Prepared:
    """Return what the ties between articles decide.

    ``given`` are all articles, the ties, what tells which articles are of one story, and what tells in how
    many articles frames stand.
    """
    columns, ties, stories, frames = given
    reader = Reader(columns)
    numbers: set[int] = set()
    for passage in {(side.first, side.last): side for tie in ties for side in (tie.left, tie.right)}.values():
        numbers.update(reader.sentences(passage))
        numbers.update(reader.sentences(node_passage(columns, node_of(reader, passage))))
    return Prepared(
        filled_in=formulas(columns, ties, stories, frames),
        fingerprints={number: reader.fingerprint(number) for number in sorted(numbers)},
    )


def node_passage(columns: Columns, key: Key) -> Passage:
    """Return a node as a passage: a block, or one sentence of it."""
    article, block, sentence = key
    if sentence < 0:
        first, last = int(columns.block_first[block]), int(columns.block_last[block])
    else:
        first, last = int(columns.sentence_first[sentence]), int(columns.sentence_last[sentence])
    return Passage(article=article, block=block, first=first, last=last)
