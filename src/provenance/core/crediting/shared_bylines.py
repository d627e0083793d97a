"""Read lines that credit an agency beside an outlet, its staff or a reporter: "Le Monde avec AFP".

Such a line is read in parts. It credits only if every part is an agency's name as it stands, or something
that stands beside one in a by-line; what else capitals may be, such as a heading's words, credits nobody.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from provenance.core.crediting.agencies import AgencyTable
from provenance.core.crediting.byline import is_agencies, is_staff
from provenance.core.crediting.byline_words import AND, BY, TEXT, WITH
from provenance.core.crediting.credit_forms import POST
from provenance.core.pattern import Pattern
from provenance.core.titles import title_key
from provenance.model import CreditKind

LONGEST: Final = 100
_BRACKETED: Final = Pattern(r"\s*[(\[][^()\[\]]+[)\]]\W{0,2}")
_EDGES: Final = " \t()[]*_.•·–—-"
_BY: Final = Pattern(
    rf"\W{{0,3}}(?i:{BY}|{TEXT}|(?:das\s+)?(?:interview|gespräch)(?:\s+führten?|(?=\s?:)))\b\s?:?\s+"
)
_SOURCE: Final = Pattern(
    r"\W{0,3}(?i:sources?|quellen?|fuentes?|fontes?|fonti|kilde|källa|bron|zdroj|źródło|crédits?|credit)\s*:?\s+"
)
_ARTICLE: Final = (
    r"(?:(?:l|dell|all)['’]\s?|(?:the|les?|las?|los|die|der|den|dem|das|de|het|d[ao]s?|os?|as?|il|gli)\s+)?"
)
_MATERIAL: Final = (
    r"(?:(?:(?:agentur)?material|inputs?|reports?|reporting|informations?|información|informaciones|informações|informazioni|"
    r"contenus?|dépêches|medewerking)\s+(?:from|of|von|der|des|de|del|della|di|da|das|do|van|d['’])\s*)?"
)
_WITH: Final = rf"(?:^|\s*[,(/|–—-]\s*|\s+)(?P<with>(?i:{WITH}))\s+(?i:{_MATERIAL}{_ARTICLE})"
_AND: Final = rf"\s+(?P<and>{AND})\s+(?:(?:de\s+)?l['’]\s?|(?:d[aoe]|der|the|de\s+la)\s+(?=[^\W\d_a-zß-ÿ]))?"
_MARK: Final = r"\s*(?P<mark>[/+])\s*|\s*(?P<bar>[|])\s*|\s*(?P<list>[,;&()]|\s[-–—]\s)\s*"
_JOINED: Final = Pattern(f"{_WITH}|{_AND}|{_MARK}")
_CAPITAL: Final = r"(?:[^\W\d_a-zß-ÿ][\w.’'-]*|\d+)"
_NAMES: Final = Pattern(
    rf"(?:L['’])?{_CAPITAL}(?:\s+(?:(?:de|del|della|der|den|des|di|da|do|dos|du|la|le|van|von|of)\s+){{0,2}}{_CAPITAL}){{1,4}}"
    rf"|L['’]{_CAPITAL}|{_CAPITAL}-{_CAPITAL}"
)
_WORD: Final = Pattern(_CAPITAL)
# A name that no person has: "Le Monde", "The Local".
_OF_AN_OUTLET: Final = Pattern(r"(?i:the|les?|la|l['’]|el|los|las|die|der|das|de|het|il|lo|o|a)\b\s?")
_SIGNS: Final = Pattern(r"[a-zäöü]{2,4}|[A-ZÄÖÜ]{2,4}")
_PLACE: Final = Pattern(
    rf"(?:(?:San|Santa|Santo|São|Nueva|New|Los|Las|La|El|Le|Den|Bad|St\.|Buenos|Rio|Río|Tel|Hong|Kuala)\s+)?{_CAPITAL}"
)
# "in Rome", "in Berlin and Paris"; nothing but a name follows.
_WHERE: Final = Pattern(
    rf"\s+(?i:in|at|from|à|au|aux|en|a|ad|em|i|w|we|v|ve|aus|в|у)\s+(?P<place>{_CAPITAL}(?:\s+(?:(?:de|del|am|an\s+der|of)\s+)?{_CAPITAL})?"
    rf"(?:(?:\s*,\s*|\s+(?:{AND}|a|i)\s+){_CAPITAL}(?:\s+{_CAPITAL})?){{0,3}})\Z"
)
# What a reporter is, and where: "Ada Berg (envoyée spéciale à Naxos) avec AFP".
_ROLE: Final = Pattern(
    r"\s*\((?i:our\s+|notre\s+|nos\s+|special\s+|nostr[oa]\s+)?(?i:envoyée?s?\s+spécia\w+|correspond\w+|reporter\w*|korrespondent\w*|"
    r"enviad[oa]s?\s+especia\w+|corresponsal\w*|inviat[oaie]|corrispondent[ei]|verslaggever\w*)\b[^()]*\)"
)
# A reporter named as such is no photographer: "AA / Muhabir: Ada Berg".
_REPORTER: Final = Pattern(
    rf"(?i:muhabir|reporter(?:in)?|reportero|reportera|reporting|journaliste|redattore|redakteur(?:in)?|korrespondent(?:in)?)\s*:\s*"
    rf"{_CAPITAL}(?:\s+{_CAPITAL}){{1,3}}"
)
# An agency's own desk: "Redazione ANSA".
_DESK: Final = Pattern(r"(?i:redazione|redacción|rédaction|redaktion|redação|redactie|redakcja)\s+(?=\S+\Z)")
_KEPT: Final = Pattern(r"(?i)archiv\w*|files?|pool|handout|photos?|fotos?|video|live")
_AGENCY: Final = ("agency", "short", "agencies")
# "Met" is "with" in Dutch, and no such word in English.
_WITHS: Final = ("with", "met")
# "Exclusive interview with AFP" heads an article of its own.
_MEETS: Final = Pattern(
    r"(?i)\b(?:interview\w*|entretien|entrevista\w*|intervista|gespräch|talks?|chat|deal|dispute|contract|streit|vertrag|"
    r"vereinbarung|accord|contrat|partenariat|partnership|partnerschaft|acuerdo|accordo|acordo|acordos|exclusive|q&a|"
    r"rencontre|encuentro|incontro|meeting|lunch|dinner|breakfast)\b"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Where:
    """Where a line stands: as the metadata's by-line, or in the text, ``first``, ``last`` or in between.

    ``near_title`` says that no more than a title, a heading and an introduction stand above it.
    """

    metadata: bool = False
    first: bool = False
    last: bool = False
    near_end: bool = False
    near_title: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedByline:
    """The agencies that a line credits, by its own spelling of them; an empty one is of agencies unnamed."""

    spellings: tuple[str, ...]
    kind: CreditKind


@dataclass(frozen=True, slots=True)
class _Part:
    words: str
    joined: str
    sort: str


def shared_byline(line: str, table: AgencyTable, outlet: str | None, where: Where) -> SharedByline | None:
    """Read one line.

    Args:
        line: the line, or the metadata's by-line.
        table: the agencies.
        outlet: the article's outlet, whose name is believed before "with AFP" whatever its form.
        where: where the line stands. What stands first is most likely a title.

    Returns:
        Whom it credits; None where it is no such line, also where an agency alone stands in it.
    """
    if len(line) > LONGEST or line.rstrip().endswith(("!", "?", ":", "…")):
        return None
    by = _BY.match(line)
    source = _SOURCE.match(line) if by is None else None
    begun = by or source
    rest = _ROLE.sub("", line[begun.end() if begun else 0 :].strip(_EDGES))
    names = _without_place(rest, table)
    stationed = names != rest and (where.metadata or by is not None or (where.near_title and not where.first))
    parts = _parts(names if stationed else rest, table, outlet)
    agencies = [part for part in parts if part.sort in _AGENCY]
    alone = len(parts) < 2 and begun is None and not any(part.joined == "with" for part in parts)
    if not agencies or (alone and not stationed):
        return None
    if source is not None:
        believed = len(agencies) == len(parts) and all(part.joined not in _WITHS for part in parts)
    else:
        line_of = _Line(parts, where, by=by is not None, bracketed=_BRACKETED.fullmatch(line) is not None)
        believed = all(line_of.believes(number) for number in range(len(parts))) or line_of.is_from_a_place()
    if not believed:
        return None
    shared = source is not None or any(part.joined in _WITHS for part in parts)
    kind: CreditKind = "credit-line" if shared else "sign-off" if where.near_end else "byline"
    if by is not None or where.metadata:
        kind = "contribution" if _adds_to_a_reporter(parts) else "byline"
    spellings = tuple("" if part.sort == "agencies" else part.words for part in agencies)
    return SharedByline(spellings=spellings, kind=kind)


def _adds_to_a_reporter(parts: list[_Part]) -> bool:
    """Say whether the agencies of a by-line are with a reporter, not an outlet: "By Ada Berg, with AP"."""
    people = [part for part in parts if part.sort == "names" and part.joined not in _WITHS]
    credited = [part for part in parts if part.sort in _AGENCY]
    own = len(people) + len(credited) == len(parts) and people == parts[: len(people)]
    outlets = any(_OF_AN_OUTLET.match(part.words) is not None for part in people)
    return own and bool(people) and credited[0].joined in _WITHS and not outlets


def _without_place(line: str, table: AgencyTable) -> str:
    """Return a line without what its agency's people are called and where they are: "AFP staff in Rome"."""
    found = _WHERE.search(line)
    here = (
        found is not None
        and found["place"] not in table.by_spelling
        and _MEETS.search(found["place"]) is None
    )
    shorter = POST.sub("", line[: found.start()] if found is not None and here else line)
    desk = _DESK.match(shorter)
    own = desk is not None and shorter[desk.end() :] in table.by_spelling
    return shorter[desk.end() :] if desk is not None and own else shorter


