"""Assemble the report: matches, clusters, pairs and articles with their origins, all sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from provenance.core.collection.columns import Columns
from provenance.core.flags import UNSPACED, Sizes
from provenance.core.matching.story import Stories
from provenance.core.origins.clusters import Ids, cluster_names, cluster_origins, clusters, grouped
from provenance.core.origins.origin import article_origin, pair_origin
from provenance.core.origins.witness import witnesses
from provenance.core.passages.classify import relation
from provenance.core.passages.cluster import Edge, Key, Lead, cluster, lead
from provenance.core.passages.expand import Expanded, Passage, Reader, Tie
from provenance.core.passages.facts import facts_of, own_words
from provenance.core.passages.finding import Finding, as_link, evidence, finding
from provenance.core.passages.frames import Frames, counting
from provenance.core.passages.held import parts_of_passages
from provenance.core.passages.shared import ArticleFacts, Link, Shared, Witness, add_up
from provenance.core.passages.standing import set_standing_aside
from provenance.core.passages.stock import set_stock_aside
from provenance.core.passages.templates import formulas
from provenance.core.passages.wording import Library, Recurring, recurring
from provenance.core.passages.wording_all import Everything
from provenance.core.quoting.speech import Speech
from provenance.core.seams import Beside, afterwards
from provenance.model import ArticleSummary, Cluster, Match, Origin, Pair, Repeat

# Fewer matches than this are named before another process has begun to help.
MANY: Final = 5_000
_SURE: Final = 10_000
_IDENTITY: Final[Mapping[str, float]] = {"identity": 1.0}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The parts of a report that come from comparing."""

    articles: tuple[ArticleSummary, ...]
    matches: tuple[Match, ...]
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    repeats: tuple[Repeat, ...]
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What is known of all articles: who are of one story, how many hold a frame, and who a wording."""

    stories: Stories
    frames: Frames
    library: Library

    @classmethod
    def of(cls, columns: Columns) -> Context:
        """Return what some articles alone tell."""
        stories = Stories(columns)
        return cls(stories=stories, frames=counting(columns), library=Everything(columns, stories))


def _covered(spans: Iterable[tuple[int, int]], sizes: Sizes) -> float:
    """Return how many words several token ranges cover together."""
    total, reached = 0.0, -1
    for first, last in sorted(spans):
        begin = max(first, reached)
        total += sizes.words(begin, last) if last > begin else 0.0
        reached = max(reached, last)
    return float(total)


def assemble(
    columns: Columns,
    expanded: Expanded,
    speech: Speech,
    texts: bool,
    context: Context | None = None,
    by: Lead = lead,
    beside: Beside = afterwards,
) -> Assembled:
    """Build all parts of the report from the ties that were found.

    Args:
        columns: all articles.
        expanded: the ties.
        speech: tells what of the articles is somebody's words.
        texts: whether the report carries the articles' texts.
        context: what is known of all articles; None asks these alone.
        by: finds the leaders of clusters.
        beside: does other work meanwhile, where there is enough of it.
    """
    context = context or Context.of(columns)
    if len(expanded.links) < MANY:
        beside = afterwards
    recurs = beside(_recurring, (columns, expanded.links, context))
    reader = Reader(columns)
    words = own_words(columns)
    findings = [finding(reader, tie, speech) for tie in expanded.links]
    nodes = {key for f in findings for key in (f.left_key, f.right_key)}
    prints = {key: "".join(reader.fingerprints(_node_passage(columns, key))) for key in nodes}
    leaders = cluster(
        [Edge(left=f.left_key, right=f.right_key, score=round(_SURE * f.score)) for f in findings], prints, by
    )
    facts = facts_of(columns, words)
    filled_in, wording = recurs()
    findings = set_stock_aside(reader, findings, filled_in, wording, context.library, speech)
    findings = set_standing_aside(columns, findings, context.stories)
    links = [as_link(reader, f) for f in findings]
    between = _between(findings, links, facts)
    whole = {(facts[a].id, facts[b].id): held.shared for (a, b), held in between.items()}
    groups = grouped(findings, links, leaders)
    origins = beside(cluster_origins, (groups, facts, whole))
    names = cluster_names(reader, groups)
    matches = _matches(reader, findings, leaders, names)
    sizes = Sizes(columns.flags & UNSPACED > 0)
    pairs = _pairs(findings, matches, between, facts, words, sizes, witnesses(findings, leaders, facts))
    repeats = _repeats(reader, expanded)
    articles = _articles(columns, findings, links, facts, words, sizes, between, pairs, texts)
    made = clusters(reader, groups, names, origins(), expanded.collapsed)
    return Assembled(
        articles=articles,
        matches=matches,
        pairs=pairs,
        clusters=made,
        repeats=repeats,
        counts=_counts(columns, matches, pairs, made, repeats, words, expanded),
    )


def _recurring(given: tuple[Columns, Sequence[Tie], Context]) -> tuple[list[bool], Recurring]:
    """Say of each tie whether it is wording that recurs with other numbers and names; and of those that this
    makes no formulas, whether it recurs with the same ones.
    """
    columns, ties, context = given
    filled_in = formulas(columns, ties, context.stories, context.frames)
    reader = Reader(columns)
    others = [
        n
        for n, (filled, tie) in enumerate(zip(filled_in, ties, strict=True))
        if not filled or reader.holds_quoted(tie.left) or reader.holds_quoted(tie.right)
    ]
    found = recurring(columns, [ties[n] for n in others], context.library)
    number = [-1] * len(ties)
    for n, at in zip(others, found.number, strict=True):
        number[n] = at
    return filled_in, Recurring(number=number, places=found.places)


def _node_passage(columns: Columns, key: Key) -> Passage:
    """Return a node as a passage: a block, or one sentence of it."""
    article, block, sentence = key
    if sentence < 0:
        first, last = int(columns.block_first[block]), int(columns.block_last[block])
    else:
        first, last = int(columns.sentence_first[sentence]), int(columns.sentence_last[sentence])
    return Passage(article=article, block=block, first=first, last=last)


def _matches(
    reader: Reader, findings: Sequence[Finding], leaders: Mapping[Key, Key], names: Mapping[Key, str]
) -> tuple[Match, ...]:
    ids = Ids()
    found = []
    for f in findings:
        left, right = reader.side(f.tie.left), reader.side(f.tie.right)
        same = leaders[f.left_key] == leaders[f.right_key]
        found.append(
            Match(
                id=ids.id(left.article, right.article, *left.fingerprints, "~", *right.fingerprints),
                relation=f.relation,
                content=f.content,
                score=f.score,
                left=left,
                right=right,
                words=f.words,
                cluster=names.get(leaders[f.left_key]) if same else None,
                speaker=f.speaker,
                evidence=evidence(f),
                features=f.tie.claim.features if f.tie.claim else _IDENTITY,
            )
        )
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Between:
    """What lies between two articles: the numbers of their findings, the links, and what these add up to."""

    numbers: tuple[int, ...]
    links: tuple[Link, ...]
    shared: Shared


def _between(
    findings: Sequence[Finding], links: Sequence[Link], facts: Sequence[ArticleFacts]
) -> dict[tuple[int, int], _Between]:
    """Return what lies between each pair of articles, pairs in order."""
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, f in enumerate(findings):
        groups[f.tie.left.article, f.tie.right.article].append(number)
    found = {}
    for (a, b), numbers in sorted(groups.items()):
        mine = tuple(links[n] for n in numbers)
        found[a, b] = _Between(numbers=tuple(numbers), links=mine, shared=add_up(facts[a], facts[b], mine))
    return found


def _pairs(
    findings: Sequence[Finding],
    matches: Sequence[Match],
    between: Mapping[tuple[int, int], _Between],
    facts: Sequence[ArticleFacts],
    words: Sequence[int],
    sizes: Sizes,
    third: Mapping[tuple[int, int], Witness],
) -> tuple[Pair, ...]:
    found = []
    for (a, b), held in between.items():
        numbers = held.numbers
        left = _covered(((findings[n].tie.left.first, findings[n].tie.left.last) for n in numbers), sizes)
        right = _covered(((findings[n].tie.right.first, findings[n].tie.right.last) for n in numbers), sizes)
        found.append(
            Pair(
                left=facts[a].id,
                right=facts[b].id,
                matches=tuple(matches[n].id for n in numbers),
                left_share=round(left / max(1, words[a]), 4),
                right_share=round(right / max(1, words[b]), 4),
                origin=pair_origin(facts[a], facts[b], held.links, third.get((a, b)), held.shared),
            )
        )
    return tuple(found)


def _repeats(reader: Reader, expanded: Expanded) -> tuple[Repeat, ...]:
    found = []
    for tie in expanded.repeats:
        kind, _, _ = relation(reader.words(tie.left), reader.words(tie.right))
        found.append(
            Repeat(
                article=reader.columns.articles[tie.left.article].id,
                relation=kind,
                left=reader.side(tie.left),
                right=reader.side(tie.right),
            )
        )
    return tuple(found)


def _articles(
    columns: Columns,
    findings: Sequence[Finding],
    links: Sequence[Link],
    facts: Sequence[ArticleFacts],
    words: Sequence[int],
    sizes: Sizes,
    between: Mapping[tuple[int, int], _Between],
    pairs: Sequence[Pair],
    texts: bool,
) -> tuple[ArticleSummary, ...]:
    passages: dict[int, list[tuple[int, int]]] = defaultdict(list)
    quotations: dict[int, list[tuple[int, int]]] = defaultdict(list)
    touching: dict[int, list[int]] = defaultdict(list)
    for number, f in enumerate(findings):
        for passage in (f.tie.left, f.tie.right):
            if f.content in ("quote", "passage"):
                common = quotations if f.content == "quote" else passages
                common[passage.article].append((passage.first, passage.last))
            touching[passage.article].append(number)
    by_id = {f.id: f for f in facts}
    weighed: dict[str, dict[str, Origin]] = defaultdict(dict)
    added: dict[str, dict[str, Shared]] = defaultdict(dict)
    for pair, held in zip(pairs, between.values(), strict=True):
        weighed[pair.left][pair.right] = weighed[pair.right][pair.left] = pair.origin
        added[pair.left][pair.right] = added[pair.right][pair.left] = held.shared
    blocks = np.bincount(columns.block_article[~columns.block_furniture], minlength=len(columns.articles))
    found = []
    for i, article in enumerate(columns.articles):
        reused, quoted = _shares(columns, passages[i], quotations[i], sizes, words[i])
        mine = [links[n] for n in touching[i]]
        partners = {
            name: by_id[name] for link in mine for name in (link.left, link.right) if name != article.id
        }
        found.append(
            ArticleSummary(
                id=article.id, path=article.path, record_line=article.record_line, title=article.title,
                outlet=article.outlet, published=article.published, updated=article.updated,
                language=columns.languages[i], url=article.url, credits=article.credits,
                ocr_confidence=article.ocr_confidence, byline=article.byline,
                provider_id=article.provider_id, version=article.version, status=article.status,
                embargo=article.embargo, usage_terms=article.usage_terms, editor_note=article.editor_note,
                text=article.text if texts else None, body_start=article.body_start,
                passages=int(blocks[i]), words=words[i],
                reused=reused, quoted=quoted,
                origin=article_origin(facts[i], mine, partners, weighed[article.id], added[article.id])
                if mine or facts[i].credits
                else Origin(),
            )
        )  # fmt: skip
    return tuple(found)


def _shares(
    columns: Columns,
    passages: Sequence[tuple[int, int]],
    quotations: Sequence[tuple[int, int]],
    sizes: Sizes,
    words: int,
) -> tuple[float, float]:
    """Return the shares of an article's words that others hold as passages, and as quotations only."""
    places = [
        [(int(columns.start[first]), int(columns.end[last - 1])) for first, last in stretches]
        for stretches in (quotations, passages)
    ]
    parts = parts_of_passages(*places)
    copied = [*passages, *(quote for quote, part in zip(quotations, parts, strict=True) if part)]
    copies = _covered(copied, sizes)
    beyond = _covered((*passages, *quotations), sizes) - copies
    reused, quoted = round(copies / max(1, words), 4), round(beyond / max(1, words), 4)
    # Two roundings may not make more than the whole.
    return reused, min(quoted, round(1 - reused, 4))


def _counts(
    columns: Columns,
    matches: Sequence[Match],
    pairs: Sequence[Pair],
    clusters: Sequence[Cluster],
    repeats: Sequence[Repeat],
    words: Sequence[int],
    expanded: Expanded,
) -> dict[str, int]:
    counts: dict[str, Any] = {
        "articles": len(columns.articles),
        "words": sum(words),
        "passages": int((~columns.block_furniture).sum()),
        "quotations": sum(len(q) for q in columns.quotations),
        "furniture": int(columns.block_furniture.sum()),
        "matches": len(matches),
        "pairs": len(pairs),
        "clusters": len(clusters),
        "repeats": len(repeats),
        "collapsed": sum(expanded.collapsed.values()),
    }
    counts |= Counter(f"relation {m.relation}" for m in matches)
    counts |= Counter(f"content {m.content}" for m in matches)
    counts |= Counter(f"origin {p.origin.kind}" for p in pairs)
    return counts
