"""Tell lines that name an article's author, and those that credit unnamed agencies beside the staff.

A by-line is no part of an article's own text: one reporter's recurs in all she writes.
"""

from __future__ import annotations

import re
from typing import Final

from provenance.core.crediting.byline_words import AND, BEFORE_AUTHORS, WITH
from provenance.core.pattern import Pattern

LONGEST: Final = 120
FEWEST_NAMES: Final = 2
# Signs in front of a by-line, at most, and code points that tell how it begins.
_SIGNS: Final = 3
_OPENING: Final = 16

_TITLED: Final = "|".join(word.title() for word in BEFORE_AUTHORS)
# In capitals the other words may be initials: "DA Ada Berg".
_SHOUTED: Final = "|".join(
    word.upper() for word in BEFORE_AUTHORS if word not in ("da", "av", "af", "od", "от")
)
_BY: Final = (
    rf"(?:(?:(?:[Ww]ritten|[Ww]ords|[Ss]tory|[Rr]eport|[Tt]ext)\s+)?[Bb]y|{_TITLED}|{_SHOUTED}|"
    r"(?:Text|Texte|Texto|Testo|Tekst|Words|Author|Autor|Autora|Auteur|Autore|Report)\s?:)"
)
_PARTICLE: Final = r"(?:de|del|della|der|den|des|di|da|do|dos|du|la|le|van|von|zu|zum|ten|ter|bin|ibn|al|el)"
_WORD: Final = r"(?:[^\W\d_a-zß-ÿ][\w.'’-]*|(?:d|l|o)['’][^\W\d_][\w'’-]*)"
_PERSON: Final = rf"{_WORD}(?:\s+(?:{_PARTICLE}\s+){{0,2}}{_WORD}){{0,4}}"
_AND: Final = rf"(?:\s*,\s*|\s+(?:{AND}|i|&)\s+|\s?[/&]\s?)"
# What may follow the names: a place, a desk, a function, an outlet, a date.
_TAIL: Final = r"(?:(?:\s*[,|/•·(–—-]\s*|\s+(?:in|at|aus|à|en|im|für|for|a|i)\s+)[^.!?…\n]{1,70})?"
_LINE: Final = Pattern(rf"\W{{0,3}}{_BY}\s+(?P<names>{_PERSON}(?:{_AND}{_PERSON}){{0,4}}){_TAIL}\W{{0,3}}")
_DESK: Final = Pattern(
    rf"\W{{0,3}}{_BY}\s+(?:[Tt]he\s+|[Oo]ur\s+)?{_PERSON}\s+(?:[Ss]taff|[Rr]eporters?|[Cc]orrespondents?)"
)
_SENT: Final = Pattern(
    r"\W{0,3}(?:De\s+(?:notre|nos)\s+(?:envoyée?s?\s+spécia\w+|correspondante?s?)|"
    r"Von\s+unsere[mnr]\s+(?:\w+)?(?:[Kk]orrespondent|[Rr]eporter|[Mm]itarbeiter|[Rr]edakteur|[Rr]edaktion)\w*|"
    r"(?:From|By)\s+our\s+(?:[\w-]+\s+){0,3}(?:correspondents?|reporters?|staff)|"
    r"(?:De|Por)\s+nuestr[oa]s?\s+(?:corresponsal|corresponsales|enviad[oa]s?\s+especial\w*)|"
    r"(?:Dal|Dalla)\s+nostr[oa]\s+(?:corrispondente|inviat[oa])|Van\s+onze\s+(?:\w+)?(?:correspondent|redacteur|verslaggever)\w*)"
    r"[^.!?…\n]{0,60}"
)

# What any of these three begins with, in small letters: most short paragraphs do not.
_BEGINS: Final = (
    *BEFORE_AUTHORS, "written", "words", "story", "report", "text", "test", "tekst", "aut", "from",
    "de", "van",
)  # fmt: skip

