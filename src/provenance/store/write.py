"""Change an index: everything is worked out first, then written in one transaction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from provenance.core.collection.background import Background
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import join, single
from provenance.core.holding.removal import Gone, Removal, Without, taken_out, too_many
from provenance.core.matching.postings import AREAS, RECORDS, Rows, Totals, combined
from provenance.errors import ProvenanceError
from provenance.store import batch as made
from provenance.store import file, gone
from provenance.store.batch import Batch, Vectors
from provenance.store.index import OpenIndex, check_fits, opened
from provenance.store.memory import Nothing

Array = npt.NDArray[Any]

# With more segments than this, all but the largest become one: a look-up reads a page of each.
MOST_SEGMENTS: Final = 6
# Records of so many segments, too. Nobody reads more for them, but each is listed: who opens an index reads
# all of that. A segment that holds neither rows nor records is no more, and its number is free again.
MOST_OF_RECORDS: Final = 64
Encode = Callable[[Columns], Vectors]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a change of an index did, in articles."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    articles: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """Background frequencies of the package: a fingerprint of each language's, and what loads some."""

    digests: Mapping[str, str]
    load: Callable[[Iterable[str]], Mapping[str, Background]]


def ensure(path: Path, settings: Mapping[str, str], wait: float) -> None:
    """Make an empty index where there is none; leave one that is there as it is.

    Raises:
        IndexFileError: if it cannot be made, or the one there does not fit the settings.
    """
    if path.exists():
        with opened(path, wait) as index:
            check_fits(index, settings)
        return
    with file.writing(path, wait):
        if not path.exists():
            told = {"settings": json.dumps(dict(settings), sort_keys=True)}
            counts = made.totals_meta(Totals()) | made.counted_meta(None, {})
            file.create(path, told | {name: str(value) for name, value in counts.items()})


@contextmanager
def kept_if_filled(path: Path, settings: Mapping[str, str], wait: float) -> Iterator[None]:
    """See that there is an index, for something to be added to it; where that fails, an empty one made for it
    is not left behind.

    Raises:
        IndexFileError: as ``ensure`` does.
    """
    there = path.exists()
    folders = [folder for folder in path.parents if not folder.exists()]
    ensure(path, settings, wait)
    try:
        yield
    except BaseException:
        if not there:
            with suppress(ProvenanceError, OSError):
                _discard_empty(path, folders, wait)
        raise


def _discard_empty(path: Path, folders: Sequence[Path], wait: float) -> None:
    """Delete an index without articles, and those folders, innermost first, that are empty then."""
    with file.writing(path, wait):
        with opened(path, wait) as index:
            empty = not index.totals.articles
        if empty:
            path.unlink()
            if folders:
                file.lock_path(path).unlink()
    if empty:
        for folder in folders:
            folder.rmdir()


def known(path: Path, digests: Mapping[str, str], wait: float) -> frozenset[str]:
    """Return which articles an index holds as they are; ``digests`` are their fingerprints by id."""
    with opened(path, wait) as index:
        held = index.numbers(digests)
    return frozenset(identity for identity, (_, digest) in held.items() if digest == digests[identity])


def add(
    path: Path,
    parts: Sequence[Columns],
    unchanged: int,
    *,
    wait: float,
    tables: Tables,
    encode: Encode = lambda columns: {},
    spare: int | None = None,
) -> Change:
    """Add articles to an index; one whose id is held already is replaced.

    Args:
        path: the index.
        parts: new and changed articles.
        unchanged: how many others were looked at, for the answer.
        wait: for how many seconds to wait for readers, and for another writer.
        tables: the background frequencies of the package.
        encode: returns the vectors of the units of articles, by number.
        spare: an index of more articles than this is not written anew to replace some: these stay as they
            are. It is all the same where too many are gone, or this would never end.

    Raises:
        IndexFileError, IndexBusyError: then the index is as it was.
    """
    with file.writing(path, wait):
        columns = join(parts) if parts else None
        digests = {} if columns is None else {a.id: made.digest_of(a) for a in columns.articles}
        with opened(path, wait) as index:
            held = index.numbers(digests)
            # Another writer may have been here since these articles were read.
            same = {identity for identity, (_, digest) in held.items() if digest == digests[identity]}
            if columns is None or len(same) == len(digests):
                return Change(unchanged=unchanged + len(same), articles=index.totals.articles)
            stale = sorted(number for number, _ in held.values())
            appended = _appended(index, stale, columns, tables)
            if appended is None and stale and spare is not None and _is_spared(index, stale, spare):
                columns, held = _others(columns, held), {}
                appended = None if columns is None else _appended(index, [], columns, tables)
                if columns is None or appended is None:
                    return Change(unchanged=unchanged + len(same), articles=index.totals.articles)
            if appended is None:
                batch = _anew(index, stale, columns, tables)
                vectors = _kept_vectors(index, stale, batch)
        if appended is None:
            vectors |= _numbered(encode(columns), columns, batch)
            _replace(path, batch, vectors, tables, wait)
        else:
            _append(path, appended, encode(columns), tables, wait)
        return Change(
            added=len(columns.articles) - len(held),
            changed=max(0, len(held) - len(same)),
            unchanged=unchanged + len(same),
            articles=(batch if appended is None else appended).totals.articles,
        )


