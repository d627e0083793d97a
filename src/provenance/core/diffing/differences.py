"""What two reports differ in: the objects that ``core.diffing.diff`` returns and renderers show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from provenance.model import ArticleSummary, Cluster, Match, Member, Pair

SCHEMA: Final = "provenance.diff/1"

Cause = Literal["article-added", "article-removed", "text-changed", "same-articles"]
Anchor = Literal["id", "text", "likeness"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Which run a report is of, and how much it found."""

    version: str
    fingerprint: str
    settings: Mapping[str, object]
    articles: int
    matches: int
    pairs: int
    clusters: int
    problems: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One field that differs, with its value in either report."""

    field: str
    old: object
    new: object


@dataclass(frozen=True, slots=True, kw_only=True)
class RemovedArticle:
    """An article that the new report does not list; ``problem`` says so if it could not be read."""

    article: ArticleSummary
    problem: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RenamedArticle:
    """An article that stands under another id; ``by`` is what shows that it is the same one.

    ``text`` is the same text, ``name`` the same file name, title, outlet, date and numbers of words and
    passages, ``fingerprints`` the same sentences in matches.
    """

    old: ArticleSummary
    new: ArticleSummary
    by: Literal["text", "name", "fingerprints"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleChange:
    """An article with another origin, text, outlet, date, language or credits, or of another status.

    ``recalls`` says that its status or embargo changed: it was killed, corrected, held back or let go.
    A changed text is told by its length in code points, or by its words where the reports carry no texts.
    """

    old: ArticleSummary
    new: ArticleSummary
    changes: tuple[Change, ...]

    @property
    def recalls(self) -> bool:
        return any(change.field in ("status", "embargo") for change in self.changes)


@dataclass(frozen=True, slots=True, kw_only=True)
class LoneMatch:
    """A match that one report has and the other has not, and what may be the cause.

    ``cause`` is ``article-added`` or ``article-removed`` where only one report lists an article of it,
    ``text-changed`` where both do and an article's text is another one, ``same-articles`` otherwise.
    """

    match: Match
    cause: Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptMatch:
    """A match of both reports.

    ``anchor`` says how it was found again: ``id``, ``text`` (the same words on both sides under another
    id) or ``likeness`` (words or position alike, as after a correction). ``likeness`` is that of the less
    alike side, 0 to 1. With ``swapped`` the left side of the old match is the right one of the new.
    """

    old: Match
    new: Match
    anchor: Anchor
    likeness: float = 1.0
    swapped: bool = False
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    """Two articles whose origin or shares differ between the reports."""

    old: Pair
    new: Pair
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClusterChange:
    """A cluster, known again by its members, that gained or lost some, or has another origin.

    ``gained`` are passages as the new report has them, ``lost`` as the old one has them.
    """

    old: Cluster
    new: Cluster
    gained: tuple[Member, ...]
    lost: tuple[Member, ...]
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """All that two reports differ in, sorted as reports are.

    ``runs`` holds what differs in version and settings; where it is not empty, anything else may come from
    that. ``least`` is how far a score, a confidence or a share must have moved to be listed.
    ``changed_matches`` have another relation, content, label or score, or end elsewhere under the same id;
    ``reanchored`` are the others that stand under another id. ``counts`` holds numbers of matches that both
    reports have.
    """

    old: Run
    new: Run
    least: float
    runs: tuple[Change, ...]
    added: tuple[ArticleSummary, ...]
    removed: tuple[RemovedArticle, ...]
    renamed: tuple[RenamedArticle, ...]
    articles: tuple[ArticleChange, ...]
    new_matches: tuple[LoneMatch, ...]
    gone_matches: tuple[LoneMatch, ...]
    changed_matches: tuple[KeptMatch, ...]
    reanchored: tuple[KeptMatch, ...]
    new_pairs: tuple[Pair, ...]
    gone_pairs: tuple[Pair, ...]
    changed_pairs: tuple[PairChange, ...]
    new_clusters: tuple[Cluster, ...]
    gone_clusters: tuple[Cluster, ...]
    changed_clusters: tuple[ClusterChange, ...]
    counts: Mapping[str, int]

    @property
    def same(self) -> bool:
        """Say whether the reports differ in nothing that is listed."""
        lists = (
            self.runs, self.added, self.removed, self.renamed, self.articles, self.new_matches,
            self.gone_matches, self.changed_matches, self.reanchored, self.new_pairs, self.gone_pairs,
            self.changed_pairs, self.new_clusters, self.gone_clusters, self.changed_clusters,
        )  # fmt: skip
        return not any(lists)
