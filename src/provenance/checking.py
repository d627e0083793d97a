"""New articles against what is held, for library users and the commands ``check`` and ``where``."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance import api, indexing
from provenance.config import Config
from provenance.core.verdict import ArticleVerdict, verdict
from provenance.errors import NoArticlesError, UsageError
from provenance.model import Article, Labels, Problem, Report

if TYPE_CHECKING:
    from provenance.core.background import Background
    from provenance.core.columns import Columns
    from provenance.core.gate import Duplicate
    from provenance.core.labels import Known
    from provenance.core.where import Running
    from provenance.pipeline import Semantics
    from provenance.ports import Engine, Progress
    from provenance.store.index import OpenIndex

STDIN: Final = "-"
_STDIN_ID: Final = "stdin"
_MAGIC: Final = b"DUCK"
_MAGIC_AT: Final = 8


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


@dataclass(slots=True, kw_only=True)
class _New:
    """New articles, cut."""

    columns: Columns
    problems: list[Problem]
    engine: Engine
    files: Mapping[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Compared:
    """A report of everything that was compared, and the articles in it."""

    report: Report
    columns: Columns
    held: int
    undated: bool
    agencies: Mapping[str, int]


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
    place = _against(articles, against, config)
    new = _read(articles, config, progress, stdin)
    if _is_index(place):
        done = _with_index(place, new, config, wait, progress)
        labels = _labels([place.parent.parent], config) if place.parent.name == indexing.FOLDER else None
    else:
        if add:
            raise UsageError(f"--add puts articles into an index, and {place} is none; give --against INDEX")
        done = _with_folder(place, new, config, progress)
        labels = _labels([place], config)
    ids = frozenset(article.id for article in new.columns.articles)
    report = touching(done.report, ids)
    report, unlabelled = _judged(report, done.columns, ids, labels, config)
    held = {a.id: a for a in done.columns.articles if a.id not in ids}
    furniture = _furniture(new.columns)
    verdicts = tuple(
        verdict(a, report, held, furniture=furniture[a.id], left_out=new.left_out.get(a.id))
        for a in sorted(new.columns.articles, key=lambda a: a.id)
    )
    verdicts = tuple(_with_places(one, place, new) for one in verdicts)
    added = None
    if add:
        kept = config if config.index else replace(config, index=str(place))
        added = indexing.put(new.columns, kept, wait=wait, progress=progress)
    return Checked(
        verdicts=verdicts,
        report=report,
        against=str(place),
        held=done.held,
        undated=done.undated,
        agencies=done.agencies,
        unlabelled=unlabelled,
        added=added,
    )


def _with_places(one: ArticleVerdict, place: Path, new: _New) -> ArticleVerdict:
    """Return a verdict whose label command names files as they are called from the current folder."""
    from provenance.files.corpus_root import relative

    if one.label is None:
        return one
    here, there, kind, agency = one.label
    name, _, line = here.rpartition(":")
    path = next((a.path for a in new.columns.articles if a.id == name and a.record_line is None), None)
    here = f"{relative(new.files[path])}:{line}" if path is not None and path in new.files else here
    root = place if place.is_dir() else place.parent.parent if place.parent.name == indexing.FOLDER else None
    name, _, line = there.rpartition(":")
    if root is not None and (root / name).is_file():
        there = f"{relative(root / name)}:{line}"
    return replace(one, label=(here, there, kind, agency))


def _against(articles: Sequence[str | Path], against: str | Path | None, config: Config) -> Path:
    """Return what to check against: what was named, else the index that is configured, or the nearest."""
    if against is not None:
        place = Path(against)
        if not place.exists():
            raise UsageError(f"{place}: no such folder or index; make one with: provenance index add CORPUS")
        inner = place / indexing.FOLDER / indexing.NAME
        return inner if place.is_dir() and inner.is_file() else place
    if config.index is not None:
        return Path(config.index)
    first = [Path(os.path.abspath(one)).parent for one in articles if str(one) != STDIN][:1]
    for start in (Path.cwd(), *first):
        for folder in (start, *start.parents):
            if (folder / indexing.FOLDER / indexing.NAME).is_file():
                return folder / indexing.FOLDER / indexing.NAME
    raise UsageError(
        "nothing to check against: give --against CORPUS-or-INDEX, or make an index with:"
        " provenance index add CORPUS"
    )


def _is_index(place: Path) -> bool:
    if place.is_dir():
        return False
    if place.suffix == ".duckdb" or not place.exists():
        return True
    with place.open("rb") as file:
        return file.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC


def _read(
    articles: Sequence[str | Path],
    config: Config,
    progress: Progress,
    stdin: Callable[[], bytes] | None,
) -> _New:
    """Read and cut the new articles."""
    from provenance.core.columns import join
    from provenance.engines.local import LocalEngine

    files = [one for one in articles if str(one) != STDIN]
    parts: list[Columns] = []
    problems: list[Problem] = []
    located: Mapping[str, str] = {}
    # One article is too little to share out among processes.
    engine: Engine = LocalEngine(1, config.memory)
    if len(files) < len(articles):
        if stdin is None:
            raise UsageError("-: there is no standard input here; name a file")
        parts.append(api.cut_one(_article_from(stdin())))
    if files:
        gathered = api.gather(files, config, progress)
        parts += gathered.parts
        problems, located, engine = gathered.problems, gathered.files, gathered.engine
    return _New(columns=join(parts), problems=problems, engine=engine, files=located)


def _article_from(data: bytes) -> Article:
    from provenance.files.decode import NotTextError, examine
    from provenance.files.plain import front_matter

    try:
        text = examine(data, None).text
    except NotTextError as error:
        raise NoArticlesError(f"standard input: {error}") from error
    if not text.strip():
        raise NoArticlesError("standard input: empty; pipe an article in, or name a file")
    metadata, start = front_matter(text)
    return Article(id=_STDIN_ID, path=_STDIN_ID, text=text, body_start=start, **metadata)


def _with_folder(place: Path, new: _New, config: Config, progress: Progress) -> _Compared:
    """Compare a whole collection and the new articles."""
    gathered = api.gather([place], config, progress)
    real = {os.path.realpath(file): name for name, file in new.files.items()}
    same: set[str] = set()
    for path, file in gathered.files.items():
        if os.path.realpath(file) in real:
            same.add(path)
            name = real[os.path.realpath(file)]
            for article in new.columns.articles:
                if article.path == name:
                    new.left_out[article.id] = "held as it is"
    names = {article.id for article in new.columns.articles}
    held = [
        _without(part, [n for n, a in enumerate(part.articles) if a.path in same or a.id in names])
        for part in gathered.parts
    ]
    for part in gathered.parts:
        for article in part.articles:
            if article.id in names and article.path not in same:
                new.left_out[article.id] = _version(article, new)
    problems = [*new.problems, *gathered.problems]
    return _everything(held, new, problems, config, progress, {}, config.encoder)


def _version(article: Article, new: _New) -> str:
    mine = next(one for one in new.columns.articles if one.id == article.id)
    return "held as it is" if mine.text == article.text else "another version of it is held under its id"


def _without(part: Columns, numbers: Sequence[int]) -> Columns:
    """Return a batch without some articles."""
    if not numbers:
        return part
    from provenance.core.columns import concatenated, single

    kept = [single(part, n) for n in range(len(part.articles)) if n not in set(numbers)]
    return concatenated(kept)


def _with_index(place: Path, new: _New, config: Config, wait: float, progress: Progress) -> _Compared:
    """Compare the new articles with what an index holds."""
    import json

    from provenance.core.nearby import NotLocalError
    from provenance.store.index import check_version, opened

    with opened(place, wait) as index:
        check_version(index, indexing.shaping(config)["version"])
        left_out = _held_itself(index, new)
        encoder = config.encoder
        if encoder == "auto":
            encoder = json.loads(index.meta["settings"])["encoder"]
        if encoder == "none" or not config.reworded:
            try:
                return _near(index, new, left_out, config, progress)
            except NotLocalError:
                pass
        parts = list(index.all_articles(sorted(left_out)))
        vectors = index.vectors() if encoder != "none" else {}
    return _everything(parts, new, new.problems, config, progress, vectors, encoder)


def _held_itself(index: OpenIndex, new: _New) -> frozenset[int]:
    """Return the held articles that are the new ones: of one text, and of one id below some folder.

    A new article takes the id that it is held under. One that is held under its id with another text is
    another version of it.
    """
    known = index.numbers([article.id for article in new.columns.articles])
    found: set[int] = set()
    articles = list(new.columns.articles)
    for at, article in enumerate(articles):
        number = known.get(article.id, (None, ""))[0]
        numbers = [*([] if number is None else [number]), *index.ending(article.id)]
        held = index.articles(np.array(numbers, dtype=np.int64))
        same = [one for one in numbers if held[one].articles[0].text == article.text]
        if same:
            name = held[same[0]].articles[0].id
            articles[at] = replace(article, id=name)
            new.left_out[name] = "held as it is"
            found.add(same[0])
        elif number is not None:
            new.left_out[article.id] = "another version of it is held under its id"
            found.add(number)
    new.columns = replace(new.columns, articles=tuple(articles))
    return frozenset(found)


def _near(
    index: OpenIndex, new: _New, left_out: frozenset[int], config: Config, progress: Progress
) -> _Compared:
    """Compare the new articles with what is near them."""
    import provenance
    from provenance.core.background import merge
    from provenance.core.detect import Setup
    from provenance.core.growth import cut_otherwise, grown
    from provenance.core.intake import search
    from provenance.core.nearby import Nearby, NotLocalError
    from provenance.core.score import parse_models
    from provenance.engines.local import LocalEngine
    from provenance.files.tables import load_json
    from provenance.pipeline import report_found

    growth = grown(new.columns, index)
    if cut_otherwise(new.columns, growth, index):
        raise NotLocalError
    nearby = Nearby(index, new.columns, growth, left_out, partial(_backgrounds, index))
    setup = Setup(
        background=merge({}),
        models=parse_models(load_json("scorer.json")),
        engine=LocalEngine(1, config.memory),
        progress=progress,
        reworded=config.reworded,
        least=config.min_score,
    )
    found = search(nearby, growth, setup)
    report = report_found(
        found,
        nearby.named,
        new.problems,
        backgrounds=partial(_backgrounds, index),
        cues=api.cut_tables().segments.cues,
        config=config,
        languages=index.languages,
        version=provenance.__version__,
    )
    return _Compared(
        report=report,
        columns=found.columns,
        held=index.totals.articles - len(left_out),
        undated=index.undated,
        agencies=index.agencies,
    )


def _backgrounds(index: OpenIndex, languages: Iterable[str]) -> Mapping[str, Background]:
    """Return background frequencies as an index noted them, else as the package has them."""
    from provenance.files.tables import background_digests, load_backgrounds

    digests, found = background_digests(), {}
    for language in sorted(set(languages) & digests.keys()):
        noted = index.background(language, digests[language])
        found[language] = noted or load_backgrounds([language])[language]
    return found


def _everything(
    parts: Sequence[Columns],
    new: _New,
    problems: Sequence[Problem],
    config: Config,
    progress: Progress,
    vectors: Mapping[int, Any],
    encoder: str,
) -> _Compared:
    """Compare all articles and the new ones, and keep vectors that are there."""
    from collections import Counter

    import provenance
    from provenance.core.columns import join
    from provenance.core.score import parse_models
    from provenance.files.tables import load_backgrounds, load_json
    from provenance.pipeline import report

    whole = [part for part in (*parts, new.columns) if part.articles]
    found = report(
        whole,
        problems,
        0,
        backgrounds=load_backgrounds,
        models=parse_models(load_json("scorer.json")),
        cues=api.cut_tables().segments.cues,
        engine=new.engine,
        config=replace(config, encoder=encoder),
        progress=progress,
        version=provenance.__version__,
        load=lambda: _remembering(encoder, vectors),
    )
    articles = [(a, c) for part in parts for a, c in zip(part.articles, part.credits, strict=True)]
    named = [{c.agency for c in credits if c.agency and c.kind != "photo"} for _, credits in articles]
    agencies = Counter(agency for agencies in named for agency in agencies)
    return _Compared(
        report=found,
        columns=join(whole),
        held=len(articles),
        undated=not any(a.published for a, _ in articles),
        agencies=agencies,
    )


def _remembering(name: str, vectors: Mapping[int, Any]) -> Semantics | None:
    """Return an encoder that encodes only what has no vector yet."""
    loaded = api.encoder_of(name)
    if loaded is None or not vectors:
        return loaded
    encode = loaded.encode

    def remembered(
        texts: Sequence[str], languages: Sequence[str | None], engine: Engine, progress: Progress
    ) -> Any:
        keys = indexing.unit_keys(texts, languages).tolist()
        missing = [at for at, key in enumerate(keys) if key not in vectors]
        fresh = encode([texts[at] for at in missing], [languages[at] for at in missing], engine, progress)
        rows = np.zeros((len(keys), fresh.shape[1]), dtype=np.int8)
        rows[missing] = fresh
        for at, key in enumerate(keys):
            if key in vectors:
                rows[at] = vectors[key]
        return rows

    return replace(loaded, encode=remembered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Every held article that runs a text: in its words, and in others as far as ``check`` tells."""

    copies: tuple[Running, ...]
    reworded: tuple[Running, ...]
    against: str
    held: int


