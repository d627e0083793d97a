"""Tell paragraphs that are no part of the article: navigation, by-lines, dates, comment forms, repeats."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from provenance.core.collection.within import Within, looked_for
from provenance.core.crediting.byline import is_byline
from provenance.core.text.date_lines import DateWords, date_words, is_bare_day, is_date_line
from provenance.model import Span

_PHRASE_LENGTH: Final = 300
_REPEAT_LENGTH: Final = 600
_CAPTION_LENGTH: Final = 40
_CREDIT_LENGTH: Final = 60
_TELLING: Final = 6
_HEADLINE_LENGTH: Final = 160
_TOP: Final = 6
_BYLINE_TOP: Final = 8
_BYLINE_END: Final = 3
_TAIL_WORDS: Final = 25
_TAIL_SHARE: Final = 0.4
# So many paragraphs running, each a sentence of so many words or more, are the article going on.
_PROSE_RUN: Final = 3
_PROSE_WORDS: Final = 12
# So many paragraphs above a day show that it stands amid the article: one may be an introduction.
_ABOVE: Final = 2
_EDGES: Final = " \t\r\n\u00a0\u200b\ufeff.,:;!?…*|•·>»«<›‹→←↓↑▶►▸-–—_=#+()[]\"'“”‘’"

_PLAYER: Final = re.compile(r"\d{0,2}:\d\d(?:[\s/|–-]+\d{0,2}(?::\d\d){1,2})+")
_COPYRIGHT: Final = re.compile(
    r"(?:©|\(c\)|copyright)\s*(?:©|\(c\)|copyright|by)?\s*(?:19|20)\d\d\b|©\s*\w", re.IGNORECASE
)
_LETTER: Final = re.compile(r"[^\W\d_]")
# A paragraph that is an address or a machine's time and nothing else: left over from page markup.
_BARE: Final = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\d{4}-\d\d-\d\dT\d\d:\d\d[\d:.]*(?:Z|[+-]\d\d:?\d\d)?"
)
_SENTENCE_END: Final = re.compile(r"[.!?…。！？]['\"”’»)]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class FurnitureTables:
    """Wording of page furniture, folded.

    ``whole`` holds paragraphs, ``starts`` maps a first word to (beginning, most words) and
    ``inside`` holds wording that makes a short paragraph furniture wherever it stands; ``inside_by_word``
    the same by a few words, without which a text holds none of it.
    ``trailers`` open the block after an article's end. ``longest`` is the length of the longest
    whole paragraph, with some room for punctuation. ``dates`` are words of date lines.
    """

    whole: frozenset[str]
    starts: Mapping[str, tuple[tuple[str, int], ...]]
    inside: tuple[str, ...]
    inside_by_word: Mapping[str, tuple[str, ...]]
    trailers: frozenset[str]
    longest: int
    dates: DateWords


def furniture_tables(phrases: Mapping[str, Any]) -> FurnitureTables:
    """Build the tables from the parsed phrase lists.

    Args:
        phrases: by language, ``whole``, ``starts`` (beginning to most words), ``inside``,
            ``trailers`` and ``dates``.

    Returns:
        One table for all languages: a page's furniture need not be in its article's language.

    """
    whole: set[str] = set()
    trailers: set[str] = set()
    starts: dict[str, list[tuple[str, int]]] = {}
    inside: list[str] = []
    for language in phrases.values():
        whole.update(_fold(phrase) for phrase in language.get("whole", ()))
        trailers.update(_fold(phrase) for phrase in language.get("trailers", ()))
        inside.extend(phrase.casefold() for phrase in language.get("inside", ()))
        for beginning, words in language.get("starts", {}).items():
            folded = " ".join(beginning.casefold().split())
            starts.setdefault(_first_word(folded), []).append((folded, int(words)))
    return FurnitureTables(
        whole=frozenset(whole | trailers),
        starts={word: tuple(sorted(found)) for word, found in sorted(starts.items())},
        inside=tuple(sorted(set(inside))),
        inside_by_word=_by_covering_word(inside),
        trailers=frozenset(trailers),
        longest=max(map(len, whole | trailers), default=0) + 20,
        dates=date_words(phrases),
    )


def mark_furniture(
    text: str, paragraphs: Sequence[Span], tables: FurnitureTables, within: Within | None = None
) -> tuple[bool, ...]:
    """Say of each paragraph whether it is furniture.

    Args:
        text: the article.
        paragraphs: its paragraphs in order.
        tables: wording to look for.
        within: tells which words the folded text holds; None: not known yet.

    Returns:
        One flag a paragraph: listed wording, a player's times, a copyright line, a bare address, a
        date or time (but no day that heads a part of the article), a by-line near either end, the second of
        two equal paragraphs running (or the first again with a few words more, as captions with a credit
        are), a headline repeated at the top, or the short lines after a trailing marker.

    """
    words = (within or looked_for(text.casefold()))(tables.inside_by_word)
    folded_text = text.casefold() if words else ""
    present = [phrase for word in words for phrase in tables.inside_by_word[word] if phrase in folded_text]
    marks = [False] * len(paragraphs)
    at_top: set[str] = set()
    previous = ""
    for number, span in enumerate(paragraphs):
        size = span.end - span.start
        if size > _REPEAT_LENGTH:
            previous = ""
            continue
        line = text[span.start : span.end]
        if _repeats(line, previous) or (number < _TOP and line in at_top):
            marks[number] = _LETTER.search(line) is not None
        elif size <= _PHRASE_LENGTH:
            near_end = number < _BYLINE_TOP or number >= len(paragraphs) - _BYLINE_END
            marks[number] = is_furniture(line, tables, present) or (near_end and is_byline(line))
        if number < _TOP and size <= _HEADLINE_LENGTH and line[-1] != ".":
            at_top.add(line)
        previous = line
    for number in _headings(text, paragraphs, marks, tables):
        marks[number] = False
    first = _tail_start(text, paragraphs, marks, tables)
    marks[first:] = [True] * (len(paragraphs) - first)
    return tuple(marks)


def is_furniture(line: str, tables: FurnitureTables, inside: Sequence[str] | None = None) -> bool:
    """Say whether a single paragraph is furniture by its wording alone.

    Args:
        line: the paragraph, trimmed.
        tables: wording to look for.
        inside: the wording out of ``tables.inside`` that the article holds; None: not known.

    """
    if len(line) <= tables.longest and _fold(line) in tables.whole:
        return True
    begin = line.lstrip(_EDGES)
    if not begin:
        return False
    listed = tables.starts.get(_first_word(begin).casefold())
    if listed:
        flat = " ".join(begin.casefold().split())
        if any(flat.startswith(beginning) and flat.count(" ") < words for beginning, words in listed):
            return True
    if _PLAYER.fullmatch(line) or _COPYRIGHT.match(line) or _BARE.fullmatch(line):
        return True
    if is_date_line(line, tables.dates):
        return True
    inside = tables.inside if inside is None else inside
    folded = line.casefold() if inside else ""
    return any(phrase in folded for phrase in inside)


def _headings(
    text: str, paragraphs: Sequence[Span], marks: Sequence[bool], tables: FurnitureTables
) -> list[int]:
    """Return the paragraphs that were marked for a day and head a part of the article: "7 October".

    They stand between two paragraphs of it that end as sentences do, not beside other furniture as below a
    by-line or above the times of a live blog, and not above the article's first words.
    """
    days = [
        number
        for number in range(_ABOVE, len(marks) - 1)
        if marks[number]
        and not (marks[number - 1] or marks[number + 1])
        and _is_bare_day(text, paragraphs[number], tables)
        and all(_ends_sentence(text, paragraphs[other]) for other in (number - 1, number + 1))
    ]
    prose = (
        number
        for number, span in enumerate(paragraphs if days else ())
        if not marks[number] and _is_prose(text, span)
    )
    begun = next(islice(prose, _ABOVE - 1, None), len(marks))
    return [number for number in days if number > begun]


def _is_bare_day(text: str, span: Span, tables: FurnitureTables) -> bool:
    line = span.cut(text)
    return is_date_line(line, tables.dates) and is_bare_day(line, tables.dates)


def _is_prose(text: str, span: Span) -> bool:
    return text.count(" ", span.start, span.end) >= _PROSE_WORDS - 1 and _ends_sentence(text, span)


def _ends_sentence(text: str, span: Span) -> bool:
    return _SENTENCE_END.search(text, span.start, span.end) is not None


def _by_covering_word(phrases: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Choose few words so that every phrase holds one: the word in most phrases first, with these phrases.

    A phrase of short words stands for itself.
    """
    found: dict[str, tuple[str, ...]] = {}
    left = sorted(set(phrases))
    while left:
        counts = Counter(word for phrase in left for word in set(phrase.split()) if len(word) >= _TELLING)
        if not counts:
            return found | {phrase: (phrase,) for phrase in left}
        word = min(counts, key=lambda word: (-counts[word], word))
        found[word] = tuple(phrase for phrase in left if word in phrase)
        left = [phrase for phrase in left if word not in phrase]
    return found


