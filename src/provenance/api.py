"""What library users and commands call: wires readers, pipeline, engine and tables together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from provenance.config import Config
from provenance.errors import UsageError
from provenance.model import Article, Explanation, Problem, Report
from provenance.ports import Progress

if TYPE_CHECKING:
    from provenance.core.columns import Columns
    from provenance.files.item import ReadItem
    from provenance.pipeline import CutTables

_SPREAD_FROM = 4_000_000


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


def _read(task: tuple[ReadItem, Config]) -> list[Article | Problem]:
    from provenance.files.source import read_item

    return read_item(*task)


def _cut(articles: list[Article]) -> Columns:
    from provenance.pipeline import cut

    return cut(articles, _cut_tables())


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


def compare(paths: Sequence[str | Path], config: Config | None = None, progress: Progress | None = None) -> Report:
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
    from provenance.engines.local import LocalEngine
    from provenance.files.source import Intake, no_articles, plan
    from provenance.files.tables import load_backgrounds, load_json
    from provenance.pipeline import batches, report

    config = config or Config()
    _check(config)
    progress = progress or _Silent()
    work = plan([str(path) for path in paths], config)
    engine = LocalEngine(config.jobs, config.memory)
    # Starting processes costs more than a small collection takes.
    small = work.total_bytes < _SPREAD_FROM
    reader = LocalEngine(1, config.memory) if small else engine
    intake = Intake(work, config)
    problems = list(work.problems)
    articles: list[Article] = []
    progress.stage("read", work.total_bytes, "bytes")
    for item, found in zip(
        work.items, reader.spread(_read, ((item, config) for item in work.items)), strict=True
    ):
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
    return report(
        parts,
        problems,
        intake.ignored,
        backgrounds=load_backgrounds,
        models=parse_models(load_json("scorer.json")),
        engine=engine,
        config=config,
        progress=progress,
        version=provenance.__version__,
    )


def _cut_all(engine: Any, groups: list[list[Article]]) -> Iterator[Columns]:
    yield from engine.spread(_cut, groups)


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

    Raises:
        UsageError: if the report holds no such match.
    """
    raise NotImplementedError


def explain_places(
    left: str, right: str, config: Config | None = None, against: Sequence[str] = ()
) -> Explanation:
    """Explain why two places match or do not."""
    raise NotImplementedError
