"""What new articles have in common with what is held, for library users and the command ``check``."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING

import numpy as np

from provenance import api, indexing
from provenance.config import Config
from provenance.core.collecting import collecting_rarely
from provenance.decisions import Labels
from provenance.errors import UsageError
from provenance.intake import (
    STDIN,
    New,
    NewAndHeld,
    changed_since,
    is_index,
    place_of,
    read_new,
    with_folder,
    with_index,
)
from provenance.model import Report

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.core.deciding.gate import Duplicate
    from provenance.core.deciding.labels import Known
    from provenance.core.deciding.verdict import ArticleVerdict
    from provenance.ports import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What was found of new articles.

    ``report`` holds what touches them: their matches, pairs and clusters, and the articles these are with.
    ``against`` is what they were held against, ``held`` how many articles that has. ``unlabelled`` are
    duplicates, as the gate knows them, that no label covers.
    """

    verdicts: tuple[ArticleVerdict, ...]
    report: Report
    against: str
    held: int
    undated: bool
    agencies: Mapping[str, int]
    unlabelled: tuple[Duplicate, ...] = ()
    added: indexing.Added | None = None


def check(
    articles: Sequence[str | Path],
    against: str | Path | None = None,
    config: Config | None = None,
    *,
    stdin: Callable[[], bytes] | None = None,
    add: bool = False,
    wait: float = indexing.WAIT,
    progress: Progress | None = None,
) -> Checked:
    """Say of new articles what of them is held elsewhere, and where they likely come from.

    The matches are those that ``compare`` finds in the collection and the articles together.

    Args:
        articles: files, folders or globs; ``-`` is what ``stdin`` returns.
        against: a folder of articles, or an index; None is the index that the settings name, or the nearest.
        config: settings.
        stdin: reads standard input.
        add: whether to put the articles into the index after.
        wait: for how many seconds to wait for a process that writes the index.
        progress: hears how the run gets on.

    Raises:
        UsageError, NoArticlesError: if something is not there.
        IndexFileError, IndexBusyError: if the index cannot be read.
    """
    config, progress = config or Config(), progress or api.Silent()
    if add and STDIN in articles:
        raise UsageError(
            "--add: standard input has no name to be held under; save it to a file, and name that"
        )
    with collecting_rarely():
        place = place_of(articles, against, config)
        new = read_new(articles, config, progress, stdin)
        new.columns = _named_as_there(new, _root_of(place))
        if add and not is_index(place):
            raise UsageError(f"--add puts articles into an index, and {place} is none; give --against INDEX")
        named = Path(against) if against is not None else None
        with _beside() as later:
            done = _compared(place, new, config, wait, progress, later)
            checked = _checked(place, named, new, done, config)
        if not add:
            return checked
        kept = config if config.index else replace(config, index=str(place))
        return replace(checked, added=indexing.put(new.columns, kept, wait=wait, progress=progress))


def places_read(
    articles: Sequence[str | Path], against: str | Path | None, config: Config
) -> tuple[tuple[str | Path, ...], ...]:
    """Return what a check of articles reads, each group of files and folders with labels of its own.

    The folder that an index lies in is among it: its articles are what is held.

    Raises:
        UsageError: if there is nothing to check against.
    """
    place = place_of(articles, against, config)
    root = _root_of(place)
    given = tuple(one for one in articles if str(one) != STDIN)
    return tuple(group for group in (given, (place,), (root,) if root is not None else ()) if group)


