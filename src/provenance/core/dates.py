"""Days and moments of dates as metadata gives them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Final

LENGTH_OF_DAY: Final = len("2031-03-04")


def moment(stamp: str | None) -> date | datetime | None:
    """Return the day, or the moment in UTC where a zone is given; None where it is no ISO date."""
    if not stamp:
        return None
    try:
        if len(stamp) <= LENGTH_OF_DAY:
            return date.fromisoformat(stamp)
        found = datetime.fromisoformat(stamp)
        return found if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


@lru_cache(maxsize=1 << 14)
def day_of(stamp: str) -> date | None:
    """Return the day of an ISO date, with a time or without; None of anything else."""
    try:
        return date.fromisoformat(stamp[:LENGTH_OF_DAY])
    except ValueError:
        return None
