"""Which cluster of a later report is which of an earlier one: known by the members, since ids may change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from provenance.core.diffing.differences import KeptMatch
from provenance.model import Cluster, Member, Side

Place = tuple[str, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """Clusters of both reports side by side, and those that one has alone.

    Of two clusters, ``gained`` are the new one's members that the old one has not, ``lost`` the other way.
    """

    both: tuple[tuple[Cluster, Cluster, tuple[Member, ...], tuple[Member, ...]], ...]
    gone: tuple[Cluster, ...]
    new: tuple[Cluster, ...]


def succession(
    old: Iterable[Cluster], new: Iterable[Cluster], kept: Iterable[KeptMatch], names: Mapping[str, str]
) -> Succession:
    """Lay clusters side by side.

    A passage is known again by the matches that it is a side of, else by article, start and end. Of the
    clusters that have members in common, those with most go together first, each with one at most.

    Args:
        old, new: the clusters of both reports.
        kept: the matches of both reports.
        names: the new ids of renamed articles, by the old ones.
    """
    before, after = {c.id: c for c in old}, {c.id: c for c in new}
    moved = dict(_moves(kept))

    def now(member: Member) -> Place:
        place = (member.article, member.start, member.end)
        return moved.get(place, (names.get(member.article, member.article), member.start, member.end))

    home = {_place(member): cluster.id for cluster in after.values() for member in cluster.members}
    common = Counter(
        (cluster.id, home[now(member)])
        for cluster in before.values()
        for member in cluster.members
        if now(member) in home
    )
    heirs: dict[str, str] = {}
    taken: set[str] = set()
    for (one, other), _ in sorted(common.items(), key=lambda item: (-item[1], item[0])):
        if one not in heirs and other not in taken:
            heirs[one] = other
            taken.add(other)
    both = []
    for one, other in heirs.items():
        then = {now(member) for member in before[one].members}
        there = {_place(member) for member in after[other].members}
        gained = tuple(m for m in after[other].members if _place(m) not in then)
        lost = tuple(m for m in before[one].members if now(m) not in there)
        both.append((before[one], after[other], gained, lost))
    return Succession(
        both=tuple(sorted(both, key=lambda pair: pair[1].id)),
        gone=tuple(cluster for cluster in before.values() if cluster.id not in heirs),
        new=tuple(cluster for cluster in after.values() if cluster.id not in taken),
    )


def _moves(kept: Iterable[KeptMatch]) -> Iterable[tuple[Place, Place]]:
    for one in kept:
        sides = (one.new.right, one.new.left) if one.swapped else (one.new.left, one.new.right)
        yield _place(one.old.left), _place(sides[0])
        yield _place(one.old.right), _place(sides[1])


def _place(one: Member | Side) -> Place:
    return one.article, one.start, one.end
