"""Candidate pairs of distinct blocks: the relational plan, and the columns it joins.

Each generator is a query over whole numbers, run by an engine. A pair carries the generators that
proposed it as bits: LSH (near-copies), SHINGLES (rare shingles in common), TERMS (rare terms in
common), QUOTE (an equal sentence or quotation), ENCODER (vectors that are near). Verification decides; a
generator only proposes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.codes import TERMS
from provenance.core.collection.columns import Columns
from provenance.core.collection.common import weight_in_common
from provenance.core.collection.keys import chosen, shared_parts, shared_shingles
from provenance.core.collection.terms import Terms, ranges
from provenance.core.compiled import many_tokens
from provenance.core.distinct import distinct_values
from provenance.core.seams import Engine

Array = npt.NDArray[Any]

# A bucket of more blocks is tied as a star and a chain instead of all its pairs: linear, not quadratic.
BUCKET: Final = 16
# Two blocks of one bucket of more than so many are not proposed by rare terms alone: near-copies have these
# in common, and all pairs would be back.
CROWD: Final = 32
SHINGLE_CAP: Final = 12
TERM_CAP: Final = 50
RAREST: Final = 16
# A term of few groups of near-copies may stand in thousands of blocks. Above so many blocks, each group is
# stood for by its first ones, and rows stay few: TERM_CAP groups of four are less than CROWDED.
CROWDED: Final = 256
FIRST: Final = 4
# Pairs that only rare terms propose are compared if the words in common weigh this much of the lighter
# side (in 1/10,000). That depends on the two blocks alone, so that an index can tell it of a new one.
LEAST_SHARE: Final = 2_800

_BUCKETS = f"""
with held as (select distinct key, block from keys),
     sized as (select key, count(*) as size, min(block) as lead from held group by key having count(*) > 1),
     kept as (select key, block, size, lead from held join sized using (key)),
     small as (select key, block from kept where size <= {BUCKET}),
     large as (select key, block, lead, lag(block) over (partition by key order by block) as previous
               from kept where size > {BUCKET})
select "left", "right" from (
    select a.block as "left", b.block as "right"
    from small a join small b on a.key = b.key and a.block < b.block
    union select lead, block from large where block > lead
    union select previous, block from large where previous is not null)
"""

_SHINGLES = f"""
with held as (select distinct shingle, block from shingles),
     rare as (select shingle from held group by shingle having count(*) between 2 and {SHINGLE_CAP}),
     kept as (select shingle, block from held join rare using (shingle))
select a.block as "left", b.block as "right"
from kept a join kept b on a.shingle = b.shingle and a.block < b.block
group by a.block, b.block having count(*) >= 2
"""

_TERMS = """
select a.block as "left", b.block as "right"
from terms a join terms b on a.term = b.term and a.block < b.block
group by a.block, b.block having count(*) >= 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """Pairs of distinct blocks, ``left`` < ``right`` int32, with ``generators`` uint8, shape (pairs,)."""

    left: Array
    right: Array
    generators: Array


def near_copies(bands: tuple[Array, Array, Array], engine: Engine) -> tuple[Array, Array]:
    """Propose near-copies by MinHash LSH: blocks with a key in common, see ``keys.band_rows``."""
    keys, block, _ = bands
    found = engine.query(_BUCKETS, {"keys": {"key": keys, "block": block}})
    return found["left"], found["right"]


