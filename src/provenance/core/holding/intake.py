"""Compare new articles with an indexed collection: what a comparison of everything would find for them.

A match's score looks at rivals of both sides in the whole collection. So it takes two rounds: what new
articles may share with held ones, and what those held ones that stand a chance may share with others. A
pair stands a chance if it could reach a score without any more rivals.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import distinct_blocks
from provenance.core.holding.chances import Between, chances, unsettled
from provenance.core.holding.growth import Growth
from provenance.core.holding.nearby import Nearby, View
from provenance.core.holding.nearby_pairs import Pairs, near_pairs
from provenance.core.matching.candidates import Candidates
from provenance.core.matching.company import HOLDERS
from provenance.core.matching.compared import Compared
from provenance.core.matching.decide import decide
from provenance.core.matching.detect import Proposed, Setup, compare
from provenance.core.matching.settle import settle
from provenance.core.passages.expand import Expanded, Tie, expand

Array = npt.NDArray[Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The articles that matter as columns, the text of each block, what ties them, and the new ones' ids."""

    columns: Columns
    text: Array
    expanded: Expanded
    new: frozenset[str]


def search(nearby: Nearby, growth: Growth, setup: Setup) -> Found:
    """Find what new articles share with held ones and with one another.

    Args:
        nearby: looks up and loads what is held.
        growth: the new articles as an index would take them.
        setup: as for a comparison.

    Raises:
        NotLocalError: if only a comparison of everything tells.
    """
    own = frozenset(text for text in growth.text.tolist() if text >= 0)
    new = frozenset(article.id for article in nearby.new.articles)
    if not own:
        nothing = Expanded(links=(), repeats=(), collapsed={})
        view = nearby.view()
        return Found(columns=view.columns, text=view.text, expanded=nothing, new=new)
    nearby.load(own)
    asked, pairs = _first_round(nearby, own)
    compared, sides = _so_far(nearby, pairs, own, setup)
    extra, more = _others_company(nearby, compared, sides, own, asked, setup)
    if extra:
        asked |= extra
        _add(pairs, more)
        compared, sides = _so_far(nearby, pairs, own, setup)
    may = chances(compared, sides, _articles_of(nearby, asked, sides), asked, setup)
    likely = {text for pair in sides[may].tolist() for text in pair}
    second = likely - own
    if second:
        _add(pairs, near_pairs(nearby, second))
    # What has no part in a match, and is no rival of what has, is compared no further.
    pairs = {pair: bits for pair, bits in pairs.items() if not likely.isdisjoint(pair)}
    touching = {text for pair in sides[may].tolist() if own & set(pair) for text in pair}
    nearby.forget()
    nearby.load({text for pair in pairs for text in pair})
    nearby.load(touching | own, everywhere=True)
    # Company is told by each two articles that run the texts of a pair.
    nearby.load_holders(likely, HOLDERS)
    view = nearby.view()
    proposed = _proposed(nearby, view, pairs, own)
    compared = compare(view.columns, proposed, setup)
    held = nearby.first_blocks(view, HOLDERS)
    claims = decide(view.columns, proposed.terms, compared, setup.models, setup.floor, held)
    found = settle(view.columns, claims)
    expanded = expand(view.columns, distinct_blocks(view.columns), found, setup.least)
    around = _around(view.columns, expanded, new)
    return Found(columns=view.columns, text=view.text, expanded=around, new=new)


def _first_round(nearby: Nearby, own: frozenset[int]) -> tuple[frozenset[int], Pairs]:
    """Return the texts whose pairs count, and the pairs.

    Where held articles have a text of a new one, too, what they have in common with others counts as company.
    """
    pairs = near_pairs(nearby, own)
    hosts = nearby.holders(own, HOLDERS)
    extra = frozenset(text for host in hosts for text in nearby.texts_in(host)) - own
    if not extra:
        return own, pairs
    within = hosts | nearby.holders({text for pair in pairs for text in pair}, HOLDERS)
    nearby.load(extra)
    _add(pairs, near_pairs(nearby, extra, within))
    return own | extra, pairs


def _add(pairs: Pairs, more: Pairs) -> None:
    for pair, bits in more.items():
        pairs[pair] = pairs.get(pair, 0) | bits


def _so_far(nearby: Nearby, pairs: Pairs, own: frozenset[int], setup: Setup) -> tuple[Compared, Array]:
    """Return pairs compared, which may miss rivals and company, and the texts of each candidate pair."""
    view = nearby.view()
    compared = compare(view.columns, _proposed(nearby, view, pairs, own), setup)
    left, right = view.text[compared.candidates.left], view.text[compared.candidates.right]
    return compared, np.stack([left, right], axis=1)


def _articles_of(nearby: Nearby, asked: Collection[int], sides: Array) -> dict[int, list[int]]:
    members = nearby.members({*asked, *sides.ravel().tolist()})
    return {text: [article for article, _ in held] for text, held in members.items()}


def _others_company(
    nearby: Nearby,
    compared: Compared,
    sides: Array,
    own: frozenset[int],
    asked: frozenset[int],
    setup: Setup,
) -> tuple[frozenset[int], Pairs]:
    """Return texts whose pairs tell how likely is what speaks for pairs of new articles, and these pairs.

    Two held articles of which one runs a text of a new article may have others in common, that third
    articles run as well: what all these have in common is company of company.
    """
    doubtful = unsettled(compared, setup)
    mine = [pair for pair in doubtful if not own.isdisjoint(sides[pair].tolist())]
    others = set(doubtful).difference(mine)
    if not (mine and others):
        return frozenset(), {}
    places = _articles_of(nearby, asked, sides)
    hosts = nearby.holders(own, HOLDERS)
    near: set[int] = set()
    for pair in sorted(Between(sides, places, asked, ()).with_any(mine, others)):
        left, right = (nearby.holders({text}, HOLDERS) for text in sides[pair].tolist())
        # What a host has in common with these was looked up for its company.
        if not (left <= hosts or right <= hosts):
            near |= left | right
    extra = frozenset(text for article in near for text in nearby.texts_in(article)) - asked
    if not extra:
        return frozenset(), {}
    nearby.load(extra)
    return extra, near_pairs(nearby, extra, frozenset(near))


def _proposed(nearby: Nearby, view: View, pairs: Pairs, own: Collection[int]) -> Proposed:
    texts = {text for pair in pairs for text in pair} | set(own)
    rows = sorted((*sorted((view.block[a], view.block[b])), bits) for (a, b), bits in pairs.items())
    table = np.array(rows, dtype=np.int64).reshape(-1, 3)
    candidates = Candidates(
        left=table[:, 0].astype(np.int32),
        right=table[:, 1].astype(np.int32),
        generators=table[:, 2].astype(np.uint8),
    )
    terms = nearby.terms(view, texts, surprise=True)
    return Proposed(candidates=candidates, terms=terms, meaning=None)


def _around(columns: Columns, expanded: Expanded, new: frozenset[str]) -> Expanded:
    """Keep the links of new articles, and of the articles that these are linked with."""
    ids = [article.id for article in columns.articles]

    def sides(link: Tie) -> tuple[int, int]:
        return link.left.article, link.right.article

    near = {number for number, name in enumerate(ids) if name in new}
    near |= {side for link in expanded.links if near & set(sides(link)) for side in sides(link)}
    return Expanded(
        links=tuple(link for link in expanded.links if near.intersection(sides(link))),
        repeats=tuple(link for link in expanded.repeats if ids[link.left.article] in new),
        collapsed=expanded.collapsed,
    )
