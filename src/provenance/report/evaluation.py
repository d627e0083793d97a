"""An evaluation as a table for a terminal, or as Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TextIO

from provenance.core.evaluating.confusion import Confusion
from provenance.core.evaluating.evaluation import Evaluation, FalseMatch, Figures, Missed, Place
from provenance.core.matching.calibration import Calibration
from provenance.report.escape import for_markdown, for_terminal, one_line
from provenance.report.layout import align, cut, grid, paint, wrap
from provenance.report.phrases import counted

_INDENT: Final = "   "
_UNKNOWN: Final = "-"
_FIGURES: Final = ("", "wanted", "found", "recall", "named so", "right", "wrong", "precision", "F1")
_BY_RELATION: Final = (
    "recall by the relation annotated, precision by the one the report names; named so: share of the found"
    " that a match names as annotated"
)
_BY_CONTENT: Final = "recall by the content annotated, precision by the one the report names"
_CALIBRATION: Final = ("scores", "matches", "mean score", "share true", "95%")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    """A heading, a remark, and a table whose first row names its columns."""

    title: str
    note: str
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Error:
    """One missed pair or false match: what it is, both places and what they say."""

    what: str
    left: str
    right: str
    left_text: str
    right_text: str


def write_evaluation(
    evaluation: Evaluation, stream: TextIO, width: int = 80, colour: bool = False, show: int = 0
) -> None:
    """Write figures, confusion of origins, calibration and the worst errors for a terminal.

    Args:
        evaluation: What was measured.
        stream: Where it goes.
        width: Columns of the terminal, at least 40.
        colour: Whether to use colours and bold.
        show: How many missed pairs and false matches to list.
    """
    width = max(40, width)
    lines = [line for text in _opening(evaluation) for line in wrap(for_terminal(text), width)]
    for section in _sections(evaluation):
        lines += ["", *(paint(line, "bold", colour) for line in wrap(section.title, width))]
        lines += [
            cut(line, width) for line in grid(align([list(map(_flat, r)) for r in section.rows]), _INDENT)
        ]
        lines += [f"{_INDENT}{line}" for line in wrap(section.note, width - len(_INDENT))]
    for title, errors in _errors(evaluation, show):
        lines += ["", paint(title, "bold", colour)]
        for error in errors:
            place = f"{error.what}  {error.left} ~ {error.right}"
            first, *others = wrap(_flat(place), width - 5)
            lines += [f"{_INDENT}{first}", *(f"{_INDENT}  {line}" for line in others)]
            lines += [
                f"{_INDENT}  {cut(_flat(t), width - 5)}" for t in (error.left_text, error.right_text) if t
            ]
    stream.write("\n".join(lines) + "\n")


def write_evaluation_markdown(evaluation: Evaluation, stream: TextIO, show: int = 0) -> None:
    """Write the same as Markdown; ``show`` is how many missed pairs and false matches to list."""
    stream.write("# Evaluation\n")
    for text in _opening(evaluation):
        stream.write(f"\n{for_markdown(text)}\n")
    for section in _sections(evaluation):
        stream.write(f"\n## {for_markdown(section.title)}\n\n")
        for line in _markdown_table(section.rows):
            stream.write(line + "\n")
        if section.note:
            stream.write(f"\n{for_markdown(section.note)}\n")
    for title, errors in _errors(evaluation, show):
        rows = [("what", "left", "left text", "right", "right text")]
        rows += [(e.what, e.left, e.left_text, e.right, e.right_text) for e in errors]
        stream.write(f"\n## {for_markdown(title)}\n\n")
        for line in _markdown_table(rows):
            stream.write(line + "\n")


def _markdown_table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    for number, row in enumerate(rows):
        yield "| " + " | ".join(map(for_markdown, row)) + " |"
        if not number:
            yield "|" + " --- |" * len(row)


def _flat(text: str) -> str:
    return for_terminal(one_line(text))


def _opening(evaluation: Evaluation) -> tuple[str, str]:
    """Return what was judged, and the figures over everything."""
    total = evaluation.total
    wanted, right, wrong = total.wanted or 0, total.right or 0, total.wrong or 0
    judged = sum(part.matches for part in evaluation.calibration.bins)
    out = f", {evaluation.left_out:,} left out" if evaluation.left_out else ""
    aside = f", {evaluation.unjudged:,} not judged" if evaluation.unjudged else ""
    return (
        f"{evaluation.gold}: {counted(wanted, 'annotated pair')} asked for{out};"
        f" {counted(judged, 'match', 'matches')} judged{aside}",
        f"precision {_rate(total.precision)} ({counted(right, 'pair')} right,"
        f" {counted(wrong, 'match', 'matches')} wrong), recall {_rate(total.recall)}"
        f" ({total.found:,} of {wanted:,} found), F1 {_rate(total.f1)}",
    )


def _sections(evaluation: Evaluation) -> Iterator[_Section]:
    for title, note, figures in (
        ("By relation", _BY_RELATION, evaluation.relations),
        ("By content", _BY_CONTENT, evaluation.contents),
    ):
        if figures:
            yield _Section(title=title, note=note, rows=(_FIGURES, *map(_figures, figures)))
    if evaluation.groups:
        rows = tuple(_figures(row)[:4] for row in evaluation.groups)
        yield _Section(title="As the annotation groups its pairs", note="", rows=(_FIGURES[:4], *rows))
    for name, confusion in (("articles", evaluation.articles), ("pairs", evaluation.pairs)):
        if confusion is not None:
            yield _origins(name, confusion)
    if evaluation.calibration.bins:
        yield _calibration(evaluation.calibration)


def _figures(row: Figures) -> tuple[str, ...]:
    named = None if row.named is None or not row.found else row.named / row.found
    return (
        row.name,
        _number(row.wanted),
        _number(None if row.wanted is None else row.found),
        _rate(row.recall),
        _rate(named),
        _number(row.right),
        _number(row.wrong),
        _rate(row.precision),
        _rate(row.f1),
    )


def _origins(name: str, confusion: Confusion) -> _Section:
    """Return which origins were expected and found how often."""
    cells = tuple((expected, found, f"{count:,}") for expected, found, count in confusion.cells)
    return _Section(
        title=f"Origins of {name}: {confusion.right:,} of {confusion.listed:,} as expected,"
        f" {confusion.agencies:,} with the agency expected",
        note="",
        rows=(("expected", "found", "count"), *cells),
    )


def _calibration(calibration: Calibration) -> _Section:
    rows: list[tuple[str, ...]] = [_CALIBRATION]
    for part in calibration.bins:
        rows.append(
            (
                f"{part.low:.4f} to {part.high:.4f}",
                f"{part.matches:,}",
                _rate(part.mean_score),
                _rate(part.share_true),
                _span(part.interval),
            )
        )
    error = _rate(calibration.error)
    spread = f" ({_span(calibration.interval)})" if calibration.interval else ""
    return _Section(
        title=f"Calibration: expected calibration error {error}{spread}",
        note="intervals from drawing pairs of articles with replacement; where all matches are alike, one"
        " of no width says nothing of rarer ones",
        rows=tuple(rows),
    )


def _errors(evaluation: Evaluation, show: int) -> Iterator[tuple[str, list[_Error]]]:
    """Yield a title and the first ``show`` of missed pairs and of false matches."""
    missed, false = evaluation.missed[:show], evaluation.false[:show]
    if missed:
        title = f"Missed, {len(missed):,} of {len(evaluation.missed):,}: most alike and longest first"
        yield title, list(map(_missed, missed))
    if false:
        title = f"False, {len(false):,} of {len(evaluation.false):,}: highest score first"
        yield title, list(map(_false, false))


def _missed(one: Missed) -> _Error:
    group = one.pair.group
    part = ", a match lies on a part of it" if one.touched else ""
    what = f"{one.pair.relation} {one.pair.content or ''}".strip()
    return _Error(
        what=f"{what} ({group}{part})",
        left=_place(one.left),
        right=_place(one.right),
        left_text=one.left.text or "",
        right_text=one.right.text or "",
    )


def _false(one: FalseMatch) -> _Error:
    match = one.match
    note = f" ({one.note})" if one.note else ""
    return _Error(
        what=f"{match.score:.2f} {match.relation} {match.content}, match {match.id}{note}",
        left=_place(Place.of(match.left)),
        right=_place(Place.of(match.right)),
        left_text=match.left.text,
        right_text=match.right.text,
    )


def _place(place: Place) -> str:
    line = "" if place.line is None else f":{place.line}"
    return f"{place.article}{line} [{place.start}:{place.end}]"


def _number(count: int | None) -> str:
    return _UNKNOWN if count is None else f"{count:,}"


def _rate(share: float | None) -> str:
    return _UNKNOWN if share is None else f"{share:.3f}"


def _span(interval: tuple[float, float]) -> str:
    return f"{interval[0]:.3f} to {interval[1]:.3f}"
