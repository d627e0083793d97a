"""Articles cut into columns: the stage of a comparison that looks at one article at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Final

from provenance.core.collection.columns import Columns, CutArticle, build
from provenance.core.collection.scans import Lexicons
from provenance.core.collection.vocabulary import Stemmer, Vocabulary
from provenance.core.collection.within import Within, known_of
from provenance.core.crediting.agencies import AgencyTable
from provenance.core.crediting.credits import find_credits
from provenance.core.cutting.house import HINTS, house_of
from provenance.core.cutting.segment import SegmentTables, segment
from provenance.core.text.languages import SCRIPT_READ, code_of, contradicts, script_of
from provenance.model import Article

BATCH: Final = 1_500_000

Identify = Callable[[str], str | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class CutTables:
    """What cutting an article needs: word lists, agencies, stemmers, and how to tell a language.

    With ``lexicons`` the words of scans are read as they were likely printed, see ``core.collection.scans``.
    """

    segments: SegmentTables
    agencies: AgencyTable
    stemmers: Mapping[str, Stemmer]
    identify: Identify
    lexicons: Lexicons | None = None


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """Group articles into batches of about ``BATCH`` code points."""
    batch: list[Article] = []
    held = 0
    for article in articles:
        batch.append(article)
        held += len(article.text)
        if held >= BATCH:
            yield batch
            batch, held = [], 0
    if batch:
        yield batch


def cut(
    articles: Sequence[Article],
    tables: CutTables,
    vocabulary: Vocabulary | None = None,
    *,
    compiled: bool = False,
) -> Columns:
    """Cut a batch of articles into columns: segments, tokens, credits.

    Args:
        articles: the batch. tables: word lists.
        vocabulary: the words of batches before; it changes nothing but the time.
        compiled: whether to use compiled kernels, which give the same.
    """
    done = []
    for article, (plain, folded) in zip(articles, _within(articles, tables, compiled), strict=True):
        language = _language(article, tables.identify)
        segments = segment(
            article.text, language, tables=tables.segments, start=article.body_start, within=folded
        )
        done.append(
            CutArticle(
                article=article,
                language=language,
                segments=segments,
                credits=find_credits(article, segments, tables.agencies, plain),
                house=house_of(article, segments, folded),
            )
        )
    words = Vocabulary(tables.stemmers) if vocabulary is None else vocabulary
    return build(done, words, tables.lexicons, compiled=compiled)


def _within(
    articles: Sequence[Article], tables: CutTables, compiled: bool
) -> Iterable[tuple[Within | None, Within | None]]:
    """Return what tells of each article which strings its text holds, as it stands and folded."""
    if not compiled:
        return repeat((None, None), len(articles))
    texts = [article.text for article in articles]
    folded = [text.casefold() for text in texts]
    return zip(
        known_of(texts, tables.agencies.hints),
        known_of(folded, (*tables.segments.furniture.inside_by_word, *HINTS)),
        strict=True,
    )


def _language(article: Article, identify: Identify) -> str | None:
    """Return an article's language: as metadata has it, unless the script rules that out."""
    code = code_of(article.language)
    if code is None or contradicts(code, script_of(article.text[article.body_start :][:SCRIPT_READ])):
        return identify(article.text[article.body_start :])
    return code
