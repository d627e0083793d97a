"""Explain a reported match: its texts aligned, what each feature adds to the score, reasons in words."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Final, Literal

from provenance.core.matching.cognates import spelled_alike
from provenance.core.matching.resolve import NEEDED_QUOTED, SOFTNESS, quoted_score
from provenance.core.matching.score import INPUTS, LOGGED, START, THIRD, Model, Models, log_odds
from provenance.core.text.normalise import compared_form, normalise_word, tokenise
from provenance.model import Edit, Explanation, FeatureShare, Match, Pair, Report, Side

# Names of features that are no inputs of the model: what quoted words weigh.
QUOTED_WORDS: Final = "quoted_surprise"
NEEDED: Final = "_needed"
_COUNTS: Final = {"words", "numbers_shared", "numbers_conflict"}
# Two scores that differ by less are the same number after rounding its parts.
_SAME: Final = 0.001
_NEARLY_ALL: Final = 0.98
_HALF: Final = 0.5
# How many words that both sides spell alike are named.
_SPELLED: Final = 8

Step = Literal["equal", "replace", "delete", "insert"]


def explain_match(
    report: Report, match: Match, models: Models | None, *, swapped: bool = False
) -> Explanation:
    """Explain a match from what its report holds.

    Args:
        report: the report that holds the match.
        match: the match.
        models: the models that may have scored it; None where another version made the report, whose features
            are then shown by their shares alone (values are NaN).
        swapped: show the right side on the left.
    """
    sides = (match.right, match.left) if swapped else (match.left, match.right)
    steps = aligned(sides[0].text, sides[1].text)
    model = models.of(match.features) if models else None
    features = match_features(match.features, match.score, model)
    pair = next((pair for pair in report.pairs if match.id in pair.matches), None)
    return Explanation(
        left=sides[0],
        right=sides[1],
        match=match,
        score=match.score,
        features=features,
        alignment=steps,
        reasons=tuple(_reasons(match, sides, steps, features, pair)),
    )


def aligned(left: str, right: str) -> tuple[Edit, ...]:
    """Align two texts word by word, over a longest common subsequence of their normalised words.

    Returns:
        Steps in order. The left texts of all steps, joined, are ``left``, the right ones ``right``:
        white space and punctuation stay with the words they belong to.
    """
    from rapidfuzz.distance import LCSseq

    a, b = _words(left), _words(right)
    if not a or not b:
        return _whole(left, right)
    steps: list[tuple[Step, int, int, int, int]] = []
    codes = LCSseq.opcodes([w for w, _ in a], [w for w, _ in b])
    for code in codes:
        first = (code.src_start, code.src_end, code.dest_start, code.dest_end)
        if code.tag != "equal" and steps and steps[-1][0] != "equal":
            first = (steps[-1][1], code.src_end, steps[-1][3], code.dest_end)
            steps.pop()
        kind: Step = "equal" if code.tag == "equal" else _kind(first)
        steps.append((kind, *first))
    return tuple(
        Edit(kind=kind, left="".join(t for _, t in a[p:q]), right="".join(t for _, t in b[r:s]))
        for kind, p, q, r, s in steps
    )


def _kind(at: tuple[int, int, int, int]) -> Step:
    if at[0] == at[1]:
        return "insert"
    return "delete" if at[2] == at[3] else "replace"


def _whole(left: str, right: str) -> tuple[Edit, ...]:
    """Return one step for texts of which one has no words."""
    if not left and not right:
        return ()
    if left == right:
        return (Edit(kind="equal", left=left, right=right),)
    return (Edit(kind=_kind((0, len(left), 0, len(right))), left=left, right=right),)


def _words(text: str) -> list[tuple[str, str]]:
    """Return normalised words with the text of each, which together make up the whole text."""
    found = tokenise(text)
    spans = list(zip(found.starts.tolist(), found.ends.tolist(), strict=True))
    if not spans:
        return []
    cuts = [0, *(_cut(text, a[1], b[0]) for a, b in pairwise(spans)), len(text)]
    return [
        (compared_form(normalise_word(text[a:b])), text[begin:end])
        for (a, b), (begin, end) in zip(spans, pairwise(cuts), strict=True)
    ]


def _cut(text: str, end: int, start: int) -> int:
    """Return where one word's text ends and the next one's begins: after the white space between."""
    between = text[end:start]
    spaces = [i for i, mark in enumerate(between) if mark.isspace()]
    return end + spaces[-1] + 1 if spaces else start


def longest_run(steps: Sequence[Edit]) -> int:
    """Return how many words the longest equal step has."""
    return max((len(tokenise(step.left).starts) for step in steps if step.kind == "equal"), default=0)


def match_features(
    features: Mapping[str, float], score: float, model: Model | None
) -> tuple[FeatureShare, ...]:
    """Return a match's features with their values and shares in log-odds.

    Args:
        features: as the match holds them: shares of the inputs for a reworded unit, values for a
            copied stretch.
        score: the match's score.
        model: what the shares were computed with, None where it is not known.
    """
    if QUOTED_WORDS + NEEDED in features:
        return stretch_features(features)
    if not any(name in features for name in INPUTS):
        return tuple(FeatureShare(name=n, value=v, share=0.0) for n, v in sorted(features.items()))
    if model is None:
        found = [
            FeatureShare(name=name, value=math.nan, share=share)
            for name, share in sorted(features.items())
            if name != START
        ]
        return (*(f for f in found if f.share), _start(log_odds(score) - sum(f.share for f in found)))
    weights = dict(zip(INPUTS, model.weights, strict=True))
    found = [
        FeatureShare(name=name, value=_value(name, features[name] / weights[name]), share=features[name])
        for name in INPUTS
        if name in features and weights[name]
    ]
    if THIRD in features:
        found.append(FeatureShare(name=THIRD, value=math.nan, share=features[THIRD]))
    expected = chance(model.intercept + math.fsum(f.share for f in found))
    if score < expected - _SAME:
        return match_features(features, score, None)
    if score > expected + _SAME:
        found = [FeatureShare(name=f.name, value=f.value, share=0.0) for f in found]
        weight = log_odds(score) * SOFTNESS + NEEDED_QUOTED
        return (*quoted_features(weight), *found)
    return (*found, _start(model.intercept))


def unit_features(
    model: Model, row: Sequence[float], surprise: float, quoted: float
) -> tuple[FeatureShare, ...]:
    """Return the features of two compared units from the model's inputs, and from their quoted words.

    Args:
        model: what judges the units.
        row: the inputs, in the order of INPUTS.
        surprise: what the words in common weigh.
        quoted: the share in quotation marks, of the side that has less.
    """
    odds = math.fsum([model.intercept, *(w * x for w, x in zip(model.weights, row, strict=True))])
    decides = quoted_score(surprise, quoted) <= chance(odds)
    found = [
        FeatureShare(name=name, value=_value(name, x), share=round(weight * x, 4) if decides else 0.0)
        for name, weight, x in zip(INPUTS, model.weights, row, strict=True)
        if weight
    ]
    return (*found, _start(model.intercept)) if decides else (*quoted_features(surprise), *found)


def quoted_features(weight: float) -> tuple[FeatureShare, ...]:
    """Return the features of units that are judged by their quoted words alone."""
    return _against(QUOTED_WORDS, weight, NEEDED_QUOTED)


def stretch_features(features: Mapping[str, float]) -> tuple[FeatureShare, ...]:
    """Return the features of a copied stretch; the better of its two weights makes the score."""
    text, quoted = (features[name] - features[name + NEEDED] for name in ("surprise", QUOTED_WORDS))
    best, other = ("surprise", QUOTED_WORDS) if text >= quoted else (QUOTED_WORDS, "surprise")
    rest = [name for name in sorted(features) if name not in (best, best + NEEDED)]
    # A weight that does not decide is worth showing only where there is one.
    rest = [name for name in rest if features[other] or not name.startswith(other)]
    return (
        *_against(best, features[best], features[best + NEEDED]),
        *(FeatureShare(name=name, value=features[name], share=0.0) for name in rest),
    )


def _against(name: str, weight: float, needed: float) -> tuple[FeatureShare, ...]:
    return (
        FeatureShare(name=name, value=round(weight, 4), share=round(weight / SOFTNESS, 4)),
        FeatureShare(name=name + NEEDED, value=needed, share=round(-needed / SOFTNESS, 4)),
    )


def _start(share: float) -> FeatureShare:
    return FeatureShare(name=START, value=math.nan, share=round(share, 4))


def chance(odds: float) -> float:
    """Return the probability of log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, odds))))


