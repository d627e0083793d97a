"""Tell which of some strings a text holds: looked for one by one, or for a batch of texts all at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

# Returns those of some strings that a text holds, in their order.
Within = Callable[[Iterable[str]], list[str]]


def looked_for(text: str) -> Within:
    """Return what looks for strings in a text."""
    return lambda strings: [one for one in strings if one in text]


def known_of(texts: Sequence[str], strings: Iterable[str]) -> Iterator[Within]:
    """Yield for each text what knows of some strings, by a compiled kernel, and looks for others."""
    from provenance.core.kernels.strings import SHORTEST, held

    asked = [one for one in dict.fromkeys(strings) if len(one) >= SHORTEST]
    told = frozenset(asked)

    def knowing(text: str, found: frozenset[str]) -> Within:
        return lambda strings: [one for one in strings if (one in found if one in told else one in text)]

    for text, row in zip(texts, held(texts, asked), strict=True):
        yield knowing(text, frozenset(asked[n] for n in row.nonzero()[0].tolist()))
