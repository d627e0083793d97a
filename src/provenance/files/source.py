"""Articles from files: plan what to read, read it piece by piece, keep ids unique."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from provenance.config import Config
from provenance.errors import NoArticlesError
from provenance.files import jsonl, whole
from provenance.files.discover import excluded, printable
from provenance.files.item import Found, Ignored, ReadItem
from provenance.files.kinds import ENDINGS
from provenance.files.plan import ReadPlan, missing_row, plan
from provenance.model import Article, Problem

__all__ = [
    "FileSource", "Ignored", "Intake", "ReadItem", "ReadPlan", "no_articles", "plan", "read_batches",
    "read_item", "with_outlet",
]  # fmt: skip

_BATCH: Final = 2_000
_SHOWN: Final = 10
_EXCLUDED: Final = "excluded records"


def read_item(item: ReadItem, config: Config) -> list[Found]:
    """Read one piece of work.

    Args:
        item: A piece from a plan.
        config: The settings of the run.

    Returns:
        Articles, problems and what is ignored, in the order of the file. A file that cannot be read is a
        problem.
    """
    return [found for batch in read_batches(item, config) for found in batch]


def read_batches(item: ReadItem, config: Config) -> Iterator[list[Found]]:
    """Read one piece of work in batches, so that a packed file of any size fits in memory.

    Args:
        item: A piece from a plan.
        config: The settings of the run.

    Yields:
        What ``read_item`` returns, up to 2,000 at a time.
    """
    batch: list[Found] = []
    found = _read(item, config)
    while True:
        one: Found | None
        try:
            one = next(found, None)
        except OSError as error:
            one = Problem(path=item.id, reason=f"cannot be read: {error.strerror or error}")
        if one is None:
            break
        batch.append(with_outlet(one, item, config) if isinstance(one, Article) else one)
        if len(batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


class Intake:
    """Takes what was read, in the order of the plan, and settles what only the whole can.

    The first article with an id keeps it; a later one becomes a problem. Manifest rows are put on
    the records they name. Records whose id is excluded, and what was opened and holds no article, are
    left out and counted, with the files that the plan leaves out, in ``ignored_by`` by reason.
    """

    def __init__(self, plan: ReadPlan, config: Config) -> None:
        self.ignored_by = Counter(plan.ignored_by)
        self._plan = plan
        self._config = config
        self._taken: dict[str, tuple[str, int | None]] = {}
        self._rows_used: set[str] = set()

    @property
    def ignored(self) -> int:
        """How many files and records are left out so far."""
        return self.ignored_by.total()

    def take(self, found: Iterable[Found]) -> Iterator[Article | Problem]:
        """Yield what may be compared and what is wrong, in the order it comes in."""
        for one in found:
            if isinstance(one, Ignored):
                if one.count:
                    self.ignored_by[one.reason] += one.count
            elif isinstance(one, Problem):
                yield one
            elif one.record_line is not None and excluded(one.id, self._config.exclude):
                self.ignored_by[_EXCLUDED] += 1
            elif one.id in self._taken:
                path, line = self._taken[one.id]
                place = printable(path if line is None else f"{path}:{line}")
                reason = f"the id {printable(one.id)} is taken by {place}; this article is not compared"
                yield Problem(path=one.path, line=one.record_line, reason=reason)
            else:
                self._taken[one.id] = (one.path, one.record_line)
                yield self._told(one)

    def finish(self) -> list[Problem]:
        """Return the problems that show only at the end: manifest rows that name nothing."""
        rows = self._plan.record_rows
        left = [row for file, row in rows.items() if row.required and file not in self._rows_used]
        return [missing_row(row) for row in sorted(left, key=lambda row: (row.manifest, row.line))]

    def _told(self, article: Article) -> Article:
        row = self._plan.record_rows.get(article.id) if article.record_line is not None else None
        if row is None:
            return article
        self._rows_used.add(article.id)
        return replace(article, **row.metadata)


class FileSource:
    """The articles in folders, files and globs.

    Iterating yields the plan's problems, then articles and problems sorted by file id, records of
    one file by line. ``ignored`` counts the files and records left out, after iteration.

    Args:
        paths: Folders, files and globs.
        config: The settings of the run.

    Raises:
        UsageError: if a path does not exist or a glob matches nothing.
    """

    def __init__(self, paths: Sequence[str | Path], config: Config) -> None:
        self.plan = plan(paths, config)
        self.ignored = self.plan.ignored
        self.ignored_by: Mapping[str, int] = self.plan.ignored_by
        self._config = config

    def __iter__(self) -> Iterator[Article | Problem]:
        intake = Intake(self.plan, self._config)
        yield from self.plan.problems
        for item in self.plan.items:
            for batch in read_batches(item, self._config):
                yield from intake.take(batch)
        yield from intake.finish()
        self.ignored = intake.ignored
        self.ignored_by = intake.ignored_by


def no_articles(
    plan: ReadPlan, problems: Sequence[Problem], ignored_by: Mapping[str, int] | None = None
) -> NoArticlesError:
    """Build the error for a run that found nothing to compare.

    Args:
        plan: What was looked at and left out.
        problems: All problems of the run.
        ignored_by: The final counts by reason, where something was left out after it was opened.
    """
    looked = ", ".join(printable(path) for path in plan.looked_at)
    lines = [f"no article found in {looked}"]
    reasons = plan.ignored_by if ignored_by is None else {why: n for why, n in ignored_by.items() if n}
    count = sum(reasons.values())
    if count:
        ordered = sorted(reasons.items(), key=lambda entry: (-entry[1], entry[0]))
        told = ", ".join(f"{number} {printable(reason)}" for reason, number in ordered[:_SHOWN])
        more = f", {len(ordered) - _SHOWN} kinds more" if len(ordered) > _SHOWN else ""
        lines.append(f"{count} ignored: {told}{more}")
    if problems:
        shown = [_problem_line(problem) for problem in problems[:_SHOWN]]
        if len(problems) > _SHOWN:
            shown.append(f"{len(problems) - _SHOWN} more")
        lines.append(f"{len(problems)} could not be read: {', '.join(shown)}")
    if not count and not problems:
        lines[0] += ": no files there"
    lines.append(f"files that are read: {' '.join(ENDINGS)}")
    return NoArticlesError("; ".join(lines))


def _problem_line(problem: Problem) -> str:
    place = problem.path if problem.line is None else f"{problem.path}:{problem.line}"
    return f"{printable(place)}: {printable(problem.reason)}"


def _read(item: ReadItem, config: Config) -> Iterator[Found]:
    if item.kind == "jsonl":
        return jsonl.read_records(item, config)
    if item.kind == "jsonl.gz":
        return jsonl.read_packed(item, config)
    if item.kind in whole.KINDS:
        return whole.read(item, config)
    from provenance.files.formats.readers import read

    return read(item, config)


def with_outlet(article: Article, item: ReadItem, config: Config) -> Article:
    """Return an article with the outlet that the settings give it."""
    if config.outlet_from is None:
        return article
    if config.outlet_from != "folder":
        return article if article.outlet else replace(article, outlet=config.outlet_from)
    # The name a page gives its site is a guess; the folder was chosen by the user.
    guessed = article.extracted and "outlet" not in item.metadata
    if item.folder is None or (article.outlet and not guessed):
        return article
    return replace(article, outlet=item.folder)
