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
    ".warc": "warc",
    ".warc.gz": "warc",
    ".wacz": "wacz",
    ".pdf": "pdf",
    ".docx": "docx",
    ".epub": "epub",
    ".eml": "mail",
    ".xml": "xml",
    ".rss": "xml",
    ".atom": "xml",
    ".json": "ninjs",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
}
# The article's text is the file, decoded.
TEXT_KINDS: Final = frozenset({"text", "markdown"})
# A record a line, which can be read from any line on.
LINE_KINDS: Final = frozenset({"jsonl", "jsonl.gz"})
# Files of several articles, which have ids of their own. (An XML file may be a feed, a JSON file a list.)
RECORD_KINDS: Final = LINE_KINDS | {"warc", "wacz", "epub", "xml", "ninjs", "csv", "parquet"}


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
