"""Let a copied stretch begin and end with its sentences, where those are near-copies as a whole.

A stretch has equal words at both ends. So a figure changed at a sentence's start is cut off, and nobody would
see it among the differences: "12 people died in the fire" and "15 people died in the fire" would be equal
from the second word on. What then lies inside another near-copy is no match of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from provenance.core.matching.claims import Places, Range
from provenance.core.matching.resolve import NEAR, SURE, Claim, is_within
from provenance.core.text.align import identity

HEAD: Final = 0
TAIL: Final = 1


def with_whole_sentences(places: Places, blocks: tuple[int, int], claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims of two blocks, copies with what was cut off the sentences at their ends.

    Words are given back where some were cut off on both sides and the sentences are near-copies; not where
    another claim holds the words, nor where they would make a near-copy a rewording, nor where the
    sentence quotes: the words that say whose it is do not belong to a quotation.
    """
    found = list(claims)
    for number, claim in enumerate(claims):
        if claim.copied:
            others = [other for other in found if other is not found[number]]
            for end in (HEAD, TAIL):
                wider = _widened(places, blocks, found[number], end)
                if wider is not None and not any(_meet(wider, other) for other in others):
                    share = round(_likeness(places, blocks, _sides(wider)), 4)
                    found[number] = replace(wider, features={**wider.features, "identity": share})
    return found


def without_parts(places: Places, blocks: tuple[int, int], claims: Sequence[Claim]) -> list[Claim]:
    """Return the claims of two blocks but those that lie inside a near-copy, on both sides.

    Around a copy a larger unit may be a near-copy that ends elsewhere. One inside a rewording stays: it says
    which of the words were copied; and so does a quotation: the words that say whose it is are no part of it.
    """
    if len(claims) < 2:
        return list(claims)
    return [
        claim
        for claim in claims
        if not any(
            other.score >= min(SURE, claim.score)
            and is_within(claim, other)
            and _near(places, blocks, _sides(other))
            and (_quoted(places, blocks, other) or not _quoted(places, blocks, claim))
            for other in claims
        )
    ]


def _quoted(places: Places, blocks: tuple[int, int], claim: Claim) -> bool:
    """Say whether a side of a claim is quoted throughout."""
    return any(
        all(places.quoted(block, token) for token in range(first, last))
        for block, (first, last) in zip(blocks, _sides(claim), strict=True)
    )


def _sides(claim: Claim) -> tuple[Range, Range]:
    return (claim.left_first, claim.left_last), (claim.right_first, claim.right_last)


def _widened(places: Places, blocks: tuple[int, int], claim: Claim, end: int) -> Claim | None:
    sides = _sides(claim)
    sentences: list[Range] = []
    for block, (first, last) in zip(blocks, sides, strict=True):
        edge, beyond = (first, first - 1) if end == HEAD else (last - 1, last)
        sentence = places.sentence(block, edge)
        if sentence is None or sentence[end] == (first, last)[end]:
            return None
        held = range(max(first, sentence[HEAD]), min(last, sentence[TAIL]))
        if not places.quoted(block, beyond) and any(places.quoted(block, token) for token in held):
            return None
        sentences.append(sentence)
    (a, b), (c, d) = sentences
    if end == HEAD:
        whole = (a, claim.left_last), (c, claim.right_last)
        wider = replace(claim, left_first=a, right_first=c)
    else:
        whole = (claim.left_first, b), (claim.right_first, d)
        wider = replace(claim, left_last=b, right_last=d)
    if not _near(places, blocks, sentences):
        return None
    return wider if _near(places, blocks, whole) or not _near(places, blocks, sides) else None


def _near(places: Places, blocks: tuple[int, int], spans: Sequence[Range]) -> bool:
    """Say whether two ranges are near-copies by their words."""
    return _likeness(places, blocks, spans) >= NEAR


def _likeness(places: Places, blocks: tuple[int, int], spans: Sequence[Range]) -> float:
    """Return the share of the words of two ranges that are equal, in order."""
    return identity(*(places.words(block, span) for block, span in zip(blocks, spans, strict=True)))


def _meet(claim: Claim, other: Claim) -> bool:
    return any(share > 0 for share in claim.shares(other))
