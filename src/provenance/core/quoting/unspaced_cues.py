"""Read who speaks in Chinese and Japanese, which put no spaces between words: 「…」とXは述べた, X说：“…”.

A foreigner's name shows by the point between its parts; any other subject is given as it stands.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from provenance.core.quoting.cue_words import UnspacedCues, skip_blank
from provenance.core.quoting.cues import Cue
from provenance.core.quoting.subjects import Subject

_STOPS: Final = "。！？；\n，、,：:“”「」『』"
# After these the words are no sentence's beginning.
_CLOSING: Final = '”」』"’'
_CLAUSE: Final = re.compile(rf"[{_STOPS}]|(?<![A-Za-z])[ \u3000](?![A-Za-z])")
_SENTENCE: Final = re.compile(r"[。！？\n]")
_LONGEST: Final = 40
# How far before a quotation names are looked for.
_REACH: Final = 300
_LONGEST_FIRST: Final = 6
_FEWEST: Final = 2
_HAN: Final = r"[\u3400-\u9fffA-Za-z]"
_KATAKANA: Final = r"[\u30a1-\u30faー]"
_POINTED: Final = re.compile(rf"{_HAN}+(?:[·•‧・]{_HAN}+(?:-{_HAN}+)*)+|{_KATAKANA}+(?:[・＝=]{_KATAKANA}+)+")


def unspaced_cue(
    text: str, start: int, quoted: tuple[int, int], end: int, words: UnspacedCues, above: int = 0
) -> Cue | None:
    """Read who speaks a quotation.

    Args:
        text: the article.
        start: where its paragraph begins, or the text after the quotation before it.
        quoted: where the quotation's marks begin and end.
        end: where the text before the next quotation, or the paragraph, ends.
        words: the language's words.
        above: where the paragraph above begins, which may name whom a pronoun stands for.
    """
    if words.verb is not None:
        found = _verb_before(text, start, quoted[0], words) or _verb_after(text, quoted, end, words)
        if found is None or found.subject[2] != "person":
            return found
        named = _named_before(text, start, quoted[0], words) or _named_before(text, above, quoted[0], words)
        return replace(found, subject=named) if named is not None else found
    verb = next((verb for verb in words.after if text.startswith(verb, quoted[1], end)), None)
    if verb is None or words.topic is None:
        return None
    begin = _after_last(_SENTENCE, text, max(start, quoted[0] - _REACH), quoted[0])
    topic = words.topic.search(text, begin, quoted[0])
    while topic is not None:
        subject = _first_subject(text, begin, topic.start(), words)
        if subject is not None:
            return Cue(subject=subject, verb=verb, told=None, end=quoted[1] + len(verb))
        topic = words.topic.search(text, topic.end(), quoted[0])
    return None


def _verb_before(text: str, start: int, quoted: int, words: UnspacedCues) -> Cue | None:
    """Read "X说：“"."""
    last = quoted
    while last > start and text[last - 1] in "：:，, ":
        last -= 1
    if last == quoted or words.verb is None:
        return None
    begin = _after_last(_CLAUSE, text, start, last)
    verbs = [found for found in words.verb.finditer(text, begin, last) if found.end() == last]
    if not verbs:
        return None
    subject = _first_subject(text, begin, verbs[0].start(), words)
    return subject and Cue(subject=subject, verb=verbs[0].group(), told=None, end=last)


def _verb_after(text: str, quoted: tuple[int, int], end: int, words: UnspacedCues) -> Cue | None:
    """Read "”X说。"."""
    begin = quoted[1]
    ended = text[quoted[1] - 2] in "。！？…，,!?"
    while begin < end and text[begin] in "，, ":
        ended = ended or text[begin] in "，,"
        begin += 1
    if not ended:
        # Quoted words within a sentence.
        return None
    stop = _CLAUSE.search(text, begin, end)
    limit = stop.start() if stop else end
    if words.verb is None or limit - begin > _LONGEST:
        return None
    verbs = [found for found in words.verb.finditer(text, begin, limit) if found.end() >= limit - 1]
    if not verbs:
        return None
    subject = _subject(text, begin, verbs[0].start(), words)
    return subject and Cue(subject=subject, verb=verbs[0].group(), told=None, end=limit)


def _named_before(text: str, start: int, end: int, words: UnspacedCues) -> Subject | None:
    """Return the name with points that a verb follows last in a stretch, near its end."""
    found: Subject | None = None
    start = max(start, end - _REACH)
    for verb in words.verb.finditer(text, start, end) if words.verb is not None else ():
        subject = _subject(text, _after_last(_CLAUSE, text, start, verb.start()), verb.start(), words)
        found = subject if subject is not None and subject[2] == "name" else found
    return found


def _first_subject(text: str, start: int, end: int, words: UnspacedCues) -> Subject | None:
    """Read the subject that begins a clause: behind quoted words the clause has begun before."""
    begin = _after_last(_CLAUSE, text, start, end)
    quoted = begin > 0 and text[begin - 1] in _CLOSING
    return None if quoted else _subject(text, begin, end, words)


def _subject(text: str, start: int, end: int, words: UnspacedCues) -> Subject | None:
    start = skip_blank(text, start, end)
    if not 0 < end - start <= _LONGEST:
        return None
    named = _POINTED.search(text, start, end)
    if named is not None:
        return _name(text, named, words)
    if words.before is not None:
        least = 1 if text[start] in words.persons else _FEWEST
        cut = words.before.search(text, start + least, end)
        end = cut.start() if cut is not None else end
        if words.before.match(text, start, end) is not None:
            # "To X" is no subject.
            return None
    who = text[start:end]
    if who in words.persons or who in words.things:
        return start, end, "person" if who in words.persons else "pronoun"
    owned = who.rfind("の")
    start += owned + 1 if 0 < owned < len(who) - 1 else 0
    return (start, end, "thing") if end - start >= _FEWEST else None


def _name(text: str, found: re.Match[str], words: UnspacedCues) -> Subject:
    """Cut a title in front off a name with points, and what follows it before the verb."""
    start, end = found.span()
    point = next(at for at in range(start, end) if text[at] in "·•‧・＝=")
    ends = (
        text.rfind(title, start, point) + len(title) for title in words.titles if title in text[start:point]
    )
    title = max((at for at in ends if at < point), default=0)
    start = title or start
    last = max(text.rfind(mark, start, end) for mark in "·•‧・＝=")
    cut = words.before.search(text, last + 1 + _FEWEST, end) if words.before is not None else None
    end = cut.start() if cut is not None else end
    return start, end, "name" if point - start <= _LONGEST_FIRST or title else "thing"


def _after_last(stops: re.Pattern[str], text: str, start: int, end: int) -> int:
    return max((found.end() for found in stops.finditer(text, start, end)), default=start)
