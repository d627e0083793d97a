"""Find the marks that press releases leave in articles, and who issued them.

A heading about a firm, a press contact or notes to editors each stand in texts of other kinds, too:
each is reported as one sign, and how many it takes is for those who weigh them (``core.origins.origin``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.crediting.agencies import AgencyTable
from provenance.core.crediting.credit_places import Layout
from provenance.core.pattern import Pattern
from provenance.model import Credit, Span

LAST_PARAGRAPHS: Final = 20
SOURCE_PARAGRAPHS: Final = 6
LONGEST_HEADING: Final = 80
LONGEST_LINE: Final = 300
LONGEST_SHOWN: Final = 60
SHORTEST_ISSUER: Final = 3
MARKS: Final = " \t\r\n#*_>|=~-–—/[]()"

_CAPITAL: Final = r"[^\W\d_a-zß-ÿ][\w.'’&-]*"
_NAME: Final = (
    rf"{_CAPITAL}(?:\s+(?:(?:of|for|and|the|de|du|des|der|für|und|d['’]|di|del|della|van|&)\s+)*"
    rf"(?:{_CAPITAL}|\d[\w-]*)){{0,7}}(?:\s+(?:plc|mbH|e\.V\.))?"
)
_ISSUER: Final = Pattern(
    r"\s*:?\s*(?i:the\s+)?(?:der\s+|des\s+|die\s+|l['’]|la\s+|le\s+|el\s+|il\s+|het\s+)?"
    rf"(?P<name>{_NAME})\W*\Z"
)
_OFFICE: Final = Pattern(
    rf"(?P<name>{_NAME})(?:['’]s?)?\s+(?i:(?:press|media)\s+(?:office|team)|media\s+relations|"
    r"(?:corporate\s+)?communications|pressestelle|kommunikation|persdienst|perscommunicatie)\b"
    r"|\b(?i:service\s+de\s+presse|pressestelle|gabinete\s+de\s+prensa|ufficio\s+stampa|persdienst|"
    r"assessoria\s+de\s+imprensa)\s+(?:de\s+la\s+|de\s+l['’]|d[eua]\s+|do\s+|d['’]|de[rs]\s+|von\s+|"
    rf"del\s+|della\s+|di\s+|van\s+)(?P<other>{_NAME})"
)
_PRESS_ADDRESS: Final = Pattern(
    r"\b(?:press|media|pr|presse|medien|prensa|stampa|ufficiostampa|pers|imprensa|comms|communications?|kommunikation)"
    r"[\w.+-]*@[\w-]+\.\w",
    re.IGNORECASE,
)
_SUFFIX: Final = Pattern(
    r"(?:,?\s+(?:plc|PLC|Ltd|LTD|Limited|Inc|Corp|Corporation|Co|LLC|LLP|GmbH|AG|SE|KG|SA|S\.A|SAS|SpA|S\.p\.A|BV|B\.V|"
    r"NV|N\.V|AB|A/S|ASA|Oy|Oyj)\b\.?)+\Z"
)

_FROM: Final = Pattern(
    r"(?:\s+(?:from|by|of|von|der|des|de|du|di|del|van)\s+(?:the\s+)?(?P<issuer>[^()]+?))?(?:\s+\([^\n]+\))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sign:
    """One sign: of what kind, where, and the names it may give of who issued the text."""

    kind: str
    span: Span
    names: tuple[str, ...]


def issuer_in(value: str, table: AgencyTable) -> str | None:
    """Return whose press release a metadata value says that the text is.

    Args:
        value: such as "press release", "press release from the Harbour Board", or either with the reason
            in parentheses after it.
        table: what press releases are called.

    Returns:
        The issuer, empty where none is named; None where the value says no such thing.
    """
    lowered = value.casefold()
    for name in sorted(table.release_names, key=len, reverse=True):
        if lowered.startswith(name):
            found = _FROM.fullmatch(value[len(name) :])
            if found is not None:
                return found["issuer"] or ""
    return None


def release_signs(layout: Layout, table: AgencyTable, outlet: str | None) -> Iterator[Credit]:
    """Find the signs of a press release near an article's end.

    Args:
        layout: the article's paragraphs.
        table: how such paragraphs begin.
        outlet: the article's outlet: what it says about itself is no sign.

    Yields:
        One ``release-sign`` credit for each kind of sign, in order. All name the issuer if the signs
        agree on one that the article speaks of elsewhere, else none does.
    """
    signs = _signs(layout, table, (outlet or "").casefold())
    issuer = _issuer(layout.text, signs)
    for sign in signs:
        shown = " ".join(sign.span.cut(layout.text).split())
        if len(shown) > LONGEST_SHOWN:
            shown = shown[: LONGEST_SHOWN - 1].rstrip() + "…"
        yield Credit(
            agency=issuer,
            kind="release-sign",
            detail=f'"{shown}", as in press releases',
            span=sign.span,
            line=layout.text.count("\n", 0, sign.span.start) + 1,
            release=True,
        )


def _signs(layout: Layout, table: AgencyTable, outlet: str) -> list[_Sign]:
    own = layout.own[-LAST_PARAGRAPHS:]
    found: dict[str, _Sign] = {}
    for rank, number in enumerate(own):
        if number == layout.own[0]:
            continue
        span = layout.paragraphs[number]
        sign = _sign(layout.text, span, table, near_end=len(own) - rank <= SOURCE_PARAGRAPHS)
        if sign is not None and not any(name.casefold() == outlet for name in sign.names):
            found.setdefault(sign.kind, sign)
    return sorted(found.values(), key=lambda sign: sign.span)


def _sign(text: str, span: Span, table: AgencyTable, *, near_end: bool) -> _Sign | None:
    # A paragraph may hold several lines, with the heading first.
    line_end = text.find("\n", span.start, span.end)
    end = span.end if line_end < 0 else line_end
    start = span.start
    while start < end and text[start] in MARKS:
        start += 1
    line = text[start:end].rstrip(MARKS + ":")
    if not line:
        return None
    if line in table.release_signs.ends or (
        line.casefold() in table.release_signs.marked_ends and len(line) < end - span.start
    ):
        return _Sign("ends", Span(span.start, end), ())
    opening = table.release_signs.opening(text, start, end)
    if opening is None:
        given = "@" in line and _PRESS_ADDRESS.search(line[:LONGEST_LINE]) is not None
        return _Sign("contact", Span(span.start, end), ()) if given else None
    kind = table.release_signs.kinds[opening]
    if kind == "more" and _PRESS_ADDRESS.search(text[start : min(span.end, start + LONGEST_LINE)]):
        kind = "contact"
    rest = line[len(opening) :]
    named = _ISSUER.fullmatch(rest) if len(line) <= LONGEST_HEADING else None
    if kind == "about" and not (named and text[end - 1] not in ".?!" and _whose(text, named["name"], span)):
        return None
    if kind == "source" and not (named and near_end and _no_agency(rest, table)):
        return None
    if kind == "issued" and named is None:
        return None
    if kind == "statements" and len(line) > LONGEST_HEADING and not text.startswith("View", start):
        return None
    names = (named["name"],) if named is not None and kind in ("about", "source", "issued") else ()
    whole = text[start : min(span.end, start + LONGEST_LINE)]
    offices = tuple(
        name for hit in _OFFICE.finditer(whole) if (name := hit["name"] or hit["other"] or "").strip()
    )
    return _Sign(kind, Span(span.start, end), (*names, *offices))


def _whose(text: str, name: str, span: Span) -> bool:
    """Say whether what a heading is about may be an issuer: several words, or spoken of elsewhere."""
    return " " in name or bool(_known_elsewhere(text, name, (span,)))


def _no_agency(rest: str, table: AgencyTable) -> bool:
    return not any(mention.agency.kind != "press-release" for mention in table.mentions(rest))


def _issuer(text: str, signs: list[_Sign]) -> str:
    """Return the name most signs give, out of those that the article has outside them, too."""
    votes: Counter[str] = Counter()
    spans = tuple(sign.span for sign in signs)
    for sign in signs:
        votes.update({name for given in sign.names if (name := _known_elsewhere(text, given, spans))})
    if not votes:
        return ""
    return min(votes, key=lambda name: (-votes[name], -len(name), name))


def _known_elsewhere(text: str, name: str, spans: Sequence[Span]) -> str:
    name = name.strip(" ,.;:-–—")
    for form in (name, _SUFFIX.sub("", name)):
        if len(form) < SHORTEST_ISSUER:
            continue
        start = text.find(form)
        while start >= 0:
            if not any(span.start <= start < span.end for span in spans):
                return form
            start = text.find(form, start + 1)
    return ""
