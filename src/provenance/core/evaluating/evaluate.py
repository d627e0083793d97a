"""Judge a report by an annotation: what was found, what is wrong, how far scores can be trusted.

An annotated pair is *found* when one match covers at least half of both its sides and is itself
no longer, on either side, than three times the annotated side or 400 characters. A match *touches*
a pair when on both sides they share at least half of the shorter of both; a match that touches a
pair is right, one that touches none is wrong. For precision, several matches on one annotated pair
count once. Matches within one article are not judged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, get_args

from provenance.core.evaluating.confusion import article_confusion, pair_confusion
from provenance.core.evaluating.evaluation import Evaluation, FalseMatch, Figures, Missed, Place
from provenance.core.evaluating.gold import (
    Gold,
    GoldPair,
    GoldPassage,
    LookAlike,
    agreeing,
    left_out,
    match_left_out,
    parse_without,
)
from provenance.core.matching.calibration import Judged, calibrate
from provenance.model import Content, Match, Relation, Report, Side, Span

STOCK: Final = frozenset({"boilerplate", "formula"})
_LONGEST: Final = 400
_PROPORTION: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judgement:
    """A match with the numbers of the annotated pairs it touches and covers; None: not to be judged."""

    match: Match
    touches: frozenset[int]
    covers: frozenset[int]
    true: bool | None
    note: str


def evaluate(report: Report, gold: Gold, without: Sequence[str] = ()) -> Evaluation:
    """Judge a report by an annotation.

    Args:
        report: what was found.
        gold: what is expected.
        without: kinds of pairs to leave out, as for ``parse_without``; matches on them count neither way.

    Raises:
        UsageError: if ``without`` names no kind.
    """
    out = parse_without(without)
    languages = {article.id: article.language for article in report.articles}
    asked = {number for number, pair in enumerate(gold.pairs) if not left_out(pair, out, languages)}
    judged = _judge_all(report, gold, asked, lambda match: match_left_out(match, out, languages))
    wanted = [number for number in sorted(asked) if gold.pairs[number].required]
    texts = {article.id: article.text for article in report.articles}
    calibration = calibrate(
        [
            Judged(id=j.match.id, score=j.match.score, true=j.true, between=_between(j.match))
            for j in judged
            if j.true is not None
        ]
    )
    return Evaluation(
        gold=gold.name,
        fingerprint=report.fingerprint,
        total=_total(judged, wanted),
        relations=_by_relation(judged, gold, wanted),
        contents=_by_content(judged, gold, wanted),
        groups=_by_group(judged, gold, asked),
        unjudged=sum(j.true is None for j in judged),
        left_out=len(gold.pairs) - len(asked),
        calibration=calibration,
        articles=article_confusion(report, gold.article_origins),
        pairs=pair_confusion(report, gold.pair_origins, _only_left_out(gold, asked)),
        missed=_missed(judged, gold, wanted, texts),
        false=_false(judged),
        absent=tuple(sorted(gold.articles() - texts.keys())),
        differing=_differing(gold, texts),
    )


def touches(found: Side, wanted: GoldPassage) -> bool:
    """Return whether two passages share at least half of the shorter one."""
    span = Span(found.start, found.end)
    return found.article == wanted.article and 2 * span.overlap(wanted.span) >= min(
        len(span), len(wanted.span)
    )


def covers(found: Side, wanted: GoldPassage) -> bool:
    """Return whether a passage holds half of an annotated one, in proportion to it."""
    span = Span(found.start, found.end)
    return (
        found.article == wanted.article
        and 2 * span.overlap(wanted.span) >= len(wanted.span)
        and len(span) <= max(_LONGEST, _PROPORTION * len(wanted.span))
    )


def _both(match: Match, pair: GoldPair | LookAlike, test: Callable[[Side, GoldPassage], bool]) -> bool:
    # Not every annotation names the article with the smaller id first.
    return (test(match.left, pair.left) and test(match.right, pair.right)) or (
        test(match.left, pair.right) and test(match.right, pair.left)
    )


def _between(one: Match | GoldPair | LookAlike) -> tuple[str, str]:
    left, right = sorted((one.left.article, one.right.article))
    return left, right


def _judge_all(
    report: Report, gold: Gold, asked: set[int], is_left_out: Callable[[Match], bool]
) -> list[_Judgement]:
    """Return a judgement of every match between two articles."""
    pairs: dict[tuple[str, str], list[int]] = defaultdict(list)
    aside: dict[tuple[str, str], list[GoldPair | LookAlike]] = defaultdict(list)
    traps: dict[tuple[str, str], list[LookAlike]] = defaultdict(list)
    for number, pair in enumerate(gold.pairs):
        if number in asked:
            pairs[_between(pair)].append(number)
        else:
            aside[_between(pair)].append(pair)
    for one in gold.aside:
        aside[_between(one)].append(one)
    for trap in gold.not_shared:
        traps[_between(trap)].append(trap)
    found = []
    for match in report.matches:
        if match.left.article == match.right.article:
            continue
        key = _between(match)
        touched = frozenset(n for n in pairs.get(key, ()) if _both(match, gold.pairs[n], touches))
        covered = frozenset(n for n in touched if _both(match, gold.pairs[n], covers))
        stock = match.content in STOCK and not gold.lists_stock
        true: bool | None = bool(touched)
        near = any(_both(match, one, touches) for one in aside.get(key, ()))
        if not true and (stock or near or is_left_out(match)):
            true = None
        notes = [trap.note for trap in traps.get(key, ()) if not touched and _both(match, trap, touches)]
        found.append(
            _Judgement(match=match, touches=touched, covers=covered, true=true, note="; ".join(notes))
        )
    return found


def _total(judged: Sequence[_Judgement], wanted: Sequence[int]) -> Figures:
    found = _covered(judged)
    return Figures(
        name="all",
        wanted=len(wanted),
        found=sum(number in found for number in wanted),
        right=len(_touched(judged)),
        wrong=_wrong(judged),
    )


def _covered(judged: Iterable[_Judgement]) -> frozenset[int]:
    return frozenset().union(*(j.covers for j in judged))


def _touched(judged: Iterable[_Judgement]) -> frozenset[int]:
    return frozenset().union(*(j.touches for j in judged))


def _wrong(judged: Iterable[_Judgement]) -> int:
    return sum(j.true is False for j in judged)


def _by_relation(judged: Sequence[_Judgement], gold: Gold, wanted: Sequence[int]) -> tuple[Figures, ...]:
    found = _covered(judged)
    named = {n for j in judged for n in j.covers if j.match.relation in agreeing(gold.pairs[n])}
    rows = []
    for relation in get_args(Relation):
        ours = [n for n in wanted if gold.pairs[n].relation == relation]
        called = [j for j in judged if j.match.relation == relation]
        if ours or called:
            rows.append(
                Figures(
                    name=relation,
                    wanted=len(ours),
                    found=sum(n in found for n in ours),
                    named=sum(n in named for n in ours),
                    right=len(_touched(called)),
                    wrong=_wrong(called),
                )
            )
    return tuple(rows)


def _by_content(judged: Sequence[_Judgement], gold: Gold, wanted: Sequence[int]) -> tuple[Figures, ...]:
    found = _covered(judged)
    named = {n for j in judged for n in j.covers if j.match.content == gold.pairs[n].content}
    annotated = any(pair.content is not None for pair in gold.pairs)
    rows = []
    for content in get_args(Content):
        ours = [n for n in wanted if gold.pairs[n].content == content]
        called = [j for j in judged if j.match.content == content]
        if ours or called:
            judges = gold.lists_stock or content not in STOCK
            rows.append(
                Figures(
                    name=content,
                    wanted=len(ours) if annotated else None,
                    found=sum(n in found for n in ours),
                    named=sum(n in named for n in ours) if annotated else None,
                    right=len(_touched(called)),
                    wrong=_wrong(called) if judges else None,
                )
            )
    return tuple(rows)


def _by_group(judged: Sequence[_Judgement], gold: Gold, asked: set[int]) -> tuple[Figures, ...]:
    found = _covered(judged)
    groups: dict[str, list[int]] = defaultdict(list)
    for number in sorted(asked):
        groups[gold.pairs[number].group].append(number)
    return tuple(
        Figures(name=name, wanted=len(ours), found=sum(n in found for n in ours))
        for name, ours in sorted(groups.items())
    )


def _missed(
    judged: Sequence[_Judgement], gold: Gold, wanted: Sequence[int], texts: Mapping[str, str | None]
) -> tuple[Missed, ...]:
    """Return what was missed, worst first: the most alike, then the longest."""
    found, touched = _covered(judged), _touched(judged)
    relations = get_args(Relation)

    def rank(number: int) -> tuple[int, int, int]:
        pair = gold.pairs[number]
        return relations.index(pair.relation), -min(len(pair.left.span), len(pair.right.span)), number

    return tuple(
        Missed(
            pair=gold.pairs[n],
            left=_place(gold.pairs[n].left, texts),
            right=_place(gold.pairs[n].right, texts),
            touched=n in touched,
        )
        for n in sorted((n for n in wanted if n not in found), key=rank)
    )


def _place(passage: GoldPassage, texts: Mapping[str, str | None]) -> Place:
    span, text = passage.span, texts.get(passage.article)
    inside = text is not None and span.end <= len(text)
    return Place(
        article=passage.article,
        start=span.start,
        end=span.end,
        line=text.count("\n", 0, span.start) + 1 if text is not None and inside else None,
        text=passage.text if passage.text is not None or text is None else span.cut(text),
    )


def _false(judged: Sequence[_Judgement]) -> tuple[FalseMatch, ...]:
    wrong = [FalseMatch(match=j.match, note=j.note) for j in judged if j.true is False]
    return tuple(sorted(wrong, key=lambda one: (-one.match.score, one.match.id)))


def _differing(gold: Gold, texts: Mapping[str, str | None]) -> int:
    """Return how many annotated passages the report's texts hold other words for, or end before."""
    sides = {(side.article, side.span, side.text) for pair in gold.pairs for side in (pair.left, pair.right)}
    count = 0
    for article, span, expected in sides:
        text = texts.get(article)
        if text is not None:
            count += span.end > len(text) or (expected is not None and span.cut(text) != expected)
    return count


def _only_left_out(gold: Gold, asked: set[int]) -> set[tuple[str, str]]:
    """Return the pairs of articles all of whose required passages are left out."""
    required: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for number, pair in enumerate(gold.pairs):
        if pair.required:
            required[_between(pair)].append(number in asked)
    return {key for key, left in required.items() if not any(left)}
