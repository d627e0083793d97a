"""Find the marks that agencies and press-release wires leave in articles.

A name alone proves nothing: "Reuters shares fell" is news about a company, and "the Xinhua news
agency reported" quotes a source. So a name counts only where an agency's name is put to credit it:
in a dateline, a by-line, a credit line, a sign-off, beside a picture, or as the one who was told.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import attrgetter
from typing import Final

from provenance.core.collection.within import Within, looked_for
from provenance.core.crediting import credit_forms as forms
from provenance.core.crediting.agencies import AgencyTable, FixedForm
from provenance.core.crediting.briefs import Briefs
from provenance.core.crediting.byline import draws_on_agencies, may_name_agencies, names_agencies
from provenance.core.crediting.credit_places import (
    FIRST_PARAGRAPHS,
    LAST_PARAGRAPHS,
    LONGEST_CREDIT_LINE,
    MOST_ABOVE,
    Layout,
    Place,
    classify,
    inputs_kind,
    is_mark,
)
from provenance.core.crediting.release import issuer_in, release_signs
from provenance.core.crediting.shared_bylines import SharedByline, Where, shared_byline
from provenance.model import Article, Credit, CreditKind, Segments, Span

FIXED_FORM_REACH: Final = 720
FIXED_HEAD_REACH: Final = 400
LONGEST_METADATA: Final = 60
AGENCY_WORD: Final = re.compile(
    r"(?i)agency|agencies|agentur|agence|agencia|agência|agenzia|newswire|\bwire\b|\bpress\b|presse\b|"
    r"news service|агентство|ajans"
)
INITIALS: Final = re.compile(r"[A-ZÄÖÜČŠŽ]{2,6}")
WITH_LONG_NAME: Final = re.compile(rf"(?P<short>{INITIALS.pattern}) \([^()]+\)")


def find_credits(
    article: Article, segments: Segments, table: AgencyTable, within: Within | None = None
) -> tuple[Credit, ...]:
    """Find the credits in an article's metadata and text.

    Args:
        article: the article; credit metadata, by-line, provider id and text are read.
        segments: its paragraphs and quotations; words inside a quotation never credit, and in
            furniture only a line that is nothing but a credit does.
        table: the agencies.
        within: tells which of the table's ``hints`` the text holds; None: not known yet.

    Returns:
        The credits, those of the metadata first, then by place; at most one for each place. An
        empty agency means that agencies are credited without a name, or, with ``release``, that the
        text is called a press release and nothing says whose.
    """
    within = within or looked_for(article.text)
    found = [*_from_metadata(article, table), *_from_text(article, segments, table, within)]
    return tuple(sorted(_widest(found), key=_place_order))


def _place_order(credit: Credit) -> tuple[int, int, str, str]:
    span = credit.span
    return (
        (-1, -1, credit.agency, credit.detail) if span is None else (span.start, span.end, credit.agency, "")
    )


def _widest(found: list[Credit]) -> Iterator[Credit]:
    held: dict[tuple[str, bool], list[Span]] = {}
    for credit in sorted(found, key=lambda one: 0 if one.span is None else -len(one.span)):
        if credit.span is None:
            yield credit
            continue
        spans = held.setdefault((credit.agency, credit.release), [])
        # None of these overlap one another, so only the two beside it could overlap the new one.
        at = bisect_left(spans, credit.span.start, key=attrgetter("start"))
        if not any(span.overlap(credit.span) for span in spans[max(0, at - 1) : at + 1]):
            spans.insert(at, credit.span)
            yield credit


def _from_metadata(article: Article, table: AgencyTable) -> Iterator[Credit]:
    values = [("credit", value) for value in article.credits]
    values += [("provider id", article.provider_id)] if article.provider_id else []
    seen: set[str] = set()
    for label, value in values:
        issuer = issuer_in(value.strip(), table) if label == "credit" else None
        if issuer is not None:
            yield from _released(value.strip(), issuer, table)
            continue
        known = table.known(value)
        for agency in known:
            if agency.kind != "photo" and agency.name not in seen:
                seen.add(agency.name)
                release = agency.kind == "press-release"
                detail = f"{label} {value.strip()}"
                yield Credit(agency=agency.name, kind="metadata", detail=detail, release=release)
        if not known and label == "credit":
            yield from _unknown_metadata(article, value.strip(), table)
    byline = (article.byline or "").strip()
    shared = shared_byline(byline, table, article.outlet, Where(metadata=True))
    if shared is None or shared.kind == "byline":
        yield from _from_names(byline, table, seen)
    yield from _from_byline(byline, shared, table, seen)


def _from_names(byline: str, table: AgencyTable, seen: set[str]) -> Iterator[Credit]:
    """Yield the agencies that stand among the names of the metadata's by-line."""
    for part in re.split(r"[,/|;()]| for | and | with |^[Bb]y ", byline):
        name = forms.POST.sub("", part.strip()) if len(part) <= LONGEST_METADATA else part.strip()
        held = table.by_key.get(name.casefold().removeprefix("the "))
        if held is not None and held.kind == "agency" and held.name not in seen:
            seen.add(held.name)
            yield Credit(agency=held.name, kind="byline", detail=f"byline {byline}")