def _parts(line: str, table: AgencyTable, outlet: str | None) -> list[_Part]:
    if outlet and title_key(line).startswith(title_key(outlet)):
        # An outlet's own name may hold what parts others': "Stadt und Land", "A/B".
        for length in range(len(line), 0, -1):
            if title_key(line[:length]) == title_key(outlet) and _JOINED.match(line[length:]):
                return [_Part(line[:length], "", "trusted"), *_cut(line[length:], table, outlet)]
    return _cut(line, table, outlet)


def _cut(line: str, table: AgencyTable, outlet: str | None) -> list[_Part]:
    found: list[_Part] = []
    at, joined = 0, ""
    for hit in _JOINED.finditer(line):
        found += _part(line[at : hit.start()], joined, table, outlet)
        word = hit["with"] or ""
        said = "met" if word == "met" else "with" if word else hit.lastgroup or ""
        if word.istitle() and hit.start():
            said = "heading"
        # "Anna Berg (mit dpa)": the bracket before the word says no more than the word does.
        joined = joined if joined in _WITHS and not line[at : hit.start()].strip(_EDGES) else said
        at = hit.end()
    return [*found, *_part(line[at:], joined, table, outlet)]


def _part(words: str, joined: str, table: AgencyTable, outlet: str | None) -> list[_Part]:
    words = words.strip(_EDGES)
    return [_Part(words, joined, _sort(words, table, outlet))] if words else []


