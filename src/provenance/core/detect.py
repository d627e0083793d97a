"""Detect common text between distinct blocks: candidates, verification, scores, choice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core import candidates as generate
from provenance.core.background import Background
from provenance.core.candidates import Candidates
from provenance.core.columns import Columns, Units
from provenance.core.resolve import LEAST_SURPRISE, WHOLLY, Claim, quoted_score, resolve, stretch_claim
from provenance.core.said import same_speaker
from provenance.core.score import (
    SURE,
    Model,
    Models,
    elsewhere,
    inputs,
    likely,
    likeness,
    margins,
    probability,
    shares,
)
from provenance.core.seams import Engine, Progress
from provenance.core.settle import Found, settle
from provenance.core.terms import (
    Terms,
    distinct_blocks,
    flattened,
    near_copy_groups,
    number_terms,
    union,
)
from provenance.core.verify import BLOCK, FEATURES, LEAST_UNIT_WORDS, SENTENCE, Verified, pack, verify

Array = npt.NDArray[Any]

CHUNK: Final = 4_000
_SURPRISE: Final = FEATURES.index("surprise")
_QUOTED: Final = FEATURES.index("quoted")
# German writes every noun with a capital, and scripts without capitals tell no names.
UNNAMED: Final = frozenset({"de", "lb"})
# A sentence of a long block belongs to the match where this much of its words' weight is in common.
COVERED: Final = 0.2
NEAR_GROUP: Final = 0.8
# An end of a unit is cut off where it has more words than this, and so many times more than the same end
# of the other side, that tell nothing in common; words lighter than TELLING (in 1/256) are everywhere.
LOOSE_WORDS: Final = 8
LOOSE_TIMES: Final = 3
TELLING: Final = 4 * 256


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """All candidate pairs with their verified rows, ready to be scored."""

    candidates: Candidates
    row_pair: Array
    row_kind: Array
    row_units: Array
    features: Array
    margin: Array
    speaker: Array
    stretch_pair: Array
    stretches: Array


def propose(
    columns: Columns, blocks: Array, background: Background, engine: Engine, *, reworded: bool
) -> tuple[Candidates, Terms]:
    """Run all generators and return their pairs, and the terms that units are compared by."""
    # Array work leaves the interpreter free, so the generators that need no terms run beside the rest.
    with ThreadPoolExecutor(2) as beside:
        equal = beside.submit(generate.equal_parts, columns, blocks, engine)
        shingles = beside.submit(generate.rare_shingles, columns, blocks, engine)
        near = generate.near_copies(columns, blocks, engine)
        terms = number_terms(columns, blocks, near_copy_groups(columns, *near), background)
        found = [(generate.LSH, near)]
        if reworded:
            found.append((generate.TERMS, generate.rare_terms(columns, terms, blocks, engine)))
        found += [(generate.QUOTE, equal.result()), (generate.SHINGLES, shingles.result())]
    return generate.union(found), terms


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What all chunks of one verification share."""

    columns: Columns
    terms: Terms
    pairs: Candidates
    reworded: bool
    unnamed: Array


def _verify_chunk(work: _Work, begin: int) -> Verified:
    part = slice(begin, begin + CHUNK)
    both = np.stack([work.pairs.left[part], work.pairs.right[part]], axis=1)
    chunk = pack(
        work.columns,
        work.terms,
        both,
        work.pairs.generators[part],
        reworded=work.reworded,
        unnamed=work.unnamed,
    )
    return verify(chunk)


