"""Small reports, annotations to judge them by, and files of these."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from provenance.core.evaluating.evaluation import Evaluation, Figures
from provenance.core.evaluating.gold import Gold, GoldPair, GoldPassage
from provenance.model import (
    ArticleSummary,
    Content,
    Match,
    Origin,
    OriginKind,
    Pair,
    Relation,
    Report,
    Side,
    Span,
)

LINE = "The ferry to the outer island was late again on a wet and windy Monday.\n"
TEXT = LINE * 20


def article(name: str, language: str | None = "en", kind: OriginKind = "unknown") -> ArticleSummary:
    return ArticleSummary(
        id=name,
        path=name,
        record_line=None,
        title=None,
        outlet=None,
        published=None,
        updated=None,
        language=language,
        url=None,
        credits=(),
        text=TEXT,
        passages=1,
        words=280,
        reused=0.0,
        quoted=0.0,
        origin=Origin(kind=kind),
    )


def side(name: str, start: int, end: int) -> Side:
    line = TEXT.count("\n", 0, start) + 1
    text = TEXT[start:end]
    return Side(
        article=name, start=start, end=end, line=line, text=text, before="", after="", fingerprints=()
    )


def match(
    left: tuple[str, int, int],
    right: tuple[str, int, int],
    *,
    relation: Relation = "reworded",
    content: Content = "passage",
    score: float = 0.9,
) -> Match:
    return Match(
        id=f"{left}{right}{relation}{content}",
        relation=relation,
        content=content,
        score=score,
        left=side(*left),
        right=side(*right),
        words=9,
    )


def report(
    matches: Sequence[Match],
    *,
    articles: Sequence[ArticleSummary] | None = None,
    pairs: Sequence[Pair] = (),
) -> Report:
    return Report(
        version="0",
        settings={},
        fingerprint="f",
        articles=tuple([article(name) for name in "abc"] if articles is None else articles),
        matches=tuple(matches),
        pairs=tuple(pairs),
        clusters=(),
        repeats=(),
        problems=(),
        ignored=0,
        limits=(),
        counts={},
    )


def passage(name: str, start: int, end: int, text: str | None = None) -> GoldPassage:
    return GoldPassage(article=name, span=Span(start, end), text=text)


def pair(
    left: tuple[str, int, int],
    right: tuple[str, int, int],
    *,
    relation: Relation = "reworded",
    kind: str | None = None,
    content: Content | None = "passage",
    required: bool = True,
    language: str | None = None,
) -> GoldPair:
    return GoldPair(
        id=f"{left}{right}",
        left=passage(*left),
        right=passage(*right),
        relation=relation,
        kind=kind or relation,
        group=kind or ("tier 1" if required else "tier 3"),
        content=content,
        required=required,
        language=language,
    )


def gold(pairs: Sequence[GoldPair], *, lists_stock: bool = False, **more: Any) -> Gold:
    return Gold(name="gold.json", pairs=tuple(pairs), lists_stock=lists_stock, **more)


def row(rows: Sequence[Figures], name: str) -> Figures:
    return next(one for one in rows if one.name == name)


def counts(evaluation: Evaluation) -> tuple[int | None, int, int | None, int | None]:
    total = evaluation.total
    return total.wanted, total.found, total.right, total.wrong


# Files


ANNOTATED: dict[str, Any] = {
    "schema": "provenance.expected/1",
    "pairs": [
        {
            "id": "late-1",
            "relation": "translated",
            "content": "quote",
            "tier": 3,
            "left": {"article": "a", "start": 0, "end": 9, "text": "The ferry"},
            "right": {"article": "b", "start": 4, "end": 9},
        }
    ],
    "not_shared": [
        {"left": {"article": "a", "start": 1, "end": 2}, "right": {"article": "b", "start": 1, "end": 2}}
    ],
    "pair_origins": [{"left": "b", "right": "a", "origin": "wire-copy", "agency": "AFP"}],
    "article_origins": [{"article": "a", "origin": "revision", "agency": None}],
}
VERSIONS: dict[str, Any] = {
    "pairs": [
        {
            "kind": kind,
            "document": "set/cs-en/paper.1",
            "left": {"article": "a", "start": 10 * n, "end": 10 * n + 9},
            "right": {"article": "b", "start": 10 * n, "end": 10 * n + 9},
        }
        for n, kind in enumerate(("verbatim", "human", "machine", "cross"))
    ],
    "aside": [
        {"left": {"article": "a", "start": 1, "end": 2}, "right": {"article": "b", "start": 1, "end": 2}}
    ],
}


def written(folder: Path, data: object, name: str = "gold.json") -> Path:
    path = folder / name
    path.write_text(data if isinstance(data, str) else json.dumps(data), encoding="utf-8")
    return path


def changed(change: Callable[[Any], object], data: dict[str, Any] = ANNOTATED) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(data))
    change(copy)
    return copy
