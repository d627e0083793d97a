"""Collections for tests: from texts, through the whole cut, or straight from word numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import xxhash

from provenance.config import Config
from provenance.core.collection.background import Background
from provenance.core.collection.columns import Columns
from provenance.core.crediting.agencies import agency_table
from provenance.core.cutting.cut import CutTables, cut
from provenance.core.cutting.segment import segment_tables
from provenance.core.matching.detect import Setup
from provenance.core.matching.score import Models, parse_models
from provenance.core.text.normalise import normalise_word
from provenance.core.text.shingle import hash_word
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds, load_json, load_toml, stemmers
from provenance.model import Article, Report
from provenance.pipeline import Run, Semantics, report

NO_BACKGROUND = Background(terms=np.zeros(0, dtype=np.uint64), counts=np.zeros(0, dtype=np.int32))


class Quiet:
    """Hears progress and remembers the stages."""

    def __init__(self) -> None:
        self.stages: list[str] = []

    def stage(self, name: str, total: int | None, unit: str) -> None:
        del total, unit
        self.stages.append(name)

    def advance(self, amount: int) -> None:
        assert amount >= 0


def _unknown(text: str) -> None:
    del text


@cache
def tables() -> CutTables:
    """Return the shipped tables, without the language identifier, which takes a second to load."""
    return CutTables(
        segments=segment_tables(load_toml("furniture.toml"), load_toml("cues.toml")),
        agencies=agency_table(load_toml("agencies.toml")),
        stemmers=stemmers(),
        identify=_unknown,
    )


@cache
def models() -> Models:
    """Return the shipped models."""
    return parse_models(load_json("scorer.json"))


def made_article(name: str, text: str, **known: Any) -> Article:
    """Return an English article whose id is its name."""
    return Article(**{"id": name, "path": name, "text": text, "language": "en", "outlet": name} | known)


def cut_texts(*texts: str, language: str | None = "en") -> Columns:
    """Return the columns of some texts, named a0000, a0001, ..."""
    return cut([made_article(f"a{i:04}", t, language=language) for i, t in enumerate(texts)], tables())


def compared(
    articles: Iterable[Article],
    config: Config | None = None,
    *,
    jobs: int = 1,
    batch: int | None = None,
    load: Callable[[], Semantics | None] = lambda: None,
    judges: Models | None = None,
) -> Report:
    """Return the report on some articles, cut in batches of ``batch`` (None: all at once).

    ``load`` gives the encoder (none is installed without it), ``judges`` other models than the shipped ones.
    """
    held = list(articles)
    size = batch or max(1, len(held))
    return report(
        [cut(held[i : i + size], tables()) for i in range(0, len(held), size)],
        [],
        0,
        Run(
            backgrounds=load_backgrounds,
            models=judges or models(),
            cues=tables().segments.cues,
            engine=LocalEngine(jobs),
            config=config or Config(),
            progress=Quiet(),
            version="test",
            load=load,
        ),
    )


def setup(**known: Any) -> Setup:
    """Return what detection works with: the shipped models, no background, no encoder, one job."""
    usual: dict[str, Any] = {
        "background": NO_BACKGROUND,
        "models": models(),
        "engine": LocalEngine(1),
        "progress": Quiet(),
        "reworded": True,
        "least": 0.5,
    }
    return Setup(**usual | known)


def words_of(columns: Columns, first: int, last: int, article: int = 0) -> list[str]:
    """Return the normalised words of a token range of one article."""
    text = columns.articles[article].text
    return [
        normalise_word(text[a:b])
        for a, b in zip(columns.start[first:last].tolist(), columns.end[first:last].tolist(), strict=True)
    ]


def view(columns: Columns) -> dict[str, list[Any]]:
    """Return what the columns say of each article, by id, without token or block numbers."""
    found: dict[str, list[Any]] = {}
    for index, article in enumerate(columns.articles):
        blocks = []
        for block in np.flatnonzero(columns.block_article == index).tolist():
            first, last = int(columns.block_first[block]), int(columns.block_last[block])

            def inside(of: Any, begins: Any, ends: Any, block: int = block, first: int = first) -> list[Any]:
                mine = np.flatnonzero(of == block)
                return [(int(begins[i]) - first, int(ends[i]) - first) for i in mine.tolist()]

            blocks.append(
                (
                    int(columns.block_paragraph[block]),
                    bool(columns.block_furniture[block]),
                    bytes(columns.block_key[block].tobytes()),
                    columns.word[first:last].tolist(),
                    columns.stem[first:last].tolist(),
                    columns.start[first:last].tolist(),
                    columns.end[first:last].tolist(),
                    columns.flags[first:last].tolist(),
                    inside(columns.sentence_block, columns.sentence_first, columns.sentence_last),
                    inside(columns.piece_block, columns.piece_first, columns.piece_last),
                    columns.piece_quotation[columns.piece_block == block].tolist(),
                )
            )
        found[article.id] = [columns.languages[index], columns.quotations[index], blocks]
    return found


def bare_columns(
    blocks: Sequence[Sequence[Sequence[int]]],
    *,
    articles: Sequence[int] | None = None,
    furniture: Mapping[int, bool] | None = None,
) -> Columns:
    """Return columns of blocks, each a list of sentences of word numbers; every block an article of its own.

    A word's hash is its number, mixed; there are no quotations. Texts are the numbers in order.
    """
    owner = list(articles) if articles is not None else list(range(len(blocks)))
    assert owner == sorted(owner), "blocks of one article stand together"
    words: list[int] = []
    block_first, block_last, of, first, last = [], [], [], [], []
    starts, ends = [], []
    texts: dict[int, str] = dict.fromkeys(owner, "")
    for number, sentences in enumerate(blocks):
        block_first.append(len(words))
        for sentence in sentences:
            of.append(number)
            first.append(len(words))
            for word in sentence:
                text = texts[owner[number]]
                starts.append(len(text))
                texts[owner[number]] = f"{text}{word} "
                ends.append(len(texts[owner[number]]) - 1)
                words.append(word)
            last.append(len(words))
        block_last.append(len(words))
    hashes = np.array([hash_word(str(w)) for w in words], dtype=np.uint64)
    digests = [
        xxhash.xxh3_128_digest(hashes[a:b].tobytes()) for a, b in zip(block_first, block_last, strict=True)
    ]
    names = sorted(set(owner))
    none = np.zeros(0, dtype=np.int64)
    return Columns(
        articles=tuple(made_article(f"a{i:06}", texts[name]) for i, name in enumerate(names)),
        languages=("en",) * len(names),
        quotations=((),) * len(names),
        credits=((),) * len(names),
        houses=(None,) * len(names),
        word=hashes,
        stem=hashes.copy(),
        start=np.array(starts, dtype=np.int32),
        end=np.array(ends, dtype=np.int32),
        flags=np.zeros(len(words), dtype=np.uint16),
        block_article=np.searchsorted(names, owner).astype(np.int32),
        block_paragraph=np.zeros(len(blocks), dtype=np.int32),
        block_first=np.array(block_first, dtype=np.int64),
        block_last=np.array(block_last, dtype=np.int64),
        block_furniture=np.array(
            [(furniture or {}).get(i, False) for i in range(len(blocks))], dtype=np.bool_
        ),
        block_key=np.frombuffer(b"".join(digests), dtype=[("high", "<u8"), ("low", "<u8")]),
        sentence_block=np.array(of, dtype=np.int32),
        sentence_first=np.array(first, dtype=np.int64),
        sentence_last=np.array(last, dtype=np.int64),
        piece_block=none.astype(np.int32),
        piece_first=none,
        piece_last=none,
        piece_quotation=none.astype(np.int32),
    )
