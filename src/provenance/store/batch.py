"""What one transaction writes: articles as records, and the rows by which they are found, in pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.core.collection.columns import Columns
from provenance.core.holding.growth import SMALL, Growth, grown
from provenance.core.matching.postings import (
    CROWDED,
    FRAMES,
    FREQUENCY,
    GROUPED,
    GROUPS,
    KEYS,
    LENGTHS,
    LISTED,
    MEMBERS,
    NAMED,
    NOT_LISTED,
    RECORDS,
    TERMS,
    Held,
    Rows,
    Totals,
    combined,
    length_sums,
    mixed,
    once,
    ordered,
    posted,
    text_keys,
)
from provenance.core.matching.story import named_words
from provenance.core.origins.versions import is_noted
from provenance.core.passages.facts import own_words
from provenance.core.passages.frames import frame_rows
from provenance.model import Article
from provenance.store import pages, straight
from provenance.store.packed import packer

Array = npt.NDArray[Any]

_ROWS_AT_ONCE: Final = 5_000

Vectors = Mapping[int, tuple[Array, Array]]
# Number, id, digest, whom notes are for, facts, record, and the numbers of the texts.
Packed = tuple[int, str, str, str, str, bytes, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """New articles, ready to be written.

    ``areas`` are rows by area, in order of their keys. ``anew`` says that the index has to be written anew:
    a term is listed now which some segment left out, or a text is cut otherwise.
    """

    columns: Columns
    growth: Growth
    areas: Mapping[int, Rows]
    totals: Totals
    anew: bool


def digest_of(article: Article) -> str:
    """Return the fingerprint of an article's text and metadata."""
    plain = json.dumps(asdict(article), sort_keys=True, ensure_ascii=True)
    return xxhash.xxh3_128_hexdigest(plain.encode())


def prepared(columns: Columns, held: Held, tabled: Collection[str]) -> Batch:
    """Return what new articles, joined, bring into an index; ``tabled`` languages have frequencies."""
    growth = grown(columns, held)
    before = held.totals
    areas = posted(columns, growth.posted, growth.text)
    areas[TERMS], again = _listed(areas[TERMS], growth.frequency, held)
    numbers = before.next_text + np.arange(len(growth.fresh))
    areas[KEYS] = once(text_keys(columns, growth.fresh), numbers)
    areas[MEMBERS] = once(*_members(columns, growth.text, before.next_article))
    changed = np.array(sorted(growth.groups.items()), dtype=np.int64).reshape(-1, 2)
    areas[GROUPS] = once(mixed(changed[:, 0]), changed[:, 1])
    areas[GROUPED] = once(mixed(changed[:, 1]), changed[:, 0])
    areas[FREQUENCY] = growth.frequency
    areas[NAMED] = named_words(columns)
    areas[FRAMES] = ordered(*frame_rows(columns))
    areas[LENGTHS] = length_sums(columns, growth.fresh, tabled)
    return Batch(
        columns=columns,
        growth=growth,
        areas=areas,
        anew=again or bool(len(growth.recut) and before.articles <= SMALL),
        totals=Totals(
            articles=before.articles + len(columns.articles),
            texts=before.texts + len(growth.fresh),
            next_article=before.next_article + len(columns.articles),
            next_text=before.next_text + len(growth.fresh),
        ),
    )


def _listed(rows: Rows, frequency: Rows, held: Held) -> tuple[Rows, bool]:
    """Return the rows of terms that not too many groups hold, and whether one is wanted again."""
    terms, change = frequency
    row, value = held.find(FREQUENCY, terms)
    before = np.zeros(len(terms), dtype=np.int64)
    np.add.at(before, row, value)
    after = before + change
    fallen = terms[(before > LISTED) & (after <= LISTED)]
    again = bool((held.find(TERMS, fallen)[1] == NOT_LISTED).any())
    # A term whose count does not change is in a text that joined a group which has it: ask for it, too.
    keys, texts = rows
    distinct, number = np.unique(keys, return_inverse=True)
    at = np.minimum(np.searchsorted(terms, distinct), max(0, len(terms) - 1))
    known = terms[at] == distinct if len(terms) else np.zeros(len(distinct), dtype=np.bool_)
    total = np.zeros(len(distinct), dtype=np.int64)
    total[known] = after[at[known]]
    others = np.flatnonzero(~known)
    row, value = held.find(FREQUENCY, distinct[others])
    np.add.at(total, others[row], value)
    kept = (total <= CROWDED)[number]
    left_out = distinct[total > CROWDED]
    marks = np.full(len(left_out), NOT_LISTED, dtype=np.int64)
    return once(np.append(keys[kept], left_out), np.append(texts[kept], marks)), again


