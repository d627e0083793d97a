"""Pairs that a comparison of everything would propose for some texts, found by looking their keys up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core import codes
from provenance.core.collection.keys import band_rows, part_rows, shingle_rows
from provenance.core.collection.terms import ranges
from provenance.core.distinct import distinct_values
from provenance.core.holding.growth import Place
from provenance.core.holding.nearby import Nearby, NotLocalError, View
from provenance.core.matching import candidates as generate
from provenance.core.matching.postings import BANDS, PARTS, SHINGLES, TERMS, term_rows

Array = npt.NDArray[Any]
Pairs = dict[tuple[int, int], int]


def near_pairs(nearby: Nearby, asked: Collection[int], within: frozenset[int] | None = None) -> Pairs:
    """Return all pairs that a comparison of everything would propose for some texts, which are loaded.

    Args:
        nearby: looks up and loads.
        asked: the texts.
        within: pairs with a text that stands in no article of these are left out.

    Returns:
        The generators' bits by pair, the smaller number first. The texts are loaded.
    """
    view = nearby.view()
    pairs: Pairs = defaultdict(int)
    blocks = view.blocks(asked)
    bands = distinct_values(band_rows(view.columns, blocks)[0].view(np.uint64))
    text, term = _rare_terms(nearby, view, asked)
    shingles = nearby.rows(SHINGLES, distinct_values(shingle_rows(view.columns, blocks)[0].view(np.uint64)))
    parts = nearby.rows(PARTS, distinct_values(part_rows(view.columns, blocks)[0].view(np.uint64)))
    row, value = nearby.rows(BANDS, bands)
    # The last bit of a value says whether the key is of the text as a whole.
    whole = value & 1 == 1
    crowds = [
        set(held.tolist())
        for held in _by_key(nearby, row[whole], value[whole] >> 1)
        if len(held) > generate.CROWD
    ]
    for bit, holders in (
        (codes.LSH, _by_key(nearby, row, value >> 1)),
        (codes.QUOTE, _by_key(nearby, *parts)),
    ):
        for pair in _buckets(nearby, holders, asked):
            pairs[pair] |= bit
    for pair in _sharing_shingles(_by_key(nearby, *shingles), asked):
        pairs[pair] |= codes.SHINGLES
    plausible = _sharing_terms(nearby, text, term)
    if within is not None:
        members = nearby.members({text for pair in (*pairs, *plausible) for text in pair})
        pairs = {pair: bits for pair, bits in pairs.items() if _inside(pair, members, within, asked)}
        plausible = {pair for pair in plausible if _inside(pair, members, within, asked)}
    plausible = {
        pair for pair in plausible if pair in pairs or not any(crowd.issuperset(pair) for crowd in crowds)
    }
    nearby.load({text for pair in (*pairs, *plausible) for text in pair})
    for pair in _enough_terms(nearby, plausible):
        pairs[pair] = pairs.get(pair, 0) | codes.TERMS
    return dict(pairs)


def _inside(
    pair: tuple[int, int],
    members: Mapping[int, list[Place]],
    within: frozenset[int],
    asked: Collection[int],
) -> bool:
    return all(text in asked or any(article in within for article, _ in members[text]) for text in pair)


def _by_key(nearby: Nearby, row: Array, text: Array) -> list[Array]:
    """Return the texts of each key, where there are several."""
    both = distinct_values(row << np.int64(32) | text)
    if nearby.dead:
        both = both[~np.isin(both & 0xFFFFFFFF, list(nearby.dead))]
    row, value = both >> 32, both & 0xFFFFFFFF
    begins = np.flatnonzero(np.append(True, row[1:] != row[:-1])[: len(row)])
    sizes = np.diff(np.append(begins, len(row)))
    return [value[a : a + n] for a, n in zip(begins.tolist(), sizes.tolist(), strict=True) if n > 1]


def _buckets(nearby: Nearby, holders: Iterable[Array], asked: Collection[int]) -> set[tuple[int, int]]:
    """Tie the texts of each bucket as ``candidates`` does, and keep what touches those asked about."""
    found: set[tuple[int, int]] = set()
    for held in holders:
        members = held.tolist()
        order = members if len(members) <= generate.BUCKET else nearby.in_order(members)
        found |= {(min(a, b), max(a, b)) for a, b in generate.tied(order) if a in asked or b in asked}
    return found


def _sharing_shingles(holders: Iterable[Array], asked: Collection[int]) -> set[tuple[int, int]]:
    count: dict[tuple[int, int], int] = defaultdict(int)
    for held in holders:
        if len(held) > generate.SHINGLE_CAP:
            continue
        members = held.tolist()
        for a in members:
            if a in asked:
                for b in members:
                    if b > a or (b < a and b not in asked):
                        count[min(a, b), max(a, b)] += 1
    return {pair for pair, shared in count.items() if shared >= 2}


def _rare_terms(nearby: Nearby, view: View, asked: Collection[int]) -> tuple[Array, Array]:
    """Return the rarest terms of some texts: the text of each, and the term, uint64."""
    blocks = view.blocks(asked)
    hashes = distinct_values(term_rows(view.columns, blocks)[0])
    block, term = generate.rarest_terms(view.columns, nearby.terms(view, asked), blocks)
    return view.text[block], hashes[term]


def _sharing_terms(nearby: Nearby, text: Array, term: Array) -> set[tuple[int, int]]:
    """Return the pairs that share two terms, rare for the text asked about."""
    if not len(term):
        return set()
    rare, number = np.unique(term, return_inverse=True)
    row, value = nearby.rows(TERMS, rare)
    row, value = row[value >= 0], value[value >= 0]
    order = np.argsort(row, kind="stable")
    row, value = row[order], value[order]
    low, high = np.searchsorted(row, number), np.searchsorted(row, number, side="right")
    if int((high - low).max()) > generate.CROWDED:
        raise NotLocalError
    mine = np.repeat(text, high - low)
    both, shared = np.unique(mine << np.int64(32) | value[ranges(low, high)], return_counts=True)
    both = both[shared >= 2]
    pairs = zip((both >> 32).tolist(), (both & 0xFFFFFFFF).tolist(), strict=True)
    return {(min(a, b), max(a, b)) for a, b in pairs if a != b and b not in nearby.dead}


def _enough_terms(nearby: Nearby, plausible: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the pairs that share two terms rare on both sides, and enough of their words."""
    if not plausible:
        return set()
    view = nearby.view()
    texts = {text for pair in plausible for text in pair}
    blocks, terms = view.blocks(texts), nearby.terms(view, texts)
    block, term = generate.rarest_terms(view.columns, terms, blocks)
    held: dict[int, set[int]] = defaultdict(set)
    for one, rare in zip(view.text[block].tolist(), term.tolist(), strict=True):
        held[one].add(rare)
    pairs = sorted((a, b) for a, b in plausible if len(held[a] & held[b]) >= 2)
    left, right = (np.array([view.block[pair[side]] for pair in pairs], dtype=np.int64) for side in (0, 1))
    enough = generate.overlaps(view.columns, terms, blocks, left, right) >= generate.LEAST_SHARE
    return {pair for pair, kept in zip(pairs, enough.tolist(), strict=True) if kept}
