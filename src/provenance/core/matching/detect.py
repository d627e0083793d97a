"""Detect common text between distinct blocks: candidates, verification, scores, choice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core import codes
from provenance.core.chunk import BLOCK, FEATURES, LEAST_UNIT_WORDS, Verified
from provenance.core.codes import SCALE
from provenance.core.collection.background import Background
from provenance.core.collection.capitals import told_by_capitals
from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import shared_bands
from provenance.core.collection.terms import Terms, distinct_blocks, near_copy_groups, number_terms
from provenance.core.compiled import many_pairs
from provenance.core.matching import candidates as generate
from provenance.core.matching.alike import Alike, versions
from provenance.core.matching.asked import compare_asked
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.cognates import Cognates, Spellings, apart, cognates, wanted
from provenance.core.matching.compared import Compared
from provenance.core.matching.decide import decide
from provenance.core.matching.meaning import Encode, Meaning, Nodes, asked, encode
from provenance.core.matching.packing import pack
from provenance.core.matching.resolve import LIKELY
from provenance.core.matching.rivals import Rivalry
from provenance.core.matching.said import same_speaker
from provenance.core.matching.score import ACROSS, COGNATE, ENCODED, PLAIN, Models, judge_number
from provenance.core.matching.settle import Found, settle
from provenance.core.matching.verify import verify
from provenance.core.seams import Engine, Progress, Room

Array = npt.NDArray[Any]

CHUNK: Final = 4_000
COMPILED_CHUNK: Final = 20_000
_QUOTED: Final = FEATURES.index("quoted")
_WORDS: Final = FEATURES.index("words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """What detection works with: tables, engine, and what is looked for.

    ``reworded`` False looks for copies only; below the score ``least`` nothing is reported; ``encode`` turns
    texts into vectors, ``spellings`` gives weights of what two languages spell alike, None for none; ``room``
    gives arrays as large as the collection. ``floor`` is the score from which claims are looked for: likely
    ones may take ground from one another, reported or not.
    """

    background: Background
    models: Models
    engine: Engine
    progress: Progress
    reworded: bool
    least: float
    encode: Encode | None = None
    spellings: Callable[[], Spellings] | None = None
    room: Room = np.zeros

    @property
    def floor(self) -> float:
        return min(self.least, LIKELY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Candidate pairs of distinct blocks, the terms they are compared by, their meaning if encoded, and what
    they spell alike if that is asked for.
    """

    candidates: Candidates
    terms: Terms
    meaning: Meaning | None = None
    cognates: Cognates | None = None


def distinct(columns: Columns) -> Array:
    """Return the blocks to compare: one of each text, furniture left out, int32."""
    same = distinct_blocks(columns)
    own = same == np.arange(len(same))
    return np.flatnonzero(own & ~columns.block_furniture).astype(np.int32)


def propose(columns: Columns, blocks: Array, setup: Setup) -> Proposed:
    """Run all generators and return their pairs, and the terms that units are compared by."""
    # A check, which proposes nothing of itself, has no need of it.
    from concurrent.futures import ThreadPoolExecutor

    engine = setup.engine
    setup.progress.stage("candidates", None, "pairs")
    # Array work leaves the interpreter free, so the generators that need no terms run beside the rest, one
    # after the other: together they take as long as the terms do.
    with ThreadPoolExecutor(1) as beside:
        equal = beside.submit(generate.equal_parts, columns, blocks, engine)
        shingles = beside.submit(generate.rare_shingles, columns, blocks, engine)
        keys, block, whole = bands = shared_bands(columns, blocks)
        near = beside.submit(generate.near_copies, bands, engine)
        groups = near_copy_groups(columns, keys[whole], block[whole])
        terms = number_terms(columns, blocks, groups, setup.background, room=setup.room)
        found = []
        if setup.reworded:
            found.append((codes.TERMS, generate.rare_terms(columns, terms, blocks, engine, groups)))
        found += [
            (codes.LSH, near.result()),
            (codes.QUOTE, equal.result()),
            (codes.SHINGLES, shingles.result()),
        ]
    meaning = alike = None
    block_of = Nodes(columns).units
    if setup.encode is not None and setup.reworded and len(blocks):
        meaning = encode(columns, blocks, setup.encode)
        left, right = (block_of(side)[0] for side in asked(columns, meaning.near))
        found.append((codes.ENCODER, (left, right)))
    if setup.spellings is not None and setup.reworded and len(set(columns.languages)) > 1:
        alike = cognates(columns, blocks, setup.spellings(), apart(columns, blocks, meaning))
        left, right = (block_of(side)[0] for side in wanted(columns, alike))
        found.append((codes.COGNATES, (left, right)))
    candidates = generate.without_crowds(generate.union(found), keys[whole], block[whole])
    return Proposed(candidates=candidates, terms=terms, meaning=meaning, cognates=alike)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """What all chunks of one verification share."""

    columns: Columns
    terms: Terms
    pairs: Candidates
    reworded: bool
    capitals: Array
    compiled: bool

    @property
    def chunk(self) -> int:
        return COMPILED_CHUNK if self.compiled else CHUNK


def _verify_chunk(work: _Work, begin: int) -> Verified:
    part = slice(begin, begin + work.chunk)
    both = np.stack([work.pairs.left[part], work.pairs.right[part]], axis=1)
    chunk = pack(
        work.columns,
        work.terms,
        both,
        work.pairs.generators[part],
        reworded=work.reworded,
        capitals=work.capitals,
    )
    if not work.compiled:
        return verify(chunk)
    from provenance.core.kernels.verify import verify as compiled

    return compiled(chunk)


