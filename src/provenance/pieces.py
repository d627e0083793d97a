"""Read and cut some files of a collection, or some articles, in whatever process.

With a work folder, what was cut is kept there, and a run that is resumed takes it up. It is packed as in an
index (``store.packed``), and named by all it depends on: the bytes of the files, how they are to be read, and
the packages installed. Where a file could not be read it is tried again.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance.config import Config
from provenance.model import Article

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.core.collection.vocabulary import Vocabulary
    from provenance.core.cutting.cut import CutTables
    from provenance.engines.resuming import Kept
    from provenance.files.item import Found, ReadItem

# The words that this process met while it cut, and how many are kept.
_vocabulary: list[Vocabulary] = []
_MOST_WORDS: Final = 500_000
_CHUNK: Final = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Cutting:
    """How to read and cut: the settings of the run, and whether with kernels that are compiled."""

    config: Config
    compiled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """What some files hold, in their order, and the articles among it, cut."""

    found: list[Found]
    parts: list[Columns]


@cache
def cut_tables() -> CutTables:
    """Return what articles are cut with."""
    from provenance.core.crediting.agencies import agency_table
    from provenance.core.cutting.cut import CutTables
    from provenance.core.cutting.segment import segment_tables
    from provenance.files.languages import identify
    from provenance.files.tables import load_lexicon, load_toml, stemmers

    return CutTables(
        segments=segment_tables(load_toml("furniture.toml"), load_toml("cues.toml")),
        agencies=agency_table(load_toml("agencies.toml")),
        stemmers=stemmers(),
        identify=identify,
        lexicons=load_lexicon,
    )


def read_one(config: Config, item: ReadItem) -> list[Found]:
    """Read one file, or a stretch of one."""
    from provenance.files.source import read_item

    return read_item(item, config)


def cut_one(article: Article) -> Columns:
    """Cut one article."""
    from provenance.core.cutting.cut import cut

    return cut([article], cut_tables())


def cut_numbered(given: tuple[Sequence[list[Article]], Cutting], number: int) -> Columns:
    """Cut one of some groups of articles, or take it from the work folder."""
    groups, cutting = given
    articles = groups[number]

    def make() -> Piece:
        return Piece(found=list(articles), parts=[_cut(articles, compiled=cutting.compiled)])

    work = cutting.config.work
    piece = make() if work is None else _kept(work, lambda: ("articles", articles), make)
    return piece.parts[0]


def read_and_cut(cutting: Cutting, items: Sequence[ReadItem]) -> Piece:
    """Read some files and cut what they hold, or take it from the work folder."""
    from provenance.core.cutting.cut import batches

    config = cutting.config

    def make() -> Piece:
        found = [one for item in items for one in read_one(config, item)]
        articles = (one for one in found if isinstance(one, Article))
        return Piece(found=found, parts=[_cut(part, compiled=cutting.compiled) for part in batches(articles)])

    if config.work is None:
        return make()
    how = config.outlet_from, config.text_field, config.exclude, config.read_seconds

    def tell() -> tuple[Any, ...] | None:
        try:
            return "files", how, items, [_bytes_of(item) for item in items]
        except OSError:
            return None

    return _kept(config.work, tell, make)


def _cut(articles: list[Article], *, compiled: bool) -> Columns:
    from provenance.core.collection.vocabulary import Vocabulary
    from provenance.core.cutting.cut import cut

    if not _vocabulary or len(_vocabulary[0]) > _MOST_WORDS:
        _vocabulary[:] = [Vocabulary(cut_tables().stemmers)]
    return cut(articles, cut_tables(), _vocabulary[0], compiled=compiled)


def _kept(work: str, tell: Callable[[], tuple[Any, ...] | None], make: Callable[[], Piece]) -> Piece:
    """Return a piece from the work folder, or make and keep it.

    ``tell`` returns what the piece depends on, None where that cannot be told.
    """
    from provenance.engines.digest import digest, of_package

    kept, told = _folder(work), tell()
    name = "" if told is None else digest(of_package(), _installed(), told)
    held = kept.get(name) if name else None
    piece = None if held is None else _opened(held)
    if piece is not None:
        return piece
    piece = make()
    packed = _packed(piece) if name else None
    # A file that was written to meanwhile may be read as neither of what it was and is.
    if packed is None or tell() != told:
        return piece
    kept.put(name, packed)
    # Packing leaves out the words of front matter: later stages are given the same from the first run on, or
    # would not be taken up.
    return _opened(packed) or piece


def _bytes_of(item: ReadItem) -> str:
    """Return a digest of the bytes that an item reads."""
    import xxhash

    state = xxhash.xxh3_128()
    with open(item.path, "rb") as file:
        file.seek(item.start)
        left = None if item.stop is None else item.stop - item.start
        while chunk := file.read(_CHUNK if left is None else min(left, _CHUNK)):
            state.update(chunk)
            left = None if left is None else left - len(chunk)
    return state.hexdigest()


@cache
def _folder(work: str) -> Kept:
    from provenance.engines.resuming import Kept

    return Kept(work)


@cache
def _installed() -> list[str]:
    """Return Python's version and the packages' installed: another one may read a file otherwise."""
    from importlib.metadata import distributions

    return [sys.version, *sorted(f"{one.name} {one.version}" for one in distributions())]


def _packed(piece: Piece) -> dict[str, np.ndarray[Any, Any]] | None:
    """Return a piece as arrays, None if a file or record could not be read."""
    from provenance.files.item import Ignored
    from provenance.store.packed import packer

    others: list[dict[str, Any] | None] = []
    for one in piece.found:
        if isinstance(one, Ignored):
            others.append(asdict(one))
        elif isinstance(one, Article):
            others.append(None)
        else:
            return None
    records = [pack(n) for part in piece.parts for pack in [packer(part)] for n in range(len(part.articles))]
    return {
        "others": np.frombuffer(json.dumps(others).encode(), dtype=np.uint8),
        "sizes": np.array([len(record) for record in records], dtype=np.int64),
        "records": np.frombuffer(b"".join(records), dtype=np.uint8),
    }


def _opened(held: dict[str, np.ndarray[Any, Any]]) -> Piece | None:
    """Return a piece from its arrays, None if they are none of a piece."""
    from provenance.files.item import Ignored
    from provenance.store.packed import opened, together

    try:
        others = json.loads(held["others"].tobytes())
        records, ends = held["records"].tobytes(), np.cumsum(held["sizes"]).tolist()
        begins = [0, *ends][: len(ends)]
        parts = [together([opened(records[a:b]) for a, b in zip(begins, ends, strict=True)])] if ends else []
        articles = iter(parts[0].articles if parts else ())
        found: list[Found] = [next(articles) if one is None else Ignored(**one) for one in others]
    except (KeyError, ValueError, TypeError, IndexError, StopIteration):
        return None
    return Piece(found=found, parts=parts)
