"""Which of an article's credits speak for a stretch of it, where marks credit parts of it only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from provenance.core.passages.shared import STOCK, ArticleFacts, Link
from provenance.model import Credit

# Code points that a match must have in common with a part; a match may reach a word too far.
LEAST: Final = 20


def parted(member: ArticleFacts) -> frozenset[str]:
    """Return the agencies that an article credits for a part of it."""
    return frozenset(credit.agency for credit in member.credits if credit.part is not None)


def crediting(member: ArticleFacts, links: Iterable[Link] | None = None) -> ArticleFacts:
    """Return an article with those of its credits that speak for what some matches share.

    Args:
        member: the article.
        links: the matches; None: for all of the article.

    Returns:
        The article without credits for other parts of it. Where parts of several agencies remain, their marks
        name none: the text is no single agency's.
    """
    if not parted(member):
        return member
    sides = None if links is None else [side for link in links for side in _sides(link, member.id)]
    kept = [
        credit
        for credit in member.credits
        if sides is None or any(speaks_for(credit, start, end) for start, end in sides)
    ]
    several = len({credit.agency for credit in kept if credit.part is not None}) > 1
    return replace(
        member,
        credits=tuple(
            replace(credit, agency="") if several and credit.part is not None else credit for credit in kept
        ),
    )


def speaks_for(credit: Credit, start: int, end: int) -> bool:
    """Say whether a credit is one for the stretch from ``start`` to ``end``, or for the whole article."""
    part = credit.part
    return part is None or min(part.end, end) - max(part.start, start) >= min(LEAST, end - start)


def share(member: ArticleFacts, agency: str) -> float:
    """Return which share of an article an agency's credits speak for: 1 if one is for all of it."""
    mine = [credit for credit in member.credits if credit.agency == agency and credit.kind != "photo"]
    parts = sorted({(credit.part.start, credit.part.end) for credit in mine if credit.part is not None})
    if not member.length or not parts or any(credit.part is None for credit in mine):
        return 1.0
    held, reached = 0, 0
    for start, end in parts:
        held += max(0, end - max(start, reached))
        reached = max(reached, end)
    return min(1.0, held / member.length)


def _sides(link: Link, name: str) -> Iterable[tuple[int, int]]:
    if link.content in STOCK:
        return
    if link.left == name:
        yield link.left_start, link.left_end
    if link.right == name:
        yield link.right_start, link.right_end
