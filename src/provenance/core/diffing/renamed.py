"""Finding articles that stand under another id in a later report."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from provenance.core.diffing.differences import RenamedArticle
from provenance.model import ArticleSummary, Report

# Without texts: how many sentences of an article must stand in matches, which share of those of both
# reports must be the same, and how far the counts of words may lie apart.
LEAST_SENTENCES: Final = 3
LEAST_COMMON: Final = 0.8
WORDS_APART: Final = 0.05
# A sentence that more articles hold tells nothing of which one it is.
MOST_HOLDERS: Final = 50


def renamed(old: Report, new: Report) -> tuple[RenamedArticle, ...]:
    """Return the articles of ``old`` that ``new`` lists under another id.

    An article counts as renamed if its text is the same but for white space; where a report carries no texts,
    if the file's name and all that is known of it are, as when a folder was moved; or if most of its
    sentences that stand in matches are. Outlet, date and language must agree where both reports know them,
    since two outlets' copies of one dispatch are two articles.
    """
    gone, come = _apart(old.articles, new.articles)
    found = _by_text(gone, come)
    gone, come = _left(gone, come, found)
    found += _by_name(gone, come)
    gone, come = _left(gone, come, found)
    if gone and come:
        found += _by_fingerprints(gone, come, sentences(old, gone), sentences(new, come))
    return tuple(sorted(found, key=lambda one: one.old.id))


def sentences(report: Report, articles: Iterable[ArticleSummary]) -> dict[str, set[str]]:
    """Return the fingerprints of the sentences of some articles that stand in matches, by article."""
    held: dict[str, set[str]] = {article.id: set() for article in articles}
    for match in report.matches:
        for side in (match.left, match.right):
            if side.article in held:
                held[side.article].update(side.fingerprints)
    return held


def _apart(
    old: Sequence[ArticleSummary], new: Sequence[ArticleSummary]
) -> tuple[list[ArticleSummary], list[ArticleSummary]]:
    before, after = {article.id for article in old}, {article.id for article in new}
    return [a for a in old if a.id not in after], [a for a in new if a.id not in before]


def _left(
    gone: Iterable[ArticleSummary], come: Iterable[ArticleSummary], found: Iterable[RenamedArticle]
) -> tuple[list[ArticleSummary], list[ArticleSummary]]:
    """Return the articles that are not found yet."""
    old, new = {one.old.id for one in found}, {one.new.id for one in found}
    return [a for a in gone if a.id not in old], [a for a in come if a.id not in new]


def _by_name(gone: Iterable[ArticleSummary], come: Iterable[ArticleSummary]) -> list[RenamedArticle]:
    """Return articles that one report has no text of, where just one article of either fits the other."""
    named: tuple[defaultdict[object, list[ArticleSummary]], ...] = (defaultdict(list), defaultdict(list))
    for articles, by_name in zip((gone, come), named, strict=True):
        for article in articles:
            name = article.id.rpartition("/")[2]
            known = (article.title, article.outlet, article.published, article.words, article.passages)
            by_name[name, known].append(article)
    return [
        RenamedArticle(old=olds[0], new=named[1][key][0], by="name")
        for key, olds in named[0].items()
        if len(olds) == len(named[1].get(key, ())) == 1 and None in (olds[0].text, named[1][key][0].text)
    ]


def _by_text(gone: Iterable[ArticleSummary], come: Iterable[ArticleSummary]) -> list[RenamedArticle]:
    by_text: defaultdict[str, list[ArticleSummary]] = defaultdict(list)
    for article in sorted(come, key=lambda one: one.id):
        if article.text:
            by_text[" ".join(article.text.split())].append(article)
    found = []
    for article in sorted(gone, key=lambda one: one.id):
        same = by_text.get(" ".join((article.text or "").split()), [])
        fits = [other for other in same if _agree(article, other)]
        if fits:
            best = min(fits, key=lambda other: (other.title != article.title, other.id))
            same.remove(best)
            found.append(RenamedArticle(old=article, new=best, by="text"))
    return found


def _by_fingerprints(
    gone: Sequence[ArticleSummary],
    come: Sequence[ArticleSummary],
    before: Mapping[str, set[str]],
    after: Mapping[str, set[str]],
) -> list[RenamedArticle]:
    holders: defaultdict[str, list[ArticleSummary]] = defaultdict(list)
    for article in come:
        for mark in after[article.id]:
            holders[mark].append(article)
    by_id = {article.id: article for article in (*gone, *come)}
    ranked = []
    for article in gone:
        marks = before[article.id]
        shared = Counter(
            other.id
            for mark in marks
            if len(holders.get(mark, ())) <= MOST_HOLDERS
            for other in holders.get(mark, ())
        )
        for key, number in shared.items():
            common = number / len(marks | after[key])
            if number >= LEAST_SENTENCES and common >= LEAST_COMMON and _alike(article, by_id[key]):
                ranked.append((-common, article.id, key))
    found: list[RenamedArticle] = []
    taken: set[tuple[str, str]] = set()
    for _, one, other in sorted(ranked):
        if not taken & {("old", one), ("new", other)}:
            taken |= {("old", one), ("new", other)}
            found.append(RenamedArticle(old=by_id[one], new=by_id[other], by="fingerprints"))
    return found


def _agree(one: ArticleSummary, other: ArticleSummary) -> bool:
    known = ((one.outlet, other.outlet), (one.published, other.published), (one.language, other.language))
    return all(a == b for a, b in known if a is not None and b is not None)


def _alike(one: ArticleSummary, other: ArticleSummary) -> bool:
    near = abs(one.words - other.words) <= WORDS_APART * max(one.words, other.words)
    return near and _agree(one, other)
