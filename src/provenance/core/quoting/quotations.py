"""Find the stretches between quotation marks, paragraph by paragraph, in one pass over the marks."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from provenance.model import Span

_MARKS: Final = re.compile(r"""``|''|‘‘|’’|["“”„‟«»‘’‚「」『』'＂〝〞〟]""")
_DOUBLE: Final = '"“”„‟«»「」『』＂〝〞〟'
_SINGLE_OPENERS: Final = re.compile(r"(?:^|[\s(\[—–-])['‘‚](?=[\w\[…“\"])")
_PLAIN: Final = frozenset(('"', "＂", "''", "``", "‘‘", "’’"))
# Which opening marks a closing mark may end: newsrooms mix the marks of one family.
_CURLY_FAMILY: Final = frozenset(("“", "”", "„", "‟", '"', "＂", "``", "''", "‘‘", "’’", "〝", "〞", "〟"))
_CLOSES: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(_CURLY_FAMILY, _CURLY_FAMILY),
    "»": frozenset("«„»"),
    "«": frozenset("»"),
    "」": frozenset("「"),
    "』": frozenset("『"),
    "'": frozenset("'‘"),
    "’": frozenset("‘'‚"),
    "‘": frozenset("‚"),
}
_SINGLE: Final = frozenset("'‘’‚")
_BEFORE_OPENING: Final = frozenset("([{—–-/:¿¡|>*")
_AFTER_OPENING: Final = frozenset("[$€£#@(¿¡\"“‘'«_&*<\\+%")
_ANY_MARK: Final = frozenset("\"“”„«‘'「")
_ELISION: Final = re.compile(
    r"(?:\d0s?\b|\d\d\b|em|tis|twas|til|till|n|cause|bout|round|cuz|nuff|re|s|t|ll|ve|d)\b", re.IGNORECASE
)
# An article or conjunction that has lost its vowel, before an opening mark: "qu'«", "dell'«".
_ELIDED: Final = re.compile(
    r"[^\W\d_](?:['’‘ʼ]|&(?:amp;){0,2}(?:apos|rsquo|#0*39|#0*8217|#[xX](?:27|2019));)$"
)
_LONGEST_ELIDED: Final = 20
_FEET: Final = re.compile(r"\d['’′]\d{1,2}$")
_LOOK_DOWN: Final = 4
_CARRIED: Final = 5
_WORD: Final = re.compile(r"\w")
_BLANK: Final = " \t\r\n\v\f\u00a0\u202f\u2009\u200b\ufeff\\"

_ALWAYS_OPEN: Final = frozenset("„‟「『〝")

