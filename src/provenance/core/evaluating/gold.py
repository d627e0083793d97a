"""What an evaluation expects: annotated pairs of passages, and origins, in the words of the report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, get_args

from provenance.errors import UsageError
from provenance.model import Content, Match, OriginKind, Relation, Span

# Words of annotators for how a version was made, and the relation each of them amounts to.
KINDS: Final[Mapping[str, Relation]] = {
    "verbatim": "near-copy",
    "human": "reworded",
    "machine": "reworded",
    "cross": "translated",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPassage:
    """A stretch of an article; ``text`` is what the annotator read there, None where it is not recorded."""

    article: str
    span: Span
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldPair:
    """Two passages with a common text, as annotated.

    ``kind`` is the annotation's own word for the relation, ``group`` what its recall is broken
    down by ("tier 2", "machine"). A pair that is not ``required`` may be found, and need not be.
    ``language`` is that of the source document, where recorded.
    """

    id: str
    left: GoldPassage
    right: GoldPassage
    relation: Relation
    kind: str
    group: str
    content: Content | None = None
    required: bool = True
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LookAlike:
    """Two passages that resemble one another without a common text (``note`` says what), or that
    are not to be judged.
    """

    left: GoldPassage
    right: GoldPassage
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldOrigin:
    """The origin expected of one article, or of two: ``articles`` are in order of their ids."""

    articles: tuple[str, ...]
    kind: OriginKind
    agency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """An annotation; ``name`` is that of its file.

    Matches on ``aside`` alone count neither way; ``not_shared`` are traps. ``lists_stock`` says
    that matches named boilerplate or formula are wrong as well where nothing is annotated; else
    such stock wording is not judged, since nobody annotates all of it.
    """

    name: str
    pairs: tuple[GoldPair, ...]
    lists_stock: bool
    aside: tuple[LookAlike, ...] = ()
    not_shared: tuple[LookAlike, ...] = ()
    pair_origins: tuple[GoldOrigin, ...] = ()
    article_origins: tuple[GoldOrigin, ...] = ()

    def articles(self) -> frozenset[str]:
        """Return the ids of all articles that the annotation names."""
        both: tuple[GoldPair | LookAlike, ...] = (*self.pairs, *self.aside, *self.not_shared)
        named = {side.article for one in both for side in (one.left, one.right)}
        origins = (*self.pair_origins, *self.article_origins)
        return frozenset(named.union(*(one.articles for one in origins)))


def agreeing(pair: GoldPair) -> frozenset[Relation]:
    """Return the relations that fit a pair: a verbatim version may also be equal."""
    return frozenset({pair.relation, "identical"} if pair.kind == "verbatim" else {pair.relation})


def parse_without(words: Iterable[str]) -> tuple[tuple[str, str | None], ...]:
    """Return what to leave out as kinds and languages, None for every language.

    Args:
        words: ``KIND`` or ``KIND:LANG``, several in one with commas between. A kind is a relation
            or an annotator's word; ``cross`` also means ``translated``.

    Raises:
        UsageError: if a kind is unknown or a language is empty.
    """
    known = (*KINDS, *get_args(Relation))
    found = []
    for word in (part.strip() for one in words for part in one.split(",")):
        kind, colon, language = word.partition(":")
        if kind not in known or (colon and not language):
            raise UsageError(
                f"--without {word}: write it as KIND or KIND:LANG, KIND one of {', '.join(known)}"
            )
        found.append((kind, language.casefold() or None))
    return tuple(found)


def left_out(
    pair: GoldPair, without: Iterable[tuple[str, str | None]], languages: Mapping[str, str | None]
) -> bool:
    """Return whether a pair is not to be judged.

    Args:
        pair: the annotated pair.
        without: from ``parse_without``.
        languages: of the articles, for pairs whose annotation does not record one.
    """
    if pair.language is not None:
        spoken = {pair.language.casefold()}
    else:
        known = (languages.get(side.article) for side in (pair.left, pair.right))
        spoken = {tag.casefold().split("-")[0] for tag in known if tag}
    words = {pair.kind, pair.relation, *(("cross",) if pair.relation == "translated" else ())}
    return any(kind in words and (language is None or language in spoken) for kind, language in without)


def match_left_out(
    match: Match, without: Iterable[tuple[str, str | None]], languages: Mapping[str, str | None]
) -> bool:
    """Return whether a match that no annotated pair has is of a kind not to be judged: a translation."""
    if match.relation != "translated":
        return False
    known = (languages.get(side.article) for side in (match.left, match.right))
    spoken = {tag.casefold().split("-")[0] for tag in known if tag}
    return any(
        kind in ("cross", "translated") and (language is None or language in spoken)
        for kind, language in without
    )
