"""One article's columns as bytes: what the index holds of an article, and takes back as it was.

A record is a fixed head of counts, then a JSON text for the objects, the article's text, and the arrays one
after the other, little-endian. No pickle: a record is data and cannot run anything.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from provenance.core.collection.columns import Columns
from provenance.model import Article, Credit, Quotation, Span

Array = npt.NDArray[Any]

# Columns, each with the type of its numbers.
Named = tuple[tuple[str, Any], ...]

_HEAD: Final = struct.Struct("<6I")
# Numbers of tokens are kept from the article's first one on.
_TOKENS: Final = (("word", "<u8"), ("stem", "<u8"), ("start", "<i4"), ("end", "<i4"), ("flags", "<u2"))
_BLOCKS: Final = (
    ("block_paragraph", "<i4"), ("block_first", "<i4"), ("block_last", "<i4"), ("block_furniture", "?"),
)  # fmt: skip
_SENTENCES: Final = (("sentence_block", "<i4"), ("sentence_first", "<i4"), ("sentence_last", "<i4"))
_PIECES: Final = (
    ("piece_block", "<i4"), ("piece_first", "<i4"), ("piece_last", "<i4"), ("piece_quotation", "<i4"),
)  # fmt: skip
_KEYS: Final[Named] = (("block_key", [("high", "<u8"), ("low", "<u8")]),)
# In the order of a record's counts; the keys of the blocks come last.
_ARRAYS: Final[tuple[Named, ...]] = (_TOKENS, _BLOCKS, _SENTENCES, _PIECES)
_NUMBERED: Final = ("token", "block", "sentence", "piece")
_MADE: Final = ("articles", "languages", "houses", "quotations", "credits")
_WIDE: Final = frozenset({
    "block_first", "block_last", "sentence_first", "sentence_last", "piece_first", "piece_last",
})  # fmt: skip


def packer(columns: Columns) -> Callable[[int], bytes]:
    """Return what packs an article of a batch, by its number there."""
    places = np.arange(len(columns.articles) + 1)
    blocks = np.searchsorted(columns.block_article, places).tolist()
    sentences = np.searchsorted(columns.sentence_block, blocks).tolist()
    pieces = np.searchsorted(columns.piece_block, blocks).tolist()

    def pack(number: int) -> bytes:
        a, b = blocks[number], blocks[number + 1]
        first = int(columns.block_first[a]) if b > a else 0
        last = int(columns.block_last[b - 1]) if b > a else 0
        objects = json.dumps(_objects(columns, number), ensure_ascii=True, separators=(",", ":")).encode()
        text = columns.articles[number].text.encode("utf-8", "surrogatepass")
        parts: list[bytes] = []
        for names, low, high in (
            (_TOKENS, first, last),
            (_BLOCKS, a, b),
            (_SENTENCES, sentences[number], sentences[number + 1]),
            (_PIECES, pieces[number], pieces[number + 1]),
        ):
            for name, kind in names:
                values = getattr(columns, name)[low:high]
                shift = first if name in _WIDE else a if name in ("sentence_block", "piece_block") else 0
                parts.append((values - shift if shift else values).astype(kind).tobytes())
        parts.append(np.ascontiguousarray(columns.block_key[a:b]).tobytes())
        head = _HEAD.pack(
            len(objects), len(text), last - first, b - a,
            sentences[number + 1] - sentences[number], pieces[number + 1] - pieces[number],
        )  # fmt: skip
        return b"".join([head, objects, text, *parts])

    return pack


@dataclass(frozen=True, slots=True)
class Opened:
    """A packed article, its objects made: how many tokens, blocks, sentences and pieces it has, and where the
    arrays of these begin.
    """

    record: bytes
    counts: Sequence[int]
    begin: int
    made: Mapping[str, Any]


def opened(record: bytes) -> Opened:
    """Make the objects of a packed article.

    Raises:
        ValueError: if the record is cut short or no record.
    """
    try:
        objects_size, text_size, *counts = _HEAD.unpack_from(record)
        at = _HEAD.size + objects_size
        objects = json.loads(record[_HEAD.size : at])
        text = record[at : at + text_size].decode("utf-8", "surrogatepass")
        return Opened(record, counts, at + text_size, _made(objects, text))
    except (struct.error, UnicodeDecodeError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no article: {error}") from error


def unpacked(record: bytes) -> Columns:
    """Return a packed article as columns of its own.

    Raises:
        ValueError: if the record is cut short or no record.
    """
    return together([opened(record)])


def together(articles: Sequence[Opened]) -> Columns:
    """Return packed articles as columns, in the order given.

    Raises:
        ValueError: if a record is cut short.
    """
    counts = np.array([one.counts for one in articles], dtype=np.int64).reshape(-1, len(_ARRAYS))
    begins = [one.begin for one in articles]
    views = [memoryview(one.record) for one in articles]
    values: dict[str, Any] = {}
    for names, of in zip((*_ARRAYS, _KEYS), (*counts.T, counts[:, 1]), strict=True):
        for name, kind in names:
            ends = (begins + of * np.dtype(kind).itemsize).tolist()
            parts = [view[a:b] for view, a, b in zip(views, begins, ends, strict=True)]
            values[name] = np.frombuffer(b"".join(parts), kind)
            if len(values[name]) != of.sum():
                raise ValueError("no article: it is cut short")
            begins = ends
    before = np.cumsum(counts, axis=0) - counts
    for name in _WIDE:
        number = _NUMBERED.index(name.partition("_")[0])
        values[name] = values[name] + np.repeat(before[:, 0], counts[:, number])
    for name, number in (("sentence_block", 2), ("piece_block", 3)):
        values[name] = values[name] + np.repeat(before[:, 1], counts[:, number]).astype(np.int32)
    values["block_article"] = np.repeat(np.arange(len(articles), dtype=np.int32), counts[:, 1])
    for name in _MADE:
        values[name] = tuple(item for one in articles for item in one.made[name])
    return Columns(**values)


def _objects(columns: Columns, number: int) -> dict[str, Any]:
    article = columns.articles[number]
    plain = {f.name: (getattr(article, f.name), f.default) for f in fields(Article) if f.name != "text"}
    return {
        "article": {name: value for name, (value, default) in plain.items() if value != default},
        "language": columns.languages[number],
        "house": columns.houses[number],
        "quotations": [_quotation(one) for one in columns.quotations[number]],
        "credits": [asdict(one) for one in columns.credits[number]],
    }


def _quotation(one: Quotation) -> list[Any]:
    speaker = one.speaker_span
    return [
        one.span.start, one.span.end, one.outer.start, one.outer.end, one.speaker,
        [speaker.start, speaker.end] if speaker else None, one.cue, one.told, one.kind,
    ]  # fmt: skip


def _made(objects: dict[str, Any], text: str) -> dict[str, Any]:
    plain = objects["article"]
    plain["credits"] = tuple(plain.get("credits", ()))
    return {
        "articles": (Article(text=text, **plain),),
        "languages": (objects["language"],),
        "houses": (objects["house"],),
        "quotations": (tuple(_read_quotation(one) for one in objects["quotations"]),),
        "credits": (tuple(_read_credit(one) for one in objects["credits"]),),
    }


def _read_quotation(one: list[Any]) -> Quotation:
    a, b, c, d, speaker, span, cue, told, kind = one
    return Quotation(
        span=Span(a, b), outer=Span(c, d), speaker=speaker, speaker_span=Span(*span) if span else None,
        cue=cue, told=told, kind=kind,
    )  # fmt: skip


def _read_credit(one: dict[str, Any]) -> Credit:
    span, part = (cast("dict[str, int] | None", one.pop(name, None)) for name in ("span", "part"))
    return Credit(
        span=Span(span["start"], span["end"]) if span else None,
        part=Span(part["start"], part["end"]) if part else None,
        **one,
    )
