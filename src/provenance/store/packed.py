"""One article's columns as bytes: what the index holds of an article, and takes back as it was.

A record is a fixed head of counts, then a JSON text for the objects, the article's text, and the arrays one
after the other, little-endian. No pickle: a record is data and cannot run anything.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt

from provenance.core.columns import Columns
from provenance.model import Article, Credit, Quotation, Span

Array = npt.NDArray[Any]

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
_KEY: Final = [("high", "<u8"), ("low", "<u8")]
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


def unpacked(record: bytes) -> Columns:
    """Return a packed article as columns of its own.

    Raises:
        ValueError: if the record is cut short or no record.
    """
    try:
        objects_size, text_size, *counts = _HEAD.unpack_from(record)
        at = _HEAD.size
        objects = json.loads(record[at : at + objects_size])
        at += objects_size
        text = record[at : at + text_size].decode("utf-8", "surrogatepass")
        at += text_size
        values: dict[str, Any] = {}
        for names, count in zip((_TOKENS, _BLOCKS, _SENTENCES, _PIECES), counts, strict=True):
            for name, kind in names:
                found = np.frombuffer(record, dtype=kind, count=count, offset=at)
                values[name] = found.astype(np.int64) if name in _WIDE else found
                at += found.nbytes
        values["block_key"] = np.frombuffer(record, dtype=_KEY, count=counts[1], offset=at)
        values["block_article"] = np.zeros(counts[1], dtype=np.int32)
        return Columns(**values, **_made(objects, text))
    except (struct.error, UnicodeDecodeError, KeyError, TypeError, IndexError) as error:
        raise ValueError(f"no article: {error}") from error


def _objects(columns: Columns, number: int) -> dict[str, Any]:
    article = columns.articles[number]
    plain = {f.name: getattr(article, f.name) for f in fields(Article) if f.name != "text"}
    return {
        "article": {name: value for name, value in plain.items() if value not in (None, (), False, 0)},
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
    span = cast("dict[str, int] | None", one.pop("span"))
    return Credit(span=Span(span["start"], span["end"]) if span else None, **one)