def _repeats(line: str, previous: str) -> bool:
    if line == previous:
        return True
    return (
        len(previous) >= _CAPTION_LENGTH
        and line.startswith(previous)
        and len(line) - len(previous) <= _CREDIT_LENGTH
    )


def _tail_start(text: str, paragraphs: Sequence[Span], marks: Sequence[bool], tables: FurnitureTables) -> int:
    """Return from which paragraph on all is furniture: short lines after a trailing marker.

    The block reaches up as far as its lines stay short, it stays a small part of the article, and no run of
    sentences in it shows that the marker stood amid the article.
    """
    first = len(paragraphs)
    size = 0
    prose = 0
    most = _TAIL_SHARE * sum(map(len, paragraphs))
    for number in range(len(paragraphs) - 1, 0, -1):
        span = paragraphs[number]
        size += len(span)
        if size > most or len(span) > _PHRASE_LENGTH:
            break
        line = text[span.start : span.end]
        if marks[number]:
            if _fold(line) in tables.trailers:
                first = number
        elif line.count(" ") >= _TAIL_WORDS:
            break
        prose = prose + 1 if line.count(" ") >= _PROSE_WORDS - 1 and _SENTENCE_END.search(line) else 0
        if prose == _PROSE_RUN:
            break
    return first


def _fold(line: str) -> str:
    return " ".join(line.casefold().split()).strip(_EDGES)


def _first_word(line: str) -> str:
    return line.split(None, 1)[0].rstrip(_EDGES)
