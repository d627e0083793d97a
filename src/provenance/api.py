"""What library users and commands call: wires readers, pipeline, engine and tables together."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.config import Config
from provenance.errors import UsageError
from provenance.model import Article, Explanation, Problem, Report
from provenance.ports import Engine, Progress

if TYPE_CHECKING:
    from provenance.core.columns import Columns
    from provenance.files.item import ReadItem
    from provenance.pipeline import CutTables

_SPREAD_FROM = 4_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Gathered:
    """Articles read and cut; ``files`` tells where each file lies, by ``Article.path``."""

    parts: list[Columns]
    problems: list[Problem]
    ignored: int
    engine: Engine
    files: Mapping[str, str]


class _Silent:
    """Hears progress and says nothing."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        del name, total, unit

    def advance(self, amount: int) -> None:
        del amount


@cache
def _cut_tables() -> CutTables:
    from provenance.core.agencies import agency_table
    from provenance.core.segment import segment_tables
    from provenance.files.languages import identify
    from provenance.files.tables import load_toml, stemmers
    from provenance.pipeline import CutTables

    return CutTables(
        segments=segment_tables(load_toml("furniture.toml"), load_toml("cues.toml")),
        agencies=agency_table(load_toml("agencies.toml")),
        stemmers=stemmers(),
        identify=identify,
    )


def _read(config: Config, item: ReadItem) -> list[Article | Problem]:
    from provenance.files.source import read_item

    return read_item(item, config)


def _cut(articles: list[list[Article]], number: int) -> Columns:
    from provenance.pipeline import cut

    return cut(articles[number], _cut_tables())


def load_config(
    explicit: str | None = None, overrides: Mapping[str, object] | None = None, start: str | None = None
) -> Config:
    """Return the settings of a run: defaults, then the nearest configuration file, then ``overrides``.

    Raises:
        SettingsError: if the file or a value is not valid.
    """
    from provenance.files import settings

    return settings.load_config(
        Path(start) if start else Path.cwd(), Path(explicit) if explicit else None, overrides or {}
    )


def compare(
    paths: Sequence[str | Path], config: Config | None = None, progress: Progress | None = None
) -> Report:
    """Find the passages that articles share.

    Args:
        paths: folders, files or globs.
        config: settings; None means the defaults.
        progress: hears how the run gets on.

    Raises:
        UsageError: if a path does not exist or a setting cannot be used.
        NoArticlesError: if nothing readable is there.
    """
    import provenance
    from provenance.core.score import parse_models
    from provenance.files.tables import load_backgrounds, load_json
    from provenance.pipeline import report

    config = config or Config()
    _check(config)
    progress = progress or _Silent()
    with _collecting_rarely():
        gathered = _gather(paths, config, progress)
        return report(
            gathered.parts,
            gathered.problems,
            gathered.ignored,
            backgrounds=load_backgrounds,
            models=parse_models(load_json("scorer.json")),
            engine=gathered.engine,
            config=config,
            progress=progress,
            version=provenance.__version__,
        )


@contextmanager
def _collecting_rarely() -> Iterator[None]:
    """Let the collector of cycles run seldom: millions of records hold none, and looking costs minutes."""
    before = gc.get_threshold()
    gc.set_threshold(200_000, 50, 1_000)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _gather(paths: Sequence[str | Path], config: Config, progress: Progress) -> _Gathered:
    """Read all articles below some paths and cut them."""
    from provenance.engines.local import LocalEngine
    from provenance.files.source import Intake, no_articles, plan
    from provenance.pipeline import batches

    work = plan([str(path) for path in paths], config)
    engine = LocalEngine(config.jobs, config.memory)
    # Starting processes costs more than a small collection takes.
    small = work.total_bytes < _SPREAD_FROM
    reader = LocalEngine(1, config.memory) if small else engine
    intake = Intake(work, config)
    problems = list(work.problems)
    articles: list[Article] = []
    progress.stage("read", work.total_bytes, "bytes")
    for item, found in zip(work.items, reader.spread(_read, work.items, config), strict=True):
        for one in intake.take(found):
            (articles if isinstance(one, Article) else problems).append(one)  # type: ignore[arg-type]
        progress.advance(item.size)
    problems += intake.finish()
    if not articles:
        raise no_articles(work, problems, intake.ignored)
    progress.stage("cut", len(articles), "articles")
    parts = []
    for part in _cut_all(reader, list(batches(articles))):
        parts.append(part)
        progress.advance(len(part.articles))
    return _Gathered(
        parts=parts, problems=problems, ignored=intake.ignored, engine=engine, files=work.locate()
    )


def _cut_all(engine: Any, groups: list[list[Article]]) -> Iterator[Columns]:
    yield from engine.spread(_cut, range(len(groups)), groups)


def _check(config: Config) -> None:
    if config.encoder not in ("auto", "none"):
        raise UsageError(f"encoder {config.encoder!r} is not available; use auto or none")
    if config.engine != "local":
        raise UsageError(f"engine {config.engine!r} is not available; use local")


