"""The gate: which matches are duplicates, which of them no decision covers, and what would settle each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from provenance.config import GateConfig
from provenance.core.deciding.labels import (
    Coverage,
    Labelled,
    agree,
    covers_of,
    label_to_extend,
    members_of,
    origins_by_match,
)
from provenance.core.deciding.moves import Move, Stale
from provenance.core.reporting.explain import aligned
from provenance.decisions import Cover, Label, LabelKind
from provenance.model import Edit, Match, Origin, OriginKind, Problem, Side

# Which origin names a duplicate best, where its pair's and its cluster's differ; others say too little
# of a passage.
_TELLING: Final[tuple[OriginKind, ...]] = (
    "wire-copy",
    "press-release",
    "syndication",
    "revision",
    "unknown",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a label would say: a kind, and the agency if one is known; confidence 1 if it was reviewed."""

    kind: LabelKind
    agency: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate:
    """A duplicate that nothing covers, and what would settle it.

    ``here`` is the side that it is reported at, ``there`` the other one. ``uncovered`` are the sides
    that nothing covers; both, where either is covered and by no common decision. ``credit`` is the
    agency whose credit on the uncovered sides would settle it, if there is one. ``also`` are further
    matches that the same label settles. ``label`` covers, or covered, the passage elsewhere; ``broken``
    says that an edit of ``here`` took it out, and ``edits`` align ``there`` with ``here``.
    """

    match: Match
    here: Side
    there: Side
    decision: Decision
    uncovered: tuple[Side, ...]
    credit: str | None = None
    also: tuple[Match, ...] = ()
    label: Label | None = None
    broken: bool = False
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What the gate found.

    ``labelled`` are the duplicates that a decision covers, ``adopted`` counts those of them whose label
    nobody reviewed, ``credited`` those that the articles' own credits cover, and no label; ``notes`` counts
    the matches that are no duplicates by what they are; ``problems`` are those it had to judge.
    """

    duplicates: tuple[Duplicate, ...]
    labelled: tuple[Match, ...]
    adopted: int
    credited: int
    notes: tuple[tuple[str, int], ...]
    moves: tuple[Move, ...]
    stale: tuple[Stale, ...]
    problems: tuple[Problem, ...]
    articles: int

    @property
    def unlabelled(self) -> int:
        """Return how many matches need a label: those a duplicate stands for included."""
        return sum(1 + len(duplicate.also) for duplicate in self.duplicates)


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Where a passage stands, as people and programs call it.

    ``file`` is the path from the current folder, ``line`` the line of that file (None where it is not
    known), ``last_line`` the one it ends on, ``page`` the printed page it begins on. ``name`` is
    ARTICLE:LINE as commands take it, ``record`` the article's id where the file holds several.
    """

    file: str
    line: int | None
    last_line: int | None
    name: str
    record: str | None = None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GateReport:
    """What the gate found, ready to be shown.

    ``locations`` go by article id and start of the passage, ``accept`` and ``credit`` by match id: the
    words of the command that labels it, and which articles (as their manifest calls them) to credit in
    which manifest. ``prune`` are the words of the command that tidies the labels file. ``since`` is the
    revision that changes were counted from, ``files`` tells where problems lie.
    """

    verdict: Verdict
    locations: Mapping[tuple[str, int], Location]
    accept: Mapping[str, tuple[str, ...]]
    credit: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    labels: str
    prune: tuple[str, ...]
    files: Mapping[str, str]
    version: str
    since: str | None = None
    changed: int = 0
    strict: bool = False

    @property
    def failed(self) -> bool:
        """Say whether something needs a label, or (strictly) a label is stale."""
        return bool(self.verdict.duplicates) or (self.strict and bool(self.verdict.stale))

    def location(self, side: Side) -> Location:
        """Return where a side stands."""
        return self.locations[side.article, side.start]


