"""Read the articles of a comparison and cut them, on all cores; of a large collection, keep them in files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance.config import Config
from provenance.model import Article, Problem
from provenance.pieces import Cutting, Piece, cut_numbered, cut_one, cut_tables, read_and_cut, read_one
from provenance.ports import Engine, Progress

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.engines.compiling import Kernels
    from provenance.engines.scratch import Scratch
    from provenance.files.item import ReadItem
    from provenance.files.plan import ReadPlan
    from provenance.files.source import Intake

# Starting processes costs more than a smaller collection takes, in bytes.
_SPREAD_FROM: Final = 4_000_000
# Small files are read and cut so many bytes at a time.
_TOGETHER: Final = 1_500_000
# Articles are kept in files if, with columns that take so many times their bytes, they would fill more than
# this part of the memory given; mapped columns may take as much.
_TIMES: Final = 6
_PART: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """Articles read and cut; ``files`` tells where each file lies, by ``Article.path``.

    ``room`` returns an array of zeros of a size and kind, where the articles' columns are: in memory, or in
    a file.
    """

    parts: list[Columns]
    problems: list[Problem]
    engine: Engine
    files: Mapping[str, str]
    ignored_by: Mapping[str, int] = field(default_factory=dict)
    room: Callable[[int, Any], Any] = np.zeros

    @property
    def ignored(self) -> int:
        """How many files and records were left out, or hold no article."""
        return sum(self.ignored_by.values())

    def joined(self) -> list[Columns]:
        """Return all articles as one part, which takes the place of the others: twice would be too much."""
        from provenance.core.collection.joining import join
        from provenance.engines.local import MANY, give_back

        self.parts[:] = [join(self.parts)]
        if len(self.parts[0].word) >= MANY:
            give_back()
        return self.parts

    def article_id(self, name: str, option: str) -> str:
        """Return the id of the article that a file's name or an id, or its beginning, stands for.

        ``option`` names a collection on the command line, for messages.
        """
        from provenance.files.named import article_id

        articles = [article for part in self.parts for article in part.articles]
        return article_id(name, articles, self.files, self.problems, option)


@dataclass(frozen=True, slots=True, kw_only=True)
class Only:
    """Some articles: those in ``files`` (real paths), and records by the beginning of their ids."""

    files: frozenset[str]
    records: tuple[str, ...] = ()

    def reads(self, item: ReadItem) -> bool:
        """Say whether a file is to be read."""
        from provenance.files.kinds import RECORD_KINDS

        named = bool(self.records) and item.kind in RECORD_KINDS
        return named or os.path.realpath(item.path) in self.files

    def keeps(self, article: Article, item: ReadItem) -> bool:
        """Say whether an article of a file is one of them."""
        return article.id.startswith(self.records) or os.path.realpath(item.path) in self.files


def gather(
    paths: Sequence[str | Path],
    config: Config,
    progress: Progress,
    only: Only | None = None,
    choose: Callable[[list[Article]], list[Article]] | None = None,
    *,
    shelve: bool = False,
    comparing: bool = False,
) -> Gathered:
    """Read the articles below some paths and cut them.

    ``only`` says which, None means all; ``choose`` looks at all that were read and returns those to cut.
    With ``shelve``, the articles of a large collection are kept in temporary files. With ``comparing``, for
    articles that are compared next, kernels of the comparison are compiled meanwhile.
    """
    from provenance.engines.compiling import Kernels
    from provenance.files.source import Intake, no_articles, plan

    engine = engine_of(config)
    if config.engine == "spark" and only is None and choose is None:
        return _gather_by_spark(paths, config, engine, progress)
    work = plan([str(path) for path in paths], config)
    if only is not None:
        work = replace(work, items=tuple(item for item in work.items if only.reads(item)))
    intake = Intake(work, config)
    problems = list(work.problems)
    scratch = _scratch(work, config) if shelve else None
    kernels = Kernels(_jobs(config), comparing=comparing)
    try:
        if only is None and choose is None and _is_divided(work):
            made = _cut_as_read(work, config, intake, problems, progress, kernels)
            parts = _shelved(made, scratch) if scratch else list(made)
            there = any(part.articles for part in parts)
        else:
            articles = list(_read(work, config, intake, problems, progress, only))
            there = bool(articles)
            made = _cut_all(work, config, articles, choose, progress, kernels)
            parts = _shelved(made, scratch) if scratch else list(made)
        kernels.wait()
    finally:
        kernels.end()
    problems += intake.finish()
    if not there:
        raise no_articles(work, problems, intake.ignored_by)
    return Gathered(
        parts=parts,
        problems=problems,
        engine=engine,
        files=work.locate(),
        ignored_by=_counted(intake.ignored_by),
        room=scratch.zeros if scratch else np.zeros,
    )


def _jobs(config: Config) -> int:
    from provenance.engines.local import LocalEngine

    return LocalEngine(config.jobs).jobs


def _reader(work: ReadPlan, config: Config) -> Engine:
    from provenance.engines.local import LocalEngine

    return LocalEngine(1 if work.total_bytes < _SPREAD_FROM else config.jobs, config.memory)


def _is_divided(work: ReadPlan) -> bool:
    """Say whether no file makes up most of the work: such a one is read by one process and cut by all."""
    largest = max((item.size for item in work.items), default=0)
    return work.total_bytes < _SPREAD_FROM or 2 * largest <= work.total_bytes


def _scratch(work: ReadPlan, config: Config) -> Scratch | None:
    """Return where the articles of a large collection are kept, None for one that fits in memory."""
    from provenance.engines.local import memory_bytes
    from provenance.engines.scratch import Scratch

    most = memory_bytes(config.memory) // _PART
    return Scratch(most) if _TIMES * work.total_bytes > most else None


def _cut_as_read(
    work: ReadPlan,
    config: Config,
    intake: Intake,
    problems: list[Problem],
    progress: Progress,
    kernels: Kernels,
) -> Iterator[Columns]:
    """Read and cut files side by side, and yield what was cut in their order."""
    compiled = kernels.load(work.total_bytes, progress)
    progress.stage("read and cut", work.total_bytes, "bytes")
    tasks = list(_tasks(work.items))
    pieces = _reader(work, config).spread(read_and_cut, tasks, Cutting(config=config, compiled=compiled))
    for items, piece in zip(tasks, pieces, strict=True):
        yield from _settled(piece, intake, problems)
        progress.advance(sum(item.size for item in items))


def _tasks(items: Iterable[ReadItem]) -> Iterator[tuple[ReadItem, ...]]:
    """Put small files together."""
    held: list[ReadItem] = []
    size = 0
    for item in items:
        held.append(item)
        size += item.size
        if size >= _TOGETHER:
            yield tuple(held)
            held, size = [], 0
    if held:
        yield tuple(held)


def _settled(piece: Piece, intake: Intake, problems: list[Problem]) -> Iterator[Columns]:
    """Yield what was cut of a piece and is to be compared; articles that change are cut anew."""
    from provenance.core.collection.joining import single

    kept: list[bool] = []
    changed: list[Article] = []
    for one in piece.found:
        taken = list(intake.take([one]))
        problems += (other for other in taken if isinstance(other, Problem))
        if isinstance(one, Article):
            kept.append(any(other is one for other in taken))
            changed += (other for other in taken if isinstance(other, Article) and other is not one)
    if all(kept):
        yield from piece.parts
        return
    places = [(part, number) for part in piece.parts for number in range(len(part.articles))]
    yield from (single(part, n) for (part, n), holds in zip(places, kept, strict=True) if holds)
    yield from map(cut_one, changed)


def _read(
    work: ReadPlan,
    config: Config,
    intake: Intake,
    problems: list[Problem],
    progress: Progress,
    only: Only | None,
) -> Iterator[Article]:
    """Read files and yield the articles that may be compared."""
    progress.stage("read", work.total_bytes, "bytes")
    found = _reader(work, config).spread(read_one, work.items, config)
    for item, held in zip(work.items, found, strict=True):
        for one in intake.take(held):
            if isinstance(one, Problem):
                problems.append(one)
            elif only is None or only.keeps(one, item):
                yield one
        progress.advance(item.size)


def _cut_all(
    work: ReadPlan,
    config: Config,
    articles: list[Article],
    choose: Callable[[list[Article]], list[Article]] | None,
    progress: Progress,
    kernels: Kernels,
) -> Iterator[Columns]:
    """Cut articles that were read, as far as they are chosen."""
    from provenance.core.cutting.cut import batches

    chosen = articles if choose is None or not articles else choose(articles)
    groups = list(batches(chosen))
    characters, compared = (sum(len(one.text) for one in some) for some in (chosen, articles))
    compiled = kernels.load(characters, progress, compared)
    progress.stage("cut", len(chosen), "articles")
    given = Cutting(config=config, compiled=compiled)
    for part in _reader(work, config).spread(cut_numbered, range(len(groups)), (groups, given)):
        yield part
        progress.advance(len(part.articles))


def _shelved(parts: Iterable[Columns], scratch: Scratch) -> list[Columns]:
    """Return articles as one part, with texts and columns of tokens in files."""
    from provenance.core.collection.columns import KINDS, TOKENS
    from provenance.core.collection.joining import concatenated, without_tokens

    texts, columns = scratch.texts(), {name: scratch.column(KINDS[name]) for name in TOKENS}
    held, before = [], 0
    for part in parts:
        for name, column in columns.items():
            column.put(getattr(part, name))
        articles = tuple(texts.put(article) for article in part.articles)
        held.append(replace(without_tokens(part, before), articles=articles))
        before += len(part.word)
    return [concatenated(held, {name: column.done() for name, column in columns.items()})]


def _counted(reasons: Mapping[str, int]) -> dict[str, int]:
    return {reason: number for reason, number in reasons.items() if number}


def _gather_by_spark(
    paths: Sequence[str | Path], config: Config, engine: Any, progress: Progress
) -> Gathered:
    from provenance.distributed import gather as gather_by_spark

    found = gather_by_spark([str(path) for path in paths], config, progress, engine, cut_tables)
    return Gathered(
        parts=found.parts,
        problems=found.problems,
        engine=engine,
        files=found.files,
        ignored_by=_counted(found.ignored_by),
    )


def engine_of(config: Config) -> Engine:
    """Return the engine that the settings name.

    Raises:
        MissingExtraError: if it is Spark, and pyspark or Java is missing.
    """
    if config.work is not None:
        from provenance.engines.resuming import ResumingEngine

        return ResumingEngine(engine_of(replace(config, work=None)), config.work)
    if config.engine == "spark":
        from provenance.engines.spark import SparkEngine

        return SparkEngine(config.master, config.jobs, config.memory)
    from provenance.engines.local import LocalEngine

    return LocalEngine(config.jobs, config.memory)
