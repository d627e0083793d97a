"""The gate, for library users and its command: compare, ask git, judge, and say where things stand."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from provenance.api import Compared
from provenance.config import Config
from provenance.core.deciding.gate import Duplicate, GateReport, Location, Verdict, judge
from provenance.files.corpus_root import corpus_root, labels_path, relative, root_above
from provenance.model import ArticleSummary, Match, Problem, Report, Side
from provenance.remembering import compare_remembered

if TYPE_CHECKING:
    from provenance.files.git import Changes
    from provenance.ports import Progress

# The gate runs without an encoder unless one is asked for, so that a laptop and a build service agree.
DEFAULTS: Final[Mapping[str, Any]] = {"encoder": "none"}


def load_gate_config(explicit: str | None = None, overrides: Mapping[str, object] | None = None) -> Config:
    """Return the settings of the gate: its defaults, then the nearest file, then ``overrides``.

    Raises:
        SettingsError: if the file or a value is not valid.
    """
    from provenance.files import settings

    path = Path(explicit) if explicit else None
    return settings.load_config(Path.cwd(), path, overrides or {}, DEFAULTS)


def gate(
    paths: Sequence[str | Path],
    config: Config | None = None,
    *,
    since: str | None = None,
    strict: bool = False,
    options: Sequence[str] = (),
    progress: Progress | None = None,
    compared: Callable[[Sequence[str | Path], Config, Progress | None], Compared] = compare_remembered,
) -> GateReport:
    """Find the duplicates that nothing labels.

    Args:
        paths: folders, files or globs.
        config: settings; None means those of the gate.
        since: a git revision: judge only what touches files changed since; None judges all.
        strict: whether stale labels make the gate fail.
        options: what a printed command must repeat, so that it reads the articles as this run did.
        progress: hears how the run gets on.
        compared: compares the collection; by default what the collection's index holds is not cut again.

    Raises:
        UsageError, NoArticlesError, LabelsError: as ``compare`` does.
        GitError: if git cannot tell what changed.
    """
    import provenance

    config = config or Config(**DEFAULTS)
    # What the gate asks for must be among what the comparison reports.
    config = replace(config, min_score=min(config.min_score, config.gate.min_score))
    changes = _changes(paths, since) if since is not None else None
    done = compared(paths, config, progress)
    desk = _Desk(paths=tuple(map(str, paths)), config=config, done=done, options=tuple(options))
    touched = None if changes is None else desk.touched(changes)
    verdict = judge(
        done.labelled,
        config.gate,
        touched=touched,
        formerly=() if changes is None else desk.formerly_labelled(changes),
        problems=[p for p in done.labelled.report.problems if changes is None or desk.concerns(p, changes)],
    )
    return GateReport(
        verdict=verdict,
        locations=desk.locations(verdict),
        accept={found.match.id: desk.accept(found) for found in verdict.duplicates},
        credit={found.match.id: desk.credit(found) for found in verdict.duplicates},
        labels=done.labelled.labels.path,
        prune=("provenance", "label", "prune", *desk.paths, *desk.options),
        files={path: relative(file) for path, file in done.gathered.files.items()},
        version=provenance.__version__,
        since=since,
        changed=len(touched or ()),
        strict=strict,
    )


def _changes(paths: Sequence[str | Path], since: str) -> Changes:
    from provenance.files.git import changed_since

    folders = [Path(path) if os.path.isdir(path) else corpus_root([path]) for path in paths]
    return changed_since(since, [folder for folder in folders if folder.is_dir()] or [Path.cwd()])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Desk:
    """Knows where the articles of one run lie, and how commands name them."""

    paths: tuple[str, ...]
    config: Config
    done: Compared
    options: tuple[str, ...]

    @property
    def report(self) -> Report:
        return self.done.labelled.report

    def file(self, article: ArticleSummary) -> str:
        """Return the file that an article lies in, absolute."""
        return self.done.gathered.files[article.path]

    def touched(self, changes: Changes) -> frozenset[str]:
        """Return the ids of the articles that changed: their files, or their rows in a manifest."""
        rows = self._changed_rows(changes)
        return frozenset(
            article.id
            for article in self.report.articles
            if article.id in rows or os.path.realpath(self.file(article)) in changes.paths
        )

    def _changed_rows(self, changes: Changes) -> set[str]:
        """Return the ids that manifests changed since name otherwise than they did."""
        from provenance.files.manifest import NAME, parse_manifest, same_file

        root = corpus_root(self.paths)
        found: set[str] = set()
        for changed in changes.paths:
            below = os.path.relpath(changed, os.path.realpath(root)).replace(os.sep, "/")
            if posixpath.basename(below) != NAME or below.startswith("../"):
                continue
            now = Path(changed).read_bytes() if os.path.isfile(changed) else b""
            rows = [
                {(row.file, repr(sorted(row.metadata.items()))) for row in parse_manifest(data, below)[0]}
                for data in (changes.before(Path(changed)) or b"", now)
            ]
            for name, _ in rows[0] ^ rows[1]:
                found |= {name, posixpath.normpath(posixpath.join(posixpath.dirname(below), same_file(name)))}
        return found

    def formerly_labelled(self, changes: Changes) -> frozenset[str]:
        """Return the ids of unlabelled matches that a label covered before the labels file changed."""
        from provenance.core.deciding.labels import apply_labels, known
        from provenance.errors import LabelsError
        from provenance.files.labels import parse_labels

        path = labels_path(self.paths, self.config.labels)
        before = changes.before(path) if os.path.realpath(path) in changes.paths else None
        if before is None:
            return frozenset()
        try:
            old = parse_labels(before, self.done.labelled.labels.path).labels
        except LabelsError:
            return frozenset()
        held = known(self.done.gathered.parts, self.report.problems, old, self.config.exclude)
        then = apply_labels(self.report, old, held).report
        return frozenset(
            was.id
            for was, now in zip(then.matches, self.report.matches, strict=True)
            if was.label is not None and now.label is None
        )

    def concerns(self, problem: Problem, changes: Changes) -> bool:
        """Say whether a problem is one of a changed file."""
        file = self.done.gathered.files.get(problem.path) or os.path.join(
            corpus_root(self.paths), problem.path
        )
        return os.path.realpath(file) in changes.paths

    def locations(self, verdict: Verdict) -> dict[tuple[str, int], Location]:
        """Return where the passages stand that a verdict speaks of."""
        articles = {article.id: article for article in self.report.articles}
        matches: list[Match] = [*verdict.labelled]
        for found in verdict.duplicates:
            matches += [found.match, *found.also]
        return {
            (side.article, side.start): self._location(articles[side.article], side)
            for match in matches
            for side in (match.left, match.right)
        }

    def _location(self, article: ArticleSummary, side: Side) -> Location:
        from provenance.files.kinds import LINE_KINDS, TEXT_KINDS, kind_of
        from provenance.files.source_lines import page_line

        path = self.file(article)
        file = relative(path)
        kind = kind_of(os.path.basename(path)) or "text"
        page = side.page
        if article.record_line is not None:
            # Of a packed file no line can be shown.
            line = article.record_line if kind in LINE_KINDS else None
            name = f"{article.id}:{side.line}"
            return Location(file=file, line=line, last_line=line, name=name, record=article.id, page=page)
        name = f"{file}:{side.line}"
        if kind not in TEXT_KINDS and kind != "html":
            return Location(file=file, line=None, last_line=None, name=name, page=page)
        if kind == "html":
            found = page_line(path, side.text)
            return Location(file=file, line=found, last_line=found, name=name)
        last = side.line + side.text.count("\n")
        return Location(file=file, line=side.line, last_line=last, name=name, page=page)

    def accept(self, found: Duplicate) -> tuple[str, ...]:
        """Return the words of the command that labels a duplicate."""
        articles = {side.article: side for side in (found.match.left, found.match.right)}
        summaries = [article for article in self.report.articles if article.id in articles]
        names = [self._location(article, articles[article.id]).name for article in summaries]
        words = ["--as", found.decision.kind]
        if found.decision.agency is not None:
            words += ["--agency", found.decision.agency]
        words += self._corpus_options(summaries)
        if any(name.startswith("-") for name in names):
            return ("provenance", "label", "accept", *words, "--", *names)
        return ("provenance", "label", "accept", *names, *words)

    def _corpus_options(self, articles: Collection[ArticleSummary]) -> list[str]:
        """Return the options that name the corpus, where a command could not tell it from the files."""
        words = list(self.options)
        files = [self.file(article) for article in articles]
        alone = len(self.paths) == 1 and os.path.isdir(self.paths[0])
        plain = alone and all(article.record_line is None for article in articles)
        if plain and root_above(files) == corpus_root(self.paths):
            return words
        return words + [word for path in self.paths for word in ("--corpus", path)]

    def credit(self, found: Duplicate) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return manifests and the articles to credit in each, as they call them."""
        articles = {article.id: article for article in self.report.articles}
        return tuple(
            (manifest, tuple(names))
            for manifest, names in _grouped(
                self._manifest(articles[side.article]) for side in found.uncovered
            ).items()
        )

    def _manifest(self, article: ArticleSummary) -> tuple[str, str]:
        """Return the manifest that speaks of an article, or should, and the article's name in it."""
        from provenance.files.manifest import NAME

        root, file = corpus_root(self.paths), Path(self.file(article))
        inside = [folder for folder in file.parents if folder == root or root in folder.parents] or [root]
        folder = next((folder for folder in inside if (folder / NAME).is_file()), root)
        name = article.id if article.record_line is not None else os.path.relpath(file, folder)
        return relative(folder / NAME), name.replace(os.sep, "/")


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, value in pairs:
        if value not in found.setdefault(key, []):
            found[key].append(value)
    return found
