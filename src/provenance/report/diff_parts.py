"""What two reports differ in, cut into sections that the table, Markdown and HTML show alike.

Texts here are as they stand in the articles: whoever shows them makes them harmless.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from provenance.core.diffing.differences import (
    ArticleChange,
    Cause,
    Change,
    ClusterChange,
    Difference,
    KeptMatch,
    LoneMatch,
    PairChange,
    Run,
)
from provenance.model import ArticleSummary, Cluster, Pair, Side
from provenance.report.order import LISTED
from provenance.report.phrases import counted, origin_phrase, percent, place_phrase, use_phrase

CAUSES: Final[dict[Cause, str]] = {
    "same-articles": "between the same articles",
    "text-changed": "where a text changed",
    "article-added": "with an added article",
    "article-removed": "with a removed article",
}

_FIELDS: Final = {
    "kind": "origin",
    "left_share": "left share",
    "right_share": "right share",
    "left.text": "left text",
    "right.text": "right text",
}
_NAMED: Final = 6
_WORDS: Final = re.compile(r"\s+|\S+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One side of a match to be shown; ``was`` is its text in the old report, where that is another one.

    ``place`` is its line, and page, as they follow the article's name.
    """

    article: str
    place: str
    before: str
    text: str
    after: str
    was: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that differs: what it is, what is said of it, and the passages it is about.

    ``aside`` marks boilerplate and formulas, ``explained`` what comes from an added or removed article.
    """

    name: str
    says: str
    passages: tuple[Passage, ...] = ()
    aside: bool = False
    explained: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A list of what differs in one way; ``key`` names it in links, ``note`` says what to know of all."""

    key: str
    title: str
    note: str
    entries: tuple[Entry, ...]


def run_lines(difference: Difference) -> Iterator[str]:
    """Yield the first lines: that the runs were not alike, if so, and what each report holds."""
    if difference.runs:
        what = "; ".join(map(change_phrase, difference.runs))
        yield f"The runs differ: {what}. What follows may come from that."
    for name, run in (("Old", difference.old), ("New", difference.new)):
        yield f"{name}: {_held(run)}"
    if difference.same:
        yield "The reports say the same."


def summary(difference: Difference) -> tuple[tuple[str, int, int, int, str], ...]:
    """Return a row for articles, matches, pairs and clusters: how many new, gone and changed, and notes."""
    counts = difference.counts
    renamed = f"{len(difference.renamed):,} renamed" if difference.renamed else ""
    anew = counts.get("anchored_anew", 0)
    notes = [f"{counts.get('unchanged', 0):,} as before"]
    notes += [f"{anew:,} anchored anew"] if anew else []
    small = counts.get("small_score_changes", 0)
    notes += [f"{counted(small, 'score')} moved by less than {difference.least:g}"] if small else []
    d = difference
    return (
        ("articles", len(d.added), len(d.removed), len(d.articles), renamed),
        ("matches", len(d.new_matches), len(d.gone_matches), len(d.changed_matches), ", ".join(notes)),
        ("pairs", len(d.new_pairs), len(d.gone_pairs), len(d.changed_pairs), ""),
        ("clusters", len(d.new_clusters), len(d.gone_clusters), len(d.changed_clusters), ""),
    )


def sections(difference: Difference) -> tuple[Section, ...]:
    """Return all sections that have entries: articles, pairs, matches, clusters."""
    d = difference
    recalled = [one for one in d.articles if one.recalls]
    others = [one for one in d.articles if not one.recalls]
    found = (
        _section(
            "articles-status",
            "Articles killed, corrected, held back or released",
            map(_article_change, recalled),
            "by their status or embargo",
        ),
        _section("articles-added", "Articles added", map(_added, d.added)),
        _section("articles-removed", "Articles removed", (_article(r.article, r.problem) for r in d.removed)),
        _section(
            "articles-renamed",
            "Articles renamed",
            (Entry(name=f"{r.old.id} → {r.new.id}", says=f"known by its {r.by}") for r in d.renamed),
        ),
        _section("articles-changed", "Articles changed", map(_article_change, others)),
        _section("pairs-changed", "Pairs changed", map(_pair_change, d.changed_pairs)),
        _section("pairs-new", "Pairs new", map(_pair, d.new_pairs)),
        _section("pairs-gone", "Pairs gone", map(_pair, d.gone_pairs)),
        _section("matches-new", "Matches new", _lone(d.new_matches), _causes(d.new_matches)),
        _section("matches-gone", "Matches gone", _lone(d.gone_matches), _causes(d.gone_matches)),
        _section("matches-changed", "Matches changed", map(_kept, d.changed_matches)),
        _section(
            "matches-reanchored",
            "Matches anchored anew",
            map(_kept, d.reanchored),
            "found again by their words or places, since a text or an article's id changed",
        ),
        _section("clusters-changed", "Clusters changed", map(_cluster_change, d.changed_clusters)),
        _section("clusters-new", "Clusters new", map(_cluster, d.new_clusters)),
        _section("clusters-gone", "Clusters gone", map(_cluster, d.gone_clusters)),
    )
    return tuple(section for section in found if section.entries)


