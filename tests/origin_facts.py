"""Articles and matches for the tests of origins, with next to nothing in them."""

from __future__ import annotations

from provenance.core.origins.origin import ArticleFacts, Link
from provenance.model import Content, Credit, CreditKind, Evidence, Span


def credit(
    agency: str = "AFP", kind: CreditKind = "dateline", line: int = 3, *, release: bool = False
) -> Credit:
    return Credit(
        agency=agency, kind=kind, detail=f'"{agency}"', span=Span(9, 12), line=line, release=release
    )


def article(name: str, *credits: Credit, **facts: object) -> ArticleFacts:
    settings: dict[str, object] = {"outlet": f"Outlet {name}", "words": 200, **facts}
    return ArticleFacts(id=name, credits=credits, **settings)  # type: ignore[arg-type]


def link(
    content: Content = "passage",
    words: int = 30,
    *,
    run: int = 0,
    at: int = 0,
    right_at: int | None = None,
    speaker: str | None = None,
    left: str = "a",
    right: str = "b",
    score: float = 0.9,
) -> Link:
    other = at if right_at is None else right_at
    return Link(
        left=left,
        right=right,
        relation="near-copy",
        content=content,
        score=score,
        words=words,
        left_start=at,
        left_end=at + 10 * words,
        right_start=other,
        right_end=other + 10 * words,
        speaker=speaker,
        longest_run=run,
    )


def quotes(*speakers: str | None) -> list[Link]:
    return [link("quote", 12, at=1000 * number, speaker=who) for number, who in enumerate(speakers)]


def kinds_of(facts: tuple[Evidence, ...]) -> set[str]:
    return {fact.kind for fact in facts}
