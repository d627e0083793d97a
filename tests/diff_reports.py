"""Pairs of reports for the tests of ``diff``: the sample report and versions of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from provenance.core.diffing.diff import difference
from provenance.core.diffing.differences import Difference
from provenance.model import Match, Pair, Report, Side
from sample_report import COAST, DAILY, rich_report


def find(report: Report, left: str, right: str, number: int = 0) -> Match:
    """Return one match of two articles."""
    return [m for m in report.matches if (m.left.article, m.right.article) == (left, right)][number]


def with_matches(report: Report, change: Callable[[Match], Match | None]) -> Report:
    """Return a report with its matches changed; those changed into None leave pairs and counts, too."""
    made = {match.id: change(match) for match in report.matches}
    kept = tuple(match for match in made.values() if match is not None)
    pairs = []
    for pair in report.pairs:
        ids = tuple(one.id for key in pair.matches if (one := made[key]) is not None)
        if ids:
            pairs.append(replace(pair, matches=ids))
    return replace(report, matches=kept, pairs=tuple(pairs))


def with_text(report: Report, article: str, change: Callable[[str], str]) -> Report:
    """Return a report in which an article's text is another one, and its sides are cut from it anew.

    Matches of the article get other ids, as changed sentences give them.
    """
    texts = {a.id: change(a.text or "") if a.id == article else a.text for a in report.articles}
    text = texts[article] or ""

    def side(one: Side) -> Side:
        if one.article != article:
            return one
        words = change(one.text)
        start = text.index(words)
        end = start + len(words)
        return replace(
            one,
            start=start,
            end=end,
            line=text.count("\n", 0, start) + 1,
            text=words,
            before=text[max(0, start - 32) : start],
            after=text[end : end + 32],
        )

    def match(one: Match) -> Match:
        if article not in (one.left.article, one.right.article):
            return one
        return replace(one, id=f"new-{one.id}", left=side(one.left), right=side(one.right))

    changed = with_matches(report, match)
    articles = tuple(replace(a, text=texts[a.id]) for a in report.articles)
    return replace(changed, articles=articles)


def with_name(report: Report, old: str, new: str) -> Report:
    """Return a report in which an article has another id; matches get other ids, and sides change places."""

    def name(key: str) -> str:
        return new if key == old else key

    def match(one: Match) -> Match:
        if old not in (one.left.article, one.right.article):
            return one
        sides = [replace(side, article=name(side.article)) for side in (one.left, one.right)]
        left, right = sorted(sides, key=lambda side: side.article)
        return replace(one, id=f"renamed-{one.id}", left=left, right=right)

    def pair(one: Pair) -> Pair:
        left, right = sorted((name(one.left), name(one.right)))
        turned = left != name(one.left)
        shares = (one.right_share, one.left_share) if turned else (one.left_share, one.right_share)
        return replace(one, left=left, right=right, left_share=shares[0], right_share=shares[1])

    changed = with_matches(report, match)
    return replace(
        changed,
        articles=tuple(sorted((replace(a, id=name(a.id)) for a in changed.articles), key=lambda a: a.id)),
        pairs=tuple(sorted(map(pair, changed.pairs), key=lambda p: (p.left, p.right))),
        clusters=tuple(
            replace(c, members=tuple(replace(m, article=name(m.article)) for m in c.members))
            for c in changed.clusters
        ),
        repeats=(),
    )


def without_article(report: Report, article: str) -> Report:
    """Return a report that has not an article, nor what belongs to it."""

    def keep(one: Match) -> Match | None:
        return None if article in (one.left.article, one.right.article) else one

    changed = with_matches(report, keep)
    clusters = (
        replace(c, members=tuple(m for m in c.members if m.article != article)) for c in changed.clusters
    )
    return replace(
        changed,
        articles=tuple(a for a in changed.articles if a.id != article),
        clusters=tuple(c for c in clusters if c.members),
        repeats=tuple(r for r in changed.repeats if r.article != article),
    )


def many_changes() -> Difference:
    """A difference that has something in every section."""
    old = rich_report()
    new = with_text(old, COAST, lambda text: text.replace("harbour commission", "harbour commision"))
    new = with_name(new, "odd-copy.txt", "a-renamed.txt")
    new = without_article(new, "valley-times/lamps.txt")
    first = find(new, COAST, DAILY)
    new = with_matches(
        new,
        lambda m: replace(m, relation="identical", score=0.5, label="wire-copy") if m.id == first.id else m,
    )
    gone = find(new, DAILY, "hill-herald/lamps.txt")
    new = with_matches(new, lambda m: None if m.id == gone.id else m)
    settings = dict(new.settings) | {"encoder": "usem3"}
    return difference(old, replace(new, version="0.2.0", settings=settings))
