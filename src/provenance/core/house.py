"""Find which house an article belongs to, from what its text says of itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from provenance.model import Article, Segments

PARAGRAPHS_AT_EACH_END: Final = 8
LONGEST_PARAGRAPH: Final = 400

_WORD = r"[A-ZÀ-Þ][\w’'&.-]*"
_NAME = rf"(?P<name>{_WORD}(?:\s+(?:(?:of|the|de|du|der|des|di)\s+)?{_WORD}){{0,5}})"
_MEDIA = (
    r"(?:Media|Group|Gruppe|Mediengruppe|Groupe|Grupo|Gruppo|Press|Newspapers|Publishing|Verlag|Network|News)"
)
_HOUSE = r"(?:[Gg]roup|[Nn]etwork|[Ff]amily|[Mm]edia|[Nn]ewspapers|[Pp]ublishing)"
# Articles speak of firms that are part of others and of laws first published in 1987: so the sentence
# must be a paragraph of its own, or speak of this article.
FORMS: Final = (
    re.compile(
        rf"\A(?:[\w’'.& -]{{2,60}}\s+is\s+(?:a\s+)?)?[Pp]art\s+of\s+(?:the\s+)?{_NAME}"
        rf"(?=\s+{_HOUSE}\b|\W*\Z)(?:\s+{_HOUSE})?(?:\s+of\s+\w+)?\W*\Z"
    ),
    re.compile(
        r"(?:\b[Tt]h(?:is|e)\s+(?:article|story|report|post|piece|interview|column)\b[^.]{0,120}?|\A\W*)"
        r"\b(?:[Ff]irst|[Oo]riginally)\s+(?:appeared|published|ran)\s+(?:in|on|by|at)\s+(?:the\s+|The\s+)?"
        rf"{_NAME}"
    ),
    re.compile(
        r"\b(?:[Aa]rtikel|[Bb]eitrag|[Tt]ext|[Ii]nterview)\b[^.]{0,60}?\b(?:erschien(?:en)?\s+zuerst|"
        r"zuerst\s+erschienen|zuerst\s+veröffentlicht)\s+(?:in|im|bei|auf)\s+"
        rf"(?:der\s+|dem\s+)?{_NAME}"
    ),
    re.compile(
        r"\b(?:[Aa]rticle|[Tt]exte)\b[^.]{0,60}?\b[Pp]ublié\s+(?:initialement|d['’]abord)\s+(?:dans|par|sur)\s+"
        rf"(?:l[ea]s?\s+|l['’])?{_NAME}"
    ),
    re.compile(
        r"(?:©|\([cC]\)|\b[Cc]opyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?:by\s+)?(?:[Tt]he\s+)?"
        rf"(?P<name>(?:{_WORD}\s+){{1,4}}?{_MEDIA}(?:\s+{_MEDIA})?)\b"
    ),
)
TRAILING: Final = re.compile(
    r"(?:\s+(?:Group|Network|Family|Ltd|Limited|Inc|LLC|GmbH|Corp|All|Rights|Reserved)\b\.?)+\Z|[.,;]+\Z"
)


def house_of(article: Article, segments: Segments) -> str | None:
    """Find the house that an article says it belongs to or first appeared in.

    Args:
        article: the article.
        segments: its paragraphs; furniture counts, since that is where houses name themselves.

    Returns:
        The name as written ("part of the X group", "© X Media", "first appeared in X"), or None. The
        first paragraphs and the last are read, no others.
    """
    for paragraph in _ends(article.text, segments):
        for form in FORMS:
            found = form.search(paragraph)
            if found is not None:
                name = TRAILING.sub("", " ".join(found["name"].split())).strip()
                if name:
                    return name
    return None


def _ends(text: str, segments: Segments) -> Iterator[str]:
    spans = segments.paragraphs
    last = spans[-PARAGRAPHS_AT_EACH_END:]
    first = spans[: max(0, min(PARAGRAPHS_AT_EACH_END, len(spans) - len(last)))]
    for span in (*last, *first):
        if len(span) <= LONGEST_PARAGRAPH:
            words = span.cut(text)
            if "art of" in words or "©" in words or _worth_reading(words):
                yield words


def _worth_reading(words: str) -> bool:
    lowered = words.casefold()
    return any(hint in lowered for hint in ("first ", "originally ", "zuerst", "publié ", "copyright", "(c)"))