def _value(name: str, given: float) -> float:
    """Return a feature as it was measured from how the model sees it."""
    value = math.expm1(given) if name in LOGGED else given
    return float(round(value)) if name in _COUNTS else round(value, 3)


def _reasons(
    match: Match,
    sides: tuple[Side, Side],
    steps: Sequence[Edit],
    features: Sequence[FeatureShare],
    pair: Pair | None,
) -> list[str]:
    by_name = {feature.name: feature for feature in features}
    found = [_alike(match, sides, steps)]
    if QUOTED_WORDS in by_name and by_name[QUOTED_WORDS].share:
        found.append(_quoted_weight(by_name))
    elif "surprise" + NEEDED in by_name:
        found.append(
            f"The words in common weigh {by_name['surprise'].value:.1f}, where chance and custom"
            f" explain {by_name['surprise' + NEEDED].value:.0f}."
        )
    if by_name.get("cognate_weight"):
        found.append(_spelled(spelled_alike(sides[0].text, sides[1].text)))
    if START in by_name:
        found += unit_reasons(by_name)
    if THIRD in by_name:
        found.append("Both sides are versions of a third text, which bears them out.")
    if match.content in ("boilerplate", "formula"):
        holds = "one outlet's stock text" if match.content == "boilerplate" else "a turn of phrase"
        found.append(f"Set aside as {holds}: it recurs in articles that share little else.")
    if pair is not None and len(pair.matches) > 1 and not by_name.get("elsewhere"):
        found.append(f"The two articles have {len(pair.matches)} matches in all.")
    return found