class Groups:
    """Near-copies among units, as disjoint sets. Nodes number blocks, then sentences, then pieces.

    Only rivals are told apart by these groups; clusters are made otherwise and do not chain.
    """

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._units = Units(columns)
        self._sentences = len(columns.block_first)
        self._pieces = self._sentences + len(columns.sentence_first)
        self._parent = np.arange(self._pieces + len(columns.piece_first), dtype=np.int64)
        self._tie_nested()

    def nodes(self, block: Array, kind: Array, number: Array) -> Array:
        """Return the nodes of units given by block, kind and number within the block, shape (n,)."""
        c = self._columns
        sentence = self._sentences + np.searchsorted(c.sentence_block, block) + number
        piece = self._pieces + np.searchsorted(c.piece_block, block) + number
        return np.where(kind == BLOCK, block, np.where(kind == SENTENCE, sentence, piece))

    def _tie_nested(self) -> None:
        """Tie units that are one text at several levels: a block of one sentence, a sentence all quoted."""
        c = self._columns
        size = c.sentence_last - c.sentence_first
        block = c.block_last[c.sentence_block] - c.block_first[c.sentence_block]
        for number in np.flatnonzero(size >= NEAR_GROUP * block).tolist():
            self._union(int(c.sentence_block[number]), self._sentences + number)
        # Sentences of a block stand in order, and a piece lies within one of them.
        low = np.searchsorted(c.sentence_block, c.piece_block)
        high = np.searchsorted(c.sentence_block, c.piece_block, side="right")
        for piece, (a, b) in enumerate(zip(low.tolist(), high.tolist(), strict=True)):
            inside = a + int(np.searchsorted(c.sentence_last[a:b], c.piece_first[piece], side="right"))
            if c.piece_last[piece] - c.piece_first[piece] >= NEAR_GROUP * size[inside]:
                self._union(self._pieces + piece, self._sentences + inside)

    def tie(self, left: int, right: int, row: Sequence[int]) -> None:
        """Put the units that a copied stretch makes up on either side into one group."""
        a, b, c, d, equal = row[:5]
        if equal < LEAST_UNIT_WORDS or 2 * equal < NEAR_GROUP * (b - a + d - c):
            return
        alike = [*self._made_up(left, a, b), *self._made_up(right, c, d)]
        for node in alike[1:]:
            self._union(alike[0], node)

    def _made_up(self, block: int, first: int, last: int) -> Iterator[int]:
        c = self._columns
        first, last = int(c.block_first[block]) + first, int(c.block_first[block]) + last
        if last - first >= NEAR_GROUP * (c.block_last[block] - c.block_first[block]):
            yield block
        for base, numbers, begins, ends in (
            (self._sentences, self._units.sentences(block), c.sentence_first, c.sentence_last),
            (self._pieces, self._units.pieces(block), c.piece_first, c.piece_last),
        ):
            for number in numbers:
                begin, end = int(begins[number]), int(ends[number])
                shared = min(end, last) - max(begin, first)
                if shared >= NEAR_GROUP * max(end - begin, last - first):
                    yield base + number

    def _union(self, left: int, right: int) -> None:
        union(self._parent, left, right)

    def flat(self) -> Array:
        """Return the group of every node."""
        return flattened(self._parent)


def near_groups(columns: Columns, pairs: Candidates, stretch_pair: Array, stretches: Array) -> Groups:
    """Return the groups of units that are near-copies of one another, directly or over others."""
    groups = Groups(columns)
    left, right = pairs.left[stretch_pair].tolist(), pairs.right[stretch_pair].tolist()
    for a, b, row in zip(left, right, stretches.tolist(), strict=True):
        groups.tie(a, b, row)
    return groups


def _unit_margins(columns: Columns, compared: Verified, pairs: Candidates, groups: Groups) -> Array:
    """Return margin and lead of each row, language by language.

    What a unit resembles in its own article is a repeat, and a near-copy is the same text: no rivals.
    """
    spoken = {language: i for i, language in enumerate(sorted({s or "" for s in columns.languages}))}
    language = np.array([spoken[s or ""] for s in columns.languages], dtype=np.int64)
    left, right = (
        pairs.left[compared.row_pair].astype(np.int64),
        pairs.right[compared.row_pair].astype(np.int64),
    )

    kind, number = compared.row_kind.astype(np.int64), compared.row_units.astype(np.int64)
    nodes = [groups.nodes(left, kind[:, 0], number[:, 0]), groups.nodes(right, kind[:, 1], number[:, 1])]
    group = groups.flat()

    def unit(side: int, other: Array) -> Array:
        # A unit is compared at three levels; they compete among themselves only.
        level = kind.max(axis=1)
        key: Array = (nodes[side] * 3 + level) * len(spoken) + language[columns.block_article[other]]
        return key

    value = likeness(compared.row_features)
    apart = columns.block_article[left] != columns.block_article[right]
    apart &= group[nodes[0]] != group[nodes[1]]
    found = np.stack([value, np.full(len(value), 10_000)], axis=1)
    found[apart] = margins(
        unit(0, right)[apart],
        unit(1, left)[apart],
        group[nodes[0]][apart],
        group[nodes[1]][apart],
        value[apart],
    )
    return found


