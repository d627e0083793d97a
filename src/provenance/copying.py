"""Near-copies of paragraphs and nothing else, for library users."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from provenance.api import read_one
from provenance.config import Config
from provenance.core.collecting import collecting_rarely
from provenance.model import Article, Problem

if TYPE_CHECKING:
    from provenance.core.near.copies import NearCopies

# Code points of a batch of texts: enough that threads seldom wait for one another.
_TEXT_AT_ONCE: Final = 3_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NearCopiesFound:
    """Near-copies among the paragraphs of articles; ``found`` numbers ``articles``."""

    articles: tuple[Article, ...]
    problems: tuple[Problem, ...]
    found: NearCopies


def near_copies(
    paths: Sequence[str | Path], config: Config | None = None, *, least: float = 0.5
) -> NearCopiesFound:
    """Find paragraphs that are near-copies, and nothing else: no rewording, quotations or origins.

    Many times faster than ``compare``, for archives that are to be rid of copies.

    Args:
        paths: folders, files or globs.
        config: settings; ``jobs`` and those of reading count.
        least: the lowest Jaccard similarity of word 3-shingles to report.

    Raises:
        UsageError, NoArticlesError: as ``compare`` does.
    """
    from provenance.core.near.copies import near_copies as find
    from provenance.engines.local import LocalEngine
    from provenance.files.source import Intake, no_articles, plan

    config = config or Config()
    work = plan([str(path) for path in paths], config)
    intake = Intake(work, config)
    articles: list[Article] = []
    problems = list(work.problems)

    def texts() -> Iterator[list[str]]:
        batch: list[str] = []
        held = 0
        for item in work.items:
            for one in intake.take(read_one(config, item)):
                if not isinstance(one, Article):
                    problems.append(one)
                    continue
                articles.append(one)
                batch.append(one.text[one.body_start :])
                held += len(batch[-1])
                if held >= _TEXT_AT_ONCE:
                    yield batch
                    batch, held = [], 0
        yield batch

    with collecting_rarely():
        found = find(texts(), least, LocalEngine(config.jobs).jobs)
    problems += intake.finish()
    if not articles:
        raise no_articles(work, problems, intake.ignored_by)
    return NearCopiesFound(articles=tuple(articles), problems=tuple(problems), found=found)
