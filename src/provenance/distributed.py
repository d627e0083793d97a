"""Read and cut articles on Spark's executors: record files and Parquet in, packed columns out.

Files of other kinds are read on the driver and cut on the executors. What only the whole collection can
settle (ids that are taken, rows of manifests that name nothing) is settled on the driver, in the order of
the files, as the embedded engine does.
"""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote

from provenance.config import Config
from provenance.core.collection.columns import Columns
from provenance.core.collection.vocabulary import Vocabulary
from provenance.core.cutting.cut import CutTables, batches, cut
from provenance.engines import spark_read
from provenance.engines.spark import SparkEngine, failures
from provenance.engines.spark_read import FILE, NUMBER
from provenance.errors import EngineError, UsageError
from provenance.files import jsonl
from provenance.files.item import Found, ReadItem
from provenance.files.kinds import LINE_KINDS, ending, kind_of
from provenance.files.source import Intake, ReadPlan, no_articles, plan, read_item, with_outlet
from provenance.model import Article, Problem
from provenance.ports import Progress
from provenance.store.packed import packer, unpacked

Tables = Callable[[], CutTables]

PARQUET: Final = "parquet"
_NOT_BY_SPARK: Final = "files that Spark does not read"
# Code points cut at once: a packed batch is some five times as large, and travels as one Arrow batch.
_AT_ONCE: Final = 500_000
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]+:/")
_GLOB: Final = re.compile(r"[{}\[\]*?]")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_MADE: Final = f"{FILE} int, {NUMBER} long, article binary, line long, reason string"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What was read and cut, as ``api.Gathered`` has it."""

    parts: list[Columns]
    problems: list[Problem]
    ignored_by: Mapping[str, int]
    files: Mapping[str, str]


def gather(
    paths: Sequence[str], config: Config, progress: Progress, engine: SparkEngine, tables: Tables
) -> Read:
    """Read the articles below some paths and cut them, on the executors as far as Spark can read them.

    Args:
        paths: folders, files, globs; Hadoop paths (``hdfs://...``); Parquet files and folders of them.
        config, progress: the run's.
        engine: where it runs.
        tables: returns what articles are cut with, wherever it is called.

    Raises:
        UsageError: if a path does not exist.
        NoArticlesError: if nothing readable is there.
    """
    work = _plan(paths, config, engine)
    progress.stage("read", None, "articles")
    intake = Intake(work, config)
    problems = list(work.problems)
    by_spark = {number: item for number, item in enumerate(work.items) if _reads(item)}
    try:
        made = _records(by_spark, work, config, engine, tables, progress)
    except EngineError:
        damaged = _damaged(by_spark, engine)
        if not damaged:
            raise
        # The reader on the driver gives what stands before the damage.
        by_spark = {number: item for number, item in by_spark.items() if number not in damaged}
        progress.stage("read", None, "articles")  # from the beginning
        made = _records(by_spark, work, config, engine, tables, progress)
    parts: list[Columns] = []
    others: list[Article] = []
    for number, item in enumerate(work.items):
        found: Sequence[Found | Columns]
        if number in by_spark:
            found = made.pop(number, []) or [Problem(path=item.id, reason="empty")]
        else:
            found = read_item(replace(item, path=_local(item.path) or item.path), config)
        for one in found:
            article = one.articles[0] if isinstance(one, Columns) else one
            for taken in intake.take([article]):
                if isinstance(taken, Problem):
                    problems.append(taken)
                elif isinstance(one, Columns):
                    parts.append(one)
                else:
                    others.append(taken)
    problems += intake.finish()
    if not parts and not others:
        raise no_articles(work, problems, intake.ignored_by)
    progress.stage("cut", len(others), "articles")
    for part in engine.spread(_cut, batches(others), tables):
        parts.append(part)
        progress.advance(len(part.articles))
    return Read(
        parts=parts,
        problems=problems,
        ignored_by=intake.ignored_by,
        files=work.locate(),
    )


def _cut(tables: Tables, articles: list[Article]) -> Columns:
    return cut(articles, tables())


# Which files there are.


def _plan(paths: Sequence[str], config: Config, engine: SparkEngine) -> ReadPlan:
    """Find what is to be read: local paths as ever, what only Spark reads by asking it."""
    remote = [path for path in paths if _ADDRESS.match(path) or _is_parquet(path)]
    local = [path for path in paths if path not in remote]
    work = plan(local, config) if local else ReadPlan(items=(), problems=(), total_bytes=0)
    # Spark splits files itself: of one that it reads, the first piece stands for the whole.
    whole = {item.id for item in work.items if item.start == 0 and _reads(item)}
    items = [item for item in work.items if item.start == 0 or item.id not in whole]
    ignored = Counter(work.ignored_by)
    for path in remote:
        found, left = _remote(path, engine, several=len(paths) > 1)
        items += found
        ignored += left
    items.sort(key=lambda item: (item.id, item.start))
    return replace(work, items=tuple(items), ignored_by=ignored, looked_at=tuple(paths))


def _is_parquet(path: str) -> bool:
    if path.endswith(".parquet"):
        return True
    return os.path.isdir(path) and any(name.endswith(".parquet") for name in os.listdir(path))


def _remote(path: str, engine: SparkEngine, several: bool) -> tuple[list[ReadItem], Counter[str]]:
    """Return the record files at a Hadoop path, and how many others are there, by what they are."""
    address = path if _ADDRESS.match(path) else spark_read.literal(os.path.abspath(path))
    try:
        with failures():
            files = spark_read.listed(engine.session, address)
    except EngineError as error:
        raise UsageError(f"{path}: cannot be listed: {error}") from error
    root = posixpath.dirname(_GLOB.split(path)[0] + "x") if _GLOB.search(path) else path.rstrip("/")
    root = spark_read.place(root if _ADDRESS.match(root) else os.path.abspath(root))
    items: list[ReadItem] = []
    ignored: Counter[str] = Counter()
    for file in files:
        kind = PARQUET if file.path.endswith(".parquet") else kind_of(posixpath.basename(file.path))
        if kind not in LINE_KINDS and kind != PARQUET:
            ignored[ending(posixpath.basename(file.path)) if kind is None else _NOT_BY_SPARK] += 1
            continue
        at = spark_read.place(file.path)
        below = at[len(root) + 1 :] if at.startswith(root + "/") else posixpath.basename(at)
        name = f"{posixpath.basename(root)}/{below}" if several and at != root else below
        folder = below.split("/")[0] if "/" in below else None
        items.append(ReadItem(id=name, path=file.path, kind=kind, size=file.size, folder=folder))
    return items, ignored


def _reads(item: ReadItem) -> bool:
    """Say whether Spark reads a file of a plan: not if it would pass it over, or is not in UTF-8."""
    if item.kind == PARQUET:
        return True
    if item.kind not in LINE_KINDS or os.path.basename(item.path).startswith(("_", ".")):
        return False
    if item.kind == "jsonl" and not _ADDRESS.match(item.path):
        try:
            with Path(item.path).open("rb") as file:
                return not file.read(4).startswith(_WIDE)
        except OSError:
            return False  # the reader says why
    return True


def _damaged(items: Mapping[int, ReadItem], engine: SparkEngine) -> set[int]:
    """Return the numbers of the packed files that Spark cannot read, of those at local paths.

    None of them if executors cannot open one that this process can: then the files are not what is wrong.
    """
    packed = [
        (number, path)
        for number, item in items.items()
        if item.kind == "jsonl.gz" and (path := _local(item.path)) is not None
    ]
    sound = engine.spread(_unpacks, [path for _, path in packed])
    read = list(zip(packed, sound, strict=True))
    if any(unpacks is None and _unpacks(None, path) is not None for (_, path), unpacks in read):
        return set()
    # Of what cannot be read here either, the reader says why.
    return {number for (number, _), unpacks in read if not unpacks}


def _unpacks(shared: None, path: str) -> bool | None:
    """Say whether a packed file is sound, None if it cannot be read here."""
    del shared
    try:
        return jsonl.unpacks(path)
    except OSError:
        return None


def _local(path: str) -> str | None:
    """Return a path as this machine has it, None for a Hadoop path elsewhere."""
    if not _ADDRESS.match(path):
        return path
    place = spark_read.place(path)
    return None if _ADDRESS.match(place) else next(filter(os.path.exists, (place, unquote(place))), None)


# What the executors do.


def _records(
    items: Mapping[int, ReadItem],
    work: ReadPlan,
    config: Config,
    engine: SparkEngine,
    tables: Tables,
    progress: Progress,
) -> dict[int, list[Article | Problem | Columns]]:
    """Return by the number of the file in the plan what Spark read and cut, in the order of the records."""
    rows: dict[int, list[tuple[int, int, Any]]] = defaultdict(list)
    told = {file: dict(row.metadata) for file, row in work.record_rows.items()}
    for kinds in (LINE_KINDS, frozenset({PARQUET})):
        numbers = [number for number, item in items.items() if item.kind in kinds]
        if not numbers:
            continue
        mine = [items[number] for number in numbers]
        addresses = [_address(item.path) for item in mine]
        with failures():
            if PARQUET in kinds:
                frame = spark_read.numbered_rows(engine.session, addresses)
            else:
                frame, _ = spark_read.numbered_lines(engine.session, addresses)
            cutter = _Cutter(mine, config, tables, told)
            for file, number, article, line, reason in spark_read.mapped(frame, cutter, _MADE):
                problem = Problem(path=mine[file].id, line=line, reason=reason) if article is None else None
                rows[numbers[file]].append((number, problem is None, problem or bytes(article)))
                progress.advance(1)
    return {file: [_made(one) for one in _sorted(rows.pop(file))] for file in list(rows)}


def _sorted(rows: list[tuple[int, int, Any]]) -> Iterator[Any]:
    # What is wrong with a record comes before the article that it has all the same.
    return (one for _, _, one in sorted(rows, key=lambda row: row[:2]))


def _made(one: Problem | bytes) -> Problem | Columns:
    return one if isinstance(one, Problem) else unpacked(one)


def _address(path: str) -> str:
    return path if _ADDRESS.match(path) else f"file://{os.path.abspath(path)}"


class _Cutter:
    """Reads and cuts one partition's records; articles leave packed, without pickle."""

    def __init__(
        self,
        items: Sequence[ReadItem],
        config: Config,
        tables: Tables,
        told: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._items = items
        self._config = config
        self._tables = tables
        self._told = told
        self._places = {spark_read.place(_address(item.path)): n for n, item in enumerate(items)}

    def __call__(self, arrow: Iterator[Any]) -> Iterator[Any]:
        held: list[tuple[int, int, Article]] = []
        size = 0
        # Words that the partition's batches have in common are stemmed and hashed once.
        words = Vocabulary(self._tables().stemmers)
        for batch in arrow:
            wrong: list[tuple[int, int, Problem]] = []
            for file, number, one in self._read(batch):
                if isinstance(one, Problem):
                    wrong.append((file, number, one))
                    continue
                held.append((file, number, one))
                size += len(one.text)
                if size >= _AT_ONCE:
                    yield self._packed(held, words)
                    held, size = [], 0
            if wrong:
                yield _row_batch([(f, n, None, p.line, p.reason) for f, n, p in wrong])
        if held:
            yield self._packed(held, words)

    def _read(self, batch: Any) -> Iterator[tuple[int, int, Article | Problem]]:
        """Yield file, number and what was read of every record of an Arrow batch."""
        for row in batch.to_pylist():
            file, number = row.pop(FILE), row.pop(NUMBER)
            if isinstance(file, str):
                name = spark_read.place(file)
                file = self._places[name] if name in self._places else self._places[unquote(name)]
                item, number = self._items[file], number + 1
                found: Iterable[Article | Problem] = [
                    jsonl.read_row(item, self._config.text_field, row, number, escaped=True)
                ]
            else:
                item, line = self._items[file], row["line"]
                line = line.removeprefix(jsonl.UTF8_MARK) if number == 1 else line
                if not line.strip():
                    continue
                found = jsonl.read_line(item, self._config.text_field, line, number)
            for one in found:
                yield file, number, self._completed(one, item) if isinstance(one, Article) else one

    def _completed(self, article: Article, item: ReadItem) -> Article:
        """Return an article with its outlet, and with what a manifest says of it."""
        named = with_outlet(article, item, self._config)
        told = self._told.get(named.id)
        return replace(named, **told) if told else named

    def _packed(self, held: list[tuple[int, int, Article]], words: Vocabulary) -> Any:
        columns = cut([article for _, _, article in held], self._tables(), words)
        pack = packer(columns)
        return _row_batch([(file, number, pack(n), None, None) for n, (file, number, _) in enumerate(held)])


def _row_batch(rows: Sequence[tuple[int, int, bytes | None, int | None, str | None]]) -> Any:
    import pyarrow as pa

    kinds = (pa.int32(), pa.int64(), pa.binary(), pa.int64(), pa.string())
    arrays = [
        pa.array(column, type=kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True)
    ]
    return pa.RecordBatch.from_arrays(arrays, names=[FILE, NUMBER, "article", "line", "reason"])
