"""Articles are taken out of an index, and replaced, so that it answers as one of what is left would."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index_helpers import PLAIN, Collection, collection, known
from made_columns import made_article, tables
from provenance import indexing
from provenance.core import removal
from provenance.core.columns import Columns
from provenance.core.cutting import cut
from provenance.core.growth import group_of
from provenance.core.postings import (
    AREAS,
    BANDS,
    FREQUENCY,
    GROUPED,
    GROUPS,
    KEYS,
    MEMBERS,
    NAMED,
    PARTS,
    SHINGLES,
    TERMS,
)
from provenance.store import write
from provenance.store.index import OpenIndex, opened
from test_check_equality import SENTENCES, articles, notices

SETTINGS = {"deadline": None, "suppress_health_check": [HealthCheck.too_slow]}


@pytest.fixture
def appended(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let any number of articles be gone, and note of each change whether it was appended."""
    seen: list[bool] = []
    monkeypatch.setattr(removal, "MOST_GONE", 0)
    for name, is_appended in (("_append", True), ("_replace", False)):
        real = getattr(write, name)
        monkeypatch.setattr(
            write, name, lambda *given, real=real, noted=is_appended: (seen.append(noted), real(*given))[1]
        )
    return seen


def living(index: OpenIndex, area: int) -> list[tuple[int, int]]:
    """Return all rows that a look-up finds in an area, in order."""
    parts = list(index.everything(area, sorted({segment for segment, _ in index.directory})))
    keys = np.unique(np.concatenate([keys for keys, _ in parts])) if parts else np.zeros(0, np.uint64)
    row, value = index.find(area, keys)
    return sorted(zip(keys[row].tolist(), value.tolist(), strict=True))


def told(path: Path) -> dict[str, Any]:
    """Return all that an index tells, whatever the numbers of its articles and texts."""
    with opened(path, 1.0) as index:
        ids = {entry.number: entry.id for entry in index.entries()}
        text = {number: key for key, number in living(index, KEYS)}
        assert len(text) == len(set(text.values())) == index.totals.texts
        found: dict[str, Any] = {"keys": sorted(text.values())}
        for area in AREAS:
            rows = living(index, area)
            if area in (PARTS, SHINGLES, TERMS):
                found[str(area)] = sorted((key, text[value]) for key, value in rows)
            elif area == BANDS:
                found[str(area)] = sorted((key, text[value >> 1], value & 1) for key, value in rows)
            elif area == MEMBERS:
                found[str(area)] = sorted((ids[value >> 32], value & 0xFFFFFFFF) for _, value in rows)
            elif area in (FREQUENCY, NAMED):
                sums: dict[int, int] = defaultdict(int)
                for key, value in rows:
                    sums[key] += value
                found[str(area)] = {key: count for key, count in sums.items() if count}
            elif area not in (KEYS, GROUPS, GROUPED):
                # Of a class of words counts that they are there.
                found[str(area)] = rows
        groups: dict[int, list[int]] = defaultdict(list)
        numbers = np.array(sorted(text), dtype=np.int64)
        for number, group in zip(numbers.tolist(), group_of(index, numbers).tolist(), strict=True):
            groups[group].append(text[number])
        found["groups"] = sorted(sorted(members) for members in groups.values())
        for number, name in ids.items():
            held = index.articles(np.array([number]))[number]
            keys = [text.get(one) for one in index.texts_of(number).tolist()]
            found[f"article {name}"] = (held.word.tolist(), keys)
        found["vectors"] = {
            ids[number]: (keys.tolist(), rows.tolist()) for number, (keys, rows) in index.vectors_by_article()
        }
        found["meta"] = {
            name: value
            for name, value in index.meta.items()
            if name not in ("directory", "next_article", "next_text")
        }
    return found


def facts(path: Path) -> Any:
    from dataclasses import replace

    return replace(indexing.info(path), path=Path(), size=0)


def cut_one(name: str, text: str, **about: Any) -> Columns:
    return cut([made_article(name, text, **about)], tables())


def put(path: Path, parts: Sequence[Columns]) -> write.Change:
    return write.add(path, parts, 0, wait=1.0, tables=indexing.tables())


def take(path: Path, *names: str) -> write.Change:
    return write.remove(path, names, wait=1.0, tables=indexing.tables())


def afresh(path: Path, parts: Sequence[Columns]) -> Path:
    """Make an index of some articles at once."""
    write.ensure(path, indexing.shaping(PLAIN), 1.0)
    if parts:
        put(path, parts)
    return path


def same(path: Path, held: dict[str, Columns], folder: Path) -> None:
    """Hold what an index tells to what one made afresh of what is left tells."""
    other = afresh(folder / "afresh.duckdb", [held[name] for name in sorted(held)])
    assert told(path) == told(other)
    assert facts(path) == facts(other)
    # The tests' articles are cut without the identifier of languages; so is what they are compared with.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("provenance.api.cut_tables", tables)
        assert not indexing.verify(path, sample=100).faults
        assert not indexing.verify(other, sample=100).faults


bodies = st.one_of(articles, notices, st.sampled_from(SENTENCES))
abouts = st.sampled_from([
    {}, {}, {"language": "de"}, {"language": "xx"}, {"published": "2024-05-01", "outlet": "The Courier"},
])  # fmt: skip
changes = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]),
        st.one_of(st.none(), st.tuples(bodies, abouts)),
        min_size=1,
        max_size=3,
    ),
    min_size=2,
    max_size=7,
)


@given(changes)
@settings(max_examples=60, **SETTINGS)
def test_after_any_changes_an_index_tells_what_one_made_afresh_does(
    steps: list[dict[str, tuple[str, dict[str, Any]] | None]],
) -> None:
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setattr(removal, "MOST_GONE", 0)
        path = afresh(Path(name) / "index.duckdb", [])
        held: dict[str, Columns] = {}
        for step in steps:
            gone = [one for one, what in step.items() if what is None]
            take(path, *gone)
            fresh = {one: cut_one(one, what[0], **what[1]) for one, what in step.items() if what is not None}
            put(path, list(fresh.values()))
            held = {one: part for one, part in {**held, **fresh}.items() if one not in gone}
        same(path, held, Path(name))
