"""Building a report from the fields of a saved one."""

from __future__ import annotations

from typing import cast, get_args

from provenance.model import (
    ArticleSummary,
    Cluster,
    Content,
    Evidence,
    Match,
    Member,
    Origin,
    OriginKind,
    Pair,
    Problem,
    Relation,
    Repeat,
    Report,
    Side,
)
from provenance.report.fields import Fields, damaged


def report_from(fields: Fields, name: str) -> Report:
    """Return the report that ``fields`` hold.

    Args:
        fields: The outermost JSON object.
        name: The file's name, for messages.

    Raises:
        DamagedReportError: if a field is missing or of the wrong type, or refers to an article,
            match or cluster that the report does not list.
    """
    report = Report(
        version=fields.text("version"),
        settings=fields.mapping("settings"),
        fingerprint=fields.text("fingerprint"),
        articles=fields.records("articles", _read_article),
        matches=fields.records("matches", _read_match),
        pairs=fields.records("pairs", _read_pair),
        clusters=fields.records("clusters", _read_cluster),
        repeats=fields.records("repeats", _read_repeat),
        problems=fields.records("problems", _read_problem),
        ignored=fields.whole("ignored"),
        limits=fields.texts("limits"),
        counts=fields.numbers("counts", int),
        ignored_by=fields.numbers("ignored_by", int) if "ignored_by" in fields else {},
    )
    _check_references(report, name)
    return report


def _read_evidence(fields: Fields) -> Evidence:
    return Evidence(kind=fields.text("kind"), detail=fields.text("detail"))


def _read_origin(fields: Fields) -> Origin:
    return Origin(
        kind=cast(OriginKind, fields.choice("kind", get_args(OriginKind))),
        agency=fields.maybe_text("agency"),
        confidence=fields.number("confidence"),
        supports=fields.records("for", _read_evidence),
        against=fields.records("against", _read_evidence),
    )


def _read_article(fields: Fields) -> ArticleSummary:
    return ArticleSummary(
        id=fields.text("id"),
        path=fields.text("path"),
        record_line=fields.maybe_whole("record_line"),
        title=fields.maybe_text("title"),
        outlet=fields.maybe_text("outlet"),
        published=fields.maybe_text("published"),
        updated=fields.maybe_text("updated"),
        language=fields.maybe_text("language"),
        url=fields.maybe_text("url"),
        credits=fields.texts("credits"),
        byline=fields.optional("byline", str),
        provider_id=fields.optional("provider_id", str),
        version=fields.optional("version", str),
        status=fields.optional("status", str),
        embargo=fields.optional("embargo", str),
        usage_terms=fields.optional("usage_terms", str),
        editor_note=fields.optional("editor_note", str),
        ocr_confidence=fields.optional("ocr_confidence", float),
        text=fields.optional("text", str),
        body_start=fields.whole("body_start") if "body_start" in fields else 0,
        passages=fields.whole("passages"),
        words=fields.whole("words"),
        reused=fields.number("reused"),
        quoted=fields.number("quoted"),
        origin=fields.record("origin", _read_origin),
    )


def _read_side(fields: Fields) -> Side:
    start = fields.whole("start")
    return Side(
        article=fields.text("article"),
        start=start,
        end=fields.whole("end", start + 1),
        line=fields.whole("line", 1),
        text=fields.text("text"),
        before=fields.text("before"),
        after=fields.text("after"),
        fingerprints=fields.texts("fingerprints"),
        page=fields.whole("page", 1) if "page" in fields else None,
    )


def _read_match(fields: Fields) -> Match:
    return Match(
        id=fields.text("id"),
        relation=cast(Relation, fields.choice("relation", get_args(Relation))),
        content=cast(Content, fields.choice("content", get_args(Content))),
        score=fields.number("score"),
        left=fields.record("left", _read_side),
        right=fields.record("right", _read_side),
        words=fields.whole("words"),
        cluster=fields.maybe_text("cluster"),
        speaker=fields.maybe_text("speaker"),
        evidence=fields.records("evidence", _read_evidence),
        label=fields.maybe_text("label"),
        features=fields.numbers("features", int, float),
    )


def _read_pair(fields: Fields) -> Pair:
    return Pair(
        left=fields.text("left"),
        right=fields.text("right"),
        matches=fields.texts("matches"),
        left_share=fields.number("left_share"),
        right_share=fields.number("right_share"),
        origin=fields.record("origin", _read_origin),
    )


def _read_member(fields: Fields) -> Member:
    start = fields.whole("start")
    return Member(article=fields.text("article"), start=start, end=fields.whole("end", start + 1))


def _read_cluster(fields: Fields) -> Cluster:
    return Cluster(
        id=fields.text("id"),
        origin=fields.record("origin", _read_origin),
        members=fields.records("members", _read_member),
        collapsed=fields.whole("collapsed"),
        labelled=fields.flag("labelled"),
        excerpt=fields.text("excerpt"),
    )


def _read_repeat(fields: Fields) -> Repeat:
    return Repeat(
        article=fields.text("article"),
        relation=cast(Relation, fields.choice("relation", get_args(Relation))),
        left=fields.record("left", _read_side),
        right=fields.record("right", _read_side),
    )


def _read_problem(fields: Fields) -> Problem:
    return Problem(path=fields.text("path"), reason=fields.text("reason"), line=fields.optional("line", int))


def _check_references(report: Report, name: str) -> None:
    articles = {article.id for article in report.articles}
    matches = {match.id for match in report.matches}
    clusters = {cluster.id for cluster in report.clusters}
    named = [("article", side.article) for m in report.matches for side in (m.left, m.right)]
    named += [("article", key) for pair in report.pairs for key in (pair.left, pair.right)]
    named += [("article", member.article) for c in report.clusters for member in c.members]
    named += [("article", repeat.article) for repeat in report.repeats]
    named += [("match", key) for pair in report.pairs for key in pair.matches]
    named += [("cluster", match.cluster) for match in report.matches if match.cluster is not None]
    known = {"article": articles, "match": matches, "cluster": clusters}
    for kind, key in named:
        if key not in known[kind]:
            damaged(name, f"it refers to the {kind} {key!r}, which it does not list")
    for kind, listed, ids in (
        ("article", report.articles, articles),
        ("match", report.matches, matches),
        ("cluster", report.clusters, clusters),
    ):
        if len(listed) != len(ids):
            damaged(name, f"it lists one {kind} id twice")
