"""Columns that the kernels of one chunk hand to one another."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


class Tokens(NamedTuple):
    """Token columns of a chunk, as ``core.chunk.Chunk`` has them."""

    word: Array
    word_pairs: Array
    flags: Array
    term: Array
    pair: Array
    term_weight: Array
    pair_weight: Array
    surprise: Array


class Units(NamedTuple):
    """Blocks as a whole first, then their parts: token ranges, how many tokens are quoted, and of how many
    words they count.

    ``parts`` int64 (parts, 4): block, kind, first and last token within the block; ``part_begin`` where
    each block's begin; ``number`` of each part among those of its block and kind.
    """

    first: Array
    last: Array
    quoted: Array
    words: Array
    parts: Array
    part_begin: Array
    number: Array


class Words(NamedTuple):
    """Distinct words of units, in order of their terms: rows ``begin[u]`` to ``end[u]`` are unit u's.

    Rows: term, weight, times it stands there, greatest surprise, marks. Units: sum of weights, sum of
    squares.
    """

    term: Array
    weight: Array
    times: Array
    surprise: Array
    marks: Array
    begin: Array
    end: Array
    total: Array
    norm: Array


class Ties(NamedTuple):
    """Distinct word pairs of units, likewise."""

    term: Array
    weight: Array
    begin: Array
    end: Array
    norm: Array


class Scratch(NamedTuple):
    """Room that is used over and over; what it holds between calls does not matter.

    ``keys``, ``stamps`` and the columns beside them are a table (see ``table``), ``state[0]`` its last
    stamp; ``room`` (4, n) and ``following`` (n,) have space for a block's tokens; ``runs`` (r, 3),
    ``work`` (3, r) and ``found`` (r, 6) for the runs of a pair of blocks.
    """

    keys: Array
    stamps: Array
    state: Array
    heads: Array
    counts: Array
    room: Array
    following: Array
    runs: Array
    work: Array
    found: Array


def scratch(longest: int, most_places: int) -> Scratch:
    """Return room for blocks of at most ``longest`` tokens, each word pair in ``most_places`` runs."""
    size = 1 << max(4, (2 * longest + 2).bit_length())
    runs = most_places * longest + most_places

    def empty(*shape: int) -> Array:
        return np.zeros(shape, dtype=np.int64)

    return Scratch(
        keys=empty(size), stamps=empty(size), state=empty(1), heads=empty(size), counts=empty(size),
        room=empty(4, longest + 2), following=empty(longest + 2),
        runs=empty(runs, 3), work=empty(3, runs), found=empty(runs, 6),
    )  # fmt: skip