def change_phrase(change: Change) -> str:
    """Return what became of a field: "relation near-copy, now identical"."""
    field = _FIELDS.get(change.field, change.field.replace("_", " "))
    if change.field.endswith(".text"):
        return f"{field} changed"
    if change.field == "text":
        return f"text changed ({change.old:,} characters, now {change.new:,})"
    if change.field.endswith("_share"):
        return f"{field} {percent(_number(change.old))}, now {percent(_number(change.new))}"
    return f"{field} {_value(change.old)}, now {_value(change.new)}"


def pieces(passage: Passage) -> tuple[tuple[str, str], ...]:
    """Return a passage in pieces: ``equal``, ``del`` (of the old text only), ``ins`` (of the new only)."""
    if passage.was is None:
        return (("equal", passage.text),)
    from rapidfuzz.distance import Indel

    old, new = _WORDS.findall(passage.was), _WORDS.findall(passage.text)
    found: list[tuple[str, str]] = []
    gone = come = ""
    for step in Indel.opcodes(old, new):
        gone += "".join(old[step.src_start : step.src_end]) if step.tag == "delete" else ""
        come += "".join(new[step.dest_start : step.dest_end]) if step.tag == "insert" else ""
        if step.tag == "equal":
            found += [("del", gone), ("ins", come), ("equal", "".join(new[step.dest_start : step.dest_end]))]
            gone = come = ""
    found += [("del", gone), ("ins", come)]
    return tuple(piece for piece in found if piece[1])


def word_changes(passage: Passage) -> str:
    """Return which words of a passage became which: "lifebcats → lifeboats, + on Monday"."""
    changes: list[str] = []
    gone = ""
    for kind, text in (*pieces(passage), ("equal", "")):
        words = " ".join(text.split())
        if gone and kind == "ins" and words:
            changes.append(f"{gone} → {words}")
        else:
            changes += [f"- {gone}"] if gone else []
            changes += [f"+ {words}"] if kind == "ins" and words else []
        gone = words if kind == "del" else ""
    return ", ".join(changes)


def _section(key: str, title: str, entries: Iterable[Entry], note: str = "") -> Section:
    return Section(key=key, title=title, note=note, entries=tuple(entries))


def _held(run: Run) -> str:
    parts = [
        counted(run.articles, "article"),
        counted(run.matches, "match", "matches"),
        counted(run.pairs, "pair"),
        counted(run.clusters, "cluster"),
    ]
    return ", ".join(parts + ([counted(run.problems, "problem")] if run.problems else []))


def _number(value: object) -> float:
    return float(value) if isinstance(value, (int, float)) else 0.0


def _value(value: object) -> str:
    if value is None or value in ("", [], ()):
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.2f}"
    if isinstance(value, (list, tuple)):
        return " ".join(map(str, value))
    return str(value)


def _changes(changes: Iterable[Change]) -> str:
    return "; ".join(map(change_phrase, changes))


def _added(article: ArticleSummary) -> Entry:
    return _article(article, None)


def _article(article: ArticleSummary, problem: str | None) -> Entry:
    known = [use_phrase(article), article.outlet, article.published]
    if article.origin.kind != "unknown":
        known.append(origin_phrase(article.origin))
    if problem is not None:
        known.append(f"could not be read: {problem}")
    return Entry(name=article.id, says=", ".join(filter(None, known)))


def _article_change(one: ArticleChange) -> Entry:
    return Entry(name=one.new.id, says=_changes(one.changes))


