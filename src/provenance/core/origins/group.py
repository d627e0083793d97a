"""Weigh the origin of what two or more articles share.

Never more is claimed than the evidence carries: wire copy needs text in common that is nobody's
quotation and a credit that names or implies an agency, or credits on both sides. Everything else has
a weaker name, and ``unknown`` is a good answer; its confidence is that of an unnamed common source.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from provenance.core.origins.direction import direction
from provenance.core.origins.evidence import (
    BASE,
    CREDIT_BOUND,
    LONG_RUN,
    WEIGHTS,
    Weighed,
    confidence,
    count,
    credit_details,
    listed,
    objection,
    strongest,
    support,
    text_credits,
    weigh_choice,
    weigh_dates,
    weigh_doubt,
    weigh_outlets,
    weigh_text,
)
from provenance.core.origins.parts import crediting
from provenance.core.passages.shared import STOCK, ArticleFacts, Link, Shared, Witness, add_up
from provenance.core.titles import title_key
from provenance.model import Evidence, Origin, OriginKind

LIKELY: Final = 0.5
REVISION_SHARE: Final = 0.5
REVISION_HELD: Final = 0.7  # of the shorter version, where the longer one was written on
REVISION_RUN: Final = 20
REVISION_REWRITTEN: Final = 0.8  # of a version that stands in the other, though no run is so long
ENOUGH_WORDS: Final = 40
# How much of a pair's text a third article must hold for its credit to count, and how strong that must be.
WITNESSED: Final = 0.5
WITNESSED_WORDS: Final = 20
SIGNS_NEEDED: Final = 2
# Two reporters seldom choose the words of so many sources alike: where they do, a common text is likely.
COMMON_SOURCES: Final = 4
# One speaker's words, and little text besides: two reporters who heard the same.
SEVERAL_SOURCES: Final = 2
STRONG: Final = WEIGHTS["credit-line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Credited:
    """The agency or issuer that articles credit best.

    ``weight`` is what all credits for it weigh together, ``best`` the strongest, ``articles`` how many
    have one; ``signs`` counts signs of a press release, ``witnessed`` says that all it rests on is a
    third article, ``disputed`` that another article credits somebody else.
    """

    agency: str
    weight: float
    best: float
    articles: int
    signs: int
    witnessed: bool
    disputed: bool
    facts: tuple[Weighed, ...]


def group_origin(
    members: Sequence[ArticleFacts],
    links: Sequence[Link],
    witness: Witness | None = None,
    shared: Shared | None = None,
    whole: Mapping[tuple[str, str], Shared] | None = None,
) -> Origin:
    """Weigh where the text that articles share comes from.

    Args:
        members: the articles; one may stand twice.
        links: the matches between them, in any order and direction.
        witness: an article beyond them that holds the same text and credits it.
        shared: what the links add up to, where that is known already.
        whole: by two articles' ids, all that they share, where the links are only those of one passage.

    Returns:
        The origin; without links, ``unknown`` with confidence 0.
    """
    unique = tuple(
        crediting(member, links)
        for member in sorted({member.id: member for member in members}.values(), key=lambda one: one.id)
    )
    if not links:
        return Origin()
    stock = [link for link in links if link.content in STOCK]
    if len(stock) == len(links):
        return _stock_origin(stock)
    shared = shared or _most_shared(unique, links)
    if not shared.passages and not shared.quotes:
        if stock:
            return _stock_origin(stock)
        facts = [
            objection("set-aside", f"only {count(shared.short, 'short wording', 'short wordings')} in common")
        ]
        return origin_of("unknown", None, confidence(BASE["unknown"], facts), facts)
    everything = (whole or {}).get((shared.left, shared.right), shared)
    origin = _revision(unique, everything) or _weighed(unique, shared, witness)
    return replace(origin, supports=(*origin.supports, *direction(unique, shared)))


def _weighed(members: Sequence[ArticleFacts], shared: Shared, witness: Witness | None) -> Origin:
    witness = witness if witness is not None and _holds_enough(witness, shared) else None
    origin = _sourced(members, shared, witness) or _syndication(members, shared)
    if origin is not None:
        return origin
    if not shared.passages and shared.sources < COMMON_SOURCES:
        return _shared_quote(members, shared)
    few = 0 < shared.quotes < COMMON_SOURCES and shared.sources < SEVERAL_SOURCES
    if few and not _is_one_text(shared):
        return _shared_quote(members, shared)
    facts = [
        *weigh_text(shared),
        *_credits_for_the_record(members),
        *weigh_outlets(members),
        *weigh_dates(members),
    ]
    return origin_of("unknown", None, confidence(BASE["unknown"], facts), facts)


def _holds_enough(witness: Witness, shared: Shared) -> bool:
    enough = witness.words >= WITNESSED_WORDS and witness.words >= WITNESSED * shared.text_words
    return bool(shared.passages) and enough and witness.weight >= STRONG


def _most_shared(members: Sequence[ArticleFacts], links: Sequence[Link]) -> Shared:
    """Add up pair by pair and return the pair with most: a third copy is no more text in common."""
    by_id = {member.id: member for member in members}
    pairs: dict[tuple[str, str], list[Link]] = defaultdict(list)
    for link in links:
        turned = link.turned()
        pairs[turned.left, turned.right].append(link)
    sums = [
        (
            add_up(by_id.get(left, ArticleFacts(id=left)), by_id.get(right, ArticleFacts(id=right)), held),
            (left, right),
        )
        for (left, right), held in sorted(pairs.items())
    ]
    return min(
        sums,
        key=lambda item: (-item[0].text_words, -item[0].run, -item[0].sources, -item[0].quotes, item[1]),
    )[0]


def _stock_origin(links: Sequence[Link]) -> Origin:
    return _origin_of_stock(len(links), sum(link.content == "formula" for link in links))


@lru_cache(maxsize=1 << 10)
def _origin_of_stock(matches: int, formulas: int) -> Origin:
    kind: OriginKind = "formula" if formulas * 2 > matches else "boilerplate"
    what = (
        "wording that recurs without a common text" if kind == "formula" else "page furniture or stock text"
    )
    facts = [support(kind, f"{count(matches, 'match', 'matches')}: {what}", 0.0)]
    if 0 < formulas < matches:
        facts.append(objection("set-aside", f"{formulas} of {matches} are formulas"))
    return origin_of(kind, None, confidence(BASE[kind], facts), facts)


def _revision(members: Sequence[ArticleFacts], shared: Shared) -> Origin | None:
    outlets = {(member.outlet or "").casefold() for member in members}
    if len(members) < 2 or len(outlets) > 1 or "" in outlets:
        return None
    (held, shorter), (_, longer) = sorted(
        ((shared.left_held, shared.left), (shared.right_held, shared.right)), key=lambda side: -side[0]
    )
    if shared.run < REVISION_RUN and held < REVISION_REWRITTEN:
        return None
    if shared.share < REVISION_SHARE and held < REVISION_HELD:
        return None
    detail = f"passages make up at least {shared.share:.0%} of each article"
    if shared.share < REVISION_SHARE:
        detail = f"{held:.0%} of {shorter} stands in {longer}"
    facts = [
        support("same-outlet", f"both in {members[0].outlet}", 0.5),
        support("share", detail, 3 * shared.share if shared.share >= REVISION_SHARE else 2 * held),
        support("longest-run", f"{shared.run} equal words in a row", min(1.0, shared.run / 50)),
        *weigh_dates(members),
    ]
    return origin_of("revision", None, confidence(BASE["revision"], facts), facts)


def _syndication(members: Sequence[ArticleFacts], shared: Shared) -> Origin | None:
    if not shared.passages:
        return None
    outlets = {title_key(member.outlet) for member in members if member.outlet}
    houses = Counter(title_key(member.house) for member in members if member.house)
    for member in members:
        house = title_key(member.house)
        same = houses[house] > 1
        named = house in outlets and house != title_key(member.outlet)
        if house and (same or named):
            detail = (
                f"same house: {member.house}" if same else f"{member.id} says it comes from {member.house}"
            )
            facts = [support("house", detail, 2.0), *weigh_text(shared), *weigh_dates(members)]
            return origin_of("syndication", None, confidence(BASE["syndication"], facts), facts)
    return None


def _sourced(members: Sequence[ArticleFacts], shared: Shared, witness: Witness | None) -> Origin | None:
    """Return wire copy or press release where the credits and the text in common carry it."""
    found: list[Origin] = []
    for release in (False, True):
        credited = _credited(members, release=release, witness=witness)
        if credited is None or not _enough(credited, shared, members, release=release):
            continue
        facts = [
            *credited.facts,
            *weigh_text(shared),
            *_silent(members, release=release),
            *photo_credits(members, named=True),
            *weigh_outlets(members),
            *weigh_dates(members),
        ]
        kind: OriginKind = "press-release" if release else "wire-copy"
        bound = [Weighed(fact.evidence, fact.weight, True) for fact in facts if fact.against]
        bound.append(Weighed(facts[0].evidence, CREDIT_BOUND * credited.weight))
        value = min(confidence(BASE[kind], facts), confidence(0.0, bound))
        if value >= LIKELY:
            found.append(origin_of(kind, credited.agency or None, value, facts))
    return max(found, key=lambda origin: origin.confidence, default=None)


def _is_one_text(shared: Shared) -> bool:
    """Say whether what is in common is more than two tellings of one fact: copied, or enough of it."""
    return shared.run >= LONG_RUN or shared.text_words >= ENOUGH_WORDS


def _enough(credited: _Credited, shared: Shared, members: Sequence[ArticleFacts], *, release: bool) -> bool:
    if credited.disputed and shared.run < LONG_RUN:
        # Nothing shows whose text it is: each agency may have told of one event.
        return False
    if credited.witnessed:
        return bool(shared.passages)
    if credited.best >= STRONG:
        # Two outlets that credit one agency have its quotation from there; one outlet may quote twice.
        outlets = {title_key(member.outlet) for member in members if member.outlet}
        both = credited.articles > 1
        if both and len(outlets) > 1:
            return True
        return bool(shared.passages) and (both or release or _is_one_text(shared))
    if credited.signs:
        return bool(shared.passages) and credited.signs >= SIGNS_NEEDED
    # "told AFP" may be one reporter's quotation of another's work, and what a reporter did not get from the
    # agency that contributed is that reporter's own: it takes much text to make it a copy.
    return shared.text_words >= ENOUGH_WORDS


def _credited(
    members: Sequence[ArticleFacts], *, release: bool, witness: Witness | None = None
) -> _Credited | None:
    """Choose the agency or issuer that the articles credit best, and weigh what speaks for it."""
    if witness is None and not any(one.release == release for member in members for one in member.credits):
        return None
    by_member = {member.id: strongest(text_credits(member, release=release), WEIGHTS) for member in members}
    if witness is not None and witness.credit.release != release:
        witness = None
    agencies = {agency for weights in by_member.values() for agency in weights}
    if witness is not None:
        agencies.add(witness.credit.agency)
    if not agencies:
        return None
    total = {agency: _total(agency, by_member, witness) for agency in agencies}
    if "" in total and not release:
        total[""] *= WEIGHTS["unnamed alone"]
    named = [agency for agency in agencies if agency] or [""]
    issuers = {one.agency for member in members for one in member.credits if one.kind == "release-sign"}
    chosen = min(named, key=lambda name: (release and name not in issuers, -total[name], name))
    whose = {chosen, ""} if not release else agencies
    own = [weight for weights in by_member.values() for name, weight in weights.items() if name in whose]
    facts = _credit_facts(members, whose, release=release, witness=witness)
    facts[0] = Weighed(facts[0].evidence, max(total[name] for name in (whose & agencies)))
    rivals = _rivals(by_member, whose)
    facts += rivals
    return _Credited(
        agency=chosen,
        weight=facts[0].weight,
        best=max(own, default=0.0),
        articles=sum(bool(whose & weights.keys()) for weights in by_member.values()),
        signs=_signs(members) if release else 0,
        witnessed=not own,
        disputed=bool(rivals),
        facts=tuple(facts[:8] + [fact for fact in facts[8:] if fact.against]),
    )


def _total(agency: str, by_member: Mapping[str, Mapping[str, float]], witness: Witness | None) -> float:
    """Return what all credits for an agency weigh, those without a name and a third article's included."""
    values = sorted((weights[agency] for weights in by_member.values() if agency in weights), reverse=True)
    unnamed = [weights[""] for weights in by_member.values() if "" in weights and agency not in weights]
    first = values[0] if values else 0.0
    again = WEIGHTS["second article"] * values[1] if len(values) > 1 else 0.0
    total = first + again + WEIGHTS["unnamed"] * max(unnamed, default=0.0)
    if witness is not None and witness.credit.agency == agency and not values:
        total += WEIGHTS["third article"] * witness.weight
    return total


