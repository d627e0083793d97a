"""Read who speaks from the words beside a quotation: "said X", "X told Y", "according to X"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from provenance.core.quoting.cue_words import (
    CueTables,
    hangs,
    is_owner,
    is_pronoun,
    opens_subject,
    plain,
    skip_blank,
)
from provenance.core.quoting.descriptions import ends_description
from provenance.core.quoting.inverted import start_of_subject
from provenance.core.quoting.person_names import (
    CAPITAL,
    GAP,
    NAME_WORDS,
    PARTICLE,
    WORDS,
    name_in_apposition,
    next_break,
    start_of_capitals,
    titled_name,
    trim_end,
    without_titles,
)
from provenance.core.quoting.subjects import (
    LONGEST_SUBJECT,
    Subject,
    core_of,
    end_of_subject,
    leading_subject,
    subject_before,
    subject_from,
)

_NAME: Final = re.compile(rf"{CAPITAL}(?:{GAP}(?:{PARTICLE}{GAP}){{0,2}}{CAPITAL})*")
# "affirme-t-il", "a-t-elle affirmé"
_SUFFIX_PRONOUN: Final = re.compile(r"-(il|elle|ils|elles|on|je|nous)(?: [\w’'-]+){0,2}$")
_SIGNATURE: Final = re.compile(rf"\s*[—–―-]{{1,2}}\s*({CAPITAL}(?:{GAP}{CAPITAL}){{0,5}}?)[\s.]*")
_LAST_VERBS: Final = 4
_LONGEST_STRONG: Final = 40
_MOST_TOLD: Final = 8
_PLAIN_TOLD: Final = 3
_BACK: Final = 30
_TAIL: Final = 80
_LEAST_STATEMENT: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """What ties a quotation to a speaker.

    ``subject`` is the offsets of the speaker's name, description or pronoun and which of them it
    is ("object" is the pronoun of "quoted him as saying"), ``verb`` the words that say so, ``told`` who
    was told, ``end`` where the cue ends, ``by`` who passes the words on, if the cue says so.
    """

    subject: Subject
    verb: str | None
    told: str | None
    end: int
    by: Subject | None = None


def cue_after(text: str, start: int, end: int, tables: CueTables, *, strong: bool) -> Cue | None:
    """Read the cue that follows a quotation: ", said X", " X told Y", ", according to X".

    Args:
        text: the article.
        start: where the closing mark ends.
        end: where the sentence (or the text before the next quotation) ends.
        tables: the language's words.
        strong: whether the quotation ends so that a cue is likely (a comma, a question mark).
    """
    begin = start
    while begin < end and (text[begin].isspace() or text[begin] in ",—–―-."):
        strong = strong or text[begin] in ",—–"
        begin += 1
    according = tables.according.match(text, begin, end)
    if according:
        return _subject_after(text, according.end(), end, tables, according.group())
    verb = tables.reporting.match(text, begin, end)
    if verb:
        return None if hangs(verb, tables) else _subject_after(text, verb.end(), end, tables, verb.group())
    first = WORDS.match(text, begin, end)
    if first and first.group() in tables.openers:
        begin = first.end() + 1
        first = WORDS.match(text, begin, end)
    if first is None or (plain(first.group()) in tables.leads and not is_pronoun(first.group(), tables)):
        return None
    if not strong and not opens_subject(first.group(), tables):
        return None
    relayed = _relayed(text, begin, end, tables)
    verb = tables.reporting.search(text, begin, end)
    if relayed and (verb is None or verb.start() < relayed.end):
        return relayed
    most = _LONGEST_STRONG if strong else LONGEST_SUBJECT
    if verb is None or text.count(" ", begin, verb.start()) > most:
        return None
    return _cue(text, subject_from(text, begin, verb.start(), tables), verb, end, tables)


def signature_after(text: str, start: int, end: int) -> Cue | None:
    """Read a name set after a quotation with a dash, which ends the paragraph."""
    found = _SIGNATURE.fullmatch(text, start, end)
    return Cue(subject=(*found.span(1), "name"), verb=None, told=None, end=end) if found else None


def cue_at_end(text: str, start: int, end: int, tables: CueTables) -> Cue | None:
    """Read the cue that ends the sentence of a quoted fragment: ""a few" are held, X said."."""
    verbs = list(tables.reporting.finditer(text, start, end))
    if not verbs or text[verbs[-1].end() : end].strip(" .\n\u00a0"):
        return None
    comma = text.rfind(",", start, verbs[-1].start())
    words = list(WORDS.finditer(text, comma + 1, verbs[-1].start())) if comma >= 0 else []
    if not words or len(words) > LONGEST_SUBJECT:
        return None
    return _cue(text, subject_from(text, words[0].start(), verbs[-1].start(), tables), verbs[-1], end, tables)


def cue_before(text: str, start: int, end: int, tables: CueTables) -> Cue | None:
    """Read the cue that leads up to a quotation: "X said: ", "According to X, ", "X: ".

    Args:
        text: the article.
        start: where the sentence begins, or the text after the last quotation.
        end: where the opening mark stands.
        tables: the language's words.
    """
    verbs = list(tables.introducing.finditer(text, start, end))[-_LAST_VERBS:]
    according = _last_according(text, start, end, tables)
    if according and (not verbs or verbs[-1].start() < according.start() or according.start() - start <= 1):
        found = _subject_after(text, according.end(), end, tables, according.group())
        if found:
            return found
    relayed = _relayed(text, start, end, tables)
    for verb in reversed(verbs):
        if relayed and verb.start() < relayed.end:
            return relayed
        if verb.group() in tables.framing:
            by = tables.agents.match(text, skip_blank(text, verb.end(), end), end)
            if by:
                return _subject_after(text, by.end(), end, tables, verb.group())
            if _is_passive(text, start, verb.start(), tables):
                continue
        suffix = _SUFFIX_PRONOUN.search(verb.group())
        if suffix:
            pronoun = verb.start() + suffix.start(1), verb.start() + suffix.end(1)
            return _cue(text, (*pronoun, "person"), verb, end, tables)
        subject = None if hangs(verb, tables) else subject_before(text, start, verb.start(), tables)
        subject = subject or _left_out(text, start, verb, tables)
        if subject:
            return _cue(text, subject, verb, end, tables)
        behind = _behind_its_verb(text, start, verb, end, tables)
        if behind:
            return behind
    verbs = [verb for verb in verbs if not _is_noun(text, start, verb.start(), tables)]
    if verbs and not _is_passive(text, start, verbs[-1].start(), tables):
        return _cue(text, leading_subject(text, start, verbs[-1].start(), tables), verbs[-1], end, tables)
    if text[start:end].rstrip().endswith(":") and text.count(" ", start, end) <= LONGEST_SUBJECT:
        subject = leading_subject(text, start, end, tables)
        if subject:
            return Cue(subject=subject, verb=None, told=None, end=end)
    return None


def _behind_its_verb(text: str, start: int, verb: re.Match[str], end: int, tables: CueTables) -> Cue | None:
    """Read a name behind the verb that leads up to a quotation: "Lo ha detto X: ", "Jak podkreśliła X, "."""
    lead = text[start:end].strip()
    first = WORDS.match(lead)
    opened = lead.endswith(",") and first is not None and plain(first.group()) in tables.openers
    if not tables.inverts or not (opened or lead.endswith(":")):
        return None
    found = _subject_after(text, verb.end(), end, tables, verb.group())
    return found if found and found.subject[2] == "name" else None


def _last_according(text: str, start: int, end: int, tables: CueTables) -> re.Match[str] | None:
    """Return the last "according to"; a word that may mean "for" counts only where a clause begins."""
    found = None
    for hit in tables.according.finditer(text, start, end):
        before = text[start : hit.start()].rstrip()
        if hit.group().lower() not in tables.weak or not before or before[-1] in ",;—–(":
            found = hit
    return found


def cue_around(text: str, start: int, quoted: tuple[int, int], end: int, tables: CueTables) -> Cue | None:
    """Read a subject before a quotation whose verb follows it: "X, ..., “...” dedi".

    Args:
        text: the article.
        start: where the sentence begins, or the text after the last quotation.
        quoted: where the quotation's marks begin and end.
        end: where the text before the next quotation ends.
        tables: the language's words.
    """
    if not tables.verb_final:
        return None
    begin = quoted[1]
    while begin < end and text[begin] in " ,":
        begin += 1
    verb = tables.reporting.match(text, begin, end)
    if verb is None:
        return None
    subject = _before_a_comma(text, start, quoted[0], tables) or leading_subject(
        text, start, quoted[0], tables
    )
    return _cue(text, subject, verb, end, tables)


def _before_a_comma(text: str, start: int, end: int, tables: CueTables) -> Subject | None:
    """Return the name of two words or more that ends at a stretch's first comma."""
    comma = text.find(",", start, end)
    words = list(WORDS.finditer(text, start, comma)) if comma >= 0 else []
    first = start_of_capitals(words)
    if len(words) - first < NAME_WORDS.start:
        return None
    begin, finish = without_titles(text, words[first].start(), words[-1].end(), tables)
    return begin, finish, "name"


