"""A small corpus for tests of labels and the gate; every text in it is invented."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from pathlib import Path
from typing import Any

QUAY = (
    "The harbour commission said on Tuesday that the northern quay would stay closed until the cracks found"
    " in its piles have been measured by two independent surveyors from abroad. No ship will moor there"
    " before the autumn, it added."
)
AFP_QUAY = f"GENEVA (AFP) - {QUAY}"
LAMPS = (
    "A village school in the upper valley has been given forty reading lamps by a retired lighthouse keeper,"
    " who had kept them in a shed for thirty years and polished them every spring."
)
FLOWERS = "The mayor was on holiday when the news broke, and his deputy opened the flower show instead."
FISH = (
    "Fishermen sold their catch from the beach, where a queue had formed long before the church bells rang."
)
BAND = "The brass band of the lower town came home with a cup on Sunday night, after three years of trying."


def article(folder: Path, name: str, *paragraphs: str) -> Path:
    """Write an article of some paragraphs."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n\n".join([name.partition(".")[0].title(), *paragraphs]) + "\n", encoding="utf-8")
    return path


def two_copies(folder: Path, text: str = AFP_QUAY) -> Path:
    """Write two articles with a passage in common and one without; return the folder."""
    article(folder, "a.txt", text, FLOWERS)
    article(folder, "b.txt", text, FISH)
    article(folder, "c.txt", BAND)
    return folder


def printed(output: str, word: str) -> list[str]:
    """Return what stands behind ``word:`` on the lines of the gate's output that begin with it."""
    lines = [line.strip() for line in output.splitlines()]
    return [line.removeprefix(f"{word}:").strip() for line in lines if line.startswith(f"{word}:")]


def accept_words(output: str) -> list[list[str]]:
    """Return the words of the label commands that the gate printed, without the program's name."""
    return [shlex.split(command)[1:] for command in printed(output, "accept")]


QUOTED = "“We have measured every crack twice, and we shall measure them again,” said the surveyor Mira Holt."


def quay_articles(folder: Path) -> Path:
    """Write three articles, of which one is AFP's and one quotes somebody; return the folder."""
    article(folder, "a.txt", AFP_QUAY, FLOWERS)
    article(folder, "b.txt", f"{QUOTED} Nobody had asked her to.", FISH)
    article(folder, "c.txt", BAND)
    return folder


def places(found: Iterable[Any]) -> set[tuple[str, int]]:
    """Return the articles and lines of some places."""
    return {(one.article, one.line) for one in found}
