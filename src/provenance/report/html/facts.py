"""A report in the order in which the page shows it, with everything numbered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b
from typing import Final

from provenance.model import ArticleSummary, Cluster, Match, OriginKind, Report
from provenance.report.label_command import label_commands
from provenance.report.order import LISTED, TIERS, NumberedPair, numbered_pairs

_LEAST_KEY: Final = 10
_SET_ASIDE: Final[Mapping[str, OriginKind]] = {"boilerplate": "boilerplate", "formula": "formula"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """A report's parts by number.

    ``places`` gives an article's number by its id, ``keys`` its name in links: a hash of the id, so that a
    link means the same article in the next report. ``matches`` are in the order of ``pairs`` (first those
    listed, then those set aside); pair ``p`` has those from ``first[p]`` to ``first[p + 1]``. ``kinds[m]`` is
    what the passages of match ``m`` are shaded as, ``commands`` the label commands by the match's id.
    """

    report: Report
    articles: tuple[ArticleSummary, ...]
    places: Mapping[str, int]
    keys: tuple[str, ...]
    pairs: tuple[NumberedPair, ...]
    matches: tuple[Match, ...]
    first: tuple[int, ...]
    kinds: tuple[OriginKind, ...]
    clusters: tuple[Cluster, ...]
    of_cluster: Mapping[str, tuple[int, ...]]
    commands: Mapping[str, str]

    def article(self, identity: str) -> ArticleSummary:
        """Return the article with an id."""
        return self.articles[self.places[identity]]

    def key(self, identity: str) -> str:
        """Return an article's name in links."""
        return self.keys[self.places[identity]]


def facts_of(report: Report) -> Facts:
    """Put a report in order."""
    pairs = numbered_pairs(report)
    matches: list[Match] = []
    kinds: list[OriginKind] = []
    first = [0]
    for group in pairs:
        found = (*group.listed, *group.set_aside)
        matches += found
        kinds += [_kind(match, group.pair.origin.kind) for match in found]
        first.append(len(matches))
    of_cluster: dict[str, list[int]] = {}
    for number, match in enumerate(matches):
        if match.cluster is not None:
            of_cluster.setdefault(match.cluster, []).append(number)
    return Facts(
        report=report,
        articles=report.articles,
        places={article.id: number for number, article in enumerate(report.articles)},
        keys=_keys(report.articles),
        pairs=pairs,
        matches=tuple(matches),
        first=tuple(first),
        kinds=tuple(kinds),
        clusters=tuple(sorted(report.clusters, key=_rank)),
        of_cluster={key: tuple(numbers) for key, numbers in of_cluster.items()},
        commands=label_commands(report),
    )


def is_listed(match: Match) -> bool:
    """Say whether a match is common text, no stock text and no formula."""
    return match.content in LISTED


def _kind(match: Match, origin: OriginKind) -> OriginKind:
    return origin if match.content in LISTED else _SET_ASIDE[match.content]


def _rank(cluster: Cluster) -> tuple[int, int, float, str]:
    return TIERS[cluster.origin.kind], -len(cluster.members), -cluster.origin.confidence, cluster.id


def _keys(articles: tuple[ArticleSummary, ...]) -> tuple[str, ...]:
    whole = [
        blake2b(article.id.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
        for article in articles
    ]
    size = _LEAST_KEY
    while len({key[:size] for key in whole}) < len(whole):
        size += 2
    return tuple(key[:size] for key in whole)
