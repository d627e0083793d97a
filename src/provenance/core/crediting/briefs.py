"""Tell marks that credit one brief of several, as in a round-up or a live blog, from captions and sign-offs.

"(AFP)" at a paragraph's end may credit a picture, the whole article, or the few lines before it. Which, the
article's other paragraphs tell.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Set
from typing import Final

from provenance.core.pattern import Pattern
from provenance.model import Segments, Span

# A paragraph of fewer code points is a caption, a heading or a line about the article.
SHORTEST: Final = 60
SENTENCES: Final = 3  # of a paragraph that no caption is likely to have
_MARK: Final = Pattern(r"[(\[][^()\[\]]{1,60}[)\]]\W{0,3}\Z")
_ENDED: Final = Pattern(r"[.!?…。][\"”“»«’'*)\]]{0,3}\s*\Z")
_TIMED: Final = Pattern(r"[^\w]{0,6}\d{1,2}\s?[:.h]\s?\d{2}(?!\.?\d)")
_SAID: Final = Pattern(
    r"(?i)\b(?:said|says|told|according\s+to|sagten?|mitteilten?|teilten?|erklärten?|berichteten?|selon|"
    r"(?:a|ont)\s+(?:dit|déclaré|annoncé|indiqué|affirmé|précisé)|dijo|dijeron|informó|informaron|anunció|según|"
    r"disse|disseram|anunciou|informou|ha(?:nno)?\s+(?:detto|dichiarato|annunciato|riferito)|zei|meldde|volgens|aldus|"
    r"säger|sade|enligt|siger|sagde|sier|ifølge|řekla?|uvedla?|podle|powiedziała?|poinformowała?|według|"
    r"сообщил[аи]?|заявил[аи]?|сказал[аи]?)\b"
)


class Briefs:
    """The paragraphs of an article that end in a mark of an agency, where each is a brief of its own.

    ``parts`` gives by such a paragraph's number the stretch that its mark credits. It is empty where the
    marks are captions' or the whole article's.
    """

    def __init__(self, text: str, segments: Segments, marked: Mapping[int, Set[str]]) -> None:
        """Read an article; ``marked`` are the agencies in marks at the ends of paragraphs, by number."""
        self._text, self._segments = text, segments
        self._own = [number for number, page in enumerate(segments.furniture) if not page]
        self._marked = {number: marked[number] for number in self._own if number in marked}
        self._order = {number: at for at, number in enumerate(self._own)}
        self.parts: dict[int, Span] = {}
        if not self._marked:
            return
        # A mark may be cut as a sentence of its own.
        self._sentences = Counter(
            number
            for number, span in zip(segments.sentence_paragraph, segments.sentences, strict=True)
            if text[span.start] not in "(["
        )
        timed = {number for number in self._own if _TIMED.match(self._words(number)) is not None}
        # One time alone is that of publication.
        self._timed = timed if len(timed) > 1 else set()
        self._prose = {number for number in self._own if number in self._marked or self._is_prose(number)}
        telling = [number for number in self._marked if self._is_long(number) or self._is_sure(number)]
        if telling and self._are_briefs(telling):
            # However short it is, the last brief has its mark as the others have.
            ends = [number for number in self._own[-2:] if number in self._marked]
            self.parts = {number: self._part(number) for number in sorted({*telling, *ends})}

    def _are_briefs(self, telling: list[int]) -> bool:
        """Say whether marks credit paragraphs, not pictures, and not all of the article."""
        others = sum(number not in self._marked for number in self._prose)
        last = max(number for number in self._prose if number not in self._marked or number in telling)
        if len(telling) == 1 and telling[0] in self._own[-2:]:
            # One mark near the end: a sign-off, unless there are two briefs or entries with their times.
            return telling[0] != last and (others == 1 or self._is_entry(telling[0]))
        # A note on where the text is from may follow its sign-off.
        noted = self._own[-2:] if last not in telling else ()
        inside = [number for number in telling if number != last and number not in noted]
        if any(self._is_sure(number) for number in inside):
            return True
        if sum(self._sentences[number] > 1 for number in inside) > 1:
            return True
        several = len(set().union(*(self._marked[number] for number in telling))) > 1
        return bool(inside) and several and others * (3 if last in telling else 1) <= len(telling)

    def _part(self, number: int) -> Span:
        """Return what a mark credits: its paragraph, and those above it up to a heading."""
        at = first = self._order[number]
        while first and self._own[first - 1] in self._prose and self._own[first - 1] not in self._marked:
            first -= 1
        headed = first > 1 and self._own[first - 1] not in self._prose
        paragraphs = self._segments.paragraphs
        return Span(paragraphs[self._own[first if headed else at]].start, paragraphs[number].end)

    def _is_sure(self, number: int) -> bool:
        """Say whether a paragraph is no caption: it has several sentences, an entry's time or a source."""
        if self._sentences[number] >= SENTENCES or self._is_entry(number):
            return True
        return self._is_long(number) and _SAID.search(self._words(number)) is not None

    def _is_entry(self, number: int) -> bool:
        above = self._own[max(0, self._order[number] - 1)]
        return number in self._timed or above in self._timed

    def _is_prose(self, number: int) -> bool:
        words = self._words(number)
        told = self._is_long(number) or self._is_entry(number)
        # What stands in brackets is a note.
        return told and words[0] not in "([" and _ENDED.search(words) is not None

    def _is_long(self, number: int) -> bool:
        return len(_MARK.sub("", self._words(number))) >= SHORTEST

    def _words(self, number: int) -> str:
        return self._segments.paragraphs[number].cut(self._text)