def where(
    text: str | Path,
    against: str | Path | None = None,
    config: Config | None = None,
    *,
    stdin: Callable[[], bytes] | None = None,
    wait: float = indexing.WAIT,
) -> Found:
    """Find every held article that runs a text, with passage and line.

    Args:
        text: a text, or a file that holds one; ``-`` is what ``stdin`` returns.
        against, config, stdin, wait: as for ``check``.

    Raises:
        UsageError: if the text has less than four words, besides what ``check`` raises.
    """
    from provenance.core import where as search
    from provenance.core.growth import grown
    from provenance.core.nearby import Nearby
    from provenance.files.tables import load_backgrounds
    from provenance.store.batch import prepared
    from provenance.store.index import check_version, opened
    from provenance.store.memory import InMemory, Nothing

    config = config or Config()
    named = str(text) == STDIN or _is_file(str(text))
    place = _against([text] if named else [], against, config)
    new = _read([text], config, api.Silent(), stdin) if named else _asked(str(text), config)
    new.columns = _renamed(new.columns)
    if len(new.columns.word) < search.LEAST_WORDS:
        raise UsageError(f"a text of {len(new.columns.word)} words stands anywhere; give at least four")
    ids = frozenset(article.id for article in new.columns.articles)
    if _is_index(place):
        with opened(place, wait) as index:
            check_version(index, indexing.shaping(config)["version"])
            nearby = Nearby(index, new.columns, grown(new.columns, index), frozenset(), load_backgrounds)
            copies = search.copies(nearby)
        done = _with_index(place, new, config, wait, api.Silent())
    else:
        gathered = api.gather([place], config, api.Silent())
        held = InMemory(prepared(_joined(gathered.parts), Nothing(), indexing.tables().digests))
        nearby = Nearby(held, new.columns, grown(new.columns, held), frozenset(), load_backgrounds)
        copies = search.copies(nearby)
        done = _everything(gathered.parts, new, (), config, api.Silent(), {}, config.encoder)
    other = search.reworded(touching(done.report, ids), ids, copies)
    return Found(copies=tuple(copies), reworded=tuple(other), against=str(place), held=done.held)


