"""Articles as columns: tokens, blocks, sentences and quotations in numpy arrays.

A million passages as objects cost ten times the memory, so objects end where a batch of articles
has been cut. A *block* is a paragraph, or a part of one where it is longer than ``BLOCK_WORDS``:
it is the unit for which candidates are sought. A *piece* is the part of a sentence that stands
in one quotation.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.core.collection.scans import Lexicons, may_be_scanned, read_printed
from provenance.core.collection.vocabulary import Vocabulary
from provenance.core.flags import (
    ALPHABETIC,
    CAPITAL,
    CREDITED,
    MENDED,
    NUMBER,
    OPENS,
    QUOTED,
    UNSPACED,
    Sizes,
)
from provenance.core.text.entities import read_references
from provenance.core.text.normalise import (
    Tokens,
    in_alphabet,
    tokenise,
)
from provenance.core.text.shingle import read_together
from provenance.model import Article, Credit, Quotation, Segments

__all__ = [
    "CAPITAL",
    "CREDITED",
    "KINDS",
    "NUMBER",
    "OPENS",
    "QUOTED",
    "TOKENS",
    "UNSPACED",
    "Columns",
    "CutArticle",
    "Units",
    "build",
]  # fmt: skip

Array = npt.NDArray[Any]

BLOCK_WORDS: Final = 200

# "told AFP" says where words come from and is part of the sentence; a picture's credit is no text's.
SETS_ASIDE: Final = frozenset(("dateline", "byline", "credit-line", "sign-off", "contribution"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """All articles of a run, or of one batch.

    Token columns, shape (tokens,): ``word`` and ``stem`` uint64 hashes (the stem's is salted with the
    language), ``start`` and ``end`` int32 code points in the article, ``flags`` uint16.
    Block columns, shape (blocks,): ``block_article`` and ``block_paragraph`` int32, ``block_first``
    and ``block_last`` int64 token numbers (half-open), ``block_furniture`` bool, ``block_key`` two uint64.
    Sentence and piece columns: ``*_block`` int32 and ``*_first``, ``*_last`` int64 token numbers;
    ``piece_quotation`` int32 numbers ``quotations`` of its article.
    """

    articles: tuple[Article, ...]
    languages: tuple[str | None, ...]
    quotations: tuple[tuple[Quotation, ...], ...]
    credits: tuple[tuple[Credit, ...], ...]
    houses: tuple[str | None, ...]
    word: Array
    stem: Array
    start: Array
    end: Array
    flags: Array
    block_article: Array
    block_paragraph: Array
    block_first: Array
    block_last: Array
    block_furniture: Array
    block_key: Array
    sentence_block: Array
    sentence_first: Array
    sentence_last: Array
    piece_block: Array
    piece_first: Array
    piece_last: Array
    piece_quotation: Array


TOKENS: Final = ("word", "stem", "start", "end", "flags")
# What each column holds.
KINDS: Final[dict[str, Any]] = {
    "word": np.uint64, "stem": np.uint64, "start": np.int32, "end": np.int32, "flags": np.uint16,
    "block_article": np.int32, "block_paragraph": np.int32, "block_first": np.int64, "block_last": np.int64,
    "block_furniture": np.bool_, "block_key": [("high", "<u8"), ("low", "<u8")],
    "sentence_block": np.int32, "sentence_first": np.int64, "sentence_last": np.int64,
    "piece_block": np.int32, "piece_first": np.int64, "piece_last": np.int64, "piece_quotation": np.int32,
}  # fmt: skip


class Units:
    """Where each block's sentences and pieces begin: looked up often, so worked out once."""

    def __init__(self, columns: Columns) -> None:
        blocks = np.arange(len(columns.block_first) + 1)
        # Seen as memory, an array gives numbers as fast as a list does, which takes five times as much of it.
        self._sentences = np.searchsorted(columns.sentence_block, blocks).data
        self._pieces = np.searchsorted(columns.piece_block, blocks).data

    def sentences(self, block: int) -> range:
        """Return the numbers of a block's sentences."""
        return range(self._sentences[block], self._sentences[block + 1])

    def pieces(self, block: int) -> range:
        """Return the numbers of a block's pieces."""
        return range(self._pieces[block], self._pieces[block + 1])


