"""New articles read, and compared with what is held: an index or a folder."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance import api, indexing
from provenance.config import Config
from provenance.errors import UsageError
from provenance.model import Article, Problem, Report

if TYPE_CHECKING:
    from provenance.core.collection.background import Background
    from provenance.core.collection.columns import Columns
    from provenance.ports import Engine, Progress
    from provenance.store.index import OpenIndex

STDIN: Final = "-"
STDIN_ID: Final = "stdin"
_MAGIC: Final = b"DUCK"
_MAGIC_AT: Final = 8


@dataclass(slots=True, kw_only=True)
class New:
    """New articles, cut."""

    columns: Columns
    problems: list[Problem]
    engine: Engine
    files: Mapping[str, str] = field(default_factory=dict)
    left_out: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAndHeld:
    """New articles compared with what is held: the report, and the articles in it.

    ``versions`` are held articles that editors have to know something of, and that may be versions of those.
    """

    report: Report
    columns: Columns
    held: int
    undated: bool
    agencies: Mapping[str, int]
    versions: tuple[Article, ...] = ()


def place_of(articles: Sequence[str | Path], against: str | Path | None, config: Config) -> Path:
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


def changed_since(index: Path, folder: Path, config: Config) -> tuple[str, ...]:
    """Say how many files of a folder are newer than its index, if any are."""
    from provenance.files.source import plan

    made = index.stat().st_mtime
    newer = sum(os.stat(file).st_mtime > made for file in plan([folder], config).locate().values())
    if not newer:
        return ()
    noun = "file is" if newer == 1 else "files are"
    return (
        f"what changed: {newer:,} {noun} newer than the index; take in with: provenance index add {folder}",
    )


def is_index(place: Path) -> bool:
    """Say whether a place is an index, or named as one that is not there yet."""
    if place.is_dir():
        return False
    if place.suffix == ".duckdb" or not place.exists():
        return True
    with place.open("rb") as file:
        return file.read(_MAGIC_AT + len(_MAGIC))[_MAGIC_AT:] == _MAGIC


def read_new(
    articles: Sequence[str | Path],
    config: Config,
    progress: Progress,
    stdin: Callable[[], bytes] | None,
) -> New:
    """Read and cut the new articles."""
    from provenance.core.collection.joining import join
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
        from provenance.files.piped import piped

        parts.append(api.cut_one(piped(stdin(), STDIN_ID, config)))
    if files:
        gathered = api.gather(files, config, progress)
        parts += gathered.parts
        problems, located, engine = gathered.problems, gathered.files, gathered.engine
    return New(columns=join(parts), problems=problems, engine=engine, files=located)


def with_folder(place: Path, new: New, config: Config, progress: Progress) -> NewAndHeld:
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
    done = everything(held, new, problems, config, progress, {}, config.encoder)
    return replace(
        done, versions=_noted(a for part in gathered.parts for a in part.articles if a.path not in same)
    )


def _noted(articles: Iterable[Article]) -> tuple[Article, ...]:
    from provenance.core.origins.versions import is_noted

    return tuple(article for article in articles if is_noted(article))


def _version(article: Article, new: New) -> str:
    mine = next(one for one in new.columns.articles if one.id == article.id)
    return "held as it is" if mine.text == article.text else "another version of it is held under its id"


def _without(part: Columns, numbers: Sequence[int]) -> Columns:
    """Return a batch without some articles."""
    if not numbers:
        return part
    from provenance.core.collection.joining import concatenated, single

    kept = [single(part, n) for n in range(len(part.articles)) if n not in set(numbers)]
    return concatenated(kept)


def with_index(
    place: Path,
    new: New,
    config: Config,
    wait: float,
    progress: Progress,
    later: Callable[[Callable[[], None]], object] = lambda close: close(),
) -> NewAndHeld:
    """Compare the new articles with what an index holds.

    ``later`` is given what closes the index, which takes time that others can use.
    """
    import json

    from provenance.store.index import check_version, opened

    with ExitStack() as stack:
        index = stack.enter_context(opened(place, wait))
        check_version(index, indexing.shaping(config)["version"])
        encoder = config.encoder
        if encoder == "auto":
            encoder = json.loads(index.meta["settings"])["encoder"]
        near = encoder == "none" or not config.reworded
        left_out = _held_itself(index, new)
        if near:
            from provenance.core.holding.nearby import NotLocalError

            try:
                done = _near(index, new, left_out, config, progress)
                done = replace(done, versions=_versions(index, new, done, left_out))
                later(stack.pop_all().close)
                return done
            except NotLocalError:
                pass
        parts = list(index.all_articles(sorted(left_out)))
        vectors = index.vectors() if encoder != "none" else {}
        itself = index.articles(np.array(sorted(left_out), dtype=np.int64)).values()
    done = everything(parts, new, new.problems, config, progress, vectors, encoder)
    return replace(done, versions=_noted(a for part in (*parts, *itself) for a in part.articles))


def _versions(index: OpenIndex, new: New, done: NewAndHeld, left_out: Collection[int]) -> tuple[Article, ...]:
    """Return the held articles that may be other versions of new ones and of those that these touch."""
    from provenance.core.origins.versions import clustered
    from provenance.core.passages.touching import touching

    ids = {one.id for one in new.columns.articles}
    near = {one.id for one in touching(done.report, ids).articles}
    near.update(*clustered(done.report, ids).values())
    touched = [*new.columns.articles, *(one for one in done.columns.articles if one.id in near)]
    named = {one.provider_id for one in touched if one.provider_id}
    numbers = sorted({*left_out, *(index.noted(named) if named else ())})
    held = index.articles(np.array(numbers, dtype=np.int64))
    return _noted(held[number].articles[0] for number in numbers)


def _held_itself(index: OpenIndex, new: New) -> frozenset[int]:
    """Return the held articles that are the new ones: of one text, and of one id below some folder.

    A new article takes the id that it is held under. One that is held under its id with another text is
    another version of it.
    """
    known = index.numbers([article.id for article in new.columns.articles])
    found: set[int] = set()
    articles = list(new.columns.articles)
    credits, houses = list(new.columns.credits), list(new.columns.houses)
    for at, article in enumerate(articles):
        number = known.get(article.id, (None, ""))[0]
        numbers = [*([] if number is None else [number]), *index.ending(article.id)]
        held = index.articles(np.array(numbers, dtype=np.int64))
        same = [one for one in numbers if _is_same(held[one].articles[0], article)]
        if same:
            # What the collection says of it beside its text, such as a manifest's credit, holds here, too.
            there = held[same[0]]
            name = there.articles[0].id
            articles[at] = replace(there.articles[0], path=article.path)
            credits[at], houses[at] = there.credits[0], there.houses[0]
            new.left_out[name] = "held as it is"
            found.add(same[0])
        elif number is not None:
            new.left_out[article.id] = "another version of it is held under its id"
            found.add(number)
    new.columns = replace(new.columns, articles=tuple(articles), credits=tuple(credits), houses=tuple(houses))
    return frozenset(found)


def _is_same(held: Article, article: Article) -> bool:
    """Say whether a held article is a new one; of two without text only what their provider says tells."""
    return held.text == article.text and (
        bool(article.text.strip())
        or (held.provider_id, held.version) == (article.provider_id, article.version)
    )


def _near(
    index: OpenIndex, new: New, left_out: frozenset[int], config: Config, progress: Progress
) -> NewAndHeld:
    """Compare the new articles with what is near them."""
    import provenance
    from provenance.core.collection.background import merge
    from provenance.core.holding.growth import SMALL, grown
    from provenance.core.holding.intake import search
    from provenance.core.holding.nearby import Nearby, NotLocalError
    from provenance.core.matching.detect import Setup
    from provenance.core.matching.score import parse_models
    from provenance.engines.local import LocalEngine
    from provenance.files.tables import load_json
    from provenance.pipeline import report_found

    growth = grown(new.columns, index)
    if len(growth.recut) and index.totals.articles <= SMALL:
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
        nearby,
        new.problems,
        backgrounds=partial(_backgrounds, index),
        cues=api.cut_tables().segments.cues,
        config=config,
        languages=index.languages,
        version=provenance.__version__,
    )
    return NewAndHeld(
        report=report,
        columns=found.columns,
        held=index.totals.articles - len(left_out),
        undated=index.undated,
        agencies=_agencies_without(index, left_out),
    )


def _agencies_without(index: OpenIndex, left_out: frozenset[int]) -> Mapping[str, int]:
    """Return how many held articles credit each agency, but for some."""
    from collections import Counter

    found = Counter(index.agencies)
    for columns in index.articles(np.array(sorted(left_out), dtype=np.int64)).values():
        found.subtract({c.agency for c in columns.credits[0] if c.agency and c.kind != "photo"})
    return +found


def _backgrounds(index: OpenIndex, languages: Iterable[str]) -> Mapping[str, Background]:
    """Return background frequencies as an index noted them, else as the package has them."""
    from provenance.files.tables import background_digests, load_backgrounds

    digests, found = background_digests(), {}
    for language in sorted(set(languages) & digests.keys()):
        noted = index.background(language, digests[language])
        found[language] = noted or load_backgrounds([language])[language]
    return found


def everything(
    parts: Sequence[Columns],
    new: New,
    problems: Sequence[Problem],
    config: Config,
    progress: Progress,
    vectors: Mapping[int, Any],
    encoder: str,
) -> NewAndHeld:
    """Compare all articles and the new ones, and keep vectors that are there."""
    from collections import Counter

    from provenance.core.collection.joining import join
    from provenance.pipeline import report

    whole = [part for part in (*parts, new.columns) if part.articles]
    run = api.run_of(
        replace(config, encoder=encoder), new.engine, progress, lambda: indexing.remembering(encoder, vectors)
    )
    found = report(whole, problems, 0, run)
    articles = [(a, c) for part in parts for a, c in zip(part.articles, part.credits, strict=True)]
    named = [{c.agency for c in credits if c.agency and c.kind != "photo"} for _, credits in articles]
    agencies = Counter(agency for agencies in named for agency in agencies)
    return NewAndHeld(
        report=found,
        columns=join(whole),
        held=len(articles),
        undated=not any(a.published for a, _ in articles),
        agencies=agencies,
    )
