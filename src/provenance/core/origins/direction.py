"""Say who had a text first as far as dates tell, and which side looks like the fuller one.

The earliest article held is only that: others may have had the text before, so that none is called the
original. Nothing here weighs; it
stands in the report for people to judge.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from provenance.core.dates import moment
from provenance.core.passages.shared import ArticleFacts, Shared, published_on
from provenance.core.titles import title_key
from provenance.model import Evidence

LEAST_HELD: Final = 0.5
FULLER: Final = 1.3
MORE_DETAILS: Final = 2
LISTED: Final = 3


def hours_between(one: ArticleFacts, other: ArticleFacts) -> float | None:
    """Return the hours from one publication to the other, or None where either has no time of day."""
    first, second = moment(one.published), moment(other.published)
    if not (isinstance(first, datetime) and isinstance(second, datetime)):
        return None
    if (first.tzinfo is None) != (second.tzinfo is None):
        return None
    return (second - first).total_seconds() / 3600


def direction(members: Sequence[ArticleFacts], shared: Shared) -> tuple[Evidence, ...]:
    """Say what is known of who had the text first.

    Args:
        members: the articles, each once, by id.
        shared: what they share; which side is the fuller one is said of two articles only.

    Returns:
        Facts for the record: ``earliest-held``, ``containment`` and ``details``, where there are any.
    """
    found = [_earliest(members)]
    if len(members) == 2:
        found += [_containment(shared), _details(shared)]
    return tuple(Evidence(kind=kind, detail=detail) for kind, detail in filter(None, found))


def _earliest(members: Sequence[ArticleFacts]) -> tuple[str, str] | None:
    sources = {title_key(member.house) for member in members if not _is_house(member, member.outlet)} - {""}
    credited = [member for member in members if member.outlet and title_key(member.outlet) in sources]
    if len(credited) == 1:
        return "earliest-held", f"{credited[0].id} is in the outlet that another one names as its source"
    dated = [(day, member) for member in members if (day := published_on(member)) is not None]
    undated = [member.id for member in members if published_on(member) is None]
    if not dated:
        return None
    if undated and len(members) == 2:
        return "earliest-held", f"earliest held: open, {undated[0]} has no date"
    first = _first([member for _, member in dated])
    leading = {member.id for member in first}
    others = [member for member in members if member.id not in leading]
    if len(first) > 1 or (not others and len(members) > 1):
        names = _some([member.id for member in first])
        return "earliest-held", f"earliest held: open between {names}, all of {published_on(first[0])}"
    lead = _lead(first[0], [member for _, member in dated if member is not first[0]])
    missing = f", {len(undated)} without a date" if undated else ""
    return "earliest-held", f"earliest held: {first[0].id}, {lead}{missing}{_since(first[0], others)}"


def _is_house(member: ArticleFacts, name: str | None) -> bool:
    return title_key(member.house) == title_key(name)


def _first(members: Sequence[ArticleFacts]) -> list[ArticleFacts]:
    """Return the first of dated articles: several where the day is all that is known of one."""
    since = [hours_between(members[0], member) for member in members]
    known = [hours for hours in since if hours is not None]
    if len(known) == len(members):
        least = min(known)
        return [member for member, hours in zip(members, known, strict=True) if hours == least]
    days = [published_on(member) or date.max for member in members]
    earliest = min(days)
    first = [member for member, day in zip(members, days, strict=True) if day == earliest]
    return _first(first) if 1 < len(first) < len(members) else first


def _lead(first: ArticleFacts, others: Sequence[ArticleFacts]) -> str:
    if not others:
        return f"published {first.published}"
    following = _first(others)[0]
    hours = hours_between(first, following)
    if hours is not None and hours < 48:
        return f"published {_hours(hours)} before the next"
    days = ((published_on(following) or date.max) - (published_on(first) or date.max)).days
    return f"published {days} {'day' if days == 1 else 'days'} before the next"


def _hours(hours: float) -> str:
    if hours < 1:
        minutes = max(1, round(60 * hours))
        return f"{minutes} {'minute' if minutes == 1 else 'minutes'}"
    return f"{round(hours)} {'hour' if round(hours) == 1 else 'hours'}"


def _since(first: ArticleFacts, others: Sequence[ArticleFacts]) -> str:
    """Note that the earliest article was changed after another one had come out."""
    updated = moment(first.updated)
    later = [moment(member.published) for member in others]
    days = [one.date() if isinstance(one, datetime) else one for one in later if one is not None]
    if updated is None or not days or first.updated == first.published:
        return ""
    changed = updated.date() if isinstance(updated, datetime) else updated
    return f"; updated {changed.isoformat()}, so its wording may be later" if changed >= min(days) else ""


def _containment(shared: Shared) -> tuple[str, str] | None:
    low, high = sorted(
        ((shared.left_held, shared.left), (shared.right_held, shared.right)), key=lambda side: side[0]
    )
    if high[0] < LEAST_HELD or high[0] < FULLER * low[0]:
        return None
    return "containment", (
        f"{high[0]:.0%} of {high[1]} stands in {low[1]}, {low[0]:.0%} the other way: "
        "the one may be cut, or the other written on"
    )


def _details(shared: Shared) -> tuple[str, str] | None:
    left, right = shared.left_details, shared.right_details
    if abs(left - right) < MORE_DETAILS or min(left, right) * 2 > max(left, right):
        return None
    more, fewer = (shared.left, shared.right) if left > right else (shared.right, shared.left)
    return "details", (
        f"{more} keeps {max(left, right)} names and numbers that {fewer} lacks in their passages, "
        f"{min(left, right)} the other way"
    )


def _some(names: Sequence[str]) -> str:
    more = len(names) - LISTED
    return ", ".join(names[:LISTED]) + (f" and {more} more" if more > 0 else "")