_STAFF: Final = (
    r"(?:staff(?:\s+(?:reporters?|writers?|correspondents?))?|reporters?|correspondents?|newsroom|desk|team|"
    r"foreign\s+service|news\s+service|editors|"
    r"haber\s+merkezi|haber\s+masası|redakcja|редакция|редакція|redaktion|red\.?|mitarbeiter|rédaction|service\s+étranger|redacción|redazione|redactie|redação|redaktionen|redaksjonen)"
)
_JOINED: Final = rf"(?:\s*(?:,|/|&|\+|\||\(|-|–|—|\b(?:{AND}|{WITH})\b)){{1,2}}\s*"
_AGENCIES: Final = (
    r"(?:(?:news\s+|wire\s+|press\s+)?agenc(?:ies|y\s+(?:reports?|copy|material|dispatches))|news\s+agency|"
    r"(?:news\s+)?wires|(?:news|wire)\s+(?:services?|reports)|(?:nachrichten|presse)?agenturen|"
    r"agentur(?:material|meldungen|berichten?)|"
    r"(?:dépêches\s+d['’])?agences(?:\s+de\s+presse)?|agencias(?:\s+de\s+noticias)?|agenzie(?:\s+di\s+stampa)?|"
    r"agências(?:\s+de\s+notícias)?|(?:pers|nieuws)agentschappen|persbureaus|nyhetsbyråer(?:na)?|nyhetsbyråene|"
    r"nyhedsbureauer(?:ne)?|(?:tiskové\s+)?agentury|(?:tlačové\s+)?agentúry|agencje(?:\s+prasowe)?|"
    r"(?:информационные\s+)?агентства|агенції)"
)
_AGENCY_STEMS: Final = (
    "agen", "agên", "wire", "news service", "news report", "bureau", "byrå", "агент", "агенц",
)  # fmt: skip
_END: Final = r"\)?(?:\s*[,|/–—-]\s*[^.!?…\n]{1,40}|\s+in\s+[^.!?…\n]{1,40})?\W{0,3}"
_BESIDE: Final = Pattern(
    rf"\W{{0,3}}{_BY}\s+(?:[Tt]he\s+|[Oo]ur\s+)?{_PERSON}(?:{_AND}{_PERSON}){{0,3}}(?:\s+(?i:{_STAFF}))?"
    rf"{_JOINED}(?i:{_AGENCIES}){_END}"
)
_STAFF_BESIDE: Final = Pattern(
    rf"\W{{0,3}}(?:(?:[Tt]he|[Ll]a|[Dd]ie|[Dd]e)\s+)?(?:[^\W\d_a-zß-ÿ][\w.'’-]*\s+){{0,3}}(?i:{_STAFF})"
    rf"(?:\s*,\s*{_WORD})?{_JOINED}(?i:{_AGENCIES}){_END}"
)
_AGENCIES_BESIDE: Final = Pattern(rf"\W{{0,3}}(?i:{_AGENCIES}){_JOINED}(?i:{_STAFF}){_END}")
_STAFF_ALONE: Final = Pattern(
    rf"(?:(?:[Tt]he|[Ll]a|[Dd]ie|[Dd]e|[Uu]nserer|[Oo]ur|[Nn]otre|[Nn]uestra|[Nn]ostra|[Oo]nze|[Vv]an\s+onze|[Vv]on\s+unserer)\s+)?(?:[^\W\d_a-zß-ÿ][\w.'’-]*\s+){{0,3}}(?i:{_STAFF})"
)
# "With reports from agencies", "Compiled by us from agency reports", "Agencies contributed to this report".
_THE: Final = r"(?i:(?:(?:the|les|las|le|den|der|des|as|various|other|verschiedenen|diverses|varias)\s+)?)"
_INPUTS_FROM: Final = (
    rf"(?i:(?:{WITH}|additional|includes|some|reporting|this|material|informations?|información|informações|dieser|"
    r"compiled|zusammengestellt|elaborado)\b[^.!?…:;\n]{0,60}?)?\b"
    r"(?i:(?:inputs?|material|reports?|reporting|files?|informations?|información|informaciones|informações|informazioni|"
    r"contributions?|copy)\s+(?:from|by|of|der|von|des|de|das|delle)\s+)"
)
_MADE_FROM: Final = (
    r"(?i:compiled|zusammengestellt|elaborado|tratto)\b[^.!?…:;\n]{0,60}?\s"
    r"(?i:from|with|using|aus|mit|con|da)\s+(?:(?i:staff)\s+(?:and|&)\s+)?"
)
_DRAWN: Final = Pattern(
    rf"\W{{0,3}}(?:{_INPUTS_FROM}|{_MADE_FROM}|(?i:{WITH}|from|aus|nach)\s+)"
    rf"{_THE}(?i:{_AGENCIES})\W{{0,3}}"
)
_CONTRIBUTED: Final = Pattern(
    rf"\W{{0,3}}(?:[Tt]he\s+)?(?:(?:[^\W\d_][\w.'’-]*\s+){{1,3}}and\s+)?(?i:{_AGENCIES})\s+(?:also\s+)?contributed\s+"
    r"(?:\w+\s+){0,3}?(?:to|for)\s+(?:this|the)\s+(?:report|story|article)\W{0,3}"
)
_AGENCIES_ALONE: Final = Pattern(rf"(?i:(?:(?:the|les|den)\s+)?{_AGENCIES})")
_ALONE: Final = Pattern(rf"\W{{0,3}}{_BY}\s+(?:(?i:{_STAFF}){_JOINED})?(?i:{_AGENCIES}){_END}")


