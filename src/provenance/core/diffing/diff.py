"""Comparing two reports: which articles, matches, pairs, clusters and origins are new, gone or changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from provenance.core.diffing.anchoring import anchored, folded
from provenance.core.diffing.differences import (
    ArticleChange,
    Change,
    ClusterChange,
    Difference,
    KeptMatch,
    LoneMatch,
    PairChange,
    RemovedArticle,
    RenamedArticle,
    Run,
)
from provenance.core.diffing.renamed import renamed
from provenance.core.diffing.succession import Succession, succession
from provenance.core.origins.versions import USABLE
from provenance.model import ArticleSummary, Match, Origin, Pair, Report

# Scores and confidences move a little whenever articles come or go.
LEAST_CHANGE: Final = 0.05
TEXTS: Final = ("left.text", "right.text")

Fields = Iterable[tuple[str, object, object]]


def difference(old: Report, new: Report, least: float = LEAST_CHANGE) -> Difference:
    """Return what two reports differ in.

    Matches are the same where their ids are. What is left is anchored anew, by the words of both sides and
    those around them, or by position where a text is unchanged; only the rest is gone or new.

    Args:
        old, new: the reports, the earlier one first.
        least: how far a score, a confidence or a share must move to be listed, 0 to 1.
    """
    names = renamed(old, new)
    articles = _Articles.of(old, new, names)
    found = anchored(old.matches, new.matches, articles.names, articles.unchanged)
    kept = [replace(one, changes=_match_changes(one, least)) for one in found.kept]
    pairs = _Pairs.of(old.pairs, new.pairs, articles.names, least)
    clusters = succession(old.clusters, new.clusters, found.kept, articles.names)
    gone_ids, new_ids = articles.alone(old), articles.alone(new)
    return Difference(
        old=_run(old),
        new=_run(new),
        least=least,
        runs=tuple(_run_changes(old, new)),
        added=tuple(article for article in new.articles if article.id in new_ids),
        removed=tuple(_removed(old, new, gone_ids)),
        renamed=names,
        articles=tuple(_article_changes(articles.both, least)),
        new_matches=tuple(_lone(found.new, new_ids, articles, gone=False)),
        gone_matches=tuple(_lone(found.gone, gone_ids, articles, gone=True)),
        changed_matches=_sorted(one for one in kept if one.changes and not _only_anchored_anew(one)),
        reanchored=_sorted(one for one in kept if _only_anchored_anew(one)),
        new_pairs=pairs.new,
        gone_pairs=pairs.gone,
        changed_pairs=pairs.changed,
        new_clusters=clusters.new,
        gone_clusters=clusters.gone,
        changed_clusters=tuple(_cluster_changes(clusters, least)),
        counts=_counts(kept),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Articles:
    """The articles of both reports: side by side, new ids of renamed ones, which texts are the same."""

    both: tuple[tuple[ArticleSummary, ArticleSummary], ...]
    names: Mapping[str, str]
    unchanged: Collection[str]
    corrected: Collection[str]

    @classmethod
    def of(cls, old: Report, new: Report, names: Iterable[RenamedArticle]) -> _Articles:
        new_names = {one.old.id: one.new.id for one in names}
        after = {article.id: article for article in new.articles}
        both = [
            (a, after[new_names.get(a.id, a.id)]) for a in old.articles if new_names.get(a.id, a.id) in after
        ]
        return cls(
            both=tuple(both),
            names=new_names,
            unchanged=frozenset(b.id for a, b in both if a.text is not None and a.text == b.text),
            corrected=frozenset(b.id for a, b in both if _other_text(a, b)),
        )

    def alone(self, report: Report) -> frozenset[str]:
        """Return the ids of the articles of a report that the other one has not."""
        held = {article.id for pair in self.both for article in pair}
        return frozenset(article.id for article in report.articles) - held


def _other_text(old: ArticleSummary, new: ArticleSummary) -> bool:
    if old.text is not None and new.text is not None:
        return old.text != new.text
    return (old.words, old.passages) != (new.words, new.passages)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pairs:
    gone: tuple[Pair, ...]
    new: tuple[Pair, ...]
    changed: tuple[PairChange, ...]

    @classmethod
    def of(cls, old: Iterable[Pair], new: Sequence[Pair], names: Mapping[str, str], least: float) -> _Pairs:
        after = {frozenset((pair.left, pair.right)): pair for pair in new}
        gone, changed, seen = [], [], set()
        for pair in old:
            key = frozenset(names.get(end, end) for end in (pair.left, pair.right))
            other = after.get(key)
            if other is None:
                gone.append(pair)
                continue
            seen.add(key)
            changes = tuple(_pair_changes(pair, other, names, least))
            if changes:
                changed.append(PairChange(old=pair, new=other, changes=changes))
        return cls(
            gone=tuple(gone),
            new=tuple(pair for key, pair in after.items() if key not in seen),
            changed=tuple(sorted(changed, key=lambda one: (one.new.left, one.new.right))),
        )


def _pair_changes(old: Pair, new: Pair, names: Mapping[str, str], least: float) -> Iterator[Change]:
    yield from _origin_changes(old.origin, new.origin, least)
    left, right = old.left_share, old.right_share
    if names.get(old.left, old.left) != new.left:
        left, right = right, left
    shares = (("left_share", left, new.left_share), ("right_share", right, new.right_share))
    yield from _moved(shares, least)


def _run(report: Report) -> Run:
    return Run(
        version=report.version,
        fingerprint=report.fingerprint,
        settings=report.settings,
        articles=len(report.articles),
        matches=len(report.matches),
        pairs=len(report.pairs),
        clusters=len(report.clusters),
        problems=len(report.problems),
    )


def _run_changes(old: Report, new: Report) -> Iterator[Change]:
    """Yield what differs in version and settings; the fingerprint only where nothing else shows it."""
    keys = sorted(old.settings.keys() | new.settings.keys())
    fields = [(key, old.settings.get(key), new.settings.get(key)) for key in keys]
    found = tuple(_differing((("version", old.version, new.version), *fields)))
    yield from found or _differing((("fingerprint", old.fingerprint, new.fingerprint),))


def _removed(old: Report, new: Report, alone: Collection[str]) -> Iterator[RemovedArticle]:
    reasons = {problem.path: problem.reason for problem in reversed(new.problems)}
    for article in old.articles:
        if article.id in alone:
            yield RemovedArticle(article=article, problem=reasons.get(article.path))


def _article_changes(
    both: Iterable[tuple[ArticleSummary, ArticleSummary]], least: float
) -> Iterator[ArticleChange]:
    for old, new in both:
        known = ("outlet", "published", "language", "credits", "embargo", "usage_terms", "editor_note")
        # What is not said to be anything else is usable, and so is what an earlier version knew nothing of.
        changes = list(_differing([("status", old.status or USABLE, new.status or USABLE)]))
        changes += _differing((name, getattr(old, name), getattr(new, name)) for name in known)
        changes += _origin_changes(old.origin, new.origin, least)
        if _other_text(old, new):
            if old.text is not None and new.text is not None:
                changes.append(Change(field="text", old=len(old.text), new=len(new.text)))
            else:
                changes.append(Change(field="words", old=old.words, new=new.words))
        if changes:
            yield ArticleChange(old=old, new=new, changes=tuple(changes))


def _lone(
    matches: Iterable[Match], alone: Collection[str], articles: _Articles, *, gone: bool
) -> Iterator[LoneMatch]:
    for match in matches:
        ends = [match.left.article, match.right.article]
        if any(end in alone for end in ends):
            yield LoneMatch(match=match, cause="article-removed" if gone else "article-added")
            continue
        now = [articles.names.get(end, end) for end in ends] if gone else ends
        corrected = any(end in articles.corrected for end in now)
        yield LoneMatch(match=match, cause="text-changed" if corrected else "same-articles")


def _match_changes(one: KeptMatch, least: float) -> tuple[Change, ...]:
    old, new = one.old, one.new
    sides = (old.right, old.left) if one.swapped else (old.left, old.right)
    texts = [
        (name, before.text, after.text)
        for name, before, after in zip(TEXTS, sides, (new.left, new.right), strict=True)
        if folded(before.text) != folded(after.text)
    ]
    fields = [(name, getattr(old, name), getattr(new, name)) for name in ("relation", "content", "label")]
    return (
        *_differing(fields),
        *_moved((("score", old.score, new.score),), least),
        *_differing(texts),
    )


def _only_anchored_anew(one: KeptMatch) -> bool:
    return one.anchor != "id" and all(change.field in TEXTS for change in one.changes)


def _origin_changes(old: Origin, new: Origin, least: float) -> Iterator[Change]:
    yield from _differing((("kind", old.kind, new.kind), ("agency", old.agency, new.agency)))
    yield from _moved((("confidence", old.confidence, new.confidence),), least)


def _cluster_changes(clusters: Succession, least: float) -> Iterator[ClusterChange]:
    for old, new, gained, lost in clusters.both:
        changes = (
            *_origin_changes(old.origin, new.origin, least),
            *_differing((("labelled", old.labelled, new.labelled),)),
        )
        if gained or lost or changes:
            yield ClusterChange(old=old, new=new, gained=gained, lost=lost, changes=changes)


def _differing(fields: Fields) -> Iterator[Change]:
    for field, old, new in fields:
        if old != new:
            yield Change(field=field, old=old, new=new)


def _moved(fields: Iterable[tuple[str, float, float]], least: float) -> Iterator[Change]:
    for field, old, new in fields:
        # Both have four decimals at most: so has what lies between them.
        if old != new and round(abs(old - new), 4) >= least:
            yield Change(field=field, old=old, new=new)


def _counts(kept: Iterable[KeptMatch]) -> dict[str, int]:
    """Count matches of both reports: unchanged, anchored anew, moved, with a score that moved by less."""
    counts: Counter[str] = Counter()
    for one in kept:
        counts["kept"] += 1
        counts["unchanged"] += one.anchor == "id" and not one.changes
        counts["anchored_anew"] += one.anchor != "id"
        sides = (one.new.right, one.new.left) if one.swapped else (one.new.left, one.new.right)
        places = [(side.start, side.end) for side in sides]
        counts["moved"] += [(side.start, side.end) for side in (one.old.left, one.old.right)] != places
        small = one.old.score != one.new.score and not any(c.field == "score" for c in one.changes)
        counts["small_score_changes"] += small
    return {
        name: counts[name] for name in ("kept", "unchanged", "anchored_anew", "moved", "small_score_changes")
    }


def _sorted(matches: Iterable[KeptMatch]) -> tuple[KeptMatch, ...]:
    def place(one: KeptMatch) -> tuple[str, str, int, int, str]:
        left, right = one.new.left, one.new.right
        return left.article, right.article, left.start, right.start, one.new.id

    return tuple(sorted(matches, key=place))
