"""Judge the place where an agency's name stands: is it put as a credit, and of what kind?"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Final

from provenance.core.crediting import credit_forms as forms
from provenance.core.crediting.agencies import AgencyTable, Mention
from provenance.core.crediting.byline import is_staff
from provenance.core.crediting.relayed_credits import according_to, body_above, first_sentences, relays
from provenance.core.crediting.shared_bylines import LONGEST as LONGEST_SHARED
from provenance.core.crediting.shared_bylines import Where, shared_byline
from provenance.model import CreditKind, Segments, Span

FIRST_PARAGRAPHS: Final = 8
LAST_PARAGRAPHS: Final = 6
# A title, a heading and an introduction may stand above an article's first words.
MOST_ABOVE: Final = 3
# An introduction and the first paragraph, or the first two.
_LEAD: Final = 2
_ENDS: Final = frozenset(".!?…。\"”“»«’‘›‹')]")
LEAST_BELOW: Final = 60
HEAD: Final = 120
TAIL: Final = 120
LONGEST_CREDIT_LINE: Final = 160
LONGEST_CAPTION: Final = 500
LONGEST_QUOTATION: Final = 3000
PICTURE_CREDIT_MARKS: Final = ("", "(", "[", "/", "|", "©", "-", "–", "—")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a mention stands: its paragraph, its line, and how far from the article's ends.

    ``above`` counts the paragraphs above that end as sentences do, up to ``MOST_ABOVE``; ``early`` says that
    the mention stands in the first sentences of its own.
    """

    text: str
    mention: Mention
    number: int
    paragraph: Span
    line: Span
    from_top: int
    from_end: int
    furniture: bool
    outlet: str | None
    first: bool
    last: bool
    above: int
    early: bool

    @property
    def before(self) -> str:
        return self.text[max(self.paragraph.start, self.mention.start - HEAD) : self.mention.start]

    @property
    def after(self) -> str:
        return self.text[self.mention.end : min(self.paragraph.end, self.mention.end + TAIL)]

    @property
    def line_head(self) -> str:
        return self.text[self.line.start : self.mention.start]

    @property
    def line_tail(self) -> str:
        return self.text[self.mention.end : self.line.end]

    @property
    def rest(self) -> str:
        return self.text[self.mention.end : self.paragraph.end]


Found = tuple[CreditKind, Span]


class Layout:
    """An article's paragraphs, with the order of those that are no furniture."""

    def __init__(self, text: str, segments: Segments, outlet: str | None = None) -> None:
        self.text = text
        self.outlet = outlet
        self.paragraphs = segments.paragraphs
        self.furniture = segments.furniture
        self.starts = [span.start for span in segments.paragraphs]
        self.own = [number for number, page in enumerate(segments.furniture) if not page]
        # A quotation mark left open can swallow half an article: such a stretch hides nothing.
        self.quotations = [item.span for item in segments.quotations if len(item.span) <= LONGEST_QUOTATION]
        self.quotation_starts = [span.start for span in self.quotations]
        self._openings: dict[int, tuple[int, int]] = {}

    def place(self, mention: Mention) -> Place | None:
        number = bisect_right(self.starts, mention.start) - 1
        if number < 0 or mention.end > self.paragraphs[number].end:
            return None
        paragraph = self.paragraphs[number]
        line_start = max(paragraph.start, self.text.rfind("\n", paragraph.start, mention.start) + 1)
        line_end = self.text.find("\n", mention.end, paragraph.end)
        rank = bisect_right(self.own, number)
        from_top = max(0, rank - 1)
        above, opening = self._opening(number) if from_top <= MOST_ABOVE else (MOST_ABOVE, paragraph.end)
        return Place(
            text=self.text,
            mention=mention,
            number=number,
            paragraph=paragraph,
            line=Span(line_start, paragraph.end if line_end < 0 else line_end),
            from_top=from_top,
            from_end=len(self.own) - rank,
            furniture=self.furniture[number],
            outlet=self.outlet,
            first=line_start == self.starts[0],
            last=rank >= len(self.own) and number + 1 == len(self.paragraphs),
            above=above,
            early=mention.start <= opening,
        )

    def _opening(self, number: int) -> tuple[int, int]:
        """Count the paragraphs above one that end as sentences do, and say where its first sentences end."""
        if number not in self._openings:
            paragraph = self.paragraphs[number]
            above = min(MOST_ABOVE, body_above(self.text[: paragraph.start]))
            self._openings[number] = above, first_sentences(self.text, paragraph.start, paragraph.end)
        return self._openings[number]

    def quoted(self, position: int) -> bool:
        number = bisect_right(self.quotation_starts, position) - 1
        return number >= 0 and position < self.quotations[number].end


