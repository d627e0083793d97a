"""Tie quotations to their speakers: a cue beside them, or the speaker they go on from."""

from __future__ import annotations

import itertools
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from provenance.core.cue_words import CueTables
from provenance.core.cues import Cue, cue_after, cue_at_end, cue_before, signature_after, told_in
from provenance.core.quotations import Marked, looks_like_title
from provenance.core.subjects import leading_subject, names_in, without_titles
from provenance.model import Quotation, Span

_WINDOW: Final = 400
_TOP: Final = 6
_HEADLINE: Final = 160
_NAME_WORDS: Final = range(2, 5)
_INVITES_CUE: Final = ",?!—–-…，？！"
_BLANK: Final = " \t\r\n\u00a0\u202f"


@dataclass(slots=True)
class _Said:
    """A speaker as found: the name, where it stands, and what tied it to the quotation.

    ``own`` says that the quotation has a cue of its own, ``after`` that the cue follows it.
    """

    name: str
    span: Span
    cue: str | None = None
    told: str | None = None
    own: bool = False
    after: bool = False

    def carried_on(self) -> _Said:
        """Return the speaker for a quotation that goes on from this one."""
        return _Said(self.name, self.span, told=self.told)


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
        The quotations; stretches that read like the title of a work and have no cue are left out.
    """
    reader = _Reader(
        text=text,
        paragraphs=paragraphs,
        starts=[sentence.start for sentence in sentences],
        marked=marked,
        names=_Names(text=text, tables=tables, headline_end=_headline_end(text, paragraphs)),
        tables=tables,
    )
    for _, group in itertools.groupby(range(len(marked)), key=lambda number: marked[number].paragraph):
        reader.read_paragraph(list(group))
    _share_within_runs(marked, reader.results)
    return tuple(
        Quotation(
            span=quote.span,
            outer=quote.outer,
            speaker=said.name if said else None,
            speaker_span=said.span if said else None,
            cue=said.cue if said else None,
            told=said.told if said else None,
        )
        for quote, said in zip(marked, reader.results, strict=True)
        if not _names_a_work(quote.span.cut(text), said)
    )


@dataclass(slots=True, kw_only=True)
class _Names:
    """Who has been named so far, so that pronouns and surnames find their person.

    ``opening`` is the paragraph's text before its first quotation, ``above`` the paragraph before.
    """

    text: str
    tables: CueTables
    headline_end: int
    person: str | None = None
    person_at: int = 0
    thing: str | None = None
    anyone: str | None = None
    full: dict[str, tuple[int, str]] | None = None
    opening: tuple[int, int] = (0, 0)
    above: tuple[int, int] = (0, 0)

    def resolve(self, cue: Cue, start: int) -> str:
        """Return the speaker's name for a cue in the sentence that begins at ``start``."""
        begin, end, kind = cue.subject
        name = self._written(begin, end)
        if kind in ("person", "pronoun"):
            return self._antecedent(cue, start) or name
        if kind == "name":
            name = self._full_name(name, begin)
            self.person, self.person_at = name, begin
        else:
            self.thing = name
        self.anyone = name
        return name

    def _antecedent(self, cue: Cue, start: int) -> str | None:
        """Find whom a pronoun stands for: the subject its sentence begins with, or the last speaker."""
        begin, _, kind = cue.subject
        lead = leading_subject(self.text, start, begin, self.tables) if begin > start else None
        if not lead and kind == "person" and self.opening[0] < self.opening[1] <= begin:
            lead = leading_subject(self.text, *self.opening, self.tables)
        if lead and lead[2] == "name":
            return self._full_name(self._written(lead[0], lead[1]), lead[0])
        if kind != "person":
            return self.thing or self.anyone
        if self.above[0] > self.person_at:
            # The paragraph above begins with somebody new, who has not spoken yet.
            lead = leading_subject(self.text, *self.above, self.tables)
            if lead and lead[2] == "name" and " " in self._written(lead[0], lead[1]):
                return self._written(lead[0], lead[1])
        return self.person or self.anyone

    def _full_name(self, name: str, at: int) -> str:
        """Return the longer name given before ``at`` for a name of one word, or the name itself."""
        if " " in name:
            return name
        if self.full is None:
            self.full = self._all_full_names()
        known = self.full.get(name)
        return known[1] if known and known[0] < at else name

    def _all_full_names(self) -> dict[str, tuple[int, str]]:
        """Map first and last words to the first longer name they stand in, and its place."""
        found: dict[str, tuple[int, str]] = {}
        no_names = self.tables.leads | self.tables.determiners
        for run in names_in(self.text):
            if " " not in run.group() or run.group().isupper():
                continue
            start, end = without_titles(self.text, run.start(), run.end(), self.tables)
            words = self.text[start:end].split()
            while words and words[0].lower() in no_names:
                words.pop(0)
            if len(words) in _NAME_WORDS and start >= self.headline_end:
                for word in (words[-1], words[0]):
                    found.setdefault(word, (start, " ".join(words)))
        return found

    def _written(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())


