"""A text without any credit, and the credits that are found once something is added to it."""

from __future__ import annotations

import re
import tomllib
from importlib import resources

from provenance.core.crediting.agencies import AgencyTable, agency_table
from provenance.core.crediting.credits import find_credits
from provenance.model import Article, Credit, Quotation, Segments, Span

BODY = (
    "The harbour commission closed two of its five piers after divers found cracks in the supports.\n\n"
    "Repairs will take until spring, the commission said, and ferries will use the northern quay.\n\n"
    "Shop owners along the promenade said that they had been given no warning of the closure.\n\n"
    "The town council meets next week to discuss who will pay for the work on the damaged piers.\n\n"
    "Engineers had asked for an inspection twice in the past three years without getting an answer."
)
FILLER = "\n\n".join(
    f"Paragraph {number} of the report describes another part of the harbour." for number in range(12)
)


def _read_table() -> AgencyTable:
    text = resources.files("provenance").joinpath("data/agencies.toml").read_text(encoding="utf-8")
    return agency_table(tomllib.loads(text))


TABLE = _read_table()


def cut(text: str, furniture: frozenset[int] = frozenset()) -> Segments:
    paragraphs = tuple(Span(*hit.span()) for hit in re.finditer(r"\S(?:[^\n]*\S)?", text))
    quotations = tuple(
        Quotation(span=Span(hit.start() + 1, hit.end() - 1), outer=Span(*hit.span()))
        for hit in re.finditer(r"[“\"][^”\"\n]{2,}[”\"]", text)
    )
    return Segments(
        paragraphs=paragraphs,
        furniture=tuple(number in furniture for number in range(len(paragraphs))),
        sentences=paragraphs,
        sentence_paragraph=tuple(range(len(paragraphs))),
        quotations=quotations,
    )


def credits_of(text: str, **metadata: object) -> tuple[Credit, ...]:
    article = Article(id="a.txt", path="a.txt", text=text, **metadata)  # type: ignore[arg-type]
    return find_credits(article, cut(text), TABLE)


def kinds(text: str, **metadata: object) -> list[tuple[str, str]]:
    return [(credit.agency, credit.kind) for credit in credits_of(text, **metadata)]