def _sort(words: str, table: AgencyTable, outlet: str | None) -> str:
    held = table.by_spelling.get(words)
    if held is not None:
        return "other" if held[0].kind != "agency" else "agency" if held[1] else "short"
    if is_agencies(words):
        return "agencies"
    if (
        is_staff(words)
        or _REPORTER.fullmatch(words) is not None
        or (outlet and title_key(words) == title_key(outlet))
    ):
        return "trusted"
    for sort, form in (("names", _NAMES), ("signs", _SIGNS), ("word", _WORD)):
        if form.fullmatch(words) is not None:
            return sort
    return "other"


@dataclass(frozen=True, slots=True)
class _Line:
    """A line's parts and place; ``by``: it begins with "By", ``bracketed``: brackets hold it."""

    parts: list[_Part]
    where: Where
    by: bool
    bracketed: bool

    def believes(self, number: int) -> bool:
        """Say whether a part may stand in a line that credits an agency beside it."""
        part, following = self.parts[number], self._joins(number + 1)
        if part.sort in _AGENCY:
            if (
                part.sort == "short"
                and not {"mark", "bar"} & {part.joined, following}
                and part.joined not in _WITHS
                and not self.bracketed
                and not (self._beside_staff() and not self.where.first)
            ):
                return False
            held = any(one.sort == "trusted" for one in self.parts)
            if part.sort == "agencies" and len(self.parts) > 1:
                beside = not self.where.first and any(one.sort in ("agency", "short") for one in self.parts)
                return held or beside or self.by or self.where.metadata
            held = held or any(one.joined == "with" for one in self.parts)
            return held or self.by or self.where.metadata or not self.where.first
        if part.sort == "other" or part.joined in _WITHS:
            return False
        if part.sort == "trusted" or self.by or self.where.metadata:
            return True
        if self.where.first:
            return False
        if part.sort == "signs" and all(one.joined in ("mark", "bar", "") for one in self.parts):
            return True
        if self._signs_off(part):
            return True
        if number or following != "with" or _MEETS.search(part.words) is not None:
            return False
        return part.sort == "names" or self.where.last

    def is_from_a_place(self) -> bool:
        """Say whether a line is an agency with its place or author: "EFE | Ginebra", "AFP - Ada Berg"."""
        if self.by or len(self.parts) != 2 or self.where.metadata or self.where.near_end:
            return False
        agency, place = self.parts
        if agency.sort == "agency" and place.sort == "names" and place.joined in ("list", "bar"):
            return self.where.near_title and not self.where.first
        if place.sort == "agency" and agency.sort not in _AGENCY:
            return self.where.near_title and not self.where.first and self._dates(agency, place)
        named = place.sort in ("word", "names") and _PLACE.fullmatch(place.words) is not None
        if agency.sort != "agency" or not named or _KEPT.fullmatch(place.words) is not None:
            return False
        return place.joined == "bar" or (place.joined == "list" and not self.where.first)

    def _dates(self, place: _Part, agency: _Part) -> bool:
        """Say whether a place of one word stands before an agency: "Beirut (AFP)"."""
        fits = place.sort == "word" and _PLACE.fullmatch(place.words) is not None
        return fits and agency.joined == "list" and _KEPT.fullmatch(place.words) is None

    def _beside_staff(self) -> bool:
        """Say whether nothing but the outlet's staff stands beside agencies: "PAP, red."."""
        beside = [part for part in self.parts if part.sort not in _AGENCY]
        return bool(beside) and all(part.sort == "trusted" for part in beside)

    def _signs_off(self, part: _Part) -> bool:
        """Say whether a part below an article is another source or initials beside an agency: (dpa, Post)."""
        held = any(one.sort == "trusted" for one in self.parts)
        sorts = ("agency", "agencies") if held else ("agency",)
        if not self.where.near_end or not any(one.sort in sorts for one in self.parts):
            return False
        if part.sort == "signs" and part.words.islower():
            return True
        marked = self.bracketed or all(one.joined in ("mark", "") for one in self.parts)
        return marked and part.sort == "word" and _KEPT.fullmatch(part.words) is None

    def _joins(self, number: int) -> str:
        return self.parts[number].joined if number < len(self.parts) else ""
