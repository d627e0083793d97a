"""Cut an article into paragraphs, sentences and quotations, and mark its furniture.

Offsets are half-open code points of the text as given. A newline ends a paragraph, unless lines are
hard-wrapped; then a blank line does. A quotation of several sentences is split like other text.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from provenance.core.collection.within import Within
from provenance.core.cutting.furniture import FurnitureTables, furniture_tables, mark_furniture
from provenance.core.quoting.cue_words import CueTables, cue_tables
from provenance.core.quoting.dashes import DASHES, with_dashed
from provenance.core.quoting.quotations import find_quotations
from provenance.core.quoting.speakers import attribute
from provenance.core.text.entities import read_marks
from provenance.model import Quotation, Segments, Span

BREAKS: Final = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_RARE_BREAKS: Final = BREAKS.replace("\n", "")
_LINE: Final = re.compile(f"[^{BREAKS}]+")
_ZERO_WIDTH: Final = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u180e"
_BLANK: Final = "".join(chr(code) for code in range(0x3001) if chr(code).isspace()) + _ZERO_WIDTH
_SPACES: Final = {ord(mark): " " for mark in _BLANK if mark not in _ZERO_WIDTH + BREAKS}
_ENDS: Final = str.maketrans("\r\n", "  ")
SENTENCE_END: Final = tuple('.!?:…。！？”"»“’)]*।؟')
# Characters of hard-wrapped lines. Those of a newspaper's column are narrow, and so are those of lists and
# verse: of narrow ones only a small letter says that the sentence goes on.
WRAPPED_SHORTEST: Final = 24
WRAPPED_LONGEST: Final = 100
_WIDE: Final = 40
_SHORT: Final = 20
_OPENING: Final = "\"“”„‟«»「『‘'‚`(["
_SURROGATE: Final = re.compile("[\ud800-\udfff]")  # the sentence splitter takes none
_QUOTES: Final = '"“”„‟«»「」『』＂〝〞〟'
# Languages for which the sentence splitter has rules of its own, or those of a close relative; others are cut
# by English ones. Khmer, which it lacks, needs its full stop shown as one (``_MARKS``).
SENTENCE_RULES: Final = frozenset(
    (
        "am", "ar", "bg", "bn", "ca", "cs", "da", "de", "el", "en", "es", "fi", "fr", "gl", "gu", "hi",
        "hy", "it", "ja", "kk", "km", "kn", "ml", "mr", "my", "nl", "pa", "pl", "pt", "ru", "sk", "ta",
        "te", "uk", "zh",
    )
)  # fmt: skip
# Thai and Lao put no mark at a sentence's end, but a space between clauses: there, a unit ends at the first
# space after this many characters.
UNMARKED: Final = frozenset({"lo", "th"})
_CLAUSE: Final = 40
# Khmer full stops, which the splitter does not know, and Burmese marks that it wrongly takes for one.
_MARKS: Final = str.maketrans({"។": "。", "៕": "。", "၊": ",", "၏": ","})
_SPACE: Final = re.compile(r"\s+")
_PLAIN_END: Final = re.compile(r"(?<=[.!?。！？])(?:\s+|(?<=[。！？]))")
_TITLE_END: Final = re.compile(
    r"(?:^|\s)(?:M|MM|Mme|Mlle|Dr|Dra|Mr|Mrs|Ms|Prof|Sen|Rep|Gov|Sgt|Sr|Sra|Sig|St|L['’]on|[ap]\.m)\.\s*$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentTables:
    """Word lists that cutting needs, compiled: page furniture, and cues of speech by language."""

    furniture: FurnitureTables
    cues: Mapping[str, CueTables]


def segment_tables(furniture: Mapping[str, Any], cues: Mapping[str, Any]) -> SegmentTables:
    """Compile the parsed word lists.

    Args:
        furniture: phrases by language, as in ``data/furniture.toml``.
        cues: words by language, as in ``data/cues.toml``; English must be among them.

    """
    return SegmentTables(
        furniture=furniture_tables(furniture),
        cues=_Cues(cues),
    )


class _Cues(Mapping[str, CueTables]):
    """Compiles a language's word lists when it is first met: one takes a thirtieth of a second."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self._words = words
        self._made: dict[str, CueTables] = {}

    def __getitem__(self, language: str) -> CueTables:
        if language not in self._made:
            self._made[language] = cue_tables(self._words[language])
        return self._made[language]

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._words))

    def __len__(self) -> int:
        return len(self._words)


