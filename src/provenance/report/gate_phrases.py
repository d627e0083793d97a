"""What every rendering of the gate says of a finding; callers make it harmless for where it goes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from provenance.core.deciding.gate import Duplicate, GateReport, Location
from provenance.core.deciding.moves import Move, Stale
from provenance.model import Edit, Side
from provenance.report.commands import shell_command
from provenance.report.escape import one_line
from provenance.report.phrases import counted, page_phrase

EXCERPT: Final = 72
_NAMED: Final = 4
_AROUND: Final = 1
_EDITS: Final = 6


def place(location: Location) -> str:
    """Return ``file:line``, with the page, and the record's id where the file holds several."""
    line = ("" if location.line is None else f":{location.line}") + page_phrase(location.page)
    return f"{location.file}{line}" + (f" ({location.record})" if location.record else "")


def excerpt(side: Side, size: int = EXCERPT) -> str:
    """Return the beginning of a side on one line."""
    text = one_line(side.text[: 4 * size])
    return text if len(text) <= size else text[: size - 1].rstrip() + "…"


def heading(report: GateReport, found: Duplicate) -> str:
    """Return what is wrong with a duplicate, in a line."""
    relation = f"{found.match.relation} ({found.match.score:.2f})"
    to = f"to {place(report.location(found.there))}, {counted(found.match.words, 'word')}"
    says = " ".join(filter(None, (found.decision.kind, found.decision.agency)))
    label = found.label
    if label is not None and found.broken:
        return f"edited, so its label ({report.labels}:{label.line}, {says}) is gone: {relation} {to}"
    if label is not None and label.line:
        held = sorted({cover.article for cover in label.covers})
        some = ", ".join(held[:_NAMED]) + (f" and {len(held) - _NAMED} more" if len(held) > _NAMED else "")
        which = "third" if len(held) == 2 else "another"
        return f"{which} copy of a labelled passage ({says}, accepted for {some}): {relation} {to}"
    sure = f" ({found.decision.confidence:.2f})" if found.decision.confidence else ""
    return f"unlabelled {says}{sure}, {relation} {to}"


def also(report: GateReport, found: Duplicate) -> str:
    """Return the other passages that the same label settles, if there are any."""
    places = [
        f"{place(report.location(match.left))} ~ {place(report.location(match.right))}"
        for match in found.also
    ]
    more = f" and {len(places) - _NAMED} more" if len(places) > _NAMED else ""
    return ", ".join(places[:_NAMED]) + more


def changed(found: Duplicate) -> str:
    """Return the words that an edit changed, with a word on either side: ``on [-Monday-] {+Tuesday+}``."""
    parts = list(_changed_parts(found.edits))
    more = f" … {len(parts) - _EDITS} more" if len(parts) > _EDITS else ""
    return " … ".join(parts[:_EDITS]) + more


def _changed_parts(edits: tuple[Edit, ...]) -> Iterator[str]:
    for number, edit in enumerate(edits):
        if edit.kind == "equal":
            continue
        before = edits[number - 1].right.split()[-_AROUND:] if number else []
        after = edits[number + 1].right.split()[:_AROUND] if number + 1 < len(edits) else []
        old = [f"[-{one_line(edit.left)}-]"] if edit.left.strip() else []
        new = [f"{{+{one_line(edit.right)}+}}"] if edit.right.strip() else []
        yield " ".join([*before, *old, *new, *after])


def credit(report: GateReport, found: Duplicate) -> str | None:
    """Return which credit would settle a duplicate, and where to set it; None if no agency is known."""
    if found.credit is None:
        return None
    parts = [f"{_listed(names)} in {manifest}" for manifest, names in report.credit.get(found.match.id, ())]
    return f"set credit={found.credit} for {' and '.join(parts)}" if parts else None


def accept(report: GateReport, found: Duplicate) -> str:
    """Return the command that labels a duplicate, as it can be typed."""
    return shell_command(report.accept[found.match.id])


def stale(entry: Stale) -> str:
    """Return what is gone of a label."""
    articles = sorted({cover.article for cover in entry.gone})
    sentences = f"{len(entry.gone)} of {counted(entry.total, 'sentence')}"
    verb = "is" if len(entry.gone) == 1 else "are"
    return f"stale: {sentences} {verb} gone ({_some(articles)})"


def moved(move: Move) -> str:
    """Return where a labelled article went."""
    return f"{move.old} is now {move.new}; its labels hold"


def summary(report: GateReport) -> str:
    """Return the last lines: how many, and what was not gated."""
    verdict = report.verdict
    matches = verdict.unlabelled
    stands_for = f" ({counted(matches, 'match', 'matches')})" if matches > len(verdict.duplicates) else ""
    unread = f", {counted(len(verdict.problems), 'file')} not judged" if verdict.problems else ""
    told = [
        f"{number:,} {what}"
        for number, what in ((verdict.credited, "by their credits"), (verdict.adopted, "not reviewed"))
        if number
    ]
    how = f" ({', '.join(told)})" if told else ""
    alone = verdict.articles == 1
    whole = "1 article: none to compare it with" if alone else f"{verdict.articles:,} articles"
    if report.since is not None:
        whole = f"{counted(report.changed, 'changed article')} of {verdict.articles:,} since {report.since}"
    line = (
        f"{len(verdict.duplicates):,} unlabelled{stands_for}, {len(verdict.labelled):,} labelled{how},"
        f" {len(verdict.stale):,} stale{unread} ({whole})."
    )
    if verdict.notes:
        line += f" Not gated: {', '.join(_counted_note(number, noun) for noun, number in verdict.notes)}."
    return line


def _counted_note(number: int, noun: str) -> str:
    if noun == "boilerplate":
        return f"{number:,} boilerplate"
    head, space, tail = noun.partition(" ")
    if head == "passage":
        return f"{counted(number, 'passage')}{space}{tail}"
    return counted(number, noun)


def _listed(names: tuple[str, ...]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _some(names: list[str]) -> str:
    return ", ".join(names[:_NAMED]) + (f" and {len(names) - _NAMED} more" if len(names) > _NAMED else "")
