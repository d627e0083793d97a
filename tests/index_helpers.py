"""Small collections in an index, and what a comparison of everything finds: for tests of the index."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from made_columns import Quiet, made_article, models, tables
from provenance import api, indexing, intake
from provenance.config import Config
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import concatenated, join, single
from provenance.core.cutting.cut import cut
from provenance.core.passages.touching import touching
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.intake import New, with_index
from provenance.model import Match, Report
from provenance.pipeline import Run, report
from provenance.store import write

PLAIN = Config(encoder="none", jobs=1)

Known = dict[tuple[str, int, int, str, int, int], tuple[str, float, str]]


@dataclass(frozen=True)
class Collection:
    """Articles, cut; asked for one, or kept in an index without one."""

    columns: Columns
    config: Config = PLAIN

    @property
    def ids(self) -> list[str]:
        return [article.id for article in self.columns.articles]

    def without(self, number: int) -> Columns:
        return concatenated([single(self.columns, n) for n in range(len(self.ids)) if n != number])

    def compared(self) -> Report:
        """Return the report on all of them; made once."""
        return self._report

    @cached_property
    def _report(self) -> Report:
        return report(
            [self.columns], (), 0,
            Run(
                backgrounds=load_backgrounds, models=models(), cues=tables().segments.cues,
                engine=LocalEngine(1), config=self.config, progress=Quiet(), version="test",
                load=lambda: api.encoder_of(self.config.encoder),
            ),
        )  # fmt: skip

    def indexed(self, path: Path, columns: Sequence[Columns]) -> Path:
        write.ensure(path, indexing.shaping(self.config), 1.0)
        for part in columns:
            encode = indexing.vectors_by(self.config.encoder, LocalEngine(1), Quiet())
            write.add(path, [part], 0, wait=1.0, tables=indexing.tables(), encode=encode)
        return path

    def checked(self, path: Path, number: int) -> Report:
        new = New(columns=single(self.columns, number), problems=[], engine=LocalEngine(1))
        done = with_index(path, new, self.config, 1.0, Quiet())
        return touching(done.report, {self.ids[number]})


def collection(*texts: str, config: Config = PLAIN, **known: Any) -> Collection:
    """Return articles of some texts, named a0000, a0001, ..."""
    articles = [made_article(f"a{i:04}", text, **known) for i, text in enumerate(texts)]
    return Collection(columns=cut(articles, tables()), config=config)


def gathered(path: str | Path, config: Config = PLAIN) -> Collection:
    """Return the articles of a folder."""
    return Collection(columns=join(api.gather([path], config, Quiet()).parts), config=config)


def known(matches: Sequence[Match], article: str) -> Known:
    """Return what is said of the matches that touch an article, by their spans."""
    return {
        (m.left.article, m.left.start, m.left.end, m.right.article, m.right.start, m.right.end): (
            m.relation,
            m.score,
            m.content,
        )
        for m in matches
        if article in (m.left.article, m.right.article)
    }


def without_content(found: Known) -> dict[Any, tuple[str, float]]:
    """Return spans, relations and scores only."""
    return {key: value[:2] for key, value in found.items()}


def local_only(monkeypatch: Any) -> None:
    """Let a check fail that would compare everything."""

    def refuse(*arguments: Any) -> None:
        raise AssertionError("the whole collection was compared")

    monkeypatch.setattr(intake, "everything", refuse)


Making = Callable[[], Collection]
