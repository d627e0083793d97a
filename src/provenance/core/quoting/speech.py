"""What of an article is somebody's words, quoted or reported, and whose.

A statement that one article quotes, another may tell in its own words: "X said that ...". Where both
sides attribute what they share, and not to two different speakers, they share what was said.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np

from provenance.core.collection.columns import Array, Columns
from provenance.core.quoting.cue_words import CueTables
from provenance.core.quoting.reported import find_reported
from provenance.model import Quotation, Span

_MOSTLY: Final = 0.5
_PARTLY: Final = 1 / 3
_MOST_HELD: Final = 4096
_NAME_WORDS: Final = range(2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """How much of a stretch is quoted or reported, as a share of its characters, and whose words those are.

    ``quoted`` counts what stands between quotation marks, ``told`` sentences that report or hold a
    quotation besides. ``speaker`` says most of it, None where the text does not tell.
    """

    quoted: float
    told: float
    speaker: str | None


class Speech:
    """Tells of stretches of articles whether they are somebody's words; sentences are read when asked for."""

    def __init__(self, columns: Columns, tables: Mapping[str, CueTables]) -> None:
        self._columns = columns
        self._tables = tables
        self._utterances = lru_cache(maxsize=_MOST_HELD)(self._find)

    def of(self, columns: Columns) -> Speech:
        """Return what tells the same of other articles."""
        return self if columns is self._columns else Speech(columns, self._tables)

    def spoken(self, article: int, span: Span) -> Spoken:
        """Return how much of a stretch of an article is somebody's words."""
        found = [one for one in self._utterances(article) if one.span.overlap(span)]
        quoted = [one.span for one in found if one.kind != "reported"]
        shares: dict[str, int] = {}
        for one in found:
            if one.speaker:
                shares[one.speaker] = shares.get(one.speaker, 0) + one.span.overlap(span)
        return Spoken(
            quoted=_covered(quoted, span) / len(span),
            told=_covered([one.span for one in found], span) / len(span),
            speaker=min(shares, key=lambda name: (-shares[name], name)) if shares else None,
        )

    def one_statement(self, left: tuple[int, Span], right: tuple[int, Span]) -> bool:
        """Say whether two stretches, each with its article, tell what one speaker said."""
        # Sentences are read only where quotation marks leave it open: most passages hold none.
        if max(self._quoted(*left), self._quoted(*right)) < _PARTLY:
            return False
        return one_statement(self.spoken(*left), self.spoken(*right))

    def _quoted(self, article: int, span: Span) -> float:
        return _covered([one.span for one in self._columns.quotations[article]], span) / len(span)

    def _find(self, article: int) -> tuple[Quotation, ...]:
        c = self._columns
        quotations = c.quotations[article]
        tables = self._tables.get((c.languages[article] or "en").split("-", 1)[0])
        if tables is None:
            return quotations
        first, last = np.searchsorted(c.block_article, (article, article + 1))
        blocks = _spans(c, c.block_first[first:last], c.block_last[first:last])
        begin, end = np.searchsorted(c.sentence_block, (first, last))
        sentences = _spans(c, c.sentence_first[begin:end], c.sentence_last[begin:end])
        text = c.articles[article].text
        reported = find_reported(text, blocks, sentences, quotations, tables)
        return tuple(sorted((*quotations, *reported), key=lambda one: (one.span.start, -one.span.end)))


def one_statement(left: Spoken, right: Spoken) -> bool:
    """Say whether two stretches tell what one speaker said, a third of it quoted on at least one side.

    Two names prove little against it, since one outlet names an office where another names its head:
    only two persons' full names without a word in common do.
    """
    if min(left.told, right.told) < _MOSTLY or max(left.quoted, right.quoted) < _PARTLY:
        return False
    names = [_full_name(side.speaker) for side in (left, right)]
    return not all(names) or bool(names[0] & names[1])


def _full_name(speaker: str | None) -> frozenset[str]:
    """Return the words of a person's full name, none for anything else."""
    words = (speaker or "").split()
    named = len(words) in _NAME_WORDS and all(word[:1].isupper() for word in words)
    return frozenset(word.casefold() for word in words) if named else frozenset()


def _spans(columns: Columns, first: Array, last: Array) -> list[Span]:
    starts, ends = columns.start, columns.end
    return [
        Span(int(starts[a]), int(ends[b - 1])) for a, b in zip(first.tolist(), last.tolist(), strict=True)
    ]


def _covered(spans: Sequence[Span], within: Span) -> int:
    """Count the code points of a stretch that at least one of some spans covers."""
    covered, at = 0, within.start
    for span in sorted(spans):
        begin, end = max(at, span.start), min(within.end, span.end)
        if end > begin:
            covered += end - begin
            at = end
    return covered
