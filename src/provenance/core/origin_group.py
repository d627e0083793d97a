"""Weigh the origin of what two or more articles share.

Never more is claimed than the evidence carries: wire copy needs text in common that is nobody's
quotation and a credit that names or implies an agency, or credits on both sides. Everything else has
a weaker name, and ``unknown`` is a good answer; its confidence is that of an unnamed common source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.origin_evidence import (
    BASE,
    WEIGHTS,
    ArticleFacts,
    Link,
    Shared,
    Weighed,
    add_up,
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
    weigh_outlets,
    weigh_text,
)
from provenance.model import Origin, OriginKind

LIKELY: Final = 0.5
REVISION_SHARE: Final = 0.5
REVISION_RUN: Final = 20
TOLD_IS_ENOUGH_WORDS: Final = 40
# Two reporters seldom choose the words of so many sources alike: where they do, a common text is likely.
COMMON_SOURCES: Final = 4
STRONG: Final = WEIGHTS["credit-line"]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Credited:
    """The agency that articles credit best: by how many, and how strongly the best of them does."""

    agency: str
    weight: float
    best: float
    articles: int
    facts: tuple[Weighed, ...]


def group_origin(members: Sequence[ArticleFacts], links: Sequence[Link]) -> Origin:
    """Weigh where the text that articles share comes from.

    Args:
        members: the articles; one may stand twice.
        links: the matches between them, in any order and direction.

    Returns:
        The origin; without links, ``unknown`` with confidence 0.
    """
    unique = tuple(sorted({member.id: member for member in members}.values(), key=lambda member: member.id))
    if not links:
        return Origin()
    shared = _most_shared(unique, links)
    contents = {link.content for link in links}
    if contents <= {"boilerplate", "formula"}:
        return _stock_origin(links)
    if not shared.passages and not shared.quotes:
        facts = [
            objection("set-aside", f"only {count(shared.short, 'short wording', 'short wordings')} in common")
        ]
        return origin_of("unknown", None, confidence(BASE["unknown"], facts), facts)
    for origin in (_revision(unique, shared), _sourced(unique, shared), _syndication(unique, shared)):
        if origin is not None:
            return origin
    if not shared.passages and shared.sources < COMMON_SOURCES:
        return _shared_quote(unique, shared)
    facts = [
        *weigh_text(shared),
        *_credits_for_the_record(unique),
        *weigh_outlets(unique),
        *weigh_dates(unique),
    ]
    return origin_of("unknown", None, confidence(BASE["unknown"], facts), facts)


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
    formulas = sum(link.content == "formula" for link in links)
    kind: OriginKind = "formula" if formulas * 2 > len(links) else "boilerplate"
    what = (
        "wording that recurs without a common text" if kind == "formula" else "page furniture or stock text"
    )
    facts = [support(kind, f"{count(len(links), 'match', 'matches')}: {what}", 0.0)]
    if 0 < formulas < len(links):
        facts.append(objection("set-aside", f"{formulas} of {len(links)} are formulas"))
    return origin_of(kind, None, confidence(BASE[kind], facts), facts)


def _revision(members: Sequence[ArticleFacts], shared: Shared) -> Origin | None:
    outlets = {(member.outlet or "").casefold() for member in members}
    if len(members) < 2 or len(outlets) > 1 or "" in outlets:
        return None
    if shared.share < REVISION_SHARE or shared.run < REVISION_RUN:
        return None
    facts = [
        support("same-outlet", f"both in {members[0].outlet}", 0.5),
        support("share", f"passages make up at least {shared.share:.0%} of each article", 3 * shared.share),
        support("longest-run", f"{shared.run} equal words in a row", min(1.0, shared.run / 50)),
        *weigh_dates(members),
    ]
    return origin_of("revision", None, confidence(BASE["revision"], facts), facts)


def _syndication(members: Sequence[ArticleFacts], shared: Shared) -> Origin | None:
    if not shared.passages:
        return None
    outlets = {member.outlet.casefold(): member.outlet for member in members if member.outlet}
    for number, member in enumerate(members):
        house = (member.house or "").casefold()
        others = [*members[:number], *members[number + 1 :]]
        same = house and any((other.house or "").casefold() == house for other in others)
        named = house in outlets and house != (member.outlet or "").casefold()
        if house and (same or named):
            detail = (
                f"same house: {member.house}" if same else f"{member.id} says it comes from {member.house}"
            )
            facts = [support("house", detail, 2.0), *weigh_text(shared), *weigh_dates(members)]
            return origin_of("syndication", None, confidence(BASE["syndication"], facts), facts)
    return None


def _sourced(members: Sequence[ArticleFacts], shared: Shared) -> Origin | None:
    """Return wire copy or press release where the credits and the text in common carry it."""
    found: list[Origin] = []
    for release in (False, True):
        credited = _credited(members, release=release)
        if credited is None or not _enough(credited, shared):
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
        value = confidence(BASE[kind], facts)
        if value >= LIKELY:
            found.append(origin_of(kind, credited.agency or None, value, facts))
    return max(found, key=lambda origin: origin.confidence, default=None)


def _enough(credited: _Credited, shared: Shared) -> bool:
    if credited.best >= STRONG:
        return bool(shared.passages) or credited.articles > 1
    # "told AFP" may be one reporter's quotation of another's work: it takes much text to make it a copy.
    return shared.text_words >= TOLD_IS_ENOUGH_WORDS


def _credited(members: Sequence[ArticleFacts], *, release: bool) -> _Credited | None:
    """Choose the agency that the articles credit best, and weigh what speaks for it."""
    strengths: dict[str, list[float]] = defaultdict(list)
    by_member = {member.id: strongest(text_credits(member, release=release), WEIGHTS) for member in members}
    for weights in by_member.values():
        for agency, weight in weights.items():
            strengths[agency].append(weight)
    if not strengths:
        return None
    total = {}
    for agency, values in strengths.items():
        first, *rest = sorted(values, reverse=True)
        total[agency] = first + (WEIGHTS["second article"] * rest[0] if rest else 0.0)
    chosen = min(total, key=lambda name: (-total[name], not name, name))
    facts: list[Weighed] = []
    for member in members:
        mine = [credit for credit in text_credits(member, release=release) if credit.agency == chosen]
        facts += [Weighed(detail, 0.0) for detail in credit_details(member, mine, named=True)]
    facts[0] = Weighed(facts[0].evidence, total[chosen])
    facts += _rivals(by_member, chosen)
    return _Credited(
        agency=chosen,
        weight=total[chosen],
        best=max(strengths[chosen]),
        articles=len(strengths[chosen]),
        facts=tuple(facts[:8] + [fact for fact in facts[8:] if fact.against]),
    )


def _rivals(by_member: Mapping[str, Mapping[str, float]], chosen: str) -> list[Weighed]:
    rivals = {
        agency
        for weights in by_member.values()
        for agency, weight in weights.items()
        if chosen and agency not in ("", chosen) and chosen not in weights and weight >= STRONG
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
        if photos and not any(credit.kind != "photo" for credit in member.credits):
            place = f" :{photos[0].line}" if photos[0].line is not None else ""
            agencies = listed(sorted({credit.agency for credit in photos}))
            who = f"{member.id} credits" if named else "credits"
            facts.append(objection("photo-credit", f"{who} {agencies} for a picture only{place}"))
    return facts[:2]


def _credits_for_the_record(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh credits that are too weak to name the source but make a common one likelier."""
    credited = _credited(members, release=False) or _credited(members, release=True)
    photos = photo_credits(members, named=True)
    if credited is None:
        return [objection("nobody-credits", "none of the articles credits anybody"), *photos]
    release = not _credited(members, release=False)
    return [*credited.facts, *_silent(members, release=release), *photos]


def _shared_quote(members: Sequence[ArticleFacts], shared: Shared) -> Origin:
    facts = [
        support(
            "quotation-only",
            f"{count(shared.quotes, 'quotation', 'quotations')} in common, no other text",
            0.4,
        )
    ]
    if shared.speakers:
        speakers = listed(shared.speakers)
        facts.append(support("speaker", f"words of {speakers}", 0.4))
    for fact in (*weigh_choice(shared), *(_quote_credits(members))):
        facts.append(Weighed(fact.evidence, -0.3 * fact.weight, True))
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
