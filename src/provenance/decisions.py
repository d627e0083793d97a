"""What a labels file holds: reviewed decisions about passages, and rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

LabelKind = Literal[
    "wire-copy",
    "press-release",
    "shared-quote",
    "syndication",
    "boilerplate",
    "formula",
    "revision",
    "unknown",
    "false-match",
]


@dataclass(frozen=True, slots=True, order=True)
class Cover:
    """One sentence that a label covers: the article's id and the sentence's fingerprint (``Side``)."""

    article: str
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A reviewed decision about a passage, for the sentences it covers.

    ``unknown`` means reviewed without finding the source, ``false-match`` that there is no common text.
    ``reviewed`` is off for labels adopted in bulk. ``line`` is where it stands in the labels file.
    """

    kind: LabelKind
    covers: frozenset[Cover]
    agency: str | None = None
    by: str | None = None
    on: date | None = None
    why: str | None = None
    reviewed: bool = True
    excerpt: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A decision for all that meets its conditions, each of which is left out or must hold.

    ``paths`` are globs against the ids of the articles on either side, ``outlets`` the outlets of both
    sides in any order, ``agency`` the agency that the origin of what they share names.
    """

    kind: LabelKind
    paths: tuple[str, ...] = ()
    outlets: tuple[str, str] | None = None
    agency: str | None = None
    by: str | None = None
    on: date | None = None
    why: str | None = None
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All decisions of one labels file; ``path`` is how messages call the file."""

    path: str = "labels.toml"
    labels: tuple[Label, ...] = ()
    rules: tuple[Rule, ...] = ()
