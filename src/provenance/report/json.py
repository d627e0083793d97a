"""The report as JSON, written record by record and read back with every field checked."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Final, NoReturn, TextIO

from provenance.model import (
    SCHEMA,
    ArticleSummary,
    Cluster,
    Evidence,
    Match,
    Origin,
    Pair,
    Problem,
    Repeat,
    Report,
    Side,
)
from provenance.report.escape import for_json
from provenance.report.fields import Fields, damaged
from provenance.report.saved import report_from

if TYPE_CHECKING:
    from provenance.core.seams import Beside

Record = dict[str, object]

# What is written of an article only where it is known.
EDITORIAL: Final = (
    "byline", "provider_id", "version", "status", "embargo", "usage_terms", "editor_note",
)  # fmt: skip
# Fewer matches than this are written before another process has begun to help; it takes what follows this
# part of them.
MANY: Final = 5_000
_FIRST: Final = 0.6
_AT_ONCE: Final = 1 << 20
_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False)


def write_json(report: Report, stream: TextIO, beside: Beside | None = None) -> None:
    """Write a report, one record a line; of many matches some beside the others.

    The bytes depend on the report alone: keys have a fixed order, floats at most 4 decimals, and
    lone surrogates are escaped, so that the text can always be encoded as UTF-8, and so is what could
    drive a terminal.
    """
    stream.write(f'{{"schema": {encode(SCHEMA)},\n"version": {encode(report.version)},\n')
    stream.write(f'"settings": {encode(plain(report.settings))},\n')
    stream.write(f'"fingerprint": {encode(report.fingerprint)},\n')
    if beside is None or len(report.matches) < MANY:
        _write_first(report, stream, len(report.matches))
        _write_rest(report, stream, len(report.matches))
    else:
        _write_both(report, stream, beside)
    stream.write(f'"ignored": {encode(report.ignored)},\n')
    if report.ignored_by:
        stream.write(f'"ignored_by": {encode(plain(report.ignored_by))},\n')
    write_list(stream, "limits", report.limits)
    stream.write(f'"counts": {encode(plain(report.counts))}}}\n')


def _write_first(report: Report, stream: TextIO, matches: int) -> None:
    """Write the articles and so many matches."""
    write_list(stream, "articles", map(article_record, report.articles))
    stream.write('"matches": [')
    _write_records(stream, map(match_record, report.matches[:matches]))


def _write_rest(report: Report, stream: TextIO, matches: int) -> None:
    """Write what follows so many matches, up to the problems."""
    _write_records(stream, map(match_record, report.matches[matches:]), first=not matches)
    stream.write("\n],\n" if report.matches else "],\n")
    write_list(stream, "pairs", map(pair_record, report.pairs))
    write_list(stream, "clusters", map(cluster_record, report.clusters))
    write_list(stream, "repeats", map(_repeat, report.repeats))
    write_list(stream, "problems", map(_problem, report.problems))


def _write_both(report: Report, stream: TextIO, beside: Beside) -> None:
    """Write the articles and the first matches here, and the rest beside, into a file of its own."""
    matches = round(_FIRST * len(report.matches))
    with ExitStack() as held:
        try:
            file = held.enter_context(
                tempfile.TemporaryFile("w+", encoding="utf-8", newline="", prefix="provenance-")
            )
        except OSError:
            file = None
        rest = beside(_written_to, (report, file, matches)) if file else None
        _write_first(report, stream, matches)
        if file is not None and rest is not None and rest():
            file.seek(0)
            shutil.copyfileobj(file, stream, _AT_ONCE)
        else:
            _write_rest(report, stream, matches)


def _written_to(given: tuple[Report, TextIO, int]) -> bool:
    """Write the rest into a file, and say whether there was room for it."""
    report, file, matches = given
    try:
        # Another process may have ended amid it.
        file.seek(0)
        file.truncate()
        _write_rest(report, file, matches)
        file.flush()
    except OSError:
        return False
    return True


def read_json(stream: TextIO, name: str) -> Report:
    """Read a saved report.

    Args:
        stream: What ``write_json`` wrote.
        name: The file's name, for messages.

    Raises:
        DamagedReportError: if it is no report, is cut short, has another schema version, lacks a
            field, or refers to an article or match that it does not list.
    """
    try:
        data = json.load(stream, parse_constant=_no_constant)
    except UnicodeDecodeError as error:
        damaged(name, f"it is not UTF-8 ({error.reason} at byte {error.start})")
    except json.JSONDecodeError as error:
        damaged(name, f"it is no complete JSON ({error.msg}, line {error.lineno}, column {error.colno})")
    except (ValueError, RecursionError) as error:
        damaged(name, f"it is no JSON that a report can hold ({error})")
    if not isinstance(data, dict) or "schema" not in data:
        damaged(name, 'it has no "schema", so it is not one of our reports')
    if data["schema"] != SCHEMA:
        damaged(name, f"its schema is {data['schema']!r}, this version reads {SCHEMA!r}")
    return report_from(Fields(data, "", name), name)


def encode(value: object) -> str:
    """Return a value as JSON on one line, what could drive a terminal written out."""
    return for_json(_ENCODER.encode(value))


def write_list(stream: TextIO, key: str, records: Iterable[object], end: str = ",\n") -> None:
    """Write a field that holds a list, one record a line, and what ends it."""
    stream.write(f'"{key}": [')
    stream.write(("\n]" if _write_records(stream, records) else "]") + end)


def _write_records(stream: TextIO, records: Iterable[object], first: bool = True) -> bool:
    """Write records, one a line, and say whether there were any; ``first``: none stands before them."""
    between = "\n" if first else ",\n"
    any_ = False
    for record in records:
        stream.write(between + encode(record))
        between, any_ = ",\n", True
    return any_


def plain(value: object) -> object:
    """Return settings, counts or features with sorted keys and rounded floats."""
    if isinstance(value, Mapping):
        return {str(key): plain(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, (list, tuple)):
        return [plain(entry) for entry in value]
    return rounded(value) if isinstance(value, float) else value


def rounded(number: float) -> float:
    """Return a number with four decimals, and no negative zero."""
    return round(float(number), 4) + 0.0  # the sum turns -0.0 into 0.0


def _evidence(evidence: tuple[Evidence, ...]) -> list[Record]:
    return [{"kind": fact.kind, "detail": fact.detail} for fact in evidence]


def _origin(origin: Origin) -> Record:
    return {
        "kind": origin.kind,
        "agency": origin.agency,
        "confidence": rounded(origin.confidence),
        "for": _evidence(origin.supports),
        "against": _evidence(origin.against),
    }


def article_record(article: ArticleSummary) -> Record:
    """Return an article as the report's JSON has it."""
    record: Record = {
        "id": article.id,
        "path": article.path,
        "record_line": article.record_line,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published,
        "updated": article.updated,
        "language": article.language,
        "url": article.url,
        "credits": article.credits,
    }
    record |= {name: value for name in EDITORIAL if (value := getattr(article, name)) is not None}
    if article.ocr_confidence is not None:
        record["ocr_confidence"] = article.ocr_confidence
    if article.text is not None:
        record["text"] = article.text
    if article.body_start:
        record["body_start"] = article.body_start
    record |= {
        "passages": article.passages,
        "words": article.words,
        "reused": rounded(article.reused),
        "quoted": rounded(article.quoted),
        "origin": _origin(article.origin),
    }
    return record