def segment(
    text: str, language: str | None, *, tables: SegmentTables, start: int = 0, within: Within | None = None
) -> Segments:
    """Cut an article into units.

    Args:
        text: the article.
        language: its language code ("en", "pt-BR"); None and unknown ones get English rules.
        tables: word lists.
        start: where the article proper begins, after front matter.
        within: tells which words the folded text holds; None: not known yet.

    Returns:
        Paragraphs, furniture flags, sentences and quotations; spans count from the text's beginning.

    """
    text = _SURROGATE.sub("\ufffd", text) if not text.isascii() else text
    code = (language or "en").replace("_", "-").split("-", 1)[0].lower()
    paragraphs = cut_paragraphs(text, start)
    sentences, owners = cut_sentences(text, paragraphs, code)
    spaced = _spaced(read_marks(text), paragraphs)
    marked = find_quotations(spaced, paragraphs)
    quotations: tuple[Quotation, ...] = ()
    dashed = any(spaced[paragraph.start] in DASHES for paragraph in paragraphs)
    if marked or dashed:
        cues = tables.cues.get(code) or tables.cues["en"]
        if dashed:
            marked = with_dashed(marked, spaced, paragraphs, cues)
        quotations = attribute(spaced, paragraphs, sentences, marked, cues)
    return Segments(
        paragraphs=paragraphs,
        furniture=mark_furniture(text, paragraphs, tables.furniture, within),
        sentences=sentences,
        sentence_paragraph=owners,
        quotations=quotations,
    )


def cut_paragraphs(text: str, start: int = 0) -> tuple[Span, ...]:
    """Cut a text into paragraphs: lines, or blocks of lines where lines are hard-wrapped.

    Args:
        text: the article.
        start: where to begin.

    Returns:
        Spans trimmed of white space, NBSP and zero-width characters; empty ones are left out.

    """
    blocks: list[list[tuple[int, int, bool]]] = []
    above = start
    block: list[tuple[int, int, bool]] = []
    for first, line in _lines(text, start):
        last = first + len(line)
        stripped = line.lstrip(_BLANK)
        if not stripped:
            continue
        begin = last - len(stripped)
        end = begin + len(stripped.rstrip(_BLANK))
        if block and _blank_between(text, above, first):
            blocks.append(block)
            block = []
        block.append((begin, end, begin - first >= 2))
        above = last
    if block:
        blocks.append(block)
    wrapped = _wrapped(text, blocks)
    result: list[Span] = []
    for lines, joined in zip(blocks, wrapped, strict=True):
        if joined:
            result.extend(_join_lines(lines))
        else:
            result.extend(Span(begin, end) for begin, end, _ in lines)
    return tuple(result)


def _lines(text: str, start: int) -> Iterator[tuple[int, str]]:
    """Yield each line that is not empty, with where it begins."""
    if any(mark in text for mark in _RARE_BREAKS):
        for found in _LINE.finditer(text, start):
            yield found.start(), found.group()
        return
    at = start
    for line in text[start:].split("\n"):
        if line:
            yield at, line
        at += len(line) + 1


def _spaced(text: str, paragraphs: Sequence[Span]) -> str:
    """Put a plain space for what else stands between words: no-break spaces, and ends of wrapped lines.

    Quotations and their cues are read by the spaces between words; a line's end between paragraphs stays.
    """
    if not text.isascii() or "\t" in text:
        text = text.translate(_SPACES)
    parts = []
    above = 0
    for start, end in ((span.start, span.end) for span in paragraphs):
        within = text[start:end]
        if "\n" in within or "\r" in within:
            parts += [text[above:start], within.translate(_ENDS)]
            above = end
    return "".join([*parts, text[above:]]) if parts else text


