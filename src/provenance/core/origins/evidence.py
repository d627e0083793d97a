"""The facts that an origin is weighed from, and what each weighs.

Confidence is additive in log-odds: a base for the kind of origin, plus the weight of every fact for
it, minus the weight of every fact against it. The weights are judgements, set by hand and kept in one
table; they order cases sensibly and are no measured frequencies.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.origins.direction import hours_between
from provenance.core.passages.shared import ArticleFacts, Shared, published_on
from provenance.core.titles import title_key
from provenance.model import Credit, CreditKind, Evidence, OriginKind

LONG_RUN: Final = 12
IN_A_ROW: Final = 3
NEAR_HOURS: Final = 6
NEAR_DAYS: Final = 2
FAR_DAYS: Final = 30
NEAR_SHARE: Final = 0.1
MOST_LISTED: Final = 4
MOST_LOG_ODDS: Final = 3.5

# What a kind starts from. For "unknown", confidence is that of a common source which nothing names.
BASE: Final[Mapping[OriginKind, float]] = {
    "wire-copy": -2.0,
    "press-release": -2.0,
    "unknown": -2.0,
    "syndication": -0.5,
    "revision": -1.0,
    "shared-quote": 1.2,
    "boilerplate": 1.4,
    "formula": 1.0,
}

# For wire copy, press releases and unknown common sources. Negative weights speak against.
WEIGHTS: Final[Mapping[str, float]] = {
    "text-around": 0.9,  # times log2(1 + words / 12) of text in common that is no quotation
    "text-around most": 2.7,
    "longest-run": 0.025,  # a word, from 12 words on
    "longest-run most": 1.5,
    "share": 1.5,  # times the share of the article which shares less
    "contiguity": 0.2,  # for each match beyond the second that follow one another on both sides
    "contiguity most": 0.8,
    "choice": 0.5,  # for each source beyond the first whose words were chosen alike
    "choice most": 2.0,
    "choice in order": 0.4,
    "metadata": 2.2,
    "dateline": 2.2,
    "byline": 2.0,
    "sign-off": 2.0,
    "credit-line": 1.4,
    "contribution": 1.0,  # of an agency to somebody else's reporting: it is part of the article
    "told": 0.6,
    "told again": 0.2,
    "release-sign": 0.9,  # for each of up to three kinds of sign
    "second article": 0.5,  # times the credit of the next best article that credits the same agency
    "unnamed alone": 0.75,  # times a credit of agencies without a name: they may have had a part only
    "unnamed": 0.5,  # times the credit of an article that credits agencies without a name
    "third article": 0.5,  # times the credit of an article beyond the pair that holds the pair's text
    "outlets": 0.5,  # three known outlets or more, of different houses
    "dates near": 0.4,
    "hours near": 0.6,
    "dates far": -1.0,
    "quotation-only": -0.2,
    "credits-nobody": -0.3,
    "nobody-credits": -0.5,
    "photo-credit": -0.1,
    "agencies-differ": -1.2,
    "one-outlet": -0.5,
    "one-house": -0.5,
    "outlet-unknown": -0.1,
    "set-aside": -0.1,
    "doubtful": -0.2,
    "speakers-differ": -0.8,
}
# An origin is no surer than its credit, however much text is in common: log-odds a unit of its weight.
CREDIT_BOUND: Final = 1.5
MOST_SIGNS: Final = 3

# For one article by its own credits, where it matters less what other articles hold.
ARTICLE_BASE: Final = -1.0
ARTICLE_WEIGHTS: Final[Mapping[str, float]] = {
    "metadata": 2.8,
    "dateline": 3.0,
    "byline": 2.8,
    "sign-off": 2.8,
    "credit-line": 1.6,
    "contribution": 1.0,
    "told": 1.0,
    "told again": 0.5,
    "release-sign": 0.9,
    "another form": 0.4,  # a second form of credit for the same agency
    "partner": 0.25,  # times what text and choice of words in common with a partner weigh
    "partner credits it": 0.6,
    "unconfirmed": -0.2,
    "agencies-differ": -0.3,
    "photo-credit": -0.1,
}


@dataclass(frozen=True, slots=True)
class Weighed:
    """One fact and its weight in log-odds: positive for, negative against, zero for the record."""

    evidence: Evidence
    weight: float
    against: bool = False


def confidence(base: float, facts: Iterable[Weighed]) -> float:
    """Return the confidence that facts carry, from 0.03 to 0.97, to two decimals."""
    log_odds = base + math.fsum(fact.weight for fact in facts)
    bounded = max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, log_odds))
    return round(1.0 / (1.0 + math.exp(-bounded)), 2)


def weigh_text(shared: Shared) -> list[Weighed]:
    """Weigh the text in common: what is no quotation, the longest run, the share, the sources chosen."""
    facts: list[Weighed] = []
    if shared.passages:
        weight = min(
            WEIGHTS["text-around most"], WEIGHTS["text-around"] * math.log2(1 + shared.text_words / 12)
        )
        detail = f"{count(shared.passages, 'passage is no quotation', 'passages are no quotations')}"
        facts.append(support("text-around", detail, weight))
        if shared.run >= LONG_RUN:
            weight = min(WEIGHTS["longest-run most"], WEIGHTS["longest-run"] * shared.run)
            facts.append(support("longest-run", f"{shared.run} equal words in a row", weight))
        if shared.share >= NEAR_SHARE:
            detail = f"passages make up at least {shared.share:.0%} of each article"
            facts.append(support("share", detail, WEIGHTS["share"] * shared.share))
        if shared.in_a_row >= IN_A_ROW:
            weight = min(WEIGHTS["contiguity most"], WEIGHTS["contiguity"] * (shared.in_a_row - 2))
            detail = f"{shared.in_a_row} matches follow one another in both"
            facts.append(support("contiguity", detail, weight))
    facts += weigh_choice(shared)
    if shared.quotes and not shared.passages:
        facts.append(objection("quotation-only", "all they share is quotations"))
    facts += weigh_doubt(shared)
    if shared.stock:
        detail = f"{count(shared.stock, 'match', 'matches')} of stock wording set aside"
        facts.append(objection("set-aside", detail))
    return facts


def weigh_choice(shared: Shared) -> list[Weighed]:
    """Weigh several sources' words having been chosen alike."""
    if shared.sources < 2:
        return []
    weight = min(WEIGHTS["choice most"], WEIGHTS["choice"] * (shared.sources - 1))
    order = ", in one order" if shared.in_order else ""
    weight += WEIGHTS["choice in order"] if shared.in_order else 0.0
    return [support("choice", f"the same words chosen from {shared.sources} sources{order}", weight)]


