"""The facts that an origin is weighed from, and what each weighs.

Confidence is additive in log-odds: a base for the kind of origin, plus the weight of every fact for
it, minus the weight of every fact against it. The weights are judgements, set by hand and kept in one
table; they order cases sensibly and are no measured frequencies.
"""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from provenance.core.credits import is_press_release
from provenance.model import Content, Credit, CreditKind, Evidence, OriginKind, Relation

MIN_PASSAGE_WORDS: Final = 8
MIN_QUOTE_WORDS: Final = 3
LONG_RUN: Final = 12
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
    "choice": 0.5,  # for each source beyond the first whose words were chosen alike
    "choice most": 2.0,
    "choice in order": 0.4,
    "metadata": 2.2,
    "dateline": 2.2,
    "byline": 2.0,
    "sign-off": 2.0,
    "credit-line": 1.4,
    "told": 0.6,
    "told again": 0.2,
    "second article": 0.5,  # times the credit of the next best article that credits the same agency
    "outlets": 0.5,  # three known outlets or more
    "dates near": 0.4,
    "dates far": -1.0,
    "quotation-only": -0.2,
    "credits-nobody": -0.3,
    "nobody-credits": -0.5,
    "photo-credit": -0.1,
    "agencies-differ": -1.2,
    "one-outlet": -0.5,
    "outlet-unknown": -0.1,
    "set-aside": -0.1,
}

