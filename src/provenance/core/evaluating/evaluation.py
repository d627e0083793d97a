"""The results of an evaluation: counts and figures by row, and the errors themselves."""

from __future__ import annotations

from dataclasses import dataclass

from provenance.core.evaluating.confusion import Confusion
from provenance.core.evaluating.gold import GoldPair
from provenance.core.matching.calibration import Calibration
from provenance.model import Match, Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Counts of one row, and the figures that follow from them.

    ``wanted`` annotated pairs (None where the annotation says nothing of the kind), ``found`` of
    them, ``named`` of the found by a match of the relation or content expected (None where
    neither is at issue). ``right`` annotated pairs that matches touch, ``wrong`` matches that touch
    none; None where matches are not told apart or cannot be judged.
    """

    name: str
    wanted: int | None
    found: int
    named: int | None = None
    right: int | None = None
    wrong: int | None = None

    @property
    def precision(self) -> float | None:
        """The share of right ones; None without any."""
        if self.right is None or self.wrong is None or not self.right + self.wrong:
            return None
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """The share of annotated pairs that were found; None without any."""
        return self.found / self.wanted if self.wanted else None

    @property
    def f1(self) -> float | None:
        """The harmonic mean of both; 0 where nothing was found, None where either is not known."""
        precision, recall = self.precision, self.recall
        if recall == 0 and self.right is not None:
            return 0.0
        if precision is None or recall is None:
            return None
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage stands and what it says; line and text are unknown where no text is at hand."""

    article: str
    start: int
    end: int
    line: int | None
    text: str | None

    @classmethod
    def of(cls, side: Side) -> Place:
        """Return where one side of a match stands."""
        return cls(article=side.article, start=side.start, end=side.end, line=side.line, text=side.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """A required pair that no match covers; ``touched`` says that some match lies on a part of it."""

    pair: GoldPair
    left: Place
    right: Place
    touched: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FalseMatch:
    """A match without an annotated pair; ``note`` is what the annotation says of the place, if anything."""

    match: Match
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """All that was measured. Rows of relations and contents count recall by what is annotated, and
    precision by what the report calls its matches; ``groups`` are the annotation's own (tiers, or
    kinds of versions), with recall only.

    ``unjudged`` counts matches that lie on pairs left out or set aside, or are stock wording that
    nobody annotated; ``left_out`` the annotated pairs that were not asked for. ``absent`` are articles that
    the report lacks, ``differing`` counts annotated passages that read otherwise in its texts.
    """

    gold: str
    fingerprint: str
    total: Figures
    relations: tuple[Figures, ...]
    contents: tuple[Figures, ...]
    groups: tuple[Figures, ...]
    unjudged: int
    left_out: int
    calibration: Calibration
    articles: Confusion | None
    pairs: Confusion | None
    missed: tuple[Missed, ...]
    false: tuple[FalseMatch, ...]
    absent: tuple[str, ...]
    differing: int
