"""Say why two places are not reported as a match: how far they got, and where they fell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from provenance.core.chunk import LEAST_OVERLAP, LEAST_UNIT_WORDS
from provenance.core.codes import GENERATORS
from provenance.core.collection.columns import Columns
from provenance.core.collection.terms import distinct_blocks
from provenance.core.cutting.few_words import FEW
from provenance.core.flags import UNSPACED, Sizes
from provenance.core.matching import candidates as generate
from provenance.core.matching.candidates import LEAST_SHARE, RAREST, TERM_CAP
from provenance.core.matching.decide import decide
from provenance.core.matching.detect import Setup
from provenance.core.matching.settle import settle
from provenance.core.passages.expand import LISTED, Passage, Reader, expand
from provenance.core.reporting.explain import aligned, unit_reasons
from provenance.core.reporting.near_miss import (
    Closest,
    Run,
    closest,
    common_weight,
    rivals,
    run_again,
    standing,
)
from provenance.core.reporting.places import Place, block_passage, matched_elsewhere, place_side, repeat_at
from provenance.errors import UsageError
from provenance.model import Explanation, FeatureShare, Report, Side

Reasons = list[str]

_NAMED: Final = 3
_ELSEWHERE: Final = 2
_RUN: Final = 4


def why_not(
    columns: Columns,
    report: Report,
    left: Place,
    right: Place,
    setup: Setup,
) -> Explanation:
    """Explain why a report has no match at two places.

    Args:
        columns: all articles that were compared.
        report: the report on them.
        left, right: the places.
        setup: as for ``detect``.

    Raises:
        UsageError: if both places are one paragraph.
    """
    told = _not_compared(columns, left, right)
    held = _blocks(columns, left), _blocks(columns, right)
    if not told and set(held[0]) & set(held[1]):
        raise UsageError(f"{left.name} and {right.name} are in the same paragraph")
    told += _circumstances(columns, report, left, right, encoded=setup.encode is not None)
    pairs = _distinct(columns, *held)
    if any(a == b for a, b in pairs):
        told.append("Both paragraphs are equal, word for word.")
        if _fewest_words(columns, pairs[0]) <= FEW:
            told.append(
                f"Up to {FEW} words outside quotation marks are a match only next to other text in common."
            )
        elif left.article != right.article:
            told.append(
                f"A paragraph that stands in more than {LISTED} places is listed as one place with each of"
                " the others, not every two of them."
            )
    elif pairs:
        run = run_again(columns, pairs, setup)
        best = _best(
            run, [standing(run, one, *held) for pair in pairs for one in closest(run, pair)], left, right
        )
        told += _search(run, best.pair) + _outcome(run, best) + _elsewhere(columns, report, left, right)
        reader = Reader(columns)
        sides = reader.side(best.left), reader.side(best.right)
        return _explanation(sides, best.score, best.features, told)
    told += _elsewhere(columns, report, left, right)
    sides = place_side(columns, left), place_side(columns, right)
    return _explanation(sides, None, (), told)


def _best(run: Run, near: Sequence[Closest], left: Place, right: Place) -> Closest:
    """Return what came closest to a match; of those that came as close, what the lines hold most of."""

    reader = Reader(run.columns)

    def rank(found: Closest) -> tuple[float, bool, bool, int]:
        held = left.span.overlap(reader.span(found.left)), right.span.overlap(reader.span(found.right))
        return found.score or 0.0, found.pair in run.proposed, all(held), sum(held)

    return max(near, key=rank)


def _explanation(
    sides: tuple[Side, Side], score: float | None, features: tuple[FeatureShare, ...], reasons: Sequence[str]
) -> Explanation:
    return Explanation(
        left=sides[0],
        right=sides[1],
        match=None,
        score=score or 0.0,
        features=features,
        alignment=aligned(sides[0].text, sides[1].text),
        reasons=tuple(reasons),
    )


def _at(columns: Columns, place: Place) -> str:
    return f"{columns.articles[place.article].id}:{place.line}"


def _blocks(columns: Columns, place: Place) -> list[int]:
    return [block for block in place.blocks if not columns.block_furniture[block]]


def _distinct(columns: Columns, left: Sequence[int], right: Sequence[int]) -> list[tuple[int, int]]:
    """Return the pairs of distinct blocks that stand for two places, smaller first."""
    same = distinct_blocks(columns).tolist()
    return sorted({(min(same[a], same[b]), max(same[a], same[b])) for a in left for b in right})


def _not_compared(columns: Columns, left: Place, right: Place) -> Reasons:
    told = []
    for place in (left, right):
        if not place.blocks:
            front = place.span.start < columns.articles[place.article].body_start
            what = "is front matter" if front else "holds no words"
            told.append(f"{_at(columns, place)} {what}: it is not compared.")
        elif not _blocks(columns, place):
            told.append(
                f"{_at(columns, place)} was set aside as furniture: text of the page, no part of the article."
            )
    return told


def _circumstances(columns: Columns, report: Report, left: Place, right: Place, *, encoded: bool) -> Reasons:
    told = []
    if left.article == right.article:
        repeat = repeat_at(columns, report, left, right)
        listed = f"; this one is listed as such ({repeat.relation})" if repeat else ""
        told.append(
            f"Both places are in one article: text that it holds twice is a repeat, never a match{listed}."
        )
    spoken = columns.languages[left.article], columns.languages[right.article]
    if spoken[0] != spoken[1]:
        a, b = (language or "unknown" for language in spoken)
        how = (
            "names, numbers and meaning are compared, not words."
            if encoded
            else "common text across languages is not found without an encoder, except for words copied as"
            " they are."
        )
        told.append(f"The articles' languages differ ({a}, {b}): {how}")
    return told


def _elsewhere(columns: Columns, report: Report, *places: Place) -> Reasons:
    return [
        f"{_at(columns, place)} has a match in {other.article}:{other.line}"
        f" ({match.relation} {match.content}, score {match.score:.2f}, {match.id})."
        for place in places
        for other, match in matched_elsewhere(columns, report, place, _ELSEWHERE)
    ]


def _search(run: Run, pair: tuple[int, int]) -> Reasons:
    """Say which searches found a pair, or why none did."""
    found = run.compared.candidates
    if pair in run.proposed:
        bits = int(found.generators[(found.left == pair[0]) & (found.right == pair[1])][0])
        names = ", ".join(name for bit, name in GENERATORS.items() if bits & bit)
        return [f"The pair was found by {names} and compared."]
    told = f"No search found the pair: {_copied_words(run.columns, pair)}"
    if not run.setup.reworded:
        return [f"{told}; reworded passages were not searched for."]
    return [f"{told}; they have {_rare_terms(run, pair)}."]


def _copied_words(columns: Columns, pair: tuple[int, int]) -> str:
    runs = []
    for block in pair:
        words = columns.word[columns.block_first[block] : columns.block_last[block]].tolist()
        runs.append({tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)})
    count = len(runs[0] & runs[1])
    if not count:
        return "no sentence or quotation is equal and no four words in a row are"
    return (
        f"no sentence or quotation is equal, and of the {count} run{'s' if count > 1 else ''} of four words"
        " in common fewer than two are rare"
    )


def _rare_terms(run: Run, pair: tuple[int, int]) -> str:
    c, terms = run.columns, run.terms
    blocks, found = generate.rarest_terms(c, terms, np.array(pair, dtype=np.int32))
    shared = set(found[blocks == pair[0]].tolist()) & set(found[blocks == pair[1]].tolist())
    ordered = sorted(shared, key=lambda term: (-int(terms.weight[term]), term))
    if not shared:
        return (
            f"no term in common that few passages hold (a word, or two in a row, in at most {TERM_CAP}"
            f" passages and one of the {RAREST} rarest of its sentence)"
        )
    names = _texts(run, pair[0])
    listed = ", ".join(f"“{names[term]}”" for term in ordered[:_NAMED])
    more = f" and {len(ordered) - _NAMED} more" if len(ordered) > _NAMED else ""
    if len(shared) == 1:
        return f"one term in common that few passages hold ({listed}), where two are needed"
    share, needed = common_weight(run, pair), LEAST_SHARE / 10_000
    light = share < needed
    but = f"too little besides: {_too_little(share, needed)}" if light else "others are closer to either"
    return f"{len(shared)} terms in common that few passages hold ({listed}{more}), but {but}"


def _texts(run: Run, block: int) -> Mapping[int, str]:
    """Return how the terms of a block are written there."""
    c, terms = run.columns, run.terms
    text = c.articles[int(c.block_article[block])].text
    found: dict[int, str] = {}
    last = int(c.block_last[block])
    for at in range(int(c.block_first[block]), last):
        found.setdefault(int(terms.word[at]), text[int(c.start[at]) : int(c.end[at])])
        if at + 1 < last:
            found.setdefault(
                int(terms.pair[at]), " ".join(text[int(c.start[at]) : int(c.end[at + 1])].split())
            )
    return found


def _outcome(run: Run, found: Closest) -> Reasons:
    """Say how the comparison of a pair of blocks ended."""
    if found.score is None:
        told = ["No words were copied: fewer than three in common stand near one another."]
        return told + _too_light(run, found.pair)
    told = []
    if found.pair not in run.proposed:
        told.append("The score is what it would have been if the pair had been found.")
    if found.copied is not None:
        told.append(
            f"The best copied stretch has {found.copied.equal} words in common; the rarer they are, the"
            " more they weigh, names little."
        )
        told += _too_light(run, found.pair)
    else:
        more = [
            f"{_line(run.columns, mine)} resembles {_line(run.columns, other)} more."
            for mine, other in rivals(run, found)
        ]
        told += unit_reasons({f.name: f for f in found.features}, more)
    shown = (found.left, found.right)
    if any(side != block_passage(run.columns, side.block) for side in shown):
        told.append("The parts of the paragraphs that came closest are shown.")
    if found.score < run.setup.least:
        return [*told, f"The score of {found.score:.2f} is below {run.setup.least:.2f}."]
    return told if found.left.article == found.right.article else told + _lost(run, found)


def _line(columns: Columns, passage: Passage) -> str:
    side = Reader(columns).side(passage)
    return f"{side.article}:{side.line}"


def _too_light(run: Run, pair: tuple[int, int]) -> Reasons:
    """Say that too little is in common for reworded text, where a search found the pair all the same."""
    if run.setup.reworded and _fewest_words(run.columns, pair) < LEAST_UNIT_WORDS:
        return [f"It is no reworded text either: that takes {LEAST_UNIT_WORDS} words on both sides."]
    share = common_weight(run, pair) if run.setup.reworded and pair in run.proposed else 1.0
    if share >= LEAST_OVERLAP:
        return []
    return [f"It is no reworded text either: {_too_little(share, LEAST_OVERLAP)}."]


def _fewest_words(columns: Columns, pair: tuple[int, int]) -> float:
    blocks = np.array(pair)
    words = Sizes(columns.flags & UNSPACED > 0).words(columns.block_first[blocks], columns.block_last[blocks])
    return float(words.min())


def _too_little(share: float, needed: float) -> str:
    return (
        f"words in common make up {share:.0%} of the weight of the lighter paragraph's words, {needed:.0%}"
        " is needed"
    )


def _lost(run: Run, found: Closest) -> Reasons:
    """Say which other match took the ground of a pair that scored high enough."""
    claims = list(decide(run.columns, run.terms, run.compared, run.setup.models, run.setup.floor))
    kept = settle(run.columns, claims)
    articles = {found.left.article, found.right.article}
    links = [
        tie
        for tie in expand(run.columns, run.same, kept).links
        if {tie.left.article, tie.right.article} == articles
    ]
    blocks = {found.left.block, found.right.block}
    if found.pair not in run.proposed and any({t.left.block, t.right.block} == blocks for t in links):
        return ["It would have been reported."]
    rivals = [
        (1.0 if tie.claim is None else tie.claim.score, other)
        for tie in links
        for side, other in ((tie.left, tie.right), (tie.right, tie.left))
        if other.block not in blocks and any(_meet(side, mine) for mine in (found.left, found.right))
    ]
    if rivals:
        score, other = max(rivals, key=lambda rival: rival[0])
        return [
            f"Another passage of the same article claims these words with a higher score ({score:.2f}):"
            f" {_line(run.columns, other)}."
        ]
    if any((f.left, f.right) == found.pair for f in kept):
        return ["Paragraphs that stand in many places have a match for the first of them only."]
    return ["It was set aside for another match that covers the same words."]


def _meet(one: Passage, other: Passage) -> bool:
    return one.first < other.last and other.first < one.last