def compare(columns: Columns, proposed: Proposed, setup: Setup) -> Compared:
    """Verify all candidate pairs and set their rows against their rivals."""
    pairs, meaning = proposed.candidates, proposed.meaning
    capitals = told_by_capitals(columns)
    verified = _verified(columns, proposed, setup, capitals)
    near = [asked(columns, meaning.near)] if meaning else []
    near += [wanted(columns, proposed.cognates)] if proposed.cognates else []
    if near:
        verified = compare_asked(columns, proposed.terms, pairs, verified, near, capitals)
    group = None if meaning is None else versions(columns, meaning, _languages(columns))
    rivalry = Rivalry(columns, verified, pairs, Alike(columns, group))
    rows = len(verified.row_pair)
    cosine, alike = np.zeros((rows, 3), dtype=np.int64), np.zeros((rows, 6), dtype=np.int64)
    known = np.full(rows, PLAIN, dtype=np.int8)
    if meaning is not None:
        cosine[:, 0] = meaning.cosine(*rivalry.nodes)
        cosine[:, 1:] = rivalry.by_nearness(meaning.near, cosine[:, 0])
        encoded = meaning.known(rivalry.nodes[0]) & meaning.known(rivalry.nodes[1])
        known[encoded] = ENCODED
        known[encoded & rivalry.across] = ACROSS
        cosine[~encoded] = 0
    if proposed.cognates is not None:
        spelled = proposed.cognates.compares(*rivalry.nodes) & (known == PLAIN)
        spelled &= verified.row_features[:, _WORDS] >= LEAST_UNIT_WORDS
        alike[spelled] = _by_spellings(proposed.cognates, rivalry, spelled)
        known[spelled & (alike[:, 3] > 0)] = COGNATE
    return Compared(
        candidates=pairs,
        row_pair=verified.row_pair,
        row_kind=verified.row_kind,
        row_units=verified.row_units,
        features=verified.row_features,
        margin=rivalry.by_words(verified.row_features),
        cosine=cosine,
        cognates=alike,
        judge=judge_number(known, (verified.row_kind == BLOCK).all(axis=1)),
        speaker=_speakers(columns, pairs, verified),
        stretch_pair=verified.stretch_pair,
        stretches=verified.stretches,
    )


def _by_spellings(cognates: Cognates, rivalry: Rivalry, rows: Array) -> Array:
    """Return likeness, margin, lead and weight of some rows by what both sides spell alike, how much of it
    stands in one order, and the share of all numbers in it, in 1/10,000.
    """
    found = np.zeros((len(rows), 6), dtype=np.int64)
    left, right = (side[rows] for side in rivalry.nodes)
    common = cognates.common(left, right)
    found[rows, 0] = cognates.likeness(left, right, common[:, 0])
    found[:, 1:3] = rivalry.by_nearness(cognates.near, found[:, 0])
    found[rows, 3] = 10_000 * common[:, 1] // SCALE
    found[rows, 4:] = common[:, 2:]
    return found[rows]


def _languages(columns: Columns) -> Array:
    """Return a number for the language of each unit, numbered as nodes are."""
    numbers = {language: i for i, language in enumerate(sorted({s or "" for s in columns.languages}))}
    of = np.array([numbers[s or ""] for s in columns.languages], dtype=np.int32)
    nodes = Nodes(columns)
    found: Array = of[columns.block_article[nodes.units(np.arange(nodes.count))[0]]]
    return found


def _verified(columns: Columns, proposed: Proposed, setup: Setup, capitals: Array) -> Verified:
    pairs = proposed.candidates
    work = _Work(
        columns=_bare(columns),
        terms=proposed.terms,
        pairs=pairs,
        reworded=setup.reworded,
        capitals=capitals,
        compiled=many_pairs(len(pairs.left)),
    )
    if work.compiled:
        from provenance.core.kernels.verify import load

        setup.progress.stage("compile (once per installation)", None, "kernels")
        load()
    setup.progress.stage("align", len(pairs.left), "pairs")
    parts: list[Verified] = []
    for part in setup.engine.spread(_verify_chunk, range(0, len(pairs.left), work.chunk), work):
        parts.append(part)
        setup.progress.advance(min(work.chunk, len(pairs.left) - work.chunk * (len(parts) - 1)))
    return _joined(parts, work.chunk)


def _bare(columns: Columns) -> Columns:
    """Return columns without what verification does not look at: it may travel to every process."""
    none = columns.start[:0]
    return replace(
        columns,
        articles=(),
        languages=(),
        quotations=(),
        credits=(),
        houses=(),
        stem=none,
        start=none,
        end=none,
    )


def _speakers(columns: Columns, pairs: Candidates, verified: Verified) -> Array:
    quoting = np.flatnonzero(verified.row_features[:, _QUOTED] > 0)
    of = verified.row_pair[quoting]
    speaker = np.zeros(len(verified.row_pair), dtype=np.int8)
    speaker[quoting] = same_speaker(
        columns, pairs.left[of], pairs.right[of], verified.row_kind[quoting], verified.row_units[quoting]
    )
    return speaker


def _joined(parts: Sequence[Verified], size: int) -> Verified:
    if not parts:
        return Verified.empty()
    moved = [
        replace(part, row_pair=part.row_pair + size * i, stretch_pair=part.stretch_pair + size * i)
        for i, part in enumerate(parts)
    ]
    return Verified.joined(moved)


def detect(columns: Columns, setup: Setup) -> list[Found]:
    """Find the common text of all distinct blocks, furniture left out."""
    proposed = propose(columns, distinct(columns), setup)
    compared = compare(columns, proposed, setup)
    setup.progress.stage("decide", None, "matches")
    beside = setup.engine.beside
    return settle(
        columns, decide(columns, proposed.terms, compared, setup.models, setup.floor, beside=beside)
    )