def _from_byline(
    byline: str, shared: SharedByline | None, table: AgencyTable, seen: set[str]
) -> Iterator[Credit]:
    """Yield the agencies that stand in the metadata's by-line beside others, and those without a name."""
    nameless = names_agencies(f"By {byline}") or names_agencies(byline)
    kind: CreditKind = shared.kind if shared is not None else "byline"
    for spelling in shared.spellings if shared is not None else ():
        name = table.by_spelling[spelling][0].name if spelling else ""
        nameless = nameless or not name
        if name and name not in seen:
            seen.add(name)
            yield Credit(agency=name, kind=kind, detail=f"byline {byline}")
    if nameless:
        yield Credit(agency="", kind=kind, detail=f"byline {byline}")


def _released(value: str, issuer: str, table: AgencyTable) -> Iterator[Credit]:
    wire = next((agency.name for agency in table.known(issuer) if agency.kind == "press-release"), issuer)
    yield Credit(agency=wire, kind="metadata", detail=f"credit {value}", release=True)


def _unknown_metadata(article: Article, value: str, table: AgencyTable) -> Iterator[Credit]:
    if value.casefold() in table.nameless or names_agencies(value):
        yield Credit(agency="", kind="metadata", detail=f"credit {value}")
    elif value.casefold() != (article.outlet or "").casefold() and _like_an_agency(value):
        yield Credit(agency=_short_name(article, value), kind="metadata", detail=f"credit {value}")


def _short_name(article: Article, value: str) -> str:
    """Return the initials that an item gives beside an agency's name, as "HPA (Halden Press Agency)" does."""
    named = WITH_LONG_NAME.fullmatch(value)
    if named is not None:
        return named["short"]
    initials = "".join(word[0] for word in re.findall(r"\w+", value) if word[0].isupper())
    others = (other.strip() for other in article.credits if other.strip() != value)
    return next((other for other in others if other == initials and INITIALS.fullmatch(other)), value)


def _like_an_agency(value: str) -> bool:
    named = AGENCY_WORD.search(value) or INITIALS.fullmatch(value)
    return named is not None and len(value) <= LONGEST_METADATA


def _from_text(article: Article, segments: Segments, table: AgencyTable, within: Within) -> Iterator[Credit]:
    text = article.text
    layout = Layout(text, segments, article.outlet)
    marks: list[tuple[Place, Credit]] = []
    for mention in table.mentions(text):
        place = layout.place(mention)
        if place is None:
            continue
        found = classify(place, table)
        if found is not None and (found[0] == "photo" or not layout.quoted(mention.start)):
            release = mention.agency.kind == "press-release"
            credit = _credit(layout, mention.agency.name, found[0], found[1], release=release)
            if is_mark(place, found) and not layout.quoted(mention.start):
                marks.append((place, credit))
            else:
                yield credit
    yield from _of_briefs(layout, segments, marks)
    held = frozenset(within(table.hints))
    yield from _fixed_forms(layout, table, held)
    yield from _nameless(layout, table, held)
    yield from release_signs(layout, table, article.outlet)
    for hit in forms.UNKNOWN_PHOTO.finditer(text) if "/" in text else ():
        initials = hit["first"] or hit["last"]
        if initials not in table.by_spelling:
            yield _credit(layout, initials, "photo", Span(*hit.span()))


