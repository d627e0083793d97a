"""Say how two passages are alike and what it is that they share."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.passages.expand import Reader, Tie
from provenance.core.text.align import identity, longest_run
from provenance.model import Content, Quotation, Relation, Span

NEAR: Final = 0.8
QUOTED: Final = 0.5
# Above it the words of two articles are of one language, whatever these are said to be in.
MOSTLY_EQUAL: Final = 0.5
# Wording that recurs: in how many articles, how long it may be, and how much of an article it may fill.
RECURRING: Final = 3
MOST_COMPARED: Final = 12  # articles of a recurring passage whose pairs are looked at
LONGEST_FORMULA: Final = 40
LARGEST_SHARE: Final = 0.2
LARGEST_APART: Final = 0.5  # of articles that clearly tell different stories, as short notices do
UNRELATED: Final = 2 / 3


def relation(left: Sequence[int], right: Sequence[int]) -> tuple[Relation, float, int]:
    """Return the relation of two word sequences of one language, their identity, and the longest equal run.

    The run may lie outside the longest common subsequence, where what stands first on one side stands last on
    the other.
    """
    if left == right:
        return "identical", 1.0, len(left)
    same = identity(left, right)
    return ("near-copy" if same >= NEAR else "reworded"), round(same, 4), longest_run(left, right)


def first_content(reader: Reader, tie: Tie) -> Content:
    """Say whether somebody's words are shared: most words in common are quoted on at least one side.

    Across languages no words are in common; there most words of a side must be quoted.
    """
    if not (reader.holds_quoted(tie.left) or reader.holds_quoted(tie.right)):
        return "passage"
    left, right = frozenset(reader.words(tie.left)), frozenset(reader.words(tie.right))
    languages = reader.columns.languages
    same = languages[tie.left.article] == languages[tie.right.article]
    shared = left & right if same else left | right
    quoted = max(reader.quoted(tie.left, shared), reader.quoted(tie.right, shared))
    return "quote" if quoted >= QUOTED else "passage"


def speaker(quotations: Iterable[Quotation], span: Span) -> str | None:
    """Return who says most of a stretch, where the text tells."""
    found = [(q.span.overlap(span), -q.span.start, q.speaker) for q in quotations if q.speaker]
    best = max(found, default=None, key=lambda item: item[:2])
    return best[2] if best is not None and best[0] > 0 else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurrence:
    """A passage that several articles hold: who holds it, its words, and its largest share of an article.

    ``apart`` is the share of pairs of these articles that clearly tell different stories.
    """

    articles: frozenset[int]
    words: int
    share: float
    apart: float = 0.0


def _same_outlet(articles: Iterable[int], outlets: Sequence[str | None]) -> bool:
    found = {outlets[a] for a in articles}
    return len(found) == 1 and None not in found


def _several(members: Sequence[int], unrelated: Collection[tuple[int, int]]) -> bool:
    """Say whether enough articles are unrelated one and all: versions of one story count once."""
    chosen: list[int] = []
    for member in members:
        if all((one, member) in unrelated for one in chosen):
            chosen.append(member)
        if len(chosen) == RECURRING:
            return True
    return False


def stock_content(
    held: Recurrence,
    outlets: Sequence[str | None],
    related: Mapping[tuple[int, int], float],
) -> Content | None:
    """Say whether a recurring passage is boilerplate of one outlet or a formula, else None.

    Both recur in articles that share little else; one outlet's own is boilerplate. ``related`` tells
    by pair of articles what larger share of either they have in common besides stock text, 1 where they
    tell one story.
    """
    largest = LARGEST_APART if held.apart >= UNRELATED else LARGEST_SHARE
    if len(held.articles) < RECURRING or held.share > largest:
        return None
    members = sorted(held.articles)[:MOST_COMPARED]
    pairs = [(a, b) for i, a in enumerate(members) for b in members[i + 1 :]]
    unrelated = {pair for pair in pairs if related.get(pair, 0.0) <= held.share}
    if len(unrelated) < UNRELATED * len(pairs) or not _several(members, unrelated):
        return None
    if _same_outlet(members, outlets):
        return "boilerplate"
    return "formula" if held.words <= LONGEST_FORMULA else None
