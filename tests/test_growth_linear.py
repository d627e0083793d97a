"""Repeated text costs work that grows with its number, not with the square of it: counted, not timed."""

from __future__ import annotations

import random
import re
import sys
from collections.abc import Iterator
from functools import cache
from itertools import combinations

import numpy as np
import pytest

from credit_texts import credits_of
from made_columns import bare_columns, compared, cut_texts, made_article, setup
from provenance.core.codes import LSH, TERMS
from provenance.core.collection.terms import distinct_blocks
from provenance.core.crediting import relayed_credits
from provenance.core.matching.candidates import (
    CROWD,
    CROWDED,
    FIRST,
    Candidates,
    uncrowded,
    without_crowds,
)
from provenance.core.matching.detect import Proposed, distinct, propose
from provenance.core.matching.hubs import NEAR_COPIES, thinned
from provenance.core.matching.resolve import Claim
from provenance.core.matching.settle import Found
from provenance.core.near.copies import near_copies
from provenance.core.passages.expand import CARRIED, expand
from provenance.core.pattern import Pattern
from provenance.model import Report

SMALL, LARGE = 300, 600
# Twice as much of linear work, and room for what is not: the square would be four times as much.
MOST = 2.5


@cache
def texts(copies: int) -> tuple[str, ...]:
    """Return copies of two paragraphs that have some rare words in common, each with a word changed."""
    random.seed(5)
    words = ["".join(random.choices("bdfgklmnprst", k=3)) + random.choice("aeiou") * 2 for _ in range(400)]
    shared, first, second = words[:8], words[8:40], words[40:72]
    made = []
    for number in range(copies):
        paragraphs = []
        for own in (first, second):
            held = [*own[:16], *shared, *own[16:]]
            held[random.randrange(len(held))] = f"{random.choice(words)}{number}"
            paragraphs.append(" ".join(held).capitalize() + ".")
        made.append("\n\n".join(paragraphs))
    return tuple(made)


@cache
def proposed(copies: int) -> Proposed:
    columns = cut_texts(*texts(copies))
    return propose(columns, distinct(columns), setup())


@cache
def report_on_copies(copies: int) -> Report:
    return compared(
        made_article(f"a{n:04}", text, outlet=f"o{n % 7}") for n, text in enumerate(texts(copies))
    )


@cache
def report_on_repeats(copies: int) -> Report:
    same = "The harbour office said the last ferry of the evening would wait for the train from the north."
    return compared(made_article(f"a{n:04}", f"{same}\n\nItem number {n}.") for n in range(copies))


def test_pairs_proposed_among_near_copies_grow_as_these_do() -> None:
    small, large = (len(proposed(copies).candidates.left) for copies in (SMALL, LARGE))
    assert SMALL < small < large < MOST * small


def test_pairs_of_near_copies_by_themselves_grow_as_these_do() -> None:
    small, large = (len(near_copies([texts(copies)]).left) for copies in (SMALL, LARGE))
    assert SMALL < small < large < MOST * small


def test_matches_and_pairs_of_articles_grow_as_near_copies_do() -> None:
    small, large = (report_on_copies(copies) for copies in (SMALL, LARGE))
    assert SMALL < len(small.matches) < len(large.matches) < MOST * len(small.matches)
    assert SMALL - 1 <= len(small.pairs) < len(large.pairs) < MOST * len(small.pairs)


def test_each_near_copy_is_still_in_a_cluster_and_the_report_counts_what_was_collapsed() -> None:
    made = report_on_copies(LARGE)
    clustered = {member.article for one in made.clusters for member in one.members}
    assert len(clustered) == LARGE
    assert made.counts["collapsed"] > LARGE
    assert sum(one.collapsed for one in made.clusters) == made.counts["collapsed"]


def test_matches_of_a_repeated_paragraph_grow_as_its_repeats_do() -> None:
    small, large = (report_on_repeats(copies) for copies in (SMALL, LARGE))
    assert [len(one.matches) for one in (small, large)] == [SMALL - 1, LARGE - 1]
    assert [one.counts["collapsed"] for one in (small, large)] == [SMALL - 8, LARGE - 8]


def test_terms_of_crowded_groups_keep_the_first_blocks_of_each() -> None:
    half = CROWDED
    block = np.arange(2 * half, dtype=np.int32)
    group = np.where(block < half, 0, half).astype(np.int64)
    kept, terms = uncrowded(block, np.zeros(2 * half, dtype=np.int32), group)
    assert kept.tolist() == [*range(FIRST), *range(half, half + FIRST)]
    assert set(terms.tolist()) == {0}


