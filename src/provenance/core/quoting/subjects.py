"""Find the subject of a verb of speech: a name, a pronoun or a description, in a short window.

A small grammar over words and commas; it never parses whole sentences.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from typing import Final

from provenance.core.quoting.cue_words import (
    CueTables,
    is_capital,
    is_of_some,
    is_owner,
    is_pronoun,
    names_nobody,
    opens_subject,
    plain,
    pronoun_kind,
)
from provenance.core.quoting.descriptions import (
    OFFICE_WORDS,
    PARTICLES,
    after_preposition,
    is_determined,
    is_office,
    names_an_office,
    particle_leads_on,
    start_of_description,
    starts_small_pair,
)
from provenance.core.quoting.person_names import (
    BREAK,
    NAME_WORDS,
    POSSESSIVE,
    WORDS,
    abbreviated,
    name_in_apposition,
    next_break,
    pure_name,
    titled_name,
    trim_end,
    without_titles,
)

# Where a subject stands, and whether it is a "name", a "person" (pronoun), a "pronoun", the pronoun of an
# "object", a "thing", "some" people whom nobody names, or "nobody".
Subject = tuple[int, int, str]

_COMMA: Final = re.compile(r"[,(—–]")
_RELATIVE: Final = frozenset(("who", "which", "that", "this"))
LONGEST_SUBJECT: Final = 14
_LONGEST_LEAD: Final = 6
_LONGEST_PLURAL: Final = 8


def subject_before(text: str, start: int, end: int, tables: CueTables) -> Subject | None:
    """Read the subject that stands before a verb, stepping over adverbs and an apposition."""
    end = _strip_fillers(text, start, end, tables)
    if end <= start:
        return None
    if text[end - 1] in ",)—–":
        return _before_apposition(text, start, end - 1, tables)
    words = list(WORDS.finditer(text, max(start, end - 200), end))
    breaks = [
        found.end() for found in BREAK.finditer(text, start, end) if not _inside_name(text, found, tables)
    ]
    floor = max(breaks, default=start)
    words = [word for word in words if word.start() >= floor]
    for at in range(len(words) - 1, -1, -1):
        if words[at].group() in tables.conjunctions:
            words = words[at + 1 :]
            break
    return _tail_subject(text, words, tables)


def _before_apposition(text: str, start: int, end: int, tables: CueTables) -> Subject | None:
    """Read the name before ", an apposition," by going back over at most four comma-parts."""
    bounds = [start, *(found.end() for found in _COMMA.finditer(text, start, end))][-5:]
    parts = [(begin, finish - 1) for begin, finish in itertools.pairwise(bounds)]
    named = pure_name(text, bounds[-1], end)
    described = bool(parts) and WORDS.search(text, *parts[-1])
    if not named and described and described.group().lower() in tables.determiners:
        named = name_in_apposition(text, bounds[-1], end)
    if named and not (parts and pure_name(text, *parts[-1])):
        return *named, "name"
    for part_start, part_end in reversed(parts):
        words = list(WORDS.finditer(text, part_start, part_end))
        cut = 0
        for at, word in enumerate(words):
            if plain(word.group()) in tables.conjunctions:
                cut = at + 1
        words = words[cut:]
        if not words or len(words) > LONGEST_SUBJECT or plain(words[0].group()) in tables.leads:
            continue
        if len(words) == 1 and words[0].group().endswith("."):
            # "of Silver Spring, Md., said"
            continue
        subject = _tail_subject(text, words, tables)
        if subject and (text[subject[0]].isupper() or subject[2] != "thing"):
            return subject
    return leading_subject(text, start, end, tables)


def subject_from(text: str, start: int, end: int, tables: CueTables) -> Subject | None:
    """Read the subject that begins at ``start`` and whose verb stands at ``end``."""
    end = _strip_fillers(text, start, end, tables)
    stop = next_break(text, start, end, tables)
    words = list(WORDS.finditer(text, start, stop.start() if stop else end))
    if not words or len(words) > LONGEST_SUBJECT + 6:
        return None
    subject = core_of(text, words, tables)
    if subject and subject[2] == "thing" and stop and stop.group() == ",":
        named = name_in_apposition(text, stop.end(), end)
        if named:
            return *named, "name"
    return subject


def leading_subject(text: str, start: int, end: int, tables: CueTables) -> Subject | None:
    """Read the subject of a sentence whose verb has none beside it: the first part that can be one."""
    at = start
    while at < end:
        stop = next_break(text, at, end, tables)
        limit = stop.start() if stop else end
        words = list(WORDS.finditer(text, at, limit))[:LONGEST_SUBJECT]
        if (
            words
            and (plain(words[0].group()) not in tables.leads)
            and opens_subject(words[0].group(), tables)
            and not _is_relative(words, tables)
        ):
            last = end_of_subject(words, tables)
            words = words[: max(1, last)]
            subject = _core_of(text, words, tables)
            if subject and subject[2] == "thing" and len(words) > _LONGEST_LEAD:
                subject = _head_of(text, words, tables)
            if subject:
                # Further on stand other people, who are not its subject either.
                return _somebody(text, subject, tables) or (*subject[:2], "nobody")
        if stop is None:
            break
        at = stop.end()
    return None


def _is_relative(words: Sequence[re.Match[str]], tables: CueTables) -> bool:
    """Say whether what looks like an article begins a clause: ", der für Unruhe sorgte"."""
    opens = tables.capital_nouns and words[0].group() in tables.determiners and len(words) > 1
    return opens and words[1].group() in tables.prepositions and words[1].group() not in tables.determiners


def _head_of(text: str, words: Sequence[re.Match[str]], tables: CueTables) -> Subject | None:
    """Cut a description off its verb, which is not known: "the U.N. treads", "X's report makes"."""
    if is_owner(words[0].group()):
        return words[0].start(), words[1].end(), "thing"
    last = 1
    while last < len(words) and is_capital(words[last].group()):
        last += 1
    if words[0].group().lower() in tables.determiners and last > 1:
        return words[0].start(), trim_end(text, words[last - 1].end()), "thing"
    return words[0].start(), trim_end(text, words[-1].end()), "thing"


def _tail_subject(text: str, words: Sequence[re.Match[str]], tables: CueTables) -> Subject | None:
    """Take the subject from words that end right before the verb."""
    if not words:
        return None
    last = words[-1].group()
    noun_follows = last in tables.determiners or (
        POSSESSIVE.search(last) is not None and not last.endswith(("s'", "s’"))
    )
    if noun_follows or last in _RELATIVE:
        # What looks like a verb is a noun ("her remarks"), or has its subject further up.
        return None
    if is_pronoun(last, tables):
        return words[-1].start(), words[-1].end(), pronoun_kind(last, tables)
    for word in words:
        value = word.group()
        pronoun = is_pronoun(value, tables) and value not in tables.determiners
        if pronoun or tables.reporting.fullmatch(value):
            # Another clause lies between.
            return None
    return core_of(text, words[-LONGEST_SUBJECT:], tables, at_end=True)


def core_of(
    text: str, words: Sequence[re.Match[str]], tables: CueTables, *, at_end: bool = False
) -> Subject | None:
    """Return the name in a subject, or the whole of it where it is a description.

    Args:
        text: the article.
        words: the subject's words.
        tables: the language's words.
        at_end: whether the verb follows at once, so that a name must end the words.

    Returns:
        The subject; None also where its words name nobody.
    """
    if len(words) == 1 and words[0].group() in tables.objects:
        # "according to her"
        return (*words[0].span(), "object")
    subject = _core_of(text, words, tables, at_end=at_end)
    return _somebody(text, subject, tables) if subject else None


def _somebody(text: str, subject: Subject, tables: CueTables) -> Subject | None:
    """Return a subject, of the kind "some" where it is "several", or None where its words name nobody."""
    start, end, kind = subject
    if kind not in ("name", "thing") or not names_nobody(text, start, end, tables):
        return subject
    return (start, end, "some") if is_of_some(text, start, end, tables) else None


def _core_of(
    text: str, words: Sequence[re.Match[str]], tables: CueTables, *, at_end: bool = False
) -> Subject | None:
    first = words[0].group()
    if is_pronoun(first, tables) and (len(words) == 1 or first not in tables.determiners):
        return words[0].start(), words[0].end(), pronoun_kind(first, tables)
    titled = titled_name(text, words, tables)
    if titled:
        return *titled, "name"
    head = len(words)
    if not at_end:
        for at, word in enumerate(words[1:], 1):
            if word.group() in tables.prepositions and not particle_leads_on(words, at, tables):
                head = at
                break
    else:
        head = _end_of_person(words, tables)
    run = _start_of_name(words, head, tables)
    if run < head and not after_preposition(words, run, tables):
        return _named_core(text, words, run, head, tables)
    led = len(words) > 1 and plain(first) in tables.leads and first not in tables.determiners
    if led or not (opens_subject(first, tables) or _noun_like(words, tables)):
        return None
    return words[0].start(), trim_end(text, words[-1].end()), "thing"


def _named_core(
    text: str, words: Sequence[re.Match[str]], run: int, head: int, tables: CueTables
) -> Subject | None:
    """Return the name in words ``run`` to ``head``, all capitalised, or the description they end."""
    while run == 0 and run + 1 < head and plain(words[run].group()) in tables.leads:
        # The capital of "But Ada Berg" is the sentence's.
        run += 1
    if run == 0 and head > 1 and tables.capital_nouns and words[0].group() in tables.determiners:
        # So is that of "Der Leiter der Feuerwehr".
        run = 1
    determined = is_determined(words, run, head, tables)
    if determined and names_an_office(words[run:head], tables):
        return (
            words[start_of_description(words, run, tables)].start(),
            trim_end(text, words[-1].end()),
            "thing",
        )
    first, end = words[run].start(), trim_end(text, words[head - 1].end())
    start, end = without_titles(text, first, end, tables)
    if text[start:end].isupper() and text.count(" ", start, end) > 1:
        # A heading in capitals.
        return None
    single = " " not in text[start:end]
    office = start == first and is_office(text[start:end], tables, determined=determined)
    if office or (determined and single):
        begin = start_of_description(words, run, tables) if determined else run
        return words[begin].start(), trim_end(text, words[-1].end()), "thing"
    return start, end, "name"


def _end_of_person(words: Sequence[re.Match[str]], tables: CueTables) -> int:
    """Return where a person's name ends: before a phrase ("Ada Berg of the trust") or with the words."""
    last = 0
    while last < len(words) and is_capital(words[last].group()):
        last += 1
    if last < NAME_WORDS.start or last + 1 >= len(words) or words[0].group() in tables.determiners:
        return len(words)
    word = words[last].group()
    goes_on = word in PARTICLES and is_capital(words[last + 1].group())
    return last if word in tables.prepositions and not goes_on else len(words)


