"""The persistent index, for library users and its commands: add, remove, tell about, verify."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance.api import Silent, encoder_of, gather
from provenance.config import Config
from provenance.errors import UsageError
from provenance.model import Article, Problem

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.pipeline import Semantics
    from provenance.ports import Engine, Progress
    from provenance.store.batch import Vectors
    from provenance.store.write import Change, Tables

FOLDER: Final = ".provenance"
NAME: Final = "index.duckdb"
WAIT: Final = 10.0
_AT_ONCE: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """What was done to an index, with what could not be read.

    ``gone`` are the ids of articles that are held and were not among those read, where the whole corpus was.
    """

    path: Path
    change: Change
    problems: tuple[Problem, ...] = ()
    ignored: int = 0
    gone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexFacts:
    """What an index holds. ``outlets`` and ``agencies`` count articles; ``size`` is in bytes."""

    path: Path
    schema: str
    settings: Mapping[str, str]
    fingerprint: str
    articles: int
    passages: int
    texts: int
    words: int
    outlets: Mapping[str, int]
    agencies: Mapping[str, int]
    languages: Mapping[str, int]
    first: str | None
    last: str | None
    size: int


def index_path(paths: Sequence[str | Path], config: Config) -> Path:
    """Return the index of a corpus: the file that the settings name, else the one beside its articles."""
    from provenance.files.corpus_root import corpus_root, relative

    if config.index is not None:
        return Path(config.index)
    return Path(relative(corpus_root(paths) / FOLDER / NAME))


def tables() -> Tables:
    """Return the background frequencies of the package, as an index notes them."""
    from provenance.files.tables import background_digests, load_backgrounds
    from provenance.store.write import Tables

    return Tables(digests=background_digests(), load=load_backgrounds)


def shaping(config: Config) -> dict[str, str]:
    """Return the settings that shape an index, with the version that reads it."""
    import provenance

    return {
        "encoder": "none" if config.encoder == "auto" else config.encoder,
        "outlet-from": config.outlet_from or "",
        "text-field": config.text_field,
        "version": provenance.__version__,
    }


def add(
    paths: Sequence[str | Path],
    config: Config | None = None,
    *,
    wait: float = WAIT,
    progress: Progress | None = None,
) -> Added:
    """Add the articles below some paths to an index, made if there is none.

    Articles that are held as they are, by id and content, are not cut again; one that changed is replaced.

    Args:
        paths: folders, files or globs.
        config: settings; ``index`` names the file.
        wait: for how many seconds to wait for readers, and for another writer.
        progress: hears how the run gets on.

    Raises:
        IndexFileError: if the index is damaged, made with other settings, or cannot be written.
        IndexBusyError: if another process has it for longer than ``wait``.
        UsageError, NoArticlesError: as ``compare`` does.
    """
    from provenance.store import write

    config, progress = config or Config(), progress or Silent()
    path = index_path(paths, config)
    settings = _as_held(path, shaping(config), config, wait)
    chosen = _Chosen(path, settings, wait)
    with write.kept_if_filled(path, settings, wait):
        gathered = gather(paths, config, progress, choose=chosen)
        progress.stage("index", None, "articles")
        write.ensure(path, settings, wait)
        change = write.add(
            path,
            [part for part in gathered.parts if part.articles],
            chosen.unchanged,
            wait=wait,
            tables=tables(),
            encode=vectors_by(settings["encoder"], gathered.engine, progress),
        )
    unread = {problem.path for problem in gathered.problems}
    told = change.articles > len(chosen.read) and _is_of(path, paths)
    return Added(
        path=path,
        change=change,
        problems=tuple(gathered.problems),
        ignored=gathered.ignored,
        gone=_others(path, chosen.read, unread, wait) if told else (),
    )


class _Chosen:
    """Chooses of the articles that were read those that an index does not hold as they are.

    ``read`` are the ids of all, ``unchanged`` is how many are held.
    """

    def __init__(self, path: Path, settings: Mapping[str, str], wait: float) -> None:
        self._path, self._settings, self._wait = path, settings, wait
        self.read: frozenset[str] = frozenset()
        self.unchanged = 0

    def __call__(self, articles: list[Article]) -> list[Article]:
        from provenance.store import write
        from provenance.store.batch import digest_of

        digests = {article.id: digest_of(article) for article in articles}
        # Whoever made it may have had nothing to add, and have taken it away.
        write.ensure(self._path, self._settings, self._wait)
        held = write.known(self._path, digests, self._wait)
        self.read, self.unchanged = frozenset(digests), len(held)
        return [article for article in articles if article.id not in held]


def _others(path: Path, read: Collection[str], unread: Collection[str], wait: float) -> tuple[str, ...]:
    """Return the ids of all articles that an index holds but those read.

    What cannot be read just now, a file or all of a folder, may well hold its articles still.
    """
    from provenance.store.index import opened

    with opened(path, wait) as index:
        others = {entry.number: entry.id for entry in index.entries() if entry.id not in read}
    folders = tuple(f"{one}/" for one in unread)
    numbers = np.array([*others] if unread else [], dtype=np.int64)
    unknown: set[int] = set()
    for begin in range(0, len(numbers), _AT_ONCE):
        with opened(path, wait) as index:  # anew, since an index keeps what it has loaded
            held = index.articles(numbers[begin : begin + _AT_ONCE])
            files = ((number, columns.articles[0].path) for number, columns in held.items())
            unknown.update(n for n, file in files if file in unread or file.startswith(folders))
    return tuple(identity for number, identity in others.items() if number not in unknown)


def _is_of(path: Path, paths: Sequence[str | Path]) -> bool:
    """Say whether an index lies beside the articles of one folder, which are all that it is to hold."""
    from provenance.files.corpus_root import corpus_root

    beside = corpus_root(paths) / FOLDER / NAME
    return len(paths) == 1 and os.path.isdir(paths[0]) and os.path.realpath(path) == os.path.realpath(beside)


def put(columns: Columns, config: Config, *, wait: float, progress: Progress) -> Added:
    """Put articles that are cut already into the index that the settings name.

    Raises:
        IndexFileError, IndexBusyError: as ``add`` does.
    """
    from provenance.engines.local import LocalEngine
    from provenance.store import write

    path = index_path(["."], config)
    settings = _as_held(path, shaping(config), config, wait)
    write.ensure(path, settings, wait)
    encode = vectors_by(settings["encoder"], LocalEngine(1, config.memory), progress)
    return Added(path=path, change=write.add(path, [columns], 0, wait=wait, tables=tables(), encode=encode))


def _as_held(path: Path, settings: dict[str, str], config: Config, wait: float) -> dict[str, str]:
    """Return the settings with the encoder that an index there has, where none was asked for."""
    import json

    from provenance.store.index import opened

    if config.encoder == "auto" and path.exists():
        with opened(path, wait) as index:
            return settings | {"encoder": json.loads(index.meta["settings"]).get("encoder", "none")}
    return settings


def vectors_by(name: str, engine: Engine, progress: Progress) -> Callable[[Columns], Vectors]:
    """Return what encodes the units of articles, with an encoder of a name."""

    def encode(columns: Columns) -> Vectors:
        from provenance.core.matching.detect import distinct
        from provenance.core.matching.meaning import unit_nodes, unit_texts

        loaded = encoder_of(name)
        if loaded is None or loaded.encode is None:
            return {}
        chosen = np.concatenate(unit_nodes(columns, distinct(columns)))
        texts, languages, articles = unit_texts(columns, chosen)
        rows = loaded.encode(texts, languages, engine, progress)
        keys = unit_keys(texts, languages)
        owner = np.array(articles, dtype=np.int64)
        return {int(a): (keys[owner == a], rows[owner == a]) for a in np.unique(owner)}

    return encode


def unit_keys(texts: Sequence[str], languages: Sequence[str | None]) -> Any:
    """Return a key for each text and its language, uint64."""
    from provenance.core.text.shingle import hash_word

    keys = [hash_word(f"{language or ''}\x1f{text}") for text, language in zip(texts, languages, strict=True)]
    return np.array(keys, dtype=np.uint64)


def remembering(name: str, vectors: Mapping[int, Any]) -> Semantics | None:
    """Return an encoder of a name, None if there is none, that encodes only what has no vector yet."""
    loaded = encoder_of(name)
    if loaded is None or loaded.encode is None or not vectors:
        return loaded
    encode = loaded.encode

    def remembered(
        texts: Sequence[str], languages: Sequence[str | None], engine: Engine, progress: Progress
    ) -> Any:
        keys = unit_keys(texts, languages).tolist()
        missing = [at for at, key in enumerate(keys) if key not in vectors]
        fresh = encode([texts[at] for at in missing], [languages[at] for at in missing], engine, progress)
        rows = np.zeros((len(keys), fresh.shape[1]), dtype=np.int8)
        rows[missing] = fresh
        for at, key in enumerate(keys):
            if key in vectors:
                rows[at] = vectors[key]
        return rows

    return replace(loaded, encode=remembered)


def remove(path: str | Path, names: Sequence[str], *, erase: bool = False, wait: float = WAIT) -> Added:
    """Take articles out of an index, by id, or by a glob against ids.

    What is taken out is never found again, but its text stays in the file until the index is written anew.
    ``erase`` has that done at once, also for what was taken out or replaced before.

    Raises:
        UsageError: if a name fits no article.
        IndexFileError, IndexBusyError: as ``add`` does.
    """
    import json

    import provenance
    from provenance.core.globs import matches_glob
    from provenance.files.discover import printable
    from provenance.store import write
    from provenance.store.index import opened

    path = Path(path)
    with opened(path, wait) as index:
        ids = [entry.id for entry in index.entries()]
        # What another version counted, this one cannot take away.
        anew = erase or json.loads(index.meta["settings"]).get("version") != provenance.__version__
    gone: set[str] = set()
    for name in names:
        found = {name} & set(ids) or {one for one in ids if matches_glob(one, (name,))}
        if not found:
            raise UsageError(f"{printable(name)}: no article in {path} has this id")
        gone |= found
    change = write.remove(path, sorted(gone), wait=wait, tables=tables(), anew=anew)
    return Added(path=path, change=change)


def info(path: str | Path, *, wait: float = WAIT) -> IndexFacts:
    """Return what an index holds.

    Raises:
        IndexFileError, IndexBusyError: if it cannot be read.
    """
    import json

    from provenance.pipeline import fingerprint
    from provenance.store.index import opened

    path = Path(path)
    with opened(path, wait) as index:
        entries, meta, totals = index.entries(), index.meta, index.totals
    settings = json.loads(meta["settings"])
    dates = sorted(entry.facts["published"] for entry in entries if entry.facts.get("published"))
    return IndexFacts(
        path=path,
        schema=meta["schema"],
        settings=settings,
        fingerprint=fingerprint(settings, settings["version"]),
        articles=totals.articles,
        passages=sum(entry.facts.get("passages", 0) for entry in entries),
        texts=totals.texts,
        words=sum(entry.facts.get("words", 0) for entry in entries),
        outlets=Counter(entry.facts.get("outlet") or "" for entry in entries),
        agencies=Counter(name for entry in entries for name in entry.facts.get("agencies", ())),
        languages=Counter(entry.facts.get("language") or "" for entry in entries),
        first=dates[0] if dates else None,
        last=dates[-1] if dates else None,
        size=path.stat().st_size,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """What a look at a sample of an index found: ``faults`` are plain sentences, none if all is well."""

    articles: int
    sampled: int
    faults: tuple[str, ...]


def verify(path: str | Path, *, sample: int = 50, wait: float = WAIT) -> Verified:
    """Recompute a sample of an index, evenly spread, and compare.

    Raises:
        IndexFileError, IndexBusyError: if it cannot be read at all.
    """
    from provenance.api import cut_tables
    from provenance.core.cutting.cut import cut
    from provenance.store.index import opened
    from provenance.store.verify import faults_of

    path = Path(path)
    with opened(path, wait, straight=False) as index:
        numbers = [entry.number for entry in index.entries()]
        step = max(1, len(numbers) // sample)
        chosen = sorted(numbers)[::step][:sample]
        faults = faults_of(index, chosen, lambda article: cut([article], cut_tables()))
        return Verified(articles=index.totals.articles, sampled=len(chosen), faults=tuple(faults))