def _side(side: Side) -> Record:
    record: Record = {
        "article": side.article,
        "start": side.start,
        "end": side.end,
        "line": side.line,
        "text": side.text,
        "before": side.before,
        "after": side.after,
        "fingerprints": side.fingerprints,
    }
    return record if side.page is None else record | {"page": side.page}


def match_record(match: Match) -> Record:
    """Return a match as the report's JSON has it."""
    return {
        "id": match.id,
        "relation": match.relation,
        "content": match.content,
        "score": rounded(match.score),
        "cluster": match.cluster,
        "words": match.words,
        "left": _side(match.left),
        "right": _side(match.right),
        "speaker": match.speaker,
        "evidence": _evidence(match.evidence),
        "label": match.label,
        # A million numbers, mostly: ``plain`` would ask of each what it is.
        "features": {name: rounded(match.features[name]) for name in sorted(match.features)},
    }


def pair_record(pair: Pair) -> Record:
    """Return a pair as the report's JSON has it."""
    return {
        "left": pair.left,
        "right": pair.right,
        "matches": pair.matches,
        "left_share": rounded(pair.left_share),
        "right_share": rounded(pair.right_share),
        "origin": _origin(pair.origin),
    }


def cluster_record(cluster: Cluster) -> Record:
    """Return a cluster as the report's JSON has it."""
    return {
        "id": cluster.id,
        "origin": _origin(cluster.origin),
        "members": [{"article": m.article, "start": m.start, "end": m.end} for m in cluster.members],
        "collapsed": cluster.collapsed,
        "labelled": cluster.labelled,
        "excerpt": cluster.excerpt,
    }


def _repeat(repeat: Repeat) -> Record:
    return {
        "article": repeat.article,
        "relation": repeat.relation,
        "left": _side(repeat.left),
        "right": _side(repeat.right),
    }


def _problem(problem: Problem) -> Record:
    record: Record = {"path": problem.path, "reason": problem.reason}
    return record if problem.line is None else record | {"line": problem.line}


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")
