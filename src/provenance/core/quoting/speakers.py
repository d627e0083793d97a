"""Tie quotations to their speakers: a cue beside them, or the speaker they go on from."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from provenance.core.quoting.antecedents import WINDOW, Names, headline_end
from provenance.core.quoting.cue_words import CueTables, hangs
from provenance.core.quoting.cues import (
    Cue,
    cue_after,
    cue_around,
    cue_at_end,
    cue_before,
    signature_after,
    told_in,
)
from provenance.core.quoting.quotation_kinds import Setting, Tie, is_nickname, quotation_kind
from provenance.core.quoting.quotations import Marked
from provenance.core.quoting.subjects import leading_subject
from provenance.core.quoting.unspaced_cues import unspaced_cue
from provenance.model import Quotation, QuotationKind, Span

_INVITES_CUE: Final = ",?!—–-…，？！"
# A speaker may be named within the words, between two pauses of one kind or at the end of a sentence.
_PAUSE: Final = re.compile(r"\s[–—-]\s|,\s")
_PAUSE_ENDS: Final = re.compile(r"\s?[–—]|\s-\s|[,.!?]")
_BLANK: Final = " \t\r\n\u00a0\u202f"
_WORD: Final = re.compile(r"\w+(?:['’]\w+)*")
_NEAR: Final = 3  # words between a cue and the quotation it leads up to
_REPEATED: Final = range(2, 13)  # words of a quotation that is looked for in the other ones


@dataclass(slots=True)
class _Said:
    """A speaker as found: the name, where it stands, and what tied it to the quotation.

    ``name`` is None for a pronoun whose person is not plain. ``own`` says that the quotation has a cue
    of its own, ``after`` that the cue follows it, ``near`` that only a few words lie between,
    ``above`` that the cue stands in the sentence or paragraph before.
    """

    name: str | None
    span: Span
    cue: str | None = None
    told: str | None = None
    own: bool = False
    after: bool = False
    near: bool = False
    above: bool = False

    def carried_on(self) -> _Said:
        """Return the speaker for a quotation that goes on from this one."""
        return _Said(self.name, self.span, told=self.told)

    def tie(self) -> Tie:
        """Return how the speaker is tied to the quotation."""
        return Tie(own=self.own, after=self.after, near=self.near, carried=not self.own)


def attribute(
    text: str,
    paragraphs: Sequence[Span],
    sentences: Sequence[Span],
    marked: Sequence[Marked],
    tables: CueTables,
) -> tuple[Quotation, ...]:
    """Give each quotation its speaker, cue and who was told, where the text says so.

    Args:
        text: the article.
        paragraphs: its paragraphs in order.
        sentences: its sentences in order.
        marked: its quotations in order.
        tables: cue words of the article's language.

    Returns:
        The quotations. What is nobody's words is left out: titles of works, nicknames, words set apart.
    """
    marked = [quote for quote in marked if not is_nickname(text, quote.span, quote.outer, tables)]
    reader = _Reader(
        text=text,
        paragraphs=paragraphs,
        sentences=sentences,
        starts=[sentence.start for sentence in sentences],
        marked=marked,
        names=Names(
            text=text, tables=tables, headline_end=headline_end(text, paragraphs), sentences=sentences
        ),
        tables=tables,
    )
    for _, group in itertools.groupby(range(len(marked)), key=lambda number: marked[number].paragraph):
        reader.read_paragraph(list(group))
    _share_within_runs(marked, reader.results)
    found = [
        (quote, said, reader.kind(quote, said)) for quote, said in zip(marked, reader.results, strict=True)
    ]
    _share_repeated(text, found, reader)
    return tuple(_quotation(quote, said, kind) for quote, said, kind in found if kind is not None)


def _quotation(quote: Marked, said: _Said | None, kind: QuotationKind) -> Quotation:
    if said is None:
        return Quotation(span=quote.span, outer=quote.outer, kind=kind)
    return Quotation(
        span=quote.span,
        outer=quote.outer,
        speaker=said.name,
        speaker_span=said.span,
        cue=said.cue,
        told=said.told,
        kind=kind,
    )


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes through an article's quotations in order; ``results`` holds a speaker (or None) for each."""

    text: str
    paragraphs: Sequence[Span]
    sentences: Sequence[Span]
    starts: Sequence[int]
    marked: Sequence[Marked]
    names: Names
    tables: CueTables
    results: list[_Said | None] = field(default_factory=list)

    def read_paragraph(self, numbers: Sequence[int]) -> None:
        """Find the speakers of one paragraph's quotations."""
        at = self.marked[numbers[0]].paragraph
        paragraph = self.paragraphs[at]
        above = self.paragraphs[at - 1] if at else None
        self.names.enter(paragraph, above, self.marked[numbers[0]].outer.start)
        read_from = paragraph.start
        waiting: list[int] = []
        for number in numbers:
            quote = self.marked[number]
            limit = self.marked[number + 1].outer.start if number < numbers[-1] else paragraph.end
            tail = self._cue_after(quote, limit)
            begin = max(read_from, self._sentence_start(quote.outer.start))
            starts_sentence = self._opens_sentence(begin, quote.outer.start)
            said = self._said(tail, quote.outer.end, min(limit, quote.outer.end + WINDOW))
            if said is not None:
                said.after = said.near = True
            else:
                said = (
                    self._around(quote, read_from, begin, limit)
                    or self._lead(number, begin)
                    or self._from_previous(number, numbers[0], starts_sentence)
                )
                said = said or self._verb_after_a_quotation(number, begin) or self._at_end(quote, limit)
                said = said or self._within(quote)
            if said is None and starts_sentence and not self._names_another(quote, limit):
                said = self._from_sentence_before(quote, read_from)
                if said is None and number == numbers[0] and not _is_heading(self.text, paragraph, quote):
                    said = self._from_paragraph_above(number)
                if said is not None:
                    said.above = True
            self.results.append(said)
            if said is None and starts_sentence:
                waiting.append(number)
            elif said is not None and said.own:
                for earlier in waiting:
                    self.results[earlier] = said.carried_on()
                waiting = []
            read_from = max(quote.outer.end, tail.end if tail else 0)

    def _opens_sentence(self, begin: int, end: int) -> bool:
        """Say whether nothing stands before a quotation in its sentence but a word like "Also,"."""
        before = self.text[begin:end].strip(_BLANK + "-–—•*")
        return not before or (before[-1] == "," and before[:-1].lower() in self.tables.leads)

    def _cue_after(self, quote: Marked, limit: int) -> Cue | None:
        """Read the cue after a quotation, within its sentence."""
        if not quote.closed:
            return None
        begin = quote.outer.end
        signature = signature_after(self.text, begin, limit)
        if signature:
            return signature
        last = self.text[max(quote.span.start, quote.span.end - 3) : quote.span.end].rstrip("'’")[-1:]
        stop = min(limit, begin + WINDOW)
        at = bisect_right(self.starts, begin)
        ends = [start for start in self.starts[at : at + 2] if start < stop]
        if ends and not self.text[begin : ends[0]].strip(_BLANK):
            # The quotation ends a sentence of its own: "Why?" X asked.
            if last == "." and not self.text[ends[0]].islower():
                return None
            ends = ends[1:]
        return cue_after(
            self.text,
            begin,
            ends[0] if ends else stop,
            self.tables,
            strong=bool(last) and last in _INVITES_CUE,
        )

    def _within(self, quote: Marked) -> _Said | None:
        """Read a speaker named between the words themselves: "Non ci saranno ritardi - ha detto X - e"."""
        if not self.tables.inverts:
            return None
        for pause in _PAUSE.finditer(self.text, quote.span.start, quote.span.end):
            if self.tables.reporting.match(self.text, pause.end(), quote.span.end) is None:
                continue
            again = _PAUSE_ENDS.search(self.text, pause.end(), quote.span.end)
            end = again.start() if again else quote.span.end
            cue = cue_after(self.text, pause.start(), end, self.tables, strong=True)
            said = self._said(cue, pause.start(), end) if cue and cue.subject[2] == "name" else None
            if said is not None and said.name is not None:
                said.after = said.near = True
                return said
        return None

    def _names_another(self, quote: Marked, limit: int) -> bool:
        """Say whether a verb follows a quotation whose subject could not be read: “...” says “The Sun” X."""
        if not self.tables.inverts or not quote.closed:
            return False
        begin = quote.outer.end
        while begin < limit and self.text[begin] in " ,—–-":
            begin += 1
        verb = self.tables.reporting.match(self.text, begin, limit)
        return verb is not None and not self.text[verb.end() : limit].strip(_BLANK) and limit < len(self.text)

    def _around(self, quote: Marked, read_from: int, begin: int, limit: int) -> _Said | None:
        """Read a cue that stands on both sides of a quotation, or in words without spaces between."""
        if not quote.closed:
            return None
        outer, stop = (quote.outer.start, quote.outer.end), min(limit, quote.outer.end + WINDOW)
        if self.tables.unspaced is not None:
            cue = unspaced_cue(self.text, read_from, outer, stop, self.tables.unspaced, self.names.above[0])
        else:
            cue = cue_around(self.text, max(begin, outer[0] - WINDOW), outer, stop, self.tables)
        said = self._said(cue, begin, stop)
        if said is not None:
            said.near = True
            said.after = cue is not None and cue.end > outer[1]
        return said

    def _lead(self, number: int, begin: int) -> _Said | None:
        """Read the cue that leads up to a quotation."""
        end = self.marked[number].outer.start
        begin = max(begin, end - WINDOW)
        if begin >= end:
            return None
        return self._led(cue_before(self.text, begin, end, self.tables), begin, end)

    def _led(self, cue: Cue | None, begin: int, end: int) -> _Said | None:
        """Turn a cue before a quotation that begins at ``end`` into its speaker."""
        said = self._said(cue, begin, end)
        if said and cue:
            said.near = self.text.count(" ", cue.end, end - 1) <= _NEAR
        return said

    def _verb_after_a_quotation(self, number: int, begin: int) -> _Said | None:
        """Read a verb whose subject stands before a quotation of the same sentence: "X has “a” but says"."""
        end = self.marked[number].outer.start
        verb = self.tables.reporting.search(self.text, begin, end)
        if verb is None or hangs(verb, self.tables) or verb.group() in self.tables.weak:
            return None
        start = self._sentence_start(end)
        first = number
        while first and self.marked[first - 1].outer.start >= start:
            first -= 1
        if first == number:
            return None
        subject = leading_subject(self.text, start, self.marked[first].outer.start, self.tables)
        if not subject:
            return None
        return self._led(Cue(subject=subject, verb=verb.group(), told=None, end=verb.end()), begin, end)

    def kind(self, quote: Marked, said: _Said | None) -> QuotationKind | None:
        """Return what a stretch between quotation marks is, None where it is nobody's words."""
        number = max(0, bisect_right(self.starts, quote.outer.start) - 1)
        at = Setting(
            span=quote.span, outer=quote.outer, sentence=self.sentences[number], whole=not quote.closed
        )
        return quotation_kind(self.text, at, said.tie() if said else Tie(), self.tables)

    def _from_previous(self, number: int, first: int, starts_sentence: bool) -> _Said | None:
        """Go on with the quotation before it in the paragraph: same sentence, or nothing between."""
        previous = self.results[number - 1] if number > first else None
        if previous is None:
            return None
        same_sentence = (
            self._sentence_start(self.marked[number].outer.start) <= self.marked[number - 1].outer.end
        )
        return previous.carried_on() if same_sentence or starts_sentence else None

    def _at_end(self, quote: Marked, limit: int) -> _Said | None:
        """Read the cue that ends a quoted fragment's sentence."""
        if not quote.closed:
            return None
        begin = quote.outer.end
        stop = min(limit, begin + WINDOW)
        at = bisect_right(self.starts, begin)
        if at < len(self.starts):
            stop = min(stop, self.starts[at])
        return self._said(cue_at_end(self.text, begin, stop, self.tables), begin, stop)

    def _from_sentence_before(self, quote: Marked, read_from: int) -> _Said | None:
        """Read the cue in the sentence before, when what it reports goes on as a quotation."""
        begin = max(read_from, quote.outer.start - WINDOW, self._sentence_start(quote.outer.start - 1))
        if begin >= quote.outer.start:
            return None
        return self._said(
            cue_before(self.text, begin, quote.outer.start, self.tables), begin, quote.outer.start
        )

    def _from_paragraph_above(self, number: int) -> _Said | None:
        """Go on with the paragraph above: its last quotation, or the cue of its last sentence."""
        paragraph = self.marked[number].paragraph
        if paragraph == 0 or self.names.another_named():
            return None
        above = self.paragraphs[paragraph - 1]
        begin = max(above.start, self._sentence_start(above.end - 1), above.end - WINDOW)
        if number and self.marked[number - 1].paragraph == paragraph - 1:
            earlier, said = self.marked[number - 1], self.results[number - 1]
            introduces = self.text[begin : above.end].rstrip().endswith(":")
            if said is not None and (earlier.outer.end >= begin or not introduces):
                return said.carried_on()
            begin = max(begin, earlier.outer.end)
        return self._said(cue_before(self.text, begin, above.end, self.tables), begin, above.end)

    def _said(self, cue: Cue | None, start: int, end: int) -> _Said | None:
        """Turn a cue into a speaker; ``start`` and ``end`` bound the words it was read from."""
        if cue is None:
            return None
        name = self.names.resolve(cue, start)
        told = cue.told or told_in(self.text, start, end, self.tables)
        return _Said(name, Span(*cue.subject[:2]), cue.verb, told, own=True)

    def _sentence_start(self, at: int) -> int:
        found = bisect_right(self.starts, at)
        return self.starts[found - 1] if found else 0


