"""Find the marks that agencies and press-release wires leave in articles.

A name alone proves nothing: "Reuters shares fell" is news about a company, and "the Xinhua news
agency reported" quotes a source. So a name counts only where an agency's name is put to credit it:
in a dateline, a by-line, a credit line, a sign-off, beside a picture, or as the one who was told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from provenance.core import credit_forms as forms
from provenance.core.agencies import AgencyTable, FixedForm
from provenance.core.credit_places import (
    FIRST_PARAGRAPHS,
    LAST_PARAGRAPHS,
    LONGEST_CREDIT_LINE,
    Layout,
    classify,
)
from provenance.model import Article, Credit, CreditKind, Segments, Span

RELEASE_PREFIX: Final = "press release: "
RELEASE: Final = "press release"
RELEASE_SIGN_PARAGRAPHS: Final = 20
RELEASE_SIGNS_NEEDED: Final = 2
FIXED_FORM_REACH: Final = 720
FIXED_HEAD_REACH: Final = 400
LONGEST_METADATA: Final = 60
AGENCY_WORD: Final = re.compile(
    r"(?i)agency|agencies|agentur|agence|agencia|agência|agenzia|newswire|\bwire\b|\bpress\b|presse\b|"
    r"news service|агентство|ajans"
)
INITIALS: Final = re.compile(r"[A-ZÄÖÜČŠŽ]{2,6}")


def find_credits(article: Article, segments: Segments, table: AgencyTable) -> tuple[Credit, ...]:
    """Find the credits in an article's metadata and text.

    Args:
        article: the article; credit metadata, by-line, provider id and text are read.
        segments: its paragraphs and quotations; words inside a quotation never credit, and in
            furniture only a line that is nothing but a credit does.
        table: the agencies.

    Returns:
        The credits, those of the metadata first, then by place; at most one for each place. The
        detail of a press-release credit begins with ``press release: `` (see `is_press_release`);
        an empty agency means that agencies are credited without a name.
    """
    found = [*_from_metadata(article, table), *_from_text(article.text, segments, table)]
    return tuple(sorted(_widest(found), key=_place_order))


def is_press_release(credit: Credit) -> bool:
    """Return whether a credit names a press-release wire or says that the text is a press release."""
    return credit.detail.startswith(RELEASE_PREFIX)


def _place_order(credit: Credit) -> tuple[int, int, str, str]:
    span = credit.span
    return (
        (-1, -1, credit.agency, credit.detail) if span is None else (span.start, span.end, credit.agency, "")
    )


def _widest(found: list[Credit]) -> Iterator[Credit]:
    held: list[tuple[str, Span]] = []
    for credit in sorted(found, key=lambda one: 0 if one.span is None else -len(one.span)):
        if credit.span is None:
            yield credit
        elif not any(agency == credit.agency and span.overlap(credit.span) for agency, span in held):
            held.append((credit.agency, credit.span))
            yield credit


def _from_metadata(article: Article, table: AgencyTable) -> Iterator[Credit]:
    values = [("credit", value) for value in article.credits]
    values += [("provider id", article.provider_id)] if article.provider_id else []
    seen: set[str] = set()
    for label, value in values:
        known = table.known(value)
        for agency in known:
            if agency.kind != "photo" and agency.name not in seen:
                seen.add(agency.name)
                prefix = RELEASE_PREFIX if agency.kind == "press-release" else ""
                yield Credit(agency=agency.name, kind="metadata", detail=f"{prefix}{label} {value.strip()}")
        if not known and label == "credit":
            yield from _unknown_metadata(article, value.strip(), table)
    for part in re.split(r"[,/|;()]| for | and | with |^[Bb]y ", article.byline or ""):
        held = table.by_key.get(part.strip().removeprefix("the ").casefold())
        if held is not None and held.kind == "agency" and held.name not in seen:
            seen.add(held.name)
            yield Credit(agency=held.name, kind="byline", detail=f"byline {(article.byline or '').strip()}")


def _unknown_metadata(article: Article, value: str, table: AgencyTable) -> Iterator[Credit]:
    if value.casefold() in table.release_names:
        yield Credit(agency=RELEASE, kind="metadata", detail=f"{RELEASE_PREFIX}credit {value}")
    elif value in table.nameless:
        yield Credit(agency="", kind="metadata", detail=f"credit {value}")
    elif value.casefold() != (article.outlet or "").casefold() and _like_an_agency(value):
        yield Credit(agency=value, kind="metadata", detail=f"credit {value}")


def _like_an_agency(value: str) -> bool:
    named = AGENCY_WORD.search(value) or INITIALS.fullmatch(value)
    return named is not None and len(value) <= LONGEST_METADATA


def _from_text(text: str, segments: Segments, table: AgencyTable) -> Iterator[Credit]:
    layout = Layout(text, segments)
    for mention in table.mentions(text):
        place = layout.place(mention)
        if place is None:
            continue
        found = classify(place, table)
        if found is not None and (found[0] == "photo" or not layout.quoted(mention.start)):
            release = mention.agency.kind == "press-release"
            yield _credit(layout, mention.agency.name, found[0], found[1], release=release)
    yield from _fixed_forms(layout, table)
    yield from _nameless(layout, table)
    yield from _release_signs(layout, table)
    for hit in forms.UNKNOWN_PHOTO.finditer(text) if "/" in text else ():
        initials = hit["first"] or hit["last"]
        if initials not in table.by_spelling:
            yield _credit(layout, initials, "photo", Span(*hit.span()))


def _credit(layout: Layout, agency: str, kind: CreditKind, span: Span, *, release: bool = False) -> Credit:
    words = " ".join(span.cut(layout.text).split())
    return Credit(
        agency=agency,
        kind=kind,
        detail=f'{RELEASE_PREFIX if release else ""}"{words}"',
        span=span,
        line=layout.text.count("\n", 0, span.start) + 1,
    )


def _ends(layout: Layout, count: int) -> list[Span]:
    return [layout.paragraphs[number] for number in layout.own[-count:]]


def _fixed_forms(layout: Layout, table: AgencyTable) -> Iterator[Credit]:
    text = layout.text
    for form in table.sign_offs:
        if form.hint in text:
            for paragraph in _ends(layout, LAST_PARAGRAPHS):
                start = max(paragraph.start, paragraph.end - FIXED_FORM_REACH)
                yield from _fixed(layout, form, "sign-off", start, paragraph.end)
    for form in table.datelines:
        if form.hint in text:
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
    hit = form.pattern.search(layout.text[start:end])
    if hit is not None:
        release = form.agency.kind == "press-release"
        span = Span(start + hit.start(), start + hit.end())
        yield _credit(layout, form.agency.name, kind, span, release=release)


def _nameless(layout: Layout, table: AgencyTable) -> Iterator[Credit]:
    text, own = layout.text, layout.own
    for number in sorted({*own[:FIRST_PARAGRAPHS], *own[-LAST_PARAGRAPHS:]}):
        span = layout.paragraphs[number]
        if len(span) <= LONGEST_CREDIT_LINE:
            line = span.cut(text).strip(" ()[]*.-–—")
            if line in table.nameless:
                yield _credit(layout, "", "credit-line", span)
            elif line.casefold().rstrip(":") in table.release_names:
                yield _credit(layout, RELEASE, "credit-line", span, release=True)
    for phrase in table.feeds:
        start = text.rfind(phrase)
        if start >= 0:
            yield _credit(layout, "", "credit-line", Span(start, start + len(phrase)))


def _heading(text: str, span: Span, name: int) -> bool:
    # "About 40 people", "Over the weekend" begin ordinary sentences.
    return len(span) <= LONGEST_METADATA and text[name].isupper() and text[span.end - 1] not in ".?!"


def _release_signs(layout: Layout, table: AgencyTable) -> Iterator[Credit]:
    """Yield one credit where several paragraphs near the end begin as those of press releases do."""
    found: dict[str, Span] = {}
    for number in layout.own[-RELEASE_SIGN_PARAGRAPHS:]:
        span = layout.paragraphs[number]
        sign = table.release_signs.match(layout.text, span.start, span.end)
        if sign is not None and (sign[0][-1] != " " or _heading(layout.text, span, sign.end())):
            found.setdefault(sign[0], span)
    if len(found) >= RELEASE_SIGNS_NEEDED:
        first = min(found.values())
        yield _credit(
            layout, RELEASE, "credit-line", Span(first.start, min(first.end, first.start + 60)), release=True
        )