def tied(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the pairs that a bucket proposes, as the query and ``kernels.near`` have them.

    Args:
        members: the bucket's, each once, in order.
    """
    if len(members) <= BUCKET:
        yield from combinations(members, 2)
    else:
        yield from ((members[0], other) for other in members[1:])
        yield from pairwise(members)


def equal_parts(columns: Columns, blocks: Array, engine: Engine) -> tuple[Array, Array]:
    """Propose blocks with an equal sentence or quotation of three words or more."""
    keys, block = shared_parts(columns, blocks)
    found = engine.query(_BUCKETS, {"keys": {"key": keys, "block": block}})
    return found["left"], found["right"]


def rare_shingles(columns: Columns, blocks: Array, engine: Engine) -> tuple[Array, Array]:
    """Propose blocks that share at least two rare 4-shingles: short quotations in long paragraphs."""
    keys, block = shared_shingles(columns, blocks)
    found = engine.query(_SHINGLES, {"shingles": {"shingle": keys, "block": block}})
    return found["left"], found["right"]


def rarest_terms(columns: Columns, terms: Terms, blocks: Array) -> tuple[Array, Array]:
    """Return (block, term) for each sentence's rarest terms that other blocks hold, too."""
    mine = np.flatnonzero(chosen(columns, blocks)[columns.sentence_block])
    first, last = columns.sentence_first[mine], columns.sentence_last[mine]
    if many_tokens(len(columns.word)):
        from provenance.core.kernels.rarest import rarest

        of = columns.sentence_block[mine]
        return rarest(
            terms.word, terms.pair, terms.weight, terms.frequency, of, first, last, TERM_CAP, RAREST
        )
    at = ranges(first, last)
    sentence = np.repeat(mine, last - first)
    rows_sentence = np.concatenate([sentence, sentence])
    rows_term = np.concatenate([terms.word[at], terms.pair[at]])
    frequency = np.where(rows_term >= 0, terms.frequency[rows_term], 0)
    useful = (frequency >= 2) & (frequency <= TERM_CAP)
    rows_sentence, rows_term = rows_sentence[useful], rows_term[useful]
    weight = terms.weight[rows_term]
    order = np.lexsort((rows_term, -weight, rows_sentence))
    rows_sentence, rows_term = rows_sentence[order], rows_term[order]
    fresh = np.ones(len(order), dtype=np.bool_)
    fresh[1:] = (rows_sentence[1:] != rows_sentence[:-1]) | (rows_term[1:] != rows_term[:-1])
    rows_sentence, rows_term = rows_sentence[fresh], rows_term[fresh]
    head = np.ones(len(rows_sentence), dtype=np.bool_)
    head[1:] = rows_sentence[1:] != rows_sentence[:-1]
    begin = np.flatnonzero(head)
    place = np.arange(len(rows_sentence)) - np.repeat(begin, np.diff(np.append(begin, len(rows_sentence))))
    kept = place < RAREST
    block = columns.sentence_block[rows_sentence[kept]]
    rows = distinct_values(block.astype(np.int64) << np.int64(32) | rows_term[kept])
    return (rows >> np.int64(32)).astype(np.int32), (rows & np.int64(0xFFFFFFFF)).astype(np.int32)


def uncrowded(block: Array, term: Array, group: Array) -> tuple[Array, Array]:
    """Leave out rows of terms that more than ``CROWDED`` blocks hold, but for the first blocks of each group.

    Near-copies of one text are proposed by LSH, and what any of them resembles, the first of them does.

    Args:
        block, term: rows, int32, shape (rows,).
        group: names every block's near-copies, shape (blocks,).
    """
    common = np.bincount(term) > CROWDED
    if not common.any():
        return block, term
    crowded = common[term]
    at = np.flatnonzero(crowded)
    of = group[block[at]]
    order = np.lexsort((block[at], of, term[at]))
    at, of = at[order], of[order]
    head = np.append(True, (term[at][1:] != term[at][:-1]) | (of[1:] != of[:-1]))
    begin = np.flatnonzero(head)
    place = np.arange(len(at)) - np.repeat(begin, np.diff(np.append(begin, len(at))))
    kept = ~crowded
    kept[at[place < FIRST]] = True
    return block[kept], term[kept]


def rare_terms(
    columns: Columns, terms: Terms, blocks: Array, engine: Engine, group: Array | None = None
) -> tuple[Array, Array]:
    """Propose blocks that share at least two rare terms, and enough of their words: reworded statements.

    ``group`` names every block's near-copies; None means that there are none.
    """
    block, term = rarest_terms(columns, terms, blocks)
    if group is not None:
        block, term = uncrowded(block, term, group)
    left, right = _sharing_twice(block, term, engine)
    enough = overlaps(columns, terms, blocks, left, right) >= LEAST_SHARE
    return left[enough], right[enough]


def _sharing_twice(block: Array, term: Array, engine: Engine) -> tuple[Array, Array]:
    """Return the blocks that share two terms.

    Of many rows the embedded engine takes a tenth of the time and memory with a kernel that does what the
    query does.
    """
    if many_tokens(len(term)) and engine.embedded:
        from provenance.core.kernels.twice import sharing_twice

        return sharing_twice(block, term)
    found = engine.query(_TERMS, {"terms": {"block": block, "term": term}})
    return found["left"], found["right"]


def overlaps(columns: Columns, terms: Terms, blocks: Array, left: Array, right: Array) -> Array:
    """Return the weight of the words two blocks share over the lighter side's, in 1/10,000, int64."""
    if not len(left):
        return np.zeros(0, dtype=np.int64)
    if many_tokens(len(columns.word)):
        from provenance.core.kernels.overlap import overlaps as compiled

        return compiled(terms.word, terms.weight, columns.block_first, columns.block_last, left, right)
    first, last = columns.block_first[blocks], columns.block_last[blocks]
    wide = np.int64(max(1, len(terms.weight)))
    both = distinct_values(
        np.repeat(blocks.astype(np.int64), last - first) * wide + terms.word[ranges(first, last)]
    )
    block, word = both // wide, both % wide
    offset = np.searchsorted(block, np.arange(len(columns.block_first) + 1))
    weighed = np.append(0, np.cumsum(terms.weight[word], dtype=np.int64))
    total = weighed[offset[1:]] - weighed[offset[:-1]]
    shared = weight_in_common(offset, word, terms.weight, left, right)
    share: Array = 10_000 * shared // np.maximum(1, np.minimum(total[left], total[right]))
    return share


def large_buckets(keys: Array, block: Array) -> tuple[Array, Array]:
    """Return the rows (number of the bucket, block), int64, of the buckets of more than ``CROWD`` blocks.

    Args:
        keys, block: LSH keys of whole blocks and the block of each, see ``keys.band_rows``.
    """
    order = np.lexsort((block, keys))
    keys, block = keys[order], block[order].astype(np.int64)
    fresh = np.append(True, (keys[1:] != keys[:-1]) | (block[1:] != block[:-1]))[: len(keys)]
    keys, block = keys[fresh], block[fresh]
    bucket = np.cumsum(np.append(True, keys[1:] != keys[:-1])[: len(keys)]) - 1
    large = (np.bincount(bucket) > CROWD)[bucket] if len(bucket) else fresh[fresh]
    return bucket[large], block[large]


def without_crowds(found: Candidates, keys: Array, block: Array) -> Candidates:
    """Leave out the pairs that rare terms alone propose of two blocks in one large bucket.

    LSH ties such a bucket as a star and a chain, so that near-copies cost linear work; rare terms would
    propose all the pairs that it spares.

    Args:
        found: all pairs.
        keys, block: LSH keys of whole blocks and the block of each, see ``keys.band_rows``.
    """
    bucket, member = large_buckets(keys, block)
    held = np.zeros(1 + max(int(side.max(initial=0)) for side in (found.left, found.right, member)), np.bool_)
    held[member] = True
    asked = np.flatnonzero((found.generators == TERMS) & held[found.left] & held[found.right])
    if not asked.size:
        return found
    order = np.lexsort((bucket, member))
    offset = np.searchsorted(member[order], np.arange(len(held) + 1))
    ones = np.ones(int(bucket.max()) + 1, dtype=np.int64)
    shared = weight_in_common(offset, bucket[order], ones, found.left[asked], found.right[asked])
    kept = np.ones(len(found.left), dtype=np.bool_)
    kept[asked[shared > 0]] = False
    return Candidates(left=found.left[kept], right=found.right[kept], generators=found.generators[kept])


def union(found: list[tuple[int, tuple[Array, Array]]]) -> Candidates:
    """Return all proposed pairs once each, in order, with the bits of those that proposed them."""
    left = np.concatenate([pairs[0] for _, pairs in found]).astype(np.int64)
    right = np.concatenate([pairs[1] for _, pairs in found]).astype(np.int64)
    bits = np.concatenate([np.full(len(pairs[0]), bit, dtype=np.uint8) for bit, pairs in found])
    keys = left << np.int64(32) | right
    distinct, number = np.unique(keys, return_inverse=True)
    generators = np.zeros(len(distinct), dtype=np.uint8)
    np.bitwise_or.at(generators, number, bits)
    return Candidates(
        left=(distinct >> np.int64(32)).astype(np.int32),
        right=(distinct & np.int64(0xFFFFFFFF)).astype(np.int32),
        generators=generators,
    )
