"""Find sentences that report without quotation marks what somebody said, and who said it.

"X said that ...", "..., X said.", "According to X, ...": what one article quotes, another often tells
in such a sentence.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from provenance.core.quoting.antecedents import Names, headline_end
from provenance.core.quoting.cue_words import CueTables
from provenance.core.quoting.cues import Cue, cue_of_report
from provenance.model import Quotation, Span

_LEAST: Final = 4  # words outside quotation marks that a sentence needs beside its cue
_LONGEST: Final = 1000


def find_reported(
    text: str,
    paragraphs: Sequence[Span],
    sentences: Sequence[Span],
    quotations: Sequence[Quotation],
    tables: CueTables,
) -> tuple[Quotation, ...]:
    """Find the sentences that report somebody's words, with their speakers.

    Args:
        text: the article.
        paragraphs: its paragraphs in order.
        sentences: its sentences in order.
        quotations: its quotations in order; what lies inside them reports nothing.
        tables: cue words of the article's language.

    Returns:
        For each such sentence a quotation of the kind ``reported``, whose span is the sentence, in order.
    """
    names = Names(text=text, tables=tables, headline_end=headline_end(text, paragraphs), sentences=sentences)
    found: list[Quotation] = []
    entered = -1
    paragraph = first = 0
    for sentence in sentences:
        while paragraph + 1 < len(paragraphs) and paragraphs[paragraph + 1].start <= sentence.start:
            paragraph += 1
        while first < len(quotations) and quotations[first].outer.end <= sentence.start:
            first += 1
        last = first
        while last < len(quotations) and quotations[last].outer.start < sentence.end:
            last += 1
        held = quotations[first:last]
        if paragraph > entered:
            above = paragraphs[paragraph - 1] if paragraph else None
            first_mark = held[0].outer.start if held else paragraphs[paragraph].end
            names.enter(paragraphs[paragraph], above, first_mark)
            entered = paragraph
        said = _reported(text, sentence, held, names)
        found += [said] if said else []
    return tuple(found)


def _reported(text: str, sentence: Span, held: Sequence[Quotation], names: Names) -> Quotation | None:
    """Read one sentence; ``held`` are the quotations that touch it."""
    if len(sentence) > _LONGEST:
        return None
    own = _outside(sentence, held)
    if sum(text.count(" ", begin, end) for begin, end in own) < _LEAST:
        return None
    for quotation in held:
        where = quotation.speaker_span
        if quotation.cue and where and sentence.overlap(where):
            if quotation.speaker:
                names.heard(quotation.speaker, where.start)
            if all(one.kind == "direct" for one in held):
                return None
            return _sentence_of(sentence, quotation.speaker, where, quotation.cue, quotation.told)
    for begin, end in own:
        cue = cue_of_report(text, begin, end, names.tables)
        if cue is not None:
            return _from_cue(sentence, cue, names)
    return None


def _from_cue(sentence: Span, cue: Cue, names: Names) -> Quotation:
    name = names.resolve(cue, sentence.start)
    return _sentence_of(sentence, name, Span(*cue.subject[:2]), cue.verb, cue.told)


def _sentence_of(
    sentence: Span, speaker: str | None, where: Span, cue: str | None, told: str | None
) -> Quotation:
    return Quotation(
        span=sentence,
        outer=sentence,
        speaker=speaker,
        speaker_span=where,
        cue=cue,
        told=told,
        kind="reported",
    )


def _outside(sentence: Span, held: Sequence[Quotation]) -> list[tuple[int, int]]:
    """Return the stretches of a sentence that lie outside quotations."""
    found, at = [], sentence.start
    for quotation in held:
        if quotation.outer.start > at:
            found.append((at, quotation.outer.start))
        at = max(at, quotation.outer.end)
    return [*found, (at, sentence.end)] if at < sentence.end else found
