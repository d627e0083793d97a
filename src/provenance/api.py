"""What library users and commands call: wires readers, pipeline, engine and tables together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.config import Config
from provenance.core.collecting import collecting_rarely
from provenance.decisions import Labels
from provenance.errors import UsageError
from provenance.gathering import Gathered, Only, engine_of, gather
from provenance.model import Explanation, Report
from provenance.pieces import cut_one, cut_tables, read_one
from provenance.ports import Engine, Progress

if TYPE_CHECKING:
    from provenance.core.deciding.labels import Labelled
    from provenance.core.diffing.differences import Difference
    from provenance.core.evaluating.evaluation import Evaluation
    from provenance.pipeline import Run, Semantics

__all__ = [
    "Collected", "Compared", "Gathered", "Only", "Silent", "compare", "compare_labelled",
    "cut_one", "cut_tables", "diff", "encoder_of", "engine_of", "evaluate", "explain_match", "explain_places",
    "gather", "load_config", "load_report", "read_one", "run_of",
]  # fmt: skip

ENGINES = ("local", "spark")


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """Articles that are cut already, and what loads the encoder to compare them with."""

    gathered: Gathered
    encoder: Callable[[], Semantics | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A collection compared, with what labels say of it."""

    labelled: Labelled
    gathered: Gathered


class Silent:
    """Hears progress and says nothing."""

    def stage(self, name: str, total: int | None, unit: str) -> None:
        del name, total, unit

    def advance(self, amount: int) -> None:
        del amount


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
    return compare_labelled(paths, config, progress).labelled.report


def compare_labelled(
    paths: Sequence[str | Path],
    config: Config | None = None,
    progress: Progress | None = None,
    only: Only | None = None,
    held: Collected | None = None,
) -> Compared:
    """Compare as ``compare`` does, and tell what each match is labelled by.

    Args:
        paths, config, progress: as for ``compare``.
        only: which articles to read, by themselves and without labels; None reads all.
        held: the articles of these paths, if somebody has read and cut them.

    Raises:
        LabelsError: if the labels file is not valid, besides what ``compare`` raises.
    """
    from provenance.core.deciding.labels import apply_labels, known, of_a_part
    from provenance.files.corpus_root import load_labels
    from provenance.pipeline import report

    config = config or Config()
    _check(config)
    labels = load_labels(paths, config.labels) if only is None else Labels()
    progress = progress or Silent()
    with collecting_rarely():
        gathered = (
            held.gathered if held else gather(paths, config, progress, only, shelve=True, comparing=True)
        )
        run = run_of(config, gathered.engine, progress, held.encoder if held else _encoder(config))
        run = replace(run, room=gathered.room)
        found = report(gathered.joined(), gathered.problems, gathered.ignored, run)
        found = replace(found, ignored_by=dict(sorted(gathered.ignored_by.items())))
        of_labels = known(gathered.parts, gathered.problems, labels, config.exclude)
        if not all(map(os.path.isdir, paths)):
            of_labels = of_a_part(of_labels, labels)
        labelled = apply_labels(found, labels, of_labels)
    return Compared(labelled=labelled, gathered=gathered)


def run_of(config: Config, engine: Engine, progress: Progress, load: Callable[[], Semantics | None]) -> Run:
    """Return what articles are compared with, tables of the package included; ``load`` gives the encoder."""
    import provenance
    from provenance.core.matching.score import parse_models
    from provenance.files.tables import load_backgrounds, load_json
    from provenance.pipeline import Run

    return Run(
        backgrounds=load_backgrounds,
        models=parse_models(load_json("scorer.json")),
        cues=cut_tables().segments.cues,
        engine=engine,
        config=config,
        progress=progress,
        version=provenance.__version__,
        load=load,
    )


def _encoder(config: Config) -> Callable[[], Semantics | None]:
    """Return what loads the encoder that the settings name, when it is called."""
    return lambda: encoder_of(config.encoder)


def encoder_of(name: str) -> Semantics | None:
    """Return the encoder of a name, None for ``none``; ``auto``, where none is installed, takes cognates."""
    if name == "none":
        return None
    from provenance.encoders.known import language_limits, spelling_limits
    from provenance.encoders.load import COGNATES
    from provenance.encoders.load import load as load_encoder
    from provenance.encoders.units import encode_units
    from provenance.files.tables import load_spellings
    from provenance.pipeline import Semantics

    encoder = load_encoder(name)
    if encoder is None:
        return Semantics(name=COGNATES, encode=None, limits=spelling_limits, spellings=load_spellings)
    return Semantics(
        name=encoder.name,
        encode=lambda texts, languages, engine, progress: encode_units(
            texts, languages, encoder, engine, progress
        ),
        limits=lambda languages: language_limits(encoder, languages),
        spellings=load_spellings,
    )


