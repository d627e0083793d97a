"""Assemble the report: matches, clusters, pairs and articles with their origins, all sorted."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import xxhash

from provenance.core.candidates import GENERATORS
from provenance.core.classify import (
    MOST_COMPARED,
    Recurrence,
    first_content,
    relation,
    speaker,
    stock_content,
)
from provenance.core.cluster import Edge, Key, cluster
from provenance.core.columns import Columns
from provenance.core.expand import Expanded, Passage, Reader, Tie
from provenance.core.origin import article_origin, cluster_origin, pair_origin
from provenance.core.origin_evidence import ArticleFacts, Link
from provenance.model import (
    ArticleSummary,
    Cluster,
    Content,
    Evidence,
    Match,
    Member,
    Origin,
    Pair,
    Relation,
    Repeat,
)

_EXCERPT: Final = 120
_SURE: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A tie with all that the report says of it, before cluster and id are known."""

    tie: Tie
    relation: Relation
    content: Content
    score: float
    identity: float
    words: int
    run: int
    left_key: Key
    right_key: Key
    speaker: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assembled:
    """The parts of a report that come from comparing."""

    articles: tuple[ArticleSummary, ...]
    matches: tuple[Match, ...]
    pairs: tuple[Pair, ...]
    clusters: tuple[Cluster, ...]
    repeats: tuple[Repeat, ...]
    counts: Mapping[str, int]


def _key(reader: Reader, passage: Passage) -> Key:
    """Return a passage's node: its block where it fills half of it, else the sentence it covers most."""
    c = reader.columns
    size = int(c.block_last[passage.block] - c.block_first[passage.block])
    if 2 * (passage.last - passage.first) >= size:
        return (passage.article, passage.block, -1)
    best, number = 0, -1
    for sentence in reader.sentences(passage):
        first, last = int(c.sentence_first[sentence]), int(c.sentence_last[sentence])
        covered = min(last, passage.last) - max(first, passage.first)
        if covered > best:
            best, number = covered, sentence
    return (passage.article, passage.block, number)


def _finding(reader: Reader, tie: Tie) -> Finding:
    left, right = reader.words(tie.left), reader.words(tie.right)
    kind, identity, run = relation(left, right)
    c = reader.columns
    said = speaker(c.quotations[tie.left.article], reader.span(tie.left))
    said = said or speaker(c.quotations[tie.right.article], reader.span(tie.right))
    content = first_content(reader, tie)
    return Finding(
        tie=tie,
        relation=kind,
        content=content,
        score=1.0 if tie.claim is None else tie.claim.score,
        identity=identity,
        words=min(len(left), len(right)),
        run=run,
        left_key=_key(reader, tie.left),
        right_key=_key(reader, tie.right),
        speaker=said if content == "quote" else None,
    )


def own_words(columns: Columns) -> list[int]:
    """Return each article's number of words outside furniture."""
    counts = np.zeros(len(columns.articles), dtype=np.int64)
    own = ~columns.block_furniture
    sizes = (columns.block_last - columns.block_first)[own]
    np.add.at(counts, columns.block_article[own], sizes)
    found: list[int] = counts.tolist()
    return found


def _set_stock_aside(
    findings: Sequence[Finding],
    leaders: Mapping[Key, Key],
    outlets: Sequence[str | None],
    words: Sequence[int],
) -> list[Finding]:
    """Call recurring stock text boilerplate or formula."""
    holders: dict[Key, set[int]] = defaultdict(set)
    sizes: dict[Key, int] = defaultdict(int)
    common: dict[tuple[int, int], dict[Key, int]] = defaultdict(dict)
    for f in findings:
        group = leaders[f.left_key]
        holders[group] |= {f.tie.left.article, f.tie.right.article}
        sizes[group] = max(sizes[group], f.words)
        pair = (f.tie.left.article, f.tie.right.article)
        common[pair][group] = max(common[pair].get(group, 0), f.words)
    total = {pair: sum(groups.values()) for pair, groups in common.items()}
    stock: dict[Key, Content] = {}
    for group, articles in holders.items():
        smallest = max(1, min(words[a] for a in articles))
        held = Recurrence(articles=frozenset(articles), words=sizes[group], share=sizes[group] / smallest)
        members = sorted(articles)[:MOST_COMPARED]
        related = {
            pair: (total[pair] - common[pair].get(group, 0)) / max(1, min(words[pair[0]], words[pair[1]]))
            for i, a in enumerate(members)
            for b in members[i + 1 :]
            if (pair := (a, b)) in total
        }
        found = stock_content(held, outlets, related)
        if found is not None:
            stock[group] = found
    return [
        replace(f, content=stock[leaders[f.left_key]])
        if leaders[f.left_key] in stock
        and not (f.content == "quote" and stock[leaders[f.left_key]] == "formula")
        else f
        for f in findings
    ]


