"""Say in plain sentences what a comparison knew too little of: languages, short passages, dates, scans."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Final

import numpy as np

from provenance.core.chunk import LEAST_UNIT_WORDS
from provenance.core.collection.columns import Columns
from provenance.core.cutting.segment import SENTENCE_RULES, UNMARKED
from provenance.core.dates import day_of
from provenance.core.flags import MENDED, UNSPACED, Sizes
from provenance.core.text.languages import SNOWBALL, UNCHANGING, code_of
from provenance.model import Article

_NAMED: Final = 3
_LONGEST_DATE: Final = 40  # characters
# Articles of fewer words are too short to tell of.
SHORT: Final = 12
# Set by hand: below it one word in five is likely wrong, and what is left of a passage is too short to find.
UNSURE: Final = 0.8


def language_limits(columns: Columns, known: Collection[str], *, reworded: bool) -> list[str]:
    """Return what the languages of some articles kept from being seen, one sentence a kind.

    Args:
        columns: all articles.
        known: the languages with background frequencies.
        reworded: whether reworded passages were asked for.
    """
    spoken = sorted({language for language in columns.languages if language})
    found = []
    bare = [language for language in spoken if language not in known]
    if bare and reworded:
        found.append(
            f"how rare words are in {', '.join(bare)}: no background frequencies, scores are rougher"
        )
    unstemmed = [language for language in spoken if language not in SNOWBALL and language not in UNCHANGING]
    if unstemmed and reworded:
        found.append(
            f"words with other endings in {', '.join(unstemmed)}: no stemmer, counted as other words"
        )
    unmarked = [language for language in spoken if language in UNMARKED]
    if unmarked:
        found.append(f"where sentences end in {', '.join(unmarked)}: no mark tells, spaces were taken for it")
    unruled = [language for language in spoken if language not in SENTENCE_RULES | UNMARKED]
    if unruled:
        found.append(f"abbreviations in {', '.join(unruled)}: sentences were cut by English rules")
    return [*found, *_contradicted(columns), *_unknown(columns), *_short(columns, reworded)]


def ocr_limits(articles: Sequence[Article]) -> list[str]:
    """Say which articles were read by optical character recognition that was not sure of their words."""
    unsure = sorted((one.ocr_confidence, one.id) for one in articles if is_unsure(one))
    if not unsure:
        return []
    named = ", ".join(f"{name} ({share:.2f})" for share, name in unsure[:_NAMED])
    more = f" and {len(unsure) - _NAMED:,} more" if len(unsure) > _NAMED else ""
    return [f"words that OCR read wrongly; its mean confidence is below {UNSURE} in {named}{more}"]


def misread_limits(columns: Columns) -> list[str]:
    """Say which articles look like scans, and that their words were compared as likely printed."""
    mended = np.flatnonzero(columns.flags & MENDED)
    if not len(mended):
        return []
    order = np.argsort(columns.block_first, kind="stable")  # blocks need not follow one another as tokens do
    blocks = order[np.searchsorted(columns.block_first[order], mended, side="right") - 1]
    articles, counts = np.unique(columns.block_article[blocks], return_counts=True)
    most = np.lexsort((articles, -counts))
    shown = [f"{columns.articles[articles[i]].id} ({counts[i]:,} words)" for i in most[:_NAMED].tolist()]
    more = f" and {len(articles) - _NAMED:,} more" if len(articles) > _NAMED else ""
    noun = "article" if len(articles) == 1 else "articles"
    return [
        f"misread words in {len(articles):,} {noun} that look like scans, most in {', '.join(shown)}{more}: "
        "they were compared as they were likely printed, and much that is shared may be missed"
    ]


def encoding_limits(articles: Sequence[Article]) -> list[str]:
    """Say of how many articles the encoding is a guess: their files are no Unicode and name none."""
    guessed = Counter(one.guessed_encoding for one in articles if one.guessed_encoding)
    if not guessed:
        return []
    number = guessed.total()
    noun = "article" if number == 1 else "articles"
    named = sorted(guessed.items(), key=lambda item: (-item[1], item[0]))
    told = ", ".join(f"{encoding} {count:,}" for encoding, count in named[:_NAMED])
    more = f" and {len(named) - _NAMED:,} more" if len(named) > _NAMED else ""
    return [f"letters read wrongly in {number:,} {noun} whose encoding is guessed ({told}{more})"]


def date_limits(articles: Sequence[Article]) -> list[str]:
    """Say which articles have a date that is none to us, and so counts nowhere."""
    unread = sorted(
        (one.id, one.published) for one in articles if one.published and not day_of(one.published)
    )
    if not unread:
        return []
    named = ", ".join(f"{name} ({stamp[:_LONGEST_DATE]})" for name, stamp in unread[:_NAMED])
    more = f" and {len(unread) - _NAMED:,} more" if len(unread) > _NAMED else ""
    return [f"when articles were published whose date is not written as 2025-03-31: {named}{more}"]


def is_unsure(article: Article) -> bool:
    """Say whether an article was read by optical character recognition that was not sure of its words."""
    return article.ocr_confidence is not None and article.ocr_confidence < UNSURE


def _contradicted(columns: Columns) -> Iterable[str]:
    """Name the articles whose metadata gives a language that their script rules out."""
    pairs = [
        (article.id, code_of(article.language), language)
        for article, language in zip(columns.articles, columns.languages, strict=True)
    ]
    wrong = sorted((name, given, language) for name, given, language in pairs if given and given != language)
    if not wrong:
        return
    named = ", ".join(
        f"{name} (metadata says {given}, read as {language or 'unknown'})"
        for name, given, language in wrong[:_NAMED]
    )
    more = f" and {len(wrong) - _NAMED:,} more" if len(wrong) > _NAMED else ""
    yield f"whether metadata has the right language where the script is another's: {named}{more}"


def _unknown(columns: Columns) -> Iterable[str]:
    unknown = sum(language is None for language in columns.languages)
    if unknown:
        noun = "article" if unknown == 1 else "articles"
        yield f"the language of {unknown:,} {noun}: too short or unknown"


def _short(columns: Columns, reworded: bool) -> Iterable[str]:
    """Count the passages that are compared for equality only."""
    own = ~columns.block_furniture
    sizes = Sizes(columns.flags & UNSPACED > 0)
    words = sizes.words(columns.block_first[own], columns.block_last[own])
    short = int((words < LEAST_UNIT_WORDS).sum())
    if short and reworded:
        noun = "passage" if short == 1 else "passages"
        yield f"rewording in {short:,} {noun} of less than {LEAST_UNIT_WORDS} words: found only if equal"