def _is_file(text: str) -> bool:
    try:
        return os.path.isfile(text)
    except ValueError:
        return False


def _joined(parts: Sequence[Columns]) -> Columns:
    from provenance.core.columns import join

    return join(parts)


def _renamed(columns: Columns) -> Columns:
    """Give the text an id that no held article has: it may be one of them."""
    articles = tuple(replace(one, id=f"\x00{one.id}", path=f"\x00{one.id}") for one in columns.articles)
    return replace(columns, articles=articles)


def _asked(text: str, config: Config) -> _New:
    from provenance.engines.local import LocalEngine

    columns = api.cut_one(Article(id=_STDIN_ID, path=_STDIN_ID, text=text))
    return _New(columns=columns, problems=[], engine=LocalEngine(1, config.memory))


def touching(report: Report, ids: Collection[str]) -> Report:
    """Return what of a report touches some articles."""
    matches = tuple(m for m in report.matches if m.left.article in ids or m.right.article in ids)
    pairs = tuple(pair for pair in report.pairs if pair.left in ids or pair.right in ids)
    near = {side for pair in pairs for side in (pair.left, pair.right)} | set(ids)
    clusters = tuple(
        replace(cluster, members=tuple(m for m in cluster.members if m.article in near))
        for cluster in report.clusters
        if any(member.article in ids for member in cluster.members)
    )
    kept = {cluster.id for cluster in clusters}
    repeats = tuple(repeat for repeat in report.repeats if repeat.article in ids)
    articles = tuple(article for article in report.articles if article.id in near)
    return replace(
        report,
        articles=articles,
        matches=tuple(m if m.cluster in kept else replace(m, cluster=None) for m in matches),
        pairs=pairs,
        clusters=clusters,
        repeats=repeats,
        counts={
            "articles": len(articles),
            "words": sum(article.words for article in articles),
            "passages": sum(article.passages for article in articles),
            "matches": len(matches),
            "pairs": len(pairs),
            "clusters": len(clusters),
            "repeats": len(repeats),
        },
    )


def _labels(paths: Sequence[Path], config: Config) -> Labels:
    from provenance.files.corpus_root import load_labels

    return load_labels(paths, config.labels)


def _judged(
    report: Report, columns: Columns, ids: Collection[str], labels: Labels | None, config: Config
) -> tuple[Report, tuple[Duplicate, ...]]:
    """Return the report with labels put on, and the duplicates that have none."""
    from provenance.core.gate import judge
    from provenance.core.labels import apply_labels, known

    named = labels or Labels()
    held: Known = known([columns], report.problems, named, config.exclude)
    labelled = apply_labels(report, named, held)
    found = judge(labelled, config.gate, touched=frozenset(ids), formerly=frozenset(), problems=())
    return labelled.report, tuple(found.duplicates)


def _furniture(columns: Columns) -> dict[str, int]:
    counts = np.zeros(len(columns.articles), dtype=np.int64)
    np.add.at(counts, columns.block_article[columns.block_furniture], 1)
    return {article.id: int(n) for article, n in zip(columns.articles, counts.tolist(), strict=True)}
