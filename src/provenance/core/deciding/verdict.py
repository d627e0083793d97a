"""What to tell an editor of one new article: a verdict in fixed words, what it rests on, what to do."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from provenance.core.crediting.credentials import hidden_in
from provenance.core.deciding.held_passages import UNDATED, HeldPassage, date_of, listed_in, with_others
from provenance.core.origins.versions import USABLE, Order, is_noted, order
from provenance.core.passages.shared import held_words
from provenance.core.reporting.limits import SHORT, is_unsure
from provenance.model import COPIED, Article, ArticleSummary, Cluster, Match, Origin, Report, Side

Word = Literal[
    "AGENCY COPY",
    "PROBABLY AGENCY COPY",
    "HELD ELSEWHERE",
    "QUOTATIONS ONLY",
    "NO SIGN OF COMMON TEXT",
    "CAN'T TELL",
]

NoteKind = Literal["status", "embargo", "editor note", "usage terms", "content credentials", "hidden", "OCR"]

# From this confidence on agency copy is called so without "probably".
SURE: Final = 0.9
# Passages of fewer words prove no common text; they are counted, and make no verdict.
TELLING_WORDS: Final = 8
_COMMON: Final = ("passage", "quote")
_URGENT: Final = ("status", "embargo")
_OF_VERSIONS: Final = (*_URGENT, "editor note")
_MOSTLY: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What an editor has to know before use: ``article`` None is the new article itself.

    Where the article shares no text and is told of as a version of one that counts, ``order`` says what kind
    of version it is, and ``version_of`` of which article.
    """

    article: str | None
    kind: NoteKind
    text: str
    order: Order | None = None
    version_of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleVerdict:
    """What is said of one new article.

    ``passages`` and ``quotations`` are held elsewhere and counted apart; shares are of its own words.
    ``fresh`` is the share of them that nothing held shares, stock text included; ``new`` are the longest
    stretches of such lines. ``left_out`` says that the article
    itself is held, and how it differs; ``set_aside`` counts matches by what they are.
    """

    article: str
    word: Word
    origin: Origin
    passages: tuple[HeldPassage, ...]
    quotations: tuple[HeldPassage, ...]
    reused: float
    quoted: float
    fresh: float
    longest_run: int
    since: str | None
    new: tuple[tuple[int, int], ...]
    furniture: int
    set_aside: Mapping[str, int]
    repeats: int
    credits: tuple[str, ...]
    credit: str | None
    notes: tuple[Note, ...]
    left_out: str | None
    label: tuple[str, str, str, str | None] | None


def verdict(
    article: Article,
    report: Report,
    held: Mapping[str, Article],
    *,
    versions: Sequence[Article] = (),
    copies: Collection[str] = (),
    clusters: Sequence[Cluster] = (),
    furniture: int = 0,
    left_out: str | None = None,
) -> ArticleVerdict:
    """Return what is to be said of a new article.

    Args:
        article: the new article.
        report: all that touches new articles.
        held: the articles that it shares something with, held or new, by id.
        versions: articles that may be other versions of it or of those.
        copies: ids of articles in one cluster with it, matched with it or not.
        clusters: those of its clusters in which not all matches are listed.
        furniture: how many of its paragraphs are no part of it.
        left_out: says how the article itself is held, if it is.
    """
    summary = next(one for one in report.articles if one.id == article.id)
    sides = [_sides(match, article.id) for match in report.matches if _touches(match, article.id)]
    matches = [match for match in report.matches if _touches(match, article.id)]
    summaries = {one.id: one for one in report.articles}
    listed = listed_in(
        [(mine, theirs, m) for (mine, theirs), m in zip(sides, matches, strict=True) if m.content in _COMMON],
        summaries,
        article.text,
    )
    groups = [with_others(one, article.id, clusters, held) for one in listed]
    passages = tuple(one for one in groups if one.content == "passage")
    quotations = tuple(one for one in groups if one.content == "quote")
    aside = Counter(match.content for match in matches if match.content not in _COMMON)
    dates = sorted({date_of(place) for one in groups for place in one.places} - {UNDATED})
    partners = {theirs.article for _, theirs in sides}
    word = _word(summary, passages, quotations)
    named = {one: held[one] for one in sorted(held.keys() & {*partners, *copies})}
    return ArticleVerdict(
        article=article.id,
        word=word,
        origin=summary.origin,
        passages=passages,
        quotations=quotations,
        reused=summary.reused,
        quoted=summary.quoted,
        fresh=_fresh(summary, sides, matches),
        longest_run=max((_run(match) for match in matches if match.content in _COMMON), default=0),
        since=dates[0] if dates else None,
        new=_new_lines(article, [mine for mine, _ in sides]),
        furniture=furniture,
        set_aside=dict(sorted(aside.items())),
        repeats=sum(repeat.article == article.id for repeat in report.repeats),
        credits=article.credits,
        credit=_credit(summary, word),
        notes=(
            *_notes(None, article),
            *_version_notes(article, named, versions),
            *_notes_of_held(named, partners),
        ),
        left_out=left_out,
        label=_label(matches, article.id, summary.origin, word),
    )


def _notes_of_held(named: Mapping[str, Article], partners: Collection[str]) -> list[Note]:
    """Return what is to be said of held articles, urgent first; of those in no match what editors said."""
    others = [
        note
        for one in named
        for note in _notes(one, named[one])
        if one in partners or note.kind in _OF_VERSIONS
    ]
    return sorted(others, key=lambda note: note.kind not in _URGENT)


