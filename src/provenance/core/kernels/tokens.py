"""Tokens of a text as code points, and their numbers: no Python string is made for a token.

As ``core.text.normalise.tokenise``, and as a dictionary of the tokens as they stand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from provenance.core.kernels.jit import kernel
from provenance.core.text.normalise import (
    DIGIT,
    EXTENDER,
    LETTER,
    STACKERS,
    UNSPACED,
    VOWELS_AFTER,
    VOWELS_BEFORE,
    class_table,
)
from provenance.core.text.xxh64 import P1, P2, P3, P4, P5

Array = npt.NDArray[Any]

_POINT, _COMMA = ord("."), ord(",")
_UNSPACED_FROM = 0x0E00


@kernel
def _unknown(codes: Array, classes: Array) -> Array:
    """Return the code points that the table does not know yet, each once."""
    found = []
    for code in codes:
        if classes[code] == 255:
            classes[code] = 254
            found.append(code)
    result = np.empty(len(found), dtype=np.uint32)
    for i in range(len(found)):
        result[i] = found[i]
    return result


@kernel
def _within(code: int, table: Array) -> bool:
    for one in table:  # noqa: SIM110 - a generator would not compile
        if one == code:
            return True
    return False


@kernel
def _tokens(
    codes: Array, classes: Array, before: Array, after: Array, stackers: Array
) -> tuple[Array, Array, Array]:
    size = len(codes)
    most = size // 2 + 1
    for i in range(size):
        most += classes[codes[i]] == UNSPACED
    starts = np.empty(most, dtype=np.int32)
    ends = np.empty(most, dtype=np.int32)
    alone = np.empty(most, dtype=np.bool_)
    count = 0
    # The token before, as it was found: where its firm characters end, and what it is.
    old_stop, old_letter, old_digit = -2, False, False
    # The open token: where it starts (-1 for none), how many firm characters it has, what they are.
    start, length, kind, first_digit, last_digit = -1, 0, 0, False, False
    firm, last_code, mark = 0, 0, 0
    last_kind = 0
    for i in range(size + 1):
        if i < size:
            code = int(codes[i])
            what = int(classes[code])
            if what == EXTENDER:
                continue
        else:
            code, what = 0, 0
        digit = what == DIGIT
        if digit:
            what = LETTER
        goes_on = what == LETTER and last_kind == LETTER
        if what == UNSPACED and last_kind == UNSPACED and code >= _UNSPACED_FROM:
            goes_on = (
                _within(last_code, before)
                or _within(code, after)
                or (i > 0 and _within(int(codes[i - 1]), stackers))
            )
        if goes_on:
            length += 1
            last_digit = digit
        else:
            if start >= 0:
                letter = length == 1 and kind == LETTER and not first_digit
                joined = False
                if firm - length - old_stop == 1 and count > 0:
                    # ``mark`` is the one firm character between the two.
                    joined = (old_digit and first_digit and mark in (_POINT, _COMMA)) or (
                        old_letter and letter and mark == _POINT
                    )
                if joined:
                    ends[count - 1] = i
                else:
                    starts[count], ends[count], alone[count] = start, i, kind == UNSPACED
                    count += 1
                old_stop, old_letter, old_digit = firm, letter, last_digit
                start = -1
            if what in (LETTER, UNSPACED):
                # What stood right before, if a single firm character parts this token from the last one.
                mark = last_code
                start, length, kind, first_digit, last_digit = i, 1, what, digit, digit
        firm += 1
        last_code, last_kind = code, what
    return starts[:count].copy(), ends[:count].copy(), alone[:count].copy()


@kernel
def _number(codes: Array, starts: Array, ends: Array) -> tuple[Array, Array]:
    """Number tokens by their code points, in order of first appearance."""
    bits = 12
    table = np.full(1 << bits, -1, dtype=np.int32)
    first = np.empty(1 << (bits - 1), dtype=np.int64)
    mixed = np.empty(1 << (bits - 1), dtype=np.uint64)
    numbers = np.empty(len(starts), dtype=np.int32)
    used = 0
    for i in range(len(starts)):
        a, b = starts[i], ends[i]
        key = np.uint64(b - a)
        for k in range(a, b):
            key = (key ^ np.uint64(codes[k])) * P1
            key ^= key >> np.uint64(29)
        mask = np.uint64(len(table) - 1)
        at = (key * P1) >> np.uint64(64 - bits)
        number = table[at]
        while number >= 0:
            if mixed[number] == key:
                c = starts[first[number]]
                if ends[first[number]] - c == b - a:
                    k = 0
                    while k < b - a and codes[c + k] == codes[a + k]:
                        k += 1
                    if k == b - a:
                        break
            at = (at + np.uint64(1)) & mask
            number = table[at]
        if number < 0:
            number = used
            table[at] = used
            first[used] = i
            mixed[used] = key
            used += 1
        numbers[i] = number
        if used == len(first):
            bits += 1
            table = np.full(1 << bits, -1, dtype=np.int32)
            mask = np.uint64(len(table) - 1)
            for n in range(used):
                at = (mixed[n] * P1) >> np.uint64(64 - bits)
                while table[at] >= 0:
                    at = (at + np.uint64(1)) & mask
                table[at] = n
            longer = np.empty(2 * used, dtype=np.int64)
            longer[:used] = first
            first = longer
            wider = np.empty(2 * used, dtype=np.uint64)
            wider[:used] = mixed
            mixed = wider
    return numbers, first[:used].copy()


@kernel
def _rotated(value: Any, bits: int) -> Any:
    return (value << np.uint64(bits)) | (value >> np.uint64(64 - bits))


@kernel
def _hash_plain(codes: Array, a: int, b: int) -> Any:
    """Return XXH64 (seed 0) of less than 32 ASCII letters and digits in lower case."""
    size = b - a
    result = P5 + np.uint64(size)
    at = a
    while at + 8 <= b:
        lane = np.uint64(0)
        for k in range(8):
            lane |= np.uint64(_lower(codes[at + k])) << np.uint64(8 * k)
        result ^= _rotated(lane * P2, 31) * P1
        result = _rotated(result, 27) * P1 + P4
        at += 8
    if at + 4 <= b:
        half = np.uint64(0)
        for k in range(4):
            half |= np.uint64(_lower(codes[at + k])) << np.uint64(8 * k)
        result ^= half * P1
        result = _rotated(result, 23) * P2 + P3
        at += 4
    while at < b:
        result ^= np.uint64(_lower(codes[at])) * P5
        result = _rotated(result, 11) * P1
        at += 1
    result ^= result >> np.uint64(33)
    result *= P2
    result ^= result >> np.uint64(29)
    result *= P3
    return result ^ (result >> np.uint64(32))


@kernel
def _lower(code: int) -> int:
    return code + 32 if 65 <= code <= 90 else code


@kernel
def _hash(codes: Array, starts: Array, ends: Array) -> tuple[Array, Array]:
    found = np.empty(len(starts), dtype=np.uint64)
    left = np.empty(len(starts), dtype=np.bool_)
    for i in range(len(starts)):
        a, b = starts[i], ends[i]
        plain = b - a < 32
        if plain:
            for k in range(a, b):
                code = codes[k]
                if not (97 <= code <= 122 or 65 <= code <= 90 or 48 <= code <= 57):
                    plain = False
                    break
        left[i] = not plain
        if plain:
            found[i] = _hash_plain(codes, a, b)
    return found, left


def hash_plain_tokens(codes: Array, starts: Array, ends: Array) -> tuple[Array, Array]:
    """Return the hashes of tokens that are ASCII letters and digits, as ``hash_word`` has them in lower case.

    Returns:
        Hashes, uint64; which tokens are left to be hashed otherwise, bool.
    """
    return _hash(codes, starts, ends)


def find_tokens(codes: Array) -> tuple[Array, Array, Array]:
    """Return starts and ends (int32) of the tokens of code points, and which are unspaced characters.

    Args:
        codes: uint32, shape (n,); texts one after the other are parted by a line break.
    """
    classes = class_table(codes, _unknown)
    return _tokens(codes, classes, VOWELS_BEFORE, VOWELS_AFTER, STACKERS)


def number_tokens(codes: Array, starts: Array, ends: Array) -> tuple[Array, Array]:
    """Number the distinct tokens in order of their first appearance.

    Returns:
        Each token's number, int32; for each number the token that has it first, int64.
    """
    return _number(codes, starts, ends)


LOADED = (_unknown, _tokens, _number)


def load() -> None:
    """Compile the kernels, or take them from their cache, before processes fork."""
    codes = np.frombuffer("a b".encode("utf-32-le"), dtype=np.uint32)
    number_tokens(codes, *find_tokens(codes)[:2])
