"""Tell somebody's words between quotation marks from titles of works, nicknames and words set apart.

Newsrooms put all of them between the same marks. What tells them apart is how a stretch is tied to a
speaker, how it sits in its sentence, what stands right before it, and its capitals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from provenance.core.quoting.cue_words import CueTables
from provenance.model import QuotationKind, Span

_WORDS: Final = re.compile(r"[^\W_](?:[\w'’.-]*[^\W_])?")
_UNSPACED: Final = re.compile(
    r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"
)
_INTRODUCES: Final = frozenset(":：,，、،;—–")
_ENDS: Final = frozenset(".!?…。！？؟")
_PAUSES: Final = frozenset(",，;—–-")
_BLANK: Final = " \t\r\n\u00a0\u202f"
_CLAUSE: Final = 6  # words from which a stretch that opens with a capital is a clause
_FRAGMENT: Final = 3  # words from which a fragment that nothing ties to a speaker is kept
_LONGEST_NAME: Final = 3
_LONGEST_TERM: Final = 6
_LONGEST_TITLE: Final = 20
_SMALL: Final = 3  # letters of the words that titles do not capitalise
_BEFORE: Final = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Tie:
    """How a stretch hangs together with a speaker.

    ``own`` says that it has a cue of its own, ``after`` that the cue follows it, ``near`` that at most
    a few words lie between, ``carried`` that it goes on from a quotation of somebody's.
    """

    own: bool = False
    after: bool = False
    near: bool = False
    carried: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A stretch between quotation marks in its sentence.

    ``span`` is the words, ``outer`` the marks with them; ``sentence`` the sentence it begins in,
    ``whole`` that the stretch is part of a quotation that goes on over paragraphs or never closes.
    """

    span: Span
    outer: Span
    sentence: Span
    whole: bool


def looks_like_title(words: str) -> bool:
    """Say whether words look like a work's name: three or more, the longer ones all capitalised."""
    for word in words.split():
        if word[0].islower() and len(word) > _SMALL and word.isalpha():
            return False
    found = [word[0].isupper() for word in _WORDS.findall(words) if not word[0].isdigit()]
    return sum(found) * 5 >= len(found) * 3 and sum(found) >= 3 and _longer_ones_capital(words)


def quotation_kind(text: str, at: Setting, tie: Tie, tables: CueTables) -> QuotationKind | None:
    """Return what a stretch between quotation marks is.

    Args:
        text: the article.
        at: the stretch.
        tie: how it is tied to a speaker.
        tables: the words of the article's language.

    Returns:
        ``direct`` or ``partial``, or None where it is nobody's words: the title of a work, a nickname,
        a product, a word set apart.
    """
    if at.whole:
        return "direct"
    words = at.span.cut(text)
    count = _count(words)
    if _names_something(text, at, tie, tables, words, count):
        return None
    if _is_sentence(text, at) and count > 1:
        return "direct"
    tied = tie.own or tie.carried
    if _is_clause(text, at, tie, words, count) and (tied or count > _FRAGMENT):
        return "direct"
    return "partial" if tied or count >= _FRAGMENT or _UNSPACED.search(words) else None


def _is_clause(text: str, at: Setting, tie: Tie, words: str, count: int) -> bool:
    """Say whether quoted words stand by themselves, and are no part of the reporter's sentence.

    A small letter makes them a part, unless they begin the sentence or go on from the speaker's other words.
    """
    begins, introduced = _leads_up(text, at)
    first = words.lstrip("[(\"'‘“…. ")[:1]
    if not (first.isupper() or first.isdigit() or _UNSPACED.match(first)):
        return begins or (introduced and tie.carried and _closes(text, at))
    return count >= _CLAUSE or ((begins or introduced) and _closes(text, at))


def _names_something(text: str, at: Setting, tie: Tie, tables: CueTables, words: str, count: int) -> bool:
    """Say whether a stretch is a name or a word set apart, whatever cue its sentence may hold."""
    capital = not words[0].islower()
    if capital and count <= _LONGEST_TITLE and looks_like_title(words):
        # A cue after a title seldom says that the title is spoken: "On “The Long Road,” Ada Berg said".
        return not (tie.own and (words[-1] in ".!?" if tie.after else tie.near))
    answered = tie.own and tie.near and (not tie.after or _closes(text, at))
    if count <= _LONGEST_TERM:
        before = text[max(at.sentence.start, at.outer.start - _BEFORE) : at.outer.start]
        if tables.naming.search(before.rstrip(_BLANK)):
            return not (answered and tie.after)
    owned = text[at.sentence.start : at.outer.start].rstrip(_BLANK).endswith(("'s", "’s"))
    longest = _LONGEST_TERM if owned else _LONGEST_NAME
    if not capital or tables.capital_nouns or count > longest or not _all_capital(words):
        return False
    if owned and not tie.after:
        # "said on Sky's “Face to Face”"
        return True
    spoken = tie.carried and words[-1] in _ENDS and _leads_up(text, at)[1]
    return not (answered or spoken or _is_sentence(text, at))


def is_nickname(text: str, span: Span, outer: Span, tables: CueTables) -> bool:
    """Say whether a stretch stands inside a name: "Ada “Storm” Berg"."""
    before, after = text[max(0, outer.start - _BEFORE) : outer.start], text[outer.end : outer.end + 2]
    if tables.capital_nouns or before[-1:] != " " or not (after[:1] == " " and after[1:].isupper()):
        return False
    words = span.cut(text)
    named = before[:-1].rsplit(None, 1)[-1:]
    return (
        bool(named)
        and named[0][0].isupper()
        and named[0][-1].isalpha()
        and words[-1].isalnum()
        and words.count(" ") < _LONGEST_NAME
        and _all_capital(words)
    )


def _all_capital(words: str) -> bool:
    """Say whether words are written like a name: the first with a capital, and all the longer ones."""
    return words[:1].isupper() and words != words.casefold() and _longer_ones_capital(words)


def _longer_ones_capital(words: str) -> bool:
    return all(
        not word[0].islower() for word in _WORDS.findall(words) if len(word) > _SMALL or word[0].isupper()
    )


def _count(words: str) -> int:
    """Count words; two characters are one where none are set apart by spaces."""
    unspaced = 0 if words.isascii() else len(_UNSPACED.findall(words))
    return unspaced // 2 if unspaced else words.count(" ") + 1


def _leads_up(text: str, at: Setting) -> tuple[bool, bool]:
    """Say whether a stretch begins a sentence, and whether a comma or colon leads up to it."""
    before = text[at.sentence.start : at.outer.start].rstrip(_BLANK)
    return not before.strip(_BLANK + "-–—•*"), before[-1:] in _INTRODUCES


def _closes(text: str, at: Setting) -> bool:
    """Say whether a stretch ends as a clause does, inside its marks or right after them."""
    last, after = text[at.span.end - 1], text[at.outer.end : at.outer.end + 2].lstrip(_BLANK)[:1]
    return last in _ENDS or last in _PAUSES or not after or after in _ENDS or after in _PAUSES


def _is_sentence(text: str, at: Setting) -> bool:
    """Say whether a stretch is a sentence of its own, with its full stop."""
    return (
        not text[at.sentence.start : at.outer.start].strip(_BLANK + "-–—•*")
        and text[at.span.end - 1] in _ENDS
    )
