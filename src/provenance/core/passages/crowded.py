"""Passages that many articles hold: matches are listed with one of them, clusters know the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from provenance.model import Cluster, Member, Report


def crowded(report: Report, ids: Collection[str]) -> tuple[Cluster, ...]:
    """Return the clusters with some articles in which not all matches are listed."""
    return tuple(
        cluster
        for cluster in report.clusters
        if cluster.collapsed and any(member.article in ids for member in cluster.members)
    )


def held_beside(
    clusters: Sequence[Cluster], article: str, start: int, end: int, known: Collection[str]
) -> dict[str, Member]:
    """Return who else holds a passage, by article.

    Args:
        clusters: those that ``crowded`` returned.
        article: whose passage it is.
        start: where it begins, in code points.
        end: where it ends.
        known: articles whose matches with it are listed.

    """
    found: dict[str, Member] = {}
    for cluster in clusters:
        if not any(
            member.article == article and member.start < end and start < member.end
            for member in cluster.members
        ):
            continue
        for member in sorted(cluster.members, key=lambda one: (one.article, one.start)):
            if member.article != article and member.article not in known:
                found.setdefault(member.article, member)
    return found
