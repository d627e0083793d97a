"""Make text from articles harmless where it is shown: one function a target.

Article text is hostile by default: it may hold escape sequences that drive a terminal, marks that
turn the direction of writing, formulas that a spreadsheet runs, and markup.
"""

from __future__ import annotations

import re
from typing import Final

# Controls, invisible format characters, direction marks and overrides, line and paragraph
# separators, tags, and lone surrogates. The joiners U+200C and U+200D stay: Persian, Indic scripts
# and emoji need them, and they move nothing.
_UNSAFE: Final = re.compile(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffb\U000e0000-\U000e007f\ud800-\udfff]"
    # Many variation selectors in a row carry data; one belongs to an emoji or an ideograph.
    "|[\ufe00-\ufe0f\U000e0100-\U000e01ef]{3,}"
)
_KEPT_IN_HTML: Final = "\t\n\xad\u061c\u200b\u200e\u200f"
_UNSAFE_HTML: Final = re.compile(f"(?![{_KEPT_IN_HTML}]){_UNSAFE.pattern}")
_BREAKS: Final = re.compile("\r\n?|[\u2028\u2029]")
# Build services read commands from log lines: "::" first on a line, "##[" and "##vso[" anywhere.
# Lines are wrapped and cut later, so "::" is broken wherever it stands.
_COMMAND: Final = re.compile(r":(?=:)|#(?=#(?:\[|vso\[))")
# The last but one are full-width = + - @, which some spreadsheets read like the plain ones.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20", "::")
_MARKUP: Final = re.compile(r"[\\`*_{}\[\]#|~$]")
_LINK: Final = re.compile(r"(?i)\b(https?|ftp|mailto|xmpp):|\b(www)\.")
_LIST: Final = re.compile(r"\A(\d{1,9})([.)])(?=\s|\Z)|\A([-+](?=\s|\Z)|:(?=:))")


# Scripts written from right to left: Hebrew to Arabic Extended, their presentation forms, historic ones.
_RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


# What JSON may hold as it is, and a terminal had better not see: controls of the second set, direction marks,
# separators, tags, and lone surrogates, which no UTF-8 can hold.
_UNSAFE_JSON: Final = re.compile(
    "[\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f\U000e0100-\U000e01ef]"
)


def for_json(text: str) -> str:
    """Return JSON that says the same with everything written out that could drive a terminal.

    Args:
        text: JSON, whose strings alone can hold such characters.
    """
    if text.isascii() and "\x7f" not in text:
        return text
    return _UNSAFE_JSON.sub(lambda found: _written_out(found[0]), text)


def _written_out(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02x}" for at in range(0, len(units), 2))


def isolated(text: str) -> str:
    """Return ``text`` so that its direction of writing leaves what stands beside it in place.

    Text with right-to-left letters gets isolate marks (FSI and PDI), which take no room; other text stays
    as it is. To be called last: escaping makes such marks visible, and cutting could part them.
    """
    return f"\u2068{text}\u2069" if _RIGHT_TO_LEFT.search(text) else text


def one_line(text: str) -> str:
    """Return ``text`` with every run of white space, line breaks included, as one space."""
    return " ".join(text.split())


def for_terminal(text: str) -> str:
    """Return ``text`` with everything that could drive a terminal or a build log made visible.

    Control characters become their pictures (U+241B for escape), other invisible characters
    their code points in angle brackets; what a build service would obey gets a backslash. Nothing
    is dropped.
    """
    return _COMMAND.sub(r"\g<0>\\", _UNSAFE.sub(_visible, text))


def for_html(text: str) -> str:
    """Return ``text`` with controls and invisible characters made visible; markup is left to autoescaping.

    Line breaks become plain newlines. Direction marks, soft hyphens and zero-width spaces stay: they move
    nothing outside their own element, and set text of right-to-left scripts right.
    """
    return _UNSAFE_HTML.sub(_visible, _BREAKS.sub("\n", text))


def for_csv(text: str) -> str:
    """Return ``text`` as a cell that no spreadsheet takes for a formula, on one line.

    Line breaks and tabs become spaces; a cell that starts like a formula gets an apostrophe.
    """
    flat = _UNSAFE.sub(_visible, re.sub(r"[\t\r\n]+", " ", text))
    return "'" + flat if text.startswith(_FORMULA) else flat


def for_markdown(text: str) -> str:
    """Return ``text`` as plain words in Markdown: no markup, HTML, links, lists or table cells."""
    if not text or text.isalnum():
        return text
    flat = _UNSAFE.sub(_visible, one_line(text))
    flat = _MARKUP.sub(r"\\\g<0>", flat)
    flat = _LINK.sub(lambda m: f"{m[1]}\\:" if m[1] else f"{m[2]}\\.", flat)
    flat = _LIST.sub(lambda m: f"{m[1]}\\{m[2]}" if m[1] else f"\\{m[3]}", flat)
    return flat.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _visible(found: re.Match[str]) -> str:
    if len(found[0]) > 1:
        return f"<{len(found[0]):,} variation selectors>"
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\u2421" if code == 0x7F else f"<U+{code:04X}>"