def classify(place: Place, table: AgencyTable) -> Found | None:
    """Return the kind of credit that a mention is, with the stretch to show, or None if it is none.

    Words inside quotations are the caller's to leave out.
    """
    near_top = place.from_top < FIRST_PARAGRAPHS
    near_end = place.from_end < LAST_PARAGRAPHS
    # "Redacción / EFE" has the form of a picture's credit.
    if (near_top or near_end) and (found := _shared(place, table)) is not None:
        return found
    if (found := _photo(place)) is not None:
        return found
    if place.mention.agency.kind == "photo":
        return None
    if near_top and not place.furniture and (found := _dateline(place, table)) is not None:
        return found
    if (near_top or near_end) and (found := _whole_line(place, near_end=near_end)) is not None:
        return found
    if near_end and (found := _sign_off(place)) is not None:
        return found
    if near_end and not place.furniture and (found := _several(place, table)) is not None:
        return found
    if place.furniture:
        return None
    return _inline_inputs(place) or _told(place) or _relayed(place)


def _photo(place: Place) -> Found | None:
    before, after = place.before, place.after
    start = place.mention.start - len(before)
    label = forms.PHOTO_LABEL_BEFORE.search(before)
    if label is not None and (label[0].strip()[:3] != "via" or _ends_caption(place)):
        return "photo", Span(start + label.start(), place.mention.end)
    if (hit := forms.PHOTO_AFTER.match(after)) and (
        before.rstrip()[-1:] in ("(", "/", "©", "") or "/" in hit[0]
    ):
        return "photo", Span(place.mention.start, place.mention.end + hit.end())
    person = None if forms.BYLINE_BEFORE.match(place.line_head) else forms.PERSON_BEFORE.search(before)
    if person is not None and (after[:1] in (")", "/", "]") or not place.rest.strip(" ).]")):
        return "photo", Span(start + person.start() + (person[0][0] in ".!?"), place.mention.end)
    if hit := forms.PERSON_AFTER.match(after):
        return "photo", Span(place.mention.start, place.mention.end + hit.end())
    if not _ends_caption(place):
        return None
    if place.mention.agency.kind == "photo" and before.rstrip()[-1:] in PICTURE_CREDIT_MARKS:
        return "photo", Span(place.mention.start, place.mention.end)
    # A picture's caption ends in "(AP)" like a whole item does, but stands inside the article.
    if _closes_paragraph(place) and place.from_end > 1:
        return "photo", Span(place.mention.start, place.mention.end)
    return None


def _closes_paragraph(place: Place) -> bool:
    """Say whether a mention stands as "(AP)" behind the last sentence of its paragraph."""
    before, ends = place.before, place.after[:1] in (")", "]") and not place.rest.strip(" )].*")
    return ends and bool(before.strip("([ ")) and forms.PARENTHESIS_SENTENCE.search(before) is not None


def is_mark(place: Place, found: Found) -> bool:
    """Say whether what was found is such a mark and no more: not "(AP Photo)", nor a by-line."""
    alone = len(found[1]) <= place.mention.end - place.mention.start + 2
    return alone and found[0] in ("photo", "sign-off") and not place.furniture and _closes_paragraph(place)


def _ends_caption(place: Place) -> bool:
    return len(place.paragraph) <= LONGEST_CAPTION and not place.rest.strip(" )].")


def _dateline(place: Place, table: AgencyTable) -> Found | None:
    text, mention, paragraph = place.text, place.mention, place.paragraph
    if mention.start - paragraph.start > HEAD:
        return None
    head = text[paragraph.start : mention.start]
    before = forms.DATELINE_BEFORE.match(head)
    if before is None:
        return None
    opening, where = before["mark"].strip(), before["place"]
    closed = forms.DATELINE_AFTER_SLASH if opening == "/" else forms.DATELINE_AFTER
    after = closed.match(place.after)
    if after is None:
        return None
    closing = after["mark"]
    if opening in ("-", "–", "—"):
        # "МОСКВА, 3 янв - РИА Новости." needs its date: a dash and a name alone is any headline.
        fits = bool(where and before["date"]) and closing in ".,"
    else:
        fits = closing == {"(": ")", "/": "/", "[": "]"}[opening]
        fits = fits and bool(after["dash"] or before["date"] or (where and where.isupper()))
        fits = fits or (opening == "/" == closing and bool(where))
        fits = fits or (opening == "(" and _opens_article(place, head, place.rest[after.end() :]))
    if not fits or (
        where
        and (_abbreviates(where, text[mention.start : mention.end], table) or not _looks_like_place(where))
    ):
        return None
    # "The firm (AP) - " apart, a name between parentheses that leaves nothing after it is a sign-off.
    if not place.rest[after.end() :].strip() and not after["dash"]:
        return None
    return "dateline", Span(paragraph.start, mention.end + (1 if closing in ")/]" else 0))


