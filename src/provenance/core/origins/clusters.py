"""Clusters as the report has them: their members, names and origins, from the leaders of passages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xxhash

from provenance.core.origins.origin import cluster_origin
from provenance.core.passages.cluster import Key
from provenance.core.passages.expand import Passage, Reader
from provenance.core.passages.finding import Finding
from provenance.core.passages.shared import ArticleFacts, Link, Shared
from provenance.model import Cluster, Member, Origin

_EXCERPT: Final = 120


class Ids:
    """Gives matches ids that survive new articles: both ids, both units' fingerprints, occurrence."""

    def __init__(self) -> None:
        self._seen: dict[str, int] = {}

    def id(self, *parts: str) -> str:
        key = "\x1f".join(parts)
        number = self._seen[key] = self._seen.get(key, 0) + 1
        return xxhash.xxh3_64_hexdigest(f"{key}\x1f{number}".encode("utf-8", "replace"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Grouped:
    """The clusters as nodes: each with its leader first, clusters by place; the passage that a node stands
    for; and the links within a leader's cluster.
    """

    groups: Sequence[Sequence[Key]]
    spans: Mapping[Key, Passage]
    inner: Mapping[Key, Sequence[Link]]


def grouped(findings: Sequence[Finding], links: Sequence[Link], leaders: Mapping[Key, Key]) -> Grouped:
    """Return the clusters that leaders make up, of two passages or more."""
    spans: dict[Key, Passage] = {}
    inner: dict[Key, list[Link]] = defaultdict(list)
    for f, link in zip(findings, links, strict=True):
        for key, passage in ((f.left_key, f.tie.left), (f.right_key, f.tie.right)):
            held = spans.get(key)
            if held is None or passage.last - passage.first > held.last - held.first:
                spans[key] = passage
        if leaders[f.left_key] == leaders[f.right_key]:
            inner[leaders[f.left_key]].append(link)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key, leader in leaders.items():
        groups[leader].append(key)
    order = sorted(groups, key=lambda k: (spans[k].article, spans[k].first))
    return Grouped(
        groups=[
            sorted(groups[leader], key=lambda k: (k != leader, spans[k].article, spans[k].first))
            for leader in order
            if len(groups[leader]) > 1
        ],
        spans=spans,
        inner=inner,
    )


def cluster_origins(
    given: tuple[Grouped, Sequence[ArticleFacts], Mapping[tuple[str, str], Shared]],
) -> list[Origin]:
    """Return the origin of each cluster; ``given`` are the clusters, the articles, and by two articles' ids
    all that they share.
    """
    grouped, facts, whole = given
    return [
        cluster_origin([facts[k[0]] for k in keys], grouped.inner[keys[0]], whole) for keys in grouped.groups
    ]


def cluster_names(reader: Reader, grouped: Grouped) -> dict[Key, str]:
    """Return each leader's cluster id."""
    ids = Ids()
    sides = ((keys[0], reader.side(grouped.spans[keys[0]])) for keys in grouped.groups)
    return {leader: ids.id(side.article, *side.fingerprints) for leader, side in sides}


def clusters(
    reader: Reader,
    grouped: Grouped,
    names: Mapping[Key, str],
    origins: Sequence[Origin],
    collapsed: Mapping[int, int],
) -> tuple[Cluster, ...]:
    """Return the clusters, largest first."""
    spans = grouped.spans
    found = [
        Cluster(
            id=names[keys[0]],
            origin=origin,
            members=tuple(_member(reader, spans[k]) for k in keys),
            collapsed=collapsed.get(keys[0][1], 0),
            labelled=False,
            excerpt=_excerpt(reader.side(spans[keys[0]]).text),
        )
        for keys, origin in zip(grouped.groups, origins, strict=True)
    ]
    return tuple(sorted(found, key=lambda c: (-len(c.members), c.members[0].article, c.members[0].start)))


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _EXCERPT else plain[: _EXCERPT - 1] + "…"


def _member(reader: Reader, passage: Passage) -> Member:
    span = reader.span(passage)
    return Member(article=reader.columns.articles[passage.article].id, start=span.start, end=span.end)
