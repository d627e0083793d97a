"""Find which house an article belongs to, from what its text says of itself.

Two kinds of sentence name a house: one says where the article appeared first ("First published by our
sister paper, X"), the other who owns the title ("Both papers belong to the X Group"). Articles speak of
firms that are part of others and of laws first published in 1987, too: so the sentence must be about
this article or this title, or a paragraph of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from provenance.core.collection.within import Within
from provenance.core.pattern import Pattern
from provenance.model import Article, Segments

PARAGRAPHS_AT_EACH_END: Final = 8
LONGEST_PARAGRAPH: Final = 400

# A full stop ends a name, except after an initial or in "St. Anne".
_WORD = r"[A-ZÀ-Þ](?:[\w’'&-]|\.(?=[\w’'-]))*(?:(?<=\b[A-Z])\.|(?<=\b[A-Z][a-z])\.)?"
_SMALL = r"(?:of|the|and|de|du|der|des|di|del|della|la|le|los|las|van|voor|für|am|an|zu|&)"
_NAME = rf"(?P<name>{_WORD}(?:\s+(?:{_SMALL}\s+){{0,2}}{_WORD}){{0,5}})"
_MEDIA = (
    r"(?:Media|Group|Gruppe|Mediengruppe|Groupe|Grupo|Gruppo|Press|Newspapers|Publishing|Verlag|Network|News)"
)
_HOUSE = r"(?:[Gg]roup|[Nn]etwork|[Ff]amily|[Mm]edia|[Nn]ewspapers|[Pp]ublishing)"
_BEGINS = r"(?:\A\W*|(?<=[.!?:;(])\s*)"
_ARTICLE = r"(?:(?:[Tt]he|de[rmn]|das|het|de|la|le|les|el|lo|il|los|las)\s+|l['’]\s?)?"
_MARKS = r"[\"“”„«»‘’'*_\s]*"

# Which paper, in each language: titles that belong together, or the one that speaks.
_PAPER_EN = (
    r"(?:(?:news)?papers?|titles?|(?:web)?sites?|publications?|outlets?|magazines?|newsrooms?|brands?)"
)
_PAPER_DE = (
    r"(?:(?:schwester|partner)?(?:zeitung(?:en)?|titel|blatt|blätter|portale?|medien|magazine?|redaktion(?:en)?|"
    r"seiten?))"
)
_PAPER_FR = (
    r"(?:titres?|journa(?:l|ux)|quotidiens?|hebdomadaires?|publications?|sites?|magazines?|rédactions?)"
)
_PAPER_ES = r"(?:cabeceras?|diarios?|periódicos?|medios?|publicaciones|publicación|revistas?|webs?|sitios?)"
_PAPER_IT = r"(?:testat[ae]|giornal[ei]|quotidian[oi]|siti|sito|rivist[ae]|pubblicazion[ei])"
_PAPER_NL = r"(?:krant(?:en)?|titels?|sites?|(?:dag|week)blad(?:en)?|redacties?|media|tijdschrift(?:en)?)"
_TO_NAME = rf"[,:–—-]?\s*{_ARTICLE}{_MARKS}{_NAME}"

# Where the article appeared first.
FIRST: Final = (
    r"(?:\b[Tt]h(?:is|e)\s+(?:article|story|report|post|piece|interview|column)\b[^.]{0,120}?|\A\W*)"
    r"\b(?:[Ff]irst|[Oo]riginally)\s+(?:appeared|published|ran|posted)\s+(?:in|on|by|at)\s+"
    rf"(?:our\s+sister\s+(?:{_PAPER_EN})[,:]?\s+)?(?:the\s+|The\s+)?{_NAME}",
    rf"\b[Oo]ur\s+(?:sister|partner)[\s-]+{_PAPER_EN}\s*(?:at\s+|in\s+[A-Z]\w+,\s+)?{_TO_NAME}",
    r"\b(?:[Aa]rtikel|[Bb]eitrag|[Tt]ext|[Ii]nterview|[Bb]ericht)\b[^.]{0,60}?\b(?:erschien(?:en)?\s+zuerst|"
    r"zuerst\s+(?:erschienen|veröffentlicht|publiziert)|wurde\s+zuerst)\s+(?:in|im|bei|auf|von)\s+"
    rf"(?:unserer\s+\w+zeitung\s+)?{_TO_NAME}",
    r"\b(?:[Aa]rtikel|[Bb]eitrag|[Tt]ext|[Ii]nterview|[Bb]ericht)\s+(?:ist|wurde)\s+zuerst\s+(?:in|im|bei|auf|von)\s+"
    rf"{_ARTICLE}{_MARKS}{_NAME}\s+(?:erschienen|veröffentlicht|publiziert)",
    rf"\A\W*[Zz]uerst\s+(?:erschienen|veröffentlicht|publiziert)\s+(?:in|im|bei|auf|von)\s+"
    rf"(?:unser(?:er|em|en)?\s+(?i:{_PAPER_DE})\s*)?{_TO_NAME}",
    rf"\b[Uu]nser(?:e|er|em|en)?\s+(?i:(?:schwester|partner){_PAPER_DE})\s*{_TO_NAME}",
    r"(?:\b(?:[Aa]rticle|[Tt]exte|[Rr]eportage|[Ee]ntretien)\b[^.]{0,60}?|\A\W*)\b(?:[Pp]ublié|[Pp]aru)e?\s+"
    r"(?:initialement|d['’]abord|pour\s+la\s+première\s+fois|à\s+l['’]origine)\s+(?:dans|par|sur|chez)\s+"
    rf"(?:notre\s+{_PAPER_FR}\s+(?:frère|sœur|soeur|cousin)\s*)?{_TO_NAME}",
    rf"\b[Nn]o(?:tre|s)\s+{_PAPER_FR}\s+(?:frères?|sœurs?|soeurs?|jum(?:eau|elle))\s*{_TO_NAME}",
    r"(?:\b(?:[Aa]rtículo|[Tt]exto|[Nn]oticia|[Rr]eportaje|[Ee]ntrevista)\b[^.]{0,60}?|\A\W*)\b[Pp]ublic(?:ad[oa]|ó)\s+"
    r"(?:originalmente|primero|por\s+primera\s+vez|inicialmente)\s+(?:en|por)\s+"
    rf"(?:nuestr[oa]\s+{_PAPER_ES}\s+(?:hermano|hermana)\s*)?{_TO_NAME}",
    rf"\b[Nn]uestr[oa]s?\s+{_PAPER_ES}\s+herman[oa]s?\s*{_TO_NAME}",
    r"(?:\b(?:[Aa]rticolo|[Tt]esto|[Nn]otizia|[Ii]ntervista|[Ss]ervizio)\b[^.]{0,60}?|\A\W*)\b"
    r"(?:[Pp]ubblicat[oa]|[Aa]ppars[oa]|[Uu]scit[oa])\s+"
    r"(?:originariamente|per\s+la\s+prima\s+volta|per\s+prim[oa]|in\s+origine|inizialmente)\s+"
    r"(?:(?:su|da|in|nel)\s+|(?:sul|sull['’]|dal|dalla|dall['’]|sulla|nel|nella)\s*)"
    rf"(?:nostr[oa]\s+{_PAPER_IT}\s+(?:sorella|gemell[oa])\s*)?{_TO_NAME}",
    rf"\b[Nn]ostr[oaie]\s+{_PAPER_IT}\s+(?:sorell[ae]|gemell[oaie]|consorell[ae])\s*{_TO_NAME}",
    r"(?:\b(?:[Aa]rtikel|[Vv]erhaal|[Bb]ericht|[Ii]nterview|[Ss]tuk)\b[^.]{0,60}?|\A\W*)\b"
    r"(?:(?:[Vv]erscheen|[Ss]tond)\s+(?:eerder|eerst|oorspronkelijk)|(?:[Ee]erder|[Ee]erst|[Oo]orspronkelijk)\s+"
    rf"(?:verschenen|gepubliceerd))\s+(?:in|op|door|bij)\s+(?:onze\s+zuster{_PAPER_NL}\s*)?{_TO_NAME}",
    rf"\b[Oo]nze\s+zuster{_PAPER_NL}\s*{_TO_NAME}",
)

_SUBJECT = (
    rf"(?:(?:[Bb]oth|[Tt]he\s+(?:two|three)|[Tt]hese|[Aa]ll\s+(?:three|four))\s+{_PAPER_EN}|[Tt]his\s+{_PAPER_EN}|"
    rf"(?:[Bb]eide|[Dd]ie\s+beiden|[Dd]iese|[Uu]nsere)\s+(?i:{_PAPER_DE})|"
    rf"(?:[Ll]es\s+deux|[Nn]os|[Cc]es)\s+{_PAPER_FR}|(?:[Nn]otre|[Cc]e)\s+{_PAPER_FR}|"
    rf"(?:[Aa]mb[oa]s|[Ll][oa]s\s+dos|[Nn]uestr[oa]s?|[Ee]ste|[Ee]sta)\s+{_PAPER_ES}|"
    rf"(?:[Ee]ntramb[ei](?:\s+[il]e?)?|[Ll]e\s+due|[Ii]\s+due|[Qq]uest[oa]|[Ll]a\s+nostra|[Ii]l\s+nostro)\s+{_PAPER_IT}|"
    rf"(?:[Bb]eide|[Dd]e\s+twee|[Dd]eze|[Oo]nze)\s+{_PAPER_NL})"
)
_BELONGS = (
    r"(?:(?:belongs?\s+to|(?:is|are)\s+(?:both\s+)?(?:owned|published|run)\s+by|(?:is|are)\s+(?:both\s+)?(?:a\s+)?part\s+of)\s+"
    r"|gehör(?:en|t)\s+(?:beide\s+)?(?:zu(?:r|m)?|der|dem)\s+|erschein(?:en|t)\s+(?:beide\s+)?(?:bei|im|in)\s+(?:der\s+)?(?:Verlag\s+)?"
    r"|(?:appartien(?:nent|t)\s+(?:tous\s+deux\s+)?(?:à|au)|(?:font|fait)\s+partie\s+(?:de|du)|(?:sont|est)\s+édités?\s+par)\s+"
    r"|(?:pertenece[n]?\s+(?:a|al)|forma[n]?\s+parte\s+(?:de|del)|(?:son|es)\s+propiedad\s+(?:de|del))\s+"
    r"|(?:appart(?:engono|iene)\s+(?:a|al|alla)|fa(?:nno)?\s+parte\s+(?:di|del|della)|(?:sono|è)\s+edit[aie]\w*\s+da)\s+"
    r"|(?:behoren\s+tot|behoort\s+tot|hor(?:en|t)\s+bij|mak(?:en|t)\s+deel\s+uit\s+van|zijn\s+(?:onder)?deel\s+van|"
    r"is\s+(?:onder)?deel\s+van|zijn\s+eigendom\s+van)\s+)"
)
_GROUP_WORD = (
    r"(?:(?i:mediengruppe|zeitungsgruppe|verlagsgruppe|verlag|gruppe|groupe(?:\s+de\s+presse)?|grupo(?:\s+editorial)?|"
    r"gruppo(?:\s+editoriale)?|mediagroep|groep|uitgeverij|house\s+of)\s+)?"
)
_OWNED_BY = rf"{_BELONGS}{_ARTICLE}{_GROUP_WORD}{_MARKS}{_NAME}"

# Who owns the title.
OWNED: Final = (
    rf"\A(?:[\w’'.& -]{{2,60}}\s+is\s+(?:a\s+)?)?[Pp]art\s+of\s+(?:the\s+)?{_NAME}"
    rf"(?=\s+{_HOUSE}\b|\W*\Z)(?:\s+{_HOUSE})?(?:\s+of\s+\w+)?\W*\Z",
    rf"{_BEGINS}{_SUBJECT}\s+{_OWNED_BY}",
    r"(?:©|\([cC]\)|\b[Cc]opyright)\s*(?:©\s*)?(?:\d{4}(?:\s*[-–]\s*\d{4})?,?\s*)?(?:by\s+)?(?:[Tt]he\s+)?"
    rf"(?P<name>(?:{_WORD}\s+){{1,4}}?{_MEDIA}(?:\s+{_MEDIA})?)\b",
)
# Stretches of which each form needs one, in lower case, in the order of the forms.
_BELONGING: Final = (
    "belong", "owned", "published", "run", "part", "gehör", "erschein", "édité", "pertenece", "propiedad",
    "edit", "beho", "hor", "deel", "eigendom",
)  # fmt: skip
_NEEDED: Final[tuple[tuple[str, ...], ...]] = (
    ("first", "originally"), ("sister", "partner"), ("zuerst",), ("zuerst",), ("zuerst",),
    ("schwester", "partner"), ("publié", "paru"), ("frère", "sœur", "soeur", "jum"), ("public",),
    ("herman",), ("pubblicat", "appars", "uscit"), ("sorell", "gemell"),
    ("verscheen", "stond", "verschenen", "gepubliceerd"), ("zuster",),
    ("part",), _BELONGING, ("©", "(c)", "copyright"),
)  # fmt: skip
_FORMS: Final = tuple((needed, Pattern(form)) for needed, form in zip(_NEEDED, (*FIRST, *OWNED), strict=True))
_OWN: Final = rf"\s+{_OWNED_BY}"
TRAILING: Final = Pattern(
    r"(?:\s+(?:Group|Network|Family|Ltd|Limited|Inc|LLC|GmbH|Corp|All|Rights|Reserved|Groep)\b\.?)+\Z|"
    r"[-–](?:Gruppe|Groep|Verlag|Mediengruppe)\Z|(?<=\w\w\w)[.,;]+\Z"
)
# One of these stands in every such sentence, in lower case; looked for first, since it is fast.
HINTS: Final = (
    "part of ", "©", "(c)", "copyright", "first appear", "first publ", "first ran", "first post",
    "originally ", "our sister", "our partner", "belong", "owned by", "published by", "run by",
    "zuerst", "schwester", "unser", "gehör", "erschein",
    "publié", "paru", "frère", "sœur", "soeur", "appart", "partie d", "édité",
    "publicad", "publicó", "herman", "pertenece", "parte de", "propiedad de",
    "pubblicat", "appars", "gemell", "sorell", "parte di", "edita da", "editati da", "editate da",
    "verscheen", "verschenen", "gepubliceerd", "zuster", "behor", "behoort", "deel uit", "onderdeel",
    "eigendom",
)  # fmt: skip


def house_of(article: Article, segments: Segments, within: Within | None = None) -> str | None:
    """Find the house that an article says it belongs to or first appeared in.

    Args:
        article: the article.
        segments: its paragraphs; furniture counts, since that is where houses name themselves.
        within: tells which words the folded text holds; None: not known yet.

    Returns:
        The name as written ("part of the X group", "© X Media", "first appeared in X"), or None. Where
        it first appeared comes before who owns it. The first paragraphs and the last are read, no
        others.
    """
    hints = within(HINTS) if within else HINTS
    paragraphs = list(_ends(article.text, segments, hints)) if hints else []
    if not paragraphs:
        return None
    forms = _FORMS
    if article.outlet:
        own = Pattern(rf"{_BEGINS}(?:[Tt]he\s+)?{re.escape(article.outlet)}{_OWN}")
        forms = (*forms, (_BELONGING, own))
    for needed, form in forms:
        for paragraph, lowered in paragraphs:
            found = form.search(paragraph) if any(part in lowered for part in needed) else None
            if found is not None and (name := _plain(found["name"])):
                return name
    return None


def _plain(name: str) -> str:
    return TRAILING.sub("", TRAILING.sub("", " ".join(name.split()))).strip()


def _ends(text: str, segments: Segments, hints: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the first and last paragraphs that may name a house, as some hints tell, each with its lower-case
    form.
    """
    spans = segments.paragraphs
    last = spans[-PARAGRAPHS_AT_EACH_END:]
    first = spans[: max(0, min(PARAGRAPHS_AT_EACH_END, len(spans) - len(last)))]
    paragraphs = [span.cut(text) for span in (*last, *first) if len(span) <= LONGEST_PARAGRAPH]
    together = "\n".join(paragraphs).casefold()
    hints = [hint for hint in hints if hint in together]
    if not hints:
        return
    for words in paragraphs:
        lowered = words.casefold()
        if any(hint in lowered for hint in hints):
            yield words, lowered