def _fresh(summary: ArticleSummary, sides: Sequence[tuple[Side, Side]], matches: Sequence[Match]) -> float:
    """Return the share of an article's words that no match touches, of whatever content."""
    spans = [
        (mine.start, mine.end, match.words, match.content in _COMMON)
        for (mine, _), match in zip(sides, matches, strict=True)
    ]
    every = held_words([span[:3] for span in spans])
    stock = every - held_words([span[:3] for span in spans if span[3]])
    return max(0.0, 1.0 - summary.reused - summary.quoted - stock / max(1, summary.words))


def _touches(match: Match, article: str) -> bool:
    return article in (match.left.article, match.right.article)


def _sides(match: Match, article: str) -> tuple[Side, Side]:
    return (match.left, match.right) if match.left.article == article else (match.right, match.left)


def _word(
    summary: ArticleSummary, passages: Sequence[HeldPassage], quotations: Sequence[HeldPassage]
) -> Word:
    if summary.origin.kind == "wire-copy":
        return "AGENCY COPY" if summary.origin.confidence >= SURE else "PROBABLY AGENCY COPY"
    if any(one.words >= TELLING_WORDS or one.relation == "identical" for one in passages):
        return "HELD ELSEWHERE"
    if quotations or passages:
        return "QUOTATIONS ONLY" if quotations else "HELD ELSEWHERE"
    return "CAN'T TELL" if summary.words < SHORT or summary.language is None else "NO SIGN OF COMMON TEXT"


def _run(match: Match) -> int:
    return match.words if match.relation == "identical" else int(match.features.get("longest_run", 0))


def _new_lines(article: Article, sides: Sequence[Side]) -> tuple[tuple[int, int], ...]:
    """Return the longest stretches of lines, first and last, that no match touches."""
    runs: list[tuple[int, int, int]] = []
    at = 0
    open_run = False
    for number, line in enumerate(article.text.split("\n"), start=1):
        start, end = at, at + len(line)
        at = end + 1
        if not line.strip() or end <= article.body_start:
            continue
        if any(side.start < end and side.end > start for side in sides):
            open_run = False
            continue
        words = len(line.split())
        if open_run:
            first, _, before = runs[-1]
            runs[-1] = (first, number, before + words)
        else:
            runs.append((number, number, words))
            open_run = True
    telling = [run for run in runs if run[2] >= TELLING_WORDS]
    longest = sorted(telling, key=lambda run: (-run[2], run[0]))[:3]
    return tuple(sorted((first, last) for first, last, _ in longest))


def _credit(summary: ArticleSummary, word: Word) -> str | None:
    """Return the credit to set: the agency, and staff where most of the text is not known to be its."""
    agency = summary.origin.agency
    if agency is None or word not in ("AGENCY COPY", "PROBABLY AGENCY COPY"):
        return None
    if any(agency.casefold() in credit.casefold() for credit in summary.credits):
        return None
    signed = any(fact.kind in ("dateline", "byline") for fact in summary.origin.supports)
    whole = signed or summary.reused >= _MOSTLY
    return agency if whole else f"{agency} and staff"


def _label(
    matches: Sequence[Match], article: str, origin: Origin, word: Word
) -> tuple[str, str, str, str | None] | None:
    """Return two places, a kind of label and an agency: what to label the longest copied passage as."""
    copied = [m for m in matches if m.content == "passage" and m.relation in COPIED]
    if not copied:
        return None
    best = max(copied, key=lambda m: (m.words, m.score, m.id))
    mine, theirs = _sides(best, article)
    wire = word in ("AGENCY COPY", "PROBABLY AGENCY COPY")
    kind = "wire-copy" if wire else origin.kind if origin.confidence >= _MOSTLY else "unknown"
    return f"{article}:{mine.line}", f"{theirs.article}:{theirs.line}", kind, origin.agency if wire else None


def _version_notes(
    article: Article, partners: Mapping[str, Article], versions: Sequence[Article]
) -> list[Note]:
    """Return what is known of other versions of an article and of its partners, each version told of once."""
    found: dict[str, list[Note]] = {}
    of = [article, *partners.values()]
    ids, provided = {one.id for one in of}, {one.provider_id for one in of if one.provider_id}
    near = [one for one in versions if is_noted(one) and (one.id in ids or one.provider_id in provided)]
    for other in sorted(near, key=lambda one: (one.id, one.version or "", one.text)):
        kinds = [(one, kind) for one in of if (kind := order(other, one)) is not None]
        if not kinds or other.id in partners:
            continue
        one, kind = kinds[0]
        found.setdefault(other.id, []).extend(
            replace(note, order=kind, version_of=one.id)
            for note in _notes(other.id, other)
            if note.kind in _OF_VERSIONS
        )
    return sorted((n for notes in found.values() for n in notes), key=lambda n: n.kind not in _URGENT)


def _notes(name: str | None, article: Article) -> tuple[Note, ...]:
    found: list[Note] = []
    if article.status and article.status.casefold() != USABLE:
        found.append(Note(article=name, kind="status", text=article.status))
    if article.embargo:
        found.append(Note(article=name, kind="embargo", text=article.embargo))
    if article.editor_note:
        found.append(Note(article=name, kind="editor note", text=article.editor_note))
    if article.usage_terms:
        found.append(Note(article=name, kind="usage terms", text=article.usage_terms))
    for one in hidden_in(article.text):
        kind: NoteKind = "content credentials" if one.manifest else "hidden"
        line = article.text.count("\n", 0, one.span.start) + 1
        found.append(Note(article=name, kind=kind, text=f"{one.told()}, line {line}; not verified"))
    if is_unsure(article):
        found.append(Note(article=name, kind="OCR", text=f"mean confidence {article.ocr_confidence:.2f}"))
    return tuple(found)
