"""Which matches a reviewed decision covers: by labels, by rules, and by credits that evidence bears out.

A match is labelled when each of its sides is covered, and both by one decision. Labels cover sentences
by article and fingerprint; rules cover all that meets their conditions; an article's own credit covers
its side where it names an agency that something other than that credit speaks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Final

from provenance.core.collection.columns import Columns
from provenance.core.deciding.moves import Move, Sentences, Stale, find_moves, find_stale
from provenance.core.globs import matches_glob
from provenance.core.origins.parts import speaks_for
from provenance.core.reporting.sentences import sentence_fingerprints
from provenance.decisions import Cover, Label, LabelKind, Labels, Rule
from provenance.model import Cluster, Credit, Match, Member, Origin, Problem, Report, Side

# An agency or issuer, and what its text is: wire copy or a press release.
Evidenced = tuple[str, LabelKind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What a collection holds, as labels see it.

    ``credits`` (as found), ``named`` (credits in metadata as they stand) and ``outlets`` go by article id
    and name every article; ``sentences`` returns the fingerprints of articles' sentences; ``unread`` are
    ids of files that could not be read or were left out.
    """

    credits: Mapping[str, tuple[Credit, ...]]
    named: Mapping[str, tuple[str, ...]]
    outlets: Mapping[str, str | None]
    sentences: Callable[[Iterable[str]], Sentences]
    unread: frozenset[str] = frozenset()