@dataclass(slots=True, kw_only=True)
class _Reader:
    """Goes through an article's quotations in order; ``results`` holds a speaker (or None) for each."""

    text: str
    paragraphs: Sequence[Span]
    starts: Sequence[int]
    marked: Sequence[Marked]
    names: _Names
    tables: CueTables
    results: list[_Said | None] = field(default_factory=list)

    def read_paragraph(self, numbers: Sequence[int]) -> None:
        """Find the speakers of one paragraph's quotations."""
        at = self.marked[numbers[0]].paragraph
        paragraph = self.paragraphs[at]
        if at:
            above = self.paragraphs[at - 1]
            self.names.above = (above.start, min(above.end, above.start + _WINDOW))
        first_mark = self.marked[numbers[0]].outer.start
        self.names.opening = (paragraph.start, min(first_mark, paragraph.start + _WINDOW))
        read_from = paragraph.start
        waiting: list[int] = []
        for number in numbers:
            quote = self.marked[number]
            limit = self.marked[number + 1].outer.start if number < numbers[-1] else paragraph.end
            tail = self._cue_after(quote, limit)
            begin = max(read_from, self._sentence_start(quote.outer.start))
            starts_sentence = not self.text[begin : quote.outer.start].strip(_BLANK + "-–—•*")
            said = self._said(tail, quote.outer.end, min(limit, quote.outer.end + _WINDOW))
            if said is not None:
                said.after = True
            else:
                said = self._lead(quote, begin) or self._from_previous(number, numbers[0], starts_sentence)
                said = said or self._at_end(quote, limit)
            if said is None and starts_sentence:
                said = self._from_sentence_before(quote, read_from)
                if said is None and number == numbers[0]:
                    said = self._from_paragraph_above(number)
            self.results.append(said)
            if said is None and starts_sentence:
                waiting.append(number)
            elif said is not None and said.own:
                for earlier in waiting:
                    self.results[earlier] = said.carried_on()
                waiting = []
            read_from = max(quote.outer.end, tail.end if tail else 0)

    def _cue_after(self, quote: Marked, limit: int) -> Cue | None:
        """Read the cue after a quotation, within its sentence."""
        if not quote.closed:
            return None
        begin = quote.outer.end
        signature = signature_after(self.text, begin, limit)
        if signature:
            return signature
        last = self.text[max(quote.span.start, quote.span.end - 3) : quote.span.end].rstrip("'’")[-1:]
        stop = min(limit, begin + _WINDOW)
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

    def _lead(self, quote: Marked, begin: int) -> _Said | None:
        """Read the cue that leads up to a quotation."""
        begin = max(begin, quote.outer.start - _WINDOW)
        if begin >= quote.outer.start:
            return None
        return self._said(
            cue_before(self.text, begin, quote.outer.start, self.tables), begin, quote.outer.start
        )

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
        stop = min(limit, begin + _WINDOW)
        at = bisect_right(self.starts, begin)
        if at < len(self.starts):
            stop = min(stop, self.starts[at])
        return self._said(cue_at_end(self.text, begin, stop, self.tables), begin, stop)

    def _from_sentence_before(self, quote: Marked, read_from: int) -> _Said | None:
        """Read the cue in the sentence before, when what it reports goes on as a quotation."""
        begin = max(read_from, quote.outer.start - _WINDOW, self._sentence_start(quote.outer.start - 1))
        if begin >= quote.outer.start:
            return None
        return self._said(
            cue_before(self.text, begin, quote.outer.start, self.tables), begin, quote.outer.start
        )

    def _from_paragraph_above(self, number: int) -> _Said | None:
        """Go on with the paragraph above: its last quotation, or the cue of its last sentence."""
        paragraph = self.marked[number].paragraph
        if paragraph == 0:
            return None
        above = self.paragraphs[paragraph - 1]
        begin = max(above.start, self._sentence_start(above.end - 1), above.end - _WINDOW)
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


def _headline_end(text: str, paragraphs: Sequence[Span]) -> int:
    """Return where the headlines at the top end: their capitals tell nothing about names."""
    ends = [
        span.end for span in paragraphs[:_TOP] if len(span) < _HEADLINE and looks_like_title(span.cut(text))
    ]
    return ends[-1] if ends else 0


def _names_a_work(words: str, said: _Said | None) -> bool:
    """Say whether quoted words are a title, which a cue after them seldom says otherwise of."""
    if said is not None and said.own and (not said.after or words[-1] in ".!?"):
        return False
    return looks_like_title(words)
