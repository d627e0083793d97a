"""The report as blocks of data inside the page, so small that each is read when it is looked at.

Lists are columns: one array a field. A block is JSON in a ``script`` element that no browser runs; where
the report is large it is deflated and in base64, which browsers unpack by themselves. Positions are in UTF-16
code units there, as scripts count.
"""

from __future__ import annotations

import base64
import json
import re
import zlib
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final, get_args

from provenance.model import Evidence, Match, Origin, OriginKind, Side
from provenance.report.dates import seconds_of, without_seconds
from provenance.report.escape import for_json, one_line
from provenance.report.html.coverage import Shared
from provenance.report.html.facts import Facts
from provenance.report.order import most_telling
from provenance.report.phrases import editorial_rows

CONTENTS: Final = ("passage", "quote", "boilerplate", "formula")
RELATIONS: Final = ("identical", "near-copy", "reworded", "translated")

# Characters of data: a report with more is packed; a block of texts or matches has about this many.
PACKED_FROM: Final = 3_000_000
_BLOCK: Final = 400_000
_EXCERPT: Final = 110
_ASTRAL: Final = re.compile("[\U00010000-\U0010ffff]")

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A block of data: the name it goes by, whether it is packed, and what stands in the page."""

    name: str
    packed: bool
    body: str


def blocks(facts: Facts, stretches: Mapping[str, Sequence[Shared]]) -> Iterator[Block]:
    """Yield all blocks, the one that tells what there is first."""
    packed = _size(facts) > PACKED_FROM
    offsets = _Offsets(facts)
    names = _Names()
    articles = _articles(facts, names)
    pairs = _pairs(facts, names)
    clusters = _clusters(facts, names, offsets)
    texts = list(_ranges([len(article.text or "") + 200 for article in facts.articles]))
    parts = list(_ranges([_pair_size(facts, p) for p in range(len(facts.pairs))]))
    head = {
        "origins": names.kinds.values,
        "agencies": names.agencies.values,
        "outlets": names.outlets.values,
        "languages": names.languages.values,
        "relations": RELATIONS,
        "contents": CONTENTS,
        "articles": len(facts.articles),
        "pairs": len(facts.pairs),
        "clusters": len(facts.clusters),
        "matches": len(facts.matches),
        "texts": all(article.text is not None for article in facts.articles),
        "textParts": [first for first, _ in texts],
        "matchParts": [first for first, _ in parts],
    }
    yield Block(name="head", packed=False, body=_json(head))
    ids = {"matches": [match.id for match in facts.matches]}
    for name, data in (("articles", articles), ("pairs", pairs), ("clusters", clusters), ("ids", ids)):
        yield _block(name, data, packed)
    for number, (first, last) in enumerate(parts):
        rows = [_pair_rows(facts, p, names, offsets) for p in range(first, last)]
        yield _block(f"matches-{number}", rows, packed)
    for number, (first, last) in enumerate(texts):
        rows = [_text_row(facts, n, stretches, names, offsets) for n in range(first, last)]
        yield _block(f"texts-{number}", rows, packed)


def _block(name: str, data: object, packed: bool) -> Block:
    body = _json(data)
    if packed:
        deflated = zlib.compress(body.encode("utf-8"), 6)
        body = base64.b64encode(deflated).decode("ascii")
    return Block(name=name, packed=packed, body=body)


def _json(data: object) -> str:
    """Return JSON that can't end the element it stands in, nor begin a comment there, and is all UTF-8."""
    text = json.dumps(data, ensure_ascii=False, allow_nan=False, check_circular=False, separators=(",", ":"))
    return for_json(text).replace("<", "\\u003c")


def _size(facts: Facts) -> int:
    texts = sum(len(article.text or "") for article in facts.articles)
    return texts + sum(_pair_size(facts, pair) for pair in range(len(facts.pairs)))