def remove(path: Path, ids: Iterable[str], *, wait: float, tables: Tables, anew: bool = False) -> Change:
    """Take articles out of an index, by id; those that are not held are passed over.

    ``anew`` has the index written anew in any case.
    """
    with file.writing(path, wait):
        with opened(path, wait) as index:
            held = index.numbers(ids)
            if not held:
                return Change(articles=index.totals.articles)
            stale = sorted(number for number, _ in held.values())
            appended = None if anew else _appended(index, stale, None, tables)
            if appended is None:
                batch = _anew(index, stale, None, tables)
                vectors = _kept_vectors(index, stale, batch)
        if appended is None:
            _replace(path, batch, vectors, tables, wait)
        else:
            _append(path, appended, {}, tables, wait)
        return Change(removed=len(stale), articles=(batch if appended is None else appended).totals.articles)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Appended:
    """What is written behind what an index holds: articles that are taken out, others that come in, and
    segments that become one.
    """

    removal: Removal | None
    batch: Batch | None
    merged: _Merged
    totals: Totals
    gone: Gone


def _appended(
    index: OpenIndex, stale: Sequence[int], columns: Columns | None, tables: Tables
) -> _Appended | None:
    """Return what to append so that articles come in for others; None where all is to be written anew."""
    removal, batch, totals = None, None, index.totals
    if stale:
        removal = taken_out(index, np.array(stale, dtype=np.int64), index.gone, tables.digests)
        if removal is None:
            return None
        totals = removal.totals
    if columns is not None:
        batch = made.prepared(columns, Without(index, removal) if removal else index, tables.digests)
        if batch.anew:
            return None
        totals = batch.totals
    return _Appended(
        removal=removal,
        batch=batch,
        merged=_merged(index),
        totals=totals,
        gone=removal.gone if removal else index.gone,
    )


def _is_spared(index: OpenIndex, stale: Sequence[int], spare: int) -> bool:
    return index.totals.articles > spare and not too_many(index.totals, index.gone, len(stale))


def _others(columns: Columns, held: Mapping[str, Any]) -> Columns | None:
    """Return the articles that are not held under their ids, None if there are none."""
    others = [single(columns, n) for n, one in enumerate(columns.articles) if one.id not in held]
    return join(others) if others else None


def _anew(index: OpenIndex, without: Sequence[int], columns: Columns | None, tables: Tables) -> Batch:
    """Return the whole index as one batch, without some articles and with others."""
    parts = [*index.all_articles(without), *([columns] if columns is not None else [])]
    return made.prepared(join(parts), Nothing(), tables.digests)


def _kept_vectors(index: OpenIndex, without: Sequence[int], batch: Batch) -> dict[int, tuple[Array, Array]]:
    """Return the vectors that stay, by the articles' new numbers."""
    left_out = set(without)
    names = {entry.number: entry.id for entry in index.entries()}
    new = {article.id: number for number, article in enumerate(batch.columns.articles)}
    return {new[names[number]]: rows for number, rows in index.vectors_by_article() if number not in left_out}


def _numbered(vectors: Vectors, columns: Columns, batch: Batch) -> Vectors:
    """Return the vectors of new articles by their numbers in a batch that holds others, too."""
    fresh = {article.id for article in columns.articles}
    places = [number for number, article in enumerate(batch.columns.articles) if article.id in fresh]
    return {places[at]: rows for at, rows in vectors.items()}


