"""The stages of a comparison, in order: cut, find, expand, assemble, report.

Reading comes before (``files``), writing after (``report``). Everything here works on articles
already in memory and on tables handed in, so that it runs the same wherever they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import xxhash

from provenance.config import Config
from provenance.core.collecting import not_collecting
from provenance.core.collection.background import Background, merge
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import concatenated, join, single
from provenance.core.collection.terms import distinct_blocks
from provenance.core.crediting.credentials import credential_limits
from provenance.core.holding.intake import Found
from provenance.core.holding.nearby import Nearby
from provenance.core.holding.wording_near import LookedUp
from provenance.core.matching.cognates import Spellings
from provenance.core.matching.detect import Setup, detect, distinct
from provenance.core.matching.score import Models
from provenance.core.matching.story import Stories
from provenance.core.passages.expand import expand
from provenance.core.quoting.cue_words import CueTables
from provenance.core.quoting.speech import Speech
from provenance.core.reporting.assemble import Assembled, Context, assemble
from provenance.core.reporting.limits import (
    date_limits,
    encoding_limits,
    language_limits,
    misread_limits,
    ocr_limits,
)
from provenance.core.seams import Room
from provenance.model import Explanation, Problem, Report
from provenance.ports import Engine, Progress

TEXTS_LIMIT: Final = 50_000_000
MOST_ENCODED: Final = 10_000


def fingerprint(settings: Mapping[str, object], version: str) -> str:
    """Return the fingerprint of the settings that shape a report, and of the version that made it."""
    plain = "\n".join(f"{name}={settings[name]!r}" for name in sorted(settings))
    return xxhash.xxh3_128_hexdigest(f"{version}\n{plain}".encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Semantics:
    """An encoder, ready to be used.

    ``encode`` turns texts in languages into vectors, see ``matching.meaning``, None if only spellings are
    compared; ``limits`` says in plain sentences with which of some languages it did not help; ``spellings``
    weigh what languages spell alike that it does not know, see ``core.matching.cognates``.
    """

    name: str
    encode: Callable[[Sequence[str], Sequence[str | None], Engine, Progress], npt.NDArray[np.int8]] | None
    limits: Callable[[Iterable[str | None]], tuple[str, ...]]
    spellings: Callable[[], Spellings] | None = None


def semantics(
    load: Callable[[], Semantics | None], passages: int, config: Config
) -> tuple[Semantics | None, str | None]:
    """Return the encoder of a run, and why there is none although one might have been.

    One that nobody named runs by itself on at most ``MOST_ENCODED`` distinct passages.
    """
    if not config.reworded or config.encoder == "none":
        return None, None
    if config.encoder == "auto" and passages > MOST_ENCODED:
        return None, f"more than {MOST_ENCODED:,} distinct passages: an encoder runs if --encoder names it"
    found = load()
    return found, None if found else "none is installed"


def limits(
    columns: Columns,
    backgrounds: Mapping[str, Background],
    config: Config,
    encoder: Semantics | None = None,
    why: str | None = None,
    held: Iterable[str] = (),
    judged: Columns | None = None,
) -> tuple[str, ...]:
    """Say in plain sentences what the run could not have seen.

    ``why`` no encoder ran, if not as asked; ``held`` are the languages of articles that are not at hand;
    ``judged`` are the articles that the answer is about, if not all.
    """
    found: list[str] = []
    spoken = sorted({language for language in (*columns.languages, *held) if language})
    if encoder is not None:
        found += encoder.limits(columns.languages)
    elif why and config.reworded:
        found.append(f"heavily reworded passages: no encoder ran ({why})")
    if len(spoken) > 1 and encoder is None:
        found.append(f"common text across languages ({', '.join(spoken)}): no encoder ran")
    if not config.reworded:
        found.append("reworded passages: near-copies only, as asked")
    found += language_limits(judged or columns, backgrounds, reworded=config.reworded)
    found += ocr_limits(columns.articles)
    found += misread_limits(judged or columns)
    found += encoding_limits(columns.articles)
    found += date_limits(columns.articles)
    found += credential_limits(columns.articles)
    if not any(article.outlet for article in columns.articles):
        found.append("outlets: none is named, so none counts as independent")
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What articles are compared with.

    ``backgrounds`` returns the frequencies of some languages, of those that have a table; ``load`` gives the
    encoder, if one is wanted; ``version`` is the package's, for the report; ``room`` gives large arrays.
    """

    backgrounds: Callable[[Iterable[str]], Mapping[str, Background]]
    models: Models
    cues: Mapping[str, CueTables]
    engine: Engine
    config: Config
    progress: Progress
    version: str
    load: Callable[[], Semantics | None] = lambda: None
    room: Room = np.zeros


