"""Compare a collection with its index as a cache: what the index holds as it is is not cut or encoded again.

The index never changes what is found. Where it cannot be used, the collection is compared without it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from provenance import api, indexing
from provenance.config import Config
from provenance.errors import IndexBusyError, IndexFileError
from provenance.model import Article

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.ports import Progress

# Readers are waited for no longer than this: the gate has what it needs without the index.
_PATIENCE: Final = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Remembered:
    """What an index holds of some articles: as columns, and the vectors of an encoder."""

    columns: list[Columns]
    vectors: dict[int, Any]


def compare_remembered(
    paths: Sequence[str | Path], config: Config | None = None, progress: Progress | None = None
) -> api.Compared:
    """Compare as ``api.compare_labelled`` does, and get the same, faster where the collection has an index.

    New and changed articles are put into the index, but for changed ones that a large index would have to be
    written anew for, which takes longer than cutting them again.

    Raises:
        UsageError, NoArticlesError, LabelsError: as ``api.compare_labelled`` does.
    """
    config, progress = config or Config(), progress or api.Silent()
    path = indexing.index_path(paths, config)
    if not path.is_file():
        return api.compare_labelled(paths, config, progress)
    held: list[_Remembered] = []

    def choose(articles: list[Article]) -> list[Article]:
        try:
            found = _held(path, articles, config)
        except (IndexFileError, IndexBusyError):
            return articles
        held.append(found)
        ids = {part.articles[0].id for part in found.columns}
        return [article for article in articles if article.id not in ids]

    gathered = api.gather(paths, config, progress, choose=choose, comparing=True)
    fresh = [part for part in gathered.parts if part.articles]
    if not held:
        return api.compare_labelled(
            paths, config, progress, held=api.Collected(gathered=gathered, encoder=_encoder(config, {}))
        )
    _refresh(path, fresh, gathered, config, progress)
    whole = replace(gathered, parts=[*held[0].columns, *fresh])
    encoder = _encoder(config, held[0].vectors)
    return api.compare_labelled(paths, config, progress, held=api.Collected(gathered=whole, encoder=encoder))


def _encoder(config: Config, vectors: dict[int, Any]) -> Any:
    return lambda: indexing.remembering(config.encoder, vectors)


def _held(path: Path, articles: Sequence[Article], config: Config) -> _Remembered:
    """Return what an index holds of some articles as they are."""
    from provenance.store.batch import digest_of
    from provenance.store.index import check_version, opened

    with opened(path, _PATIENCE) as index:
        check_version(index, indexing.shaping(config)["version"])
        digests = {article.id: digest_of(article) for article in articles}
        held = index.numbers(digests)
        numbers = [number for name, (number, digest) in held.items() if digest == digests[name]]
        found = index.articles(np.array(sorted(numbers), dtype=np.int64))
        encoder = json.loads(index.meta["settings"])["encoder"]
        vectors = index.vectors() if encoder == config.encoder != "none" else {}
    return _Remembered(columns=list(found.values()), vectors=vectors)


def _refresh(
    path: Path, fresh: list[Columns], gathered: api.Gathered, config: Config, progress: Progress
) -> None:
    """Put what is new into an index, where that is quick; one that cannot be written stays as it is."""
    from provenance.core.holding.growth import SMALL
    from provenance.store import write
    from provenance.store.index import opened

    if not fresh:
        return
    try:
        with opened(path, _PATIENCE) as index:
            encoder = json.loads(index.meta["settings"])["encoder"]
            if encoder not in ("none", config.encoder):
                return
        encode = indexing.vectors_by(encoder, gathered.engine, progress)
        write.add(path, fresh, 0, wait=_PATIENCE, tables=indexing.tables(), encode=encode, spare=SMALL)
    except (IndexFileError, IndexBusyError):
        return
