"""Which held articles run a text, for library users and the command ``where``."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from provenance import api, indexing
from provenance.config import Config
from provenance.errors import UsageError
from provenance.intake import (
    STDIN,
    STDIN_ID,
    New,
    everything,
    is_index,
    place_of,
    read_new,
    with_index,
)
from provenance.model import Article

if TYPE_CHECKING:
    from provenance.core.collection.columns import Columns
    from provenance.core.holding.where import Running


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
    from provenance.core.holding import where as search
    from provenance.core.holding.growth import grown
    from provenance.core.holding.nearby import Nearby
    from provenance.core.passages.touching import touching
    from provenance.files.discover import printable
    from provenance.files.tables import load_backgrounds
    from provenance.store.batch import prepared
    from provenance.store.index import check_version, opened
    from provenance.store.memory import InMemory, Nothing

    config = config or Config()
    named = str(text) == STDIN or _is_file(str(text))
    place = place_of([text] if named else [], against, config)
    new = read_new([text], config, api.Silent(), stdin) if named else _asked(str(text), config)
    new.columns = _renamed(new.columns)
    if len(new.columns.word) < search.LEAST_WORDS:
        lacks = "" if named else f", and there is no file {printable(str(text))}"
        raise UsageError(f"a text of less than four words stands anywhere{lacks}; give at least four")
    ids = frozenset(article.id for article in new.columns.articles)
    if is_index(place):
        with opened(place, wait) as index:
            check_version(index, indexing.shaping(config)["version"])
            nearby = Nearby(index, new.columns, grown(new.columns, index), frozenset(), load_backgrounds)
            copies = search.copies(nearby)
        done = with_index(place, new, config, wait, api.Silent())
    else:
        gathered = api.gather([place], config, api.Silent())
        held = InMemory(prepared(_joined(gathered.parts), Nothing(), indexing.tables().digests))
        nearby = Nearby(held, new.columns, grown(new.columns, held), frozenset(), load_backgrounds)
        copies = search.copies(nearby)
        done = everything(gathered.parts, new, (), config, api.Silent(), {}, config.encoder)
    other = search.reworded(touching(done.report, ids), ids, copies)
    return Found(copies=tuple(copies), reworded=tuple(other), against=str(place), held=done.held)


def _is_file(text: str) -> bool:
    try:
        return os.path.isfile(text)
    except ValueError:
        return False


def _joined(parts: Sequence[Columns]) -> Columns:
    from provenance.core.collection.joining import join

    return join(parts)


def _renamed(columns: Columns) -> Columns:
    """Give the text an id that no held article has: it may be one of them."""
    articles = tuple(replace(one, id=f"\x00{one.id}", path=f"\x00{one.id}") for one in columns.articles)
    return replace(columns, articles=articles)


def _asked(text: str, config: Config) -> New:
    from provenance.engines.local import LocalEngine

    columns = api.cut_one(Article(id=STDIN_ID, path=STDIN_ID, text=text))
    return New(columns=columns, problems=[], engine=LocalEngine(1, config.memory))
