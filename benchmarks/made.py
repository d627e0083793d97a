"""Make archives of news without news: seeded words by Zipf's law, and copies planted where the maker knows.

Words are made of syllables; how often each comes is that of the r-th word by Zipf's law with Mandelbrot's
shift, 1 / (r + 2.7)^1.05. Articles have a headline and eight paragraphs or so, which are sentences with
capitals and full stops. Some carry a paragraph of an earlier article as it is, others one with single words
changed.
"""

from __future__ import annotations

import json
import pathlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

Array = np.ndarray[Any, np.dtype[Any]]

VOCABULARY = 400_000
SHIFT, POWER = 2.7, 1.05
OUTLETS = 40
DAYS = 365
PARAGRAPHS = (5, 12)
SENTENCES = (2, 5)
WORDS = (8, 27)
# One article in so many carries an exact copy of an earlier paragraph, one an edited copy.
EVERY = 20
# One word in so many of an edited copy is another one.
EDITED = 20
# Copies are taken from so many articles back at most, so that making them takes the same memory at any size.
BACK = 20_000
_ONSETS = [*"bcdfghklmnprstvw", "br", "cl", "dr", "fl", "gr", "pl", "sh", "st", "tr", "th"]
_VOWELS = [*"aeiou", "ai", "ea", "ou"]
_ENDS = ["", "", "n", "r", "s", "t", "l", "nd", "st", "ck"]


@dataclass(frozen=True, slots=True)
class Planted:
    """A copy, ``exact`` or ``edited``: for both sides the article, and where the text begins and ends."""

    kind: str
    source: str
    source_span: tuple[int, int]
    copy: str
    copy_span: tuple[int, int]


class Writer:
    """Writes words, sentences, paragraphs and articles; the same seed writes the same."""

    def __init__(self, seed: int) -> None:
        self.random = np.random.default_rng(seed)
        self._words = _vocabulary()
        chance = 1 / (np.arange(VOCABULARY) + 1 + SHIFT) ** POWER
        self._reach = np.cumsum(chance / chance.sum())
        self._drawn: list[str] = []

    def words(self, count: int) -> list[str]:
        """Return so many words."""
        if len(self._drawn) < count:
            places = np.searchsorted(self._reach, self.random.random(200_000))
            self._drawn += self._words[np.minimum(places, VOCABULARY - 1)].tolist()
        found = self._drawn[-count:]
        del self._drawn[-count:]
        return found

    def between(self, bounds: tuple[int, int]) -> int:
        """Return a whole number between two, the second left out."""
        return int(self.random.integers(*bounds))

    def paragraph(self) -> list[str]:
        """Return the words of a paragraph, with capitals and full stops."""
        return [word for _ in range(self.between(SENTENCES)) for word in self.sentence()]

    def sentence(self) -> list[str]:
        """Return the words of a sentence."""
        words = self.words(self.between(WORDS))
        return [words[0].capitalize(), *words[1:-1], words[-1] + "."]

    def edited(self, words: list[str], one_in: int = EDITED) -> list[str]:
        """Return a paragraph with single words changed, one at least; sentences begin and end as before."""
        inner = [n for n, word in enumerate(words) if word.isalpha() and word.islower()]
        count = max(1, len(words) // one_in)
        places = self.random.choice(len(inner), min(count, len(inner)), replace=False).tolist()
        found = list(words)
        for place, word in zip(places, self.words(len(places)), strict=True):
            found[inner[place]] = word
        return found

    def headline(self) -> str:
        """Return a headline."""
        return " ".join(self.words(self.between((5, 10)))).capitalize()


@cache
def _vocabulary() -> Array:
    """Return distinct words, the short ones first, as in languages the frequent ones are."""
    random = np.random.default_rng(1)
    syllables = np.array([onset + vowel + end for onset in _ONSETS for vowel in _VOWELS for end in _ENDS])
    found: dict[str, None] = {}
    for length, count in ((1, 300), (2, 8_000), (3, 60_000), (4, 2 * VOCABULARY)):
        drawn = syllables[random.integers(0, len(syllables), (count, length))]
        found |= dict.fromkeys("".join(parts) for parts in drawn.tolist())
    return np.array(list(found)[:VOCABULARY], dtype=object)


def record(
    number: int, headline: str, paragraphs: list[list[str]]
) -> tuple[dict[str, str], list[tuple[int, int]]]:
    """Return an article as a record, and where its paragraphs lie in its text."""
    texts = [headline, *(" ".join(words) for words in paragraphs)]
    spans, at = [], 0
    for text in texts:
        spans.append((at, at + len(text)))
        at += len(text) + 2
    day = np.datetime64("2024-01-01") + number % DAYS
    made = {
        "id": f"made-{number:08}",
        "outlet": f"outlet-{number % OUTLETS:02}",
        "published": str(day),
        "language": "en",
        "text": "\n\n".join(texts),
    }
    return made, spans[1:]


def archive(target: pathlib.Path, size: int, seed: int = 7) -> list[Planted]:
    """Write an archive of ``size`` bytes of text, one record a line, and return the copies in it."""
    writer = Writer(seed)
    planted: list[Planted] = []
    kept: list[tuple[str, list[str], tuple[int, int]]] = []
    written, number = 0, 0
    with target.open("w", encoding="utf-8") as stream:
        while written < size:
            paragraphs = [writer.paragraph() for _ in range(writer.between(PARAGRAPHS))]
            source, kind = None, {0: "exact", EVERY // 2: "edited"}.get(number % EVERY)
            if kind and len(kept) > EVERY:
                source = kept[writer.between((0, len(kept)))]
                paragraphs.append(source[1] if kind == "exact" else writer.edited(source[1]))
            made, spans = record(number, writer.headline(), paragraphs)
            stream.write(json.dumps(made) + "\n")
            written += len(made["text"])
            if source and kind:
                planted.append(Planted(kind, source[0], source[2], made["id"], spans[-1]))
            first = (made["id"], paragraphs[0], spans[0])
            if len(kept) < BACK:
                kept.append(first)
            else:
                kept[number % BACK] = first
            number += 1
    return planted


def repeated(target: pathlib.Path, repeats: int, seed: int = 7) -> None:
    """Write so many articles of a sentence of their own and one paragraph that all have."""
    writer = Writer(seed)
    same = [*writer.sentence(), *writer.sentence()]
    with target.open("w", encoding="utf-8") as stream:
        for number in range(repeats):
            made, _ = record(number, writer.headline(), [writer.sentence(), same])
            stream.write(json.dumps(made) + "\n")


def copied(target: pathlib.Path, copies: int, paragraphs: int, edits: int, seed: int = 7) -> None:
    """Write ``copies`` of one article, each with so many single words changed somewhere in it."""
    writer = Writer(seed)
    article, headline = [writer.paragraph() for _ in range(paragraphs)], writer.headline()
    with target.open("w", encoding="utf-8") as stream:
        for number in range(copies):
            mine = list(article)
            for place in writer.random.integers(0, paragraphs, edits).tolist():
                mine[place] = writer.edited(mine[place], one_in=len(mine[place]))
            made, _ = record(number, headline, mine)
            stream.write(json.dumps(made) + "\n")
