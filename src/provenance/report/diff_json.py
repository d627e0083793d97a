"""What two reports differ in, as JSON (``provenance.diff/1``)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TextIO

from provenance.core.diffing.differences import (
    SCHEMA,
    ArticleChange,
    Change,
    ClusterChange,
    Difference,
    KeptMatch,
    LoneMatch,
    Run,
)
from provenance.model import ArticleSummary, Member
from provenance.report.json import (
    Record,
    article_record,
    cluster_record,
    encode,
    match_record,
    pair_record,
    plain,
    rounded,
    write_list,
)


def write_diff_json(difference: Difference, stream: TextIO) -> None:
    """Write a difference, one record a line: same reports, same bytes.

    Records of articles, matches, pairs and clusters are as in the reports, but for the articles' texts.
    """
    stream.write(f'{{"schema": {encode(SCHEMA)},\n')
    for name, run in (("old", difference.old), ("new", difference.new)):
        stream.write(f'"{name}": {encode(_run(run))},\n')
    stream.write(f'"least_change": {encode(rounded(difference.least))},\n')
    write_list(stream, "runs", map(_change, difference.runs))
    for name, lists in _parts(difference).items():
        stream.write(f'"{name}": {{')
        for number, (key, records) in enumerate(lists.items(), start=1):
            write_list(stream, key, records, end="},\n" if number == len(lists) else ",\n")
    stream.write(f'"counts": {encode(plain(difference.counts))}}}\n')


def _parts(difference: Difference) -> Mapping[str, Mapping[str, Iterable[object]]]:
    return {
        "articles": {
            "added": map(_article, difference.added),
            "removed": ({"article": _article(r.article), "problem": r.problem} for r in difference.removed),
            "renamed": ({"old": r.old.id, "new": r.new.id, "by": r.by} for r in difference.renamed),
            "changed": map(_article_change, difference.articles),
        },
        "matches": {
            "new": map(_lone, difference.new_matches),
            "gone": map(_lone, difference.gone_matches),
            "changed": map(_kept, difference.changed_matches),
            "reanchored": map(_kept, difference.reanchored),
        },
        "pairs": {
            "new": map(pair_record, difference.new_pairs),
            "gone": map(pair_record, difference.gone_pairs),
            "changed": (
                {"old": pair_record(c.old), "new": pair_record(c.new), "changes": _changes(c.changes)}
                for c in difference.changed_pairs
            ),
        },
        "clusters": {
            "new": map(cluster_record, difference.new_clusters),
            "gone": map(cluster_record, difference.gone_clusters),
            "changed": map(_cluster_change, difference.changed_clusters),
        },
    }


def _run(run: Run) -> Record:
    return {
        "version": run.version,
        "fingerprint": run.fingerprint,
        "settings": plain(run.settings),
        "articles": run.articles,
        "matches": run.matches,
        "pairs": run.pairs,
        "clusters": run.clusters,
        "problems": run.problems,
    }


def _article(article: ArticleSummary) -> Record:
    record = article_record(article)
    record.pop("text", None)
    return record


def _article_change(one: ArticleChange) -> Record:
    return {"old": one.old.id, "new": one.new.id, "changes": _changes(one.changes)}


def _cluster_change(one: ClusterChange) -> Record:
    return {
        "old": cluster_record(one.old),
        "new": cluster_record(one.new),
        "gained": _members(one.gained),
        "lost": _members(one.lost),
        "changes": _changes(one.changes),
    }


def _change(change: Change) -> Record:
    return {"field": change.field, "old": plain(change.old), "new": plain(change.new)}


def _changes(changes: Iterable[Change]) -> list[Record]:
    return list(map(_change, changes))


def _lone(one: LoneMatch) -> Record:
    return {"cause": one.cause, "match": match_record(one.match)}


def _kept(one: KeptMatch) -> Record:
    return {
        "anchor": one.anchor,
        "likeness": rounded(one.likeness),
        "swapped": one.swapped,
        "changes": _changes(one.changes),
        "old": match_record(one.old),
        "new": match_record(one.new),
    }


def _members(members: Iterable[Member]) -> list[Record]:
    return [{"article": member.article, "start": member.start, "end": member.end} for member in members]
