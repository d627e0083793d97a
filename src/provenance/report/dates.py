"""When something was published, as far as its date tells."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Final

_SECONDS: Final = re.compile(r"^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d)(?::\d\d(?:\.\d+)?)?")


def without_seconds(published: str) -> str:
    """Return an ISO date with its time as people write it, "2031-03-04 09:15Z"; others as they are."""
    return _SECONDS.sub(r"\1 \2", published)


def moment_of(published: str | None) -> date | datetime | None:
    """Return the day, or the moment in UTC where a zone is given; None where it is no ISO date."""
    if published is None:
        return None
    try:
        if len(published) <= len("2031-03-04"):
            return date.fromisoformat(published)
        moment = datetime.fromisoformat(published)
        return moment if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_of(moment: date | datetime) -> date:
    """Return the day of a moment."""
    return moment.date() if isinstance(moment, datetime) else moment


def seconds_of(published: str | None) -> int | None:
    """Return seconds since 1970 for setting dates in order, None where it is no ISO date.

    A day counts from its midnight, and a time without a zone as if it were in UTC.
    """
    moment = moment_of(published)
    if moment is None:
        return None
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day)
    start = datetime(1970, 1, 1, tzinfo=UTC)
    return int((moment.replace(tzinfo=UTC) - start).total_seconds())
