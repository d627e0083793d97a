"""Commands as they can be typed into a shell, whatever the names in them."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from typing import Final

from provenance.report.escape import for_terminal

_NAMED: Final = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def shell_command(words: Iterable[str]) -> str:
    """Return words as one command line."""
    return " ".join(shell_word(word) for word in words)


def shell_word(word: str) -> str:
    """Return a word so that a shell takes it for just that, and no terminal or build log is driven by it.

    What would be obeyed is written as bytes in ``$'...'``, which bash, zsh and ksh read.
    """
    if for_terminal(word) == word:
        return shlex.quote(word)
    return "$'" + "".join(map(_coded, word)) + "'"


def _coded(sign: str) -> str:
    if sign in _NAMED:
        return _NAMED[sign]
    if sign not in ":#" and for_terminal(sign) == sign:
        return sign
    return "".join(f"\\x{byte:02x}" for byte in sign.encode("utf-8", "surrogateescape"))