def known(
    parts: Sequence[Columns], problems: Iterable[Problem], labels: Labels, exclude: Sequence[str]
) -> Known:
    """Return what a collection holds.

    Args:
        parts: all articles, in batches.
        problems: what could not be read.
        labels: all decisions.
        exclude: globs against the ids of articles that were left out.
    """
    outlets = {article.id: article.outlet for part in parts for article in part.articles}
    named = {cover.article for label in labels.labels for cover in label.covers}
    unread = {problem.path for problem in problems}
    # What a folder or a file holds is named after it, but for records with ids of their own.
    below = tuple(f"{path}{mark}" for path in unread for mark in "/#:")
    left_out = {name for name in named if matches_glob(name, exclude) or name.startswith(below)} | unread
    return Known(
        credits={a.id: c for part in parts for a, c in zip(part.articles, part.credits, strict=True)},
        named={article.id: article.credits for part in parts for article in part.articles},
        outlets=outlets,
        sentences=partial(sentence_fingerprints, parts),
        unread=frozenset(left_out - outlets.keys()),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Why a side is covered: a label, a rule, or (neither) the article's credit."""

    kind: LabelKind
    agency: str | None = None
    label: Label | None = None
    rule: Rule | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What covers either side of a match; ``decided`` is the one decision for both, if there is one."""

    left: tuple[Ground, ...]
    right: tuple[Ground, ...]
    decided: Ground | None


_UNCOVERED: Final = Coverage(left=(), right=(), decided=None)
_NOBODY: Final[frozenset[Evidenced]] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A report with its labels filled in, and how they came about.

    ``coverage`` goes by match id; ``evidenced`` gives for each match the agencies and issuers that
    something other than credits in metadata speaks for, and as what.
    """

    report: Report
    labels: Labels
    coverage: Mapping[str, Coverage]
    evidenced: Mapping[str, frozenset[Evidenced]]
    moves: tuple[Move, ...] = ()
    stale: tuple[Stale, ...] = ()


@dataclass(slots=True)
class Members:
    """Finds the labels that cover sentences."""

    by_cover: dict[Cover, set[int]] = field(default_factory=lambda: defaultdict(set))

    def add(self, number: int, covers: Iterable[Cover]) -> None:
        """Note that a label covers some sentences."""
        for cover in covers:
            self.by_cover[cover].add(number)

    def covering(self, covers: Collection[Cover]) -> set[int]:
        """Return the numbers of the labels that cover all of some sentences; none for no sentence."""
        held = [self.by_cover.get(cover, set()) for cover in covers]
        return set.intersection(*held) if held else set()

    def touching(self, covers: Iterable[Cover]) -> set[int]:
        """Return the numbers of the labels that cover one of some sentences."""
        return set().union(*(self.by_cover.get(cover, set()) for cover in covers))


def of_a_part(known: Known, labels: Labels) -> Known:
    """Return what is known of a part of a collection: nothing of the articles that were not looked at."""
    named = {cover.article for label in labels.labels for cover in label.covers}
    return replace(known, unread=known.unread | (named - known.outlets.keys()))


def covers_of(side: Side) -> frozenset[Cover]:
    """Return the sentences that a side touches."""
    return frozenset(Cover(side.article, fingerprint) for fingerprint in side.fingerprints)


def members_of(labels: Labels, moves: Iterable[Move]) -> Members:
    """Return what the labels cover, moved articles under their new ids."""
    moved = {move.old: move.new for move in moves}
    members = Members()
    for number, label in enumerate(labels.labels):
        members.add(number, (Cover(moved.get(c.article, c.article), c.fingerprint) for c in label.covers))
    return members


def label_to_extend(
    said: Sequence[tuple[LabelKind, str | None]],
    members: Members,
    sides: tuple[frozenset[Cover], frozenset[Cover]],
    wanted: tuple[LabelKind, str | None] | None,
) -> int | None:
    """Return the number of the label that a decision on two sides adds to; None: it takes a new one.

    It is the first label that covers one of the sides, else one of their sentences: the passages of one
    text come under one label, whatever pairs of them were accepted.

    Args:
        said: kind and agency of each label.
        members: what each of them covers.
        sides: the sentences of either side.
        wanted: what the label must say; None: anything but that there is no common text.
    """
    whole = members.covering(sides[0]) | members.covering(sides[1])
    for numbers in (whole, members.touching(sides[0] | sides[1])):
        for number in sorted(numbers):
            if said[number] == wanted or (wanted is None and said[number][0] != "false-match"):
                return number
    return None


def apply_labels(report: Report, labels: Labels, known: Known) -> Labelled:
    """Fill in which matches and clusters of a report are labelled.

    Args:
        report: what was found.
        labels: all decisions.
        known: the collection that the report is of.
    """
    moves = find_moves(labels.labels, known.outlets.keys() | known.unread, known.sentences)
    moved = {move.old: move.new for move in moves}
    judge = _Judge(report, labels, known, members_of(labels, moves))
    evidenced = {match.id: judge.evidenced(match) for match in report.matches}
    coverage = {match.id: judge.coverage(match, evidenced[match.id]) for match in report.matches}
    matches = tuple(_labelled(match, coverage[match.id].decided) for match in report.matches)
    named = {cover.article for label in labels.labels for cover in label.covers} | set(moved.values())
    held = known.sentences(sorted(named.intersection(known.outlets)))
    return Labelled(
        report=replace(report, matches=matches, clusters=_clusters(report, matches)),
        labels=labels,
        coverage=coverage,
        evidenced=evidenced,
        moves=moves,
        stale=find_stale(labels.labels, moved, known.unread, held),
    )


def _labelled(match: Match, decided: Ground | None) -> Match:
    kind = decided.kind if decided else None
    return match if match.label == kind else replace(match, label=kind)


def _clusters(report: Report, matches: Sequence[Match]) -> tuple[Cluster, ...]:
    open_ = {match.cluster for match in matches if match.label is None}
    tied = {match.cluster for match in matches}
    return tuple(
        replace(cluster, labelled=cluster.id in tied and cluster.id not in open_)
        for cluster in report.clusters
    )


class _Judge:
    """Says what covers the sides of the matches of one report."""

    def __init__(self, report: Report, labels: Labels, known: Known, members: Members) -> None:
        self._labels = labels
        self._members = members
        self._outlets = {name: (outlet or "").casefold() for name, outlet in known.outlets.items()}
        # Only rules about an agency ask for them.
        self._origins = cache(partial(origins_by_match, report))
        self._credited = {
            name: _credited(credits, known.named.get(name, ())) for name, credits in known.credits.items()
        }
        self._spoken = {name: _spoken_for(credits) for name, credits in known.credits.items()}
        self._parted = {
            name: [credit for credit in credits if credit.part is not None]
            for name, credits in known.credits.items()
            if any(credit.part is not None for credit in credits)
        }
        self._labelled_articles = {cover.article for cover in members.by_cover}
        self._in_cluster = {
            cluster.id: _union(self._speaks(member) for member in cluster.members)
            for cluster in report.clusters
        }

    def coverage(self, match: Match, evidenced: frozenset[Evidenced]) -> Coverage:
        """Return what covers the sides of a match; ``evidenced`` is whom something speaks for."""
        own = [self._credited.get(side.article) for side in (match.left, match.right)]
        if not (self._labelled_articles or self._labels.rules or (evidenced and any(own))):
            return _UNCOVERED
        by_label = [self._by_label(side) for side in (match.left, match.right)]
        by_rule = [self._by_rule(match, side) for side in (match.left, match.right)]
        if not (evidenced or any(by_label) or any(by_rule)):
            return _UNCOVERED
        grounds = []
        for mine, other in ((0, 1), (1, 0)):
            # A reviewed label on the other side speaks for its agency as well as a dateline does.
            labelled = {(ground.agency, ground.kind) for ground in by_label[other] if ground.agency}
            by_credit = [
                Ground(kind=kind, agency=agency)
                for agency, kind in sorted(evidenced.union((a, k) for a, k in labelled if a is not None))
                if agency.casefold() in (own[mine] or ())
            ]
            grounds.append((*by_label[mine], *by_rule[mine], *by_credit))
        left, right = grounds
        return Coverage(left=left, right=right, decided=_decided(left, right))

    def evidenced(self, match: Match) -> frozenset[Evidenced]:
        """Return the agencies and issuers that something other than credits in metadata speaks for."""
        found = [self._speaks(side) for side in (match.left, match.right)]
        found.append(self._in_cluster.get(match.cluster or "", _NOBODY))
        return _union(found) if any(found) else _NOBODY

    def _speaks(self, side: Side | Member) -> frozenset[Evidenced]:
        """Return whom the credits of an article speak for at one of its passages."""
        whole = self._spoken.get(side.article, _NOBODY)
        if side.article not in self._parted:
            return whole
        parts = [one for one in self._parted[side.article] if speaks_for(one, side.start, side.end)]
        return whole | _spoken_for(parts, parts=True)

    def _by_label(self, side: Side) -> tuple[Ground, ...]:
        if side.article not in self._labelled_articles:
            return ()
        numbers = sorted(self._members.covering(covers_of(side)))
        found = [self._labels.labels[number] for number in numbers]
        return tuple(Ground(kind=label.kind, agency=label.agency, label=label) for label in found)

    def _by_rule(self, match: Match, side: Side) -> tuple[Ground, ...]:
        return tuple(
            Ground(kind=rule.kind, agency=rule.agency, rule=rule)
            for rule in self._labels.rules
            if self._fits(rule, match, side)
        )

    def _fits(self, rule: Rule, match: Match, side: Side) -> bool:
        if rule.paths and not matches_glob(side.article, rule.paths):
            return False
        if rule.outlets:
            found = sorted(self._outlets.get(one.article, "") for one in (match.left, match.right))
            if found != sorted(name.casefold() for name in rule.outlets):
                return False
        if rule.agency:
            named = {
                (origin.agency or "").casefold() for origin in self._origins()[match.id] if credible(origin)
            }
            return rule.agency.casefold() in named
        return True


def _union(parts: Iterable[frozenset[Evidenced] | None]) -> frozenset[Evidenced]:
    return frozenset(one for part in parts if part for one in part)


def origins_by_match(report: Report) -> dict[str, tuple[Origin, ...]]:
    """Return the origins that a report gives for each match, by id: the pair's and the cluster's."""
    pairs = {key: pair.origin for pair in report.pairs for key in pair.matches}
    clusters = {cluster.id: cluster.origin for cluster in report.clusters}
    return {
        match.id: tuple(
            origin
            for origin in (pairs.get(match.id), clusters.get(match.cluster or ""))
            if origin is not None
        )
        for match in report.matches
    }


def credible(origin: Origin) -> bool:
    """Say whether an origin is one that an agency or issuer can be named for."""
    return origin.kind in ("wire-copy", "press-release") and origin.agency is not None


def _credited(credits: Iterable[Credit], named: Iterable[str]) -> frozenset[str]:
    """Return whom an article's own credit names, in lower case: as it stands, and as it was understood."""
    understood = {credit.agency.casefold() for credit in credits if _is_own_credit(credit)}
    return frozenset((understood | {name.strip().casefold() for name in named}) - {""})


def _spoken_for(credits: Iterable[Credit], *, parts: bool = False) -> frozenset[Evidenced]:
    """Return whom an article speaks for otherwise than by its own credit: as a whole, or in parts."""
    return frozenset(
        (credit.agency, "press-release" if credit.release else "wire-copy")
        for credit in credits
        if credit.agency and credit.kind != "photo" and not _is_own_credit(credit)
        if (credit.part is not None) == parts
    )


def _is_own_credit(credit: Credit) -> bool:
    return credit.kind == "metadata" and credit.detail.startswith("credit ")


def _decided(left: Sequence[Ground], right: Sequence[Ground]) -> Ground | None:
    """Return the first decision that covers both sides: one label, or grounds that say the same."""
    for one in left:
        for other in right:
            if one.label is not None and other.label is not None:
                if one.label is other.label:
                    return one
            elif agree(one.kind, one.agency, other):
                return one if one.agency else other
    return None


def agree(kind: LabelKind, agency: str | None, other: Ground) -> bool:
    """Say whether a decision and a ground say the same of a text."""
    same = agency is None or other.agency is None or agency.casefold() == other.agency.casefold()
    return kind == other.kind and same
