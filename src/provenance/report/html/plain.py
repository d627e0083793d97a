"""The report as it is read without scripts: every pair, cluster and article, in the page itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.reporting.explain import aligned
from provenance.core.text.pages import FEED, page_starts
from provenance.model import ArticleSummary, Cluster, Match, Member, OriginKind, Side
from provenance.report.dates import seconds_of
from provenance.report.html.coverage import Shared, segments
from provenance.report.html.facts import Facts
from provenance.report.order import NumberedPair, most_telling
from provenance.report.phrases import place_phrase, shared_phrase

# What a page holds in full without scripts; of a larger report it shows the first pairs, shortened. With 500
# of them, a browser takes more than twice as long to show its first list, with 1,000 three times.
MOST_MATCHES: Final = 1000
MOST_TEXT: Final = 1_000_000
FIRST: Final = 200
ROWS: Final = 4
CONTEXT: Final = 200

_BREAK: Final = re.compile(f"(\n|{FEED})")
_FIRST_WORD: Final = re.compile(r"^\S*\s?")
_LAST_WORD: Final = re.compile(r"\s?\S*$")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainSide:
    """One side of a match: its parts (text, and whether it differs from the other side), what is around.

    ``place`` is its line, and page, as they follow the article's name.
    """

    article: ArticleSummary
    key: str
    place: str
    before: str
    parts: tuple[tuple[str, bool], ...]
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainMatch:
    """A match side by side."""

    match: Match
    left: PlainSide
    right: PlainSide
    command: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPair:
    """A pair with the matches shown, and how many are not."""

    group: NumberedPair
    key: str
    left: ArticleSummary
    right: ArticleSummary
    shared: str
    matches: tuple[PlainMatch, ...]
    hidden: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainMember:
    """A passage of a cluster, and the article it stands in."""

    article: ArticleSummary
    key: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainCluster:
    """A cluster, its passages in the order of their dates, undated ones last."""

    cluster: Cluster
    members: tuple[PlainMember, ...]
    undated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainPart:
    """A stretch of an article's text: what it is shaded as, and the match it links to.

    ``page`` is the one that begins here, where there is no text.
    """

    text: str
    kind: OriginKind | None
    match: str | None
    page: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainArticle:
    """An article; ``paragraphs`` are its lines, None where the report does not carry its text."""

    article: ArticleSummary
    key: str
    paragraphs: tuple[tuple[PlainPart, ...], ...] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unshown:
    """How many pairs, matches and clusters of a large report a reader without scripts does not see."""

    pairs: int
    matches: int
    clusters: int


def is_small(facts: Facts) -> bool:
    """Say whether the page holds the whole report without scripts."""
    texts = sum(len(article.text or "") for article in facts.articles)
    return len(facts.matches) <= MOST_MATCHES and texts <= MOST_TEXT


def unshown(facts: Facts) -> Unshown:
    """Return how much of a large report stands in no plain section."""
    shown = sum(min(ROWS, len(group.listed or group.set_aside)) for group in facts.pairs[:FIRST])
    return Unshown(
        pairs=max(0, len(facts.pairs) - FIRST),
        matches=len(facts.matches) - shown,
        clusters=max(0, len(facts.clusters) - FIRST),
    )


def plain_pairs(facts: Facts, whole: bool) -> Iterator[PlainPair]:
    """Yield all pairs with all matches, or the first ones with those that say most."""
    for group in facts.pairs if whole else facts.pairs[:FIRST]:
        every = (*group.listed, *group.set_aside)
        shown = every if whole else most_telling(group.listed or group.set_aside, ROWS)
        yield PlainPair(
            group=group,
            key=facts.key(group.pair.left) + facts.key(group.pair.right),
            left=facts.article(group.pair.left),
            right=facts.article(group.pair.right),
            shared=shared_phrase(group),
            matches=tuple(_match(facts, match) for match in shown),
            hidden=len(every) - len(shown),
        )


def plain_clusters(facts: Facts, whole: bool) -> Iterator[PlainCluster]:
    """Yield all clusters, or the first ones."""
    for cluster in facts.clusters if whole else facts.clusters[:FIRST]:
        sides = {
            (side.article, side.start): side.text
            for number in facts.of_cluster.get(cluster.id, ())
            for side in (facts.matches[number].left, facts.matches[number].right)
        }
        members = [_member(facts, member, sides) for member in cluster.members]
        dated = [(seconds_of(member.article.published), n) for n, member in enumerate(members)]
        order = sorted((when, n) for when, n in dated if when is not None)
        undated = [n for when, n in dated if when is None]
        yield PlainCluster(
            cluster=cluster,
            members=tuple(members[n] for n in (*(n for _, n in order), *undated)),
            undated=len(undated),
        )


def plain_articles(facts: Facts, stretches: Mapping[str, Sequence[Shared]]) -> Iterator[PlainArticle]:
    """Yield all articles with their texts shaded."""
    for article, key in zip(facts.articles, facts.keys, strict=True):
        paragraphs = None
        if article.text is not None:
            parts = _parts(facts, article, article.text, stretches.get(article.id, ()))
            paragraphs = tuple(_paragraphs(parts, len(page_starts(article.text))))
        yield PlainArticle(article=article, key=key, paragraphs=paragraphs)


def _match(facts: Facts, match: Match) -> PlainMatch:
    steps = aligned(match.left.text, match.right.text)
    marked = match.relation != "translated"  # across languages no words are compared
    left = [(step.left, marked and step.kind != "equal") for step in steps]
    right = [(step.right, marked and step.kind != "equal") for step in steps]
    return PlainMatch(
        match=match,
        left=_side(facts, match.left, tuple(_marked(left))),
        right=_side(facts, match.right, tuple(_marked(right))),
        command=facts.commands.get(match.id),
    )


def _marked(parts: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Yield parts that are not empty, white space at the end of those that differ apart."""
    for text, differs in parts:
        words = text.rstrip() if differs else text
        if words:
            yield words, differs
        if len(words) < len(text):
            yield text[len(words) :], False