def _credit_facts(
    members: Sequence[ArticleFacts], whose: set[str], *, release: bool, witness: Witness | None
) -> list[Weighed]:
    facts: list[Weighed] = []
    for member in members:
        mine = [credit for credit in text_credits(member, release=release) if credit.agency in whose]
        facts += [Weighed(detail, 0.0) for detail in credit_details(member, mine, named=True)]
    if witness is not None and witness.credit.agency in whose:
        line = f" :{witness.credit.line}" if witness.credit.line is not None else ""
        detail = f"{witness.article} holds {witness.words} words of it and has {witness.credit.detail}{line}"
        facts.append(Weighed(Evidence(kind="third-article", detail=detail), 0.0))
    return facts


def _signs(members: Sequence[ArticleFacts]) -> int:
    return sum(credit.kind == "release-sign" for member in members for credit in member.credits)


def _rivals(by_member: Mapping[str, Mapping[str, float]], whose: set[str]) -> list[Weighed]:
    rivals = {
        agency
        for weights in by_member.values()
        for agency, weight in weights.items()
        if agency not in whose and whose - {""} and not whose - {""} & weights.keys() and weight >= STRONG
    }
    if not rivals:
        return []
    return [objection("agencies-differ", f"another article credits {listed(sorted(rivals))}")]