def cut_sentences(
    text: str, paragraphs: Sequence[Span], language: str = "en"
) -> tuple[tuple[Span, ...], tuple[int, ...]]:
    """Cut paragraphs into sentences, quotations of several sentences included.

    Args:
        text: the article.
        paragraphs: its paragraphs in order.
        language: a two-letter code; the rules fall back to English.

    Returns:
        Trimmed spans in order, and for each the number of its paragraph. Together they hold every
        word character of the paragraphs.

    """
    from sentencex import segment as pieces_of

    masked = _without_quotes(text).replace("\n", " ").replace("\r", " ")
    if not text.isascii():
        masked = masked.translate(_MARKS)
    sentences: list[Span] = []
    owners: list[int] = []
    for number, span in enumerate(paragraphs):
        start, end = span.start, span.end
        if end - start < _SHORT:
            sentences.append(span)
            owners.append(number)
            continue
        hidden = masked[start:end]
        pieces = _clauses(hidden) if language in UNMARKED else pieces_of(language, hidden)
        if sum(map(len, pieces)) != end - start:
            pieces = _plain_pieces(hidden)
        bounds = [(start, end)] if len(pieces) == 1 else _sentence_bounds(text, start, pieces)
        for begin, finish in bounds:
            sentences.append(Span(begin, finish))
            owners.append(number)
    return tuple(sentences), tuple(owners)


def _sentence_bounds(text: str, start: int, pieces: Sequence[str]) -> list[tuple[int, int]]:
    """Turn pieces into trimmed bounds; marks stay with the words they enclose."""
    bounds: list[tuple[int, int]] = []
    at = start
    opened = -1
    for number, piece in enumerate(pieces):
        finish = at + len(piece)
        begin = at if opened < 0 else opened
        opened = -1
        at = finish
        if number + 1 < len(pieces):
            cut = finish
            while cut > begin and _opens_next(text, begin, cut):
                cut -= 1
            while cut < finish and text[cut] in _BLANK:
                cut += 1
            if cut < finish:
                opened = cut
        raw = text[begin : opened if opened >= 0 else finish]
        stripped = raw.lstrip(_BLANK)
        if not stripped:
            continue
        first = begin + len(raw) - len(stripped)
        last = first + len(stripped.rstrip(_BLANK))
        if bounds and _goes_on(text, *bounds[-1], first):
            bounds[-1] = (bounds[-1][0], last)
        else:
            bounds.append((first, last))
    return bounds


def _opens_next(text: str, begin: int, cut: int) -> bool:
    """Say whether the character before ``cut`` belongs to the next sentence: its opening mark."""
    mark = text[cut - 1]
    if mark in "「『":
        return True
    if mark in _BLANK:
        return cut - 1 > begin and text[cut - 2] in "«„"
    return mark in _OPENING and (cut - 1 == begin or text[cut - 2] in _BLANK)


def _goes_on(text: str, start: int, end: int, following: int) -> bool:
    """Say whether a sentence was cut too early: after a title, or between a quotation and "he asked"."""
    if text[end - 1] in _QUOTES + "'’":
        return text[following].islower()
    return text[end - 1] == "." and _TITLE_END.search(text, max(start, end - 8), end) is not None


def _without_quotes(text: str) -> str:
    """Replace quotation marks by spaces, so that no rule keeps a quotation in one piece."""
    for mark in _QUOTES:
        if mark in text:
            text = text.replace(mark, " ")
    for mark, blank in (("``", "  "), ("''", "  "), (" '", "  "), (" ‘", "  ")):
        text = text.replace(mark, blank)
    for end in (".", "!", "?", ","):
        text = text.replace(f"{end}'", f"{end} ").replace(f"{end}’", f"{end} ")
    return text


