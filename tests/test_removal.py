"""Articles are taken out of an index, and replaced, so that it answers as one of what is left would."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index_helpers import PLAIN, Collection, known
from made_columns import made_article, tables
from provenance import indexing
from provenance.core.collection.columns import Columns
from provenance.core.collection.joining import join
from provenance.core.collection.keys import band_rows
from provenance.core.collection.terms import near_copy_groups
from provenance.core.cutting.cut import cut
from provenance.core.holding import removal
from provenance.core.holding.growth import group_of
from provenance.core.matching.postings import (
    AREAS,
    BANDS,
    FREQUENCY,
    GROUPED,
    GROUPS,
    KEYS,
    LISTED,
    MEMBERS,
    NAMED,
    PARTS,
    SHINGLES,
    TERMS,
)
from provenance.errors import IndexFileError
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


def counts(index: OpenIndex, area: int) -> dict[int, int]:
    sums: dict[int, int] = defaultdict(int)
    for key, value in living(index, area):
        sums[key] += value
    return sums


def told(path: Path) -> dict[str, Any]:
    """Return all that an index tells, whatever the numbers of its articles and texts."""
    with opened(path, 1.0) as index:
        ids = {entry.number: entry.id for entry in index.entries()}
        text = {number: key for key, number in living(index, KEYS)}
        assert len(text) == len(set(text.values())) == index.totals.texts
        frequency = counts(index, FREQUENCY)
        found: dict[str, Any] = {"keys": sorted(text.values())}
        for area in AREAS:
            rows = living(index, area)
            if area == TERMS:
                listed = [(key, value) for key, value in rows if frequency[key] <= LISTED]
                found[str(area)] = sorted((key, text[value]) for key, value in listed)
            elif area in (PARTS, SHINGLES):
                found[str(area)] = sorted((key, text[value]) for key, value in rows)
            elif area == BANDS:
                found[str(area)] = sorted((key, text[value >> 1], value & 1) for key, value in rows)
            elif area == MEMBERS:
                found[str(area)] = sorted((ids[value >> 32], value & 0xFFFFFFFF) for _, value in rows)
            elif area in (FREQUENCY, NAMED):
                found[str(area)] = {key: count for key, count in counts(index, area).items() if count}
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


def facts(path: Path) -> indexing.IndexFacts:
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
    folder.mkdir(exist_ok=True)
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
steps_of_changes = st.lists(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", "d", "e", "f", "g"]),
        st.one_of(st.none(), st.tuples(bodies, abouts)),
        min_size=1,
        max_size=3,
    ),
    min_size=2,
    max_size=6,
)


@given(steps_of_changes)
@settings(max_examples=12, **SETTINGS)
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


FIRST, OTHER, THIRD = (" ".join(SENTENCES[at : at + 2]) for at in (0, 6, 10))


def test_check_equals_a_comparison_of_what_is_left(tmp_path: Path, appended: list[bool]) -> None:
    texts = {
        "a": f"{FIRST}\n\n{SENTENCES[3]}",
        "b": f"{FIRST.replace('Tuesday', 'Monday')}\n\n{SENTENCES[5]}\n\n{OTHER}",
        "c": f"{SENTENCES[4]}\n\n{THIRD}",
        "d": f"{OTHER}\n\n{SENTENCES[1]}",
        "e": f"{SENTENCES[7]}\n\n{SENTENCES[8]}",
        "f": SENTENCES[2],
    }
    parts = {name: cut_one(name, text) for name, text in texts.items()}
    path = afresh(tmp_path / "index.duckdb", list(parts.values()))
    take(path, "b")
    put(path, [cut_one("c", f"{SENTENCES[9]}\n\n{FIRST}")])
    put(path, [parts["b"]])
    take(path, "a", "f")
    assert appended == [True] * 5
    left = [cut_one("c", f"{SENTENCES[9]}\n\n{FIRST}"), *(parts[name] for name in "bde")]
    seen = 0
    for at, text in enumerate(
        (texts["a"], f"{SENTENCES[6]}\n\n{SENTENCES[3]}", f"{OTHER}\n\n{SENTENCES[10]}")
    ):
        made = Collection(columns=join([*left, cut_one("x", text)]))
        expected = known(made.compared().matches, "x")
        assert known(made.checked(path, made.ids.index("x")).matches, "x") == expected, at
        seen += len(expected)
    assert seen > 8


def test_a_text_stays_while_any_article_holds_it(tmp_path: Path, appended: list[bool]) -> None:
    held = {name: cut_one(name, f"{FIRST}\n\n{SENTENCES[at]}") for at, name in enumerate("abc", 3)}
    path = afresh(tmp_path / "index.duckdb", list(held.values()))
    for name in "ab":
        take(path, name)
        del held[name]
        same(path, held, tmp_path / name)
    held["a"] = cut_one("a", f"{OTHER}\n\n{FIRST}")
    put(path, [held["a"]])
    same(path, held, tmp_path / "again")
    assert all(appended)


def test_a_text_that_the_next_article_cuts_otherwise_has_the_index_written_anew(
    tmp_path: Path, appended: list[bool]
) -> None:
    held = {name: cut_one(name, FIRST, language=language) for name, language in (("a", "en"), ("b", "de"))}
    path = afresh(tmp_path / "index.duckdb", list(held.values()))
    appended.clear()
    take(path, "a")
    assert appended == [False]
    same(path, {"b": held["b"]}, tmp_path)


def test_a_group_of_near_copies_that_falls_apart_is_counted_in_parts(
    tmp_path: Path, appended: list[bool], bridged: list[str]
) -> None:
    one, between, other = bridged
    held = {name: cut_one(name, text) for name, text in zip("abc", (one, between, other), strict=True)}
    path = afresh(tmp_path / "index.duckdb", list(held.values()))
    assert len(told(path)["groups"]) == 1
    appended.clear()
    take(path, "b")
    assert appended == [True]
    assert len(told(path)["groups"]) == 2
    same(path, {name: held[name] for name in "ac"}, tmp_path)
    put(path, [held["b"]])
    assert len(told(path)["groups"]) == 1
    same(path, held, tmp_path / "again")


def test_a_text_with_very_many_near_copies_has_the_index_written_anew(
    tmp_path: Path, appended: list[bool], bridged: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(removal, "MOST_COUNTED", 1)
    held = {name: cut_one(name, text) for name, text in zip("abc", bridged, strict=True)}
    path = afresh(tmp_path / "index.duckdb", list(held.values()))
    appended.clear()
    take(path, "b")
    take(path, "a")
    assert appended == [False, True]
    same(path, {"c": held["c"]}, tmp_path)


def joined(texts: Sequence[str]) -> int:
    """Return how many groups of near-copies some texts are."""
    columns = cut([made_article(f"a{at}", text) for at, text in enumerate(texts)], tables())
    keys, block, whole = band_rows(columns, np.arange(len(columns.block_first)))
    return len(set(near_copy_groups(columns, keys[whole], block[whole]).tolist()))


@pytest.fixture(scope="module")
def bridged() -> list[str]:
    """Three texts of which the first and the last are near-copies of the second, and not of one another."""
    words = " ".join(SENTENCES[:4]).split()

    def text(changed: Sequence[int]) -> str:
        return " ".join("blue" if at in changed else word for at, word in enumerate(words))

    texts = [text((5, 12, 35, 40)), text(()), text((0, 8, 46, 53))]
    assert (joined(texts), joined(texts[::2])) == (1, 2)
    return texts


def test_many_removals_have_an_index_written_anew(tmp_path: Path) -> None:
    texts = [f"{SENTENCES[at % 14]} {SENTENCES[at // 14]} Number {at}." for at in range(40)]
    held = {f"a{at:02}": cut_one(f"a{at:02}", text) for at, text in enumerate(texts)}
    path = afresh(tmp_path / "index.duckdb", list(held.values()))
    gone = []
    for at in range(6):
        take(path, f"a{at * 5:02}")
        del held[f"a{at * 5:02}"]
        with opened(path, 1.0) as index:
            gone.append(len(index.gone.articles))
    assert gone == [1, 2, 3, 4, 0, 1]
    same(path, held, tmp_path)


def test_vectors_go_and_come_with_their_articles(tmp_path: Path, appended: list[bool]) -> None:
    def encode(columns: Columns) -> dict[int, Any]:
        return {
            at: (np.array([len(article.text)], np.uint64), np.full((1, 4), at, np.int8))
            for at, article in enumerate(columns.articles)
        }

    path = tmp_path / "index.duckdb"
    write.ensure(path, indexing.shaping(PLAIN), 1.0)

    def put(*parts: Columns) -> None:
        write.add(path, parts, 0, wait=1.0, tables=indexing.tables(), encode=encode)

    put(*(cut_one(name, f"{text}") for name, text in zip("abc", (FIRST, OTHER, THIRD), strict=True)))
    appended.clear()
    put(cut_one("b", SENTENCES[9]))
    take(path, "c")
    assert appended == [True, True]
    assert told(path)["vectors"] == {
        "a": ([len(FIRST)], [[0] * 4]),
        "b": ([len(SENTENCES[9])], [[0] * 4]),
    }


def test_what_is_not_noted_as_gone_is_damage(tmp_path: Path, appended: list[bool]) -> None:
    held = [cut_one(name, text) for name, text in zip("abc", (FIRST, OTHER, THIRD), strict=True)]
    path = afresh(tmp_path / "index.duckdb", held)
    take(path, "b")
    connection = duckdb.connect(str(path))
    connection.execute("delete from gone where name = 'texts'")
    connection.close()
    with pytest.raises(IndexFileError, match=r"is damaged.*passages 2 were counted, and 0 noted as gone"):
        indexing.info(path)


def test_verify_tells_that_another_article_is_noted_as_gone(tmp_path: Path, appended: list[bool]) -> None:
    held = [cut_one(name, text) for name, text in zip("abc", (FIRST, OTHER, THIRD), strict=True)]
    path = afresh(tmp_path / "index.duckdb", held)
    take(path, "b")
    connection = duckdb.connect(str(path))
    connection.execute("update gone set numbers = ?", [np.array([0], "<i8").tobytes()])
    connection.close()
    faults = indexing.verify(path).faults
    assert "the articles that are there and those that are gone are not all that were added" in faults
    assert "the passages that are there and those that are gone are not all that were added" in faults