def _left_out(text: str, start: int, verb: re.Match[str], tables: CueTables) -> Subject | None:
    """Return in a pronoun's place the conjunction that opens a sentence without subject: "And added:"."""
    words = text[start : verb.start()].strip()
    begin = text.find(words, start)
    left_out = words[:1].isupper() and words.lower() in tables.coordinating and not hangs(verb, tables)
    return (begin, begin + len(words), "person") if left_out else None


def cue_of_report(text: str, start: int, end: int, tables: CueTables) -> Cue | None:
    """Read the cue of a statement without quotation marks: "X said that", ", X said.", "according to X".

    Args:
        text: the article.
        start: where the sentence begins, or the text after a quotation in it.
        end: where it ends, or the quotation begins.
        tables: the language's words.
    """
    for according in tables.according.finditer(text, start, end):
        apart = not text[start : according.start()].strip() or text[: according.start()].rstrip()[-1:] == ","
        if according.group().lower() not in tables.weak and (apart or end - according.end() < _TAIL):
            found = _subject_after(text, according.end(), end, tables, according.group())
            if found:
                return found
    relayed = _relayed(text, start, end, tables)
    for number, verb in enumerate(tables.reporting.finditer(text, start, end)):
        if number == _LAST_VERBS:
            break
        if relayed and verb.start() < relayed.end:
            return relayed
        if hangs(verb, tables) or _is_passive(text, start, verb.start(), tables):
            continue
        cue = _cue_around(text, start, verb, end, tables)
        if cue:
            return cue
    return None


