"""Which files hold articles, by the ending of their name."""

from __future__ import annotations

from typing import Final

ENDINGS: Final = {
    ".txt": "text",
    ".text": "text",
    ".md": "markdown",
    ".markdown": "markdown",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".jsonl.gz": "jsonl.gz",
    ".ndjson.gz": "jsonl.gz",
}
RECORD_KINDS: Final = frozenset({"jsonl", "jsonl.gz"})


def kind_of(name: str) -> str | None:
    """Return the kind of a file with this name, or None where no reader takes it."""
    lowered = name.lower()
    stem, dot, last = lowered.rpartition(".")
    if not dot or not stem:
        return None
    if last == "gz":
        return ENDINGS.get("." + stem.rpartition(".")[2] + ".gz") if "." in stem else None
    return ENDINGS.get("." + last)


def ending(name: str) -> str:
    """Return what to call a file's kind in a message: ``.jpg`` or ``no ending``."""
    stem, dot, last = name.rpartition(".")
    return f".{last.lower()}" if dot and stem else "no ending"