def _link(reader: Reader, f: Finding) -> Link:
    left, right = reader.span(f.tie.left), reader.span(f.tie.right)
    ids = reader.columns.articles
    return Link(
        left=ids[f.tie.left.article].id, right=ids[f.tie.right.article].id, relation=f.relation,
        content=f.content, score=f.score, words=f.words, left_start=left.start, left_end=left.end,
        right_start=right.start, right_end=right.end, speaker=f.speaker, longest_run=f.run,
    )  # fmt: skip


def _evidence(f: Finding) -> tuple[Evidence, ...]:
    found = []
    bits = f.tie.generators
    if f.relation == "identical":
        found.append(Evidence(kind="equal", detail=f"all {f.words} words equal"))
    elif f.run > 1:
        found.append(Evidence(kind="run", detail=f"longest run {f.run} equal words"))
    if f.relation != "identical":
        found.append(Evidence(kind="identity", detail=f"{f.identity:.0%} of the words alike in order"))
    if f.speaker:
        found.append(Evidence(kind="speaker", detail=f"words of {f.speaker}"))
    names = [name for bit, name in GENERATORS.items() if bits & bit] or ["equal text"]
    found.append(Evidence(kind="found-by", detail="found by " + ", ".join(names)))
    return tuple(found)


class _Ids:
    """Gives matches ids that survive new articles: both ids, both units' fingerprints, occurrence."""

    def __init__(self) -> None:
        self._seen: Counter[str] = Counter()

    def id(self, *parts: str) -> str:
        key = "\x1f".join(parts)
        self._seen[key] += 1
        return xxhash.xxh3_64_hexdigest(f"{key}\x1f{self._seen[key]}".encode("utf-8", "replace"))


def _covered(spans: Iterable[tuple[int, int]]) -> int:
    """Return how many tokens several ranges cover together."""
    total, reached = 0, -1
    for first, last in sorted(spans):
        total += max(0, last - max(first, reached))
        reached = max(reached, last)
    return total


def assemble(columns: Columns, expanded: Expanded, texts: bool) -> Assembled:
    """Build all parts of the report from the ties that were found."""
    reader = Reader(columns)
    words = own_words(columns)
    findings = [_finding(reader, tie) for tie in expanded.links]
    prints = {
        key: "".join(reader.fingerprints(_node(columns, key)))
        for f in findings
        for key in (f.left_key, f.right_key)
    }
    leaders = cluster(
        [Edge(left=f.left_key, right=f.right_key, score=round(_SURE * f.score)) for f in findings], prints
    )
    outlets = [article.outlet for article in columns.articles]
    findings = _set_stock_aside(findings, leaders, outlets, words)
    facts = [
        ArticleFacts(
            id=article.id, outlet=article.outlet, published=article.published,
            credits=columns.credits[i], words=words[i], house=columns.houses[i],
        )
        for i, article in enumerate(columns.articles)
    ]  # fmt: skip
    links = [_link(reader, f) for f in findings]
    clusters, names = _clusters(reader, findings, links, leaders, facts, expanded)
    matches = _matches(reader, findings, leaders, names)
    pairs = _pairs(findings, matches, links, facts, words)
    repeats = _repeats(reader, expanded)
    return Assembled(
        articles=_articles(columns, findings, links, facts, words, texts),
        matches=matches,
        pairs=pairs,
        clusters=clusters,
        repeats=repeats,
        counts=_counts(columns, matches, pairs, clusters, repeats, words, expanded),
    )


def _node(columns: Columns, key: Key) -> Passage:
    article, block, sentence = key
    if sentence < 0:
        first, last = int(columns.block_first[block]), int(columns.block_last[block])
    else:
        first, last = int(columns.sentence_first[sentence]), int(columns.sentence_last[sentence])
    return Passage(article=article, block=block, first=first, last=last)


