"""Near-copies among the paragraphs of many texts: from characters to verified pairs, in columns.

The part of a comparison that plain MinHash tools do, by itself: no sentences, quotations or origins.
Paragraphs with the same words are one; the others are signed (MinHash over word 3-shingles), looked up by LSH
and verified by their exact Jaccard similarity. Large collections take a compiled path (``near_columns``),
which gives the same.
Source: A. Broder, "On the resemblance and containment of documents" (1997).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.cutting.segment import cut_paragraphs
from provenance.core.matching.candidates import tied
from provenance.core.text.minhash import signatures
from provenance.core.text.normalise import compared_form, normalise_word, tokenise
from provenance.core.text.shingle import SHINGLE_WORDS, hash_word, shingles

Array = npt.NDArray[Any]

# Looser than what a comparison uses: a pair proposed in vain costs a microsecond here.
BANDS: Final = 32
ROWS: Final = 3
# Code points from which on compiled kernels take less time than importing and compiling them.
COMPILED_FROM: Final = 3_000_000

Pair = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopies:
    """Paragraphs, and the pairs of them that are near-copies.

    ``article``, ``start`` and ``end`` (code points, white space around it included) tell where each paragraph
    stands; ``same`` is the first paragraph with the same words, often itself. ``left`` < ``right`` number
    paragraphs that are first; ``jaccard`` is their exact similarity, at least the one asked for.
    """

    article: Array
    start: Array
    end: Array
    same: Array
    left: Array
    right: Array
    jaccard: Array

    @property
    def collapsed(self) -> int:
        """How many paragraphs have the same words as an earlier one."""
        return int((self.same != np.arange(len(self.same))).sum())


def near_copies(batches: Iterable[Sequence[str]], least: float = 0.5, jobs: int = 2) -> NearCopies:
    """Find the paragraphs that are near-copies of one another.

    Args:
        batches: texts; they are numbered throughout.
        least: the lowest Jaccard similarity of word 3-shingles to report, above 0. LSH proposes 98.6% of the
            pairs at 0.5, 99.96% at 0.6, and 58% at 0.3.
        jobs: threads.

    Returns:
        Paragraphs of one word or more, in order. Those of less than three have no shingles and only equals.
        Of more than 16 that share a key, all are compared with the first, and each with the one before.
    """
    waiting: list[Sequence[str]] = []
    size, rest = 0, iter(batches)
    for batch in rest:
        waiting.append(batch)
        size += sum(map(len, batch))
        if size >= COMPILED_FROM:
            from provenance.core.near.in_columns import near_copies as compiled

            return compiled(chain(waiting, rest), least, jobs)
    return _plain([text for batch in waiting for text in batch], least)


def _plain(texts: Sequence[str], least: float) -> NearCopies:
    places: list[tuple[int, int, int]] = []
    words: list[tuple[int, ...]] = []
    for number, text in enumerate(texts):
        for span in cut_paragraphs(text):
            held = _words(text[span.start : span.end])
            if held:
                places.append((number, span.start, span.end))
                words.append(held)
    first: dict[tuple[int, ...], int] = {}
    same = [first.setdefault(held, number) for number, held in enumerate(words)]
    own = [n for n, one in enumerate(same) if n == one and len(words[n]) >= SHINGLE_WORDS]
    sets = {n: shingles(np.array(words[n], dtype=np.uint64)) for n in own}
    found = []
    known = {n: frozenset(sets[n].tolist()) for n in own}
    for a, b in sorted(_proposed(own, [sets[n] for n in own])):
        shared = len(known[a] & known[b])
        jaccard = round(shared / (len(known[a]) + len(known[b]) - shared), 4)
        if jaccard >= least:
            found.append((a, b, jaccard))
    table = np.array(places, dtype=np.int64).reshape(-1, 3)
    pairs = np.array([(a, b) for a, b, _ in found], dtype=np.int32).reshape(-1, 2)
    return NearCopies(
        article=table[:, 0].astype(np.int32), start=table[:, 1], end=table[:, 2],
        same=np.array(same, dtype=np.int32), left=pairs[:, 0], right=pairs[:, 1],
        jaccard=np.array([value for _, _, value in found], dtype=np.float64),
    )  # fmt: skip


def _words(text: str) -> tuple[int, ...]:
    found = tokenise(text)
    return tuple(
        hash_word(compared_form(normalise_word(text[a:b])))
        for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    )


def _proposed(own: Sequence[int], sets: Sequence[Array]) -> set[Pair]:
    if not sets:
        return set()
    signed = signatures(np.concatenate(sets), np.append(0, np.cumsum([len(one) for one in sets])))
    buckets: dict[tuple[int, bytes], list[int]] = defaultdict(list)
    for number, values in zip(own, signed, strict=True):
        for band in range(BANDS):
            buckets[band, values[band * ROWS : (band + 1) * ROWS].tobytes()].append(number)
    found: set[Pair] = set()
    for held in buckets.values():
        found.update(tied(held))
    return found
