"""Keep track of who has been named, so that pronouns and surnames find their person."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.quoting.cue_words import CueTables, is_pronoun, plain, pronoun_kind
from provenance.core.quoting.cues import Cue, cue_before, cue_of_report
from provenance.core.quoting.person_names import (
    NAME_WORDS,
    WORDS,
    described_name,
    name_in_apposition,
    names_in,
)
from provenance.core.quoting.quotation_kinds import looks_like_title
from provenance.core.quoting.subjects import Subject, leading_subject
from provenance.model import Span

WINDOW: Final = 400
_TOP: Final = 6
_HEADLINE: Final = 160
_LONGEST_NAME: Final = 4
_PARTICLE: Final = 3
_SENTENCES_BACK: Final = 12
_REPORTS_BACK: Final = 3
_HIM: Final = frozenset(("him", "her"))


@dataclass(slots=True, kw_only=True)
class Names:
    """Who has been named so far in an article that is read from top to end.

    ``sentences`` are the article's, in order; ``opening`` is the paragraph's text before its first
    quotation, ``above`` the paragraph before.
    """

    text: str
    tables: CueTables
    headline_end: int
    sentences: Sequence[Span]
    person: str | None = None
    person_at: int = 0
    thing: str | None = None
    anyone: str | None = None
    full: dict[str, tuple[int, str]] | None = None
    opening: tuple[int, int] = (0, 0)
    above: tuple[int, int] = (0, 0)

    def enter(self, paragraph: Span, above: Span | None, first_mark: int) -> None:
        """Go on to a paragraph whose first quotation, if any, begins at ``first_mark``."""
        if above is not None:
            self.above = (above.start, min(above.end, above.start + WINDOW))
        self.opening = (paragraph.start, min(first_mark, paragraph.start + WINDOW))

    def heard(self, speaker: str, at: int) -> None:
        """Note a speaker who is named at a place."""
        self.anyone = speaker
        if not any(word[:1].islower() and len(word) > _PARTICLE for word in speaker.split()):
            self.person, self.person_at = speaker, at

    def resolve(self, cue: Cue, start: int) -> str | None:
        """Return the speaker's name for a cue in the sentence that begins at ``start``.

        None stands for a pronoun whose person is not plain, and for headline words that hold no known name.
        """
        begin, end, kind = cue.subject
        name = self._written(begin, end)
        if kind in ("some", "nobody") or name in self.tables.nobody:
            return None
        if is_pronoun(name, self.tables):
            # "It's calling": the verb has been cut off the pronoun.
            kind = pronoun_kind(name, self.tables)
        if kind in ("person", "pronoun"):
            return self._antecedent(cue, start)
        if kind == "object":
            return self._antecedent_of_object(cue, start)
        by = self._written(cue.by[0], cue.by[1]) if cue.by else None
        if kind == "name":
            full = self._full_name(name, begin)
            if full is None:
                return None
            name = full
            self.person, self.person_at = name, begin
        elif not by:
            self.thing = name
        if by and not is_pronoun(by, self.tables):
            # "it said" goes on with the agency that quoted somebody.
            self.thing = by
        self.anyone = name
        return name

    def knows(self, word: str, at: int) -> bool:
        """Say whether a single word is part of a longer name given before ``at``."""
        known = self._known_names().get(word)
        return known is not None and known[0] < at

    def _antecedent(self, cue: Cue, start: int) -> str | None:
        """Find whom a pronoun stands for: the subject its sentence begins with, or the last speaker."""
        begin, _, kind = cue.subject
        lead = self._lead(start, begin) if begin > start else None
        if not lead and begin > start:
            # "While X said so, he also warned"
            earlier = cue_before(self.text, start, begin, self.tables)
            if earlier and earlier.subject[2] == "some":
                return None
            lead = earlier.subject if earlier and earlier.subject[2] == "name" else None
            if lead and is_pronoun(self._written(lead[0], lead[1]), self.tables):
                lead = None
        if not lead and kind == "person" and self.opening[0] < self.opening[1] <= begin:
            lead = self._lead(*self.opening) or self._in_apposition(start)
        if lead:
            return self._full_name(self._written(lead[0], lead[1]), lead[0])
        if kind != "person":
            return self.thing or self.anyone
        return self._person_before(start)

    def _antecedent_of_object(self, cue: Cue, start: int) -> str | None:
        """Find whom "quoted him as saying" means: a person named before, and not the one who quotes."""
        begin, end, _ = cue.subject
        if self._written(begin, end) not in _HIM:
            return None
        opens = self.opening[0] < self.opening[1] <= begin
        found = (opens and self._lead_name(*self.opening)) or self._person_before(start)
        quoting = self._written(cue.by[0], cue.by[1]) if cue.by else None
        return found if quoting is None or found != self._full_name(quoting, start) else None

    def _lead_name(self, start: int, end: int) -> str | None:
        """Return the full name that a stretch begins with, if it begins with one."""
        lead = self._lead(start, end)
        return self._full_name(self._written(lead[0], lead[1]), lead[0]) if lead else None

    def _person_before(self, start: int) -> str | None:
        """Return the person whom a pronoun in the sentence that begins at ``start`` stands for by default."""
        if self.above[0] > self.person_at:
            # The paragraph above begins with somebody new, who has not spoken yet.
            lead = self._lead(*self.above)
            if lead and " " in self._written(lead[0], lead[1]):
                return self._written(lead[0], lead[1])
            reported = self._reported_above(start, self.above[0])
            if reported:
                return reported
        return (
            self.person
            or self._named_above(start)
            or self._described_person()
            or self._reported_above(start)
            or self._only_person(start)
        )

    def _reported_above(self, at: int, first: int = 0) -> str | None:
        """Return the full name of whom one of the sentences right above reports: "..., said Ada Berg."."""
        last = bisect_left(self.sentences, at, key=lambda sentence: sentence.start)
        for sentence in reversed(self.sentences[max(0, last - _REPORTS_BACK) : last]):
            if sentence.start < first:
                break
            cue = cue_of_report(self.text, sentence.start, sentence.end, self.tables)
            if cue is not None and cue.subject[2] == "name":
                begin, end, _ = cue.subject
                around = (
                    WORDS.findall(self.text[sentence.start : begin])[-1:]
                    + WORDS.findall(self.text[begin:end])[:1]
                )
                name = self._full_name(self._written(begin, end), begin)
                # With an article before it a name is an institution's: "the United States".
                institution = any(word in self.tables.determiners for word in around)
                return name if name and " " in name and not institution else None
        return None

    def _only_person(self, start: int) -> str | None:
        """Return the one longer name in the paragraph so far, or else in the one above."""
        for begin, end in ((self.opening[0], start), self.above):
            found = {" ".join(run.group().split()) for run in names_in(self.text[begin:end])}
            found = {name for name in found if name.count(" ") + 1 in NAME_WORDS and not name.isupper()}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def _named_above(self, at: int) -> str | None:
        """Return the name that the nearest sentence above with a verb of speech begins with."""
        last = bisect_left(self.sentences, at, key=lambda sentence: sentence.start)
        for sentence in reversed(self.sentences[max(0, last - _SENTENCES_BACK) : last]):
            if sentence.start < self.headline_end:
                break
            end = min(sentence.end, sentence.start + WINDOW)
            if not self.text[sentence.start].isalnum() or not self.tables.introducing.search(
                self.text, sentence.start, end
            ):
                continue
            lead = self._lead(sentence.start, end)
            if lead:
                return self._full_name(self._written(lead[0], lead[1]), lead[0])
        return None

    def _lead(self, start: int, end: int) -> Subject | None:
        """Return the name that a stretch begins with; a single word must be known from a longer name."""
        lead = leading_subject(self.text, start, end, self.tables)
        if lead is None or lead[2] != "name":
            return None
        name = self._written(lead[0], lead[1])
        return lead if " " in name or self.knows(name, lead[0]) or name == self.person else None

    def another_named(self) -> bool:
        """Say whether the sentence before the paragraph's first quotation names somebody."""
        start, end = self.opening
        last = bisect_left(self.sentences, end - 1, key=lambda sentence: sentence.start)
        start = max(start, self.sentences[last - 1].start) if last else start
        return any(True for _ in names_in(self.text[start:end]))

    def _in_apposition(self, at: int) -> Subject | None:
        """Return the name beside the description the paragraph begins with: "The envoy, Ada Berg, spoke"."""
        start, end = self.opening
        far = bisect_left(self.sentences, at, key=lambda sentence: sentence.start)
        near = self.sentences[max(0, far - _REPORTS_BACK)].start <= start if self.sentences else True
        if self.person_at > start or not near:
            # Somebody may have spoken since.
            return None
        subject = leading_subject(self.text, start, end, self.tables)
        comma = self.text.find(",", subject[1], end) if subject and subject[2] == "thing" else -1
        after = self.text.find(",", comma + 1, end)
        if subject is None or comma < 0 or after < 0 or self.text[subject[1] : comma].strip():
            return None
        named = name_in_apposition(self.text, comma + 1, after)
        named = named or described_name(self.text, comma + 1, after, self.tables)
        return (*named, "name") if named else None

    def _described_person(self) -> str | None:
        """Return the last speaker if an office describes him: "the mayor"."""
        words = WORDS.findall(self.anyone or "")
        return self.anyone if any(plain(word) in self.tables.titles for word in words) else None

    def _full_name(self, name: str, at: int) -> str | None:
        """Return the longer name given before ``at`` for a name of one word, or the name itself.

        Of a headline's capitals only those count that are somebody's name further down.
        """
        if at < self.headline_end and name.count(" ") >= _LONGEST_NAME:
            first = self._known_names().get(name.split(" ", 1)[0])
            return first[1] if first and name.startswith(first[1]) else None
        if " " in name:
            return name
        known = self._known_names().get(name)
        return known[1] if known and known[0] < at else name

    def _known_names(self) -> dict[str, tuple[int, str]]:
        if self.full is None:
            self.full = self._all_full_names()
        return self.full

    def _all_full_names(self) -> dict[str, tuple[int, str]]:
        """Map first and last words to the first longer name they stand in, and its place."""
        found: dict[str, tuple[int, str]] = {}
        no_names = self.tables.leads | self.tables.determiners
        titles = self.tables.titles
        for run in names_in(self.text):
            written = run.group()
            if run.start() < self.headline_end or written.isupper():
                continue
            words = written.split()
            first = next((at for at in range(len(words) - 1, 0, -1) if plain(words[at - 1]) in titles), 0)
            while first < len(words) and words[first].lower() in no_names:
                first += 1
            if len(words) - first in NAME_WORDS:
                name = " ".join(words[first:])
                for word in (words[-1], words[first]):
                    found.setdefault(word, (run.start(), name))
        return found

    def _written(self, start: int, end: int) -> str:
        return " ".join(self.text[start:end].split())


def headline_end(text: str, paragraphs: Sequence[Span]) -> int:
    """Return where the headlines at the top end: their capitals tell nothing about names."""
    ends = [
        span.end for span in paragraphs[:_TOP] if len(span) < _HEADLINE and looks_like_title(span.cut(text))
    ]
    return ends[-1] if ends else 0