def compare(
    columns: Columns, terms: Terms, pairs: Candidates, engine: Engine, progress: Progress, *, reworded: bool
) -> Compared:
    """Verify all candidate pairs and set their rows against their rivals."""
    progress.stage("align", len(pairs.left), "pairs")
    parts: list[Verified] = []
    unnamed = np.array([language in UNNAMED for language in columns.languages], dtype=np.bool_)
    work = _Work(columns=columns, terms=terms, pairs=pairs, reworded=reworded, unnamed=unnamed)
    for part in engine.spread(_verify_chunk, range(0, len(pairs.left), CHUNK), work):
        parts.append(part)
        progress.advance(min(CHUNK, len(pairs.left) - CHUNK * (len(parts) - 1)))
    joined = _joined(parts)
    groups = near_groups(columns, pairs, joined.stretch_pair, joined.stretches)
    quoting = np.flatnonzero(joined.row_features[:, _QUOTED] > 0)
    asked = joined.row_pair[quoting]
    speaker = np.zeros(len(joined.row_pair), dtype=np.int8)
    speaker[quoting] = same_speaker(
        columns, pairs.left[asked], pairs.right[asked], joined.row_kind[quoting], joined.row_units[quoting]
    )
    return Compared(
        candidates=pairs,
        row_pair=joined.row_pair,
        row_kind=joined.row_kind,
        row_units=joined.row_units,
        features=joined.row_features,
        margin=_unit_margins(columns, joined, pairs, groups),
        speaker=speaker,
        stretch_pair=joined.stretch_pair,
        stretches=joined.stretches,
    )


def _joined(parts: Sequence[Verified]) -> Verified:
    def shifted(name: str) -> Array:
        return np.concatenate(
            [np.zeros(0, dtype=np.int32)] + [getattr(p, name) + CHUNK * i for i, p in enumerate(parts)]
        ).astype(np.int32)

    def stacked(name: str, shape: tuple[int, int], kind: Any) -> Array:
        return np.concatenate([np.zeros(shape, dtype=kind)] + [getattr(p, name) for p in parts])

    return Verified(
        row_pair=shifted("row_pair"),
        row_kind=stacked("row_kind", (0, 2), np.int8),
        row_units=stacked("row_units", (0, 2), np.int32),
        row_features=stacked("row_features", (0, len(FEATURES)), np.float64),
        stretch_pair=shifted("stretch_pair"),
        stretches=stacked("stretches", (0, 11), np.int64),
    )


Range = tuple[int, int]


class _Places:
    """Where the units of blocks lie, as token ranges within the block."""

    def __init__(self, columns: Columns, terms: Terms) -> None:
        self._columns = columns
        self._terms = terms
        self._units = Units(columns)

    def sentences(self, block: int) -> list[Range]:
        c, first = self._columns, int(self._columns.block_first[block])
        return [
            (int(c.sentence_first[k]) - first, int(c.sentence_last[k]) - first)
            for k in self._units.sentences(block)
        ]

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
        c, t = self._columns, self._terms
        theirs = set(t.word[c.block_first[other] : c.block_last[other]].tolist())
        begin = int(c.block_first[block])
        found = []
        for a, b in self.sentences(block):
            mine = set(t.word[begin + a : begin + b].tolist())
            total = sum(int(t.weight[w]) for w in mine)
            if total and sum(int(t.weight[w]) for w in mine & theirs) >= COVERED * total:
                found.append((a, b))
        return (found[0][0], found[-1][1]) if found else None

    def trimmed(self, blocks: Sequence[int], spans: Sequence[Range]) -> list[Range]:
        """Cut off ends of one side that have no counterpart: what tells in common ends early there only."""
        c, t = self._columns, self._terms
        words = [
            t.word[int(c.block_first[block]) + a : int(c.block_first[block]) + b].tolist()
            for block, (a, b) in zip(blocks, spans, strict=True)
        ]
        common = {w for w in set(words[0]) & set(words[1]) if int(t.weight[w]) >= TELLING}
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