def _cue_around(text: str, start: int, verb: re.Match[str], end: int, tables: CueTables) -> Cue | None:
    """Read the subject of a verb that reports a statement before it or after it."""
    before = text[start : verb.start()].rstrip()
    rest = WORDS.findall(text, verb.end(), end)
    weak = verb.group() in tables.weak
    clause = bool(rest) and rest[0] in tables.conjunctions
    if before[-1:] == "," and not (weak or clause) and before.count(" ") >= _LEAST_STATEMENT:
        inverted = _subject_after(text, verb.end(), end, tables, verb.group())
        if inverted and (inverted.subject[2] != "thing" or text[inverted.subject[0]].islower()):
            return inverted
    subject = subject_before(text, start, verb.start(), tables)
    if subject is None or before.rsplit(None, 1)[-1] in tables.prepositions:
        # "attention to reports that" has a noun.
        return None
    trails = text[start : subject[0]].rstrip()[-1:] == "," and len(rest) <= _LEAST_STATEMENT * 2
    follows = rest and (clause if weak else len(rest) >= _LEAST_STATEMENT)
    return _cue(text, subject, verb, end, tables) if trails or follows else None


def _relayed(text: str, start: int, end: int, tables: CueTables) -> Cue | None:
    """Read whose words somebody else passes on: "the BBC quoted X as saying"."""
    ends = tables.relayed.search(text, start, end)
    verb = next(reversed(list(tables.relaying.finditer(text, start, ends.start()))), None) if ends else None
    if ends is None or verb is None or _is_passive(text, start, verb.start(), tables):
        return None
    words = list(WORDS.finditer(text, verb.end(), ends.start()))
    if not words or len(words) > LONGEST_SUBJECT or words[0].group() in tables.prepositions:
        return None
    alone = len(words) == 1 or words[1].group() in tables.prepositions | tables.fillers
    if words[0].group() in tables.objects and (alone or words[0].group() not in tables.determiners):
        subject: Subject | None = (*words[0].span(), "object")
    else:
        subject = subject_from(text, words[0].start(), ends.start(), tables)
    if subject is None:
        return None
    by = subject_before(text, start, verb.start(), tables)
    return Cue(subject=subject, verb=verb.group(), told=None, end=ends.end(), by=by)


