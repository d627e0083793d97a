"""Recompute articles of an index and compare: what was stored, and what they are found by."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import fields
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import single
from provenance.core.holding.growth import group_of, homes_of
from provenance.core.matching.postings import (
    BANDS,
    FRAMES,
    FREQUENCY,
    KEYS,
    LISTED,
    MEMBERS,
    TERMS,
    mixed,
    posted,
    term_rows,
    text_keys,
)
from provenance.core.passages.frames import frame_rows
from provenance.model import Article
from provenance.store.batch import digest_of
from provenance.store.index import OpenIndex

Array = npt.NDArray[Any]

# How many terms of an article are counted anew; each asks for all texts that have it. Set by hand.
_TERMS_COUNTED: Final = 20


def faults_of(index: OpenIndex, numbers: Sequence[int], cut: Callable[[Article], Columns]) -> Iterator[str]:
    """Yield what is wrong with some articles of an index, in plain sentences.

    Args:
        index: the index, open.
        numbers: the articles to look at.
        cut: cuts an article anew.
    """
    entries = {entry.number: entry for entry in index.entries()}
    yield from _wrongly_gone(index, np.array(sorted(entries), dtype=np.int64))
    for number in numbers:
        held = index.articles(np.array([number]))[number]
        article = held.articles[0]
        if article.id != entries[number].id or digest_of(article) != entries[number].digest:
            yield f"{entries[number].id}: its record is another article's, or was changed"
            continue
        # Only what the article's paragraphs are made of is kept.
        fresh = single(cut(article), 0)
        wrong = [f.name for f in fields(Columns) if not _equal(getattr(held, f.name), getattr(fresh, f.name))]
        if wrong:
            yield f"{article.id}: cut anew it differs in {', '.join(wrong)}"
            continue
        yield from (f"{article.id}: {what}" for what in _not_found(index, number, held))


def _wrongly_gone(index: OpenIndex, articles: Array) -> Iterator[str]:
    """Yield where what is noted as gone, and what is there, are not all that there ever was, each once."""
    for what, held, noted, given in (
        ("articles", articles, index.gone.articles, index.totals.next_article),
        ("passages", index.all_texts(), index.gone.texts, index.totals.next_text),
    ):
        if not np.array_equal(np.sort(np.append(held, noted)), np.arange(given)):
            yield f"the {what} that are there and those that are gone are not all that were added"


def _equal(held: Any, fresh: Any) -> bool:
    return np.array_equal(held, fresh) if isinstance(held, np.ndarray) else bool(held == fresh)


def _not_found(index: OpenIndex, number: int, held: Columns) -> Iterator[str]:
    """Yield what an article should be found by and is not."""
    text = index.texts_of(number)
    blocks = np.flatnonzero(text >= 0)
    if not np.array_equal(blocks, np.flatnonzero(~held.block_furniture)):
        yield "its passages are not those that were numbered"
        return
    if not _all_there(index, KEYS, text_keys(held, blocks), text[blocks]):
        yield "a passage is not found by its text"
    if not _all_there(index, MEMBERS, mixed(text[blocks]), np.int64(number) << 32 | blocks):
        yield "a passage is not listed where it stands"
    if not _all_there(index, FRAMES, *frame_rows(held)):
        yield "its wording is not found among what is counted"
    # A text is found as the first article by id has it.
    own = blocks[_represents(index, text[blocks], number, blocks)]
    for area, (keys, values) in posted(held, own.astype(np.int32), text).items():
        if area == TERMS:
            row, value = index.find(FREQUENCY, keys)
            count = np.zeros(len(keys), dtype=np.int64)
            np.add.at(count, row, value)
            if (count < 1).any():
                yield "a term is not counted"
            listed = count <= LISTED
        else:
            listed = np.ones(len(keys), dtype=np.bool_)
        if not _all_there(index, area, keys[listed], values[listed]):
            yield f"a passage is not found by its {'LSH keys' if area == BANDS else 'words'}"
    yield from _miscounted(index, held, own)


def _represents(index: OpenIndex, texts: Array, number: int, blocks: Array) -> Array:
    """Say of blocks of an article whether they stand for their texts."""
    homes = homes_of(index, texts)
    places = zip(texts.tolist(), blocks.tolist(), strict=True)
    return np.array([homes.get(text) == (number, block) for text, block in places], dtype=np.bool_)


def _all_there(index: OpenIndex, area: int, keys: Array, values: Array) -> bool:
    row, value = index.find(area, keys)
    hit = np.zeros(len(keys), dtype=np.bool_)
    hit[row[value == values[row]]] = True
    return bool(hit.all())


def _miscounted(index: OpenIndex, held: Columns, own: Array) -> Iterator[str]:
    """Count the groups that hold some rarer terms, and compare with what is noted."""
    terms = np.unique(term_rows(held, own.astype(np.int32))[0])[:_TERMS_COUNTED]
    row, value = index.find(FREQUENCY, terms)
    noted = np.zeros(len(terms), dtype=np.int64)
    np.add.at(noted, row, value)
    row, texts = index.find(TERMS, terms)
    row, texts = row[texts >= 0], texts[texts >= 0]
    groups = np.unique(np.stack([row, group_of(index, texts)], axis=1), axis=0)
    counted = np.bincount(groups[:, 0], minlength=len(terms))
    if (counted[noted <= LISTED] != noted[noted <= LISTED]).any():
        yield "a term stands in another number of passages than is noted"
