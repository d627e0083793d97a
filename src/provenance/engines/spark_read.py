"""What Spark reads: lines of record files with their numbers, rows of Parquet, from any Hadoop path."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import unquote, urlsplit

FILE: Final = "provenance_file"
NUMBER: Final = "provenance_number"
_BLOCK: Final = "provenance_block"
_NUMBERED: Final = f"{FILE} int, {NUMBER} long, line binary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A file at a Hadoop path: its address, and its size in bytes."""

    path: str
    size: int


def listed(session: Any, path: str) -> list[Listed]:
    """Return the files at or below a Hadoop path or glob, without reading them."""
    frame = session.read.format("binaryFile").option("recursiveFileLookup", "true").load(path)
    rows = frame.select("path", "length").collect()
    return sorted((Listed(path=row[0], size=row[1]) for row in rows), key=lambda one: one.path)


def place(path: str) -> str:
    """Return a path by which a file is known, however Spark or Hadoop write it."""
    parts = urlsplit(path)
    return parts.path if parts.scheme in ("", "file") else f"{parts.scheme}://{parts.netloc}{parts.path}"


def literal(path: str) -> str:
    """Return a path as Hadoop takes it, with what it would take for a glob escaped."""
    return "".join(f"\\{letter}" if letter in "{}[]*?\\" else letter for letter in path)


def numbered_lines(session: Any, files: Sequence[str]) -> tuple[Any, int]:
    """Return the lines of files as rows (number of the file, number of the line, bytes), and how many.

    Spark splits files where it likes and tells which split a line is of, and lines keep their order
    within it. So a first pass counts the lines of every split, and a second one numbers them.

    A packed file is one split, however large, and a small file, too: where there are fewer splits than
    twice the cores, lines are dealt out by file and number, which salts the file: one core would cut them
    all else.
    """
    from pyspark.sql import functions as sql

    frame = (
        session.read.option("lineSep", "\n")
        .text([literal(path) for path in files])
        .select(
            sql.col("_metadata.file_path").alias(FILE),
            sql.col("_metadata.file_block_start").alias(_BLOCK),
            sql.col("value").cast("binary").alias("line"),
        )
    )
    counts = frame.groupBy(FILE, _BLOCK).count().collect()
    known = {place(path): number for number, path in enumerate(files)}
    splits: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for file, block, count in counts:
        splits[file].append((block, count))
    first: dict[tuple[str, int], tuple[int, int]] = {}
    for file, blocks in splits.items():
        at, name = 1, place(file)
        number = known[name] if name in known else known[unquote(name)]
        for block, count in sorted(blocks):
            first[file, block] = (number, at)
            at += count
    lines = frame.mapInArrow(_Numbering(first), _NUMBERED)
    cores = session.sparkContext.defaultParallelism
    if len(first) < 2 * cores:
        lines = lines.repartition(4 * cores, FILE, NUMBER)
    return lines, sum(row[2] for row in counts)


class _Numbering:
    """Numbers the lines of one partition; ``first`` has each split's file and its first line's number."""

    def __init__(self, first: dict[tuple[str, int], tuple[int, int]]) -> None:
        self._first = first

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        import numpy as np
        import pyarrow as pa

        seen: dict[tuple[str, int], int] = defaultdict(int)
        for batch in batches:
            files, blocks = batch.column(0).to_pylist(), batch.column(1).to_pylist()
            file = np.empty(len(files), dtype=np.int32)
            number = np.empty(len(files), dtype=np.int64)
            for row, split in enumerate(zip(files, blocks, strict=True)):
                file[row], line = self._first[split]
                number[row] = line + seen[split]
                seen[split] += 1
            arrays = [pa.array(file), pa.array(number), batch.column(2).cast(pa.binary())]
            yield pa.RecordBatch.from_arrays(arrays, names=[FILE, NUMBER, "line"])


def numbered_rows(session: Any, files: Sequence[str]) -> Any:
    """Return the rows of Parquet files: the file's address, the row's number from 0, all columns."""
    from pyspark.sql import functions as sql

    # A column that only some files have is a column all the same.
    frame = session.read.option("mergeSchema", "true").parquet(*(literal(path) for path in files))
    return frame.select(
        sql.col("_metadata.file_path").alias(FILE), sql.col("_metadata.row_index").alias(NUMBER), "*"
    )


def mapped(frame: Any, function: Callable[[Iterator[Any]], Iterator[Any]], schema: str) -> Iterator[Any]:
    """Apply a function to a frame's Arrow batches on the executors and yield the rows it makes.

    The rows are kept on disk where they are made until all are there, and then come one partition at a
    time: so all cores work, and the driver's Java process never holds them all.
    """
    from pyspark import StorageLevel

    made = frame.mapInArrow(function, schema).persist(StorageLevel.DISK_ONLY)
    try:
        made.count()
        yield from made.toLocalIterator(prefetchPartitions=True)
    finally:
        made.unpersist()