def _share_within_runs(marked: Sequence[Marked], results: list[_Said | None]) -> None:
    """Give the parts of a quotation that runs over paragraphs one speaker: the last with a cue, or any."""
    for _, grouped in itertools.groupby(range(len(marked)), key=lambda number: marked[number].run):
        group = list(grouped)
        said = [one for one in (results[number] for number in group) if one is not None]
        if len(group) == 1 or not said:
            continue
        speaker = next((one for one in reversed(said) if one.own), said[-1])
        for number in group:
            one = results[number]
            if one is None or not one.own:
                results[number] = speaker.carried_on()


def _is_heading(text: str, paragraph: Span, quote: Marked) -> bool:
    """Say whether a quotation is a line of its own without a full stop."""
    around = text[paragraph.start : quote.outer.start] + text[quote.outer.end : paragraph.end]
    return not around.strip(_BLANK + "-–—•*") and text[quote.span.end - 1].isalnum()


def _share_repeated(
    text: str, found: list[tuple[Marked, _Said | None, QuotationKind | None]], reader: _Reader
) -> None:
    """Give words that another quotation of the article holds its speaker, where they have no cue themselves.

    Headlines and captions quote a few words of what somebody says further down.
    """
    whole: list[tuple[str, _Said]] | None = None
    for number, (quote, loose, _) in enumerate(found):
        words = "" if loose and not loose.above else _plain_words(quote.span.cut(text))
        if words.count(" ") - 1 not in _REPEATED:
            continue
        if whole is None:
            whole = [
                (_plain_words(other.span.cut(text)), said)
                for other, said, kind in found
                if kind is not None and said is not None and not said.above and said.name is not None
            ]
        speaker = next((said.carried_on() for held, said in whole if words in held), None)
        if speaker is not None:
            found[number] = (quote, speaker, reader.kind(quote, speaker))


def _plain_words(words: str) -> str:
    """Return words in lower case with a space on either side of each, without punctuation."""
    return f" {' '.join(_WORD.findall(words.casefold()))} "