def _start_of_name(words: Sequence[re.Match[str]], head: int, tables: CueTables) -> int:
    """Return where the run of capitalised words begins that ends before ``head``."""
    run = head
    while run > 0 and is_capital(words[run - 1].group()):
        if run < head and is_owner(words[run - 1].group()):
            break
        run -= 1
        if run > 1 and words[run - 1].group().lower() in PARTICLES and is_capital(words[run - 2].group()):
            run -= 1
        elif run > 2 and starts_small_pair(words, run - 2, tables):
            run -= 2
    return run


def end_of_subject(words: Sequence[re.Match[str]], tables: CueTables) -> int:
    """Count the words of a subject that follows its verb: a name, or a noun with what belongs to it."""
    first = words[0].group()
    if is_pronoun(first, tables) and first not in tables.determiners:
        return 1
    named = False
    described = first.lower() in tables.determiners or is_owner(first)
    for at, word in enumerate(words):
        value = word.group()
        if at and named and particle_leads_on(words, at, tables):
            continue
        if value in tables.prepositions and not (value in tables.determiners and at == 0):
            if at == 0:
                return 0
            if named or value not in tables.keep:
                return at
        elif at and not is_capital(value) and value.lower() not in PARTICLES:
            verb = value in tables.fillers or tables.introducing.fullmatch(value)
            if verb or (named and not described and not _office_before_name(words, at, tables)):
                return at
        capital = is_capital(value) and (at > 0 or value.lower() not in tables.determiners)
        named = capital or (named and not value.islower())
    return len(words)