def _side(facts: Facts, side: Side, parts: tuple[tuple[str, bool], ...]) -> PlainSide:
    article = facts.article(side.article)
    text, start, end = side.before + side.text + side.after, len(side.before), len(side.before + side.text)
    body, first, last = 0, 0, len(text)
    if article.text is not None:
        text, start, end, body = article.text, side.start, side.end, article.body_start
        first, last = max(body, start - CONTEXT), min(len(text), end + CONTEXT)
    before, after = text[first:start], text[end:last]
    # Whole words only, unless that leaves nothing.
    if first > body:
        before = "…" + (_FIRST_WORD.sub("", before) or before)
    if last < len(text):
        after = (_LAST_WORD.sub("", after) or after) + "…"
    return PlainSide(
        article=article,
        key=facts.key(side.article),
        place=place_phrase(side.line, side.page),
        before=before.replace(FEED, "").lstrip("\r\n"),
        parts=parts,
        after=after.replace(FEED, "").rstrip(),
    )


def _member(facts: Facts, member: Member, sides: Mapping[tuple[str, int], str]) -> PlainMember:
    article = facts.article(member.article)
    held = sides.get((member.article, member.start), "")
    text = held if article.text is None else article.text[member.start : member.end]
    return PlainMember(article=article, key=facts.key(member.article), text=text)


def _parts(
    facts: Facts, article: ArticleSummary, text: str, stretches: Sequence[Shared]
) -> Iterator[PlainPart]:
    """Yield the stretches of a text; what its front matter says is told beside it."""
    for segment in segments(stretches, len(text)):
        if segment.end <= article.body_start:
            continue
        first = next((n for n in segment.matches if facts.kinds[n] == segment.kind), None)
        yield PlainPart(
            text=text[max(segment.start, article.body_start) : segment.end],
            kind=segment.kind,
            match=None if first is None else facts.matches[first].id,
        )


def _paragraphs(parts: Iterator[PlainPart], breaks: int) -> Iterator[tuple[PlainPart, ...]]:
    """Cut parts where lines end and, at so many form feeds, pages begin; empty lines are left out."""
    line: list[PlainPart] = []
    page = 1
    for part in parts:
        for number, text in enumerate(_BREAK.split(part.text)):
            if number % 2:
                if line:
                    yield tuple(line)
                    line = []
                if text == FEED and page <= breaks:
                    page += 1
                    yield (PlainPart(text="", kind=None, match=None, page=page),)
            elif text.strip() or (text and line):
                line.append(PlainPart(text=text, kind=part.kind, match=part.match))
    if line:
        yield tuple(line)