def is_byline(line: str) -> bool:
    """Say whether a line names authors and nothing else, by its form.

    Args:
        line: one paragraph, trimmed. "By" and a name of two words or more, a function or a place after
            them, is a by-line in any of the languages of western Europe; a sentence is none.
    """
    if len(line) > LONGEST or line.endswith((".", "!", "?", "…")):
        return False
    if _may_begin(line):
        found = _LINE.fullmatch(line)
        if found is not None:
            names: str = found["names"]
            return sum(word[0].isupper() for word in names.split()) >= FEWEST_NAMES
        if any(form.fullmatch(line) is not None for form in (_SENT, _DESK)):
            return True
    return names_agencies(line)


def _may_begin(line: str) -> bool:
    """Say whether a line may be a by-line by its first word, without compiling what a by-line looks like."""
    opening = line[:_OPENING].casefold()
    return any(opening.startswith(_BEGINS, at) for at in range(_SIGNS + 1))


def names_agencies(line: str) -> bool:
    """Say whether a line credits agencies without a name, beside the staff: "By Mail staff and agencies"."""
    if not may_name_agencies(line):
        return False
    return any(
        form.fullmatch(line) is not None for form in (_BESIDE, _STAFF_BESIDE, _AGENCIES_BESIDE, _ALONE)
    )


def draws_on_agencies(line: str) -> bool:
    """Say whether a line says that unnamed agencies had a part in it: "With reports from agencies"."""
    if not may_name_agencies(line):
        return False
    return any(form.fullmatch(line) is not None for form in (_DRAWN, _CONTRIBUTED))


def may_name_agencies(line: str) -> bool:
    """Say whether a line may credit agencies without a name, by what any word for them holds."""
    lowered = line.casefold() if len(line) <= LONGEST else ""
    return any(word in lowered for word in _AGENCY_STEMS)


def is_staff(words: str) -> bool:
    """Say whether words are how an outlet's staff stands in a by-line: "Redaktion", "Mail staff"."""
    return len(words) <= LONGEST and _STAFF_ALONE.fullmatch(words) is not None


def is_agencies(words: str) -> bool:
    """Say whether words are how agencies without a name stand in a by-line: "agencies", "Agenturen"."""
    return len(words) <= LONGEST and _AGENCIES_ALONE.fullmatch(words) is not None


def is_byline_of(line: str, byline: str | None) -> bool:
    """Say whether a line is what the metadata give as the author, with or without a "By" in front."""
    if not byline or len(line) > LONGEST:
        return False
    plain = re.sub(rf"\A\W*(?:{_BY}\s+)?", "", line)
    wanted = " ".join(re.sub(rf"\A\W*(?:{_BY}\s+)?", "", byline).split()).casefold()
    # A by-line's title or agency may stand after the name: "Ada Berg, Staff reporter".
    return " ".join(plain.split()).casefold() in (wanted, wanted.partition(",")[0])
