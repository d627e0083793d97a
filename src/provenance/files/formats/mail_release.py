"""Tell an e-mail message that is a press release from other mail, by what its head and first lines say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_FIRST_LINES: Final = 8
_LONGEST_LINE: Final = 160
_LONGEST_SHOWN: Final = 60
# Who hands a message on did not write it: answers, and messages sent on, in western Europe's languages.
_HANDED_ON: Final = re.compile(
    r"\s*(?:(?:re|fwd?|aw|wg|tr|rv|res|enc|sv|vs|vb|vl|antw|doorst|i|r)\s*:\s*)+", re.IGNORECASE
)
_NUMBER: Final = r"(?:[\s,]+(?:(?:no|nr|n°|núm)\.?\s*)?\d[\w/.-]*)?"
_PART: Final = re.compile(r"[._+-]")
# The mailboxes of press offices. "media@" and "news@" may be those of an outlet.
_MAILBOXES: Final = frozenset(
    (
        *("press", "pressoffice", "pressdesk", "pressteam", "pressrelease", "mediarelations", "pr"),
        *("presse", "pressestelle", "pressebuero", "presseteam", "pressedienst", "servicepresse"),
        *("prensa", "stampa", "ufficiostampa", "imprensa", "pers", "persdienst", "pressavdelning"),
    )
)
_NOBODY: Final = frozenset(
    ("press office", "press team", "media relations", "pressestelle", "service de presse", "ufficio stampa")
)


def release_credit(*, subject: str, sender: str, address: str, text: str) -> str | None:
    """Say whose press release a message is, and by what it is known.

    Args:
        subject: The subject, decoded.
        sender: The organisation or display name of who sent it; empty where there is none.
        address: The sender's address.
        text: The message's text.

    Returns:
        A credit such as ``press release from Harbour Board (subject “PRESS RELEASE: New quay”)``; without the
        name where the message was handed on by somebody, and None where nothing marks it as a press release.
        Marks are what such texts are called, at either end of the subject or at the head of one of the first
        eight lines, and the mailbox of a press office.
    """
    handed_on = _HANDED_ON.match(subject)
    marks = (
        [f"subject “{_shown(subject)}”"] if _titled(subject[handed_on.end() if handed_on else 0 :]) else []
    )
    mailbox, _, domain = address.partition("@")
    if domain and not handed_on and _PART.split(mailbox.casefold())[0] in _MAILBOXES:
        marks.append(f"sent by {_shown(address)}")
    line = _opening(text)
    if line is not None:
        marks.append(f"line “{_shown(line)}”")
    if not marks:
        return None
    named = domain if not sender or sender.casefold() in _NOBODY else sender
    issuer = _shown(re.sub(r"[()]", " ", named)) or domain
    whose = f" from {issuer}" if issuer and not handed_on else ""
    return f"press release{whose} ({', '.join(marks)})"


def _titled(subject: str) -> bool:
    head, tail = _forms()
    return head.match(subject) is not None or tail.search(subject) is not None


def _opening(text: str) -> str | None:
    """Return the line near the top that calls the text a press release."""
    lines = [line for line in map(str.strip, text.split("\n", 64)) if line][:_FIRST_LINES]
    for line in lines:
        # Lines of another message that is quoted begin with ">".
        if len(line) <= _LONGEST_LINE and not line.startswith(">"):
            called = re.match(rf"[\W_]*({_names()})(?!\w)", line, re.IGNORECASE)
            if _titled(line) or (called is not None and called[1].isupper()):
                return line
    return None


@lru_cache(maxsize=1)
def _names() -> str:
    from provenance.files.tables import load_toml

    names = sorted(load_toml("agencies.toml")["release"]["names"], key=lambda name: (-len(name), name))
    return "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in names)


@lru_cache(maxsize=1)
def _forms() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return how a subject or line begins, and how a subject ends, that calls a text a press release."""
    head = rf"[\W_]*(?:{_names()}){_NUMBER}(?:\s*(?:[:|\]\)*_]|\Z)|\s+[-–—]|[–—]|,?\s+\d)"
    tail = rf"(?:\s[-–—|]\s*|:\s+|[\[(])(?:{_names()})[\])]?\s*\Z"
    return re.compile(head, re.IGNORECASE), re.compile(tail, re.IGNORECASE)


def _shown(words: str) -> str:
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST_SHOWN else plain[: _LONGEST_SHOWN - 1].rstrip() + "…"