class _Builder:
    """Collects one batch article by article."""

    def __init__(self) -> None:
        self.tokens = 0
        self.columns: dict[str, list[Array]] = {}
        self.blocks = 0

    def put(self, **arrays: Array) -> None:
        for name, values in arrays.items():
            self.columns.setdefault(name, []).append(values)

    def add(
        self, index: int, item: CutArticle, found: Tokens, numbers: Array, mended: Array | None = None
    ) -> None:
        segments = item.segments
        marks = np.where(found.unspaced, np.uint16(UNSPACED), np.uint16(0))
        marks[found.alphabetic] |= ALPHABETIC
        if mended is not None:
            marks[mended] |= MENDED
        size = Sizes(found.unspaced)
        begins = np.array([s.start for s in segments.sentences], dtype=np.int32)
        ends = np.array([s.end for s in segments.sentences], dtype=np.int32)
        first = np.searchsorted(found.starts, begins)
        last = np.searchsorted(found.starts, ends)
        filled = last > first
        paragraph = np.array(segments.sentence_paragraph, dtype=np.int32)[filled]
        paragraph, first, last = _bounded(paragraph, first[filled], last[filled], size)
        marks[first] |= OPENS
        self.put(number=numbers, start=found.starts, end=found.ends)
        block = self._blocks(index, segments, paragraph, first, last, size)
        self.put(
            sentence_block=block + self.blocks,
            sentence_first=first + self.tokens,
            sentence_last=last + self.tokens,
        )
        self._pieces(segments, found.starts, first, last, block, marks)
        _mark_credits(item.credits, found.starts, marks)
        self.put(marks=marks)
        self.blocks += int(block[-1]) + 1 if block.size else 0
        self.tokens += len(marks)

    def _blocks(
        self, index: int, segments: Segments, paragraph: Array, first: Array, last: Array, size: Sizes
    ) -> Array:
        """Group sentences into blocks and return each sentence's block, from 0 within the article."""
        numbers, opened, held = [], -1, 0
        ranges: list[list[int]] = []
        rows = zip(
            paragraph.tolist(), first.tolist(), last.tolist(), size.words(first, last).tolist(), strict=True
        )
        for p, a, b, words in rows:
            if p != opened or held + words > BLOCK_WORDS:
                ranges.append([p, a, b])
                opened, held = p, 0
            ranges[-1][2] = b
            held += words
            numbers.append(len(ranges) - 1)
        table = np.array(ranges, dtype=np.int64).reshape(-1, 3)
        furniture = np.array(segments.furniture, dtype=np.bool_)
        self.put(
            block_article=np.full(len(ranges), index, dtype=np.int32),
            block_paragraph=table[:, 0].astype(np.int32),
            block_first=table[:, 1] + self.tokens,
            block_last=table[:, 2] + self.tokens,
            block_furniture=furniture[table[:, 0]] if ranges else np.zeros(0, dtype=np.bool_),
        )
        return np.array(numbers, dtype=np.int32)

    def _pieces(
        self, segments: Segments, starts: Array, first: Array, last: Array, block: Array, marks: Array
    ) -> None:
        """Note the parts of sentences that stand in quotations."""
        rows: list[tuple[int, int, int, int]] = []
        # For so few values, lists are faster than arrays.
        begins = starts.tolist() if segments.quotations else []
        firsts, lasts, blocks = first.tolist(), last.tolist(), block.tolist()
        for number, quotation in enumerate(segments.quotations):
            a, b = (bisect_left(begins, at) for at in (quotation.span.start, quotation.span.end))
            if b <= a:
                continue
            marks[a:b] |= QUOTED
            for k in range(bisect_right(lasts, a), bisect_left(firsts, b)):
                rows.append((blocks[k], max(a, firsts[k]), min(b, lasts[k]), number))
        table = np.array(rows, dtype=np.int64).reshape(-1, 4)
        self.put(
            piece_block=(table[:, 0] + self.blocks).astype(np.int32),
            piece_first=table[:, 1] + self.tokens,
            piece_last=table[:, 2] + self.tokens,
            piece_quotation=table[:, 3].astype(np.int32),
        )


def _mark_credits(credits: Sequence[Credit], starts: Array, marks: Array) -> None:
    """Mark the tokens within credits; the sentence that a dateline stands before begins after it."""
    for credit in credits:
        if credit.span is not None and credit.kind in SETS_ASIDE:
            a, b = np.searchsorted(starts, (credit.span.start, credit.span.end))
            marks[a:b] |= CREDITED
            if credit.kind == "dateline":
                marks[b : b + 1] |= OPENS


def _bounded(paragraph: Array, first: Array, last: Array, size: Sizes) -> tuple[Array, Array, Array]:
    """Cut sentences of more than twice ``BLOCK_WORDS``: text without full stops has no end otherwise."""
    if not first.size or (last - first).max() <= 2 * BLOCK_WORDS:
        return paragraph, first, last
    rows = []
    for p, a, b in zip(paragraph.tolist(), first.tolist(), last.tolist(), strict=True):
        begin = a
        if size.words(a, b) > 2 * BLOCK_WORDS:
            while begin < b:
                end = min(b, size.after(begin, BLOCK_WORDS))
                rows.append((p, begin, end))
                begin = end
        else:
            rows.append((p, a, b))
    table = np.array(rows, dtype=np.int64)
    return table[:, 0].astype(np.int32), table[:, 1], table[:, 2]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutArticle:
    """An article with what was found in its text."""

    article: Article
    language: str | None
    segments: Segments
    credits: tuple[Credit, ...]
    house: str | None