def weigh_doubt(shared: Shared) -> list[Weighed]:
    """Weigh what was set aside as doubtful beside quotations."""
    if not shared.doubtful:
        return []
    passages = count(shared.doubtful, "passage is", "passages are")
    return [objection("doubtful", f"{passages} too doubtful beside the quotations")]


def weigh_outlets(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh the number of outlets; an unknown outlet never counts as an independent one."""
    known = {member.outlet.casefold() for member in members if member.outlet}
    independent = {title_key(member.house or member.outlet) for member in members if member.outlet}
    unknown = sorted(member.id for member in members if not member.outlet)
    facts: list[Weighed] = []
    if len(independent) > 2:
        facts.append(support("outlets", f"{len(independent)} outlets", WEIGHTS["outlets"]))
    if len(known) == 1 and not unknown:
        facts.append(objection("one-outlet", "one outlet only"))
    elif known and len(independent) == 1 and not unknown:
        facts.append(objection("one-house", f"one house only: {members[0].house or members[0].outlet}"))
    if unknown:
        facts.append(objection("outlet-unknown", f"outlet unknown: {listed(unknown)}"))
    return facts


def weigh_dates(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh how near in time the articles were published, where at least two dates are known."""
    days = sorted(day for member in members if (day := published_on(member)) is not None)
    if len(days) < 2:
        return []
    apart = (days[-1] - days[0]).days
    if apart > FAR_DAYS:
        detail = f"published {apart} days apart"
        return [Weighed(Evidence(kind="dates", detail=detail), WEIGHTS["dates far"], True)]
    if apart > NEAR_DAYS:
        return []
    hours = _hours_apart(members)
    if hours is not None and hours <= NEAR_HOURS:
        detail = f"published within {count(max(1, math.ceil(hours)), 'hour', 'hours')}"
        return [support("dates", detail, WEIGHTS["hours near"])]
    when = "on one day" if apart == 0 else f"within {count(apart, 'day', 'days')}"
    return [support("dates", f"published {when}", WEIGHTS["dates near"])]


def _hours_apart(members: Sequence[ArticleFacts]) -> float | None:
    dated = [member for member in members if published_on(member) is not None]
    since = [hours_between(dated[0], member) for member in dated]
    known = [hours for hours in since if hours is not None]
    return max(known) - min(known) if len(known) == len(dated) else None


def text_credits(member: ArticleFacts, *, release: bool) -> tuple[Credit, ...]:
    """Return the credits of the text (photo credits are none), of press releases or of agencies."""
    return tuple(credit for credit in member.credits if credit.kind != "photo" and credit.release == release)


def strongest(credits: Iterable[Credit], weights: Mapping[str, float]) -> dict[str, float]:
    """Return what the credits weigh for each agency: the best form, and a little for being told twice.

    Signs of a press release add up instead, since one of them proves little.
    """
    best: dict[str, float] = {}
    told: dict[str, int] = {}
    signs: dict[str, int] = {}
    forms: dict[str, set[CreditKind]] = {}
    for credit in credits:
        weight = weights[credit.kind]
        if credit.kind == "release-sign":
            signs[credit.agency] = signs.get(credit.agency, 0) + 1
            weight *= min(MOST_SIGNS, signs[credit.agency])
        best[credit.agency] = max(best.get(credit.agency, 0.0), weight)
        told[credit.agency] = told.get(credit.agency, 0) + (credit.kind == "told")
        forms.setdefault(credit.agency, set()).add(credit.kind)
    return {
        agency: weight
        + (weights["told again"] if told[agency] > 1 else 0.0)
        + (weights.get("another form", 0.0) if len(forms[agency]) > 1 else 0.0)
        for agency, weight in best.items()
    }


def credit_details(member: ArticleFacts, credits: Sequence[Credit], *, named: bool) -> list[Evidence]:
    """Say where an article's credits stand: ``"told AFP" :64``, with the article's id if ``named``."""
    seen: dict[str, Evidence] = {}
    for credit in credits:
        place = f" :{credit.line}" if credit.line is not None else ""
        detail = f"{member.id} has {credit.detail}{place}" if named else f"{credit.detail}{place}"
        seen.setdefault(detail, Evidence(kind=credit.kind, detail=detail))
    return list(seen.values())[:MOST_LISTED]


def support(kind: str, detail: str, weight: float) -> Weighed:
    """Return a fact that speaks for, or stands for the record with weight 0."""
    return Weighed(Evidence(kind=kind, detail=detail), weight)


def objection(kind: str, detail: str) -> Weighed:
    """Return a fact that speaks against, with its weight from the table."""
    return Weighed(Evidence(kind=kind, detail=detail), WEIGHTS[kind], True)


def count(number: int, one: str, many: str) -> str:
    """Return "1 passage", "2 passages"."""
    return f"{number} {one if number == 1 else many}"


def listed(names: Sequence[str]) -> str:
    """Return a few names and how many more there are."""
    more = len(names) - MOST_LISTED
    return ", ".join(names[:MOST_LISTED]) + (f" and {more} more" if more > 0 else "")
