"""MinHash signatures: datasketch's own values, computed in columns, and band keys that stay the same."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
import pytest
import xxhash
from datasketch import MinHash
from hypothesis import given, settings
from hypothesis import strategies as st

from provenance.core.text.minhash import (
    BANDS,
    EMPTY,
    PERMUTATIONS,
    ROWS,
    SEED,
    band_keys,
    from_datasketch,
    mix,
    permutations,
    signatures,
    to_datasketch,
)
from provenance.core.text.normalise import normalise_word, tokenise
from provenance.core.text.shingle import hash_word, shingles

shingle_sets = st.lists(st.lists(st.integers(0, 2**64 - 1), max_size=12), min_size=1, max_size=5)


def signed(sets: list[list[int]]) -> npt.NDArray[np.uint32]:
    hashes = np.array([h for held in sets for h in held], dtype=np.uint64)
    return signatures(hashes, np.cumsum([0, *map(len, sets)]))


def sketch(held: list[int]) -> MinHash:
    found = MinHash(num_perm=PERMUTATIONS, seed=SEED, hashfunc=lambda value: value)
    for value in held:
        found.update(value & 0xFFFFFFFF)
    return found


def of_text(text: str) -> list[int]:
    found = tokenise(text)
    words = [normalise_word(text[a:b]) for a, b in zip(found.starts, found.ends, strict=True)]
    made: list[int] = shingles(np.array([hash_word(w) for w in words], dtype=np.uint64)).tolist()
    return made


@given(shingle_sets)
@settings(max_examples=40, deadline=None)
def test_signatures_equal_those_of_datasketch(sets: list[list[int]]) -> None:
    for made, held in zip(signed(sets), sets, strict=True):
        assert made.tolist() == sketch(held).hashvalues.tolist()


def test_signatures_of_a_text_equal_those_of_datasketch() -> None:
    held = of_text("The minister said on Monday that the bridge to the island would open in early June.")
    assert signed([held])[0].tolist() == sketch(held).hashvalues.tolist()


def test_a_large_set_among_small_ones_is_signed_alike() -> None:
    source = np.random.default_rng(7)
    sets = [[1, 2], [], source.integers(0, 2**63, 40_000).tolist(), [3], source.integers(0, 99, 500).tolist()]
    together = signed(sets)
    for made, held in zip(together, sets, strict=True):
        assert np.array_equal(made, signed([held])[0])
    assert together[3].tolist() == sketch([3]).hashvalues.tolist()


def test_a_set_without_shingles_has_an_empty_signature() -> None:
    made = signed([[], [5], []])
    assert (made[[0, 2]] == EMPTY).all()
    assert not (made[1] == EMPTY).all()
    assert signed([[]]).shape == (1, PERMUTATIONS)
    assert signatures(np.zeros(0, dtype=np.uint64), np.zeros(1, dtype=np.int64)).shape == (0, PERMUTATIONS)


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=10), st.randoms(use_true_random=False))
@settings(max_examples=25, deadline=None)
def test_order_and_repeats_do_not_change_a_signature(held: list[int], source: Random) -> None:
    other = held * 2
    source.shuffle(other)
    assert np.array_equal(signed([other]), signed([held]))


def test_only_the_low_32_bits_of_a_shingle_count() -> None:
    assert np.array_equal(signed([[0xABC]]), signed([[0xABC + (7 << 32)]]))


def test_a_signature_survives_datasketch_and_back() -> None:
    made = signed([[1, 2, 3]])[0]
    assert np.array_equal(from_datasketch(to_datasketch(made)), made)
    assert to_datasketch(made).jaccard(sketch([1, 2, 3])) == 1.0


@pytest.mark.parametrize(
    "foreign",
    [
        MinHash(num_perm=64, seed=SEED),
        MinHash(num_perm=PERMUTATIONS, seed=2),
        MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine64"),
    ],
)
def test_a_signature_made_otherwise_is_refused(foreign: MinHash) -> None:
    with pytest.raises(ValueError, match="expected affine32, 1, 128"):
        from_datasketch(foreign)


def test_the_multipliers_are_odd_so_that_no_two_values_meet() -> None:
    a, b = permutations()
    assert a.shape == b.shape == (PERMUTATIONS,)
    assert (a % 2 == 1).all()
    values = np.arange(1 << 16, dtype=np.uint32)
    assert len(np.unique(mix(values))) == len(values)


def test_the_share_of_equal_values_estimates_jaccard() -> None:
    source = np.random.default_rng(3)
    values = source.integers(0, 2**63, 600).tolist()
    for shared, jaccard in ((400, 2 / 3), (300, 0.5), (0, 0.0)):
        rest = (600 - shared) // 2
        left = values[: shared + rest]
        right = values[:shared] + values[shared + rest : shared + 2 * rest]
        made = signed([left, right])
        assert abs(float((made[0] == made[1]).mean()) - shared / (shared + 2 * rest)) < 0.13
        assert abs(shared / (shared + 2 * rest) - jaccard) < 0.01


@given(shingle_sets)
@settings(max_examples=20, deadline=None)
def test_band_keys_are_xxhash_of_four_values_and_the_band_number(sets: list[list[int]]) -> None:
    made = signed(sets)
    keys = band_keys(made)
    assert keys.shape == (len(sets), BANDS)
    assert BANDS * ROWS == PERMUTATIONS
    for row, values in enumerate(made):
        for band in range(BANDS):
            part = values[band * ROWS : (band + 1) * ROWS].astype("<u4").tobytes()
            number = band.to_bytes(8, "little")
            assert int(keys[row, band]) == xxhash.xxh64_intdigest(part + number)


def test_band_keys_do_not_depend_on_the_company_a_signature_is_in() -> None:
    made = signed([[1, 2], [3], [4, 5, 6]])
    together = band_keys(made)
    for row in range(3):
        assert np.array_equal(band_keys(made[row : row + 1])[0], together[row])
    # Pinned: keys are stored, so another version must come to the same.
    assert f"{int(together[0, 0]):016x}" == "b78f7e2d939f21e6"


def test_equal_values_in_different_bands_have_different_keys() -> None:
    keys = band_keys(np.zeros((1, PERMUTATIONS), dtype=np.uint32))
    assert len(np.unique(keys)) == BANDS


def test_lightly_edited_texts_share_a_band_and_unlike_ones_do_not() -> None:
    text = (
        "The council approved the new harbour budget on Monday evening after a long debate about schools and"
        " roads, and the mayor thanked the members of both parties for their patience in a difficult year."
    )
    edited = text.replace("Monday", "Tuesday")
    other = "Rescue teams searched the valley for a third day while heavy rain made the slopes hard to reach."
    keys = band_keys(signed([of_text(text), of_text(edited), of_text(other)]))
    assert (keys[0] == keys[1]).any()
    assert not (keys[0] == keys[2]).any()