def is_duplicate(match: Match, config: GateConfig) -> bool:
    """Say whether a match is what the gate asks a label for."""
    return (
        match.relation in config.relations
        and match.content in config.content
        and match.words >= config.min_words
        and match.score >= config.min_score
    )


def judge(
    labelled: Labelled,
    config: GateConfig,
    *,
    touched: Collection[str] | None = None,
    formerly: Collection[str] = (),
    problems: Iterable[Problem] = (),
) -> Verdict:
    """Judge a report.

    Args:
        labelled: the report with its labels.
        config: what counts as a duplicate.
        touched: ids of the articles that changed; None judges all matches, else only those that touch
            one of them.
        formerly: ids of matches to judge in any case, since a label that covered them was taken away.
        problems: the problems it has to judge.
    """
    report = labelled.report
    judged = [
        match
        for match in report.matches
        if touched is None
        or match.id in formerly
        or match.left.article in touched
        or match.right.article in touched
    ]
    duplicates = [match for match in judged if is_duplicate(match, config)]
    done = tuple(match for match in duplicates if match.label is not None)
    decided = [ground for match in done if (ground := labelled.coverage[match.id].decided) is not None]
    return Verdict(
        duplicates=_Finder(labelled, touched).find([m for m in duplicates if m.label is None]),
        labelled=done,
        adopted=sum(ground.label is not None and not ground.label.reviewed for ground in decided),
        credited=sum(ground.label is None and ground.rule is None for ground in decided),
        notes=_notes((match for match in judged if not is_duplicate(match, config)), config),
        moves=labelled.moves,
        stale=labelled.stale,
        problems=tuple(problems),
        articles=len(report.articles),
    )


def decision_for(origins: Sequence[Origin]) -> Decision:
    """Return what the origins of a pair and of a cluster suggest to label their text as."""
    telling = [origin for origin in origins if origin.kind in _TELLING]
    if not telling:
        return Decision(kind="unknown")
    best = min(telling, key=lambda origin: (_TELLING.index(origin.kind), -origin.confidence))
    return Decision(kind=best.kind, agency=best.agency, confidence=best.confidence)