def _tokenised(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[Tokens, Array]]:
    """Yield the tokens of each text with their numbers."""
    for text in texts:
        found = tokenise(text)
        cut = [text[a:b] for a, b in zip(found.starts.tolist(), found.ends.tolist(), strict=True)]
        yield found, vocabulary.numbers(cut)


def _tokenised_together(texts: Sequence[str], vocabulary: Vocabulary) -> Iterator[tuple[Tokens, Array]]:
    """Yield what ``_tokenised`` does; strings are made of distinct tokens only."""
    from provenance.core.kernels import tokens

    joined = "\n".join(texts)
    codes = np.frombuffer(read_references(joined).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    starts, ends, unspaced = tokens.find_tokens(codes)
    numbers, firsts = tokens.number_tokens(codes, starts, ends)
    distinct = [joined[a:b] for a, b in zip(starts[firsts].tolist(), ends[firsts].tolist(), strict=True)]
    numbers = vocabulary.numbers(distinct)[numbers]
    alphabetic = in_alphabet(codes[starts]) & unspaced
    begins = np.cumsum([0, *(len(text) + 1 for text in texts)])
    bounds = np.searchsorted(starts, begins).tolist()
    for begin, a, b in zip(begins.tolist(), bounds[:-1], bounds[1:], strict=False):
        shift = np.int32(begin)
        found = Tokens(starts[a:b] - shift, ends[a:b] - shift, unspaced[a:b], alphabetic[a:b])
        yield found, numbers[a:b]


def build(
    cut: Sequence[CutArticle],
    vocabulary: Vocabulary,
    lexicons: Lexicons | None = None,
    *,
    compiled: bool = False,
) -> Columns:
    """Return the columns of a batch of articles, in the order given; ``compiled`` kernels give the same.

    ``lexicons`` are those that the words of scans are read by; without them they are taken as they stand.
    """
    builder = _Builder()
    sizes = []
    tokenised = (_tokenised_together if compiled else _tokenised)([c.article.text for c in cut], vocabulary)
    for index, (item, (tokens, numbers)) in enumerate(zip(cut, tokenised, strict=True)):
        before = builder.tokens
        builder.add(index, item, *_printed(item, lexicons, vocabulary, tokens, numbers))
        sizes.append(builder.tokens - before)
    found = {name: np.concatenate(parts) for name, parts in builder.columns.items()}
    if found:
        word, flags = vocabulary.words(found["number"])
        found |= {
            "word": word,
            "flags": _without_numbers(flags | found["marks"]),
            "stem": read_together(
                _stems(vocabulary, found["number"], [item.language for item in cut], sizes),
                found["marks"] & ALPHABETIC > 0,
                found["start"],
                found["end"],
                sizes,
            ),
            "block_key": _keys(word, found["block_first"], found["block_last"]),
        }
    arrays = {name: found.get(name, np.zeros(0, dtype=kind)) for name, kind in KINDS.items()}
    return Columns(
        articles=tuple(item.article for item in cut),
        languages=tuple(item.language for item in cut),
        quotations=tuple(item.segments.quotations for item in cut),
        credits=tuple(item.credits for item in cut),
        houses=tuple(item.house for item in cut),
        **arrays,
    )


def _printed(
    item: CutArticle, lexicons: Lexicons | None, vocabulary: Vocabulary, tokens: Tokens, numbers: Array
) -> tuple[Tokens, Array, Array | None]:
    """Return an article's tokens as they were likely printed, their numbers, and which were misread."""
    text, language = item.article.text, item.language
    if (
        not lexicons
        or not language
        or not may_be_scanned(text, vocabulary, tokens, numbers, start=item.article.body_start)
    ):
        return tokens, numbers, None
    return read_printed(text, lexicons(language), vocabulary, tokens, numbers)


def _without_numbers(flags: Array) -> Array:
    """Let no number of a credit count as one: a dateline's day contradicts nothing."""
    return np.where(flags & CREDITED, flags & ~np.uint16(NUMBER), flags)


def _stems(
    vocabulary: Vocabulary, numbers: Array, languages: Sequence[str | None], sizes: Sequence[int]
) -> Array:
    spoken = sorted({language or "" for language in languages})
    place = {language: i for i, language in enumerate(spoken)}
    of = np.repeat(np.array([place[language or ""] for language in languages], dtype=np.int32), sizes)
    stems = np.zeros(len(numbers), dtype=np.uint64)
    for language, i in place.items():
        mine = of == i
        stems[mine] = vocabulary.stems(numbers[mine], language or None)
    return stems


def _keys(word: Array, first: Array, last: Array) -> Array:
    """Return the xxh3-128 of each block's word hashes: equal keys mean equal normalised text."""
    view = memoryview(np.ascontiguousarray(word).tobytes())
    digest = xxhash.xxh3_128_digest
    digests = [digest(view[8 * a : 8 * b]) for a, b in zip(first.tolist(), last.tolist(), strict=True)]
    keys: Array = np.frombuffer(b"".join(digests), dtype=KINDS["block_key"])
    return keys