@contextmanager
def _beside() -> Iterator[Callable[[Callable[[], None]], None]]:
    """Yield what does work in a thread of its own; in the end that is waited for, and fails if it failed.

    The executors of the standard library take longer to import than this work takes.
    """
    threads: list[Thread] = []
    failed: list[Exception] = []

    def done(work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            failed.append(error)

    def later(work: Callable[[], None]) -> None:
        thread = Thread(target=done, args=(work,))
        thread.start()
        threads.append(thread)

    try:
        yield later
    finally:
        for thread in threads:
            thread.join()
    for error in failed:
        raise error


def _compared(
    place: Path,
    new: New,
    config: Config,
    wait: float,
    progress: Progress,
    later: Callable[[Callable[[], None]], object],
) -> NewAndHeld:
    if is_index(place):
        return with_index(place, new, config, wait, progress, later)
    return with_folder(place, new, config, progress)


def _checked(place: Path, against: Path | None, new: New, done: NewAndHeld, config: Config) -> Checked:
    """Return what is to be said of new articles that were compared."""
    # Imported here, while what the index was asked for is let go of.
    from provenance.core.deciding.verdict import verdict
    from provenance.core.origins.versions import clustered
    from provenance.core.passages.crowded import crowded
    from provenance.core.passages.touching import touching

    if is_index(place):
        labels = _labels([place.parent.parent], config) if place.parent.name == indexing.FOLDER else None
    else:
        labels = _labels([place], config)
    ids = frozenset(article.id for article in new.columns.articles)
    copies = clustered(done.report, ids)
    clusters = crowded(done.report, ids)
    report = touching(done.report, ids)
    if against is not None and against.is_dir() and is_index(place):
        report = replace(report, limits=(*report.limits, *changed_since(place, against, config)))
    report, unlabelled = _labelled(report, done.columns, ids, labels, config)
    held = {a.id: a for a in done.columns.articles}
    furniture = _furniture(new.columns)
    versions = (*done.versions, *new.columns.articles)
    verdicts = tuple(
        verdict(
            a,
            report,
            held,
            versions=versions,
            copies=copies[a.id],
            clusters=clusters,
            furniture=furniture[a.id],
            left_out=new.left_out.get(a.id),
        )
        for a in sorted(new.columns.articles, key=lambda a: a.id)
    )
    if not done.held:
        verdicts = tuple(map(_against_nothing, verdicts))
    open_to_labels = {side.article for one in unlabelled for side in (one.here, one.there)}
    return Checked(
        verdicts=tuple(_with_places(one, place, new, open_to_labels) for one in verdicts),
        report=report,
        against=str(place),
        held=done.held,
        undated=done.undated,
        agencies=done.agencies,
        unlabelled=unlabelled,
    )


def _against_nothing(one: ArticleVerdict) -> ArticleVerdict:
    """Say nothing of common text where no article is held that could have any."""
    return replace(one, word="CAN'T TELL") if one.word == "NO SIGN OF COMMON TEXT" else one


def _root_of(place: Path) -> Path | None:
    """Return the corpus root of a folder or of the index in it, None for an index that lies elsewhere."""
    if place.is_dir():
        return place
    return place.parent.parent if place.parent.name == indexing.FOLDER else None


def _named_as_there(new: New, root: Path | None) -> Columns:
    """Return the new articles, those that lie in the corpus with the ids that they have there."""
    if root is None:
        return new.columns
    articles = []
    for article in new.columns.articles:
        file = new.files.get(article.path) if article.record_line is None else None
        inside = file is not None and Path(file).resolve().is_relative_to(root.resolve())
        if inside and file is not None:
            articles.append(replace(article, id=Path(file).resolve().relative_to(root.resolve()).as_posix()))
        else:
            articles.append(article)
    if len({article.id for article in articles}) < len(articles):
        return new.columns
    return replace(new.columns, articles=tuple(articles))


def _with_places(
    one: ArticleVerdict, place: Path, new: New, open_to_labels: Collection[str]
) -> ArticleVerdict:
    """Return a verdict whose label command names files as they are called from the current folder.

    A label names articles of the corpus: for one that lies elsewhere, or needs none, there is no command.
    """
    from provenance.files.corpus_root import relative

    if one.label is None:
        return one
    here, there, kind, agency = one.label
    name, _, line = here.rpartition(":")
    root = _root_of(place)
    path = next((a.path for a in new.columns.articles if a.id == name and a.record_line is None), None)
    file = new.files.get(path) if path is not None else None
    inside = root is not None and file is not None and Path(file).resolve().is_relative_to(root.resolve())
    if name not in open_to_labels or not inside or file is None:
        return replace(one, label=None)
    here = f"{relative(file)}:{line}"
    name, _, line = there.rpartition(":")
    if root is not None and (root / name).is_file():
        there = f"{relative(root / name)}:{line}"
    return replace(one, label=(here, there, kind, agency))


def _labels(paths: Sequence[Path], config: Config) -> Labels:
    from provenance.files.corpus_root import load_labels

    return load_labels(paths, config.labels)


def _labelled(
    report: Report, columns: Columns, ids: Collection[str], labels: Labels | None, config: Config
) -> tuple[Report, tuple[Duplicate, ...]]:
    """Return the report with labels put on, and the duplicates that have none."""
    from provenance.core.deciding.gate import judge
    from provenance.core.deciding.labels import apply_labels, known

    named = labels or Labels()
    held: Known = known([columns], report.problems, named, config.exclude)
    labelled = apply_labels(report, named, held)
    found = judge(labelled, config.gate, touched=frozenset(ids), formerly=frozenset(), problems=())
    return labelled.report, tuple(found.duplicates)


def _furniture(columns: Columns) -> dict[str, int]:
    counts = np.zeros(len(columns.articles), dtype=np.int64)
    np.add.at(counts, columns.block_article[columns.block_furniture], 1)
    return {article.id: int(n) for article, n in zip(columns.articles, counts.tolist(), strict=True)}