def _clauses(text: str) -> list[str]:
    """Cut a text at spaces, so that no piece but the last is shorter than ``_CLAUSE`` characters."""
    cuts = [0]
    for found in _SPACE.finditer(text):
        if found.start() - cuts[-1] >= _CLAUSE <= len(text) - found.end():
            cuts.append(found.end())
    return [text[begin:end] for begin, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]


def _plain_pieces(text: str) -> list[str]:
    cuts = [found.end() for found in _PLAIN_END.finditer(text) if 0 < found.end() < len(text)]
    return [text[begin:end] for begin, end in zip([0, *cuts], [*cuts, len(text)], strict=True)]


def _blank_between(text: str, above: int, below: int) -> bool:
    """Say whether an empty line, a form feed or a paragraph separator stands between two lines."""
    if below - above < 2:
        return below - above == 1 and text[above] in "\f\u2029"
    gap = text[above:below].replace("\r\n", "\n")
    return sum(map(gap.count, BREAKS)) > 1 or "\f" in gap or "\u2029" in gap


def _wrapped(text: str, blocks: Sequence[Sequence[tuple[int, int, bool]]]) -> list[bool]:
    """Say of each block whether its lines are hard-wrapped.

    A block of two lines says little by itself: it follows the article where that is clear. So does a longer
    one most of whose lines begin with a name, where no line had room for the next one's first word.
    """
    if all(len(block) == 1 for block in blocks):
        return [False] * len(blocks)
    votes = [_block_votes(text, block) for block in blocks]
    lines = sum(vote[0] for vote in votes)
    article = lines > 1 and _majority(lines, sum(vote[1] for vote in votes), sum(vote[2] for vote in votes))
    longest = max(end - begin for block in blocks if len(block) > 1 for begin, end, _ in block)
    result = []
    for vote, block in zip(votes, blocks, strict=True):
        if vote[0] > 1:
            result.append(_majority(*vote) or ((article or vote[2] > 0) and _full(text, block, longest)))
        else:
            ends_well = text[block[-1][1] - 1] in SENTENCE_END
            result.append(vote[0] == 1 and ((article and vote[1] > 0) or (vote[2] > 0 and ends_well)))
    return result


def _block_votes(text: str, block: Sequence[tuple[int, int, bool]]) -> tuple[int, int, int]:
    """Count a block's line ends, those of lines as long as wrapped ones, and those in mid-sentence."""
    fitting = broken = 0
    for (begin, end, _), (following, _, _) in itertools.pairwise(block):
        if WRAPPED_SHORTEST <= end - begin <= WRAPPED_LONGEST:
            fitting += 1
            first = text[following]
            goes_on = not first.isupper() if end - begin >= _WIDE else first.islower()
            broken += goes_on and text[end - 1] not in SENTENCE_END
    return len(block) - 1, fitting, broken


def _full(text: str, block: Sequence[tuple[int, int, bool]], longest: int) -> bool:
    """Say whether each line of a block but the last has no room for the next one's first word.

    Args:
        text: the article.
        block: its lines.
        longest: characters of the article's longest line in a block of several.

    """
    if longest > WRAPPED_LONGEST:
        return False
    return all(
        end - begin >= WRAPPED_SHORTEST
        and end - begin + 1 + len(text[following:last].split(None, 1)[0]) > longest
        for (begin, end, _), (following, last, _) in itertools.pairwise(block)
    )


def _majority(lines: int, fitting: int, broken: int) -> bool:
    return fitting * 10 >= lines * 6 and broken * 2 >= fitting and broken > 0


def _join_lines(lines: Sequence[tuple[int, int, bool]]) -> list[Span]:
    """Join hard-wrapped lines; an indented line after one that is not opens a paragraph."""
    result: list[Span] = []
    begin, end, indented = lines[0]
    for first, last, inset in lines[1:]:
        if inset and not indented:
            result.append(Span(begin, end))
            begin = first
        end, indented = last, inset
    result.append(Span(begin, end))
    return result