def _replace(path: Path, batch: Batch, vectors: Vectors, tables: Tables, wait: float) -> None:
    with opened(path, wait) as index:
        described = {name: value for name, value in index.meta.items() if name != "schema"}
    with file.replacing(path, described, wait) as connection:
        made.write(connection, batch, 0, 0, vectors)
        counted = made.counted_meta(batch.columns, {})
        _note_backgrounds(connection, batch.columns, tables)
        made.write_meta(connection, made.totals_meta(batch.totals) | counted)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Merged:
    """Segments that become one: those whose rows do, with all of these, and the records of those that do."""

    segments: tuple[int, ...]
    areas: Mapping[int, Rows]
    records: Mapping[int, bytes]


def _merged(index: OpenIndex) -> _Merged:
    """Return what all segments but the largest hold of rows and of records, if there are too many."""
    some = _all_but_the_largest(index, AREAS, MOST_SEGMENTS)
    areas = {}
    for area in AREAS:
        parts = list(index.everything(area, some))
        if parts:
            keys, values = (np.concatenate(side) for side in zip(*parts, strict=True))
            areas[area] = combined(area, keys, values)
    records = _all_but_the_largest(index, range(RECORDS, RECORDS + 1), MOST_OF_RECORDS)
    return _Merged(segments=some, areas=areas, records={one: index.all_records(one) for one in records})


def _all_but_the_largest(index: OpenIndex, areas: range, most: int) -> tuple[int, ...]:
    """Return the segments that hold something of some areas, but the largest; none of fewer than ``most``."""
    largest: dict[int, int] = {}
    for (segment, area), listed in index.directory.items():
        if area in areas:
            largest[segment] = max(largest.get(segment, 0), listed.rows)
    if len(largest) < most:
        return ()
    kept = max(sorted(largest), key=lambda segment: largest[segment])
    return tuple(segment for segment in sorted(largest) if segment != kept)


def _append(path: Path, appended: _Appended, vectors: Vectors, tables: Tables, wait: float) -> None:
    removal, batch = appended.removal, appended.batch
    less = removal.areas if removal else {}
    with file.committing(path, wait) as connection:
        # A result that was not read to its end would keep the transaction open.
        held = {one for (one,) in connection.execute("select distinct segment from segments").fetchall()}
        free = (segment for segment in count() if segment not in held)
        _merge(connection, appended.merged, free)
        if removal:
            gone.take_out(connection, removal)
        if batch:
            first = batch.totals.next_article - len(batch.columns.articles)
            made.write(connection, batch, next(free), first, vectors, less)
            gone.note_recut(connection, appended.gone, batch.growth.text[batch.growth.recut])
            _note_backgrounds(connection, batch.columns, tables)
        else:
            made.write_areas(connection, next(free), less)
        before = dict(connection.execute("select name, value from meta").fetchall())
        counted = made.counted_meta(
            batch.columns if batch else None, before, removal.columns if removal else None
        )
        made.write_meta(connection, made.totals_meta(appended.totals) | counted)


def _merge(connection: Any, merged: _Merged, free: Iterator[int]) -> None:
    """Write segments that become one, under numbers that are ``free``."""
    if merged.segments:
        for old in merged.segments:
            # Records stay where they are.
            made.drop(connection, old, AREAS)
        segment = next(free)
        for area, rows in sorted(merged.areas.items()):
            made.write_area(connection, segment, area, rows)
    if merged.records:
        for old in merged.records:
            made.drop(connection, old, range(RECORDS, RECORDS + 1))
        made.move_records(connection, next(free), merged.records)


def _note_backgrounds(connection: Any, columns: Columns, tables: Tables) -> None:
    """Note the background frequencies of the languages met: reading them anew takes a fifth of a second."""
    noted = dict(connection.execute("select language, digest from backgrounds").fetchall())
    spoken = {language for language in columns.languages if language in tables.digests}
    fresh = {language for language in spoken if noted.get(language or "") != tables.digests[language or ""]}
    for language, table in sorted(tables.load(name for name in fresh if name).items()):
        connection.execute("delete from backgrounds where language = ?", [language])
        row = [language, tables.digests[language], table.terms.tobytes(), table.counts.tobytes()]
        connection.execute("insert into backgrounds values (?, ?, ?, ?)", row)
