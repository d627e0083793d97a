"""The JSON Schemas of the report and of a difference of two, shipped with the package."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any, cast


def report_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) that every ``report.json`` satisfies."""
    return _schema("report-1.schema.json")


def diff_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of ``provenance diff --format json``.

    It refers to the report's schema, which stands in its ``$defs``, so that it needs no other file.
    """
    schema = _schema("diff-1.schema.json")
    schema["$defs"]["report"] = report_schema()
    return schema


def _schema(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(files(__name__).joinpath(name).read_text(encoding="utf-8")))
