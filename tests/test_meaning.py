"""Vectors of an encoder: neighbours, what is compared because of them, rivals, and what is found with them.

The encoder here knows a few words of two languages, and which of them mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_columns import bare_columns, compared, cut_texts, made_article, models, setup, tables
from provenance import pipeline
from provenance.config import Config
from provenance.core import meaning as meant
from provenance.core.asked import compare_asked
from provenance.core.candidates import ENCODER, Candidates
from provenance.core.chunk import BLOCK, FEATURES, LEAST_UNIT_WORDS, PIECE, SENTENCE, Verified
from provenance.core.columns import Columns
from provenance.core.cutting import cut
from provenance.core.detect import Compared, Proposed, _verified, compare, distinct, propose, unnamed
from provenance.core.meaning import COMPARED, LEAST_COSINE, NEIGHBOURS, Encode, Meaning, Nodes, asked, encode
from provenance.core.score import ACROSS, ENCODED, INPUTS, JUDGES, PLAIN, Judge, Model, Models
from provenance.core.vectors import centred, cosines, quantised
from provenance.encoders import units
from provenance.engines.local import LocalEngine
from provenance.files.tables import load_backgrounds
from provenance.model import Article, Report
from provenance.pipeline import MOST_ENCODED, Run, Semantics, explain

# A line is a meaning: English words, and French ones.
MEANINGS = (
    "engineers technicians ingénieurs",
    "sealed shut fermé",
    "damaged broken endommagées",
    "harbour dock port",
    "gates sluices vannes",
    "dawn sunrise aube",
    "violent fierce violente",
    "storm weather tempête",
    "nobody personne",
    "tested testé",
    "river fleuve",
    "rising montait",
    "council conseil",
    "pool piscine",
    "hours heures",
    "growers producteurs",
    "harvest récolte",
    "frost gel",
    "blossom floraison",
    "ferry traversier",
    "passengers passagers",
)
AXES = {word: axis for axis, line in enumerate(MEANINGS) for word in line.split()}

GATES = "Engineers sealed the damaged harbour gates before dawn after a violent storm."
SLUICES = "Technicians shut broken dock sluices ahead of sunrise following fierce weather."
VANNES = "Les ingénieurs ont fermé avant l’aube les vannes endommagées du port, après une tempête violente."
SAID = "“Nobody tested these gates while the river was rising,” said Anna Berg."
DIT = "« Personne n’a testé ces vannes alors que le fleuve montait », a déclaré Anna Berg."
POOL = "Le conseil municipal a débattu pendant trois heures de la piscine couverte."
APPLES = "Growers of apples expect a poor harvest since late frost has killed most of the blossom."

Floats = npt.NDArray[np.float32]
Whole = npt.NDArray[np.int8]


class Words:
    """Gives a text the directions of the words it knows, all alike."""

    name = "words:made"
    dimensions = len(MEANINGS)
    languages: frozenset[str] | None = frozenset({"en", "fr"})

    def encode(self, texts: Sequence[str], languages: Sequence[str | None]) -> Floats:
        assert len(texts) == len(languages)
        return np.array([self._one(text) for text in texts], dtype=np.float32).reshape(-1, self.dimensions)

    def _one(self, text: str) -> list[float]:
        row = [0.0] * self.dimensions
        for word in "".join(c if c.isalpha() else " " for c in text.lower()).split():
            if word in AXES:
                row[AXES[word]] = 1.0
        return row


def in_whole(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
    return quantised(centred(Words().encode(texts, languages), np.zeros(Words.dimensions)))


def semantics(limits: tuple[str, ...] = ()) -> Semantics:
    return Semantics(
        name="words",
        encode=lambda texts, languages, engine, progress: in_whole(texts, languages),
        limits=lambda languages: limits,
    )


def never() -> Semantics | None:
    raise AssertionError("no encoder was asked for")


def by_cosine() -> Models:
    """Return models that see nothing but the cosine: likely above five eighths, and never quite sure."""

    def model(start: float) -> Model:
        weights = tuple(16.0 if name == "cosine" else 0.0 for name in INPUTS)
        return Model(intercept=start, weights=weights)

    return Models(
        judges=tuple(Judge(alone=model(-10.0), final=model(-10 - i / 100)) for i in range(len(JUDGES)))
    )


def in_languages(*texts: tuple[str, str]) -> Columns:
    """Return the columns of one article for each language and text."""
    articles = [made_article(f"a{i:04}", text, language=language) for i, (language, text) in enumerate(texts)]
    return cut(articles, tables())


def looked_up(rows: Sequence[Sequence[int]]) -> Encode:
    """Return an encoder of texts that are word numbers: the first word tells the row."""

    def found(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
        return np.array([rows[int(text.split()[0]) % len(rows)] for text in texts], dtype=np.int8)

    return found


# The numbers of units


def with_pieces(counts: Sequence[tuple[int, int]]) -> Columns:
    """Return columns of blocks with so many sentences and pieces each; pieces lie in the first sentence."""
    c = bare_columns([[[i, j] for j in range(sentences)] for i, (sentences, _) in enumerate(counts)])
    of = np.repeat(np.arange(len(counts)), [pieces for _, pieces in counts]).astype(np.int32)
    first = c.block_first[of] if len(of) else np.zeros(0, dtype=np.int64)
    return replace(c, piece_block=of, piece_first=first, piece_last=first + 2, piece_quotation=of * 0)


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), min_size=1, max_size=6))
@settings(deadline=None)
def test_every_unit_has_one_node_and_every_node_its_unit(counts: list[tuple[int, int]]) -> None:
    c = with_pieces(counts)
    nodes = Nodes(c)
    every = np.arange(nodes.count, dtype=np.int64)
    block, kind, number = nodes.units(every)
    assert nodes.of(block, kind, number).tolist() == every.tolist()
    expected = [(b, BLOCK, 0) for b in range(len(counts))]
    expected += [(b, SENTENCE, i) for b, (sentences, _) in enumerate(counts) for i in range(sentences)]
    expected += [(b, PIECE, i) for b, (_, pieces) in enumerate(counts) for i in range(pieces)]
    assert list(zip(block.tolist(), kind.tolist(), number.tolist(), strict=True)) == expected
    first, last = nodes.ranges(every)
    assert (first >= c.block_first[block]).all()
    assert (last <= c.block_last[block]).all()
    assert (last - first)[kind != BLOCK].tolist() == [2] * int((kind != BLOCK).sum())


def test_numbering_changes_no_array_that_it_is_given() -> None:
    node = np.array([2, 0], dtype=np.int64)
    Nodes(with_pieces([(1, 1), (2, 0)])).units(node)
    assert node.tolist() == [2, 0]


# Which units are encoded


def test_furniture_short_parts_and_second_copies_are_not_encoded() -> None:
    long, short = [*range(20, 20 + LEAST_UNIT_WORDS)], [*range(40, 39 + LEAST_UNIT_WORDS)]
    c = bare_columns([[long, short], [long, short], [[7, 8]], [long]], furniture={3: True})
    blocks = distinct(c)
    made = encode(c, blocks, looked_up([[1, 2]]))
    nodes = Nodes(c)
    assert blocks.tolist() == [0, 2]
    assert np.flatnonzero(made.lengths).tolist() == [0, 2, nodes.sentences]
    assert made.known(np.array([0, 1])).tolist() == [True, False]
    assert made.vectors.shape == (nodes.count, 2)


def test_characters_of_a_script_without_spaces_count_half_a_word() -> None:
    c = in_languages(("ja", "橋は安全だと言う。大臣は月曜日、新しい橋が六月に開通すると述べた。"))
    _, parts = meant.unit_nodes(c, distinct(c))
    assert c.sentence_last[0] - c.sentence_first[0] >= LEAST_UNIT_WORDS
    assert parts.tolist() == [Nodes(c).sentences + 1]


def test_an_encoder_gets_the_text_of_each_unit_and_its_language() -> None:
    seen: list[tuple[str, str | None]] = []

    def listening(texts: Sequence[str], languages: Sequence[str | None]) -> Whole:
        seen.extend(zip(texts, languages, strict=True))
        return in_whole(texts, languages)

    c = in_languages(("en", SAID), ("fr", f"{POOL} {VANNES}"))
    encode(c, distinct(c), listening)
    texts = [text.rstrip(".”,») ") for text, _ in seen]
    assert [language for _, language in seen].count("en") == 3
    assert "Nobody tested these gates while the river was rising" in texts
    assert POOL.rstrip(".") in texts
    assert f"{POOL} {VANNES}".rstrip(".") in texts


# Neighbours


def slow_neighbours(c: Columns, made: Meaning) -> list[tuple[int, int, int, int]]:
    """Return unit, neighbour, cosine and rank of all nearest neighbours, by comparing all with all."""
    nodes = Nodes(c)
    article = c.block_article[nodes.units(np.arange(nodes.count))[0]].tolist()
    found = []
    for level in (range(nodes.sentences), range(nodes.sentences, nodes.count)):
        held = [node for node in level if made.lengths[node]]
        for unit in held:
            for language in set(c.languages):
                near = []
                for other in held:
                    if article[other] == article[unit] or c.languages[article[other]] != language:
                        continue
                    product = made.vectors[unit].astype(int) @ made.vectors[other].astype(int)
                    cosine = cosines(np.array([product]), made.lengths[[unit]], made.lengths[[other]])[0]
                    near.append((-round(10_000 * cosine), other))
                for rank, (value, other) in enumerate(sorted(near)[:NEIGHBOURS]):
                    if value < 0:
                        found.append((unit, other, -value, rank))
    return sorted(found)


def as_rows(made: Meaning) -> list[tuple[int, int, int, int]]:
    near = made.near
    columns = (near.unit, near.other, near.value, near.rank)
    return sorted(zip(*(column.tolist() for column in columns), strict=True))


long_sentences = st.lists(
    st.integers(0, 7).map(lambda word: [word] * LEAST_UNIT_WORDS), min_size=1, max_size=2
)
vectors = st.lists(st.lists(st.integers(-2, 2), min_size=3, max_size=3), min_size=1, max_size=8)


def spread_over(blocks: list[list[list[int]]], owners: list[int], spoken: list[int]) -> Columns:
    """Return columns of blocks, of which some share an article, and each article has one of two languages."""
    c = bare_columns(blocks, articles=sorted(owners[: len(blocks)]))
    return replace(
        c, languages=tuple("fr" if spoken[i % len(spoken)] else "en" for i in range(len(c.articles)))
    )


@given(
    st.lists(long_sentences, min_size=1, max_size=12),
    st.lists(st.integers(0, 9), min_size=12, max_size=12),
    st.lists(st.integers(0, 1), min_size=1, max_size=5),
    vectors,
)
@settings(max_examples=60, deadline=None)
def test_neighbours_are_the_nearest_of_each_language_in_other_articles(
    blocks: list[list[list[int]]], owners: list[int], spoken: list[int], rows: list[list[int]]
) -> None:
    c = spread_over(blocks, owners, spoken)
    every = np.arange(len(blocks), dtype=np.int32)
    made = encode(c, every, looked_up(rows))
    assert as_rows(made) == slow_neighbours(c, made)


@given(
    st.lists(long_sentences, min_size=1, max_size=9),
    st.lists(st.integers(0, 1), min_size=1, max_size=5),
    vectors,
)
@settings(max_examples=60, deadline=None)
def test_units_are_compared_once_for_each_pair_that_is_near_enough(
    blocks: list[list[list[int]]], spoken: list[int], rows: list[list[int]]
) -> None:
    c = spread_over(blocks, [*range(9)], spoken)
    made = encode(c, np.arange(len(blocks), dtype=np.int32), looked_up(rows))
    nodes = Nodes(c)

    def full(node: int) -> bool:
        first, last = nodes.ranges(np.array([node]))
        return int(last[0] - first[0]) == LEAST_UNIT_WORDS * len(blocks[int(block[node])])

    block = nodes.units(np.arange(nodes.count))[0]
    expected = set()
    nearer: dict[tuple[int, str | None], dict[int, int]] = {}
    for unit, other, value, _ in sorted(slow_neighbours(c, made), key=lambda row: (row[0], row[3])):
        language = c.languages[int(c.block_article[block[other]])]
        # Of a unit's nearest, several may stand in one block, which counts once.
        seen = nearer.setdefault((unit, language), {})
        rank = seen.setdefault(int(block[other]), len(seen))
        alone = unit >= nodes.sentences and full(unit) and full(other)
        if value >= LEAST_COSINE and rank < COMPARED and not alone:
            expected.add(tuple(sorted((unit, other), key=lambda node: int(block[node]))))
    left, right = asked(c, made)
    found = list(zip(left.tolist(), right.tolist(), strict=True))
    assert len(found) == len(set(found))
    assert set(found) == expected
    assert found == sorted(found)


def test_of_equally_near_neighbours_the_first_in_the_collection_are_kept() -> None:
    count = NEIGHBOURS + 4
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(count)])
    made = encode(c, np.arange(count, dtype=np.int32), looked_up([[3, 4]]))
    whole = made.near.unit == count - 1
    assert made.near.other[whole].tolist() == [*range(NEIGHBOURS)]
    assert made.near.rank[whole].tolist() == [*range(NEIGHBOURS)]


def test_a_language_with_many_neighbours_leaves_room_for_others() -> None:
    count = 2 * NEIGHBOURS
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(count)])
    # Those in French are less near.
    rows = [[4, 0] if i < count // 2 else [4, 3] for i in range(count)]
    c = replace(c, languages=tuple("en" if i < count // 2 else "fr" for i in range(count)))
    made = encode(c, np.arange(count, dtype=np.int32), looked_up(rows))
    of_first = made.near.other[made.near.unit == 0].tolist()
    assert sorted(of_first) == [*range(1, count)]


def test_the_size_of_steps_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    c = bare_columns([[[i] * LEAST_UNIT_WORDS, [i + 1] * LEAST_UNIT_WORDS] for i in range(9)])
    rows = [[1, 0, 2], [2, 1, 0], [0, 1, 1]]
    every = np.arange(9, dtype=np.int32)
    whole = as_rows(encode(c, every, looked_up(rows)))
    monkeypatch.setattr(meant, "_ROWS", 2)
    assert as_rows(encode(c, every, looked_up(rows))) == whole != []


def test_a_unit_without_a_vector_has_no_neighbours_and_no_cosine() -> None:
    c = bare_columns([[[i] * LEAST_UNIT_WORDS] for i in range(3)])
    made = encode(c, np.arange(3, dtype=np.int32), looked_up([[3, 4], [6, 8], [0, 0]]))
    assert {*made.near.unit.tolist(), *made.near.other.tolist()} == {0, 1, 3, 4}
    assert made.cosine(np.array([0, 0, 2]), np.array([1, 2, 2])).tolist() == [10_000, 0, 0]


def test_nothing_encoded_has_no_neighbours() -> None:
    c = bare_columns([[[1, 2]], [[3, 4]]])
    made = encode(c, np.arange(2, dtype=np.int32), looked_up([[0, 0]]))
    assert as_rows(made) == []
    assert [len(side) for side in asked(c, made)] == [0, 0]


# Rows that an encoder asks for

MIXED = (
    ("en", f"{GATES} {SAID} {APPLES}"),
    ("en", f"{APPLES.replace('Growers', 'The growers')} {SLUICES}"),
    ("fr", f"{VANNES} {DIT}"),
    ("fr", f"{POOL} {VANNES.replace('Les ingénieurs', 'Des ingénieurs')}"),
)


def proposed_of(c: Columns) -> Proposed:
    return propose(c, distinct(c), setup(encode=in_whole))


def row_keys(rows: Verified) -> list[tuple[int, tuple[int, ...], tuple[int, ...]]]:
    kinds, numbers = map(tuple, rows.row_kind.tolist()), map(tuple, rows.row_units.tolist())
    return list(zip(rows.row_pair.tolist(), kinds, numbers, strict=True))


def widened(c: Columns, proposed: Proposed, rows: Verified) -> Verified:
    assert proposed.meaning is not None
    return compare_asked(c, proposed.terms, proposed.candidates, rows, proposed.meaning, unnamed(c))


def test_rows_asked_for_are_added_once_in_order_of_their_pairs() -> None:
    c = in_languages(*MIXED)
    proposed = proposed_of(c)
    before = _verified(c, proposed, setup())
    after = widened(c, proposed, before)
    old, new = row_keys(before), row_keys(after)
    assert len(new) == len(set(new))
    assert set(old) < set(new)
    assert after.row_pair.tolist() == sorted(after.row_pair.tolist())
    assert proposed.meaning is not None
    nodes, pairs = Nodes(c), proposed.candidates
    for left, right in zip(*(side.tolist() for side in asked(c, proposed.meaning)), strict=True):
        sides = [nodes.units(np.array([node])) for node in (left, right)]
        (a, b), kinds, numbers = (tuple(int(side[i][0]) for side in sides) for i in range(3))
        pair = np.flatnonzero((pairs.left == a) & (pairs.right == b)).tolist()
        assert (*pair, kinds, numbers) in new
    kept = {key: row.tolist() for key, row in zip(new, after.row_features, strict=True)}
    assert [kept[key] for key in old] == before.row_features.tolist()
    assert after.stretches.tolist() == before.stretches.tolist()


def test_rows_that_are_there_already_are_not_asked_for_again() -> None:
    c = in_languages(*MIXED)
    proposed = proposed_of(c)
    once = widened(c, proposed, _verified(c, proposed, setup()))
    twice = widened(c, proposed, once)
    assert row_keys(twice) == row_keys(once)
    assert twice.row_features.tolist() == once.row_features.tolist()


def test_pairs_that_an_encoder_asks_for_are_candidates_and_say_so() -> None:
    c = in_languages(("en", GATES), ("en", SLUICES), ("fr", VANNES), ("fr", POOL))
    found = proposed_of(c).candidates
    pairs = zip(found.left.tolist(), found.right.tolist(), found.generators.tolist(), strict=True)
    by_vectors = {(a, b) for a, b, bits in pairs if bits & ENCODER}
    assert by_vectors == {(0, 1), (0, 2), (1, 2)}
    without = propose(c, distinct(c), setup(encode=in_whole, reworded=False))
    assert without.meaning is None
    assert not (without.candidates.generators & ENCODER).any()


def compared_blocks(c: Columns, a: int, b: int) -> tuple[Compared, int, dict[str, float]]:
    """Compare a collection; return all rows, that of two whole blocks, and its features by name."""
    s = setup(encode=in_whole)
    found = compare(c, propose(c, distinct(c), s), s)
    pairs = found.candidates
    (pair,) = np.flatnonzero((pairs.left == a) & (pairs.right == b)).tolist()
    whole = (found.row_kind == BLOCK).all(axis=1)
    (row,) = np.flatnonzero((found.row_pair == pair) & whole).tolist()
    return found, row, dict(zip(FEATURES, found.features[row].tolist(), strict=True))


def test_across_languages_names_and_numbers_are_compared() -> None:
    c = in_languages(
        ("en", "After the storm Anna Berg said that engineers had sealed 7 of 12 harbour gates."),
        ("fr", "Après la tempête, Anna Berg a dit que les ingénieurs avaient fermé 7 des 15 vannes du port."),
    )
    found, row, features = compared_blocks(c, 0, 1)
    assert JUDGES[int(found.judge[row])] == ("across", "paragraphs")
    assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]
    assert (features["numbers_shared"], features["numbers_conflict"]) == (1.0, 1.0)
    assert features["name_weight"] > 0
    assert (features["words"], features["length_ratio"]) == (15.0, round(15 / 18, 4))
    words = ("word_cosine", "pair_cosine", "containment", "shared_weight", "order", "surprise")
    assert [features[name] for name in words] == [0.0] * len(words)


def test_a_capital_that_opens_a_sentence_makes_no_name() -> None:
    c = in_languages(
        ("en", "Port engineers sealed the damaged gates in the violent storm before dawn."),
        ("fr", "Port fermé par la tempête : vannes endommagées, les ingénieurs au travail dès l’aube."),
    )
    assert compared_blocks(c, 0, 1)[2]["name_weight"] == 0.0


def test_characters_and_words_are_compared_by_the_words_they_stand_for() -> None:
    text = "大臣は月曜日、新しい橋が六月に開通すると述べた。"
    c = in_languages(("en", "The minister said on Monday that the new bridge opens in June."), ("ja", text))
    rows = [[3, 4]]
    s = setup(encode=lambda texts, languages: np.array(rows * len(texts), dtype=np.int8))
    found = compare(c, propose(c, distinct(c), s), s)
    features = dict(zip(FEATURES, found.features[0].tolist(), strict=True))
    characters = int(c.block_last[1] - c.block_first[1])
    assert features["words"] == characters / 2
    assert features["length_ratio"] == round(min(12, characters / 2) / max(12, characters / 2), 4)


def test_units_of_one_language_are_compared_by_their_words_too() -> None:
    c = in_languages(("en", GATES), ("en", f"{SLUICES[:-1]} in Easton harbour."))
    found, row, features = compared_blocks(c, 0, 1)
    assert JUDGES[int(found.judge[row])] == ("encoded", "paragraphs")
    assert features["containment"] > 0.0


def test_units_without_a_vector_are_judged_by_words_alone() -> None:
    text = "The zoo of Velmouth will raise its ticket prices by a tenth next spring."
    c = in_languages(("en", text), ("en", text.replace("raise", "increase")), ("en", GATES), ("fr", VANNES))
    found = compare(c, proposed_of(c), setup())
    known = {PLAIN: "plain", ENCODED: "encoded", ACROSS: "across"}
    pairs = found.candidates
    for row, (judge, pair) in enumerate(zip(found.judge.tolist(), found.row_pair.tolist(), strict=True)):
        blocks = int(pairs.left[pair]), int(pairs.right[pair])
        expected = {(0, 1): PLAIN, (2, 3): ACROSS}[blocks]
        assert JUDGES[judge][0] == known[expected]
        if expected == PLAIN:
            assert found.cosine[row].tolist() == [0, 0, 0]
    assert len(found.row_pair)


# Rivals by meaning


def test_a_neighbour_that_is_not_compared_is_a_rival_too() -> None:
    # One word of eight in common: near, but not near enough to be compared.
    weak = "Un traversier de la tempête a transporté des passagers."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", weak))
    found, row, _ = compared_blocks(c, 0, 1)
    pairs = set(zip(found.candidates.left.tolist(), found.candidates.right.tolist(), strict=True))
    assert pairs == {(0, 1)}
    rival = round(10_000 * 1 / np.sqrt(8 * 3))
    assert rival < LEAST_COSINE
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == 10_000
    assert margin == pytest.approx(10_000 - rival, abs=60)
    assert lead == pytest.approx(100_000_000 / (10_000 + rival), abs=60)


def test_near_copies_of_the_partner_are_no_rivals() -> None:
    copy = VANNES.replace("Les ingénieurs", "Des ingénieurs")
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", copy))
    for other in (1, 2):
        found, row, _ = compared_blocks(c, 0, other)
        assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]


def test_what_an_article_says_twice_is_no_rival() -> None:
    both = "The Easton company said on Tuesday that passengers of its ferry had complained."
    again = "The Easton company had complained on Tuesday of fog around its only ferry."
    other = "Some passengers wrote angry letters to a newspaper last week, as readers know."
    c = in_languages(("en", f"{both}\n\n{again}"), ("en", other))
    found, row, _ = compared_blocks(c, 0, 2)
    pairs = found.candidates
    assert (0, 1) in zip(pairs.left.tolist(), pairs.right.tolist(), strict=True)
    cosine = round(10_000 / np.sqrt(2))
    assert found.cosine[row].tolist() == [
        pytest.approx(cosine, abs=60),
        pytest.approx(cosine, abs=60),
        10_000,
    ]


def test_another_text_that_means_nearly_the_same_is_a_rival() -> None:
    part = "Des ingénieurs ont fermé les vannes, selon la mairie de la commune voisine."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", part))
    rival = 10_000 * np.sqrt(3 / 8)
    found, row, _ = compared_blocks(c, 0, 1)
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == 10_000
    assert margin == pytest.approx(10_000 - rival, abs=60)
    assert lead == pytest.approx(100_000_000 / (10_000 + rival), abs=60)
    found, row, _ = compared_blocks(c, 0, 2)
    assert found.cosine[row, 1] == pytest.approx(rival - 10_000, abs=60)
    assert found.cosine[row, 2] < 5_000


def test_two_translations_of_a_statement_are_no_rivals_for_a_third() -> None:
    other = "Tempête violente : port touché, vannes endommagées ; ingénieurs à l’œuvre, tout fermé à l’aube."
    c = in_languages(("en", GATES), ("fr", VANNES), ("fr", other))
    for number in (1, 2):
        found, row, _ = compared_blocks(c, 0, number)
        assert found.cosine[row].tolist() == [10_000, 10_000, 10_000]


def test_rivals_of_one_language_do_not_compete_with_those_of_another() -> None:
    part = "Technicians shut the gates, said a spokesman for the town nearby."
    c = in_languages(("en", GATES), ("fr", VANNES), ("en", part))
    rival = 10_000 * np.sqrt(3 / 8)
    # The second English text is a rival on the French side; in English the first has one candidate.
    found, row, _ = compared_blocks(c, 0, 1)
    assert found.cosine[row, 1] == pytest.approx(10_000 - rival, abs=60)
    found, row, _ = compared_blocks(c, 0, 2)
    cosine, margin, lead = found.cosine[row].tolist()
    assert cosine == margin == pytest.approx(rival, abs=60)
    assert lead == 10_000


def test_the_best_partner_is_told_by_vectors_where_there_are_some() -> None:
    nobody = np.zeros((2, 3), dtype=np.int64)
    table = Compared(
        candidates=Candidates(left=nobody[:, 0], right=nobody[:, 0], generators=nobody[:, 0]),
        row_pair=nobody[:, 0],
        row_kind=nobody[:, :2],
        row_units=nobody[:, :2],
        features=np.zeros((2, len(FEATURES))),
        margin=np.array([[0, 4_999], [0, 9_000]]),
        cosine=np.array([[0, 0, 5_000], [0, 0, 4_999]]),
        judge=np.array([2, 5], dtype=np.int8),
        speaker=nobody[:, 0],
        stretch_pair=nobody[:0, 0],
        stretches=np.zeros((0, 11), dtype=np.int64),
    )
    assert [table.best(row) for row in (0, 1)] == [True, False]
    by_words = replace(table, judge=np.array([0, 1], dtype=np.int8))
    assert [by_words.best(row) for row in (0, 1)] == [False, True]
    assert table.inputs().shape == (2, len(INPUTS))


# What is found


def both_languages() -> list[Article]:
    return [
        made_article("daily/1", f"{GATES}\n\n{SAID}\n\n{APPLES}"),
        made_article("jour/1", f"{POOL}\n\n{DIT}\n\n{VANNES}", language="fr"),
    ]


def found_in(made: Report) -> list[tuple[str, str, str | None]]:
    return [(m.relation, m.content, m.speaker) for m in made.matches]


def test_a_translation_is_found_by_its_vectors() -> None:
    made = compared(both_languages(), load=semantics)
    assert sorted(found_in(made), key=str) == [
        ("translated", "passage", None),
        ("translated", "quote", "Anna Berg"),
    ]
    quote, passage = sorted(made.matches, key=lambda m: m.content == "passage")
    assert passage.left.text == GATES.rstrip(".")
    assert passage.right.text == VANNES.rstrip(".")
    assert "Nobody tested these gates" in quote.left.text
    assert "Personne n’a testé" in quote.right.text
    assert any("encoder" in evidence.detail for evidence in passage.evidence)
    assert all(m.score > 0.9 for m in made.matches)


def test_no_translation_is_found_without_an_encoder() -> None:
    for made in (
        compared(both_languages()),
        compared(both_languages(), Config(encoder="none"), load=never),
        compared(both_languages(), Config(reworded=False), load=never),
    ):
        assert not made.matches
        assert made.settings["encoder"] == "none"
        assert any("common text across languages (en, fr): no encoder ran" in limit for limit in made.limits)


def test_a_rewording_without_a_word_in_common_is_found_by_its_vectors_only() -> None:
    articles = [made_article("a", GATES), made_article("b", SLUICES), made_article("c", APPLES)]
    assert not set(GATES.lower().split()) & set(SLUICES.lower().split())
    (found,) = compared(articles, load=semantics, judges=by_cosine()).matches
    assert (found.left.article, found.right.article, found.relation) == ("a", "b", "reworded")
    assert not compared(articles, judges=by_cosine()).matches


def test_what_means_something_else_is_not_found() -> None:
    texts = [("en", GATES), ("en", APPLES), ("fr", POOL)]
    articles = [made_article(str(i), text, language=language) for i, (language, text) in enumerate(texts)]
    assert not compared(articles, load=semantics, judges=by_cosine()).matches
    assert not compared(articles, load=semantics).matches


def test_copies_are_found_with_an_encoder_as_without() -> None:
    articles = [made_article("a", f"{GATES}\n\n{SAID}"), made_article("b", f"{APPLES}\n\n{GATES}")]
    with_it, without = compared(articles, load=semantics), compared(articles)
    assert [(m.relation, m.left, m.right, m.score) for m in with_it.matches] == [
        (m.relation, m.left, m.right, m.score) for m in without.matches
    ]
    assert [m.relation for m in with_it.matches] == ["identical"]


def test_the_order_of_articles_changes_nothing() -> None:
    articles = [
        *both_languages(),
        made_article("post/2", SLUICES),
        made_article("soir/4", VANNES, language="fr"),
    ]
    whole = compared(articles, load=semantics)
    assert compared(articles[::-1], batch=1, load=semantics) == whole
    assert whole.matches


# What a report says of its encoder


def test_a_report_names_its_encoder_and_where_it_did_not_help() -> None:
    told = "rewordings and translations in xx: words does not know this language"
    made = compared(both_languages(), load=lambda: semantics((told,)))
    assert made.settings["encoder"] == "words"
    assert told in made.limits
    assert not any("no encoder ran" in limit for limit in made.limits)
    assert made.fingerprint != compared(both_languages()).fingerprint


def test_a_report_says_that_no_encoder_is_installed() -> None:
    made = compared(both_languages())
    assert "heavily reworded passages: no encoder ran (none is installed)" in made.limits
    refused = compared(both_languages(), Config(encoder="none"), load=never)
    assert not any("heavily reworded" in limit for limit in refused.limits)


def test_an_encoder_that_nobody_named_is_left_out_above_a_size(monkeypatch: pytest.MonkeyPatch) -> None:
    articles = both_languages()
    monkeypatch.setattr(pipeline, "MOST_ENCODED", 5)
    left_out = compared(articles, Config(encoder="auto"), load=never)
    assert (left_out.settings["encoder"], left_out.matches) == ("none", ())
    (told,) = (limit for limit in left_out.limits if "heavily reworded" in limit)
    assert told == (
        "heavily reworded passages: no encoder ran"
        " (more than 5 distinct passages: an encoder runs if --encoder names it)"
    )
    named = compared(articles, Config(encoder="words"), load=semantics)
    assert named.settings["encoder"] == "words"
    assert named.matches
    monkeypatch.setattr(pipeline, "MOST_ENCODED", 6)
    assert compared(articles, Config(encoder="auto"), load=semantics).matches == named.matches
    assert MOST_ENCODED >= 1_000


def spread(jobs: int) -> Report:
    encoder = Words()
    made = Semantics(
        name=encoder.name,
        encode=lambda texts, languages, engine, progress: units.encode_units(
            texts, languages, encoder, engine, progress
        ),
        limits=lambda languages: (),
    )
    return compared(both_languages(), Config(jobs=jobs), jobs=jobs, load=lambda: made)


def test_jobs_make_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    alone = spread(1)
    assert {m.relation for m in alone.matches} == {"translated"}
    monkeypatch.setattr(units, "_TASK", 60)
    assert spread(2) == alone


# What is said of a translation


def explained(
    left: tuple[str, int],
    right: tuple[str, int],
    articles: Iterable[Article],
    *,
    load: Callable[[], Semantics | None] = semantics,
    judges: Models | None = None,
    least: float = 0.5,
) -> str:
    made = explain(
        [cut(list(articles), tables())],
        [(f"{name}:{line}", name, line) for name, line in (left, right)],
        Run(
            backgrounds=load_backgrounds,
            models=judges or models(),
            cues=tables().segments.cues,
            engine=LocalEngine(1),
            config=Config(min_score=least),
            progress=setup().progress,
            version="test",
            load=load,
        ),
    )
    return " ".join(made.reasons)


def test_a_translation_is_explained_by_its_vectors() -> None:
    told = explained(("daily/1", 1), ("jour/1", 5), both_languages())
    assert "The sides are in two languages: names, numbers and meaning are compared, not words." in told
    assert "The encoder's vectors have a cosine of 1.00" in told
    assert "No other passage resembles either side" in told


def test_places_in_two_languages_that_do_not_match_say_what_was_compared() -> None:
    places = ("daily/1", 5), ("jour/1", 1)
    told = explained(*places, both_languages())
    assert "languages differ (en, fr): names, numbers and meaning are compared, not words." in told
    assert "without an encoder" not in told
    assert "is not found without an encoder" in explained(*places, both_languages(), load=lambda: None)


def test_a_translation_below_the_asked_score_shows_its_cosine() -> None:
    told = explained(("daily/1", 1), ("jour/1", 5), both_languages(), least=1.0, judges=by_cosine())
    assert "The pair was found by encoder and compared." in told
    assert "a cosine of 1.00" in told
    assert "is below 1.00" in told


def test_an_explanation_encodes_its_texts_once() -> None:
    asked_for: list[Sequence[str]] = []

    def counting() -> Semantics:
        made = semantics()

        def encode(texts: Sequence[str], *rest: object) -> npt.NDArray[np.int8]:
            asked_for.append(texts)
            return made.encode(texts, *rest)  # type: ignore[arg-type]

        return replace(made, encode=encode)

    explained(("daily/1", 1), ("jour/1", 5), both_languages(), least=1.0, judges=by_cosine(), load=counting)
    assert len(asked_for) == 1


def test_an_empty_collection_needs_no_vectors() -> None:
    assert compared([], load=semantics).matches == ()
    assert compared([made_article("a", "")], load=semantics).matches == ()
    assert cut_texts().articles == ()
