"""Names of outlets and houses in one form, to be compared."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_ARTICLE: Final = re.compile(r"(?:(?:the|der|die|das|le|la|les|el|los|las|il|lo|de|het)\s+|l['’]\s?)(?=\w)")


@lru_cache(maxsize=1 << 14)
def title_key(name: str | None) -> str:
    """Return an outlet's or house's name for comparison: folded, without an article in front."""
    return _ARTICLE.sub("", " ".join((name or "").casefold().split()))