def load_report(path: str | Path) -> Report:
    """Return a saved report.

    Raises:
        DamagedReportError: if the file is no report of ours, or cut short, or of another schema.
        UsageError: if there is no such file.
    """
    from provenance.report.json import read_json

    try:
        with open(path, encoding="utf-8") as stream:
            return read_json(stream, str(path))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such report") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error


def explain_match(report: Report, match_id: str) -> Explanation:
    """Explain one match of a report: the texts aligned, the evidence, each feature's share.

    Args:
        report: the report.
        match_id: the match's id, or its beginning.

    Raises:
        UsageError: if the report holds no such match, or several with this beginning.
    """
    import provenance
    from provenance.core.explain import explain_match as explain
    from provenance.core.score import parse_models
    from provenance.files.tables import load_json
    from provenance.report.select import find_match

    identity = find_match(report, match_id)
    match = next(match for match in report.matches if match.id == identity)
    ours = report.version == provenance.__version__
    return explain(report, match, parse_models(load_json("scorer.json")).final if ours else None)


def explain_places(
    left: str, right: str, config: Config | None = None, against: Sequence[str] = ()
) -> Explanation:
    """Explain why two places match or do not.

    Args:
        left, right: ``FILE:LINE``; with ``against`` also an article's id, or its beginning, and a line.
        config: settings; None means the defaults.
        against: the collection that words are weighed in and candidates are sought in; empty: the
            two files by themselves.

    Raises:
        UsageError: if a place is not of that form, its file cannot be read, or there is no text on the line.
    """
    import provenance
    from provenance.core.score import parse_models
    from provenance.files.tables import load_backgrounds, load_json
    from provenance.pipeline import explain

    config = config or Config()
    _check(config)
    names = [_file_and_line(place) for place in (left, right)]
    progress = _Silent()
    gathered = _gather(_sources([file for file, _ in names], against, config), config, progress)
    explanation = explain(
        gathered.parts,
        [(_shown(f"{file}:{line}"), _article_id(gathered, file), line) for file, line in names],
        backgrounds=load_backgrounds,
        models=parse_models(load_json("scorer.json")),
        engine=gathered.engine,
        config=config,
        progress=progress,
        version=provenance.__version__,
    )
    if explanation.match is not None or against:
        return explanation
    alone = "Only the articles named were compared; in a collection, rivals of either side count, too."
    return replace(explanation, reasons=(*explanation.reasons, alone))


def _shown(name: str) -> str:
    from provenance.files.discover import printable

    return printable(name)


def _file_and_line(place: str) -> tuple[str, int]:
    file, colon, line = place.rpartition(":")
    if not (colon and file and line.isascii() and line.isdecimal() and int(line) > 0):
        raise UsageError(f"{_shown(place)}: not a place; give FILE:LINE, lines counted from 1")
    return file, int(line)


def _sources(files: Sequence[str], against: Sequence[str], config: Config) -> list[str]:
    """Return what to compare: the collection, and those of two files that it does not hold."""
    from provenance.files.source import plan

    for file in files:
        if Path(file).is_dir():
            raise UsageError(f"{_shown(file)}: is a folder; a place is FILE:LINE")
    if not against:
        return list(dict.fromkeys(files))
    held = {str(Path(path).resolve()) for path in plan(list(against), config).locate().values()}
    there = [file for file in dict.fromkeys(files) if Path(file).exists()]
    return [*against, *(file for file in there if str(Path(file).resolve()) not in held)]


def _article_id(gathered: _Gathered, name: str) -> str:
    """Return the id of the article that a file's name or an id, or its beginning, stands for."""
    from difflib import get_close_matches

    articles = [article for part in gathered.parts for article in part.articles]
    if Path(name).exists():
        return _article_in(gathered, name, articles)
    ids = sorted(article.id for article in articles)
    begun = [name] if name in ids else [identity for identity in ids if identity.startswith(name)]
    if len(begun) == 1:
        return begun[0]
    if begun:
        raise UsageError(f"{_shown(name)}: begins {len(begun)} articles' ids: {', '.join(begun[:3])}")
    near = get_close_matches(name, ids, n=3)
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise UsageError(f"{_shown(name)}: no such file, and no article's id{hint}")


def _article_in(gathered: _Gathered, file: str, articles: Sequence[Article]) -> str:
    """Return the id of the one article in a file."""
    real = Path(file).resolve()
    path = next((path for path, held in gathered.files.items() if Path(held).resolve() == real), None)
    if path is None:
        raise UsageError(f"{_shown(file)}: is left out: excluded, or of a kind that is not read")
    found = [article.id for article in articles if article.path == path]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(
            f"{_shown(file)}: holds {len(found)} articles; name one by its id, as ID:LINE, and give"
            f" --against {_shown(file)}"
        )
    reason = next((p.reason for p in gathered.problems if p.path == path), "holds no article")
    raise UsageError(f"{_shown(file)}: {reason}")