def company(columns: Columns, compared: Compared, alone: Model, copies: Iterable[int] = ()) -> Array:
    """Return for each row how many sure matches its two articles have elsewhere.

    ``copies`` are the candidate pairs with a surely copied stretch.
    """
    pairs = compared.candidates
    blocks = np.stack([pairs.left, pairs.right], axis=1)
    rows = inputs(compared.features, compared.margin, compared.speaker)
    sure = {
        int(compared.row_pair[i])
        for i in likely(alone, rows, SURE).tolist()
        if probability(alone, rows[i].tolist()) >= SURE
    }
    sure.update(copies)
    articles = columns.block_article[blocks]
    return elsewhere(articles, blocks, compared.row_pair, np.array(sorted(sure), dtype=np.int64))


def decide(
    columns: Columns, terms: Terms, compared: Compared, models: Models, least: float
) -> Iterator[Found]:
    """Score all rows and yield the claims to report, pair by pair."""
    places = _Places(columns, terms)
    by_pair: dict[int, tuple[list[Claim], list[Claim]]] = {}
    copies = set()
    for pair, stretch in zip(compared.stretch_pair.tolist(), compared.stretches.tolist(), strict=True):
        copy = stretch_claim(stretch)
        by_pair.setdefault(pair, ([], []))[0].append(copy)
        if copy.score >= SURE:
            copies.add(pair)
    beside = company(columns, compared, models.alone, copies)
    rows = inputs(compared.features, compared.margin, compared.speaker, beside)
    may = np.zeros(len(rows), dtype=np.bool_)
    may[likely(models.final, rows, least)] = True
    may |= (compared.features[:, _QUOTED] >= WHOLLY) & (compared.features[:, _SURPRISE] >= LEAST_SURPRISE)
    for number in np.flatnonzero(may).tolist():
        row = rows[number].tolist()
        surprise, quoted = compared.features[number, [_SURPRISE, _QUOTED]].tolist()
        score = max(probability(models.final, row), quoted_score(surprise, quoted))
        if score >= least:
            pair = int(compared.row_pair[number])
            claim = _unit_claim(places, compared, number, score, shares(models.final, row))
            if claim is not None:
                by_pair.setdefault(pair, ([], []))[1].append(claim)
    for pair in sorted(by_pair):
        stretches, units = by_pair[pair]
        for claim in resolve(stretches, units, least):
            yield Found(
                left=int(compared.candidates.left[pair]),
                right=int(compared.candidates.right[pair]),
                generators=int(compared.candidates.generators[pair]),
                claim=claim,
            )


def _unit_claim(
    places: _Places, compared: Compared, number: int, score: float, weighed: dict[str, float]
) -> Claim | None:
    """Return the claim of one compared row; a block is cut to the sentences in common."""
    pair = int(compared.row_pair[number])
    blocks = int(compared.candidates.left[pair]), int(compared.candidates.right[pair])
    kinds, units = compared.row_kind[number].tolist(), compared.row_units[number].tolist()
    spans: list[tuple[int, int]] = []
    for side, (kind, unit) in enumerate(zip(kinds, units, strict=True)):
        span = places.unit(blocks[side], kind, unit)
        if kind == BLOCK:
            covered = places.covered(blocks[side], blocks[1 - side])
            if covered is None:
                return None
            span = covered
        spans.append(span)
    spans = places.trimmed(blocks, spans)
    return Claim(
        left_first=spans[0][0], left_last=spans[0][1], right_first=spans[1][0], right_last=spans[1][1],
        score=score, kind=max(kinds), row=number, features=weighed,
    )  # fmt: skip


def detect(
    columns: Columns,
    background: Background,
    models: Models,
    engine: Engine,
    progress: Progress,
    *,
    reworded: bool,
    least: float,
) -> list[Found]:
    """Find the common text of all distinct blocks, furniture left out."""
    same = distinct_blocks(columns)
    own = same == np.arange(len(same))
    blocks = np.flatnonzero(own & ~columns.block_furniture).astype(np.int32)
    progress.stage("candidates", None, "pairs")
    pairs, terms = propose(columns, blocks, background, engine, reworded=reworded)
    compared = compare(columns, terms, pairs, engine, progress, reworded=reworded)
    progress.stage("decide", None, "matches")
    return settle(columns, decide(columns, terms, compared, models, least))
