"""Sentences that name a house are looked for by stretches that each of them holds."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from re import _constants as kinds  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import pytest

from provenance.core.cutting import house

OWN = rf"{house._BEGINS}(?:[Tt]he\s+)?Harbour Post{house._OWN}"
FORMS = [*zip(house._NEEDED, (*house.FIRST, *house.OWNED), strict=True), (house._BELONGING, OWN)]
TEXTS = 300


def written(parts: Iterable[tuple[Any, Any]], chance: random.Random) -> str:
    """Return a text of a parsed expression, alternatives taken at random; what looks around adds nothing."""
    return "".join(_one(kind, value, chance) for kind, value in parts)


def _one(kind: Any, value: Any, chance: random.Random) -> str:
    if kind is kinds.LITERAL:
        return chr(value)
    if kind is kinds.RANGE:
        return chr(value[0])
    if kind is kinds.CATEGORY:
        return {kinds.CATEGORY_SPACE: " ", kinds.CATEGORY_DIGIT: "7"}.get(value, "a")
    if kind is kinds.IN:
        return "a" if value[0][0] is kinds.NEGATE else _one(*chance.choice(value), chance)
    if kind is kinds.BRANCH:
        return written(chance.choice(value[1]), chance)
    if kind is kinds.SUBPATTERN:
        return written(value[-1], chance)
    if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT):
        least, most, inner = value
        times = chance.randint(least, min(most, least + 2))
        return "".join(written(inner, chance) for _ in range(times))
    if kind is kinds.NOT_LITERAL:
        return " "
    return "a" if kind is kinds.ANY else ""


@pytest.mark.parametrize(("needed", "form"), FORMS)
def test_whatever_a_form_finds_holds_a_stretch_that_it_is_looked_for_by(
    needed: tuple[str, ...], form: str
) -> None:
    chance = random.Random(3)
    parsed, compiled = parser.parse(form), re.compile(form)
    texts = [written(parsed, chance) for _ in range(TEXTS)]
    found = [hit.group().casefold() for text in texts if (hit := compiled.search(text))]
    assert len(found) > TEXTS / 10
    assert [text for text in found if not any(part in text for part in needed)] == []
    # Nor is any stretch looked for in vain.
    assert [part for part in needed if not any(part in text for text in found)] == []