def _office_before_name(words: Sequence[re.Match[str]], at: int, tables: CueTables) -> bool:
    """Say whether small words lead on to a name: "Coastguard commander Ada Berg".

    The capital before them is the sentence's.
    """
    last = at
    while last < min(len(words), at + OFFICE_WORDS) and not is_capital(words[last].group()):
        last += 1
    name = [is_capital(word.group()) for word in words[last : last + 2]]
    return at == 1 and plain(words[last - 1].group()) in tables.titles and name == [True, True]


def _strip_fillers(text: str, start: int, end: int, tables: CueTables) -> int:
    """Step back over adverbs and auxiliaries between a subject and its verb."""
    while True:
        while end > start and text[end - 1].isspace():
            end -= 1
        begin = end
        while begin > start and not (text[begin - 1].isspace() or text[begin - 1] in ",;:()—–"):
            begin -= 1
        word = text[begin:end]
        if (
            begin == start
            or not word
            or not (word in tables.fillers or (word.endswith("ly") and word.islower()))
        ):
            return end
        end = begin


def _inside_name(text: str, found: re.Match[str], tables: CueTables) -> bool:
    return found.group() == "." and abbreviated(text, found.start(), tables)


def _noun_like(words: Sequence[re.Match[str]], tables: CueTables) -> bool:
    """Say whether words without article may be a plural subject: "officials in Beijing"."""
    first = words[0].group()
    return (
        first[0].isalpha()
        and plain(first) not in tables.leads
        and len(words) <= _LONGEST_PLURAL
        and tables.introducing.fullmatch(first) is None
    )