Role = Literal["open", "close", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A stretch between quotation marks in one paragraph.

    ``run`` numbers quotations: the parts of one that goes on over paragraphs share it.
    ``closed`` says that its closing mark stands in this paragraph.
    """

    span: Span
    outer: Span
    paragraph: int
    run: int
    closed: bool


@dataclass(frozen=True, slots=True, order=True)
class _Pair:
    """A complete quotation: where the opening mark begins and ends, the same of the closing one."""

    start: int
    inside: int
    inside_end: int
    end: int
    mark: str


@dataclass(slots=True)
class _Open:
    """An opening mark that waits for its closing one, with the complete quotations inside it."""

    mark: str
    start: int
    inside: int
    children: list[_Pair] = field(default_factory=list)


@dataclass(slots=True)
class _Scan:
    """What reading one paragraph's marks gave.

    ``closes_first`` is the first mark, if it closes a quotation that no mark in the paragraph opens.
    """

    found: list[_Pair] = field(default_factory=list)
    unclosed: list[_Open] = field(default_factory=list)
    closes_first: re.Match[str] | None = None


def find_quotations(text: str, paragraphs: Sequence[Span]) -> list[Marked]:
    """Find quotations; of nested ones the outermost.

    Args:
        text: the article.
        paragraphs: its paragraphs in order; a quotation that runs over several is given in parts.

    Returns:
        Quotations in order. Marks that never close cannot reach beyond their paragraph, unless
        a following paragraph goes on with a mark or brings the closing one.
    """
    if not has_marks(text):
        return []
    collector = _Collector(text=text, paragraphs=paragraphs)
    marks = _by_paragraph(text, paragraphs)
    for number, here in enumerate(marks):
        following = marks[number + 1] if number + 1 < len(marks) else []
        reopens = bool(following) and following[0].start() - paragraphs[number + 1].start <= 1
        collector.read(number, here, reopens=reopens)
    return sorted(collector.result, key=lambda quote: quote.outer.start)


@dataclass(slots=True, kw_only=True)
class _Collector:
    """Gathers quotations paragraph by paragraph.

    ``continues`` says that the paragraph before ended inside a quotation which this one's first
    mark goes on with; ``pending`` holds a quotation that never closed, and the paragraphs since,
    in case a closing mark follows.
    """

    text: str
    paragraphs: Sequence[Span]
    result: list[Marked] = field(default_factory=list)
    runs: int = 0
    continues: bool = False
    pending: list[tuple[int, _Open]] = field(default_factory=list)

    def read(self, number: int, marks: Sequence[re.Match[str]], *, reopens: bool) -> None:
        """Take in one paragraph; ``reopens`` says that the next one begins with a mark."""
        span = self.paragraphs[number]
        if not marks:
            self.continues = False
            if len(self.pending) > _CARRIED:
                self.pending = []
            elif self.pending:
                self.pending.append((number, _Open(self.pending[0][1].mark, span.start, span.start)))
            return
        scan = _scan(self.text, span, marks)
        self._settle_pending(number, scan)
        tail = _unclosed_tail(self.text, span, scan, reopens=reopens)
        kept = sorted(pair for pair in scan.found if tail is None or pair.start < tail.start)
        for pair in kept:
            self._begin_run()
            self._add(number, pair, closed=True)
        if tail is not None:
            self._begin_run()
            self._add(number, _to_end(tail, span), closed=False)
            self.continues = reopens
            return
        self.continues = False
        if scan.unclosed and not scan.unclosed[0].children and scan.unclosed[0].mark not in _SINGLE:
            self.pending = [(number, scan.unclosed[0])]

    def _settle_pending(self, number: int, scan: _Scan) -> None:
        """Report the quotation that waited, if this paragraph's first mark closes it."""
        closing = scan.closes_first
        if self.pending and closing and self.pending[0][1].mark in _CLOSES[closing.group()]:
            self.runs += 1
            for at, opened in self.pending:
                self._add(at, _to_end(opened, self.paragraphs[at]), closed=False)
            start = self.paragraphs[number].start
            self._add(number, _Pair(start, start, closing.start(), closing.end(), ""), closed=True)
        self.pending = []

    def _begin_run(self) -> None:
        if not self.continues:
            self.runs += 1
        self.continues = False

    def _add(self, number: int, pair: _Pair, *, closed: bool) -> None:
        """Note a quotation, unless it holds no word or is an attribute of markup (``name="..."``)."""
        span = spoken_span(self.text, pair.inside, pair.inside_end)
        if span is None or (pair.start and self.text[pair.start - 1] == "="):
            return
        outer = Span(pair.start, pair.end)
        self.result.append(Marked(span=span, outer=outer, paragraph=number, run=self.runs, closed=closed))


def spoken_span(text: str, begin: int, end: int) -> Span | None:
    """Return a stretch without the blanks around it, None if it holds no word."""
    inner = text[begin:end]
    trimmed = inner.strip(_BLANK)
    if not _WORD.search(trimmed):
        return None
    start = begin + len(inner) - len(inner.lstrip(_BLANK))
    return Span(start, start + len(trimmed))


def has_marks(text: str) -> bool:
    """Say, fast, whether a text holds anything that could open a quotation."""
    return (
        any(mark in text for mark in _DOUBLE)
        or "``" in text
        or "''" in text
        or (("'" in text or "‘" in text or "‚" in text) and _SINGLE_OPENERS.search(text) is not None)
    )


def _by_paragraph(text: str, paragraphs: Sequence[Span]) -> list[list[re.Match[str]]]:
    marks = _MARKS.finditer(text)
    result: list[list[re.Match[str]]] = []
    mark = next(marks, None)
    for span in paragraphs:
        here: list[re.Match[str]] = []
        while mark is not None and mark.start() < span.end:
            if mark.start() >= span.start and not _in_word(text, mark):
                here.append(mark)
            mark = next(marks, None)
        result.append(here)
    return result


def _in_word(text: str, mark: re.Match[str]) -> bool:
    """Say whether the mark is an apostrophe between two letters."""
    start, end = mark.span()
    return (
        text[start] in "'’‘"
        and start > 0
        and end < len(text)
        and text[start - 1].isalnum()
        and text[end].isalnum()
    )


def _scan(text: str, span: Span, marks: Sequence[re.Match[str]]) -> _Scan:
    """Pair one paragraph's marks with a stack; time is linear in the number of marks."""
    scan = _Scan()
    stack = scan.unclosed
    for number, match in enumerate(marks):
        mark = match.group()
        if mark in _SINGLE:
            if stack and stack[0].mark not in _SINGLE:
                continue
            after = marks[number + 1] if number + 1 < len(marks) else None
            role = _single_role(text, span, match, after, stack)
        else:
            role = _double_role(text, span, match, stack)
        if role == "open":
            escaped = match.start() > span.start and text[match.start() - 1] == "\\"
            stack.append(_Open(mark, match.start() - escaped, match.end()))
        elif role == "close":
            if stack:
                _close(scan, match)
            elif number == 0 and mark not in _SINGLE:
                scan.closes_first = match
    return scan


def _close(scan: _Scan, match: re.Match[str]) -> None:
    """Close the nearest opening mark that this one may end, dropping unclosed ones above it."""
    stack = scan.unclosed
    closable = _CLOSES[match.group()]
    for depth in range(len(stack) - 1, max(-1, len(stack) - 1 - _LOOK_DOWN), -1):
        opened = stack[depth]
        if opened.mark in closable:
            del stack[depth:]
            pair = _Pair(opened.start, opened.inside, match.start(), match.end(), opened.mark)
            (stack[-1].children if stack else scan.found).append(pair)
            return


def _double_role(text: str, span: Span, match: re.Match[str], stack: Sequence[_Open]) -> Role:
    """Tell an opening mark from a closing one by its shape, its neighbours and what is open."""
    mark = match.group()
    left, right = _sides(text, span, match)
    is_open = any(opened.mark in _CLOSES.get(mark, ()) for opened in stack[-_LOOK_DOWN:])
    if mark in _PLAIN:
        return _plain_role(text, span, match, is_open=is_open)
    if mark in _ALWAYS_OPEN:
        return "open"
    if mark in "“«":
        # „German“, »German«, and “a slip of the keyboard“ close with marks that open elsewhere.
        german = mark == "“" and bool(stack) and stack[-1].mark == "„"
        elided = mark == "«" and not is_open and _is_elided(text, span, match)
        return "close" if not left and not elided and (right or german) else "open"
    if mark in "”»" and left and not right and (not is_open or match.start() == span.start):
        # ”Swedish”, »German«, and the mark that French sets before each paragraph.
        return "open"
    return "close"


def _is_elided(text: str, span: Span, match: re.Match[str]) -> bool:
    """Say whether a mark stands between an elided word and, after a space, what it opens: "qu'« il faut"."""
    start, end = match.span()
    before = _ELIDED.search(text, max(span.start, start - _LONGEST_ELIDED), start)
    return before is not None and text[end : end + 1].isspace()


def _plain_role(text: str, span: Span, match: re.Match[str], *, is_open: bool) -> Role:
    if match.group() == "``":
        return "open"
    left, right = _sides(text, span, match)
    before = text[match.start() - 1] if match.start() > span.start else " "
    if before.isdigit() and (
        not is_open or _FEET.search(text, max(span.start, match.start() - 5), match.start())
    ):
        return "none"
    if left and not right:
        return "open"
    if right and not left:
        return "close"
    return "close" if is_open else "open"


def _single_role(
    text: str, span: Span, match: re.Match[str], after: re.Match[str] | None, stack: Sequence[_Open]
) -> Role:
    """Tell a single quotation mark from an apostrophe."""
    mark = match.group()
    left, right = _sides(text, span, match)
    if left and not right:
        if mark == "’" or (mark != "‚" and _ELISION.match(text, match.end())):
            return "none"
        return "none" if stack and stack[-1].mark in _SINGLE else "open"
    if left or not right or not stack or stack[-1].mark not in _CLOSES.get(mark, ()):
        return "none"
    opened = stack[-1]
    before = text[match.start() - 1]
    if opened.children and before not in ".,!?":
        return "none"
    if before in "sxz" and text[match.end() : match.end() + 2].strip()[:1].islower():
        # "the workers' rights": a plural's apostrophe, if another mark can close the quotation.
        later = after is not None and after.group() == mark and not _sides(text, span, after)[0]
        long = text.count(" ", opened.inside, match.start()) > 3
        if later or (long and mark == "'"):
            return "none"
    return "close"


def _sides(text: str, span: Span, match: re.Match[str]) -> tuple[bool, bool]:
    """Say whether the left side looks like that of an opening mark, and the right like a closing one's."""
    start, end = match.span()
    if start > span.start and text[start - 1] == "\\":
        start -= 1
    left = start <= span.start or text[start - 1].isspace() or text[start - 1] in _BEFORE_OPENING
    if not left and text[start - 1] in _ANY_MARK:
        # The second of two marks that open together: "'No,' she said" is his reply.
        left = start - 1 <= span.start or text[start - 2].isspace()
    if end >= span.end:
        return left, True
    following = text[end]
    if following.isspace():
        return left, True
    if following in "—–-.…" or (following in "\"'" and not left):
        return left, not left
    return left, not (following.isalnum() or following in _AFTER_OPENING)


def _unclosed_tail(text: str, span: Span, scan: _Scan, *, reopens: bool) -> _Open | None:
    """Return the mark whose quotation runs to the paragraph's end without closing, if there is one."""
    if not scan.unclosed:
        return None
    opened = scan.unclosed[0]
    if opened.mark in _SINGLE:
        scan.found.extend(child for one in scan.unclosed for child in one.children)
        return None
    at_start = opened.start - span.start <= 1
    introduced = text[span.start : opened.start].rstrip(_BLANK)[-1:] in (":", ",")
    children = [child for one in scan.unclosed for child in one.children]
    last = max((child.end for child in children), default=0)
    same = len(scan.unclosed) > 1 or any(child.mark == opened.mark for child in children)
    goes_on = reopens and (at_start or introduced or opened.mark not in _PLAIN) and last < span.end - 1
    if goes_on or (at_start and not same):
        return opened
    scan.found.extend(children)
    # Where an opening mark stands after one that never closed, only the later one can be trusted.
    later = scan.unclosed[-1]
    return (
        later
        if reopens and later is not opened and later.start > last and later.mark not in _SINGLE
        else None
    )


def _to_end(opened: _Open, span: Span) -> _Pair:
    return _Pair(opened.start, opened.inside, span.end, span.end, opened.mark)
