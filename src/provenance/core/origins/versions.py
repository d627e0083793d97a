"""Other versions of an article: what its provider sent under the same id, and what editors said of it.

A kill or a correction is sent as a new version, often without the text, so that no text in common finds it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Final, Literal

from provenance.core.dates import moment
from provenance.model import Article, Report

Order = Literal["later version", "another version"]

USABLE: Final = "usable"
_NUMBERS: Final = re.compile(r"\d{1,18}(?:\.\d{1,18})*")


def is_noted(article: Article) -> bool:
    """Say whether editors have to know something of an article: status, embargo or a note of its editors."""
    return bool(
        (article.status and article.status.casefold() != USABLE) or noted(article)[1:] != (None, None)
    )


def noted(article: Article) -> tuple[str | None, str | None, str | None]:
    """Return what editors have to know of an article before they use it."""
    return article.status, article.embargo, article.editor_note


def clustered(report: Report, ids: Collection[str]) -> Mapping[str, frozenset[str]]:
    """Return for some articles which others share a cluster with them.

    Of many copies of a text one only is matched with a new one; the others are known by their cluster.
    """
    found: dict[str, set[str]] = {one: set() for one in ids}
    for cluster in report.clusters:
        members = {member.article for member in cluster.members}
        for one in members & found.keys():
            found[one] |= members - {one}
    return {one: frozenset(others) for one, others in found.items()}


def order(other: Article, article: Article) -> Order | None:
    """Say whether another article is a version of one that counts.

    Args:
        other: what may be a version of it.
        article: the article.

    Returns:
        ``later version`` by number or date; ``another version`` where neither tells, or where both have one
        number; None for an earlier version and for what is no version of it. Articles of one provider's id
        are versions of one another, and so are articles of one id.
    """
    same = article.provider_id is not None and other.provider_id == article.provider_id
    if not same and other.id != article.id:
        return None
    if other.id == article.id and noted(other) == noted(article):
        return None
    number, dated = _numbered(other.version, article.version), _dated(other, article)
    if number == 1 or (dated == 1 and number != -1):
        return "later version"
    # Sent later with a lower number: one of the two is wrong, and a kill must not be lost.
    if dated == 1 or number == 0 or (number is None and dated != -1):
        return "another version"
    return None


def _numbered(one: str | None, other: str | None) -> int | None:
    """Return -1, 0 or 1 as a version is before another one, the same or after it; None if unknown."""
    if one is None or other is None:
        return None
    if not (_NUMBERS.fullmatch(one) and _NUMBERS.fullmatch(other)):
        return 0 if one == other else None
    a, b = ([int(part) for part in version.split(".")] for version in (one, other))
    return (a > b) - (a < b)


def _dated(one: Article, other: Article) -> int | None:
    """Return -1, 0 or 1 as an article is dated before another one; None where dates do not tell."""
    a, b = moment(one.updated or one.published), moment(other.updated or other.published)
    if a is None or b is None:
        return None
    if isinstance(a, datetime) and isinstance(b, datetime) and (a.tzinfo is None) == (b.tzinfo is None):
        return (a > b) - (a < b)
    first, second = _day(a), _day(b)
    # Of one day is known no order.
    return None if first == second else 1 if first > second else -1


def _day(stamp: date | datetime) -> date:
    return stamp.date() if isinstance(stamp, datetime) else stamp