class _Finder:
    """Turns unlabelled duplicates into as few findings as there are decisions to take.

    Ten copies of a passage are 45 pairs, but nine decisions: accepting a pair adds to the label that
    covers one side of it. So the labels are played through in the order in which they are printed.
    """

    def __init__(self, labelled: Labelled, touched: Collection[str] | None) -> None:
        self._labelled = labelled
        self._touched = touched
        self._origins = origins_by_match(labelled.report)
        self._articles = {article.id: article for article in labelled.report.articles}
        self._labels: list[Label | None] = list(labelled.labels.labels)
        self._said = [(label.kind, label.agency) for label in labelled.labels.labels]
        self._members = members_of(labelled.labels, labelled.moves)
        moved = {move.old: move.new for move in labelled.moves}
        numbers = {label.line: number for number, label in enumerate(labelled.labels.labels)}
        self._edited: dict[str, set[int]] = defaultdict(set)
        for stale in labelled.stale:
            for cover in stale.gone:
                self._edited[moved.get(cover.article, cover.article)].add(numbers[stale.label.line])

    def find(self, matches: Sequence[Match]) -> tuple[Duplicate, ...]:
        """Return the findings, in the order of the matches."""
        findings: list[Duplicate] = []
        also: list[list[Match]] = []
        latest: dict[int, int] = {}
        for match in matches:
            sides = covers_of(match.left), covers_of(match.right)
            number = self._settled_by(match, sides, latest)
            if number is not None:
                also[latest[number]].append(match)
                continue
            duplicate, number = self._duplicate(match, sides)
            latest[number] = len(findings)
            findings.append(duplicate)
            also.append([])
        return tuple(
            replace(duplicate, also=tuple(more)) for duplicate, more in zip(findings, also, strict=True)
        )

    def _settled_by(
        self, match: Match, sides: tuple[frozenset[Cover], frozenset[Cover]], played: Collection[int]
    ) -> int | None:
        """Return the number of a label already played that settles a match, if there is one."""
        both = [number for number in self._members.covering(sides[0] | sides[1]) if number in played]
        if both:
            return min(both)
        coverage = self._labelled.coverage[match.id]
        for side, grounds in ((sides[0], coverage.right), (sides[1], coverage.left)):
            for number in sorted(self._members.covering(side).intersection(played)):
                if any(ground.label is None and agree(*self._said[number], ground) for ground in grounds):
                    return number
        return None

    def _duplicate(
        self, match: Match, sides: tuple[frozenset[Cover], frozenset[Cover]]
    ) -> tuple[Duplicate, int]:
        """Return a finding and the number of the label that accepting it would write."""
        coverage = self._labelled.coverage[match.id]
        here, there = self._sides(match, coverage)
        broken = self._broken(here, sides)
        decision = decision_for(self._origins[match.id])
        number = label_to_extend(self._said, self._members, sides, None)
        if number is None:
            number = len(self._said)
            self._labels.append(None)
            self._said.append((decision.kind, decision.agency))
        else:
            kind, agency = self._said[number]
            surety = decision.confidence if self._labels[number] is None else 1.0
            decision = Decision(kind=kind, agency=agency, confidence=surety)
        self._members.add(number, sides[0] | sides[1])
        return Duplicate(
            match=match,
            here=here,
            there=there,
            decision=decision,
            uncovered=_uncovered(match, coverage),
            credit=self._credit(match, coverage, decision),
            label=self._labels[number] if broken is None else broken,
            broken=broken is not None,
            edits=aligned(there.text, here.text) if broken is not None else (),
        ), number

    def _sides(self, match: Match, coverage: Coverage) -> tuple[Side, Side]:
        """Return the side to report at and the other: the uncovered, the changed, or the later one."""
        left = (
            bool(coverage.left),
            self._touched is not None and match.left.article not in self._touched,
            not self._later(match.left, match.right),
        )
        right = (
            bool(coverage.right),
            self._touched is not None and match.right.article not in self._touched,
            False,
        )
        return (match.left, match.right) if left < right else (match.right, match.left)

    def _later(self, one: Side, other: Side) -> bool:
        dates = [self._articles[side.article].published or "" for side in (one, other)]
        return all(dates) and dates[0][:10] > dates[1][:10]

    def _broken(self, here: Side, sides: tuple[frozenset[Cover], frozenset[Cover]]) -> Label | None:
        """Return the label that an edit of a side took it out of."""
        near = self._members.touching(sides[0] | sides[1]) & self._edited.get(here.article, set())
        return self._labels[min(near)] if near else None

    def _credit(self, match: Match, coverage: Coverage, decision: Decision) -> str | None:
        """Return the agency that a credit may name, if that would settle the match."""
        agency, kind = decision.agency, decision.kind
        if agency is None or kind not in ("wire-copy", "press-release"):
            return None
        labels = {
            (ground.agency, ground.kind)
            for ground in (*coverage.left, *coverage.right)
            if ground.label is not None
        }
        spoken = (agency, kind) in self._labelled.evidenced[match.id] or (agency, kind) in labels
        return agency if spoken else None


def _uncovered(match: Match, coverage: Coverage) -> tuple[Side, ...]:
    sides = ((match.left, coverage.left), (match.right, coverage.right))
    return tuple(side for side, grounds in sides if not grounds) or (match.left, match.right)


def _notes(matches: Iterable[Match], config: GateConfig) -> tuple[tuple[str, int], ...]:
    """Count what is not gated, by the first reason why not."""
    counts = Counter(_note(match, config) for match in matches)
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _note(match: Match, config: GateConfig) -> str:
    if match.content not in config.content:
        return {"quote": "quotation"}.get(match.content, match.content)
    if match.relation not in config.relations:
        return f"{match.relation} passage"
    if match.words < config.min_words:
        return f"passage under {config.min_words} words"
    return f"passage scored under {config.min_score:g}"
