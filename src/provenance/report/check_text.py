"""What ``check`` says of new articles, for a terminal: the verdict first."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, TextIO

from provenance.core.deciding.held_passages import HeldPassage, Place
from provenance.core.deciding.verdict import ArticleVerdict, Note
from provenance.model import COPIED, Report
from provenance.report.commands import shell_command
from provenance.report.escape import for_terminal, isolated, one_line
from provenance.report.index_text import Change
from provenance.report.layout import Style, align, cut, display_width, grid, paint, wrap
from provenance.report.names import short_names
from provenance.report.phrases import (
    counted,
    origin_phrase,
    page_phrase,
    percent,
    place_phrase,
    set_aside_parts_of,
)

INDENT: Final = "  "
MARGIN: Final = 11
ROWS: Final = 12
PLACES: Final = 2
# On fewer columns one place is named, and the others counted.
_WIDE: Final = 100
EVIDENCE: Final = 6
NOTES: Final = 10
AGENCIES: Final = 3
# What an editor has to know before anything else: told right after the verdict.
_FIRST: Final = frozenset({"status", "embargo", "editor note"})
# Evidence by which a text itself credits somebody.
_SIGNED: Final = frozenset({"dateline", "byline", "credit-line", "sign-off", "contribution"})

_STYLES: Final[dict[str, Style]] = {
    "AGENCY COPY": "red",
    "PROBABLY AGENCY COPY": "red",
    "HELD ELSEWHERE": "yellow",
    "QUOTATIONS ONLY": "yellow",
}


class Added(Protocol):
    """What was put into an index after the check."""

    @property
    def change(self) -> Change: ...


class Checked(Protocol):
    """What was found of new articles."""

    @property
    def verdicts(self) -> Sequence[ArticleVerdict]: ...
    @property
    def report(self) -> Report: ...
    @property
    def against(self) -> str: ...
    @property
    def held(self) -> int: ...
    @property
    def undated(self) -> bool: ...
    @property
    def agencies(self) -> Mapping[str, int]: ...
    @property
    def added(self) -> Added | None: ...


def write_check(done: Checked, stream: TextIO, width: int = 100, colour: bool = False) -> None:
    """Write what was found, article by article.

    Args:
        done: what was found.
        stream: where it goes.
        width: columns of the terminal, at least 40.
        colour: whether to use colours and bold.
    """
    width = max(40, width)
    places = (
        place.article for one in done.verdicts for p in (*one.passages, *one.quotations) for place in p.places
    )
    ids = sorted({*(article.id for article in done.report.articles), *places})
    names = {key: isolated(name) for key, name in short_names(ids, least=3, limit=width // 4).items()}
    blocks = [
        "\n".join(_article(one, done, names, width, colour, several=len(done.verdicts) > 1))
        for one in done.verdicts
    ]
    stream.write("\n\n".join([*blocks, "\n".join(_closing(done, width))]) + "\n")


def _article(
    one: ArticleVerdict, done: Checked, names: Mapping[str, str], width: int, colour: bool, several: bool
) -> list[str]:
    # One that is left out of what it is compared with is held as well.
    new = frozenset(other.article for other in done.verdicts if not other.left_out)
    lines = _headline(one, new, width, colour, several)
    lines += _notes([note for note in one.notes if note.kind in _FIRST], one.article, names, width, colour)
    if one.left_out:
        itself = f"{_plain(one.left_out)}; left out of what it is compared with"
        lines += _labelled("itself", itself, width, colour)
    for word, facts in (("for", one.origin.supports), ("against", one.origin.against)):
        details = [_renamed(fact.detail or fact.kind, names) for fact in facts[:EVIDENCE]]
        if len(facts) > EVIDENCE:
            details.append(f"{len(facts) - EVIDENCE} more: --format json")
        for detail in details:
            lines += _labelled(word, detail, width, colour)
    lines += _held(one, new, names, width, colour)
    lines += _rest(one, names, width, colour)
    return lines


def _headline(
    one: ArticleVerdict, new: Collection[str], width: int, colour: bool, several: bool
) -> list[str]:
    word = paint(one.word, _STYLES.get(one.word, "bold"), colour)
    agency = one.word in ("AGENCY COPY", "PROBABLY AGENCY COPY")
    name = f"{isolated(_plain(one.article))}: " if several else ""
    tail = ""
    if agency:
        tail = (
            f": {_plain(one.origin.agency or 'agency not named')}{_form(one)} ({one.origin.confidence:.2f})"
        )
    elif one.origin.kind != "unknown" or one.origin.confidence:
        tail = f"; origin {_plain(origin_phrase(one.origin))}"
    if one.word in ("HELD ELSEWHERE", "QUOTATIONS ONLY") and not _beyond(one, new):
        tail = f", in other new articles only{tail}"
    credits = ", ".join(map(_plain, one.credits))
    told = f"The article credits {credits}." if credits else _uncredited(one)
    whole = f"{tail}. {told}"
    first, *others = wrap("x" * display_width(name + one.word) + whole, width) or [""]
    lines = [name + word + first[display_width(name + one.word) :]]
    lines += [INDENT + line for line in others]
    return lines


def _uncredited(one: ArticleVerdict) -> str:
    """Say that metadata name no credit, and whether that is all there is to say."""
    signed = any(fact.kind in _SIGNED for fact in one.origin.supports)
    return "No credit in its metadata." if signed else "The article credits nobody."


def _form(one: ArticleVerdict) -> str:
    """Say what is held of agency copy, where it is not there word for word."""
    passages = [*one.passages, *one.quotations]
    if not passages:
        return ", nothing of it held"
    copied = any(passage.relation in COPIED for passage in one.passages)
    return "" if copied else ", reworded or translated"


def _beyond(one: ArticleVerdict, new: Collection[str]) -> list[HeldPassage]:
    """Return what of an article is held by others than the new ones."""
    passages = (*one.passages, *one.quotations)
    return [held for held in passages if any(place.article not in new for place in held.places)]


def _held(
    one: ArticleVerdict, new: Collection[str], names: Mapping[str, str], width: int, colour: bool
) -> list[str]:
    if not (one.passages or one.quotations):
        return []
    quoted, reused = percent(one.quoted), percent(one.reused)
    since = f"; since {_plain(one.since)}" if one.since else ""
    run = f" Longest equal run {counted(one.longest_run, 'word')}." if one.longest_run else ""
    beyond = len(_beyond(one, new))
    among_new = len(one.passages) + len(one.quotations) - beyond
    head = (
        f"Held elsewhere: {counted(len(one.quotations), 'quotation')} ({quoted} of it),"
        f" {counted(len(one.passages), 'other passage')} ({reused}){since}.{run}"
    )
    if among_new:
        head += f" {f'{among_new:,} of these' if beyond else 'All'} in other new articles only."
    lines = wrap(head, width)
    ordered = sorted([*one.passages, *one.quotations], key=lambda p: (p.span.start, p.span.end))
    shown = sorted(ordered, key=lambda p: (p.content != "passage", -p.words))[:ROWS]
    rows = [p for p in ordered if p in shown]
    most = PLACES if width >= _WIDE else 1
    ends = align([[p.relation, p.content, _places(p.places, names, most)] for p in rows])
    lefts = align([[_lines(p.line, p.last_line, p.page)] for p in rows])
    fixed = display_width(lefts[0][0]) + sum(map(display_width, ends[0])) + len(INDENT) + 2 * 4
    room = max(16, width - fixed)
    cells = [
        [left[0], isolated(cut(_plain(_said(p)), room)), *end]
        for p, left, end in zip(rows, lefts, ends, strict=True)
    ]
    lines += grid(align(cells), INDENT)
    if len(ordered) > len(rows):
        lines.append(paint(f"{INDENT}{len(ordered) - len(rows):,} more: --format json", "dim", colour))
    return lines


def _said(one: HeldPassage) -> str:
    text = one.text[:400]
    return f"{one.speaker}: {text}" if one.speaker and one.content == "quote" else text


def _places(places: Sequence[Place], names: Mapping[str, str], most: int) -> str:
    by_article: dict[str, dict[int, int | None]] = {}
    for place in places:
        by_article.setdefault(place.article, {})[place.line] = place.page
    told = [
        names[article] + " ".join(place_phrase(*one) for one in sorted(lines.items())[:PLACES])
        for article, lines in list(by_article.items())[:most]
    ]
    more = f" and {len(by_article) - most:,} more" if len(by_article) > most else ""
    return ", ".join(told) + more


def _lines(first: int, last: int, page: int | None = None) -> str:
    lines = f":{first}" if first == last else f":{first}-{last}"
    return lines + page_phrase(page)


def _rest(one: ArticleVerdict, names: Mapping[str, str], width: int, colour: bool) -> list[str]:
    lines: list[str] = []
    if one.word != "CAN'T TELL":
        share = percent(one.fresh)
        where = ", ".join(_lines(first, last) for first, last in one.new) if one.fresh else ""
        lines += _labelled("New here", share + (f", e.g. {where}" if where else ""), width, colour)
    aside = set_aside_parts_of(one.set_aside)
    if one.repeats:
        aside.append(counted(one.repeats, "repeat") + " within it")
    if one.furniture:
        aside.append(f"{one.furniture:,} furniture")
    if aside:
        lines += _labelled("Set aside", ", ".join(aside), width, colour)
    if one.credit:
        lines += _labelled("Credit", f"suggested: {_plain(one.credit)}", width, colour)
    if one.label:
        head = paint(f"{'Label':<{MARGIN}}", "bold", colour)
        lines.append(head + shell_command(label_words(one)))
    if not one.notes:
        lines += _labelled("Status", "no kill, correction or embargo known", width, colour)
    later = [note for note in one.notes if note.kind not in _FIRST]
    return lines + _notes(later, one.article, names, width, colour)


def _notes(
    notes: Sequence[Note], article: str, names: Mapping[str, str], width: int, colour: bool
) -> list[str]:
    told = [_told(note, article, names) for note in notes[:NOTES]]
    if len(notes) > NOTES:
        told.append(f"{len(notes) - NOTES} more: --format json")
    return [line for text in told for line in _labelled("Status", text, width, colour)]


def _told(note: Note, article: str, names: Mapping[str, str]) -> str:
    """Say what an editor has to know, of which article, and how that one comes in where it shares no text."""
    text = f"{note.kind}: {_plain(note.text)}"
    if note.article is None:
        return text
    name = names.get(note.article) or isolated(_plain(note.article))
    if note.order is None or note.version_of is None:
        return f"{name}: {text}"
    of = "this article" if note.version_of == article else names.get(note.version_of, _plain(note.version_of))
    article_of = "a " if note.order == "later version" else ""
    return f"{name}, {article_of}{note.order} of {of}: {text}"


def label_words(one: ArticleVerdict) -> list[str]:
    """Return the words of the command that labels what is held, none where there is no such command."""
    if one.label is None:
        return []
    here, there, kind, agency = one.label
    return [
        "provenance",
        "label",
        "accept",
        here,
        there,
        "--as",
        kind,
        *(["--agency", agency] if agency else []),
    ]


def _closing(done: Checked, width: int) -> list[str]:
    agencies = sorted(done.agencies.items(), key=lambda item: (-item[1], item[0]))
    credited = ", ".join(f"{number:,} credit {_plain(name)}" for name, number in agencies[:AGENCIES])
    others = len(agencies) - AGENCIES
    if others > 0:
        credited += f"; {others:,} more {'is' if others == 1 else 'are'} credited"
    parts = [
        counted(done.held, "article"),
        "undated" if done.undated else "",
        credited or "none credits an agency",
    ]
    lines = wrap(f"Against {_plain(done.against)}: {', '.join(part for part in parts if part)}.", width)
    for limit in done.report.limits:
        lines += _labelled("Not seen", _plain(limit), width, False)
    return lines + (_labelled("Taken in", _taken_in(done.added.change), width, False) if done.added else [])


def _taken_in(change: Change) -> str:
    told = [
        f"{change.added:,} added" if change.added else "",
        f"{change.changed:,} put in the place of another version held under the same id"
        if change.changed
        else "",
        f"{change.unchanged:,} held as it is" if change.unchanged else "",
    ]
    return f"{', '.join(part for part in told if part)}; {counted(change.articles, 'article')} held now."


def _labelled(word: str, text: str, width: int, colour: bool) -> list[str]:
    inner = word.islower()
    head = f"{INDENT}{word}" if inner else word
    wrapped = wrap(text, width - MARGIN) or [""]
    heads = [paint(f"{head:<{MARGIN}}", "dim" if inner else "bold", colour)]
    heads += [" " * MARGIN] * (len(wrapped) - 1)
    return [left + line for left, line in zip(heads, wrapped, strict=True)]


def _renamed(detail: str, names: Mapping[str, str]) -> str:
    text = _plain(detail)
    for key, name in names.items():
        text = text.replace(for_terminal(key), name)
    return text


def _plain(text: str) -> str:
    return for_terminal(one_line(text))