def _pair_size(facts: Facts, pair: int) -> int:
    number = facts.first[pair + 1] - facts.first[pair]
    texts = 0
    for match in facts.matches[facts.first[pair] : facts.first[pair + 1]]:
        if facts.article(match.left.article).text is None:
            texts += len(match.left.text) + len(match.right.text) + 128
    return 150 + 250 * number + texts


def _ranges(sizes: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield half-open ranges of about a block each."""
    first, held = 0, 0
    for number, size in enumerate(sizes):
        if held and held + size > _BLOCK:
            yield first, number
            first, held = number, 0
        held += size
    if sizes:
        yield first, len(sizes)


class _Index:
    """Texts by number, in the order in which they were met; None is -1."""

    def __init__(self, values: Sequence[str] = ()) -> None:
        self.values = list(values)
        self._at = {value: number for number, value in enumerate(self.values)}

    def __call__(self, value: str | None) -> int:
        if value is None:
            return -1
        if value not in self._at:
            self._at[value] = len(self.values)
            self.values.append(value)
        return self._at[value]


class _Names:
    """What columns hold by number."""

    def __init__(self) -> None:
        self.kinds = _Index(get_args(OriginKind))
        self.clusters = _Index()
        self.agencies = _Index()
        self.outlets = _Index()
        self.languages = _Index()


class _Offsets:
    """Turns code points of an article into UTF-16 code units."""

    def __init__(self, facts: Facts) -> None:
        self._astral = {
            article.id: [found.start() for found in _ASTRAL.finditer(article.text)]
            for article in facts.articles
            if article.text is not None and not article.text.isascii()
        }

    def __call__(self, article: str, place: int) -> int:
        astral = self._astral.get(article)
        return place + bisect_left(astral, place) if astral else place


def _origin_columns(origins: Sequence[Origin], names: _Names) -> Columns:
    return {
        "kind": [names.kinds(origin.kind) for origin in origins],
        "agency": [names.agencies(origin.agency) for origin in origins],
        "sure": [round(origin.confidence, 2) for origin in origins],
    }


def _articles(facts: Facts, names: _Names) -> Columns:
    held = facts.articles
    tied = [0] * len(held)
    for group in facts.pairs:
        if group.listed:
            tied[facts.places[group.pair.left]] += 1
            tied[facts.places[group.pair.right]] += 1
    return {
        "key": facts.keys,
        "id": [article.id for article in held],
        "title": [None if article.title is None else one_line(article.title) for article in held],
        "outlet": [names.outlets(article.outlet) for article in held],
        "published": [article.published and without_seconds(article.published) for article in held],
        "when": [seconds_of(article.published) for article in held],
        "language": [names.languages(article.language) for article in held],
        "words": [article.words for article in held],
        "reused": [round(article.reused, 4) for article in held],
        "quoted": [round(article.quoted, 4) for article in held],
        "pairs": tied,
        **_origin_columns([article.origin for article in held], names),
    }


def _pairs(facts: Facts, names: _Names) -> Columns:
    groups = facts.pairs
    all_matches = [(*group.listed, *group.set_aside) for group in groups]
    return {
        "left": [facts.places[group.pair.left] for group in groups],
        "right": [facts.places[group.pair.right] for group in groups],
        "leftShare": [round(group.pair.left_share, 4) for group in groups],
        "rightShare": [round(group.pair.right_share, 4) for group in groups],
        "first": facts.first,
        "passages": [sum(match.content == "passage" for match in group.listed) for group in groups],
        "quotes": [sum(match.content == "quote" for match in group.listed) for group in groups],
        "relations": [_bits(matches) for matches in all_matches],
        "score": [max(round(match.score, 2) for match in matches) for matches in all_matches],
        "labelled": [sum(match.label is not None for match in matches) for matches in all_matches],
        "excerpt": [_excerpt(most_telling(matches, 1)[0].left.text) for matches in all_matches],
        **_origin_columns([group.pair.origin for group in groups], names),
    }


def _clusters(facts: Facts, names: _Names, offsets: _Offsets) -> Columns:
    held = facts.clusters
    for cluster in held:
        names.clusters(cluster.id)
    tied = [[facts.matches[n] for n in facts.of_cluster.get(cluster.id, ())] for cluster in held]
    numbers = [facts.of_cluster.get(cluster.id, ()) for cluster in held]
    members = [member for cluster in held for member in cluster.members]
    return {
        "id": [cluster.id for cluster in held],
        "first": [0, *accumulate(len(cluster.members) for cluster in held)],
        "article": [facts.places[member.article] for member in members],
        "start": [offsets(member.article, member.start) for member in members],
        "end": [offsets(member.article, member.end) for member in members],
        "firstMatch": [0, *accumulate(map(len, numbers))],
        "match": [number for row in numbers for number in row],
        "collapsed": [cluster.collapsed for cluster in held],
        "labelled": [int(cluster.labelled) for cluster in held],
        "relations": [_bits(matches) for matches in tied],
        "score": [max((round(match.score, 2) for match in matches), default=0) for matches in tied],
        "excerpt": [_excerpt(cluster.excerpt) for cluster in held],
        "supports": [_details(cluster.origin.supports) for cluster in held],
        "against": [_details(cluster.origin.against) for cluster in held],
        **_origin_columns([cluster.origin for cluster in held], names),
    }


def _bits(matches: Sequence[Match]) -> int:
    return sum({1 << RELATIONS.index(match.relation) for match in matches})


def _excerpt(text: str) -> str:
    flat = one_line(text[: 4 * _EXCERPT])
    return flat if len(flat) <= _EXCERPT else flat[: _EXCERPT - 1].rstrip() + "…"


def _details(evidence: Sequence[Evidence]) -> list[str]:
    return [one_line(fact.detail or fact.kind) for fact in evidence]


def _pair_rows(facts: Facts, pair: int, names: _Names, offsets: _Offsets) -> list[object]:
    origin = facts.pairs[pair].pair.origin
    numbers = range(facts.first[pair], facts.first[pair + 1])
    rows = [_match_row(facts, facts.matches[number], names, offsets) for number in numbers]
    return [_details(origin.supports), _details(origin.against), rows]


def _match_row(facts: Facts, match: Match, names: _Names, offsets: _Offsets) -> list[object]:
    """Return what is told of a match: the fields that ``data.js`` names, in that order."""
    return [
        RELATIONS.index(match.relation),
        CONTENTS.index(match.content),
        round(match.score, 4),
        match.words,
        names.clusters(match.cluster),
        match.speaker,
        _details(match.evidence),
        match.label,
        facts.commands.get(match.id),
        _side(facts, match.left, offsets),
        _side(facts, match.right, offsets),
    ]


def _side(facts: Facts, side: Side, offsets: _Offsets) -> list[object]:
    start, end = offsets(side.article, side.start), offsets(side.article, side.end)
    held = facts.article(side.article).text is not None
    row = [side.line, start, end, *(() if held else (side.text, side.before, side.after))]
    if side.page is not None:
        row += [*([None] * (6 - len(row))), side.page]
    return row


def _text_row(
    facts: Facts, number: int, stretches: Mapping[str, Sequence[Shared]], names: _Names, offsets: _Offsets
) -> list[object]:
    """Return an article's text and what else its own page shows, in the order that ``data.js`` names."""
    article = facts.articles[number]
    spans: list[int] = []
    for one in stretches.get(article.id, ()):
        edges = offsets(article.id, one.start), offsets(article.id, one.end)
        spans += [*edges, one.match, names.kinds(one.kind)]
    said = editorial_rows(article)
    return [
        article.text,
        spans,
        article.url,
        article.path,
        article.record_line,
        article.credits,
        _details(article.origin.supports),
        _details(article.origin.against),
        article.ocr_confidence,
        *([said] if said or article.body_start else []),
        *([offsets(article.id, article.body_start)] if article.body_start else []),
    ]
