"""The report as Arrow tables of articles, matches and clusters, for Parquet: the fields of the JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from provenance.model import Report
from provenance.report.json import EDITORIAL, article_record, cluster_record, match_record


def tables(report: Report) -> dict[str, Any]:
    """Return the tables of a report by name, rows in the order of the report."""
    import pyarrow as pa

    schemas = _schemas()
    rows: Mapping[str, list[dict[str, Any]]] = {
        "articles": [article_record(article) for article in report.articles],
        "matches": [_pairs(match_record(match)) for match in report.matches],
        "clusters": [cluster_record(cluster) for cluster in report.clusters],
    }
    return {name: _table(pa, rows[name], schema) for name, schema in schemas.items()}


def _table(pa: Any, rows: list[dict[str, Any]], schema: Any) -> Any:
    try:
        return pa.Table.from_pylist(rows, schema=schema)
    except UnicodeEncodeError:
        # Arrow's strings are UTF-8; a lone surrogate (of a file's name) becomes a replacement character.
        return pa.Table.from_pylist([_encodable(row) for row in rows], schema=schema)


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, Mapping):
        return {name: _encodable(held) for name, held in value.items()}
    return [_encodable(held) for held in value] if isinstance(value, (list, tuple)) else value


def _pairs(record: dict[str, Any]) -> dict[str, Any]:
    return record | {"features": sorted(record["features"].items())}


def _schemas() -> dict[str, Any]:
    import pyarrow as pa

    text, number, whole = pa.string(), pa.float64(), pa.int64()
    facts = pa.list_(pa.struct({"kind": text, "detail": text}))
    origin = pa.struct({"kind": text, "agency": text, "confidence": number, "for": facts, "against": facts})
    side = pa.struct({
        "article": text, "start": whole, "end": whole, "line": whole, "text": text, "before": text,
        "after": text, "fingerprints": pa.list_(text), "page": whole,
    })  # fmt: skip
    member = pa.struct({"article": text, "start": whole, "end": whole})
    return {
        "articles": pa.schema({
            "id": text, "path": text, "record_line": whole, "title": text, "outlet": text, "published": text,
            "updated": text, "language": text, "url": text, "credits": pa.list_(text), "text": text,
            "body_start": whole, "passages": whole, "words": whole, "reused": number, "quoted": number,
            "origin": origin,
            **dict.fromkeys(EDITORIAL, text),
        }),
        "matches": pa.schema({
            "id": text, "relation": text, "content": text, "score": number, "cluster": text, "words": whole,
            "left": side, "right": side, "speaker": text, "evidence": facts, "label": text,
            "features": pa.map_(text, number),
        }),
        "clusters": pa.schema({
            "id": text, "origin": origin, "members": pa.list_(member), "collapsed": whole,
            "labelled": pa.bool_(), "excerpt": text,
        }),
    }  # fmt: skip
