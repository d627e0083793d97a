"""Why two places match, or why not, for a terminal."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, TextIO

from provenance.model import Explanation, FeatureShare, Side
from provenance.report.escape import for_terminal, one_line
from provenance.report.layout import Style, align, cut, grid, paint, wrap, wrap_styled

_INDENT: Final = "   "


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
        lines += [
            "",
            paint("Score", "bold", colour) + " (shares in log-odds)",
        ]
        lines += _features(explanation.features)
    if explanation.reasons:
        lines += ["", paint("Why" if match is not None else "Why not", "bold", colour)]
        lines += _listed(explanation.reasons, width)
    stream.write("\n".join(lines) + "\n")


def _verdict(explanation: Explanation) -> str:
    match = explanation.match
    if match is None:
        return f"no match reported; score {explanation.score:.2f}"
    parts = [f"{match.relation} {match.content}, score {explanation.score:.2f}, match {match.id}"]
    if match.speaker:
        parts.append(f"speaker {match.speaker}")
    if match.cluster:
        parts.append(f"cluster {match.cluster}")
    if match.label:
        parts.append(f"label {match.label}")
    return for_terminal(one_line(", ".join(parts)))


def _place(label: str, side: Side, width: int, colour: bool) -> str:
    place = f"{for_terminal(one_line(side.article))}:{side.line}"
    return paint(f"{label:<7}", "dim", colour) + paint(cut(place, width - 7), "cyan", colour)


def _aligned(explanation: Explanation, width: int, colour: bool) -> list[str]:
    pieces = list(_pieces(explanation))
    return [
        _INDENT + "".join(paint(text, style, colour) if style else text for style, text in line)
        for line in wrap_styled(pieces, width - len(_INDENT))
    ]


def _pieces(explanation: Explanation) -> Iterable[tuple[Style | None, str]]:
    """Yield the merged texts in order, white space between words as one space."""
    whole = "".join(edit.left for edit in explanation.alignment)
    between = "" if _same(whole, explanation.left.text) else " "
    for edit in explanation.alignment:
        if edit.kind == "equal":
            yield None, _spaced(edit.left) + between
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


def _features(features: tuple[FeatureShare, ...]) -> list[str]:
    ordered = sorted(features, key=lambda feature: (-abs(feature.share), feature.name))
    rows = [
        [for_terminal(one_line(feature.name)), f"{feature.value:.4g}", f"{feature.share:+.2f}"]
        for feature in ordered
    ]
    return grid(align([["feature", "value", "share"], *rows]), _INDENT)


def _listed(texts: Iterable[str], width: int) -> list[str]:
    lines = []
    for text in texts:
        first, *others = wrap(for_terminal(one_line(text)), width - 5) or [""]
        lines += [f"{_INDENT}- {first}", *(f"{_INDENT}  {line}" for line in others)]
    return lines