def _members(columns: Columns, text: Array, next_article: int) -> Rows:
    own = np.flatnonzero(text >= 0)
    article = columns.block_article[own].astype(np.int64)
    first = np.searchsorted(columns.block_article, article)
    return mixed(text[own]), (article + next_article) << 32 | (own - first)


def write(
    connection: Any, batch: Batch, segment: int, first: int, vectors: Vectors, less: Mapping[int, Rows] = {}
) -> None:
    """Write a batch as one segment; ``first`` is the number of its first article.

    ``less`` are rows that take away from sums, to be written with it.
    """
    write_areas(connection, segment, batch.areas, less)
    write_articles(connection, segment, _records(batch, first))
    found = [
        (first + at, keys.astype("<u8").tobytes(), rows.tobytes())
        for at, (keys, rows) in sorted(vectors.items())
    ]
    for part in _in_parts(iter(found)):
        _insert(
            connection, "vectors", dict(zip(("number", "keys", "rows"), zip(*part, strict=True), strict=True))
        )


def write_areas(connection: Any, segment: int, *several: Mapping[int, Rows]) -> None:
    """Write the rows of all areas of one segment, which come from several places."""
    for area in sorted({area for areas in several for area in areas}):
        parts = [areas[area] for areas in several if area in areas]
        rows = parts[0]
        if len(parts) > 1:
            rows = combined(area, *(np.concatenate(side) for side in zip(*parts, strict=True)))
        write_area(connection, segment, area, rows)


