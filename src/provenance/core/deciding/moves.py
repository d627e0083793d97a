"""Which labelled articles moved to another path, and which labelled sentences are gone."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from provenance.decisions import Cover, Label

Sentences = Mapping[str, frozenset[str]]

# A moved article may have been edited as well, but most of what was labelled in it must still be there.
LEAST_KEPT: Final = 0.5


@dataclass(frozen=True, slots=True, order=True)
class Move:
    """A labelled article that now lies elsewhere."""

    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stale:
    """A label with sentences that no article holds any more where it says; ``total`` counts all."""

    label: Label
    gone: tuple[Cover, ...]
    total: int


def find_moves(
    labels: Collection[Label], held: Collection[str], sentences: Callable[[Iterable[str]], Sentences]
) -> tuple[Move, ...]:
    """Find where labelled articles went that are no longer held: by content first, then by path.

    Each held article stands for one missing article at most, so that a new copy of a labelled passage
    is not taken for a moved one while the old one is there.

    Args:
        labels: all labels.
        held: ids of the articles that are there.
        sentences: returns the fingerprints of articles' sentences.

    Returns:
        The moves, by old id.
    """
    wanted: dict[str, set[str]] = defaultdict(set)
    beside: dict[str, set[str]] = defaultdict(set)
    for label in labels:
        named = {cover.article for cover in label.covers}
        missing = named.difference(held)
        for old in missing:
            beside[old] |= named
        for cover in label.covers:
            if cover.article in missing:
                wanted[cover.article].add(cover.fingerprint)
    if not wanted:
        return ()
    holders: dict[str, set[str]] = defaultdict(set)
    every = {fingerprint for prints in wanted.values() for fingerprint in prints}
    for article, present in sentences(sorted(held)).items():
        for fingerprint in every & present:
            holders[fingerprint].add(article)
    offers = []
    for old, prints in wanted.items():
        for new in {article for fingerprint in prints for article in holders[fingerprint]} - beside[old]:
            kept = sum(new in holders[fingerprint] for fingerprint in prints) / len(prints)
            if kept >= LEAST_KEPT:
                offers.append((-kept, *_unlike(old, new), old, new))
    found: dict[str, str] = {}
    for *_, old, new in sorted(offers):
        if old not in found and new not in found.values():
            found[old] = new
    return tuple(Move(old, new) for old, new in sorted(found.items()))


def _unlike(old: str, new: str) -> tuple[bool, bool, int]:
    """Rank paths by how much they differ: another name, another folder, parts that differ."""
    one, other = old.split("/"), new.split("/")
    differing = len(set(one) ^ set(other))
    return one[-1] != other[-1], posixpath.dirname(old) != posixpath.dirname(new), differing


def find_stale(
    labels: Iterable[Label], moved: Mapping[str, str], unread: Collection[str], held: Sentences
) -> tuple[Stale, ...]:
    """Find the labels with sentences that are gone.

    Args:
        labels: all labels.
        moved: new ids by old ones.
        unread: ids of articles that could not be read or were left out: nothing is known of them.
        held: fingerprints by article id, of all articles that labels name.
    """
    found = []
    for label in labels:
        gone = tuple(
            sorted(
                cover
                for cover in label.covers
                if cover.article not in unread
                and cover.fingerprint not in held.get(moved.get(cover.article, cover.article), frozenset())
            )
        )
        if gone:
            found.append(Stale(label=label, gone=gone, total=len(label.covers)))
    return tuple(found)
