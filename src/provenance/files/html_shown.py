"""What an HTML page shows beside its metadata: by-lines, credits, its day, the headline, layout tables.

An element is one of ``lxml``; ``tree`` is the page's root.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import Any, Final

from provenance.core.crediting.agencies import AgencyTable, agency_table
from provenance.core.crediting.byline import LONGEST
from provenance.core.crediting.byline_words import BY, WITH
from provenance.files.tables import load_toml

_BYLINE_MARK: Final = re.compile(r"(?i)(?<![a-z])(?:byline|by-line|author|autor|auteur|autore)s?(?![a-z])")
# Other marks of lines that may credit somebody, and what such a line begins with to be believed.
_CREDIT_MARK: Final = re.compile(
    r"(?i)(?<![a-z])(?:by|source|src|agency|agence|agentur|quelle|fuente|fonte)(?![a-z])"
)
_CREDIT_LINE: Final = re.compile(
    rf"(?i:{BY}|sources?|agency|agence|agentur|quelle|fuente|fonte)\s*[:/|–-]?\s*(?=[^\W\d_a-zß-ÿ])"
)
_LONGEST_CREDIT: Final = 80
_PICTURES: Final = ("figure", "figcaption")
_WITH: Final = re.compile(
    rf"(?<![^\s(,])(?:{WITH})\s+(?:the\s+|la\s+|l['’])?[^\W\d_a-zß-ÿ]|"
    r"(?i:\b(?:agenc(?:y|ies|es|ias)|agentur\w*|agenzie|agências)\b)"
)
# Beside the authors a by-line has so many code points at most.
_LONGEST_REST: Final = 60
_BESIDE_MARK: Final = re.compile(r"(?i)comment|related|teaser|sidebar|footer|recommend")
_UPDATE_MARK: Final = re.compile(r"(?i)updat|modif|aktualis|changed")
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}(?!\d)")
# Characters of a cell that is no figure's, how many parts of it are looked at, and breaks that halve them.
_LONG_CELL: Final = 400
_MOST_PARTS: Final = 200
_BREAKS: Final = 3
# Headings that are looked at for the headline, its least characters, and the most of an outlet's name.
_MOST_HEADINGS: Final = 10
_LEAST_HEADLINE: Final = 10
_LONGEST_OUTLET: Final = 40
_SHOWN_BY: Final = re.compile(rf"\A(?:{BY})\s+(?=[^\W\d_])", re.IGNORECASE)


def shown_bylines(tree: Any) -> list[str]:
    """Return the lines that a page marks as a by-line or as the author, as they are shown.

    They are no part of the main text, and may say more than metadata do: "By Ada Berg, with AFP".
    """
    return list(_marked_lines(tree, _BYLINE_MARK, LONGEST))


def shown_credit(tree: Any) -> str | None:
    """Return the first line in a credit's form that an element marked so holds: "By AP", "Source: AFP"."""
    return next(filter(_CREDIT_LINE.match, _marked_lines(tree, _CREDIT_MARK, _LONGEST_CREDIT)), None)


def _marked_lines(tree: Any, mark: re.Pattern[str], longest: int) -> Iterator[str]:
    """Yield what elements with a mark show, but for those of pictures and those beside the article."""
    for element in tree.iter("p", "div", "span", "address", "cite", "small", "li"):
        marks = " ".join(filter(None, map(element.get, ("class", "itemprop", "rel", "id"))))
        if not marks or not mark.search(marks):
            continue
        if any(above.tag in _PICTURES or _beside(above) for above in element.iterancestors()):
            continue
        shown = " ".join(element.text_content().split())
        if 0 < len(shown) <= longest:
            yield shown


def shown_date(tree: Any) -> str | None:
    """Return the day that an element of the article itself names: no teaser's, and none of an update."""
    for element in tree.iter("time", "meta", "span", "p", "div"):
        marks = " ".join(filter(None, map(element.get, ("class", "itemprop", "id", "pubdate"))))
        named = element.get("datetime") or element.get("content") or ""
        if element.tag != "time" and "datepublished" not in marks.casefold():
            continue
        if (
            _DAY.match(named)
            and not _UPDATE_MARK.search(marks)
            and not any(map(_beside, element.iterancestors()))
        ):
            return str(named)
    return None


def named_in_title(tree: Any) -> tuple[str | None, str | None]:
    """Return the headline that a page shows and its ``<title>`` holds, and the outlet beside it there.

    A dash may be a headline's own, or stand before the outlet. The outlet is believed if it holds the rights.
    """
    whole = " ".join((next((e.text_content() for e in tree.iter("title")), "")).split())
    if len(whole) < _LEAST_HEADLINE:
        return None, None
    shown = (" ".join(e.text_content().split()) for e in islice(tree.iter("h1", "h2", "h3"), _MOST_HEADINGS))
    held = [heading for heading in shown if len(heading) >= _LEAST_HEADLINE and heading in whole]
    if not held:
        return None, None
    headline = max(held, key=len)
    rest = whole.replace(headline, "", 1).strip(" -–—|:·»›")
    owners = (text for text in tree.itertext() if "©" in text)
    owned = rest and len(rest) <= _LONGEST_OUTLET and any(rest in text for text in owners)
    return headline, rest if owned else None


def fuller_byline(names: Sequence[str], shown: Sequence[str]) -> list[str]:
    """Return the authors that metadata name; or the line of the page that names others beside them."""
    for line in shown:
        rest, named = line, 0
        for name in names:
            rest, count = re.subn(re.escape(name), "", rest, flags=re.IGNORECASE)
            named += count > 0
        whole = bool(names) and named == len(names) and len(rest) <= _LONGEST_REST
        if whole and (_WITH.search(rest) or _names_agency(rest)):
            return [without_by(line)]
    return list(names)


def open_layout_tables(tree: Any) -> None:
    """Make blocks of the cells of tables that lay a page out: a table of figures has short cells."""
    layout = {
        id(above): above
        for cell in tree.iter("td")
        if _holds_prose(cell)
        for above in cell.iterancestors("table")
    }
    parts = tree.iter("table", "tbody", "thead", "tfoot", "tr", "td", "th") if layout else ()
    # A table of figures in a cell stays one.
    own = [
        part
        for part in parts
        if id(part if part.tag == "table" else next(part.iterancestors("table"), part)) in layout
    ]
    for part in own:
        part.tag = "div"


def _holds_prose(cell: Any) -> bool:
    """Say whether a cell holds so much text, or so much of it in paragraphs, that it is no figure's."""
    length = 0
    for part in islice(cell.itertext(), _MOST_PARTS):
        length += len(part.strip())
        if length >= _LONG_CELL:
            return True
    broken = len(list(islice(cell.iter("p", "br", "table"), _BREAKS))) == _BREAKS
    return broken and length >= _LONG_CELL // 2


def without_by(line: str) -> str:
    """Return a by-line without the word that opens it."""
    return _SHOWN_BY.sub("", line)


def _names_agency(text: str) -> bool:
    return any(mention.agency.kind == "agency" for mention in _agencies().mentions(text))


@lru_cache(maxsize=1)
def _agencies() -> AgencyTable:
    return agency_table(load_toml("agencies.toml"))


def _beside(element: Any) -> bool:
    """Say whether an element stands beside the article: comments, teasers, the page's foot."""
    marks = " ".join(filter(None, (element.get("class"), element.get("id"))))
    return element.tag in ("aside", "footer", "nav") or bool(_BESIDE_MARK.search(marks))
