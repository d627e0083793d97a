"""Labels, for their commands: accept what two places share, adopt a baseline, list, prune."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from provenance.api import Compared, Only, Silent, compare_labelled, gather
from provenance.config import Config
from provenance.core.deciding.ledger import OUTCOMES, Ledger, Outcome, Signed
from provenance.decisions import LabelKind, Labels
from provenance.errors import UsageError
from provenance.files.corpus_root import labels_path, load_labels, relative, root_above
from provenance.files.discover import printable
from provenance.files.labels import read_text
from provenance.files.labels_edit import empty_labels, write_labels
from provenance.files.named import file_and_line
from provenance.model import Report

if TYPE_CHECKING:
    from provenance.core.deciding.moves import Move
    from provenance.files.labels import LabelsText
    from provenance.ports import Progress


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What was written to a labels file; ``outcomes`` counts decisions by what became of them."""

    path: str
    outcomes: Mapping[Outcome, int]
    new_file: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pruned:
    """What was tidied: labels that lost sentences, those of them removed, and articles that moved."""

    path: str
    shortened: int
    removed: int
    moved: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Book:
    """A labels file about to be changed."""

    path: Path
    shown: str
    text: LabelsText
    ledger: Ledger

    def write(self) -> None:
        """Write the file if anything in it changed."""
        if tuple(self.ledger.labels) != self.text.labels.labels:
            write_labels(self.path, self.text, self.ledger.labels, self.shown)


def _open(paths: Sequence[str], config: Config) -> _Book:
    path = labels_path(paths, config.labels)
    shown = relative(path)
    text = read_text(path, shown) if os.path.lexists(path) else empty_labels(shown)
    return _Book(path=path, shown=shown, text=text, ledger=Ledger(text.labels))


def accept(
    places: Sequence[str], signed: Signed, config: Config | None = None, corpus: Sequence[str] = ()
) -> Written:
    """Label what two places share.

    The two articles are compared by themselves; only where that shows nothing new is the whole collection.

    Args:
        places: two, as ``ARTICLE:LINE``: files, or ids of records.
        signed: the decision.
        config: settings; None means the defaults.
        corpus: the collection that the articles belong to; empty: the nearest folder above them with a
            labels file, else their common parent folder.

    Raises:
        UsageError: if a place is not one, or nothing in common is found there.
        LabelsError: if the labels file is not valid, or says otherwise of the passage, reviewed.
    """
    config = config or Config()
    named = [file_and_line(place) for place in places]
    paths = [str(path) for path in corpus] or [str(root_above(_files(named)))]
    book = _open(paths, config)
    new_file = not book.text.text
    files = [os.path.realpath(name) for name, _ in named if os.path.isfile(name)]
    records = tuple(name for name, _ in named if not os.path.isfile(name))
    outcome: Outcome | None = None
    book.ledger.move(_moves(book, paths, config))
    for only in (Only(files=frozenset(files), records=records), None):
        found = _accept_among(compare_labelled(paths, config, only=only), named, book, signed)
        outcome = found or outcome
        if found not in (None, "held already"):
            break
    if outcome is None:
        told = " and ".join(printable(place) for place in places)
        raise UsageError(f"{told} share nothing that is reported; provenance explain says why")
    book.write()
    return Written(path=book.shown, outcomes=Counter({outcome: 1}), new_file=new_file)


def _files(named: Sequence[tuple[str, int]]) -> list[str]:
    for name, _ in named:
        if not os.path.isfile(name):
            raise UsageError(f"{printable(name)}: no such file; a record needs --corpus, too")
    return [name for name, _ in named]


def _accept_among(
    compared: Compared,
    named: Sequence[tuple[str, int]],
    book: _Book,
    signed: Signed,
) -> Outcome | None:
    """Write down all matches at two places; several between two paragraphs are one decision."""
    from provenance.core.collection.joining import join
    from provenance.core.deciding.labels import covers_of
    from provenance.core.reporting.places import find_place, matches_at
    from provenance.core.reporting.sentences import sentence_fingerprints

    gathered = compared.gathered
    ids = [gathered.article_id(name, "--corpus") for name, _ in named]
    if ids[0] == ids[1]:
        raise UsageError("both places are in one article; a label is for what two articles share")
    columns = join(gathered.parts)
    shown = [printable(f"{name}:{line}") for name, line in named]
    left, right = (
        find_place(columns, name, article, line)
        for name, article, (_, line) in zip(shown, ids, named, strict=True)
    )
    matches = matches_at(columns, compared.labelled.report, left, right)
    held = sentence_fingerprints(gathered.parts, ids)
    found = [
        book.ledger.accept(
            covers_of(match.left), covers_of(match.right), signed, excerpt=match.left.text, held=held
        )
        for match in matches
    ]
    return next((outcome for outcome in OUTCOMES if outcome in found), None)


