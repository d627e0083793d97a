"""The wording that every renderer shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from provenance.model import ArticleSummary, Match, Origin, Report
from provenance.report.escape import for_terminal, one_line
from provenance.report.order import LIKELY, SHORT_WORDS, NumberedPair

# So many reasons why files were ignored are told.
_REASONS: Final = 8


def counted(number: int, noun: str, plural: str | None = None) -> str:
    """Return "1 article" or "28,514 articles"."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def percent(share: float) -> str:
    """Return a share in whole per cent; "100%" and "0%" only where they are exact."""
    if 0 < share < 0.01:
        return "under 1%"
    return f"{min(99, round(100 * share)) if share < 1 else 100}%"


def place_phrase(line: int, page: int | None) -> str:
    """Return a line as it follows an article's name, with the page where there are pages: ``:12 (p. 3)``."""
    return f":{line}{page_phrase(page)}"


def page_phrase(page: int | None) -> str:
    """Return a page as it follows a line or a file's name; nothing where there are no pages."""
    return "" if page is None else f" (p. {page})"


def editorial_rows(article: ArticleSummary) -> list[tuple[str, str]]:
    """Return what editors and providers said of an article beside its text, as far as it is known."""
    rows = (
        ("Status", article.status),
        ("Embargo", article.embargo),
        ("Editor's note", article.editor_note),
        ("Usage terms", article.usage_terms),
        ("Byline", article.byline),
        ("Version", article.version),
        ("Provider's id", article.provider_id),
    )
    return [(name, value) for name, value in rows if value]


def use_phrase(article: ArticleSummary) -> str:
    """Return what keeps an article from being used, such as "cancelled"; nothing where nothing is known."""
    status = article.status if article.status and article.status.casefold() != "usable" else None
    embargo = f"embargo {article.embargo}" if article.embargo else None
    return "; ".join(part for part in (status, embargo) if part)


def origin_phrase(origin: Origin) -> str:
    """Return kind, agency and confidence, claiming no more than they carry."""
    agency = f", {origin.agency}" if origin.agency else ""
    confidence = f" ({origin.confidence:.2f})" if origin.confidence > 0 else ""
    if origin.kind == "unknown" and origin.confidence >= LIKELY:
        return f"unknown{agency}; common source likely{confidence}"
    return f"{origin.kind}{agency}{confidence}"


def shared_phrase(group: NumberedPair) -> str:
    """Return how much a pair shares: "3 passages, 1 quotation, 2 short quotations"."""
    numbers: Counter[tuple[bool, str]] = Counter(
        (match.words < SHORT_WORDS, match.content) for match in group.listed
    )
    parts = [
        counted(numbers[short, content], f"{'short ' if short else ''}{noun}")
        for short in (False, True)
        for content, noun in (("passage", "passage"), ("quote", "quotation"))
        if numbers[short, content]
    ]
    return ", ".join(parts or set_aside_parts(group.set_aside))


def set_aside_parts(matches: Iterable[Match]) -> list[str]:
    """Return the counts of boilerplate and formulas among ``matches``."""
    return set_aside_parts_of(Counter(match.content for match in matches))


def set_aside_parts_of(numbers: Mapping[str, int]) -> list[str]:
    """Return counts of boilerplate and formulas in words."""
    parts = []
    if numbers.get("boilerplate"):
        parts.append(f"{numbers['boilerplate']:,} boilerplate")
    if numbers.get("formula"):
        parts.append(counted(numbers["formula"], "formula"))
    return parts


def opening_phrase(report: Report) -> str:
    """Return the first line: articles, words, unknown metadata, problems."""
    articles = report.articles
    words = sum(article.words for article in articles)
    parts = [f"{counted(len(articles), 'article')}, {counted(words, 'word')}"]
    unknown = _unknown_phrase(articles)
    if unknown:
        parts.append(unknown)
    parts.append(counted(len(report.problems), "problem"))
    if report.ignored:
        parts.append(f"{counted(report.ignored, 'other file or record', 'other files or records')} ignored")
    return "; ".join(parts)


def ignored_phrase(report: Report) -> str:
    """Return how many files and records were ignored for which reason, the commonest first; may be empty."""
    ordered = sorted(report.ignored_by.items(), key=lambda item: (-item[1], item[0]))
    told = [f"{for_terminal(one_line(reason))} ({number:,})" for reason, number in ordered[:_REASONS]]
    more = f" and {len(ordered) - _REASONS:,} kinds more" if len(ordered) > _REASONS else ""
    return ", ".join(told) + more


def closing_phrase(groups: Iterable[NumberedPair]) -> str:
    """Return the last line: how many pairs, and how many are called wire copy, by which agencies."""
    pairs = [group.pair for group in groups if group.listed]
    wire = [pair.origin for pair in pairs if pair.origin.kind == "wire-copy"]
    agencies = Counter(origin.agency for origin in wire if origin.agency)
    called = f"{len(wire):,}" if wire else "none"
    by = ", ".join(f"{agency} {number:,}" for agency, number in sorted(agencies.items()))
    by = by if len(agencies) > 1 or len(wire) > agencies.total() else "".join(agencies)
    return f"{counted(len(pairs), 'pair')}, {called} called wire copy{f' ({by})' if by else ''}."


def kept_phrases(groups: Sequence[NumberedPair], kinds: Sequence[str], show: str) -> list[str]:
    """Return what a part of a report by origin holds besides pairs of that origin.

    Args:
        groups: all its pairs.
        kinds: the origins it was narrowed to.
        show: the command that shows a pair of the part when its number is added.
    """
    listed = [group for group in groups if group.listed]
    own = sum(group.pair.origin.kind in kinds for group in listed)
    others, stock = len(listed) - own, len(groups) - len(listed)
    origin = " or ".join(kinds)
    told = []
    if others:
        many = "has" if others == 1 else "have"
        told.append(
            f"Called {origin}: {own:,}; the other {others:,} {many} text of a cluster that is called so."
        )
    if stock:
        numbers = str(len(groups)) if stock == 1 else f"{len(listed) + 1} to {len(groups)}"
        pairs = counted(stock, "more pair" if listed else "pair")
        share = "shares" if stock == 1 else "share"
        told.append(f"{pairs} {share} boilerplate or formulas only: {show} NUMBER, {numbers}.")
    return told


def _unknown_phrase(articles: tuple[ArticleSummary, ...]) -> str:
    missing = {
        "outlet": sum(article.outlet is None for article in articles),
        "date": sum(article.published is None for article in articles),
    }
    every = [name for name, number in missing.items() if number == len(articles) > 0]
    some = [
        f"{name} unknown for {number:,}" for name, number in missing.items() if 0 < number < len(articles)
    ]
    return ", ".join(([" and ".join(every) + " unknown"] if every else []) + some)