def _check(config: Config) -> None:
    from provenance.encoders.load import check

    check(config.encoder)
    if config.engine not in ENGINES:
        raise UsageError(f"engine {config.engine!r} is not available; use {' or '.join(ENGINES)}")
    if config.master is not None and config.engine != "spark":
        raise UsageError("--master says where Spark runs; give --engine spark with it")
    if config.work is not None and config.engine == "spark":
        raise UsageError("--work keeps what the embedded engine finds; leave it out with --engine spark")


def load_report(path: str | Path) -> Report:
    """Return a saved report.

    Raises:
        DamagedReportError: if the file is no report of ours, or cut short, or of another schema.
        UsageError: if there is no such file.
    """
    from provenance.report.json import read_json

    try:
        with open(path, encoding="utf-8") as stream, collecting_rarely():
            return read_json(stream, str(path))
    except FileNotFoundError as error:
        raise UsageError(f"{path}: there is no such report") from error
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: cannot be read: {error}") from error


def diff(old: Report, new: Report, least_change: float = 0.05) -> Difference:
    """Return what two reports differ in: new, gone and changed matches, articles, clusters and origins.

    Args:
        old, new: the reports, the earlier one first.
        least_change: how far a score, a confidence or a share must move to be listed, 0 to 1.
    """
    from provenance.core.diffing.diff import difference

    with collecting_rarely():
        return difference(old, new, least_change)


def evaluate(report: Report, gold: str | Path, without: Sequence[str] = ()) -> Evaluation:
    """Judge a report by annotated expectations.

    Args:
        report: what was found.
        gold: the file of annotated expectations.
        without: kinds of annotated pairs to leave out, each as ``KIND`` or ``KIND:LANG``: ``cross`` is
            text across languages.

    Raises:
        GoldError: if the file is missing, of no known form, or damaged.
        UsageError: if ``without`` names no kind.
    """
    from provenance.core.evaluating.evaluate import evaluate as judge
    from provenance.files.gold import read_gold

    return judge(report, read_gold(gold), without)


def explain_match(report: Report, match_id: str) -> Explanation:
    """Explain one match of a report: the texts aligned, the evidence, each feature's share.

    Args:
        report: the report.
        match_id: the match's id, or its beginning.

    Raises:
        UsageError: if the report holds no such match, or several with this beginning.
    """
    import provenance
    from provenance.core.matching.score import parse_models
    from provenance.core.reporting.explain import explain_match as explain
    from provenance.files.tables import load_json
    from provenance.report.select import find_match

    identity = find_match(report, match_id)
    match = next(match for match in report.matches if match.id == identity)
    ours = report.version == provenance.__version__
    return explain(report, match, parse_models(load_json("scorer.json")) if ours else None)


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
    from provenance.files.discover import printable
    from provenance.files.named import file_and_line
    from provenance.pipeline import explain

    config = config or Config()
    _check(config)
    names = [file_and_line(place) for place in (left, right)]
    progress = Silent()
    gathered = gather(_sources([file for file, _ in names], against, config), config, progress)
    places = [
        (printable(f"{file}:{line}"), gathered.article_id(file, "--against"), line) for file, line in names
    ]
    run = run_of(config, gathered.engine, progress, _encoder(config))
    explanation = explain(gathered.parts, places, run)
    if explanation.match is not None or against:
        return explanation
    alone = "Only the articles named were compared; in a collection, rivals of either side count, too."
    return replace(explanation, reasons=(*explanation.reasons, alone))


def _sources(files: Sequence[str], against: Sequence[str], config: Config) -> list[str]:
    """Return what to compare: the collection, and those of two files that it does not hold."""
    from provenance.files.discover import printable
    from provenance.files.source import plan

    for file in files:
        if Path(file).is_dir():
            raise UsageError(f"{printable(file)}: is a folder; a place is FILE:LINE")
    if not against:
        return list(dict.fromkeys(files))
    held = {str(Path(path).resolve()) for path in plan(list(against), config).locate().values()}
    there = [file for file in dict.fromkeys(files) if Path(file).exists()]
    return [*against, *(file for file in there if str(Path(file).resolve()) not in held)]