def _opens_article(place: Place, head: str, rest: str) -> bool:
    """Return whether "(SDA) " stands before an article's first words, without a place or a dash.

    A caption may begin so, too, but seldom ends as a sentence does.
    """
    rest = rest.strip()
    begins = place.from_top <= MOST_ABOVE and place.mention.agency.kind == "agency" and head.strip() == "("
    return begins and len(rest) >= LEAST_BELOW and not rest[0].islower() and rest[-1] in _ENDS


def _abbreviates(place: str, name: str, table: AgencyTable) -> bool:
    """Return whether the words before are what the name in parentheses stands for."""
    name = re.sub(r"\W", "", name).casefold()
    initials = "".join(word[0] for word in re.findall(r"\w+", place)).casefold()
    return initials.endswith(name) or any(True for _ in table.mentions(place))


def _looks_like_place(words: str) -> bool:
    # Scripts without case have no capitals to miss.
    capitalised = [not word[0].islower() for word in words.split()]
    return capitalised[0] and sum(capitalised) * 2 >= len(capitalised)


def _shared(place: Place, table: AgencyTable) -> Found | None:
    line = place.line
    if len(line) > LONGEST_SHARED or place.mention.agency.kind != "agency":
        return None
    where = Where(
        first=place.first,
        last=place.last,
        near_end=place.from_end < place.from_top,
        near_title=place.from_top <= MOST_ABOVE,
    )
    found = shared_byline(line.cut(place.text), table, place.outlet, where)
    name = place.text[place.mention.start : place.mention.end]
    if found is None or not {name, name.removesuffix(".")} & set(found.spellings):
        return None
    return found.kind, line


def _whole_line(place: Place, *, near_end: bool) -> Found | None:
    line = place.line
    if len(line) > LONGEST_CREDIT_LINE:
        return None
    head, tail = place.line_head, place.line_tail
    whole = Span(line.start, line.end)
    if forms.SOURCE_BEFORE.match(head) and len(tail) <= LONGEST_CREDIT_LINE // 4:
        return "credit-line", whole
    if _is_byline(place, head, tail) or _says_when(place, head, tail):
        return "byline", whole
    opened = forms.INPUTS_OPENING.match(head.lstrip()) and forms.INPUTS_BEFORE.search(head)
    if opened and len(tail.split()) <= len(head.split()) + 6:
        return inputs_kind(head), whole
    if head.strip(" (*—–-") in ("", "The", "the") and forms.CONTRIBUTED_AFTER.match(tail):
        return "contribution", whole
    if not head.strip(" \t*([—–-") and place.mention.plain and forms.LINE_REST.match(tail):
        return ("sign-off" if near_end and place.from_end < place.from_top else "byline"), whole
    return None


def inputs_kind(line: str) -> CreditKind:
    """Return what a line credits that names what went into an article: the text, or an addition to it."""
    return "contribution" if forms.ADDED.search(line) is not None else "credit-line"


def _is_byline(place: Place, head: str, tail: str) -> bool:
    if not (forms.BYLINE_BEFORE.match(head) and forms.BYLINE_AFTER.match(tail)):
        return False
    names = forms.SMALL_WORDS.sub(" ", head).split()[1:]
    believed = place.mention.plain or head.rstrip()[-1:] in ",/|-–—("
    return believed and all(name[0].isupper() for name in names)


def _says_when(place: Place, head: str, tail: str) -> bool:
    """Say whether a line tells when an agency published: "AFP, publié le 12 mai 2025"."""
    if forms.PUBLISHED_BEFORE.match(head):
        return not tail.strip() or forms.PUBLISHED_ON.match(tail) is not None
    opens = place.mention.plain and not head.strip(" \t*([—–-")
    return opens and forms.PUBLISHED_AFTER.match(tail) is not None


