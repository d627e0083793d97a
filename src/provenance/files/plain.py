"""Plain text: the decoded file unchanged, with front matter read where there is any."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from provenance.files.metadata import Metadata, metadata_from

_HEAD: Final = re.compile(r"---[ \t]*\r?\n")
_FOOT: Final = re.compile(r"^(?:---|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.MULTILINE)
_ENTRY: Final = re.compile(r"([^\W\d][\w -]{0,40}):(?:[ \t]+(.*))?$")
_LONGEST: Final = 64 * 1024


def front_matter(text: str) -> tuple[Metadata, int]:
    """Read the YAML block between ``---`` lines at the top of a text.

    Args:
        text: The decoded file.

    Returns:
        The metadata and the code-point offset where the body begins: ``({}, 0)`` without front matter.
    """
    head = _HEAD.match(text)
    if head is None:
        return {}, 0
    foot = _FOOT.search(text, head.end(), head.end() + _LONGEST)
    if foot is None:
        return {}, 0
    block = text[head.end() : foot.start()]
    entries = _parsed(block)
    if not entries:
        return {}, 0
    return metadata_from(entries), foot.end()


def _parsed(block: str) -> Mapping[object, object]:
    import yaml

    # The base loader keeps every value as it is written: the other ones read the language "no" as
    # False and the version 1.10 as 1.1, and stop at a date that does not exist.
    try:
        entries = yaml.load(block, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, ValueError, RecursionError):
        return _line_by_line(block)
    return entries if isinstance(entries, dict) else {}


def _line_by_line(block: str) -> Mapping[object, object]:
    """Read ``key: value`` lines that are no YAML, such as a title with a colon in it."""
    entries: dict[object, object] = {}
    for line in block.splitlines():
        if not line.strip() or line[0] in "#-" or line[0].isspace():
            continue
        entry = _ENTRY.match(line)
        if entry is None:
            return {}
        entries[entry[1]] = (entry[2] or "").strip().strip("\"'")
    return entries
