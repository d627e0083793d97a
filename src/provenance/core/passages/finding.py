"""A match before it is reported: how two passages are alike, what they share, and who says it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Final

from provenance.core.codes import GENERATORS
from provenance.core.crediting.byline import LONGEST as LONGEST_BYLINE
from provenance.core.crediting.byline import is_byline, is_byline_of
from provenance.core.flags import CAPITAL, NUMBER, OPENS, UNSPACED_A_WORD
from provenance.core.passages.classify import MOSTLY_EQUAL, first_content, relation, speaker
from provenance.core.passages.cluster import Key
from provenance.core.passages.expand import Passage, Reader, Tie
from provenance.core.passages.shared import Link
from provenance.core.quoting.descriptions import PARTICLES
from provenance.core.quoting.person_names import NAME_WORDS
from provenance.core.quoting.speech import Speech
from provenance.core.text.names_alike import may_be_one
from provenance.model import Content, Evidence, Relation, Span

BYLINE_WORDS: Final = 12
DESCRIBED: Final = 1
_PARTICLE: Final = 3
# "al-Sarim", "d'Auve": a name as well.
_LED: Final = re.compile(r"\A(?:al|el|ad|d|l)[-'’](?=[^\W\d_a-zß-ÿ])")


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A tie with all that the report says of it, before cluster and id are known.

    ``left_speaker`` and ``right_speaker`` are who says it on either side, where it is a quotation. ``words``
    are those of the shorter side, two characters of a script without spaces counted as one; ``run`` counts
    what is compared one by one, and ``unspaced`` says that these are characters.
    """

    tie: Tie
    relation: Relation
    content: Content
    score: float
    identity: float
    words: int
    run: int
    unspaced: bool
    left_key: Key
    right_key: Key
    left_speaker: str | None
    right_speaker: str | None

    @property
    def speaker(self) -> str | None:
        """Return who says it, on the left unless that describes or shortens what the right side names.

        None where either side gives it to another person.
        """
        return self._persons.speaker

    @property
    def rivals(self) -> tuple[str, str] | None:
        """Return the two persons whom the sides name, where these are clearly not the same."""
        return self._persons.rivals

    @property
    def alias(self) -> str | None:
        """Return what a side calls the speaker whom the other names better."""
        return self._persons.alias

    @property
    def speakers_differ(self) -> bool:
        """Say whether the sides name two speakers that are clearly not the same, persons or not."""
        return self._persons.differ

    @property
    def _persons(self) -> _Persons:
        return _persons(self.left_speaker, self.right_speaker)


@dataclass(frozen=True, slots=True)
class _Persons:
    speaker: str | None
    alias: str | None
    rivals: tuple[str, str] | None
    differ: bool


# Every finding is asked several times, and most have no speaker or one of a few.
@lru_cache(maxsize=1 << 14)
def _persons(left: str | None, right: str | None) -> _Persons:
    other = differ(left, right)
    if left and right and other and is_person(left) and is_person(right):
        return _Persons(None, None, (left, right), other)
    (worse, alias), (_, name) = sorted(((naming(left), left), (naming(right), right)), key=itemgetter(0))
    # "chief engineer Ada Berg" tells more than "Berg".
    fuller = worse == DESCRIBED and name in (alias or "").split()
    if worse < naming(name) and not fuller and (worse <= DESCRIBED or not other):
        return _Persons(name, alias, None, other)
    return _Persons(alias if fuller else left, None, None, other)


def finding(reader: Reader, tie: Tie, speech: Speech) -> Finding:
    """Return what there is to say of a tie; ``speech`` tells what is somebody's words, and whose."""
    left, right = reader.words(tie.left), reader.words(tie.right)
    kind, identity, run = relation(left, right)
    languages = reader.columns.languages
    across = languages[tie.left.article] != languages[tie.right.article]
    # Two languages have few words in common; where most are, one article's language was told wrongly.
    if kind == "reworded" and across and identity < MOSTLY_EQUAL:
        kind = "translated"
    places = [(side.article, reader.span(side)) for side in (tie.left, tie.right)]
    content = first_content(reader, tie)
    # Where what is reported around a quotation was copied too, more is shared than a statement.
    if content == "passage" and kind in ("reworded", "translated") and speech.one_statement(*places):
        content = "quote"
    speakers = _speakers(reader, speech, places) if content == "quote" else (None, None)
    words = min(reader.word_count(tie.left), reader.word_count(tie.right))
    if words <= BYLINE_WORDS and _byline(reader, tie.left) and _byline(reader, tie.right):
        content = "boilerplate"
    if reader.credited(tie.left) and reader.credited(tie.right):
        content = "boilerplate"
    return Finding(
        tie=tie,
        relation=kind,
        content=content,
        score=1.0 if tie.claim is None else tie.claim.score,
        identity=identity,
        words=words,
        run=run,
        unspaced=reader.unspaced(tie.left),
        left_key=node_of(reader, tie.left),
        right_key=node_of(reader, tie.right),
        left_speaker=speakers[0],
        right_speaker=speakers[1],
    )


def _speakers(
    reader: Reader, speech: Speech, places: Sequence[tuple[int, Span]]
) -> tuple[str | None, str | None]:
    """Return who says it on either side: whom quotations name, else whom the sentences there do."""
    left, right = (speaker(reader.columns.quotations[article], span) for article, span in places)
    if left or right:
        return left, right
    left, right = (speech.spoken(article, span).speaker for article, span in places)
    return left, right


