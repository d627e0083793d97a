"""The compiled path of ``core.near.copies``: columns, kernels that let go of the interpreter, and threads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.cutting.segment import (
    BREAKS,
    SENTENCE_END,
    WRAPPED_LONGEST,
    WRAPPED_SHORTEST,
    cut_paragraphs,
)
from provenance.core.kernels import near, tokens
from provenance.core.matching.candidates import BUCKET
from provenance.core.near.copies import BANDS, ROWS, NearCopies
from provenance.core.text.entities import read_references
from provenance.core.text.normalise import compared_form, normalise_word
from provenance.core.text.shingle import SHINGLE_WORDS, hash_word

Array = npt.NDArray[Any]

_NONE: Final = np.zeros(0, dtype=np.int64)
# White space around a line may make it look longer than it is.
_MARGIN: Final = 40
_KNOWN: Final = 0x2030


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cut:
    """A batch of texts: its paragraphs, and the hashes of their words."""

    article: Array
    start: Array
    end: Array
    word: Array
    first: Array
    last: Array
    printed: Array


def near_copies(batches: Iterable[Sequence[str]], least: float, jobs: int) -> NearCopies:
    """Find near-copies; arguments and results are those of ``core.near.copies.near_copies``."""
    with ThreadPoolExecutor(jobs) as pool:
        waiting, begin = [], 0
        for batch in batches:
            waiting.append(pool.submit(_cut, batch, begin))
            begin += len(batch)
        parts = [part.result() for part in waiting]
        del waiting
        same = _first_equals(parts)
        own, pairs = _proposed(parts, same, pool)
        left, right = own[pairs >> np.uint64(32)], own[pairs & np.uint64(0xFFFFFFFF)]
        jaccard = _similarity(parts, left, right, pool)
    kept = jaccard >= least
    return NearCopies(
        article=np.concatenate([_NONE, *(part.article for part in parts)]).astype(np.int32),
        start=np.concatenate([_NONE, *(part.start for part in parts)]),
        end=np.concatenate([_NONE, *(part.end for part in parts)]),
        same=same, left=left[kept].astype(np.int32), right=right[kept].astype(np.int32),
        jaccard=jaccard[kept],
    )  # fmt: skip


def _cut(texts: Sequence[str], begin: int) -> _Cut:
    """Cut a batch of texts into paragraphs and hash their words."""
    joined = "\n".join(texts)
    read = read_references(joined)
    codes = _codes(read)
    sizes = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    offset = np.append(0, np.cumsum(sizes + 1))[: len(texts)]
    # A reference to a line break parts words, but no paragraphs.
    first, last = _paragraphs(texts, codes if read is joined else _codes(joined), offset)
    starts, ends, _ = tokens.find_tokens(codes)
    word, left = tokens.hash_plain_tokens(codes, starts, ends)
    others = np.flatnonzero(left)
    if others.size:
        a, b = starts[others], ends[others]
        numbers, firsts = tokens.number_tokens(codes, a, b)
        word[others] = _hashes(joined, a[firsts], b[firsts])[numbers]
    begins, stops = near.tokens_of(starts, first, last)
    kept = stops > begins
    first, last, begins, stops = first[kept], last[kept], begins[kept], stops[kept]
    article = np.searchsorted(offset, first, side="right") - 1
    return _Cut(
        article=article + begin,
        start=first - offset[article],
        end=last - offset[article],
        word=word,
        first=begins,
        last=stops,
        printed=near.fingerprints(word, begins, stops),
    )


def _codes(text: str) -> Array:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _hashes(text: str, starts: Array, ends: Array) -> Array:
    """Return the hashes of some tokens, uint64."""
    words = (normalise_word(text[a:b]) for a, b in zip(starts.tolist(), ends.tolist(), strict=True))
    return np.fromiter((hash_word(compared_form(word)) for word in words), dtype=np.uint64, count=len(starts))


@lru_cache(maxsize=1)
def _tables() -> tuple[Array, Array, Array]:
    """Return which code points break a line, end a sentence, and are capitals, below 0x2030 each."""
    marks = [chr(code) for code in range(_KNOWN)]
    return tuple(  # type: ignore[return-value]
        np.array([holds(mark) for mark in marks], dtype=np.bool_)
        for holds in (BREAKS.__contains__, SENTENCE_END.__contains__, str.isupper)
    )


def _paragraphs(texts: Sequence[str], codes: Array, offset: Array) -> tuple[Array, Array]:
    """Return where the paragraphs of joined texts begin and end: lines, unless they are hard-wrapped."""
    breaks, ends_sentence, capital = _tables()
    first, last = near.lines(codes, breaks)
    if len(first) < 2:
        return first, last
    article = np.searchsorted(offset, first, side="right") - 1
    size = (last - first)[:-1]
    end, following = codes[last[:-1] - 1], codes[first[1:]]
    broken = (
        (article[1:] == article[:-1])
        & (size >= WRAPPED_SHORTEST)
        & (size <= WRAPPED_LONGEST + _MARGIN)
        & ~_looked_up(ends_sentence, end)
        & ~_looked_up(capital, following)
    )
    doubtful = np.unique(article[:-1][broken])
    if not doubtful.size:
        return first, last
    plain = ~np.isin(article, doubtful)
    spans = [
        (span.start + base, span.end + base)
        for number, base in zip(doubtful.tolist(), offset[doubtful].tolist(), strict=True)
        for span in cut_paragraphs(texts[number])
    ]
    again = np.array(spans, dtype=np.int64).reshape(-1, 2)
    first, last = np.concatenate([first[plain], again[:, 0]]), np.concatenate([last[plain], again[:, 1]])
    order = np.argsort(first)
    return first[order], last[order]


def _looked_up(table: Array, codes: Array) -> Array:
    found: Array = table[np.minimum(codes, _KNOWN - 1)] & (codes < _KNOWN)
    return found


def _first_equals(parts: Sequence[_Cut]) -> Array:
    """Return for each paragraph the first one with the same words, int32."""
    printed = np.concatenate([np.zeros((2, 0), dtype=np.uint64), *(part.printed for part in parts)], axis=1)
    order = np.argsort(printed[0])
    high, low = printed[0][order], printed[1][order]
    fresh = np.append(True, (high[1:] != high[:-1]) | (low[1:] != low[:-1]))[: len(order)]
    same = np.empty(len(order), dtype=np.int32)
    begins = np.flatnonzero(fresh)
    if begins.size:
        same[order] = np.minimum.reduceat(order, begins)[np.cumsum(fresh) - 1]
    return same


def _bounds(parts: Sequence[_Cut]) -> list[int]:
    """Return where the paragraphs of each batch begin, and how many there are in all."""
    found: list[int] = np.cumsum([0, *(len(part.first) for part in parts)]).tolist()
    return found


def _proposed(parts: Sequence[_Cut], same: Array, pool: ThreadPoolExecutor) -> tuple[Array, Array]:
    """Return one paragraph of each text that has a shingle, and the pairs of them that LSH proposes.

    Returns:
        Numbers of paragraphs, int64, ascending; pairs of places in these as (smaller << 32 | larger), uint64.
    """
    bounds = _bounds(parts)
    own = [
        np.flatnonzero((same[a:b] == np.arange(a, b)) & (part.last - part.first >= SHINGLE_WORDS))
        for part, a, b in zip(parts, bounds[:-1], bounds[1:], strict=True)
    ]
    size = sum(map(len, own))
    places = np.cumsum([0, *map(len, own)]).tolist()
    keys = np.empty((BANDS, size), dtype=np.uint64)

    def sign(n: int) -> None:
        part, chosen = parts[n], own[n]
        found = near.signed(part.word, part.first[chosen], part.last[chosen], BANDS, ROWS)
        keys[:, places[n] : places[n + 1]] = found

    list(pool.map(sign, range(len(parts))))
    bits = size.bit_length()
    pairs = np.sort(
        np.concatenate([_NONE.astype(np.uint64), *pool.map(lambda band: _ties(band, bits), keys)])
    )
    kept = np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)]
    numbers = [at + n for at, n in zip(own, bounds[:-1], strict=True)]
    return np.concatenate([_NONE, *numbers]), pairs[kept]


def _ties(keys: Array, bits: int) -> Array:
    """Return the pairs of rows with one key, as far as its first bits tell; the last ones number rows."""
    low = np.uint64((1 << bits) - 1)
    return near.tied((keys & ~low) | np.arange(len(keys), dtype=np.uint64), bits, BUCKET)


def _similarity(parts: Sequence[_Cut], left: Array, right: Array, pool: ThreadPoolExecutor) -> Array:
    """Return the exact Jaccard similarity of pairs of paragraphs, to four decimals."""
    used, place = np.unique(np.concatenate([left, right]), return_inverse=True)
    a, b = place[: len(left)], place[len(left) :]
    bounds = _bounds(parts)

    def shingles(n: int) -> tuple[Array, Array, Array]:
        low, high = np.searchsorted(used, bounds[n : n + 2])
        at = used[low:high] - bounds[n]
        return near.shingle_sets(parts[n].word, parts[n].first[at], parts[n].last[at])

    found = list(pool.map(shingles, range(len(parts))))
    shift = np.cumsum([0, *(len(held) for held, _, _ in found)]).tolist()
    held = np.concatenate([_NONE.astype(np.uint64), *(one for one, _, _ in found)])
    offset = np.concatenate([_NONE, *(at + n for (_, at, _), n in zip(found, shift[:-1], strict=True))])
    sizes = np.concatenate([_NONE.astype(np.int32), *(one for _, _, one in found)])
    step = max(1, -(-len(a) // 8))
    ranges = [slice(at, at + step) for at in range(0, len(a), step)]
    counts = pool.map(lambda part: near.common(a[part], b[part], held, offset, sizes), ranges)
    shared = np.concatenate([_NONE.astype(np.int32), *counts]).astype(np.float64)
    jaccard: Array = np.round(shared / np.maximum(1, sizes[a] + sizes[b] - shared), 4)
    return jaccard
