"""Globs against article ids."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase


def matches_glob(identity: str, patterns: Sequence[str]) -> bool:
    """Say whether one of the globs matches an id or a folder above it; ``*`` crosses folders."""
    if not patterns:
        return False
    parts = identity.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    for pattern in patterns:
        plain = pattern.removeprefix("./").rstrip("/")
        # fnmatch's * crosses folders, but **/ would still ask for one.
        for variant in {plain, plain.removeprefix("**/")}:
            if any(fnmatchcase(name, variant) for name in above):
                return True
    return False