@pytest.mark.parametrize("count", [0, 1, CROWDED])
def test_terms_that_no_more_than_so_many_blocks_hold_keep_all_of_them(count: int) -> None:
    block, term = np.arange(count, dtype=np.int32), np.zeros(count, dtype=np.int32)
    kept, _ = uncrowded(block, term, np.zeros(count, dtype=np.int64))
    assert kept.tolist() == block.tolist()


@pytest.mark.parametrize(("size", "stays"), [(CROWD, True), (CROWD + 1, False)])
def test_rare_terms_alone_do_not_list_the_pairs_of_a_large_bucket(size: int, stays: bool) -> None:
    left, right = np.array(list(combinations(range(size), 2)), dtype=np.int32).T
    generators = np.full(len(left), TERMS, dtype=np.uint8)
    generators[0] = TERMS | LSH
    found = Candidates(left=left, right=right, generators=generators)
    kept = without_crowds(found, np.zeros(size, dtype=np.int64), np.arange(size, dtype=np.int32))
    assert len(kept.left) == (len(left) if stays else 1)
    assert kept.generators[0] == TERMS | LSH


WORDS = 10


def copied(left: int, right: int) -> Found:
    whole = Claim(left_first=0, left_last=WORDS, right_first=0, right_last=WORDS, score=0.9, copied=True)
    return Found(left=left, right=right, generators=LSH, claim=whole)


def versions(count: int) -> list[list[list[int]]]:
    return [[[*range(WORDS - 1), 100 + number]] for number in range(count)]


def test_many_near_copies_stay_tied_to_their_hub_and_not_to_one_another() -> None:
    count = NEAR_COPIES + 2
    columns = bare_columns([*versions(count), [[1, 2, 3]]])
    others = [copied(a, b) for a, b in combinations(range(1, count), 2) if (a + b) % 3]
    apart = copied(count - 1, count)
    kept, lost = thinned(columns, [*(copied(0, n) for n in range(1, count)), *others, apart])
    assert [(item.left, item.right) for item in kept] == [
        *((0, n) for n in range(1, count)),
        (count - 1, count),
    ]
    assert lost == {0: frozenset(range(1, count))}
    made = expand(columns, distinct_blocks(columns), [copied(0, n) for n in range(1, count)] + others)
    assert made.collapsed == {0: count - 1}


def test_few_near_copies_stay_tied_to_one_another() -> None:
    count = NEAR_COPIES + 1
    pairs = [copied(a, b) for a, b in combinations(range(count), 2)]
    assert thinned(bare_columns(versions(count)), pairs) == (pairs, {})


def test_a_version_of_a_text_that_runs_often_is_tied_to_its_first_run_only() -> None:
    often = CARRIED
    columns = bare_columns([*([[[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]]] * often), *versions(2)])
    made = expand(columns, distinct_blocks(columns), [copied(0, often), copied(0, often + 1)])
    carried = [(tie.left.block, tie.right.block) for tie in made.links if tie.claim is not None]
    assert carried == [(0, often), (0, often + 1)]
    assert made.collapsed == {0: often - 8}


class Searched(Pattern):
    """A pattern that counts the characters it is put to."""

    __slots__ = ("count",)

    def __init__(self, other: Pattern) -> None:
        super().__init__(other.pattern)
        self.count = 0

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        self.count += min(end, len(text)) - start
        return super().search(text, start, end)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        self.count += len(text)
        return super().finditer(text)


@pytest.mark.parametrize(
    "sentence",
    [
        "Порт закрыт, ТАСС, до утра, ",
        "Порт закрыт, как сообщает ТАСС, до утра, ",
        "Порт закрыт. Об этом сообщает ТАСС. ",
    ],
)
def test_reports_that_one_paragraph_passes_on_are_read_once_each(
    monkeypatch: pytest.MonkeyPatch, sentence: str
) -> None:
    searched = [Searched(getattr(relayed_credits, name)) for name in ("_RELAYS", "_SENTENCE", "_ENDED")]
    for name, pattern in zip(("_RELAYS", "_SENTENCE", "_ENDED"), searched, strict=True):
        monkeypatch.setattr(relayed_credits, name, pattern)
    counts = []
    for copies in (SMALL, LARGE):
        credits_of("Порт закрыт.\n\n" + sentence * copies)
        counts.append(sum(pattern.count for pattern in searched))
        for pattern in searched:
            pattern.count = 0
    assert 0 < counts[0] < counts[1] < MOST * counts[0]
