"""Part of a report: by origin, outlet, article, pair or cluster. Nothing is compared again."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Final, NoReturn

from provenance.errors import UsageError
from provenance.model import ArticleSummary, Cluster, Match, Report
from provenance.report.order import NumberedPair, numbered_pairs

_SUGGESTIONS: Final = 3


def narrow(
    report: Report, kinds: Collection[str] = (), outlets: Sequence[str] = (), articles: Sequence[str] = ()
) -> Report:
    """Return the part of a report that has to do with some origins, outlets or articles.

    A match stays if its pair or its cluster has one of ``kinds``, one of its articles is of one of
    ``outlets``, and one of its articles is one of ``articles``; what is empty excludes nothing.
    So does an article by itself, by its own origin.

    Args:
        report: The whole.
        kinds: Kinds of origin.
        outlets: Names of outlets, in any case.
        articles: Article ids, or beginnings that fit one article only.

    Raises:
        UsageError: if no article of the report has such an outlet or id.
    """
    if not (kinds or outlets or articles):
        return report
    names = {_find_outlet(report, name).casefold() for name in outlets}
    ids = {find_article(report, name) for name in articles}
    of_outlets = {a.id for a in report.articles if not names or (a.outlet or "").casefold() in names}
    pair_kinds = {key: pair.origin.kind for pair in report.pairs for key in pair.matches}
    cluster_kinds = {cluster.id: cluster.origin.kind for cluster in report.clusters}

    def keeps_match(match: Match) -> bool:
        sides = {match.left.article, match.right.article}
        found = {pair_kinds.get(match.id), cluster_kinds.get(match.cluster or "")}
        return bool((not kinds or found & set(kinds)) and sides & of_outlets and (not ids or sides & ids))

    def keeps_article(article: ArticleSummary) -> bool:
        fits = article.id in of_outlets and (not ids or article.id in ids)
        return fits and (not kinds or article.origin.kind in kinds)

    return _part(report, keeps_match, keeps_article)


def pair_part(report: Report, chosen: NumberedPair) -> Report:
    """Return the part of a report that is about one pair."""
    ids = set(chosen.pair.matches)
    return _part(report, lambda match: match.id in ids, lambda article: False)


def cluster_part(report: Report, chosen: Cluster) -> Report:
    """Return the part of a report that is about one cluster."""
    members = {member.article for member in chosen.members}
    return _part(report, lambda match: match.cluster == chosen.id, lambda article: article.id in members)


def find_target(report: Report, name: str) -> NumberedPair | Cluster:
    """Return the pair or cluster of a name.

    Args:
        report: Where to look.
        name: A pair's number in the table, ``LEFT~RIGHT`` with two article ids or their
            beginnings, or a cluster's id or its beginning.

    Raises:
        UsageError: if there is none, or more than one.
    """
    pairs = numbered_pairs(report)
    clusters = {cluster.id: cluster for cluster in report.clusters}
    if name in clusters:
        return clusters[name]
    if name.isdecimal():
        if 1 <= int(name) <= len(pairs):
            return pairs[int(name) - 1]
        raise UsageError(
            f"no pair {name}: pairs are numbered 1 to {len(pairs)}, those with stock text only included"
        )
    if "~" in name:
        return _find_pair(report, pairs, name)
    matches = [match.id for match in report.matches if match.id.startswith(name)]
    if matches and not any(key.startswith(name) for key in clusters):
        raise UsageError(f"{name} is a match; to show it in full: provenance explain REPORT {name}")
    return clusters[_find(name, clusters, "cluster", "give a pair's number, LEFT~RIGHT, or a cluster's id")]


def find_article(report: Report, name: str) -> str:
    """Return the id of the one article that ``name`` is, or begins; else raise UsageError."""
    return _find(name, [article.id for article in report.articles], "article")


def find_match(report: Report, name: str) -> str:
    """Return the id of the one match that ``name`` is, or begins; else raise UsageError."""
    return _find(name, [match.id for match in report.matches], "match", "ids stand in matches.csv")


def _find_outlet(report: Report, name: str) -> str:
    outlets = sorted({article.outlet for article in report.articles if article.outlet})
    same = [outlet for outlet in outlets if outlet.casefold() == name.casefold()]
    return same[0] if same else _unknown(name, outlets, "outlet", "")


def _find_pair(report: Report, pairs: tuple[NumberedPair, ...], name: str) -> NumberedPair:
    by_ids = {frozenset((group.pair.left, group.pair.right)): group for group in pairs}
    ids = [article.id for article in report.articles]
    tilde = name.find("~")
    while tilde >= 0:  # an article's id may hold a tilde itself
        left, right = name[:tilde].strip(), name[tilde + 1 :].strip()
        if all(any(key.startswith(part) for key in ids) for part in (left, right)):
            ends = frozenset((find_article(report, left), find_article(report, right)))
            if ends in by_ids:
                return by_ids[ends]
            raise UsageError(f"{' and '.join(sorted(ends))} share nothing in this report")
        tilde = name.find("~", tilde + 1)
    left, _, right = name.partition("~")
    find_article(report, left.strip())
    find_article(report, right.strip())
    raise UsageError(f"no pair {name!r} in this report")


def _find(name: str, known: Collection[str], kind: str, hint: str = "") -> str:
    if name in known:
        return name
    begun = sorted(key for key in known if name and key.startswith(name))
    if len(begun) == 1:
        return begun[0]
    if begun:
        some = ", ".join(begun[:_SUGGESTIONS]) + (", ..." if len(begun) > _SUGGESTIONS else "")
        raise UsageError(f"{name!r} begins more than one {kind}: {some}")
    return _unknown(name, known, kind, hint)


def _unknown(name: str, known: Iterable[str], kind: str, hint: str) -> NoReturn:
    listed = sorted(known)
    near = get_close_matches(name, listed, n=_SUGGESTIONS, cutoff=0.5) or (
        listed if len(listed) <= _SUGGESTIONS else []
    )
    suggestion = f"; did you mean {' or '.join(near)}?" if near else f"; {hint}" if hint else ""
    raise UsageError(f"no {kind} {name!r} in this report{suggestion}")


def _part(
    report: Report, keeps_match: Callable[[Match], bool], keeps_article: Callable[[ArticleSummary], bool]
) -> Report:
    """Return the matches and articles kept and all that belongs to them; counts are those of the part."""
    matches = tuple(match for match in report.matches if keeps_match(match))
    ids = {match.id for match in matches}
    sides = {side.article for match in matches for side in (match.left, match.right)}
    articles = tuple(a for a in report.articles if a.id in sides or keeps_article(a))
    kept = {article.id for article in articles}
    tied = {match.cluster for match in matches}
    pairs = tuple(
        replace(pair, matches=found)
        for pair in report.pairs
        if (found := tuple(key for key in pair.matches if key in ids))
    )
    clusters = tuple(
        replace(cluster, members=tuple(member for member in cluster.members if member.article in kept))
        for cluster in report.clusters
        if cluster.id in tied
    )
    repeats = tuple(repeat for repeat in report.repeats if repeat.article in kept)
    counts = {
        "articles": len(articles),
        "clusters": len(clusters),
        "matches": len(matches),
        "pairs": len(pairs),
        "passages": sum(article.passages for article in articles),
        "repeats": len(repeats),
        "words": sum(article.words for article in articles),
    }
    return replace(
        report,
        articles=articles,
        matches=matches,
        pairs=pairs,
        clusters=clusters,
        repeats=repeats,
        counts=counts,
    )