def told_in(text: str, start: int, end: int, tables: CueTables) -> str | None:
    """Return who was told by a channel the words name ("in an email sent to AFP"), or None."""
    for found in tables.channels.finditer(text, start, end):
        begin = skip_blank(text, found.end(), end)
        first = WORDS.match(text, begin, end)
        if first and first.group() in tables.determiners:
            begin = skip_blank(text, first.end(), end)
        name = _NAME.match(text, begin, end)
        if name:
            return text[name.start() : trim_end(text, name.end())]
    return None


def _subject_after(text: str, start: int, end: int, tables: CueTables, verb: str) -> Cue | None:
    """Read the subject that follows a verb, up to a comma or a word that ends it."""
    suffix = _SUFFIX_PRONOUN.search(verb)
    if suffix:
        begin = start - len(verb)
        pronoun = begin + suffix.start(1), begin + suffix.end(1)
        return Cue(subject=(*pronoun, "person"), verb=verb, told=None, end=start)
    stop = next_break(text, start, end, tables)
    limit = stop.start() if stop else end
    words = list(WORDS.finditer(text, start, limit))[: LONGEST_SUBJECT + 6]
    words = words[start_of_subject(words, tables) :]
    last = end_of_subject(words, tables) if words else 0
    if last == 0:
        return None
    subject = core_of(text, words[:last], tables)
    titled = titled_name(text, words, tables)
    plain_words = [word.group() for word in words[:last] if word.group().islower()]
    if titled and all(word in tables.keep for word in plain_words):
        subject = (*titled, "name")
    elif (
        subject
        and subject[2] == "thing"
        and stop
        and stop.group() == ","
        and ends_description(words, last, tables)
    ):
        named = name_in_apposition(text, stop.end(), end)
        subject = (*named, "name") if named else subject
    return Cue(subject=subject, verb=verb, told=None, end=limit) if subject else None


def _cue(text: str, subject: Subject | None, verb: re.Match[str], end: int, tables: CueTables) -> Cue | None:
    if subject is None:
        return None
    told = _told(text, verb.end(), end, tables) if verb.group() in tables.told else None
    return Cue(subject=subject, verb=verb.group(), told=told, end=verb.end())


def _told(text: str, start: int, end: int, tables: CueTables) -> str | None:
    """Return who was told: the name after the verb, or up to three plain words."""
    words = list(WORDS.finditer(text, start, end))[:_MOST_TOLD]
    at = 1 if words and words[0].group() in tables.determiners else 0
    if at >= len(words) or text[start : words[0].start()].strip():
        return None
    name = _NAME.match(text, words[at].start(), end)
    if name:
        return text[name.start() : trim_end(text, name.end())]
    last = at
    ends = tables.prepositions | tables.conjunctions
    while last < min(len(words), at + _PLAIN_TOLD) and words[last].group() not in ends:
        if last and text[words[last - 1].end() : words[last].start()].strip():
            break
        last += 1
    return text[words[at].start() : trim_end(text, words[last - 1].end())] if last > at else None


def _is_passive(text: str, start: int, verb: int, tables: CueTables) -> bool:
    """Say whether the verb at ``verb`` stands after a form of "to be"."""
    words = text[max(start, verb - _BACK) : verb].rsplit(None, 2)
    return bool(words) and (
        words[-1] in tables.passives or (words[-1].endswith("ly") and words[-2:][0] in tables.passives)
    )


def _is_noun(text: str, start: int, verb: int, tables: CueTables) -> bool:
    """Say whether what looks like a verb at ``verb`` stands after an article: "the alleged", "its claims"."""
    words = text[max(start, verb - _BACK) : verb].rsplit(None, 1)
    if not words:
        return False
    owner = is_owner(words[-1]) and not is_pronoun(words[-1][:-2], tables)
    return owner or words[-1] in tables.determiners