def _pair(pair: Pair) -> Entry:
    shares = f"{percent(pair.left_share)} and {percent(pair.right_share)} in common"
    aside = pair.origin.kind in {"boilerplate", "formula"}
    name = _pair_name(pair.left, pair.right)
    return Entry(name=name, says=f"{origin_phrase(pair.origin)}; {shares}", aside=aside)


def _pair_change(one: PairChange) -> Entry:
    aside = {one.old.origin.kind, one.new.origin.kind} <= {"boilerplate", "formula"}
    return Entry(name=_pair_name(one.new.left, one.new.right), says=_changes(one.changes), aside=aside)


def _pair_name(left: str, right: str) -> str:
    return f"{left} ~ {right}"


def _causes(matches: Iterable[LoneMatch]) -> str:
    numbers = Counter(one.cause for one in matches)
    return ", ".join(f"{numbers[cause]:,} {words}" for cause, words in CAUSES.items() if numbers[cause])


def _lone(matches: Sequence[LoneMatch]) -> Iterator[Entry]:
    """Yield matches, those first that no added or removed article explains, and the longest first."""
    causes = list(CAUSES)

    def rank(one: LoneMatch) -> tuple[bool, int, float, str]:
        match = one.match
        aside = match.content not in LISTED
        return aside, causes.index(one.cause), -match.score * match.words, match.id

    for one in sorted(matches, key=rank):
        match = one.match
        says = f"{match.relation} {match.content}, score {match.score:.2f}; {CAUSES[one.cause]}"
        yield Entry(
            name=_pair_name(match.left.article, match.right.article),
            says=says,
            passages=(_passage(match.left), _passage(match.right)),
            aside=match.content not in LISTED,
            explained=one.cause in {"article-added", "article-removed"},
        )


def _kept(one: KeptMatch) -> Entry:
    before = (one.old.right, one.old.left) if one.swapped else (one.old.left, one.old.right)
    new = one.new
    parts = [] if one.changes else [f"{new.relation} {new.content}, score {new.score:.2f}"]
    parts += [_changes(one.changes)] if one.changes else []
    if one.anchor == "text":
        parts.append("found again by the same words")
    elif one.anchor == "likeness":
        exact = one.likeness == 1.0
        parts.append("found again at its place" if exact else f"found again, {percent(one.likeness)} alike")
    return Entry(
        name=_pair_name(new.left.article, new.right.article),
        says="; ".join(parts),
        passages=tuple(
            _passage(side, was.text) for side, was in zip((new.left, new.right), before, strict=True)
        ),
        aside=new.content not in LISTED and one.old.content not in LISTED,
    )


def _passage(side: Side, was: str | None = None) -> Passage:
    same = was is None or " ".join(was.split()) == " ".join(side.text.split())
    return Passage(
        article=side.article,
        place=place_phrase(side.line, side.page),
        before=side.before,
        text=side.text,
        after=side.after,
        was=None if same else was,
    )


def _cluster(cluster: Cluster) -> Entry:
    says = f"{counted(len(cluster.members), 'passage')}; {origin_phrase(cluster.origin)}"
    aside = cluster.origin.kind in {"boilerplate", "formula"}
    return Entry(name=f"“{' '.join(cluster.excerpt.split())}”", says=says, aside=aside)


def _cluster_change(one: ClusterChange) -> Entry:
    parts = [_changes(one.changes)] if one.changes else []
    gained, lost = ({member.article for member in members} for members in (one.gained, one.lost))
    parts += [f"gained {_named(gained - lost)}"] if gained - lost else []
    parts += [f"lost {_named(lost - gained)}"] if lost - gained else []
    parts += [f"other ends in {_named(gained & lost)}"] if gained & lost else []
    aside = {one.old.origin.kind, one.new.origin.kind} <= {"boilerplate", "formula"}
    return Entry(name=f"“{' '.join(one.new.excerpt.split())}”", says="; ".join(parts), aside=aside)


def _named(articles: Iterable[str]) -> str:
    names = sorted(articles)
    more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def aside_phrase(entries: Iterable[Entry]) -> str:
    """Return how many entries are boilerplate or formulas, in words; empty if none is."""
    number = sum(entry.aside for entry in entries)
    return f"{number:,} of boilerplate or formulas" if number else ""
