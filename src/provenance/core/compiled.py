"""When compiled kernels take over: from sizes on where they save more than their first compile costs.

Measured on two cores: the kernels over tokens compile in some 5 s, which the plain path needs for two and a
half million tokens; that of verification takes 15 s, the plain path 0.13 ms a pair. Both paths give the
same values.
"""

from __future__ import annotations

from typing import Final

TOKENS: Final = 2_500_000
CHARACTERS: Final = 15_000_000
PAIRS: Final = 100_000


def many_tokens(tokens: int) -> bool:
    """Say whether kernels over tokens pay."""
    return tokens >= TOKENS


def many_characters(characters: int) -> bool:
    """Say whether kernels that cut text into tokens pay."""
    return characters >= CHARACTERS


def many_pairs(pairs: int) -> bool:
    """Say whether compiled verification pays."""
    return pairs >= PAIRS