def _clusters(
    reader: Reader,
    findings: Sequence[Finding],
    links: Sequence[Link],
    leaders: Mapping[Key, Key],
    facts: Sequence[ArticleFacts],
    expanded: Expanded,
) -> tuple[tuple[Cluster, ...], dict[Key, str]]:
    """Return the clusters, largest first, and each leader's cluster id."""
    spans: dict[Key, Passage] = {}
    inner: dict[Key, list[Link]] = defaultdict(list)
    for f, link in zip(findings, links, strict=True):
        for key, passage in ((f.left_key, f.tie.left), (f.right_key, f.tie.right)):
            held = spans.get(key)
            if held is None or passage.last - passage.first > held.last - held.first:
                spans[key] = passage
        if leaders[f.left_key] == leaders[f.right_key]:
            inner[leaders[f.left_key]].append(link)
    groups: dict[Key, list[Key]] = defaultdict(list)
    for key, leader in leaders.items():
        groups[leader].append(key)
    ids = _Ids()
    found: list[Cluster] = []
    names: dict[Key, str] = {}
    for leader in sorted(groups, key=lambda k: (spans[k].article, spans[k].first)):
        keys = sorted(groups[leader], key=lambda k: (k != leader, spans[k].article, spans[k].first))
        if len(keys) < 2:
            continue
        side = reader.side(spans[leader])
        names[leader] = ids.id(side.article, *side.fingerprints)
        found.append(
            Cluster(
                id=names[leader],
                origin=cluster_origin([facts[k[0]] for k in keys], inner[leader]),
                members=tuple(_member(reader, spans[k]) for k in keys),
                collapsed=expanded.collapsed.get(leader[1], 0),
                labelled=False,
                excerpt=_excerpt(side.text),
            )
        )
    return tuple(
        sorted(found, key=lambda c: (-len(c.members), c.members[0].article, c.members[0].start))
    ), names


def _excerpt(text: str) -> str:
    plain = " ".join(text.split())
    return plain if len(plain) <= _EXCERPT else plain[: _EXCERPT - 1] + "…"


def _member(reader: Reader, passage: Passage) -> Member:
    span = reader.span(passage)
    return Member(article=reader.columns.articles[passage.article].id, start=span.start, end=span.end)


def _matches(
    reader: Reader, findings: Sequence[Finding], leaders: Mapping[Key, Key], names: Mapping[Key, str]
) -> tuple[Match, ...]:
    ids = _Ids()
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
                evidence=_evidence(f),
                features=dict(f.tie.claim.features) if f.tie.claim else {"identity": 1.0},
            )
        )
    return tuple(found)


def _pairs(
    findings: Sequence[Finding],
    matches: Sequence[Match],
    links: Sequence[Link],
    facts: Sequence[ArticleFacts],
    words: Sequence[int],
) -> tuple[Pair, ...]:
    groups: dict[tuple[int, int], list[int]] = defaultdict(list)
    for number, f in enumerate(findings):
        groups[f.tie.left.article, f.tie.right.article].append(number)
    found = []
    for (a, b), numbers in sorted(groups.items()):
        left = _covered((findings[n].tie.left.first, findings[n].tie.left.last) for n in numbers)
        right = _covered((findings[n].tie.right.first, findings[n].tie.right.last) for n in numbers)
        found.append(
            Pair(
                left=facts[a].id,
                right=facts[b].id,
                matches=tuple(matches[n].id for n in numbers),
                left_share=round(left / max(1, words[a]), 4),
                right_share=round(right / max(1, words[b]), 4),
                origin=pair_origin(facts[a], facts[b], [links[n] for n in numbers]),
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
    texts: bool,
) -> tuple[ArticleSummary, ...]:
    reused: dict[int, list[tuple[int, int]]] = defaultdict(list)
    quoted: dict[int, list[tuple[int, int]]] = defaultdict(list)
    touching: dict[int, list[int]] = defaultdict(list)
    for number, f in enumerate(findings):
        for passage in (f.tie.left, f.tie.right):
            held = quoted if f.content == "quote" else reused
            if f.content in ("quote", "passage"):
                held[passage.article].append((passage.first, passage.last))
            touching[passage.article].append(number)
    by_id = {f.id: f for f in facts}
    blocks = np.bincount(columns.block_article[~columns.block_furniture], minlength=len(columns.articles))
    found = []
    for i, article in enumerate(columns.articles):
        mine = [links[n] for n in touching[i]]
        partners = {
            name: by_id[name] for link in mine for name in (link.left, link.right) if name != article.id
        }
        found.append(
            ArticleSummary(
                id=article.id, path=article.path, record_line=article.record_line, title=article.title,
                outlet=article.outlet, published=article.published, updated=article.updated,
                language=columns.languages[i], url=article.url, credits=article.credits,
                text=article.text if texts else None, passages=int(blocks[i]), words=words[i],
                reused=round(_covered(reused[i]) / max(1, words[i]), 4),
                quoted=round(_covered(quoted[i]) / max(1, words[i]), 4),
                origin=article_origin(facts[i], mine, partners) if mine or facts[i].credits else Origin(),
            )
        )  # fmt: skip
    return tuple(found)


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
