"""The index as one opens it: articles by number, and look-ups of what they can be found by."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.background import Background
from provenance.core.collection.columns import Columns
from provenance.core.distinct import distinct_values
from provenance.core.matching.postings import Rows, Totals
from provenance.errors import IndexFileError
from provenance.store import file, pages
from provenance.store.gone import noted
from provenance.store.packed import Opened, together
from provenance.store.packed import opened as opened_record

Array = npt.NDArray[Any]

_AT_ONCE: Final = 2_000
# What every index says of itself, besides its schema.
_TOLD: Final = frozenset({
    "agencies", "articles", "dated", "directory", "languages", "next_article", "next_text", "settings",
    "texts",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """What is listed of an article: ``facts`` are those that ``info`` adds up."""

    number: int
    id: str
    digest: str
    facts: Mapping[str, Any]


class OpenIndex:
    """An index while it is open; rows that were loaded stay after it was closed.

    Raises:
        ValueError: here and whenever something is asked for, if what should be there is not.
    """

    def __init__(self, connection: Any, path: Path, source: int | None) -> None:
        self._connection = connection
        self.path = path
        self.meta = file.meta(connection, path)
        if _TOLD - self.meta.keys():
            raise ValueError(f"it does not say its {', '.join(sorted(_TOLD - self.meta.keys()))}")
        self.totals = Totals(
            articles=int(self.meta["articles"]),
            texts=int(self.meta["texts"]),
            next_article=int(self.meta["next_article"]),
            next_text=int(self.meta["next_text"]),
        )
        self.directory, fingerprint = pages.listed(connection)
        if fingerprint != self.meta["directory"]:
            raise ValueError("what it lists of its pages is not what was written")
        ((count,),) = connection.execute("select count(*) from articles").fetchall()
        if count != self.totals.articles:
            raise ValueError(f"{count:,} articles are there, {self.totals.articles:,} were counted")
        self.gone = noted(connection, self.totals)
        self._pages = pages.Pages(connection, source, self.directory)
        self._opened: dict[int, Opened] = {}
        self._loaded: dict[int, Columns] = {}
        self._texts: dict[int, Array] = {}
        self._backgrounds: dict[tuple[str, str], Background | None] = {}

    @property
    def languages(self) -> frozenset[str]:
        """The languages of the articles."""
        return frozenset(name for name in json.loads(self.meta["languages"]) if name)

    @property
    def agencies(self) -> Mapping[str, int]:
        """How many articles credit each agency."""
        found: Mapping[str, int] = json.loads(self.meta["agencies"])
        return found

    @property
    def undated(self) -> bool:
        """Whether no article has a date."""
        return self.meta["dated"] == "0"

    def background(self, language: str, digest: str) -> Background | None:
        """Return the background frequencies of a language, if they were noted as the package has them."""
        if (language, digest) not in self._backgrounds:
            query = "select terms, counts from backgrounds where language = ? and digest = ?"
            found = self._connection.execute(query, [language, digest]).fetchone()
            self._backgrounds[language, digest] = found and Background(
                terms=np.frombuffer(found[0], "<u8"), counts=np.frombuffer(found[1], "<i4")
            )
        return self._backgrounds[language, digest]

    def find(self, area: int, keys: Array) -> Rows:
        """Return for rows of an area that have one of some keys: the number of the key, and the value."""
        return self.gone.standing(area, *self._pages.find(area, keys))

    def everything(self, area: int, segments: Sequence[int]) -> Iterator[Rows]:
        """Yield all rows of an area in some segments, part by part."""
        return self._pages.everything(area, segments)

    def all_records(self, segment: int) -> bytes:
        """Return the records of a segment, one behind the other."""
        return self._pages.all_records(segment)

    def ids(self, numbers: Array) -> Mapping[int, str]:
        """Return the ids of some articles, by number."""
        query = "select number, id from articles where number in (select unnest(?::integer[]))"
        return dict(self._connection.execute(query, [numbers.tolist()]).fetchall())

    def numbers(self, ids: Iterable[str]) -> Mapping[str, tuple[int, str]]:
        """Return the numbers and digests of the articles with some ids, as far as they are held."""
        query = "select id, number, digest from articles where id in (select unnest(?::varchar[]))"
        rows = self._connection.execute(query, [list(ids)]).fetchall()
        return {identity: (number, digest) for identity, number, digest in rows}

    def ending(self, name: str) -> list[int]:
        """Return the numbers of the articles whose id is a path that ends in a name."""
        query = "select number from articles where ends_with(id, '/' || ?) order by number"
        return [number for (number,) in self._connection.execute(query, [name]).fetchall()]

    def noted(self, provider_ids: Iterable[str]) -> list[int]:
        """Return the numbers of articles with a provider's ids that have status, embargo or editor's note."""
        query = "select number from articles where noted in (select unnest(?::varchar[])) order by number"
        rows = self._connection.execute(query, [sorted(provider_ids)]).fetchall()
        return [number for (number,) in rows]

    def entries(self) -> list[Entry]:
        """Return what is listed of all articles, by id."""
        rows = self._connection.execute(
            "select number, id, digest, facts from articles order by id"
        ).fetchall()
        return [
            Entry(number=number, id=identity, digest=digest, facts=json.loads(facts))
            for number, identity, digest, facts in rows
        ]

    def articles(self, numbers: Array) -> Mapping[int, Columns]:
        """Return articles by number, each as columns of its own."""
        self._open(numbers)
        for number in numbers.tolist():
            if number not in self._loaded:
                self._loaded[number] = together([self._opened[number]])
        return {number: self._loaded[number] for number in numbers.tolist()}

    def together(self, numbers: Array) -> Columns:
        """Return articles by number, in this order, as columns."""
        self._open(numbers)
        return together([self._opened[number] for number in numbers.tolist()])

    def _open(self, numbers: Array) -> None:
        missing = [number for number in numbers.tolist() if number not in self._opened]
        if missing:
            chosen = "where number in (select unnest(?::integer[]))"
            for number, record, texts in self.records(chosen, [missing]):
                self._opened[number] = opened_record(record)
                self._texts[number] = np.frombuffer(texts, "<i4").astype(np.int64)
            absent = sorted(set(missing) - self._opened.keys())
            if absent:
                raise ValueError(f"article {absent[0]} is missing")

    def records(self, chosen: str, given: Sequence[Any] = ()) -> Iterator[tuple[int, bytes, bytes]]:
        """Yield numbers, records and texts of the articles that an end of a query chooses."""
        query = f"select segment, number, place, size, texts from articles {chosen}"
        listed = self._connection.execute(query, given).fetchall()
        for segment, rows in groupby(listed, key=itemgetter(0)):
            held = list(rows)
            for begin in range(0, len(held), _AT_ONCE):
                _, numbers, places, sizes, texts = zip(*held[begin : begin + _AT_ONCE], strict=True)
                records = self._pages.records(segment, np.array(places), np.array(sizes))
                yield from zip(numbers, records, texts, strict=True)

    def texts_of(self, article: int) -> Array:
        """Return the number of the text of each block of an article that was loaded, -1 for none."""
        return self._texts[article]

    def all_texts(self) -> Array:
        """Return the numbers of the texts that articles hold, int64 and ascending."""
        rows = self._connection.execute("select texts from articles").fetchall()
        found = distinct_values(np.frombuffer(b"".join(texts for (texts,) in rows), "<i4"))
        return found[found >= 0].astype(np.int64)

    def all_articles(self, without: Sequence[int] = ()) -> Iterator[Columns]:
        """Yield all articles but some, by number, many at once."""
        left_out = set(without)
        kept = (
            opened_record(record)
            for number, record, _ in self.records("order by number")
            if number not in left_out
        )
        while some := list(islice(kept, _AT_ONCE)):
            yield together(some)

    def vectors_by_article(self) -> Iterator[tuple[int, tuple[Array, Array]]]:
        """Yield the vectors of an article's units, int8, and the keys of their language and text."""
        query = "select number, keys, rows from vectors order by number"
        for number, keys, rows in self._connection.execute(query).fetchall():
            named = np.frombuffer(keys, "<u8")
            if named.size:
                yield number, (named, np.frombuffer(rows, np.int8).reshape(len(named), -1))

    def vectors(self) -> dict[int, Array]:
        """Return the vectors of all units that were encoded, by the key of language and text."""
        found: dict[int, Array] = {}
        for _, (named, table) in self.vectors_by_article():
            found |= zip(named.tolist(), table, strict=True)
        return found


