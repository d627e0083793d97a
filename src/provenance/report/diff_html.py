"""What two reports differ in, as one HTML page: no script, no request, nothing but its own style sheet."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from typing import Final, TextIO

from provenance.core.diffing.differences import SCHEMA, Difference
from provenance.report.diff_parts import Entry, Passage, Section, pieces, run_lines, sections, summary
from provenance.report.escape import for_html

# What a browser lays out in a second or two; JSON and Markdown have no bound.
ENTRIES: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Passage:
    article: str
    place: str
    before: str
    after: str
    pieces: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    name: str
    says: str
    passages: tuple[_Passage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Section:
    key: str
    title: str
    note: str
    total: int
    listed: tuple[_Entry, ...]
    more: int
    aside: tuple[_Entry, ...]
    aside_total: int


def write_diff_html(difference: Difference, stream: TextIO) -> None:
    """Write a difference as a page that needs no script and makes no request.

    Everything is escaped by the template; the Content Security Policy names the style sheet by its hash
    and forbids all else.
    """
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    folder = files("provenance.report") / "templates"
    style = (folder / "diff.css").read_text(encoding="utf-8")
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_shown, keep_trailing_newline=True
    )
    template = environment.from_string((folder / "diff.html.jinja").read_text(encoding="utf-8"))
    page = template.generate(
        schema=SCHEMA,
        style=Markup(style),
        style_hash=f"sha256-{digest}",
        lines=list(run_lines(difference)),
        runs_differ=bool(difference.runs),
        summary=summary(difference),
        sections=[_section(section) for section in sections(difference)],
    )
    for part in page:
        stream.write(part)


def _shown(value: object) -> object:
    return for_html(value) if type(value) is str else value


def _section(section: Section) -> _Section:
    listed = [entry for entry in section.entries if not entry.aside]
    aside = [entry for entry in section.entries if entry.aside]
    return _Section(
        key=section.key,
        title=section.title,
        note=section.note,
        total=len(section.entries),
        listed=_entries(listed),
        more=max(0, len(listed) - ENTRIES),
        aside=_entries(aside),
        aside_total=len(aside),
    )


def _entries(entries: Sequence[Entry]) -> tuple[_Entry, ...]:
    return tuple(
        _Entry(name=entry.name, says=entry.says, passages=tuple(map(_passage, entry.passages)))
        for entry in entries[:ENTRIES]
    )


def _passage(passage: Passage) -> _Passage:
    return _Passage(
        article=passage.article,
        place=passage.place,
        before=passage.before,
        after=passage.after,
        pieces=pieces(passage),
    )
