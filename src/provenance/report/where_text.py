"""Which held articles run a text, for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from typing import Protocol, TextIO

from provenance.core.holding.where import Running
from provenance.report.escape import for_json, for_terminal, isolated, one_line
from provenance.report.layout import align, cut, display_width, grid, wrap
from provenance.report.phrases import counted, percent, place_phrase

_LEAST_ROOM = 20


class Found(Protocol):
    """What was found of a text."""

    @property
    def copies(self) -> Sequence[Running]: ...
    @property
    def reworded(self) -> Sequence[Running]: ...
    @property
    def against(self) -> str: ...
    @property
    def held(self) -> int: ...


def write_where(found: Found, stream: TextIO, width: int = 100) -> None:
    """Write one line for each passage, all of them, copies first."""
    width = max(40, width)
    running = {one.article for one in found.copies}
    copies, other = len(running), len({one.article for one in found.reworded} - running)
    several = len(found.copies) > copies
    told = f"{counted(copies, 'article')} {'runs' if copies == 1 else 'run'} it{' or a part of it' * several}"
    told += f", {other} more a version of it" if other else ""
    stream.write("\n".join(wrap(f"{told}, of {found.held:,} in {_plain(found.against)}.", width)) + "\n")
    for rows, measure in ((found.copies, "of it"), (found.reworded, "likely")):
        if rows:
            stream.write("\n".join(_rows(rows, measure, width)) + "\n")


def write_where_json(found: Found, stream: TextIO) -> None:
    """Write all passages as JSON."""
    record = {
        "against": found.against,
        "articles": found.held,
        "copies": [_record(one) for one in found.copies],
        "reworded": [_record(one) for one in found.reworded],
    }
    text = json.dumps(record, ensure_ascii=False, indent=1)
    stream.write(for_json(text) + "\n")


def _record(one: Running) -> dict[str, object]:
    """Return a passage as JSON has it: with a page or paragraph only where there are several."""
    record = asdict(one)
    for name in ("page", "paragraph"):
        if record[name] is None:
            del record[name]
    return record


def _rows(rows: Sequence[Running], measure: str, width: int) -> list[str]:
    places = align([[f"{isolated(_plain(one.article))}{place_phrase(one.line, one.page)}"] for one in rows])
    ends = align([[one.relation, _share(one, measure), _source(one)] for one in rows])
    fixed = display_width(places[0][0]) + sum(map(display_width, ends[0])) + 2 * 5
    room = max(_LEAST_ROOM, width - fixed)
    cells = [
        [place[0], isolated(cut(_plain(one.text[:400]), room)), *end]
        for one, place, end in zip(rows, places, ends, strict=True)
    ]
    return grid(align(cells), "  ")


def _share(one: Running, measure: str) -> str:
    """Say how much of what was asked for it is: of a paragraph, where the text has several."""
    return f"{percent(one.share)} {measure if one.paragraph is None else f'of paragraph {one.paragraph}'}"


def _source(one: Running) -> str:
    return _plain(", ".join(filter(None, (one.outlet, one.published))))


def _plain(text: str) -> str:
    return for_terminal(one_line(text))
