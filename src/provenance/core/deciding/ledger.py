"""Decisions written down: which label a decision adds to, renews or begins."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal

from provenance.core.deciding.labels import label_to_extend, members_of
from provenance.core.deciding.moves import Move, Sentences, Stale
from provenance.decisions import Cover, Label, LabelKind, Labels
from provenance.errors import LabelsError

Outcome = Literal["added", "extended", "reviewed", "held already"]
OUTCOMES: Final[tuple[Outcome, ...]] = ("added", "extended", "reviewed", "held already")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """A decision as somebody takes it; ``reviewed`` is off where nobody looked at each one."""

    kind: LabelKind
    agency: str | None = None
    by: str | None = None
    on: date | None = None
    why: str | None = None
    reviewed: bool = True


class Ledger:
    """The labels of a file and what is added to them.

    ``labels`` begins with those of the file, in their order, changed or (removed) None; new ones follow.
    """

    def __init__(self, labels: Labels) -> None:
        self.labels: list[Label | None] = list(labels.labels)
        self._path = labels.path
        self._members = members_of(labels, ())
        self._said = [(label.kind, label.agency) for label in labels.labels]

    def move(self, moves: Sequence[Move]) -> None:
        """Write moved articles under their new ids."""
        moved = {move.old: move.new for move in moves}
        for number, label in enumerate(self.labels):
            if label is not None and any(cover.article in moved for cover in label.covers):
                covers = frozenset(
                    Cover(moved.get(c.article, c.article), c.fingerprint) for c in label.covers
                )
                self.labels[number] = replace(label, covers=covers)
                self._members.add(number, covers)

    def said_of(self, left: frozenset[Cover], right: frozenset[Cover]) -> tuple[LabelKind, str | None] | None:
        """Return what the label says that a decision on two sides would add to, if there is one."""
        number = label_to_extend(self._said, self._members, (left, right), None)
        return None if number is None else self._said[number]

    def accept(
        self,
        left: frozenset[Cover],
        right: frozenset[Cover],
        signed: Signed,
        *,
        excerpt: str = "",
        held: Sentences | None = None,
    ) -> Outcome:
        """Write down that two sides are labelled.

        Args:
            left, right: the sentences of either side.
            signed: the decision.
            excerpt: the beginning of the text, for a new label.
            held: the sentences that the articles on either side hold now: what the label says of them
                beyond that is dropped.

        Raises:
            LabelsError: if a reviewed label says something else of both sides.
        """
        covers = left | right
        said = (signed.kind, signed.agency)
        both = sorted(self._members.covering(covers))
        if any(self._said[number] == said and self._label(number).reviewed for number in both):
            return "held already"
        if both:
            return self._review(both, signed)
        number = label_to_extend(self._said, self._members, (left, right), said)
        if number is None:
            number = len(self.labels)
            self.labels.append(_new(signed, covers, excerpt))
            self._said.append(said)
            self._members.add(number, covers)
            return "added"
        kept = {cover for cover in self._label(number).covers if not _gone(cover, held or {})}
        self.labels[number] = replace(self._label(number), covers=frozenset(kept | covers))
        self._members.add(number, covers)
        return "extended"

    def prune(self, stale: Sequence[Stale]) -> tuple[int, int]:
        """Drop sentences that are gone, before moved articles are written under their new ids.

        Returns:
            How many labels lost sentences, and how many of those are left with none and removed.
        """
        gone = {entry.label.line: frozenset(entry.gone) for entry in stale}
        shortened = removed = 0
        for number, label in enumerate(self.labels):
            if label is None:
                continue
            covers = label.covers - gone.get(label.line, frozenset())
            self.labels[number] = replace(label, covers=covers) if covers else None
            shortened += covers != label.covers
            removed += not covers
        return shortened, removed

    def _label(self, number: int) -> Label:
        label = self.labels[number]
        assert label is not None
        return label

    def _review(self, numbers: Sequence[int], signed: Signed) -> Outcome:
        """Take over a label that covers both sides, if nobody reviewed it yet."""
        fresh = [number for number in numbers if not self._label(number).reviewed]
        if not signed.reviewed:
            return "held already"
        if not fresh:
            label = self._label(numbers[0])
            says = " ".join(filter(None, (label.kind, label.agency)))
            raise LabelsError(
                f"{self._path}:{label.line}: says {says} of this passage already, reviewed; change it there"
            )
        number = fresh[0]
        self._said[number] = (signed.kind, signed.agency)
        self.labels[number] = replace(
            self._label(number),
            kind=signed.kind,
            agency=signed.agency,
            by=signed.by,
            on=signed.on,
            why=signed.why,
            reviewed=True,
        )
        return "reviewed"


def _new(signed: Signed, covers: frozenset[Cover], excerpt: str) -> Label:
    return Label(
        kind=signed.kind,
        agency=signed.agency,
        by=signed.by,
        on=signed.on,
        why=signed.why,
        reviewed=signed.reviewed,
        covers=covers,
        excerpt=excerpt,
    )


def _gone(cover: Cover, held: Mapping[str, frozenset[str]]) -> bool:
    return cover.article in held and cover.fingerprint not in held[cover.article]