def _alike(match: Match, sides: tuple[Side, Side], steps: Sequence[Edit]) -> str:
    if match.relation == "translated":
        return "The sides are in two languages: names, numbers and meaning are compared, not words."
    counts = [len(tokenise(side.text).starts) for side in sides]
    noun = "characters" if 2 * int(tokenise(sides[0].text).unspaced.sum()) > counts[0] else "words"
    if match.relation == "identical":
        return f"All {counts[0]} {noun} are equal, case and punctuation aside."
    equal = sum(len(tokenise(step.left).starts) for step in steps if step.kind == "equal")
    return (
        f"{equal} {noun} stand in the same order on both sides, of {counts[0]} on the left and {counts[1]}"
        f" on the right; at most {longest_run(steps)} of them in a row."
    )


def _spelled(words: Sequence[str]) -> str:
    """Say which words both sides spell alike."""
    if not words:
        return "Both sides spell no word alike."
    more = f" and {len(words) - _SPELLED} more" if len(words) > _SPELLED else ""
    return f"Spelled alike on both sides, to begin with: {', '.join(words[:_SPELLED])}{more}."


def _quoted_weight(by_name: Mapping[str, FeatureShare]) -> str:
    """Say what words weigh that both sides quote."""
    weight, needed = by_name[QUOTED_WORDS].value, by_name[QUOTED_WORDS + NEEDED].value
    # Only a copied stretch has words in common beside the quoted ones.
    share = weight / by_name["surprise"].value if "surprise" + NEEDED in by_name else 1.0
    which = "The" if share >= _NEARLY_ALL else "Most of the" if share >= _HALF else "Some"
    return (
        f"{which} words in common stand in quotation marks on both sides, and weigh {weight:.1f}, where"
        f" {needed:.0f} is needed."
    )


def unit_reasons(by_name: Mapping[str, FeatureShare], rivals: Sequence[str] = ()) -> list[str]:
    """Say in words what the model saw in two units, as far as the values are known; ``rivals`` by name."""
    found = []
    value = {name: f.value for name, f in by_name.items() if not math.isnan(f.value)}
    if "containment" in value:
        found.append(
            f"Words in common make up {value['containment']:.0%} of the weight of the lighter side's words;"
            " rare words weigh most."
        )
    if value.get("cosine"):
        found.append(
            f"The encoder's vectors have a cosine of {value['cosine']:.2f}; unrelated text has some 0."
        )
    # Across languages rivals are told by vectors or spellings, and words have none.
    lead = value.get("cosine_lead") or value.get("cognate_lead") or value.get("lead")
    if rivals or lead:
        found += rivals or [_rival(lead or 0.0)]
    if value.get("speaker"):
        found.append("Both sides quote one speaker.")
    share = value.get("quoted", 0.0)
    if share >= 1:
        found.append("Both sides stand in quotation marks throughout.")
    elif share >= _HALF:
        found.append("At least half of either side stands in quotation marks.")
    if value.get("elsewhere"):
        count = value["elsewhere"]
        many = "another match" if count <= 1 else f"{count:.0f} other matches"
        found.append(f"The two articles likely have {many}.")
    if value.get("numbers_conflict"):
        found.append("Either side names a number that the other does not.")
    return found


def _rival(lead: float) -> str:
    if lead > _HALF:
        share = f"{(1 - lead) / lead:.0%}"
        return f"No other passage resembles either side as much; the next, or chance, comes to {share} of it."
    if lead == _HALF:
        return "Another passage resembles one side as much, or chance would."
    return "Another passage resembles one side more, or chance would."