def _of_briefs(layout: Layout, segments: Segments, marks: Sequence[tuple[Place, Credit]]) -> Iterator[Credit]:
    """Yield the credits of marks at paragraphs' ends: of a brief, else as they look one by one."""
    marked: dict[int, set[str]] = {}
    for place, credit in marks:
        marked.setdefault(place.number, set()).add(credit.agency)
    parts = Briefs(layout.text, segments, marked).parts
    for place, credit in marks:
        part = parts.get(place.number)
        if part is not None:
            start, end = place.mention.start, place.mention.end
            opens = layout.text[start - 1] in "(["
            span = Span(start - opens, end + 1)
            yield replace(_credit(layout, credit.agency, "sign-off", span, release=credit.release), part=part)
        elif parts:
            # Among briefs, a mark that is none's stands below a picture.
            yield replace(credit, kind="photo")
        else:
            yield credit


def _credit(layout: Layout, agency: str, kind: CreditKind, span: Span, *, release: bool = False) -> Credit:
    words = " ".join(span.cut(layout.text).split())
    return Credit(
        agency=agency,
        kind=kind,
        detail=f'"{words}"',
        span=span,
        line=layout.text.count("\n", 0, span.start) + 1,
        release=release,
    )


def _ends(layout: Layout, count: int) -> list[Span]:
    return [layout.paragraphs[number] for number in layout.own[-count:]]


def _fixed_forms(layout: Layout, table: AgencyTable, held: frozenset[str]) -> Iterator[Credit]:
    for form in table.sign_offs:
        if form.hint in held:
            for paragraph in _ends(layout, LAST_PARAGRAPHS):
                start = max(paragraph.start, paragraph.end - FIXED_FORM_REACH)
                yield from _fixed(layout, form, "sign-off", start, paragraph.end)
    for form in table.datelines:
        if form.hint in held:
            for number in layout.own[:FIRST_PARAGRAPHS]:
                paragraph = layout.paragraphs[number]
                yield from _fixed(
                    layout,
                    form,
                    "dateline",
                    paragraph.start,
                    min(paragraph.end, paragraph.start + FIXED_HEAD_REACH),
                )


def _fixed(layout: Layout, form: FixedForm, kind: CreditKind, start: int, end: int) -> Iterator[Credit]:
    stretch = layout.text[start:end]
    hit = form.pattern.search(stretch) if form.hint in stretch else None
    if hit is not None:
        release = form.agency.kind == "press-release"
        span = Span(start + hit.start(), start + hit.end())
        yield _credit(layout, form.agency.name, kind, span, release=release)


def _nameless(layout: Layout, table: AgencyTable, held: frozenset[str]) -> Iterator[Credit]:
    text, own = layout.text, layout.own
    for number in sorted({*own[:FIRST_PARAGRAPHS], *own[-LAST_PARAGRAPHS:]}):
        span = layout.paragraphs[number]
        if len(span) <= LONGEST_CREDIT_LINE:
            line = span.cut(text).strip(" ()[]*.-–—").casefold()
            if line in table.nameless:
                yield _credit(layout, "", "credit-line", span)
            elif line.rstrip(":") in table.release_names:
                yield _credit(layout, "", "credit-line", span, release=True)
    # By-lines are furniture, so they are not among the article's own paragraphs.
    most = len(layout.paragraphs)
    for number in sorted({*range(min(FIRST_PARAGRAPHS, most)), *range(max(0, most - LAST_PARAGRAPHS), most)}):
        span = layout.paragraphs[number]
        line = span.cut(text) if len(span) <= LONGEST_CREDIT_LINE else ""
        if names_agencies(line):
            yield _credit(layout, "", "byline", span)
        elif number and draws_on_agencies(line):
            yield _credit(layout, "", inputs_kind(line), span)
        elif may_name_agencies(line):
            where = Where(
                first=not number,
                last=number + 1 == most,
                near_end=2 * number + 1 > most,
                near_title=number <= MOST_ABOVE,
            )
            shared = shared_byline(line, table, layout.outlet, where)
            if shared is not None and "" in shared.spellings:
                yield _credit(layout, "", shared.kind, span)
    for phrase in table.feeds:
        if phrase in held:
            start = text.rfind(phrase)
            yield _credit(layout, "", "credit-line", Span(start, start + len(phrase)))