def _moves(book: _Book, paths: Sequence[str], config: Config) -> tuple[Move, ...]:
    """Return which labelled articles lie elsewhere now; the collection is read only if some are missing."""
    from provenance.core.deciding.labels import known
    from provenance.core.deciding.moves import find_moves
    from provenance.files.source import plan

    labels = book.text.labels
    items = plan(paths, config).items
    missing = {c.article for label in labels.labels for c in label.covers} - {item.id for item in items}
    if not missing:
        return ()
    gathered = gather(paths, config, Silent())
    held = known(gathered.parts, gathered.problems, labels, config.exclude)
    return find_moves(labels.labels, held.outlets.keys() | held.unread, held.sentences)


def adopt(
    report: Report,
    corpus: Sequence[str],
    signed: Signed,
    config: Config | None = None,
    *,
    kind: LabelKind | None = None,
) -> Written:
    """Label all duplicates of a saved report that nothing labels yet, as not reviewed.

    Args:
        report: what a comparison of the collection found.
        corpus: the collection, to tell where its labels file stands.
        signed: who decides, when and why.
        config: settings; those of the gate say what a duplicate is.
        kind: the decision; None takes what a label of the same passage, else the origin, says.

    Raises:
        LabelsError: if the labels file is not valid.
    """
    from provenance.core.deciding.gate import decision_for, is_duplicate
    from provenance.core.deciding.labels import covers_of, origins_by_match

    config = config or Config()
    book = _open([str(path) for path in corpus], config)
    new_file = not book.text.text
    origins = origins_by_match(report)
    outcomes: Counter[Outcome] = Counter()
    for match in report.matches:
        if match.label is not None or not is_duplicate(match, config.gate):
            continue
        left, right = covers_of(match.left), covers_of(match.right)
        suggested = decision_for(origins[match.id])
        said = book.ledger.said_of(left, right) or (suggested.kind, suggested.agency)
        says = said if kind is None else (kind, signed.agency)
        decision = replace(signed, kind=says[0], agency=says[1], reviewed=False)
        outcomes[book.ledger.accept(left, right, decision, excerpt=match.left.text)] += 1
    book.write()
    return Written(path=book.shown, outcomes=outcomes, new_file=new_file)


def corpus_of(report: Report) -> str:
    """Return the folder that a report's articles lie in: the current one, or the one below it that has them.

    Raises:
        UsageError: if there is none, or more than one.
    """
    names = sorted(name for name in os.listdir(os.curdir) if os.path.isdir(name) and not name.startswith("."))
    paths = sorted({article.path for article in report.articles})
    found = [
        folder
        for folder in (os.curdir, *names)
        if all(os.path.isfile(os.path.join(folder, path)) for path in paths)
    ]
    if len(found) != 1:
        where = f"lie in {' and in '.join(found)}" if found else "are not below the current folder"
        raise UsageError(printable(f"the report's articles {where}; name their folder with --corpus"))
    return found[0]


def held_labels(corpus: Sequence[str], config: Config | None = None) -> Labels:
    """Return the labels of a collection.

    Raises:
        LabelsError: if the file is not valid.
        UsageError: if there is none.
    """
    config = config or Config()
    path = labels_path(corpus, config.labels)
    if not os.path.lexists(path):
        raise UsageError(f"{printable(relative(path))}: there is no such labels file; name the corpus")
    return load_labels(corpus, config.labels)


def prune(corpus: Sequence[str], config: Config | None = None, progress: Progress | None = None) -> Pruned:
    """Drop what is gone from a collection's labels, and write moved articles under their new ids.

    Raises:
        LabelsError: if the labels file is not valid.
        UsageError: if there is none, or a path is no folder: what other files hold would seem gone.
    """
    from provenance.core.deciding.labels import known
    from provenance.core.deciding.moves import find_moves, find_stale

    config = config or Config()
    parts = [path for path in corpus if os.path.exists(path) and not os.path.isdir(path)]
    if parts:
        raise UsageError(
            f"{parts[0]} is a part of a corpus; name its folder: labels of other files would be lost"
        )
    labels = held_labels(corpus, config)
    book = _open([str(path) for path in corpus], config)
    gathered = gather(corpus, config, progress or Silent())
    held = known(gathered.parts, gathered.problems, labels, config.exclude)
    moves = find_moves(labels.labels, held.outlets.keys() | held.unread, held.sentences)
    moved = {move.old: move.new for move in moves}
    named = {cover.article for label in labels.labels for cover in label.covers} | set(moved.values())
    stale = find_stale(labels.labels, moved, held.unread, held.sentences(sorted(named)))
    shortened, removed = book.ledger.prune(stale)
    book.ledger.move(moves)
    book.write()
    return Pruned(path=book.shown, shortened=shortened, removed=removed, moved=len(moves))


def user(folder: str) -> str | None:
    """Return who is at work: git's user name as it holds in a folder, else the login name."""
    import getpass

    from provenance.files.git import user_name

    try:
        return user_name(Path(folder)) or getpass.getuser()
    except (OSError, KeyError):
        return None


def agency_name(name: str) -> str:
    """Return an agency's name as credits have it; one that is not known stays as it is."""
    from provenance.core.crediting.agencies import agency_table
    from provenance.files.tables import load_toml

    known = agency_table(load_toml("agencies.toml")).known(name)
    return known[0].name if len(known) == 1 else name
