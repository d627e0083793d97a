"""Find what invisible characters hide in a text: content credentials of C2PA, or data of no known kind.

C2PA writes a manifest into text that has no file around it: U+FEFF, then a variation selector for each byte
(U+FE00 to U+FE0F for 0 to 15, U+E0100 to U+E01EF for 16 to 255), which no program shows. The bytes
begin with ``C2PATXT`` and a NUL, a version, and the manifest's length (C2PA Technical Specification 2.4,
appendix A.8, "Embedding manifests into unstructured text").
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from provenance.model import Article, Span

_MARK: Final = "\ufeff"
_RUN: Final = re.compile("\ufeff?([\ufe00-\ufe0f\U000e0100-\U000e01ef]{8,})")
_SMALL: Final = 16
_HEADER: Final = b"C2PATXT\0"
_LENGTH: Final = slice(9, 13)
_NAMED: Final = 3


def _selector(byte: int) -> str:
    return chr(0xFE00 + byte) if byte < _SMALL else chr(0xE0100 + byte - _SMALL)


_WRITTEN: Final = "".join(map(_selector, _HEADER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Hidden:
    """A run of invisible characters in a text.

    ``size`` counts the bytes it writes; ``manifest`` says that it is a C2PA manifest, ``whole`` that such
    a one is as long as it says it is.
    """

    span: Span
    size: int
    manifest: bool
    whole: bool

    def told(self) -> str:
        """Say in a few words what it is."""
        if not self.manifest:
            return f"{self.size:,} invisible characters in a row, which write no known thing"
        return f"a C2PA manifest of {self.size:,} bytes" + ("" if self.whole else ", cut short")


def hidden_in(text: str) -> tuple[Hidden, ...]:
    """Return the runs of eight variation selectors or more, which no script and no emoji has.

    Args:
        text: an article's text. One without U+FEFF and without the mark of a manifest is not searched.

    Returns:
        The runs in order. Spans cover the U+FEFF before them.
    """
    # Looking for what a text's own width in memory rules out takes no time.
    if text.isascii() or (_MARK not in text and _WRITTEN not in text):
        return ()
    return tuple(_read(found) for found in _RUN.finditer(text))


def visible(text: str) -> str:
    """Return a text without such runs, for what counts characters."""
    return text if text.isascii() or not hidden_in(text) else _RUN.sub("", text)


def _read(found: re.Match[str]) -> Hidden:
    run = found[1]
    head = bytes(_byte(sign) for sign in run[: _LENGTH.stop])
    manifest = head.startswith(_HEADER)
    size = len(run)
    whole = manifest and len(head) == _LENGTH.stop and size >= _LENGTH.stop + int.from_bytes(head[_LENGTH])
    return Hidden(span=Span(*found.span()), size=size, manifest=manifest, whole=whole)


def _byte(sign: str) -> int:
    code = ord(sign)
    return code - 0xFE00 if code < 0xFF00 else code - 0xE0100 + _SMALL


def credential_limits(articles: Sequence[Article]) -> list[str]:
    """Say of which articles something hidden was seen and not looked into, for ``Report.limits``."""
    manifests: list[str] = []
    others: list[str] = []
    for article in articles:
        for one in hidden_in(article.text):
            line = article.text.count("\n", 0, one.span.start) + 1
            (manifests if one.manifest else others).append(f"{article.id}:{line} ({one.told()})")
    found = []
    if manifests:
        found.append(f"whether content credentials are valid, they were not verified: {_listed(manifests)}")
    if others:
        found.append(f"what is hidden in invisible characters: {_listed(others)}")
    return found


def _listed(places: Sequence[str]) -> str:
    more = f" and {len(places) - _NAMED:,} more" if len(places) > _NAMED else ""
    return ", ".join(sorted(places)[:_NAMED]) + more