def _several(place: Place, table: AgencyTable) -> Found | None:
    """Read several sources in brackets behind the last sentence: "(APA/Reuters)"."""
    others = forms.OTHERS_END.fullmatch(place.rest)
    if others is None or forms.PARENTHESIS_SENTENCE.search(place.before) is None:
        return None
    names = [name.strip() for name in re.split("[/,+]", others["names"]) if name.strip()]
    if not all(name in table.by_spelling or is_staff(name) for name in names):
        return None
    return "sign-off", Span(place.mention.start - 1, place.mention.end)


def _sign_off(place: Place) -> Found | None:
    before, after, mention = place.before, place.rest, place.mention
    start = mention.start - len(before)
    copyright_mark = forms.COPYRIGHT_BEFORE.search(before)
    if copyright_mark is not None:
        return "sign-off", Span(start + copyright_mark.start(), mention.end)
    if place.furniture:
        return None
    ends = forms.END_OF_PARAGRAPH.fullmatch(after) is not None
    dashed = forms.DASH_END.search(before)
    if dashed is not None and (ends or forms.BUREAU_REST.fullmatch(after) or _long_dash(dashed[0], after)):
        return "sign-off", Span(start + dashed.start(), place.paragraph.end if not ends else mention.end)
    if ends and after[:1] in (")", "]", "/", "）"):
        sentence = forms.PARENTHESIS_SENTENCE.search(before)
        if sentence is not None:
            return "sign-off", Span(mention.start - 1, mention.end + 1)
    if ends and place.from_end <= 1 < place.from_top and forms.SIGNED_BEFORE.match(place.line_head):
        return "sign-off", Span(place.line.start, mention.end + 1)
    if ends and forms.DESK_BEFORE.search(before) is not None:
        return "sign-off", Span(mention.start, mention.end)
    if place.from_end >= place.from_top > 0 and place.from_top <= MOST_ABOVE:  # a caption's, near the head
        return None
    follows = forms.SENTENCE_END.search(before) is not None
    if follows and ends and (mention.plain or mention.agency.name.islower()):
        return "sign-off", Span(mention.start, mention.end)
    if (follows or dashed) and after and forms.DESK_SIGNS.fullmatch(after):
        return "sign-off", Span(mention.start, place.paragraph.end)
    return None


def _long_dash(dash: str, after: str) -> bool:
    return dash.strip() == "--" and len(after) <= HEAD // 2 and "." not in after.rstrip(". ")


def _inline_inputs(place: Place) -> Found | None:
    before = place.before
    opening = forms.INLINE_INPUTS.search(before)
    if opening is None or not forms.INPUTS_BEFORE.search(before):
        return None
    return inputs_kind(before[opening.start() :]), Span(
        place.mention.start - len(before) + opening.start(), place.mention.end
    )


def _relayed(place: Place) -> Found | None:
    """Read whose report the article says it is, where custom has it: at the top, or in a last sentence."""
    if not place.mention.plain:
        return None
    begin, end = place.paragraph.start, place.mention.end
    head = place.text[begin : place.mention.start]
    chinese = according_to(head, place.after) if not place.above else None
    if chinese is not None:
        return "told", Span(begin + chinese[0], end + chinese[1])
    start = relays(
        head, place.after, early=place.early, at_top=place.above < _LEAD, closes=place.from_end <= 1
    )
    return None if start is None else ("told", Span(begin + start, end))


def _told(place: Place) -> Found | None:
    mention, before, after = place.mention, place.before, place.after
    if not mention.plain and forms.TOLD_PLAINLY.search(before) is None:
        return None
    following = re.match(r"(?:['’]s)?\s+([\w.]+)", after)
    if following is not None and following[1] in mention.agency.not_before:
        return None
    start = mention.start - len(before)
    told = forms.TOLD_BEFORE.search(before)
    if told is not None:
        return "told", Span(start + told.start(), mention.end)
    if (seen := forms.TOLD_AFTER.match(after)) is not None:
        return "told", Span(mention.start, mention.end + seen.end())
    for head, tail in (
        (forms.WITNESS_BEFORE, forms.WITNESS_AFTER),
        (forms.TALLY_BEFORE, forms.TALLY_AFTER),
    ):
        opening, closing = head.search(before), tail.match(after)
        if opening is not None and closing is not None:
            return "told", Span(start + opening.start(), mention.end + closing.end())
    return None
