"""Find every held article that runs a text, also one that stands in hundreds: for recalls and corrections.

A comparison passes over what many articles hold, since it proves no common source. Who recalls a text wants
all of them: so here an article is found by how many of a paragraph's runs of four words it has, in one
passage or in several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.keys import shingle_rows
from provenance.core.holding.nearby import Nearby
from provenance.core.matching.postings import SHINGLES
from provenance.core.passages.classify import relation
from provenance.core.passages.expand import Passage, Reader
from provenance.core.text.align import copied
from provenance.model import ArticleSummary, Match, Relation, Report, Side

Array = npt.NDArray[Any]

# How many of a paragraph's runs of four words an article has, at least, and how many words in all.
LEAST_SHARE: Final = 0.5
LEAST_WORDS: Final = 4
# Runs of four words that a part of a paragraph has, at least, to be told where the paragraph stands in parts.
# Set by hand: those of six words.
PART: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A held article that runs a text, or some of it.

    ``share`` is how much of the paragraph asked for; ``paragraph`` is its number from 1, None where there is
    but one, or where the text stands there in other words.
    """

    article: str
    line: int
    page: int | None
    start: int
    end: int
    text: str
    relation: Relation
    share: float
    paragraph: int | None
    outlet: str | None
    published: str | None


def copies(nearby: Nearby) -> list[Running]:
    """Return where held articles have the words of a text, or most of them, in the order of their ids."""
    asked = nearby.new
    blocks = np.arange(len(asked.block_first), dtype=np.int32)
    held = {block: _holders(nearby, block) for block in blocks.tolist()}
    numbers = sorted({number for of in held.values() for number in of})
    nearby.take(numbers)
    names = dict(zip(numbers, nearby.names(numbers), strict=True))
    view = nearby.view()
    reader = Reader(view.columns)
    found: dict[tuple[str, int], Running] = {}
    for block, of in held.items():
        words = asked.word[asked.block_first[block] : asked.block_last[block]].tolist()
        texts = {names[number]: some for number, some in of.items()}
        for other in np.flatnonzero(np.isin(view.text, list(set().union(*of.values())))).tolist():
            article = view.columns.articles[view.columns.block_article[other]]
            if int(view.text[other]) not in texts.get(article.id, ()):
                continue
            one = _running(reader, view.columns, words, other)
            if one is not None:
                key = (one.article, one.start)
                one = replace(one, paragraph=block + 1 if len(blocks) > 1 else None)
                found[key] = max(found.get(key, one), one, key=lambda running: running.share)
    return sorted(found.values(), key=lambda one: (one.article, one.start))


def _holders(nearby: Nearby, block: int) -> dict[int, set[int]]:
    """Return the held articles, by number, that run a block of what is asked for, with the texts that do.

    An article may run one paragraph as several: all that it has of the runs of four words must be enough.
    """
    keys = np.unique(shingle_rows(nearby.new, np.array([block], dtype=np.int32))[0])
    runs: dict[int, set[int]] = defaultdict(set)
    for key, text in nearby.holding(SHINGLES, keys.view(np.uint64)) if len(keys) else ():
        runs[text].add(key)
    least = max(1.0, LEAST_SHARE * len(keys))
    some = [text for text, shared in runs.items() if len(shared) >= min(least, PART)]
    held: dict[int, set[int]] = defaultdict(set)
    for text, places in nearby.members(some).items():
        for article, _ in places:
            if article < nearby.first_new:
                held[article].add(text)
    return {
        article: texts
        for article, texts in held.items()
        if len(set().union(*(runs[text] for text in texts))) >= least
    }


def _running(reader: Reader, columns: Columns, words: list[int], block: int) -> Running | None:
    first, last = int(columns.block_first[block]), int(columns.block_last[block])
    theirs = columns.word[first:last].tolist()
    stretches = copied(words, theirs, LEAST_WORDS)
    if not stretches:
        return None
    best = max(stretches, key=lambda one: one.equal)
    passage = Passage(
        article=int(columns.block_article[block]),
        block=block,
        first=first + best.right_first,
        last=first + best.right_last,
    )
    side = reader.side(passage)
    article = columns.articles[passage.article]
    kind, _, _ = relation(words[best.left_first : best.left_last], reader.words(passage))
    return Running(
        article=article.id,
        line=side.line,
        page=side.page,
        start=side.start,
        end=side.end,
        text=side.text,
        relation=kind,
        share=round(best.equal / len(words), 4),
        paragraph=None,
        outlet=article.outlet,
        published=article.published,
    )


def reworded(report: Report, ids: frozenset[str], found: Iterable[Running]) -> list[Running]:
    """Return the matches of a report that are not among the copies: the text in other words."""
    taken = [(one.article, one.start, one.end) for one in found]
    articles = {article.id: article for article in report.articles}
    more = []
    for match in report.matches:
        side = match.right if match.left.article in ids else match.left
        if side.article in ids or any(
            name == side.article and start < side.end and side.start < end for name, start, end in taken
        ):
            continue
        more.append(_from(match, side, articles[side.article]))
    return sorted(more, key=lambda one: (one.article, one.start))


def _from(match: Match, side: Side, article: ArticleSummary) -> Running:
    return Running(
        article=side.article,
        line=side.line,
        page=side.page,
        start=side.start,
        end=side.end,
        text=side.text,
        relation=match.relation,
        share=match.score,
        paragraph=None,
        outlet=article.outlet,
        published=article.published,
    )
