"""List what of a new article others hold: each stretch once, with all places that hold it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from provenance.core.dates import day_of
from provenance.core.passages.crowded import held_beside
from provenance.core.passages.held import parts_of_passages
from provenance.core.text.pages import page_among, page_starts
from provenance.model import Article, ArticleSummary, Cluster, Content, Match, Side, Span

UNDATED: Final = "~"  # after every date
_CLOSENESS: Final = ("identical", "near-copy", "reworded", "translated")
_OVERLAP: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a passage is held: article, line, and what is known of the article."""

    article: str
    line: int
    page: int | None
    outlet: str | None
    published: str | None
    relation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldPassage:
    """A passage of the new article that other articles hold, the closest copy first, then the earliest."""

    span: Span
    line: int
    last_line: int
    page: int | None
    text: str
    content: str
    relation: str
    words: int
    speaker: str | None
    places: tuple[Place, ...]


def listed_in(
    found: Sequence[tuple[Side, Side, Match]], summaries: Mapping[str, ArticleSummary], text: str
) -> list[HeldPassage]:
    """Return what is held: passages, and quotations as far as these are no parts of passages."""
    copied = [one for one in found if one[2].content == "passage"]
    quoted = [one for one in found if one[2].content == "quote"]
    places = [[(mine.start, mine.end) for mine, _, _ in some] for some in (quoted, copied)]
    parts = parts_of_passages(*places)
    copied += [one for one, part in zip(quoted, parts, strict=True) if part]
    quoted = [one for one, part in zip(quoted, parts, strict=True) if not part]
    return [*_grouped(copied, "passage", summaries, text), *_grouped(quoted, "quote", summaries, text)]


def _grouped(
    found: Iterable[tuple[Side, Side, Match]],
    content: Content,
    summaries: Mapping[str, ArticleSummary],
    text: str,
) -> list[HeldPassage]:
    """Put matches of mostly one stretch together, so that a passage held in five places is told once."""
    groups: list[list[tuple[Side, Side, Match]]] = []
    for one in sorted(found, key=lambda item: (item[0].start, -item[0].end, item[1].article, item[1].start)):
        if groups and any(_overlap(one[0], other[0]) for other in groups[-1]):
            groups[-1].append(one)
        else:
            groups.append([one])
    return [_held(group, content, summaries, text) for group in groups]


def _overlap(a: Side, b: Side) -> bool:
    shared = min(a.end, b.end) - max(a.start, b.start)
    return shared > _OVERLAP * min(a.end - a.start, b.end - b.start)


def _held(
    group: Sequence[tuple[Side, Side, Match]],
    content: Content,
    summaries: Mapping[str, ArticleSummary],
    text: str,
) -> HeldPassage:
    end = max(mine.end for mine, _, _ in group)
    first = min(group, key=lambda item: (_CLOSENESS.index(item[2].relation), -item[2].words, item[1].article))
    begin = min((mine for mine, _, _ in group), key=lambda mine: mine.start)
    places = {
        (theirs.article, theirs.line): Place(
            article=theirs.article,
            line=theirs.line,
            page=theirs.page,
            outlet=summaries[theirs.article].outlet,
            published=summaries[theirs.article].published,
            relation=match.relation,
        )
        # The closest match of a place comes last, and stays.
        for _, theirs, match in sorted(group, key=lambda item: -_CLOSENESS.index(item[2].relation))
    }
    return HeldPassage(
        span=Span(begin.start, end),
        line=begin.line,
        last_line=begin.line + text.count("\n", begin.start, end),
        page=begin.page,
        text=text[begin.start : end],
        content=content,
        relation=first[2].relation,
        words=max(match.words for _, _, match in group),
        speaker=next((match.speaker for _, _, match in group if match.speaker), None),
        places=_in_order(places.values()),
    )


def _in_order(places: Iterable[Place]) -> tuple[Place, ...]:
    return tuple(sorted(places, key=lambda p: (_CLOSENESS.index(p.relation), date_of(p), p.article, p.line)))


def date_of(place: Place) -> str:
    """Return when the article of a place was published, ``UNDATED`` where that is no day."""
    return place.published if place.published and day_of(place.published) else UNDATED


def with_others(
    one: HeldPassage, article: str, clusters: Sequence[Cluster], held: Mapping[str, Article]
) -> HeldPassage:
    """Add the places whose matches are not listed: of a text that many run, those with one of them are."""
    known = {place.article for place in one.places}
    found = held_beside(clusters, article, one.span.start, one.span.end, known)
    others = [
        Place(
            article=name,
            line=holder.text.count("\n", 0, member.start) + 1,
            page=page_among(page_starts(holder.text), member.start),
            outlet=holder.outlet,
            published=holder.published,
            relation=one.relation,
        )
        for name, member in found.items()
        if (holder := held.get(name)) is not None
    ]
    return replace(one, places=_in_order([*one.places, *others])) if others else one
