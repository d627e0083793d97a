"""Why two places match, or why not, for a terminal."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Final, TextIO

from provenance.model import Explanation, FeatureShare, Side
from provenance.report.escape import for_terminal, one_line
from provenance.report.layout import Style, align, cut, display_width, grid, paint, wrap, wrap_styled
from provenance.report.phrases import place_phrase

_INDENT: Final = "   "
_SHARES: Final = "A share is what a feature adds to the log-odds of the score."
_LEAST_MEANING: Final = 24
# Shares are rounded to 4 decimals before they are added up.
_ROUNDING: Final = 0.001
_MEANINGS: Final = {
    "start": "where every comparison starts",
    "word_cosine": "likeness of the words",
    "pair_cosine": "likeness of the pairs of words",
    "containment": "weight in common, share of the lighter side's",
    "shared_weight": "weight of the plain words in common",
    "name_weight": "weight of the names in common",
    "numbers_shared": "numbers in common",
    "numbers_conflict": "numbers that only one side has",
    "order": "words in order, share of the shorter side",
    "length_ratio": "length of the shorter side to the longer",
    "words": "words of the shorter side",
    "margin": "likeness above that of the nearest rival",
    "lead": "likeness against rivals; 0.5: one is as like",
    "elsewhere": "likely other matches of both articles, at most 4",
    "beside": "likely matches right before and right after, at most 2",
    "quoted_elsewhere": "the same, times quoted",
    "cosine": "likeness of the encoder's vectors, at most 1",
    "cosine_margin": "cosine above that of the nearest rival",
    "cosine_lead": "cosine against rivals; 0.5: one is as like",
    "cognates": "likeness of what both spell alike",
    "cognate_margin": "the same above that of the nearest rival",
    "cognate_lead": "the same against rivals; 0.5: one is as like",
    "cognate_weight": "weight of what both spell alike",
    "cognate_order": "how much of it stands in one order",
    "cognate_numbers": "share of all numbers that both have",
    "quoted": "share in quotation marks, by what the words tell",
    "speaker": "one speaker quoted, by what the words tell",
    "third": "what a version of both, elsewhere, adds",
    "identity": "share of the words that are equal",
    "longest_run": "equal words in a row",
    "surprise": "weight of the words in common",
    "surprise_needed": "weight chance and custom explain",
    "quoted_surprise": "weight of words quoted on both sides",
    "quoted_surprise_needed": "weight chance and custom explain",
}


def write_explanation(
    explanation: Explanation, stream: TextIO, width: int = 80, colour: bool = False
) -> None:
    """Write both texts aligned, the evidence, each feature's value and share, and the reasons.

    Equal words stand as they are, ``[-words-]`` in the left text only, ``{+words+}`` in the right
    text only.

    Args:
        explanation: What to show.
        stream: Where it goes.
        width: Columns of the terminal, at least 40.
        colour: Whether to use colours and bold.
    """
    width = max(40, width)
    lines = [paint(line, "bold", colour) for line in wrap(_verdict(explanation), width)]
    lines += [
        _place("left", explanation.left, width, colour),
        _place("right", explanation.right, width, colour),
        "",
    ]
    lines += _aligned(explanation, width, colour)
    match = explanation.match
    if match is not None and match.evidence:
        lines += ["", paint("Evidence", "bold", colour)]
        lines += _listed((fact.detail or fact.kind for fact in match.evidence), width)
    if explanation.features:
        lines += ["", paint("Score", "bold", colour), *wrap(_SHARES, width)]
        lines += _features(explanation.features, explanation.score, width)
    if explanation.reasons:
        lines += ["", paint("Why" if match is not None else "Why not", "bold", colour)]
        lines += _listed(explanation.reasons, width)
    stream.write("\n".join(lines) + "\n")


def _verdict(explanation: Explanation) -> str:
    match = explanation.match
    if match is None:
        scored = f"score {explanation.score:.2f}" if explanation.features else "not scored"
        return f"no match reported; {scored}"
    parts = [f"{match.relation} {match.content}, score {explanation.score:.2f}, match {match.id}"]
    if match.speaker:
        parts.append(f"speaker {match.speaker}")
    if match.cluster:
        parts.append(f"cluster {match.cluster}")
    if match.label:
        parts.append(f"label {match.label}")
    return for_terminal(one_line(", ".join(parts)))


def _place(label: str, side: Side, width: int, colour: bool) -> str:
    place = f"{for_terminal(one_line(side.article))}{place_phrase(side.line, side.page)}"
    return paint(f"{label:<7}", "dim", colour) + paint(cut(place, width - 7), "cyan", colour)


def _aligned(explanation: Explanation, width: int, colour: bool) -> list[str]:
    pieces = list(_pieces(explanation))
    lines = [
        _INDENT + "".join(paint(text, style, colour) if style else text for style, text in line)
        for line in wrap_styled(pieces, width - len(_INDENT))
    ]
    return [line.rstrip() for line in lines]


def _pieces(explanation: Explanation) -> Iterable[tuple[Style | None, str]]:
    """Yield the merged texts in order, white space between words as one space."""
    whole = "".join(edit.left for edit in explanation.alignment)
    between = "" if _same(whole, explanation.left.text) else " "
    for edit in explanation.alignment:
        if edit.kind == "equal":
            ends = " " if edit.right[-1:].isspace() and not edit.left[-1:].isspace() else ""
            yield None, _spaced(edit.left) + (between or ends)
            continue
        if edit.left.strip():
            yield "red", f"[-{for_terminal(one_line(edit.left))}-]"
            yield None, " " if edit.right.strip() else ""
        if edit.right.strip():
            yield "green", f"{{+{for_terminal(one_line(edit.right))}+}}"
        ends = edit.right or edit.left
        yield None, between or (" " if ends[-1:].isspace() else "")


def _same(left: str, right: str) -> bool:
    return left.split() == right.split()


def _spaced(text: str) -> str:
    """Return ``text`` with runs of white space as one space, also at its ends."""
    inner = for_terminal(one_line(text))
    if not inner:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + inner + (" " if text[-1].isspace() else "")


def _features(features: tuple[FeatureShare, ...], score: float, width: int) -> list[str]:
    """Return the table of features, those that add most first; noughts that add nothing are left out."""
    ordered = sorted(features, key=lambda feature: (-abs(feature.share), feature.name))
    rows = [
        [
            for_terminal(one_line(feature.name)),
            "" if math.isnan(feature.value) else f"{feature.value:.4g}",
            _signed(feature.share),
            _MEANINGS.get(feature.name, ""),
        ]
        for feature in ordered
        if feature.value or round(feature.share, 2)
    ]
    total = math.fsum(feature.share for feature in features)
    if abs(1 / (1 + math.exp(-max(-60.0, min(60.0, total)))) - score) < _ROUNDING:
        rows.append(["total", "", _signed(total), f"log-odds of {score:.2f}"])
    rows.insert(0, ["feature", "value", "share", "meaning"])
    table = grid(align([row[:3] for row in rows]), _INDENT)
    if max(map(display_width, table)) + _LEAST_MEANING <= width:
        table = grid(align(rows), _INDENT)
    return [cut(line, width) for line in table]


def _signed(share: float) -> str:
    return f"{share:+.2f}" if round(share, 2) else "0"


def _listed(texts: Iterable[str], width: int) -> list[str]:
    lines = []
    for text in texts:
        first, *others = wrap(for_terminal(one_line(text)), width - 5) or [""]
        lines += [f"{_INDENT}- {first}", *(f"{_INDENT}  {line}" for line in others)]
    return lines
