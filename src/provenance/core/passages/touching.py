"""The part of a report that touches some articles."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from provenance.model import Report


def touching(report: Report, ids: Collection[str]) -> Report:
    """Return what of a report touches some articles."""
    matches = tuple(m for m in report.matches if m.left.article in ids or m.right.article in ids)
    pairs = tuple(pair for pair in report.pairs if pair.left in ids or pair.right in ids)
    near = {side for pair in pairs for side in (pair.left, pair.right)} | set(ids)
    clusters = tuple(
        replace(cluster, members=tuple(m for m in cluster.members if m.article in near))
        for cluster in report.clusters
        if any(member.article in ids for member in cluster.members)
    )
    kept = {cluster.id for cluster in clusters}
    repeats = tuple(repeat for repeat in report.repeats if repeat.article in ids)
    articles = tuple(article for article in report.articles if article.id in near)
    return replace(
        report,
        articles=articles,
        matches=tuple(m if m.cluster in kept else replace(m, cluster=None) for m in matches),
        pairs=pairs,
        clusters=clusters,
        repeats=repeats,
        counts={
            "articles": len(articles),
            "words": sum(article.words for article in articles),
            "passages": sum(article.passages for article in articles),
            "matches": len(matches),
            "pairs": len(pairs),
            "clusters": len(clusters),
            "repeats": len(repeats),
        },
    )
