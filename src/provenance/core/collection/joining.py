"""Columns of several batches as one, in order of their articles' ids, and columns of single articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace
from typing import Any, Final

import numpy as np

from provenance.core.collection.columns import KINDS, TOKENS, Array, Columns

# Columns that hold numbers of articles or blocks, and of which.
_NUMBERING: Final = {"block_article": "article", "sentence_block": "block", "piece_block": "block"}


def single(columns: Columns, number: int) -> Columns:
    """Return one article of a batch as columns of its own."""
    a, b = np.searchsorted(columns.block_article, (number, number + 1)).tolist()
    first = int(columns.block_first[a]) if b > a else 0
    last = int(columns.block_last[b - 1]) if b > a else 0
    bounds = {"block": (a, b)}
    for part in ("sentence", "piece"):
        low, high = np.searchsorted(getattr(columns, f"{part}_block"), (a, b)).tolist()
        bounds[part] = (low, high)
    values: dict[str, Any] = {}
    for column in fields(Columns):
        name, held = column.name, getattr(columns, column.name)
        if name not in KINDS:
            values[name] = (held[number],)
            continue
        low, high = bounds.get(name.split("_")[0], (first, last))
        shift = first if name.endswith(("_first", "_last")) else a if name.endswith("_block") else 0
        values[name] = held[low:high] - shift if shift else held[low:high]
    return Columns(**values | {"block_article": np.zeros(b - a, dtype=np.int32)})


def join(batches: Sequence[Columns]) -> Columns:
    """Return several batches as one, articles in order of their ids; a single one is not copied."""
    merged = batches[0] if len(batches) == 1 else concatenated(batches)
    order = sorted(range(len(merged.articles)), key=lambda i: merged.articles[i].id)
    return merged if order == list(range(len(order))) else _reorder(merged, order)


def concatenated(batches: Sequence[Columns], tokens: Mapping[str, Array] | None = None) -> Columns:
    """Return several batches as one, articles in the order given.

    ``tokens`` are the columns of all tokens, if they are together already: then the batches hold none, and
    their token numbers count from the first batch on.
    """
    values: dict[str, Any] = {}
    sizes = {
        "article": [len(b.articles) for b in batches],
        "token": [len(b.word) for b in batches],
        "block": [len(b.block_article) for b in batches],
    }
    shift = {name: np.cumsum([0, *counts])[:-1] for name, counts in sizes.items()}
    for column in fields(Columns):
        name = column.name
        parts = [getattr(batch, name) for batch in batches]
        if name not in KINDS:
            values[name] = tuple(item for part in parts for item in part)
            continue
        if tokens is not None and name in tokens:
            values[name] = tokens[name]
            continue
        kind = np.dtype(KINDS[name])
        values[name] = np.concatenate([np.zeros(0, dtype=kind), *parts], dtype=kind)
        of = "token" if name.endswith(("_first", "_last")) else _NUMBERING.get(name)
        if of is not None:
            values[name] += np.repeat(shift[of], [len(part) for part in parts]).astype(kind)
    return Columns(**values)


def without_tokens(columns: Columns, before: int) -> Columns:
    """Return columns that hold no tokens, and number them as if ``before`` others came first."""
    moved = {
        column.name: getattr(columns, column.name) + before
        for column in fields(Columns)
        if column.name.endswith(("_first", "_last"))
    }
    return replace(columns, **moved | {name: getattr(columns, name)[:0].copy() for name in TOKENS})


def _reorder(columns: Columns, order: Sequence[int]) -> Columns:
    """Return the columns with articles in another order; tokens stay where they are."""
    rank = np.empty(len(order), dtype=np.int32)
    rank[np.array(order)] = np.arange(len(order), dtype=np.int32)
    article = rank[columns.block_article]
    blocks = np.argsort(article, kind="stable")
    place = np.empty(len(blocks), dtype=np.int32)
    place[blocks] = np.arange(len(blocks), dtype=np.int32)
    sentences = np.argsort(place[columns.sentence_block], kind="stable")
    pieces = np.argsort(place[columns.piece_block], kind="stable")
    values: dict[str, Any] = {}
    for column in fields(Columns):
        name, part = column.name, getattr(columns, column.name)
        if name in ("articles", "languages", "quotations", "credits", "houses"):
            values[name] = tuple(part[i] for i in order)
        elif name == "block_article":
            values[name] = article[blocks]
        elif name in ("sentence_block", "piece_block"):
            values[name] = place[part][sentences if name == "sentence_block" else pieces]
        elif name.startswith("block_"):
            values[name] = part[blocks]
        elif name.startswith("sentence_"):
            values[name] = part[sentences]
        elif name.startswith("piece_"):
            values[name] = part[pieces]
        else:
            values[name] = part
    return Columns(**values)