def write_area(connection: Any, segment: int, area: int, rows: Rows) -> None:
    """Write the rows of one area of one segment, in pages."""
    if not len(rows[0]):
        return
    mark = straight.new_mark()
    first, made = pages.paged(segment, area, rows, mark)
    _list(connection, segment, area, len(rows[0]), len(first) // 8, mark, first)
    _write_pages(connection, made)


def _list(connection: Any, *told: object) -> None:
    """List the pages of an area of a segment: number of the segment, area, and what ``Listed`` has of it."""
    connection.execute("insert into segments values (?, ?, ?, ?, ?, ?)", told)


def _write_pages(connection: Any, made: Iterator[tuple[int, bytes]]) -> None:
    for part in _in_parts(made):
        _insert(connection, "pages", {"page": [page for page, _ in part], "rows": [rows for _, rows in part]})


def write_articles(connection: Any, segment: int, articles: Iterator[Packed]) -> None:
    """Write articles: what is listed of them, and their records, in pages of the segment."""
    records = pages.Records(segment, straight.new_mark())
    names = ("number", "id", "digest", "noted", "facts", "texts", "place", "size", "segment")
    for part in _in_parts(articles):
        rows = [
            (*listed, texts, records.add(record), len(record), segment) for *listed, record, texts in part
        ]
        _insert(connection, "articles", dict(zip(names, zip(*rows, strict=True), strict=True)))
        _write_pages(connection, records.cut())
    _end(connection, records)


def move_records(connection: Any, segment: int, held: Mapping[int, bytes]) -> None:
    """Write the records of other segments as those of a new one; the articles are told where they are now.

    Args:
        connection: the index, open for writing.
        segment: the number of the new segment.
        held: the records of each of the others, one behind the other.
    """
    records = pages.Records(segment, straight.new_mark())
    for old, whole in sorted(held.items()):
        told = [segment, records.add(whole), old]
        connection.execute("update articles set segment = ?, place = place + ? where segment = ?", told)
        _write_pages(connection, records.cut())
    _end(connection, records)


def _end(connection: Any, records: pages.Records) -> None:
    """Write the last page of records, and list all of them."""
    _write_pages(connection, records.cut(last=True))
    _list(connection, records.segment, RECORDS, records.size, records.pages, records.mark, b"")


def drop(connection: Any, segment: int, areas: range) -> None:
    """Take the pages of some areas of a segment out of an index."""
    low, high = (pages.number(segment, area, 0) for area in (areas.start, areas.stop))
    connection.execute("delete from pages where page >= ? and page < ?", [low, high])
    for table in ("segments", "places"):
        connection.execute(
            f"delete from {table} where segment = ? and area between ? and ?",
            [segment, areas.start, areas.stop - 1],
        )


def write_meta(connection: Any, values: Mapping[str, object]) -> None:
    """Put values into what the index says of itself."""
    for name, value in sorted(values.items()):
        connection.execute("delete from meta where name = ?", [name])
        connection.execute("insert into meta values (?, ?)", [name, str(value)])


def totals_meta(totals: Totals) -> dict[str, object]:
    """Return the whole numbers of an index as it notes them."""
    return asdict(totals)


def counted_meta(
    columns: Columns | None, before: Mapping[str, str], less: Columns | None = None
) -> dict[str, object]:
    """Return how many articles have each language, credit each agency, and have a date, added up.

    ``less`` are articles that were counted and are no more.
    """
    languages = Counter(json.loads(before.get("languages", "{}")))
    agencies = Counter(json.loads(before.get("agencies", "{}")))
    dated = int(before.get("dated", "0"))
    for some, sign in ((columns, 1), (less, -1)):
        if some is not None:
            of_languages, of_agencies, of_dates = _counted(some)
            for counts, found in ((languages, of_languages), (agencies, of_agencies)):
                counts.update({name: sign * count for name, count in found.items()})
            dated += sign * of_dates
    return {
        "languages": json.dumps(+languages, sort_keys=True),
        "agencies": json.dumps(+agencies, sort_keys=True),
        "dated": dated,
    }


def _counted(columns: Columns) -> tuple[Counter[str], Counter[str], int]:
    """Return how many of some articles have each language, credit each agency, and have a date."""
    languages = Counter(language or "" for language in columns.languages)
    agencies: Counter[str] = Counter()
    for credits in columns.credits:
        agencies.update({c.agency for c in credits if c.agency and c.kind != "photo"})
    return languages, agencies, sum(article.published is not None for article in columns.articles)


def _records(batch: Batch, first: int) -> Iterator[Packed]:
    columns = batch.columns
    pack = packer(columns)
    words = own_words(columns)
    begins = np.searchsorted(columns.block_article, np.arange(len(columns.articles) + 1)).tolist()
    for at, article in enumerate(columns.articles):
        low, high = begins[at], begins[at + 1]
        agencies = {c.agency for c in columns.credits[at] if c.agency and c.kind != "photo"}
        facts = {
            "agencies": sorted(agencies),
            "language": columns.languages[at],
            "outlet": article.outlet,
            "passages": int((~columns.block_furniture[low:high]).sum()),
            "published": article.published,
            "words": words[at],
        }
        texts = batch.growth.text[low:high].astype("<i4").tobytes()
        told = json.dumps({name: value for name, value in facts.items() if value})
        noted = article.provider_id or "" if is_noted(article) else ""
        yield first + at, article.id, digest_of(article), noted, told, pack(at), texts


def _in_parts(rows: Iterator[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    for row in rows:
        part.append(row)
        if len(part) >= _ROWS_AT_ONCE:
            yield part
            part = []
    if part:
        yield part


def _insert(connection: Any, table: str, columns: Mapping[str, Sequence[Any]]) -> None:
    arrays = {
        name: np.array(values) if isinstance(values[0], int) else _objects(values)
        for name, values in columns.items()
    }
    connection.register("incoming", arrays)
    names = ", ".join(arrays)
    connection.execute(f"insert into {table} ({names}) select {names} from incoming")
    connection.unregister("incoming")


def _objects(values: Sequence[Any]) -> Array:
    made = np.empty(len(values), dtype=object)
    made[:] = values
    return made