@contextmanager
def opened(path: Path, wait: float, *, straight: bool = True) -> Iterator[OpenIndex]:
    """Open an index to read; pages ``straight`` from the file, or through DuckDB alone.

    Raises:
        IndexFileError, IndexBusyError: as ``file.reading``.
    """
    with file.reading(path, wait) as (connection, source), file.told(path, "reading"):
        yield OpenIndex(connection, path, source if straight else None)


def check_version(index: OpenIndex, version: str) -> None:
    """Refuse an index that another version cut the articles of.

    Raises:
        IndexFileError: naming both versions, and the command that mends it.
    """
    held = json.loads(index.meta["settings"])["version"]
    if held != version:
        raise IndexFileError(
            f"{index.path}: was made by version {held}, this is {version}; run that version, or move the file"
            f" away and run: {file.MAKE} {index.path}"
        )


def check_fits(index: OpenIndex, settings: Mapping[str, str]) -> None:
    """Refuse an index that was made with other settings or by another version.

    Raises:
        IndexFileError: naming what differs, and the command that mends it.
    """
    held = json.loads(index.meta["settings"])
    names = sorted(name for name in settings.keys() | held.keys() if settings.get(name) != held.get(name))
    if names:
        told = "; ".join(f"{n} was {held.get(n) or 'none'}, now {settings.get(n) or 'none'}" for n in names)
        raise IndexFileError(
            f"{index.path}: was made with other settings ({told}); run with the settings that it was made"
            f" with, or move it away and run: {file.MAKE} {index.path}"
        )