def _byline(reader: Reader, passage: Passage) -> bool:
    """Say whether a passage is a whole paragraph that names the author."""
    c = reader.columns
    first, last = int(c.block_first[passage.block]), int(c.block_last[passage.block])
    span = reader.span(Passage(article=passage.article, block=passage.block, first=first, last=last))
    if len(span) > LONGEST_BYLINE:
        return False
    article = c.articles[passage.article]
    line = span.cut(article.text)
    return is_byline_of(line, article.byline) or is_byline(line)


def node_of(reader: Reader, passage: Passage) -> Key:
    """Return a passage's node: its block where it fills half of it, else the sentence it covers most."""
    c = reader.columns
    size = int(c.block_last[passage.block] - c.block_first[passage.block])
    if 2 * (passage.last - passage.first) >= size:
        return (passage.article, passage.block, -1)
    best, number = 0, -1
    for sentence in reader.sentences(passage):
        first, last = int(c.sentence_first[sentence]), int(c.sentence_last[sentence])
        covered = min(last, passage.last) - max(first, passage.first)
        if covered > best:
            best, number = covered, sentence
    return (passage.article, passage.block, number)


def as_link(reader: Reader, f: Finding) -> Link:
    """Return what the weighing of origins needs of a finding."""
    left, right = reader.span(f.tie.left), reader.span(f.tie.right)
    ids = reader.columns.articles
    compared = f.relation not in ("identical", "translated")
    left_details, right_details = _details(reader, f.tie) if compared else (0, 0)
    return Link(
        left=ids[f.tie.left.article].id, right=ids[f.tie.right.article].id, relation=f.relation,
        content=f.content, score=f.score, words=f.words, left_start=left.start, left_end=left.end,
        right_start=right.start, right_end=right.end, speaker=f.speaker,
        longest_run=-(-f.run // UNSPACED_A_WORD) if f.unspaced else f.run,
        left_details=left_details, right_details=right_details,
        speakers_differ=f.speakers_differ, alias=f.alias,
    )  # fmt: skip


def _details(reader: Reader, tie: Tie) -> tuple[int, int]:
    """Count the names and numbers of either side that the other lacks."""
    left, right = reader.words(tie.left), reader.words(tie.right)
    return _telling(reader, tie.left, left, set(right)), _telling(reader, tie.right, right, set(left))


def _telling(reader: Reader, passage: Passage, words: list[int], others: set[int]) -> int:
    flags = reader.columns.flags[passage.first : passage.last].tolist()
    return len(
        {
            word
            for word, flag in zip(words, flags, strict=True)
            if word not in others and (flag & NUMBER or (flag & CAPITAL and not flag & OPENS))
        }
    )


def differ(one: str | None, other: str | None) -> bool:
    """Say whether two speakers are clearly not the same: both named, and no word common, as spelled."""
    first, second = name_words(one), name_words(other)
    return bool(first and second) and first.isdisjoint(second) and not may_be_one(first, second)


@lru_cache(maxsize=1 << 14)
def name_words(speaker: str | None) -> frozenset[str]:
    """Return the words of a speaker's name, folded; none for "she" or "a spokesman"."""
    words = [word.strip(".,'’") for word in (speaker or "").split()]
    return frozenset(word.casefold() for word in words if len(word) > 2 and word[0].isupper())


@lru_cache(maxsize=1 << 14)
def naming(speaker: str | None) -> int:
    """Return how well a speaker is named: 3 by a full name, 2 by a word, 1 by a description, 0 not at all."""
    words = (speaker or "").split()
    if not words:
        return 0
    while len(words) > 1 and words[0] in PARTICLES:
        words = words[1:]
    words[0] = _LED.sub("", words[0])
    # "the head of state", "the 54-year-old"; particles are part of a name: "Ada van der Berg".
    if not words[0][0].isupper() and any(word[0].islower() or word[0].isdigit() for word in words):
        return DESCRIBED
    if any(word[0].islower() and len(word) > _PARTICLE for word in words):
        return DESCRIBED
    return 3 if len(words) > 1 else 2


def is_person(speaker: str) -> bool:
    """Say whether a speaker is named as a person is: two to four words, all of them capitalised."""
    words = speaker.split()
    return len(words) in NAME_WORDS and all(word[0].isupper() and not word.isupper() for word in words)


def evidence(f: Finding) -> tuple[Evidence, ...]:
    """Return what speaks for a finding."""
    noun = "characters" if f.unspaced else "words"
    whose = f"words of {f.speaker}" if f.speaker else None
    if f.rivals is not None:
        whose = f"given to {f.rivals[0]} and to {f.rivals[1]}"
    return _evidence(f.relation, f.run, f"{f.identity:.0%}", noun, whose, f.tie.generators)


# Few facts tell most matches.
@lru_cache(maxsize=1 << 14)
def _evidence(
    relation: Relation, run: int, identity: str, noun: str, whose: str | None, generators: int
) -> tuple[Evidence, ...]:
    found = []
    if relation == "identical":
        found.append(Evidence(kind="equal", detail=f"all {run} {noun} equal"))
    elif run > 1:
        found.append(Evidence(kind="run", detail=f"longest run {run} equal {noun}"))
    # Words of two languages are not alike; what else there is, the features of the score say.
    if relation not in ("identical", "translated"):
        found.append(Evidence(kind="identity", detail=f"{identity} of the {noun} alike in order"))
    if whose:
        found.append(Evidence(kind="speaker", detail=whose))
    names = [name for bit, name in GENERATORS.items() if generators & bit] or ["equal text"]
    found.append(Evidence(kind="found-by", detail="found by " + ", ".join(names)))
    return tuple(found)
