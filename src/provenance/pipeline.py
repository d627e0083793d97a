"""The stages of a comparison, in order: cut, find, expand, assemble, report.

Reading comes before (``files``), writing after (``report``). Everything here works on articles
already in memory and on tables handed in, so that it runs the same wherever they come from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import xxhash

from provenance.config import Config
from provenance.core.agencies import AgencyTable
from provenance.core.assemble import assemble
from provenance.core.background import Background, merge
from provenance.core.columns import Columns, CutArticle, Stemmer, Vocabulary, build, join
from provenance.core.credits import find_credits
from provenance.core.detect import detect
from provenance.core.expand import expand
from provenance.core.explain import explain_match
from provenance.core.house import house_of
from provenance.core.places import find_place, match_at
from provenance.core.score import Models
from provenance.core.segment import SegmentTables, segment
from provenance.core.terms import distinct_blocks
from provenance.core.why_not import why_not
from provenance.model import Article, Explanation, Problem, Report
from provenance.ports import Engine, Progress

BATCH: Final = 1_500_000
TEXTS_LIMIT: Final = 50_000_000

Identify = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutTables:
    """What cutting an article needs: word lists, agencies, stemmers, and how to tell a language."""

    segments: SegmentTables
    agencies: AgencyTable
    stemmers: Mapping[str, Stemmer]
    identify: Identify


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Group articles into batches of about ``BATCH`` code points."""
    batch: list[Article] = []
    held = 0
    for article in articles:
        batch.append(article)
        held += len(article.text)
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def cut(articles: Sequence[Article], tables: CutTables) -> Columns:
    """Cut a batch of articles into columns: segments, tokens, credits."""
    done = []
    for article in articles:
        language = article.language.replace("_", "-").split("-")[0].lower() if article.language else None
        language = language or tables.identify(article.text[article.body_start :])
        segments = segment(article.text, language, tables=tables.segments, start=article.body_start)
        done.append(
            CutArticle(
                article=article,
                language=language,
                segments=segments,
                credits=find_credits(article, segments, tables.agencies),
                house=house_of(article, segments),
            )
        )
    return build(done, Vocabulary(tables.stemmers))


def fingerprint(settings: Mapping[str, object], version: str) -> str:
    """Return the fingerprint of the settings that shape a report, and of the version that made it."""
    plain = "\n".join(f"{name}={settings[name]!r}" for name in sorted(settings))
    return xxhash.xxh3_128_hexdigest(f"{version}\n{plain}".encode())


def limits(columns: Columns, backgrounds: Mapping[str, Background], config: Config) -> tuple[str, ...]:
    """Say in plain sentences what the run could not have seen."""
    found = []
    spoken = sorted({language for language in columns.languages if language})
    if len(spoken) > 1:
        found.append(f"common text across languages ({', '.join(spoken)}): no encoder ran")
    if not config.reworded:
        found.append("reworded passages: near-copies only, as asked")
    bare = [language for language in spoken if language not in backgrounds]
    if bare and config.reworded:
        found.append(
            f"how rare words are in {', '.join(bare)}: no background frequencies, scores are rougher"
        )
    unknown = sum(language is None for language in columns.languages)
    if unknown:
        found.append(f"the language of {unknown} article{'s' if unknown > 1 else ''}: too short or unknown")
    if not any(article.outlet for article in columns.articles):
        found.append("outlets: none is named, so none counts as independent")
    return tuple(found)


def report(
    parts: Sequence[Columns],
    problems: Sequence[Problem],
    ignored: int,
    *,
    backgrounds: Callable[[Iterable[str]], Mapping[str, Background]],
    models: Models,
    engine: Engine,
    config: Config,
    progress: Progress,
    version: str,
) -> Report:
    """Compare articles that were cut, and return the report."""
    columns = join(parts)
    tables = backgrounds(language for language in columns.languages if language)
    found = detect(
        columns, merge(tables), models, engine, progress, reworded=config.reworded, least=config.min_score
    )
    progress.stage("report", None, "matches")
    expanded = expand(columns, distinct_blocks(columns), found)
    size = sum(len(article.text) for article in columns.articles)
    texts = size <= TEXTS_LIMIT if config.texts is None else config.texts
    made = assemble(columns, expanded, texts)
    settings = config.shaping() | {"encoder": "none"}
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
        limits=limits(columns, tables, config),
        counts=made.counts,
    )


def explain(
    parts: Sequence[Columns],
    places: Sequence[tuple[str, str, int]],
    *,
    backgrounds: Callable[[Iterable[str]], Mapping[str, Background]],
    models: Models,
    engine: Engine,
    config: Config,
    progress: Progress,
    version: str,
) -> Explanation:
    """Compare articles that were cut, and explain why two places match or do not.

    Args:
        parts: all articles.
        places: left and right: how the user called it, the article's id, the line from 1.
        backgrounds, models, engine, config, progress, version: as for ``report``.

    Raises:
        UsageError: if a line does not exist or holds no text, or both places are one paragraph.
    """
    columns = join(parts)
    tables = backgrounds(language for language in columns.languages if language)
    left, right = (find_place(columns, *place) for place in places)
    made = report(
        parts,
        (),
        0,
        backgrounds=lambda languages: tables,
        models=models,
        engine=engine,
        config=config,
        progress=progress,
        version=version,
    )
    found = match_at(columns, made, left, right)
    if found is not None:
        return explain_match(made, found[0], models.final, swapped=found[1])
    return why_not(
        columns,
        made,
        left,
        right,
        background=merge(tables),
        models=models,
        engine=engine,
        progress=progress,
        reworded=config.reworded,
        least=config.min_score,
    )