def report(parts: Sequence[Columns], problems: Sequence[Problem], ignored: int, run: Run) -> Report:
    """Compare articles that were cut, and return the report.

    Args:
        parts: the articles. problems: what could not be read. ignored: how many files were left out.
        run: what they are compared with.
    """
    columns = join(parts)
    config = run.config
    tables = run.backgrounds(language for language in columns.languages if language)
    encoder, why = semantics(run.load, len(distinct(columns)), config)
    found = detect(columns, _setup(run, tables, encoder))
    run.progress.stage("report", None, "matches")
    size = sum(len(article.text) for article in columns.articles)
    texts = size <= TEXTS_LIMIT if config.texts is None else config.texts
    with not_collecting():
        expanded = expand(columns, distinct_blocks(columns), found, config.min_score)
        made = assemble(
            columns, expanded, Speech(columns, run.cues), texts, by=run.engine.lead, beside=run.engine.beside
        )
    seen = limits(columns, tables, config, encoder, why)
    return _reported(made, problems, ignored, seen, config, encoder.name if encoder else "none", run.version)


def _reported(
    made: Assembled,
    problems: Sequence[Problem],
    ignored: int,
    seen: tuple[str, ...],
    config: Config,
    encoder: str,
    version: str,
) -> Report:
    settings = config.shaping() | {"encoder": encoder}
    return Report(
        version=version,
        settings=settings,
        fingerprint=fingerprint(settings, version),
        articles=made.articles,
        matches=made.matches,
        pairs=made.pairs,
        clusters=made.clusters,
        repeats=made.repeats,
        problems=tuple(sorted(problems, key=lambda p: (p.path, p.line or 0, p.reason))),
        ignored=ignored,
        limits=seen,
        counts=made.counts,
    )


def report_found(
    found: Found,
    nearby: Nearby,
    problems: Sequence[Problem],
    *,
    backgrounds: Callable[[Iterable[str]], Mapping[str, Background]],
    cues: Mapping[str, CueTables],
    config: Config,
    languages: Iterable[str],
    version: str,
) -> Report:
    """Return the report of what was found around new articles.

    Args:
        found: the articles, and what ties them.
        nearby: tells of all articles what these alone do not.
        problems: what could not be read.
        backgrounds, cues, config, version: as in ``Run``.
        languages: those of the articles that are held.
    """
    columns = found.columns
    context = Context(
        stories=Stories(columns, nearby.named), frames=nearby.frames, library=LookedUp(nearby, found.text)
    )
    made = assemble(columns, found.expanded, Speech(columns, cues), config.texts is not False, context)
    tables = backgrounds(language for language in columns.languages if language)
    # Of what is held, only what was looked up is here.
    new = [single(columns, n) for n, article in enumerate(columns.articles) if article.id in found.new]
    seen = limits(columns, tables, config, held=languages, judged=concatenated(new))
    return _reported(made, problems, 0, seen, config, "none", version)


def _once(encoder: Semantics) -> Semantics:
    """Return an encoder that keeps what it has encoded."""
    held: dict[tuple[tuple[str, ...], tuple[str | None, ...]], npt.NDArray[np.int8]] = {}
    by = encoder.encode
    if by is None:
        return encoder

    def encode(
        texts: Sequence[str], languages: Sequence[str | None], engine: Engine, progress: Progress
    ) -> npt.NDArray[np.int8]:
        key = (tuple(texts), tuple(languages))
        if key not in held:
            held[key] = by(texts, languages, engine, progress)
        return held[key]

    return replace(encoder, encode=encode)


def _setup(run: Run, tables: Mapping[str, Background], encoder: Semantics | None) -> Setup:
    by = encoder.encode if encoder else None

    def encode(texts: Sequence[str], languages: Sequence[str | None]) -> npt.NDArray[np.int8]:
        assert by is not None
        return by(texts, languages, run.engine, run.progress)

    return Setup(
        background=merge(tables),
        models=run.models,
        engine=run.engine,
        progress=run.progress,
        reworded=run.config.reworded,
        least=run.config.min_score,
        encode=encode if by else None,
        spellings=encoder.spellings if encoder else None,
        room=run.room,
    )


def explain(parts: Sequence[Columns], places: Sequence[tuple[str, str, int]], run: Run) -> Explanation:
    """Compare articles that were cut, and explain why two places match or do not.

    Args:
        parts: all articles.
        places: left and right: how the user called it, the article's id, the line from 1.
        run: what they are compared with.

    Raises:
        UsageError: if a line does not exist or holds no text, or both places are one paragraph.
    """
    from provenance.core.reporting.explain import explain_match
    from provenance.core.reporting.places import find_place, match_at
    from provenance.core.reporting.why_not import why_not

    columns = join(parts)
    tables = run.backgrounds(language for language in columns.languages if language)
    encoder, _ = semantics(run.load, len(distinct(columns)), run.config)
    # The report, and the search for what came near, encode the same texts.
    encoder = _once(encoder) if encoder else None
    left, right = (find_place(columns, *place) for place in places)
    run = replace(run, backgrounds=lambda languages: tables, load=lambda: encoder)
    made = report(parts, (), 0, run)
    found = match_at(columns, made, left, right)
    if found is not None:
        return explain_match(made, found[0], run.models, swapped=found[1])
    return why_not(columns, made, left, right, _setup(run, tables, encoder))