# For one article by its own credits, where it matters less what other articles hold.
ARTICLE_BASE: Final = -1.0
ARTICLE_WEIGHTS: Final[Mapping[str, float]] = {
    "metadata": 2.8,
    "dateline": 3.0,
    "byline": 2.8,
    "sign-off": 2.8,
    "credit-line": 1.6,
    "told": 1.0,
    "told again": 0.5,
    "another form": 0.4,  # a second form of credit for the same agency
    "partner": 0.25,  # times what text and choice of words in common with a partner weigh
    "partner credits it": 0.6,
    "unconfirmed": -0.2,
    "agencies-differ": -0.3,
    "photo-credit": -0.1,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFacts:
    """What is known of an article: ``words`` counts those outside furniture, ``house`` may be None."""

    id: str
    outlet: str | None = None
    published: str | None = None
    credits: tuple[Credit, ...] = ()
    words: int = 0
    house: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """One match between two articles; positions are code points, ``longest_run`` is in equal words."""

    left: str
    right: str
    relation: Relation
    content: Content
    score: float
    words: int
    left_start: int
    left_end: int
    right_start: int
    right_end: int
    speaker: str | None = None
    longest_run: int = 0

    def turned(self) -> Link:
        """Return the same match with the smaller article id on the left."""
        if self.left <= self.right:
            return self
        return Link(
            left=self.right,
            right=self.left,
            relation=self.relation,
            content=self.content,
            score=self.score,
            words=self.words,
            left_start=self.right_start,
            left_end=self.right_end,
            right_start=self.left_start,
            right_end=self.left_end,
            speaker=self.speaker,
            longest_run=self.longest_run,
        )


@dataclass(frozen=True, slots=True)
class Weighed:
    """One fact and its weight in log-odds: positive for, negative against, zero for the record."""

    evidence: Evidence
    weight: float
    against: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What two articles share, added up.

    ``text_words`` counts words in common outside quotations, each match times its score; ``run`` is
    the longest run of equal words among them; ``share`` that of the article which shares less.
    """

    passages: int = 0
    quotes: int = 0
    stock: int = 0
    short: int = 0
    text_words: float = 0.0
    run: int = 0
    share: float = 0.0
    speakers: tuple[str, ...] = ()
    sources: int = 0
    in_order: bool = False


def confidence(base: float, facts: Iterable[Weighed]) -> float:
    """Return the confidence that facts carry, from 0.03 to 0.97, to two decimals."""
    log_odds = base + math.fsum(fact.weight for fact in facts)
    bounded = max(-MOST_LOG_ODDS, min(MOST_LOG_ODDS, log_odds))
    return round(1.0 / (1.0 + math.exp(-bounded)), 2)


def add_up(left: ArticleFacts, right: ArticleFacts, links: Sequence[Link]) -> Shared:
    """Add up the matches of two articles, in whatever order and direction they come."""
    ordered = sorted((link.turned() for link in links), key=_link_order)
    passages = [link for link in ordered if link.content == "passage"]
    long_passages = [link for link in passages if link.words >= MIN_PASSAGE_WORDS]
    quotes = [link for link in ordered if link.content == "quote"]
    chosen = [link for link in quotes if link.words >= MIN_QUOTE_WORDS]
    named = sorted({link.speaker for link in chosen if link.speaker})
    speakers = tuple(sorted({name.casefold(): name for name in reversed(named)}.values()))
    raw_words = sum(link.words for link in long_passages)
    longest = max(left.words, right.words, 1)
    return Shared(
        passages=len(long_passages),
        quotes=len(quotes),
        stock=sum(link.content in ("boilerplate", "formula") for link in ordered),
        short=len(passages) - len(long_passages),
        text_words=math.fsum(link.words * link.score for link in long_passages),
        run=max((link.longest_run for link in long_passages), default=0),
        share=min(1.0, raw_words / longest) if left.words and right.words else 0.0,
        speakers=speakers,
        sources=len(speakers) + any(not link.speaker for link in chosen),
        in_order=_in_order(chosen),
    )


def _link_order(link: Link) -> tuple[str, str, int, int, int, int, str, float]:
    return (
        link.left,
        link.right,
        link.left_start,
        link.left_end,
        link.right_start,
        link.right_end,
        link.content,
        link.score,
    )


def _in_order(links: Sequence[Link]) -> bool:
    """Return whether at least four in five of three or more quotations come in the same order."""
    tails: list[int] = []
    for link in links:
        place = bisect_left(tails, link.right_start)
        tails[place : place + 1] = [link.right_start]
    return len(links) > 2 and len(tails) >= 0.8 * len(links)


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
    facts += weigh_choice(shared)
    if shared.quotes and not shared.passages:
        facts.append(objection("quotation-only", "all they share is quotations"))
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


def weigh_outlets(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh the number of outlets; an unknown outlet never counts as an independent one."""
    known = {member.outlet.casefold() for member in members if member.outlet}
    unknown = sorted(member.id for member in members if not member.outlet)
    facts: list[Weighed] = []
    if len(known) > 2:
        facts.append(support("outlets", f"{len(known)} outlets", WEIGHTS["outlets"]))
    if len(known) == 1 and not unknown:
        facts.append(objection("one-outlet", "one outlet only"))
    if unknown:
        facts.append(objection("outlet-unknown", f"outlet unknown: {listed(unknown)}"))
    return facts


def weigh_dates(members: Sequence[ArticleFacts]) -> list[Weighed]:
    """Weigh how near in time the articles were published, where at least two dates are known."""
    days = sorted(day for member in members if (day := published_on(member)) is not None)
    if len(days) < 2:
        return []
    apart = (days[-1] - days[0]).days
    if apart <= NEAR_DAYS:
        when = "on one day" if apart == 0 else f"within {count(apart, 'day', 'days')}"
        return [support("dates", f"published {when}", WEIGHTS["dates near"])]
    if apart > FAR_DAYS:
        return [
            Weighed(
                Evidence(kind="dates", detail=f"published {apart} days apart"), WEIGHTS["dates far"], True
            )
        ]
    return []


def published_on(member: ArticleFacts) -> date | None:
    """Return the day of publication, or None where it is unknown or no ISO date."""
    try:
        return date.fromisoformat((member.published or "")[:10])
    except ValueError:
        return None


def text_credits(member: ArticleFacts, *, release: bool) -> tuple[Credit, ...]:
    """Return the credits of the text (photo credits are none), of press releases or of agencies."""
    return tuple(
        credit for credit in member.credits if credit.kind != "photo" and is_press_release(credit) == release
    )


def strongest(credits: Iterable[Credit], weights: Mapping[str, float]) -> dict[str, float]:
    """Return what the credits weigh for each agency: the best form, and a little for being told twice."""
    best: dict[str, float] = {}
    told: dict[str, int] = {}
    forms: dict[str, set[CreditKind]] = {}
    for credit in credits:
        best[credit.agency] = max(best.get(credit.agency, 0.0), weights[credit.kind])
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