def _silent(members: Sequence[ArticleFacts], *, release: bool) -> list[Weighed]:
    silent = [member.id for member in members if not text_credits(member, release=release)]
    if not silent:
        return []
    return [
        objection("credits-nobody", f"{listed(silent)} {'credits' if len(silent) == 1 else 'credit'} nobody")
    ]


def photo_credits(members: Sequence[ArticleFacts], *, named: bool) -> list[Weighed]:
    """Note articles that credit an agency for a picture and nobody for the text."""
    facts: list[Weighed] = []
    for member in members:
        photos = [credit for credit in member.credits if credit.kind == "photo"]
        if photos and not any(credit.kind not in ("photo", "release-sign") for credit in member.credits):
            place = f" :{photos[0].line}" if photos[0].line is not None else ""
            agencies = listed(sorted({credit.agency for credit in photos}))
            who = f"{member.id} credits" if named else "credits"
            facts.append(objection("photo-credit", f"{who} {agencies} for a picture only{place}"))
    return facts[:2]


def _credits_for_the_record(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh credits that are too weak to name the source but make a common one likelier."""
    credited = _credited(members, release=False)
    release = credited is None
    credited = credited or _credited(members, release=True)
    photos = photo_credits(members, named=True)
    if credited is None:
        return [objection("nobody-credits", "none of the articles credits anybody"), *photos]
    return [*credited.facts, *_silent(members, release=release), *photos]


def _shared_quote(members: Sequence[ArticleFacts], shared: Shared) -> Origin:
    besides = "little other text" if shared.passages else "no other text"
    detail = f"{count(shared.quotes, 'quotation', 'quotations')} in common, {besides}"
    facts = [support("quotation-only", detail, 0.4)]
    if shared.speakers:
        speakers = listed(shared.speakers)
        facts.append(support("speaker", f"words of {speakers}", 0.4))
    text = [fact for fact in weigh_text(shared) if fact.evidence.kind == "text-around"]
    for fact in (*text, *weigh_choice(shared), *_quote_credits(members)):
        facts.append(Weighed(fact.evidence, -0.3 * fact.weight, True))
    facts += weigh_doubt(shared)
    if shared.speakers_differ:
        facts.append(objection("speakers-differ", "each side gives the words to somebody else"))
    return origin_of("shared-quote", None, confidence(BASE["shared-quote"], facts), facts)


def _quote_credits(members: Sequence[ArticleFacts]) -> list[Weighed]:
    credited = _credited(members, release=False)
    return [] if credited is None else [fact for fact in credited.facts if not fact.against]


def origin_of(kind: OriginKind, agency: str | None, value: float, facts: Sequence[Weighed]) -> Origin:
    """Return the origin with its facts told apart into those for and those against."""
    return Origin(
        kind=kind,
        agency=agency,
        confidence=value,
        supports=tuple(fact.evidence for fact in facts if not fact.against),
        against=tuple(fact.evidence for fact in facts if fact.against),
    )
